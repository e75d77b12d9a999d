"""The text of a node of a proof tree."""

import re

from .units import as_double
from .values import Invalid, number

INDEX = "0|[1-9][0-9]{0,8}"
NUMBER = "[-0-9p]+"
NEURON = re.compile(INDEX)
SIDE = re.compile(f"({INDEX})([+-])")
NAMED = {letter: re.compile(f"{letter}({INDEX})=({NUMBER}) ") for letter in "ab"}
STEP = re.compile(rf"({INDEX}):({INDEX})(?:x({INDEX})([<>])({NUMBER})|(\[))?")
WAY = re.compile(rf"([.=!|])|/({INDEX}):({NUMBER})|\?({INDEX})|#({INDEX})")


def double(text):
    value = number(text)
    if abs(value) >= 2 ** 1024 or value.denominator > 2 ** 1074 or abs(value.numerator) >= 2 ** 53 and as_double(value, True) != value:
        raise Invalid(f"expected a number that is a double, found '{text[:40]}'")
    return value


class Node:
    """What a node says: whether it inherits, lemmas (sides, slopes, cases), slopes, multipliers, steps (polyhedron, row, cut or None, cases or None), and how it goes on.

    Cases are a tree in preorder: numbers of neurons, and pairs of slopes and multipliers at leaves.
    """

    def __init__(self, text, starts):
        self.text, self.at, self.starts, self.neurons = text, 0, starts, starts[-1]
        self.inherits = self._skip("~ ")
        self.lemmas = []
        while self._skip("t"):
            sides, slopes = self._sides(), self._slopes()
            self.lemmas.append((sides, slopes, self._cases()))
            self._expect(" ")
        self.slopes, self.multipliers = self._slopes(), self._multipliers()
        self.steps = []
        while (match := STEP.match(text, self.at)) is not None:
            self.at = match.end()
            polyhedron, row, j, side, end, cases = match.groups()
            cut = None if j is None else (int(j), side == "<", double(end))
            self.steps.append((int(polyhedron), int(row), cut, self._cases(opened=True) if cases else None))
            self._expect(" ")
        match = WAY.fullmatch(text, self.at)
        if match is None:
            self._fail("expected a step or a way to go on")
        self.way, j, end, neuron, decided = match.groups()
        self.split = None if j is None else (int(j), double(end))
        self.phase = None if neuron is None else int(neuron)
        self.decided = None if decided is None else int(decided)
        if self.phase is not None and self.phase >= self.neurons:
            self._fail(f"there are {self.neurons} neurons")

    def _fail(self, problem):
        raise Invalid(f"field node: {problem}, found '{self.text[self.at:self.at + 20]}'")

    def _skip(self, token):
        found = self.text.startswith(token, self.at)
        self.at += len(token) if found else 0
        return found

    def _expect(self, token):
        if not self._skip(token):
            self._fail(f"expected '{token}'")

    def layer(self, neuron):
        """The layer of a neuron that is counted through all layers."""
        return next(layer for layer, end in enumerate(self.starts[1:]) if neuron < end)

    def _sides(self):
        found = []
        while (match := SIDE.match(self.text, self.at)) is not None:
            side = int(match.group(1)), match.group(2) == "-"
            if side[0] >= self.neurons or found and (side <= found[-1] or self.layer(side[0]) != self.layer(found[0][0])):
                self._fail("expected sides of ascending neurons of one layer, + before -")
            self.at = match.end()
            found.append(side)
        return found or self._fail("expected a side of a lemma")

    def _named(self, letter, most):
        found = []
        while (match := NAMED[letter].match(self.text, self.at)) is not None:
            neuron, value = int(match.group(1)), double(match.group(2))
            if neuron >= self.neurons or found and neuron <= found[-1][0] or value < 0 or most is not None and value > most:
                self._fail("a slope or multiplier is out of order or range")
            self.at = match.end()
            found.append((neuron, value))
        return found

    def _slopes(self):
        return self._named("a", 1)

    def _multipliers(self):
        return self._named("b", None)

    def _cases(self, opened=False):
        if not opened:
            self._expect("[")
        entries, pending = [], 1
        while pending:
            if self._skip("?"):
                match = NEURON.match(self.text, self.at)
                if match is None or int(match.group()) >= self.neurons:
                    self._fail("expected the number of a neuron")
                self.at = match.end()
                entries.append(int(match.group()))
                pending += 1
            else:
                slopes = self._slopes()
                entries.append((slopes, self._multipliers()))
                self._expect(".")
                pending -= 1
        self._expect("]")
        return entries
