"""A reader for the part of ONNX that the bundled models use. Standard library only.

An ONNX file is a protocol buffer: a sequence of (field number, wire type, value). The numbers below are those of the public schema.
"""
import struct
from dataclasses import dataclass, field

FLOAT, INT64, DOUBLE = 1, 7, 11


@dataclass
class Tensor:
    """Numbers in row-major order, with their shape."""
    shape: list
    values: list


@dataclass
class Node:
    operator: str
    inputs: list
    outputs: list
    attributes: dict = field(default_factory=dict)


@dataclass
class Graph:
    """Nodes in file order; shapes of inputs and outputs hold ints, or strings where a dimension is symbolic."""
    opset: int
    nodes: list
    initializers: dict
    inputs: dict
    outputs: dict


def read(path):
    """The network in a file. Raises ValueError for what this reader does not know."""
    with open(path, "rb") as file:
        model = _message(file.read())
    opsets = {_text(entry.get(1, [b""])[0]): entry[2][0] for entry in map(_message, model[8])}
    graph = _message(model[7][0])
    initializers = {}
    for entry in graph.get(5, []):
        name, tensor = _tensor(entry)
        initializers[name] = tensor
    inputs = dict(map(_value, graph[11]))
    return Graph(
        opset=opsets[""],
        nodes=[_node(entry) for entry in graph[1]],
        initializers=initializers,
        inputs={name: shape for name, shape in inputs.items() if name not in initializers},
        outputs=dict(map(_value, graph[12])))


def _node(data):
    content = _message(data)
    node = Node(_text(content[4][0]), _texts(content, 1), _texts(content, 2))
    for entry in map(_message, content.get(5, [])):
        node.attributes[_text(entry[1][0])] = _attribute(entry)
    return node


def _attribute(entry):
    if 2 in entry:
        return struct.unpack("<f", entry[2][0])[0]
    if 3 in entry:
        return _signed(entry[3][0])
    if 4 in entry:
        return _text(entry[4][0])
    if 5 in entry:
        return _tensor(entry[5][0])[1]
    if 8 in entry:
        return _integers(entry[8])
    kind = entry.get(20, [0])[0]
    if kind == 1:  # a zero is not written
        return 0.0
    if kind == 2:
        return 0
    raise ValueError(f"attribute '{_text(entry[1][0])}' has type {kind}, which this reader does not know")


def _tensor(data):
    content = _message(data)
    shape = _integers(content.get(1, []))
    kind = content[2][0]
    form = {FLOAT: "f", INT64: "q", DOUBLE: "d"}.get(kind)
    if form is None or 9 not in content:
        raise ValueError(f"a tensor of type {kind} without raw data; expected float32, float64 or int64 as raw data")
    raw = content[9][0]
    return _text(content.get(8, [b""])[0]), Tensor(shape, [value for value, in struct.iter_unpack("<" + form, raw)])


def _value(data):
    content = _message(data)
    tensor = _message(_message(content[2][0])[1][0])
    dimensions = [_message(entry) for entry in _message(tensor[2][0]).get(1, [])]
    return _text(content[1][0]), [d[1][0] if 1 in d else _text(d.get(2, [b"?"])[0]) for d in dimensions]


def _message(data):
    """Field number -> list of raw values: int for varints, bytes for all else."""
    fields, at = {}, 0
    while at < len(data):
        key, at = _varint(data, at)
        wire = key & 7
        if wire == 0:
            value, at = _varint(data, at)
        else:
            if wire == 2:
                size, at = _varint(data, at)
            elif wire in (1, 5):
                size = 8 if wire == 1 else 4
            else:
                raise ValueError(f"wire type {wire} at byte {at}")
            value, at = data[at:at + size], at + size
        fields.setdefault(key >> 3, []).append(value)
    return fields


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def _integers(entries):
    """A repeated int64, packed or not."""
    numbers = []
    for entry in entries:
        if isinstance(entry, int):
            numbers.append(_signed(entry))
            continue
        at = 0
        while at < len(entry):
            value, at = _varint(entry, at)
            numbers.append(_signed(value))
    return numbers


def _signed(value):
    return value - (1 << 64) if value >= 1 << 63 else value


def _text(data):
    return data.decode("utf-8")


def _texts(content, number):
    return [_text(entry) for entry in content.get(number, [])]
