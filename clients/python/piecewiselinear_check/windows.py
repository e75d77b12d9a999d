"""Reductions, poolings, transposed convolutions and quantized weights."""

import itertools
import math
from fractions import Fraction

from .tensors import axis_of, index_of, is_constant, is_integer
from .wire import Byte


class Windows:
    """A mixin of onnx.Graph."""

    def _mean(self, scalars, groups, counts):
        return self.builder.affine([([(scalars[i], Fraction(1, count)) for i in group], 0) for group, count in zip(groups, counts)])

    def _reduce(self, attributes, x, axes, since, kind):
        axes = self._since(since, attributes, "axes", axes)
        if not axes and self.opset >= since and attributes.get("noop_with_empty_axes", 0):
            return x
        gone = {axis_of(a, len(x[0])) for a in axes or range(len(x[0]))}
        return self._reduced(x, gone, attributes.get("keepdims", 1), kind)

    def _reduced(self, x, gone, keep, kind):
        shape = [1 if i in gone else size for i, size in enumerate(x[0])]
        groups = [[] for _ in range(math.prod(shape))]
        for i, place in enumerate(itertools.product(*map(range, x[0]))):
            groups[index_of(place, shape)].append(i)
        result = shape if keep else [size for i, size in enumerate(shape) if i not in gone]
        if is_integer(x):
            apply = {"sum": sum, "prod": math.prod, "max": max, "min": min}[kind]
            return result, [apply([x[1][i] for i in group]) for group in groups]
        if kind == "sum":
            return result, self.builder.affine([([(x[1][i], 1) for i in group], 0) for group in groups])
        if kind == "mean":
            return result, self._mean(x[1], groups, list(map(len, groups)))
        return result, self._extreme(x[1], groups, {"max": self._larger, "min": self._smaller}[kind])

    def op_reducesum(self, attributes, x, axes=None):
        return self._reduce(attributes, x, axes, 13, "sum")

    def op_reducemean(self, attributes, x, axes=None):
        return self._reduce(attributes, x, axes, 18, "mean")

    def op_reducemax(self, attributes, x, axes=None):
        return self._reduce(attributes, x, axes, 18, "max")

    def op_reducemin(self, attributes, x, axes=None):
        return self._reduce(attributes, x, axes, 18, "min")

    def op_reduceprod(self, attributes, x, axes=None):
        return self._reduce(attributes, x, axes, 18, "prod")

    def op_globalaveragepool(self, attributes, x):
        return self._reduced(x, set(range(2, len(x[0]))), 1, "mean")

    def op_globalmaxpool(self, attributes, x):
        return self._reduced(x, set(range(2, len(x[0]))), 1, "max")

    def op_maxpool(self, attributes, x):
        shape, groups = self._pool(attributes, x)
        return shape, self._extreme(x[1], groups, self._larger)

    def op_averagepool(self, attributes, x):
        counted = attributes.get("count_include_pad", 0)
        shape, groups = self._pool(attributes, x, within_padding=counted)
        return shape, self._mean(x[1], groups, [math.prod(attributes["kernel_shape"]) if counted else len(group) for group in groups])

    def _pool(self, attributes, x, within_padding=False):
        """The shape of the result, and per window the elements in the input."""
        kernel, sizes = attributes["kernel_shape"], x[0][2:]
        rank = len(kernel)
        strides, dilations = attributes.get("strides", [1] * rank), attributes.get("dilations", [1] * rank)
        pads, mode = attributes.get("pads", [0] * 2 * rank), attributes.get("auto_pad", "NOTSET")
        outputs, windows = [], [[0]]
        for axis, (n, k, s, d) in enumerate(zip(sizes, kernel, strides, dilations, strict=True)):
            span = d * (k - 1) + 1
            before, after = pads[axis], pads[axis + rank]
            if mode in ("SAME_UPPER", "SAME_LOWER"):
                if d > 1:
                    raise ValueError("a dilated window is padded by auto_pad, where runtimes disagree")
                total = max(0, (-(-n // s) - 1) * s + span - n)
                before = (total + (mode == "SAME_LOWER")) // 2
                after = total - before
            elif mode == "VALID":
                before = after = 0
            up = s - 1 if attributes.get("ceil_mode", 0) else 0
            count = (n + before + after - span + up) // s + 1
            count -= bool(up) and (count - 1) * s >= n + before
            taps = [[o * s - before + i * d for i in range(k) if 0 <= o * s - before + i * d < n] for o in range(count)]
            if within_padding and (count - 1) * s + span > before + n + after:
                raise ValueError("with ceil_mode a window reaches beyond the padding, where runtimes divide by different counts")
            windows = [[p * n + t for p in window for t in row] for window in windows for row in taps]
            outputs.append(count)
        if min(map(len, windows)) == 0:
            raise ValueError("a window lies in the padding alone")
        plane = math.prod(sizes)
        groups = [[c * plane + t for t in window] for c in range(x[0][0] * x[0][1]) for window in windows]
        return [*x[0][:2], *outputs], groups

    def op_convtranspose(self, attributes, x, w, b=None):
        (batch, channels, *sizes), (_, per_group, *kernel) = x[0], w[0]
        rank, groups = len(sizes), attributes.get("group", 1)
        ones, zeros = [1] * rank, [0] * rank
        strides, dilations, extra = attributes.get("strides", ones), attributes.get("dilations", ones), attributes.get("output_padding", zeros)
        pads = attributes.get("pads", [0] * 2 * rank)
        if "output_shape" in attributes or attributes.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID") or w[0][0] != channels or channels % groups:
            raise ValueError(f"shapes {x[0]} and {w[0]}, or the padding, are not supported")
        if attributes.get("auto_pad") == "VALID":
            pads = [0] * 2 * rank
        result = [(n - 1) * s + e + (k - 1) * d + 1 - pads[i] - pads[i + rank]
                  for i, (n, s, e, k, d) in enumerate(zip(sizes, strides, extra, kernel, dilations, strict=True))]
        area, taps, fan = math.prod(sizes), math.prod(kernel), channels // groups
        rows = []
        for image, output in itertools.product(range(batch), range(per_group * groups)):
            group, local = divmod(output, per_group)
            for place in itertools.product(*map(range, result)):
                terms = []
                for tap, offset in enumerate(itertools.product(*map(range, kernel))):
                    at = [p + pad - o * d for p, pad, o, d in zip(place, pads, offset, dilations)]
                    if any(a < 0 or a % s or a // s >= n for a, s, n in zip(at, strides, sizes)):
                        continue
                    pixel = 0
                    for a, s, n in zip(at, strides, sizes):
                        pixel = pixel * n + a // s
                    for c in range(group * fan, (group + 1) * fan):
                        terms.append(self._product(x[1][(image * channels + c) * area + pixel], w[1][(c * per_group + local) * taps + tap]))
                rows.append((terms, b[1][output] if b is not None else 0))
        return [batch, per_group * groups, *result], self.builder.affine(rows)

    def _scales(self, attributes, x, scale, zero):
        """Per element its scale and its zero point."""
        if not is_constant(x):
            raise ValueError("quantization of numbers that depend on the input is not piecewise linear")
        zeros = [0] * len(scale[1]) if zero is None else zero[1]
        inner = period = 1
        if len(scale[0]) == 1 and scale[0] != [1]:
            axis = axis_of(attributes.get("axis", 1), len(x[0]))
            inner, period = math.prod(x[0][axis + 1:]), x[0][axis]
        if period != len(scale[1]) or len(zeros) != period or attributes.get("block_size", 0):
            raise ValueError(f"{len(scale[1])} scales and {len(zeros)} zero points for {period}")
        return [(scale[1][i // inner % period], zeros[i // inner % period]) for i in range(len(x[1]))]

    def op_dequantizelinear(self, attributes, x, scale, zero=None):
        return x[0], [(q - z) * s for q, (s, z) in zip(x[1], self._scales(attributes, x, scale, zero))]

    def op_quantizelinear(self, attributes, x, scale, zero=None):
        """Of constants: the nearest integer to x/scale, ties to even, plus the zero point, within the range of eight bits."""
        signed = zero is not None and not isinstance(zero[1][0], Byte)
        least, most = (-128, 127) if signed else (0, 255)
        return x[0], [min(most, max(least, round(Fraction(v) / s) + z)) for v, (s, z) in zip(x[1], self._scales(attributes, x, scale, zero))]
