"""ONNX's messages, from protobuf's wire format by hand."""

import math
import struct
from fractions import Fraction

from .values import BadInput

INTEGERS = {2, 3, 6, 7, 9}


class Byte(int):
    """An unsigned integer of eight bits: what QuantizeLinear makes depends on whether its zero point is one."""


class Fixed(bytes):
    """A value of four or eight bytes, as distinct from one with a length."""


def refuse(problem):
    raise BadInput(f"this is no ONNX file: {problem}")


def varint(data, position):
    result = shift = 0
    while shift < 70:
        byte = data[position]
        position += 1
        result |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return result & (1 << 64) - 1, position
    return refuse("a number has more than 10 bytes")


def message(data):
    """The fields of a protobuf message: number -> list of values (integers, Fixed or bytes). Those of another type than the schema's are refused
    where they are used: other readers pass over them, and so would find another network in the same bytes."""
    if type(data) is not bytes:
        refuse("a field has another type than its schema")
    fields, position = {}, 0
    while position < len(data):
        key, position = varint(data, position)
        if not 8 <= key < 1 << 32:
            refuse("there is no such field")
        wire = key & 7
        if wire == 0:
            value, position = varint(data, position)
        else:
            length = {1: 8, 5: 4}.get(wire)
            if length is None:
                if wire != 2:
                    raise BadInput("this is no ONNX file: unknown wire type")
                length, position = varint(data, position)
            value, position = (bytes if wire == 2 else Fixed)(data[position:position + length]), position + length
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
        if type(value) not in (bytes, Fixed if form else int):
            refuse("a field has another type than its schema")
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


def last(fields, number, otherwise):
    """A singular scalar, of the type of its default: the last value counts."""
    values = fields.get(number, [otherwise])
    if any(type(value) is not type(otherwise) for value in values):
        refuse("a field has another type than its schema")
    return values[-1]


def part(fields, number):
    """A singular message. Other readers would merge the parts of one that is stored twice."""
    values = fields.get(number, [])
    if len(values) > 1:
        refuse("a singular part is stored more than once")
    return values[0] if values else b""


def text(fields, number):
    return last(fields, number, b"").decode()


def tensor(data):
    """A TensorProto as (shape, exact numbers): Fractions for element types of floats, ints for integers and booleans."""
    fields = message(data)
    shape = packed(fields.get(1, []), None)
    kind = last(fields, 2, 0)
    if 13 in fields or last(fields, 14, 0):
        raise BadInput(f"tensor {text(fields, 8)}: its numbers are outside of the file")
    raw = last(fields, 9, b"")
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
    if kind in (2, 3) and any(not least <= v <= least + 255 for v in values for least in [-128 if kind == 3 else 0]):
        raise BadInput(f"tensor {text(fields, 8)}: a number is beyond eight bits")
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


KINDS = {2: 1, 3: 2, 4: 3, 5: 4, 7: 6, 8: 7}


def attribute(data):
    """Its name and value. Where its type is not stated, the one field that holds a value tells it."""
    fields = message(data)
    kind = last(fields, 20, 0)
    if kind == 0:
        kind, *others = [KINDS[number] for number in KINDS if number in fields] or [0]
        if others:
            refuse(f"attribute {text(fields, 1)} has several values")
    if kind == 1:
        value = Fraction(struct.unpack("<f", last(fields, 2, Fixed(4)))[0])
    elif kind == 2:
        value = signed(last(fields, 3, 0))
    elif kind == 3:
        value = text(fields, 4)
    elif kind == 4:
        value = tensor(part(fields, 5))
    elif kind == 6:
        value = [Fraction(v) for v in packed(fields.get(7, []), "f")]
    elif kind == 7:
        value = packed(fields.get(8, []), None)
    else:
        refuse(f"attribute {text(fields, 1)} has no type that is read")
    if 21 in fields:
        refuse(f"attribute {text(fields, 1)} refers to a function's parameter")
    return text(fields, 1), value
