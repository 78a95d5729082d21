//! `brandish elements` as a marketer uses it: find an illustration by what it shows, draw it, check drawings of one's own.

use crate::support::{brandish, listed, stderr};
use std::path::Path;
use std::process::Output;

fn elements(home: &Path, arguments: &[&str]) -> Output {
    brandish(home).arg("elements").args(arguments).output().unwrap()
}

fn names(home: &Path, text: &str) -> Vec<String> {
    let found = listed(&elements(home, &["search", text, "--json"]));
    found.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_illustration_is_found_by_what_is_meant_and_by_words_of_other_languages() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(
        names(home.path(), "hairdresser cutting a woman's hair")[0],
        "woman-getting-haircut"
    );
    assert!(names(home.path(), "Pizza mit Käse").contains(&"pizza".to_owned()));
    assert_eq!(names(home.path(), "two people shaking hands")[0], "handshake");
    let nothing = elements(home.path(), &["search", " "]);
    assert_eq!(nothing.status.code(), Some(2), "{}", stderr(&nothing));
}

#[test]
fn illustrations_are_drawn_in_the_brands_colours_and_as_a_scene() {
    let home = tempfile::tempdir().unwrap();
    let to = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let draw = |arguments: &[&str], file: &str| {
        let output = elements(home.path(), &[&["draw"], arguments, &["--out", &to(file)]].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        image::open(to(file)).unwrap().to_rgba8()
    };
    let plain = draw(&["cupcake"], "plain.png");
    assert_eq!((plain.dimensions(), plain.get_pixel(2, 2)[3]), ((1080, 1080), 0));
    let painted = draw(&["cupcake", "--recolour", "--persona", "verdant"], "painted.png");
    assert_ne!(plain, painted);
    let opaque = |picture: &image::RgbaImage| picture.pixels().filter(|pixel| pixel[3] > 0).count();
    assert_eq!(opaque(&plain), opaque(&painted), "the shape stays");
    let scene = draw(&["hamburger,french-fries", "--scene", "3"], "scene.png");
    assert_eq!(opaque(&scene), 1080 * 1080, "a scene has a ground");
    assert_eq!(scene, draw(&["hamburger,french-fries", "--scene", "3"], "again.png"));
    let unknown = elements(home.path(), &["draw", "no-such-thing", "--out", &to("x.png")]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("no-such-thing"), "{}", stderr(&unknown));
}

#[test]
fn a_drawing_of_ones_own_that_reads_other_files_is_refused_by_name() {
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("own");
    std::fs::create_dir(&own).unwrap();
    let svg = |inner: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inner}</svg>")
    };
    std::fs::write(own.join("good.svg"), svg("<rect width=\"9\" height=\"9\"/>")).unwrap();
    let link = svg("<image href=\"file:///etc/passwd\" width=\"9\" height=\"9\"/>");
    std::fs::write(own.join("bad.svg"), link).unwrap();
    let output = elements(home.path(), &["check", own.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let refused = listed(&output);
    assert_eq!(refused.len(), 1);
    assert!(refused[0]["path"].as_str().unwrap().ends_with("bad.svg"));
    assert!(refused[0]["reason"].as_str().unwrap().contains("file:///etc/passwd"));
}
