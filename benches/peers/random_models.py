"""Writes full-size Stable Diffusion models of random weights, in f16 and diffusers' layout, to measure time and memory with.

Usage: python random_models.py FOLDER [sd15|sd-turbo|sdxl-turbo|taesd|taesdxl ...]

Needs torch, diffusers and transformers for the shapes alone; no weight is downloaded. sd-turbo takes 2.6 GB of disk,
sdxl-turbo 6.9 GB. What they draw is noise; the work is that of the real models. taesd and taesdxl are tiny autoencoders,
written only when named: beside a model they are found by it, which then draws previews with them.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from safetensors.numpy import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

BETAS = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000)
EULER = dict(_class_name="EulerDiscreteScheduler", prediction_type="epsilon", timestep_spacing="trailing", steps_offset=1, **BETAS)
CROSS = ("CrossAttnDownBlock2D",) * 3
TEXTS = dict(
    small=dict(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12, hidden_act="quick_gelu", projection_dim=768),
    large=dict(hidden_size=1024, intermediate_size=4096, num_hidden_layers=23, num_attention_heads=16, hidden_act="gelu", projection_dim=512),
    giant=dict(hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, num_attention_heads=20, hidden_act="gelu", projection_dim=1280),
)
PLAIN_UNET = dict(
    sample_size=64, in_channels=4, out_channels=4, layers_per_block=2, block_out_channels=(320, 640, 1280, 1280),
    down_block_types=(*CROSS, "DownBlock2D"), up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
)
XL_UNET = dict(
    sample_size=64, in_channels=4, out_channels=4, layers_per_block=2, block_out_channels=(320, 640, 1280),
    down_block_types=("DownBlock2D",) + CROSS[:2], up_block_types=("CrossAttnUpBlock2D",) * 2 + ("UpBlock2D",),
    attention_head_dim=(5, 10, 20), cross_attention_dim=2048, transformer_layers_per_block=(1, 2, 10), use_linear_projection=True,
    addition_embed_type="text_time", addition_time_embed_dim=256, projection_class_embeddings_input_dim=2816,
)
MODELS = {
    "sd15": dict(
        pipeline="StableDiffusionPipeline", texts=["small"], scaling=0.18215, scheduler=dict(_class_name="PNDMScheduler", skip_prk_steps=True, set_alpha_to_one=False, steps_offset=1, **BETAS),
        unet=dict(PLAIN_UNET, cross_attention_dim=768, attention_head_dim=8),
    ),
    "sd-turbo": dict(
        pipeline="StableDiffusionPipeline", texts=["large"], scaling=0.18215, scheduler=EULER,
        unet=dict(PLAIN_UNET, cross_attention_dim=1024, attention_head_dim=(5, 10, 20, 20), use_linear_projection=True),
    ),
    "sdxl-turbo": dict(
        pipeline="StableDiffusionXLPipeline", texts=["small", "giant"], scaling=0.13025, scheduler=dict(EULER, _class_name="EulerAncestralDiscreteScheduler"),
        unet=XL_UNET,
    ),
}
# Random numbers are made once and used again from another place each time, as making billions takes minutes.
POOL = np.random.default_rng(1).standard_normal(1 << 22, dtype=np.float32)


def values(name, shape, at):
    if len(shape) < 2:
        return np.full(shape, 1.0 if name.endswith("norm.weight") or ("norm" in name and name.endswith("weight")) else 0.0, np.float16)
    spread = 0.5 if "token_embedding" in name or "position_embedding" in name else 0.7 / math.sqrt(math.prod(shape[1:]))
    block = (np.roll(POOL, at) * spread).astype(np.float16)
    return np.resize(block, shape)


def save(folder, config, class_name, model, stem, prefix=""):
    """`prefix` stands before names in published files that the class of today leaves out."""
    folder.mkdir(parents=True, exist_ok=True)
    state, seen = {}, 0
    for name, tensor in model.state_dict().items():
        if name.endswith("position_ids"):
            continue
        state[name if name.startswith("text_projection") else prefix + name] = values(name, tuple(tensor.shape), seen % POOL.size)
        seen += tensor.numel()
    (folder / "config.json").write_text(json.dumps({"_class_name": class_name, **config}, indent=1))
    save_file(state, folder / f"{stem}.safetensors", metadata={"format": "pt"})
    print(f"{folder}: {seen / 1e6:.0f} million values", flush=True)


def tokenizer(folder):
    """Letters alone: enough to read any prompt of plain words. Returns the number of the end mark."""
    letters = [chr(code) for code in [*range(33, 127), *range(161, 173), *range(174, 324)]]
    vocab = letters + [letter + "</w>" for letter in letters] + ["<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({word: at for at, word in enumerate(vocab)}, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    marks = dict(bos_token="<|startoftext|>", eos_token="<|endoftext|>", unk_token="<|endoftext|>", pad_token="<|endoftext|>")
    (folder / "tokenizer_config.json").write_text(json.dumps(dict(marks, model_max_length=77, tokenizer_class="CLIPTokenizer", do_lower_case=True)))
    (folder / "special_tokens_map.json").write_text(json.dumps(marks))
    return len(vocab) - 1


def write(folder, row):
    index = {"_class_name": row["pipeline"], "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]}
    index["scheduler"] = ["diffusers", row["scheduler"]["_class_name"]]
    for number, text in enumerate(row["texts"]):
        ending = "" if number == 0 else f"_{number + 1}"
        end = tokenizer(folder / f"tokenizer{ending}")
        kind = CLIPTextModelWithProjection if number else CLIPTextModel
        config = CLIPTextConfig(vocab_size=49408, max_position_embeddings=77, bos_token_id=end - 1, eos_token_id=end, pad_token_id=end, **TEXTS[text])
        with torch.device("meta"):
            model = kind(config)
        prefix = "" if "text_model.final_layer_norm.weight" in model.state_dict() else "text_model."
        plain = {key: value for key, value in config.to_dict().items() if value is not None}
        save(folder / f"text_encoder{ending}", {**plain, "architectures": [kind.__name__]}, kind.__name__, model, "model", prefix)
        index[f"text_encoder{ending}"], index[f"tokenizer{ending}"] = ["transformers", kind.__name__], ["transformers", "CLIPTokenizer"]
    if "XL" in row["pipeline"]:
        index["force_zeros_for_empty_prompt"] = True
    else:
        index.update(safety_checker=[None, None], feature_extractor=[None, None], requires_safety_checker=False)
    (folder / "model_index.json").write_text(json.dumps(index, indent=1))
    (folder / "scheduler").mkdir(exist_ok=True)
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(row["scheduler"], indent=1))
    vae = dict(
        in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(128, 256, 512, 512), layers_per_block=2, norm_num_groups=32,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, sample_size=512, scaling_factor=row["scaling"],
    )
    for part, kind, config in [("vae", AutoencoderKL, vae), ("unet", UNet2DConditionModel, row["unet"])]:
        with torch.device("meta"):
            model = kind(**config)
        save(folder / part, config, kind.__name__, model, "diffusion_pytorch_model")


def write_tiny(folder):
    with torch.device("meta"):
        model = AutoencoderTiny()
    config = dict(encoder_block_out_channels=(64,) * 4, decoder_block_out_channels=(64,) * 4, num_encoder_blocks=(1, 3, 3, 3), num_decoder_blocks=(3, 3, 3, 1))
    save(folder, config, "AutoencoderTiny", model, "diffusion_pytorch_model")


if __name__ == "__main__":
    for name in sys.argv[2:] or MODELS:
        folder = Path(sys.argv[1]) / name
        write_tiny(folder) if name.startswith("taesd") else write(folder, MODELS[name])
