"""What is in each picture of docs/theory.md."""
import json
from fractions import Fraction

from plain import onnx_file, polygons
from svg import BOUNDARY, FIRST, INK, SECOND, Panel, Picture, center, tint

SIDE, GAP, TOP = 300, 24, 34


def draw_all(models, folder):
    """Writes every picture; returns the file names."""
    scenes = {
        "one-neuron.svg": one_neuron, "one-layer.svg": one_layer, "two-layers.svg": two_layers, "trap.svg": trap,
        "degenerate.svg": degenerate, "nested.svg": nested, "moons.svg": moons,
    }
    for name, scene in scenes.items():
        scene(models).write(folder / name)
    return list(scenes)


class Network:
    """A plane network of models/, with its regions level by level."""

    def __init__(self, models, name):
        if (models / name).is_dir():
            file, box = models / name / f"{name}.onnx", [line.split() for line in (models / name / "samples" / "box.txt").read_text().splitlines()]
        else:
            file, box = models / "golden" / f"{name}.onnx", json.loads((models / "golden" / f"{name}.json").read_text())["box"]
        self.box = [[Fraction(bound) for bound in side] for side in box]
        self.layers = polygons.layers_of(onnx_file.read(file))
        self.levels = polygons.levels(self.layers, self.box)


def one_neuron(models):
    network = Network(models, "demo-2-4-1")
    picture = _sheet("One neuron cuts the plane in two", 2, network.box)
    weights, bias = network.layers[0]
    row = (*weights[3], bias[3])
    whole = network.levels[0][0].vertices
    below, above = polygons.cut(whole, row)
    panel = _panel(picture, 0, network.box, "one neuron: z(x) = ⟨w, x⟩ + b")
    panel.polygon(below, fill="#eef1f4")
    panel.polygon(above, fill=tint(1))
    panel.segment(polygons.zero_segment(whole, row), FIRST, 2.2)
    for part, words in ((below, ("z &lt; 0", "inactive: gives 0")), (above, ("z &gt; 0", "active: gives z"))):
        x, y = center(part)
        for line, content in enumerate(words):
            panel.label((x, y - Fraction(line, 4)), content)
    panel.frame()
    panel = _panel(picture, 1, network.box, "four neurons of one layer: four straight walls")
    for weight, offset in zip(weights, bias):
        panel.segment(polygons.zero_segment(whole, (*weight, offset)), FIRST, 1.8)
    panel.frame()
    return picture


def one_layer(models):
    network = Network(models, "demo-2-4-1")
    picture = _sheet("The nine regions of demo-2-4-1", 1, network.box, side=420)
    panel = _panel(picture, 0, network.box, f"demo-2-4-1: {len(network.levels[-1])} regions and their patterns", side=420)
    for index, region in enumerate(network.levels[-1]):
        panel.polygon(region.vertices, fill=tint(index), stroke=FIRST, width=1.6)
    for region in network.levels[-1]:
        panel.label(center(region.vertices), region.pattern[0], size=10)
    panel.frame()
    return picture


def two_layers(models):
    network = Network(models, "c_2_8x2_1")
    picture = _sheet("The second layer's walls bend at the first layer's", 3, network.box)
    first, second = network.levels[1], network.levels[2]
    families = {region.pattern[0]: index for index, region in enumerate(first)}
    for at, caption in enumerate((f"after layer 1: {len(first)} regions", "one neuron of layer 2, bending", f"after layer 2: {len(second)} regions")):
        panel = _panel(picture, at, network.box, caption)
        if at == 2:
            for index, region in enumerate(second):
                panel.polygon(region.vertices, fill=tint(families[region.pattern[0]], index), stroke=SECOND, width=1)
        for region in first:
            panel.polygon(region.vertices, fill="none" if at == 2 else tint(families[region.pattern[0]]), stroke=FIRST, width=1.6)
        if at == 1:
            for segment in _zero_set(network, first, _longest_neuron(network, first)):
                panel.segment(segment, SECOND, 2.6)
        panel.frame()
    return picture


def trap(models):
    network = Network(models, "g_trap_absx")
    picture = _sheet("One bit apart, and not neighbors", 1, network.box, side=420)
    regions = network.levels[-1]
    pairs = polygons.neighbor_pairs(regions)
    panel = _panel(picture, 0, network.box, f"g_trap_absx: {len(regions)} regions, {len(pairs)} pairs of neighbors, "
                   f"{polygons.hamming_pairs(regions)} pairs one bit apart", side=420)
    for region in regions:
        outer = region.pattern[1] == "1"
        panel.polygon(region.vertices, fill=tint(1, 1) if outer else "#eef1f4", stroke=SECOND, width=1.6)
    for region in network.levels[1]:
        panel.polygon(region.vertices, stroke=FIRST, width=1.8)
    for region in regions:
        panel.label(center(region.vertices), " ".join(region.pattern), size=15, weight="bold" if region.pattern[1] == "1" else "normal")
    panel.frame()
    return picture


def degenerate(models):
    picture = None
    captions = {
        "g_dup": "g_dup: two neurons, one wall", "g_concurrent": "g_concurrent: walls that touch", "g_deadlayer": "g_deadlayer: neurons that vanish on a cell",
    }
    for at, (name, caption) in enumerate(captions.items()):
        network = Network(models, name)
        picture = picture or _sheet("Degenerate networks", 3, network.box)
        panel = _panel(picture, at, network.box, caption)
        for index, region in enumerate(network.levels[-1]):
            dead = name == "g_deadlayer" and "1" not in region.pattern[0]
            panel.polygon(region.vertices, fill="#d5dae0" if dead else tint(index), stroke=SECOND, width=1.6)
        for region in network.levels[1]:
            panel.polygon(region.vertices, stroke=FIRST, width=1.8)
        for region in network.levels[-1]:
            panel.label(center(region.vertices), " ".join(region.pattern), size=12)
        panel.frame()
    return picture


def nested(models):
    """One region of moons and every inequality that describes it."""
    network = Network(models, "moons")
    point = tuple(Fraction(number) for number in (models / "moons" / "samples" / "point-0.txt").read_text().split())
    region, = [r for r in network.levels[-1] if _holds(r.vertices, point)]
    whole = network.levels[0][0].vertices
    layers = _rows_of(network, region)
    facets = [[row for row in rows if _is_facet(region.vertices, row)] for rows in layers]
    picture = _sheet("The nested inequalities of one region", 2, network.box, side=420)
    one = polygons.levels(network.layers[:1] + network.layers[-1:], network.box)
    cell, = [r for r in one[1] if _holds(r.vertices, point)]
    for at in range(2):
        rows, kept = layers[at], facets[at]
        visible = [row for row in rows if polygons.zero_segment(whole, row)]
        caption = (f"layer 1: {len(rows)} inequalities bound a cell" if at == 0
                   else f"layer 2, composed: {len(rows)} more. Of all {2 * len(rows)}, {sum(map(len, facets))} are facets")
        panel = _panel(picture, at, network.box, caption, side=420)
        panel.polygon(cell.vertices, fill=tint(1), stroke=FIRST, width=2.4 if at == 0 else 1.2)
        if at == 1:
            panel.polygon(region.vertices, fill=tint(4, 1))
        for row in visible:
            panel.segment(polygons.zero_segment(whole, row), (FIRST, SECOND)[at], 0.9, " stroke-dasharray='4 3'" if at else "")
        if at == 1:
            for owner, color in zip(facets, (FIRST, SECOND)):
                for p, q in _edges(region.vertices):
                    if any(polygons.value(row, p) == 0 == polygons.value(row, q) for row in owner):
                        panel.segment((p, q), color, 3)
        panel.dot(point)
        panel.frame()
    return picture


def moons(models):
    network = Network(models, "moons")
    picture = _sheet("Every region of the moons network, and its decision boundary", 2, network.box, side=420)
    for at, level in enumerate((1, 2)):
        panel = _panel(picture, at, network.box, f"after layer {level}: {len(network.levels[level])} regions", side=420)
        for region in network.levels[2]:
            row = tuple(p - q for p, q in zip(region.rows[1], region.rows[0]))
            for part, fill in zip(polygons.cut(region.vertices, row), ("#dfeaf5", "#fbe7d3")):
                if part and level == 2:
                    panel.polygon(part, fill=fill)
        if level == 2:
            for region in network.levels[2]:
                panel.polygon(region.vertices, stroke=SECOND, width=0.7)
        for index, region in enumerate(network.levels[1]):
            panel.polygon(region.vertices, fill=tint(index) if level == 1 else "none", stroke=FIRST, width=1)
        if level == 2:
            for region in network.levels[2]:
                row = tuple(p - q for p, q in zip(region.rows[1], region.rows[0]))
                segment = polygons.zero_segment(region.vertices, row)
                if segment:
                    panel.segment(segment, BOUNDARY, 2.6)
        panel.frame()
    return picture


def _sheet(title, panels, box, side=SIDE):
    (x0, x1), (y0, y1) = box
    height = side * (y1 - y0) / (x1 - x0)
    return Picture(title, panels * (side + GAP) + GAP, int(height) + TOP + GAP)


def _panel(picture, at, box, caption, side=SIDE):
    return Panel(picture, box, GAP + at * (side + GAP), TOP, side, caption)


def _zero_set(network, regions, neuron):
    """The pieces of a second-layer neuron's zero set, one per first-layer region that it crosses."""
    weights, bias = network.layers[1]
    forms = [(r.vertices, tuple(sum(w * row[k] for w, row in zip(weights[neuron], r.rows)) + (bias[neuron] if k == 2 else 0) for k in range(3)))
             for r in regions]
    return [segment for vertices, row in forms if any(row) and (segment := polygons.zero_segment(vertices, row))]


def _longest_neuron(network, regions):
    return max(range(len(network.layers[1][1])), key=lambda neuron: len(_zero_set(network, regions, neuron)))


def _rows_of(network, region):
    """Per hidden layer, every neuron's pre-activation as a row (a, b, c) over the input, on this region."""
    result, rows = [], ((1, 0, 0), (0, 1, 0))
    for (weights, bias), bits in zip(network.layers, region.pattern):
        before = [tuple(sum(w * row[k] for w, row in zip(line, rows)) + (b if k == 2 else 0) for k in range(3)) for line, b in zip(weights, bias)]
        result.append(before)
        rows = [row if bit == "1" else (0, 0, 0) for row, bit in zip(before, bits)]
    return result


def _is_facet(vertices, row):
    return any(row) and any(polygons.value(row, p) == 0 == polygons.value(row, q) for p, q in _edges(vertices))


def _edges(vertices):
    return list(zip(vertices, vertices[1:] + vertices[:1]))


def _holds(vertices, point):
    """Whether a counterclockwise convex polygon holds a point in its interior."""
    return all((q[0] - p[0]) * (point[1] - p[1]) - (q[1] - p[1]) * (point[0] - p[0]) > 0 for p, q in _edges(vertices))
