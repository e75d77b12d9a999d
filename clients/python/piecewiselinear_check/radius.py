"""The kind radius: how far a point is from the inputs where another label ties or wins."""

import math
from fractions import Fraction

from .bounds import GRID, Ball, as_double, ceil
from .certificate import LINES
from .properties import evaluate
from .trees import ProofTree
from .values import Invalid


def norm_of(norm, vector):
    """The norm of a vector, for l2 its square."""
    if norm == "l2":
        return sum(v * v for v in vector)
    sizes = [abs(v) for v in vector]
    return sum(sizes) if norm == "l1" else max(sizes, default=Fraction(0))


def root_above(square):
    """The least double whose square is at least a Fraction above 0."""
    shift = max(0, 70 + (square.denominator.bit_length() - square.numerator.bit_length()) // 2)
    root = as_double(Fraction(math.isqrt((square.numerator << 2 * shift) // square.denominator) + 1, 1 << shift), True)
    if root is None:
        raise Invalid("the radius is beyond the range of doubles")
    while (smaller := Fraction(math.nextafter(float(root), 0))) ** 2 >= square:
        root = smaller
    return root


class OpenBall:
    """The points nearer to the center than the radius (None: all points); for l2 the radius is given by its square."""

    def __init__(self, norm, center, radius):
        self.dual, self.center, self.radius = {"l1": "linf", "l2": "l2", "linf": "l1"}[norm], center, radius

    def avoids(self, normal, bound):
        """Whether no point of the ball satisfies <normal, x> <= bound."""
        t = sum(a * x for a, x in zip(normal, self.center)) - bound
        size = norm_of(self.dual, normal)
        if self.radius is None:
            return t > 0 and size == 0
        return t > 0 and (t * t if self.dual == "l2" else t) >= self.radius * size


class Radius:
    """The claim about the distance of a point to D, the inputs of the domain where another label (or the target) ties or wins against the label."""

    def __init__(self, network, lines):
        lines.stream()
        self.network, self.lines = network, lines
        (_, _, self.digest, _, self.point, self.norm, self.label, self.target, self.box, self.none, self.lower, self.upper,
         self.witness) = lines.next("format", LINES["radius"])
        self.labels = max(2, len(network.outputs))
        if len(self.point) != network.inputs or self.witness is not None and len(self.witness) != network.inputs:
            raise Invalid(f"the network has {network.inputs} inputs")
        if self.label >= self.labels or self.target is not None and (self.target >= self.labels or self.target == self.label):
            raise Invalid(f"expected two of {self.labels} labels, found {self.label} and {self.target}")
        if self.box is not None and not self._in_box(self.point):
            raise Invalid(f"expected a box of {network.inputs} inputs that holds the point")
        if (self.lower is None) != self.none or self.lower is not None and self.lower < 0:
            raise Invalid("lower is null where there is no boundary, else a number that is not negative")
        if (self.upper is None) != (self.witness is None) or self.upper is not None and (self.none or self.upper < self.lower):
            raise Invalid("upper and witness are both null or neither, null with none, and upper is at least lower")

    def _in_box(self, point):
        return self.box is None or len(self.box) == len(point) and all(low <= x <= high for x, (low, high) in zip(point, self.box))

    def _rows(self, target):
        """The row of each label that counts, as terms over the outputs: the label's output less the other's."""
        if len(self.network.outputs) == 1:
            return [[(0, Fraction(1 if self.label == 1 else -1))]]
        others = [j for j in range(self.labels) if j != self.label] if target is None else [target]
        return [sorted([(self.label, Fraction(1)), (j, Fraction(-1))]) for j in others]

    def _wins(self, point, target):
        """Whether the label wins at a point against the target, or all others."""
        output = evaluate(self.network, point)
        return all(sum(c * output[k] for k, c in row) > 0 for row in self._rows(target))

    def check(self):
        tree = self.none or self.lower > 0
        decided = self._wins(self.point, None)
        if tree and not decided:
            raise Invalid("the label is not the strict decision at the point, so the distance is 0")
        if self.witness is not None:
            self._check_witness(decided)
        if tree:
            polyhedra = [[([], row, Fraction(0))] for row in self._rows(self.target)]
            ProofTree(self.network, self.lines).check(polyhedra, self.box, *self._ball())
        self.lines.finish()
        return self._words()

    def _check_witness(self, decided):
        if not self._in_box(self.witness):
            raise Invalid("the witness is outside of the domain")
        if norm_of(self.norm, [a - b for a, b in zip(self.point, self.witness)]) != self.upper:
            raise Invalid("the witness is not at the distance of the upper end")
        if (decided or self.upper != 0) and self._wins(self.witness, self.target):
            raise Invalid("at the witness the label wins against all labels that count")

    def _ball(self):
        """The root's box, the closed ball for bounds, the open ball for cells."""
        if self.none:
            return self.box, None, OpenBall(self.norm, self.point, None)
        radius = root_above(self.lower) if self.norm == "l2" else self.lower
        root = [(x - radius, x + radius) for x in self.point]
        if self.box is not None:
            root = [(max(a, low), min(b, high)) for (a, b), (low, high) in zip(root, self.box)]
        units = math.isqrt(ceil(self.lower) << GRID) + 1 if self.norm == "l2" else ceil(radius)
        return root, None if self.norm == "linf" else Ball(self.norm, self.point, units), OpenBall(self.norm, self.point, self.lower)

    def _words(self):
        point = ", ".join(map(str, self.point[:6])) + (", ..." if len(self.point) > 6 else "")
        other = "another label" if self.target is None else f"label {self.target}"
        where = (f"where {other} ties or wins against label {self.label} of network {self.digest[:12]} "
                 + ("on the whole space" if self.box is None else "in the box"))
        if self.none:
            return f"there is no point {where}, the decision at the point ({point})"
        square = " (squared)" if self.norm == "l2" else ""
        size = f"exactly {self.lower}" if self.upper == self.lower else f"at least {self.lower}" + ("" if self.upper is None else f" and at most {self.upper}")
        return f"the {self.norm} distance{square} of the point ({point}) to the set {where} is {size}"
