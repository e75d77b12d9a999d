"""Backward linear bounds in integers: numbers are multiples of 2^-GRID, every rounding is charged or goes outward."""

import math
from fractions import Fraction

from .network import Affine

GRID = 128
ONE = 1 << GRID


def floor(value):
    """The largest multiple of the grid that is at most a Fraction, in units."""
    return (value.numerator << GRID) // value.denominator


def ceil(value):
    return -((-value.numerator << GRID) // value.denominator)


def relaxation(lower, upper):
    """alpha, lambda, t in units with alpha z <= relu(z) <= lambda z + t on [lower, upper]."""
    if lower >= 0:
        return ONE, ONE, 0
    if upper <= 0:
        return 0, 0, 0
    slope = (upper << GRID) // (upper - lower)
    return ONE if upper > -lower else 0, slope, max(-((slope * lower) >> GRID), -(((slope - ONE) * upper) >> GRID))


class Bounds:
    """The bounds of one group. A row over the values of the stages is taken as it stands; what rounding it may have cost is at most one unit an entry, times the largest value on the group's box."""

    def __init__(self, network):
        self.network = network
        self.relu = [s for s, stage in enumerate(network.stages) if s and not isinstance(stage, Affine)]
        self.starts = [0]
        for width in network.widths:
            self.starts.append(self.starts[-1] + width)
        self.relaxed = [None] * self.starts[-1]
        self.layer_of = {s: layer for layer, s in enumerate(self.relu)}
        self.largest, self.charges = [], {}

    def begin(self, low, high):
        """The first bounds of all neurons on a box (ends as Fractions)."""
        self.charges = {}
        self.largest = [[max(ceil(abs(a)), ceil(abs(b))) for a, b in zip(low, high)]]
        state = State(list(low), list(high), [], [])
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
        stage = self.network.stages[self.relu[layer]]
        start = self.starts[layer]
        if state.ends is None:
            state.set_ends()
        for i, (t, k) in enumerate(stage.sources):
            n = start + i
            if state.lower[n] < 0 < state.upper[n]:
                lower = minimum(self._carry({t: {k: ONE}}, 0), state.ends)
                negative = minimum(self._carry({t: {k: -ONE}}, 0), state.ends)
                state.lower[n] = max(state.lower[n], lower)
                state.upper[n] = min(state.upper[n], -negative)
            self.free(n, state, slopes.get(n))

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
        return self._carry(start, constant)

    def _carry(self, rows, constant):
        """Carries rows (stage -> index -> units) down to the input."""
        for s in range(max(rows), 0, -1):
            row = rows.pop(s, None)
            if not row:
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
    """What a node inherits: its box (Fractions), bounds of all pre-activations (units), the open polyhedra."""

    def __init__(self, low, high, lower, upper, open_=()):
        self.low, self.high, self.lower, self.upper, self.open = low, high, lower, upper, list(open_)
        self.ends = None

    def set_ends(self):
        self.ends = ends(self.low, self.high)

    def child(self, low, high, open_):
        return State(low, high, list(self.lower), list(self.upper), open_)


def ends(low, high):
    """A box in units, rounded outward."""
    return [floor(a) for a in low], [ceil(b) for b in high]


def minimum(bound, box):
    """What a linear bound is at least on a box in units."""
    form, constant = bound
    low, high = box
    return constant + sum((f * (low[j] if f > 0 else high[j])) >> GRID for j, f in form.items())


def as_double(value, up):
    """A Fraction rounded to a double, downward or upward."""
    try:
        nearest = value.numerator / value.denominator
    except OverflowError:
        nearest = math.inf if value > 0 else -math.inf
    if math.isinf(nearest):
        nearest = math.copysign(1.7976931348623157e308, nearest) if (nearest > 0) != up else nearest
        if math.isinf(nearest):
            return None
    exact = Fraction(nearest)
    if (exact < value) if up else (exact > value):
        nearest = math.nextafter(nearest, math.inf if up else -math.inf)
        if math.isinf(nearest):
            return None
    return Fraction(nearest)
