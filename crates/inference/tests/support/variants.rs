//! The pictures of tests/reference/make_sd_variant_fixtures.py, and the request that each was drawn by.

use super::stable_diffusion::{apart, expected, fixtures};
use brandish_inference::Picture;
use brandish_inference::stable_diffusion::{DiffusionRequest, SamplerName};
use std::path::PathBuf;

/// How far a picture may be from the reference, which is stored in half precision.
pub const MEAN: f32 = 0.0005;
pub const MOST: f32 = 0.002;

pub fn variants(name: &str) -> PathBuf {
    fixtures("sd-variants").join(name)
}

pub fn request<'a>() -> DiffusionRequest<'a> {
    DiffusionRequest {
        prompt: "red shoes on the beach",
        seed: 11,
        steps: 6,
        guidance: 5.0,
        width: 16,
        height: 16,
        ..DiffusionRequest::default()
    }
}

pub fn ddim<'a>() -> DiffusionRequest<'a> {
    DiffusionRequest { sampler: SamplerName::read("ddim"), ..request() }
}

pub fn expect(name: &str, picture: &Picture) {
    let expected = expected(&variants("cases.safetensors"));
    let (mean, most) = apart(&picture.rgb, &expected[name]);
    println!("{name:<24} mean {mean:.6} max {most:.6}");
    assert!(mean < MEAN && most < MOST, "{name} is off by {mean}, at most {most}");
}
