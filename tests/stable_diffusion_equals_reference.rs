//! Stable Diffusion against the diffusers library (`tests/reference/make_sd_fixtures.py`): the same pictures from the
//! same noise, on tiny random models of every family, by every sampler.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use brandish::engine::nn::Place;
use brandish::engine::stable_diffusion::{Outcome, Request, SamplerName, StableDiffusion};
use brandish::post::Picture;
use candle_core::Device;
use half::f16;
use safetensors::SafeTensors;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Case {
    model: String,
    sampler: String,
    prompt: String,
    negative: String,
    width: u32,
    height: u32,
    steps: usize,
    guidance: f32,
    seed: u64,
    #[serde(default)]
    truncate: bool,
}

/// How far a picture may be from the reference, which is stored in half precision.
const MEAN: f32 = 0.0005;
const MOST: f32 = 0.002;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sd")
}

fn cases() -> BTreeMap<String, Case> {
    serde_json::from_slice(&std::fs::read(fixtures().join("cases.json")).unwrap()).unwrap()
}

fn expected() -> BTreeMap<String, Vec<f32>> {
    let bytes = std::fs::read(fixtures().join("cases.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let floats = |data: &[u8]| -> Vec<f32> {
        data.as_chunks().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()
    };
    tensors.tensors().iter().map(|(name, view)| (name.clone(), floats(view.data()))).collect()
}

fn drawn(model: &mut StableDiffusion, case: &Case) -> Picture {
    let request = Request {
        prompt: &case.prompt,
        negative: &case.negative,
        seed: case.seed,
        steps: case.steps,
        guidance: case.guidance,
        width: case.width,
        height: case.height,
        sampler: Some(SamplerName::read(&case.sampler).unwrap()),
        truncate: case.truncate,
        latents: None,
        source: None,
    };
    match model.draw(&request, &mut |_| ControlFlow::Continue(())).unwrap() {
        Outcome::Drawn(picture) => picture,
        Outcome::Stopped => panic!("nobody stopped it"),
    }
}

/// Mean and largest difference.
fn apart(a: &[f32], b: &[f32]) -> (f32, f32) {
    assert_eq!(a.len(), b.len());
    let off = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    (off.clone().sum::<f32>() / a.len() as f32, off.fold(0.0, f32::max))
}

fn compare(place: &Place, only: impl Fn(&str) -> bool) {
    let expected = expected();
    let mut failed = Vec::new();
    for (name, case) in cases().iter().filter(|(name, _)| only(name)) {
        let mut model = StableDiffusion::open(&fixtures().join(&case.model), place).unwrap();
        let picture = drawn(&mut model, case);
        let (mean, most) = apart(&picture.rgb, &expected[name]);
        println!("{name:<24} mean {mean:.6} max {most:.6}");
        if !(mean < MEAN && most < MOST) {
            failed.push(name.clone());
        }
    }
    assert!(failed.is_empty(), "these differ from the reference: {failed:?}");
}

#[test]
fn pictures_equal_the_reference() {
    compare(&Place::kernels(), |_| true);
}

#[test]
fn the_layers_on_candle_alone_equal_the_reference_too() {
    let few = ["sd15-ddim", "sd21-euler", "sdxl-negative"];
    compare(&Place::candle(&Device::Cpu), |name| few.contains(&name));
}
