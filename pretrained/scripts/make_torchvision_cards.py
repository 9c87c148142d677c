"""Writes a card for each of torchvision's published weights of the networks that Graft builds.

    python make_torchvision_cards.py [FOLDER]

Everything in them comes from the installed torchvision (0.28): addresses, accuracy, size, transforms.
Where an architecture has two sets, the first keeps the architecture's name and the second has `_v2`
behind it. Nothing is downloaded.
"""

import json
import sys
from pathlib import Path

from torchvision_models import models

ARCHITECTURES = [
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d",
    "wide_resnet50_2",
    *[f"vgg{depth}{norm}" for depth in (11, 13, 16, 19) for norm in ("", "_bn")],
    "squeezenet1_1", "mobilenet_v2", "inception_v3",
]  # fmt: skip
SUFFIXES = {"IMAGENET1K_V1": "", "IMAGENET1K_V2": "_v2", "IMAGENET1K_FEATURES": "_features"}
LICENCE = (
    "BSD-3-Clause as part of torchvision; torchvision adds that pretrained models may have terms of "
    "their own, derived from the data set used for training (ImageNet, non-commercial research)"
)


def preprocessing(architecture: str, transforms) -> dict:
    mean, deviation = transforms.mean, transforms.std
    if architecture == "inception_v3":
        # Its `transform_input` undoes this normalization in the network and applies 0.5 and 0.5.
        mean, deviation = [0.5] * 3, [0.5] * 3
    return {
        "width": transforms.crop_size[0],
        "height": transforms.crop_size[0],
        "cropFraction": transforms.crop_size[0] / transforms.resize_size[0],
        "interpolation": transforms.interpolation.value,
        "channelOrder": "rgb",
        "pixelRange": "unit",
        "mean": mean,
        "standardDeviation": deviation,
    }


def card(architecture: str, weights) -> dict:
    file = weights.url.rsplit("/", 1)[1]
    has_classifier = weights.name != "IMAGENET1K_FEATURES"
    made = {
        "name": architecture + SUFFIXES[weights.name],
        "architecture": architecture,
        "source": {"address": weights.url},
        "approximateMegabytes": round(weights.meta["_file_size"], 1),
        # The digits in the file's name are the start of its SHA-256.
        "sha256Prefix": file.rsplit("-", 1)[1].removesuffix(".pth"),
        "licence": LICENCE,
        "keys": "torchvision",
        "head": "linear" if has_classifier else "pool",
        "preprocessing": preprocessing(architecture, weights.transforms()),
    }
    if has_classifier:
        made["classes"] = "imagenet-1k"
        made["topOnePercent"] = weights.meta["_metrics"]["ImageNet-1K"]["acc@1"]
    return made


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    for architecture in ARCHITECTURES:
        for weights in models.get_model_weights(architecture):
            made = card(architecture, weights)
            (folder / f"{made['name']}.json").write_text(json.dumps(made, indent=2) + "\n")
            print(made["name"])


if __name__ == "__main__":
    main()
