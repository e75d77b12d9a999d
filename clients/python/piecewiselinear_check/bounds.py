"""Backward linear bounds in integers: numbers are multiples of 2^-GRID, every rounding is charged or goes outward."""

from .network import Affine
from .units import GRID, ONE, ceil, ends, floor, minimum


def relaxation(lower, upper):
    """alpha, lambda, t in units with alpha z <= relu(z) <= lambda z + t on [lower, upper]."""
    if lower >= 0:
        return ONE, ONE, 0
    if upper <= 0:
        return 0, 0, 0
    slope = (upper << GRID) // (upper - lower)
    return ONE if upper << 20 > -lower * (2 ** 20 + 1) else 0, slope, max(-((slope * lower) >> GRID), -(((slope - ONE) * upper) >> GRID))


class Bounds:
    """The bounds of one tree. A row over the values of the stages is taken as it stands; what rounding it may have cost is at most one unit an entry, times the largest value on the group's box."""

    def __init__(self, network):
        self.network = network
        self.relu = [s for s, stage in enumerate(network.stages) if s and not isinstance(stage, Affine)]
        self.starts = [0]
        for width in network.widths:
            self.starts.append(self.starts[-1] + width)
        self.relaxed = [None] * self.starts[-1]
        self.layer_of = {s: layer for layer, s in enumerate(self.relu)}
        self.largest, self.charges, self.ball, self.budget = [], {}, None, None
        self.multipliers = [{} for _ in self.relu]

    def begin(self, low, high, ball=None, budget=None):
        """The first bounds of all neurons on a box (ends as Fractions), where there is one within a ball, and where the changes are limited within a budget."""
        self.charges, self.ball, self.budget = {}, ball, budget
        self.largest = [[max(ceil(abs(a)), ceil(abs(b))) for a, b in zip(low, high)]]
        state = State(list(low), list(high), [], [], budget=budget)
        state.fix()
        for s in range(1, len(self.network.stages)):
            stage = self.network.stages[s]
            if isinstance(stage, Affine):
                self.largest.append([-((-sum(abs(w) * self.largest[t][i] for t, i, w in terms) - (abs(bias) << GRID)) // stage.denominator)
                                     for terms, bias in stage.rows])
                continue
            most = [self.largest[t][i] for t, i in stage.sources]
            state.lower += [-m for m in most]
            state.upper += most
            self._tighten_layer(self.layer_of[s], state, {})
            start = self.starts[self.layer_of[s]]
            self.largest.append([max(0, u) for u in state.upper[start:]])
        return state

    def _charge(self, s):
        """What rounding the rows that a stage passes on may cost, in units: at most one for each entry passed, times its largest value."""
        if s not in self.charges:
            stage = self.network.stages[s]
            touched = {(t, i) for terms, _ in stage.rows for t, i, _ in terms} if isinstance(stage, Affine) else stage.sources
            self.charges[s] = -(-sum(self.largest[t][i] for t, i in touched) >> GRID)
        return self.charges[s]

    def tighten(self, state, slopes):
        for layer in range(len(self.relu)):
            self._tighten_layer(layer, state, slopes)

    def _tighten_layer(self, layer, state, slopes):
        start = self.starts[layer]
        for n in range(start, self.starts[layer + 1]):
            if state.unsettled(n):
                lower, negative = (self.side(layer, (n, negated), state) for negated in (False, True))
                state.better(n, False, lower)
                state.better(n, True, negative)
            self.free(n, state, slopes.get(n))

    def side(self, layer, side, state):
        """A lower bound of z of a neuron, or of -z, on the set of the state."""
        neuron, negated = side
        t, k = self.network.stages[self.relu[layer]].sources[neuron - self.starts[layer]]
        return self.minimum(self._carry({t: {k: -ONE if negated else ONE}}, 0, layer), state.box())

    def minimum(self, bound, box):
        """What a linear bound is at least on a box in units: the best of its minima there, where the box meets the ball, and on its points with few changes."""
        return max([minimum(bound, box)] + [part.minimum(bound, box) for part in (self.ball, self.budget) if part is not None])

    def relax(self, state, slopes):
        for neuron in range(self.starts[-1]):
            self.free(neuron, state, slopes.get(neuron))

    def multiply(self, neuron, active, beta):
        """Puts a multiplier into effect: rounded down it is still one."""
        layer = self.layer(neuron)
        self.multipliers[layer][neuron - self.starts[layer]] = -floor(beta) if active else floor(beta)

    def clear_multipliers(self):
        for layer in self.multipliers:
            layer.clear()

    def layer(self, neuron):
        return next(layer for layer, end in enumerate(self.starts[1:]) if neuron < end)

    def free(self, neuron, state, alpha):
        """The relaxation of a neuron; a lower slope that is named replaces the canonical one unless the neuron is settled."""
        lower, upper = state.lower[neuron], state.upper[neuron]
        found = relaxation(lower, upper)
        self.relaxed[neuron] = (floor(alpha), *found[1:]) if alpha is not None and lower < 0 < upper else found

    def fix(self, neuron, active):
        self.relaxed[neuron] = (ONE, ONE, 0) if active else (0, 0, 0)

    def row(self, row):
        """The linear lower bound of a row sum a x + sum c y - bound of the property: (form, constant)."""
        inputs, outputs, bound = row
        constant, start = floor(-bound), {}
        for k, c in outputs:
            scalar = self.network.outputs[k]
            if not isinstance(scalar, tuple):
                constant += floor(c * scalar)
                continue
            s, i = scalar
            entries = start.setdefault(s, {})
            entries[i] = entries.get(i, 0) + floor(c)
            constant -= -(-self.largest[s][i] >> GRID)
        entries = start.setdefault(0, {})
        for j, a in inputs:
            entries[j] = entries.get(j, 0) + floor(a)
            constant -= -(-self.largest[0][j] >> GRID)
        return self._carry(start, constant, len(self.relu))

    def _carry(self, rows, constant, layers):
        """Carries rows (stage -> index -> units) down to the input; the multipliers of the layers before `layers` are in effect."""
        added = {self.relu[layer]: self.multipliers[layer] for layer in range(layers) if self.multipliers[layer]}
        for s in range(max([*rows, *added]), 0, -1):
            row = rows.pop(s, None) or {}
            if not row and s not in added:
                continue
            stage = self.network.stages[s]
            constant -= self._charge(s)
            if isinstance(stage, Affine):
                constant += self._pass_affine(stage, row, rows)
                continue
            start = self.starts[self.layer_of[s]]
            for i, r in row.items():
                alpha, slope, offset = self.relaxed[start + i]
                product = (r * (alpha if r > 0 else slope)) >> GRID
                if r < 0:
                    constant += (r * offset) >> GRID
                if product:
                    t, k = stage.sources[i]
                    target = rows.setdefault(t, {})
                    target[k] = target.get(k, 0) + product
            for i, amount in added.get(s, {}).items():
                t, k = stage.sources[i]
                target = rows.setdefault(t, {})
                target[k] = target.get(k, 0) + amount
        return rows.get(0, {}), constant

    @staticmethod
    def _pass_affine(stage, row, rows):
        sums, constant = {}, 0
        for i, r in row.items():
            terms, bias = stage.rows[i]
            constant += r * bias
            for t, k, w in terms:
                target = sums.setdefault(t, {})
                target[k] = target.get(k, 0) + r * w
        for t, entries in sums.items():
            target = rows.setdefault(t, {})
            for k, value in entries.items():
                target[k] = target.get(k, 0) + value // stage.denominator
        return constant // stage.denominator


class State:
    """What a node inherits: its box (Fractions), the phases of its path, named slopes, bounds of all pre-activations (units), the open polyhedra, the budget of changes."""

    def __init__(self, low, high, lower, upper, open_=(), path=None, slopes=None, depth=0, budget=None):
        self.low, self.high, self.lower, self.upper, self.open = low, high, lower, upper, list(open_)
        self.path, self.slopes, self.depth, self.budget = dict(path or {}), dict(slopes or {}), depth, budget
        self._box = None

    def box(self):
        """The box in units, rounded outward."""
        if self._box is None:
            self._box = ends(self.low, self.high)
        return self._box

    def unsettled(self, neuron):
        return self.lower[neuron] < 0 < self.upper[neuron]

    def settled(self, neuron):
        """The phase that the bounds settle, or None."""
        return True if self.lower[neuron] >= 0 else False if self.upper[neuron] <= 0 else None

    def better(self, neuron, negated, bound):
        """Takes a lower bound of z, or of -z."""
        if negated:
            self.upper[neuron] = min(self.upper[neuron], -bound)
        else:
            self.lower[neuron] = max(self.lower[neuron], bound)

    def child(self, low, high, open_):
        return State(low, high, list(self.lower), list(self.upper), open_, self.path, self.slopes, self.depth + 1, self.budget)

    def enter(self, neuron, active):
        """Restricts the set to a phase of a neuron, which settles it: an inactive one has a lower bound below 0 from here on, whatever held before."""
        self.path[neuron] = active
        self.better(neuron, not active, 0)
        if not active:
            self.lower[neuron] = min(self.lower[neuron], -ONE)

    def decide(self, j, free):
        """Decides whether an input may change."""
        self.budget = self.budget.decide(j, free)
        self.fix()

    def fix(self):
        """Inputs that cannot change have the interval around their value at the point that their ends leave, which is empty where they do not hold it."""
        if self.budget is not None:
            self.low, self.high = self.budget.fix(self.low, self.high, self.budget.below, self.budget.above)
