"""Makes `augmentation/`: one picture, and what Pillow and torchvision make of it, as PPM, with `cases.json`.

    python make_augmentation.py

Each case names the operation, its values as Graft's rules have them, the peer, and by how many levels of 255 a
byte may differ. Zero means: the very bytes. Where a peer rounds down and Graft to the nearest it is one level;
positions are rounded to 1/256 of a pixel, which beside the hard edges of this picture is two. Only the middle is
compared where the peer treats the edge in its own way: Pillow takes no pixel for what it cannot see whole,
torchvision darkens it twice. Along a turned or sheared map neither peer has Keys' cubic with a = -1/2 (Pillow has
a = -1, torch a = -3/4), so NumPy computes that, from the definition.

Needs Pillow, NumPy, torch and torchvision; made with Pillow 13.0.0, torchvision 0.28.0.
"""

import io
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageEnhance, ImageOps

sys.path.insert(0, str(Path(__file__).parents[3] / "pretrained/scripts"))

import torchvision_models  # noqa: E402, F401 -- lets torchvision load beside any torch
from torchvision.transforms.v2 import InterpolationMode  # noqa: E402
from torchvision.transforms.v2 import functional as F  # noqa: E402

from make_fixtures import picture  # noqa: E402

HERE = Path(__file__).parent / "augmentation"
WIDTH, HEIGHT = 53, 37
FILL = [128, 128, 128]
SOURCE = Image.fromarray(picture(WIDTH, HEIGHT))
TENSOR = torch.from_numpy(np.array(SOURCE)).permute(2, 0, 1).contiguous()
CASES = []


def add(operation, values, peer, result, tolerance, interpolation="bilinear", antialias=False):
    """`result` is a picture, or a float tensor in levels."""
    if isinstance(result, torch.Tensor):
        if result.is_floating_point():
            result = (result + 0.5).floor().clamp(0, 255).to(torch.uint8)
        result = Image.fromarray(result.permute(1, 2, 0).contiguous().numpy())
    name = f"{len(CASES):02}-{operation}.ppm"
    result.convert("RGB").save(HERE / name)
    CASES.append({
        "file": name, "operation": operation, "values": values, "peer": peer,
        "tolerance": tolerance, "interpolation": interpolation, "antialias": antialias})


def around_the_middle(matrix):
    """A map from output to input around the middle, in pixels, as Pillow's six numbers."""
    a, b, d, e = matrix
    x, y = WIDTH / 2, HEIGHT / 2
    return (a, b, x - a * x - b * y, d, e, y - d * x - e * y)


def keys(t):
    """R. Keys, "Cubic convolution interpolation", 1981, equation 15."""
    t = np.abs(t)
    near = 1.5 * t**3 - 2.5 * t**2 + 1
    far = -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2
    return np.where(t < 1, near, np.where(t < 2, far, 0))


def mapped(matrix, interpolation):
    data = around_the_middle(matrix)
    if interpolation == "bilinear":
        return SOURCE.transform(
            SOURCE.size, Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
    a, b, c, d, e, f = data
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    across, down = a * x + b * y + c - 0.5, d * x + e * y + f - 0.5
    pixels = np.array(SOURCE, np.float64)
    total = np.zeros((HEIGHT, WIDTH, 3))
    for row in range(-1, 3):
        for column in range(-1, 3):
            py, px = np.floor(down) + row, np.floor(across) + column
            weight = keys(down - py) * keys(across - px)
            inside = pixels[
                py.clip(0, HEIGHT - 1).astype(int), px.clip(0, WIDTH - 1).astype(int)]
            total += weight[..., None] * inside
    return torch.from_numpy(total).permute(2, 0, 1)


def geometry():
    bilinear = {"interpolation": InterpolationMode.BILINEAR, "fill": FILL}
    add("horizontal_flip", [], "Pillow", ImageOps.mirror(SOURCE), 0)
    add("vertical_flip", [], "Pillow", ImageOps.flip(SOURCE), 0)
    add("quarter_turn", [2], "Pillow", SOURCE.transpose(Image.Transpose.ROTATE_180), 0)
    for degrees in [-155.5, -7, 12, 90]:
        add("rotate", [degrees], "torchvision rotate, inside", F.rotate(TENSOR, degrees, **bilinear), 2)
    for x, y in [(3, -2), (-9, 5)]:
        values = [x / WIDTH, y / HEIGHT]
        moved = F.affine(TENSOR, 0, [x, y], 1, [0, 0], **bilinear)
        add("translate", values, "torchvision affine, inside", moved, 2)
    add("scale", [1.3], "torchvision affine", F.affine(TENSOR, 0, [0, 0], 1.3, [0, 0], **bilinear), 2)
    for x, y in [(10, 0), (0, -14)]:
        # Not torchvision, which moves the second shear by the first.
        matrix = (1, -math.tan(math.radians(x)), -math.tan(math.radians(y)), 1)
        for name in ["bilinear", "bicubic"]:
            peer = "Pillow, inside" if name == "bilinear" else "NumPy, inside"
            add("shear", [x, y], peer, mapped(matrix, name), 2, name)
    for degrees in [5, -31]:
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        add("rotate", [degrees], "NumPy, inside", mapped((c, -s, s, c), "bicubic"), 2, "bicubic")
    # What part of the picture, as Pillow's box; the values are area, ratio, x, y and strength.
    for left, top, width, height in [(3.25, 2, 31.5, 20.75), (0, 0, 53, 37), (20, 10, 9, 21)]:
        values = [
            width * height / WIDTH / HEIGHT, width / height,
            left / (WIDTH - width) if width < WIDTH else 0,
            top / (HEIGHT - height) if height < HEIGHT else 0, 1]
        for name in ["bilinear", "bicubic"]:
            resized = SOURCE.resize(
                SOURCE.size, getattr(Image.Resampling, name.upper()),
                (left, top, left + width, top + height))
            add("random_resized_crop", values, "Pillow resize", resized, 1, name, True)


def colors():
    for factor in [0, 0.6, 1, 1.7]:
        add("brightness", [factor], "Pillow", ImageEnhance.Brightness(SOURCE).enhance(factor), 1)
        add("contrast", [factor], "Pillow", ImageEnhance.Contrast(SOURCE).enhance(factor), 1)
        add("saturation", [factor], "Pillow", ImageEnhance.Color(SOURCE).enhance(factor), 1)
        add("sharpness", [factor], "Pillow", ImageEnhance.Sharpness(SOURCE).enhance(factor), 1)
    for degrees in [-100, -18, 7, 180]:
        turned = F.adjust_hue(TENSOR.float() / 255, degrees / 360) * 255
        add("hue", [degrees], "torchvision, in floats", turned, 1)
    for exponent in [0.5, 1.6]:
        changed = F.adjust_gamma(TENSOR.float() / 255, exponent) * 255
        add("gamma", [exponent], "torchvision, in floats", changed, 1)
    add("grayscale", [], "Pillow", SOURCE.convert("L"), 0)
    add("invert", [], "Pillow", ImageOps.invert(SOURCE), 0)
    add("equalize", [], "Pillow", ImageOps.equalize(SOURCE), 0)
    add("autocontrast", [], "Pillow", ImageOps.autocontrast(SOURCE), 0)
    for bits in [1, 4, 8]:
        add("posterize", [bits], "Pillow", ImageOps.posterize(SOURCE, bits), 0)
    for threshold in [0, 100, 256]:
        add("solarize", [threshold], "Pillow", ImageOps.solarize(SOURCE, threshold), 0)
    for sigma in [0.4, 1, 2.3]:
        size = 2 * math.ceil(3 * sigma) + 1
        add("gaussian_blur", [sigma], "torchvision, in floats",
            F.gaussian_blur(TENSOR.float(), [size, size], [sigma, sigma]), 1)
    for quality in [10, 75, 95]:
        file = io.BytesIO()
        SOURCE.save(file, "JPEG", quality=quality, subsampling=2)
        add("jpeg", [quality], "Pillow", Image.open(io.BytesIO(file.getvalue())), 2)


def main():
    HERE.mkdir(exist_ok=True)
    SOURCE.save(HERE / "source.ppm")
    geometry()
    colors()
    (HERE / "cases.json").write_text(json.dumps(CASES, indent=1) + "\n")


if __name__ == "__main__":
    main()
