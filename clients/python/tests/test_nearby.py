"""Bounds near a point against going through all choices: in a ball on a box, and where few inputs change."""

import itertools
import random
import unittest
from fractions import Fraction

from piecewiselinear_check.nearby import Ball, Budget
from piecewiselinear_check.units import GRID, ONE, ceil, ends, floor

CLOSE = ONE >> 90


def instance(rng, outside=0.0):
    """A form in units and as Fractions, a center and a box that holds it, but for inputs where it may lie outside."""
    d = rng.randint(1, 6)
    form = [Fraction(rng.randint(-8, 8), rng.choice((4, 8))) for _ in range(d)]
    center = [Fraction(rng.randint(-9, 9), rng.randint(1, 7)) for _ in range(d)]
    low = [x - Fraction(rng.randint(0, 4), 3) for x in center]
    high = [x + Fraction(rng.randint(0, 4), 3) for x in center]
    for j in range(d):
        if rng.random() < outside:
            shift = Fraction(rng.randint(-6, 6), 6)
            low[j], high[j] = low[j] + shift, high[j] + shift
    return form, {j: floor(f) for j, f in enumerate(form) if f}, center, low, high


class Nearby(unittest.TestCase):
    def test_the_minimum_in_an_l1_ball_on_a_box_is_that_of_the_greedy_step(self):
        rng, outside = random.Random(1), 0
        for _ in range(600):
            form, units, center, low, high = instance(rng, 0.3)
            point = [min(max(x, a), b) for x, a, b in zip(center, low, high)]
            radius = Fraction(rng.randint(1, 20), 6)
            left = radius - sum(abs(x - y) for x, y in zip(point, center))
            if left < 0:
                continue
            outside += point != center
            for j in sorted(range(len(form)), key=lambda j: -abs(form[j])):
                # Away from the center a step costs its length; a point outside is at its nearest already.
                end = low[j] if form[j] > 0 else high[j]
                step = min(left, abs(end - point[j])) if (end - point[j]) * (point[j] - center[j]) >= 0 else 0
                point[j], left = point[j] + (step if end > point[j] else -step), left - step
            least = sum(f * x for f, x in zip(form, point))
            found = Ball("l1", center, ceil(radius)).minimum((units, 0), ends(low, high))
            self.assertTrue(found <= floor(least) <= found + CLOSE, (form, center, low, high, radius))
        self.assertGreater(outside, 100)

    def test_the_minimum_in_an_l2_ball_on_a_box_is_below_all_points_and_near_its_own(self):
        rng, outside = random.Random(2), 0
        for _ in range(600):
            form, units, center, low, high = instance(rng, 0.3)
            radius = rng.uniform(0.1, 3)
            nearest = [min(max(x, a), b) for x, a, b in zip(center, low, high)]
            if sum((x - y) ** 2 for x, y in zip(nearest, center)) > Fraction(radius) ** 2 * Fraction(99, 100):
                continue
            outside += nearest != center
            found = Ball("l2", center, ceil(Fraction(radius))).minimum((units, 0), ends(low, high)) / ONE
            below, above = 0.0, 1e9
            for _ in range(200):
                mu = (below + above) / 2
                point = [min(max(float(x) - (float(f) / mu if f else 0.0), float(a)), float(b)) for f, x, a, b in zip(form, center, low, high)]
                below, above = (mu, above) if sum((x - float(y)) ** 2 for x, y in zip(point, center)) > radius ** 2 else (below, mu)
            self.assertAlmostEqual(found, sum(float(f) * x for f, x in zip(form, point)), 8)
        self.assertGreater(outside, 100)

    def test_the_minimum_with_few_changes_is_the_best_choice_of_them(self):
        rng = random.Random(3)
        for _ in range(300):
            form, units, center, low, high = instance(rng)
            j = rng.randrange(len(form))
            if rng.random() < 0.3 and low[j] < high[j]:
                low[j] = center[j] + (high[j] - center[j]) / 2
            most = rng.randint(0, len(form))
            budget = Budget(center, most)
            for k in range(len(form)):
                free = rng.random() < 0.5
                if rng.random() < 0.3 and (budget.left > 0 or not free):
                    budget = budget.decide(k, free)
            least = None
            for changed in itertools.product((False, True), repeat=len(form)):
                undecided = [k for k, c in enumerate(changed) if c and k not in budget.decided]
                if len(undecided) > budget.left or any(c and budget.decided.get(k) is False for k, c in enumerate(changed)):
                    continue
                if any(not c and budget.decided.get(k) is not False and not low[k] <= center[k] <= high[k] for k, c in enumerate(changed)):
                    continue
                value = sum(f * ((low[k] if f > 0 else high[k]) if c else center[k]) for k, (f, c) in enumerate(zip(form, changed)))
                least = value if least is None else min(least, value)
            found = budget.minimum((units, 0), ends(low, high))
            if least is not None:
                self.assertTrue(found <= floor(least) <= found + CLOSE, (form, center, low, high, most, budget.decided))

    def test_units_round_as_they_say(self):
        third = Fraction(1, 3)
        self.assertEqual((floor(third), ceil(third)), ((1 << GRID) // 3, (1 << GRID) // 3 + 1))


if __name__ == "__main__":
    unittest.main()
