//! Right-to-left text in the fields of the window, and the fields' controls in a window that is not wide.

use crate::support::window::{Decided, Window, add_hebrew, open, press, quick};
use egui::{Event, ImeEvent, Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable;

/// Types right-to-left words into a field, then a letter behind a click at their right end, where they begin.
#[track_caller]
fn typed_at_the_beginning(window: &mut Window, field: &str) -> String {
    window.get_by_label(field).scroll_to_me();
    window.run_steps(20);
    window.get_by_label(field).focus();
    window.step();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.step();
    window.event(egui::Event::Text("שלום עולם".into()));
    window.run_steps(3);
    let rect = window.get_by_label(field).rect();
    let at = egui::pos2(rect.right() - 12.0, rect.top() + rect.height().min(36.0) / 2.0);
    window.drag_at(at);
    window.run_steps(2);
    window.drop_at(at);
    window.run_steps(2);
    window.event(egui::Event::Text("א".into()));
    window.run_steps(2);
    window.get_by_label(field).value().unwrap_or_default()
}

#[test]
fn right_to_left_words_begin_at_the_right_edge_of_fields_of_one_line_and_of_several() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    add_hebrew(&window.ctx);
    window.step();
    assert_eq!(typed_at_the_beginning(&mut window, "Key facts"), "אשלום עולם");
    press(&mut window, "Model and details");
    assert_eq!(typed_at_the_beginning(&mut window, "Leave out"), "אשלום עולם");
}

#[test]
fn the_button_for_more_stands_in_the_line_of_its_caption_at_every_width() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    for width in [1_024.0, 1_200.0, 1_280.0, 1_600.0] {
        window.set_size(vec2(width, 800.0));
        window.run_steps(5);
        for (caption, button) in [("For", "More formats"), ("Captions for", "More networks")] {
            let (line, more) = (window.get_by_label(caption).rect(), window.get_by_label(button));
            let apart = (line.center().y - more.rect().center().y).abs();
            assert!(apart < 2.0, "{button} at {width}: {apart}");
        }
    }
}

#[test]
fn enter_that_ends_a_composition_presses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    let compose = |window: &mut Window, text: &str| {
        let text = text.to_owned();
        window.event(Event::Ime(ImeEvent::Preedit { text, active_range_chars: None }));
        window.run_steps(2);
    };
    let enter = |window: &mut Window| {
        window.key_press(Key::Enter);
        window.run_steps(2);
        window.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        window.run_steps(2);
    };
    let jobs = |window: &Window| window.state().studio().jobs().count();
    window.get_by_label("What should it show?").focus();
    window.run_steps(2);
    compose(&mut window, "nihon");
    enter(&mut window);
    assert_eq!(jobs(&window), 0, "while it composes");
    let pressed = Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::COMMAND,
    };
    let ends = Event::Ime(ImeEvent::Commit("Nippon".into()));
    window.input_mut().events.extend([ends, pressed]);
    window.step();
    assert_eq!(jobs(&window), 0, "in the frame that ends it");
    window.run_steps(2);
    let prompt = window.get_by_label("What should it show?").value().unwrap_or_default();
    assert!(prompt.contains("Nippon"), "{prompt}");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    window.run_steps(2);
    assert!(jobs(&window) > 0, "after it");

    let brands = |window: &Window| window.state().studio().brands().all().len();
    let before = brands(&window);
    press(&mut window, "Brands");
    press(&mut window, "New");
    window.get_by_label("Name of the new brand").focus();
    window.run_steps(2);
    compose(&mut window, "shiomi");
    enter(&mut window);
    assert_eq!(brands(&window), before);
}
