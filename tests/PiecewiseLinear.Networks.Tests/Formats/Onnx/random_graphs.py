"""Random graphs: ten operators or so in a row on a vector or an image, with skip connections, concatenations and splits."""

import random

import numpy as np
from onnx import numpy_helper  # noqa: F401  (the package must be there)

from make_graphs import node, save


class Draft:
    """A graph in the making: a current tensor of a known shape and what can be added to it."""

    def __init__(self, seed):
        self.choose = random.Random(seed)
        self.numbers = np.random.default_rng(seed)
        self.image = self.choose.random() < 0.5
        self.input = [1, self.choose.randint(1, 3), self.choose.randint(3, 5), self.choose.randint(3, 5)] if self.image else [1, self.choose.randint(2, 6)]
        self.shape, self.current, self.earlier = list(self.input), "x", [("x", list(self.input))]
        self.nodes, self.constants, self.kinks = [], {}, 0

    def constant(self, *shape):
        name = f"c{len(self.constants)}"
        self.constants[name] = self.numbers.normal(size=shape).astype(np.float32)
        return name

    def add(self, operator, inputs, shape=None, **attributes):
        name = f"t{len(self.nodes)}"
        self.nodes.append(node(operator, inputs, name, **attributes))
        self.current, self.shape = name, list(shape or self.shape)
        self.earlier.append((name, self.shape))

    def grow(self):
        steps = [self.elementwise] * 3 + [self.skip, self.join, self.linear, self.linear] + ([self.pool, self.flatten] if len(self.shape) == 4 else [self.reduce])
        self.choose.choice(steps)()

    def elementwise(self):
        x, last = self.current, self.shape[-1]
        operator = self.choose.choice(["Relu", "Relu", "Abs", "LeakyRelu", "PRelu", "Clip", "HardSigmoid", "Neg", "Mul", "Add", "Sub", "Max", "Min", "Div"])
        if operator in ("Mul", "Add", "Sub", "Max", "Min", "Div", "PRelu"):
            inputs = f"{x} {self.constant(last)}"
        elif operator == "Clip":
            low, high = self.constant(), self.constant()
            self.constants[low], self.constants[high] = -np.abs(self.constants[low]), np.abs(self.constants[high])
            inputs = f"{x} {low} {high}"
        else:
            inputs = x
        self.add(operator, inputs, **({"alpha": self.choose.uniform(0, 1)} if operator == "LeakyRelu" else {}))

    def skip(self):
        other = self.choose.choice([name for name, shape in self.earlier if shape == self.shape])
        self.add(self.choose.choice(["Add", "Sub", "Max", "Min", "Mean", "Sum"]), f"{self.current} {other}")

    def join(self):
        others = [(name, shape) for name, shape in self.earlier if len(shape) == len(self.shape) and shape[:1] + shape[2:] == self.shape[:1] + self.shape[2:]]
        other, shape = self.choose.choice(others)
        if self.shape[1] + shape[1] <= 12:
            self.add("Concat", f"{self.current} {other}", [1, self.shape[1] + shape[1], *self.shape[2:]], axis=1)

    def linear(self):
        x = self.current
        if len(self.shape) == 2:
            width = self.choose.randint(1, 6)
            self.add("Gemm", f"{x} {self.constant(width, self.shape[1])} {self.constant(width)}", [1, width], transB=1)
        elif self.choose.random() < 0.3:
            order = self.choose.sample([1, 2, 3], 3)
            self.add("Transpose", x, [1, *(self.shape[axis] for axis in order)], perm=[0, *order])
        else:
            maps = self.choose.randint(1, 3)
            self.add("Conv", f"{x} {self.constant(maps, self.shape[1], 3, 3)} {self.constant(maps)}", [1, maps, *self.shape[2:]], pads=[1, 1, 1, 1])

    def pool(self):
        if min(self.shape[2:]) >= 2:
            operator = self.choose.choice(["MaxPool", "AveragePool"])
            self.add(operator, self.current, [*self.shape[:2], *(size - 1 for size in self.shape[2:])], kernel_shape=[2, 2])

    def flatten(self):
        self.add("Flatten", self.current, [1, int(np.prod(self.shape))])

    def reduce(self):
        if self.shape[1] > 1:
            self.add(self.choose.choice(["ReduceMean", "ReduceMax", "ReduceMin"]), self.current, [1, 1], axes=[1])


def write(count):
    for seed in range(count):
        draft = Draft(seed)
        while len(draft.nodes) < 10:
            draft.grow()
        draft.add("Identity", draft.current)
        draft.nodes[-1].output[0] = "y"
        save(f"random_{seed:03}", draft.nodes, draft.input, None, draft.constants)
