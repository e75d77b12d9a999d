#!/usr/bin/python3
"""Works out the facts of the bundled models (models/NAME/facts.json) from the files alone, with the standard library.

    models/train/facts.py            compare all facts with the committed ones; exit status 1 if any differs
    models/train/facts.py --write    write them

Outputs and signs of the samples are exact (fractions); accuracies are counted with float64. Where the handwritten digits are not installed
(python3-sklearn) their accuracies are not checked, and that is said.
"""
import argparse
import hashlib
import json
import sys
from math import prod

from catalog import CATALOG, MODELS, samples
from plain import evaluation, onnx_file, polygons


def compute(name):
    """The facts of one model, as written to facts.json."""
    entry, folder = CATALOG[name], MODELS / name
    file = folder / f"{name}.onnx"
    graph = onnx_file.read(file)
    (_, input_shape), = graph.inputs.items()
    chosen = [_sample(graph, folder / "samples" / file_name, label) for file_name, label in _sample_files(name)]
    facts = {
        "name": name,
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "opset": graph.opset,
        "input_shape": input_shape,
        "inputs": prod(size for size in input_shape if isinstance(size, int)),
        "outputs": len(chosen[0]["output"]),
        "operators": [node.operator for node in graph.nodes],
        "hidden_neurons": [len(layer) for layer in chosen[0]["signs"]],
        "parameters": sum(len(tensor.values) for tensor in graph.initializers.values()),
    }
    if entry.data is not None:
        facts |= _accuracy(graph, entry)
    facts["box"] = "samples/box.txt"
    if facts["inputs"] == 2:
        facts["regions_in_box"] = polygons.statistics(polygons.layers_of(graph), entry.box)
    facts["samples"] = chosen
    return facts


def load(name):
    """The committed facts."""
    return json.loads((MODELS / name / "facts.json").read_text(encoding="utf-8"))


def write(name):
    """Writes facts.json; refuses to write one without the accuracy of a model that has data."""
    computed = compute(name)
    if CATALOG[name].data is not None and "test_correct" not in computed:
        sys.exit(f"{name}: facts not written, as the accuracy could not be counted")
    (MODELS / name / "facts.json").write_text(json.dumps(computed, indent=1) + "\n", encoding="utf-8")


def decimal(value):
    """A number in full, without an exponent."""
    return str(int(value)) if value == int(value) else f"{value:.20f}".rstrip("0")


def decision(output):
    """The index of the largest output, or for one output 1 if it is positive and 0 if negative; None for a tie."""
    if len(output) == 1:
        return None if output[0] == 0 else int(output[0] > 0)
    best = max(output)
    return output.index(best) if output.count(best) == 1 else None


def _accuracy(graph, entry):
    try:
        _, test = entry.data()
    except FileNotFoundError as missing:
        print(f"accuracy not checked: {missing}", file=sys.stderr)
        return {}
    right = sum(decision(evaluation.evaluate(graph, point, float)[0]) == label for point, label in test)
    return {"test_examples": len(test), "test_correct": right}


def _sample_files(name):
    """[(file name, label)]; from the committed facts where the data are not installed."""
    try:
        return [(file, label) for file, _, label in samples(CATALOG[name])]
    except FileNotFoundError:
        return [(sample["file"].removeprefix("samples/"), sample["label"]) for sample in load(name)["samples"]]


def _sample(graph, file, label):
    point = [float(number) for number in file.read_text(encoding="ascii").split()]
    output, signs = evaluation.evaluate(graph, point)
    return {
        "file": f"samples/{file.name}",
        "label": label,
        "decision": decision(output),
        "output": [str(value) for value in output],
        "signs": signs,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the facts instead of comparing them")
    arguments = parser.parse_args()
    wrong = []
    for name in CATALOG:
        if arguments.write:
            write(name)
            continue
        stored, computed = load(name), compute(name)
        differing = [key for key in computed if computed[key] != stored.get(key)]
        undescribed = stored["sha256"] not in (MODELS / name / "README.md").read_text(encoding="utf-8")
        wrong += [f"{name}: {key}" for key in differing] + [f"{name}: README.md states another sha256"] * undescribed
        print(f"{name}: {len(computed)} facts, {len(differing)} differ")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
