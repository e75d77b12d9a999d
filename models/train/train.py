#!/usr/bin/python3
"""Trains the bundled models and writes models/NAME/NAME.onnx, its samples, its facts and its README.

    models/train/train.py            train all (about ten seconds)
    models/train/train.py digits     train one
    models/train/train.py --check    train again and compare with what is committed; writes nothing

Needs Debian's python3-torch, python3-onnx and python3-sklearn. On one machine the files come out the same byte for byte. Another
processor may round some sums in another order; --check then still demands the same accuracy and says that the bytes differ.
"""
import argparse
import hashlib
import shutil
import sys

import facts
import readme
import training
from catalog import CATALOG, MODELS, samples
from recipes import RECIPES


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="models to train (default: all)")
    parser.add_argument("--check", action="store_true", help="compare with the committed models instead of writing")
    arguments = parser.parse_args()
    for name in arguments.names or CATALOG:
        if name not in CATALOG:
            parser.error(f"'{name}' is no model; expected one of {', '.join(CATALOG)}")
    failures = [name for name in arguments.names or CATALOG if not (check if arguments.check else write)(name)]
    if failures:
        sys.exit(f"not reproduced: {', '.join(failures)}")


def build(name):
    """(ONNX bytes, number of test examples classified correctly or None)."""
    if name not in RECIPES:
        return (MODELS / "golden" / "g_seed1_demo.onnx").read_bytes(), None
    recipe, (train, test) = RECIPES[name], CATALOG[name].data()
    network = training.train(recipe, train)
    return training.export(recipe, network), training.correct(recipe, network, test)


def write(name):
    content, _ = build(name)
    folder = MODELS / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "samples").mkdir(parents=True)
    (folder / f"{name}.onnx").write_bytes(content)
    for file, point, _ in samples(CATALOG[name]):
        (folder / "samples" / file).write_text(point_text(point), encoding="ascii")
    box = "".join(f"{facts.decimal(low)} {facts.decimal(high)}\n" for low, high in CATALOG[name].box)
    (folder / "samples" / "box.txt").write_text(box, encoding="ascii")
    facts.write(name)
    readme.write(name, f"{RECIPES[name]}" if name in RECIPES else None)
    print(f"{name}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")
    return True


def check(name):
    content, correct = build(name)
    stored = facts.load(name)
    same_bytes = hashlib.sha256(content).hexdigest() == stored["sha256"]
    same_accuracy = correct is None or correct == stored["test_correct"]
    print(f"{name}: {'the same bytes' if same_bytes else 'other bytes'}, "
          f"{'the same accuracy' if same_accuracy else f'{correct} correct, expected ' + str(stored['test_correct'])}")
    return same_accuracy and (same_bytes or correct is not None)


def point_text(point):
    """Eight numbers a line, apart by blanks, in full."""
    numbers = [facts.decimal(value) for value in point]
    return "".join(" ".join(numbers[at:at + 8]) + "\n" for at in range(0, len(numbers), 8))


if __name__ == "__main__":
    main()
