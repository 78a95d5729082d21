"""Runs BLIP by transformers and MobileSAM by ultralytics on weights made from a formula, and keeps what the tests compare with.

    pip install torch transformers gguf safetensors tokenizers ultralytics
    python make_photo_model_fixtures.py

BLIP is tiny and its files are kept. MobileSAM has one size, so its weights are not kept: `formula` gives them here and in
crates/inference/tests/reference/photo_models.rs alike, from the names and shapes of the tensors.
"""

import json
import zlib
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

ROOT = Path(__file__).parents[2] / "tests/fixtures/photo-models"
MEAN = np.float32([0.48145466, 0.4578275, 0.40821073])
DEVIATION = np.float32([0.26862954, 0.26130258, 0.27577711])
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "red", "cup", "##s", "on", "the", "table", "blue", "cat", "with", "hat"]
STEPS = 8


def formula(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Values that look random: a hash of the tensor's name and of each value's place, scaled as the layer needs."""
    count = int(np.prod(shape))
    at = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(zlib.crc32(name.encode()))
    at ^= at >> np.uint32(15)
    at *= np.uint32(2246822519)
    at ^= at >> np.uint32(13)
    spread = (at >> np.uint32(8)).astype(np.float32) / np.float32(1 << 24) - np.float32(0.5)
    if name.endswith("running_var"):
        values = 1 + spread
    elif len(shape) == 1 and name.endswith("weight"):
        values = 1 + spread * np.float32(0.4)
    elif len(shape) > 1:
        fan_in = count // shape[0]
        values = spread * np.float32(3.4 / np.sqrt(fan_in))
    else:
        values = spread * np.float32(0.2)
    return values.astype(np.float32).reshape(shape)


def photo(width: int, height: int) -> np.ndarray:
    """A disc on a gradient, RGB bytes."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    pixels = np.stack([x * 255 / width, y * 255 / height, (x + y) * 255 / (width + height)], axis=2)
    inside = (x - width * 0.6) ** 2 + (y - height * 0.4) ** 2 < (min(width, height) * 0.25) ** 2
    pixels[inside] = [200, 40, 30]
    return pixels.round().astype(np.uint8)


def tokenizer(path: Path, count: int) -> None:
    words = {word: index for index, word in enumerate(WORDS)}
    words |= {f"w{index}": index for index in range(len(WORDS), count)}
    made = Tokenizer(models.WordPiece(words, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.add_special_tokens(WORDS[:4])
    made.save(str(path))


def blip(folder: Path) -> None:
    from transformers import BlipConfig, BlipForConditionalGeneration

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = 40
    text = dict(vocab_size=vocabulary, hidden_size=32, encoder_hidden_size=48, intermediate_size=64, projection_dim=32,
                num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=64, hidden_act="gelu",
                layer_norm_eps=1e-12, is_decoder=True)
    vision = dict(hidden_size=48, intermediate_size=96, projection_dim=32, num_hidden_layers=2, num_attention_heads=4,
                  image_size=32, patch_size=8, hidden_act="gelu", layer_norm_eps=1e-5)
    config = dict(text_config=text, vision_config=vision, projection_dim=32, image_text_hidden_size=32)
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    tokenizer(folder / "tokenizer.json", vocabulary)
    bos = vocabulary - 2
    extra = dict(bos_token_id=bos, sep_token_id=3, pad_token_id=0, eos_token_id=3)
    model = BlipForConditionalGeneration(BlipConfig(text_config=text | extra, vision_config=vision, projection_dim=32, image_text_hidden_size=32)).eval()
    state = model.state_dict()
    for name, value in state.items():
        if value.dtype.is_floating_point:
            # Larger than the formula's, so that the next token is never nearly a tie.
            state[name] = torch.from_numpy(formula(name, tuple(value.shape))) * (3 if "decoder.weight" in name else 1)
    model.load_state_dict(state)
    writer = gguf.GGUFWriter(folder / "tiny.gguf", "blip")
    for name, value in model.state_dict().items():
        if value.dtype.is_floating_point:
            writer.add_tensor(name, np.ascontiguousarray(value.numpy()))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    pixels = photo(32, 32)
    x = ((pixels.astype(np.float32) / 255 - MEAN) / DEVIATION).transpose(2, 0, 1)[None]
    tokens, logits = [bos], []
    with torch.no_grad():
        seen = model.vision_model(torch.from_numpy(x)).last_hidden_state
        for _ in range(STEPS):
            out = model.text_decoder(input_ids=torch.tensor([tokens]), encoder_hidden_states=seen)
            logits.append(out.logits[0, -1].numpy())
            tokens.append(int(logits[-1].argmax()))
    print("BLIP:", tokens)
    save_file({"photo": pixels, "tokens": np.int32(tokens[1:]), "logits": np.stack(logits)}, ROOT / "blip.safetensors")


def sam() -> None:
    from ultralytics.models.sam.build import build_mobile_sam

    model = build_mobile_sam().eval()
    encoder, prompts, decoder = model.image_encoder, model.prompt_encoder, model.mask_decoder
    parts = {"image_encoder": encoder, "prompt_encoder": prompts, "mask_decoder": decoder}
    for part, module in parts.items():
        state = module.state_dict()
        for name, value in state.items():
            if value.dtype.is_floating_point:
                state[name] = torch.from_numpy(formula(f"{part}.{name}", tuple(value.shape)))
        module.load_state_dict(state)
    width, height = 1024, 683
    pixels = photo(width, height)
    mean, deviation = np.float32([123.675, 116.28, 103.53]), np.float32([58.395, 57.12, 57.375])
    x = np.zeros((1, 3, 1024, 1024), np.float32)
    x[0, :, :height, :width] = ((pixels - mean) / deviation).transpose(2, 0, 1)
    kept = {}
    with torch.no_grad():
        seen = encoder(torch.from_numpy(x))
        for index, place in enumerate([(0.6, 0.4), (0.1, 0.8)]):
            point = torch.tensor([[[place[0] * width, place[1] * height]]], dtype=torch.float32)
            sparse, dense = prompts(points=(point, torch.ones(1, 1)), boxes=None, masks=None)
            masks, certainty = decoder(image_embeddings=seen, image_pe=prompts.get_dense_pe(), sparse_prompt_embeddings=sparse,
                                       dense_prompt_embeddings=dense, multimask_output=True)
            logits = masks[0, int(certainty[0].argmax())].numpy()
            print("SAM:", masks.shape, logits.min(), logits.max(), certainty)
            kept[f"place.{index}"], kept[f"map.{index}"] = np.float32(place), shown(logits, width, height)[::4, ::4].astype(np.float16)
    save_file({name: np.ascontiguousarray(value) for name, value in kept.items()}, ROOT / "sam.safetensors")


def shown(logits: np.ndarray, width: int, height: int) -> np.ndarray:
    """The photo's part of the network's square, as shares of certainty in 320 x 320 cells."""
    rows, columns = ((np.arange(320, dtype=np.float32) + 0.5) / 320 * logits.shape[0] * n / 1024 - 0.5 for n in (height, width))
    def place(at):
        at = at.clip(0, logits.shape[0] - 1)
        first = at.astype(int)
        return first, (first + 1).clip(max=logits.shape[0] - 1), at - first
    top, bottom, down = place(rows)
    left, right, across = place(columns)
    row = lambda y: logits[y][:, left] + (logits[y][:, right] - logits[y][:, left]) * across
    return 1 / (1 + np.exp(-(row(top) + (row(bottom) - row(top)) * down[:, None])))


if __name__ == "__main__":
    ROOT.mkdir(parents=True, exist_ok=True)
    blip(ROOT / "blip")
    sam()
