"""Makes this folder: emoji of six classes as 128×128 pictures on white, and `pictures.csv`.

    python make.py [--font NotoColorEmoji.ttf] [--list emoji-test.txt] [--output FOLDER]

Needs Pillow with Raqm (for sequences of several code points), Debian's fonts-noto-color-emoji
and unicode-data.
"""

import argparse
import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy
from PIL import Image, ImageDraw, ImageFont, features

# The only size that the font's bitmaps have: 136×128 pixels, the outer four columns empty.
FONT_SIZE = 109
BITMAP_WIDTH, SIDE = 136, 128
MARGIN = (BITMAP_WIDTH - SIDE) // 2

CLASSES = {
    "Animals & Nature": "animal",
    "Smileys & Emotion": "face",
    "Food & Drink": "food",
    "Objects": "object",
    "People & Body": "people",
    "Travel & Places": "travel",
}

# Their pictures are not what the class says: hearts are no faces, plants no animals, clocks and
# clouds no travel.
UNTRUE_SUBGROUPS = {"heart", "emotion", "plant-flower", "plant-other", "time", "sky & weather"}

JOINER, EMOJI_STYLE = 0x200D, 0xFE0F
SKIN_TONES = range(0x1F3FB, 0x1F400)
HAIR = range(0x1F9B0, 0x1F9B4)
GENDER_SIGNS = (0x2640, 0x2642)


class Emoji(NamedTuple):
    label: str
    code_points: tuple[int, ...]

    @property
    def path(self) -> str:
        return f"{self.label}/{'-'.join(f'{point:04x}' for point in self.code_points)}.png"

    @property
    def group(self) -> str:
        """The first code point: a man with red hair and a bald man are both variants of U+1F468."""
        return f"U+{self.code_points[0]:04X}"

    @property
    def is_wanted(self) -> bool:
        """No skin tones; of the joined people, only one person's variants of gender and hair."""
        if any(point in SKIN_TONES for point in self.code_points):
            return False
        bare = [point for point in self.code_points if point != EMOJI_STYLE]
        if self.label != "people" or JOINER not in bare:
            return True
        return len(bare) == 3 and (bare[2] in GENDER_SIGNS or bare[2] in HAIR)


def fully_qualified(list_path: Path) -> Iterator[Emoji]:
    group = subgroup = ""
    for line in list_path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# group: "):
            group = line.removeprefix("# group: ")
        elif line.startswith("# subgroup: "):
            subgroup = line.removeprefix("# subgroup: ")
        elif ";" in line and not line.startswith("#"):
            code_points, status = line.split("#")[0].split(";")
            is_used = group in CLASSES and subgroup not in UNTRUE_SUBGROUPS
            if status.strip() == "fully-qualified" and is_used:
                yield Emoji(CLASSES[group], tuple(int(p, 16) for p in code_points.split()))


def picture(emoji: Emoji, font: ImageFont.FreeTypeFont) -> Image.Image | None:
    """The emoji on white; nothing if the font has no single glyph for it."""
    text = "".join(map(chr, emoji.code_points))
    if round(font.getlength(text)) != BITMAP_WIDTH:
        return None
    canvas = Image.new("RGB", (BITMAP_WIDTH, SIDE), "white")
    ImageDraw.Draw(canvas).text((0, 0), text, font=font, embedded_color=True)
    if canvas.getextrema() == ((255, 255),) * 3:
        return None
    return canvas.crop((MARGIN, 0, MARGIN + SIDE, SIDE))


def with_palette(image: Image.Image) -> Image.Image:
    """The same pixels with a sorted palette; the image itself if it has more than 256 colours."""
    colors = image.getcolors(256)
    if colors is None:
        return image
    palette = sorted(color for _, color in colors)
    weights = numpy.array([1 << 16, 1 << 8, 1])
    codes = numpy.array(palette) @ weights
    indices = numpy.searchsorted(codes, numpy.asarray(image) @ weights)
    result = Image.fromarray(indices.astype(numpy.uint8), "L")
    result.putpalette([channel for color in palette for channel in color])
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--font", type=Path, default="/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
    )
    parser.add_argument("--list", type=Path, default="/usr/share/unicode/emoji/emoji-test.txt")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    if not features.check("raqm"):
        raise SystemExit("this Pillow lacks Raqm, without which joined emoji fall into their parts")
    font = ImageFont.truetype(arguments.font, FONT_SIZE, layout_engine=ImageFont.Layout.RAQM)

    wanted = (emoji for emoji in fully_qualified(arguments.list) if emoji.is_wanted)
    written: dict[str, str] = {}
    digest = hashlib.sha256()
    with open(arguments.output / "pictures.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["path", "label", "group"])
        for emoji in sorted(wanted, key=lambda emoji: emoji.path):
            image = picture(emoji, font)
            if image is None:
                print(f"skipped {emoji.path}: the font has no glyph for it")
                continue
            pixels = image.tobytes()
            twin = written.setdefault(hashlib.sha256(pixels).hexdigest(), emoji.path)
            if twin != emoji.path:
                print(f"skipped {emoji.path}: the same picture as {twin}")
                continue
            path = arguments.output / emoji.path
            path.parent.mkdir(exist_ok=True)
            indexed = with_palette(image)
            if indexed.convert("RGB").tobytes() != pixels:
                raise SystemExit(f"{emoji.path}: the palette changed the picture")
            indexed.save(path, optimize=True)
            table.writerow([emoji.path, emoji.label, emoji.group])
            digest.update(emoji.path.encode() + pixels)
    print(f"{len(written)} pictures; SHA-256 of paths and pixels {digest.hexdigest()}")


if __name__ == "__main__":
    main()
