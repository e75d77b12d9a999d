"""The kinds property-holds and property-violated: the property itself, and the witness."""

from fractions import Fraction

from .certificate import LINES
from .values import Invalid


class Property:
    """The groups of a certificate: (box, unsafe polyhedra), a polyhedron a list of rows (terms over x, terms over y, bound)."""

    def __init__(self, network, lines):
        self.network, self.lines = network, lines
        _, _, self.digest, self.kind, self.vnnlib, inputs, outputs, groups = lines.next("format", LINES[lines.kind])
        if (inputs, outputs) != (network.inputs, len(network.outputs)):
            raise Invalid(f"the property has {inputs} inputs and {outputs} outputs, the network {network.inputs} and {len(network.outputs)}")
        self.groups = [self._group(inputs, outputs) for _ in range(groups)]

    def _group(self, inputs, outputs):
        box, unsafe = self.lines.next("group")
        if len(box) != inputs:
            raise Invalid(f"the box has {len(box)} intervals, the network {inputs} inputs")
        polyhedra = [self.lines.next("unsafe")[0] for _ in range(unsafe)]
        for polyhedron in polyhedra:
            for terms, count in [(row[k], (inputs, outputs)[k]) for row in polyhedron for k in (0, 1)]:
                if terms and terms[-1][0] >= count:
                    raise Invalid(f"a term has the index {terms[-1][0]}, expected one below {count}")
        return box, polyhedra

    @property
    def source(self):
        return f" (property noted as {self.vnnlib[:12]})" if self.vnnlib else ""


class PropertyViolated(Property):
    """The claim that a witness lies in a box and its output in an unsafe polyhedron of that box."""

    def check(self):
        point, output, group, polyhedron = self.lines.next("witness")
        self.lines.finish()
        if len(point) != self.network.inputs or output != evaluate(self.network, point):
            raise Invalid("the output is not that of the network at the witness")
        if group >= len(self.groups) or any(not low <= x <= high for x, (low, high) in zip(point, self.groups[group][0])):
            raise Invalid(f"the witness is not in the box of a group {group}")
        if polyhedron >= len(self.groups[group][1]):
            raise Invalid(f"group {group} has no polyhedron {polyhedron}")
        for index, (inputs, outputs, bound) in enumerate(self.groups[group][1][polyhedron]):
            if sum(a * point[j] for j, a in inputs) + sum(c * output[k] for k, c in outputs) > bound:
                raise Invalid(f"the witness and its output do not satisfy row {index} of polyhedron {polyhedron}")
        return (f"the property is violated: the witness lies in box {group} of {len(self.groups)} and leads into its unsafe polyhedron {polyhedron} "
                f"for network {self.digest[:12]}{self.source}")


def evaluate(network, point):
    """The output of a network at a point."""
    values = network.propagate([([x.numerator], x.denominator) if x else None for x in point], 1,
                               lambda layer, neuron, form: form is not None and form[0][0] > 0)
    forms = [values[s[0]][s[1]] if isinstance(s, tuple) else ([s.numerator], s.denominator) for s in network.outputs]
    return [Fraction(form[0][0], form[1]) if form else Fraction(0) for form in forms]
