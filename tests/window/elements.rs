//! Illustrations in the window, by accessible names: what suits the prompt is shown, a click makes it the picture, a second
//! one joins it, and the post has it as a cut-out.

use crate::support::window::{Decided, Window, click, open_with, quick, type_prompt, until};
use crate::support::{assets, scripted};
use brandish::engine::{Catalog, ElementLibrary};
use brandish::job::{Job, State};
use egui_kittest::kittest::{NodeT, Queryable};
use std::path::Path;
use std::sync::Arc;

fn open(home: &Path, desktop: Decided) -> Window {
    let elements = Some(Arc::new(ElementLibrary::in_assets(&assets())));
    open_with(home, Catalog { elements, ..scripted(quick) }, desktop)
}

fn sees(window: &Window, name: &str) -> bool {
    window.query_by_label(name).is_some()
}

#[test]
fn an_illustration_that_suits_the_prompt_is_clicked_and_becomes_the_picture() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), Decided::default());
    type_prompt(&mut window, "a cupcake and a cup of coffee");
    until(&mut window, "cupcake", |window| sees(window, "Illustration: cupcake"));
    until(&mut window, "hot beverage", |window| sees(window, "Illustration: hot beverage"));
    assert!(!sees(&window, "Style of illustrations"));
    click(&mut window, "Illustration: cupcake");
    click(&mut window, "Illustration: hot beverage");
    let toggled = window.get_by_label("Illustration: cupcake").accesskit_node().toggled();
    assert!(toggled.is_some());
    assert!(sees(&window, "The picture shows cupcake and hot beverage. No model draws."));
    assert!(!sees(&window, "What will be sent"), "nothing is sent to a model");
    click(&mut window, "In brand colours");
    click(&mut window, "Generate");
    until(&mut window, "a picture", |window| {
        window
            .state()
            .studio()
            .jobs()
            .any(|job| *job.state() == State::Done && job.picture().is_some())
    });
    let studio = window.state().studio();
    let job = studio.jobs().find(|job| job.picture().is_some()).unwrap();
    let elements = job.task.picture().unwrap().elements();
    assert_eq!(elements.names, ["cupcake", "hot-beverage"]);
    assert!(elements.recolour);
    click(&mut window, "Use no illustrations");
    assert!(sees(&window, "What will be sent"));
}

fn choose_cupcake_with_a_part_in_accent(window: &mut Window) {
    click(window, "Illustration: cupcake");
    until(window, "its parts", |window| sees(window, "Colour 2 of cupcake"));
    click(window, "Colour 2 of cupcake");
    window.step();
    click(window, "Accent");
    window.step();
}

#[test]
fn one_part_of_an_illustration_is_given_a_colour_of_the_brand_by_two_clicks() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), Decided::default());
    type_prompt(&mut window, "a cupcake");
    until(&mut window, "cupcake", |window| sees(window, "Illustration: cupcake"));
    assert!(!sees(&window, "Colour 2 of cupcake"));
    choose_cupcake_with_a_part_in_accent(&mut window);
    click(&mut window, "Generate");
    until(&mut window, "a picture", |window| {
        window.state().studio().jobs().any(|job| job.picture().is_some())
    });
    let studio = window.state().studio();
    let job = studio.jobs().find(|job| job.picture().is_some()).unwrap();
    let parts = &job.task.picture().unwrap().elements().parts;
    let words: Vec<String> = parts.iter().map(ToString::to_string).collect();
    assert_eq!(words, ["cupcake:2=accent"]);
    // With its illustration the part is gone.
    click(&mut window, "Illustration: cupcake");
    until(&mut window, "no parts", |window| !sees(window, "Colour 2 of cupcake"));
}

#[test]
fn without_illustrations_the_colours_of_their_parts_are_forgotten_and_the_model_draws() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), Decided::default());
    type_prompt(&mut window, "a cupcake");
    until(&mut window, "cupcake", |window| sees(window, "Illustration: cupcake"));
    choose_cupcake_with_a_part_in_accent(&mut window);
    click(&mut window, "Use no illustrations");
    window.step();
    click(&mut window, "Generate");
    until(&mut window, "a picture by the model", |window| {
        let by_model = |job: &Job| job.task.picture().is_some_and(|one| one.elements().is_empty());
        window.state().studio().jobs().any(|job| job.picture().is_some() && by_model(job))
    });
}

#[test]
fn nothing_is_offered_where_nothing_suits() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), Decided::default());
    type_prompt(&mut window, "a cupcake");
    until(&mut window, "cupcake", |window| sees(window, "Illustration: cupcake"));
    type_prompt(&mut window, "xqzt vlorp");
    until(&mut window, "no offer", |window| !sees(window, "Or use one of these"));
}

#[test]
fn the_folder_of_own_drawings_is_created_and_opened() {
    let home = tempfile::tempdir().unwrap();
    let desktop = Decided::default();
    let mut window = open(home.path(), desktop.clone());
    type_prompt(&mut window, "a cupcake");
    until(&mut window, "cupcake", |window| sees(window, "Illustration: cupcake"));
    click(&mut window, "Open the folder of my drawings");
    until(&mut window, "the folder", |_| !desktop.revealed.borrow().is_empty());
    let folder = desktop.revealed.borrow()[0].clone();
    assert!(folder.is_dir() && folder.starts_with(home.path().join("elements")), "{folder:?}");
}
