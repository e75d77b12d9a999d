"""Forward passes over the bundled networks in exact arithmetic (Fraction) or in floats. Standard library only.

*Exact* means: over the real numbers, for the weights as stored. A BatchNormalization's scale gamma / sqrt(variance + epsilon) is
irrational; it is rounded once, correctly, to float64, and that number defines the network from then on.
"""
from fractions import Fraction
from itertools import product
from math import isqrt, prod

from .onnx_file import Tensor


def evaluate(graph, point, number=Fraction):
    """(output values, signs): the output row-major, and one string per Relu node with '0', '1' or '*' (exactly zero) per neuron."""
    (name, shape), = graph.inputs.items()
    shape = [1 if isinstance(size, str) else size for size in shape]
    if prod(shape) != len(point):
        raise ValueError(f"the point has {len(point)} coordinates; expected {prod(shape)} for input '{name}'")
    values = {key: Tensor(t.shape, [number(v) for v in t.values]) for key, t in graph.initializers.items()}
    values[name] = Tensor(shape, [number(value) for value in point])
    signs = []
    for node in graph.nodes:
        arguments = [values[key] if key else None for key in node.inputs]
        if node.operator == "Relu":
            signs.append("".join("1" if v > 0 else "0" if v < 0 else "*" for v in arguments[0].values))
        if node.operator not in OPERATORS:
            raise ValueError(f"operator {node.operator} is none of {', '.join(OPERATORS)}")
        values[node.outputs[0]] = OPERATORS[node.operator](node.attributes, number, *arguments)
    output, = graph.outputs
    return values[output].values, signs


def _gemm(attributes, number, a, b, c=None):
    if attributes.get("transA", 0) or attributes.get("alpha", 1) != 1 or attributes.get("beta", 1) != 1:
        raise ValueError("Gemm with transA, alpha or beta")
    rows, inner = a.shape
    transposed = attributes.get("transB", 0)
    columns = b.shape[0] if transposed else b.shape[1]
    result = []
    for i, j in product(range(rows), range(columns)):
        total = c.values[j] if c else number(0)
        for k in range(inner):
            total += a.values[i * inner + k] * (b.values[j * inner + k] if transposed else b.values[k * columns + j])
        result.append(total)
    return Tensor([rows, columns], result)


def _relu(attributes, number, x):
    return Tensor(x.shape, [max(value, number(0)) for value in x.values])


def _flatten(attributes, number, x):
    axis = attributes.get("axis", 1)
    return Tensor([prod(x.shape[:axis]), prod(x.shape[axis:])], x.values)


def _identity(attributes, number, x, *unused):
    return x


def _constant(attributes, number):
    value = attributes["value"]
    return Tensor(value.shape, [number(v) for v in value.values])


def _convolution(attributes, number, x, weights, bias=None):
    if attributes.get("group", 1) != 1 or set(attributes.get("dilations", [1])) != {1}:
        raise ValueError("Conv with groups or dilation")
    (_, channels, height, width), (filters, _, kernel_h, kernel_w) = x.shape, weights.shape
    (stride_h, stride_w), (top, left, bottom, right) = attributes["strides"], attributes["pads"]
    out_h = (height + top + bottom - kernel_h) // stride_h + 1
    out_w = (width + left + right - kernel_w) // stride_w + 1
    result = []
    for f, i, j in product(range(filters), range(out_h), range(out_w)):
        total = bias.values[f] if bias else number(0)
        for c, u, v in product(range(channels), range(kernel_h), range(kernel_w)):
            row, column = i * stride_h + u - top, j * stride_w + v - left
            if 0 <= row < height and 0 <= column < width:
                total += (weights.values[((f * channels + c) * kernel_h + u) * kernel_w + v]
                          * x.values[(c * height + row) * width + column])
        result.append(total)
    return Tensor([1, filters, out_h, out_w], result)


def _add(attributes, number, x, y):
    if x.shape != y.shape:
        raise ValueError("Add with broadcasting")
    return Tensor(x.shape, [a + b for a, b in zip(x.values, y.values)])


def _no_pad(attributes, number, x, pads, value=None):
    """PyTorch writes a Pad by nothing before an AveragePool."""
    if any(pads.values):
        raise ValueError("Pad by more than nothing")
    return x


def _average(attributes, number, x):
    if set(attributes.get("pads", [0])) != {0} or attributes.get("ceil_mode", 0):
        raise ValueError("AveragePool with padding or ceil_mode")
    (_, channels, height, width), (kernel_h, kernel_w), (stride_h, stride_w) = x.shape, attributes["kernel_shape"], attributes["strides"]
    out_h, out_w = (height - kernel_h) // stride_h + 1, (width - kernel_w) // stride_w + 1
    result = []
    for c, i, j in product(range(channels), range(out_h), range(out_w)):
        total = number(0)
        for u, v in product(range(kernel_h), range(kernel_w)):
            total += x.values[(c * height + i * stride_h + u) * width + j * stride_w + v]
        result.append(total / (kernel_h * kernel_w))
    return Tensor([1, channels, out_h, out_w], result)


def _batch_normalization(attributes, number, x, scale, shift, mean, variance):
    epsilon = Fraction(attributes.get("epsilon", 1e-5))
    factor = [number(normalization_scale(Fraction(g), Fraction(v) + epsilon)) for g, v in zip(scale.values, variance.values)]
    inner = prod(x.shape[2:])
    result = []
    for at, value in enumerate(x.values):
        c = at // inner % len(factor)
        result.append(factor[c] * (value - mean.values[c]) + shift.values[c])
    return Tensor(x.shape, result)


def normalization_scale(gamma, spread):
    """gamma / sqrt(spread), correctly rounded to float64 (to nearest, ties to even), as a Fraction."""
    square = gamma * gamma / spread
    if square == 0:
        return Fraction(0)
    # sqrt(square) * 2^shift has at least 60 bits, so half a unit of its last place lies far below half an ulp of a 53-bit result;
    # an odd last bit that says "not exact" breaks false ties.
    shift = max(0, 64 - (square.numerator.bit_length() - square.denominator.bit_length()) // 2)
    scaled = square.numerator * (1 << 2 * shift) // square.denominator
    root = isqrt(scaled)
    inexact = root * root != scaled or scaled * square.denominator != square.numerator * (1 << 2 * shift)
    rounded = Fraction(float(Fraction(2 * root + inexact, 1 << (shift + 1))))
    return rounded if gamma > 0 else -rounded


OPERATORS = {
    "Gemm": _gemm,
    "Relu": _relu,
    "Flatten": _flatten,
    "Identity": _identity,
    "Dropout": _identity,
    "Constant": _constant,
    "Conv": _convolution,
    "Add": _add,
    "Pad": _no_pad,
    "AveragePool": _average,
    "BatchNormalization": _batch_normalization,
}
