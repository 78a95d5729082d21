"""Packs the drawings of Fluent Emoji into assets/elements/drawings.zip, with an index of names and words.

Takes three npm packages, fetched by their names at fixed versions, and nothing else:
  @iconify-json/fluent-emoji   the drawings as SVG bodies (MIT)
  emojibase-data               each drawing's group, and words in English (MIT)
  cldr-annotations-full        words in English and six more languages (Unicode licence)

    python training/elements/pack.py --to assets/elements [--work FOLDER]

Skin tones become one entry with a choice. Flags, text symbols, clock faces and mirrored copies are left out. The SVG text is
made smaller without a visible change: short identifiers, numbers to a hundredth of a unit (the drawing has 32), and
filter steps that do nothing are dropped. Words that marketers use and neither source has are in words.toml.
"""

import argparse
import json
import re
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

PACKAGES = {
    "@iconify-json/fluent-emoji": "1.2.7",
    "emojibase-data": "17.0.0",
    "cldr-annotations-full": "48.2.0",
}
LANGUAGES = ["en", "de", "es", "fr", "it", "pt", "nl"]
TONES = ["light", "medium-light", "medium", "medium-dark", "dark"]
GROUPS = {0: "faces", 1: "people", 3: "nature", 4: "food", 5: "places", 6: "activities", 7: "things", 8: "signs"}
# The signs that are pictures; all others are text.
SIGNS = {
    "check-mark", "check-mark-button", "cross-mark", "infinity", "latin-cross", "medical-symbol", "menorah", "om",
    "peace-symbol", "recycling-symbol", "red-exclamation-mark", "red-question-mark", "sparkle", "star-and-crescent",
    "star-of-david", "warning", "wheel-of-dharma", "yin-yang", "multiply", "plus", "heavy-dollar-sign", "no-smoking",
    "trident-emblem", "wheelchair-symbol", "antenna-bars", "cinema", "passport-control", "potable-water", "wireless",
}
LEFT_OUT = re.compile(r"-facing-right|-(oclock|thirty)\b|-thirty$|^middle-finger$|^japanese-.*-button$|^input-|^keycap-")
# Drawings whose names here are not the label that emojibase gives them.
LABELS = {
    "handshake": "handshake", "mate": "maté", "piata": "piñata", "ship": "ship", "bed": "bed", "shopping-bags": "shopping bags",
    "rescue-workers-helmet": "rescue worker’s helmet", "womans-clothes": "woman’s clothes", "womans-hat": "woman’s hat",
    "womans-sandal": "woman’s sandal", "womans-boot": "woman’s boot", "mans-shoe": "man’s shoe",
    "mrs-claus": "Mrs. Claus", "mx-claus": "Mx Claus", "blackbird": "black bird", "phoenix-bird": "phoenix",
    "hugging-face": "smiling face with open hands", "knocked-out-face": "face with crossed-out eyes",
    "pouting-face": "enraged face", "person-deaf": "deaf person", "man-deaf": "deaf man", "woman-deaf": "deaf woman",
    "person-merpeople": "merperson", "man-merpeople": "merman", "woman-merpeople": "mermaid",
    "person-with-bunny-ears": "people with bunny ears", "man-with-bunny-ears": "men with bunny ears",
    "woman-with-bunny-ears": "women with bunny ears", "person-wrestling": "people wrestling",
    "man-wrestling": "men wrestling", "woman-wrestling": "women wrestling", "person-blonde-hair": "person: blond hair",
    "man-blonde-hair": "man: blond hair", "woman-blonde-hair": "woman: blond hair",
}


def fetch(work: Path) -> dict[str, Path]:
    """The unpacked folder of each package."""
    folders = {}
    for name, version in PACKAGES.items():
        folder = work / name.replace("/", "-").strip("@")
        if not folder.exists():
            packed = subprocess.run(
                ["npm", "pack", f"{name}@{version}", "--silent"], cwd=work, check=True, capture_output=True, text=True
            ).stdout.split()[-1]
            with tarfile.open(work / packed) as archive:
                archive.extractall(folder, filter="data")
        folders[name] = folder / "package"
    return folders


def slug(label: str) -> str:
    label = label.lower().replace("’", "").replace("'", "").replace("“", "").replace("”", "")
    return re.sub(r"[^a-z0-9]+", "-", label).strip("-")


def smaller(body: str) -> str:
    """The same drawing in fewer characters."""
    names = {}
    for name in re.findall(r'\bid="([^"]+)"', body):
        names.setdefault(name, f"{'abcdefghijklmnopqrstuvwxyz'[len(names) % 26]}{len(names) // 26 or ''}")
    body = re.sub(r'\bid="([^"]+)"', lambda m: f'id="{names[m[1]]}"', body)
    body = re.sub(r"url\(#([^)]+)\)", lambda m: f"url(#{names.get(m[1], m[1])})", body)
    body = re.sub(r'href="#([^"]+)"', lambda m: f'href="#{names.get(m[1], m[1])}"', body)
    # A transparent flood under the drawing changes nothing.
    nothing = (
        '<feFlood flood-opacity="0" result="BackgroundImageFix"/>'
        '<feBlend in="SourceGraphic" in2="BackgroundImageFix" result="shape"/>'
    )
    body = re.sub(
        re.escape(nothing) + r'<feGaussianBlur result="effect\d_foregroundBlur_[\d_]+" stdDeviation="([^"]+)"/></filter>',
        r'<feGaussianBlur stdDeviation="\1"/></filter>',
        body,
    )
    body = re.sub(r"effect(\d+)_\w+?_\d+_\d+", r"e\1", body)

    def rounded(match: re.Match) -> str:
        text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
        text = re.sub(r"^(-?)0\.", r"\1.", text)
        return "0" if text in ("-0", "", "-") else text

    def attribute(match: re.Match) -> str:
        # Matrices have factors that a hundredth is too coarse for.
        if match[1] in ("gradientTransform", "transform", "values", "id"):
            return match[0]
        if match[1] == "d":
            return f'd="{path(match[2], rounded)}"'
        return f'{match[1]}="{re.sub(NUMBER, rounded, match[2])}"' if match[1] in LENGTHS else match[0]

    body = re.sub(r'\b([\w:-]+)="([^"]*)"', attribute, body)
    return re.sub(r'(gradientTransform|transform)="([^"]*)"', transform, body)


NUMBER = re.compile(r"-?(?:\d+\.\d+|\.\d+|\d+)(?:e-?\d+)?")
LENGTHS = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "dx", "dy", "offset"}


def transform(match: re.Match) -> str:
    """Four significant digits are enough for factors."""
    def short(number: re.Match) -> str:
        value = float(number[0])
        text = f"{value:.3f}" if abs(value) < 100 else f"{value:.2f}"
        text = text.rstrip("0").rstrip(".") if abs(value) >= 0.001 or value == 0 else f"{value:.3g}"
        return "0" if text in ("-0", "") else text
    return f'{match[1]}="{re.sub(NUMBER, short, match[2])}"'


def path(data: str, rounded) -> str:
    """Path data with rounded numbers. The flags of arcs, which may stand without a space, stay what they are."""
    out = []
    for command, rest in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", data):
        if command in "aA":
            numbers = []
            at = 0
            while at < len(rest):
                if rest[at] in " ,\n":
                    at += 1
                    continue
                if len(numbers) % 7 in (3, 4):
                    numbers.append(rest[at])
                    at += 1
                    continue
                found = NUMBER.match(rest, at)
                numbers.append(rounded(found))
                at = found.end()
        else:
            numbers = [rounded(found) for found in NUMBER.finditer(rest)]
        text = ""
        for number in numbers:
            text += number if not text or number.startswith("-") else f" {number}"
        out.append(command + text)
    return "".join(out)


def family(name: str) -> str:
    """What a drawing shows, whoever does it."""
    return re.sub(r"^(man|woman|person)-", "", name)


def words_of(annotation: dict | None) -> list[str]:
    return [] if annotation is None else [*annotation.get("tts", []), *annotation.get("default", [])]


def unique(words: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for word in words:
        seen.setdefault(word.casefold(), word)
    return list(seen.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--to", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--work", type=Path, default=Path("work/elements"), help="where packages are unpacked")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    args.to.mkdir(parents=True, exist_ok=True)
    folders = fetch(args.work.resolve())

    drawings = json.loads((folders["@iconify-json/fluent-emoji"] / "icons.json").read_text())["icons"]
    emojis = json.loads((folders["emojibase-data"] / "en/data.json").read_text())
    by_slug = {slug(emoji["label"]): emoji for emoji in emojis}
    annotations = {
        language: json.loads((folders["cldr-annotations-full"] / f"annotations/{language}/annotations.json").read_text())
        ["annotations"]["annotations"]
        for language in LANGUAGES
    }
    # The names of drawings follow CLDR's short names, which emojibase changes in places.
    for character, annotation in annotations["en"].items():
        for label in annotation.get("tts", []):
            for emoji in emojis:
                if emoji["emoji"].replace("\ufe0f", "") == character.replace("\ufe0f", ""):
                    by_slug.setdefault(slug(label), emoji)
                    break
    own = tomllib.loads((Path(__file__).parent / "words.toml").read_text())
    known, index, files, unknown = set(), [], {}, []
    for name in sorted(drawings):
        if any(name.endswith(f"-{tone}") and name.removesuffix(f"-{tone}") in drawings for tone in TONES):
            continue
        if LEFT_OUT.search(name):
            continue
        emoji = by_slug.get(slug(LABELS.get(name, name)))
        if emoji is None:
            base = family(name)
            emoji = by_slug.get(slug(f"person {base}")) or by_slug.get(base)
        if emoji is None:
            unknown.append(name)
            continue
        group = emoji.get("group")
        if group not in GROUPS or (group == 8 and name not in SIGNS):
            continue
        character = emoji["emoji"].replace("\ufe0f", "")
        words = {}
        for language in LANGUAGES:
            words[language] = unique(words_of(annotations[language].get(character)))
        key = family(name)
        known |= {key, name}
        words["en"] = unique([name.replace("-", " "), *own.get(key, []), *words["en"], *emoji.get("tags", [])])
        # A gendered or toned sequence has its words under the plain character.
        plain = character.split("\u200d")[0]
        for language in LANGUAGES[1:]:
            if not words[language]:
                words[language] = unique(words_of(annotations[language].get(plain)))
        tones = [tone for tone in TONES if f"{name}-{tone}" in drawings]
        entry = {"name": name, "group": GROUPS[group], "words": words}
        if key != name:
            entry["family"] = key
        if len(tones) == len(TONES):
            entry["tones"] = True
        index.append(entry)
        for suffix in ["", *(f"-{tone}" for tone in tones if len(tones) == len(TONES))]:
            drawing = drawings[name + suffix]
            width, height = drawing.get("width", 32), drawing.get("height", 32)
            files[f"{name}{suffix}.svg"] = (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{smaller(drawing["body"])}</svg>'
            )
    strange = set(own) - known
    if strange:
        raise SystemExit(f"words.toml names what is not packed: {sorted(strange)}")
    with zipfile.ZipFile(args.to / "drawings.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        def write(name: str, text: str) -> None:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED, 9)
        write("index.json", json.dumps(index, ensure_ascii=False, separators=(",", ":")))
        for name, text in files.items():
            write(name, text)
    size = (args.to / "drawings.zip").stat().st_size
    print(f"{len(index)} elements, {len(files)} drawings, {size / 1e6:.1f} MB; without a label: {unknown}")


if __name__ == "__main__":
    main()
