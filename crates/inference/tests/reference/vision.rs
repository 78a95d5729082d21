//! The networks for photographs against onnxruntime and ncnn (`tests/reference/make_vision_fixtures.py`), on parts of
//! scikit-image's photographs; and enlarging in tiles against enlarging in one piece.

use std::ops::ControlFlow;
use std::path::PathBuf;

use brandish_inference::vision::{Enlarger, Photo, Scale, U2Net};
use candle_core::{Device, Tensor};
use half::f16;
use safetensors::{Dtype, SafeTensors};

use crate::support::root;

const PHOTOS: [&str; 4] = ["coffee", "astronaut", "chelsea", "rocket"];
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];

/// The values of a tensor and its height and width.
fn values(tensors: &SafeTensors, name: &str) -> (Vec<f32>, usize, usize) {
    let view = tensors.tensor(name).unwrap();
    let bytes = view.data();
    let values = match view.dtype() {
        Dtype::U8 => bytes.iter().map(|byte| f32::from(*byte)).collect(),
        Dtype::F16 => {
            let halves = bytes.chunks_exact(2).map(|pair| f16::from_le_bytes([pair[0], pair[1]]));
            halves.map(f32::from).collect()
        }
        _ => {
            bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
        }
    };
    (values, view.shape()[0], view.shape()[1])
}

fn fixtures() -> Vec<u8> {
    std::fs::read(root().join("tests/fixtures/vision/photographs.safetensors")).unwrap()
}

fn compact() -> Enlarger {
    Enlarger::load(&models().join("realesrgan/realesr-animevideov3-x4.safetensors")).unwrap()
}

fn models() -> PathBuf {
    root().join("assets/models")
}

fn flat(x: &Tensor) -> Vec<f32> {
    x.flatten_all().unwrap().to_vec1().unwrap()
}

/// The greatest and the mean difference.
fn differences(one: &[f32], other: &[f32]) -> (f32, f32) {
    assert_eq!(one.len(), other.len());
    let away = one.iter().zip(other).map(|(one, other)| (one - other).abs());
    (away.clone().fold(0.0, f32::max), away.sum::<f32>() / one.len() as f32)
}

/// How much of the union of two subjects is in both, and the mean difference where the second is neither subject nor
/// background.
fn agreement(map: &[f32], expected: &[f32]) -> (f32, f32) {
    let cells = || map.iter().zip(expected);
    let count = |is: fn(bool, bool) -> bool| {
        cells().filter(|(one, other)| is(**one > 0.5, **other > 0.5)).count() as f32
    };
    let overlap = count(|one, other| one && other) / count(|one, other| one || other);
    let edge: Vec<f32> = cells()
        .filter(|(_, expected)| (0.05..0.95).contains(*expected))
        .map(|(one, other)| (one - other).abs())
        .collect();
    (overlap, edge.iter().sum::<f32>() / edge.len() as f32)
}

#[test]
fn the_map_of_a_photograph_equals_onnxruntime() {
    let bytes = fixtures();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let network = U2Net::load(&models().join("u2netp")).unwrap();
    for name in PHOTOS {
        let (pixels, height, width) = values(&tensors, &format!("{name}.photo"));
        let brightest = pixels.iter().copied().fold(0.0, f32::max);
        let normalised: Vec<f32> = pixels
            .iter()
            .enumerate()
            .map(|(at, value)| (value / brightest - MEAN[at % 3]) / DEVIATION[at % 3])
            .collect();
        let x = Tensor::from_vec(normalised, (1, height, width, 3), &Device::Cpu).unwrap();
        let map = flat(&network.forward(&x).unwrap());
        let (expected, ..) = values(&tensors, &format!("{name}.map"));
        let (worst, mean) = differences(&map, &expected);
        eprintln!("{name}: {worst:e} at most, {mean:e} in the mean");
        assert!(worst < 2e-3 && mean < 1e-4, "{name}: {worst:e} {mean:e}");
        let (overlap, edge) = agreement(&map, &expected);
        eprintln!("{name}: overlap {overlap:.5} of the union, {edge:e} in the mean at the edge");
        assert!(overlap > 0.999 && edge < 3e-4, "{name}: {overlap} {edge:e}");
    }
}

#[test]
fn an_enlarged_photograph_equals_ncnn() {
    let bytes = fixtures();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let enlarger = compact();
    for name in PHOTOS {
        let (pixels, height, width) = values(&tensors, &format!("{name}.crop"));
        let pixels: Vec<f32> = pixels.iter().map(|value| value / 255.0).collect();
        let x = Tensor::from_vec(pixels, (1, height, width, 3), &Device::Cpu).unwrap();
        let y = enlarger.forward(&x).unwrap();
        assert_eq!(y.dims(), [1, 4 * height, 4 * width, 3]);
        let (expected, ..) = values(&tensors, &format!("{name}.compact"));
        let (worst, mean) = differences(&flat(&y), &expected);
        eprintln!("{name}: {worst:e} at most, {mean:e} in the mean");
        // The fixture is stored in 16 bits, whose step below 1 is 5e-4.
        assert!(worst < 1e-3 && mean < 2e-4, "{name}: {worst:e} {mean:e}");
    }
}

/// A picture of smooth shapes and hard edges; its left part is transparent where `opaque` is false.
fn picture(width: usize, height: usize, opaque: bool) -> Photo {
    let rgba = (0..width * height).flat_map(|at| {
        let (x, y) = ((at % width) as f32, (at / width) as f32);
        let wave = |rate: f32| (128.0 + 120.0 * (x * rate).sin() * (y * rate * 0.7).cos()) as u8;
        let check = if (at % width / 9 + at / width / 7).is_multiple_of(2) { 40 } else { 220 };
        let alpha = ((x - 20.0 + 6.0 * (y * 0.3).sin()) * 90.0).clamp(0.0, 255.0) as u8;
        [wave(0.11), check, wave(0.31), if opaque { 255 } else { alpha }]
    });
    Photo::new(width, height, rgba.collect()).unwrap()
}

fn enlarged(enlarger: &Enlarger, photo: &Photo, scale: Scale) -> Photo {
    enlarger.enlarge(photo, scale, &mut |_, _| ControlFlow::Continue(())).unwrap().unwrap()
}

#[test]
fn tiles_leave_no_seam() {
    for opaque in [true, false] {
        let photo = picture(70, 53, opaque);
        let whole = enlarged(&compact().with_tile(256), &photo, Scale::Four);
        let tiled = enlarged(&compact().with_tile(24), &photo, Scale::Four);
        assert_eq!((whole.width(), whole.height()), (280, 212));
        let away = whole.rgba().iter().zip(tiled.rgba()).map(|(one, other)| one.abs_diff(*other));
        // Colours spread over transparent pixels end at another place in a tile, out of sight.
        let seen = away.zip(0..).filter(|(_, at)| opaque || whole.rgba()[at / 4 * 4 + 3] > 8);
        let worst = seen.map(|(away, _)| away).max().unwrap();
        assert!(worst <= 1, "opaque: {opaque}, worst {worst}");
    }
}

#[test]
fn twice_is_four_times_with_every_four_pixels_as_one() {
    let photo = picture(40, 30, true);
    let (four, two) =
        (enlarged(&compact(), &photo, Scale::Four), enlarged(&compact(), &photo, Scale::Two));
    assert_eq!((two.width(), two.height()), (80, 60));
    let at = |x: usize, y: usize| u32::from(four.rgba()[(y * 160 + x) * 4]);
    for (index, pixel) in two.rgba().chunks_exact(4).enumerate() {
        let (x, y) = (index % 80 * 2, index / 80 * 2);
        let mean = (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) as f32 / 4.0;
        assert!((f32::from(pixel[0]) - mean).abs() <= 1.0);
    }
}

#[test]
fn transparency_is_enlarged_and_enlarging_can_be_stopped_between_tiles() {
    let enlarger = compact().with_tile(24);
    let cut = enlarged(&enlarger, &picture(60, 40, false), Scale::Four);
    let alpha = |x: usize, y: usize| cut.rgba()[(y * 240 + x) * 4 + 3];
    assert!((0..160).all(|y| alpha(4, y) == 0 && alpha(230, y) > 250));
    let mut seen = Vec::new();
    let stopped = enlarger.enlarge(&picture(60, 40, true), Scale::Two, &mut |ready, total| {
        seen.push((ready, total));
        if ready == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(stopped.unwrap().is_none());
    assert_eq!(seen, [(0, 6), (1, 6), (2, 6)]);
}

#[test]
fn a_missing_or_other_file_is_named() {
    assert!(U2Net::load(&root().join("assets/models/nothing")).is_err());
    let wrong = Enlarger::load(&models().join("u2netp/u2netp.safetensors")).err().unwrap();
    assert!(wrong.to_string().contains("u2netp.safetensors"), "{wrong}");
}
