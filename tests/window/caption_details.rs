//! What makes a product good, typed in the brief panel, and the language of a brand's captions, by accessible names.

use crate::support::window::{Decided, Window, click, open, quick};
use egui_kittest::kittest::Queryable;

fn caption(window: &Window) -> String {
    window.get_by_label("Caption for Instagram").value().unwrap_or_default()
}

#[test]
fn what_makes_it_good_is_typed_a_field_a_line_and_the_caption_begins_with_it() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "What makes it good");
    for (field, words) in
        [("Benefit", "Your heels stay put"), ("Detail", "212 grams, wide toe box")]
    {
        window.get_by_label(field).focus();
        window.step();
        window.get_by_label(field).type_text(words);
        window.step();
    }
    click(&mut window, "Generate");
    window.step();
    let text = caption(&window);
    // Within a sentence it begins with a small letter.
    let said = text.to_lowercase();
    assert!(said.contains("your heels stay put") && said.contains("212 grams"), "{text}");
}

#[test]
fn a_brands_language_is_chosen_and_its_captions_are_in_it() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Brands");
    window.run_steps(2);
    click(&mut window, "How it sounds");
    window.run_steps(2);
    click(&mut window, "Language: Deutsch");
    window.run_steps(2);
    let personas = window.state().studio().brands();
    let german = personas.all().iter().filter(|persona| persona.voice.language.0 == "de").count();
    assert_eq!(german, 1);
}
