"""Makes the whole job's data: JPEG pictures of 500 by 375, ten classes, from the demo folder's emoji
laid over noise, so that decoding costs what photos cost and the classes can be learnt.

    python Benchmarks/make_photos.py FOLDER --count 2000
"""

import argparse
import random
from pathlib import Path

import numpy
from PIL import Image

EMOJI = Path(__file__).resolve().parent.parent / "pretrained/emoji"


def background(generator: numpy.random.Generator) -> Image.Image:
    """Smooth colour with film grain: compresses to about the size of a photo."""
    coarse = generator.integers(0, 256, (12, 16, 3), dtype=numpy.uint8)
    smooth = Image.fromarray(coarse).resize((500, 375), Image.Resampling.BICUBIC)
    grain = generator.normal(0, 12, (375, 500, 3))
    return Image.fromarray(numpy.clip(numpy.asarray(smooth) + grain, 0, 255).astype(numpy.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument(
        "--scale", type=int, default=1, help="enlarges them: 8 for the 4000 by 3000 of a camera")
    options = parser.parse_args()
    generator = numpy.random.default_rng(0)
    choose = random.Random(0)
    classes = sorted(path for path in EMOJI.iterdir() if path.is_dir())
    for index in range(options.count):
        source = classes[index % len(classes)]
        emoji = Image.open(choose.choice(sorted(source.glob("*.png")))).convert("RGBA")
        size = choose.randint(160, 330)
        emoji = emoji.resize((size, size), Image.Resampling.BICUBIC).rotate(
            choose.uniform(-25, 25), Image.Resampling.BICUBIC)
        picture = background(generator)
        place = (choose.randint(0, 500 - size), choose.randint(0, 375 - size))
        picture.paste(emoji, place, emoji)
        folder = options.folder / source.name
        folder.mkdir(parents=True, exist_ok=True)
        if options.scale > 1:
            size = (500 * options.scale, 375 * options.scale)
            picture = picture.resize(size, Image.Resampling.BICUBIC)
        picture.save(folder / f"{index:05d}.jpg", quality=90)


if __name__ == "__main__":
    main()
