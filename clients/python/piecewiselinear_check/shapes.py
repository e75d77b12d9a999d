"""Operators that move numbers without changing them, and constants."""

import math
import struct
from fractions import Fraction

from .tensors import axis_of, broadcast, chosen, is_constant, is_integer, spread


class Several(list):
    """The tensors of a node with several outputs."""


def whole(x):
    if x is None or not is_integer(x):
        raise ValueError("expected constant integers")
    return list(x[1])


class Shapes:
    """A mixin of onnx.Graph."""

    def _since(self, opset, attributes, name, argument):
        """Integers that are an attribute up to some opset and an input since; None where not given."""
        return attributes.get(name) if self.opset < opset else None if argument is None else whole(argument)

    def op_constant(self, attributes):
        for key in ("value", "value_float", "value_int", "value_floats", "value_ints"):
            if key in attributes:
                value = attributes[key]
                return value if key == "value" else ([len(value)], value) if isinstance(value, list) else ([], [value])
        raise ValueError("no value")

    def op_constantofshape(self, attributes, shape):
        sizes = whole(shape)
        return sizes, [attributes["value"][1][0] if "value" in attributes else Fraction(0)] * math.prod(sizes)

    def op_identity(self, attributes, x):
        return x

    def op_dropout(self, attributes, x, ratio=None, training=None):
        if training is not None and training[1] != [0]:
            raise ValueError("training mode")
        return x

    def op_shape(self, attributes, x):
        sizes = list(x[0])[attributes.get("start", 0):attributes.get("end")]
        return [len(sizes)], sizes

    def op_size(self, attributes, x):
        return [], [len(x[1])]

    def op_range(self, attributes, start, limit, delta):
        values = list(range(*(whole(x)[0] for x in (start, limit, delta))))
        return [len(values)], values

    def op_flatten(self, attributes, x):
        axis = attributes.get("axis", 1)
        axis += len(x[0]) if axis < 0 else 0
        return [math.prod(x[0][:axis]), math.prod(x[0][axis:])], x[1]

    def op_reshape(self, attributes, x, target):
        shape = whole(target)
        if not attributes.get("allowzero", 0):
            shape = [x[0][i] if size == 0 else size for i, size in enumerate(shape)]
        if -1 in shape:
            shape[shape.index(-1)] = len(x[1]) // -math.prod(shape)
        return self._reshaped(x, shape)

    @staticmethod
    def _reshaped(x, shape):
        if min(shape, default=1) < 0 or math.prod(shape) != len(x[1]):
            raise ValueError(f"cannot reshape {x[0]} to {shape}")
        return shape, x[1]

    def op_squeeze(self, attributes, x, axes=None):
        axes = self._since(13, attributes, "axes", axes)
        gone = [i for i, size in enumerate(x[0]) if size == 1] if axes is None else [axis_of(a, len(x[0])) for a in axes]
        return self._reshaped(x, [size for i, size in enumerate(x[0]) if i not in gone])

    def op_unsqueeze(self, attributes, x, axes=None):
        axes = self._since(13, attributes, "axes", axes)
        rank = len(x[0]) + len(axes)
        added, sizes = {axis_of(a, rank) for a in axes}, iter(x[0])
        return self._reshaped(x, [1 if i in added else next(sizes) for i in range(rank)])

    def op_transpose(self, attributes, x):
        order = attributes.get("perm", list(range(len(x[0])))[::-1])
        steps = [math.prod(x[0][axis + 1:]) for axis in order]
        places = [0]
        for axis, step in zip(order, steps):
            places = [place + i * step for place in places for i in range(x[0][axis])]
        return [x[0][axis] for axis in order], [x[1][place] for place in places]

    def op_expand(self, attributes, x, target):
        shape = broadcast(x[0], whole(target))
        return shape, spread(x, shape)

    def op_tile(self, attributes, x, repeats):
        lists = [list(range(size)) * times for size, times in zip(x[0], whole(repeats), strict=True)]
        return [len(indices) for indices in lists], chosen(x, lists)

    def _part(self, x, axis, indices):
        lists = [list(range(size)) for size in x[0]]
        lists[axis] = list(indices)
        return [len(indices) for indices in lists], chosen(x, lists)

    def op_slice(self, attributes, x, starts=None, ends=None, axes=None, steps=None):
        starts, ends, axes = (self._since(10, attributes, name, value) for name, value in (("starts", starts), ("ends", ends), ("axes", axes)))
        steps = [1] * len(starts) if self.opset < 10 or steps is None else whole(steps)
        lists = [list(range(size)) for size in x[0]]
        for start, end, axis, step in zip(starts, ends, range(len(starts)) if axes is None else axes, steps, strict=True):
            axis = axis_of(axis, len(x[0]))
            size = x[0][axis]
            lists[axis] = list(range(size))[start:end if step > 0 or end >= -size else None:step]
        return [len(indices) for indices in lists], chosen(x, lists)

    def op_split(self, attributes, x, split=None):
        axis, parts = axis_of(attributes.get("axis", 0), len(x[0])), self.outputs_of_node
        size = x[0][axis]
        each = -(-size // parts)
        sizes = self._since(13, attributes, "split", split) or [max(0, min(each, size - i * each)) for i in range(parts)]
        if len(sizes) != parts or sum(sizes) != size:
            raise ValueError(f"cannot split {size} into {sizes}")
        return Several(self._part(x, axis, range(sum(sizes[:i]), sum(sizes[:i + 1]))) for i in range(parts))

    def op_gather(self, attributes, x, indices):
        axis = axis_of(attributes.get("axis", 0), len(x[0]))
        _, scalars = self._part(x, axis, [axis_of(i, x[0][axis]) for i in whole(indices)])
        return [*x[0][:axis], *indices[0], *x[0][axis + 1:]], scalars

    def op_concat(self, attributes, *inputs):
        first = inputs[0][0]
        axis = axis_of(attributes["axis"], len(first))
        if any(shape[:axis] + shape[axis + 1:] != first[:axis] + first[axis + 1:] for shape, _ in ((list(s), v) for s, v in inputs)):
            raise ValueError(f"cannot join {[shape for shape, _ in inputs]} along axis {axis}")
        scalars = []
        for outer in range(math.prod(first[:axis])):
            for shape, values in inputs:
                run = math.prod(shape[axis:])
                scalars += values[outer * run:(outer + 1) * run]
        return [*first[:axis], sum(shape[axis] for shape, _ in inputs), *first[axis + 1:]], self.builder.together(scalars)

    def op_pad(self, attributes, x, pads=None, value=None, axes=None):
        mode = attributes.get("mode", "constant")
        pads = self._since(11, attributes, "pads", pads)
        filling = attributes.get("value", Fraction(0)) if self.opset < 11 else Fraction(0) if value is None else value[1][0]
        axes = list(range(len(x[0]))) if axes is None or self.opset < 18 else whole(axes)
        lists = [list(range(size)) for size in x[0]]
        for i, axis in enumerate(axes):
            axis = axis_of(axis, len(x[0]))
            size = x[0][axis]
            length = max(0, size + pads[i] + pads[i + len(axes)])
            lists[axis] = [self._padded(mode, e - pads[i], size) for e in range(length)]
        scalars = [filling if scalar is None else scalar for scalar in chosen(x, lists)]
        return [len(indices) for indices in lists], scalars if is_integer((None, scalars)) else self.builder.together(scalars)

    @staticmethod
    def _padded(mode, place, size):
        if 0 <= place < size:
            return place
        if mode == "edge" and size:
            return 0 if place < 0 else size - 1
        if mode == "reflect" and -size < place < 2 * size - 1:
            return -place if place < 0 else 2 * (size - 1) - place
        if mode != "constant":
            raise ValueError(f"cannot pad {size} in mode {mode}")
        return None

    def op_cast(self, attributes, x):
        """Between floats the identity for what depends on the input; constants are converted."""
        kind = attributes["to"]
        if not is_constant(x):
            if kind not in (1, 10, 11, 16):
                raise ValueError("a cast to integers is not piecewise linear")
            return x
        convert = {1: self._narrow("f"), 10: self._narrow("e"), 11: Fraction, 16: brain_float, 6: int, 7: int, 9: lambda v: int(v != 0)}[kind]
        return x[0], [convert(value) for value in x[1]]

    @staticmethod
    def _narrow(letter):
        return lambda value: Fraction(struct.unpack("<" + letter, struct.pack("<" + letter, float(value)))[0])


def brain_float(value):
    bits, = struct.unpack("<I", struct.pack("<f", float(value)))
    return Fraction(struct.unpack("<f", struct.pack("<I", bits + 0x7FFF + (bits >> 16 & 1) & 0xFFFF0000))[0])
