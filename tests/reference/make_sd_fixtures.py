"""Writes tests/fixtures/sd: tiny Stable Diffusion models of random weights, and the pictures diffusers makes with them.

The models are saved in f16 and computed in f32. Noise is that of `engine/sampling.rs`, in the order documented there.
"""

import json
import math
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    PNDMScheduler,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
    UniPCMultistepScheduler,
)
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

OUT = Path(__file__).resolve().parent.parent / "fixtures" / "sd"
torch.set_grad_enabled(False)
torch.set_num_threads(1)


# Noise: ChaCha8, then Box and Muller, as in src/engine/sampling.rs.
class Noise:
    def __init__(self, seed):
        self.key = [seed & 0xFFFFFFFF, seed >> 32] + [0] * 6
        self.block, self.words = 0, []

    def word(self):
        if not self.words:
            start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *self.key, self.block & 0xFFFFFFFF, self.block >> 32, 0, 0]
            x = list(start)

            def quarter(a, b, c, d):
                for left, right, turn in ((a, d, 16), (c, b, 12), (a, d, 8), (c, b, 7)):
                    partner = b if left == a else d
                    x[left] = (x[left] + x[partner]) & 0xFFFFFFFF
                    mixed = x[right] ^ x[left]
                    x[right] = ((mixed << turn) | (mixed >> (32 - turn))) & 0xFFFFFFFF

            for _ in range(4):
                for q in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)):
                    quarter(*q)
                for q in ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
                    quarter(*q)
            self.words = [(a + b) & 0xFFFFFFFF for a, b in zip(x, start)]
            self.block += 1
        return self.words.pop(0)

    def normal(self, shape):
        count, out = math.prod(shape), []
        while len(out) < count:
            a, b = self.word(), self.word()
            radius = math.sqrt(-2.0 * math.log((a + 1.0) / 2.0**32))
            angle = 2.0 * math.pi * b / 2.0**32
            out += [radius * math.cos(angle), radius * math.sin(angle)]
        return torch.tensor(np.array(out[:count], dtype=np.float32).reshape(shape))


class Stream:
    """Stands in for randn_tensor in diffusers; the first draw of a case is the initial noise."""

    noise = None

    def __call__(self, shape, generator=None, device=None, dtype=None, layout=None):
        return Stream.noise.normal(tuple(shape)).to(dtype or torch.float32)


for name, module in list(sys.modules.items()):
    if name.startswith("diffusers") and "randn_tensor" in getattr(module, "__dict__", {}):
        module.randn_tensor = Stream()


def randomise(model, seed, gain=1.0):
    generator = torch.Generator().manual_seed(seed)
    for name, value in model.named_parameters():
        if value.dim() > 1:
            fan = math.prod(value.shape[1:])
            spread = 0.5 if "embedding" in name and "time" not in name and "add" not in name else gain / math.sqrt(fan)
            value.copy_(torch.randn(value.shape, generator=generator) * spread)
        else:
            centre = 1.0 if name.endswith("weight") else 0.0
            value.copy_(centre + 0.1 * torch.randn(value.shape, generator=generator))
    for value in model.parameters():
        value.copy_(value.half().float())
    return model.eval()


def bytes_to_unicode():
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table, extra = {b: chr(b) for b in plain}, 0
    for b in range(256):
        if b not in table:
            table[b], extra = chr(256 + extra), extra + 1
    return table


def tokenizer(folder, pad):
    letters = [bytes_to_unicode()[b] for b in range(256)]
    merges = ["r e", "re d</w>", "s h", "o e", "sh oe", "shoe s</w>", "o n</w>", "a n", "an d</w>", "t h", "th e</w>", "i n", "in g</w>"]
    vocab = letters + [letter + "</w>" for letter in letters] + [merge.replace(" ", "") for merge in merges]
    vocab += ["<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(vocab)}, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    settings = {
        "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": pad,
        "model_max_length": 77, "tokenizer_class": "CLIPTokenizer", "do_lower_case": True,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    special = {key: settings[key] for key in ("bos_token", "eos_token", "unk_token", "pad_token")}
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    return CLIPTokenizer.from_pretrained(folder), len(vocab)


def text_encoder(vocab, seed, act="quick_gelu", projection=None, **more):
    config = CLIPTextConfig(
        vocab_size=vocab, hidden_size=32, intermediate_size=48, num_hidden_layers=more.pop("layers", 2),
        num_attention_heads=more.pop("heads", 4), hidden_act=act, max_position_embeddings=77,
        bos_token_id=vocab - 2, eos_token_id=vocab - 1, pad_token_id=vocab - 1,
        projection_dim=projection or 32, **more,
    )
    kind = CLIPTextModelWithProjection if projection else CLIPTextModel
    return randomise(kind(config), seed)


def unet(seed, **more):
    config = dict(
        sample_size=8, in_channels=4, out_channels=4, block_out_channels=(16, 32), layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=32, attention_head_dim=8, norm_num_groups=8,
    )
    return randomise(UNet2DConditionModel(**{**config, **more}), seed)


def vae(seed, channels=(16, 16), **more):
    n = len(channels)
    config = dict(
        block_out_channels=channels, down_block_types=("DownEncoderBlock2D",) * n, up_block_types=("UpDecoderBlock2D",) * n,
        layers_per_block=1, latent_channels=4, norm_num_groups=8, sample_size=16,
    )
    return randomise(AutoencoderKL(**{**config, **more}), seed, 0.7)


SD_BETAS = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000)


def save(pipe, name):
    folder = OUT / name
    if folder.exists():
        shutil.rmtree(folder)
    parts = [part for part in pipe.components.values() if isinstance(part, torch.nn.Module)]
    for part in parts:
        part.half()
    pipe.save_pretrained(folder, safe_serialization=True)
    for part in parts:
        part.float()


def models():
    built = {}
    scratch = OUT / "scratch"
    words, vocab = tokenizer(scratch / "eos", "<|endoftext|>")
    other, _ = tokenizer(scratch / "bang", "!")
    plain = dict(safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    pndm = PNDMScheduler(**SD_BETAS, skip_prk_steps=True, set_alpha_to_one=False, steps_offset=1)
    # The file of the real model lacks the spacing, and turns clipping off for samplers that know it.
    text = text_encoder(vocab, 1)
    built["sd15"] = StableDiffusionPipeline(
        vae=vae(2, (16, 16)), text_encoder=text, tokenizer=words, unet=unet(3), scheduler=pndm, **plain)
    built["sd15-inpaint"] = StableDiffusionInpaintPipeline(
        vae=vae(2, (16, 16)), text_encoder=text, tokenizer=words, unet=unet(4, in_channels=9), scheduler=pndm, **plain)
    built["sd21"] = StableDiffusionPipeline(
        vae=vae(5, (8, 8, 16, 16)), text_encoder=text_encoder(vocab, 6, "gelu", layers=3), tokenizer=other,
        unet=unet(7, use_linear_projection=True, attention_head_dim=(1, 2, 4), block_out_channels=(32, 32, 32), norm_num_groups=32,
                  down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
                  up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D")),
        scheduler=DDIMScheduler(**SD_BETAS, prediction_type="v_prediction", steps_offset=1, set_alpha_to_one=False, clip_sample=False),
        **plain)
    built["turbo"] = StableDiffusionPipeline(
        vae=vae(8), text_encoder=text_encoder(vocab, 9, "gelu"), tokenizer=other,
        unet=unet(10, use_linear_projection=True, attention_head_dim=(2, 4)),
        scheduler=EulerDiscreteScheduler(**SD_BETAS, timestep_spacing="trailing", steps_offset=1), **plain)
    built["sdxl"] = StableDiffusionXLPipeline(
        vae=vae(11, scaling_factor=0.13025), text_encoder=text_encoder(vocab, 12), tokenizer=words,
        text_encoder_2=text_encoder(vocab, 13, "gelu", projection=24, layers=3), tokenizer_2=other,
        unet=unet(14, use_linear_projection=True, attention_head_dim=1,
                  down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
                  transformer_layers_per_block=(1, 2), cross_attention_dim=64, addition_embed_type="text_time",
                  addition_time_embed_dim=8, projection_class_embeddings_input_dim=24 + 48),
        scheduler=EulerDiscreteScheduler(**SD_BETAS, timestep_spacing="leading", steps_offset=1, interpolation_type="linear"),
        add_watermarker=False)
    for name, pipe in built.items():
        save(pipe, name)
    for name in ("sd15", "sd15-inpaint"):
        path = OUT / name / "scheduler" / "scheduler_config.json"
        config = json.loads(path.read_text())
        del config["timestep_spacing"]
        path.write_text(json.dumps({**config, "clip_sample": False}, indent=2) + "\n")
        # As the older releases: a vocabulary and merges in the place of a tokenizer.json.
        (OUT / name / "tokenizer" / "tokenizer.json").unlink()
        for file in (scratch / "eos").iterdir():
            shutil.copy(file, OUT / name / "tokenizer" / file.name)
    shutil.rmtree(scratch)
    return built


SAMPLERS = {
    "ddim": (DDIMScheduler, {}),
    "pndm": (PNDMScheduler, {"skip_prk_steps": True}),
    "euler": (EulerDiscreteScheduler, {}),
    "euler-karras": (EulerDiscreteScheduler, {"use_karras_sigmas": True}),
    "euler-a": (EulerAncestralDiscreteScheduler, {}),
    "dpm++2m-uniform": (DPMSolverMultistepScheduler, {"algorithm_type": "dpmsolver++"}),
    "dpm++2m-karras": (DPMSolverMultistepScheduler, {"algorithm_type": "dpmsolver++", "use_karras_sigmas": True}),
    "dpm++2m-sde-karras": (DPMSolverMultistepScheduler, {"algorithm_type": "sde-dpmsolver++", "use_karras_sigmas": True}),
    "unipc": (UniPCMultistepScheduler, {}),
    "lcm": (LCMScheduler, {}),
}

LONG = "red shoes on the sand and the sea, " * 14


def case(model, sampler, **more):
    return dict(dict(
        model=model, sampler=sampler, prompt="red shoes on the beach", negative="", width=16, height=16, steps=6,
        guidance=5.0, seed=11), **more)


CASES = {
    "sd15-ddim": case("sd15", "ddim"),
    "sd15-euler": case("sd15", "euler", negative="blur"),
    "sd15-pndm": case("sd15", "pndm", steps=8),
    "sd15-no-guidance": case("sd15", "ddim", guidance=1.0),
    "sd15-wide": case("sd15", "euler", width=40, height=24, prompt="Shoes, and a THING!"),
    "sd15-long": case("sd15", "ddim", prompt=LONG, negative="bad, ugly", truncate=True),
    "sd15-euler-a": case("sd15", "euler-a"),
    "sd15-euler-karras": case("sd15", "euler-karras"),
    "sd15-dpm": case("sd15", "dpm++2m-uniform", steps=10),
    "sd15-dpm-karras": case("sd15", "dpm++2m-karras", steps=16),
    "sd15-sde": case("sd15", "dpm++2m-sde-karras", steps=8),
    "sd15-unipc": case("sd15", "unipc", steps=8),
    "sd15-lcm": case("sd15", "lcm", steps=4, guidance=1.0),
    "sd21-ddim": case("sd21", "ddim", width=64, height=64, negative="grey", prompt="Red shoes! On the sand"),
    "sd21-euler": case("sd21", "euler", width=56, height=88),
    "sd21-dpm-karras": case("sd21", "dpm++2m-karras", width=64, height=64, steps=5),
    "sd21-unipc": case("sd21", "unipc", width=64, height=64, steps=5),
    "turbo-one": case("turbo", "euler", steps=1, guidance=0.0),
    "turbo-three": case("turbo", "euler-a", steps=3, guidance=0.0),
    "sdxl-euler": case("sdxl", "euler"),
    "sdxl-negative": case("sdxl", "ddim", negative="fog", width=24),
    "sdxl-dpm-sde": case("sdxl", "dpm++2m-sde-karras", steps=5),
}


def scheduler(pipe, case):
    kind, extra = SAMPLERS[case["sampler"]]
    return kind.from_config({**ORIGINAL[case["model"]], **extra})


def picture(pipe, case, tensors, name):
    pipe.scheduler = scheduler(pipe, case)
    factor = 2 ** (len(pipe.vae.config.block_out_channels) - 1)
    height, width = case["height"], case["width"]
    shape = (1, 4, height // factor, width // factor)
    Stream.noise = Noise(case["seed"])
    latents = Stream.noise.normal(shape)
    common = dict(
        prompt=case["prompt"], negative_prompt=case["negative"] or None, height=height, width=width,
        num_inference_steps=case["steps"], guidance_scale=case["guidance"], output_type="pt")
    image = pipe(latents=latents.clone(), **common).images[0]
    tensors[name] = image.permute(1, 2, 0).contiguous().to(torch.float16)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    pipes = models()
    ORIGINAL = {name: json.loads((OUT / name / "scheduler" / "scheduler_config.json").read_text()) for name in pipes}
    tensors = {}
    for name, each in CASES.items():
        pipe = pipes[each["model"]]
        pipe.set_progress_bar_config(disable=True)
        picture(pipe, each, tensors, name)
        values = tensors[name].float()
        print(f"{name}: {tuple(values.shape)} mean {values.mean():.3f} spread {values.std():.3f}")
    (OUT / "cases.json").write_text(json.dumps(CASES, indent=1) + "\n")
    save_file(tensors, OUT / "cases.safetensors")
