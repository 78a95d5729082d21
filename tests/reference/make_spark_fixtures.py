"""Writes the model fixtures that the Rust tests compare themselves with. See README.md in this folder.

    python make_spark_fixtures.py                      # the tiny random models
    python make_spark_fixtures.py --release FOLDER     # two pictures of the real model in FOLDER, and how it reads words
"""

import argparse
import json
import random
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from torch import Tensor, nn
from transformers import BertConfig, BertModel

# Spark's definition is the one it is trained with.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))
from spark.model import Spark, encode_text, sample  # noqa: E402
from spark.pose import Draws, Pose, matrices  # noqa: E402
from spark.words import Words  # noqa: E402

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = """a an and the of on in to for with red blue green yellow pink white black gift box ribbon rocket launch coffee
cup cake birthday beach holiday laptop chart shirt shopping bag car tree balloon pizza slice house key light bulb
umbrella shoe run party leaf fast sale summer winter""".split()
ENDINGS = ["s", "es", "ing", "er", "ed", "ning", "day"]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
PUNCTUATION = list("!\"#%&'()*+,-./:;?")

LONG_PROMPT = "a red gift box with a blue ribbon and a birthday cake on the beach in summer for the holiday party"


def model_config(
    zc: int, hw: int, ch: list[int], depth: list[int], decoder: dict, mean: list, std: list, octaves: int = 0
) -> dict:
    return {
        "name": "spark",
        "version": 1,
        "denoiser": {
            "zc": zc,
            "hw": hw,
            "patch": 2,
            "ch": ch,
            "depth": depth,
            "emb": 24,
            "txt_in": 32,
            "txt": 24,
            "head_dim": 8,
            "attn_from": 0,
            **({"octaves": octaves} if octaves else {}),
        },
        "decoder": {"zc": zc, **decoder},
        "image": {"size": hw * 2 ** len(decoder["c"]), "channels": "premultiplied RGBA in [-1,1]"},
        "latent": {"mean": mean, "std": std},
        "text": {
            "encoder": "tiny random BERT",
            "max_tokens": 16,
            "tokens": "last_hidden_state incl. [CLS] and [SEP]",
            "pooled": "mean over tokens, L2-normalised",
            "pooled_scale": 10.0,
        },
        "sampler": {
            "type": "rectified flow, Adams-Bashforth of order two",
            "steps": 4,
            "cfg": 4.0,
            "t": "1 -> 0 linear",
            "zt": "(1-t)*x + t*eps",
            "v": "eps - x",
        },
        "groupnorm_eps": 1e-05,
        "layernorm_eps": 1e-05,
    }


# Three decoder levels and two layers on the first denoiser level; then four decoder levels of four different widths.
MODELS = {
    "spark-tiny": (
        11,
        model_config(
            zc=4,
            hw=8,
            ch=[16, 32],
            depth=[2, 1],
            decoder={"c": [16, 16, 8], "n": [1, 1, 1]},
            mean=[-0.6, 0.1, 0.0, 0.4],
            std=[1.5, 0.8, 1.0, 1.1],
            octaves=3,
        ),
        [
            {"prompt": "Red rockets, launching!", "negative": None, "steps": 4, "guidance": 4.0},
            {"prompt": LONG_PROMPT, "negative": None, "steps": 7, "guidance": 1.0},
            {"prompt": "birthday cake", "negative": "a black car", "steps": 7, "guidance": 4.0},
        ],
    ),
    "spark-tiny-wide": (
        12,
        model_config(
            zc=8,
            hw=8,
            ch=[16, 16],
            depth=[1, 1],
            decoder={"c": [16, 24, 16, 8], "n": [2, 1, 1, 1]},
            mean=[-0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3],
            std=[0.9, 1.0, 1.1, 1.2, 0.9, 1.0, 1.1, 1.2],
        ),
        [
            {"prompt": "sunny holidays", "negative": None, "steps": 4, "guidance": 4.0},
        ],
    ),
}

RELEASE_PROMPTS = ["red running shoes", "cup of coffee with croissant"]


def tiny_tokenizer() -> Tokenizer:
    """A WordPiece tokenizer laid out as BERT's, with every letter as a piece of its own."""
    pieces = SPECIAL + PUNCTUATION + list(LETTERS) + WORDS + [f"##{piece}" for piece in [*LETTERS, *ENDINGS]]
    vocabulary = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    start, end = (("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"]))
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [start, end])
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def tiny_text_config(vocabulary: int) -> dict:
    return {
        "architectures": ["BertModel"],
        "hidden_act": "gelu",
        "hidden_size": 32,
        "intermediate_size": 64,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 32,
        "model_type": "bert",
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "pad_token_id": 0,
        "position_embedding_type": "absolute",
        "type_vocab_size": 2,
        "vocab_size": vocabulary,
    }


def randomise(module: nn.Module, generator: torch.Generator) -> None:
    """Weights that keep the size of what passes through, with every norm and bias away from its neutral value."""
    with torch.no_grad():
        for name, value in module.named_parameters():
            noise = torch.randn(value.shape, generator=generator)
            norm = "norm" in name.lower() or ".ln" in name or name.startswith("txt_ln")
            if value.ndim == 1:
                value.copy_(1 + 0.2 * noise if norm and name.endswith("weight") else 0.2 * noise)
            elif "embeddings" in name or name == "pos":
                value.copy_(0.5 * noise)
            else:
                value.copy_(noise / value[0].numel() ** 0.5)


def halves(module: nn.Module) -> dict[str, Tensor]:
    """The weights as they are stored; the module itself is rounded to them."""
    stored = {name: value.half().contiguous() for name, value in module.state_dict().items()}
    module.load_state_dict({name: value.float() for name, value in stored.items()})
    return stored


def text_encoder(config: dict) -> BertModel:
    return BertModel(BertConfig(**config), add_pooling_layer=False).eval()


def without_buffers(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: value for name, value in weights.items() if not name.endswith("position_ids")}


def write_tiny_model(folder: Path, seed: int, config: dict) -> None:
    generator = torch.Generator().manual_seed(seed)
    tokenizer = tiny_tokenizer()
    text_config = tiny_text_config(tokenizer.get_vocab_size())
    encoder = text_encoder(text_config)
    model = Spark(config)
    for part in (encoder, model.denoiser, model.decoder):
        randomise(part, generator)
    # The linear path alone gives an image of medium contrast, and the detail adds to it without saturating.
    with torch.no_grad():
        for weight in (model.decoder.lin.weight, model.decoder.conv_out.weight):
            weight.mul_(0.3)

    folder.mkdir(parents=True)
    write_json(folder / "config.json", config)
    write_json(folder / "text_encoder.json", text_config)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    save_file(without_buffers(halves(encoder)), folder / "text_encoder.safetensors")
    save_file(halves(model.denoiser), folder / "spark_denoiser.safetensors")
    save_file(halves(model.decoder), folder / "spark_decoder.safetensors")


class Reference:
    """A model folder as an app would load it: text encoder, tokenizer, denoiser and decoder, in f32."""

    def __init__(self, folder: Path):
        self.model = Spark.load(folder)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(self.model.config["text"]["max_tokens"])
        self.encoder = text_encoder(json.loads((folder / "text_encoder.json").read_text()))
        weights = load_file(folder / "text_encoder.safetensors")
        missing, unexpected = self.encoder.load_state_dict({k: v.float() for k, v in weights.items()}, strict=False)
        if unexpected or any("position_ids" not in name for name in missing):
            raise ValueError(f"text encoder: missing {missing}, unexpected {unexpected}")

    def read(self, text: str) -> dict[str, Tensor]:
        ids = torch.tensor([self.tokenizer.encode(text).ids])
        mask = torch.ones_like(ids)
        tokens, pooled = encode_text(self.encoder, ids, mask)
        return {"ids": ids, "mask": mask, "tokens": tokens, "pooled": pooled}

    def run(self, prompt: str, negative: str | None, steps: int, guidance: float, seed: int) -> dict[str, Tensor]:
        sizes = self.model.config["denoiser"]
        generator = torch.Generator().manual_seed(seed)
        noise = torch.randn(1, sizes["zc"], sizes["hw"], sizes["hw"], generator=generator)
        read = self.read(prompt)
        pose = matrices([Pose.drawn(Draws(seed), mirrored=seed % 2 == 0)])
        result = {**read, "noise": noise, "pose": pose}
        if negative is None:
            against = self.model.no_conditioning()
        else:
            unwanted = self.read(negative)
            result |= {f"negative_{name}": value for name, value in unwanted.items()}
            against = self.conditioning(unwanted)
        text = self.conditioning(read)
        result["velocity"] = self.model.denoiser(noise, torch.ones(1), text, pose).detach()
        own = {key: value for key, value in self.model.config["sampler"].items() if key in ("shift", "guided_from")}
        latents = sample(self.model.denoiser, noise, text, against, steps, guidance, pose=pose, **own)
        return result | {"latents": latents, "image": self.model.decode(latents)}

    def conditioning(self, read: dict[str, Tensor]):
        return self.model.conditioning(read["tokens"], read["mask"], read["pooled"])


def write_cases(path: Path, reference: Reference, cases: list[dict]) -> None:
    """`path` with the tensors, named case.tensor, and a .json of the same name with the prompts and settings.

    Everything is f32 but the image, which is f16 (its values are exact to 0.00025).
    """
    tensors, described = {}, []
    for index, case in enumerate(cases):
        name = f"case{index}"
        described.append({"name": name, **case})
        for key, value in reference.run(**case, seed=100 + index).items():
            value = value[0]
            if key.endswith(("ids", "mask")):
                value = value.int()
            elif key == "image":
                spread = ((value > 0.01) & (value < 0.99)).float().mean().item()
                print(f"{path.stem} {name}: {spread:.0%} of the image is not saturated, {case['prompt']!r}")
                value = value.half()
            tensors[f"{name}.{key}"] = value.contiguous()
    save_file(tensors, path)
    write_json(path.with_suffix(".json"), {"cases": described})


def write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n")


FORMS = """{}|a {}|two {}s|red {}|{} sale|{} for our new shop|{}, {} & {}|{} and a {}|{} with {}|cosy {} by the {}|{}-{}|{}’s
|My {} -- {}!|{} {}|the {} is on {}|{}es|{}ies on a table|{} {} party|BIG {}|{}'s {}|x{}|{}.{}|{} ☕ now|🎁 {} and {}|✨ {} 🔥 {}|🥐☕️ in {}|red 🎈 for a {}""".replace("\n", "").split("|")


def write_readings(folder: Path) -> None:
    """Prompts of known phrases in all sorts of surroundings, with what they are read as."""
    words, rng = Words.load(folder), random.Random(5)
    phrases = sorted([*words.taught, *words.things, *words.ideas])
    prompts = [form.format(*(rng.choice(phrases) for _ in range(form.count("{}")))) for form in FORMS for _ in range(30)]
    prompts += [prompt.title() for prompt in prompts[::9]] + ["", "?", "…’s", "a\u00a0b", "sofa-\nbed", "İzmir cappuccino"]
    cases = [{"prompt": prompt, "reading": words.read(prompt)} for prompt in prompts]
    (FIXTURES / "spark-words.json").write_text(json.dumps(cases, indent=0, ensure_ascii=False) + "\n")


# Things of gists: free or not in their colours, handed or not, in styles, of both kinds of words.
THINGS = """running shoes|red running shoes|Running Shoe|umbrella|umbrella flat style|teal umbrella cartoon style|growth chart
|growth chart glossy style|blue growth chart|guitar|guitars|acoustic guitar|house|black house|cup of coffee|gift box|gift boxes
|red heart|question mark|flag: France|something unheard of|""".replace("\n", "").split("|")


def write_looks(folder: Path) -> None:
    """How things are drawn for seeds."""
    words, cases = Words.load(folder), []
    for thing in THINGS:
        for seed in [*range(1, 7), 2**64 - 1]:
            prompt, pose = words.look(thing, seed)
            cases.append({"thing": thing, "seed": seed, "prompt": prompt, "pose": pose.matrix()})
    (FIXTURES / "spark-looks.json").write_text(json.dumps(cases, indent=0, ensure_ascii=False) + "\n")


# Without a known word, or with one that is beside the point, or to it.
DOUBTFUL = """eat more leaves|never lose your way|building careers for developers|attaché case|twisted and salted|a card on its journey
|the crew loves wet ropes|she hears every note|dreams of a lofty view|cosy evenings|a scare for the neighbours|grow more of your own
|tasty things fresh from our trees|nothing beats homemade|travelling abroad|learn to paint|lower costs|the finest wild things
|bouncing along|time to layer|red attaché case in flat style|fluffy purring pal|scent of lavender|one small step|Learn to moonwalk
|a purple gear for boxers|red metal chest for spanners|we watch the stars on sundays|kid's first drawing|cheese and tomato toastie
|formula for a fast car|a good book|our new blue sneakers|pink lemonade for kids|gold for the winner|baking for men|a fast dog|woman
|bear hugs|a van full of roses|the key to happiness|time for tea|a bridge over water|fish on friday|green house""".replace("\n", "").split("|")


def write_nearest(folder: Path, reference: "Reference") -> None:
    """Readings with the text encoder's help, where a little noise does not change them."""

    def read_with(noise: float, prompt: str) -> str:
        generator = torch.Generator().manual_seed(1)
        vector = lambda text: reference.read(text)["pooled"][0]
        noisy = lambda text: (v := vector(text)) + noise * torch.randn(v.shape, generator=generator) / len(v) ** 0.5
        return Words.load(folder, noisy).read(prompt)

    cases = [{"prompt": prompt, "reading": read_with(0, prompt)} for prompt in DOUBTFUL]
    sure = [case for case in cases if all(read_with(noise, case["prompt"]) == case["reading"] for noise in (0.01, -0.01, 0.02))]
    changed = sum(Words.load(folder).read(case["prompt"]) != case["reading"] for case in sure)
    print(len(sure), "of", len(DOUBTFUL), "readings are sure,", changed, "by what is nearest")
    (FIXTURES / "spark-nearest.json").write_text(json.dumps(sure, indent=0, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path, help="a folder with the real model; only its cases are written")
    release = parser.parse_args().release
    torch.set_num_threads(1)
    if release:
        reference = Reference(release)
        sampler = reference.model.config["sampler"]
        settings = {"negative": None, "steps": sampler["steps"], "guidance": sampler["cfg"]}
        cases = [{"prompt": prompt, **settings} for prompt in RELEASE_PROMPTS]
        FIXTURES.mkdir(exist_ok=True)
        write_cases(FIXTURES / "spark-release.safetensors", reference, cases)
        write_readings(release)
        write_looks(release)
        write_nearest(release, reference)
        return
    for name, (seed, config, cases) in MODELS.items():
        folder = FIXTURES / name
        shutil.rmtree(folder, ignore_errors=True)
        write_tiny_model(folder, seed, config)
        write_cases(folder / "cases.safetensors", Reference(folder), cases)


if __name__ == "__main__":
    main()
