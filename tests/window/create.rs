//! The Create screen through accessible names: type, generate, watch, save, cancel, retry,
//! reorder, restart. The studio behind it is the real one; only the model draws by script.

use crate::support::window::{
    Decided, Window, click, open, open_with, press, quick, type_prompt, until,
};
use crate::support::{Scripted, scripted};
use brandish::brief::{Brief, Family};
use brandish::engine::Model;
use brandish::files::read_recipe;
use brandish::job::{Failure, State};
use brandish::ui::{FileDialog, Screen};
use brandish_inference::nn::Placement;
use egui_kittest::kittest::{NodeT, Queryable};
use std::path::Path;
use std::time::Duration;

fn slow(_: &Path, _: &Placement) -> Result<Box<dyn Model>, Failure> {
    Ok(Box::new(Scripted { pause: Duration::from_millis(150) }))
}

/// The states of the pictures, newest first.
fn states(window: &Window) -> Vec<State> {
    let pictures = window.state().studio().jobs().filter(|job| job.task.picture().is_some());
    pictures.map(|job| job.state().clone()).collect()
}

fn done(window: &Window) -> usize {
    states(window).iter().filter(|state| **state == State::Done).count()
}

#[test]
fn a_typed_prompt_is_made_shown_and_saved() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), slow, Decided::default());
    type_prompt(&mut window, "Yellow taxi");
    press(&mut window, "More pictures");
    click(&mut window, "Generate");
    assert_eq!(states(&window).len(), 2);
    until(&mut window, "progress", |window| {
        matches!(states(window).last(), Some(State::Rendering { .. }))
            && window.query_by_label("Progress").is_some()
    });
    until(&mut window, "two pictures", |window| done(window) == 2);
    let name = "Picture: Yellow taxi";
    until(&mut window, "the picture on the canvas", |window| window.query_by_label(name).is_some());
    assert!(window.query_by_label("Variation 2").is_some());
    assert_eq!(window.query_all_by_label("Yellow taxi: Done").count(), 2);
}

#[test]
fn an_empty_prompt_cannot_be_sent_and_the_reason_is_shown() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    type_prompt(&mut window, " ");
    window.step();
    assert!(window.get_by_label("Generate").accesskit_node().is_disabled());
    assert!(window.query_by_label("Say what the picture should show.").is_some());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
    window.step();
    assert!(states(&window).is_empty());
}

#[test]
fn a_picture_is_saved_under_the_name_and_format_the_user_chose() {
    let home = tempfile::tempdir().unwrap();
    let desktop = Decided::default();
    let to = home.path().join("for the printer.webp");
    *desktop.goes_to.borrow_mut() = Some(to.clone());
    let mut window = open(home.path(), quick, desktop.clone());
    click(&mut window, "Generate");
    until(&mut window, "a picture", |window| done(window) == 1);
    click(&mut window, "Save as…");
    until(&mut window, "the saved file", |_| to.exists());
    let asked = desktop.asked.borrow();
    let [FileDialog::SavePicture { name, .. }] = asked.as_slice() else { panic!("{asked:?}") };
    assert!(name.ends_with(".png"), "{name}");
    let recipe = read_recipe(&to).unwrap().expect("it says how it was made").recipe;
    assert_eq!(recipe.brief(), "Red running shoes");
}

#[test]
fn a_running_job_is_cancelled_and_tried_again() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), slow, Decided::default());
    click(&mut window, "Generate");
    until(&mut window, "rendering", |window| matches!(states(window)[0], State::Rendering { .. }));
    click(&mut window, "Cancel job");
    assert!(window.query_by_label("Cancel job").is_none(), "it is stopping, or has stopped");
    until(&mut window, "the end", |window| states(window) == [State::Cancelled]);
    click(&mut window, "Retry job");
    until(&mut window, "a picture after all", |window| done(window) == 1);
}

#[test]
fn an_invalid_size_is_replaced_by_the_next_that_is_typed() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    press(&mut window, "More formats");
    press(&mut window, "A size of my own");
    press(&mut window, "Size");
    for (words, stands) in [("128x16", true), ("0", false)] {
        window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Size").focus();
        window.step();
        if stands {
            window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
            window.step();
        }
        window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Size").type_text(words);
        window.run_steps(3);
        let refused = window.query_all_by_label_contains("is out of range").next().is_some();
        assert_eq!(refused, stands, "after {words}");
    }
    click(&mut window, "Generate");
    until(&mut window, "a picture", |window| done(window) == 1);
}

#[test]
fn a_failure_has_its_remedy_as_a_button() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    type_prompt(&mut window, "blank");
    click(&mut window, "Generate");
    until(&mut window, "the failure", |window| states(window) == [State::Failed(Failure::Blank)]);
    window.step();
    let words = "The picture came out empty. Draw another one, or say it in other words.";
    assert!(window.query_by_label(words).is_some());
    click(&mut window, "Draw another");
    until(&mut window, "a second try", |window| states(window).len() == 2);
}

#[test]
fn waiting_jobs_can_be_reordered_and_the_queue_paused() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Pause the queue");
    for words in ["first", "second", "third"] {
        type_prompt(&mut window, words);
        click(&mut window, "Generate");
    }
    let order = |window: &Window| -> Vec<String> {
        let queue = window.state().studio().queue();
        queue.map(|job| job.task.prompt().to_owned()).collect()
    };
    assert_eq!(order(&window), ["first", "second", "third"]);
    // The cards stand in the order of drawing: the last button is the newest job's.
    window.get_all_by_label("Run job next").last().unwrap().click();
    window.step();
    window.step();
    assert_eq!(order(&window), ["third", "first", "second"]);
    window.run_steps(3);
    let top = |name: &str| window.get_by_label(name).rect().top();
    let tops = ["third: Queued", "first: Queued", "second: Queued"].map(top);
    assert!(tops.is_sorted(), "the list shows the order of drawing: {tops:?}");
    // Dropped on another card, a job goes before that one.
    let from = window.get_by_label("second: Queued").rect().left_center();
    let onto = window.get_by_label("third: Queued").rect().left_center();
    window.drag_at(from);
    window.step();
    window.hover_at(onto);
    window.step();
    window.drop_at(onto);
    window.step();
    window.step();
    assert_eq!(order(&window), ["second", "third", "first"]);
    click(&mut window, "Resume the queue");
    until(&mut window, "all three", |window| done(window) == 3);
}

#[test]
fn after_a_restart_the_history_the_queue_and_the_draft_are_there() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    type_prompt(&mut window, "a kite");
    click(&mut window, "Generate");
    until(&mut window, "a picture", |window| done(window) == 1);
    click(&mut window, "Pause the queue");
    type_prompt(&mut window, "a drum");
    click(&mut window, "Generate");
    type_prompt(&mut window, "half-typed");
    drop(window);

    let mut window = open(home.path(), quick, Decided::default());
    let field = window.get_by_label("What should it show?").value();
    assert_eq!(field.as_deref(), Some("half-typed"));
    until(&mut window, "the queue goes on", |window| done(window) == 2);
    click(&mut window, "Library");
    until(&mut window, "both pictures", |window| {
        window.query_by_label("Picture: a kite").is_some()
            && window.query_by_label("Picture: a drum").is_some()
    });
    window.get_by_label("Search").focus();
    window.step();
    window.get_by_label("Search").type_text("kite");
    until(&mut window, "only one", |window| window.query_by_label("Picture: a drum").is_none());
    window.step();
    assert!(window.query_by_label("Picture: a kite").is_some());
}

#[test]
fn a_removed_picture_is_restored() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Generate");
    until(&mut window, "a picture", |window| done(window) == 1);
    let path = window.state().studio().jobs().find_map(|job| job.picture()).unwrap().path.clone();
    click(&mut window, "Remove picture");
    assert!(states(&window).is_empty());
    until(&mut window, "the file is out of sight", |_| !path.exists());
    click(&mut window, "Undo");
    assert_eq!(done(&window), 1);
    until(&mut window, "the file is back", |_| path.exists());
}

#[test]
fn a_recipe_fills_the_brief_and_can_be_undone() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    type_prompt(&mut window, "a drum");
    click(&mut window, "Generate");
    until(&mut window, "a picture", |window| done(window) == 1);
    type_prompt(&mut window, "something else");
    click(&mut window, "Use recipe");
    let prompt = |window: &Window| window.get_by_label("What should it show?").value().unwrap();
    window.step();
    assert_eq!(prompt(&window), "a drum");
    click(&mut window, "Undo");
    window.step();
    assert_eq!(prompt(&window), "something else");
}

#[test]
fn every_screen_opens_by_key_and_at_the_smallest_size() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    window.set_size(egui::vec2(1024.0, 640.0));
    let keys =
        [egui::Key::Num1, egui::Key::Num2, egui::Key::Num3, egui::Key::Num4, egui::Key::Num5];
    let titles =
        ["What should it show?", "No pictures yet", "Kettle & Crumb", "Spark", "Appearance"];
    let titles = titles.map(|title| if title == "Spark" { "Scripted" } else { title });
    for ((key, title), screen) in keys.into_iter().zip(titles).zip(Screen::ALL) {
        window.key_press_modifiers(egui::Modifiers::COMMAND, key);
        until(&mut window, screen.label(), |window| window.query_by_label(title).is_some());
    }
}

#[test]
fn the_draft_is_a_brief_that_can_be_sent_at_once() {
    let home = tempfile::tempdir().unwrap();
    let window = open(home.path(), quick, Decided::default());
    let studio = window.state().studio();
    let sample = Brief { prompt: "Red running shoes".into(), ..Brief::default() };
    assert!(studio.builder().check(&sample).is_ok());
    assert!(!window.get_by_label("Generate").accesskit_node().is_disabled());
}

/// The caption of a network that stands in the card, as the user sees it.
fn caption(window: &Window, network: &str) -> Option<String> {
    window.query_by_label(&format!("Caption for {network}")).and_then(|field| field.value())
}

#[test]
fn one_generate_makes_the_picture_and_a_caption_for_each_chosen_network() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Write for LinkedIn");
    window.get_by_label("Key facts").focus();
    window.step();
    window.get_by_label("Key facts").type_text("20% off until Friday");
    window.step();
    click(&mut window, "Generate");
    window.step();
    let first = caption(&window, "Instagram").expect("the caption is there before the picture");
    assert!(first.contains("20% off until Friday."), "{first}");
    assert!(first.contains("#runwithstride"), "{first}");
    until(&mut window, "the picture", |window| done(window) == 1);
    let cards = |window: &Window, network: &str| {
        let jobs = window.state().studio().jobs();
        jobs.filter(|job| job.task.caption().is_some_and(|s| s.network().name == network)).count()
    };
    assert_eq!((cards(&window, "Instagram"), cards(&window, "LinkedIn")), (1, 1));
    click(&mut window, "LinkedIn caption");
    window.step();
    assert!(caption(&window, "LinkedIn").is_some_and(|text| text != first));
}

#[test]
fn a_caption_is_written_again_and_the_version_before_stays() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Generate");
    window.step();
    let first = caption(&window, "Instagram").unwrap();
    click(&mut window, "Rewrite");
    let second = caption(&window, "Instagram").unwrap();
    assert_ne!(first, second);
    click(&mut window, "Older version");
    assert_eq!(caption(&window, "Instagram").unwrap(), first);
    click(&mut window, "Newer version");
    click(&mut window, "Shorter");
    let short = caption(&window, "Instagram").unwrap();
    assert!(short.len() < first.len().max(second.len()), "{short}");
}

#[test]
fn an_edit_by_hand_is_saved_and_can_be_undone() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Generate");
    until(&mut window, "the picture", |window| done(window) == 1);
    let written = caption(&window, "Instagram").unwrap();
    window.get_by_label("Caption for Instagram").focus();
    window.step();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.step();
    window.get_by_label("Caption for Instagram").type_text("Cheap shoes, my own words.");
    window.run_steps(3);
    assert_eq!(caption(&window, "Instagram").unwrap(), "Cheap shoes, my own words.");
    let warning = "It used “cheap”, which the brand never does.";
    assert!(window.query_by_label(warning).is_some());
    drop(window);

    let mut window = open(home.path(), quick, Decided::default());
    window.run_steps(3);
    assert_eq!(caption(&window, "Instagram").unwrap(), "Cheap shoes, my own words.");
    click(&mut window, "Undo my edit");
    assert_eq!(caption(&window, "Instagram").unwrap(), written);
}

#[test]
fn a_caption_for_another_network_is_added_to_a_picture_that_is_there() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    // Without captions in the brief, the card offers to write one.
    click(&mut window, "Write for Instagram");
    click(&mut window, "Generate");
    until(&mut window, "the picture", |window| done(window) == 1);
    click(&mut window, "Write one");
    assert!(caption(&window, "Instagram").is_some());
    click(&mut window, "Another caption");
    window.run_steps(2);
    click(&mut window, "Pinterest");
    window.step();
    assert!(caption(&window, "Pinterest").is_some());
    assert!(window.query_by_label("Copy title").is_some(), "a pin has a title");
}

#[test]
fn a_style_is_chosen_where_the_model_knows_styles_and_its_words_are_sent() {
    let home = tempfile::tempdir().unwrap();
    let window = open(home.path(), quick, Decided::default());
    assert!(window.query_by_label("3D clay").is_none(), "Spark's family has one look");
    drop(window);
    let mut catalog = scripted(quick);
    catalog.rows[0].traits.family = Family::StableDiffusion;
    let mut window = open_with(home.path(), catalog, Decided::default());
    click(&mut window, "3D clay");
    click(&mut window, "What will be sent");
    assert!(window.query_by_label("soft clay 3D model, rounded shapes, matte surface").is_some());
    press(&mut window, "More styles");
    press(&mut window, "Golden hour");
    click(&mut window, "Generate");
    until(&mut window, "a picture", |window| done(window) == 1);
    let spec = window.state().studio().jobs().find_map(|job| job.task.picture()).unwrap();
    assert_eq!(spec.preset().unwrap().0, "golden-hour");
    assert!(spec.sent_prompt().contains("golden hour"), "{}", spec.sent_prompt());
    assert!(spec.negative().contains("medals"), "{}", spec.negative());
}

#[test]
fn delete_removes_the_selected_pictures_and_no_other() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    for words in ["a kite", "a drum", "a mug"] {
        type_prompt(&mut window, words);
        click(&mut window, "Generate");
    }
    until(&mut window, "three pictures", |window| done(window) == 3);
    // The canvas shows the one that is not selected afterwards.
    window.get_by_label("a mug: Done").click();
    window.run_steps(3);
    click(&mut window, "Library");
    let names = ["Picture: a kite", "Picture: a drum"];
    until(&mut window, "the pictures", |window| {
        names.iter().all(|name| window.query_by_label(name).is_some())
    });
    window.key_press(egui::Key::Delete);
    window.run_steps(3);
    assert_eq!(done(&window), 3, "nothing is selected");
    for name in names {
        window.get_by_label(name).click_modifiers(egui::Modifiers::COMMAND);
        window.run_steps(3);
    }
    window.key_press(egui::Key::Delete);
    window.run_steps(3);
    let pictures = window.state().studio().jobs().filter(|job| job.task.picture().is_some());
    let left: Vec<_> = pictures.map(|job| job.task.prompt()).collect();
    assert_eq!(left, ["a mug"]);
}
