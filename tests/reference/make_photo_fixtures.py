"""Writes small pictures in the ways that cameras, phones and other programs do, by Pillow and ImageMagick.

    pip install numpy pillow
    python make_photo_fixtures.py       # needs ImageMagick's `convert`

Every file shows the same 24 x 16 pixels, upright: red, green, blue and grey quarters, in clockwise order from the upper
left. `p3.*` carry a profile of wider primaries, and `inks-profile.jpg` a profile of four inks; `colours.json` has what
Pillow's LittleCMS makes of them in sRGB.
"""

import io
import json
import struct
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

FOLDER = Path(__file__).parents[1] / "fixtures/photos"
COLOURS = [(200, 40, 30), (40, 160, 60), (128, 128, 128), (30, 60, 190)]  # upper left, upper right, lower left, lower right


def picture() -> Image.Image:
    pixels = np.zeros((16, 24, 3), np.uint8)
    pixels[:8, :12], pixels[:8, 12:], pixels[8:, :12], pixels[8:, 12:] = COLOURS
    return Image.fromarray(pixels)


def s15(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def profile(space: bytes, pcs: bytes, kind: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    """An ICC profile of version 2 from its tags."""
    tags = [(b"desc", b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78)), (b"wtpt", xyz(0.9642, 1, 0.8249)), *tags]
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags:
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"\0\0\0\0", 0x02400000, kind, space, pcs) + bytes(12) + b"acsp"
    head += bytes(28) + s15(0.9642) + s15(1) + s15(0.8249)
    return head + bytes(128 - len(head)) + struct.pack(">I", len(tags)) + table + body


def xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(s15, values))


def wide() -> bytes:
    """Primaries of Display P3 (adapted to D50) and a plain gamma of 2.2."""
    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256))
    columns = [(0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)]
    tags = [(name, xyz(*column)) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns)]
    return profile(b"RGB ", b"XYZ ", b"mntr", tags + [(name, gamma) for name in (b"rTRC", b"gTRC", b"bTRC")])


def inks() -> bytes:
    """Four inks by a table of two points a side, whose colours lie in Lab."""
    identity = bytes(range(256))
    lab = []
    for index in range(16):
        c, m, y, k = (index >> 3) & 1, (index >> 2) & 1, (index >> 1) & 1, index & 1
        light = (100 - 35 * c - 45 * m - 8 * y) * (0.1 if k else 1)
        a, b = (-35 * c + 70 * m - 5 * y) * (0.1 if k else 1), (-45 * c - 5 * m + 90 * y) * (0.1 if k else 1)
        lab += [round(light * 2.55), round(a) + 128, round(b) + 128]
    lut = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + b"".join(map(s15, (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    lut += identity * 4 + bytes(np.clip(lab, 0, 255).astype(np.uint8)) + identity * 3
    return profile(b"CMYK", b"Lab ", b"prtr", [(b"A2B0", lut)])


def other_inks(upright: Image.Image, answers: dict[str, list]) -> None:
    """Four inks stored as luma, chroma and black (YCCK)."""
    inked = np.asarray(upright.convert("CMYK")).copy()
    # The grey is black ink alone, so that the fourth channel counts.
    inked[8:, :12] = (0, 0, 0, 127)
    c, m, y = (inked[..., at].astype(float) for at in range(3))
    luma = 0.299 * c + 0.587 * m + 0.114 * y
    ycc = [luma, 128 + (y - luma) / 1.772, 128 + (c - luma) / 1.402]
    # Pillow stores 255 less each value.
    stored = np.stack([255 - np.clip(np.round(channel), 0, 255) for channel in ycc] + [inked[..., 3]], -1).astype(np.uint8)
    for name, options in {"inks-ycck.jpg": {}, "inks-ycck-profile.jpg": dict(icc_profile=inks())}.items():
        file = io.BytesIO()
        Image.fromarray(stored, "CMYK").save(file, "JPEG", quality=97, **options)
        data = bytearray(file.getvalue())
        data[data.index(b"Adobe") + 11] = 2
        (FOLDER / name).write_bytes(data)
        opened = Image.open(FOLDER / name)
        source = ImageCms.ImageCmsProfile(io.BytesIO(inks()))
        srgb = ImageCms.createProfile("sRGB")
        answers[name] = corners(ImageCms.profileToProfile(opened, source, srgb, outputMode="RGB") if options else opened.convert("RGB"))


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    upright, srgb = picture(), ImageCms.createProfile("sRGB")
    upright.save(FOLDER / "plain.png")
    turns = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}
    for tag in range(1, 9):
        stored = upright.transpose(Image.Transpose[turns[tag]]) if tag > 1 else upright
        exif = Image.Exif()
        exif[0x0112] = tag
        stored.save(FOLDER / f"turned-{tag}.jpg", exif=exif, quality=95, subsampling=0)
        assert ImageOps.exif_transpose(Image.open(FOLDER / f"turned-{tag}.jpg")).size == upright.size
        if tag == 6:
            stored.save(FOLDER / "turned-6.png", exif=exif)
            stored.save(FOLDER / "turned-6.webp", exif=exif, lossless=True)
    answers = {}
    for name, options in {"p3.jpg": dict(quality=95, subsampling=0), "p3.png": {}, "p3.webp": dict(lossless=True)}.items():
        upright.save(FOLDER / name, icc_profile=wide(), **options)
        source = ImageCms.ImageCmsProfile(io.BytesIO(wide()))
        answers[name] = corners(ImageCms.profileToProfile(Image.open(FOLDER / name), source, srgb))
    upright.convert("CMYK").save(FOLDER / "inks.jpg", quality=95)
    upright.convert("CMYK").save(FOLDER / "inks-profile.jpg", quality=95, icc_profile=inks())
    answers["inks.jpg"] = corners(Image.open(FOLDER / "inks.jpg").convert("RGB"))
    source = ImageCms.ImageCmsProfile(io.BytesIO(inks()))
    answers["inks-profile.jpg"] = corners(ImageCms.profileToProfile(Image.open(FOLDER / "inks-profile.jpg"), source, srgb, outputMode="RGB"))
    other_inks(upright, answers)
    upright.quantize(4).save(FOLDER / "palette.png")
    upright.convert("L").save(FOLDER / "grey.jpg", quality=95)
    upright.convert("LA").save(FOLDER / "grey-alpha.png")
    clear = upright.convert("RGBA")
    clear.putalpha(Image.fromarray(np.repeat([[255] * 12 + [100] * 12], 16, 0).astype(np.uint8)))
    clear.save(FOLDER / "alpha.png")
    clear.save(FOLDER / "alpha.webp", lossless=True)
    frames = [upright, Image.new("RGB", upright.size, (1, 2, 3))]
    for name in ("moving.gif", "moving.png", "moving.webp"):
        options = dict(lossless=True) if name.endswith("webp") else {}
        frames[0].save(FOLDER / name, save_all=True, append_images=frames[1:], duration=100, **options)
    plain = str(FOLDER / "plain.png")
    subprocess.run(["convert", plain, "-depth", "16", "-define", "png:bit-depth=16", "-define", "png:color-type=2", "-strip", str(FOLDER / "deep.png")], check=True)
    subprocess.run(["convert", plain, "-interlace", "JPEG", "-quality", "95", "-strip", str(FOLDER / "progressive.jpg")], check=True)
    subprocess.run(["convert", plain, "-colorspace", "CMYK", "-quality", "95", "-strip", str(FOLDER / "inks-magick.jpg")], check=True)
    (FOLDER / "colours.json").write_text(json.dumps(answers, indent=1) + "\n")


def corners(image: Image.Image) -> list[list[int]]:
    return [list(image.getpixel(place)) for place in ((4, 3), (19, 3), (4, 12), (19, 12))]


main()
