"""The network readers against files that two readers could understand differently: the certificate would then be about two networks."""

import os
import struct
import tempfile
import unittest
from fractions import Fraction

from piecewiselinear_check import BadInput
from piecewiselinear_check.geometry import Space, region_rows
from piecewiselinear_check.network import load


def varint(value):
    return bytes([value & 127 | 128]) + varint(value >> 7) if value > 127 else bytes([value])


def sized(number, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(number << 3 | 2) + varint(len(data)) + data


def whole(number, value):
    return varint(number << 3) + varint(value)


def tensor(name, shape, values, more=b""):
    return b"".join(whole(1, d) for d in shape) + whole(2, 1) + sized(8, name) + (sized(9, struct.pack(f"<{len(values)}f", *values)) if values else b"") + more


def described(name, *shape):
    dims = b"".join(sized(1, whole(1, d)) for d in shape)
    return sized(1, name) + sized(2, sized(1, whole(1, 1) + sized(2, dims)))


def node(operator, inputs, output, more=b""):
    return b"".join(sized(1, i) for i in inputs) + sized(2, output) + sized(4, operator) + more


def whole_attribute(name, value, kind=whole(20, 2)):
    return sized(5, sized(1, name) + whole(3, value) + kind)


def graph(nodes, initializers, outputs=("y",)):
    return (b"".join(sized(1, n) for n in nodes) + b"".join(sized(5, i) for i in initializers) + sized(11, described("x", 1, 2))
            + b"".join(sized(12, described(o, 1, 2)) for o in outputs))


def model(graph_bytes, opset=13, more=b""):
    return whole(1, 8) + sized(8, whole(2, opset)) + sized(7, graph_bytes) + more


W = tensor("W", (2, 2), (1, 2, 3, 4))


def gemm(more=b""):
    return node("Gemm", ["x", "W"], "z", more)


RELU = node("Relu", ["z"], "y")


def read(name, data):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(data)
        return load(path)[0]


def first_layer(network):
    rows = region_rows(network, Space(network.inputs, None), ["0" * width for width in network.widths])
    return [[Fraction(rows[1, 0, i].normal.get(c, 0), rows[1, 0, i].denominator) for c in range(network.inputs)] for i in range(network.widths[0])]


class Onnx(unittest.TestCase):
    def rows(self, nodes, initializers=(W,), **more):
        return first_layer(read("a.onnx", model(graph(nodes, initializers), **more)))

    def refused(self, data):
        with self.assertRaises(BadInput):
            read("a.onnx", data)

    def test_an_attribute_counts_without_its_type_too(self):
        self.assertEqual(self.rows([gemm(), RELU]), [[1, 3], [2, 4]])
        self.assertEqual(self.rows([gemm(whole_attribute("transB", 1)), RELU]), [[1, 2], [3, 4]])
        self.assertEqual(self.rows([gemm(whole_attribute("transB", 1, b"")), RELU]), [[1, 2], [3, 4]])

    def test_an_attribute_is_given_once_with_one_value(self):
        trans = whole_attribute("transB", 1)
        for attributes in trans + whole_attribute("transB", 0), whole_attribute("transB", 1, varint(2 << 3 | 5) + bytes(4)), whole_attribute("transB", 1, whole(20, 5)), \
                sized(5, sized(1, "transB") + whole(3, 1) + whole(20, 2) + sized(21, "reference")):
            self.refused(model(graph([gemm(attributes), RELU], [W])))

    def test_nodes_that_the_output_does_not_depend_on_are_left_out(self):
        dead = node("Relu", ["x"], "dead"), node("Tanh", ["dead"], "deader")
        self.assertEqual(self.rows([*dead, gemm(), RELU]), [[1, 3], [2, 4]])

    def test_a_node_of_another_domain_is_not_the_operator_of_that_name(self):
        self.refused(model(graph([gemm(), node("Relu", ["z"], "y", sized(7, "com.example"))], [W])))

    def test_versions_of_the_operator_set_with_other_meanings_are_refused(self):
        for opset in 0, 6, 22:
            self.refused(model(graph([gemm(), RELU], [W]), opset))
        self.refused(model(graph([gemm(), RELU], [W]), more=sized(8, sized(1, "ai.onnx") + whole(2, 9))))

    def test_a_part_that_others_would_merge_is_refused(self):
        self.refused(model(graph([gemm(), RELU], [W]), more=sized(7, graph([gemm(), RELU], [tensor("W", (2, 2), (5, 6, 7, 8))]))))

    def test_a_field_of_another_wire_type_is_refused(self):
        typed = sized(4, struct.pack("<f", 2))
        scale = tensor("s", (1,), (), typed)
        nodes = [node("Gemm", ["x", "W", "s"], "z"), RELU]
        self.rows(nodes, (W, scale))
        for hidden in whole(9, 5), whole(4, 5), varint(4 << 3 | 1) + bytes(8):
            self.refused(model(graph(nodes, [W, tensor("s", (1,), (), typed + hidden)])))
        self.refused(model(graph([gemm(), RELU], [W]) + varint(1 << 32 | 1 << 3 | 2) + b"\0"))

    def test_names_are_given_once(self):
        for nodes, initializers in ([gemm(), gemm(), RELU], [W]), ([gemm(), RELU], [W, W]), ([gemm(), node("Relu", ["z"], "x")], [W]):
            self.refused(model(graph(nodes, initializers)))

    def test_names_are_texts(self):
        self.refused(model(graph([gemm(varint(1 << 3 | 5) + b"cccc"), RELU], [W, tensor("cccc", (2,), (1, 2))])))

    def test_every_number_but_zero_casts_to_true(self):
        nodes = [node("Cast", ["c"], "b", whole_attribute("to", 9)), node("Cast", ["b"], "w", whole_attribute("to", 1)), node("Gemm", ["x", "w"], "z"), RELU]
        self.assertEqual(self.rows(nodes, [tensor("c", (2, 2), (0.5, 0, -0.5, 2))]), [[1, 1], [0, 1]])

    def test_one_output_is_expected(self):
        self.refused(model(graph([gemm(), RELU], [W], ("y", "z"))))

    def test_shapes_that_do_not_broadcast_are_refused(self):
        nodes = [node("Gemm", ["x", "W", "c"], "z"), RELU]
        for shape in (3,), (2, 1), (1, 1, 2):
            count = 3 if shape == (3,) else 2
            self.refused(model(graph(nodes, [W, tensor("c", shape, range(1, count + 1))])))


class Json(unittest.TestCase):
    def test_weights_are_numbers(self):
        for text in '["0.1"]', '["12"]', "[true]", '"1"', '[[1]]', "[1e400]", "[null]":
            with self.assertRaises(BadInput, msg=text):
                read("a.json", b'{"layers":[{"W":[%s],"b":[0]},{"W":[[1]],"b":[0]}]}' % text.encode())
        with self.assertRaises(BadInput):
            read("a.json", b'{"layers":[{"W":[[1]],"b":"0"},{"W":[[1]],"b":[0]}]}')

    def test_it_is_utf_8(self):
        with self.assertRaises(BadInput):
            read("a.json", '{"layers":[{"W":[[1]],"b":[0]},{"W":[[1]],"b":[0]}]}'.encode("utf-16"))


class NNet(unittest.TestCase):
    LINES = ["// a", "2,1,1,1", "1,1,1,", "0", "-1", "1", "0,0", "1,1", "2", "3", "4", "5"]

    def test_a_file_is_read(self):
        self.assertEqual(first_layer(read("a.nnet", "\n".join(self.LINES).encode())), [[2]])
        self.assertEqual(first_layer(read("a.nnet", "\r\n".join([*self.LINES, "", ""]).encode())), [[2]])

    def test_only_a_line_feed_ends_a_line(self):
        for end in "\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029":
            hidden = [*self.LINES[:8], f"// a comment{end}7", *self.LINES[8:]]
            self.assertEqual(first_layer(read("a.nnet", "\n".join(hidden).encode())), [[2]], repr(end))

    def test_numbers_are_ascii_decimals(self):
        for text in "1_0", "\u0661", "inf", "nan", "0x1p3", "1e400", "", "1 0":
            with self.assertRaises(BadInput, msg=text):
                read("a.nnet", "\n".join([*self.LINES[:8], text, *self.LINES[9:]]).encode())

    def test_the_header_the_widths_and_the_end_are_checked(self):
        for i, text in (1, "1,1,1,1"), (1, "{"), (1, "2,2,1,1"), (2, "1,1,1,1"), (2, "1,0,1"), (4, "-1,-1"), (6, "0"), (11, "5\n6"), (11, "5\n// the end"), (8, "2,,"):
            with self.assertRaises(BadInput, msg=text):
                read("a.nnet", "\n".join([*self.LINES[:i], text, *self.LINES[i + 1:]]).encode())


if __name__ == "__main__":
    unittest.main()
