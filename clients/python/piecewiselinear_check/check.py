"""The checks of the kind point-regions, in the order of docs/certificates.md."""

import io
import math
import os
from fractions import Fraction

from .certificate import Lines
from .counting import RegionCount
from .geometry import Row, Space, common, region_rows, weighted_sum
from .network import Affine, load
from .proofs import PropertyHolds
from .properties import PropertyViolated
from .values import Invalid, spell_row, step

ROOT_BITS = 256


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
        kinds = {"region-count": RegionCount, "property-holds": PropertyHolds, "property-violated": PropertyViolated}
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


class Region:
    """One region: its interior point, its facets and redundant rows, its largest ball."""

    def __init__(self, claim, evidence):
        self.space = claim.space
        self.at = claim.at
        self.pattern, self.interior, self.facets, self.redundant, self.ball = evidence
        self.rows = region_rows(claim.network, claim.space, self.pattern)

    def check(self):
        """Checks everything; returns the names of the rows that are not identically zero."""
        inside = self.space.coordinates("the interior point", self.interior)
        for name, row in self.rows.items():
            if row.slack(inside) <= 0:
                raise Invalid(f"the interior point is not strictly inside row {spell_row(name)}")
            if row.slack(self.at) < 0:
                raise Invalid(f"the point violates row {spell_row(name)}, so it is not in the closure")
        if self.facets is not None:
            self._check_facets(inside)
        if self.ball is not None:
            self._check_ball(*self.ball)
        return set(self.rows)

    def _check_facets(self, inside):
        places = [name for row, also, _ in self.facets for name in [row, *also]] + [row for row, _ in self.redundant]
        if len(places) != len(set(places)) or set(places) != set(self.rows):
            odd = set(places) ^ set(self.rows) or {name for name in places if places.count(name) > 1}
            raise Invalid(f"row {spell_row(min(odd))} is not exactly once a facet, a multiple of one, or redundant")
        slacks = {name: row.slack(inside) for name, row in self.rows.items()}
        for name, also, moves in self.facets:
            if not self.rows[name].normal or any(other < name for other in also):
                raise Invalid(f"facet {spell_row(name)}: its normal is zero, or it is not the first of its multiples")
            if any(not self.rows[other].normal or not self.rows[other].is_multiple_of(self.rows[name]) for other in also):
                raise Invalid(f"facet {spell_row(name)}: not all rows listed with it are positive multiples of it")
            violated = self._violated(moves, slacks, inside[1])
            if violated != {name, *also}:
                raise Invalid(f"facet {spell_row(name)}: the point beyond violates {', '.join(map(spell_row, sorted(violated))) or 'nothing'}")
        leaders = {name: self.rows[name] for name, _, _ in self.facets}
        for name, multipliers in self.redundant:
            try:
                self._check_redundant(name, multipliers, leaders)
            except Invalid as reason:
                raise Invalid(f"redundant row {spell_row(name)}: {reason}") from None

    def _violated(self, moves, slacks, denominator):
        """The rows that the point a step away from the interior point violates; sides of the box can only be among those at inputs that move."""
        for j, _ in moves:
            if j not in self.space.columns:
                raise Invalid(f"the step moves input {j}, which is fixed or none of the network's")
        distances, scale = common([distance for _, distance in moves])
        columns = {self.space.columns[j]: distance * denominator for (j, _), distance in zip(moves, distances)}
        near = [name for name in self.rows if name[0]] + [(0, j, side) for j, _ in moves for side in (0, 1) if (0, j, side) in self.rows]
        violated = set()
        for name in near:
            normal = self.rows[name].normal
            if len(columns) < len(normal):
                along = sum(distance * normal.get(c, 0) for c, distance in columns.items())
            else:
                along = sum(a * columns.get(c, 0) for c, a in normal.items())
            if slacks[name] * scale < along:
                violated.add(name)
        return violated

    def _check_redundant(self, name, multipliers, leaders):
        row = self.rows[name]
        total, offset, denominator = weighted_sum(len(self.space.free), multipliers, leaders, "a facet")
        bound, unsettled = Fraction(offset, denominator), Fraction(0)
        for column, j in enumerate(self.space.free):
            residual = row.normal.get(column, 0) * denominator - total[column] * row.denominator
            if residual == 0:
                continue
            if self.space.box is None:
                raise Invalid("without a box the multipliers must give the normal exactly")
            upper = residual > 0
            charge = Fraction(residual, denominator * row.denominator)
            bound += charge * self.space.box[j][upper]
            if (0, j, int(upper)) not in leaders:
                unsettled += abs(charge)
        if bound > Fraction(row.offset, row.denominator):
            raise Invalid("the multipliers prove only a weaker bound")
        if name[0] == 0 and unsettled >= 1:
            raise Invalid("it charges redundant sides of the box with a sum of 1 or more")

    def _check_ball(self, norm, center, lower, upper, multipliers, ray):
        if not self.space.free:
            raise Invalid("ball: with every input fixed there is none")
        self._check_inside(norm, self.space.coordinates("the center", center), lower)
        if (upper is None) != (ray is not None) or (upper is None and multipliers):
            raise Invalid("ball: a finite upper bound has multipliers, an infinite one a ray, never both")
        if upper is None:
            direction, _ = self.space.coordinates("the ray", ray, fixed_to_zero=True)
            for name, row in self.rows.items():
                if row.normal and row.along(direction) >= 0:
                    raise Invalid(f"ball: the ray does not lead away from row {spell_row(name)}")
            return
        total, offset, denominator = weighted_sum(len(self.space.free), multipliers, self.rows, "a row of this region")
        scale = sum(weight * self._norm_from_below(norm, self.rows[name]) for name, weight in multipliers)
        bound = Fraction(offset, denominator)
        for column, j in enumerate(self.space.free):
            if total[column] and self.space.box is None:
                raise Invalid("ball: without a box the multipliers must cancel")
            if total[column]:
                bound -= Fraction(total[column], denominator) * self.space.box[j][total[column] < 0]
        if scale <= 0 or upper * scale < bound:
            raise Invalid("ball: the multipliers do not prove the upper bound")

    def _check_inside(self, norm, center, radius):
        if radius < 0:
            raise Invalid("ball: the radius is negative")
        for name, row in self.rows.items():
            slack = row.slack(center) * radius.denominator
            need = radius.numerator * center[1]
            if norm == "l2":
                inside = slack >= 0 and slack ** 2 >= need ** 2 * sum(a * a for a in row.normal.values())
            else:
                inside = slack >= need * self._dual(norm, row)
            if not inside:
                raise Invalid(f"ball: it is not inside row {spell_row(name)}")

    @staticmethod
    def _dual(norm, row):
        sizes = [abs(a) for a in row.normal.values()]
        return sum(sizes) if norm == "linf" else max(sizes, default=0)

    def _norm_from_below(self, norm, row):
        """The dual norm of the row's normal; for l2 content * sqrt(s), the root rounded down to a multiple of 2^-256."""
        if norm != "l2":
            return Fraction(self._dual(norm, row), row.denominator)
        content = math.gcd(*row.normal.values())
        if content == 0:
            return Fraction(0)
        square = sum((a // content) ** 2 for a in row.normal.values())
        return Fraction(content * math.isqrt(square << 2 * ROOT_BITS), row.denominator << ROOT_BITS)
