"""Trains the judge: which thing a picture shows, learned from drawings that the model has never seen.

The pictures are those of OTHERS (`python -m spark pictures --work OTHERS --styles twemoji,emojione,fxemoji,noto-v1
--size 96`). One drawing in ten is kept back and tells how far the judge itself can be trusted. They are flat, so they are
shaded, recoloured, blurred and turned at random, or a rounded picture with soft shadows would be new to it.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from spark.common import save

SIDE = 64
HELD_OUT = 10


class Block(nn.Module):
    def __init__(self, width_in: int, width: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(width_in, width, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(width)
        self.skip = nn.Conv2d(width_in, width, 1, stride)

    def forward(self, x: Tensor) -> Tensor:
        inner = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.skip(x) + self.norm2(self.conv2(inner)))


class Classifier(nn.Module):
    """(B, 4, 64, 64) premultiplied RGBA in [0, 1] to (B, classes) scores."""

    def __init__(self, labels: list[str], width: int = 40):
        super().__init__()
        self.labels = labels
        widths = [width, width, 2 * width, 4 * width, 8 * width]
        self.stem = nn.Conv2d(4, width, 5, 2, 2)
        self.blocks = nn.Sequential(*(Block(a, b, 1 if i == 0 else 2) for i, (a, b) in enumerate(zip(widths, widths[1:]))))
        self.head = nn.Linear(widths[-1], len(labels))

    def features(self, images: Tensor) -> Tensor:
        return self.blocks(F.relu(self.stem(images - 0.5))).mean((2, 3))

    def forward(self, images: Tensor) -> Tensor:
        return self.head(self.features(images))

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
    inner = F.interpolate(square[None], (SIDE - 4, SIDE - 4), mode="bilinear", antialias=True)[0].clamp(0, 1)
    return F.pad(inner, (2, 2, 2, 2))


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
    edge = F.avg_pool2d(alpha, 9, 1, 4) ** uniform(0, 1.5).view(-1, 1, 1, 1)
    images = torch.cat([colour * light * edge, alpha], 1)
    soft = F.avg_pool2d(images, 3, 1, 1)
    share = uniform(0, 1).view(-1, 1, 1, 1) * (torch.rand(count, 1, 1, 1) < 0.5)
    return torch.minimum(torch.lerp(images, soft, share).clamp(0, 1), images[:, 3:].clamp(0, 1))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="evaluate classifier", description=__doc__)
    add = parser.add_argument
    add("--others", type=Path, default=Path("work/others"))
    add("--epochs", type=int, default=60)
    add("--batch", type=int, default=64)
    add("--rate", type=float, default=2e-3)
    options = parser.parse_args(arguments)
    torch.manual_seed(0)
    entries = json.loads((options.others / "pictures.json").read_text())
    pictures = np.load(options.others / "pictures.npy")
    labels = sorted({entry["label"] for entry in entries})
    place = {label: number for number, label in enumerate(labels)}
    targets = torch.tensor([place[entry["label"]] for entry in entries])
    images = torch.stack([framed(torch.from_numpy(picture).permute(2, 0, 1).float() / 255) for picture in pictures])
    held = torch.arange(len(images)) % HELD_OUT == 3
    learned = (~held).nonzero().flatten()
    judge = Classifier(labels)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=options.rate, weight_decay=0.05)
    steps = options.epochs * (len(learned) // options.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=steps)
    began = time.time()
    for epoch in range(options.epochs):
        judge.train()
        total = 0.0
        for chosen in learned[torch.randperm(len(learned))].split(options.batch)[: len(learned) // options.batch]:
            loss = F.cross_entropy(judge(changed(images[chosen])), targets[chosen], label_smoothing=0.1)
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
