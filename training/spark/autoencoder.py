"""Trains the autoencoder: pictures to latents and back. Resumes from WORK/autoencoder.pt.

The encoder reads a picture at half its size (128 pixels) and is needed in training only; the decoder, which the app
carries, writes it at 256. `--frozen` trains the decoder alone, so that a denoiser of the same latents stays valid.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from .common import Average, contact_sheet, over, save
from .model import Decoder, PlainResidual, conv3
from .sharpen import Critic, Perception, balance, cropped, energy

HELD_OUT = 40  # one picture in so many is never trained on


class Encoder(nn.Module):
    """(B, 4, S, S) premultiplied RGBA in [-1, 1] to latents (B, zc, S/8, S/8): a linear patch embedding plus convolutions."""

    def __init__(self, zc: int = 8, width: int = 192, blocks: int = 1):
        super().__init__()
        self.lin = nn.Conv2d(4, zc, kernel_size=8, stride=8)
        self.conv_in = conv3(256, width)
        self.res = nn.ModuleList(PlainResidual(width, 8) for _ in range(blocks))
        self.norm = nn.GroupNorm(8, width)
        self.conv_out = conv3(width, zc)

    def forward(self, image: Tensor) -> Tensor:
        x = self.conv_in(F.pixel_unshuffle(image, 8))
        for block in self.res:
            x = block(x)
        return self.lin(image) + self.conv_out(F.silu(self.norm(x)))


class Autoencoder(nn.Module):
    def __init__(self, sizes: dict):
        super().__init__()
        self.sizes = sizes
        self.encoder = Encoder(sizes["zc"], sizes["encoder"], sizes["encoder_blocks"])
        self.decoder = Decoder(sizes["zc"], sizes["c"], sizes["n"])
        for module in self.modules():
            if isinstance(module, PlainResidual):
                nn.init.zeros_(module.conv2.weight)
                nn.init.zeros_(module.conv2.bias)
        for last in (self.encoder.conv_out, self.decoder.conv_out):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def encode(self, image: Tensor) -> Tensor:
        """The picture at the decoder's size; the encoder sees it at 8 pixels to a latent."""
        smaller = self.decoder.factor // 8
        return self.encoder(F.avg_pool2d(image, smaller) if smaller > 1 else image)


def patch_basis(pictures: np.ndarray, zc: int) -> tuple[Tensor, Tensor]:
    """The mean 8x8 patch and the `zc` directions in which patches differ most (PCA), to start the linear path from."""
    chosen = np.random.default_rng(0).choice(len(pictures), min(400, len(pictures)), replace=False)
    images = F.avg_pool2d(as_images(pictures[np.sort(chosen)]), pictures.shape[1] // 128)
    patches = F.pixel_unshuffle(images, 8).permute(0, 2, 3, 1).reshape(-1, 256)
    patches = patches[(patches > -1).any(1)]
    mean = patches.mean(0)
    _, spread, basis = torch.pca_lowrank(patches - mean, q=zc, center=False)
    return mean, basis * (spread / len(patches) ** 0.5)[None]


def as_images(pictures: np.ndarray) -> Tensor:
    """uint8 (N, S, S, 4) to (N, 4, S, S) in [-1, 1]."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def start_linear_paths(model: Autoencoder, pictures: np.ndarray) -> None:
    mean, basis = patch_basis(pictures, model.sizes["zc"])
    power = (basis**2).sum(0)
    with torch.no_grad():
        # pixel_unshuffle orders channels as (c, dy, dx), which is the kernel's own order.
        inverse = (basis / power).T
        model.encoder.lin.weight.copy_(inverse.reshape(-1, 4, 8, 8))
        model.encoder.lin.bias.copy_(-(inverse @ mean))
        larger = model.decoder.factor // 8
        widen = lambda rows: rows.reshape(-1, 4, 8, 8).repeat_interleave(larger, 2).repeat_interleave(larger, 3).flatten(1)
        model.decoder.lin.weight.copy_(widen(basis.T).T[:, :, None, None])
        model.decoder.lin.bias.copy_(widen(mean[None])[0])


def start_from_release(model: Autoencoder, folder: Path) -> None:
    """The released encoder, and every part of the released decoder that still fits."""
    encoder = load_file(folder / "spark_encoder.safetensors")
    model.encoder.load_state_dict({name: value.float() for name, value in encoder.items()})
    ours = model.decoder.state_dict()
    theirs = {name: value.float() for name, value in load_file(folder / "spark_decoder.safetensors").items()}
    larger = int((ours["lin.weight"].shape[0] / theirs["lin.weight"].shape[0]) ** 0.5)
    for name in ("lin.weight", "lin.bias"):
        patches = theirs[name].reshape(4, 8, 8, -1).repeat_interleave(larger, 1).repeat_interleave(larger, 2)
        theirs[name] = patches.reshape(ours[name].shape)
    fitting = {name: value for name, value in theirs.items() if name in ours and value.shape == ours[name].shape}
    model.decoder.load_state_dict(ours | fitting)
    print(f"{len(fitting)} of {len(ours)} decoder tensors come from the release")


def gradients(difference: Tensor) -> Tensor:
    """Mean absolute differences between neighbours at three scales: what edges are made of."""
    total = difference.new_zeros(())
    for scale in (1, 2, 4):
        coarse = F.avg_pool2d(difference, scale) if scale > 1 else difference
        total = total + coarse.diff(dim=3).abs().mean() + coarse.diff(dim=2).abs().mean()
    return total


class Redrawn:
    """Pictures with the latents that the denoiser drew of them (redraw.py)."""

    def __init__(self, work: Path, device: str):
        self.images = np.load(work / "redrawn.npy", mmap_mode="r")
        self.latents = torch.load(work / "redrawn.pt", weights_only=True).float()
        self.device = device

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        chosen = torch.randint(len(self.latents), (count,))
        x = as_images(self.images[chosen.numpy()]).to(self.device)
        return x.contiguous(memory_format=torch.channels_last), self.latents[chosen].to(self.device)


class Pictures:
    """Draws augmented training pictures; keeps some back for measuring."""

    def __init__(self, work: Path, device: str, seed: int):
        self.images = np.load(work / "pictures.npy", mmap_mode="r" if device == "cpu" else None)
        entries = json.loads((work / "pictures.json").read_text())
        numbers = np.arange(len(entries))
        style = np.array([1.0 if entry["style"] == "3d" else 0.35 for entry in entries])
        weight = np.array([entry["weight"] for entry in entries]) * style
        flat = np.array([entry["style"] != "3d" for entry in entries])
        self.held_out = numbers[(numbers % HELD_OUT == 7) & ~flat & (weight > 0.3)]
        weight[numbers % HELD_OUT == 7] = 0
        self.chance, self.device = weight / weight.sum(), device
        self.random = np.random.default_rng(seed)

    def held(self) -> Tensor:
        return as_images(self.images[self.held_out]).to(self.device)

    def batch(self, count: int) -> Tensor:
        chosen = self.random.choice(len(self.chance), count, p=self.chance)
        x = as_images(self.images[np.sort(chosen)]).to(self.device)
        size = x.shape[-1]
        if self.random.random() < 0.5:
            x = x.flip(3)
        if self.random.random() < 0.4:
            x = torch.cat([x[:, torch.randperm(3, device=x.device)], x[:, 3:]], 1)
        if self.random.random() < 0.3:
            dx, dy = self.random.integers(0, 17, 2)
            x = F.pad(x, (8, 8, 8, 8), value=-1.0)[:, :, dy : dy + size, dx : dx + size]
        if self.random.random() < 0.35:  # one picture before another
            small = int(self.random.integers(size * 9 // 16, size * 7 // 8))
            front = F.interpolate(x, (small, small), mode="bilinear", antialias=True)
            front = F.pad(front, (0, size - small, size - small, 0), value=-1.0)
            x = front + (1 - (front[:, 3:] + 1) / 2) * (x.roll(1, 0) + 1)
        return x.contiguous(memory_format=torch.channels_last)


def psnr(image: Tensor, other: Tensor) -> float:
    return float(-10 * (image - other).pow(2).mean((1, 2, 3)).log10().mean())


def on_white(image: Tensor) -> Tensor:
    return image[:, :3] + 1 - image[:, 3:]


def sharpness(image: Tensor, reference: Tensor) -> float:
    """The ratio of the Laplacian's energies on white."""
    kernel = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]], device=image.device)[None, None]
    energy = lambda x: F.conv2d(on_white(x).mean(1, keepdim=True), kernel).pow(2).mean()
    return float(energy(image) / energy(reference))


@torch.no_grad()
def measure(model: Autoencoder, average: Average, pictures: Pictures, sheet: Path) -> dict:
    kept = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(average.weights)
    model.eval()
    x = pictures.held()
    y = torch.cat([model.decoder(model.encode(part)) for part in x.split(8)]).clamp(-1, 1)
    x, y = (x + 1) / 2, (y + 1) / 2
    contact_sheet([over(image) for pair in zip(x[:16], y[:16]) for image in pair], 8, sheet)
    model.load_state_dict(kept)
    model.train()
    return {"psnr": psnr(x, y), "psnr_on_white": psnr(on_white(x), on_white(y)), "sharpness": sharpness(y, x)}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark autoencoder", description=__doc__)
    add = parser.add_argument
    add("--work", type=Path, default=Path("work"))
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    add("--steps", type=int, default=4000, help="the learning rate ends here")
    add("--minutes", type=float, default=1e9, help="stop after so long; run again to go on")
    add("--batch", type=int, default=16)
    add("--rate", type=float, default=8e-4)
    add("--sizes", type=json.loads, default={}, help='as {"c": [192, 128, 64, 32], "n": [2, 2, 2, 1]}')
    add("--frozen", action="store_true", help="leave the encoder as it is")
    add("--release", type=Path, help="start from the weights in this folder")
    add("--noise", type=float, default=0.25, help="the most noise added to the latents, so that the decoder forgives")
    add("--redrawn", type=float, default=0.0, help="share of batches from redrawn.npy; only with --frozen")
    add("--perception", type=float, default=0.0, help="weight of the perceptual loss")
    add("--adversary", type=float, default=0.0, help="pull of the critic as a share of all other losses' pull")
    options = parser.parse_args(arguments)
    sizes = {"zc": 8, "encoder": 192, "encoder_blocks": 1, "c": [192, 128, 64, 32], "n": [2, 2, 2, 1]} | options.sizes
    device, path = options.device, options.work / "autoencoder.pt"

    model = Autoencoder(sizes)
    step = 0
    state = torch.load(path, map_location=device, weights_only=True) if path.exists() else None
    if state:
        model.load_state_dict(state["model"])
        step = state["step"]
    elif options.release:
        start_from_release(model, options.release)
    torch.manual_seed(step)
    pictures = Pictures(options.work, device, seed=step)
    if not state and not options.release:
        start_linear_paths(model, pictures.images)
    model.to(device, memory_format=torch.channels_last)
    average = Average(model, 0.998, *((state["average"], step) if state else (None, 0)))
    trained = model.decoder if options.frozen else model
    redrawn = Redrawn(options.work, device) if options.redrawn else None
    optimizer = torch.optim.AdamW(trained.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
    if state:
        optimizer.load_state_dict(state["optimizer"])
    perception = Perception().to(device) if options.perception else None
    critic = Critic().to(device) if options.adversary else None
    if critic:
        critic_optimizer = torch.optim.AdamW(critic.parameters(), lr=4e-4, betas=(0.5, 0.9))
        if state and "critic" in state:
            critic.load_state_dict(state["critic"])
            critic_optimizer.load_state_dict(state["critic_optimizer"])

    def keep() -> None:
        content = {"model": model.state_dict(), "average": average.weights, "optimizer": optimizer.state_dict()}
        if critic:
            content |= {"critic": critic.state_dict(), "critic_optimizer": critic_optimizer.state_dict()}
        save(path, **content, step=step, sizes=sizes)

    started, since, seen, factor, critic_steps, doubt = time.time(), time.time(), 0, None, 0, 2.0
    while step < options.steps and time.time() - started < options.minutes * 60:
        rate = options.rate * min(1, (step + 1) / 60) * max(0.03, 0.5 * (1 + math.cos(math.pi * step / options.steps)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        again = redrawn is not None and float(torch.rand(())) < options.redrawn
        x, z = redrawn.batch(options.batch) if again else (pictures.batch(options.batch), None)
        with torch.autocast(device, torch.bfloat16):
            with torch.set_grad_enabled(not options.frozen):
                z = model.encode(x) if z is None else z
            spread = torch.rand(len(z), 1, 1, 1, device=device) * options.noise
            y = model.decoder(z + torch.randn_like(z) * spread).float()
        difference = y - x
        loss = difference.abs().mean() + 0.5 * difference[:, 3].abs().mean() + 0.7 * gradients(difference)
        # A haze where nothing is would show on a dark ground, and weighs little otherwise.
        loss = loss + 2 * (difference * (x[:, 3:] < -0.99)).clamp(min=0).mean()
        loss = loss + 0.5 * difference.pow(2).mean() + 2e-4 * z.float().pow(2).mean()
        made, real = cropped([y, x])
        if perception:
            ours, theirs = energy(y), energy(x)
            loss = loss + options.perception * perception(made, real) + 4 * (ours - theirs).abs().mean()
            loss = loss + 0.15 * (ours.pow(2).mean() / theirs.pow(2).mean()).log().abs()
        if critic:
            fooled = critic.fooled(made)
            if step % 8 == 0 or factor is None:
                factor = balance(loss, fooled, model.decoder.conv_out.weight)
            critic_steps += 1
            loss = loss + min(1, critic_steps / 300) * options.adversary * factor * fooled
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(trained.parameters(), 1.0)
        optimizer.step()
        if critic:
            critic_optimizer.zero_grad(set_to_none=True)
            critic_loss = critic.loss(real, made.detach())
            critic_loss.backward()
            critic_optimizer.step()
            doubt = 0.98 * doubt + 0.02 * float(critic_loss.detach())
        average.follow(model)
        step, seen = step + 1, seen + len(x)
        if step % 50 == 0:
            print(f"{step} loss {float(loss.detach()):.4f} critic {doubt:.3f} rate {rate:.1e} {seen / (time.time() - since):.1f}/s", flush=True)
            since, seen = time.time(), 0
        if step % 200 == 0:
            print("  ", measure(model, average, pictures, options.work / "autoencoder.png"), flush=True)
            keep()
            since = time.time()
    keep()
    print("end", step, measure(model, average, pictures, options.work / "autoencoder.png"))
