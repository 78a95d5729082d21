//! `brandish post`, `brandish layouts` and `brandish cutout` as a marketer uses them: one set of files for all networks.

use crate::support::{answers, assets, brandish, listed, stderr};
use std::path::Path;

/// A cut-out, drawn here.
fn cutout(folder: &Path) -> std::path::PathBuf {
    let picture = image::RgbaImage::from_fn(600, 600, |x, y| {
        let inside = (x as f32 - 300.0).hypot(y as f32 - 300.0) < 240.0;
        image::Rgba([190, 60, 40, if inside { 255 } else { 0 }])
    });
    let path = folder.join("disc.png");
    picture.save(&path).unwrap();
    path
}

#[test]
fn one_command_makes_a_post_for_every_network_and_no_older_file_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let picture = cutout(home.path());
    let run = || {
        let output = brandish(home.path())
            .args([
                "post",
                picture.to_str().unwrap(),
                "--persona",
                "stride",
                "--layout",
                "floating",
            ])
            .args([
                "--headline",
                "Run *lighter*",
                "--line",
                "Made for long mornings",
                "--fact",
                "20% off",
            ])
            .args([
                "--call",
                "Try a pair",
                "--network",
                "all",
                "--out",
                "posts",
                "--strict",
                "--json",
            ])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        listed(&output)
    };
    let posts = run();
    assert_eq!(posts.len(), 11);
    for post in &posts {
        let bytes = std::fs::read(home.path().join(post["path"].as_str().unwrap())).unwrap();
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!(u64::from(picture.width()), post["width"].as_u64().unwrap(), "{post}");
        assert_eq!(u64::from(picture.height()), post["height"].as_u64().unwrap(), "{post}");
        match post["network"].as_str().unwrap() {
            "tiktok" => assert!(bytes.starts_with(&[0xff, 0xd8]), "TikTok accepts no PNG"),
            "youtube" | "bluesky" => assert!(bytes.len() <= 2_000_000),
            _ => {}
        }
    }
    let again = run();
    assert!(again.iter().zip(&posts).all(|(new, old)| new["path"] != old["path"]));
}

#[test]
fn what_does_not_fit_is_refused_before_any_file_is_written() {
    let home = tempfile::tempdir().unwrap();
    let picture = cutout(home.path());
    let long = "a headline that never ends ".repeat(30);
    for (arguments, sentence) in [
        (vec!["--headline", long.as_str()], "characters too long"),
        (vec!["--headline", "Hi", "--network", "myspace"], "no network or format “myspace”"),
        (vec!["--headline", "Hi", "--layout", "wobble"], "no layout “wobble”"),
        (vec!["--headline", "Hi", "--persona", "nobody"], "no persona “nobody”"),
    ] {
        let output = brandish(home.path())
            .args(["post", picture.to_str().unwrap(), "--out", "posts"])
            .args(&arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(sentence), "{}", stderr(&output));
        let written = std::fs::read_dir(home.path().join("posts")).map_or(0, Iterator::count);
        assert_eq!(written, 0, "{arguments:?}");
    }
}

#[test]
fn a_layout_file_is_checked_line_by_line() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("mine.toml");
    std::fs::write(&file, "name = \"x\"\nabout = \"y\"\n[[layer]]\nkind = \"wobble\"\n").unwrap();
    let check = |path: &Path| {
        brandish(home.path()).args(["layouts", "check", path.to_str().unwrap(), "--json"]).output()
    };
    let output = check(&file).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(listed(&output)[0]["line"], 4);
    let good = assets().join("layouts/02-split.toml");
    assert!(check(&good).unwrap().status.success());
    let output = brandish(home.path()).args(["layouts", "--json"]).output().unwrap();
    assert!(answers(&output).len() == 1 && listed(&output).len() >= 16);
}
