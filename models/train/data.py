"""The data that the models are trained and tested on: plain Python, the same lists on every machine.

Each set is a pair (training, test) of lists of (point, label). All coordinates are dyadic, so they are exact as float32.
"""
import csv
import gzip
import importlib.util
import math
import pathlib
import random

GRID = 1024  # made-up points are rounded to multiples of 1/1024


def digits():
    """8x8 handwritten digits, pixels divided by 16 so that they lie in [0, 1]: 1437 to train with, 360 to test with.

    The file ships with scikit-learn; it is read directly, so neither scikit-learn nor numpy has to be imported.
    Raises FileNotFoundError where scikit-learn is not installed.
    """
    package = importlib.util.find_spec("sklearn")
    if package is None:
        raise FileNotFoundError("the digits ship with scikit-learn (Debian: python3-sklearn), which is not installed")
    file = pathlib.Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"
    with gzip.open(file, "rt", encoding="ascii") as lines:
        rows = [[int(float(cell)) for cell in row] for row in csv.reader(lines)]
    examples = [([pixel / 16 for pixel in row[:64]], row[64]) for row in rows]
    random.Random(8).shuffle(examples)
    return examples[360:], examples[:360]


def moons():
    """Two interleaved half circles with normal noise (standard deviation 0.1)."""
    source = random.Random(1)

    def draw():
        label = source.randrange(2)
        turn = source.uniform(0, math.pi)
        x, y = (math.cos(turn), math.sin(turn)) if label == 0 else (1 - math.cos(turn), 0.5 - math.sin(turn))
        return [x + source.gauss(0, 0.1), y + source.gauss(0, 0.1)], label

    return _sample(draw)


def xor():
    """The square [-1, 1]^2 without a margin round the axes; label 1 where the signs of x and y differ."""
    source = random.Random(2)

    def draw():
        x, y = (source.choice((-1, 1)) * source.uniform(0.0625, 1) for _ in range(2))
        return [x, y], int((x < 0) != (y < 0))

    return _sample(draw)


def annulus():
    """Label 1: a disk of radius 3/4 round the origin. Label 0: the ring round it, of radii 1 to 3/2. Uniform by area."""
    source = random.Random(3)

    def draw():
        label = source.randrange(2)
        inner, outer = (0, 0.75) if label == 1 else (1, 1.5)
        radius = math.sqrt(source.uniform(inner * inner, outer * outer))
        turn = source.uniform(0, 2 * math.pi)
        return [radius * math.cos(turn), radius * math.sin(turn)], label

    return _sample(draw)


def _sample(draw, training=600, test=400):
    def rounded():
        point, label = draw()
        return [round(coordinate * GRID) / GRID for coordinate in point], label

    return [rounded() for _ in range(training)], [rounded() for _ in range(test)]
