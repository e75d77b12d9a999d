"""Matrix products, convolutions and batch normalization as affine stages."""

import itertools
import math
import struct
from fractions import Fraction

from .values import BadInput
from .tensors import broadcast, index_of


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


class Linear:
    """Operators that are affine with constant weights. A mixin of onnx.Graph."""

    def op_matmul(self, attributes, x, y):
        left, right = ([1, *x[0]] if len(x[0]) == 1 else list(x[0])), ([*y[0], 1] if len(y[0]) == 1 else list(y[0]))
        rows, inner, columns = left[-2], left[-1], right[-1]
        if right[-2] != inner:
            raise ValueError(f"shapes {x[0]} and {y[0]} do not multiply")
        batch = broadcast(left[:-2], right[:-2])
        a, b = ([1] * (len(batch) + 2 - len(shape)) + shape[:-2] for shape in (left, right))
        result = []
        for place in itertools.product(*map(range, batch)):
            i, j = index_of(place, a) * rows * inner, index_of(place, b) * inner * columns
            result += [([self._product(x[1][i + r * inner + k], y[1][j + k * columns + c]) for k in range(inner)], 0)
                       for r in range(rows) for c in range(columns)]
        shape = batch + ([rows] if len(x[0]) > 1 else []) + ([columns] if len(y[0]) > 1 else [])
        return shape, self.builder.affine(result)

    @staticmethod
    def _product(p, q):
        """A product of a scalar and a constant as a term (scalar, weight)."""
        if isinstance(q, tuple):
            p, q = q, p
        if isinstance(q, tuple):
            raise ValueError("a product of two tensors that depend on the input is not piecewise linear")
        return p, q

    def op_gemm(self, attributes, a, b, c=None):
        (rows, inner), (other, columns) = self._transposed(a, attributes.get("transA", 0))[0], self._transposed(b, attributes.get("transB", 0))[0]
        x = self._transposed(a, attributes.get("transA", 0))[1]
        y = self._transposed(b, attributes.get("transB", 0))[1]
        if inner != other:
            raise ValueError(f"shapes {a[0]} and {b[0]} do not multiply")
        if c is not None and (len(c[0]) > 2 or broadcast(c[0], [rows, columns]) != [rows, columns]):
            raise ValueError(f"C of shape {c[0]} does not broadcast to {[rows, columns]}")
        alpha, beta = attributes.get("alpha", 1), attributes.get("beta", 1)
        result = []
        for r, k in itertools.product(range(rows), range(columns)):
            terms = [self._product(x[r * inner + i], y[i * columns + k]) for i in range(inner)]
            terms = [(s, w * alpha) for s, w in terms]
            if c is not None:
                shape = [1] * (2 - len(c[0])) + list(c[0])
                terms.append((c[1][index_of((r, k), shape)], beta))
            result.append((terms, 0))
        return [rows, columns], self.builder.affine(result)

    @staticmethod
    def _transposed(x, transpose):
        (rows, columns), values = x
        if not transpose:
            return (rows, columns), values
        return (columns, rows), [values[r * columns + c] for c in range(columns) for r in range(rows)]

    def op_batchnormalization(self, attributes, x, scale, bias, mean, variance):
        if attributes.get("training_mode", 0):
            raise ValueError("training mode")
        if any(list(values[0]) != [x[0][1]] for values in (scale, bias, mean, variance)):
            raise ValueError("expected a number a channel")
        epsilon = attributes.get("epsilon", Fraction(struct.unpack("<f", struct.pack("<f", 1e-5))[0]))
        scales = [rounded_scale(g, v + epsilon) for g, v in zip(scale[1], variance[1])]
        inner = math.prod(x[0][2:])
        rows = []
        for i, scalar in enumerate(x[1]):
            channel = i // inner % x[0][1]
            s = scales[channel]
            rows.append(([(scalar, s)], bias[1][channel] - s * mean[1][channel]))
        return x[0], self.builder.affine(rows)

    def op_conv(self, attributes, x, w, b=None):
        (batch, channels, *sizes), (outputs, per_group, *kernel) = x[0], w[0]
        rank = len(sizes)
        strides, dilations = attributes.get("strides", [1] * rank), attributes.get("dilations", [1] * rank)
        pads, mode = attributes.get("pads", [0] * 2 * rank), attributes.get("auto_pad", "NOTSET")
        groups = attributes.get("group", 1)
        if (len(kernel), len(strides), len(dilations), len(pads)) != (rank, rank, rank, 2 * rank) or b is not None and list(b[0]) != [outputs]:
            raise ValueError("the kernel, strides, dilations, pads or the bias do not fit")
        if mode not in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER") or min(strides + dilations) < 1 or min(pads) < 0:
            raise ValueError("auto_pad, strides, dilations or pads are none that are read")
        spans = [d * (k - 1) + 1 for d, k in zip(dilations, kernel)]
        if per_group * groups != channels or outputs % groups:
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
        for image, output in itertools.product(range(batch), range(outputs)):
            first = image * channels + output // (outputs // groups) * per_group
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
        return [batch, outputs, *result], self.builder.affine(rows)
