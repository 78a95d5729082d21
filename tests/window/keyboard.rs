//! The window without a mouse: Tab reaches every control of every screen, in sight and with a ring around it, and leads
//! back to where it began. A screen of 1280 x 800 at 200 % has 640 x 372 points.

use crate::frame::{Control, Frame};
use crate::places::{PLACES, shown};
use crate::raster::Unseen;
use crate::support::window::{Decided, Window, click, open, press, quick};
use brandish::files::WindowLanguage;
use egui::accesskit::Role;
use egui::{Rect, Shape, vec2};
use egui_kittest::kittest::{NodeT, Queryable, by};
use std::collections::BTreeMap;

/// More controls than any place has.
const MOST: usize = 400;

/// The control with the focus: its number and its name.
fn focused(window: &Window) -> Option<(u64, String)> {
    let node = window.query_all(by().predicate(|node| node.is_focused())).next()?;
    let node = node.accesskit_node();
    Some((node.locate().0.0, node.label().or(node.value()).unwrap_or_default()))
}

/// Whether a line is painted around a rectangle.
fn has_ring(window: &Window, around: Rect) -> bool {
    window.output().shapes.iter().any(|clipped| match &clipped.shape {
        Shape::Rect(rect) => {
            rect.stroke.width == 2.0 && rect.rect == around.expand(1.0) && rect.fill.a() == 0
        }
        _ => false,
    })
}

/// Presses Tab until the focus is back where it was first; the controls that it reached, and what is wrong with them.
fn walk(window: &mut Window) -> (BTreeMap<u64, String>, Vec<String>) {
    let (mut reached, mut wrong) = (BTreeMap::new(), Vec::new());
    let mut first = None;
    for _ in 0..MOST {
        window.key_press(egui::Key::Tab);
        window.run_steps(6);
        let Some((id, name)) = focused(window) else {
            continue;
        };
        if first == Some(id) {
            return (reached, wrong);
        }
        first.get_or_insert(id);
        let frame = Frame::of(window);
        match frame.controls.iter().find(|control| control.id == id) {
            Some(control) if !control.is_in_sight() => {
                wrong.push(format!("“{name}” is out of sight at {:?}", control.rect));
            }
            Some(control) if !has_ring(window, control.rect) => {
                wrong.push(format!("“{name}” has no ring"));
            }
            _ => {}
        }
        reached.insert(id, name);
    }
    wrong.push("Tab does not lead back to where it began".into());
    (reached, wrong)
}

#[test]
fn tab_reaches_every_control_in_sight_and_leads_back() {
    let only = std::env::var("BRANDISH_TEST_PLACE").unwrap_or_default();
    let mut all = Vec::new();
    let walked = |name: &str| !name.starts_with("menu") && name.contains(&only);
    for place in PLACES.iter().filter(|place| walked(place.name)) {
        let mut shown = shown(place, WindowLanguage::English, Unseen);
        let window = &mut shown.window;
        window.set_size(vec2(640.0, 372.0));
        window.run_steps(10);
        let (reached, mut wrong) = walk(window);
        // Menus, and dialogs over everything else, keep the focus to themselves.
        let is_enabled = |control: &&Control| {
            let mut nodes = window.query_all(by().predicate(|_| true));
            let node = nodes.find(|node| node.accesskit_node().locate().0.0 == control.id);
            node.is_some_and(|node| !node.accesskit_node().is_disabled())
        };
        if !place.is_covered {
            let frame = Frame::of(window);
            let missed = frame.controls.iter().filter(|one| one.is_input()).filter(is_enabled);
            let missed = missed.filter(|one| !reached.contains_key(&one.id));
            wrong.extend(missed.map(|one| format!("{:?} “{}” is not reached", one.role, one.name)));
        }
        assert!(!reached.is_empty(), "{}", place.name);
        all.extend(wrong.into_iter().map(|line| format!("{}: {line}", place.name)));
    }
    assert!(all.is_empty(), "{} findings:\n{}", all.len(), all.join("\n"));
}

#[test]
fn control_and_q_closes_the_window_as_its_button_does() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    window.input_mut().events.push(egui::Event::Key {
        key: egui::Key::Q,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: egui::Modifiers::COMMAND,
    });
    window.step();
    let commands = &window.output().viewport_output[&egui::ViewportId::ROOT].commands;
    assert!(commands.contains(&egui::ViewportCommand::Close));
}

#[test]
fn keys_are_named_as_on_the_keyboards_of_the_language() {
    let home = tempfile::tempdir().unwrap();
    let desktop = Decided::default();
    *desktop.locales.borrow_mut() = vec!["fr".to_owned()];
    let mut window = open(home.path(), quick, desktop);
    press(&mut window, "Raccourcis clavier");
    window.run_steps(4);
    for name in ["Ctrl+Entrée", "Ctrl+Maj+Entrée", "Échap", "Suppr"] {
        assert!(window.query_by_label(name).is_some(), "{name}");
    }
}

#[test]
fn a_closed_menu_gives_the_focus_back_to_its_button() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    window.get_by_label("More formats").scroll_to_me();
    window.run_steps(4);
    window.get_by_label("More formats").focus();
    window.run_steps(4);
    let name = |window: &Window| focused(window).map(|(_, name)| name);
    window.key_press(egui::Key::Enter);
    window.run_steps(4);
    assert!(window.query_by_label("A size of my own").is_some());
    window.key_press(egui::Key::Escape);
    window.run_steps(8);
    assert!(window.query_by_label("A size of my own").is_none());
    assert_eq!(name(&window).as_deref(), Some("More formats"));
    window.key_press(egui::Key::Enter);
    window.run_steps(4);
    window.get_by_label("A size of my own").focus();
    window.run_steps(4);
    window.key_press(egui::Key::Enter);
    window.run_steps(8);
    assert!(window.query_by_label("A size of my own").is_none());
    assert_eq!(name(&window).as_deref(), Some("More formats"));
}

#[test]
fn tab_goes_on_from_the_field_that_escape_left() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    press(&mut window, "Settings");
    window.get_by_label("Mirror").focus();
    window.run_steps(4);
    window.key_press(egui::Key::Escape);
    window.run_steps(6);
    assert_eq!(focused(&window), None);
    window.key_press(egui::Key::Tab);
    window.run_steps(4);
    assert_eq!(focused(&window).map(|(_, name)| name).as_deref(), Some("Proxy"));
}

#[test]
fn a_colour_is_picked_by_the_arrow_keys() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    press(&mut window, "Brands");
    click(&mut window, "What it looks like");
    window.run_steps(4);
    let code = |window: &Window| {
        let field = window.get_by_role_and_label(Role::TextInput, "Primary");
        field.accesskit_node().value().unwrap()
    };
    let before = code(&window);
    window.get_by_label("Pick Primary").scroll_to_me();
    window.run_steps(4);
    window.get_by_label("Pick Primary").focus();
    window.step();
    window.key_press(egui::Key::Enter);
    window.run_steps(4);
    let mut seen = vec![before];
    for (slider, key) in [
        ("Saturation and brightness", egui::Key::ArrowLeft),
        ("Saturation and brightness", egui::Key::ArrowDown),
        ("Hue", egui::Key::ArrowRight),
    ] {
        window.get_by_label(slider).focus();
        window.run_steps(3);
        for _ in 0..3 {
            window.key_press(key);
            window.run_steps(2);
        }
        let now = code(&window);
        assert!(!seen.contains(&now), "{slider}, {key:?}: {seen:?} and {now}");
        seen.push(now);
    }
}
