"""How sharp the pictures are that the app delivers: 1024 pixels on nothing, against the training pictures of the same things.

Both are cut to the thing and brought to SIDE pixels, where an edge that was blurred or steepened at either size shows, and
the Laplacian's energies on white are compared.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from spark.autoencoder import sharpness
from spark.corpus import vocabulary

from .model import own_pictures, vocabulary_prompts

SIDE = 192


def cut(image: Tensor) -> Tensor:
    """(4, H, W) premultiplied RGBA to (4, SIDE + 8, SIDE + 8), the thing with 4 pixels of nothing around it."""
    solid = image[3] > 0.1
    rows, columns = solid.any(1).nonzero().flatten(), solid.any(0).nonzero().flatten()
    part = image[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = max(part.shape[1:])
    top, left = (side - part.shape[1]) // 2, (side - part.shape[2]) // 2
    square = F.pad(part, (left, side - part.shape[2] - left, top, side - part.shape[1] - top))
    return F.pad(F.interpolate(square[None], (SIDE, SIDE), mode="area")[0], (4, 4, 4, 4))


def picture(path: Path) -> Tensor:
    rgba = torch.from_numpy(np.array(Image.open(path).convert("RGBA"))).permute(2, 0, 1).float() / 255
    return torch.cat([rgba[:3] * rgba[3:], rgba[3:]])


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="evaluate delivered", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--program", type=Path, default=Path("../target/release/brandish"))
    add("--work", type=Path, default=Path("work"))
    add("--count", type=int, default=60)
    options = parser.parse_args(arguments)
    wordings, _ = vocabulary()
    entries = json.loads((options.work / "pictures.json").read_text())
    painted = {entry["label"] for entry in entries if entry["style"] == "3d"}
    prompts = vocabulary_prompts(painted & set(wordings), options.count)
    made = []
    with tempfile.TemporaryDirectory() as home:
        for number, prompt in enumerate(prompts):
            out = Path(home) / f"{number}.png"
            command = [options.program.resolve(), "generate", prompt.words, "--seed", str(number), "--size", "1024x1024", "--no-enhance"]
            command += ["--backdrop", "transparent", "--out", out]
            subprocess.run(command, check=True, capture_output=True, cwd=home, env={"BRANDISH_HOME": home})
            made.append(cut(picture(out)))
    real = own_pictures(options.work, [prompt.labels[0] for prompt in prompts])
    print(f"sharpness of {len(made)} delivered pictures: {sharpness(torch.stack(made), torch.stack([cut(image) for image in real])):.3f}")
