"""Runs U2-Net by onnxruntime and Real-ESRGAN by ncnn on scikit-image's photographs, and keeps what the tests compare with.

    pip install numpy onnx onnxruntime ncnn scikit-image pillow safetensors
    python make_vision_fixtures.py u2netp.onnx REALESRGAN_MODELS

Both files come from the packages that training/vision/convert.py names. onnxruntime is given the 16-bit weights that are
shipped; ncnn reads the same 16-bit weights from its own files and computes in f32. How far the shipped weights are from
the original map, and the times of both programs on two threads, are printed.
"""

import sys
import time
from pathlib import Path

import ncnn
import numpy as np
import onnx
import onnxruntime
import skimage.data
from onnx import numpy_helper
from PIL import Image
from safetensors.numpy import load_file, save_file

ROOT = Path(__file__).parents[2]
PHOTOS = ["coffee", "astronaut", "chelsea", "rocket"]
MEAN, DEVIATION = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])


def session(graph: onnx.ModelProto, height: int, width: int) -> onnxruntime.InferenceSession:
    for dim, size in zip(graph.graph.input[0].type.tensor_type.shape.dim[2:], (height, width)):
        dim.dim_value = size
    del graph.graph.output[1:]
    for dim in graph.graph.output[0].type.tensor_type.shape.dim[2:]:
        dim.dim_param = "any"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return onnxruntime.InferenceSession(graph.SerializeToString(), options)


def shipped(path: Path) -> onnx.ModelProto:
    """The network with its weights rounded as the shipped file's are."""
    graph, weights = onnx.load(path), load_file(ROOT / "assets/models/u2netp/u2netp.safetensors")
    convolutions = [value for name, value in weights.items() if value.ndim == 4]
    for tensor in graph.graph.initializer:
        value = numpy_helper.to_array(tensor)
        if value.ndim == 4:
            rounded = value.astype(np.float16)
            assert any(v.shape == rounded.shape and np.array_equal(v, rounded) for v in convolutions), tensor.name
            tensor.CopyFrom(numpy_helper.from_array(rounded.astype(np.float32), tensor.name))
    return graph


def u2net_map(network: onnxruntime.InferenceSession, pixels: np.ndarray) -> np.ndarray:
    x = pixels.astype(np.float32) / 255
    x = (x / x.max() - MEAN) / DEVIATION
    (output,) = network.run([network.get_outputs()[0].name], {network.get_inputs()[0].name: x.transpose(2, 0, 1)[None]})
    return output[0, 0]


def enlarged(models: Path, name: str, pixels: np.ndarray) -> np.ndarray:
    net = ncnn.Net()
    net.opt.num_threads = 2
    for option in ("use_fp16_storage", "use_fp16_arithmetic", "use_fp16_packed", "use_bf16_storage"):
        setattr(net.opt, option, False)
    net.opt.use_winograd_convolution = False
    net.load_param(str(models / f"{name}.param"))
    net.load_model(str(models / f"{name}.bin"))
    extractor = net.create_extractor()
    # A Mat only points to the array, which must therefore live as long.
    values = np.ascontiguousarray(pixels.transpose(2, 0, 1), dtype=np.float32) / np.float32(255)
    extractor.input("data", ncnn.Mat(values))
    return np.array(extractor.extract("output")[1]).transpose(1, 2, 0)


def main(onnx_path: Path, models: Path) -> None:
    photos = {name: Image.fromarray(getattr(skimage.data, name)()) for name in PHOTOS}
    tensors = {}
    for index, (name, photo) in enumerate(photos.items()):
        width, height = [(96, 64), (75, 90), (64, 64), (101, 67)][index]
        pixels = np.asarray(photo.resize((width, height), Image.Resampling.BOX))
        tensors[f"{name}.photo"] = pixels
        tensors[f"{name}.map"] = u2net_map(session(shipped(onnx_path), height, width), pixels)
        left, top = photo.width // 3, photo.height // 3
        crop = np.asarray(photo.crop((left, top, left + 30, top + 22)))
        tensors[f"{name}.crop"] = crop
        tensors[f"{name}.compact"] = enlarged(models, "realesr-animevideov3-x4", crop).astype(np.float16)
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, ROOT / "tests/fixtures/vision/photographs.safetensors")

    exact, rounded = session(onnx.load(onnx_path), 320, 320), session(shipped(onnx_path), 320, 320)
    for name, photo in photos.items():
        pixels = np.asarray(photo.resize((320, 320), Image.Resampling.LANCZOS))
        one, other = u2net_map(exact, pixels), u2net_map(rounded, pixels)
        began = time.perf_counter()
        u2net_map(exact, pixels)
        took = time.perf_counter() - began
        both, either = np.sum((one > 0.5) & (other > 0.5)), np.sum((one > 0.5) | (other > 0.5))
        print(f"{name}: 16-bit weights change the map by {np.abs(one - other).mean():.5f}, IoU {both / either:.4f}; onnxruntime {took:.3f} s")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
