"""Exports small PyTorch models to ONNX as users do, in several opsets. Usage: make_torch_models.py FOLDER. Needs Debian's python3-torch."""

import pathlib
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional

warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[1])
torch.manual_seed(5)
torch.set_num_threads(1)


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.inner = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(),
            nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after))
        self.shortcut = nn.Sequential() if before == after else nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x):
        return functional.relu(self.inner(x) + self.shortcut(x))


class Dense(nn.Module):
    """A dense block, a view by computed sizes, chunks and a clamp: what scripts really contain."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.last = nn.Conv2d(2, 3, 3, padding=1), nn.Conv2d(5, 4, 3, padding=1), nn.Linear(6, 3)
        self.register_buffer("mean", torch.tensor([0.5, 0.25]).view(1, 2, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.3, 0.7]).view(1, 2, 1, 1))

    def forward(self, x):
        x = (x - self.mean) / self.deviation
        x = self.b(torch.cat([x, functional.leaky_relu(self.a(x), 0.1)], 1))
        left, right = x.chunk(2, 1)
        x = torch.max(left, right).clamp(-1, 2)
        x = x.mean(3)[:, :, 1:4]
        return self.last(functional.hardtanh(x.contiguous().view(x.size(0), -1))).abs()


class Upsampling(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Conv2d(1, 3, 3, 2, 1), nn.ConvTranspose2d(3, 2, 3, 2, 1, output_padding=1)
        self.slope = nn.PReLU(2)

    def forward(self, x):
        return functional.adaptive_avg_pool2d(self.slope(self.up(functional.relu6(self.down(functional.pad(x, (1, 1, 0, 2)))))), 1).flatten(1)


MODELS = {
    "mlp": (nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 8), nn.Hardsigmoid(), nn.Linear(8, 3)), (5,)),
    "cnn": (nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, padding=1, groups=2), nn.BatchNorm2d(6), nn.LeakyReLU(),
                          nn.AvgPool2d(3, 2, 1), nn.Flatten(), nn.Dropout(), nn.Linear(24, 4)), (1, 8, 8)),
    "resnet": (nn.Sequential(nn.Conv2d(1, 4, 3, 1, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), Block(4, 4, 1), Block(4, 6, 2),
                             nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 3)), (1, 6, 6)),
    "dense": (Dense(), (2, 5, 5)),
    "upsampling": (Upsampling(), (1, 4, 6)),
}

for name, (model, shape) in MODELS.items():
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.running_mean.normal_(0, 0.5)
            module.running_var.uniform_(0.3, 2)
    model.eval()
    for opset in (9, 11, 13, 16):
        for folding in (True, False):
            if opset == 9 and name == "mlp":
                continue  # Hardsigmoid cannot be exported so early
            torch.onnx.export(
                model, torch.zeros(1, *shape), folder / f"{name}_{opset}_{'folded' if folding else 'plain'}.onnx", opset_version=opset,
                do_constant_folding=folding, training=torch.onnx.TrainingMode.EVAL if folding else torch.onnx.TrainingMode.PRESERVE,
                input_names=["x"], output_names=["y"], dynamic_axes=None if folding else {"x": {0: "batch"}})
