"""One operator with a sliding window a file, with random sizes, strides, dilations, paddings and modes, rectangular and lopsided. Usage: random_windows.py FOLDER COUNT"""

import random
import sys

import numpy as np

from make_graphs import node, save


def window(choose, rank, dilated):
    kernel = [choose.randint(1, 4) for _ in range(rank)]
    attributes = {"kernel_shape": kernel, "strides": [choose.randint(1, 4) for _ in range(rank)]}
    if dilated and choose.random() < 0.5:
        attributes["dilations"] = [choose.randint(1, 3) for _ in range(rank)]
    mode = choose.choice(["NOTSET"] * 5 + ["SAME_UPPER", "SAME_LOWER", "VALID"])
    if mode != "NOTSET":
        attributes["auto_pad"] = mode
    elif choose.random() < 0.8:
        attributes["pads"] = [choose.randint(0, k - 1) for k in kernel * 2]
    return kernel, attributes


def pool(choose, operator):
    rank = choose.choice([1, 2, 2, 2, 3])
    opset = choose.choice([11, 13, 19])
    kernel, attributes = window(choose, rank, operator == "MaxPool" or opset == 19)
    attributes["ceil_mode"] = choose.randint(0, 1)
    if operator == "AveragePool":
        attributes["count_include_pad"] = choose.randint(0, 1)
    return [1, choose.randint(1, 2), *(choose.randint(2, 9 if rank < 3 else 5) for _ in kernel)], {}, opset, attributes


def convolution(choose, numbers, operator):
    rank = choose.choice([1, 2, 2])
    kernel, attributes = window(choose, rank, True)
    group, ins, outs = choose.randint(1, 2), choose.randint(1, 2), choose.randint(1, 2)
    attributes["group"] = group
    if operator == "ConvTranspose":
        attributes.pop("auto_pad", None)
        if choose.random() < 0.5:
            attributes["output_padding"] = [choose.randint(0, s - 1) for s in attributes["strides"]]
    shape = [group * outs, ins, *kernel] if operator == "Conv" else [group * ins, outs, *kernel]
    constants = {"w": numbers.normal(size=shape).astype(np.float32), "b": numbers.normal(size=group * outs).astype(np.float32)}
    return [1, group * ins, *(choose.randint(2, 9) for _ in kernel)], constants, 13, attributes


for seed in range(int(sys.argv[2])):
    choose, numbers = random.Random(seed), np.random.default_rng(seed)
    operator = choose.choice(["Conv", "ConvTranspose", "MaxPool", "AveragePool"])
    made = convolution(choose, numbers, operator) if operator.startswith("Conv") else pool(choose, operator)
    shape, constants, opset, attributes = made
    save(f"window_{seed:04}_{operator}", [node(operator, " ".join(["x", *constants]), **attributes)], shape, None, constants, opset)
