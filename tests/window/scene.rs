//! A scene that a language model adds to the prompt for a model that draws scenes, by accessible names.

use crate::support::scripted;
use crate::support::window::{
    Decided, Window, click, open_with, quick, retype, type_prompt, until,
};
use brandish::brief::caption::Violation;
use brandish::brief::{Caption, CaptionSpec, Family, ModelId};
use brandish::engine::{Catalog, Writer, WriterRow};
use brandish::job::Failure;
use egui_kittest::kittest::{NodeT, Queryable};
use std::ops::ControlFlow;
use std::path::Path;

/// Adds the same scene to each prompt, and to one about silence none that may stay.
struct Scenes;

impl Writer for Scenes {
    fn draft(
        &mut self,
        _spec: &CaptionSpec,
        _attempt: u32,
        _complaints: &[Violation],
        _on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Option<Caption>, Failure> {
        Ok(None)
    }

    fn scene(
        &mut self,
        prompt: &str,
        _persona: &brandish::brand::Persona,
        _seed: u64,
    ) -> Result<Option<String>, Failure> {
        let scene = if prompt.contains("silence") { "among crowds" } else { "on wet stone" };
        Ok(Some(scene.to_owned()))
    }
}

fn load_scenes(_: &Path) -> Result<Box<dyn Writer>, Failure> {
    Ok(Box::new(Scenes))
}

/// A model that draws scenes, with a language model beside it or without.
fn catalog(has_writer: bool) -> Catalog {
    let mut catalog = scripted(quick);
    catalog.rows[0].traits.family = Family::StableDiffusion;
    if has_writer {
        let writer = WriterRow {
            id: ModelId("scenes".into()),
            name: "Scenes".into(),
            load: load_scenes,
            ..WriterRow::built_in()
        };
        catalog.writers.push(writer);
    }
    catalog
}

fn prompt(window: &Window) -> String {
    window.get_by_label("What should it show?").value().unwrap_or_default()
}

#[test]
fn a_scene_is_added_behind_the_words_and_undone() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open_with(home.path(), catalog(true), Decided::default());
    type_prompt(&mut window, "Red shoes");
    click(&mut window, "Add a scene");
    until(&mut window, "the scene", |window| window.query_by_label("Undo the scene").is_some());
    assert_eq!(prompt(&window), "Red shoes, on wet stone");
    click(&mut window, "Another scene");
    until(&mut window, "the scene", |window| window.query_by_label("Undo the scene").is_some());
    assert_eq!(prompt(&window), "Red shoes, on wet stone", "a scene takes the place of the last");
    click(&mut window, "Undo the scene");
    window.step();
    assert_eq!(prompt(&window), "Red shoes");
    assert!(window.query_by_label("Undo the scene").is_none());
}

#[test]
fn what_the_user_typed_since_is_not_undone() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open_with(home.path(), catalog(true), Decided::default());
    type_prompt(&mut window, "Red shoes");
    click(&mut window, "Add a scene");
    until(&mut window, "the scene", |window| window.query_by_label("Undo the scene").is_some());
    retype(&mut window, "What should it show?", "Red shoes, on dry stone");
    window.step();
    assert!(window.query_by_label("Undo the scene").is_none());
    assert_eq!(prompt(&window), "Red shoes, on dry stone");
}

#[test]
fn a_scene_that_the_brand_never_shows_is_refused_and_the_prompt_stays() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open_with(home.path(), catalog(true), Decided::default());
    type_prompt(&mut window, "silence");
    click(&mut window, "Add a scene");
    let refused = "No scene: the language model wrote none that suits the brand. Try again.";
    until(&mut window, "the message", |window| window.query_by_label(refused).is_some());
    assert_eq!(prompt(&window), "silence");
}

#[test]
fn there_is_no_button_without_a_language_model_nor_for_a_model_of_single_things() {
    let home = tempfile::tempdir().unwrap();
    let window = open_with(home.path(), catalog(false), Decided::default());
    assert!(window.query_by_label("Add a scene").is_none());
    drop(window);
    let mut single = catalog(true);
    single.rows[0].traits.family = Family::Spark;
    let window = open_with(home.path(), single, Decided::default());
    assert!(window.query_by_label("Add a scene").is_none());
    drop(window);
    let mut window = open_with(home.path(), catalog(true), Decided::default());
    type_prompt(&mut window, " ");
    assert!(window.get_by_label("Add a scene").accesskit_node().is_disabled());
}
