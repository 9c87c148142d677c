"""One peer's way from JPEG files to a network's input, as a process that waits for rounds: see `augment.py`."""

import sys
from pathlib import Path

import side

MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
SIDE, AREA, DEGREES, JITTER = 224, (0.25, 1.0), 15, 0.4


def torchvision_transforms(reader):
    import torch

    sys.path.insert(0, str(side.ROOT / "pretrained/scripts"))
    import torchvision_models  # noqa: F401 -- lets torchvision load beside any torch
    from torchvision.transforms import InterpolationMode, v2

    torch.set_num_threads(1)
    bilinear = InterpolationMode.BILINEAR
    chain = [
        v2.RandomResizedCrop(SIDE, scale=AREA, interpolation=bilinear, antialias=False),
        v2.RandomRotation(DEGREES, interpolation=bilinear),
        v2.RandomHorizontalFlip(),
        v2.ColorJitter(JITTER, JITTER, JITTER),
    ]
    if reader == "pil":
        chain.append(v2.PILToTensor())
    chain += [v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, DEVIATION)]
    return v2.Compose(chain)


def pil_reader(path):
    from PIL import Image

    return Image.open(path).convert("RGB")


def tensor_reader():
    """torchvision's own decoder, or Pillow's pixels as a tensor."""
    import numpy
    import torch

    try:
        from torchvision.io import ImageReadMode, decode_jpeg, read_file

        decode_jpeg(read_file(FILES[0]), mode=ImageReadMode.RGB)
        return lambda path: decode_jpeg(read_file(path), mode=ImageReadMode.RGB)
    except (ImportError, RuntimeError, AttributeError):
        return lambda path: torch.from_numpy(numpy.array(pil_reader(path))).permute(2, 0, 1)


def albumentations_way():
    import albumentations
    import cv2

    cv2.setNumThreads(1)
    chain = albumentations.Compose([
        albumentations.RandomResizedCrop(
            size=(SIDE, SIDE), scale=AREA, interpolation=cv2.INTER_LINEAR),
        albumentations.Rotate(
            limit=DEGREES, interpolation=cv2.INTER_LINEAR, border_mode=cv2.BORDER_CONSTANT, p=1),
        albumentations.HorizontalFlip(p=0.5),
        albumentations.ColorJitter(
            brightness=(1 - JITTER, 1 + JITTER), contrast=(1 - JITTER, 1 + JITTER),
            saturation=(1 - JITTER, 1 + JITTER), hue=(0, 0), p=1),
        albumentations.Normalize(MEAN, DEVIATION),
    ])
    return lambda path: chain(image=cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB))["image"]


def way(name):
    if name == "albumentations":
        return albumentations_way()
    if name == "torchvision-pil":
        transforms = torchvision_transforms("pil")
        return lambda path: transforms(pil_reader(path))
    transforms, read = torchvision_transforms("tensor"), tensor_reader()
    return lambda path: transforms(read(path))


FILES = [str(path) for path in sorted(Path(sys.argv[1]).rglob("*.jpg"))]


def main() -> None:
    prepare = way(sys.argv[2])

    def run():
        for path in FILES:
            prepare(path)

    run()
    print("ready", flush=True)
    for _ in sys.stdin:
        print(side.timed(run), flush=True)


if __name__ == "__main__":
    main()
