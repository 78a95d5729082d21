//! Stable Diffusion against the diffusers library (`tests/reference/make_sd_fixtures.py`): the same pictures from the
//! same noise, on tiny random models of every family, by every sampler.

use crate::support::root;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use brandish_inference::DrawOutcome;
use brandish_inference::Picture;
use brandish_inference::nn::{Placement, Precision};
use brandish_inference::stable_diffusion::{
    DiffusionRequest, InitImage, SamplerName, StableDiffusion,
};
use candle_core::Device;
use half::f16;
use safetensors::SafeTensors;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
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
    strength: Option<f32>,
    #[serde(default)]
    mask: bool,
    #[serde(default)]
    loras: Vec<(String, f32)>,
}

/// How far a picture may be from the reference, which is stored in half precision.
const MEAN: f32 = 0.0005;
const MOST: f32 = 0.002;

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/sd")
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
    let tensors = expected();
    let loras = case
        .loras
        .iter()
        .map(|(name, weight)| (fixtures().join(format!("lora-{name}.safetensors")), *weight));
    model.set_loras(&loras.collect::<Vec<_>>()).unwrap();
    let request = DiffusionRequest {
        fast_decode: false,
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
        init_image: case.strength.map(|strength| InitImage {
            rgb: &tensors["source"],
            strength,
            mask: case.mask.then_some(&tensors["mask"]),
        }),
    };
    match model.draw(&request, &mut |_| ControlFlow::Continue(())).unwrap() {
        DrawOutcome::Drawn(picture) => picture,
        DrawOutcome::Stopped => panic!("nobody stopped it"),
    }
}

/// Mean and largest difference.
fn apart(a: &[f32], b: &[f32]) -> (f32, f32) {
    assert_eq!(a.len(), b.len());
    let off = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    (off.clone().sum::<f32>() / a.len() as f32, off.fold(0.0, f32::max))
}

fn compare(placement: &Placement, only: impl Fn(&str) -> bool) {
    let expected = expected();
    let mut failed = Vec::new();
    for (name, case) in cases().iter().filter(|(name, _)| only(name)) {
        let mut model = StableDiffusion::open(&fixtures().join(&case.model), placement).unwrap();
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
    compare(&Placement::kernels(), |_| true);
}

/// The signal-to-noise ratio of pictures of 0 to 1, in dB.
fn decibels(picture: &[f32], exact: &[f32]) -> f32 {
    let squares = picture.iter().zip(exact).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
    -10.0 * (squares / exact.len() as f32).log10()
}

/// The small models have few channels, so only some of their layers are computed in bf16.
#[test]
fn pictures_in_bf16_are_within_40_db_of_those_in_f32() {
    let placement = Placement::kernels().with_precision(Precision::Bf16);
    for name in ["turbo-one", "sd21-euler", "sd15-ddim", "sdxl-euler"] {
        let case = &cases()[name];
        let draw = |placement: &Placement| {
            let path = fixtures().join(&case.model);
            drawn(&mut StableDiffusion::open(&path, placement).unwrap(), case)
        };
        let found = decibels(&draw(&placement).rgb, &draw(&Placement::kernels()).rgb);
        println!("{name:<24} {found:.1} dB");
        assert!(found > 40.0, "{name}: {found} dB");
    }
}

#[test]
fn the_layers_on_candle_alone_equal_the_reference_too() {
    let few = ["sd15-ddim", "sd21-euler", "sdxl-negative"];
    compare(&Placement::candle(&Device::Cpu), |name| few.contains(&name));
}

#[test]
fn a_single_file_draws_what_the_folder_draws() {
    let expected = expected();
    for (file, name) in [("sd15", "sd15-ddim"), ("sd15", "sd15-long"), ("sdxl", "sdxl-euler")] {
        let path = fixtures().join(format!("single/{file}.safetensors"));
        let mut model = StableDiffusion::open(&path, &Placement::kernels()).unwrap();
        let (mean, most) = apart(&drawn(&mut model, &cases()[name]).rgb, &expected[name]);
        println!("single {name:<24} mean {mean:.6} max {most:.6}");
        assert!(mean < MEAN && most < MOST, "{name} differs by {mean}, at most {most}");
    }
}

#[test]
fn a_lora_that_is_taken_out_leaves_nothing_behind() {
    let (cases, path) = (cases(), fixtures().join("sd15"));
    let mut model = StableDiffusion::open(&path, &Placement::kernels()).unwrap();
    let before = drawn(&mut model, &cases["sd15-ddim"]);
    assert_ne!(drawn(&mut model, &cases["sd15-lora"]), before);
    assert_eq!(drawn(&mut model, &cases["sd15-ddim"]), before);
}

#[test]
fn a_pickle_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.ckpt");
    std::fs::write(&path, b"PK").unwrap();
    let error = StableDiffusion::open(&path, &Placement::kernels()).err().unwrap().to_string();
    assert!(error.contains("pickle") && error.contains(".safetensors"), "{error}");
}

#[test]
fn weights_and_later_words_count_unless_the_prompt_is_cut() {
    let (cases, path) = (cases(), fixtures().join("sd15"));
    let mut model = StableDiffusion::open(&path, &Placement::kernels()).unwrap();
    let mut draw = |prompt: &str, truncate: bool| {
        let case = Case { prompt: prompt.into(), truncate, ..cases["sd15-ddim"].clone() };
        drawn(&mut model, &case).rgb
    };
    let plain = draw("red shoes", false);
    assert_eq!(plain, draw("red shoes", true), "a short prompt reads the same both ways");
    assert!(apart(&plain, &draw("(red:1.6) shoes", false)).0 > MEAN);
    assert_eq!(plain, draw("(red:1.0) shoes", false));
    let long = "red shoes on the sand and the sea, ".repeat(14);
    let longer = long.clone() + "blue";
    assert_eq!(draw(&long, true), draw(&longer, true));
    assert!(apart(&draw(&long, false), &draw(&longer, false)).1 > 0.0);
}
