//! The fonts of a brand through accessible names: installed ones are listed, searched and chosen, and posts use them;
//! fonts by mood and corners are chosen by a chip.

use crate::support::window::{Decided, click, open, press, quick, retype, until};
use brandish::post::installed_fonts;
use egui_kittest::kittest::Queryable;

#[test]
fn an_installed_font_is_found_by_typing_and_kept_with_the_brand() {
    // What is listed is what this computer has; one without any font has nothing to choose from.
    let fonts = installed_fonts();
    let Some(font) = fonts.iter().find(|font| font.name.contains("Sans")).or(fonts.first()) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    press(&mut window, "Brands");
    press(&mut window, "What it looks like");
    press(&mut window, "Installed fonts: Headline font");
    until(&mut window, "the list", |window| {
        window.query_all_by_label_contains("Font ").next().is_some()
    });
    retype(&mut window, "Search the fonts", "no such font");
    assert!(window.query_by_label("No font of that name").is_some());
    retype(&mut window, "Search the fonts", &font.name.to_lowercase());
    click(&mut window, &format!("Font {}", font.name));
    let brand =
        |window: &crate::support::window::Window| window.state().studio().brands().all()[0].clone();
    until(&mut window, "the font's name", |window| !brand(window).look.heading_font.is_empty());
    let persona = brand(&window);
    let kept = home.path().join("personas").join(&persona.id.0).join(&persona.look.heading_font);
    assert_eq!(std::fs::read(kept).unwrap(), std::fs::read(&font.path).unwrap());
    assert!(window.query_by_label("Search the fonts").is_none(), "the list is closed");
}

#[test]
fn fonts_by_mood_and_corners_are_a_chip_each_and_kept() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    press(&mut window, "Brands");
    press(&mut window, "What it looks like");
    press(&mut window, "Fonts: elegant");
    press(&mut window, "Corners: sharp");
    let id = window.state().studio().brands().all()[0].id.clone();
    drop(window);
    let text = std::fs::read_to_string(home.path().join(format!("personas/{id}.toml"))).unwrap();
    for line in ["font_mood = \"elegant\"", "corners = \"sharp\"", "version = 3"] {
        assert!(text.contains(line), "{text}");
    }
}
