//! The downloaded models for photos on the command line: a sentence of what a photo shows, and the object at a place.
//! That they equal their references is tested in crates/inference.

use crate::support::{answers, brandish, install_describer, install_manifest, stderr};
use std::path::{Path, PathBuf};

fn photo(folder: &Path) -> PathBuf {
    let path = folder.join("disc.png");
    let pixel = |x: u32, y: u32| {
        let inside = (x as f32 - 160.0).hypot(y as f32 - 120.0) < 70.0;
        if inside { image::Rgb([30, 40, 120]) } else { image::Rgb([235, 230, 225]) }
    };
    image::RgbImage::from_fn(320, 240, pixel).save(&path).unwrap();
    path
}

#[test]
fn a_photo_is_described_once_a_model_for_it_is_there() {
    let home = tempfile::tempdir().unwrap();
    let photo = photo(home.path());
    let describe =
        || brandish(home.path()).arg("describe").arg(&photo).arg("--json").output().unwrap();
    let before = describe();
    assert!(!before.status.success());
    assert!(stderr(&before).contains("brandish models download blip"), "{}", stderr(&before));

    install_describer(home.path());
    let after = describe();
    assert!(after.status.success(), "{}", stderr(&after));
    let answer = &answers(&after)[0];
    let text = answer["alt_text"].as_str().unwrap();
    assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{text}");
    assert_eq!(answer["model"], "blip-image-captioning-large");
    assert_eq!(answers(&describe())[0]["alt_text"], text);

    let models = brandish(home.path()).args(["models", "--json"]).output().unwrap();
    let listed = String::from_utf8_lossy(&models.stdout).into_owned();
    assert!(listed.contains("\"describer\""), "{listed}");
    let remove = ["models", "remove", "blip-image-captioning-large"];
    assert!(brandish(home.path()).args(remove).output().unwrap().status.success());
    assert!(!describe().status.success());
}

#[test]
fn a_model_for_photos_that_is_damaged_is_named_with_the_way_out() {
    let home = tempfile::tempdir().unwrap();
    let photo = photo(home.path());
    install_describer(home.path());
    let models = home.path().join("models");
    std::fs::write(models.join("blip-image-captioning-large/tiny.gguf"), "<html>").unwrap();
    let described = brandish(home.path()).arg("describe").arg(&photo).output().unwrap();
    assert!(stderr(&described).contains("tiny.gguf is damaged"), "{}", stderr(&described));
    assert!(stderr(&described).contains("download it again"), "{}", stderr(&described));

    std::fs::create_dir_all(models.join("mobile-sam")).unwrap();
    std::fs::write(models.join("mobile-sam/a.safetensors"), "<html>").unwrap();
    install_manifest(&models.join("mobile-sam"), "mobile-sam", "segmenter", "MobileSAM");
    let out = home.path().join("cut.png");
    let cut = |at: &[&str]| {
        let command = &mut brandish(home.path());
        command.arg("cutout").arg(&photo).arg("--out").arg(&out).args(at).output().unwrap()
    };
    // Without a place, the built-in network alone is used.
    assert!(cut(&[]).status.success());
    let at = cut(&["--at", "160,120"]);
    assert!(stderr(&at).contains("a.safetensors is damaged"), "{}", stderr(&at));
}
