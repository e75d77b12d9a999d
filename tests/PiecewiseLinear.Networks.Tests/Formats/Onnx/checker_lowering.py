"""What the Python checker lowers each model of a folder to: a line each of JSON. Usage: checker_lowering.py CLIENT_FOLDER MODELS_FOLDER

The point is ((7j + 3) mod 11 − 5)/8 at input j. Standard library only.
"""

import json
import pathlib
import sys
from fractions import Fraction

sys.path.insert(0, sys.argv[1])
from piecewiselinear_check import onnx  # noqa: E402
from piecewiselinear_check.certificate import BadInput  # noqa: E402


def facts(path):
    try:
        graph = onnx.graph(path.read_bytes())
    except BadInput as problem:
        return {"refused": str(problem)}
    outputs = graph.tensors[graph.outputs[0]][1]
    network = graph.builder.network(outputs)
    signs = [[] for _ in network.widths]

    def phase(layer, neuron, form):
        sign = 0 if form is None else 1 if form[0][0] > 0 else -1
        signs[layer].append("0*1"[sign + 1])
        return sign > 0

    point = [Fraction((7 * j + 3) % 11 - 5, 8) for j in range(network.inputs)]
    values = network.propagate([([v.numerator], v.denominator) if v else None for v in point], 1, phase)
    forms = [values[s[0]][s[1]] if isinstance(s, tuple) else ([s], 1) for s in outputs]
    return {"signs": ["".join(layer) for layer in signs], "output": [str(Fraction(f[0][0]) / f[1]) if f else "0" for f in forms]}


for file in sorted(pathlib.Path(sys.argv[2]).glob("*.onnx")):
    print(json.dumps({"file": file.name, **facts(file)}))
