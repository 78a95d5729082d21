//! The networks that describe a photo and find the object at a place, against transformers and ultralytics on weights of
//! no meaning (`tests/reference/make_photo_model_fixtures.py`).

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use brandish_inference::vision::{MAP_SIDE, Photo, PhotoDescriber, Segmenter};
use candle_core::{DType, Device, Tensor};
use candle_nn::{VarBuilder, VarMap};
use candle_transformers::models::segment_anything::sam::Sam;
use safetensors::SafeTensors;

use crate::support::root;

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/photo-models")
}

fn tensors(name: &str) -> HashMap<String, Tensor> {
    candle_core::safetensors::load(fixtures().join(name), &Device::Cpu).unwrap()
}

fn values(tensor: &Tensor) -> Vec<f32> {
    tensor.to_dtype(DType::F32).unwrap().flatten_all().unwrap().to_vec1().unwrap()
}

/// The same picture as in the script: a disc on a gradient.
fn photo(width: usize, height: usize) -> Photo {
    let (w, h) = (width as f32, height as f32);
    let pixel = |x: f32, y: f32| {
        let (across, down) = (x - w * 0.6, y - h * 0.4);
        match across * across + down * down < (w.min(h) * 0.25).powi(2) {
            true => [200, 40, 30, 255],
            false => {
                let byte = |value: f32| value.round_ties_even() as u8;
                [byte(x * 255.0 / w), byte(y * 255.0 / h), byte((x + y) * 255.0 / (w + h)), 255]
            }
        }
    };
    let rgba = (0..width * height).flat_map(|at| pixel((at % width) as f32, (at / width) as f32));
    Photo::new(width, height, rgba.collect()).unwrap()
}

#[test]
fn a_described_photo_gets_the_tokens_and_logits_of_transformers() {
    let bytes = std::fs::read(fixtures().join("blip.safetensors")).unwrap();
    let expected = SafeTensors::deserialize(&bytes).unwrap();
    let pixels = expected.tensor("photo").unwrap();
    let rgb = pixels.data().chunks_exact(3);
    let rgba = rgb.flat_map(|rgb| [rgb[0], rgb[1], rgb[2], 255]).collect();
    let photo = Photo::new(32, 32, rgba).unwrap();
    let expected = tensors("blip.safetensors");
    let tokens = values(&expected["tokens"].to_dtype(DType::F32).unwrap());
    let logits: Vec<Vec<f32>> = expected["logits"].to_vec2().unwrap();
    let mut describer = PhotoDescriber::load(&fixtures().join("blip")).unwrap();
    for round in 0..2 {
        let got = describer.tokens(&photo, tokens.len()).unwrap();
        let chosen: Vec<f32> = got.iter().map(|(token, _)| *token as f32).collect();
        assert_eq!(chosen, tokens, "round {round}");
        for ((_, got), expected) in got.iter().zip(&logits) {
            let far = got.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(far < 2e-3, "{far}");
        }
    }
}

#[test]
fn a_description_is_a_sentence_the_same_each_time_and_can_be_stopped() {
    use std::ops::ControlFlow::{Break, Continue};
    let mut describer = PhotoDescriber::load(&fixtures().join("blip")).unwrap();
    let photo = photo(90, 60);
    let first = describer.describe(&photo, &mut || Continue(())).unwrap().unwrap();
    assert!(first.ends_with('.') && first.starts_with(char::is_uppercase), "{first}");
    assert_eq!(describer.describe(&photo, &mut || Continue(())).unwrap(), Some(first));
    assert_eq!(describer.describe(&photo, &mut || Break(())).unwrap(), None);
}

#[test]
fn the_object_at_a_place_is_that_of_mobile_sam() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mobile_sam.safetensors");
    write_weights(&path);
    let segmenter = Segmenter::load(&path).unwrap();
    let seen = segmenter.see(&photo(1024, 683)).unwrap();
    let expected = tensors("sam.safetensors");
    for index in 0..2 {
        let place = values(&expected[&format!("place.{index}")]);
        let map = segmenter.object_at(&seen, [place[0], place[1]]).unwrap();
        let expected = values(&expected[&format!("map.{index}")]);
        let every_fourth =
            |at: &usize| (at % MAP_SIDE).is_multiple_of(4) && (at / MAP_SIDE).is_multiple_of(4);
        let got = (0..MAP_SIDE * MAP_SIDE).filter(every_fourth).map(|at| map.values[at]);
        let far: Vec<f32> =
            got.zip(&expected).map(|(got, expected)| (got - expected).abs()).collect();
        assert_eq!(far.len(), expected.len());
        let (mean, most) =
            (far.iter().sum::<f32>() / far.len() as f32, far.iter().copied().fold(0.0, f32::max));
        assert!(mean < 1e-3 && most < 0.02, "place {index}: {mean} {most}");
        let spread = expected.iter().copied().fold(0.0, f32::max)
            - expected.iter().copied().fold(1.0, f32::min);
        assert!(spread > 0.2, "the fixture says nothing: {spread}");
    }
}

/// Every tensor that the network asks for, filled by the script's formula.
fn write_weights(path: &Path) {
    let asked = VarMap::new();
    Sam::new_tiny(VarBuilder::from_varmap(&asked, DType::F32, &Device::Cpu)).unwrap();
    let asked = asked.data().lock().unwrap();
    let filled = asked.iter().map(|(name, variable)| {
        let shape = variable.dims();
        (name.clone(), Tensor::from_vec(formula(name, shape), shape, &Device::Cpu).unwrap())
    });
    candle_core::safetensors::save(&filled.collect(), path).unwrap();
}

fn formula(name: &str, shape: &[usize]) -> Vec<f32> {
    let count: usize = shape.iter().product();
    let seed = crc32(name.as_bytes());
    let is_norm = shape.len() == 1 && name.ends_with("weight");
    (0..count as u32)
        .map(|at| {
            let mut hash = at.wrapping_mul(2_654_435_761).wrapping_add(seed);
            hash ^= hash >> 15;
            hash = hash.wrapping_mul(2_246_822_519);
            hash ^= hash >> 13;
            let spread = (hash >> 8) as f32 / (1 << 24) as f32 - 0.5;
            match shape {
                _ if name.ends_with("running_var") => 1.0 + spread,
                _ if is_norm => 1.0 + spread * 0.4,
                [outputs, _, ..] => spread * (3.4 / ((count / outputs) as f64).sqrt()) as f32,
                _ => spread * 0.2,
            }
        })
        .collect()
}

/// The checksum of zlib.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        let bit = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        (0..8).fold(crc ^ u32::from(*byte), bit)
    };
    !bytes.iter().fold(!0, step)
}
