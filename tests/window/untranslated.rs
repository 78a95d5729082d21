//! Nothing of the window stays English in another language: what each place paints and names, and what it shows under the
//! pointer. That the catalogues hold the same texts is tested in `tests/flows/texts.rs`.

use crate::frame::{Control, Frame, is_background};
use crate::places::{LONG_PROMPT, PLACES, Place, shown};
use crate::raster::Unseen;
use crate::support::window::Window;
use brandish::brand::starters;
use brandish::files::WindowLanguage;
use egui::vec2;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words of English sentences that are none of German ones.
const ENGLISH: [&str; 20] = [
    "the", "and", "with", "of", "for", "your", "are", "this", "that", "from", "it", "not", "you",
    "which", "is", "to", "by", "has", "be", "or",
];

/// Whether a text is written in English.
fn is_english(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.' && c != '/');
    words.map(|word| word.trim_matches('.').to_lowercase()).any(|word| ENGLISH.contains(&&*word))
}

/// What these places write of themselves: a sample caption, what a brand never shows, a table's cells, a model of the tests, and the
/// name of a licence.
const WRITTEN: [&str; 8] = [
    "no text, a photo of",
    "Today’s view",
    "A basket with freshly baked",
    "deadline of the offer",
    "two croissants and a jar",
    "Draws discs by script.",
    "for tests alone",
    "Gemma Terms of Use",
];

/// Whether a line of a caption comes from a line of a template file, `"Words with {places}.",`.
fn is_of_template(words: &str, line: &str) -> bool {
    let Some((template, _)) = line.strip_prefix('"').and_then(|line| line.rsplit_once('"')) else {
        return false;
    };
    let fixed: Vec<&str> = template.split(['{', '}']).step_by(2).collect();
    let mut rest = words;
    let fits = fixed.iter().all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    });
    fits && fixed.iter().map(|part| part.len()).sum::<usize>() > 12
}

/// Whether a text is what the user of these places wrote, or was made by it.
fn is_content(text: &str) -> bool {
    static CAPTIONS: LazyLock<String> = LazyLock::new(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/copy/en");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        files.map(|file| std::fs::read_to_string(file).unwrap()).collect()
    });
    static PROMISES: LazyLock<Vec<String>> =
        LazyLock::new(|| starters().into_iter().map(|persona| persona.promise).collect());
    // A caption begins with one of the openings, an emoji may follow.
    let first = text.lines().next().unwrap_or_default();
    let opening =
        first.trim_end_matches(|c: char| !c.is_alphanumeric() && !c.is_ascii_punctuation());
    text.contains(LONG_PROMPT)
        || CAPTIONS.lines().any(|line| is_of_template(opening, line.trim()))
        || PROMISES.iter().any(|promise| text == promise)
        || WRITTEN.iter().any(|written| text.contains(written))
}

/// What a place paints, except in the fields that the user fills, and what its controls are called.
fn texts(window: &Window) -> BTreeSet<String> {
    let frame = Frame::of(window);
    let is_typed = |at| frame.control_at(at).is_some_and(Control::is_text_field);
    let painted = frame.texts.iter().filter(|text| !text.middle().is_some_and(is_typed));
    let painted = painted.map(|text| text.words.clone());
    let named = frame.controls.iter().map(|control| control.name.clone());
    painted.chain(named).collect()
}

/// The texts of a place with those under the pointer; `seen` has the controls whose tooltips are known.
fn all_texts(window: &mut Window, place: &Place, seen: &mut BTreeSet<String>) -> BTreeSet<String> {
    let mut all = texts(window);
    for control in Frame::of(window).controls {
        let is_behind = place.is_covered && is_background(control.layer);
        if is_behind || !control.visible.is_positive() || !seen.insert(control.name) {
            continue;
        }
        window.hover_at(control.visible.center());
        window.run_steps(5);
        all.append(&mut texts(window));
    }
    all
}

#[test]
fn no_place_has_english_in_a_german_window() {
    let only = std::env::var("BRANDISH_TEST_PLACE").unwrap_or_default();
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    for place in PLACES.iter().filter(|place| place.name.contains(&only)) {
        let mut shown = shown(place, WindowLanguage::German, Unseen);
        // Large, so that little has to be scrolled to.
        shown.window.set_size(vec2(2_560.0, 1_440.0));
        shown.window.run_steps(10);
        let texts = all_texts(&mut shown.window, place, &mut seen);
        assert!(texts.len() > 12, "{}: {texts:?}", place.name);
        let english = texts.iter().filter(|text| is_english(text) && !is_content(text));
        found.extend(english.map(|text| format!("{}: {text}", place.name)));
    }
    assert!(found.is_empty(), "English in a German window:\n{}", found.join("\n"));
}
