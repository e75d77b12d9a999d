"""A reader for the ONNX operators of the certificates' format: the canonical lowering, node by node."""

import math
import struct

from .values import BadInput
from .kinks import Kinks
from .linear import Linear
from .network import Builder
from .operators import ATTRIBUTES
from .shapes import Several, Shapes
from .windows import Windows
from .wire import attribute, last, message, part, signed, tensor, text

OPSETS = range(7, 22)
# The keys of ModelProto's fields 1 to 5, 7 and 8. No file of another format begins so, and one that does is a network of no other format.
FIRST_BYTES = {b"\x08", b"\x12", b"\x1a", b"\x22", b"\x28", b"\x3a", b"\x42"}
TAILS = {"Softmax", "LogSoftmax", "Sigmoid"}


class Graph(Linear, Kinks, Shapes, Windows):
    """Lowers the nodes that the output depends on, in the order of the file. A tensor is (shape, scalars), see tensors.py. Method op_NAME
    lowers operator NAME; an operator without one is refused by its name."""

    def __init__(self, data, opset):
        fields = message(data)
        self.opset = opset
        self.tensors = {}
        self.initializers = {text(message(initializer), 8): initializer for initializer in fields.get(5, [])}
        names = [text(message(initializer), 8) for initializer in fields.get(5, [])]
        inputs = [message(value) for value in fields.get(11, []) if text(message(value), 1) not in self.initializers]
        if len(inputs) != 1:
            raise BadInput(f"the graph has {len(inputs)} inputs, expected 1")
        names.append(text(inputs[0], 1))
        shape = self._static_shape(inputs[0])
        self.builder = Builder(math.prod(shape))
        self.tensors[text(inputs[0], 1)] = shape, self.builder.input()
        self.outputs = [text(message(value), 1) for value in fields.get(12, [])]
        if len(self.outputs) != 1 or 15 in fields:
            raise BadInput(f"the graph has {len(self.outputs)} outputs or a sparse initializer, expected 1 output and none")
        nodes = [message(node) for node in fields.get(1, [])]
        if any(type(name) is not bytes for node in nodes for number in (1, 2) for name in node.get(number, [])):
            raise BadInput("the name of a tensor is no text")
        names += [name.decode() for node in nodes for name in node.get(2, []) if name]
        if len(names) != len(set(names)):
            raise BadInput("two tensors have the same name")
        for node in self._needed(nodes):
            self._lower(node)

    @staticmethod
    def _static_shape(value):
        kind = message(part(message(part(value, 2)), 1))
        dims = [message(d) for d in message(part(kind, 2)).get(1, [])]
        if any(1 in d and 2 in d for d in dims):
            raise BadInput(f"input {text(value, 1)}: a dimension has both a size and a name")
        shape = [signed(last(d, 1, 0)) if 1 in d else None for d in dims]
        if shape and (shape[0] is None or shape[0] <= 0):
            shape[0] = 1
        if any(size is None or size <= 0 for size in shape):
            raise BadInput(f"input {text(value, 1)}: its shape is not static")
        return shape

    def _needed(self, nodes):
        """The nodes that the output depends on, in the order of the file."""
        producers = {name.decode(): i for i, node in enumerate(nodes) for name in node.get(2, []) if name}
        needed, waiting = set(), list(self.outputs)
        while waiting:
            producer = producers.get(waiting.pop())
            if producer is not None and producer not in needed:
                needed.add(producer)
                waiting += [name.decode() for name in nodes[producer].get(1, []) if name]
        return [node for i, node in enumerate(nodes) if i in needed]

    def _tensor(self, name):
        if name not in self.tensors:
            self.tensors[name] = tensor(self.initializers[name])
        return self.tensors[name]

    def _lower(self, node):
        operator = text(node, 4)
        results = [name.decode() for name in node.get(2, [])]
        method = getattr(self, "op_" + operator.lower(), None) if operator in ATTRIBUTES else None
        if operator in TAILS and results[0] in self.outputs:
            method = self.op_identity
        if method is None or text(node, 7) not in ("", "ai.onnx"):
            raise BadInput(f"node {text(node, 3)}: operator {operator} is not supported")
        try:
            attributes = dict(attribute(a) for a in node.get(5, []))
            if len(attributes) != len(node.get(5, [])):
                raise ValueError("an attribute is given twice")
            if not ATTRIBUTES[operator].issuperset(attributes):
                raise ValueError(f"it has an attribute besides {sorted(ATTRIBUTES[operator])}")
            self.outputs_of_node = len(results)
            value = method(attributes, *(self._tensor(name.decode()) if name else None for name in node.get(1, [])))
            for name, result in zip(results, value if isinstance(value, Several) else [value]):
                self.tensors[name] = result
        except (KeyError, IndexError, TypeError, ValueError, ArithmeticError) as problem:
            raise BadInput(f"node {text(node, 3)} ({operator}): {problem!r}") from None


def graph(data):
    """The lowered graph of an ONNX model."""
    if data[:1] not in FIRST_BYTES:
        raise BadInput("this is no ONNX file: it does not begin with one of the first fields of a model")
    try:
        fields = message(data)
        versions = [last(v, 2, 0) for v in map(message, fields.get(8, [])) if text(v, 1) in ("", "ai.onnx")]
        if len(versions) != 1 or versions[0] not in OPSETS:
            raise BadInput(f"the versions of the operator set are {versions}, expected one from 7 to 21")
        return Graph(part(fields, 7), versions[0])
    except (IndexError, KeyError, AttributeError, UnicodeDecodeError, struct.error) as problem:
        raise BadInput(f"this is no ONNX file: {problem!r}") from None


def read(data):
    """The network of an ONNX model."""
    lowered = graph(data)
    return lowered.builder.network(lowered.tensors.get(lowered.outputs[0], (None, []))[1])
