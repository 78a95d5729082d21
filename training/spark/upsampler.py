"""Trains the upsampler: what the decoder computed of a picture, to that picture at twice the size.

    python -m spark upsampler draw --release ../assets/models/spark --text MINILM --enlarger ../assets/models/realesrgan/...
    python -m spark upsampler train --release ../assets/models/spark --minutes 60

`draw` has the released model draw things of the vocabulary and Real-ESRGAN enlarge them four times. The upsampler learns to
paint what comes of that at twice the size, at a tenth of the cost (distillation). `train` writes spark_upsampler.safetensors and its sizes into the release.
"""

import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from .common import Average, contact_sheet, over
from .corpus import vocabulary
from .model import Spark, Upsampler

WIDTH, LAYERS = 64, 6
FILE = "spark_upsampler.safetensors"
RINGS, OUTLINE, REACH = 6, 2, 3  # colour goes on beyond the outline by so many rings, each of pixels so near
SEEN, OPAQUE = 0.35, 0.9
MARGIN = 4  # pixels around what can be seen
HELD_OUT = 40  # of the last pictures, which are only measured
SIDE = Upsampler.FACTOR * Upsampler.PATCH  # pixels of the large picture for one place
CROP, RIM, BATCH = 40, 6, 8  # places of a crop, those at its rim that do not count, and crops a step


def spread(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Straight colour that goes on beyond the outline, and alpha. Outlines have something of what lies beyond them."""
    alpha = pictures[:, 3:]
    colour = (pictures[:, :3] / alpha.clamp(min=0.02)).clamp(0, 1)
    known = -F.max_pool2d(-(alpha > OPAQUE).float(), 3, 1, 1)
    box = lambda image: F.avg_pool2d(image, 2 * REACH + 1, 1, REACH)
    for ring in range(RINGS):
        near = box(known)
        wanted = (known == 0) & (near > 0) & ((alpha <= SEEN) | (ring < OUTLINE))
        colour = torch.where(wanted, box(colour * known) / near.clamp(min=1e-6), colour)
        known = torch.where(wanted, torch.ones_like(known), known)
    return torch.where((known == 0) & (alpha <= SEEN), torch.full_like(colour, 0.5), colour), alpha


class Enlarger:
    """Real-ESRGAN's SRVGGNetCompact (Wang et al. 2021, arXiv:2107.10833), four times."""

    def __init__(self, weights: Path):
        content = {name: value.float() for name, value in load_file(weights).items()}
        count = sum(name.endswith(".weight") for name in content)
        self.layers = [tuple(content.get(f"{at}.{part}") for part in ("weight", "bias", "slopes")) for at in range(count)]

    def network(self, rgb: Tensor) -> Tensor:
        x = rgb
        for weight, bias, slopes in self.layers:
            x = F.conv2d(x, weight, bias, padding=1)
            x = x if slopes is None else F.prelu(x, slopes)
        return F.pixel_shuffle(x, 4) + F.interpolate(rgb, scale_factor=4, mode="nearest")

    @torch.no_grad()
    def __call__(self, pictures: Tensor) -> Tensor:
        """Premultiplied RGBA in 0..1."""
        colour, alpha = spread(pictures)
        colour, alpha = self.network(torch.cat([colour, alpha.expand(-1, 3, -1, -1)])).clamp(0, 1).chunk(2)
        alpha = alpha.mean(1, keepdim=True)
        return torch.cat([colour * alpha, alpha], 1)

    def visible(self, picture: Tensor) -> Tensor:
        """(4, S, S): what can be seen is enlarged, the rest is nothing."""
        seen = picture[3] > 0.004
        rows, columns = seen.any(1).nonzero().flatten(), seen.any(0).nonzero().flatten()
        large = picture.new_zeros(4, 4 * picture.shape[1], 4 * picture.shape[2])
        if len(rows):
            top, left = max(int(rows[0]) - MARGIN, 0), max(int(columns[0]) - MARGIN, 0)
            part = self(picture[None, :, top : int(rows[-1]) + 1 + MARGIN, left : int(columns[-1]) + 1 + MARGIN])[0]
            large[:, 4 * top : 4 * top + part.shape[1], 4 * left : 4 * left + part.shape[2]] = part
        return large


def some_wordings(count: int) -> list[str]:
    """Every thing of the vocabulary equally often, in one of its wordings."""
    wordings, rng, words = vocabulary()[0], random.Random(7), []
    labels = sorted(wordings)
    while len(words) < count:
        rng.shuffle(labels)
        words += [rng.choice(wordings[label]) for label in labels]
    return words[:count]


def draw(options: argparse.Namespace) -> None:
    from evaluate.model import Draw

    words, artist, enlarger = some_wordings(options.count), Draw(options.release, options.text), Enlarger(options.enlarger)
    features = np.lib.format.open_memmap(options.work / "features.npy", "w+", np.float16, (options.count, 128, 128, 48))
    large = np.lib.format.open_memmap(options.work / "large.npy", "w+", np.uint8, (options.count, 1024, 1024, 4))
    for start in range(0, options.count, 20):
        part = slice(start, min(start + 20, options.count))
        latents = artist.latents(words[part], list(range(9000 + part.start, 9000 + part.stop)))
        inner, pictures = artist.model.features_and_picture(latents)
        inputs = torch.cat([inner, F.pixel_unshuffle(pictures, Upsampler.PATCH)], 1)
        features[part] = inputs.permute(0, 2, 3, 1).half().numpy()
        for number, picture in enumerate(pictures, start):
            large[number] = (enlarger.visible(picture).permute(1, 2, 0) * 255).round().byte().numpy()
        (options.work / "count").write_text(str(part.stop))
        print(part.stop, flush=True)


class Crops:
    """Draws crops of inputs and of what is to be painted; mostly those with an outline in them."""

    def __init__(self, work: Path):
        self.work, self.rng = work, np.random.default_rng(0)
        self.inputs, self.large = np.load(work / "features.npy", mmap_mode="r"), np.load(work / "large.npy", mmap_mode="r")

    def count(self) -> int:
        """Of pictures, while `draw` still goes on."""
        return int((self.work / "count").read_text())

    def one(self) -> tuple[np.ndarray, np.ndarray]:
        while True:
            number = self.rng.integers(max(1, self.count() - HELD_OUT))
            y, x = self.rng.integers(0, self.inputs.shape[1] - CROP + 1, 2)
            large = self.large[number, 8 * y : 8 * (y + CROP), 8 * x : 8 * (x + CROP)]
            empty, full = large[..., 3].max() == 0, large[..., 3].min() == 255
            if not (empty and self.rng.random() < 0.9 or full and self.rng.random() < 0.5):
                return self.inputs[number, y : y + CROP, x : x + CROP].astype(np.float32), large

    def batch(self) -> tuple[Tensor, Tensor]:
        inputs, large = (torch.from_numpy(np.stack(each)).permute(0, 3, 1, 2) for each in zip(*(self.one() for _ in range(BATCH))))
        return inputs.contiguous(memory_format=torch.channels_last), F.avg_pool2d(large.float() / 255, 4 // Upsampler.FACTOR)


def painted(model: Upsampler, inputs: Tensor) -> Tensor:
    features, gathered = inputs[:, : -4 * Upsampler.PATCH**2], inputs[:, -4 * Upsampler.PATCH**2 :]
    return model(features, F.pixel_shuffle(gathered, Upsampler.PATCH))


def train(options: argparse.Namespace) -> None:
    config = json.loads((options.release / "config.json").read_text())
    torch.manual_seed(0)
    crops, model = Crops(options.work), Upsampler(config["decoder"]["c"][-1], WIDTH, LAYERS)
    nn.init.zeros_(model[-1].weight)
    nn.init.zeros_(model[-1].bias)
    if options.resume:
        model.load_state_dict({name: value.float() for name, value in load_file(options.release / FILE).items()})
    model.to(memory_format=torch.channels_last)
    average, optimizer = Average(model, 0.999), torch.optim.AdamW(model.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
    began, step, shown, rim = time.time(), 0, 0.0, slice(SIDE * RIM, -SIDE * RIM)
    while (passed := (time.time() - began) / (60 * options.minutes)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(1, (step + 1) / 100) * max(0.02, 0.5 * (1 + math.cos(math.pi * passed)))
        inputs, large = crops.batch()
        difference = (painted(model, inputs) - large)[:, :, rim, rim]
        edges = difference.diff(dim=2).abs().mean() + difference.diff(dim=3).abs().mean()
        # A haze where nothing is would show on a dark ground, and weighs little otherwise.
        haze = (difference * (large[:, 3:, rim, rim] == 0)).clamp(min=0).mean()
        loss = difference.abs().mean() + 0.5 * edges + 2 * difference.pow(2).mean() + 2 * haze
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.follow(model)
        step, shown = step + 1, shown + float(loss.detach())
        if step % 100 == 0:
            print(f"{step} loss {shown / 100:.5f}, {crops.count()} pictures", flush=True)
            shown = 0.0
        if step % 500 == 0:
            export(options.release, config, average.weights, step)
    export(options.release, config, average.weights, step)
    model.load_state_dict(average.weights)
    print("step", step, measure(model, crops, options.work / "upsampler.png"))


def export(release: Path, config: dict, weights: dict, step: int) -> None:
    save_file({name: value.half().contiguous() for name, value in weights.items()}, release / FILE)
    config |= {"upsampler": {"width": WIDTH, "layers": LAYERS}, "upsampler_train": {"step": step}}
    (release / "config.json").write_text(json.dumps(config, indent=1) + "\n")


@torch.no_grad()
def measure(model: Upsampler, crops: Crops, sheet: Path) -> dict:
    """Of the held-out pictures, on white: how near they come, and how sharp they are in comparison."""
    from .autoencoder import on_white, psnr, sharpness

    ours, theirs = [], []
    for number in range(crops.count() - HELD_OUT, crops.count()):
        inputs = torch.from_numpy(crops.inputs[number].astype(np.float32)).permute(2, 0, 1)[None]
        made = painted(model, inputs).clamp(0, 1)
        ours.append(torch.minimum(made, made[:, 3:]))
        wanted = torch.from_numpy(crops.large[number].copy()).permute(2, 0, 1)[None].float() / 255
        theirs.append(F.avg_pool2d(wanted, 4 // Upsampler.FACTOR))
    made, wanted = torch.cat(ours), torch.cat(theirs)
    tiles = [over(image[:, 128:384, 128:384]) for pair in zip(made[:8], wanted[:8]) for image in pair]
    contact_sheet(tiles, 4, sheet)
    return {"psnr_on_white": psnr(on_white(made), on_white(wanted)), "sharpness": sharpness(made, wanted)}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark upsampler", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("part", choices=["draw", "train"])
    add("--work", type=Path, default=Path("work/upsampler"))
    add("--release", type=Path, required=True)
    add("--text", type=Path, help="folder of all-MiniLM-L6-v2")
    add("--enlarger", type=Path, help="realesr-animevideov3-x4.safetensors")
    add("--count", type=int, default=800, help="pictures to draw")
    add("--minutes", type=float, default=60)
    add("--rate", type=float, default=1e-3)
    add("--resume", action="store_true", help="start from the release's upsampler")
    options = parser.parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    {"draw": draw, "train": train}[options.part](options)
