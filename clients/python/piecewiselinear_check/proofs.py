"""The kind property-holds: the split trees of the groups, followed node by node in preorder."""

import re

from .bounds import Bounds, as_double, ends, minimum
from .cells import Cells
from .values import Invalid, number
from .properties import Property

INDEX = "0|[1-9][0-9]{0,8}"
NUMBER = "[-0-9p]+"
SLOPE = re.compile(f"a({INDEX})=({NUMBER}) ")
STEP = re.compile(rf"({INDEX}):({INDEX})(?:x({INDEX})([<>])({NUMBER})|(\[))?")
WAY = re.compile(f"([.=!])|/({INDEX}):({NUMBER})")


def double(text):
    value = number(text)
    if abs(value) >= 2 ** 1024 or value.denominator > 2 ** 1074 or abs(value.numerator) >= 2 ** 53 and as_double(value, True) != value:
        raise Invalid(f"expected a number that is a double, found '{text[:40]}'")
    return value


class Node:
    """The content of a line 'node': slopes, steps (polyhedron, row, cut or None, cases or None), and how it goes on."""

    def __init__(self, text, neurons):
        self.text, self.at, self.neurons = text, 0, neurons
        self.slopes = dict(self._slopes())
        self.steps = []
        while (match := STEP.match(text, self.at)) is not None:
            self.at = match.end()
            polyhedron, row, j, side, end, cases = match.groups()
            cut = None if j is None else (int(j), side == "<", double(end))
            self.steps.append((int(polyhedron), int(row), cut, self._cases() if cases else None))
            self._expect(" ")
        match = WAY.fullmatch(text, self.at)
        if match is None:
            raise Invalid(f"field node: expected a step or a way to go on, found '{text[self.at:self.at + 20]}'")
        self.way, j, end = match.groups()
        self.split = None if j is None else (int(j), double(end))

    def _expect(self, token):
        if not self.text.startswith(token, self.at):
            raise Invalid(f"field node: expected '{token}', found '{self.text[self.at:self.at + 20]}'")
        self.at += len(token)

    def _slopes(self):
        found = []
        while (match := SLOPE.match(self.text, self.at)) is not None:
            self.at = match.end()
            neuron, alpha = int(match.group(1)), double(match.group(2))
            if neuron >= self.neurons or found and neuron <= found[-1][0] or not 0 <= alpha <= 1:
                raise Invalid(f"field node: the slope {alpha} of neuron {neuron} is out of order or range")
            found.append((neuron, alpha))
        return found

    def _cases(self):
        """A tree in preorder: neurons, and lists of slopes at leaves."""
        entries, pending = [], 1
        while pending:
            if self.text.startswith("?", self.at):
                match = re.compile(INDEX).match(self.text, self.at + 1)
                if match is None or int(match.group()) >= self.neurons:
                    raise Invalid("field node: expected the number of a neuron")
                self.at = match.end()
                entries.append(int(match.group()))
                pending += 1
            else:
                entries.append(self._slopes())
                self._expect(".")
                pending -= 1
        self._expect("]")
        return entries


class PropertyHolds(Property):
    """The claim that no input of any box leads into one of its unsafe polyhedra."""

    def __init__(self, network, lines):
        lines.stream()
        super().__init__(network, lines)
        self.bounds = Bounds(network)
        self.cells = Cells(network)

    def check(self):
        for box, polyhedra in self.groups:
            self._check_group(box, polyhedra)
        self.lines.finish()
        boxes = "its box" if len(self.groups) == 1 else f"its {len(self.groups)} boxes"
        count = sum(len(polyhedra) for _, polyhedra in self.groups)
        polyhedra = "its unsafe polyhedron" if count == 1 else f"any of its {count} unsafe polyhedra"
        return (f"the property holds: no input in {boxes} leads into {polyhedra} "
                f"of network {self.digest[:12]}{self.source}")

    def _check_group(self, box, polyhedra):
        low, high = [as_double(a, False) for a, _ in box], [as_double(b, True) for _, b in box]
        if None in low or None in high:
            raise Invalid("the box is beyond the range of doubles")
        root = self.bounds.begin(low, high)
        root.open = list(range(len(polyhedra)))
        pending = [root]
        while pending:
            state = pending.pop()
            node = self.lines.next("node")[0]
            try:
                pending += self._check_node(Node(node, len(self.bounds.relaxed)), state, box, polyhedra)
            except Invalid as problem:
                raise Invalid(f"line {self.lines.number}: {problem}") from None

    def _check_node(self, node, state, box, polyhedra):
        """Checks a node; returns its children, the next one last."""
        self.bounds.tighten(state, node.slopes)
        own, closed, rows = {}, set(), {}
        for step in node.steps:
            self._check_step(node, step, state, polyhedra, own, closed, rows)
        left = [d for d in state.open if d not in closed]
        if (not left) != (node.way == "."):
            raise Invalid(f"polyhedron {left[0]} is still open at a leaf" if left else "nothing is open, expected a leaf")
        if not left:
            return []
        boxes = [own.get(d, (state.low, state.high)) for d in left]
        low, high = [min(ends) for ends in zip(*(b[0] for b in boxes))], [max(ends) for ends in zip(*(b[1] for b in boxes))]
        if node.way == "=":
            return [state.child(low, high, left)]
        if node.way == "!":
            exact = [max(a, pair[0]) for a, pair in zip(low, box)], [min(b, pair[1]) for b, pair in zip(high, box)]
            for d in left:
                self.cells.check(polyhedra[d], state, *exact, self.lines)
            return []
        j, at = node.split
        if j >= len(low) or not low[j] < at < high[j]:
            raise Invalid(f"input {j} is not split inside of what is left of the box")
        below, above = state.child(low, list(high), left), state.child(list(low), high, left)
        below.high[j] = above.low[j] = at
        return [above, below]

    def _check_step(self, node, step, state, polyhedra, own, closed, rows):
        d, row, cut, cases = step
        if d not in state.open or d in closed:
            raise Invalid(f"polyhedron {d} is not open here")
        if row >= len(polyhedra[d]):
            raise Invalid(f"polyhedron {d} has {len(polyhedra[d])} rows, found row {row}")
        low, high = own.get(d, (state.low, state.high))
        if cases is not None:
            self._check_cases(node, polyhedra[d][row], cases, state, ends(low, high))
            closed.add(d)
            return
        if (d, row) not in rows:
            rows[d, row] = self.bounds.row(polyhedra[d][row])
        if cut is None:
            if minimum(rows[d, row], ends(low, high)) <= 0:
                raise Invalid(f"row {row} of polyhedron {d} is not proved to be violated on the box")
            closed.add(d)
            return
        j, upper, end = cut
        if j >= len(low) or not low[j] < end < high[j]:
            raise Invalid(f"the cut of input {j} for polyhedron {d} is not inside of its box")
        slab = (low[:j] + [end] + low[j + 1:], high) if upper else (low, high[:j] + [end] + high[j + 1:])
        if minimum(rows[d, row], ends(*slab)) <= 0:
            raise Invalid(f"row {row} of polyhedron {d} is not proved to be violated where input {j} is beyond the cut")
        own[d] = (low, high[:j] + [end] + high[j + 1:]) if upper else (low[:j] + [end] + low[j + 1:], high)

    def _check_cases(self, node, row, cases, state, box):
        path = []

        def unsettled(neuron):
            return state.lower[neuron] < 0 < state.upper[neuron]

        def enter(neuron, active):
            path.append((neuron, active))
            if unsettled(neuron):
                self.bounds.fix(neuron, active)

        for entry in cases:
            on_path = {neuron for neuron, _ in path}
            if isinstance(entry, int):
                if entry in on_path:
                    raise Invalid(f"neuron {entry} has two cases within a case")
                enter(entry, False)
                continue
            slopes = [(neuron, alpha) for neuron, alpha in entry if neuron not in on_path]
            for neuron, alpha in slopes:
                self.bounds.free(neuron, state, alpha)
            if minimum(self.bounds.row(row), box) <= 0:
                raise Invalid("a row is not proved to be violated on the box in every case")
            for neuron, _ in slopes:
                self.bounds.free(neuron, state, node.slopes.get(neuron))
            while path:
                neuron, active = path.pop()
                self.bounds.free(neuron, state, node.slopes.get(neuron))
                if not active:
                    enter(neuron, True)
                    break
