"""Packages of pictures to two files: pictures.npy (N, S, S, 4) uint8 premultiplied RGBA, and pictures.json.

Every entry of pictures.json has `label` and `tags` (emojibase), `style`, and `weight`, how often training should see it.
Only packages whose licence allows this use and its result are read; see SOURCES.
"""

import argparse
import io
import json
import re
import subprocess
import tarfile
from dataclasses import asdict, dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

# style -> npm package, licence
SOURCES = {
    "3d": ("@lobehub/fluent-emoji-3d", "MIT"),
    "fluent": ("@iconify-json/fluent-emoji", "MIT"),
    "flat": ("@iconify-json/fluent-emoji-flat", "MIT"),
    "noto": ("@iconify-json/noto", "Apache-2.0"),
    "twemoji": ("@iconify-json/twemoji", "CC-BY-4.0"),
    # Never trained on: what the classifier that judges the model learns from.
    "emojione": ("@iconify-json/emojione", "CC-BY-4.0"),
    "fxemoji": ("@iconify-json/fxemoji", "Apache-2.0"),
    "noto-v1": ("@iconify-json/noto-v1", "Apache-2.0"),
    "streamline": ("@iconify-json/streamline-emojis", "CC-BY-4.0"),
}
WORDS = ("emojibase-data", "MIT")

# Groups of emojibase: 0 faces, 1 people, 2 components, 3 to 7 things, 8 symbols, 9 flags.
FACES, PEOPLE, COMPONENTS, SYMBOLS, FLAGS = 0, 1, 2, 8, 9
FAMILIES = {30, 31, 32, 33}
USEFUL_SYMBOLS = set(
    """heart|recycling symbol|warning|check mark button|check mark|cross mark|infinity|musical note|musical notes
    |red question mark|red exclamation mark|plus|hundred points|no entry|prohibited|high voltage|sparkle|peace symbol
    |yin yang|play button|wireless|antenna bars|currency exchange|heavy dollar sign|speech balloon|NEW button|FREE button
    |up arrow|right arrow|red circle|blue circle|green circle|atom symbol|no smoking|medical symbol""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)


@dataclass
class Entry:
    code: str
    label: str
    tags: list[str]
    group: int
    style: str
    weight: float


def weight_of(emoji: dict) -> float:
    """How much a marketer is likely to ask for it; 0 leaves it out."""
    group, label, subgroup = emoji.get("group"), emoji["label"], emoji.get("subgroup")
    if group in (COMPONENTS, FLAGS, None) or subgroup in FAMILIES:
        return 0.0
    if group == SYMBOLS:
        return 0.5 if label in USEFUL_SYMBOLS else 0.0
    if group == PEOPLE:
        return 0.2 if re.match(r"(man|woman)\b", label) else 0.35
    if "o’clock" in label or "thirty" in label:
        return 0.1
    if group == FACES or ("moon" in label and "face" in label):
        return 0.4
    return 1.0


def plain(code: str) -> str:
    return "-".join(part for part in code.lower().split("-") if part != "fe0f")


def slug(label: str) -> str:
    label = re.sub(r"[’“”!.]", "", label.lower()).replace("&", "and")
    return re.sub(r"[^a-z0-9]+", "-", label).strip("-")


def premultiplied(image: Image.Image, size: int) -> np.ndarray:
    pixels = np.array(image.convert("RGBA"), np.float32) / 255
    pixels[..., :3] *= pixels[..., 3:]
    if image.size != (size, size):
        planes = (Image.fromarray(pixels[..., c]).resize((size, size), Image.Resampling.LANCZOS) for c in range(4))
        pixels = np.stack([np.asarray(plane) for plane in planes], -1).clip(0, 1)
    pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
    return (pixels * 255 + 0.5).astype(np.uint8)


def render(job: tuple[str, str, int]) -> np.ndarray | None:
    kind, source, size = job
    try:
        if kind == "svg":
            import resvg_py

            png = bytes(resvg_py.svg_to_bytes(svg_string=source, width=size, height=size))
            return premultiplied(Image.open(io.BytesIO(png)), size)
        return premultiplied(Image.open(source), size)
    except (ValueError, OSError):
        return None


def fetch(package: str, folder: Path) -> Path:
    """The unpacked npm package, fetched once."""
    place = folder / package.strip("@").replace("/", "-")
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        name = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(folder / name.stdout.split()[-1]) as archive:
            archive.extractall(place, filter="data")
    return place / "package"


def jobs_of(style: str, folder: Path, emojis: list[dict], size: int) -> list[tuple[Entry, tuple]]:
    package = fetch(SOURCES[style][0], folder)
    found = []
    if style == "3d":
        files = {plain(file.stem): file for file in (package / "assets").glob("*.webp")}
        pick = lambda emoji: ("file", str(files[plain(emoji["hexcode"])])) if plain(emoji["hexcode"]) in files else None
    else:
        icons = json.loads((package / "icons.json").read_text())
        by_code = package / "chars.json"
        by_code = {plain(k): v for k, v in json.loads(by_code.read_text()).items()} if by_code.exists() else {}

        def pick(emoji: dict):
            icon = icons["icons"].get(by_code.get(plain(emoji["hexcode"])) or slug(emoji["label"]))
            if icon is None:
                return None
            box = f'0 0 {icon.get("width", icons.get("width", 16))} {icon.get("height", icons.get("height", 16))}'
            names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
            return "svg", f'<svg {names} viewBox="{box}" width="{size}" height="{size}">{icon["body"]}</svg>'

    for emoji in emojis:
        weight, source = weight_of(emoji), pick(emoji)
        if weight > 0 and source:
            entry = Entry(plain(emoji["hexcode"]), emoji["label"], emoji.get("tags", []), emoji["group"], style, weight)
            found.append((entry, (*source, size)))
    return found


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark pictures", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--styles", default="3d,fluent,flat,noto", help="of " + ", ".join(SOURCES))
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    emojis = json.loads((fetch(WORDS[0], options.work / "sources") / "en" / "data.json").read_text())
    jobs = [job for style in options.styles.split(",") for job in jobs_of(style, options.work / "sources", emojis, options.size)]
    with Pool(options.processes) as pool:
        images = pool.map(render, [source for _, source in jobs], chunksize=16)
    kept = [(entry, image) for (entry, _), image in zip(jobs, images) if image is not None]
    np.save(options.work / "pictures.npy", np.stack([image for _, image in kept]))
    (options.work / "pictures.json").write_text(json.dumps([asdict(entry) for entry, _ in kept]))
    for style in options.styles.split(","):
        print(style, sum(entry.style == style for entry, _ in kept), "pictures,", SOURCES[style][1])
