//! The window under test: a desktop without dialogs, frames until a condition holds, clicks by accessible
//! name. The tests hold what is asserted.

use crate::support::{Scripted, scripted};
use brandish::engine::{Catalog, LoadModel, Model};
use brandish::files::Home;
use brandish::job::Failure;
use brandish::studio::Studio;
use brandish::ui::{App, Desktop, FileDialog, Notification, refused_path};
use brandish_inference::nn::Placement;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A desktop without dialogs: each one returns a path that the test has set.
#[derive(Clone, Default)]
pub struct Decided {
    /// The path that the next dialog returns; `None` cancels it.
    pub goes_to: Rc<RefCell<Option<PathBuf>>>,
    pub asked: Rc<RefCell<Vec<FileDialog>>>,
    pub open: Rc<RefCell<Vec<(FileDialog, PathBuf)>>>,
    pub revealed: Rc<RefCell<Vec<PathBuf>>>,
    /// Whether it has no dialogs at all; the dialogs it was asked for, and what was said of typed paths.
    pub lacks_dialogs: Rc<std::cell::Cell<bool>>,
    pub missing: Rc<RefCell<Vec<(FileDialog, PathBuf)>>>,
    pub refusals: Rc<RefCell<Vec<String>>>,
    pub notified: Rc<RefCell<Vec<Notification>>>,
    /// The locales of the system; none is English, whatever the machine of the tests is set to.
    pub locales: Rc<RefCell<Vec<String>>>,
    /// Each change of whether the laptop is kept awake.
    pub awake: Rc<RefCell<Vec<bool>>>,
}

impl Desktop for Decided {
    fn open_dialog(&mut self, dialog: FileDialog, folder: Option<PathBuf>) {
        self.asked.borrow_mut().push(dialog.clone());
        if self.lacks_dialogs.get() {
            self.missing.borrow_mut().push((dialog, folder.unwrap_or_default()));
            return;
        }
        if let Some(path) = self.goes_to.borrow().clone() {
            self.open.borrow_mut().push((dialog, path));
        }
    }

    fn take_chosen(&mut self) -> Option<(FileDialog, PathBuf)> {
        self.open.borrow_mut().pop()
    }

    fn reveal(&mut self, path: &Path) {
        self.revealed.borrow_mut().push(path.to_owned());
    }

    fn notify(&mut self, notification: Notification) {
        self.notified.borrow_mut().push(notification);
    }

    fn keep_awake(&mut self, awake: bool) {
        self.awake.borrow_mut().push(awake);
    }

    fn take_error(&mut self) -> Option<String> {
        None
    }

    fn take_missing(&mut self) -> Option<(FileDialog, PathBuf)> {
        self.missing.borrow_mut().pop()
    }

    fn check_path(&mut self, dialog: FileDialog, path: PathBuf) {
        match refused_path(&dialog, &path) {
            Some(sentence) => self.refusals.borrow_mut().push(sentence),
            None => self.open.borrow_mut().push((dialog, path)),
        }
    }

    fn take_refusal(&mut self) -> Option<String> {
        self.refusals.borrow_mut().pop()
    }

    fn locales(&self) -> Vec<String> {
        self.locales.borrow().clone()
    }
}

pub type Window = Harness<'static, App>;

pub fn quick(_: &Path, _: &Placement) -> Result<Box<dyn Model>, Failure> {
    Ok(Box::new(Scripted { pause: Duration::from_millis(2) }))
}

pub fn open(home: &Path, load: LoadModel, desktop: Decided) -> Window {
    open_with(home, scripted(load), desktop)
}

pub fn open_with(home: &Path, catalog: Catalog, desktop: Decided) -> Window {
    let studio = Studio::open(Home::in_folder(home), catalog, || {}).unwrap();
    let app = App::new(studio, Box::new(desktop));
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_context_setup(brandish::ui::install_fonts)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    window.step();
    window
}

/// A font with Hebrew letters, which no system has to have.
pub fn add_hebrew(ctx: &egui::Context) {
    add_font(ctx, "Hebrew", include_bytes!("../fixtures/fonts/NotoSansHebrew-Regular.ttf"));
}

/// A font with Arabic letters, which no system has to have.
pub fn add_arabic(ctx: &egui::Context) {
    add_font(ctx, "Arabic", include_bytes!("../fixtures/fonts/NotoSansArabic-Regular.ttf"));
}

fn add_font(ctx: &egui::Context, name: &'static str, font: &'static [u8]) {
    use egui::FontFamily::{Name, Proportional};
    use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
    let priority = FontPriority::Lowest;
    let families = [Proportional, Name("strong".into())];
    let families = families.map(|family| InsertFontFamily { family, priority });
    ctx.add_font(FontInsert::new(name, egui::FontData::from_static(font), families.into()));
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the window reads files by their path".into())
    }
}

/// Drops a file onto the window.
pub fn drop_file(window: &mut Window, path: &Path) {
    window.input_mut().dropped_files.push(Arc::new(Dropped(path.to_owned())));
    window.step();
    window.step();
}

/// Draws frames until something is true of the window.
#[track_caller]
pub fn until(window: &mut Window, what: &str, mut is_true: impl FnMut(&Window) -> bool) {
    let begun = Instant::now();
    loop {
        window.step();
        if is_true(window) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "waited in vain for: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[track_caller]
pub fn click(window: &mut Window, name: &str) {
    // What appeared in the last frame may still move to its place.
    window.run_steps(3);
    window.get_by_label(name).click();
    window.step();
    window.step();
}

/// As `click`, for what may have to be waited for and scrolled to.
#[track_caller]
pub fn press(window: &mut Window, name: &str) {
    until(window, name, |window| window.query_by_label(name).is_some());
    window.get_by_label(name).scroll_to_me();
    window.run_steps(20);
    click(window, name);
}

/// Puts these words in the prompt's place.
pub fn type_prompt(window: &mut Window, words: &str) {
    window.get_by_label("What should it show?").focus();
    window.step();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.step();
    window.get_by_label("What should it show?").type_text(words);
    window.step();
}

/// Replaces the text of a field.
#[track_caller]
pub fn retype(window: &mut Window, field: &str, words: &str) {
    window.get_by_label(field).focus();
    window.step();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.step();
    window.key_press(egui::Key::Delete);
    window.step();
    if !words.is_empty() {
        window.get_by_label(field).type_text(words);
    }
    window.run_steps(2);
}
