//! What the window says of a history that could not be read whole: once, and everything else works.

use crate::support::window::{Decided, Window, click, open, quick, type_prompt, until};
use brandish::brief::Brief;
use brandish::engine::Catalog;
use brandish::files::Home;
use brandish::job::State;
use brandish::studio::Studio;
use egui_kittest::kittest::Queryable;
use std::path::Path;

/// A home with three pictures.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let catalog: Catalog = crate::support::scripted(quick);
    let mut studio = Studio::open(Home::in_folder(home.path()), catalog, || {}).unwrap();
    let brief = Brief { prompt: "mug".into(), count: 3, steps: Some(1), ..Brief::default() };
    for id in studio.submit(&brief, false).unwrap() {
        let job = studio.wait(id, |_| std::ops::ControlFlow::Continue(())).unwrap();
        assert_eq!(*job.state(), State::Done);
    }
    home
}

fn says(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

/// Draws one more picture, and finds `pictures` in the Library.
fn assert_works(window: &mut Window, pictures: &str) {
    type_prompt(window, "shoes");
    click(window, "Generate");
    until(window, "the picture", |window| {
        let newest = window.state().studio().jobs().next();
        newest.is_some_and(|job| job.task.prompt() == "shoes" && *job.state() == State::Done)
    });
    click(window, "Library");
    until(window, pictures, |window| says(window, pictures));
}

fn change_newest(home: &Path, change: &str) {
    let database = rusqlite::Connection::open(home.join("history.sqlite")).unwrap();
    let sql = format!("UPDATE jobs SET {change} WHERE id = (SELECT max(id) FROM jobs)");
    assert_eq!(database.execute(&sql, []).unwrap(), 1);
}

#[test]
fn a_row_that_cannot_be_read_is_counted_once_and_the_rest_works() {
    let home = home();
    change_newest(home.path(), "state = 'dreaming'");
    let mut window = open(home.path(), quick, Decided::default());
    until(&mut window, "the count", |window| says(window, "1 job in history cannot be read"));
    click(&mut window, "Close message");
    assert!(!says(&window, "cannot be read"));
    assert_works(&mut window, "3 pictures");
    assert!(!says(&window, "cannot be read"), "it is said once");
}

#[test]
fn a_damaged_history_is_said_with_what_was_saved() {
    let home = home();
    std::fs::write(home.path().join("history.sqlite"), b"no database at all").unwrap();
    for log in ["history.sqlite-wal", "history.sqlite-shm"] {
        std::fs::remove_file(home.path().join(log)).ok();
    }
    let mut window = open(home.path(), quick, Decided::default());
    until(&mut window, "the message", |window| says(window, "3 pictures listed again"));
    click(&mut window, "Close message");
    assert_works(&mut window, "4 pictures");
}
