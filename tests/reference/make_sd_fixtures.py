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
from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from safetensors.torch import save_file
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


DiagonalGaussianDistribution.sample = lambda self, generator=None: self.mode()


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
        num_attention_heads=more.pop("heads", 1), hidden_act=act, max_position_embeddings=77,
        bos_token_id=vocab - 2, eos_token_id=vocab - 1, pad_token_id=vocab - 1,
        projection_dim=projection or 32, **more,
    )
    kind = CLIPTextModelWithProjection if projection else CLIPTextModel
    return randomise(kind(config), seed)


def unet(seed, **more):
    config = dict(
        sample_size=8, in_channels=4, out_channels=4, block_out_channels=(16, 32), layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=32, attention_head_dim=8, norm_num_groups=16,
    )
    return randomise(UNet2DConditionModel(**{**config, **more}), seed)


def vae(seed, channels=(16, 16), **more):
    n = len(channels)
    config = dict(
        block_out_channels=channels, down_block_types=("DownEncoderBlock2D",) * n, up_block_types=("UpDecoderBlock2D",) * n,
        layers_per_block=1, latent_channels=4, norm_num_groups=min(channels), sample_size=16,
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
        vae=vae(5, (8, 8, 16, 16)), text_encoder=text_encoder(vocab, 6, "gelu", layers=3, heads=4), tokenizer=other,
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


def unet_in_ldm(state, layers):
    """The names of the original release for the denoiser's tensors."""
    resnet = {"norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0",
              "conv2": "out_layers.3", "conv_shortcut": "skip_connection"}
    fixed = {"time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2",
             "add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2",
             "conv_in": "input_blocks.0.0", "conv_norm_out": "out.0", "conv_out": "out.2"}
    out, attends = {}, {name.split(".attentions")[0] for name in state if ".attentions" in name}
    for name, value in state.items():
        stem, kind = name.rsplit(".", 1)
        part = name.split(".")
        if stem in fixed:
            new = f"{fixed[stem]}.{kind}"
        elif part[0] == "mid_block":
            index = {"resnets": 2 * int(part[2]), "attentions": 1}[part[1]]
            rest = f"{resnet[part[3]]}.{kind}" if part[1] == "resnets" else ".".join(part[3:])
            new = f"middle_block.{index}.{rest}"
        else:
            level = int(part[1])
            if part[2] == "downsamplers":
                new = f"input_blocks.{(level + 1) * (layers + 1)}.0.op.{kind}"
            elif part[2] == "upsamplers":
                place = 2 if f"up_blocks.{level}" in attends else 1
                new = f"output_blocks.{level * (layers + 1) + layers}.{place}.conv.{kind}"
            else:
                index = level * (layers + 1) + int(part[3]) + (1 if part[0] == "down_blocks" else 0)
                side = "input_blocks" if part[0] == "down_blocks" else "output_blocks"
                rest = f"0.{resnet[part[4]]}.{kind}" if part[2] == "resnets" else "1." + ".".join(part[4:])
                new = f"{side}.{index}.{rest}"
        out["model.diffusion_model." + new] = value
    return out


def vae_in_ldm(state, levels):
    out = {}
    for name, value in state.items():
        new = name.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
        new = new.replace("mid_block.resnets.0", "mid.block_1").replace("mid_block.resnets.1", "mid.block_2")
        if "attentions" in new:
            new = new.replace("mid_block.attentions.0", "mid.attn_1").replace("group_norm", "norm")
            new = new.replace("to_out.0", "proj_out").replace("to_", "")
            value = value.reshape(*value.shape, 1, 1) if value.dim() == 2 else value
        for side in ("down", "up"):
            if f"{side}_blocks" in new:
                part = new.split(".")
                level = int(part[2]) if side == "down" else levels - 1 - int(part[2])
                rest = new.split(f"{side}_blocks.{part[2]}.")[1]
                rest = rest.replace("resnets", "block").replace(f"{side}samplers.0", f"{side}sample")
                new = f"{part[0]}.{side}.{level}.{rest}"
        out["first_stage_model." + new] = value
    return out


def openclip(state, prefix):
    """The names of OpenCLIP, with queries, keys and values as one matrix."""
    out = {}
    for name, value in state.items():
        name = name.removeprefix("text_model.")
        if name == "text_projection.weight":
            out[prefix + "text_projection"] = value.T.contiguous()
        elif name.startswith("embeddings.token"):
            out[prefix + "token_embedding.weight"] = value
        elif name.startswith("embeddings.position"):
            out[prefix + "positional_embedding"] = value
        elif name.startswith("final"):
            out[prefix + name.replace("final_layer_norm", "ln_final")] = value
        elif ".q_proj." in name:
            parts = [state[next(n for n in state if n.endswith(name.replace("q_proj", p)))] for p in ("q_proj", "k_proj", "v_proj")]
            layer, kind = name.split(".")[2], name.rsplit(".", 1)[1]
            out[f"{prefix}transformer.resblocks.{layer}.attn.in_proj_{kind}"] = torch.cat(parts)
        elif ".k_proj." not in name and ".v_proj." not in name:
            name = name.replace("encoder.layers", "transformer.resblocks").replace("layer_norm", "ln_")
            name = name.replace("self_attn", "attn").replace("mlp.fc1", "mlp.c_fc").replace("mlp.fc2", "mlp.c_proj")
            out[prefix + name] = value
    return out


def single_files(built):
    """The same weights as in the folders, as single files of the original layout."""
    folder = OUT / "single"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("sd15", "sdxl"):
        pipe = built[name]
        state = unet_in_ldm(pipe.unet.state_dict(), pipe.unet.config.layers_per_block)
        again = convert_ldm_unet_checkpoint(dict(state), dict(pipe.unet.config))
        assert again.keys() == pipe.unet.state_dict().keys(), "diffusers reads other names"
        state |= vae_in_ldm(pipe.vae.state_dict(), len(pipe.vae.config.block_out_channels))
        first = {"text_model." + key.removeprefix("text_model."): value for key, value in pipe.text_encoder.state_dict().items()}
        prefix = "cond_stage_model.transformer." if name == "sd15" else "conditioner.embedders.0.transformer."
        state |= {prefix + key: value for key, value in first.items()}
        if name == "sdxl":
            state |= openclip(pipe.text_encoder_2.state_dict(), "conditioner.embedders.1.model.")
        save_file({key: value.half().contiguous() for key, value in state.items()}, folder / f"{name}.safetensors")
        for part in ("tokenizer", "tokenizer_2"):
            if (OUT / name / part).exists():
                shutil.copytree(OUT / name / part, folder / part, dirs_exist_ok=True)


def loras(unet, text):
    """One LoRA by kohya's names with an alpha, one by diffusers'; returns what each changes of which module."""
    generator = torch.Generator().manual_seed(99)
    modules = [("unet", name, module) for name, module in unet.named_modules()] + [
        ("te", name, module) for name, module in text.named_modules()]
    wanted = ("attn1.to_q", "attn2.to_out.0", "ff.net.2", "proj_in", "mlp.fc1", "resnets.0.conv1")
    files, changes = ({}, {}), ([], [])
    for part, name, module in modules:
        if not name.endswith(wanted):
            continue
        weight, rank = module.weight, 2
        for kind in (0, 1):
            up = torch.randn((weight.shape[0], rank, *[1] * (weight.dim() - 2)), generator=generator).half().float()
            down = (0.2 * torch.randn((rank, *weight.shape[1:]), generator=generator)).half().float()
            scale = 0.5 if kind == 0 else 1.0
            delta = (up.flatten(1) @ down.flatten(1)).reshape(weight.shape)
            changes[kind].append((weight, delta * scale))
            if kind == 0:
                base = ("lora_unet_" if part == "unet" else "lora_te_text_model_") + name.replace(".", "_")
                files[0].update({f"{base}.lora_up.weight": up, f"{base}.lora_down.weight": down, f"{base}.alpha": torch.tensor(1.0)})
            else:
                base = ("unet." if part == "unet" else "text_encoder.text_model.") + name
                files[1].update({f"{base}.lora_B.weight": up, f"{base}.lora_A.weight": down})
    for name, file in zip(("kohya", "diffusers"), files):
        save_file({key: value.half().contiguous() for key, value in file.items()}, OUT / f"lora-{name}.safetensors")
    return dict(zip(("kohya", "diffusers"), changes))


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
    "sd15-from-picture": case("sd15", "ddim", strength=0.6, steps=8),
    "sd15-from-picture-euler": case("sd15", "euler", strength=0.5, steps=8),
    "sd15-from-picture-dpm": case("sd15", "dpm++2m-karras", strength=0.7, steps=8),
    "sd15-masked": case("sd15", "ddim", strength=1.0, mask=True),
    "sd15-masked-euler": case("sd15", "euler", strength=0.7, mask=True),
    "inpaint-nine": case("sd15-inpaint", "ddim", strength=1.0, mask=True),
    "inpaint-nine-part": case("sd15-inpaint", "pndm", strength=0.8, mask=True),
    "sd15-lora": case("sd15", "ddim", loras=[["kohya", 0.8]]),
    "sd15-two-loras": case("sd15", "euler", loras=[["kohya", 0.5], ["diffusers", -0.7]]),
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
    source, mask = tensors["source"].float().permute(2, 0, 1)[None], tensors["mask"].float()[None, None]
    strength = case.get("strength")
    if strength is not None:
        # The engine takes the likeliest latents of a picture, and draws none from around them.
        Stream.noise = Noise(case["seed"])
        parts = {name: part for name, part in pipe.components.items()}
        kind = StableDiffusionInpaintPipeline if case.get("mask") else StableDiffusionImg2ImgPipeline
        pipe = kind(**parts, requires_safety_checker=False)
        pipe.set_progress_bar_config(disable=True)
        common |= dict(image=source, strength=strength) | (dict(mask_image=mask) if case.get("mask") else {})
        if not case.get("mask"):
            common = {key: value for key, value in common.items() if key not in ("height", "width")}
    else:
        common["latents"] = latents.clone()
    changes = [(weight, delta * factor) for file, factor in case.get("loras", []) for weight, delta in LORAS[file]]
    kept = [(weight, weight.clone()) for weight, _ in changes]
    for weight, delta in changes:
        weight += delta
    image = pipe(**common).images[0]
    for weight, value in reversed(kept):
        weight.copy_(value)
    tensors[name] = image.permute(1, 2, 0).contiguous().to(torch.float16)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    pipes = models()
    ORIGINAL = {name: json.loads((OUT / name / "scheduler" / "scheduler_config.json").read_text()) for name in pipes}
    LORAS = loras(pipes["sd15"].unet, pipes["sd15"].text_encoder)
    single_files(pipes)
    across = torch.linspace(0, 1, 16)
    source = torch.stack([across.expand(16, 16), across[:, None].expand(16, 16), (across * across[:, None])], 2)
    hole = torch.zeros(16, 16)
    hole[4:12, 2:10] = 1.0
    tensors = {"source": source.half().contiguous(), "mask": hole.half()}
    for name, each in CASES.items():
        pipe = pipes[each["model"]]
        pipe.set_progress_bar_config(disable=True)
        picture(pipe, each, tensors, name)
        values = tensors[name].float()
        print(f"{name}: {tuple(values.shape)} mean {values.mean():.3f} spread {values.std():.3f}")
    (OUT / "cases.json").write_text(json.dumps(CASES, indent=1) + "\n")
    save_file(tensors, OUT / "cases.safetensors")
