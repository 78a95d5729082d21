//! Before-and-after and collage in the post editor by accessible names: pictures are added by the dialog and from the
//! Library, each has a place of its own, and the export holds all of them.

use crate::support::window::{
    Decided, Window, click, drop_file, open, press, quick, type_prompt, until,
};
use egui_kittest::kittest::Queryable;
use std::path::{Path, PathBuf};

/// A photo of one colour, which no brand has.
fn photo(folder: &Path, name: &str, ink: [u8; 3]) -> PathBuf {
    let path = folder.join(name);
    image::RgbImage::from_pixel(240, 200, image::Rgb(ink)).save(&path).unwrap();
    path
}

fn has(window: &Window, name: &str) -> bool {
    window.query_by_label(name).is_some()
}

fn pictures(window: &Window) -> usize {
    window.state().post().map_or(0, |post| post.picture_count())
}

/// How many pixels of a file are nearly of a colour.
fn pixels_of(path: &Path, ink: [u8; 3]) -> usize {
    let picture = image::open(path).unwrap().into_rgb8();
    let near = |pixel: &&image::Rgb<u8>| (0..3).all(|at| pixel.0[at].abs_diff(ink[at]) < 16);
    picture.pixels().filter(near).count()
}

#[test]
fn two_photos_become_before_and_after_and_three_a_collage() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = open(home.path(), quick, desktop.clone());
    let inks = [[250, 0, 250], [0, 250, 10], [10, 240, 250]];
    drop_file(&mut window, &photo(home.path(), "before.png", inks[0]));
    until(&mut window, "the post", |window| has(window, "Post for IG 4:5"));
    // One picture is not enough: the way out is a button in the post's place.
    press(&mut window, "Layout: Before and after");
    until(&mut window, "the way out", |window| has(window, "Add a picture…"));
    *desktop.goes_to.borrow_mut() = Some(photo(home.path(), "after.png", inks[1]));
    click(&mut window, "Add a picture…");
    until(&mut window, "the second picture", |window| pictures(window) == 2);
    until(&mut window, "the post again", |window| has(window, "Post for IG 4:5"));
    let post = window.state().post().unwrap().clone();
    assert!(!post.cut.enabled && !post.added[0].cut.enabled, "photos are shown whole");

    *desktop.goes_to.borrow_mut() = Some(photo(home.path(), "third.png", inks[2]));
    press(&mut window, "Add another…");
    until(&mut window, "the third picture", |window| pictures(window) == 3);
    press(&mut window, "Layout: Collage");
    let out = home.path().join("out");
    *desktop.goes_to.borrow_mut() = Some(out.clone());
    click(&mut window, "Export all");
    until(&mut window, "the export", |window| {
        window.query_all_by_label_contains("Saved as").next().is_some()
    });
    let folder = std::fs::read_dir(&out).unwrap().next().unwrap().unwrap().path();
    let file = std::fs::read_dir(folder.join("instagram")).unwrap().flatten();
    let file = file.map(|entry| entry.path());
    let file = file.filter(|path| path.extension().is_some_and(|ending| ending == "png"));
    let file = file.min().unwrap();
    for ink in inks {
        assert!(pixels_of(&file, ink) > 40_000, "{ink:?} in {}", file.display());
    }
    // In a layout with one place, those beside the first are cut out again.
    press(&mut window, "Layout: Split");
    let post = window.state().post().unwrap();
    assert!(post.added.iter().all(|added| added.cut.enabled));
}

#[test]
fn pictures_of_the_library_become_one_post() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    for prompt in ["a mug", "a kite"] {
        type_prompt(&mut window, prompt);
        click(&mut window, "Generate");
        until(&mut window, prompt, |window| has(window, &format!("{prompt}: Done")));
    }
    click(&mut window, "Library");
    for prompt in ["a mug", "a kite"] {
        until(&mut window, prompt, |window| has(window, &format!("Picture: {prompt}")));
        let name = format!("Picture: {prompt}");
        window.get_by_label(&name).click_modifiers(egui::Modifiers::COMMAND);
        window.run_steps(2);
    }
    until(&mut window, "the button", |window| has(window, "One post of them"));
    click(&mut window, "One post of them");
    until(&mut window, "both pictures", |window| pictures(window) == 2);
    until(&mut window, "the post", |window| has(window, "Post for IG 4:5"));
}
