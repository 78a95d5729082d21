"""Training pictures as the denoiser draws them, for the decoder to learn from: redrawn.npy and redrawn.pt.

The denoiser's latents are never quite those of the encoder, and a decoder that was not shown such latents paints what is
wrong with them as blotches. So noise is mixed into a picture's latents, and the denoiser draws on from there (SDEdit,
Meng et al. 2022, arXiv:2108.01073): what comes out lies where the picture lies, with the denoiser's own errors.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch

from .autoencoder import as_images
from .corpus import MAX_TOKENS, Captions, encoder_of, halved, open_pictures, painted, plan
from .model import Spark, encode_text, sample
from .pose import matrices

EARLIEST, LATEST = 0.3, 0.65  # when the denoiser takes over
BATCH = 25


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark redraw", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--work", type=Path, default=Path("work"))
    add("--release", type=Path, required=True, help="folder of the model whose denoiser draws")
    add("--text", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    add("--count", type=int, default=4000)
    options = parser.parse_args(arguments)
    from transformers import AutoModel, AutoTokenizer

    rng = random.Random(3)
    torch.manual_seed(3)
    entries = json.loads((options.work / "pictures.json").read_text())
    captions = Captions(entries, rng)
    records = plan(entries, captions, argparse.Namespace(focus=0.0, styles=0.0, colours=0, pairs=0))
    records = [record for record in records if record.kind != "pair" and record.weight > 0 and entries[record.things[0][0]]["style"] == "3d"]
    open_pictures(options.work)
    encoder, model = encoder_of(options), Spark.load(options.release)
    tokenizer, reader = AutoTokenizer.from_pretrained(options.text), AutoModel.from_pretrained(options.text).eval()
    steps = model.config["sampler"]["steps"]
    pages, latents = [], []
    while len(pages) < options.count:
        chosen = rng.choices(records, [record.weight for record in records], k=2 * BATCH)
        made = [(record, *result) for record in chosen if (result := painted(record))][:BATCH]
        words = [" ".join(filter(None, (colours[0], captions.names(entries[record.things[0][0]])[-1]))) for record, _, colours in made]
        with torch.no_grad():
            x = (encoder(as_images(np.stack([halved(page) for _, page, _ in made]))) - model.mean) / model.std
            ids = tokenizer(words, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
            tokens, pooled = encode_text(reader, ids["input_ids"], ids["attention_mask"])
            text = model.conditioning(tokens, ids["attention_mask"], pooled)
            start = rng.uniform(EARLIEST, LATEST)
            mixed = torch.lerp(x, torch.randn_like(x), start)
            drawn = sample(model.denoiser, mixed, text, model.no_conditioning(len(x)), round(steps * start), model.config["sampler"]["cfg"], start, pose=matrices([record.pose for record, _, _ in made]))
        latents.append((drawn * model.std + model.mean).half())
        pages += [page for _, page, _ in made]
        if len(pages) % 500 < BATCH:
            print(len(pages), flush=True)
    np.save(options.work / "redrawn.npy", np.stack(pages))
    torch.save(torch.cat(latents), options.work / "redrawn.pt")
