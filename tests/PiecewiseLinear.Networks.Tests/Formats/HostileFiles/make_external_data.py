"""Writes a small model, whole and with its numbers in files beside it, by onnx's own helpers, and hostile variants. Usage: make_external_data.py FOLDER"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

folder = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(5)


def model():
    constants = {"w": rng.normal(size=(6, 4)).astype(np.float32), "b": rng.normal(size=6).astype(np.float64).astype(np.float32),
                 "v": rng.normal(size=(3, 6)).astype(np.float32)}
    shift = helper.make_node("Constant", [], ["s"], value=numpy_helper.from_array(rng.normal(size=3).astype(np.float32), "inner"))
    nodes = [helper.make_node("Gemm", ["x", "w", "b"], ["h"], transB=1), helper.make_node("Relu", ["h"], ["r"]), shift,
             helper.make_node("Gemm", ["r", "v", "s"], ["y"], transB=1)]
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3])],
                              [numpy_helper.from_array(value, name) for name, value in constants.items()])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    made.ir_version = 8
    return made


whole = model()
onnx.save_model(whole, str(folder / "whole.onnx"))


def copy():
    return onnx.load_model_from_string(whole.SerializeToString())


onnx.save_model(copy(), str(folder / "together.onnx"), save_as_external_data=True, all_tensors_to_one_file=True, location="together.bin", size_threshold=0,
                convert_attribute=True)
onnx.save_model(copy(), str(folder / "apart.onnx"), save_as_external_data=True, all_tensors_to_one_file=False, size_threshold=0, convert_attribute=True)

(folder / "inside").mkdir()
(folder / "inside" / "secret.bin").write_bytes((folder / "together.bin").read_bytes())
(folder / "short.bin").write_bytes((folder / "together.bin").read_bytes()[:16])
(folder.parent / f"{folder.name}.secret.bin").write_bytes((folder / "together.bin").read_bytes())

VARIANTS = {
    "parent": {"location": f"../{folder.name}.secret.bin"},
    "absolute": {"location": str(folder / "together.bin")},
    "subfolder": {"location": "inside/secret.bin"},
    "dot": {"location": "./together.bin"},
    "backslash": {"location": "..\\together.bin"},
    "drive": {"location": "C:together.bin"},
    "empty": {"location": ""},
    "folder": {"location": "inside"},
    "missing": {"location": "nowhere.bin"},
    "nul": {"location": "together.bin\0.txt"},
    "symbolic": {"location": "symbolic.bin"},
    "hard": {"location": "hard.bin"},
    "pipe": {"location": "pipe"},
    "device": {"location": "/dev/zero"},
    "short": {"location": "short.bin"},
    "negative_offset": {"offset": "-1"},
    "huge_offset": {"offset": "9223372036854775807"},
    "beyond": {"offset": "1000000"},
    "no_number": {"offset": "0x10"},
    "wrong_length": {"length": "1"},
    "huge_length": {"length": "99999999999999999999"},
    "unknown_key": {"checksum": "00"},
}
for name, changes in VARIANTS.items():
    variant = onnx.load_model(str(folder / "together.onnx"), load_external_data=False)
    for tensor in variant.graph.initializer:
        entries = {entry.key: entry.value for entry in tensor.external_data} | changes
        del tensor.external_data[:]
        for key, value in entries.items():
            tensor.external_data.add(key=key, value=value)
    (folder / f"{name}.onnx").write_bytes(variant.SerializeToString())

twice = onnx.load_model(str(folder / "together.onnx"), load_external_data=False)
for tensor in twice.graph.initializer:
    tensor.external_data.add(key="location", value="inside/secret.bin")
(folder / "twice.onnx").write_bytes(twice.SerializeToString())

both = onnx.load_model(str(folder / "together.onnx"), load_external_data=False)
for tensor in both.graph.initializer:
    tensor.raw_data = b"\0" * 4
(folder / "both.onnx").write_bytes(both.SerializeToString())

claims = onnx.load_model(str(folder / "together.onnx"), load_external_data=False)
for tensor in claims.graph.initializer:
    del tensor.dims[:]
    tensor.dims.extend([1 << 30, 1 << 30])
(folder / "claims.onnx").write_bytes(claims.SerializeToString())
