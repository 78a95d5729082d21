//! Settings, through accessible names: what the privacy group says, and the file for someone who helps.

use crate::support::window::{Decided, Window, open, press, quick, until};
use brandish::ui::FileDialog;
use egui_kittest::kittest::Queryable;
use std::path::Path;

fn settings_screen(home: &Path, desktop: &Decided) -> Window {
    let mut window = open(home, quick, desktop.clone());
    press(&mut window, "Settings");
    window
}

#[test]
fn the_privacy_group_says_what_leaves_and_saves_a_support_file() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = settings_screen(home.path(), &desktop);
    window.get_by_label("Nothing leaves this laptop: no account, no telemetry");
    let to = home.path().join("for help.zip");
    *desktop.goes_to.borrow_mut() = Some(to.clone());
    press(&mut window, "Save a support file…");
    assert_eq!(desktop.asked.borrow()[..], [FileDialog::SupportFile]);
    until(&mut window, "the message", |window| {
        window.query_by_label_contains("for help.zip").is_some()
    });
    let archive = zip::ZipArchive::new(std::fs::File::open(to).unwrap()).unwrap();
    assert!(archive.file_names().any(|name| name.unwrap() == "system.txt"));
}
