"""The kind region-count: the split tree of a box, replayed step by step in integers, one path at a time."""

import math
import re

from .certificate import LINES
from .geometry import Space
from .values import MAX_DIGITS, MAX_EXPONENT, Invalid, string
from .walk import BASIS, INDEX, LIST, Cell, Walk, difference, solution, value, winner

POINT = re.compile(r"((?:0|-?[1-9][0-9]*)(?:,(?:0|-?[1-9][0-9]*))*)(?:p-([1-9][0-9]{0,8}))?")
FACET = re.compile(f"({INDEX}):({POINT.pattern})|({LIST})")
BEATEN = re.compile(f"({INDEX})<({INDEX}):{BASIS}")


class RegionCount:
    """The claim that a box holds so many linear regions, and what is counted with them."""

    def __init__(self, network, lines):
        self.network, self.lines = network, lines
        _, _, self.digest, _, box, self.facets, self.decisions = lines.next("format", LINES["region-count"])
        if len(box) != network.inputs:
            raise Invalid(f"the box has {len(box)} intervals, the network {network.inputs} inputs")
        lines.stream()
        self.space = Space(network.inputs, box)
        self.k = len(self.space.free)
        self.fields = dict(LINES["steps"], **({"facets": string} if self.facets else {}), **({"decision": string} if self.decisions else {}))
        self.regions, self.per_layer = 0, [0] * len(network.widths)
        self.incidences, self.sides, self.outcomes = 0, 0, dict.fromkeys("xwt", 0)

    def check(self):
        box = [self.space.box[j] for j in self.space.free]
        scale = math.lcm(*(end.denominator for pair in box for end in pair))
        lower, upper = ([int(pair[end] * scale) for pair in box] for end in (0, 1))
        first = Walk(self, Cell(lower, upper, scale), [self.space.forms()], [], [], [])
        pending = [first]
        first.enter()
        while self.lines.at("steps"):
            values = self.lines.next("steps", self.fields)
            try:
                if not pending:
                    raise Invalid("the tree is finished, expected no further leaf")
                leaf = pending.pop().walk(values[0], pending)
                self._leaf(leaf, *values[1:])
            except Invalid as problem:
                raise Invalid(f"line {self.lines.number}: {problem}") from None
        return self._compare(self.lines.next("complete"), pending)

    def _leaf(self, leaf, point, *rest):
        at = self.point(point)
        problem = leaf.cell.why_not_inside(at)
        if problem:
            raise Invalid(f"the point is not strictly inside of the leaf: {problem}")
        rest = list(rest)
        if self.facets:
            rows = self._facets(leaf.cell, rest.pop(0))
            self.incidences += len(rows)
            self.sides += sum(number < 2 * self.k for number in rows)
        if self.decisions:
            self.outcomes[self._decision(leaf, at, rest.pop(0))] += 1
        self.regions += 1
        for layer in leaf.reached:
            self.per_layer[layer] += 1

    def point(self, text):
        """A point in the free inputs: integers and a power of two, the least one that does."""
        if self.k == 0:
            if text:
                raise Invalid("with every input fixed a point has no coordinates")
            return [], 1
        match = POINT.fullmatch(text)
        if not match:
            raise Invalid(f"expected a point, found '{text[:40]}'")
        digits = match.group(1).split(",")
        exponent = int(match.group(2) or 0)
        if len(digits) != self.k or exponent > MAX_EXPONENT or any(len(d.lstrip("-")) > MAX_DIGITS for d in digits):
            raise Invalid(f"expected a point of {self.k} coordinates within the limits, found '{text[:40]}'")
        numbers = [int(d) for d in digits]
        if exponent and not any(n % 2 for n in numbers):
            raise Invalid(f"expected the least exponent, found '{text[:40]}'")
        return numbers, 1 << exponent

    def basis(self, text, bound):
        """Rows and columns of a basis: as many columns as rows, all columns if there are as many rows, none if there are none."""
        rows, _, columns = text.partition("x")
        rows = self.indices(rows, bound) if rows else []
        if len(rows) > self.k or bool(columns) != (0 < len(rows) < self.k):
            raise Invalid(f"a basis has at most {self.k} rows, and columns unless it has that many or none")
        columns = self.indices(columns, self.k) if columns else list(range(len(rows)))
        if len(columns) != len(rows):
            raise Invalid("a basis has as many columns as rows")
        return rows, columns

    @staticmethod
    def indices(text, bound):
        numbers = [int(i) for i in text.split(",")]
        if numbers[-1] >= bound or any(a >= b for a, b in zip(numbers, numbers[1:])):
            raise Invalid(f"expected ascending indices below {bound}, found {text[:40]}")
        return numbers

    def _facets(self, cell, text):
        rows, shown = cell.all_rows(), set()
        for part in text.split(";") if text else []:
            match = FACET.fullmatch(part)
            if not match:
                raise Invalid(f"expected the rows of a vertex or a row with a point, found '{part[:40]}'")
            beyond = match.group(1)
            numbers = self.indices(beyond or match.group(5), 2 * self.k + len(cell.rows))
            if any(number not in rows for number in numbers):
                raise Invalid("a dropped row is no facet")
            if len(numbers) != (1 if beyond else self.k):
                raise Invalid(f"a vertex has {self.k} rows")
            if beyond:
                at = self.point(match.group(2))
                wrong = [number for number, row in rows.items() if (value(row, at) > 0) != (number == numbers[0])]
            else:
                at = solution([rows[number][:-1] + [-rows[number][-1]] for number in numbers])
                wrong = numbers if at is None else [number for number, row in rows.items() if number not in numbers and value(row, at) >= 0]
            if wrong:
                raise Invalid(f"'{part[:40]}' shows no facet: see row {wrong[0]}")
            shown.update(numbers)
        if shown != set(rows):
            raise Invalid(f"row {min(set(rows) - shown)} is neither shown to be a facet nor to be redundant")
        return rows

    def _decision(self, leaf, at, text):
        labels = leaf.labels()
        rest = text[1:]
        if text[:1] == "x":
            second = self.point(rest)
            problem = leaf.cell.why_not_inside(second)
            if problem:
                raise Invalid(f"the second point is not strictly inside of the leaf: {problem}")
            winners = {winner(labels, at), winner(labels, second)}
            if None in winners or len(winners) < 2:
                raise Invalid("the two points do not have two strict winners")
            return "x"
        if text[:1] not in ("w", "t"):
            raise Invalid("expected x, w or t")
        accounted = {winner(labels, at)} if text[0] == "w" else set()
        if None in accounted:
            raise Invalid("no decision wins strictly at the point of the leaf")
        first, position, previous = set(accounted), 0, -1
        while position < len(rest):
            match = BEATEN.match(rest, position)
            if not match:
                raise Invalid(f"expected a decision that is beaten, found '{rest[position:position + 20]}'")
            label, by = int(match.group(1)), int(match.group(2))
            if not previous < label < len(labels) or by >= len(labels) or by == label or label in first:
                raise Invalid(f"decisions {label} and {by} are not an ascending list of labels with others that beat them")
            extra = [difference(other, labels[label]) for other in labels]
            basis = self.basis(match.group(3), len(leaf.cell.rows) + len(labels))
            problem = leaf.cell.why_not_bounded(difference(labels[label], labels[by]), basis, extra)
            if problem:
                raise Invalid(f"decision {label} is not shown to be at most decision {by}: {problem}")
            accounted.add(label)
            position, previous = match.end(), label
        for label in set(range(len(labels))) - accounted:
            if labels.count(labels[label]) < 2:
                raise Invalid(f"decision {label} is neither shown to win nowhere nor identical to another")
        return text[0]

    def _compare(self, claimed, pending):
        complete = claimed[0]
        if complete and pending:
            raise Invalid(f"the list claims to be complete, but the walk is not at its end after {self.regions} leaves")
        proved = [complete, self.regions, self.per_layer, self.incidences if self.facets else None,
                  (self.incidences - self.sides) // 2 if self.facets and complete else None,
                  self.outcomes["x"] if self.decisions else None, self.outcomes["t"] if self.decisions else None]
        pairs = list(zip(claimed[1:2] + claimed[3:], proved[1:2] + proved[3:])) + list(zip(claimed[2], proved[2]))
        if len(claimed[2]) != len(proved[2]) or any((claim is None) != (truth is None) or claim != truth and (complete or claim > truth) for claim, truth in pairs):
            raise Invalid(f"the numbers are not those that the evidence proves: {proved[1:]}")
        self.lines.finish()
        names = "linear region(s)", "after each hidden layer", "facet incidences", "pairs of neighbors", "regions crossed by the decision boundary", "tied regions"
        words = ", ".join(f"{number} {name}" for number, name in zip(claimed[1:], names) if number is not None)
        return f"the box holds {'exactly' if complete else 'at least'} {words} of network {self.digest[:12]}"
