//! The settings that a person expects, through accessible names: each is saved and followed.

use crate::support::window::{Decided, Window, open, press, quick, type_prompt, until};
use brandish::files::Settings;
use brandish::ui::FileDialog;
use egui::accesskit::Toggled;
use egui_kittest::kittest::{NodeT, Queryable};
use std::path::Path;
use std::time::{Duration, Instant};

fn settings_screen(home: &Path, desktop: &Decided) -> Window {
    let mut window = open(home, quick, desktop.clone());
    press(&mut window, "Settings");
    window
}

/// The settings file, when it holds what is expected.
#[track_caller]
fn saved(window: &mut Window, home: &Path, is_expected: impl Fn(&Settings) -> bool) {
    let file = home.join("settings.toml");
    until(window, "the saved settings", |_| is_expected(&Settings::read(&file)));
}

/// Makes one picture while the window is behind others.
fn make_picture(window: &mut Window) {
    press(window, "Create");
    type_prompt(window, "a red shoe");
    window.input_mut().focused = false;
    let viewport = window.input().viewport_id;
    window.input_mut().viewports.entry(viewport).or_default().focused = Some(false);
    let before = window.state().studio().jobs().count();
    press(window, "Generate");
    until(window, "the picture", |window| {
        let studio = window.state().studio();
        studio.jobs().count() > before && studio.jobs().all(|job| job.state().is_over())
    });
    window.run_steps(3);
}

#[test]
fn the_processor_and_the_sleep_of_the_laptop_are_set() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = settings_screen(home.path(), &desktop);
    press(&mut window, "Keep this computer usable while rendering");
    saved(&mut window, home.path(), |settings| settings.quiet_mode);
    make_picture(&mut window);
    assert_eq!(desktop.awake.borrow()[..], [true, false]);

    press(&mut window, "Settings");
    press(&mut window, "Keep this laptop awake");
    saved(&mut window, home.path(), |settings| !settings.keep_awake);
    make_picture(&mut window);
    assert_eq!(desktop.awake.borrow()[..], [true, false]);
}

#[test]
fn quiet_mode_is_kept_and_half_of_the_processor_was_it_in_earlier_versions() {
    const NAME: &str = "Keep this computer usable while rendering";
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let is_on = |window: &Window| {
        let toggled = window.get_by_label(NAME).accesskit_node().toggled();
        toggled == Some(Toggled::True)
    };
    std::fs::write(home.path().join("settings.toml"), "processor = \"half\"\n").unwrap();
    let mut window = settings_screen(home.path(), &desktop);
    assert!(is_on(&window));
    press(&mut window, NAME);
    saved(&mut window, home.path(), |settings| !settings.quiet_mode);
    drop(window);
    let mut window = settings_screen(home.path(), &desktop);
    assert!(!is_on(&window));
    press(&mut window, NAME);
    saved(&mut window, home.path(), |settings| settings.quiet_mode);
    drop(window);
    assert!(is_on(&settings_screen(home.path(), &desktop)));
}

#[test]
fn a_finished_picture_is_notified_with_a_sound_where_that_is_set() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = settings_screen(home.path(), &desktop);
    press(&mut window, "With a sound");
    saved(&mut window, home.path(), |settings| settings.sound);
    make_picture(&mut window);
    let notified = desktop.notified.borrow().clone();
    assert!(notified.iter().any(|shown| shown.title == "Your picture is ready"), "{notified:?}");
    assert!(notified.iter().all(|shown| shown.with_sound), "{notified:?}");
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

#[test]
fn pictures_are_made_and_announced_while_the_window_is_minimised() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = open(home.path(), quick, desktop.clone());
    type_prompt(&mut window, "a red shoe");
    (0..3).for_each(|_| press(&mut window, "More pictures"));
    window.input_mut().focused = false;
    press(&mut window, "Generate");
    // A minimised window is woken, and draws no frame.
    let context = window.ctx.clone();
    let begun = Instant::now();
    let done = |window: &Window| {
        let jobs = window.state().studio().jobs().filter(|job| job.picture().is_some());
        jobs.count()
    };
    while done(&window) < 4 {
        assert!(begun.elapsed() < Duration::from_secs(60), "{} of 4", done(&window));
        eframe::App::logic(window.state_mut(), &context, &mut eframe::Frame::_new_kittest());
        std::thread::sleep(Duration::from_millis(5));
    }
    let notified = desktop.notified.borrow();
    assert!(!notified.is_empty(), "the end was not announced");
}
