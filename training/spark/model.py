"""Spark in PyTorch: the definition that the Rust engine is tested against.

A prompt becomes text vectors (a BERT encoder), the text vectors steer a small U-Net that turns noise into a latent
picture, and a convolutional decoder turns the latent picture into premultiplied RGBA. Everything here runs in f32.
Every size is read from config.json, and module names are the names of the tensors in the weight files.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

TIME_FREQUENCIES = 64
DENOISER_GROUPS = 16
MASKED = -1e4


def conv3(width_in: int, width_out: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(width_in, width_out, kernel_size=3, stride=stride, padding=1)


def double_size(image: Tensor) -> Tensor:
    return F.interpolate(image, scale_factor=2, mode="nearest")


# --- decoder ----------------------------------------------------------------------------------------------------


class PlainResidual(nn.Module):
    """Two norm-SiLU-convolution steps added to the input."""

    def __init__(self, width: int, groups: int):
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, width)
        self.conv1 = conv3(width, width)
        self.norm2 = nn.GroupNorm(groups, width)
        self.conv2 = conv3(width, width)

    def forward(self, x: Tensor) -> Tensor:
        inner = self.conv1(F.silu(self.norm1(x)))
        return x + self.conv2(F.silu(self.norm2(inner)))


class Decoder(nn.Module):
    """Latents (B, zc, H, W) to an image (B, 4, H * f, W * f) with f = 2 ** levels, nominally in [-1, 1].

    Level i works at H * 2**i with c[i] channels in n[i] residual blocks. The step from level 0 to level 1 is a nearest
    doubling and a convolution; every later step is a convolution to four times the channels and a pixel shuffle, and so
    is the output. A linear path from each latent cell to its own f x f patch of pixels is added to the result.
    """

    def __init__(self, zc: int, c: list[int], n: list[int]):
        super().__init__()
        if len(c) != len(n) or len(c) < 2:
            raise ValueError("decoder: c and n must have one entry per level, two levels at least")
        self.levels = len(c)
        self.factor = 2**self.levels
        self.lin = nn.Conv2d(zc, 4 * self.factor**2, kernel_size=1)
        self.conv_in = conv3(zc, c[0])
        for level in range(self.levels):
            last = level == self.levels - 1
            groups = 4 if last else 8
            blocks = nn.ModuleList(PlainResidual(c[level], groups) for _ in range(n[level]))
            self.add_module(f"res{level}", blocks)
            if not last:
                width = c[1] if level == 0 else 4 * c[level + 1]
                self.add_module(f"up{level}", conv3(c[level], width))
        self.norm = nn.GroupNorm(4, c[-1])
        self.conv_out = conv3(c[-1], 16)

    def forward(self, latents: Tensor) -> Tensor:
        x = self.conv_in(latents)
        for level in range(self.levels):
            for block in self.get_submodule(f"res{level}"):
                x = block(x)
            if level == self.levels - 1:
                break
            step_up = self.get_submodule(f"up{level}")
            x = step_up(double_size(x)) if level == 0 else F.pixel_shuffle(step_up(x), 2)
        detail = F.pixel_shuffle(self.conv_out(F.silu(self.norm(x))), 2)
        return F.pixel_shuffle(self.lin(latents), self.factor) + detail


# --- denoiser ---------------------------------------------------------------------------------------------------


@dataclass
class Conditioning:
    """What the denoiser reads of a prompt: key vectors, a bias that hides padding, and one vector for the whole."""

    tokens: Tensor
    bias: Tensor
    pooled: Tensor


class TimedResidual(nn.Module):
    """A residual block whose second norm is scaled and shifted by the time and prompt embedding."""

    def __init__(self, width_in: int, width_out: int, embedding: int):
        super().__init__()
        self.norm1 = nn.GroupNorm(DENOISER_GROUPS, width_in)
        self.conv1 = conv3(width_in, width_out)
        self.emb = nn.Linear(embedding, 2 * width_out)
        self.norm2 = nn.GroupNorm(DENOISER_GROUPS, width_out)
        self.conv2 = conv3(width_out, width_out)
        self.skip = nn.Identity() if width_in == width_out else nn.Conv2d(width_in, width_out, kernel_size=1)

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        scale, shift = self.emb(embedding)[:, :, None, None].chunk(2, dim=1)
        inner = self.norm2(self.conv1(F.silu(self.norm1(x)))) * (1 + scale) + shift
        return self.skip(x) + self.conv2(F.silu(inner))


class Attention(nn.Module):
    """Multi-head attention; `source` is what keys and values are made of."""

    def __init__(self, width: int, heads: int, source_width: int):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.k = nn.Linear(source_width, width)
        self.v = nn.Linear(source_width, width)
        self.o = nn.Linear(width, width)

    def split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x: Tensor, source: Tensor, bias: Tensor | None = None) -> Tensor:
        query, key, value = self.split(self.q(x)), self.split(self.k(source)), self.split(self.v(source))
        scores = query @ key.mT / math.sqrt(query.shape[-1])
        if bias is not None:
            scores = scores + bias
        return self.o((scores.softmax(dim=-1) @ value).transpose(1, 2).flatten(2))


class Transformer(nn.Module):
    """Self-attention over all positions, cross-attention to the prompt, and a feed-forward step, each pre-normed."""

    def __init__(self, width: int, heads: int, text_width: int):
        super().__init__()
        self.ln1 = nn.LayerNorm(width)
        self.self_attn = Attention(width, heads, width)
        self.ln2 = nn.LayerNorm(width)
        self.cross_attn = Attention(width, heads, text_width)
        self.ln3 = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, 3 * width)
        self.fc2 = nn.Linear(3 * width, width)

    def forward(self, x: Tensor, text: Conditioning) -> Tensor:
        height, width = x.shape[-2:]
        rows = x.flatten(2).mT
        normed = self.ln1(rows)
        rows = rows + self.self_attn(normed, normed)
        rows = rows + self.cross_attn(self.ln2(rows), text.tokens, text.bias)
        rows = rows + self.fc2(F.gelu(self.fc1(self.ln3(rows)), approximate="tanh"))
        return rows.mT.unflatten(2, (height, width))


class Layer(nn.Module):
    def __init__(self, width_in: int, width: int, config: dict, attends: bool):
        super().__init__()
        self.res = TimedResidual(width_in, width, config["emb"])
        if attends:
            self.attn = Transformer(width, width // config["head_dim"], config["txt"])
        self.attends = attends

    def forward(self, x: Tensor, embedding: Tensor, text: Conditioning) -> Tensor:
        x = self.res(x, embedding)
        return self.attn(x, text) if self.attends else x


# The pose, (1, 2, 3), of a thing that fills the canvas as it was painted; see pose.py.
UPRIGHT = torch.eye(2, 3)[None]


class Denoiser(nn.Module):
    """Predicts the velocity, noise minus data, of a noisy latent picture at time t (1 is pure noise, 0 is data).

    With octaves it is told the thing's pose, (B, 2, 3), as the sines and cosines of where in the upright thing each place
    is, x first: of pi / 2 times 1, 2, 4 and so on. A pose that is not given is upright.
    """

    def __init__(self, config: dict):
        super().__init__()
        widths, depth, embedding = config["ch"], config["depth"], config["emb"]
        self.patch = config["patch"]
        latent_width = config["zc"] * self.patch**2
        side = config["hw"] // self.patch

        self.t1 = nn.Linear(2 * TIME_FREQUENCIES, embedding)
        self.t2 = nn.Linear(embedding, embedding)
        self.pool = nn.Linear(config["txt_in"], embedding)
        self.txt_ln = nn.LayerNorm(config["txt_in"])
        self.txt_proj = nn.Linear(config["txt_in"], config["txt"])
        self.null_tok = nn.Parameter(torch.randn(config["txt"]))
        self.null_pool = nn.Parameter(torch.randn(embedding))
        self.pos = nn.Parameter(torch.randn(1, widths[0], side, side))
        self.octaves = config.get("octaves", 0)
        if self.octaves:
            self.place = nn.Linear(4 * self.octaves, widths[0], bias=False)
            nn.init.zeros_(self.place.weight)
        self.conv_in = conv3(latent_width, widths[0])

        def layers(level: int, width_in: int, count: int) -> nn.ModuleList:
            attends = level >= config["attn_from"]
            return nn.ModuleList(Layer(width_in, widths[level], config, attends) for _ in range(count))

        levels = range(len(widths))
        self.down = nn.ModuleList(layers(level, widths[level], depth[level]) for level in levels)
        self.downs = nn.ModuleList(conv3(a, b, stride=2) for a, b in zip(widths, widths[1:]))
        self.mid = layers(levels[-1], widths[-1], 1)[0]
        # The way up runs from the deepest level to the first, and every layer also reads one output of the way down.
        self.up = nn.ModuleList(layers(level, 2 * widths[level], depth[level]) for level in reversed(levels))
        self.ups = nn.ModuleList(conv3(widths[level], widths[level - 1]) for level in reversed(levels[1:]))
        self.norm = nn.GroupNorm(DENOISER_GROUPS, widths[0])
        self.conv_out = conv3(widths[0], latent_width)

    def conditioning(self, tokens: Tensor, mask: Tensor, pooled: Tensor, pooled_scale: float = 10.0) -> Conditioning:
        """tokens (B, T, txt_in), mask (B, T) with 1 for real tokens, pooled (B, txt_in) of unit length."""
        rows = self.txt_proj(self.txt_ln(tokens))
        rows = torch.cat([self.null_tok.expand(len(rows), 1, -1), rows], dim=1)
        mask = F.pad(mask.float(), (1, 0), value=1.0)
        return Conditioning(rows, ((1 - mask) * MASKED)[:, None, None, :], self.pool(pooled_scale * pooled))

    def no_conditioning(self, batch: int = 1) -> Conditioning:
        rows = self.null_tok.expand(batch, 1, -1)
        return Conditioning(rows, torch.zeros(batch, 1, 1, 1), self.null_pool.expand(batch, -1))

    def time_embedding(self, time: Tensor) -> Tensor:
        steps = torch.arange(TIME_FREQUENCIES, dtype=torch.float32, device=time.device)
        frequencies = torch.exp(-math.log(10000.0) * steps / TIME_FREQUENCIES)
        angles = 1000.0 * time[:, None] * frequencies
        return self.t2(F.silu(self.t1(torch.cat([angles.cos(), angles.sin()], dim=1))))

    def positions(self, pose: Tensor) -> Tensor:
        """(B, 2, 3) to what is added at every place, (B, width, side, side) or (1, width, side, side)."""
        if not self.octaves:
            return self.pos
        grid = F.affine_grid(pose, [len(pose), 1, *self.pos.shape[-2:]], align_corners=False)
        angles = grid[..., None] * (math.pi / 2 * 2.0 ** torch.arange(self.octaves, device=pose.device))
        waves = torch.cat([angles.sin(), angles.cos()], dim=-1).flatten(3)
        return self.pos + self.place(waves).permute(0, 3, 1, 2)

    def forward(self, latents: Tensor, time: Tensor, text: Conditioning, pose: Tensor | None = None) -> Tensor:
        embedding = F.silu(self.time_embedding(time) + text.pooled)
        pose = UPRIGHT.to(latents.device) if pose is None else pose
        x = self.conv_in(F.pixel_unshuffle(latents, self.patch)) + self.positions(pose)
        passed = []
        for level, layers in enumerate(self.down):
            for layer in layers:
                x = layer(x, embedding, text)
                passed.append(x)
            if level < len(self.downs):
                x = self.downs[level](x)
        x = self.mid(x, embedding, text)
        for index, layers in enumerate(self.up):
            for layer in layers:
                x = layer(torch.cat([x, passed.pop()], dim=1), embedding, text)
            if index < len(self.ups):
                x = self.ups[index](double_size(x))
        return F.pixel_shuffle(self.conv_out(F.silu(self.norm(x))), self.patch)


# --- sampling ---------------------------------------------------------------------------------------------------


@torch.no_grad()
def sample(
    denoiser: Denoiser,
    noise: Tensor,
    text: Conditioning,
    against: Conditioning,
    steps: int,
    guidance: float,
    start: float = 1.0,
    shift: float = 1.0,
    guided_from: float = 1.0,
    pose: Tensor | None = None,
) -> Tensor:
    """Adams-Bashforth steps of order two from t = `start` to t = 0, the first of them Euler's.

    Guided away from `against`; at guidance 1 that one has no influence. At times above `guided_from` nothing is guided, as
    guidance near the noise makes all pictures of a prompt alike (Kynkäänniemi et al. 2024, arXiv:2404.07724). A `shift`
    above 1 spends more steps near the noise.
    """
    even = torch.linspace(start, 0.0, steps + 1)
    times = shift * even / (1 + (shift - 1) * even)
    latents, last = noise, None
    for now, following in zip(times, times[1:]):
        time, length = now.expand(len(latents)), following - now
        velocity = denoiser(latents, time, text, pose)
        if guidance != 1.0 and now <= guided_from:
            away = denoiser(latents, time, against, pose)
            velocity = away + guidance * (velocity - away)
        bend = 0 if last is None else length / (2 * last[0]) * (velocity - last[1])
        latents, last = latents + length * (velocity + bend), (length, velocity)
    return latents


class Spark:
    """The denoiser and decoder of one model folder, with its configuration."""

    def __init__(self, config: dict):
        self.config = config
        self.denoiser = Denoiser(config["denoiser"]).eval()
        self.decoder = Decoder(**config["decoder"]).eval()
        self.mean, self.std = (torch.tensor(config["latent"][key])[None, :, None, None] for key in ("mean", "std"))

    @classmethod
    def load(cls, folder: Path) -> "Spark":
        model = cls(json.loads((folder / "config.json").read_text()))
        for part, name in ((model.denoiser, "spark_denoiser"), (model.decoder, "spark_decoder")):
            weights = load_file(folder / f"{name}.safetensors")
            part.load_state_dict({key: value.float() for key, value in weights.items()})
        return model

    @torch.no_grad()
    def conditioning(self, tokens: Tensor, mask: Tensor, pooled: Tensor) -> Conditioning:
        return self.denoiser.conditioning(tokens, mask, pooled, self.config["text"]["pooled_scale"])

    @torch.no_grad()
    def no_conditioning(self, batch: int = 1) -> Conditioning:
        return self.denoiser.no_conditioning(batch)

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """Normalised latents to premultiplied RGBA in [0, 1]."""
        image = self.decoder(latents * self.std + self.mean)
        image = (image.clamp(-1.0, 1.0) + 1.0) / 2.0
        return torch.minimum(image, image[:, 3:])


def encode_text(encoder: nn.Module, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Token vectors (B, T, H), zero where masked, and their mean over real tokens, scaled to unit length."""
    with torch.no_grad():
        hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
    weight = mask[..., None].float()
    mean = (hidden * weight).sum(dim=1) / weight.sum(dim=1)
    return hidden * weight, F.normalize(mean, dim=-1)
