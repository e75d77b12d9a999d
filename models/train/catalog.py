"""The bundled models: what each is, its data, its box. Standard library only; how they are trained is in recipes.py."""
import pathlib
from collections.abc import Callable
from dataclasses import dataclass

import data

MODELS = pathlib.Path(__file__).resolve().parent.parent

_DIGITS_ORIGIN = """\
The data are the 8×8 handwritten digits that ship with scikit-learn (`sklearn/datasets/data/digits.csv.gz`, 1797 images), a copy of the test set of
*Optical Recognition of Handwritten Digits* by E. Alpaydin and C. Kaynak (UCI Machine Learning Repository, 1998,
doi:10.24432/C50P49; CC BY 4.0). Pixels, integers from 0 to 16, are divided by 16: all inputs are dyadic and lie in [0, 1]. The images are shuffled with a
fixed seed; 1437 are trained on, 360 are kept for the test. Training and test images may come from the same writers."""

_MADE_UP = """\
The data are drawn by `models/train/data.py` ({what}), 600 points to train with and 400 for the test, rounded to multiples of 1/1024.
No licence is needed for them beyond the project's own."""


@dataclass(frozen=True)
class Entry:
    """One model. `box` is the domain that its facts are about, `data` gives (training, test), `points` are samples where there are no data."""
    title: str
    origin: str
    box: tuple
    data: Callable[[], tuple] | None = None
    points: tuple = ()


def _digits(title):
    return Entry(title, _DIGITS_ORIGIN, ((0, 1),) * 64, data.digits)


CATALOG = {
    "digits": _digits("Handwritten digits: two hidden layers of 32."),
    "digits-batchnorm": _digits("Handwritten digits: two hidden layers of 32, each with batch normalization before its Relu; the nodes are kept, not folded."),
    "digits-dropout": _digits("Handwritten digits: two hidden layers of 32, each followed by dropout (ratio 1/4) in training; the nodes are kept and do nothing at inference."),
    "digits-conv": _digits("Handwritten digits: two convolutions with stride 2 (4, then 8 filters of 3×3) and a dense layer."),
    "digits-residual": _digits("Handwritten digits: a convolution with stride 2 (6 filters of 3×3), a residual block with batch normalization, an average over 3×3 and a dense layer."),
    "moons": Entry(
        "Two interleaved half circles in the plane; two outputs.",
        _MADE_UP.format(what="two half circles with normal noise of standard deviation 0.1"), ((-1.5, 2.5), (-1, 1.5)), data.moons),
    "xor": Entry(
        "Opposite quadrants of the plane alike; one output, positive where the signs of x and y differ.",
        _MADE_UP.format(what="uniform on the square [-1, 1]² without a margin of 1/16 round the axes"), ((-1, 1),) * 2, data.xor),
    "annulus": Entry(
        "A disk against the ring round it; one output, positive on the disk.",
        _MADE_UP.format(what="uniform on a disk of radius 3/4 and on the ring of radii 1 to 3/2"), ((-2, 2),) * 2, data.annulus),
    "demo-2-4-1": Entry(
        "The smallest network worth looking at: two inputs, four neurons, one output.",
        "Not trained: the weights are random (numpy, seed 42, rounded to float32). The file is a copy of `models/golden/g_seed1_demo.onnx`.",
        ((-2, 2),) * 2, points=((0, 0), (0.5, -1), (-1.5, 1.25), (1.75, 1.75))),
}


def samples(entry):
    """[(file name, point, label or None)]: the first test example of each digit, two of each class in the plane, or the given points."""
    if entry.data is None:
        return [(f"point-{at}.txt", list(point), None) for at, point in enumerate(entry.points)]
    _, test = entry.data()
    by_label = {}
    for point, label in test:
        by_label.setdefault(label, []).append(point)
    if len(by_label) == 10:
        return [(f"digit-{label}.txt", by_label[label][0], label) for label in sorted(by_label)]
    chosen = [(point, label) for label in sorted(by_label) for point in by_label[label][:2]]
    return [(f"point-{at}.txt", point, label) for at, (point, label) in enumerate(chosen)]
