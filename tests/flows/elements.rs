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

/// One of the pictures of `generate --json`.
fn generated(home: &Path, arguments: &[&str]) -> Vec<serde_json::Value> {
    let output = brandish(home).arg("generate").args(arguments).arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn file_of(home: &Path, job: &serde_json::Value) -> Vec<u8> {
    std::fs::read(home.join(job["image_path"].as_str().unwrap())).unwrap()
}

#[test]
fn illustrations_are_the_picture_of_a_job_that_is_recorded_and_made_again_alike() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["two burgers", "--element", "hamburger,french-fries", "--recolour"];
    let arguments = [&arguments[..], &["--size", "256x256", "--seed", "7"]].concat();
    let (first, again) = (generated(home.path(), &arguments), generated(home.path(), &arguments));
    assert_eq!(file_of(home.path(), &first[0]), file_of(home.path(), &again[0]));
    let part = [&arguments[..], &["--recolour-part", "hamburger:2=dark"]].concat();
    let part = generated(home.path(), &part);
    assert_ne!(file_of(home.path(), &first[0]), file_of(home.path(), &part[0]), "one part");
    let path = part[0]["image_path"].as_str().unwrap();
    let recipe = brandish(home.path()).args(["recipe", path]).output().unwrap();
    let recipe = String::from_utf8(recipe.stdout).unwrap();
    assert!(recipe.contains("hamburger:2=dark"), "{recipe}");
    let plain = generated(home.path(), &[&arguments[..3], &arguments[4..]].concat());
    assert_ne!(
        file_of(home.path(), &first[0]),
        file_of(home.path(), &plain[0]),
        "the brand's colours"
    );
    let path = first[0]["image_path"].as_str().unwrap();
    let recipe = brandish(home.path()).args(["recipe", path, "--json"]).output().unwrap();
    let recipe = String::from_utf8(recipe.stdout).unwrap();
    assert!(recipe.contains("hamburger, french-fries"), "{recipe}");
    let marked = |text: &str| {
        file_of(home.path(), &first[0]).windows(text.len()).any(|window| window == text.as_bytes())
    };
    assert!(!marked("rainedAlgorithmicMedia") && marked("digitalsourcetype/digitalCreation"));
}

#[test]
fn the_illustrations_that_a_prompt_asks_for_are_chosen_or_none_is_said_to_show_it() {
    let home = tempfile::tempdir().unwrap();
    let size = ["--size", "128x128", "--element", "auto"];
    let jobs = generated(home.path(), &[&["a blueberry muffin"], &size[..]].concat());
    let path = home.path().join(jobs[0]["image_path"].as_str().unwrap());
    let recipe = brandish(home.path()).arg("recipe").arg(path).arg("--json").output().unwrap();
    let recipe = String::from_utf8(recipe.stdout).unwrap();
    assert!(recipe.contains("cupcake, blueberries"), "{recipe}");
    let nothing =
        brandish(home.path()).args(["generate", "xqzt vlorp"]).args(size).output().unwrap();
    assert_eq!(nothing.status.code(), Some(2));
    assert!(stderr(&nothing).contains("No illustration shows"), "{}", stderr(&nothing));
}

#[test]
fn a_prompt_that_the_model_only_guesses_at_is_named_while_it_is_drawn() {
    let home = tempfile::tempdir().unwrap();
    let small = ["--size", "256x256", "--steps", "1"];
    for (prompt, said) in [
        ("a red apple", None),
        ("running shoes", None),
        ("\u{643}\u{639}\u{643}\u{629} \u{639}\u{64a}\u{62f}", Some("does not read Arabic")),
        ("\u{43a}\u{43e}\u{444}\u{435}", Some("does not read Cyrillic")),
        ("xqzt vlorp", Some("was not trained to draw this")),
    ] {
        let output = brandish(home.path()).args(["generate", prompt]).args(small).output().unwrap();
        let text = stderr(&output);
        match said {
            Some(said) => assert!(text.contains(said), "{prompt}: {text}"),
            None => assert!(!text.contains("trained to draw"), "{prompt}: {text}"),
        }
    }
}

#[test]
fn twelve_variations_of_an_illustration_are_twelve_pictures() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["--element", "cupcake", "--size", "128x128", "--count", "12", "--seed", "1"];
    let jobs = generated(home.path(), &arguments);
    let pictures: Vec<image::RgbaImage> = jobs
        .iter()
        .map(|job| image::load_from_memory(&file_of(home.path(), job)).unwrap().to_rgba8())
        .collect();
    assert_eq!(pictures.len(), 12);
    for (at, one) in pictures.iter().enumerate() {
        for other in &pictures[..at] {
            let apart: u64 =
                one.iter().zip(other.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
            assert!(apart / one.len() as u64 >= 5, "{at} looks like one before");
        }
    }
}

#[test]
fn an_illustration_that_cannot_be_drawn_is_refused_before_there_is_a_job() {
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("own.svg");
    let link = "<image href=\"/etc/passwd\" width=\"9\" height=\"9\"/>";
    let text =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{link}</svg>");
    std::fs::write(&own, text).unwrap();
    for (names, reason) in [
        ("no-such-thing", "no-such-thing"),
        ("pizza,bread,cookie,cupcake", "up to 3 illustrations"),
        (own.to_str().unwrap(), "links to “/etc/passwd”"),
        ("gone.svg", "gone.svg"),
    ] {
        let output =
            brandish(home.path()).args(["generate", "lunch", "--element", names]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{names}");
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
    let jobs = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
    assert!(listed(&jobs).is_empty());
}

#[test]
fn a_drawing_of_ones_own_is_the_picture_of_a_job() {
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("our-mark.svg");
    let text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><rect width=\"9\" height=\"9\" fill=\"#ff0000\"/></svg>";
    std::fs::write(&own, text).unwrap();
    let own = own.to_str().unwrap();
    let jobs =
        generated(home.path(), &["--element", own, "--size", "128x128", "--backdrop", "primary"]);
    assert_eq!(jobs[0]["prompt"], "our mark");
    let picture = image::load_from_memory(&file_of(home.path(), &jobs[0])).unwrap().to_rgba8();
    assert!(picture.pixels().filter(|pixel| pixel.0 == [255, 0, 0, 255]).count() > 1000);
}
