"""What every training step shares: moving averages of weights, checkpoints, contact sheets."""

import os
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor, nn


class Average:
    """An exponential moving average of a module's weights, which follows faster while young."""

    def __init__(self, module: nn.Module, decay: float, weights: dict | None = None, steps: int = 0):
        source = weights or module.state_dict()
        self.weights = {name: value.detach().clone().float() for name, value in source.items()}
        self.decay, self.steps = decay, steps

    @torch.no_grad()
    def follow(self, module: nn.Module) -> None:
        self.steps += 1
        keep = min(self.decay, (1 + self.steps) / (10 + self.steps))
        latest = [value.float() for value in module.state_dict().values()]
        torch._foreach_lerp_(list(self.weights.values()), latest, 1 - keep)


def save(path: Path, **content) -> None:
    """Written under another name first, so that a kill leaves the last checkpoint whole."""
    part = path.with_suffix(".part")
    torch.save(content, part)
    os.replace(part, path)


def over(image: Tensor, ground: float | tuple = 1.0) -> np.ndarray:
    """Premultiplied RGBA (4, H, W) in 0..1 on a plain ground, as uint8 RGB."""
    image = image.float().cpu().clamp(0, 1).permute(1, 2, 0).numpy()
    laid = image[..., :3] + (1 - image[..., 3:]) * np.asarray(ground, np.float32)
    return (laid.clip(0, 1) * 255 + 0.5).astype(np.uint8)


def contact_sheet(tiles: list[np.ndarray], columns: int, path: Path, labels: list[str] | None = None) -> None:
    height, width = tiles[0].shape[:2]
    band = 14 if labels else 0
    rows = -(-len(tiles) // columns)
    page = Image.new("RGB", (columns * width, rows * (height + band)), "white")
    draw = ImageDraw.Draw(page)
    for index, tile in enumerate(tiles):
        x, y = index % columns * width, index // columns * (height + band)
        page.paste(Image.fromarray(tile), (x, y + band))
        if labels:
            draw.text((x + 2, y + 1), labels[index][: width // 6], fill="black")
    page.save(path)
