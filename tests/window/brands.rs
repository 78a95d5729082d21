//! The Brands screen through accessible names: edit, see the preview follow, undo,
//! duplicate, remove, import, export, take colours from a picture, restart.

use crate::support::window::{Decided, Window, click, open, press, quick, retype, until};
use brandish::brand::{Oklab, Persona, PersonaId, Rgb, starters};
use brandish::files::read_personas;
use brandish::ui::{BrandDialog, FileDialog};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use std::path::Path;

fn brands(home: &Path, desktop: &Decided) -> Window {
    let mut window = open(home, quick, desktop.clone());
    click(&mut window, "Brands");
    window.run_steps(2);
    window
}

fn persona<'a>(window: &'a Window, id: &str) -> Option<&'a Persona> {
    window.state().studio().brands().get(&PersonaId(id.into()))
}

fn value(window: &Window, field: &str) -> String {
    window.get_by_label(field).value().unwrap_or_default()
}

fn shows(window: &Window, name: &str) -> bool {
    window.query_all_by_label(name).next().is_some()
}

fn contains(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

fn undo(window: &mut Window) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.step();
    window.step();
}

#[test]
fn a_changed_name_is_in_the_preview() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    assert!(shows(&window, "Sample picture of Stride"));
    retype(&mut window, "Name", "Strider");
    assert!(shows(&window, "Sample picture of Strider"));
    assert_eq!(persona(&window, "stride").unwrap().name, "Strider");
    click(&mut window, "Its words");
    retype(&mut window, "Hashtags", "eineneue");
    until(&mut window, "the new hashtag in the caption", |window| contains(window, "#eineneue"));
    click(&mut window, "Sample for X");
    assert!(contains(&window, "of 280 characters"));
}

#[test]
fn every_field_of_the_table_has_a_control() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    for section in brandish::brand::Section::ALL {
        click(&mut window, section.label());
        for field in brandish::brand::FIELDS.iter().filter(|field| field.section == section) {
            let found = window.query_all_by_label_contains(field.label).next();
            assert!(found.is_some(), "{}", field.key);
        }
    }
}

#[test]
fn typing_is_undone_in_steps_and_redone() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    let promise = value(&window, "Promise");
    retype(&mut window, "Name", "One");
    retype(&mut window, "Promise", "Two.");
    undo(&mut window);
    assert_eq!((value(&window, "Name"), value(&window, "Promise")), ("One".into(), promise));
    undo(&mut window);
    assert_eq!(value(&window, "Name"), "Stride");
    assert_eq!(persona(&window, "stride"), Some(&starters()[0]));
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.run_steps(2);
    assert_eq!(value(&window, "Name"), "One");
    click(&mut window, "Undo the last change");
    assert_eq!(value(&window, "Name"), "Stride");
}

#[test]
fn an_invalid_value_has_its_reason_beside_the_field_and_is_never_saved() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    retype(&mut window, "Name", "");
    assert!(contains(&window, "needs a name"));
    assert_eq!(persona(&window, "stride").unwrap().name, "Stride");
    click(&mut window, "What it looks like");
    retype(&mut window, "Primary", "#12");
    assert!(contains(&window, "“#12” is not a colour"));
    // Nothing typed is lost by looking at another brand.
    click(&mut window, "Verdant");
    click(&mut window, "Stride");
    assert_eq!(value(&window, "Primary"), "#12");
    undo(&mut window);
    assert_eq!(value(&window, "Primary"), "#FF5A36");
    assert!(!contains(&window, "is not a colour"));
}

#[test]
fn a_copy_is_another_brand_and_can_be_removed_and_restored() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    click(&mut window, "Duplicate");
    assert_eq!(value(&window, "Name"), "Stride copy");
    retype(&mut window, "Name", "Tread");
    assert_eq!(persona(&window, "stride-copy").unwrap().name, "Tread");
    assert_eq!(persona(&window, "stride").unwrap().name, "Stride");
    click(&mut window, "Use this brand");
    assert!(shows(&window, "In use"));
    click(&mut window, "Remove");
    assert!(persona(&window, "stride-copy").is_none());
    // Another brand is in use; a removed one would be refused.
    assert_ne!(window.state().studio().settings().persona, Some(PersonaId("nobody".into())),);
    click(&mut window, "Undo");
    assert_eq!(value(&window, "Name"), "Tread");
    assert!(shows(&window, "In use"));
}

#[test]
fn a_new_brand_takes_its_id_from_its_name() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    click(&mut window, "New");
    window.get_by_label("Name of the new brand").focus();
    window.step();
    window.get_by_label("Name of the new brand").type_text("Oak & Ember");
    window.step();
    click(&mut window, "Create the brand");
    assert_eq!(value(&window, "Name"), "Oak & Ember");
    assert!(persona(&window, "oak-ember").is_some());
    assert!(shows(&window, "Sample picture of Oak & Ember"));
}

#[test]
fn a_changed_starter_goes_back_to_what_it_was() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    assert!(!shows(&window, "Restore the starter"));
    retype(&mut window, "Name", "Mine");
    click(&mut window, "Restore the starter");
    assert_eq!(persona(&window, "stride"), Some(&starters()[0]));
    assert_eq!(value(&window, "Name"), "Stride");
    click(&mut window, "Undo");
    assert_eq!(value(&window, "Name"), "Mine");
}

#[test]
fn a_restart_keeps_what_was_edited() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    retype(&mut window, "Name", "Strider");
    click(&mut window, "Verdant");
    click(&mut window, "Duplicate");
    // Closing saves everything, also without a pause.
    drop(window);
    let mut window = brands(home.path(), &Decided::default());
    assert_eq!(persona(&window, "stride").unwrap().name, "Strider");
    assert_eq!(persona(&window, "verdant-copy").unwrap().name, "Verdant copy");
    click(&mut window, "Verdant copy");
    click(&mut window, "Remove");
    drop(window);
    let (personas, troubles) = read_personas(&home.path().join("personas"));
    assert!(!personas.iter().any(|persona| persona.id.0 == "verdant-copy"));
    assert_eq!(troubles, Vec::<String>::new());
}

#[test]
fn a_change_is_saved_while_the_window_is_open() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    retype(&mut window, "Name", "Strider");
    let file = home.path().join("personas/stride.toml");
    until(&mut window, "the file", |_| file.exists());
    undo(&mut window);
    until(&mut window, "the starter again", |_| !file.exists());
}

#[test]
fn a_brand_travels_in_one_file() {
    let home = tempfile::tempdir().unwrap();
    let desktop = Decided::default();
    let package = home.path().join("for a colleague");
    *desktop.goes_to.borrow_mut() = Some(package.clone());
    let mut window = brands(home.path(), &desktop);
    retype(&mut window, "Name", "Strider");
    click(&mut window, "Export…");
    let package = package.with_extension("brandish-persona");
    until(&mut window, "the package", |_| package.exists());
    let asked = desktop.asked.borrow().clone();
    let [FileDialog::Brand(BrandDialog::Export { name, .. })] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert_eq!(name, "stride.brandish-persona");

    *desktop.goes_to.borrow_mut() = Some(package);
    click(&mut window, "Import…");
    until(&mut window, "the import", |window| persona(window, "stride-2").is_some());
    window.run_steps(2);
    assert_eq!(value(&window, "Name"), "Strider");
    undo(&mut window);
    assert!(persona(&window, "stride-2").is_none());

    let broken = home.path().join("broken.brandish-persona");
    std::fs::write(&broken, b"PK but no archive").unwrap();
    *desktop.goes_to.borrow_mut() = Some(broken);
    click(&mut window, "Import…");
    until(&mut window, "the reason", |window| contains(window, "not a persona package"));
}

/// A poster: teal with an amber field on white paper.
fn poster(path: &Path) {
    let mut picture = image::RgbaImage::from_pixel(300, 300, image::Rgba([255, 255, 255, 255]));
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        if x < 150 {
            pixel.0 = [0x0F, 0x76, 0x6E, 255];
        } else if y < 60 {
            pixel.0 = [0xF5, 0x9E, 0x0B, 255];
        }
    }
    picture.save(path).unwrap();
}

#[track_caller]
fn is_about(colour: Rgb, hex: &str) {
    let away = Oklab::from(colour).distance(hex.parse::<Rgb>().unwrap().into());
    assert!(away < 0.02, "{colour} is {away:.3} from {hex}");
}

#[test]
fn a_picture_gives_its_colours_and_they_can_be_undone() {
    let home = tempfile::tempdir().unwrap();
    let desktop = Decided::default();
    let picture = home.path().join("poster.png");
    poster(&picture);
    *desktop.goes_to.borrow_mut() = Some(picture);
    let mut window = brands(home.path(), &desktop);
    click(&mut window, "What it looks like");
    click(&mut window, "Colours from a picture…");
    let before = starters()[0].look.palette;
    until(&mut window, "the colours", |window| {
        persona(window, "stride").unwrap().look.palette != before
    });
    let palette = persona(&window, "stride").unwrap().look.palette;
    is_about(palette.primary, "#0F766E");
    is_about(palette.secondary, "#F59E0B");
    is_about(palette.light, "#FFFFFF");
    window.run_steps(2);
    assert_eq!(value(&window, "Primary"), palette.primary.to_string());
    undo(&mut window);
    assert_eq!(persona(&window, "stride").unwrap().look.palette, before);
}

#[test]
fn a_logo_is_copied_and_gives_its_colours_and_a_broken_one_is_rejected() {
    let home = tempfile::tempdir().unwrap();
    let desktop = Decided::default();
    let (logo, false_logo) = (home.path().join("logo.png"), home.path().join("false.png"));
    poster(&logo);
    std::fs::write(&false_logo, b"no picture at all").unwrap();
    let mut window = brands(home.path(), &desktop);
    click(&mut window, "What it looks like");
    *desktop.goes_to.borrow_mut() = Some(false_logo);
    press(&mut window, "Choose: Logo for light grounds");
    until(&mut window, "the reason", |window| contains(window, "not a picture"));
    assert_eq!(persona(&window, "stride").unwrap().look.logo_light, "");
    *desktop.goes_to.borrow_mut() = Some(logo);
    press(&mut window, "Choose: Logo for light grounds");
    until(&mut window, "the logo", |window| shows(window, "Logo logo.png"));
    press(&mut window, "Colours from the logo");
    until(&mut window, "its colours", |window| {
        persona(window, "stride").unwrap().look.palette.primary.to_string() == "#0F766E"
    });
    press(&mut window, "Clear: Logo for light grounds");
    assert_eq!(persona(&window, "stride").unwrap().look.logo_light, "");
}

#[test]
fn a_low_contrast_is_reported_and_repaired() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    click(&mut window, "What it looks like");
    retype(&mut window, "Primary", "808080");
    assert!(contains(&window, "Text in “light” on “primary” has a contrast of 3."));
    press(&mut window, "Make them readable");
    assert!(!contains(&window, "has a contrast of"));
    assert_eq!(persona(&window, "stride").unwrap().look.palette.warnings(), Vec::<String>::new());
}

#[test]
fn at_the_smallest_size_the_preview_is_visible_and_nothing_leaves_the_window() {
    let home = tempfile::tempdir().unwrap();
    let mut window = brands(home.path(), &Decided::default());
    window.set_size(egui::vec2(1024.0, 640.0));
    window.run_steps(3);
    for section in brandish::brand::Section::ALL {
        click(&mut window, section.label());
        let names = ["Sample picture of Stride", "Use this brand", "In use", "Export…", "Import…"];
        for name in names.into_iter().chain(["Name", "Sound", "Primary"]) {
            for node in window.query_all_by_label(name) {
                let rect = node.rect();
                assert!(rect.left() >= 72.0 && rect.right() <= 1024.0, "{name}: {rect}");
            }
        }
        assert!(shows(&window, "Sample picture of Stride"));
    }
    assert!(!window.get_by_label("Export…").accesskit_node().is_disabled());
}
