//! Spark in Rust against the PyTorch reference (`tests/reference`): the same tokens, text vectors, velocities, latents
//! and pictures from the same noise, on two tiny random models and, where it is there, on the real one.

use crate::support::root;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use brandish_inference::DrawProgress;
use brandish_inference::nn::Placement;
use brandish_inference::spark::{Pose, Spark, SparkRequest, TextEmbedding};
use candle_core::{Device, Tensor};
use half::f16;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    prompt: String,
    negative: Option<String>,
    steps: usize,
    guidance: f32,
}

/// How far from the reference a result may be, as a mean absolute difference.
struct Tolerance {
    text: f32,
    latents: f32,
    picture: f32,
}

#[test]
fn the_tiny_model_of_three_levels_equals_the_reference() {
    let folder = fixtures("spark-tiny");
    compare(&folder, &folder.join("cases"), &Placement::kernels(), &EXACT);
}

#[test]
fn the_tiny_model_of_four_levels_equals_the_reference() {
    let folder = fixtures("spark-tiny-wide");
    compare(&folder, &folder.join("cases"), &Placement::kernels(), &EXACT);
}

#[test]
fn the_layers_on_candle_alone_equal_the_reference_too() {
    for name in ["spark-tiny", "spark-tiny-wide"] {
        let folder = fixtures(name);
        compare(&folder, &folder.join("cases"), &Placement::candle(&Device::Cpu), &EXACT);
    }
}

#[test]
fn the_model_that_is_shipped_equals_the_reference() {
    let folder = root().join("assets/models/spark");
    let cases = fixtures("spark-release");
    compare(&folder, &cases, &Placement::kernels(), &CLOSE);
}

const EXACT: Tolerance = Tolerance { text: 2e-5, latents: 1e-4, picture: 3e-4 };
/// The last step of many multiplies small differences; a pixel's least visible difference is 1/255.
const CLOSE: Tolerance = Tolerance { text: 1e-4, latents: 1e-3, picture: 1.0 / 255.0 };

fn fixtures(name: &str) -> PathBuf {
    root().join("tests/fixtures").join(name)
}

fn compare(folder: &Path, cases: &Path, placement: &Placement, tolerance: &Tolerance) {
    let spark = Spark::load_at(folder, placement).unwrap();
    let list: Cases =
        serde_json::from_slice(&std::fs::read(cases.with_extension("json")).unwrap()).unwrap();
    let bytes = std::fs::read(cases.with_extension("safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    assert!(!list.cases.is_empty());
    for case in &list.cases {
        let name = &case.name;
        let expected = |tensor: &str| floats(&tensors, &format!("{name}.{tensor}"));

        let prompt = text(&spark, &case.prompt, name, "", &tensors, tolerance);
        let negative = case.negative.as_ref();
        let negative =
            negative.map(|negative| text(&spark, negative, name, "negative_", &tensors, tolerance));

        let noise = expected("noise");
        let pose = expected("pose");
        let row = |row: usize| std::array::from_fn(|column| pose[3 * row + column]);
        let pose = Pose { rows: [row(0), row(1)] };
        let velocity = spark.velocity(&noise, 1.0, &prompt, &pose).unwrap();
        assert_close(
            &velocity,
            &expected("velocity"),
            tolerance.latents,
            &format!("{name}: velocity"),
        );

        let mut seen = Vec::new();
        let mut watch = |progress| {
            if let DrawProgress::Step { done, preview, .. } = progress {
                seen.push((done, preview.is_some()));
            }
            ControlFlow::Continue(())
        };
        let (steps, guidance) = (case.steps, case.guidance);
        let request =
            SparkRequest { prompt: &case.prompt, negative: "", seed: 0, steps, guidance, pose };
        let latents = spark.sample(&noise, &prompt, negative.as_ref(), &request, &mut watch);
        let latents = latents.unwrap().unwrap();
        assert_close(
            &latents,
            &expected("latents"),
            tolerance.latents,
            &format!("{name}: latents"),
        );
        assert_eq!(
            seen.iter().map(|step| step.0).collect::<Vec<_>>(),
            (1..=case.steps).collect::<Vec<_>>()
        );
        assert!(
            seen[0].1 && seen.windows(4).all(|steps| steps.iter().any(|step| step.1)),
            "previews are too rare"
        );

        let cutout = spark.decode(&latents).unwrap();
        let size = spark.config().image.size;
        assert_eq!((cutout.width, cutout.height), (size, size));
        let places = size * size;
        let planes: Vec<f32> =
            (0..4 * places).map(|index| cutout.rgba[index % places * 4 + index / places]).collect();
        assert_close(&planes, &expected("image"), tolerance.picture, &format!("{name}: picture"));
    }
}

/// The text vectors of a prompt, compared with those of the reference under `name.prefix..`.
fn text(
    spark: &Spark,
    prompt: &str,
    name: &str,
    prefix: &str,
    tensors: &SafeTensors,
    tolerance: &Tolerance,
) -> TextEmbedding {
    let expected = |tensor: &str| floats(tensors, &format!("{name}.{prefix}{tensor}"));
    let ids: Vec<f32> = spark.tokens(prompt).unwrap().into_iter().map(|id| id as f32).collect();
    assert_eq!(ids, expected("ids"), "{name}: the tokens of {prompt:?}");
    let vectors = spark.encode(prompt).unwrap();
    let flat = |tensor: &Tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    assert_close(
        &flat(&vectors.tokens),
        &expected("tokens"),
        tolerance.text,
        &format!("{name}: {prefix}tokens"),
    );
    assert_close(
        &flat(&vectors.pooled),
        &expected("pooled"),
        tolerance.text,
        &format!("{name}: {prefix}pooled"),
    );
    vectors
}

fn assert_close(values: &[f32], expected: &[f32], tolerance: f32, what: &str) {
    assert_eq!(values.len(), expected.len(), "{what}");
    let sum: f32 =
        values.iter().zip(expected).map(|(value, expected)| (value - expected).abs()).sum();
    let mean = sum / values.len() as f32;
    println!("{what}: {mean:e}");
    assert!(mean < tolerance, "{what} differs by {mean:e} on average");
}

/// A tensor of the reference as `f32`, whatever it is stored as.
fn floats(tensors: &SafeTensors, name: &str) -> Vec<f32> {
    let view = tensors.tensor(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let data = view.data();
    match view.dtype() {
        Dtype::F32 => data.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
        Dtype::F16 => {
            data.as_chunks().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()
        }
        Dtype::I32 => {
            data.as_chunks().0.iter().map(|bytes| i32::from_le_bytes(*bytes) as f32).collect()
        }
        Dtype::I64 => {
            data.as_chunks().0.iter().map(|bytes| i64::from_le_bytes(*bytes) as f32).collect()
        }
        other => panic!("{name} is stored as {other:?}"),
    }
}
