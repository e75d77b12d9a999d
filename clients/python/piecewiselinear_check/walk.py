"""Cells of the split tree and the walk to their leaves (kind region-count)."""

import math
import re

from .values import Invalid
from .network import Affine

INDEX = "(?:0|[1-9][0-9]{0,8})"
LIST = f"{INDEX}(?:,{INDEX})*"
BASIS = f"((?:{LIST}(?:x{LIST})?)?);"
STEP = re.compile(f"(/)|({INDEX})([+-]){BASIS}|~({INDEX}):{BASIS}")


def solution(system):
    """The solution of a square system, right-hand side last, as integers over a positive denominator; None if it is singular."""
    rows, last = [list(row) for row in system], 1
    for column in range(len(rows)):
        pivot = next((r for r in range(column, len(rows)) if rows[r][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        for r, row in enumerate(rows):
            if r != column:
                factor = row[column]
                rows[r] = [(a * head - factor * b) // last for a, b in zip(row, rows[column])]
        last = head
    sign = 1 if last > 0 else -1
    return [sign * row[-1] for row in rows], sign * last


def value(row, point):
    """An integer with the sign of the row (coefficients, then the constant) at a point (integers, denominator)."""
    return sum(a * x for a, x in zip(row, point[0])) + row[-1] * point[1]


class Cell:
    """{x in the box: g(x) <= 0 for the rows of the splits so far}; rows may be dropped when they follow from the others."""

    def __init__(self, lower, upper, scale, rows=(), dropped=frozenset()):
        self.lower, self.upper, self.scale = lower, upper, scale
        self.rows, self.dropped = rows, dropped

    def cut(self, row):
        return Cell(self.lower, self.upper, self.scale, self.rows + (row,), self.dropped)

    def all_rows(self):
        """Every side and split row that is not dropped, by number."""
        k = len(self.lower)
        sides = {}
        for c in range(k):
            for upper, end in enumerate((self.lower[c], self.upper[c])):
                normal = [0] * k
                normal[c] = self.scale if upper else -self.scale
                sides[2 * c + upper] = [*normal, -end if upper else end]
        sides.update({2 * k + i: row for i, row in enumerate(self.rows)})
        return {number: row for number, row in sides.items() if number not in self.dropped}

    def why_not_inside(self, point):
        for c, x in enumerate(point[0]):
            if not self.lower[c] * point[1] < x * self.scale < self.upper[c] * point[1]:
                return f"coordinate {c} is not strictly inside of the box"
        for i, row in enumerate(self.rows):
            if value(row, point) >= 0:
                return f"split {i} of the path is not strict there"
        return None

    def why_not_bounded(self, form, basis, extra=(), charged=lambda side: True):
        """Why a basis does not show that the form is <= 0 on the cell; extra are further rows after those of the splits."""
        rows, columns = basis
        cited = [self.rows[i] if i < len(self.rows) else extra[i - len(self.rows)] for i in rows]
        found = solution([[row[c] for row in cited] + [form[c]] for c in columns])
        if found is None:
            return "its rows are dependent on its columns"
        weights, scale = found
        if min(weights, default=0) < 0:
            return "a multiplier is negative"
        rest = [a * scale - sum(w * row[c] for w, row in zip(weights, cited)) for c, a in enumerate(form)]
        bound = rest[-1] * self.scale
        for c, residual in enumerate(rest[:-1]):
            if residual and not charged(2 * c + (residual > 0)):
                return f"it leaves column {c} to a side of the box that was dropped"
            bound += residual * (self.upper[c] if residual > 0 else self.lower[c])
        return "the form is above 0 at its vertex" if bound > 0 else None


def difference(left, right):
    return [a - b for a, b in zip(left, right)]


def winner(labels, at):
    """The label that is strictly largest at a point, or None."""
    values = [value(label, at) for label in labels]
    most = max(values)
    return values.index(most) if values.count(most) == 1 else None


class Walk:
    """A cell on its way to its first leaf: the values of the stages so far, the phases of the layer that it is in."""

    def __init__(self, claim, cell, values, phases, forms, reached):
        self.claim, self.cell, self.values, self.phases, self.forms, self.reached = claim, cell, values, phases, forms, reached

    def enter(self):
        """Goes on to the next layer that has a neuron to settle or split, or to the end of the hidden layers."""
        network = self.claim.network
        while None not in self.phases:
            if self.forms:
                self.reached.append(self._layer())
                self.values = self.values + [[form if phase else None for form, phase in zip(self.forms, self.phases)]]
            while len(self.values) < len(network.stages) and isinstance(network.stages[len(self.values)], Affine):
                self.values = self.values + [network.advance(self.values, self.claim.k + 1, constant=True)]
            if len(self.values) == len(network.stages):
                self.forms = self.phases = None
                return
            stage = network.stages[len(self.values)]
            self.forms = [self.values[s][i] for s, i in stage.sources]
            self.phases = [False if form is None else None for form in self.forms]

    def walk(self, steps, pending):
        """Takes the steps up to the first leaf; leaves the other cells behind, the next one last."""
        position = 0
        while position < len(steps):
            match = STEP.match(steps, position)
            if not match:
                raise Invalid(f"expected a step, found '{steps[position:position + 20]}'")
            position = match.end()
            split, neuron, sign, basis, dropped, basis_of_drop = match.groups()
            if dropped is not None:
                self._drop(int(dropped), basis_of_drop)
                continue
            if self.phases is None:
                raise Invalid("there is no neuron left to split or settle")
            if split:
                neuron = self.phases.index(None)
                pending.append(self._child(neuron, True))
                self._take(neuron, False)
            else:
                self._settle(int(neuron), sign == "+", basis)
        if self.phases is not None:
            raise Invalid(f"the steps end before neuron {self.phases.index(None)} of layer {self._layer()} is split or settled")
        return self

    def labels(self):
        """The outputs as forms over a common denominator; a single output f stands for the labels 0 and f."""
        network = self.claim.network
        zero = [0] * (self.claim.k + 1)
        forms = [self.values[out[0]][out[1]] if isinstance(out, tuple) else (zero[1:] + [out.numerator], out.denominator) for out in network.outputs]
        whole = math.lcm(*(form[1] for form in forms if form is not None))
        rows = [zero if form is None else [a * (whole // form[1]) for a in form[0]] for form in forms]
        return rows if len(rows) > 1 else [zero, rows[0]]

    def _layer(self):
        return sum(not isinstance(stage, Affine) for stage in self.claim.network.stages[1:len(self.values)])

    def _signed(self, neuron, active):
        return [-a for a in self.forms[neuron][0]] if active else list(self.forms[neuron][0])

    def _child(self, neuron, active):
        child = Walk(self.claim, self.cell, self.values, list(self.phases), self.forms, [])
        child._take(neuron, active)
        return child

    def _take(self, neuron, active):
        self.cell = self.cell.cut(self._signed(neuron, active))
        self.phases[neuron] = active
        self.enter()

    def _settle(self, neuron, active, basis):
        if neuron >= len(self.phases) or self.phases[neuron] is not None:
            raise Invalid(f"neuron {neuron} of layer {self._layer()} is not to be settled here: it does not exist, has a phase, or vanishes")
        problem = self.cell.why_not_bounded(self._signed(neuron, active), self.claim.basis(basis, len(self.cell.rows)))
        if problem:
            raise Invalid(f"neuron {neuron} of layer {self._layer()} is not shown to be {'active' if active else 'inactive'}: {problem}")
        self.phases[neuron] = active
        self.enter()

    def _drop(self, number, text):
        if not self.claim.facets:
            raise Invalid("no row is dropped where facets are not claimed")
        rows = self.cell.all_rows()
        if number not in rows:
            raise Invalid(f"row {number} does not exist or is dropped already")
        basis = self.claim.basis(text, len(self.cell.rows))
        for row in basis[0]:
            if 2 * self.claim.k + row not in rows or 2 * self.claim.k + row == number:
                raise Invalid(f"row {number} is dropped by a row that is itself or dropped")
        problem = self.cell.why_not_bounded(rows[number], basis, charged=lambda side: side in rows and side != number)
        if problem:
            raise Invalid(f"row {number} is not shown to be redundant: {problem}")
        self.cell = Cell(self.cell.lower, self.cell.upper, self.cell.scale, self.cell.rows, self.cell.dropped | {number})
