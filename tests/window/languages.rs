//! The window in other languages than English, for people who use no mouse, and for those who use a screen reader.
//! That every language has every text is tested in `tests/flows/texts.rs`.

use crate::frame::is_input;
use crate::support::window::{Decided, Window, click, drop_file, open, press, quick, until};
use brandish::files::{Settings, WindowLanguage};
use brandish::job::State;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable, by};
use std::collections::BTreeSet;
use std::path::Path;

/// The texts of a language without values, by their keys.
fn texts(language: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/languages").join(language);
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let file = std::fs::read_to_string(entry.path()).unwrap();
        let lines = file.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        let fixed =
            lines.filter_map(|line| line.split_once(" = ")).filter(|(_, text)| !text.contains('{'));
        texts.extend(fixed.map(|(key, text)| (key.to_owned(), text.to_owned())));
    }
    texts.sort();
    texts
}

/// What the window shows and names, in its whole tree.
fn shown(window: &Window) -> BTreeSet<String> {
    let nodes = window.query_all(by().predicate(|_| true));
    let words = nodes.flat_map(|node| {
        let node = node.accesskit_node();
        // What a user typed is in no language of the window.
        let is_field = matches!(node.role(), Role::TextInput | Role::MultilineTextInput);
        [node.label(), node.value().filter(|_| !is_field)]
    });
    words.flatten().filter(|words| !words.is_empty()).collect()
}

fn german(home: &Path) -> Window {
    let settings = Settings { language: Some(WindowLanguage::German), ..Settings::default() };
    settings.write(&home.join("settings.toml")).unwrap();
    open(home, quick, Decided::default())
}

fn photo(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("cup.jpg");
    image::RgbImage::from_fn(96, 64, |x, y| image::Rgb([x as u8, y as u8, 90]))
        .save(&path)
        .unwrap();
    path
}

#[test]
fn german_is_chosen_in_settings_shown_everywhere_at_once_and_kept() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    press(&mut window, "Settings");
    press(&mut window, "Deutsch");
    assert!(window.query_all_by_label("Einstellungen").next().is_some());
    let (english, own) = (texts("en"), texts("de"));
    let translated = english.iter().zip(&own).filter(|((_, english), (_, own))| english != own);
    let foreign: BTreeSet<&str> = translated.map(|((_, english), _)| english.as_str()).collect();
    for screen in ["Einstellungen", "Erstellen", "Bibliothek", "Marken", "Modelle"] {
        // The heading of a screen is its name, too: the first is the button of the rail.
        window.query_all_by_label(screen).next().unwrap().click();
        window.run_steps(6);
        let shown = shown(&window);
        assert!(shown.len() > 12, "{screen}: {shown:?}");
        let left: Vec<_> = shown.iter().filter(|words| foreign.contains(words.as_str())).collect();
        assert_eq!(left, [""; 0], "English on the screen {screen}");
    }
    drop(window);
    let settings = Settings::read(&home.path().join("settings.toml"));
    assert_eq!(settings.language, Some(WindowLanguage::German));
    let window = open(home.path(), quick, Decided::default());
    window.get_by_label("Erzeugen");
}

#[test]
fn the_post_editor_is_in_german_too() {
    let home = tempfile::tempdir().unwrap();
    let mut window = german(home.path());
    drop_file(&mut window, &photo(home.path()));
    until(&mut window, "the post", |window| window.query_by_label("Post für IG 4:5").is_some());
    window.run_steps(6);
    let translated = texts("en").into_iter().zip(texts("de"));
    let foreign: BTreeSet<String> =
        translated.filter(|((_, a), (_, b))| a != b).map(|((_, english), _)| english).collect();
    let left: Vec<_> = shown(&window).into_iter().filter(|words| foreign.contains(words)).collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn a_window_without_a_choice_follows_the_system() {
    for (locales, generate) in
        [(&["fr-CA"][..], "Générer"), (&["fi-FI", "es"], "Generar"), (&[], "Generate")]
    {
        let home = tempfile::tempdir().unwrap();
        let desktop = Decided::default();
        *desktop.locales.borrow_mut() = locales.iter().map(|locale| (*locale).to_owned()).collect();
        let window = open(home.path(), quick, desktop);
        assert!(window.query_by_label(generate).is_some(), "{locales:?}");
    }
}

/// Controls that a screen reader could not name.
fn unnamed(window: &Window) -> Vec<String> {
    let is_control = |role: Role| {
        is_input(role) || matches!(role, Role::Image | Role::Canvas | Role::ProgressIndicator)
    };
    let nodes = window.query_all(by().predicate(move |node| is_control(node.role())));
    let nameless = nodes.filter(|node| {
        node.accesskit_node().label().is_none_or(|label| !label.chars().any(char::is_alphanumeric))
    });
    nameless
        .map(|node| format!("{:?} at {:?}", node.accesskit_node().role(), node.rect()))
        .collect()
}

#[test]
fn every_control_of_every_screen_has_a_name() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    for screen in ["Create", "Library", "Brands", "Models", "Settings"] {
        window.query_all_by_label(screen).next().unwrap().click();
        window.run_steps(6);
        assert_eq!(unnamed(&window), [""; 0], "{screen}");
        if screen == "Brands" {
            for section in ["How it sounds", "Its words", "What it looks like", "Products"] {
                click(&mut window, section);
                window.run_steps(3);
                assert_eq!(unnamed(&window), [""; 0], "{screen}: {section}");
            }
        }
        if screen == "Create" {
            for section in ["What will be sent", "Model and details", "Advanced"] {
                press(&mut window, section);
                window.run_steps(3);
                assert_eq!(unnamed(&window), [""; 0], "{screen}: {section}");
            }
        }
    }
    drop_file(&mut window, &photo(home.path()));
    until(&mut window, "the post", |window| window.query_by_label("Post for IG 4:5").is_some());
    window.run_steps(6);
    assert_eq!(unnamed(&window), [""; 0], "the post editor");
}

/// Moves the focus with Tab until it is on the control of that name.
#[track_caller]
fn tab_to(window: &mut Window, name: &str) {
    for _ in 0..150 {
        window.key_press(egui::Key::Tab);
        window.run_steps(2);
        let mut focused = window.query_all(by().predicate(|node| node.is_focused()));
        if focused.any(|node| node.accesskit_node().label().is_some_and(|label| label == name)) {
            return;
        }
    }
    panic!("Tab does not reach {name}");
}

#[test]
fn a_post_is_made_and_saved_by_the_keyboard_alone() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = open(home.path(), quick, desktop.clone());
    // The cursor is in the prompt from the start.
    window.event(egui::Event::Text(" red running shoes".into()));
    window.step();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
    until(&mut window, "the picture", |window| {
        window
            .state()
            .studio()
            .jobs()
            .any(|job| job.task.picture().is_some() && *job.state() == State::Done)
    });
    let prompt = window.state().studio().jobs().next_back().unwrap().task.prompt().to_owned();
    assert!(prompt.contains("red running shoes"), "{prompt}");
    until(&mut window, "the button", |window| window.query_by_label("Post").is_some());
    tab_to(&mut window, "Post");
    window.key_press(egui::Key::Enter);
    until(&mut window, "the post", |window| window.query_by_label("Post for IG 4:5").is_some());
    tab_to(&mut window, "Headline");
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.step();
    window.event(egui::Event::Text("Run further".into()));
    window.run_steps(3);
    assert_eq!(window.state().post().unwrap().version.headline, "Run further");
    let to = home.path().join("my post.png");
    *desktop.goes_to.borrow_mut() = Some(to.clone());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::S);
    until(&mut window, "the file", |window| {
        window.query_all_by_label_contains("Saved as").next().is_some()
    });
    let saved = image::open(&to).unwrap();
    assert_eq!((saved.width(), saved.height()), (1_080, 1_350));
}

#[test]
fn a_brand_that_is_made_in_a_german_window_posts_in_german() {
    let home = tempfile::tempdir().unwrap();
    let mut window = german(home.path());
    click(&mut window, "Marken");
    click(&mut window, "Neu");
    window.run_steps(3);
    window.get_by_label("Name der neuen Marke").type_text("Morgenlauf");
    window.run_steps(2);
    click(&mut window, "Die Marke anlegen");
    window.run_steps(2);
    let brands = window.state().studio().brands();
    let made = brands.all().iter().find(|persona| persona.name == "Morgenlauf").unwrap();
    assert_eq!(made.voice.language.0, "de");
    let sample = |words: &str| shown(&window).iter().any(|text| text.contains(words));
    assert!(sample("Unsere Neuheiten") && !sample("Our new arrivals"));
}
