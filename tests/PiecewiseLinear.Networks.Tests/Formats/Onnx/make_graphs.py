"""Writes small ONNX graphs, one a file, that exercise every operator the importer reads. Usage: make_graphs.py FOLDER"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

folder = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(2)


def numbers(*shape):
    return rng.normal(size=shape).astype(np.float32)


def typed(array, name):
    """The numbers in the typed field instead of raw_data."""
    return helper.make_tensor(name, TensorProto.FLOAT, array.shape, array.flatten().tolist())


def save(name, nodes, shape, output_shape, constants=None, opset=13, listed=False, batch=None):
    """nodes compute y from x; constants by name; listed: initializers are also graph inputs."""
    initializers = [numpy_helper.from_array(value, key) if i % 2 == 0 or value.dtype != np.float32 else typed(value, key)
                    for i, (key, value) in enumerate((constants or {}).items())]
    dims = list(shape) if batch is None else [batch, *shape[1:]]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, dims)]
    if listed:
        inputs = [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in initializers] + inputs
    graph = helper.make_graph(nodes, name, inputs, [helper.make_tensor_value_info("y", TensorProto.FLOAT, output_shape)], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model.ir_version = 3 if listed else 8
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())


def node(operator, inputs, output="y", **attributes):
    return helper.make_node(operator, inputs.split(), [output], name=f"{operator}_{output}", **attributes)


relu_net = {"a": numbers(3, 6), "b": numbers(6), "c": numbers(6, 2), "d": numbers(2)}
for opset in range(7, 22):
    save(f"opset_{opset}", [node("Gemm", "x a b", "h"), node("Relu", "h", "r"), node("Gemm", "r c d")], [1, 3], [1, 2], relu_net, opset)
save("initializers_are_inputs", [node("MatMul", "x a", "h"), node("Add", "h b", "s"), node("Relu", "s", "r"), node("Gemm", "r c d")],
     [1, 3], [1, 2], relu_net, 8, listed=True)
save("symbolic_batch", [node("MatMul", "x a", "h"), node("Add", "b h", "s"), node("Relu", "s", "r"), node("Gemm", "r c d")],
     [1, 3], ["N", 2], relu_net, batch="N")

w = {"w": numbers(4, 3), "v": numbers(3, 4), "c": numbers(4)}
save("gemm_plain", [node("Gemm", "x v")], [1, 3], [1, 4], w)
save("gemm_trans_b", [node("Gemm", "x w c", transB=1)], [1, 3], [1, 4], w)
save("gemm_alpha_beta", [node("Gemm", "x w c", transB=1, alpha=0.3, beta=-1.7)], [1, 3], [1, 4], w)
save("gemm_beta_zero", [node("Gemm", "x w c", transB=1, alpha=-2.0, beta=0.0)], [1, 3], [1, 4], w)
save("gemm_scalar_c", [node("Gemm", "x v s")], [1, 3], [1, 4], {**w, "s": numbers(1)})
save("gemm_row_c", [node("Gemm", "x v s")], [1, 3], [1, 4], {**w, "s": numbers(1, 4)})
save("gemm_column_c", [node("Reshape", "x shape", "m"), node("Gemm", "m v s")], [1, 6], [2, 4],
     {"v": numbers(3, 4), "s": numbers(2, 1), "shape": np.array([2, 3])})
save("gemm_trans_a", [node("Reshape", "x shape", "m"), node("Gemm", "m v c", transA=1, transB=1)], [1, 6], [3, 4],
     {"v": numbers(4, 2), "c": numbers(4), "shape": np.array([2, 3])})
save("gemm_constant_left", [node("Reshape", "x shape", "m"), node("Gemm", "w m s", beta=0.5)], [1, 6], [4, 2],
     {"w": numbers(4, 3), "s": numbers(4, 1), "shape": np.array([3, 2])})
save("gemm_constant_left_transposed", [node("Reshape", "x shape", "m"), node("Gemm", "w m", transA=1, transB=1)], [1, 6], [4, 2],
     {"w": numbers(3, 4), "shape": np.array([2, 3])})
save("gemm_residual_c", [node("Gemm", "x v c", "h"), node("Relu", "h", "r"), node("Gemm", "r u h", alpha=0.25, beta=3.0)], [1, 3], [1, 4],
     {**w, "u": numbers(4, 4)})

save("matmul_left_vector", [node("MatMul", "x v")], [3], [4], w)
save("matmul_right_vector", [node("MatMul", "w x")], [3], [4], w)
save("matmul_dot", [node("MatMul", "x v")], [3], [], {"v": numbers(3)})
save("matmul_stack_constant", [node("MatMul", "x w")], [1, 2, 3], [1, 2, 4], {"w": numbers(3, 4)})
save("matmul_stack_stack", [node("MatMul", "x w")], [1, 2, 3], [5, 2, 4], {"w": numbers(5, 3, 4)})
save("matmul_constant_stack", [node("MatMul", "w x")], [2, 3, 2], [2, 4, 2], {"w": numbers(4, 3)})
save("matmul_matrix_vector", [node("MatMul", "x w")], [1, 2, 3], [1, 2], {"w": numbers(3)})

s = {"c": numbers(4), "column": numbers(3, 1), "one": numbers(1), "w": numbers(4, 4)}
save("add_scalar", [node("Add", "x one")], [1, 4], [1, 4], s)
save("add_widens", [node("Add", "x column")], [1, 4], [3, 4], s)
save("sub_constant", [node("Sub", "x c")], [1, 4], [1, 4], s)
save("sub_from_constant", [node("Sub", "c x")], [1, 4], [1, 4], s)
save("sub_from_constant_widens", [node("Sub", "column x")], [1, 4], [3, 4], s)
save("residual_add", [node("MatMul", "x w", "h"), node("Relu", "h", "r"), node("Add", "x r")], [1, 4], [1, 4], s)
save("residual_sub", [node("MatMul", "x w", "h"), node("Add", "h c", "k"), node("Relu", "k", "r"), node("Sub", "r k", "z"), node("Add", "z x")],
     [1, 4], [1, 4], s)
save("add_itself", [node("MatMul", "x w", "h"), node("Add", "h h", "z"), node("Relu", "z")], [1, 4], [1, 4], s)
save("add_broadcast_tensors", [node("MatMul", "x w", "h"), node("MatMul", "x t", "k"), node("Sub", "h k")], [1, 4], [1, 4],
     {**s, "t": numbers(4, 1)})
save("constants_fold", [node("Add", "c c", "d"), node("Relu", "d", "e"), node("Sub", "x e")], [1, 4], [1, 4], s)
save("shared_layer", [node("MatMul", "x w", "h"), node("Relu", "h", "r"), node("MatMul", "r w", "k"), node("Relu", "k", "q"),
                      node("Add", "q r", "z"), node("Relu", "h", "p"), node("Sub", "z p")], [1, 4], [1, 4], s)

image = [1, 2, 5, 6]
k3 = {"k": numbers(4, 2, 3, 3), "c": numbers(4)}
save("conv_plain", [node("Conv", "x k c", kernel_shape=[3, 3])], image, [1, 4, 3, 4], k3)
save("conv_no_bias", [node("Conv", "x k")], image, [1, 4, 3, 4], k3)
save("conv_batch", [node("Conv", "x k c")], image, ["N", 4, 3, 4], k3, batch="N")
save("conv_strides_pads", [node("Conv", "x k c", strides=[2, 3], pads=[1, 0, 2, 1])], image, None, k3)
save("conv_dilations", [node("Conv", "x k c", dilations=[2, 2], pads=[1, 1, 1, 1])], image, None, k3)
for pad in ("SAME_UPPER", "SAME_LOWER", "VALID"):
    save(f"conv_{pad.lower()}", [node("Conv", "x k c", auto_pad=pad, strides=[2, 2])], image, None, k3)
save("conv_even_same_upper", [node("Conv", "x k", auto_pad="SAME_UPPER")], image, None, {"k": numbers(3, 2, 2, 4)})
save("conv_even_same_lower", [node("Conv", "x k", auto_pad="SAME_LOWER")], image, None, {"k": numbers(3, 2, 2, 4)})
save("conv_groups", [node("Conv", "x k c", group=2, pads=[1, 1, 1, 1])], [1, 4, 5, 6], None, {"k": numbers(6, 2, 3, 3), "c": numbers(6)})
save("conv_depthwise", [node("Conv", "x k", group=2)], image, None, {"k": numbers(2, 1, 2, 3)})
save("conv_1d", [node("Conv", "x k c", strides=[2], pads=[1, 2], dilations=[2])], [1, 3, 9], None, {"k": numbers(4, 3, 3), "c": numbers(4)})
save("conv_net", [node("Conv", "x k c", "h", pads=[1, 1, 1, 1]), node("Relu", "h", "r"), node("Conv", "r l", "g", strides=[2, 2]), node("Relu", "g", "q"),
                  node("Flatten", "q", "f"), node("Gemm", "f w d", transB=1)], image, [1, 3],
     {**k3, "l": numbers(2, 4, 2, 2), "w": numbers(3, 12), "d": numbers(3)})


def statistics(channels):
    return {"g": numbers(channels), "beta": numbers(channels), "mean": numbers(channels),
            "var": rng.uniform(0.1, 3, channels).astype(np.float32)}


for opset in (7, 9, 14, 15):
    save(f"bn_{opset}", [node("BatchNormalization", "x g beta mean var")], [1, 4], [1, 4], statistics(4), opset)
save("bn_image", [node("BatchNormalization", "x g beta mean var", epsilon=0.01, momentum=0.5)], image, image, statistics(2))
save("bn_after_gemm", [node("Gemm", "x v c", "h"), node("BatchNormalization", "h g beta mean var", "n"), node("Relu", "n", "r"), node("MatMul", "r u")],
     [1, 3], [1, 2], {**w, **statistics(4), "u": numbers(4, 2)})
save("bn_after_conv", [node("Conv", "x k c", "h"), node("BatchNormalization", "h g beta mean var", "n"), node("Relu", "n")], image, None,
     {**k3, **statistics(4)})

box = [2, 3, 4]
for axis in (0, 1, 2, 3, -1, -2):
    save(f"flatten_{axis}", [node("Flatten", "x", "f", axis=axis), node("Relu", "f")], box, None)
for name, shape in {"infer": [4, -1], "copy": [0, -1], "plain": [24], "same": [2, 3, 4]}.items():
    save(f"reshape_{name}", [node("Reshape", "x shape", "f"), node("Relu", "f")], box, None, {"shape": np.array(shape)})
save("reshape_constant_node", [helper.make_node("Constant", [], ["shape"], value=numpy_helper.from_array(np.array([3, 8]))),
                               node("Reshape", "x shape", "f"), node("Relu", "f")], box, None)
save("reshape_constant_ints", [helper.make_node("Constant", [], ["shape"], value_ints=[3, 8]), node("Reshape", "x shape", "f"), node("Relu", "f")],
     box, None)
save("constant_floats", [helper.make_node("Constant", [], ["k"], value_floats=[1.5, -0.25, 3.0, 0.1]), node("Add", "x k")], [1, 4], [1, 4])
save("constant_float", [helper.make_node("Constant", [], ["k"], value_float=0.7), node("Sub", "x k")], [1, 4], [1, 4])
save("identity_dropout_7", [node("Identity", "x", "i"), node("Dropout", "i", "d", ratio=0.5), node("Relu", "d")], [1, 4], [1, 4], opset=7)
save("dropout_13", [node("Dropout", "x ratio off", "d"), node("Relu", "d")], [1, 4], [1, 4], {"ratio": np.float32(0.5), "off": np.array(False)})
save("relu_of_input", [node("Relu", "x", "r"), node("Relu", "r")], [1, 4], [1, 4])
save("unneeded_nodes", [node("Tanh", "x", "t"), node("MatMul", "x w", "h"), node("Relu", "h")], [1, 4], [1, 4], s)
