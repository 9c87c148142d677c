"""Says what half precision costs: checkpoint and converted file on labelled ImageNet photos.

    python evaluate_efficientnet_lite0.py efficientnet-lite0-57934424.pth \\
        ../efficientnet_lite0.safetensors PHOTOS

PHOTOS holds files `imagenet_<number>_<class index>.jpg`, as `foolbox/data` of the PyPI package
foolbox 3.3.4 does.
"""

import argparse
from pathlib import Path

import torch

import safetensors_file
from efficientnet_lite0 import network_with, preprocess


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("converted", type=Path)
    parser.add_argument("photos", type=Path)
    arguments = parser.parse_args()

    photos = sorted(arguments.photos.glob("imagenet_*_*.jpg"))
    if not photos:
        raise SystemExit(f"{arguments.photos}: no imagenet_<number>_<class index>.jpg")
    labels = torch.tensor([int(photo.stem.split("_")[2]) for photo in photos])
    names = (Path(__file__).parent.parent / "imagenet-1k.txt").read_text().splitlines()
    images = torch.stack([preprocess(photo) for photo in photos])

    weights = {
        "checkpoint": torch.load(arguments.checkpoint, map_location="cpu", weights_only=True),
        "converted": safetensors_file.read(arguments.converted),
    }
    logits = {}
    with torch.inference_mode():
        for name, tensors in weights.items():
            logits[name] = network_with(tensors)(images)
            right = logits[name].argmax(1) == labels
            print(f"{name}: top-1 {right.sum()} of {len(photos)}")
            for index in torch.nonzero(~right).flatten().tolist():
                guess = names[logits[name][index].argmax()]
                print(f"  {photos[index].name}: {guess}, should be {names[labels[index]]}")
    exact, rounded = logits["checkpoint"], logits["converted"]
    relative = (rounded - exact).norm(dim=1) / exact.norm(dim=1)
    print(f"largest ‖difference‖ / ‖logits‖ of a photo: {relative.max():.3g}")
    largest = (rounded - exact).abs().max() / exact.abs().max()
    print(f"largest |difference| / largest |logit|: {largest:.3g}")


if __name__ == "__main__":
    main()
