"""Writes tests/fixtures/sd-variants: what models may have besides the usual: a tiny autoencoder, options of schedulers,
guidance as an input, an SD 2 checkpoint, LoRAs of other kinds, and the tokens of the bundled vocabulary.

Stands on the models that make_sd_fixtures.py wrote. The expected pictures are diffusers', in f32, kept in f16.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from diffusers import (
    AutoencoderTiny,
    DDIMScheduler,
    DDPMScheduler,
    DEISMultistepScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    HeunDiscreteScheduler,
    KDPM2AncestralDiscreteScheduler,
    KDPM2DiscreteScheduler,
    LCMScheduler,
    LMSDiscreteScheduler,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    TCDScheduler,
    UniPCMultistepScheduler,
)
from safetensors.torch import save_file
from torch.linalg import vector_norm
from transformers import CLIPTokenizer

import make_sd_fixtures as base

SD = base.OUT
OUT = SD.parent / "sd-variants"
HERE = Path(__file__).resolve().parent


def tiny_autoencoder(seed):
    config = dict(encoder_block_out_channels=(8, 8), decoder_block_out_channels=(8, 8), num_encoder_blocks=(1, 2),
                  num_decoder_blocks=(2, 1))
    return base.randomise(AutoencoderTiny(**config), seed, 1.2)


def draw(pipe, name, tensors, size=16, steps=6, guidance=5.0, strength=None, factor=2, **more):
    """The picture of a pipeline as it stands, from the noise of the seed 11."""
    base.Stream.noise = base.Noise(11)
    latents = base.Stream.noise.normal((1, 4, size // factor, size // factor))
    common = dict(prompt="red shoes on the beach", num_inference_steps=steps, guidance_scale=guidance, output_type="pt")
    pipe.set_progress_bar_config(disable=True)
    if strength is None:
        image = pipe(height=size, width=size, latents=latents, **common, **more).images[0]
    else:
        base.Stream.noise = base.Noise(11)
        across = torch.linspace(0, 1, size)
        source = torch.stack([across.expand(size, size), across[:, None].expand(size, size), across * across[:, None]])
        tensors["source"] = source.permute(1, 2, 0).half().contiguous()
        source = tensors["source"].float().permute(2, 0, 1)[None]
        image = pipe(image=source, strength=strength, **common, **more).images[0]
    values = image.permute(1, 2, 0).contiguous()
    print(f"{name}: {tuple(values.shape)} mean {values.mean():.3f} spread {values.std():.3f}")
    tensors[name] = values.to(torch.float16)


def load(name, kind=StableDiffusionPipeline):
    more = {} if kind is StableDiffusionXLPipeline else dict(safety_checker=None, requires_safety_checker=False)
    return kind.from_pretrained(SD / name, torch_dtype=torch.float32, **more)


def tiny(tensors):
    """An AutoencoderTiny in both layouts, and what sd15 draws with it in the place of its own."""
    vae = tiny_autoencoder(31)
    vae.half().save_pretrained(OUT / "taesd")
    vae.float()
    state = {}
    for name, value in vae.state_dict().items():
        side, _, layer, rest = name.split(".", 3)
        if side == "decoder":
            state[f"{int(layer) + 1}.{rest}"] = value.half().contiguous()
    save_file(state, OUT / "taesd_decoder.safetensors")
    pipe = load("sd15")
    pipe.scheduler = DDIMScheduler.from_config(pipe.scheduler.config)
    pipe.vae = vae
    pipe.register_to_config(vae=("diffusers", "AutoencoderTiny"))
    draw(pipe, "tiny", tensors)
    parts = dict(pipe.components)
    other = StableDiffusionImg2ImgPipeline(**parts, requires_safety_checker=False)
    encode = type(vae).encode
    draw(other, "tiny-from-picture", tensors, strength=0.6, steps=8)
    assert encode is type(vae).encode


# Options of a scheduler's config, by the name of the case: class and what it says.
SCHEDULERS = {
    "heun": (HeunDiscreteScheduler, {}),
    "heun-karras": (HeunDiscreteScheduler, {"use_karras_sigmas": True}),
    "heun-v-leading": (HeunDiscreteScheduler, {"prediction_type": "v_prediction", "timestep_spacing": "leading"}),
    "euler-exponential": (EulerDiscreteScheduler, {"use_exponential_sigmas": True}),
    "euler-beta": (EulerDiscreteScheduler, {"use_beta_sigmas": True}),
    "euler-sigma-min": (EulerDiscreteScheduler, {"final_sigmas_type": "sigma_min"}),
    "dpm-exponential": (DPMSolverMultistepScheduler, {"use_exponential_sigmas": True}),
    "dpm-beta": (DPMSolverMultistepScheduler, {"use_beta_sigmas": True, "euler_at_final": True}),
    "dpm-heun": (DPMSolverMultistepScheduler, {"solver_type": "heun"}),
    "dpm-sde-heun": (DPMSolverMultistepScheduler, {"solver_type": "heun", "algorithm_type": "sde-dpmsolver++"}),
    "unipc-bh1": (UniPCMultistepScheduler, {"solver_type": "bh1", "final_sigmas_type": "sigma_min"}),
    "unipc-bh1-third": (UniPCMultistepScheduler, {"solver_type": "bh1", "solver_order": 3, "final_sigmas_type": "sigma_min"}),
    "unipc-beta": (UniPCMultistepScheduler, {"use_beta_sigmas": True}),
    "ddpm": (DDPMScheduler, {}),
    "ddpm-large-trailing": (DDPMScheduler, {"variance_type": "fixed_large", "timestep_spacing": "trailing", "clip_sample": True}),
    "tcd": (TCDScheduler, {}),
    "tcd-v": (TCDScheduler, {"prediction_type": "v_prediction"}),
    "lms": (LMSDiscreteScheduler, {}),
    "lms-karras-v": (LMSDiscreteScheduler, {"use_karras_sigmas": True, "prediction_type": "v_prediction"}),
    "dpm2": (KDPM2DiscreteScheduler, {}),
    "dpm2-karras-leading": (KDPM2DiscreteScheduler, {"use_karras_sigmas": True, "timestep_spacing": "leading"}),
    "dpm2-a": (KDPM2AncestralDiscreteScheduler, {}),
    "dpm2-a-v-karras": (KDPM2AncestralDiscreteScheduler, {"use_karras_sigmas": True, "prediction_type": "v_prediction"}),
    "deis": (DEISMultistepScheduler, {}),
    "deis-third-karras": (DEISMultistepScheduler, {"solver_order": 3, "use_karras_sigmas": True}),
    "deis-third-beta-v": (DEISMultistepScheduler, {"solver_order": 3, "use_beta_sigmas": True, "prediction_type": "v_prediction"}),
    "zero-snr": (DDIMScheduler, {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing", "prediction_type": "v_prediction"}),
}


def schedulers(tensors):
    pipe = load("sd15")
    original = json.loads((SD / "sd15" / "scheduler" / "scheduler_config.json").read_text())
    configs = {}
    for name, (kind, options) in SCHEDULERS.items():
        pipe.scheduler = kind.from_config({**original, **options})
        scratch = OUT / "scratch"
        pipe.scheduler.save_pretrained(scratch)
        configs[name] = (scratch / "scheduler_config.json").read_text()
        shutil.rmtree(scratch)
        draw(pipe, name, tensors, steps=8)
    for name in ("heun", "ddpm", "dpm2-a", "deis"):
        pipe.scheduler = SCHEDULERS[name][0].from_config(original)
        other = StableDiffusionImg2ImgPipeline(**dict(pipe.components), requires_safety_checker=False)
        draw(other, f"{name}-from-picture", tensors, strength=0.6, steps=8)
        configs[f"{name}-from-picture"] = configs[name]
    (OUT / "schedulers.json").write_text(json.dumps(configs, indent=1) + "\n")


def guided_by_input(tensors):
    """A denoiser that reads the guidance, as latent consistency models do."""
    pipe = load("sd15")
    pipe.unet = base.unet(41, time_cond_proj_dim=12, block_out_channels=(16, 16))
    pipe.scheduler = LCMScheduler.from_config(pipe.scheduler.config)
    pipe.unet.half().save_pretrained(OUT / "lcm" / "unet")
    pipe.unet.float()
    pipe.scheduler.save_pretrained(OUT / "lcm" / "scheduler")
    draw(pipe, "lcm", tensors, steps=4, guidance=8.5)


def second_release(tensors):
    """SD 2 as one file: OpenCLIP with a layer more than is read, linear projections, heads of 64 channels or one."""
    source = load("sd21")
    vocab = len(source.tokenizer)
    text = base.text_encoder(vocab, 51, "gelu", layers=2, heads=1)
    unet = base.unet(52, use_linear_projection=True, attention_head_dim=(1, 1), block_out_channels=(16, 32))
    vae = base.vae(53)
    scheduler = DDIMScheduler(**base.SD_BETAS, steps_offset=1, set_alpha_to_one=False, clip_sample=False)
    pipe = StableDiffusionPipeline(vae=vae, text_encoder=text, tokenizer=source.tokenizer, unet=unet, scheduler=scheduler,
                                   safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    draw(pipe, "sd2-single", tensors)
    state = base.unet_in_ldm(unet.state_dict(), 1) | base.vae_in_ldm(vae.state_dict(), 2)
    words = {name.removeprefix("text_model."): value for name, value in text.state_dict().items()}
    # The layer after the last that is read, and the projection, which nothing reads.
    generator = torch.Generator().manual_seed(54)
    for name in [name for name in words if "encoder.layers.1." in name]:
        words[name.replace("layers.1.", "layers.2.")] = torch.randn(words[name].shape, generator=generator)
    words["text_projection.weight"] = torch.randn((32, 32), generator=generator)
    state |= base.openclip(words, "cond_stage_model.model.")
    state["cond_stage_model.model.logit_scale"] = torch.tensor(4.6)
    folder = OUT / "single"
    folder.mkdir()
    save_file({key: value.half().contiguous() for key, value in state.items()}, folder / "sd2.safetensors")
    source.tokenizer.save_pretrained(folder / "tokenizer")


def loras(tensors):
    """For SDXL by the block names of the original layout; LoHa for sd15; expected pictures from changed weights."""
    pipe = load("sdxl", StableDiffusionXLPipeline)
    generator = torch.Generator().manual_seed(61)
    ldm = {name.removeprefix("model.diffusion_model."): name
           for name in base.unet_in_ldm(pipe.unet.state_dict(), 1)}
    ours = dict(zip(base.unet_in_ldm({name: name for name in pipe.unet.state_dict()}, 1).values(), ldm))
    file, wanted = {}, ("attn1.to_q", "attn2.to_out.0", "ff.net.2", "proj_in", "resnets.0.conv1", "downsamplers.0.conv")
    modules = [("lora_unet_", ours[f"{name}.weight"].removesuffix(".weight"), module)
               for name, module in pipe.unet.named_modules() if name.endswith(wanted)]
    modules += [("lora_te2_text_model_", name.removeprefix("text_model."), module)
                for name, module in pipe.text_encoder_2.named_modules() if name.endswith("mlp.fc1")]
    for prefix, name, module in modules:
        weight, rank = module.weight, 2
        up = torch.randn((weight.shape[0], rank, *[1] * (weight.dim() - 2)), generator=generator).half().float()
        down = (0.2 * torch.randn((rank, *weight.shape[1:]), generator=generator)).half().float()
        key = prefix + name.replace(".", "_")
        file |= {f"{key}.lora_up.weight": up, f"{key}.lora_down.weight": down, f"{key}.alpha": torch.tensor(1.0)}
        weight += 0.9 * 0.5 * (up.flatten(1) @ down.flatten(1)).reshape(weight.shape)
    # Two that no model of this kind has.
    file |= {"lora_unet_input_blocks_77_1_proj_in.lora_up.weight": torch.ones(4, 2), "who_knows": torch.ones(3)}
    save_file({key: value.half().contiguous() for key, value in file.items()}, OUT / "lora-blocks.safetensors")
    draw(pipe, "lora-blocks", tensors)

    pipe, file = load("sd15"), {}
    pipe.scheduler = DDIMScheduler.from_config(pipe.scheduler.config)
    for name, module in pipe.unet.named_modules():
        if not name.endswith(("attn1.to_q", "ff.net.2", "resnets.0.conv1")):
            continue
        weight, rank, key = module.weight, 2, "lora_unet_" + name.replace(".", "_")
        columns, parts = weight.flatten(1).shape[1], []
        for index in (1, 2):
            a = (0.5 * torch.randn((weight.shape[0], rank), generator=generator)).half().float()
            b = (0.5 * torch.randn((rank, columns), generator=generator)).half().float()
            file |= {f"{key}.hada_w{index}_a": a, f"{key}.hada_w{index}_b": b}
            parts.append(a @ b)
        file[f"{key}.alpha"] = torch.tensor(1.0)
        weight += 0.7 * 0.5 * (parts[0] * parts[1]).reshape(weight.shape)
    save_file({key: value.half().contiguous() for key, value in file.items()}, OUT / "loha.safetensors")
    draw(pipe, "loha", tensors)


def kron_and_dora(tensors):
    """LoKr and DoRA for sd15; expected pictures from changed weights, by the formulas of their papers."""
    generator = torch.Generator().manual_seed(71)

    def random(*shape, spread=0.5):
        return (spread * torch.randn(shape, generator=generator)).half().float()

    def matrices():
        pipe = load("sd15")
        pipe.scheduler = DDIMScheduler.from_config(pipe.scheduler.config)
        wanted = ("attn1.to_q", "ff.net.2", "resnets.0.conv1")
        return pipe, [(name, module) for name, module in pipe.unet.named_modules() if name.endswith(wanted)]

    def finish(name, pipe, file):
        save_file({key: value.half().contiguous() for key, value in file.items()}, OUT / f"{name}.safetensors")
        draw(pipe, name, tensors)

    # The first matrix whole or a product, the second with the window of a convolution.
    pipe, modules = matrices()
    file = {}
    for index, (name, module) in enumerate(modules):
        weight, key = module.weight, "lora_unet_" + name.replace(".", "_")
        rows, columns, window = weight.shape[0], weight.shape[1], weight.shape[2:]
        scale = 1.0
        if index % 2:
            first, second = random(4, 2), random(rows // 4, columns // 2, *window, spread=0.1)
            file |= {f"{key}.lokr_w1": first, f"{key}.lokr_w2": second}
        else:
            a, b = random(2, 3), random(3, 4)
            c, d = random(rows // 2, 3), random(3, columns // 4 * window.numel(), spread=0.1)
            first, second, scale = a @ b, (c @ d).reshape(rows // 2, columns // 4, *window), 2.0 / 3
            file |= {f"{key}.lokr_w1_a": a, f"{key}.lokr_w1_b": b, f"{key}.lokr_w2_a": c, f"{key}.lokr_w2_b": d}
        file[f"{key}.alpha"] = torch.tensor(2.0)
        first = first.reshape(*first.shape, *[1] * len(window))
        weight += 0.8 * scale * torch.kron(first, second)
    finish("lokr", pipe, file)

    # Lengths of inputs and of rows by kohya's names, six tenths of the way.
    pipe, modules = matrices()
    file = {}
    for index, (name, module) in enumerate(modules):
        weight, key = module.weight, "lora_unet_" + name.replace(".", "_")
        up, down = random(weight.shape[0], 2, *[1] * (weight.dim() - 2)), random(2, *weight.shape[1:])
        changed = weight + 0.5 * (up.flatten(1) @ down.flatten(1)).reshape(weight.shape)
        axis = index % 2
        others = [other for other in range(weight.dim()) if other != axis]
        length = (vector_norm(weight, dim=others, keepdim=True) * (1.2 + 0.2 * random(1))).half().float()
        file |= {f"{key}.lora_up.weight": up, f"{key}.lora_down.weight": down, f"{key}.alpha": torch.tensor(1.0),
                 f"{key}.dora_scale": length}
        weight += 0.6 * (length * changed / vector_norm(changed, dim=others, keepdim=True) - weight)
    finish("dora", pipe, file)

    # By peft's names, whose lengths are of rows and have no other dimension where the weight is a matrix.
    pipe, modules = matrices()
    file = {}
    for name, module in modules:
        weight, key = module.weight, "unet." + name
        up, down = random(weight.shape[0], 2, *[1] * (weight.dim() - 2)), random(2, *weight.shape[1:])
        changed = weight + (up.flatten(1) @ down.flatten(1)).reshape(weight.shape)
        others = list(range(1, weight.dim()))
        length = (vector_norm(weight, dim=others) * 1.3).half().float()
        in_file = length if weight.dim() == 2 else length.reshape(1, -1, 1, 1)
        file |= {f"{key}.lora_B.weight": up, f"{key}.lora_A.weight": down, f"{key}.lora_magnitude_vector": in_file}
        shown = length.reshape(-1, *[1] * (weight.dim() - 1))
        weight += shown * changed / vector_norm(changed, dim=others, keepdim=True) - weight
    finish("dora-peft", pipe, file)


def bundled_words():
    """The tokens that transformers makes of some texts with the vocabulary in assets/clip."""
    merges = (HERE.parent.parent / "assets" / "clip" / "merges.txt").read_text().splitlines()
    letters = list(base.bytes_to_unicode().values())
    vocab = letters + [letter + "</w>" for letter in letters] + [merge.replace(" ", "") for merge in merges]
    vocab += ["<|startoftext|>", "<|endoftext|>"]
    folder = OUT / "scratch"
    folder.mkdir()
    (folder / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(vocab)}))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    texts = ["Red running shoes, on a beach at dawn!", "a photo of 3 cats & 12 dogs; it's theirs", "Ünïcödé — 東京 🎉 naïve café",
             "  spaces\tand\nlines  ", "x" * 40, "photorealistic, 8k, ultra-detailed (masterpiece:1.2)"]
    tokenizer = CLIPTokenizer.from_pretrained(folder, pad_token="<|endoftext|>")
    tokens = {text: tokenizer(text, add_special_tokens=False).input_ids for text in texts}
    shutil.rmtree(folder)
    (OUT / "tokens.json").write_text(json.dumps(tokens, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    tensors = {}
    tiny(tensors)
    schedulers(tensors)
    guided_by_input(tensors)
    second_release(tensors)
    loras(tensors)
    kron_and_dora(tensors)
    bundled_words()
    pictures = [(name, value.float()) for name, value in tensors.items() if name != "source"]
    for index, (name, value) in enumerate(pictures):
        assert value.isfinite().all(), name
        for other, picture in pictures[:index]:
            apart = (value - picture).abs().mean()
            # Less could be missed by a comparison that allows for rounding.
            assert apart > 0.001, f"{name} is {apart:.6f} from {other}"
    save_file(tensors, OUT / "cases.safetensors")
