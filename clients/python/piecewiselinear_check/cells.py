"""The exact end of a node: trees of phases whose leaves are refuted by multipliers, in Fractions."""

from fractions import Fraction

from .values import Invalid
from .network import Affine


class Cells:
    def __init__(self, network):
        self.network = network
        self.relu = [s for s, stage in enumerate(network.stages) if s and not isinstance(stage, Affine)]
        self.place = [(layer, i) for layer, width in enumerate(network.widths) for i in range(width)]
        self.start = [sum(network.widths[:layer]) for layer in range(len(network.widths))]

    def check(self, rows, state, low, high, lines, ball=None):
        """Reads and checks the tree of one polyhedron on a box with exact ends (None where there is none), within an open ball if one is given."""
        self.rows, self.state, self.low, self.high, self.ball = rows, state, low, high, ball
        d = len(low)
        self.forms = [[([int(c == j) for c in range(d + 1)], 1) for j in range(d)]]
        self.splits = [(neuron, None, active) for neuron, active in state.path.items()]
        self.phases = [state.path[n] if n in state.path else state.settled(n) for n in range(len(self.place))]
        while True:
            if lines.at("phase"):
                self._split(lines.next("phase")[0])
            else:
                self._refute(lines.next("refutation")[0])
                self._return()
            if len(self.splits) == len(state.path):
                return

    def _split(self, neuron):
        if neuron >= len(self.phases) or any(neuron == n for n, _, _ in self.splits):
            raise Invalid(f"neuron {neuron} is none of the {len(self.phases)}, or was split above")
        del self.forms[self.relu[self.place[neuron][0]]:]
        self.splits.append((neuron, self._pre_activation(neuron), False))
        self.phases[neuron] = False

    def _pre_activation(self, neuron):
        layer, i = self.place[neuron]
        s, k = self.network.stages[self.relu[layer]].sources[i]
        if not self._compose(s):
            raise Invalid(f"neuron {neuron} depends on neurons without a phase")
        return self._row(self.forms[s][k])

    def _return(self):
        while len(self.splits) > len(self.state.path):
            neuron, form, active = self.splits.pop()
            del self.forms[self.relu[self.place[neuron][0]]:]
            if not active:
                self.splits.append((neuron, form, True))
                self.phases[neuron] = True
                return
            self.phases[neuron] = self.state.settled(neuron)

    def _compose(self, last):
        """Composes the forms up to a stage; whether every neuron before it with a form that is not zero has a phase."""
        while len(self.forms) <= last:
            stage = self.network.stages[len(self.forms)]
            if isinstance(stage, Affine):
                self.forms.append(self.network.advance(self.forms, len(self.low) + 1, constant=True))
                continue
            start = self.start[self.relu.index(len(self.forms))]
            found = [self.forms[s][i] for s, i in stage.sources]
            if any(form is not None and self.phases[start + i] is None for i, form in enumerate(found)):
                return False
            self.forms.append([form if self.phases[start + i] else None for i, form in enumerate(found)])
        return True

    def _row(self, form):
        if form is None:
            return [Fraction(0)] * (len(self.low) + 1)
        return [Fraction(v, form[1]) for v in form[0]]

    def _refute(self, multipliers):
        """Checks that no point of the cell satisfies the sum of the rows <a, x> <= b: the sum of lambda a is 0 and that of lambda b below 0, or their half-space is outside of the ball."""
        d = len(self.low)
        total = [Fraction(0)] * (d + 1)

        def add(weight, normal, bound):
            for j, a in normal:
                total[j] += weight * a
            total[-1] += weight * bound

        for number, weight in multipliers:
            k, s = number - 2 * d, number - 2 * d - len(self.rows)
            if k < 0:
                j = number // 2
                sign, end = (1, self.high[j]) if number % 2 else (-1, self.low[j])
                if end is None:
                    raise Invalid(f"there is no row {number} here: the domain is unbounded")
                add(weight, [(j, sign)], sign * end)
            elif s < 0:
                add(weight, *self._property_row(self.rows[k]))
            elif s < len(self.splits):
                neuron, form, active = self.splits[s]
                form = form or self._pre_activation(neuron)
                sign = -1 if active else 1
                add(weight, [(j, sign * a) for j, a in enumerate(form[:-1])], -sign * form[-1])
            else:
                raise Invalid(f"there is no row {number} here")
        if self.ball is not None:
            if not self.ball.avoids(total[:-1], total[-1]):
                raise Invalid("the half-space of the multiplied rows is not proved to be outside of the ball")
            return
        if any(total[:-1]) or total[-1] >= 0:
            raise Invalid("the multiplied rows do not cancel, or their bounds do not add up to less than 0")

    def _property_row(self, row):
        inputs, outputs, bound = row
        normal = [Fraction(0)] * len(self.low)
        for j, a in inputs:
            normal[j] += a
        for k, c in outputs:
            scalar = self.network.outputs[k]
            if not isinstance(scalar, tuple):
                bound -= c * scalar
                continue
            if not self._compose(scalar[0]):
                raise Invalid("a row of the polyhedron depends on neurons without a phase")
            form = self._row(self.forms[scalar[0]][scalar[1]])
            normal = [a + c * f for a, f in zip(normal, form)]
            bound -= c * form[-1]
        return list(enumerate(normal)), bound
