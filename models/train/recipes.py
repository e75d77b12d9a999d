"""How each model is trained. The only place with architectures and hyperparameters."""
from collections.abc import Callable
from dataclasses import dataclass

from torch import nn


@dataclass(frozen=True)
class Recipe:
    """An untrained network and how long to train it (Adam, weight decay 1e-4, cosine learning rate)."""
    network: Callable[[], nn.Module]
    input_shape: tuple
    epochs: int
    rate: float = 3e-3
    batch: int = 32
    seed: int = 1

    def __str__(self):
        return (f"Adam, {self.epochs} epochs, batches of {self.batch}, learning rate {self.rate:g} falling along a cosine, "
                f"weight decay 1e-4, seed {self.seed}")


def _dense(*widths, before_relu=lambda width: [], after_relu=lambda width: []):
    """Linear layers with Relu between them, and perhaps something before or after each Relu."""
    modules = []
    for before, after in zip(widths, widths[1:-1]):
        modules += [nn.Linear(before, after), *before_relu(after), nn.ReLU(), *after_relu(after)]
    return nn.Sequential(*modules, nn.Linear(*widths[-2:]))


def _convolutional():
    return nn.Sequential(
        nn.Conv2d(1, 4, kernel_size=3, stride=2, padding=1), nn.ReLU(),
        nn.Conv2d(4, 8, kernel_size=3, stride=2, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(8 * 2 * 2, 10))


class _Residual(nn.Module):
    """x + two convolutions of x, then a Relu."""

    def __init__(self, channels):
        super().__init__()
        self.inner = nn.Sequential(
            nn.Conv2d(channels, channels, kernel_size=3, padding=1), nn.BatchNorm2d(channels), nn.ReLU(),
            nn.Conv2d(channels, channels, kernel_size=3, padding=1))
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(x + self.inner(x))


def _residual():
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=3, stride=2, padding=1), nn.ReLU(), _Residual(6),
        nn.AvgPool2d(kernel_size=3, stride=1), nn.Flatten(), nn.Linear(6 * 2 * 2, 10))


RECIPES = {
    "digits": Recipe(lambda: _dense(64, 32, 32, 10), (64,), epochs=40),
    "digits-batchnorm": Recipe(lambda: _dense(64, 32, 32, 10, before_relu=lambda width: [nn.BatchNorm1d(width)]), (64,), epochs=40),
    "digits-dropout": Recipe(lambda: _dense(64, 32, 32, 10, after_relu=lambda width: [nn.Dropout(0.25)]), (64,), epochs=40),
    "digits-conv": Recipe(_convolutional, (1, 8, 8), epochs=60, rate=5e-3),
    "digits-residual": Recipe(_residual, (1, 8, 8), epochs=60, rate=5e-3),
    "moons": Recipe(lambda: _dense(2, 16, 16, 2), (2,), epochs=60),
    "xor": Recipe(lambda: _dense(2, 8, 8, 1), (2,), epochs=150),
    "annulus": Recipe(lambda: _dense(2, 16, 16, 1), (2,), epochs=60),
}
