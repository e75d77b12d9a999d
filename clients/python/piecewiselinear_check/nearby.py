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
        down, up = [x - a for x, a in zip(self.center[0], low)], [b - x for x, b in zip(self.center[0], high)]
        if self.norm == "l1":
            mu = self._level(form, down, up)
            own = {j: max(-mu, min(f, mu)) for j, f in form.items()}
            own.update((j, -mu if down[j] < 0 else mu) for j in range(len(low)) if down[j] < 0 or up[j] < 0)
            dual = mu
        else:
            mu = self._stretch(form, down, up)
            own = {j: max((-mu * up[j]) >> GRID, min(form.get(j, 0), (mu * down[j]) >> GRID)) for j in range(len(low))}
            dual = math.isqrt(sum(f * f for f in own.values())) + 1
        rest = {j: form.get(j, 0) - f for j, f in own.items()}
        return minimum((own, constant), self.center) + minimum((rest, 0), box) - -(-(dual * self.radius) >> GRID)

    @staticmethod
    def _near(down, up):
        """How far the nearest values of a box are from the center."""
        return [max(0, -a, -b) for a, b in zip(down, up)]

    def _level(self, form, down, up):
        """Norm l1: the size of the coefficient at which, going down, the ways from the nearest values on add up to what is left of the radius."""
        near = self._near(down, up)
        gone = sum(near)
        for j in sorted(form, key=lambda j: -abs(form[j])):
            gone += max(0, (down[j] if form[j] > 0 else up[j]) - near[j])
            if gone >= self.radius:
                return abs(form[j])
        return 0

    def _stretch(self, form, down, up):
        """Norm l2: while mu falls, an input leaves its nearest step at |f| / near and comes to its farthest at |f| / far; between two such bends mu squared is the squares of those on their way by what the others leave of the squared radius."""
        near = self._near(down, up)
        far = {j: down[j] if f > 0 else up[j] for j, f in form.items()}
        moving = [j for j, f in form.items() if f and far[j] > 0]
        bends = [((abs(form[j]) << GRID) // far[j], False, j) for j in moving] + [((abs(form[j]) << GRID) // near[j], True, j) for j in moving if near[j]]
        squares = sum(form[j] ** 2 for j in moving if not near[j])
        room = max(self.radius ** 2 - sum(x * x for x in near), self.radius ** 2 >> 20)
        for level, leaves, j in sorted(bends, reverse=True):
            if squares << 2 * GRID >= level * level * room:
                break
            squares, room = (squares + form[j] ** 2, room + near[j] ** 2) if leaves else (squares - form[j] ** 2, room - far[j] ** 2)
        return math.isqrt((squares << 2 * GRID) // room) if room > 0 else 0


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
