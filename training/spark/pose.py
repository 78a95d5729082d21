"""How a thing lies on the canvas: a little tilted, somewhat smaller, aside, or mirrored.

The denoiser is told, for every place of the canvas, where in the upright thing that place is. Left to choose a pose while
it draws, it chooses another one at every edge, and things come out as if melted; and what it learned of a thing in one pose
it would have to learn again for every other.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

TILT = math.radians(6)
SMALLEST = 0.9  # of the largest that fits


class Draws:
    """Numbers from a seed, the same as the app's: SplitMix64 (Steele, Lea and Flood 2014)."""

    def __init__(self, seed: int):
        self.state = seed % 2**64

    def bits(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
        return z ^ z >> 31

    def within(self, most: float) -> float:
        """Between -most and most."""
        return (2 * ((self.bits() >> 11) / 2**53) - 1) * most


@dataclass(frozen=True)
class Pose:
    """The canvas runs from -1 to 1, to the right and down. The thing is mirrored, turned, shrunk and moved, in this order."""

    mirrored: bool = False
    tilt: float = 0.0  # radians, clockwise
    size: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @classmethod
    def drawn(cls, draws: Draws, mirrored: bool) -> "Pose":
        """One in which even a thing that fills the canvas is whole."""
        tilt = draws.within(TILT)
        fits = 1 / (math.cos(tilt) + abs(math.sin(tilt)))
        share = (1 + SMALLEST) / 2 + draws.within((1 - SMALLEST) / 2)
        return cls(mirrored, tilt, fits * share, draws.within(1 - share), draws.within(1 - share))

    def matrix(self) -> list[list[float]]:
        """(x, y, 1) on the canvas to where that is in the upright thing: the rows of a 2 x 3 matrix."""
        cos, sin = math.cos(self.tilt) / self.size, math.sin(self.tilt) / self.size
        side = -1 if self.mirrored else 1
        rows = [[side * cos, side * sin], [-sin, cos]]
        return [[a, b, -(a * self.x + b * self.y)] for a, b in rows]

    def of(self, picture: np.ndarray) -> np.ndarray:
        """The picture of an upright thing, premultiplied RGBA, in this pose."""
        if self == Pose():
            return picture
        if self == Pose(mirrored=True):
            return np.ascontiguousarray(picture[:, ::-1])
        image = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float()
        grid = F.affine_grid(torch.tensor(self.matrix())[None], list(image.shape), align_corners=False)
        turned = F.grid_sample(image, grid, mode="bicubic", align_corners=False)[0].permute(1, 2, 0).clamp(0, 255).numpy()
        return np.minimum(turned, turned[..., 3:]).round().astype(np.uint8)


def matrices(poses: list[Pose]) -> Tensor:
    return torch.tensor([pose.matrix() for pose in poses])
