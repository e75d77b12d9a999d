"""Every linear region of a fully connected network on a rectangle, exactly: polygons split by neurons, layer by layer.

A *region* is a maximal set with one activation pattern whose interior is two-dimensional. Neurons are taken in order; a neuron's
pre-activation is affine on each polygon that the neurons before it have left, so its zero set cuts the polygon in two, or touches it, or
misses it. All numbers are Fractions; nothing is compared with a tolerance.
"""
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from math import gcd


@dataclass(frozen=True)
class Region:
    """vertices: counterclockwise, no three on a line. pattern: a string of 0 and 1 per hidden layer. rows: of the map (a, b, c): a x + b y + c."""
    vertices: tuple
    pattern: tuple
    rows: tuple


def layers_of(graph):
    """[(W, b)] of a network made of Gemm(transB) and Relu only, as Fractions."""
    kinds = [node.operator for node in graph.nodes]
    if kinds != ["Gemm", "Relu"] * (len(kinds) // 2) + ["Gemm"]:
        raise ValueError(f"expected Gemm and Relu in turn, ending with Gemm; found {', '.join(kinds)}")
    layers = []
    for node in graph.nodes[::2]:
        weights, bias = (graph.initializers[name] for name in node.inputs[1:3])
        if not node.attributes.get("transB", 0):
            raise ValueError("expected Gemm with transB = 1")
        width = weights.shape[1]
        rows = [[Fraction(v) for v in weights.values[at:at + width]] for at in range(0, len(weights.values), width)]
        layers.append((rows, [Fraction(v) for v in bias.values]))
    return layers


def levels(layers, box):
    """[the box] + [the regions after each hidden layer], each a list of Region with its map up to that layer."""
    (x0, x1), (y0, y1) = [[Fraction(bound) for bound in side] for side in box]
    start = Region(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), (), ((1, 0, 0), (0, 1, 0)))
    result = [[start]]
    for weights, bias in layers[:-1]:
        result.append([part for region in result[-1] for part in _split(region, weights, bias)])
    weights, bias = layers[-1]
    result[-1] = [Region(r.vertices, r.pattern, _compose(weights, bias, r.rows)) for r in result[-1]]
    return result


def value(row, point):
    """a x + b y + c."""
    return row[0] * point[0] + row[1] * point[1] + row[2]


def cut(vertices, row):
    """(the part where row <= 0, the part where row >= 0) of a convex polygon; None for a part without interior."""
    values = [value(row, vertex) for vertex in vertices]
    if all(v <= 0 for v in values):
        return vertices, None
    if all(v >= 0 for v in values):
        return None, vertices
    below, above = [], []
    for at, here in enumerate(values):
        after = values[(at + 1) % len(values)]
        if here <= 0:
            below.append(vertices[at])
        if here >= 0:
            above.append(vertices[at])
        if here * after < 0:
            (px, py), (qx, qy), t = vertices[at], vertices[(at + 1) % len(values)], here / (here - after)
            crossing = (px + t * (qx - px), py + t * (qy - py))
            below.append(crossing)
            above.append(crossing)
    return tuple(below), tuple(above)


def zero_segment(vertices, row):
    """The segment where row = 0 inside a convex polygon, as two points, or None."""
    below, above = cut(vertices, row)
    if below is None or above is None:
        return None
    ends = [vertex for vertex in below if value(row, vertex) == 0]
    return tuple(ends)


def neighbor_pairs(regions):
    """The set of pairs (i, j), i < j, of regions that share a piece of wall of positive length."""
    by_line = defaultdict(list)
    for index, region in enumerate(regions):
        for p, q in zip(region.vertices, region.vertices[1:] + region.vertices[:1]):
            line, s, t = _on_line(p, q)
            by_line[line].append((min(s, t), max(s, t), s < t, index))
    pairs = set()
    for edges in by_line.values():
        edges.sort()
        for at, (_, end, forward, i) in enumerate(edges):
            for start, _, other_forward, j in edges[at + 1:]:
                if start >= end:
                    break
                if forward != other_forward:  # counterclockwise polygons on two sides of a line run along it in two directions
                    pairs.add((min(i, j), max(i, j)))
    return pairs


def hamming_pairs(regions):
    """How many pairs of patterns differ in exactly one bit."""
    patterns = {"".join(region.pattern) for region in regions}
    return sum(p[:at] + "1" + p[at + 1:] in patterns for p in patterns for at, bit in enumerate(p) if bit == "0")


def statistics(layers, box):
    """The numbers that golden.json knows about, for one network."""
    by_level = levels(layers, box)
    regions = by_level[-1]
    return {
        "regions": len(regions),
        "per_layer": [len(level) for level in by_level[1:]],
        "facet_incidences_incl_box": sum(len(region.vertices) for region in regions),
        "interior_facet_pairs": len(neighbor_pairs(regions)),
        "hamming1_pairs": hamming_pairs(regions),
        "distinct_affine_maps": len({region.rows for region in regions}),
        "polygon_vertices_hist": {str(k): n for k, n in sorted(Counter(len(r.vertices) for r in regions).items())},
        "cells_crossed_by_f0": sum(zero_segment(r.vertices, _decision(r.rows)) is not None for r in regions),
    }


def _decision(rows):
    """f itself for one output, the difference of the two for two; None is not needed, as no bundled plane network has more."""
    return rows[0] if len(rows) == 1 else tuple(p - q for p, q in zip(rows[1], rows[0]))


def _split(region, weights, bias):
    """The parts of a region of one layer that the next layer's neurons make, each with its map after the Relu."""
    before = _compose(weights, bias, region.rows)
    parts = [(region.vertices, "")]
    for row in before:
        following = []
        for vertices, bits in parts:
            below, above = (vertices, None) if not any(row) else cut(vertices, row)
            following += [(side, bits + bit) for side, bit in ((below, "0"), (above, "1")) if side]
        parts = following
    zero = (Fraction(0),) * 3
    return [Region(vertices, region.pattern + (bits,), tuple(row if bit == "1" else zero for row, bit in zip(before, bits)))
            for vertices, bits in parts]


def _compose(weights, bias, rows):
    active = [(k, row) for k, row in enumerate(rows) if any(row)]
    return tuple(
        (sum((w[k] * row[0] for k, row in active), Fraction(0)),
         sum((w[k] * row[1] for k, row in active), Fraction(0)),
         sum((w[k] * row[2] for k, row in active), b))
        for w, b in zip(weights, bias))


def _on_line(p, q):
    """(the line through p and q as three coprime integers with a fixed sign, the positions of p and q along it)."""
    a, b = p[1] - q[1], q[0] - p[0]
    c = -(a * p[0] + b * p[1])
    scale = a.denominator * b.denominator * c.denominator
    integers = [int(n * scale) for n in (a, b, c)]
    divisor = gcd(*integers) * (1 if (integers[0], integers[1]) > (0, 0) else -1)
    along = 0 if b != 0 else 1
    return tuple(n // divisor for n in integers), p[along], q[along]
