"""Bounds near a point against going through all choices: in a ball on a box, and where few inputs change."""

import itertools
import random
import unittest
from fractions import Fraction

from piecewiselinear_check.nearby import Ball, Budget
from piecewiselinear_check.units import GRID, ONE, ceil, ends, floor

CLOSE = ONE >> 90


def instance(rng):
    """A form in units and as Fractions, a center and a box that holds it."""
    d = rng.randint(1, 6)
    form = [Fraction(rng.randint(-8, 8), rng.choice((4, 8))) for _ in range(d)]
    center = [Fraction(rng.randint(-9, 9), rng.randint(1, 7)) for _ in range(d)]
    low = [x - Fraction(rng.randint(0, 4), 3) for x in center]
    high = [x + Fraction(rng.randint(0, 4), 3) for x in center]
    return form, {j: floor(f) for j, f in enumerate(form) if f}, center, low, high


class Nearby(unittest.TestCase):
    def test_the_minimum_in_an_l1_ball_on_a_box_is_that_of_the_greedy_step(self):
        rng = random.Random(1)
        for _ in range(300):
            form, units, center, low, high = instance(rng)
            left = radius = Fraction(rng.randint(1, 20), 6)
            least = sum(f * x for f, x in zip(form, center))
            for j in sorted(range(len(form)), key=lambda j: -abs(form[j])):
                step = min(left, center[j] - low[j] if form[j] > 0 else high[j] - center[j])
                least, left = least - abs(form[j]) * step, left - step
            found = Ball("l1", center, ceil(radius)).minimum((units, 0), ends(low, high))
            self.assertTrue(found <= floor(least) <= found + CLOSE, (form, center, low, high, radius))

    def test_the_minimum_in_an_l2_ball_on_a_box_is_below_all_points_and_near_its_own(self):
        rng = random.Random(2)
        for _ in range(300):
            form, units, center, low, high = instance(rng)
            radius = rng.uniform(0.1, 3)
            found = Ball("l2", center, ceil(Fraction(radius))).minimum((units, 0), ends(low, high)) / ONE
            below, above = 0.0, 1e9
            for _ in range(200):
                mu = (below + above) / 2
                steps = [min(float(center[j] - low[j] if f > 0 else high[j] - center[j]), abs(f) / mu) if f else 0.0 for j, f in enumerate(form)]
                below, above = (mu, above) if sum(s * s for s in steps) > radius ** 2 else (below, mu)
            self.assertAlmostEqual(found, float(sum(f * x for f, x in zip(form, center))) - sum(float(abs(f)) * s for f, s in zip(form, steps)), 9)

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
