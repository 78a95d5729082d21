//! A broken model folder is an error that names the file, and the tensor if there is one; never a panic.

use crate::support::root;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use brandish_inference::spark::{Pose, Spark, SparkRequest};
use brandish_inference::weights::LoadError;
use brandish_inference::{Cutout, DrawOutcome, DrawProgress};
use tempfile::TempDir;

const FILES: [&str; 6] = [
    "config.json",
    "spark_denoiser.safetensors",
    "spark_decoder.safetensors",
    "text_encoder.safetensors",
    "text_encoder.json",
    "tokenizer.json",
];

fn original() -> PathBuf {
    root().join("tests/fixtures/spark-tiny")
}

/// A copy of the tiny model in which one file has been changed.
fn with(file: &str, change: impl FnOnce(&Path)) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in FILES {
        fs::copy(original().join(name), folder.path().join(name)).unwrap();
    }
    change(&folder.path().join(file));
    folder
}

fn load_error(folder: &TempDir) -> LoadError {
    match Spark::load(folder.path()) {
        Ok(_) => panic!("a damaged model was loaded"),
        Err(error) => error,
    }
}

fn draw(spark: &Spark, seed: u64) -> DrawOutcome<Cutout> {
    let request = SparkRequest {
        prompt: "birthday cake",
        negative: "",
        seed,
        steps: 3,
        guidance: 2.0,
        pose: Pose::default(),
    };
    spark.draw(&request, &mut |_| ControlFlow::Continue(())).unwrap()
}

#[test]
fn every_missing_file_is_named() {
    for name in FILES {
        let folder = with(name, |path| fs::remove_file(path).unwrap());
        let error = load_error(&folder);
        assert!(
            matches!(&error, LoadError::Missing { path } if path.ends_with(name)),
            "{name}: {error}"
        );
    }
}

#[test]
fn vectors_that_are_not_those_of_the_words_are_damaged() {
    let release = root().join("assets/models/spark");
    for (words, vectors, damaged) in [
        ("words.json", "words.safetensors", "words.safetensors"),
        ("words.json", "words.json", "words.safetensors"),
        ("words.safetensors", "words.safetensors", "words.json"),
    ] {
        let folder = with("words.json", |path| {
            fs::copy(release.join(words), path).unwrap();
            fs::copy(release.join(vectors), path.with_extension("safetensors")).unwrap();
        });
        let error = load_error(&folder);
        assert!(error.path().ends_with(damaged), "{words} and {vectors}: {error}");
    }
}

#[test]
fn an_empty_file_is_damaged() {
    for name in FILES {
        let error = load_error(&with(name, |path| fs::write(path, "").unwrap()));
        assert!(
            matches!(&error, LoadError::Damaged { path, .. } if path.ends_with(name)),
            "{name}: {error}"
        );
    }
}

#[test]
fn a_file_cut_anywhere_is_damaged() {
    for name in FILES.iter().filter(|name| name.ends_with("safetensors")) {
        let bytes = fs::read(original().join(name)).unwrap();
        for keep in [1, 7, 8, 9, 100, bytes.len() / 2, bytes.len() - 1] {
            let error = load_error(&with(name, |path| fs::write(path, &bytes[..keep]).unwrap()));
            assert!(
                matches!(&error, LoadError::Damaged { path, .. } if path.ends_with(name)),
                "{name}: {error}"
            );
        }
    }
}

#[test]
fn a_header_that_promises_the_world_allocates_nothing() {
    for header in [
        &[0xff; 64][..],
        b"\x40\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[4000000000,4000000000],\"data_offsets\":[0,4]}}",
    ] {
        let error = load_error(&with("spark_decoder.safetensors", |path| fs::write(path, header).unwrap()));
        assert!(matches!(error, LoadError::Damaged { .. }), "{error}");
    }
}

#[test]
fn a_renamed_tensor_is_named() {
    let name = "spark_denoiser.safetensors";
    let mut bytes = fs::read(original().join(name)).unwrap();
    let at = bytes.windows(13).position(|window| window == b"\"mid.res.emb.").unwrap();
    bytes[at + 1] = b'n';
    let error = load_error(&with(name, |path| fs::write(path, &bytes).unwrap()));
    assert!(
        matches!(&error, LoadError::TensorMissing { path, tensor } if path.ends_with(name) && tensor.starts_with("mid.res.emb.")),
        "{error}"
    );
}

#[test]
fn a_model_of_other_sizes_names_the_tensor_that_does_not_fit() {
    let folder = with("config.json", |path| {
        let text = fs::read_to_string(path).unwrap();
        let mut config: serde_json::Value = serde_json::from_str(&text).unwrap();
        config["denoiser"]["emb"] = 48.into();
        fs::write(path, config.to_string()).unwrap();
    });
    let error = load_error(&folder);
    assert!(
        matches!(&error, LoadError::WrongShape { tensor, .. } if tensor == "down.0.0.res.emb.weight"),
        "{error}"
    );
    assert!(error.to_string().contains("spark_denoiser.safetensors"), "{error}");
}

#[test]
fn weights_that_are_no_numbers_end_in_not_finite() {
    let folder = with("spark_decoder.safetensors", |path| {
        let mut bytes = fs::read(path).unwrap();
        let end = bytes.len();
        bytes[end - 512..].fill(0xff);
        fs::write(path, bytes).unwrap();
    });
    let spark = Spark::load(folder.path()).unwrap();
    let request = SparkRequest {
        prompt: "cake",
        negative: "",
        seed: 1,
        steps: 2,
        guidance: 4.0,
        pose: Pose::default(),
    };
    let drawn = spark.draw(&request, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(drawn, Err(brandish_inference::spark::SparkError::NotFinite)));
}

#[test]
fn the_same_request_gives_the_same_bytes_and_another_seed_others() {
    let spark = Spark::load(&original()).unwrap();
    let (DrawOutcome::Drawn(first), DrawOutcome::Drawn(second), DrawOutcome::Drawn(other)) =
        (draw(&spark, 1), draw(&spark, 1), draw(&spark, 2))
    else {
        panic!("nothing stopped it");
    };
    assert_eq!(first, second);
    assert_ne!(first, other);
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let DrawOutcome::Drawn(alone) = alone.install(|| draw(&spark, 1)) else {
        panic!("nothing stopped it")
    };
    assert_eq!(first, alone, "the number of threads changes nothing");
}

#[test]
fn a_watcher_stops_it_before_the_decode_and_sees_small_previews() {
    let spark = Spark::load(&original()).unwrap();
    let request = SparkRequest {
        prompt: "cake",
        negative: "snow",
        seed: 1,
        steps: 6,
        guidance: 4.0,
        pose: Pose::default(),
    };
    for stop_at in [1, 4, 7] {
        let mut calls = 0;
        let outcome = spark.draw(&request, &mut |progress| {
            calls += 1;
            if let DrawProgress::Step { preview: Some(preview), .. } = progress {
                assert!(
                    preview.width <= 96 && preview.rgba.len() == preview.width * preview.height * 4
                );
            }
            if calls == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(matches!(outcome.unwrap(), DrawOutcome::Stopped));
        assert_eq!(calls, stop_at);
    }
}

#[test]
fn odd_prompts_are_drawn_all_the_same() {
    let spark = Spark::load(&original()).unwrap();
    for prompt in ["", "   ", "🎂🎂🎂", "日本語", "\u{0}\u{202e}", &"cake ".repeat(10_000)]
    {
        let request = SparkRequest {
            prompt,
            negative: prompt,
            seed: u64::MAX,
            steps: 0,
            guidance: 1.0,
            pose: Pose::default(),
        };
        assert!(
            spark.draw(&request, &mut |_| ControlFlow::Continue(())).is_ok(),
            "{:.20?}",
            prompt
        );
    }
}

#[test]
fn the_estimate_of_memory_covers_the_weights() {
    let bytes = Spark::bytes_to_load(&original()).unwrap();
    let weights: u64 =
        FILES.iter().map(|name| fs::metadata(original().join(name)).unwrap().len()).sum();
    assert!(bytes > weights && bytes < 100 * weights, "{bytes}");
    let folder = with("spark_decoder.safetensors", |path| fs::write(path, "").unwrap());
    assert!(Spark::bytes_to_load(folder.path()).is_err());
}
