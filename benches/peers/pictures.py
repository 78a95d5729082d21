"""Our Stable Diffusion beside diffusers on PyTorch (f32 and bf16) and OpenVINO, on the same files, in turns.

Usage: python pictures.py FOLDER [--with f32,bf16,openvino,sdcpp] [--rounds N] [--threads N] [--steps N] [--guided]
                          [--isa avx2|avx512|bf16|amx] [--app PROGRAM | --ours BENCH]

Needs torch, diffusers, transformers, and openvino and stable-diffusion-cpp-python where they are asked for; random_models.py
writes folders. Every side is a process of its own, so that peaks of memory (VmHWM) are each one's own, and draws one picture
of 512x512 when its turn comes, in one step unless `--steps` says more, with two predictions a step where it is `--guided`;
all others wait meanwhile. `--isa` masks every side's instruction sets downwards: ours, oneDNN's and ATen's; stable-diffusion.cpp
has no such mask, so it is built for the machine. Ratios are taken within a round, and their median is printed.
Our side is the bench `pictures`, built with cargo, or the app's own program where `--app` names one. All sides do not fit
into 24 GB at once: ask for one of `--with` at a time there.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from app import App

ROOT = Path(__file__).parents[2]
STAGES = ("text", "denoise", "decode")
SIDE = 512
# For each mask, what oneDNN (PyTorch, OpenVINO), ATen and MKL (PyTorch) call it.
MASKS = {
    "avx2": ("AVX2", "avx2", "AVX2"),
    "avx512": ("AVX512_CORE_VNNI", "avx512", "AVX512"),
    "bf16": ("AVX512_CORE_BF16", "avx512", "AVX512_E1"),
    "amx": ("AVX512_CORE_AMX", "avx512", "AVX512_E4"),
}


def peak():
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 2**20 for line in status if line.startswith("VmHWM"))


def serve(folder, kind, steps, guided):
    """One side: draws once per line on stdin."""
    if kind == "sdcpp":
        return serve_sdcpp(folder, steps, guided)
    import torch
    from diffusers import DiffusionPipeline

    torch.set_grad_enabled(False)
    dtype = torch.bfloat16 if kind == "bf16" else torch.float32
    begun = time.perf_counter()
    pipe = DiffusionPipeline.from_pretrained(folder, local_files_only=True).to(dtype)
    networks = [part for part in pipe.components.values() if isinstance(part, torch.nn.Module)]
    assert all(value.dtype == dtype for network in networks for value in network.parameters())
    pipe.set_progress_bar_config(disable=True)
    xl = "XL" in type(pipe).__name__
    if kind == "bf16":
        pipe.unet.to(memory_format=torch.channels_last)
        pipe.vae.to(memory_format=torch.channels_last)
    networks = openvino_networks(pipe, xl, guided) if kind == "openvino" else torch_networks(pipe)
    text, denoise, decode = networks
    print(json.dumps({"load": time.perf_counter() - begun}), flush=True)
    latents = torch.randn(1, 4, SIDE // 8, SIDE // 8, generator=torch.Generator().manual_seed(1)).to(dtype)
    added = dict(time_ids=torch.tensor([[SIDE, SIDE, 0, 0, SIDE, SIDE]]).to(dtype)) if xl else {}
    for _ in sys.stdin:
        marks = [time.perf_counter()]
        words, pooled = text("red shoes on a table")
        marks.append(time.perf_counter())
        if xl:
            added["text_embeds"] = pooled
        batch = 2 if guided else 1
        repeated = lambda value: torch.cat([value] * batch)
        given = {name: repeated(value) for name, value in added.items()}
        for _ in range(steps):
            noise = denoise(repeated(latents * 13.0 / 13.04), repeated(words), given)
            noise = noise[:1] + 7.5 * (noise[:1] - noise[1:]) if guided else noise
        marks.append(time.perf_counter())
        decode((latents * 13.0 - 13.0 * noise) / pipe.vae.config.scaling_factor)
        marks.append(time.perf_counter())
        took = {stage: marks[at + 1] - marks[at] for at, stage in enumerate(STAGES)}
        print(json.dumps({**took, "peak_gib": peak()}), flush=True)


def serve_sdcpp(folder, steps, guided):
    """stable-diffusion.cpp, built for this machine. The time before the first step is its text's, that after the last its decode's."""
    from stable_diffusion_cpp import StableDiffusion

    # It writes its log to stdout.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    begun = time.perf_counter()
    threads = int(os.environ["OMP_NUM_THREADS"])
    model = StableDiffusion(model_path=folder, n_threads=threads, wtype="f16", diffusion_flash_attn=True)
    print(json.dumps({"load": time.perf_counter() - begun}), file=answers, flush=True)
    for _ in sys.stdin:
        marks = {}
        started = time.perf_counter()

        def progress(step, count, took):
            marks.setdefault("first", time.perf_counter() - took)
            marks["last"] = time.perf_counter()

        model.generate_image(
            prompt="red shoes on a table", width=SIDE, height=SIDE, sample_steps=steps, seed=1,
            cfg_scale=7.5 if guided else 1.0, sample_method="euler", progress_callback=progress,
        )
        ended = time.perf_counter()
        took = {"text": marks["first"] - started, "denoise": marks["last"] - marks["first"], "decode": ended - marks["last"]}
        print(json.dumps({**took, "peak_gib": peak()}), file=answers, flush=True)


def torch_networks(pipe):
    def text(prompt):
        words = pipe.encode_prompt(prompt, device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=False)
        return words[0], words[2] if len(words) > 2 else None

    def denoise(latents, words, added):
        return pipe.unet(latents, 999, encoder_hidden_states=words, added_cond_kwargs=added, return_dict=False)[0]

    return text, denoise, lambda latents: pipe.vae.decode(latents, return_dict=False)[0]


def openvino_networks(pipe, xl, guided):
    """The same networks through OpenVINO's converter, compiled as its defaults choose."""
    import openvino
    import torch

    if xl:
        sys.exit("OpenVINO is asked for plain models only")
    core, tokens = openvino.Core(), torch.zeros(1, 77, dtype=torch.int64)
    # Tracing runs a network, which on a small picture takes seconds; what is compiled is of one size, the real one.
    words, small, real = torch.zeros(1, 77, pipe.unet.config.cross_attention_dim), torch.zeros(1, 4, 8, 8), [1, 4, SIDE // 8, SIDE // 8]

    class Decoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vae = pipe.vae

        def forward(self, latents):
            return self.vae.decode(latents, return_dict=False)[0]

    class Denoiser(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.unet = pipe.unet

        def forward(self, latents, time, words):
            return self.unet(latents, time, words, return_dict=False)[0]

    class Texts(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = pipe.text_encoder

        def forward(self, tokens):
            return self.encoder(tokens, return_dict=False)[0]

    def compiled(network, example, shapes):
        settings = {"INFERENCE_NUM_THREADS": torch.get_num_threads()}
        model = openvino.convert_model(network.eval(), example_input=example, input=shapes)
        return core.compile_model(model, "CPU", settings)

    texts = compiled(Texts(), tokens, list(tokens.shape))
    pipe.text_encoder = None
    batch = 2 if guided else 1
    real_batch, words_batch = [batch, *real[1:]], [batch, *words.shape[1:]]
    denoiser = compiled(Denoiser(), (small, torch.tensor(999.0), words), [real_batch, [], words_batch])
    pipe.unet = None
    decoder = compiled(Decoder(), small, real)

    def text(prompt):
        ids = pipe.tokenizer(prompt, padding="max_length", truncation=True, return_tensors="pt").input_ids
        return torch.from_numpy(texts(ids)[0]), None

    def denoise(latents, words, _):
        return torch.from_numpy(denoiser((latents, torch.tensor(999.0), words))[0])

    return text, denoise, lambda latents: decoder(latents)[0]


class Side:
    def __init__(self, command, threads, isa=None):
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "RAYON_NUM_THREADS": threads, "HF_HUB_OFFLINE": "1"}
        if isa:
            onednn, aten, mkl = MASKS[isa]
            environment |= {"BRANDISH_CPU": isa, "ONEDNN_MAX_CPU_ISA": onednn, "ATEN_CPU_CAPABILITY": aten, "MKL_ENABLE_INSTRUCTIONS": mkl}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.load = self.answer()["load"]

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"a side ended: {self.process.args}")
        return json.loads(line)

    def draw(self):
        print("go", file=self.process.stdin, flush=True)
        took = self.answer()
        return {**took, "total": sum(took[stage] for stage in STAGES)}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--with", dest="kinds", default="f32,bf16")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", default="2")
    parser.add_argument("--steps", type=int, default=1)
    parser.add_argument("--guided", action="store_true", help="two predictions a step")
    parser.add_argument("--isa", choices=MASKS, help="the widest instruction set of every side")
    parser.add_argument("--ours", help="the bench's program, where it is built already")
    parser.add_argument("--app", help="the app's program, to be measured in the bench's place")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        return serve(asked.folder, asked.serve, asked.steps, asked.guided)
    bench = ["cargo", "bench", "--locked", "--bench", "pictures", "--"]
    ours = [asked.ours] if asked.ours else bench
    folder = str(Path(asked.folder).resolve())
    if asked.app:
        if asked.isa:
            os.environ["BRANDISH_CPU"] = asked.isa
        guidance = "7.5" if asked.guided else "1"
        sides = {"ours": App(asked.app, folder, SIDE, asked.steps, asked.threads, ["--guidance", guidance])}
    else:
        guided = ["--guided"] if asked.guided else []
        sides = {"ours": Side([*ours, folder, str(SIDE), str(asked.steps), "--lines", *guided], asked.threads, asked.isa)}
    for kind in asked.kinds.split(","):
        command = [sys.executable, __file__, folder, "--serve", kind, "--steps", str(asked.steps)]
        sides[kind] = Side(command + (["--guided"] if asked.guided else []), asked.threads, asked.isa)
    rounds = []
    for number in range(asked.rounds + 1):
        taken = {name: side.draw() for name, side in sides.items()}
        if number or asked.rounds == 0:  # the first round warms all up, unless it is the only one
            rounds.append(taken)
        load = os.getloadavg()[0]
        print(" | ".join(f"{name} " + " ".join(f"{took[stage]:.2f}" for stage in (*STAGES, "total")) for name, took in taken.items()), f"| load {load:.1f}", flush=True)
    print(f"\n| side | load s | {' | '.join(f'{stage} s' for stage in STAGES)} | total s | ours / theirs: {' | '.join(STAGES)} | total | peak GiB |")
    print("|---" * 11 + "|")
    for name, side in sides.items():
        middle = lambda stage: statistics.median(taken[name][stage] for taken in rounds)
        ratio = lambda stage: statistics.median(taken["ours"][stage] / taken[name][stage] for taken in rounds)
        times = " | ".join(f"{middle(stage):.2f}" for stage in (*STAGES, "total"))
        ratios = " | ".join(f"{ratio(stage):.2f}" for stage in (*STAGES, "total"))
        peak = max(taken[name]["peak_gib"] for taken in rounds)
        print(f"| {name} | {side.load:.1f} | {times} | {ratios} | {peak:.2f} |")
        side.close()


if __name__ == "__main__":
    main()
