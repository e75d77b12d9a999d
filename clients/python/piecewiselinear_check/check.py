"""The checks of the kind point-regions, in the order of docs/certificates.md."""

import io
import math
import os

from .certificate import Lines
from .counting import RegionCount
from .geometry import Row, Space, weighted_sum
from .network import Affine, load
from .proofs import PropertyHolds
from .properties import PropertyViolated
from .radius import Radius
from .region import Region
from .values import Invalid, spell_row, step


class Checker:
    """Checks certificates; remembers the networks it has read."""

    def __init__(self):
        self._networks = {}

    def check(self, model, certificate):
        """The claim in words if the certificate (bytes, or a binary file to read from) proves it about the network in the file; raises Invalid or
        BadInput otherwise."""
        key = model, os.stat(model).st_mtime_ns if os.path.exists(model) else 0
        if key not in self._networks:
            self._networks[key] = load(model)
        network, digest = self._networks[key]
        lines = Lines(io.BytesIO(certificate) if isinstance(certificate, bytes) else certificate, digest)
        kinds = {"region-count": RegionCount, "property-holds": PropertyHolds, "property-violated": PropertyViolated, "radius": Radius}
        return kinds.get(lines.kind, PointRegions)(network, lines).check()


def outward(value, end):
    """The float64 nearest to a number >= 0 among those between it and the end (an infinity)."""
    try:
        nearest = float(value)
    except OverflowError:
        nearest = math.inf
    wrong = nearest > value if end < 0 else nearest < value
    return math.nextafter(nearest, end) if wrong else nearest


class PointRegions:
    """The claim that the listed regions are all (or some of) those whose closure contains the point."""

    def __init__(self, network, lines):
        self.network = network
        self.lines = lines
        (_, _, self.digest, _, self.point, box, self.signs, self.complete, splits, regions) = lines.next("format")
        if box is not None and len(box) != network.inputs:
            raise Invalid(f"the box has {len(box)} intervals, the network {network.inputs} inputs")
        self.space = Space(network.inputs, box)
        self.splits = [lines.next("split") for _ in range(splits)]
        self.regions = [self._read_region() for _ in range(regions)]
        lines.finish()

    def _read_region(self):
        pattern, interior, facets, redundant, ball = self.lines.next("region")
        if (facets is None) != (redundant is None):
            raise Invalid("facets and redundant are both counts or both null")
        lists = {}
        for kind, count in ("facet", facets), ("redundant", redundant):
            lists[kind] = None if count is None else [self.lines.next(kind) for _ in range(count)]
            names = [entry[0] for entry in lists[kind] or []]
            if any(a >= b for a, b in zip(names, names[1:])):
                raise Invalid(f"the {kind} lines of a region are not in ascending order")
        if facets is not None:
            lists["facet"] = [(name, also, step(unit, parts)) for name, also, unit, parts in lists["facet"]]
        return pattern, interior, lists["facet"], lists["redundant"], self.lines.next("ball") if ball else None

    def check(self):
        widths = self.network.widths
        for what, word in [("the signs", self.signs)] + [(f"the pattern of region {i}", r[0]) for i, r in enumerate(self.regions)]:
            if [len(layer) for layer in word] != widths:
                raise Invalid(f"{what} do not have the shape of the hidden layers {widths}")
        if not self.regions:
            raise Invalid("no region is listed, but every point has one")
        self.at = self.space.coordinates("the point", self.point)
        if any(side.slack(self.at) < 0 for side in self.space.sides().values()):
            raise Invalid("the point is outside of the box")
        self.zero = self._check_signs()
        self._check_list()
        walls = set()
        for index, region in enumerate(self.regions):
            try:
                walls |= Region(self, region).check()
            except Invalid as reason:
                raise Invalid(f"region {index}: {reason}") from None
        for layer, neuron in self.zero:
            if (self.signs[layer][neuron] == "*") != ((1, layer, neuron) in walls):
                raise Invalid(f"the sign of neuron {layer}:{neuron} is wrong: * stands for a wall, 0 for one identically zero around the point")
        return self._words()

    def _check_signs(self):
        """Recomputes the signs at the point; returns the neurons that are zero there."""
        zero = set()

        def phase(layer, neuron, form):
            value = 0 if form is None else form[0][0]
            sign = self.signs[layer][neuron]
            if sign not in ("1" if value > 0 else "0" if value < 0 else "0*"):
                raise Invalid(f"the sign of neuron {layer}:{neuron} at the point is not {sign}")
            if value == 0:
                zero.add((layer, neuron))
            return value > 0

        self.network.propagate([([v.numerator], v.denominator) if v else None for v in self.point], 1, phase)
        return zero

    def _check_list(self):
        """The listed regions are distinct, and all of them if the list claims to be complete."""
        patterns = ["".join(region[0]) for region in self.regions]
        if not self.complete:
            if self.splits:
                raise Invalid("an incomplete list has no splits")
            if any(a <= b for a, b in zip(patterns, patterns[1:])):
                raise Invalid("the regions are not in descending order of their patterns, each once")
            return
        self.remaining_splits = iter(self.splits)
        leaves = list(self._leaves())
        if leaves != patterns:
            raise Invalid(f"the {len(leaves)} leaves of the split tree are not the {len(patterns)} listed regions")
        if next(self.remaining_splits, None) is not None:
            raise Invalid("a split belongs to no cone")

    def _leaves(self):
        """The patterns on the cones of directions at the point, Active side first. A state is (values, phases as a string, cone rows)."""
        cone = {name: side for name, side in self.space.sides().items() if side.slack(self.at) == 0}
        pending = [([self.space.directions()], "", cone)]
        found = 0
        while pending:
            values, phases, cone = pending.pop()
            while len(values) < len(self.network.stages):
                stage = self.network.stages[len(values)]
                if isinstance(stage, Affine):
                    values = values + [self.network.advance(values, len(self.space.free), constant=False)]
                    continue
                layer = sum(not isinstance(s, Affine) for s in self.network.stages[1:len(values)])
                before = sum(self.network.widths[:layer])
                forms = [values[s][i] for s, i in stage.sources]
                for neuron in range(len(phases) - before, len(forms)):
                    form = forms[neuron]
                    if (layer, neuron) not in self.zero:
                        phases += "1" if self.signs[layer][neuron] == "1" else "0"
                    elif form is None:
                        phases += "0"
                    else:
                        for phase in reversed(self._sides(layer, neuron, form, cone)):
                            sign = -1 if phase == "1" else 1
                            inside = {**cone, (1, layer, neuron): Row([sign * v for v in form[0]], 0, form[1])}
                            pending.append((values, phases + phase, inside))
                        _, phases, cone = pending.pop()
                values = values + [[f if phases[before + i] == "1" else None for i, f in enumerate(forms)]]
            found += 1
            if found > len(self.regions):
                raise Invalid("the split tree has more leaves than there are listed regions")
            yield phases

    def _sides(self, layer, neuron, form, cone):
        """The sides that the cone enters, by the next split; an excluded side is refuted: the cone's rows add up to it."""
        split = next(self.remaining_splits, None)
        if split is None or split[0] != (1, layer, neuron):
            raise Invalid(f"expected a split at neuron {layer}:{neuron}, found {spell_row(split[0]) if split else 'none'}")
        _, sides, refutation = split
        if sides == "both":
            if refutation:
                raise Invalid(f"split at {layer}:{neuron}: nothing is to refute")
            return "10"
        total, _, denominator = weighted_sum(len(self.space.free), refutation, cone, "a row of this cone")
        sign = 1 if sides == "inactive" else -1
        if any(sign * h * denominator != t * form[1] for h, t in zip(form[0], total)):
            raise Invalid(f"split at {layer}:{neuron}: the multipliers do not add up to the refuted side")
        return "1" if sides == "active" else "0"

    def _words(self):
        number = ("exactly" if self.complete else "at least") + f" {len(self.regions)}"
        point = ", ".join(map(str, self.point[:6])) + (", ..." if len(self.point) > 6 else "")
        parts = [f"the point ({point}) lies in the closure of {number} linear region(s) of network {self.digest[:12]}"
                 + (" on the whole space" if self.space.box is None else " in the box")]
        for index, (_, _, facets, _, ball) in enumerate(self.regions[:8]):
            facts = [] if facets is None else [f"{len(facets)} facets"]
            if ball:
                facts.append(f"inscribed {ball[0]} ball of radius {'unbounded' if ball[3] is None else f'[{outward(ball[2], -math.inf)!r}, {outward(ball[3], math.inf)!r}]'}")
            parts.append(f"region {index}: {', '.join(facts) or 'not empty'}")
        return "; ".join(parts)
