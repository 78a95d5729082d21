//! Closing the window while jobs wait, by accessible names: it says what becomes of them, and closes only when told.

use crate::support::window::{Decided, Window, click, open, quick, type_prompt, until};
use egui::{ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::kittest::Queryable;

fn request_close(window: &mut Window) {
    let viewport = window.input_mut().viewports.entry(ViewportId::ROOT).or_default();
    viewport.events.push(ViewportEvent::Close);
    window.step();
}

fn commanded(window: &Window, command: &ViewportCommand) -> bool {
    window.output().viewport_output[&ViewportId::ROOT].commands.contains(command)
}

fn asks(window: &Window) -> bool {
    window.query_by_label("Close Brandish?").is_some()
}

#[test]
fn with_jobs_waiting_it_says_what_becomes_of_them() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Pause the queue");
    for prompt in ["a mug", "a kite"] {
        type_prompt(&mut window, prompt);
        click(&mut window, "Generate");
    }
    request_close(&mut window);
    assert!(commanded(&window, &ViewportCommand::CancelClose));
    window.run_steps(2);
    assert!(asks(&window));
    let words = "The 2 waiting jobs stay in the list and start when Brandish is opened again.";
    assert!(window.query_by_label(words).is_some());
    click(&mut window, "Keep it open");
    window.run_steps(2);
    assert!(!asks(&window));
    request_close(&mut window);
    window.run_steps(2);
    window.get_by_label("Close Brandish").click();
    window.step();
    let mut closes = commanded(&window, &ViewportCommand::Close);
    for _ in 0..3 {
        window.step();
        closes |= commanded(&window, &ViewportCommand::Close);
    }
    assert!(closes);
    drop(window);
    let mut window = open(home.path(), quick, Decided::default());
    until(&mut window, "both pictures, as it was said", |window| {
        ["a mug: Done", "a kite: Done"].iter().all(|card| window.query_by_label(card).is_some())
    });
}

#[test]
fn without_an_open_job_it_closes_at_once() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    request_close(&mut window);
    assert!(!commanded(&window, &ViewportCommand::CancelClose));
    window.run_steps(2);
    assert!(!asks(&window));
}
