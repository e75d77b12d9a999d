"""One listed region of the kind point-regions."""

import math
from fractions import Fraction

from .geometry import common, region_rows, weighted_sum
from .values import Invalid, spell_row

ROOT_BITS = 256


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
