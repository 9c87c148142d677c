"""Imports `torchvision.models` where torchvision's compiled part is absent or does not match.

Importing torchvision registers shapes for operators that its compiled part would define; those for
detection, which no classifier uses, are declared here instead.
"""

import torch

library = torch.library.Library("torchvision", "FRAGMENT")
for operator in ("nms", "qnms"):
    try:
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    except RuntimeError:
        pass  # The compiled part is there and has defined it.

import torchvision  # noqa: E402
from torchvision import models  # noqa: E402

VERSION = torchvision.__version__

__all__ = ["models", "VERSION"]
