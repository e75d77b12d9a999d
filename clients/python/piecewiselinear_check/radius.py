"""The kind radius: how far a point is from the inputs that reach a goal: where another label ties or wins, is at the top, or ties there with the label."""

import math
from fractions import Fraction

from .certificate import LINES
from .nearby import Ball, Budget
from .properties import evaluate
from .trees import ProofTree
from .units import GRID, as_double, ceil
from .values import Invalid


def norm_of(norm, vector):
    """The norm of a vector, for l2 its square."""
    if norm == "l2":
        return sum(v * v for v in vector)
    sizes = [abs(v) for v in vector]
    return sum(sizes) if norm == "l1" else max(sizes, default=Fraction(0))


def root_above(square):
    """The least double whose square is at least a Fraction above 0, or, beyond the squares of doubles, the Fraction plus 1."""
    shift = max(0, 70 + (square.denominator.bit_length() - square.numerator.bit_length()) // 2)
    root = as_double(Fraction(math.isqrt((square.numerator << 2 * shift) // square.denominator) + 1, 1 << shift), True)
    if root is None:
        return square + 1
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
    """The claim about the distance of a point to D: the inputs of the domain where another label (or the target) reaches the goal, with few changes where these are limited."""

    def __init__(self, network, lines):
        lines.stream()
        self.network, self.lines = network, lines
        (_, _, self.digest, _, self.point, self.norm, self.label, self.target, self.box, self.goal, self.changes, self.none, self.lower,
         self.upper, self.witness) = lines.next("format", LINES["radius"])
        self.labels = max(2, len(network.outputs))
        if len(self.point) != network.inputs or self.witness is not None and len(self.witness) != network.inputs:
            raise Invalid(f"the network has {network.inputs} inputs")
        if self.label >= self.labels or self.target is not None and (self.target >= self.labels or self.target == self.label):
            raise Invalid(f"expected two of {self.labels} labels, found {self.label} and {self.target}")
        if self.box is not None and not self._in_box(self.point):
            raise Invalid(f"expected a box of {network.inputs} inputs that holds the point")
        if (self.lower is None) != self.none or self.lower is not None and self.lower < 0:
            raise Invalid("lower is null where there is no boundary, else a number that is not negative")
        if self.changes is not None and self.box is None:
            raise Invalid("a limit of changes needs a box")
        if (self.upper is None) != (self.witness is None) and not (self.none and self.changes is not None) or self.upper is not None and (self.none or self.upper < self.lower):
            raise Invalid("upper and witness are both null or neither, null with none (but for a witness with one change too many), and upper is at least lower")

    def _in_box(self, point):
        return self.box is None or len(self.box) == len(point) and all(low <= x <= high for x, (low, high) in zip(point, self.box))

    def _polyhedra(self, target):
        """For each label that counts the rows (terms over the outputs, at most 0) that say that it has reached the goal."""
        if len(self.network.outputs) == 1:
            signs = [1, -1] if self.goal == "boundary" else [1 if self.label == 1 else -1]
            return [[[(0, Fraction(sign))] for sign in signs]]
        others = [j for j in range(self.labels) if j != self.label] if target is None else [target]
        polyhedra = []
        for j in others:
            pairs = [(self.label, j)]
            if self.goal == "boundary":
                pairs.append((j, self.label))
            if self.goal != "beaten":
                pairs += [(i, j) for i in range(self.labels) if i not in (j, self.label)]
            polyhedra.append([sorted([(i, Fraction(1)), (k, Fraction(-1))]) for i, k in pairs])
        return polyhedra

    def _reaches(self, point, target):
        """Whether all rows of the target, or of some label, hold at a point."""
        output = evaluate(self.network, point)
        return any(all(sum(c * output[k] for k, c in row) <= 0 for row in rows) for rows in self._polyhedra(target))

    def check(self):
        tree = self.none or self.lower > 0
        reached = self.goal == "beaten" and self._reaches(self.point, None)
        if tree and reached:
            raise Invalid("the label is not the strict decision at the point, so the distance is 0")
        if self.witness is not None:
            self._check_witness(reached)
        if tree:
            polyhedra = [[([], row, Fraction(0)) for row in rows] for rows in self._polyhedra(self.target)]
            budget = None if self.changes is None else Budget(self.point, self.changes)
            ProofTree(self.network, self.lines).check(polyhedra, self.box, *self._ball(), budget)
        self.lines.finish()
        return self._words()

    def _check_witness(self, point_reached):
        if not self._in_box(self.witness):
            raise Invalid("the witness is outside of the domain")
        difference = [a - b for a, b in zip(self.point, self.witness)]
        if not self.none and norm_of(self.norm, difference) != self.upper:
            raise Invalid("the witness is not at the distance of the upper end")
        changed = sum(1 for distance in difference if distance)
        if self.changes is not None and (changed != self.changes + 1 if self.none else changed > self.changes):
            raise Invalid(f"the witness differs from the point in {changed} inputs, the limit is {self.changes}{' and one more' if self.none else ''}")
        if not (changed == 0 and point_reached) and not self._reaches(self.witness, self.target):
            raise Invalid(f"the witness is not in the set of the goal '{self.goal}'")

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
        point = "the point (" + ", ".join(map(str, self.point[:6])) + (", ...)" if len(self.point) > 6 else ")")
        other = "another label" if self.target is None else f"label {self.target}"
        verb = {"beaten": "ties or wins against", "boundary": "is tied at the top with", "reach": "is at the top, alone or tied, instead of"}[self.goal]
        where = (f"where {other} {verb} label {self.label} of network {self.digest[:12]} "
                 + ("on the whole space" if self.box is None else "in the box"))
        if self.none and self.changes is not None:
            more = "" if self.witness is None else f", but there is one that differs in {_inputs(self.changes + 1)}"
            return f"there is no point {where} that differs from {point} in at most {_inputs(self.changes)}{more}"
        if self.none:
            return f"there is no point {where}" + (f", the decision at {point}" if self.goal == "beaten" else "")
        few = "" if self.changes is None else f" that differ from it in at most {_inputs(self.changes)}"
        square = " (squared)" if self.norm == "l2" else ""
        size = f"exactly {self.lower}" if self.upper == self.lower else f"at least {self.lower}" + ("" if self.upper is None else f" and at most {self.upper}")
        return f"the {self.norm} distance{square} of {point} to the points {where}{few} is {size}"


def _inputs(count):
    return f"{count} input" + ("" if count == 1 else "s")
