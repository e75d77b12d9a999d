"""Writes models/NAME/README.md from the catalog and the facts, so that no number in it is typed by hand."""
import facts
from catalog import CATALOG, MODELS


def write(name, recipe):
    """`recipe`: how it was trained, in words, or None for a model that was not."""
    (MODELS / name / "README.md").write_text(text(name, recipe), encoding="utf-8")


def text(name, recipe):
    entry, known = CATALOG[name], facts.load(name)
    parts = [f"# {name}\n\n{entry.title}\n", f"## Data and training\n\n{entry.origin}\n"]
    if recipe:
        accuracy = 100 * known["test_correct"] / known["test_examples"]
        parts.append(
            f"Trained with PyTorch by `models/train/train.py {name}`: {recipe}. Test accuracy: "
            f"{known['test_correct']} of {known['test_examples']} ({accuracy:.1f} %).\n")
    parts += [f"## Facts\n\n{_facts(known)}\n", f"## Samples\n\n{_samples(known)}\n"]
    return "\n".join(parts)


def _facts(known):
    rows = [
        ("file", f"`{known['file']}`, ONNX opset {known['opset']}, float32"),
        ("sha256", f"`{known['sha256']}`"),
        ("inputs", f"{known['inputs']}, shape {known['input_shape']}".replace("'", "")),
        ("outputs", known["outputs"]),
        ("operators", ", ".join(known["operators"])),
        ("hidden neurons per layer", ", ".join(map(str, known["hidden_neurons"]))),
        ("numbers stored", known["parameters"]),
    ]
    if "regions_in_box" in known:
        plane = known["regions_in_box"]
        rows += [
            ("linear regions in the box", plane["regions"]),
            ("after each hidden layer", ", ".join(map(str, plane["per_layer"]))),
            ("pairs of neighbors", plane["interior_facet_pairs"]),
            ("different affine maps", plane["distinct_affine_maps"]),
            ("regions crossed by the decision boundary", plane["cells_crossed_by_f0"]),
        ]
    table = "\n".join(f"| {key} | {value} |" for key, value in rows)
    return (f"| | |\n|---|---|\n{table}\n\nAll of them, and exact outputs and signs at the samples, are in `facts.json`; "
            "`models/train/facts.py` works them out again with plain Python.")


def _samples(known):
    rows = "\n".join(f"| `{s['file']}` | {'–' if s['label'] is None else s['label']} | {s['decision']} |" for s in known["samples"])
    return ("`samples/box.txt` is the domain, a line `lo hi` per input. Each other file is a point, readable as `--point @FILE`.\n\n"
            f"| point | label | the network's decision |\n|---|---|---|\n{rows}")
