"""Words of six languages for what Spark knows in English: translations.json of the model's folder.

Things come from assets/words/things.csv, written by hand, and from the names that the Unicode CLDR has for the drawings of
assets/elements, as far as Spark knows their English names; colours and small words from translations.toml. How a prompt is
read with them is in crates/inference/src/spark/translations.rs.
"""

import argparse
import csv
import json
import tomllib
import zipfile
from pathlib import Path

from .words import forms, key

HERE = Path(__file__).parent


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark translations", description=__doc__)
    parser.add_argument("--elements", type=Path, required=True, help="assets/elements/drawings.zip")
    parser.add_argument("--to", type=Path, required=True, help="the model's folder")
    options = parser.parse_args(arguments)
    table = json.loads((options.to / "words.json").read_text())
    known = {*table["taught"], *table["things"], *table["ideas"]}
    tables = tomllib.loads((HERE / "translations.toml").read_text())
    content = {"english": tables.pop("english")}
    rows = list(csv.DictReader((HERE / "../../assets/words/things.csv").open(), delimiter=";"))
    drawings = json.loads(zipfile.ZipFile(options.elements).read("index.json"))
    for language, words in tables.items():
        content[language] = {
            "colours_follow": words["colours_follow"],
            "joints": words["joints"],
            "empty": words["empty"],
            "between": {word: english for english, others in words["between"].items() for word in others},
            "colours": {word: english for english, others in words["colours"].items() for word in others},
        }
        things: dict[str, str] = {}
        for row in rows:
            for name in filter(None, row[language].split("|")):
                if things.setdefault(key(name), row["english"]) != row["english"]:
                    raise SystemExit(f"{language}: “{name}” is “{things[key(name)]}” and “{row['english']}”")
        own = {*things, *content[language]["colours"], *content[language]["between"], *words["empty"]}
        for drawing in drawings:
            english, name = key(drawing["words"]["en"][0]), key(drawing["words"][language][0])
            if any(form in known for form in forms(english)) and name not in own:
                things.setdefault(name, english)
        content[language]["things"] = dict(sorted(things.items()))
    (options.to / "translations.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
    print({language: len(words["things"]) for language, words in content.items() if language != "english"})
