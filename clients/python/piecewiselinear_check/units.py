"""Numbers as integers of units 2^-GRID, and as doubles, each rounded as it says."""

import math
from fractions import Fraction

GRID = 128
ONE = 1 << GRID


def floor(value):
    """The largest multiple of the grid that is at most a Fraction, in units."""
    return (value.numerator << GRID) // value.denominator


def ceil(value):
    return -((-value.numerator << GRID) // value.denominator)


def ends(low, high):
    """A box in units, rounded outward."""
    return [floor(a) for a in low], [ceil(b) for b in high]


def minimum(bound, box):
    """What a linear bound is at least on a box in units."""
    form, constant = bound
    low, high = box
    return constant + sum((f * (low[j] if f > 0 else high[j])) >> GRID for j, f in form.items())


def as_double(value, up):
    """A Fraction rounded to a double, downward or upward."""
    try:
        nearest = value.numerator / value.denominator
    except OverflowError:
        nearest = math.inf if value > 0 else -math.inf
    if math.isinf(nearest):
        nearest = math.copysign(1.7976931348623157e308, nearest) if (nearest > 0) != up else nearest
        if math.isinf(nearest):
            return None
    exact = Fraction(nearest)
    if (exact < value) if up else (exact > value):
        nearest = math.nextafter(nearest, math.inf if up else -math.inf)
        if math.isinf(nearest):
            return None
    return Fraction(nearest)
