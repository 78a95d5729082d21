//! The window and the team queue: its address in Settings, the test, and jobs that show what they wait for.

use crate::support::team::Server;
use crate::support::window::{Decided, click, open, quick, until};
use brandish::files::RenderOn;
use brandish::job::State;
use egui_kittest::kittest::Queryable;

#[test]
fn the_address_is_typed_and_tested_and_jobs_show_what_they_wait_for() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::prepared();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Settings");
    click(&mut window, "Team queue");
    window.get_by_label("Type the address of your team's queue.");
    window.get_by_label("Queue").focus();
    window.step();
    window.get_by_label("Queue").type_text(&server.url());
    window.step();
    window.get_by_label("Store").focus();
    until(&mut window, "the address to take effect", |window| {
        window.state().studio().settings().queue.as_deref() == Some(server.url().as_str())
    });
    assert_eq!(window.state().studio().settings().render_on, RenderOn::Team);
    until(&mut window, "a note that nothing answers", |window| {
        window.query_all_by_label_contains("does not answer (").next().is_some()
    });
    click(&mut window, "Create");
    click(&mut window, "Generate");
    until(&mut window, "a job that shows what it waits for", |window| {
        window.query_all_by_label_contains("Waits until the team queue answers").next().is_some()
    });
    server.start();
    until(&mut window, "a job that waits for a worker", |window| {
        window.query_all_by_label_contains("Waits for a worker with spark").next().is_some()
    });
    let waits =
        |job: &brandish::job::Job| job.task.picture().is_none() || *job.state() == State::Queued;
    assert!(window.state().studio().jobs().all(waits));
    click(&mut window, "Settings");
    click(&mut window, "Test");
    until(&mut window, "the result of the test", |window| {
        window.query_all_by_label_contains("Queue and store answer. No worker").next().is_some()
    });
    // Drawn here again, new jobs do not wait for the team.
    click(&mut window, "This laptop");
    click(&mut window, "Create");
    click(&mut window, "Generate");
    until(&mut window, "a picture drawn here", |window| {
        window.state().studio().jobs().any(|job| job.picture().is_some())
    });
}

#[test]
fn a_wrong_address_is_refused_in_a_marketers_words() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Settings");
    click(&mut window, "Team queue");
    window.get_by_label("Queue").focus();
    window.step();
    window.get_by_label("Queue").type_text("queue.example");
    window.step();
    window.get_by_label("Store").focus();
    until(&mut window, "the refusal", |window| {
        let refusal = "“queue.example” is not the address of a team queue";
        window.query_all_by_label_contains(refusal).next().is_some()
    });
    assert!(window.query_all_by_label_contains("redis").next().is_none());
    assert!(window.query_all_by_label_contains("administrator gave").next().is_some());
}
