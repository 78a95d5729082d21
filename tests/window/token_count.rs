//! How much of a prompt the chosen model reads, as its user sees it below the prompt: for Spark, and for a Stable
//! Diffusion model, typed and as sent.

use crate::support::window::{Decided, Window, click, open_with, press, type_prompt, until};
use brandish::engine::{Catalog, Row};
use brandish_inference::TokenCount;
use egui_kittest::kittest::Queryable;
use std::path::Path;

fn shows(window: &Window, name: &str) -> bool {
    window.query_by_label(name).is_some()
}

#[track_caller]
fn until_shown(window: &mut Window, name: &str) {
    until(window, name, |window| shows(window, name));
}

/// The window over Spark and a tiny model of Stable Diffusion, with no brand to add words.
fn open_over(home: &Path) -> (Window, Row) {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sd/sd15");
    let catalog = Catalog::built_in(&crate::support::assets());
    let (catalog, id) = catalog.with_model(model.to_str().unwrap()).unwrap();
    let row = catalog.row(&id).unwrap().clone();
    let mut window = open_with(home, catalog, Decided::default());
    window.get_by_label_contains("Brand: ").click();
    window.step();
    press(&mut window, "No brand");
    (window, row)
}

fn choose(window: &mut Window, row: &Row) {
    press(window, "Model and details");
    press(window, "Model");
    click(window, &row.traits.name);
}

fn counted(row: &Row, prompt: &str) -> TokenCount {
    (row.token_counter)(&row.folder).unwrap().count(prompt, false).unwrap()
}

#[test]
fn spark_shows_how_much_of_a_prompt_it_reads_and_where_it_stops() {
    let home = tempfile::tempdir().unwrap();
    let (mut window, _) = open_over(home.path());
    type_prompt(&mut window, "red umbrella");
    until_shown(&mut window, "2 of 14 words");
    type_prompt(&mut window, "Our red brollies are back!");
    until_shown(&mut window, "drawn as “red umbrella”");
    type_prompt(&mut window, "Never lose your way again");
    until_shown(&mut window, "drawn as “compass”");
    type_prompt(&mut window, &["so"; 15].join(" "));
    until_shown(&mut window, "15 of 14 words");
    assert!(shows(&window, "15 of 14, end not read"));
    assert!(shows(&window, "Spark does not read the end: 15 words are 1 too many."));
    let guess = "Spark draws one or two things of a prompt, and leaves the rest out.";
    assert!(!shows(&window, guess), "it is not said twice");
    type_prompt(&mut window, " ");
    until(&mut window, "nothing to count", |window| {
        window.query_all_by_label_contains("words").next().is_none()
    });
}

#[test]
fn a_long_prompt_is_counted_by_the_chosen_models_own_words() {
    let home = tempfile::tempdir().unwrap();
    let (mut window, row) = open_over(home.path());
    choose(&mut window, &row);
    let long = ["shoe"; 90].join(" ");
    let TokenCount { tokens, limit, chunks, .. } = counted(&row, &long);
    assert!(chunks > 1);
    type_prompt(&mut window, &long);
    until_shown(&mut window, &format!("{tokens} of {limit} words"));
    assert!(shows(&window, &format!("{tokens} of {limit}, in {chunks} parts")));
}

#[test]
fn added_words_are_counted_and_shown() {
    let home = tempfile::tempdir().unwrap();
    let (mut window, row) = open_over(home.path());
    choose(&mut window, &row);
    type_prompt(&mut window, "Red shoes");
    let own = counted(&row, "Red shoes");
    let studio = window.state().studio();
    let persona = studio.brands().all()[0].clone();
    press(&mut window, "Brand: No brand");
    press(&mut window, &persona.name);
    let sent = |window: &Window| {
        let reading = window.state().studio().token_counter().latest();
        reading.filter(|reading| reading.own != reading.sent).map(|reading| reading.sent.clone())
    };
    until(&mut window, "added words", |window| sent(window).is_some());
    let added = sent(&window).unwrap();
    let end = match added.chunks {
        1 => " words".to_owned(),
        parts => format!(", in {parts} parts"),
    };
    let own = format!("{} of {} words", own.tokens, own.limit);
    until_shown(&mut window, &own);
    assert!(shows(&window, &format!("{} of {}{end}", added.tokens, added.limit)));
    press(&mut window, "What will be sent");
    press(&mut window, "Edit");
    until(&mut window, "only what is sent", |window| {
        !shows(window, &own) && shows(window, &format!("{} of {}{end}", added.tokens, added.limit))
    });
}
