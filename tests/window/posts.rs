//! The post editor through its accessible names: the sample, a job's picture and a photo become posts with a layout, a
//! headline and a version for one network, and are exported as files that the networks accept.

use crate::support::window::{Decided, Window, click, drop_file, open, press, quick, until};
use brandish::brand::PersonaId;
use brandish::brief::{Brief, Size};
use brandish::files::{Settings, read_recipe};
use brandish::job::State;
use brandish::ui::{FileDialog, PostDialog};
use egui_kittest::kittest::Queryable;
use image::{DynamicImage, RgbaImage};
use safetensors::SafeTensors;
use std::path::{Path, PathBuf};

/// A part of a photograph of a cup, 96 x 64, as a JPEG.
fn coffee(folder: &Path) -> PathBuf {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let bytes = std::fs::read(fixtures.join("vision/photographs.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let pixels = tensors.tensor("coffee.photo").unwrap().data().to_vec();
    let path = folder.join("coffee.jpg");
    image::RgbImage::from_raw(96, 64, pixels).unwrap().save(&path).unwrap();
    path
}

fn has(window: &Window, name: &str) -> bool {
    window.query_by_label(name).is_some()
}

/// Waits until the large post is painted.
#[track_caller]
fn post_is_shown(window: &mut Window, name: &str) {
    until(window, name, |window| has(window, name));
    window.run_steps(3);
}

#[track_caller]
fn write(window: &mut Window, field: &str, words: &str) {
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, field).focus();
    window.step();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.step();
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, field).type_text(words);
    window.run_steps(2);
}

fn headline(window: &Window) -> String {
    let role = egui::accesskit::Role::MultilineTextInput;
    window.get_by_role_and_label(role, "Headline").value().unwrap_or_default()
}

#[track_caller]
fn write_headline(window: &mut Window, words: &str) {
    let role = egui::accesskit::Role::MultilineTextInput;
    window.get_by_role_and_label(role, "Headline").focus();
    window.step();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.step();
    window.get_by_role_and_label(role, "Headline").type_text(words);
    window.run_steps(2);
}

/// The folder that an export of all networks made.
fn exported(window: &mut Window, folder: &Path) -> PathBuf {
    let made = || {
        let entries = std::fs::read_dir(folder).ok()?;
        let paths = entries.flatten().map(|entry| entry.path());
        paths.filter(|path| path.join("posts.csv").exists()).max()
    };
    until(window, "the export", |window| {
        made().is_some() && window.query_all_by_label_contains("Saved as").next().is_some()
    });
    made().unwrap()
}

/// Colours of a picture that are reddish or yellowish are the product; a plain backdrop has few of them.
fn picture(path: &Path) -> RgbaImage {
    image::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgba8()
}

#[test]
fn the_first_launch_shows_a_finished_post_whose_controls_answer() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    post_is_shown(&mut window, "Sample post of Stride");
    click(&mut window, "Edit this post");
    post_is_shown(&mut window, "Post for IG 4:5");
    let first = headline(&window);
    assert!(!first.is_empty());
    click(&mut window, "Another headline");
    assert_ne!(headline(&window), first);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    window.run_steps(3);
    assert_eq!(headline(&window), first, "the undo of the editor");
    press(&mut window, "Layout: Card");
    assert_eq!(window.state().post().unwrap().version.layout, "card");
    click(&mut window, "Show Story");
    post_is_shown(&mut window, "Post for Story");
    click(&mut window, "Side by side");
    window.run_steps(3);
    assert!(has(&window, "Show LinkedIn") && !has(&window, "Post for Story"));
    window.key_press(egui::Key::Escape);
    window.run_steps(3);
    assert!(has(&window, "Edit this post"));
}

#[test]
fn a_dropped_photo_is_cut_out_laid_out_and_exported_for_three_ratios() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = open(home.path(), quick, desktop.clone());
    let photo = coffee(home.path());
    drop_file(&mut window, &photo);
    post_is_shown(&mut window, "Post for IG 4:5");
    assert!(has(&window, "Your photo is in the post"));
    let kept = home.path().join("photos/coffee.jpg");
    assert_eq!(std::fs::read(&kept).unwrap(), std::fs::read(&photo).unwrap());
    press(&mut window, "Layout: Floating");
    write_headline(&mut window, "Slow coffee");
    write(&mut window, "Fact or price", "20% off");
    // One network less: those that stay have three ratios.
    click(&mut window, "Networks of the post");
    press(&mut window, "Post for X too");
    window.key_press(egui::Key::Escape);
    window.run_steps(3);
    assert!(!has(&window, "Show X"));
    // A headline of its own on LinkedIn.
    click(&mut window, "Show LinkedIn");
    click(&mut window, "Only LinkedIn");
    write_headline(&mut window, "Coffee for your team");
    click(&mut window, "All networks");
    assert_eq!(headline(&window), "Slow coffee");
    post_is_shown(&mut window, "Post for LinkedIn");

    let out = home.path().join("out");
    *desktop.goes_to.borrow_mut() = Some(out.clone());
    click(&mut window, "Export all");
    assert_eq!(desktop.asked.borrow()[..], [FileDialog::Post(PostDialog::ExportAll)]);
    let folder = exported(&mut window, &out);
    assert!(folder.ends_with("slow-coffee"), "{}", folder.display());
    for (name, size, limit) in [
        ("instagram/instagram-4x5.png", (1080, 1350), 8_000_000),
        ("instagram/instagram-story.png", (1080, 1920), 8_000_000),
        ("linkedin/linkedin-link.png", (1200, 627), u64::MAX),
    ] {
        let path = folder.join(name);
        assert_eq!(picture(&path).dimensions(), size, "{name}");
        assert!(std::fs::metadata(&path).unwrap().len() <= limit, "{name}");
        assert!(read_recipe(&path).unwrap().is_none(), "{name} is of no model");
    }
    let caption = std::fs::read_to_string(folder.join("linkedin/caption.txt")).unwrap();
    assert!(caption.len() > 20, "{caption}");
    let table = std::fs::read_to_string(folder.join("posts.csv")).unwrap();
    assert!(table.contains("linkedin/linkedin-link.png"), "{table}");

    click(&mut window, "Whole picture");
    window.run_steps(2);
    until(&mut window, "the whole photo", |window| {
        window.state().post().is_some_and(|document| !document.cut.enabled)
    });
}

#[test]
fn a_jobs_picture_becomes_a_post_that_is_there_again_after_a_restart() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    // A small picture: the post has its format's own size all the same.
    let draft = Brief {
        prompt: "Yellow taxi".into(),
        persona: Some(PersonaId("stride".into())),
        size: Size::new(256, 256),
        ..Brief::default()
    };
    let settings = Settings { draft: Some(draft), ..Settings::default() };
    settings.write(&home.path().join("settings.toml")).unwrap();
    let mut window = open(home.path(), quick, desktop.clone());
    click(&mut window, "Generate");
    let is_done = |window: &Window| {
        window
            .state()
            .studio()
            .jobs()
            .any(|job| job.picture().is_some() && *job.state() == State::Done)
    };
    until(&mut window, "the picture", is_done);
    click(&mut window, "Post");
    post_is_shown(&mut window, "Post for IG 4:5");
    write_headline(&mut window, "Hail *yellow*");
    press(&mut window, "Layout: Full bleed");
    let to = home.path().join("for the printer.jpg");
    *desktop.goes_to.borrow_mut() = Some(to.clone());
    click(&mut window, "Save as…");
    until(&mut window, "the file", |_| to.exists());
    let recipe = read_recipe(&to).unwrap().expect("it says how its picture was made").recipe;
    assert_eq!(recipe.brief(), "Yellow taxi");
    assert_eq!(picture(&to).dimensions(), (1080, 1350));
    until(&mut window, "the end of the export", |window| {
        window.query_all_by_label_contains("Saved as").next().is_some()
    });
    // Without the prompt, by the button of one click, beside the first.
    click(&mut window, "Without the prompt");
    click(&mut window, "JPEG");
    let second = home.path().join("hail-yellow-instagram-4x5.jpg");
    until(&mut window, "the second file", |_| second.exists());
    assert!(read_recipe(&second).unwrap().is_none());
    drop(window);

    let mut window = open(home.path(), quick, desktop);
    window.run_steps(3);
    click(&mut window, "Post");
    post_is_shown(&mut window, "Post for IG 4:5");
    until(&mut window, "the post as it was", |window| headline(window) == "Hail *yellow*");
}

#[test]
fn a_product_is_moved_by_mouse_and_by_arrow_keys() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    post_is_shown(&mut window, "Sample post of Stride");
    click(&mut window, "Edit this post");
    post_is_shown(&mut window, "Post for IG 4:5");
    let place = |window: &Window| window.state().post().unwrap().version.placement.offset;
    let rect = window.get_by_label("Post for IG 4:5").rect();
    let (from, to) = (rect.center(), rect.center() + egui::vec2(rect.width() * 0.1, 0.0));
    window.drag_at(from);
    window.step();
    window.hover_at(to);
    window.step();
    window.drop_at(to);
    window.step();
    let moved = place(&window);
    assert!((moved[0] - 0.1).abs() < 0.02 && moved[1].abs() < 0.01, "{moved:?}");
    window.key_press(egui::Key::ArrowUp);
    window.step();
    assert!((place(&window)[1] + 0.01).abs() < 1e-4, "{:?}", place(&window));
    click(&mut window, "Reset the place");
    assert_eq!(place(&window), [0.0, 0.0]);
}

#[test]
fn the_brush_adds_to_a_cut_out_and_takes_it_back() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    let photo = coffee(home.path());
    drop_file(&mut window, &photo);
    post_is_shown(&mut window, "Post for IG 4:5");
    press(&mut window, "Edit cut-out…");
    until(&mut window, "the picture", |window| has(window, "Picture to cut out"));
    window.run_steps(3);
    let rect = window.get_by_label("Picture to cut out").rect();
    let strokes = |window: &Window| window.state().post().unwrap().cut.strokes.clone();
    for tool in ["Add", "Remove"] {
        click(&mut window, tool);
        let (left, right) = (rect.lerp_inside([0.1, 0.1]), rect.lerp_inside([0.3, 0.1]));
        window.drag_at(left);
        window.step();
        window.hover_at(right);
        window.step();
        window.drop_at(right);
        window.run_steps(2);
    }
    let painted = strokes(&window);
    assert_eq!(painted.iter().map(|stroke| stroke.adds).collect::<Vec<_>>(), [true, false]);
    assert!(painted[0].points.len() >= 2, "{painted:?}");
    click(&mut window, "Undo stroke");
    assert_eq!(strokes(&window), painted[..1]);
    click(&mut window, "Choose the object");
    window.drag_at(rect.center());
    window.step();
    window.drop_at(rect.center());
    window.run_steps(2);
    let object = window.state().post().unwrap().cut.object.expect("a place was clicked");
    assert!((object[0] - 0.5).abs() < 0.02, "{object:?}");
    click(&mut window, "Done");
    assert!(!has(&window, "Picture to cut out"));
}

#[test]
fn a_file_that_is_no_photo_is_named_with_the_way_out() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    let path = home.path().join("phone.heic");
    std::fs::write(&path, b"\0\0\0\x18ftypheic\0\0\0\0heicmif1").unwrap();
    drop_file(&mut window, &path);
    until(&mut window, "the reason", |window| {
        window.query_all_by_label_contains("phone.heic: HEIC").next().is_some()
    });
    assert!(has(&window, "What should it show?"), "the Create screen stays");
}

#[test]
fn a_picture_is_pasted_into_the_post() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    let photo = DynamicImage::ImageRgba8(picture(&coffee(home.path()))).into_rgba8();
    let size = [photo.width() as usize, photo.height() as usize];
    let pasted = egui::ColorImage::from_rgba_unmultiplied(size, photo.as_raw());
    window.event(egui::Event::PasteImage(std::sync::Arc::new(pasted)));
    window.step();
    post_is_shown(&mut window, "Post for IG 4:5");
    assert_eq!(picture(&home.path().join("photos/pasted.png")), photo);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    window.run_steps(3);
    assert!(has(&window, "Edit this post"), "before the photo there was none");
    // The photo is kept, and its post can be opened again.
    press(&mut window, "Photo: pasted");
    post_is_shown(&mut window, "Post for IG 4:5");
}

#[test]
fn without_file_dialogs_a_path_is_typed_and_what_is_wrong_with_it_is_said() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    desktop.lacks_dialogs.set(true);
    let mut window = open(home.path(), quick, desktop);
    post_is_shown(&mut window, "Sample post of Stride");
    click(&mut window, "Edit this post");
    post_is_shown(&mut window, "Post for IG 4:5");
    click(&mut window, "Save as…");
    until(&mut window, "the field", |window| has(window, "Path"));
    let proposed = window.get_by_label("Path").value().unwrap_or_default();
    assert!(proposed.ends_with(".png"), "{proposed}");
    let to = home.path().join("run.png");
    for (path, sentence) in [
        (home.path().join("nowhere/run.png"), "There is no folder"),
        (home.path().to_owned(), "is a folder. Add a name"),
        (to.clone(), ""),
    ] {
        window.get_by_label("Path").focus();
        window.step();
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        window.step();
        window.get_by_label("Path").type_text(path.to_str().unwrap());
        window.run_steps(2);
        click(&mut window, "Save");
        window.run_steps(2);
        let is_said = window.query_all_by_label_contains(sentence).next().is_some();
        assert!(sentence.is_empty() || is_said, "{}", path.display());
    }
    assert!(!has(&window, "Path"), "the field is closed");
    until(&mut window, "the file", |_| to.exists());
    assert_eq!(picture(&to).dimensions(), (1080, 1350));
    click(&mut window, "Export all");
    until(&mut window, "the field again", |window| has(window, "Path"));
    click(&mut window, "Cancel");
    assert!(!has(&window, "Path"));
}

#[test]
fn the_brand_check_names_a_word_to_avoid_and_its_button_leaves_it_out() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    post_is_shown(&mut window, "Sample post of Stride");
    click(&mut window, "Edit this post");
    post_is_shown(&mut window, "Post for IG 4:5");
    write_headline(&mut window, "Cheaper shoes");
    post_is_shown(&mut window, "Post for IG 4:5");
    click(&mut window, "Brand check");
    until(&mut window, "the findings", |window| {
        window.query_all_by_label_contains("says “cheap”").next().is_some()
    });
    window.query_all_by_label("Leave the word out").next().unwrap().scroll_to_me();
    window.run_steps(20);
    window.query_all_by_label("Leave the word out").next().unwrap().click();
    window.run_steps(3);
    assert_eq!(headline(&window), "shoes");
    until(&mut window, "the check of the repaired post", |window| {
        window.query_all_by_label_contains("says “cheap”").next().is_none()
    });
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    window.run_steps(3);
    assert_eq!(headline(&window), "Cheaper shoes", "the undo of the editor");
}
