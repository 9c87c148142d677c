"""Makes `efficientnet_lite0_emoji_features.json`: PyTorch's answer to some of the demo pictures.

    python make_emoji_features.py

The first four pictures of each class, through the committed half-precision weights in single
precision, after the card's preprocessing with Pillow's bicubic resize (which rounds to bytes after
each of its two passes). Needs PyTorch and Pillow.
"""

import csv
import json
import sys
from pathlib import Path

import torch

HERE = Path(__file__).parent
PRETRAINED = HERE.parents[2] / "pretrained"
sys.path.insert(0, str(PRETRAINED / "scripts"))

import safetensors_file  # noqa: E402
from efficientnet_lite0 import network_with, preprocess  # noqa: E402

PICTURES_PER_CLASS = 4
FEATURES_KEPT = 64
LOGITS_KEPT = 5


def rounded(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.7g}") for value in values.tolist()]


@torch.inference_mode()
def main() -> None:
    with open(PRETRAINED / "emoji" / "pictures.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    classes: dict[str, list[str]] = {}
    for row in rows:
        classes.setdefault(row["label"], []).append(row["path"])
    paths = [path for members in classes.values() for path in members[:PICTURES_PER_CLASS]]

    network = network_with(safetensors_file.read(PRETRAINED / "efficientnet_lite0.safetensors"))
    pictures = []
    for path in paths:
        image = preprocess(PRETRAINED / "emoji" / path).unsqueeze(0)
        features = network.features(image)
        logits, classes_of_logits = network._fc(features)[0].topk(LOGITS_KEPT)
        pictures.append({
            "path": path,
            "features": rounded(features[0, :FEATURES_KEPT]),
            "norm": rounded(features.norm().unsqueeze(0))[0],
            "topClasses": classes_of_logits.tolist(),
            "topLogits": rounded(logits),
        })
    lines = ",\n".join("    " + json.dumps(picture) for picture in pictures)
    text = f'{{\n  "backbone": "efficientnet_lite0",\n  "pictures": [\n{lines}\n  ]\n}}\n'
    (HERE / "efficientnet_lite0_emoji_features.json").write_text(text)


if __name__ == "__main__":
    main()
