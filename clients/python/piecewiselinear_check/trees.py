"""Trees of proof, followed node by node in preorder."""

from functools import partial

from .bounds import Bounds
from .cells import Cells
from .nodes import Node
from .units import as_double, ends
from .values import Invalid

MAX_PATH = 4096


class ProofTree:
    """Checks that no point of a box (and of a ball, where there is one) leads into one of the unsafe polyhedra."""

    def __init__(self, network, lines):
        self.network, self.lines = network, lines
        self.bounds, self.cells = Bounds(network), Cells(network)

    def check(self, polyhedra, domain, root, ball=None, open_ball=None, budget=None):
        """domain: the box whose ends are rows of cells, or None; root: the box of the tree, or None; ball: for bounds; open_ball: for cells; budget: of changes."""
        self.polyhedra, self.domain, self.open_ball = polyhedra, domain, open_ball
        if root is None:
            self._check_unbounded()
            return
        low, high = [as_double(a, False) for a, _ in root], [as_double(b, True) for _, b in root]
        if None in low or None in high:
            raise Invalid("the box is beyond the range of doubles")
        state = self.bounds.begin(low, high, ball, budget)
        state.open = list(range(len(polyhedra)))
        pending = [lambda: state]
        while pending:
            here = pending.pop()()
            text = self.lines.next("node")[0]
            try:
                pending += reversed(self._check_node(Node(text, self.bounds.starts), here))
            except Invalid as problem:
                raise Invalid(f"line {self.lines.number}: {problem}") from None

    def _check_unbounded(self):
        """Without a box and without a ball no neuron has bounds: all is up to the cells."""
        text = self.lines.next("node")[0]
        if text != "~ !":
            raise Invalid(f"line {self.lines.number}: expected ~ ! on the whole space, found '{text[:20]}'")
        free, unknown = [None] * self.network.inputs, _Unbounded()
        for polyhedron in self.polyhedra:
            self.cells.check(polyhedron, unknown, free, free, self.lines, self.open_ball)

    def _check_node(self, node, state):
        """Checks a node; returns its children, each as a function that makes it when its turn comes."""
        self.bounds.budget = state.budget
        state.slopes = {**(state.slopes if node.inherits else {}), **dict(node.slopes)}
        if not node.inherits:
            self.bounds.tighten(state, state.slopes)
        if node.lemmas:
            self.bounds.relax(state, {})
        for sides, slopes, cases in node.lemmas:
            self._better(sides, dict(slopes), cases, node, state)
        if node.steps:
            self.bounds.relax(state, state.slopes)
        self._multiply(node.multipliers, {}, state)
        own, closed, rows = {}, set(), {}
        for step in node.steps:
            self._check_step(node, step, state, own, closed, rows)
        self.bounds.clear_multipliers()
        left = [d for d in state.open if d not in closed]
        if (not left) != (node.way == "."):
            raise Invalid(f"polyhedron {left[0]} is still open at a leaf" if left else "nothing is open, expected a leaf")
        if not left:
            return []
        boxes = [own.get(d, (state.low, state.high)) for d in left]
        low, high = [min(ends) for ends in zip(*(b[0] for b in boxes))], [max(ends) for ends in zip(*(b[1] for b in boxes))]
        return self._go_on(node, state, low, high, left)

    def _go_on(self, node, state, low, high, left):
        if node.way == "!":
            if self.domain is not None:
                low, high = [max(a, pair[0]) for a, pair in zip(low, self.domain)], [min(b, pair[1]) for b, pair in zip(high, self.domain)]
            if state.budget is not None:
                low, high = state.budget.fix(low, high, state.budget.center, state.budget.center)
            for d in left:
                self.cells.check(self.polyhedra[d], state, low, high, self.lines, self.open_ball)
            return []
        if state.depth + 1 > MAX_PATH:
            raise Invalid(f"there are more than {MAX_PATH} nodes on a path")
        if node.way == "=":
            return [lambda: state.child(low, high, left)]
        if node.way == "|":
            return [partial(state.child, low, high, [d]) for d in left]
        first, second = (state.child(list(low), list(high), left) for _ in range(2))
        if node.phase is not None:
            if node.phase in state.path:
                raise Invalid(f"neuron {node.phase} was split above")
            first.enter(node.phase, False)
            second.enter(node.phase, True)
            return [lambda: first, lambda: second]
        if node.decided is not None:
            self._expect_undecided(node.decided, state.budget)
            first.decide(node.decided, False)
            second.decide(node.decided, True)
            return [lambda: first, lambda: second]
        j, at = node.split
        if j >= len(low) or not low[j] < at < high[j]:
            raise Invalid(f"input {j} is not split inside of what is left of the box")
        first.high[j] = second.low[j] = at
        return [lambda: first, lambda: second]

    def _expect_undecided(self, j, budget):
        if budget is None:
            raise Invalid(f"input {j} is kept or free only where the changes are limited")
        if j >= self.network.inputs or j in budget.decided:
            raise Invalid(f"input {j} is none of the {self.network.inputs}, or was decided above")
        if budget.left == 0:
            raise Invalid(f"input {j} cannot be free: as many inputs are as may change")

    def _better(self, sides, slopes, cases, node, state):
        """A lemma: the least of the linear bounds over the cases, for each side that is not settled."""
        layer = node.layer(sides[0][0])
        least = {side: None for side in sides if state.unsettled(side[0])}
        for neuron, alpha in slopes.items():
            self.bounds.free(neuron, state, alpha)
        for _ in self._leaves(cases, state, slopes):
            for side, before in least.items():
                bound = self.bounds.side(layer, side, state)
                least[side] = bound if before is None else min(before, bound)
        for (neuron, negated), bound in least.items():
            state.better(neuron, negated, bound)
        for neuron in [*slopes, *(neuron for neuron, _ in least)]:
            self.bounds.free(neuron, state, None)

    def _check_step(self, node, step, state, own, closed, rows):
        d, row, cut, cases = step
        if d not in state.open or d in closed:
            raise Invalid(f"polyhedron {d} is not open here")
        if row >= len(self.polyhedra[d]):
            raise Invalid(f"polyhedron {d} has {len(self.polyhedra[d])} rows, found row {row}")
        low, high = own.get(d, (state.low, state.high))
        if cases is not None:
            self.bounds.clear_multipliers()
            for _ in self._leaves(cases, state, state.slopes):
                if self.bounds.minimum(self.bounds.row(self.polyhedra[d][row]), ends(low, high)) <= 0:
                    raise Invalid(f"row {row} of polyhedron {d} is not proved to be violated on the box in every case")
            self._multiply(node.multipliers, {}, state)
            closed.add(d)
            return
        if (d, row) not in rows:
            rows[d, row] = self.bounds.row(self.polyhedra[d][row])
        if cut is None:
            if self.bounds.minimum(rows[d, row], ends(low, high)) <= 0:
                raise Invalid(f"row {row} of polyhedron {d} is not proved to be violated on the box")
            closed.add(d)
            return
        j, upper, end = cut
        if j >= len(low) or not low[j] < end < high[j]:
            raise Invalid(f"the cut of input {j} for polyhedron {d} is not inside of its box")
        slab = (low[:j] + [end] + low[j + 1:], high) if upper else (low, high[:j] + [end] + high[j + 1:])
        if self.bounds.minimum(rows[d, row], ends(*slab)) <= 0:
            raise Invalid(f"row {row} of polyhedron {d} is not proved to be violated where input {j} is beyond the cut")
        own[d] = (low, high[:j] + [end] + high[j + 1:]) if upper else (low[:j] + [end] + low[j + 1:], high)

    def _multiply(self, multipliers, path, state):
        for neuron, beta in multipliers:
            active = path[neuron] if neuron in path else state.path.get(neuron)
            if active is None:
                raise Invalid(f"neuron {neuron} has a multiplier, but no phase on the path")
            self.bounds.multiply(neuron, active, beta)

    def _leaves(self, cases, state, slopes):
        """Goes through the leaves of a tree of cases; at each the relaxations and multipliers are those of the case, at the end those of the slopes and none."""
        path = {}

        def enter(neuron, active):
            path[neuron] = active
            self.bounds.fix(neuron, active)

        for entry in cases:
            if isinstance(entry, int):
                if entry in path:
                    raise Invalid(f"neuron {entry} has two cases within a case")
                enter(entry, False)
                continue
            named = [(neuron, alpha) for neuron, alpha in entry[0] if neuron not in path]
            for neuron, alpha in named:
                self.bounds.free(neuron, state, alpha)
            self._multiply(entry[1], path, state)
            yield
            self.bounds.clear_multipliers()
            for neuron, _ in named:
                self.bounds.free(neuron, state, slopes.get(neuron))
            while path:
                neuron, active = path.popitem()
                self.bounds.free(neuron, state, slopes.get(neuron))
                if not active:
                    enter(neuron, True)
                    break


class _Unbounded:
    """The state of a tree on the whole space."""

    path = {}

    @staticmethod
    def settled(neuron):
        return None
