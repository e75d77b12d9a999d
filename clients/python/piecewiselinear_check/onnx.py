"""A reader for the ONNX subset of format version 1: protobuf's wire format by hand, then the canonical lowering."""

import itertools
import math
import struct
from fractions import Fraction

from .certificate import BadInput
from .network import Builder

TAILS = {"Softmax", "LogSoftmax", "Sigmoid"}


def varint(data, position):
    result = shift = 0
    while True:
        byte = data[position]
        position += 1
        result |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return result & (1 << 64) - 1, position


def message(data):
    """The fields of a protobuf message: number -> list of values (integers or bytes)."""
    fields, position = {}, 0
    while position < len(data):
        key, position = varint(data, position)
        wire = key & 7
        if wire == 0:
            value, position = varint(data, position)
        else:
            length = {1: 8, 5: 4}.get(wire)
            if length is None:
                if wire != 2:
                    raise BadInput("this is no ONNX file: unknown wire type")
                length, position = varint(data, position)
            value, position = data[position:position + length], position + length
            if position > len(data):
                raise BadInput("this is no ONNX file: it is truncated")
        fields.setdefault(key >> 3, []).append(value)
    return fields


def signed(value):
    return value - (1 << 64) if value >> 63 else value


def packed(values, form):
    """Repeated scalars, packed or not: form is a struct letter, or None for varints."""
    result = []
    for value in values:
        if isinstance(value, int):
            result.append(signed(value))
        elif form:
            result += struct.unpack(f"<{len(value) // struct.calcsize(form)}{form}", value)
        else:
            position = 0
            while position < len(value):
                item, position = varint(value, position)
                result.append(signed(item))
    return result


def text(fields, number):
    return fields.get(number, [b""])[-1].decode()


def tensor(data):
    """A TensorProto as (shape, exact numbers: Fractions or ints)."""
    fields = message(data)
    shape = packed(fields.get(1, []), None)
    kind = fields.get(2, [0])[-1]
    if 13 in fields or fields.get(14, [0])[-1]:
        raise BadInput(f"tensor {text(fields, 8)}: its numbers are outside of the file")
    raw = fields.get(9, [b""])[-1]
    letters = {1: ("f", 4), 11: ("d", 10), 7: ("q", 7), 6: ("i", 5), 10: ("e", 5), 16: ("H", 5), 9: ("B", 5)}
    if kind not in letters:
        raise BadInput(f"tensor {text(fields, 8)}: element type {kind} is not supported")
    letter, typed = letters[kind]
    if raw:
        values = packed([raw], letter)
    else:
        values = packed(fields.get(typed, []), letter if kind in (1, 11) else None)
        if kind == 10:
            values = [struct.unpack("<e", struct.pack("<H", v & 0xFFFF))[0] for v in values]
    if kind == 16:
        values = [struct.unpack("<f", struct.pack("<I", (v & 0xFFFF) << 16))[0] for v in values]
    if len(values) != math.prod(shape):
        raise BadInput(f"tensor {text(fields, 8)}: {len(values)} numbers for the shape {shape}")
    try:
        return shape, [Fraction(v) for v in values]
    except (ValueError, OverflowError):
        raise BadInput(f"tensor {text(fields, 8)}: a number is not finite") from None


def attribute(data):
    fields = message(data)
    kind = fields.get(20, [0])[-1]
    if kind == 1:
        value = Fraction(struct.unpack("<f", fields[2][-1])[0])
    elif kind == 2:
        value = signed(fields.get(3, [0])[-1])
    elif kind == 3:
        value = text(fields, 4)
    elif kind == 4:
        value = tensor(fields[5][-1])
    elif kind == 6:
        value = [Fraction(v) for v in packed(fields.get(7, []), "f")]
    elif kind == 7:
        value = packed(fields.get(8, []), None)
    else:
        value = None
    return text(fields, 1), value


def rounded_scale(gamma, variance):
    """gamma / sqrt(variance), correctly rounded to float64, as a Fraction: what a BatchNormalization's scale is from the import on."""
    if variance <= 0:
        raise BadInput("BatchNormalization: variance + epsilon is not positive")
    square = gamma * gamma / variance
    if not square:
        return Fraction(0)
    shift = 70 - (square.numerator.bit_length() - square.denominator.bit_length()) // 2
    scaled = square * Fraction(4) ** shift
    root = math.isqrt(scaled.numerator // scaled.denominator)
    sticky = int(root * root != scaled)
    nearest = Fraction(2 * root + sticky) / Fraction(2) ** (shift + 1)
    return Fraction(math.copysign(nearest.numerator / nearest.denominator, gamma))


class Graph:
    """Lowers node by node. A tensor is (shape, scalars)."""

    def __init__(self, data):
        fields = message(data)
        self.tensors = {}
        for initializer in fields.get(5, []):
            self.tensors[text(message(initializer), 8)] = tensor(initializer)
        inputs = [message(value) for value in fields.get(11, []) if text(message(value), 1) not in self.tensors]
        if len(inputs) != 1:
            raise BadInput(f"the graph has {len(inputs)} inputs, expected 1")
        shape = self._shape(inputs[0])
        self.builder = Builder(math.prod(shape))
        self.tensors[text(inputs[0], 1)] = shape, self.builder.input()
        outputs = {text(message(value), 1) for value in fields.get(12, [])}
        for node in fields.get(1, []):
            self._lower(message(node), outputs)

    @staticmethod
    def _shape(value):
        kind = message(message(value[2][-1]).get(1, [b""])[-1])
        dims = [message(d) for d in message(kind.get(2, [b""])[-1]).get(1, [])]
        shape = [signed(d[1][-1]) if 1 in d else None for d in dims]
        if shape and (shape[0] is None or shape[0] <= 0):
            shape[0] = 1
        if any(size is None or size <= 0 for size in shape):
            raise BadInput(f"input {text(value, 1)}: its shape is not static")
        return shape

    def _lower(self, node, outputs):
        operator = text(node, 4)
        names = [name.decode() for name in node.get(1, [])]
        results = [name.decode() for name in node.get(2, [])]
        attributes = dict(attribute(a) for a in node.get(5, []))
        if operator in TAILS and results[0] in outputs:
            return
        method = getattr(self, "_" + operator.lower(), None)
        if method is None:
            raise BadInput(f"node {text(node, 3)}: operator {operator} is not supported")
        try:
            arguments = [self.tensors[name] if name else None for name in names]
            self.tensors[results[0]] = method(attributes, *arguments)
        except (KeyError, IndexError, TypeError, ValueError) as problem:
            raise BadInput(f"node {text(node, 3)} ({operator}): {problem!r}") from None

    def _constant(self, attributes):
        for key in ("value", "value_float", "value_int", "value_floats", "value_ints"):
            if key in attributes:
                value = attributes[key]
                return value if key == "value" else ([len(value)], value) if isinstance(value, list) else ([], [Fraction(value)])
        raise ValueError("no value")

    def _identity(self, attributes, x):
        return x

    def _dropout(self, attributes, x, *ignored):
        return x

    def _relu(self, attributes, x):
        return x[0], self.builder.relu(x[1])

    def _flatten(self, attributes, x):
        axis = attributes.get("axis", 1)
        axis += len(x[0]) if axis < 0 else 0
        return [math.prod(x[0][:axis]), math.prod(x[0][axis:])], x[1]

    def _reshape(self, attributes, x, target):
        shape = [int(size) for size in target[1]]
        if not attributes.get("allowzero", 0):
            shape = [x[0][i] if size == 0 else size for i, size in enumerate(shape)]
        if -1 in shape:
            shape[shape.index(-1)] = len(x[1]) // -math.prod(shape)
        if math.prod(shape) != len(x[1]):
            raise ValueError(f"cannot reshape {x[0]} to {shape}")
        return shape, x[1]

    def _add(self, attributes, x, y):
        return self._sum(x, y, 1)

    def _sub(self, attributes, x, y):
        return self._sum(x, y, -1)

    def _sum(self, x, y, sign):
        rank = max(len(x[0]), len(y[0]))
        a, b = ([1] * (rank - len(s)) + list(s) for s in (x[0], y[0]))
        if any(p != q and 1 not in (p, q) for p, q in zip(a, b)):
            raise ValueError(f"shapes {x[0]} and {y[0]} do not broadcast")
        shape = [q if p == 1 else p for p, q in zip(a, b)]
        rows = []
        for place in itertools.product(*map(range, shape)):
            i, j = (self._index(place, s) for s in (a, b))
            rows.append(([(x[1][i], 1), (y[1][j], sign)], 0))
        return shape, self.builder.affine(rows)

    @staticmethod
    def _index(place, shape):
        index = 0
        for p, size in zip(place, shape):
            index = index * size + (p if size > 1 else 0)
        return index

    def _matmul(self, attributes, x, y):
        left, right = (list(x[0]), list(y[0]))
        a = [1] + left if len(left) == 1 else left
        b = right + [1] if len(right) == 1 else right
        inner, columns = b[-2], b[-1]
        if a[-1] != inner or len(b) != 2 and math.prod(b[:-2]) != 1:
            raise ValueError(f"shapes {left} and {right} do not multiply")
        rows = [([self._product(x[1][r * inner + k], y[1][k * columns + c]) for k in range(inner)], 0)
                for r in range(len(x[1]) // inner) for c in range(columns)]
        return a[:-1][:len(left) - 1] + ([columns] if len(right) > 1 else []), self.builder.affine(rows)

    @staticmethod
    def _product(p, q):
        """A product of a scalar and a constant as a term (scalar, weight)."""
        if isinstance(q, tuple):
            p, q = q, p
        if isinstance(q, tuple):
            raise ValueError("a product of two tensors that depend on the input is not piecewise linear")
        return p, q

    def _gemm(self, attributes, a, b, c=None):
        (rows, inner), (other, columns) = self._transposed(a, attributes.get("transA", 0))[0], self._transposed(b, attributes.get("transB", 0))[0]
        x = self._transposed(a, attributes.get("transA", 0))[1]
        y = self._transposed(b, attributes.get("transB", 0))[1]
        if inner != other:
            raise ValueError(f"shapes {a[0]} and {b[0]} do not multiply")
        alpha, beta = attributes.get("alpha", 1), attributes.get("beta", 1)
        result = []
        for r, k in itertools.product(range(rows), range(columns)):
            terms = [self._product(x[r * inner + i], y[i * columns + k]) for i in range(inner)]
            terms = [(s, w * alpha) for s, w in terms]
            if c is not None:
                shape = [1] * (2 - len(c[0])) + list(c[0])
                terms.append((c[1][self._index((r, k), shape)], beta))
            result.append((terms, 0))
        return [rows, columns], self.builder.affine(result)

    @staticmethod
    def _transposed(x, transpose):
        (rows, columns), values = x
        if not transpose:
            return (rows, columns), values
        return (columns, rows), [values[r * columns + c] for c in range(columns) for r in range(rows)]

    def _batchnormalization(self, attributes, x, scale, bias, mean, variance):
        if attributes.get("training_mode", 0):
            raise ValueError("training mode")
        epsilon = attributes.get("epsilon", Fraction(struct.unpack("<f", struct.pack("<f", 1e-5))[0]))
        scales = [rounded_scale(g, v + epsilon) for g, v in zip(scale[1], variance[1])]
        inner = math.prod(x[0][2:])
        rows = []
        for i, scalar in enumerate(x[1]):
            channel = i // inner % x[0][1]
            s = scales[channel]
            rows.append(([(scalar, s)], bias[1][channel] - s * mean[1][channel]))
        return x[0], self.builder.affine(rows)

    def _conv(self, attributes, x, w, b=None):
        (batch, channels, *sizes), (outputs, per_group, *kernel) = x[0], w[0]
        rank = len(sizes)
        strides, dilations = attributes.get("strides", [1] * rank), attributes.get("dilations", [1] * rank)
        pads, mode = attributes.get("pads", [0] * 2 * rank), attributes.get("auto_pad", "NOTSET")
        groups = attributes.get("group", 1)
        spans = [d * (k - 1) + 1 for d, k in zip(dilations, kernel)]
        if batch != 1 or per_group * groups != channels or outputs % groups:
            raise ValueError(f"shapes {x[0]} and {w[0]} do not fit with group {groups}")
        if mode in ("SAME_UPPER", "SAME_LOWER"):
            totals = [max(0, (-(-n // s) - 1) * s + span - n) for n, s, span in zip(sizes, strides, spans)]
            begin = [(t + (mode == "SAME_LOWER")) // 2 for t in totals]
            pads = begin + [t - p for t, p in zip(totals, begin)]
        elif mode == "VALID":
            pads = [0] * 2 * rank
        result = [(n + pads[i] + pads[i + rank] - spans[i]) // strides[i] + 1 for i, n in enumerate(sizes)]
        taps = math.prod(kernel)
        rows = []
        for output in range(outputs):
            first = output // (outputs // groups) * per_group
            for place in itertools.product(*map(range, result)):
                terms = []
                for tap, offset in enumerate(itertools.product(*map(range, kernel))):
                    at = [p * s - pad + o * d for p, s, pad, o, d in zip(place, strides, pads, offset, dilations)]
                    if not all(0 <= a < n for a, n in zip(at, sizes)):
                        continue
                    pixel = 0
                    for a, n in zip(at, sizes):
                        pixel = pixel * n + a
                    for channel in range(per_group):
                        weight = w[1][(output * per_group + channel) * taps + tap]
                        terms.append(self._product(x[1][(first + channel) * math.prod(sizes) + pixel], weight))
                rows.append((terms, b[1][output] if b is not None else 0))
        return [1, outputs, *result], self.builder.affine(rows)


def read(data):
    """The network of an ONNX model."""
    try:
        fields = message(data)
        return Graph(fields[7][-1]).builder.network()
    except (IndexError, KeyError, AttributeError, UnicodeDecodeError, struct.error) as problem:
        raise BadInput(f"this is no ONNX file: {problem!r}") from None
