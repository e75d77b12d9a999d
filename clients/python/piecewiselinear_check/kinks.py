"""Operators with kinks, in their canonical forms: each relu of a formula is a hidden layer, in the order of the formula."""

import struct
from fractions import Fraction

from .values import BadInput
from .tensors import broadcast, is_integer, spread

LARGEST = Fraction(struct.unpack("<f", struct.pack("<I", 0x7F7FFFFF))[0])


def float32(value):
    return Fraction(struct.unpack("<f", struct.pack("<f", value))[0])


class Kinks:
    """A mixin of onnx.Graph."""

    def _combine(self, *terms, bias=0):
        """The affine combination of lists of scalars, a weight or a list of weights to each."""
        columns = [[(s, w) for s, w in zip(scalars, weight if isinstance(weight, list) else [weight] * len(scalars))] for scalars, weight in terms]
        return self.builder.affine([(list(row), bias) for row in zip(*columns)])

    def op_relu(self, attributes, x):
        return x[0], self.builder.relu(x[1])

    def op_abs(self, attributes, x):
        return x[0], self._combine((self.builder.relu(x[1]), 2), (x[1], -1))

    def op_leakyrelu(self, attributes, x):
        alpha = attributes.get("alpha", float32(0.01))
        return x[0], self._combine((x[1], alpha), (self.builder.relu(x[1]), 1 - alpha))

    def op_prelu(self, attributes, x, slope):
        slopes = spread(slope, x[0])
        return x[0], self._combine((x[1], slopes), (self.builder.relu(x[1]), [1 - s for s in slopes]))

    def op_clip(self, attributes, x, low=None, high=None):
        if self.opset < 11:
            bounds = [attributes.get("min"), attributes.get("max")]
        else:
            bounds = [None if b is None else b[1][0] for b in (low, high)]
        return x[0], self._clip(x[1], *(None if b is None or abs(b) >= LARGEST else b for b in bounds))

    def _clip(self, x, low, high):
        if None not in (low, high) and low > high:
            raise BadInput(f"the lower bound {low} is above the upper bound {high}")
        value = x if low is None else self._combine((self.builder.relu(self._combine((x, 1), bias=-low)), 1), bias=low)
        return value if high is None else self._combine((value, 1), (self.builder.relu(self._combine((x, 1), bias=-high)), -1))

    def op_hardsigmoid(self, attributes, x):
        line = self._combine((x[1], attributes.get("alpha", float32(0.2))), bias=attributes.get("beta", float32(0.5)))
        return x[0], self._clip(line, Fraction(0), Fraction(1))

    def op_max(self, attributes, *inputs):
        return self._fold(inputs, self._larger)

    def op_min(self, attributes, *inputs):
        return self._fold(inputs, self._smaller)

    def _larger(self, a, b):
        return self._combine((b, 1), (self.builder.relu(self._combine((a, 1), (b, -1))), 1))

    def _smaller(self, a, b):
        return self._combine((b, 1), (self.builder.relu(self._combine((b, 1), (a, -1))), -1))

    @staticmethod
    def _fold(inputs, step):
        result = inputs[0]
        for following in inputs[1:]:
            shape = broadcast(result[0], following[0])
            result = shape, step(spread(result, shape), spread(following, shape))
        return result

    def _extreme(self, scalars, groups, step):
        """The largest or smallest of each group: step t of all groups with more than t members is one hidden layer."""
        result = [scalars[group[0]] for group in groups]
        for t in range(1, max(map(len, groups))):
            rest = [i for i, group in enumerate(groups) if len(group) > t]
            for i, scalar in zip(rest, step([result[i] for i in rest], [scalars[groups[i][t]] for i in rest])):
                result[i] = scalar
        return result

    def op_add(self, attributes, x, y):
        return self._sum(x, y, 1)

    def op_sub(self, attributes, x, y):
        return self._sum(x, y, -1)

    def _sum(self, x, y, sign):
        shape = broadcast(x[0], y[0])
        a, b = spread(x, shape), spread(y, shape)
        if is_integer(x) and is_integer(y):
            return shape, [p + sign * q for p, q in zip(a, b)]
        return shape, self._combine((a, 1), (b, sign))

    def op_sum(self, attributes, *inputs):
        result = inputs[0]
        for following in inputs[1:]:
            result = self._sum(result, following, 1)
        return result

    def op_mean(self, attributes, *inputs):
        shape, scalars = self.op_sum(attributes, *inputs)
        return shape, self._combine((scalars, Fraction(1, len(inputs))))

    def op_neg(self, attributes, x):
        return x[0], self._combine((x[1], -1))

    def op_mul(self, attributes, x, y):
        shape = broadcast(x[0], y[0])
        a, b = spread(x, shape), spread(y, shape)
        if is_integer(x) and is_integer(y):
            return shape, [p * q for p, q in zip(a, b)]
        return shape, self.builder.affine([([self._product(p, q)], 0) for p, q in zip(a, b)])

    def op_div(self, attributes, x, y):
        """By a constant: its reciprocal, correctly rounded to float64; of two constants the quotient itself is rounded."""
        shape = broadcast(x[0], y[0])
        a, b = spread(x, shape), spread(y, shape)
        if any(isinstance(q, tuple) for q in b):
            raise ValueError("a divisor that depends on the input is not piecewise linear")
        if is_integer(x) and is_integer(y):
            return shape, [abs(p) // abs(q) * (1 if (p < 0) == (q < 0) else -1) for p, q in zip(a, b)]
        if not any(isinstance(p, tuple) for p in a):
            return shape, [Fraction(float(Fraction(p) / q)) for p, q in zip(a, b)]
        return shape, self._combine((a, [Fraction(float(1 / Fraction(q))) for q in b]))
