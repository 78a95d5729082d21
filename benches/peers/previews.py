"""What live previews cost and a fast decode saves, with the app's own program, in turns.

Usage: python previews.py PROGRAM FOLDER [--steps N] [--guidance G] [--rounds N] [--threads N]

FOLDER is a model with a tiny autoencoder beside it (`random_models.py FOLDER sd15 taesd`). Three processes draw the same
picture of 512x512 one after the other: one that finds no tiny autoencoder, so that its previews are a pixel for each
place of the latents; one that draws a whole preview after every step but the last; and one that decodes with it too.
"""

import argparse
import os
import statistics
import tempfile
from pathlib import Path

from app import App

STAGES = ("text", "denoise", "decode", "total")
SIDE = 512


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--guidance", default="1")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", default="2")
    asked = parser.parse_args()
    folder = Path(asked.folder).resolve()
    more = ["--guidance", asked.guidance]
    with tempfile.TemporaryDirectory() as alone:
        # The same model elsewhere, with nothing beside it.
        bare = Path(alone) / folder.name
        bare.mkdir()
        for part in folder.iterdir():
            if not part.name.startswith("taesd"):
                (bare / part.name).symlink_to(part)
        begin = lambda path, *more: App(asked.program, str(path), SIDE, asked.steps, asked.threads, more)
        sides = {"rough previews": begin(bare, *more), "whole previews": begin(folder, *more)}
        sides["whole previews, fast decode"] = begin(folder, *more, "--fast-decode")
        rounds = []
        for number in range(asked.rounds + 1):
            taken = {name: side.draw() for name, side in sides.items()}
            if number:  # the first round warms all up
                rounds.append(taken)
            figures = (f"{name} " + " ".join(f"{took[stage]:.2f}" for stage in STAGES) for name, took in taken.items())
            print(" | ".join(figures), f"| load {os.getloadavg()[0]:.1f}", flush=True)
        print(f"\n| side | {' | '.join(f'{stage} s' for stage in STAGES)} | to the first: {' | '.join(STAGES[1:])} | peak GiB |")
        print("|---" * 9 + "|")
        for name, side in sides.items():
            times = " | ".join(f"{statistics.median(taken[name][stage] for taken in rounds):.2f}" for stage in STAGES)
            ratio = lambda stage: statistics.median(taken[name][stage] / taken["rough previews"][stage] for taken in rounds)
            ratios = " | ".join(f"{ratio(stage):.2f}" for stage in STAGES[1:])
            print(f"| {name} | {times} | {ratios} | {max(taken[name]['peak_gib'] for taken in rounds):.2f} |")
            side.close()


main()
