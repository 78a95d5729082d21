//! `brandish generate --model FOLDER`: the picture that the reference makes, by way of the whole program.

use std::path::{Path, PathBuf};

use crate::support::{answers, brandish, listed, stderr};
use brandish::files::Home;
use brandish_inference::sampling::Noise;
use half::f16;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sd")
}

#[test]
fn first_latents_and_a_sampler_give_the_picture_of_the_reference_before_rounding() {
    let home = tempfile::tempdir().unwrap();
    let latents = Noise::new(11).normal(4 * 8 * 8);
    let bytes: Vec<u8> = latents.iter().flat_map(|value| value.to_le_bytes()).collect();
    let view = TensorView::new(Dtype::F32, vec![1, 4, 8, 8], &bytes).unwrap();
    let file = safetensors::serialize([("latents", view)], None).unwrap();
    std::fs::write(home.path().join("latents.safetensors"), file).unwrap();
    let output = brandish(home.path())
        .args(["generate", "Red shoes! On the sand", "--negative", "grey", "--no-enhance"])
        .args(["--persona", "none", "--size", "64x64", "--steps", "6", "--guidance", "5"])
        .args(["--sampler", "ddim", "--init-latents", "latents.safetensors"])
        .args(["--truncate-prompt", "--raw-out", "raw.safetensors", "--seed", "4", "--json"])
        // The reference computes in f32.
        .args(["--precision", "f32"])
        .arg("--model")
        .arg(fixtures().join("sd21"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let raw = std::fs::read(home.path().join("raw.safetensors")).unwrap();
    let raw = SafeTensors::deserialize(&raw).unwrap();
    let image = raw.tensor("image").unwrap();
    assert_eq!((image.shape(), image.dtype()), (&[64, 64, 3][..], Dtype::F32));
    let reference = std::fs::read(fixtures().join("cases.safetensors")).unwrap();
    let reference = SafeTensors::deserialize(&reference).unwrap();
    let expected = reference.tensor("sd21-ddim").unwrap();
    let found = image.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
    let expected = expected.data().as_chunks().0.iter();
    let expected = expected.map(|bytes| f16::from_le_bytes(*bytes).to_f32());
    let worst = found.clone().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 0.002, "differs by {worst}");

    let path = answers(&output)[0]["image_path"].as_str().unwrap().to_owned();
    let picture = image::open(home.path().join(path)).unwrap().to_rgb8();
    assert_eq!(picture.dimensions(), (64, 64));
    let rounded = found.zip(picture.as_raw()).map(|(exact, byte)| exact * 255.0 - f32::from(*byte));
    assert!(rounded.map(f32::abs).fold(0.0, f32::max) <= 0.501, "the file is the same picture");
}

#[test]
fn what_cannot_be_used_is_refused_before_a_job_is_made() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("model.ckpt"), b"PK").unwrap();
    for (arguments, says) in [
        (&["--model", "model.ckpt"][..], "pickle"),
        (&["--sampler", "magic"], "There is no sampler “magic”"),
        (&["--init-latents", "nowhere.safetensors"], "There is no file nowhere.safetensors"),
        (&["--model", "nowhere"], "There is no model “nowhere”"),
    ] {
        let output =
            brandish(home.path()).args(["generate", "shoes"]).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(says), "{}", stderr(&output));
    }
}

#[test]
fn models_in_the_models_folder_are_listed_and_found_by_name() {
    let home = tempfile::tempdir().unwrap();
    let list = |home: &Path| listed(&brandish(home).args(["models", "--json"]).output().unwrap());
    let ids = |home: &Path| -> Vec<String> {
        list(home).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert!(!ids(home.path()).contains(&"sd15".to_owned()));
    let models = Home::in_folder(home.path()).models();
    std::fs::create_dir_all(&models).unwrap();
    std::fs::copy(fixtures().join("single/sd15.safetensors"), models.join("sd15.safetensors"))
        .unwrap();
    // Its vocabulary is not the usual one, and it is of no use without it.
    assert!(!ids(home.path()).contains(&"sd15".to_owned()));
    std::fs::create_dir(models.join("tokenizer")).unwrap();
    for file in std::fs::read_dir(fixtures().join("single/tokenizer")).unwrap().flatten() {
        std::fs::copy(file.path(), models.join("tokenizer").join(file.file_name())).unwrap();
    }
    assert!(ids(home.path()).contains(&"sd15".to_owned()), "{:?}", ids(home.path()));
}

#[test]
fn what_a_lora_leaves_out_and_a_fast_decode_lacks_is_told() {
    let home = tempfile::tempdir().unwrap();
    let variants = fixtures().parent().unwrap().join("sd-variants");
    let draw = |model: &str, more: &[&str]| {
        brandish(home.path())
            .args(["generate", "shoes", "--size", "64x64", "--steps", "2", "--json"])
            .arg("--model")
            .arg(fixtures().join(model))
            .args(more)
            .output()
            .unwrap()
    };
    let lora = variants.join("lora-blocks.safetensors");
    let output = draw("sdxl", &["--lora", lora.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    let notes = answers(&output)[0]["notes"][0].as_str().unwrap().to_owned();
    assert!(notes.contains("2 of ") && notes.contains("left out"), "{notes}");

    let none = variants.join("taesd_decoder.safetensors");
    let output = draw("sd15", &["--lora", none.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2), "before a job is made");
    assert!(stderr(&output).contains("The LoRA taesd_decoder.safetensors cannot be used"));

    let output = draw("sd15", &["--fast-decode"]);
    assert_eq!(output.status.code(), Some(1));
    let answer = &answers(&output)[0];
    let error = answer["error"].as_str().unwrap();
    assert!(error.contains("put taesd_decoder.safetensors beside the model"), "{error}");
    assert!(answer["notes"].is_null());
}
