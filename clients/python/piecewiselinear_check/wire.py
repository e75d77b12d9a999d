"""ONNX's messages, from protobuf's wire format by hand."""

import math
import struct
from fractions import Fraction

from .certificate import BadInput

INTEGERS = {2, 3, 6, 7, 9}


class Byte(int):
    """An unsigned integer of eight bits: what QuantizeLinear makes depends on whether its zero point is one."""


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
    """A TensorProto as (shape, exact numbers): Fractions for element types of floats, ints for integers and booleans."""
    fields = message(data)
    shape = packed(fields.get(1, []), None)
    kind = fields.get(2, [0])[-1]
    if 13 in fields or fields.get(14, [0])[-1]:
        raise BadInput(f"tensor {text(fields, 8)}: its numbers are outside of the file")
    raw = fields.get(9, [b""])[-1]
    letters = {1: ("f", 4), 11: ("d", 10), 7: ("q", 7), 6: ("i", 5), 10: ("e", 5), 16: ("H", 5), 9: ("B", 5), 3: ("b", 5), 2: ("B", 5)}
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
        if kind == 2:
            values = [Byte(v) for v in values]
        return shape, list(values) if kind in INTEGERS else [Fraction(v) for v in values]
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
