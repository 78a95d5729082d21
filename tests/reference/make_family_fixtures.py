"""Writes tests/fixtures/language/FAMILY.gguf, tiny models of random weights, and FAMILY.json: what transformers makes of
them. It loads the same file where it reads the family's files, and else gets the same weights by name.

Usage: python make_family_fixtures.py [FAMILY...]
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
    # Phi-4-mini: part of each head is rotated, by frequencies of the file's own.
    "phi4-mini": dict(architecture="phi3", layers=2, joined=True, window=512, rotated=12, magnitude=1.19),
    "smollm3": dict(layers=5, interleaved=True),
    "mistral3": dict(layers=2, size=32, untied=True, interleaved=True, yarn=True),
    "lfm2": dict(layers=4, head_norms=True, convolutions=[True, True, False, True], kernel=3),
}
SHORT = [1.0, 1.1, 1.3, 1.7, 2.5, 4.0]
YARN = dict(factor=8.0, original_max_position_embeddings=64, beta_fast=32.0, beta_slow=1.0)


def config(name, facts, vocabulary):
    """What transformers needs to know of a family whose files it does not read."""
    sizes = dict(
        vocab_size=vocabulary, hidden_size=WIDTH, intermediate_size=INNER, num_hidden_layers=facts["layers"],
        num_attention_heads=HEADS, num_key_value_heads=SHARED, max_position_embeddings=512,
        tie_word_embeddings=not facts.get("untied"), bos_token_id=258, eos_token_id=257, pad_token_id=258,
    )
    if name == "smollm3":
        return transformers.SmolLM3Config(**sizes, rms_norm_eps=1e-6, rope_parameters=dict(rope_type="default", rope_theta=1e4))
    if name == "phi4-mini":
        rope = dict(
            rope_type="longrope", rope_theta=1e4, factor=1.0, partial_rotary_factor=0.75, short_factor=SHORT,
            long_factor=[2 * factor for factor in SHORT], attention_factor=facts["magnitude"],
            original_max_position_embeddings=512,
        )
        return transformers.Phi3Config(
            **sizes, rms_norm_eps=1e-6, rope_parameters=rope, original_max_position_embeddings=512,
            partial_rotary_factor=0.75,
        )
    if name == "mistral3":
        rope = dict(rope_type="yarn", rope_theta=1e4, mscale=1.0, mscale_all_dim=1.0, llama_4_scaling_beta=0.1, **YARN)
        return transformers.Ministral3Config(**sizes, head_dim=facts["size"], rms_norm_eps=1e-6, rope_parameters=rope)
    kinds = ["conv" if has else "full_attention" for has in facts["convolutions"]]
    return transformers.Lfm2Config(
        **sizes, norm_eps=1e-6, rope_parameters=dict(rope_type="default", rope_theta=1e4), layer_types=kinds,
        conv_L_cache=facts["kernel"], block_auto_adjust_ff_dim=False,
    )


def weights(path, facts):
    """The tensors of a file under the names of transformers."""
    lfm = "convolutions" in facts
    names = {
        "token_embd": "model.embed_tokens", "output_norm": "model.norm", "token_embd_norm": "model.embedding_norm",
        "output": "lm_head",
    }
    parts = {
        "attn_norm": "operator_norm" if lfm else "input_layernorm", "attn_q": "self_attn.q_proj",
        "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_qkv": "self_attn.qkv_proj",
        "attn_output": "self_attn.out_proj" if lfm else "self_attn.o_proj", "attn_q_norm": "self_attn.q_layernorm",
        "attn_k_norm": "self_attn.k_layernorm", "ffn_norm": "ffn_norm" if lfm else "post_attention_layernorm",
        "ffn_gate": "feed_forward.w1" if lfm else "mlp.gate_proj",
        "ffn_up": "feed_forward.w3" if lfm else "mlp.gate_up_proj" if facts.get("joined") else "mlp.up_proj",
        "ffn_down": "feed_forward.w2" if lfm else "mlp.down_proj", "shortconv.conv": "conv.conv",
        "shortconv.in_proj": "conv.in_proj", "shortconv.out_proj": "conv.out_proj",
    }
    state = {}
    for tensor in gguf.GGUFReader(path).tensors:
        if tensor.name.startswith("rope_factors"):
            continue
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        name = tensor.name.removesuffix(".weight")
        if name.startswith("blk."):
            _, layer, part = name.split(".", 2)
            if facts.get("interleaved") and part in ("attn_q", "attn_k"):
                # In files the values of a pair are neighbours; in transformers they are half a head apart.
                heads = HEADS if part == "attn_q" else SHARED
                pairs = values.reshape(heads, values.shape[0] // heads // 2, 2, -1)
                values = pairs.swapaxes(1, 2).reshape(values.shape)
            if part == "shortconv.conv":
                values = values[:, None, :]
            name = f"model.layers.{layer}.{parts[part]}"
        else:
            name = names[name]
        state[f"{name}.weight"] = torch.from_numpy(np.array(values, dtype=np.float32))
    return state


def load(path, name, facts):
    if "architecture" not in facts and name not in ("smollm3", "mistral3", "lfm2"):
        return transformers.AutoModelForCausalLM.from_pretrained(
            FOLDER, gguf_file=path.name, dtype=torch.float32, attn_implementation="eager"
        ).eval()
    state = weights(path, facts)
    vocabulary = len(state["model.embed_tokens.weight"])
    model = transformers.AutoModelForCausalLM.from_config(
        config(name, facts, vocabulary), attn_implementation="eager", dtype=torch.float32
    )
    missing, unknown = model.load_state_dict(state, strict=False)
    assert not unknown and all(name == "lm_head.weight" for name in missing), (missing, unknown)
    model.tie_weights()
    return model.eval()


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
    convolutions = facts.get("convolutions", [False] * facts["layers"])
    writer = gguf.GGUFWriter(path, facts.get("architecture", name))
    writer.add_name(f"Tiny {name}")
    writer.add_license("mit")
    writer.add_block_count(facts["layers"])
    writer.add_context_length(512)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv([0 if has else SHARED for has in convolutions] if any(convolutions) else SHARED)
    writer.add_key_length(size)
    writer.add_value_length(size)
    writer.add_rope_dimension_count(facts.get("rotated", size))
    writer.add_rope_freq_base(1e6 if name == "gemma3" else 1e4)
    writer.add_layer_norm_rms_eps(1e-6)
    if facts.get("window"):
        writer.add_sliding_window(facts["window"])
    if facts.get("kernel"):
        writer.add_shortconv_l_cache(facts["kernel"])
    if facts.get("magnitude"):
        writer.add_rope_scaling_orig_ctx_len(512)
        writer.add_rope_scaling_attn_factors(facts["magnitude"])
    if facts.get("yarn"):
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(YARN["factor"])
        writer.add_rope_scaling_orig_ctx_len(YARN["original_max_position_embeddings"])
        writer.add_rope_scaling_yarn_beta_fast(YARN["beta_fast"])
        writer.add_rope_scaling_yarn_beta_slow(YARN["beta_slow"])
        writer.add_rope_scaling_yarn_log_mul(1.0)
        writer.add_attn_temperature_scale(0.1)
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
    vector("token_embd_norm.weight" if any(convolutions) else "output_norm.weight", WIDTH)
    if facts.get("rotated"):
        writer.add_tensor("rope_factors_short.weight", np.array(SHORT, dtype=np.float32))
        writer.add_tensor("rope_factors_long.weight", 2 * np.array(SHORT, dtype=np.float32))
    if facts.get("untied"):
        matrix("output.weight", len(tokens), WIDTH, kind=Q.Q8_0)
    for layer in range(facts["layers"]):
        at = lambda part: f"blk.{layer}.{part}.weight"
        vector(at("attn_norm"), WIDTH)
        vector(at("ffn_norm"), WIDTH)
        if facts.get("joined"):
            matrix(at("attn_qkv"), asked + 2 * kept, WIDTH)
            matrix(at("ffn_up"), 2 * INNER, WIDTH)
        elif convolutions[layer]:
            matrix(at("shortconv.in_proj"), 3 * WIDTH, WIDTH, kind=Q.Q5_0)
            matrix(at("shortconv.out_proj"), WIDTH, WIDTH)
            kernel = random.standard_normal((WIDTH, facts["kernel"])).astype(np.float32)
            writer.add_tensor(at("shortconv.conv"), kernel)
            matrix(at("ffn_gate"), INNER, WIDTH, kind=Q.Q5_1)
            matrix(at("ffn_up"), INNER, WIDTH)
        else:
            matrix(at("attn_q"), asked, WIDTH, kind=Q.Q4_0)
            matrix(at("attn_k"), kept, WIDTH, kind=Q.Q4_1)
            matrix(at("attn_v"), kept, WIDTH, kind=Q.Q5_0)
            matrix(at("ffn_gate"), INNER, WIDTH, kind=Q.Q5_1)
            matrix(at("ffn_up"), INNER, WIDTH)
        if not convolutions[layer]:
            matrix(at("attn_output"), WIDTH, asked)
        matrix(at("ffn_down"), WIDTH, INNER)
        if facts.get("biases"):
            for part, length in [("q", asked), ("k", kept), ("v", kept)]:
                vector(f"blk.{layer}.attn_{part}.bias", length, mean=0.0)
        if facts.get("head_norms") and not convolutions[layer]:
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
    wanted = sys.argv[1:] or FAMILIES
    for name in wanted:
        facts = FAMILIES[name]
        path = FOLDER / f"{name}.gguf"
        write(path, name, facts)
        model = load(path, name, facts)
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
