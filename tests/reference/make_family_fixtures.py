"""Writes tests/fixtures/language/FAMILY.gguf, tiny models of random weights, and FAMILY.json: what transformers,
loading the same file, makes of them.

Usage: python make_family_fixtures.py
"""

import json
import sys
from pathlib import Path

import gguf
import numpy as np
import torch
import transformers
from gguf import GGMLQuantizationType as Q

FOLDER = Path(__file__).parent.parent / "fixtures" / "language"
WIDTH, HEADS, SHARED, INNER = 64, 4, 2, 96
PROMPT = [72, 101, 108, 108, 111, 44, 32, 119, 111, 114, 108, 100, 33, 10, 256, 33, 34, 35, 200, 17, 5, 9, 77, 3]
NEW_TOKENS = 24
# Layers, and what else a family has.
FAMILIES = {
    "llama": dict(layers=2, untied=True),
    "qwen2": dict(layers=2, biases=True),
    "qwen3": dict(layers=2, size=128, head_norms=True, untied=True),
    "gemma2": dict(layers=3, size=32, second_norms=True, window=8, caps=True),
    "gemma3": dict(layers=7, size=32, head_norms=True, second_norms=True, window=8),
    "phi3": dict(layers=2, joined=True, untied=True, window=512),
}


def byte_alphabet():
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, extra = {}, 256
    for byte in range(256):
        letters[byte] = chr(byte) if byte in plain else chr(extra)
        extra += byte not in plain
    return [letters[byte] for byte in range(256)]


def write(path, name, facts):
    random = np.random.default_rng(7)
    size = facts.get("size", WIDTH // HEADS)
    writer = gguf.GGUFWriter(path, name)
    writer.add_name(f"Tiny {name}")
    writer.add_license("mit")
    writer.add_block_count(facts["layers"])
    writer.add_context_length(512)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(SHARED)
    writer.add_key_length(size)
    writer.add_value_length(size)
    writer.add_rope_dimension_count(size)
    writer.add_rope_freq_base(1e6 if name == "gemma3" else 1e4)
    writer.add_layer_norm_rms_eps(1e-6)
    if facts.get("window"):
        writer.add_sliding_window(facts["window"])
    if facts.get("caps"):
        writer.add_attn_logit_softcapping(50.0)
        writer.add_final_logit_softcapping(30.0)
    tokens = byte_alphabet()
    tokens += ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "th", "\u0120a"]
    tokens += [f"<unused{n}>" for n in range(288 - len(tokens))]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if t.startswith("<") and len(t) > 1 else 1 for t in tokens])
    writer.add_token_merges(["t h", "\u0120 a"])
    writer.add_bos_token_id(258)
    writer.add_eos_token_id(257)
    writer.add_pad_token_id(258)

    def matrix(name, rows, columns, scale=None, kind=Q.Q8_0):
        values = random.standard_normal((rows, columns)).astype(np.float32)
        values *= scale or 1.5 / np.sqrt(columns)
        writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)

    def vector(name, length, mean=1.0):
        values = mean + 0.2 * random.standard_normal(length)
        writer.add_tensor(name, values.astype(np.float32))

    asked, kept = HEADS * size, SHARED * size
    matrix("token_embd.weight", len(tokens), WIDTH, 0.1 if name.startswith("gemma") else 1.0)
    vector("output_norm.weight", WIDTH)
    if facts.get("untied"):
        matrix("output.weight", len(tokens), WIDTH, kind=Q.Q8_0)
    for layer in range(facts["layers"]):
        at = lambda part: f"blk.{layer}.{part}.weight"
        vector(at("attn_norm"), WIDTH)
        vector(at("ffn_norm"), WIDTH)
        if facts.get("joined"):
            matrix(at("attn_qkv"), asked + 2 * kept, WIDTH)
            matrix(at("ffn_up"), 2 * INNER, WIDTH)
        else:
            matrix(at("attn_q"), asked, WIDTH, kind=Q.Q4_0)
            matrix(at("attn_k"), kept, WIDTH, kind=Q.Q4_1)
            matrix(at("attn_v"), kept, WIDTH, kind=Q.Q5_0)
            matrix(at("ffn_gate"), INNER, WIDTH, kind=Q.Q5_1)
            matrix(at("ffn_up"), INNER, WIDTH)
        matrix(at("attn_output"), WIDTH, asked)
        matrix(at("ffn_down"), WIDTH, INNER)
        if facts.get("biases"):
            for part, length in [("q", asked), ("k", kept), ("v", kept)]:
                vector(f"blk.{layer}.attn_{part}.bias", length, mean=0.0)
        if facts.get("head_norms"):
            vector(at("attn_q_norm"), size)
            vector(at("attn_k_norm"), size)
        if facts.get("second_norms"):
            vector(at("post_attention_norm"), WIDTH)
            vector(at("post_ffw_norm"), WIDTH)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, facts in FAMILIES.items():
        path = FOLDER / f"{name}.gguf"
        write(path, name, facts)
        model = transformers.AutoModelForCausalLM.from_pretrained(
            FOLDER, gguf_file=path.name, dtype=torch.float32, attn_implementation="eager"
        ).eval()
        for layer in model.model.layers if name.startswith("gemma") else []:
            # It takes this for 256, the size of a head in every real Gemma but two, which the tiny ones have not.
            layer.self_attn.scaling = facts["size"] ** -0.5
        ids, gaps = list(PROMPT), []
        with torch.no_grad():
            for _ in range(NEW_TOKENS):
                scores = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0, -1]
                if len(ids) == len(PROMPT):
                    first = [round(float(score), 5) for score in scores]
                best = torch.topk(scores, 2)
                gaps.append(round(float(best.values[0] - best.values[1]), 4))
                ids.append(int(best.indices[0]))
        case = {"prompt_ids": PROMPT, "scores": first, "ids": ids[len(PROMPT):], "gaps": gaps}
        (FOLDER / f"{name}.json").write_text(json.dumps(case) + "\n")


main()
