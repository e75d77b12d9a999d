#!/usr/bin/python3
"""Draws the pictures of docs/theory.md, exactly, after checking the region counts against models/golden/golden.json.

    docs/pictures/make.py            check the counts and write the pictures
    docs/pictures/make.py --check    check the counts and that the committed pictures are the ones this script draws

Standard library only. Polygons are split by neurons in Fractions (models/train/plain/polygons.py).
"""
import argparse
import json
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parent.parent / "models"
sys.path.insert(0, str(MODELS / "train"))

import scenes  # noqa: E402  (needs the path above)
from plain import onnx_file, polygons  # noqa: E402


def check_counts():
    """Every fact of golden.json about a plane network, recomputed; the number of facts compared."""
    golden, compared = MODELS / "golden", 0
    for name, facts in json.loads((golden / "golden.json").read_text(encoding="utf-8"))["nets"].items():
        box = json.loads((golden / f"{name}.json").read_text(encoding="utf-8"))["box"]
        if len(box) != 2:
            continue
        computed = polygons.statistics(polygons.layers_of(onnx_file.read(golden / f"{name}.onnx")), box)
        for key in computed.keys() & facts.keys():
            if computed[key] != facts[key]:
                sys.exit(f"{name}: {key} is {computed[key]}, expected {facts[key]} (golden.json)")
            compared += 1
    return compared


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed pictures instead of writing them")
    arguments = parser.parse_args()
    print(f"{check_counts()} facts of golden.json agree")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) if arguments.check else HERE
        names = scenes.draw_all(MODELS, folder)
        if not arguments.check:
            print(f"wrote {', '.join(names)}")
            return
        stale = [name for name in names if (folder / name).read_bytes() != (HERE / name).read_bytes()]
    if stale:
        sys.exit(f"not what make.py draws: {', '.join(stale)}")
    print(f"{len(names)} pictures are up to date")


if __name__ == "__main__":
    main()
