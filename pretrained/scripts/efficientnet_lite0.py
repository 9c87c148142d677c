"""EfficientNet-Lite0 in plain PyTorch: what the committed weights and fixtures are checked with.

Source: the network of "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
2019, arXiv:1905.11946, table 1, in its Lite form: no squeeze-and-excitation, ReLU6 for Swish, and
TensorFlow's "SAME" padding, which puts the odd pixel below and to the right. Parameter names are
those of the checkpoint.
"""

from pathlib import Path

import numpy
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

IMAGE_SIZE = 224
CROP_FRACTION = 0.875
MEAN = 0.5
STANDARD_DEVIATION = 0.5
BATCH_NORM_EPSILON = 1e-3

# (repeats, kernel size, stride of the first, expansion, output channels)
STAGES = [
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
]


class SamePaddingConvolution(nn.Conv2d):
    """Without bias; the output is `ceil(size / stride)`, as TensorFlow's "SAME" makes it."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1):
        super().__init__(inputs, outputs, kernel, stride=stride, groups=groups, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        padding = []
        for size in (x.shape[3], x.shape[2]):
            total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            padding += [total // 2, total - total // 2]
        return super().forward(functional.pad(x, padding))


def batch_norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=BATCH_NORM_EPSILON)


class InvertedBottleneck(nn.Module):
    """Expand (1×1), filter each channel, project (1×1); plus the input where shapes agree."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int):
        super().__init__()
        width = inputs * expansion
        self.expands = expansion != 1
        if self.expands:
            self._expand_conv = SamePaddingConvolution(inputs, width, 1)
            self._bn0 = batch_norm(width)
        self._depthwise_conv = SamePaddingConvolution(width, width, kernel, stride, groups=width)
        self._bn1 = batch_norm(width)
        self._project_conv = SamePaddingConvolution(width, outputs, 1)
        self._bn2 = batch_norm(outputs)
        self.adds_input = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = functional.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.adds_input else y


class EfficientNetLite0(nn.Module):
    def __init__(self, classes: int = 1000):
        super().__init__()
        self._conv_stem = SamePaddingConvolution(3, 32, 3, stride=2)
        self._bn0 = batch_norm(32)
        blocks, inputs = [], 32
        for repeats, kernel, stride, expansion, outputs in STAGES:
            for repeat in range(repeats):
                first_stride = stride if repeat == 0 else 1
                blocks.append(InvertedBottleneck(inputs, outputs, kernel, first_stride, expansion))
                inputs = outputs
        self._blocks = nn.Sequential(*blocks)
        self._conv_head = SamePaddingConvolution(320, 1280, 1)
        self._bn1 = batch_norm(1280)
        self._fc = nn.Linear(1280, classes)

    def features(self, x: Tensor) -> Tensor:
        """`[batch, 3, height, width]` to the pooled `[batch, 1280]` that the classifier sees."""
        x = functional.relu6(self._bn0(self._conv_stem(x)))
        x = functional.relu6(self._bn1(self._conv_head(self._blocks(x))))
        return x.mean(dim=(2, 3))

    def forward(self, x: Tensor) -> Tensor:
        return self._fc(self.features(x))


def network_with(weights: dict[str, Tensor]) -> EfficientNetLite0:
    """The network in inference mode, in single precision whatever `weights` are stored in."""
    network = EfficientNetLite0()
    missing, unexpected = network.load_state_dict(
        {name: tensor.float() for name, tensor in weights.items()}, strict=False
    )
    # Only the counters of training steps may be absent: inference never reads them.
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing or unexpected:
        raise ValueError(f"not EfficientNet-Lite0: missing {missing}, unexpected {unexpected}")
    return network.eval()


def preprocess(path: Path) -> Tensor:
    """`[3, 224, 224]`: RGB, the shorter side resized to 256 pixels (bicubic), the central 224×224,
    `(value / 255 - 0.5) / 0.5`.
    """
    image = Image.open(path).convert("RGB")
    shorter = round(IMAGE_SIZE / CROP_FRACTION)
    scale = shorter / min(image.size)
    width, height = (round(side * scale) for side in image.size)
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    left, top = (width - IMAGE_SIZE) // 2, (height - IMAGE_SIZE) // 2
    image = image.crop((left, top, left + IMAGE_SIZE, top + IMAGE_SIZE))
    pixels = numpy.asarray(image, dtype=numpy.float32) / 255
    return torch.from_numpy((pixels - MEAN) / STANDARD_DEVIATION).permute(2, 0, 1).contiguous()


@torch.inference_mode()
def features_of(network: EfficientNetLite0, paths: list[Path], batch: int = 32) -> Tensor:
    """`[paths, 1280]`, in the order of `paths`."""
    return torch.cat([
        network.features(torch.stack([preprocess(path) for path in paths[start : start + batch]]))
        for start in range(0, len(paths), batch)
    ])
