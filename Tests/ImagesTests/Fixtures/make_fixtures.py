"""Makes the images beside this file and what Pillow makes of them, as PPM.

    python make_fixtures.py

`decoding/NAME.jpg|png|webp` with `NAME.ppm`: upright RGB, transparency laid over white.
`hostile/animated.webp`: two frames.
`resizing/NAME.ppm` with `NAME-WxH-FILTER.ppm`: Image.resize.
`preprocessing/NAME.ppm` with `NAME-WxH-FILTER.f32`: resized, cropped and normalized as torchvision does,
little-endian float32, [height, width, 3].

Needs Pillow and NumPy; made with Pillow 13.0.0.
"""

import io
import math
import struct
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

HERE = Path(__file__).parent
FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}


def picture(width, height, channels=3, seed=1):
    """Slopes, a hard edge and some noise, so that every kind of error shows."""
    random = np.random.RandomState(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    planes = []
    for channel in range(channels):
        plane = 128 + 90 * np.sin((x * (channel + 1) + y * 2) / 11 + channel)
        plane += np.where((x // 9 + y // 7) % 2 == 0, 30, -30)
        plane += random.uniform(-12, 12, (height, width))
        planes.append(plane)
    return np.clip(np.stack(planes, axis=-1), 0, 255).astype(np.uint8)


def tiff(orientation, order):
    """A TIFF structure with two tags."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    other = struct.pack(order + "HHIHH", 0x0100, 3, 1, 99, 0)
    return mark + struct.pack(order + "IH", 8, 2) + other + entry + struct.pack(order + "I", 0)


def upright_rgb(data):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    transparent = image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info
    if image.mode == "I;16":  # Pillow clips at 255; Graft keeps the upper byte.
        image = Image.fromarray((np.array(image) >> 8).astype(np.uint8))
    if not transparent:
        return image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(image.convert("RGB"), mask=image.getchannel("A"))
    return white


def decoding(name, data):
    folder = HERE / "decoding"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    upright_rgb(data).save(folder / (name.rsplit(".", 1)[0] + ".ppm"))


def encoded(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def jpegs():
    rgb = Image.fromarray(picture(53, 37))
    gray = Image.fromarray(picture(53, 37, 1)[..., 0])
    cmyk = Image.fromarray(picture(53, 37, 4), "CMYK")
    for name, subsampling in {"444": 0, "422": 1, "420": 2, "440": "4:4:0"}.items():
        try:
            decoding(f"jpeg-{name}.jpg", encoded(rgb, "JPEG", quality=90, subsampling=subsampling))
        except (ValueError, TypeError, KeyError):
            print("skipped", name)
    decoding("jpeg-gray.jpg", encoded(gray, "JPEG", quality=90))
    decoding("jpeg-progressive.jpg", encoded(rgb, "JPEG", quality=85, progressive=True))
    decoding("jpeg-restart.jpg", encoded(rgb, "JPEG", quality=85, restart_marker_blocks=2))
    decoding("jpeg-rgb.jpg", encoded(rgb, "JPEG", quality=90, keep_rgb=True))
    data = encoded(cmyk, "JPEG", quality=90)
    decoding("jpeg-cmyk.jpg", data)
    # The same numbers said to be YCCK: Adobe's transform, the last byte of APP14, from 0 to 2.
    at = data.index(b"Adobe") + 11
    assert data[at] == 0
    decoding("jpeg-ycck.jpg", data[:at] + b"\2" + data[at + 1 :])
    decoding("jpeg-1x1.jpg", encoded(rgb.crop((0, 0, 1, 1)), "JPEG"))
    decoding("jpeg-1x100.jpg", encoded(Image.fromarray(picture(1, 100)), "JPEG"))
    for orientation in range(1, 9):
        exif = b"Exif\0\0" + tiff(orientation, "<" if orientation % 2 else ">")
        small = Image.fromarray(picture(43, 35))
        data = encoded(small, "JPEG", quality=90, exif=exif)
        decoding(f"jpeg-orientation-{orientation}.jpg", data)


def png_of(width, height, depth, color_type, rows, chunks=()):
    """For the kinds that Pillow does not write."""
    import zlib

    def chunk(kind, content):
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(chunk(kind, content) for kind, content in chunks)
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )


def interlaced(pixels, color_type, bits=8):
    """Adam7, which Pillow reads but does not write. `pixels`: [height, width, channels], bytes."""
    height, width = pixels.shape[:2]
    rows = []
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2)]
    for left, top, right, down in passes + [(0, 1, 1, 2)]:
        for row in pixels[top::down, left::right]:
            if row.size:
                rows.append(row.tobytes())
    data = bytearray(png_of(width, height, bits, color_type, rows))
    data[28] = 1
    import zlib

    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    return bytes(data)


def pngs():
    rgb = picture(29, 23)
    gray = picture(29, 23, 1)[..., 0]
    rgba = picture(29, 23, 4)
    rgba[:5, :, 3] = 0
    rgba[5:9, :, 3] = 255
    decoding("png-rgb.png", encoded(Image.fromarray(rgb), "PNG"))
    decoding("png-rgba.png", encoded(Image.fromarray(rgba), "PNG"))
    decoding("png-gray.png", encoded(Image.fromarray(gray), "PNG"))
    gray_alpha = np.ascontiguousarray(rgba[..., [0, 3]])
    decoding("png-gray-alpha.png", encoded(Image.fromarray(gray_alpha, "LA"), "PNG"))
    decoding("png-gray-1.png", encoded(Image.fromarray(gray).convert("1"), "PNG"))
    for depth in (2, 4):
        levels = gray >> (8 - depth)
        rows = []
        for row in levels:
            bits = "".join(format(value, f"0{depth}b") for value in row)
            bits += "0" * (-len(bits) % 8)
            rows.append(int(bits, 2).to_bytes(len(bits) // 8, "big"))
        decoding(f"png-gray-{depth}.png", png_of(29, 23, depth, 0, rows))
    wide = gray.astype(">u2") * 256 + 200
    decoding("png-gray-16.png", png_of(29, 23, 16, 0, [row.tobytes() for row in wide]))
    wide = rgb.astype(">u2") * 256 + 77
    decoding("png-rgb-16.png", png_of(29, 23, 16, 2, [row.tobytes() for row in wide]))
    wide = rgba.astype(">u2") * 256 + rgba
    decoding("png-rgba-16.png", png_of(29, 23, 16, 6, [row.tobytes() for row in wide]))
    palette = Image.fromarray(rgb).quantize(13)
    decoding("png-palette.png", encoded(palette, "PNG"))
    for bits in (1, 2, 4, 8):
        few = Image.fromarray(rgb).quantize(2**bits if bits < 8 else 200)
        decoding(f"png-palette-{bits}.png", encoded(few, "PNG", bits=bits))
    decoding("png-palette-transparent.png", encoded(palette, "PNG", transparency=bytes([0, 90, 200])))
    flat = rgb // 64 * 64
    color = tuple(int(value) for value in flat[3, 3])
    decoding("png-rgb-transparent.png", encoded(Image.fromarray(flat), "PNG", transparency=color))
    flat = gray // 32 * 32
    decoding(
        "png-gray-transparent.png",
        encoded(Image.fromarray(flat), "PNG", transparency=int(flat[3, 3])),
    )
    decoding("png-interlaced.png", interlaced(rgb, 2))
    decoding("png-interlaced-alpha.png", interlaced(rgba, 6))
    decoding("png-orientation-6.png", encoded(Image.fromarray(rgb), "PNG", exif=tiff(6, ">")))
    decoding("png-text.png", png_of(29, 23, 8, 2, [r.tobytes() for r in rgb], [(b"tEXt", b"a\0b")]))


def webps():
    rgb = Image.fromarray(picture(53, 37))
    rgba = picture(29, 23, 4)
    rgba[:5, :, 3] = 0
    rgba[5:9, :, 3] = 255
    rgba = Image.fromarray(rgba)
    decoding("webp-lossy.webp", encoded(rgb, "WEBP", quality=80))
    decoding("webp-lossless.webp", encoded(rgb, "WEBP", lossless=True))
    decoding("webp-gray.webp", encoded(rgb.convert("L"), "WEBP", quality=80))
    decoding("webp-lossy-alpha.webp", encoded(rgba, "WEBP", quality=80))
    decoding("webp-lossless-alpha.webp", encoded(rgba, "WEBP", lossless=True, exact=True))
    decoding("webp-1x1.webp", encoded(rgb.crop((0, 0, 1, 1)), "WEBP"))
    decoding("webp-1x100.webp", encoded(Image.fromarray(picture(1, 100)), "WEBP", lossless=True))
    small = Image.fromarray(picture(43, 35))
    for orientation in range(1, 9):
        # Pillow strips the mark that a JPEG needs; other writers leave it.
        exif = b"Exif\0\0" + tiff(orientation, "<" if orientation % 2 else ">")
        data = encoded(small, "WEBP", quality=80, lossless=orientation % 3 == 0, exif=exif)
        decoding(f"webp-orientation-{orientation}.webp", data)
    folder = HERE / "hostile"
    folder.mkdir(exist_ok=True)
    frames = [rgb, rgb.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)
    (folder / "animated.webp").write_bytes(data)


def resized(image, size, kernel):
    """Image.resize, rows before columns: from version 13 on Pillow sometimes takes the columns first."""
    return image.resize((size[0], image.height), kernel).resize(size, kernel)


def resizing():
    folder = HERE / "resizing"
    folder.mkdir(exist_ok=True)
    cases = {
        (61, 43): [(30, 21), (61, 43), (90, 64), (7, 5), (1, 1), (100, 20), (3, 120), (60, 43)],
        (1, 1): [(1, 1), (5, 7)],
        (1, 100): [(3, 30), (1, 9)],
        (100, 1): [(30, 3), (9, 1)],
        (320, 4): [(3, 3)],
        (3, 2): [(40, 40)],
    }
    for (width, height), sizes in cases.items():
        source = Image.fromarray(picture(width, height, seed=width))
        source.save(folder / f"{width}x{height}.ppm")
        for size in sizes:
            for name, kernel in FILTERS.items():
                target = f"{width}x{height}-{size[0]}x{size[1]}-{name}.ppm"
                resized(source, size, kernel).save(folder / target)


def preprocessing():
    """torchvision's Resize, CenterCrop, ToTensor, Normalize, written out."""
    folder = HERE / "preprocessing"
    folder.mkdir(exist_ok=True)
    mean = np.array([0.485, 0.456, 0.406], np.float32)
    deviation = np.array([0.229, 0.224, 0.225], np.float32)
    for width, height in [(75, 50), (50, 75), (64, 64), (20, 33), (1, 90), (90, 1), (1, 1)]:
        source = Image.fromarray(picture(width, height, seed=height))
        source.save(folder / f"{width}x{height}.ppm")
        for side, fraction in [(14, 0.875), (15, 1.0)]:
            for name, kernel in FILTERS.items():
                shorter = math.floor(side / fraction)
                longer = int(shorter * max(width, height) / min(width, height))
                size = (shorter, longer) if width <= height else (longer, shorter)
                left, top = (int(round((length - side) / 2.0)) for length in size)
                image = resized(source, size, kernel).crop((left, top, left + side, top + side))
                values = (np.array(image).astype(np.float32) / np.float32(255) - mean) / deviation
                target = f"{width}x{height}-{side}x{side}-{name}.f32"
                (folder / target).write_bytes(values.astype("<f4").tobytes())


if __name__ == "__main__":
    jpegs()
    pngs()
    webps()
    resizing()
    preprocessing()
