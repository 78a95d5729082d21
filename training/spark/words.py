"""What Spark reads a prompt as: the things that are named in it, in words that the model was taught, with their colours.

The model was trained on captions such as "red umbrella" and "cup of coffee and croissant". People write "our brollies are
back!" and "But first, coffee"; every other word makes the picture worse. words.toml, written by hand, says which words mean
which wording; `python -m spark words` makes words.json of it for the model's folder, with everything that was taught.
A prompt of which no word is known, or a single one that is beside the point, is read as the known phrases are that the text
encoder finds nearest to it, by their vectors in words.safetensors.
`Words.gist` is the definition that the Rust engine is tested against.
"""

import argparse
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from .colour import HUES
from .corpus import MAX_TOKENS, SIGNS, Shown, vocabulary
from .model import encode_text
from .pose import Draws, Pose

# After these, what stands before is a thing of its own and not the first half of another's name.
AFTER = """and are as at before behind below beside between but by during every from for in inside into is near next of off on or
outside over per plus to under until up upon vs when while who will with without""".split()
# A single word before these is a verb: "book a table", "watch your savings grow".
OBJECTS = "a an the your our my his her their this that these those some it us".split()
COLOUR_NAMES = {
    "red": "crimson scarlet maroon burgundy", "orange": "amber", "yellow": "", "green": "emerald olive", "teal": "turquoise cyan",
    "blue": "navy azure indigo", "purple": "violet lilac", "pink": "magenta fuchsia", "black": "", "white": "",
}
STYLES = {
    "flat style": "flat design|flat icon|flat illustration|vector style|flat vector|minimalist icon|clip art|clipart",
    "cartoon style": "cartoonish|comic style|cartoon illustration|hand drawn style|sticker style",
    "glossy style": "glossy icon|glossy look",
}
MOST_THINGS = 2
# Emoji that say a mood: they are drawn only where nothing else is said.
MOODS = "✨🔥❤⭐🌟🎉🎶💝🌈☀"
# How near the nearest phrase must be, as a cosine, and how much nearer than the only thing that is named.
NEAR = 0.42
NEARER = 0.07
# So many of the nearest phrases say together what is meant, each with this power of its cosine.
SPOKESMEN, POWER = 8, 6


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


def forms(phrase: str) -> tuple[str, str]:
    """A phrase, and the same with its last word in the singular."""
    before, space, last = phrase.rpartition(" ")
    return phrase, before + space + singular(last)


def parted(text: str, word: tuple[str, int, int], following: tuple[str, int, int]) -> bool:
    """Whether more than spaces and hyphens stand between two words."""
    return bool(text[word[2] : following[1]].strip(" -\t\n"))


def key(phrase: str) -> str:
    return " ".join(word for word, _, _ in split(phrase))


@dataclass
class Match:
    kind: str  # taught, thing, emoji, idea, or near for the whole prompt
    first: int  # of the words
    end: int  # one past its last word
    wording: str
    alone: bool


class Words:
    """The content of words.json."""

    def __init__(self, content: dict):
        self.taught, self.things, self.ideas = set(content["taught"]), content["things"], content["ideas"]
        self.colours, self.styles = content["colours"], content.get("styles", {})
        self.emoji, self.near = content.get("emoji", {}), content.get("near", [])
        self.free, self.handed, self.palette = (content.get(name, []) for name in ("free", "handed", "palette"))
        self.vector: Callable[[str], torch.Tensor] | None = None
        self.vectors = torch.zeros(0)
        self.wordings = [self.things.get(phrase) or self.ideas.get(phrase) or phrase for phrase in self.near]
        self.longest = max(len(phrase.split(" ")) for phrase in [*self.taught, *self.things, *self.ideas] or [""])

    @classmethod
    def load(cls, folder: Path, vector: Callable[[str], torch.Tensor] | None = None) -> "Words":
        """A model without a table takes every prompt as it is. `vector` is the text encoder, for what no word is known of."""
        table, vectors = folder / "words.json", folder / "words.safetensors"
        words = cls(json.loads(table.read_text()) if table.exists() else dict.fromkeys(("taught", "things", "ideas", "colours"), {}))
        if vector and vectors.exists():
            words.vector, words.vectors = vector, load_file(vectors)["vectors"].float()
        return words

    def lookup(self, said: list[str]) -> tuple[str, str] | None:
        for phrase in forms(" ".join(said)):
            if phrase in self.taught:
                return "taught", ""
            for kind, table in (("thing", self.things), ("idea", self.ideas)):
                if phrase in table:
                    return kind, table[phrase]
        # "glasses of wine" are no glasses.
        one = " ".join([singular(said[0]), *said[1:]])
        return ("taught", one) if said[1:2] == ["of"] and one in self.taught else None

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

    def emojis(self, text: str, words: list[tuple[str, int, int]]) -> list[Match]:
        """Those that are known; each stands before the first word after it."""
        placed = ((sum(start < at for _, start, _ in words), self.emoji[c], c) for at, c in enumerate(text) if c in self.emoji)
        return [Match("idea" if c in MOODS else "emoji", first, first, wording, True) for first, wording, c in placed]

    def things_of(self, matches: list[Match]) -> list[Match]:
        """What is drawn: things that stand alone, or else emoji, or else the longest of what is left, ideas last."""
        by_words = [match for match in matches if match.kind in ("taught", "thing")]
        for group in ([match for match in by_words if match.alone], [match for match in matches if match.kind == "emoji"]):
            different: list[Match] = []
            for match in group:
                if all(match.wording != other.wording for other in different):
                    different.append(match)
            if different:
                return different[:MOST_THINGS]
        rest = by_words or matches
        return [max(rest, key=lambda match: match.end - match.first)] if rest else []

    def style(self, words: list[tuple[str, int, int]]) -> tuple[str, int, int]:
        """The style that is asked for, as it stands behind a thing, and which words say so."""
        for phrase in sorted(self.styles):
            wanted = phrase.split(" ")
            for first in range(len(words) - len(wanted) + 1):
                if [word for word, _, _ in words[first : first + len(wanted)]] == wanted:
                    return f" {self.styles[phrase]}", first, first + len(wanted)
        return "", 0, 0

    def meant(self, text: str, named: str | None) -> str | None:
        """What the phrases nearest to a prompt are read as; None where nothing is near, or what is named is as near."""
        if self.vector is None:
            return None
        vector = self.vector(text)
        cosines = self.vectors @ vector
        votes: dict[str, float] = {}
        for at in cosines.topk(min(SPOKESMEN, len(cosines))).indices.tolist():
            votes[self.wordings[at]] = votes.get(self.wordings[at], 0) + max(float(cosines[at]), 0) ** POWER
        meant = max(votes, key=votes.get)

        def likeness(wording: str) -> float | None:
            return max((cosine for cosine, other in zip(cosines.tolist(), self.wordings) if key(other) == wording), default=None)

        least = NEAR
        if named:
            known = next((cosine for form in forms(key(named)) if (cosine := likeness(form)) is not None), None)
            least = max(NEAR, NEARER + (known if known is not None else float(self.vector(named) @ vector)))
        return meant if (likeness(key(meant)) or 0) > least else None

    def gist(self, text: str) -> list[str]:
        """The things to be drawn, each by itself; the prompt itself where nothing like it is known."""
        words = split(text)
        style, first, end = self.style(words)
        matches = sorted([*self.matches(text, words), *self.emojis(text, words)], key=lambda match: match.first)
        matches = [match for match in matches if match.end <= first or match.first >= end]
        things = self.things_of(matches)
        doubtful = not things or len(things) == 1 and things[0].end - things[0].first == 1
        if words and doubtful and (meant := self.meant(text, things[0].wording if things else None)):
            things = [Match("near", 0, 0, meant, True)]
        if not things:
            return [text]
        taken = {number for match in matches for number in range(match.first, match.end)}
        colours = [None if number in taken else self.colours.get(word) for number, (word, _, _) in enumerate(words)]
        parts, done = [], 0
        for thing in things:
            here = colours[done : thing.first] + (colours[thing.end :] if thing is things[-1] else [])
            colour = next(filter(None, here), None)
            coloured = colour and colour not in key(thing.wording).split(" ")
            parts.append((f"{colour} {thing.wording}" if coloured else thing.wording) + style)
            done = thing.end
        return parts

    def look(self, thing: str, seed: int) -> tuple[str, Pose]:
        """How a thing of a gist is drawn for a seed: half the time in another colour, where it comes in any and none is
        said, and in a pose that the seed chooses."""
        draws = Draws(seed)
        other, choice, mirrored = (draws.bits() >> 32 for _ in range(3))
        name = key(thing)
        style = next((style for style in sorted(self.styles.values()) if name.endswith(f" {style}")), "")
        name = name.removesuffix(f" {style}") if style else name
        first, _, rest = name.partition(" ")
        named = forms(rest if first in self.colours.values() else name)
        pose = Pose.drawn(draws, mirrored % 2 == 1 and not any(form in self.handed for form in named))
        if other % 2 == 1 and self.palette and any(form in self.free for form in forms(name)):
            return f"{self.palette[choice % len(self.palette)]} {thing}", pose
        return thing, pose

    def read(self, text: str) -> str:
        return " and ".join(self.gist(text))


def text_encoder(folder: Path) -> Callable[[str], torch.Tensor]:
    """The vector of a text, of unit length."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer, encoder = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()

    def vector(text: str) -> torch.Tensor:
        ids = tokenizer([text], truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        return encode_text(encoder, ids["input_ids"], ids["attention_mask"])[1][0]

    return vector


def vectors(phrases: list[str], vector: Callable[[str], torch.Tensor]) -> torch.Tensor:
    return torch.stack([vector(phrase) for phrase in phrases]).half()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark words", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--text", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--to", type=Path, required=True, help="the model's folder")
    options = parser.parse_args(arguments)
    wordings, _ = vocabulary()
    entries = json.loads((options.work / "pictures.json").read_text())
    painted = [entry["label"] for entry in entries if entry["style"] == "3d"]
    known = {key(words) for label, each in wordings.items() for words in [label, *each]}
    tables = tomllib.loads((Path(__file__).parent / "words.toml").read_text())
    ideas = tables.pop("ideas")
    things = [pair for table in tables.values() for pair in table.items()]
    colours = {name: colour for colour, others in COLOUR_NAMES.items() for name in [colour, *others.split()]}
    styles = {phrase: style for style, others in STYLES.items() for phrase in [style, *others.split("|")]}
    content: dict = {"colours": colours, "styles": styles}
    seen: dict[str, str] = {}
    for name, pairs in (("things", things), ("ideas", list(ideas.items()))):
        content[name] = {}
        for wording, phrases in pairs:
            if key(wording) not in known:
                raise SystemExit(f"“{wording}” was not taught")
            for phrase in map(key, phrases):
                if phrase in known:
                    continue
                if seen.setdefault(phrase, wording) != wording:
                    raise SystemExit(f"“{phrase}” is read as “{seen[phrase]}” and as “{wording}”")
                content[name][phrase] = wording
    content["emoji"] = {
        chr(int(entry["code"], 16)): wordings[entry["label"]][0]
        for entry in entries
        if entry["style"] == "3d" and entry["label"] in wordings and "-" not in entry["code"]
    }
    shown, signs = Shown.load(), {entry["label"] for entry in entries if entry["group"] >= SIGNS}
    named = {label: sorted({key(words) for words in [label, *wordings.get(label, [])]}) for label in {*wordings, *painted}}
    content["free"] = sorted(name for label in shown.free for name in named[label])
    content["handed"] = sorted(name for label in {*shown.handed, *signs} & named.keys() for name in named[label])
    content["poor"] = sorted(name for label in shown.poor for name in named[label])
    content["palette"] = list(HUES)
    # Pictures outside the vocabulary were seldom shown, so another reading of their names is better.
    content["taught"] = sorted(known | {key(label) for label in painted} - seen.keys())
    content["near"] = sorted(known | content["things"].keys() | content["ideas"].keys())
    save_file({"vectors": vectors(content["near"], text_encoder(options.text))}, options.to / "words.safetensors")
    (options.to / "words.json").write_text(json.dumps(content, indent=0, sort_keys=True, ensure_ascii=False) + "\n")
    print({name: len(each) for name, each in content.items()})
