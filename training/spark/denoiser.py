"""Trains the denoiser on corpus.pt by rectified flow. Resumes from WORK/denoiser.pt, or starts from released weights.

A latent picture x is mixed with noise e at a time t, z = (1 - t) x + t e, and the network learns the velocity e - x
(Liu et al. 2022, arXiv:2209.03003); t is drawn logit-normal (Esser et al. 2024, arXiv:2403.03206). One caption in ten
is left out, so that the picture can be steered away from the unguided one.
"""

import argparse
import json
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from .common import Average, save
from .model import Conditioning, Denoiser

DROPPED = 0.1


class Corpus:
    """Draws latents with one caption each."""

    def __init__(self, work: Path, config: dict, device: str):
        content = torch.load(work / "corpus.pt", weights_only=True)
        mean, std = (torch.tensor(config["latent"][key])[:, None, None] for key in ("mean", "std"))
        self.latents = ((content["latents"].float() - mean) / std).half().to(device)
        self.weights, self.poses = content["weights"].to(device), content["poses"].to(device)
        self.counts = torch.tensor([len(each) for each in content["captions"]], device=device)
        self.captions = nn.utils.rnn.pad_sequence(content["captions"], batch_first=True).to(device)
        self.tokens, self.lengths, self.pooled = (content[key].to(device) for key in ("tokens", "lengths", "pooled"))

    def batch(self, count: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Latents, their text's tokens, mask and pooled vector, and their poses."""
        chosen = torch.multinomial(self.weights, count, replacement=True)
        which = (torch.rand(count, device=chosen.device) * self.counts[chosen]).long()
        caption = self.captions[chosen, which]
        lengths = self.lengths[caption]
        longest = int(lengths.max())
        mask = torch.arange(longest, device=chosen.device)[None] < lengths[:, None]
        tokens, pooled = self.tokens[caption, :longest].float(), self.pooled[caption].float()
        return self.latents[chosen].float(), tokens, mask, pooled, self.poses[chosen]


def conditioned(model: Denoiser, tokens: Tensor, mask: Tensor, pooled: Tensor, scale: float) -> Conditioning:
    """The prompt's conditioning, with some prompts replaced by none at all."""
    text, nothing = model.conditioning(tokens, mask, pooled, scale), model.no_conditioning(len(tokens))
    drop = torch.rand(len(tokens), device=tokens.device) < DROPPED
    bias = text.bias.masked_fill(drop[:, None, None, None], -1e4)
    # What is left of a dropped prompt is the empty token, which stands first.
    bias[..., 0] = 0
    return Conditioning(text.tokens, bias, torch.where(drop[:, None], nothing.pooled, text.pooled))


def rate_at(seen: int, options: argparse.Namespace, step: int) -> float:
    """Warm-up, then level, then down to 3% over the last quarter."""
    left = (1 - seen / options.total) / 0.25
    return options.rate * min(1, (step + 1) / 100) * max(0.03, min(1, left))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark denoiser", description=__doc__)
    add = parser.add_argument
    add("--work", type=Path, default=Path("work"))
    add("--release", type=Path, required=True, help="folder with config.json, and the weights to start from")
    add("--fresh", action="store_true", help="start from random weights")
    add("--sizes", type=json.loads, default={}, help='as {"ch": [256, 384]}; what released weights lack begins at zero')
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    add("--total", type=int, default=400_000, help="samples seen when the learning rate ends")
    add("--minutes", type=float, default=1e9, help="stop after so long; run again to go on")
    add("--batch", type=int, default=96)
    add("--rate", type=float, default=6e-4)
    add("--noise", type=float, default=0.1, help="the mean of t's logit: below 0 dwells on surfaces, above on shapes")
    options = parser.parse_args(arguments)
    device, path = options.device, options.work / "denoiser.pt"
    config = json.loads((options.release / "config.json").read_text())
    sizes = config["denoiser"] | options.sizes
    model = Denoiser(sizes)
    step = seen = 0
    state = torch.load(path, map_location=device, weights_only=True) if path.exists() else None
    if state:
        model.load_state_dict(state["model"])
        step, seen = state["step"], state["seen"]
    elif not options.fresh:
        released = load_file(options.release / "spark_denoiser.safetensors")
        model.load_state_dict(model.state_dict() | {name: value.float() for name, value in released.items()})
        seen = config["train"]["samples"]
    # Convolutions run on this layout; otherwise every one of them turns its input and output around.
    model.to(device, memory_format=torch.channels_last)
    torch.manual_seed(step)
    corpus = Corpus(options.work, config, device)
    average = Average(model, 0.999, *((state["average"], step) if state else (None, 0)))
    matrices = [value for value in model.parameters() if value.ndim >= 2]
    others = [value for value in model.parameters() if value.ndim < 2]
    groups = [{"params": matrices, "weight_decay": 1e-2}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98), fused=True)
    if state:
        optimizer.load_state_dict(optimizer.state_dict() | {"state": state["optimizer"]["state"]})
        # The fused step reads weights and averages alike, so they must lie alike in memory.
        for weight, averages in optimizer.state.items():
            for name in ("exp_avg", "exp_avg_sq"):
                averages[name] = torch.empty_like(weight).copy_(averages[name])

    def keep() -> None:
        content = {"model": model.state_dict(), "average": average.weights, "optimizer": optimizer.state_dict()}
        save(path, **content, step=step, seen=seen, sizes=sizes)

    began = since = time.time()
    scale, losses, counted = config["text"]["pooled_scale"], [], 0
    while seen < options.total and time.time() - began < options.minutes * 60:
        for group in optimizer.param_groups:
            group["lr"] = rate_at(seen, options, step)
        x, tokens, mask, pooled, pose = corpus.batch(options.batch)
        noise, t = torch.randn_like(x), torch.sigmoid(torch.randn(len(x), device=device) + options.noise)
        mixed = torch.lerp(x, noise, t[:, None, None, None])
        with torch.autocast(device, torch.bfloat16):
            velocity = model(mixed, t, conditioned(model, tokens, mask, pooled, scale), pose)
        loss = F.mse_loss(velocity.float(), noise - x)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.follow(model)
        step, seen, counted = step + 1, seen + len(x), counted + len(x)
        losses.append(float(loss.detach()))
        if step % 50 == 0:
            speed = counted / (time.time() - since)
            print(f"{step} seen {seen} loss {sum(losses) / len(losses):.4f} {speed:.1f}/s", flush=True)
            losses, counted, since = [], 0, time.time()
        if step % 500 == 0:
            keep()
    keep()
