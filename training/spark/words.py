"""What Spark reads a prompt as: the things that are named in it, in words that the model was taught, with their colours.

The model was trained on captions such as "red umbrella" and "cup of coffee and croissant". People write "our brollies are
back!" and "But first, coffee"; every other word makes the picture worse. words.toml, written by hand, says which words mean
which wording; `python -m spark words` makes words.json of it for the model's folder, with everything that was taught.
`Words.gist` is the definition that the Rust engine is tested against.
"""

import argparse
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .corpus import vocabulary

# After these, what stands before is a thing of its own and not the first half of another's name.
AFTER = """and are as at before behind below beside between but by during every from for in inside into is near next of off on or
outside over per plus to under until up upon vs when while who will with without""".split()
# A single word before these is a verb: "book a table", "watch your savings grow".
OBJECTS = "a an the your our my his her their this that these those some it us".split()
COLOUR_NAMES = {
    "red": "crimson scarlet maroon burgundy", "orange": "amber", "yellow": "", "green": "emerald olive", "teal": "turquoise cyan",
    "blue": "navy azure indigo", "purple": "violet lilac", "pink": "magenta fuchsia", "black": "", "white": "",
}
STYLES = ["flat style", "cartoon style", "glossy style"]
MOST_THINGS = 2


def split(text: str) -> list[tuple[str, int, int]]:
    """Words in lower case with where they stand; hyphens part words."""
    found = re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", text)
    return [(match[0].lower().replace("’", "'"), match.start(), match.end()) for match in found]


def singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "sses", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1].removesuffix("'")
    return word


def parted(text: str, word: tuple[str, int, int], following: tuple[str, int, int]) -> bool:
    """Whether more than spaces and hyphens stand between two words."""
    return bool(text[word[2] : following[1]].strip(" -\t\n"))


def key(phrase: str) -> str:
    return " ".join(word for word, _, _ in split(phrase))


@dataclass
class Match:
    kind: str  # taught, thing or idea
    first: int  # of the words
    end: int  # one past its last word
    wording: str
    alone: bool


class Words:
    """The content of words.json."""

    def __init__(self, content: dict):
        self.taught, self.things, self.ideas = set(content["taught"]), content["things"], content["ideas"]
        self.colours = content["colours"]
        self.longest = max(len(phrase.split(" ")) for phrase in [*self.taught, *self.things, *self.ideas] or [""])

    @classmethod
    def load(cls, folder: Path) -> "Words":
        """A model without a table takes every prompt as it is."""
        table = folder / "words.json"
        return cls(json.loads(table.read_text()) if table.exists() else dict.fromkeys(("taught", "things", "ideas", "colours"), {}))

    def lookup(self, said: list[str]) -> tuple[str, str] | None:
        for phrase in (" ".join(said), " ".join([*said[:-1], singular(said[-1])])):
            if phrase in self.taught:
                return "taught", ""
            for kind, table in (("thing", self.things), ("idea", self.ideas)):
                if phrase in table:
                    return kind, table[phrase]
        return None

    def matches(self, text: str, words: list[tuple[str, int, int]]) -> list[Match]:
        """The longest known phrases, from left to right."""
        together = [not parted(text, a, b) for a, b in zip(words, words[1:])]
        found, at = [], 0
        while at < len(words):
            match = None
            for end in range(min(at + self.longest, len(words)), at, -1):
                known = self.lookup([word for word, _, _ in words[at:end]]) if all(together[at : end - 1]) else None
                if known:
                    following = words[end][0] if end < len(words) and together[end - 1] else None
                    alone = following is None or following in AFTER or following.endswith("ing")
                    if end - at > 1 or following not in OBJECTS:
                        as_typed = text[words[at][1] : words[end - 1][2]]
                        match = Match(known[0], at, end, known[1] or as_typed, alone)
                    break
            found += [match] if match else []
            at = match.end if match else at + 1
        return found

    def things_of(self, matches: list[Match]) -> list[Match]:
        """What is drawn: things that stand alone, or else the longest that does not, or else the longest idea."""
        things = [match for match in matches if match.kind != "idea"]
        alone: list[Match] = []
        for match in things:
            if match.alone and all(match.wording != other.wording for other in alone):
                alone.append(match)
        if alone:
            return alone[:MOST_THINGS]
        rest = things or matches
        return [max(rest, key=lambda match: match.end - match.first)] if rest else []

    def gist(self, text: str) -> list[str]:
        """The things to be drawn, each by itself; the prompt itself where nothing in it is known."""
        words = split(text)
        matches = self.matches(text, words)
        things = self.things_of(matches)
        if not things:
            return [text]
        taken = {number for match in matches for number in range(match.first, match.end)}
        colours = [None if number in taken else self.colours.get(word) for number, (word, _, _) in enumerate(words)]
        spoken = " ".join(word for word, _, _ in words)
        style = next((f" {style}" for style in STYLES if style in spoken), "")
        parts, done = [], 0
        for thing in things:
            here = colours[done : thing.first] + (colours[thing.end :] if thing is things[-1] else [])
            colour = next(filter(None, here), None)
            parts.append((f"{colour} {thing.wording}" if colour else thing.wording) + style)
            done = thing.end
        return parts

    def read(self, text: str) -> str:
        return " and ".join(self.gist(text))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark words", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--to", type=Path, required=True, help="the model's folder")
    options = parser.parse_args(arguments)
    wordings, _ = vocabulary()
    entries = json.loads((options.work / "pictures.json").read_text())
    painted = [entry["label"] for entry in entries if entry["style"] == "3d"]
    taught = {key(words) for words in [*painted, *wordings, *(w for each in wordings.values() for w in each)]}
    tables = tomllib.loads((Path(__file__).parent / "words.toml").read_text())
    ideas = tables.pop("ideas")
    things = [pair for table in tables.values() for pair in table.items()]
    colours = {name: colour for colour, others in COLOUR_NAMES.items() for name in [colour, *others.split()]}
    content = {"colours": colours, "taught": sorted(taught)}
    seen: dict[str, str] = {}
    for name, pairs in (("things", things), ("ideas", list(ideas.items()))):
        content[name] = {}
        for wording, phrases in pairs:
            if key(wording) not in taught:
                raise SystemExit(f"“{wording}” was not taught")
            for phrase in map(key, phrases):
                if phrase in taught:
                    continue
                if seen.setdefault(phrase, wording) != wording:
                    raise SystemExit(f"“{phrase}” is read as “{seen[phrase]}” and as “{wording}”")
                content[name][phrase] = wording
    (options.to / "words.json").write_text(json.dumps(content, indent=0, sort_keys=True, ensure_ascii=False) + "\n")
    print({name: len(each) for name, each in content.items()})
