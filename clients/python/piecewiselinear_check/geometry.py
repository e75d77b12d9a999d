"""Inequalities, points and weighted sums in integers over common denominators."""

import math
from fractions import Fraction

from .values import Invalid, spell_row


def common(values):
    """Integers and the positive denominator they share."""
    denominator = math.lcm(*(v.denominator for v in values))
    return [v.numerator * (denominator // v.denominator) for v in values], denominator


class Row:
    """<normal, x> <= offset over one positive denominator; the normal is sparse: column -> integer."""

    def __init__(self, normal, offset, denominator):
        self.normal = {c: a for c, a in enumerate(normal) if a} if isinstance(normal, list) else normal
        self.offset = offset
        self.denominator = denominator

    def along(self, vector):
        return sum(a * vector[c] for c, a in self.normal.items())

    def slack(self, point):
        """An integer with the sign of offset - <normal, point>."""
        integers, denominator = point
        return self.offset * denominator - self.along(integers)

    def is_multiple_of(self, other):
        """Whether it is a positive multiple of the other row (neither normal is zero)."""
        if self.normal.keys() != other.normal.keys():
            return False
        c = next(iter(self.normal))
        ratio = Fraction(self.normal[c], other.normal[c])
        return ratio > 0 and self.offset == ratio * other.offset and all(a == ratio * other.normal[k] for k, a in self.normal.items())


class Space:
    """The domain after its fixed inputs (equal ends) are substituted: columns belong to the free inputs."""

    def __init__(self, inputs, box):
        self.inputs = inputs
        self.box = box
        self.free = [j for j in range(inputs) if box is None or box[j][0] < box[j][1]]
        self.columns = {j: column for column, j in enumerate(self.free)}
        self.fixed = {j: box[j][0] for j in range(inputs) if box is not None and box[j][0] == box[j][1]}

    def forms(self):
        """The inputs as forms with a column a free input and one for the constant."""
        width = len(self.free) + 1
        result = {j: ([0] * (width - 1) + [v.numerator], v.denominator) if v else None for j, v in self.fixed.items()}
        for column, j in enumerate(self.free):
            result[j] = ([int(c == column) for c in range(width)], 1)
        return [result[j] for j in range(self.inputs)]

    def directions(self):
        """The same without the constant."""
        return [None if j in self.fixed else (form[0][:-1], 1) for j, form in enumerate(self.forms())]

    def sides(self):
        """The sides of the box: name -> Row."""
        if self.box is None:
            return {}
        result = {}
        for column, j in enumerate(self.free):
            lower, upper = self.box[j]
            result[0, j, 0] = Row({column: -lower.denominator}, -lower.numerator, lower.denominator)
            result[0, j, 1] = Row({column: upper.denominator}, upper.numerator, upper.denominator)
        return result

    def coordinates(self, what, point, fixed_to_zero=False):
        """The free coordinates in integers; refuses wrong lengths and other values at the fixed inputs."""
        if len(point) != self.inputs:
            raise Invalid(f"{what} has {len(point)} coordinates, the network {self.inputs} inputs")
        for j, value in self.fixed.items():
            if point[j] != (0 if fixed_to_zero else value):
                raise Invalid(f"{what} has {point[j]} at the fixed input {j}")
        return common([point[j] for j in self.free])


def region_rows(network, space, pattern):
    """All rows of a pattern that are not identically zero: name -> Row, sides first, then the neurons in order."""
    rows = space.sides()

    def phase(layer, neuron, form):
        active = pattern[layer][neuron] == "1"
        if form is not None:
            integers, denominator = form
            sign = -1 if active else 1
            rows[1, layer, neuron] = Row([sign * v for v in integers[:-1]], -sign * integers[-1], denominator)
        elif active:
            raise Invalid(f"neuron {layer}:{neuron} is identically zero there, so its phase is 0")
        return active

    network.propagate(space.forms(), len(space.free) + 1, phase)
    return rows


def weighted_sum(width, multipliers, rows, what):
    """Sum of multiplier * row as (normal, offset, denominator); refuses multipliers <= 0 and rows that may not be cited."""
    for name, weight in multipliers:
        if weight <= 0:
            raise Invalid(f"the multiplier of row {spell_row(name)} is not positive")
        if name not in rows:
            raise Invalid(f"row {spell_row(name)} is not {what}")
    denominator = math.lcm(*(weight.denominator * rows[name].denominator for name, weight in multipliers))
    normal, offset = [0] * width, 0
    for name, weight in multipliers:
        row = rows[name]
        factor = weight.numerator * (denominator // (weight.denominator * row.denominator))
        offset += factor * row.offset
        for column, a in row.normal.items():
            normal[column] += factor * a
    return normal, offset, denominator
