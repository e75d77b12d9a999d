"""What a linear bound is at least near a point: in a ball, and where few inputs change. A bound is a form (input -> units) and a constant; a box its ends in units, rounded outward."""

import math
from copy import copy

from .units import GRID, as_double, ends, minimum


class Ball:
    """A closed ball in norm l1 or l2 (linf is folded into the box): center as Fractions, radius in units, at least the true one."""

    def __init__(self, norm, center, radius):
        self.norm, self.center, self.radius = norm, ends(center, center), radius

    def minimum(self, bound, box):
        """What a linear bound is at least where a box and the ball meet. For every split of the form the sum of its first part's minimum in the ball and of its second part's on the box is at most that; this split is a best one, but for rounding."""
        form, constant = bound
        low, high = box
        ways = {j: max(0, self.center[0][j] - low[j] if f > 0 else high[j] - self.center[0][j]) for j, f in form.items()}
        most = self._level(form, ways) if self.norm == "l1" else self._stretch(form, ways)
        own = {j: min(abs(f), most[j]) * (1 if f > 0 else -1) for j, f in form.items()}
        dual = max(map(abs, own.values()), default=0) if self.norm == "l1" else math.isqrt(sum(f * f for f in own.values())) + 1
        rest = {j: f - own[j] for j, f in form.items()}
        return minimum((own, constant), self.center) + minimum((rest, 0), box) - -(-(dual * self.radius) >> GRID)

    def _level(self, form, ways):
        """Norm l1: all coefficients are cut off at the one at which, going down their sizes, the ways first add up to the radius."""
        gone = 0
        for j in sorted(form, key=lambda j: -abs(form[j])):
            gone += ways[j]
            if gone >= self.radius:
                return dict.fromkeys(form, abs(form[j]))
        return dict.fromkeys(form, 0)

    def _stretch(self, form, ways):
        """Norm l2: each is cut off at mu times its way. The set of those that are cut off only grows while mu falls to the root of (squares of the others / (squared radius - squared ways of the set))."""
        most, before = None, -1
        while True:
            cut = [] if most is None else [j for j, f in form.items() if abs(f) > most[j]]
            room = self.radius ** 2 - sum(ways[j] ** 2 for j in cut)
            if room <= 0:
                return dict.fromkeys(form, 0)
            if len(cut) <= before:
                return most
            squares = sum(f * f for f in form.values()) - sum(form[j] ** 2 for j in cut)
            mu, before = math.isqrt((squares << 2 * GRID) // room), len(cut)
            most = {j: (mu * way) >> GRID for j, way in ways.items()}


class Budget:
    """How points may differ from a center (Fractions): in the inputs decided as free (True), not in those that are kept (False), and in at most `left` of the undecided ones."""

    def __init__(self, center, left):
        self.center, self.left, self.decided = center, left, {}
        self.below, self.above = [as_double(x, False) for x in center], [as_double(x, True) for x in center]
        self._units = ends(center, center)

    def decide(self, j, free):
        """The budget of a child that decides an input."""
        child = copy(self)
        child.left, child.decided = self.left - free, {**self.decided, j: free}
        return child

    def fix(self, low, high, below, above):
        """A box where the inputs that have their value at the center in all points (kept, or undecided with nothing left) are cut to it, or to doubles below and above it."""
        fixed = [not self.decided.get(j, self.left > 0) for j in range(len(low))]
        return [max(a, x) if fix else a for a, x, fix in zip(low, below, fixed)], [min(b, x) if fix else b for b, x, fix in zip(high, above, fixed)]

    def minimum(self, bound, box):
        """What a linear bound is at least on the points of a box: its value at the center, the gains of free inputs, and the least gains of undecided ones. An undecided input whose interval does not hold the center has changed: it is free, and takes one from what is left."""
        (form, _), (low, high), (below, above) = bound, box, self._units
        changed = {j for j in range(len(low)) if j not in self.decided and (low[j] > below[j] or high[j] < above[j])}
        gains = {j: (f * (low[j] - above[j] if f > 0 else high[j] - below[j])) >> GRID for j, f in form.items() if self.decided.get(j, True)}
        free = sum(gain for j, gain in gains.items() if j in self.decided or j in changed)
        others = sorted(min(gain, 0) for j, gain in gains.items() if j not in self.decided and j not in changed)
        return minimum(bound, self._units) + free + sum(others[:max(0, self.left - len(changed))])
