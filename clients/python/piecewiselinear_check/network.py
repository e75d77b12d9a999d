"""Networks as lists of stages, read from ONNX (onnx.py), NNet and JSON files; exact propagation of linear forms."""

import hashlib
import json
import math
import re
from fractions import Fraction

from .values import BadInput


class Affine:
    """A stage of affine scalars: each is (sum of weight * earlier scalar + bias) / denominator with integer weights and bias."""

    def __init__(self, rows):
        """rows: per scalar a pair ([(stage, index, weight)], bias) with weights as floats (read exactly) or Fractions."""
        exact = [([(s, i, Fraction(w)) for s, i, w in terms if w], Fraction(bias)) for terms, bias in rows]
        dens = {w.denominator for terms, _ in exact for _, _, w in terms} | {bias.denominator for _, bias in exact}
        self.denominator = math.lcm(*dens)
        whole = self.denominator
        self.rows = [([(s, i, w.numerator * (whole // w.denominator)) for s, i, w in terms], bias.numerator * (whole // bias.denominator))
                     for terms, bias in exact]


class Relu:
    """A hidden layer: one neuron for each named earlier scalar."""

    def __init__(self, sources):
        self.sources = sources


class Network:
    """inputs: their number. stages: stage 0 is the input, the others are Affine or Relu, in order. outputs: references (stage, index), or constants."""

    def __init__(self, inputs, stages, outputs):
        self.inputs = inputs
        self.stages = stages
        self.outputs = outputs
        self.widths = [len(stage.sources) for stage in stages if isinstance(stage, Relu)]

    def advance(self, values, width, constant):
        """The forms of the next stage if it is affine. A form is (integers, denominator), or None for zero; with constant the last of
        its width columns is the constant."""
        stage = self.stages[len(values)]
        result = []
        for terms, bias in stage.rows:
            used = [(values[s][i], w) for s, i, w in terms if values[s][i] is not None]
            common = math.lcm(*{form[1] for form, _ in used})
            total = [0] * width
            for (integers, denominator), weight in used:
                factor = weight * (common // denominator)
                for column, value in enumerate(integers):
                    if value:
                        total[column] += factor * value
            if constant:
                total[-1] += bias * common
            result.append((total, common * stage.denominator) if any(total) else None)
        return result

    def propagate(self, inputs, width, phase):
        """The forms of all stages; phase(layer, neuron, form) says whether the neuron passes its form on."""
        values, layer = [inputs], 0
        while len(values) < len(self.stages):
            stage = self.stages[len(values)]
            if isinstance(stage, Affine):
                values.append(self.advance(values, width, constant=True))
                continue
            forms = [values[s][i] for s, i in stage.sources]
            values.append([form if phase(layer, i, form) else None for i, form in enumerate(forms)])
            layer += 1
        return values


class Builder:
    """Collects stages; every tensor of a file is a list of scalars, each a constant (Fraction) or a reference (stage, index)."""

    def __init__(self, inputs):
        self.inputs = inputs
        self.stages = [None]

    def input(self):
        return [(0, i) for i in range(self.inputs)]

    def affine(self, rows):
        """rows: per scalar ([(scalar, weight)], bias), scalars as references or constants. If none refers to anything the results are exact
        constants; else all are references, so that a tensor either depends on the input as a whole or is constant as a whole."""
        exact, depends = [], False
        for terms, bias in rows:
            live = [(*scalar, weight) for scalar, weight in terms if isinstance(scalar, tuple)]
            depends = depends or bool(live)
            exact.append((live, Fraction(bias) + sum(Fraction(weight) * scalar for scalar, weight in terms if not isinstance(scalar, tuple))))
        if not depends:
            return [total for _, total in exact]
        self.stages.append(Affine(exact))
        return [(len(self.stages) - 1, i) for i in range(len(exact))]

    def together(self, scalars):
        """The same scalars, all references if one is."""
        kinds = {isinstance(s, tuple) for s in scalars}
        return self.affine([([(s, 1)], 0) for s in scalars]) if len(kinds) > 1 else list(scalars)

    def relu(self, scalars):
        scalars = self.together(scalars)
        if not any(isinstance(s, tuple) for s in scalars):
            return [max(s, Fraction(0)) for s in scalars]
        self.stages.append(Relu(scalars))
        return [(len(self.stages) - 1, i) for i in range(len(scalars))]

    def network(self, outputs):
        return Network(self.inputs, self.stages, outputs)


def of_layers(layers):
    """Plain layers [(rows of W, b)], a ReLU after each but the last."""
    builder = Builder(len(layers[0][0][0]))
    scalars = builder.input()
    for index, (weights, bias) in enumerate(layers):
        if len(weights) != len(bias) or any(len(row) != len(scalars) for row in weights):
            raise BadInput(f"layer {index}: W and b do not fit {len(scalars)} inputs")
        scalars = builder.affine([(list(zip(scalars, row)), b) for row, b in zip(weights, bias)])
        if index < len(layers) - 1:
            scalars = builder.relu(scalars)
    return builder.network(scalars)


DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def finite(text):
    if not DECIMAL.fullmatch(text):
        raise BadInput(f"{text[:40]} is no decimal number")
    value = float(text)
    if not math.isfinite(value):
        raise BadInput(f"{text[:40]} is not within the range of float64")
    return value


def read_json(data):
    """{"layers": [{"W": [[...], ...], "b": [...]}, ...]}: numbers are the nearest float64."""
    def refuse(token):
        raise BadInput(f"{token} is no number")

    try:
        root = json.loads(data.decode(), parse_float=finite, parse_int=finite, parse_constant=refuse)
        if root.get("activation", "relu") != "relu":
            raise BadInput("activation: expected relu")
        for layer in root["layers"]:
            if not all(isinstance(row, list) and all(type(v) is float for v in row) for row in [*layer["W"], layer["b"]]):
                raise BadInput("W is a list of lists of numbers, b a list of numbers")
        return of_layers([(layer["W"], layer["b"]) for layer in root["layers"]])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as problem:
        raise BadInput(f"this is no JSON of layers: {problem!r}") from None


def read_nnet(data):
    """NNet text: comments //; counts; widths; flag; minimums, maximums, means, ranges (recorded, not applied); weights and biases."""
    try:
        lines = [line.strip() for line in data.decode(errors="replace").split("\n")]
        if next(filter(None, reversed(lines)), "").startswith("//"):
            raise BadInput("the NNet file goes on after its last bias")
        lines = [line.removesuffix(",").split(",") for line in lines if line and not line.startswith("//")]
        if any(not re.fullmatch("[0-9]{1,9}", field.strip()) for line in lines[:2] for field in line):
            raise BadInput("the counts and widths of the NNet file are not whole numbers")
        counts, widths = ([int(field) for field in line] for line in lines[:2])
        if len(counts) != 4 or len(widths) != counts[0] + 1 or (widths[0], widths[-1]) != (counts[1], counts[2]) or not all(counts + widths):
            raise BadInput("the counts and widths of the NNet file do not fit each other")
        for line, length in zip(lines[3:7], (widths[0], widths[0], widths[0] + 1, widths[0] + 1)):
            if len([finite(field.strip()) for field in line]) != length:
                raise BadInput("the normalization of the NNet file does not fit its inputs")
        position, layers = 7, []
        for inputs, outputs in zip(widths, widths[1:]):
            weights = [[finite(field.strip()) for field in line] for line in lines[position:position + outputs]]
            bias = [finite(field.strip()) for line in lines[position + outputs:position + 2 * outputs] for field in line]
            position += 2 * outputs
            if any(len(row) != inputs for row in weights) or len(bias) != outputs:
                raise BadInput("a layer of the NNet file does not have its stated widths")
            layers.append((weights, bias))
        if position != len(lines):
            raise BadInput("the NNet file goes on after its last bias")
        return of_layers(layers)
    except (ValueError, IndexError) as problem:
        raise BadInput(f"this is no NNet file: {problem!r}") from None


def load(path):
    """The network of a file and the SHA-256 of its bytes."""
    from . import onnx
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as problem:
        raise BadInput(str(problem)) from None
    start = data.lstrip()[:1]
    extension = path.rpartition(".")[2].lower()
    if extension == "json" or (extension not in ("onnx", "nnet") and start == b"{"):
        network = read_json(data)
    elif extension == "nnet" or (extension != "onnx" and (start == b"/" or start.isdigit())):
        network = read_nnet(data)
    else:
        network = onnx.read(data)
    return network, hashlib.sha256(data).hexdigest()
