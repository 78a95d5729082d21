"""Writes the trained weights in the form the app carries: 16-bit safetensors and config.json.

What was not trained here stays as it is in the target folder, so that a decoder can be exchanged alone.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file


def halves(weights: dict) -> dict:
    return {name: value.half().contiguous() for name, value in weights.items()}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="spark export", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--to", type=Path, default=Path("../assets/models/spark"))
    options = parser.parse_args(arguments)
    config_path = options.to / "config.json"
    config = json.loads(config_path.read_text())

    autoencoder = options.work / "autoencoder.pt"
    if autoencoder.exists():
        state = torch.load(autoencoder, map_location="cpu", weights_only=True)
        sizes, average = state["sizes"], state["average"]
        decoder = {name.removeprefix("decoder."): value for name, value in average.items() if name.startswith("decoder.")}
        save_file(halves(decoder), options.to / "spark_decoder.safetensors")
        config["decoder"] = {"zc": sizes["zc"], "c": sizes["c"], "n": sizes["n"]}
        config["image"]["size"] = config["denoiser"]["hw"] * 2 ** len(sizes["c"])
        config["decoder_train"] = {"step": state["step"]}
        print("decoder", sum(value.numel() for value in decoder.values()), "weights, step", state["step"])
    denoiser = options.work / "denoiser.pt"
    if denoiser.exists():
        state = torch.load(denoiser, map_location="cpu", weights_only=True)
        save_file(halves(state["average"]), options.to / "spark_denoiser.safetensors")
        config["denoiser"] = state["sizes"]
        config["train"] = {"step": state["step"], "samples": state["seen"]}
        print("denoiser, step", state["step"], "samples", state["seen"])
    config_path.write_text(json.dumps(config, indent=1) + "\n")
