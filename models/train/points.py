#!/usr/bin/python3
"""Writes the points of a data set as text, for commands that read many points (plin stats --points, --labels).

    models/train/points.py digits DIRECTORY     test.txt, test-labels.txt, train.txt, train-labels.txt: one point or label a line
"""
import argparse
import pathlib

import data


def write(directory, name, examples):
    """NAME.txt and NAME-labels.txt."""
    points = "".join(" ".join(repr(x) for x in point) + "\n" for point, _ in examples)
    (directory / f"{name}.txt").write_text(points, encoding="ascii")
    (directory / f"{name}-labels.txt").write_text("".join(f"{label}\n" for _, label in examples), encoding="ascii")


def main():
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", choices=["digits", "moons", "xor", "annulus"])
    parser.add_argument("directory", type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.directory.mkdir(parents=True, exist_ok=True)
    training, test = getattr(data, arguments.data)()
    write(arguments.directory, "train", training)
    write(arguments.directory, "test", test)


if __name__ == "__main__":
    main()
