//! Photos that other programs wrote (`tests/reference/make_photo_fixtures.py`), and the commands that work on them.

use crate::support::{answers, brandish, stderr};
use brandish::post::read_photo;
use image::{DynamicImage, RgbaImage};
use safetensors::SafeTensors;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The colours of the picture's quarters: upper left, upper right, lower left, lower right.
const COLOURS: [[u8; 3]; 4] = [[200, 40, 30], [40, 160, 60], [128, 128, 128], [30, 60, 190]];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn photo(name: &str) -> RgbaImage {
    let bytes = std::fs::read(fixtures().join("photos").join(name)).unwrap();
    let photo = read_photo(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(photo.dimensions(), (24, 16), "{name}");
    photo
}

#[track_caller]
fn assert_shows(name: &str, photo: &RgbaImage, colours: [[u8; 3]; 4], tolerance: u8) {
    for ((x, y), expected) in [(4, 3), (19, 3), (4, 12), (19, 12)].into_iter().zip(colours) {
        let found = photo.get_pixel(x, y).0;
        let away =
            expected.iter().zip(found).map(|(one, other)| one.abs_diff(other)).max().unwrap();
        assert!(away <= tolerance, "{name} at {x},{y}: {found:?} instead of {expected:?}");
    }
}

#[test]
fn pictures_of_every_kind_show_their_colours_upright() {
    for name in ["plain.png", "palette.png", "deep.png", "turned-6.png", "turned-6.webp"] {
        assert_shows(name, &photo(name), COLOURS, 1);
    }
    for name in ["moving.gif", "moving.png", "moving.webp"] {
        assert_shows(name, &photo(name), COLOURS, 2);
    }
    for name in ["progressive.jpg", "inks-magick.jpg"] {
        assert_shows(name, &photo(name), COLOURS, 14);
    }
    for turn in 1..=8 {
        let name = format!("turned-{turn}.jpg");
        assert_shows(&name, &photo(&name), COLOURS, 8);
    }
}

#[test]
fn grey_and_transparency_are_kept() {
    let luma = |[r, g, b]: [u8; 3]| {
        let grey = 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
        [grey.round() as u8; 3]
    };
    for name in ["grey.jpg", "grey-alpha.png"] {
        assert_shows(name, &photo(name), COLOURS.map(luma), 8);
    }
    for name in ["alpha.png", "alpha.webp"] {
        let photo = photo(name);
        assert_shows(name, &photo, COLOURS, 1);
        assert_eq!((photo.get_pixel(2, 2)[3], photo.get_pixel(20, 2)[3]), (255, 100), "{name}");
    }
}

#[test]
fn profiles_of_colours_and_of_inks_give_what_littlecms_gives() {
    let bytes = std::fs::read(fixtures().join("photos/colours.json")).unwrap();
    let expected: HashMap<String, [[u8; 3]; 4]> = serde_json::from_slice(&bytes).unwrap();
    for (name, colours) in &expected {
        assert_shows(name, &photo(name), *colours, if name.ends_with("jpg") { 10 } else { 3 });
    }
}

/// A part of a photograph of a cup, 96 x 64.
fn coffee(folder: &Path) -> RgbaImage {
    let bytes = std::fs::read(fixtures().join("vision/photographs.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let pixels = tensors.tensor("coffee.photo").unwrap().data().to_vec();
    let photo = image::RgbImage::from_raw(96, 64, pixels).unwrap();
    photo.save(folder.join("coffee.png")).unwrap();
    DynamicImage::ImageRgb8(photo).into_rgba8()
}

#[test]
fn a_cup_is_cut_out_of_its_table() {
    let home = tempfile::tempdir().unwrap();
    coffee(home.path());
    let run = |arguments: &[&str]| brandish(home.path()).args(arguments).output().unwrap();
    let output = run(&["cutout", "coffee.png", "--out", "cup.png", "--json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let answer = &answers(&output)[0];
    assert_eq!((&answer["picture"], &answer["width"]), (&"cup.png".into(), &96.into()));
    let cup = image::open(home.path().join("cup.png")).unwrap().into_rgba8();
    assert_eq!(cup.get_pixel(45, 30)[3], 255, "the cup");
    assert_eq!(cup.get_pixel(2, 2).0, [0; 4], "the table");

    // What is cut out already stays as it is.
    let again = run(&["cutout", "cup.png", "--out", "again.webp", "--json"]);
    assert_eq!(answers(&again)[0]["kept_own_transparency"], true);
    assert_eq!(image::open(home.path().join("again.webp")).unwrap().into_rgba8(), cup);

    for (arguments, word) in [
        (vec!["cutout", "coffee.png", "--out", "cup.tiff"], "names no picture format"),
        (vec!["cutout", "coffee.png", "--out", "gone/cup.png"], "no folder"),
        (vec!["cutout", "gone.png", "--out", "cup.png"], "is not there"),
        (vec!["cutout", "coffee.png", "--out", "a.png", "--at", "500,2"], "not in the photo"),
        (vec!["enlarge", "coffee.png", "--out", "a.png", "--scale", "3"], "2 or 4"),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(word), "{arguments:?}: {}", stderr(&output));
    }
    assert!(!home.path().join("a.png").exists());
}

#[test]
fn a_photo_is_enlarged_and_stays_what_it_shows() {
    let home = tempfile::tempdir().unwrap();
    let photo = coffee(home.path());
    for (scale, side) in [("2", (192, 128)), ("4", (384, 256))] {
        let output = brandish(home.path())
            .args(["enlarge", "coffee.png", "--scale", scale, "--out", "large.png", "--json"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(answers(&output)[0]["width"], side.0);
        let large = image::open(home.path().join("large.png")).unwrap().into_rgba8();
        assert_eq!(large.dimensions(), side);
        let small = image::imageops::resize(&large, 96, 64, image::imageops::FilterType::Triangle);
        let away: u64 = small
            .iter()
            .zip(photo.iter())
            .map(|(one, other)| u64::from(one.abs_diff(*other)))
            .sum();
        let mean = away as f32 / small.len() as f32;
        assert!(mean < 5.0, "{mean} levels from the photo");
    }
}

#[test]
fn what_would_be_too_large_is_refused_before_it_is_computed() {
    let home = tempfile::tempdir().unwrap();
    RgbaImage::new(3000, 2200).save(home.path().join("large.png")).unwrap();
    let output = brandish(home.path())
        .args(["enlarge", "large.png", "--scale", "4", "--out", "a.png"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("12000 x 8800"), "{}", stderr(&output));
}
