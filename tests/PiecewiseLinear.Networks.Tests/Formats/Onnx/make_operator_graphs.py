"""Writes the graphs of make_graphs.py, one or more for every other operator that is read, and random graphs. Usage: make_operator_graphs.py FOLDER"""

import os

import numpy as np
from onnx import TensorProto, helper, numpy_helper

import random_graphs
from make_graphs import image, node, numbers, relu_net, save

row = [1, 6]
ints = np.array


def constant(name, value):
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.array(value)))


def unary(name, operator, shape=row, opset=13, **attributes):
    save(name, [node(operator, "x", **attributes)], shape, None, opset=opset)


def bounded(name, inputs, opset=13, **constants):
    save(name, [node("Clip", inputs)], row, None, {key: np.float32(value) for key, value in constants.items()}, opset)


unary("abs", "Abs")
unary("neg", "Neg")
unary("leaky_default", "LeakyRelu")
unary("leaky", "LeakyRelu", alpha=0.3)
unary("leaky_above_one", "LeakyRelu", alpha=1.75)
unary("leaky_tiny", "LeakyRelu", alpha=1e-30)
unary("hard_sigmoid", "HardSigmoid")
unary("hard_sigmoid_6", "HardSigmoid", alpha=1 / 6, beta=0.4)
unary("clip_6", "Clip", opset=6 + 1, min=-0.3, max=0.4)
unary("clip_7_low", "Clip", opset=7, min=0.1)
unary("clip_7_high", "Clip", opset=7, max=0.1)
unary("clip_7_none", "Clip", opset=10)
bounded("clip_both", "x lo hi", lo=-0.5, hi=0.25)
bounded("clip_low", "x lo", lo=-0.5)
save("clip_high", [helper.make_node("Clip", ["x", "", "hi"], ["y"])], row, None, {"hi": np.float32(0.25)})
save("clip_low_empty", [helper.make_node("Clip", ["x", "lo", ""], ["y"])], row, None, {"lo": np.float32(0.25)})
bounded("clip_unbounded", "x lo hi", lo=np.finfo(np.float32).min, hi=np.finfo(np.float32).max)
bounded("clip_equal", "x lo hi", lo=0.5, hi=0.5)
save("prelu_channel", [node("PRelu", "x s")], image, None, {"s": numbers(2, 1, 1)})
save("prelu_one", [node("PRelu", "x s")], row, None, {"s": numbers(1)})
save("prelu_full", [node("PRelu", "x s")], row, None, {"s": numbers(6)})

for operator in ("Max", "Min"):
    low = operator.lower()
    save(f"{low}_constant", [node(operator, "x c")], row, None, {"c": numbers(6)})
    save(f"{low}_constant_first", [node(operator, "c x")], row, None, {"c": numbers(1)})
    save(f"{low}_three", [node("Gemm", "x a b", "h"), node("Neg", "h", "n"), node(operator, "h n c h")], [1, 3], None, {**relu_net, "c": numbers(6)})
    save(f"{low}_widens", [node(operator, "x c")], row, None, {"c": numbers(3, 1)})
    save(f"{low}_of_constants", [node(operator, "c d", "m"), node("Add", "x m")], row, None, {"c": numbers(6), "d": numbers(6)})
    save(f"{low}_single", [node(operator, "x")], row, None)
save("sum_three", [node("Neg", "x", "n"), node("Sum", "x n c")], row, None, {"c": numbers(6)})
save("mean_three", [node("Abs", "x", "n"), node("Mean", "x n c")], row, None, {"c": numbers(6)})
save("mul_constant", [node("Mul", "x c")], row, None, {"c": numbers(6)})
save("mul_left", [node("Mul", "c x")], row, None, {"c": numbers(3, 1)})
save("mul_constants", [node("Mul", "c d", "e"), node("Div", "e f", "g"), node("Mul", "x g")], row, None, {"c": numbers(6), "d": numbers(6), "f": numbers(1)})
save("div_constant", [node("Div", "x c")], row, None, {"c": numbers(6)})
save("div_power", [node("Div", "x c")], row, None, {"c": np.float32(8)})

for axes in ([2, 3], [1], [-1], [0, 2]):
    tag = "_".join(map(str, axes)).replace("-", "m")
    for operator in ("ReduceMean", "ReduceMax", "ReduceMin"):
        for keep in (0, 1):
            save(f"{operator}_{tag}_{keep}", [node(operator, "x", axes=axes, keepdims=keep)], image, None)
    save(f"ReduceSum_{tag}", [node("ReduceSum", "x a", keepdims=0)], image, None, {"a": ints(axes)})
    save(f"ReduceSum11_{tag}", [node("ReduceSum", "x", axes=axes)], image, None, opset=11)
    save(f"ReduceMean18_{tag}", [node("ReduceMean", "x a")], image, None, {"a": ints(axes)}, 18)
save("reduce_all", [node("ReduceMean", "x", keepdims=0)], [1, 2, 3], [])
save("reduce_none", [node("ReduceSum", "x a", noop_with_empty_axes=1)], row, None, {"a": ints([], dtype=np.int64)})
unary("global_average", "GlobalAveragePool", image)
unary("global_max", "GlobalMaxPool", [1, 2, 2, 3])

for name, attributes in {
    "plain": {"kernel_shape": [2, 2]}, "strides": {"kernel_shape": [2, 3], "strides": [2, 2]}, "pads": {"kernel_shape": [3, 3], "pads": [1, 0, 2, 1], "strides": [2, 1]},
    "ceil": {"kernel_shape": [2, 2], "strides": [2, 2], "ceil_mode": 1}, "ceil3": {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1},
    "ceil_pads": {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1], "ceil_mode": 1},
    "same_upper": {"kernel_shape": [3, 2], "strides": [2, 2], "auto_pad": "SAME_UPPER"}, "same_lower": {"kernel_shape": [2, 2], "auto_pad": "SAME_LOWER"},
    "valid": {"kernel_shape": [2, 2], "strides": [3, 3], "auto_pad": "VALID"},
}.items():
    unary(f"max_pool_{name}", "MaxPool", image, **attributes)
    unary(f"average_pool_{name}", "AveragePool", image, **attributes)
    if name not in ("ceil", "ceil3", "ceil_pads"):
        unary(f"average_pool_{name}_counted", "AveragePool", image, count_include_pad=1, **attributes)
unary("average_pool_ceil_counted", "AveragePool", [1, 1, 6, 6], count_include_pad=1, kernel_shape=[2, 2], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1)
unary("max_pool_dilations", "MaxPool", image, kernel_shape=[2, 2], dilations=[2, 3])
unary("max_pool_1d", "MaxPool", [1, 3, 9], kernel_shape=[3], strides=[2], pads=[1, 1])
unary("max_pool_3d", "MaxPool", [1, 1, 3, 3, 4], kernel_shape=[2, 2, 2])
unary("average_pool_1d_wide", "AveragePool", [1, 1, 40], kernel_shape=[39], pads=[19, 19])
unary("average_pool_3d", "AveragePool", [1, 1, 3, 3, 4], kernel_shape=[2, 3, 2])
unary("average_pool_7", "AveragePool", [1, 1, 7, 7], kernel_shape=[7, 7])

k = {"k": numbers(2, 3, 3, 2), "c": numbers(3), "g": numbers(4, 2, 2, 2), "d": numbers(4)}
save("conv_transpose", [node("ConvTranspose", "x k c")], image, None, k)
save("conv_transpose_strides", [node("ConvTranspose", "x k", strides=[2, 3], pads=[1, 0, 0, 1], output_padding=[1, 2])], image, None, k)
save("conv_transpose_dilations", [node("ConvTranspose", "x k", dilations=[2, 1], kernel_shape=[3, 2])], image, None, k)
save("conv_transpose_groups", [node("ConvTranspose", "x g d", group=2, strides=[2, 2])], [1, 4, 3, 2], None, k)
save("conv_transpose_1d", [node("ConvTranspose", "x k", strides=[2])], [1, 2, 5], None, {"k": numbers(2, 3, 4)})
save("conv_groups_dilations", [node("Conv", "x k", group=2, dilations=[2, 1])], [1, 4, 5, 4], None, {"k": numbers(6, 2, 2, 3)})

save("transpose", [node("Transpose", "x", "t", perm=[0, 2, 3, 1]), node("Relu", "t")], image, None)
save("transpose_default", [node("Transpose", "x", "t"), node("MatMul", "t w")], [4, 3], None, {"w": numbers(4, 2)})
save("transpose_weights", [node("Transpose", "w", "t"), node("MatMul", "x t")], [1, 3], None, {"w": numbers(2, 3)})
save("transpose_chain", [node("Transpose", "x", "t", perm=[0, 3, 1, 2]), node("Transpose", "t", "u", perm=[2, 0, 1, 3]), node("Reshape", "u s", "v"), node("Relu", "v", "r"),
                         node("Transpose", "r")], image, None, {"s": ints([4, -1])})
save("concat", [node("Relu", "x", "r"), node("Concat", "x c r x", axis=1)], row, None, {"c": numbers(1, 2)})
save("concat_channels", [node("Conv", "x k", "h"), node("Conv", "x l", "g"), node("Concat", "h g h", "z", axis=-3), node("Relu", "z")], image, None,
     {"k": numbers(2, 2, 2, 2), "l": numbers(3, 2, 2, 2)})
save("dense_block", [node("Gemm", "x a", "h"), node("Relu", "h", "r"), node("Concat", "x r", "z", axis=1), node("Gemm", "z w", "g"), node("Relu", "g", "q"),
                     node("Concat", "z q", axis=1)], [1, 3], None, {"a": numbers(3, 4), "w": numbers(7, 2)})
save("slice_10", [node("Slice", "x s e a t")], image, None, {"s": ints([1, -1]), "e": ints([4, -9]), "a": ints([2, 3]), "t": ints([2, -2])})
save("slice_defaults", [node("Slice", "x s e")], [4, 5], None, {"s": ints([1, 0]), "e": ints([2**40, 3])})
unary("slice_9", "Slice", image, opset=9, starts=[1, 0], ends=[3, -1], axes=[2, 3])
save("slice_int32", [node("Slice", "x s e a")], row, None, {"s": ints([-3], np.int32), "e": ints([6], np.int32), "a": ints([1], np.int32)})
split = lambda inputs, **attributes: helper.make_node("Split", inputs.split(), ["p", "q"], axis=1, **attributes)
join = [node("Relu", "q", "r"), node("Concat", "r p", axis=1)]
save("split_equal", [split("x"), *join], row, None)
save("split_sizes", [split("x s"), *join], row, None, {"s": ints([2, 4])})
save("split_11", [split("x", split=[5, 1]), *join], row, None, opset=11)
save("split_18", [split("x", num_outputs=2), *join], [1, 5], None, opset=18)
save("split_of_layer", [node("Gemm", "x a b", "h"), split("h"), node("Max", "p q")], [1, 3], None, relu_net)
for name, mode in {"constant": {}, "edge": {"mode": "edge"}, "reflect": {"mode": "reflect"}}.items():
    save(f"pad_{name}", [node("Pad", "x p", "z", **mode), node("Abs", "z")], image, None, {"p": ints([0, 0, 1, 2, 0, 1, 0, 2])})
save("pad_value_crop", [node("Pad", "x p v")], image, None, {"p": ints([0, 0, -1, 2, 0, 1, 1, -2]), "v": np.float32(0.7)})
unary("pad_10", "Pad", row, opset=10, pads=[0, 1, 1, 0], value=-0.5)
save("pad_axes", [helper.make_node("Pad", ["x", "p", "", "a"], ["y"])], image, None, {"p": ints([1, 2]), "a": ints([-1])}, 18)
save("squeeze", [node("Unsqueeze", "x a", "u"), node("Relu", "u", "r"), node("Squeeze", "r b")], [1, 4], None, {"a": ints([0, -1]), "b": ints([0, 3])})
save("squeeze_11", [node("Unsqueeze", "x", "u", axes=[2]), node("Squeeze", "u", axes=[0])], [1, 4], None, opset=11)
save("squeeze_all", [node("Squeeze", "x")], [1, 4, 1], None)
save("gather_scalar", [node("Gather", "x i", axis=1)], image, None, {"i": ints(1)})
save("gather_matrix", [node("Gather", "x i", axis=-1)], [1, 6], None, {"i": ints([[0, -1], [3, 3]])})
save("gather_constant", [node("Gather", "w i", "v"), node("Add", "x v")], row, None, {"w": numbers(3, 6), "i": ints([2])})
save("expand", [node("Expand", "x s")], [1, 3], None, {"s": ints([2, 4, 1])})
save("tile", [node("Tile", "x s")], [1, 3], None, {"s": ints([2, 2])})
save("cast_double", [node("Cast", "x", "d", to=TensorProto.DOUBLE), node("Relu", "d", "r"), node("Cast", "r", to=TensorProto.FLOAT)], row, None)
save("cast_constant", [node("Cast", "c", "d", to=TensorProto.FLOAT), node("Mul", "x d")], row, None, {"c": ints([1, 2, 3, 4, 5, 6])})
save("cast_half", [node("Cast", "c", "d", to=TensorProto.FLOAT16), node("Cast", "d", "e", to=TensorProto.FLOAT), node("Mul", "x e")], row, None, {"c": numbers(6)})
save("half_weights", [node("Cast", "c", "d", to=TensorProto.FLOAT), node("Mul", "x d")], row, None, {"c": numbers(6).astype(np.float16)})
save("constant_of_shape", [node("ConstantOfShape", "s", "c", value=numpy_helper.from_array(np.array([0.5], np.float32))), node("Add", "x c")], row, None, {"s": ints([1, 6])})

q8 = {"q": ints([[3, -7, 127], [0, 5, -128]], np.int8), "s": np.float32(0.013), "z": np.int8(3), "ss": np.abs(numbers(3)), "zz": ints([1, -2, 0], np.int8),
      "u": ints([[3, 250], [0, 128], [9, 17]], np.uint8), "uz": np.uint8(128)}
save("dequantize", [node("DequantizeLinear", "q s z", "w"), node("MatMul", "x w")], [1, 2], None, q8)
save("dequantize_axis", [node("DequantizeLinear", "q ss zz", "w", axis=1), node("MatMul", "x w")], [1, 2], None, q8)
save("dequantize_no_zero", [node("DequantizeLinear", "q s", "w"), node("MatMul", "x w")], [1, 2], None, q8)
save("dequantize_unsigned", [node("DequantizeLinear", "u s uz", "w"), node("MatMul", "x w")], [1, 3], None, q8)
save("quantize_dequantize", [node("QuantizeLinear", "f s z", "q8"), node("DequantizeLinear", "q8 s z", "w"), node("MatMul", "x w")], [1, 3], None,
     {"f": numbers(3, 4), "s": np.float32(0.011), "z": np.int8(-4)})
save("quantize_unsigned", [node("QuantizeLinear", "f s", "q8"), node("DequantizeLinear", "q8 s", "w"), node("MatMul", "x w")], [1, 3], None,
     {"f": numbers(3, 4), "s": np.float32(0.011)})

# The chains that exporters write for x.view(x.size(0), -1), for a flatten of a concatenation, and for positions.
chain = [node("Shape", "x", "shape"), constant("zero", 0), node("Gather", "shape zero", "batch"), constant("ax", [0]), node("Unsqueeze", "batch ax", "b1"),
         constant("minus", [-1]), node("Concat", "b1 minus", "target", axis=0), node("Reshape", "x target", "f"), node("Relu", "f")]
save("shape_chain", chain, image, None)
save("shape_chain_batch", chain, image, None, batch="N")
save("shape_arithmetic", [node("Shape", "x", "shape"), node("Slice", "shape i j", "hw"), node("ReduceProd", "hw", "area", keepdims=0, axes=[0]), constant("two", 2),
                          node("Mul", "area two", "all"), node("Sub", "all two", "less"), node("Add", "less two", "back"), node("Div", "back area", "channels"),
                          node("Cast", "channels", "c32", to=TensorProto.INT32), node("Cast", "c32", "c64", to=TensorProto.INT64),
                          node("Unsqueeze", "c64 ax", "c1"), node("Unsqueeze", "area ax", "a1"), node("Concat", "c1 a1", "target", axis=0),
                          node("Reshape", "x target", "f"), node("Relu", "f")], image, None, {"i": ints([2]), "j": ints([4]), "ax": ints([0])})
save("range_gather", [constant("a", 0), constant("b", 6), constant("c", 2), node("Range", "a b c", "r"), node("Gather", "x r", axis=1)], row, None)
save("size", [node("Size", "x", "n"), node("Cast", "n", "f", to=TensorProto.FLOAT), node("Mul", "x f")], row, None)
save("bn_first_and_last", [node("BatchNormalization", "x g b m v", "n"), node("Relu", "n", "r"), node("BatchNormalization", "r g b m v")], row, None,
     {"g": numbers(6), "b": numbers(6), "m": numbers(6), "v": np.abs(numbers(6)) + np.float32(0.1)})

save("extreme_weights", [node("MatMul", "x a", "h"), node("Relu", "h", "r"), node("MatMul", "r b")], [1, 2], None,
     {"a": np.array([[1e-38, 1e30], [-1e-45, 3e38]], np.float32), "b": np.array([[1e-30, 1], [1e-38, 1e-38]], np.float32)})

random_graphs.write(300 + int(50 * float(os.environ.get("SOAK_MINUTES") or 0)))
