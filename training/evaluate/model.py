"""Measures what a released model can do, and writes the figures as JSON and pictures as contact sheets.

Recognition: of 200 prompts from the vocabulary, 60 with other words and 300 of thirty trades, how often the judge has the
thing first, or among its first five, out of all things of the vocabulary. Prompts are read as the app reads them
(spark/words.py); `alone` is what the network does with the words as they are. The ceiling is what the judge says of the
training pictures themselves.
Colour: how often a thing asked for in a colour reads as that colour (spark/colour.py).
Variety: the mean distance between eight pictures of one prompt, and the distance to the nearest training picture as a
share of that between different training pictures, both in latents: 0 would be a copying machine.
Sharpness: the Laplacian's energy on white, against the training pictures of the same things.
"""

import argparse
import json
import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModel, AutoTokenizer

from spark.autoencoder import as_images, sharpness
from spark.colour import COLOURS, reads_as
from spark.common import contact_sheet, over
from spark.corpus import MAX_TOKENS, side_by_side, vocabulary
from spark.model import Spark, encode_text, sample
from spark.pose import matrices
from spark.words import Words, text_encoder

from .classifier import Classifier

SEED = 20_26
BATCH = 25
# Things that come in any colour, as colour + thing is asked for.
COLOURABLE = """running shoe|t-shirt|dress|handbag|backpack|balloon|umbrella|automobile|wrapped gift|scarf|bicycle|couch and lamp
|luggage|socks|billed cap|gloves|rocket|house|shopping bags|mobile phone""".replace("\n", "").split("|")


@dataclass
class Prompt:
    words: str
    labels: list[str]


class Draw:
    """Prompts to pictures, each from a seed of its own."""

    def __init__(self, release: Path, text: Path):
        self.model = Spark.load(release)
        self.sampler = self.model.config["sampler"]
        self.words = Words.load(release, text_encoder(text))
        self.tokenizer, self.encoder = AutoTokenizer.from_pretrained(text), AutoModel.from_pretrained(text).eval()

    @torch.no_grad()
    def latents(self, words: list[str], seeds: list[int]) -> Tensor:
        side, channels = self.model.config["denoiser"]["hw"], self.model.config["denoiser"]["zc"]
        made, looks = [], [self.words.look(each, seed) for each, seed in zip(words, seeds)]
        words, poses = [prompt for prompt, _ in looks], matrices([pose for _, pose in looks])
        for start in range(0, len(words), BATCH):
            part = words[start : start + BATCH]
            ids = self.tokenizer(part, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
            tokens, pooled = encode_text(self.encoder, ids["input_ids"], ids["attention_mask"])
            prompt = self.model.conditioning(tokens, ids["attention_mask"], pooled)
            noise = [torch.randn(channels, side, side, generator=torch.Generator().manual_seed(s)) for s in seeds[start : start + BATCH]]
            nothing = self.model.no_conditioning(len(part))
            steps, cfg, more = self.sampler["steps"], self.sampler["cfg"], {k: self.sampler[k] for k in ("shift", "guided_from") if k in self.sampler}
            made.append(sample(self.model.denoiser, torch.stack(noise), prompt, nothing, steps, cfg, pose=poses[start : start + BATCH], **more))
        return torch.cat(made)

    @torch.no_grad()
    def pictures(self, latents: Tensor) -> Tensor:
        """(B, 4, S, S) premultiplied RGBA in [0, 1]."""
        return torch.cat([self.model.decode(part) for part in latents.split(BATCH)])

    def as_the_app(self, prompts: list[str], seeds: list[int]) -> Tensor:
        """What a prompt names, each thing by itself, and two of them put together."""
        gists = [self.words.gist(prompt) for prompt in prompts]
        jobs = [(thing, seed + 100_000 * number) for gist, seed in zip(gists, seeds) for number, thing in enumerate(gist)]
        drawn = list(self.pictures(self.latents([thing for thing, _ in jobs], [seed for _, seed in jobs])))
        made = []
        for gist, seed in zip(gists, seeds):
            things = [drawn.pop(0) for _ in gist]
            made.append(things[0] if len(things) == 1 else pair_of(things, seed))
        return torch.stack(made)


def pair_of(things: list[Tensor], seed: int) -> Tensor:
    front, behind = ((thing.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8) for thing in things)
    return torch.from_numpy(side_by_side(front, behind, seed)).permute(2, 0, 1).float() / 255


def vocabulary_prompts(known: set[str], count: int) -> list[Prompt]:
    """One wording each of so many things that the judge knows."""
    rng, (wordings, _) = random.Random(SEED), vocabulary()
    labels = rng.sample(sorted(label for label in wordings if label in known), count)
    return [Prompt(rng.choice(wordings[label]), [label]) for label in labels]


def colour_prompts(count: int) -> list[tuple[str, str]]:
    """(words, colour), the colours in turn."""
    rng, (wordings, _) = random.Random(SEED + 1), vocabulary()
    chosen = [(COLOURS[i % len(COLOURS)], rng.choice(COLOURABLE)) for i in range(count)]
    return [(f"{colour} {wordings[label][0]}", colour) for colour, label in chosen]


def hits(judge: Classifier, pictures: Tensor, prompts: list[Prompt], among: list[str]) -> tuple[float, float, list[str]]:
    """Top-1 and top-5 over the things of the vocabulary, and what each picture was taken for."""
    columns = [judge.labels.index(label) for label in among]
    best = judge.scores(pictures)[:, columns].topk(5, 1).indices
    named = [[among[i] for i in row] for row in best.tolist()]
    top1 = sum(row[0] in prompt.labels for row, prompt in zip(named, prompts)) / len(prompts)
    top5 = sum(any(label in prompt.labels for label in row) for row, prompt in zip(named, prompts)) / len(prompts)
    return top1, top5, [row[0] for row in named]


def distances(rows: Tensor, others: Tensor) -> Tensor:
    return torch.cdist(rows.flatten(1), others.flatten(1)) / rows[0].numel() ** 0.5


def variety(draw: Draw, prompts: list[Prompt], corpus: Tensor) -> dict:
    chosen = prompts[:24]
    eight = draw.latents([prompt.words for prompt in chosen for _ in range(8)], [1000 + seed for _ in chosen for seed in range(8)])
    within = [float(distances(part, part).sum() / 56) for part in eight.split(8)]
    nearest = distances(eight, corpus).min(1).values.mean()
    rng = torch.Generator().manual_seed(SEED)
    some = corpus[torch.randperm(len(corpus), generator=rng)[:400]]
    apart = distances(some, some).sum() / (400 * 399)
    return {"between_seeds": sum(within) / len(within), "to_nearest_of_training": float(nearest), "between_training": float(apart)}


def own_pictures(work: Path, labels: list[str]) -> Tensor:
    """The training pictures of these things in the 3D style, premultiplied RGBA in [0, 1]."""
    entries = json.loads((work / "pictures.json").read_text())
    place = {entry["label"]: i for i, entry in enumerate(entries) if entry["style"] == "3d"}
    stored = np.load(work / "pictures.npy", mmap_mode="r")
    return (as_images(stored[[place[label] for label in labels]]) + 1) / 2


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="evaluate model", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--release", type=Path, required=True)
    add("--text", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    add("--work", type=Path, default=Path("work"))
    add("--others", type=Path, default=Path("work/others"), help="where classifier.pt is")
    add("--to", type=Path, default=Path("work/measured"), help="folder for figures and sheets")
    add("--alone", action="store_true", help="draw synonyms and trades a second time, with their words as they are")
    options = parser.parse_args(arguments)
    options.to.mkdir(parents=True, exist_ok=True)
    table = tomllib.loads((Path(__file__).parent / "prompts.toml").read_text())
    judge, draw = Classifier.load(options.others / "classifier.pt"), Draw(options.release, options.text)
    wordings, _ = vocabulary()
    taught = {words.lower() for label, all_words in wordings.items() for words in [label, *all_words]}
    entries = json.loads((options.work / "pictures.json").read_text())
    painted = {entry["label"] for entry in entries if entry["style"] == "3d"}
    among = [label for label in wordings if label in judge.labels and label in painted]

    prompts = vocabulary_prompts(set(among), 200)
    latents = draw.latents([prompt.words for prompt in prompts], list(range(len(prompts))))
    pictures = draw.pictures(latents)
    top1, top5, taken = hits(judge, pictures, prompts, among)
    real = own_pictures(options.work, [prompt.labels[0] for prompt in prompts])
    ceiling1, ceiling5, _ = hits(judge, real, prompts, among)
    figures: dict = {"vocabulary": {"top1": top1, "top5": top5, "ceiling_top1": ceiling1, "ceiling_top5": ceiling5, "of": len(among)}}
    print(figures, flush=True)
    smaller = torch.nn.functional.interpolate(real, pictures.shape[2:], mode="area") if real.shape != pictures.shape else real
    figures["sharpness"] = sharpness(pictures, smaller)
    labels = [f"{p.words} > {t}" for p, t in zip(prompts, taken)]
    contact_sheet([over(image[:, ::2, ::2]) for image in pictures], 20, options.to / "vocabulary.png", labels)

    others = [Prompt(words, labels) for words, labels in table["synonyms"].items()]
    known = [prompt.words for prompt in others if prompt.words in taught]
    if known:
        raise SystemExit(f"these stand in the vocabulary, so they measure nothing: {known}")
    trades = tomllib.loads((Path(__file__).parent / "trades.toml").read_text())
    of_trades = [Prompt(words, labels) for trade in trades.values() for words, labels in trade.items()]
    for name, prompts_here in (("synonyms", others), ("trades", of_trades)):
        words, seeds = [prompt.words for prompt in prompts_here], list(range(len(prompts_here)))
        pictures = draw.as_the_app(words, seeds)
        top1, top5, taken = hits(judge, pictures, prompts_here, among)
        figures[name] = {"top1": top1, "top5": top5, "prompts": len(prompts_here)}
        labels = [f"{p.words} > {t}" for p, t in zip(prompts_here, taken)]
        contact_sheet([over(image[:, ::2, ::2]) for image in pictures], 20, options.to / f"{name}.png", labels)
        if options.alone:
            pictures = draw.pictures(draw.latents(words, seeds))
            top1, top5, _ = hits(judge, pictures, prompts_here, among)
            figures[name] |= {"alone_top1": top1, "alone_top5": top5}
        print(figures, flush=True)

    asked = colour_prompts(100)
    pictures = draw.pictures(draw.latents([words for words, _ in asked], list(range(len(asked)))))
    right = [reads_as((image.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8), colour) for image, (_, colour) in zip(pictures, asked)]
    per = {colour: np.mean([ok for ok, (_, c) in zip(right, asked) if c == colour]) for colour in COLOURS}
    figures["colour"] = {"right": float(np.mean(right)), "per_colour": {colour: float(share) for colour, share in per.items()}}
    labels = [words if ok else f"{words} WRONG" for ok, (words, _) in zip(right, asked)]
    contact_sheet([over(image) for image in pictures], 10, options.to / "colours.png", labels)
    print(figures, flush=True)

    config = draw.model.config["latent"]
    mean, std = (torch.tensor(config[key])[:, None, None] for key in ("mean", "std"))
    corpus = (torch.load(options.work / "corpus.pt", weights_only=True, mmap=True)["latents"].float() - mean) / std
    figures["variety"] = variety(draw, prompts, corpus)

    words = table["marketing"]["prompts"]
    pictures = draw.as_the_app(words, [1] * len(words))
    contact_sheet([over(image, (0.93, 0.93, 0.9)) for image in pictures], 10, options.to / "marketing.png", words)
    (options.to / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))
