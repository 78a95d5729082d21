//! What the desktop around the window does for it: native dialogs, the file manager, notifications.
//! All of it may take long, so all of it happens on other threads; answers come by channel.

use super::brands::BrandQuestion;
use crate::job::JobId;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::{Duration, Instant};

/// The endings of files that are read as pictures.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "webp"];
/// A dialog that is gone sooner was never there.
const NO_DIALOG: Duration = Duration::from_millis(300);

/// A place that only the user can name.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// The file to save a picture as.
    SaveOne { job: JobId, name: String },
    /// The folder to save several pictures in.
    SaveMany(Vec<JobId>),
    /// Where new pictures go from now on; then a job is tried again.
    PicturesFolder(Option<JobId>),
    /// A model's file or folder.
    Model { folder: bool },
    /// A file that pictures are made with.
    With(Ingredient),
    /// A file that belongs to a brand.
    Brand(BrandQuestion),
}

/// What can go into a picture beside words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ingredient {
    /// The picture to start from.
    Start,
    /// The part of it that is drawn anew.
    Part,
    Lora,
}

impl Ingredient {
    fn dialog(self, dialog: rfd::AsyncFileDialog) -> rfd::AsyncFileDialog {
        match self {
            Self::Start => dialog.set_title("Start from a picture").add_filter("Picture", PICTURES),
            Self::Part => dialog
                .set_title("Choose a picture that is white where it is drawn anew")
                .add_filter("Picture", PICTURES),
            Self::Lora => dialog.set_title("Add a LoRA").add_filter("LoRA", &["safetensors"]),
        }
    }
}

/// The desktop as the window sees it; tests put their own in its place.
pub trait Desktop {
    /// Opens a dialog; it starts in `folder`.
    fn ask(&mut self, question: Question, folder: Option<PathBuf>);
    /// What the user chose since the last call. A closed dialog gives no answer.
    fn answer(&mut self) -> Option<(Question, PathBuf)>;
    /// Shows a file in the file manager.
    fn reveal(&mut self, path: &Path);
    /// Announces something while the window is not in front.
    fn notify(&mut self, title: &str, text: &str);
    /// What could not be done since the last call, as sentences for the user.
    fn trouble(&mut self) -> Option<String>;
}

/// The real desktop.
pub struct NativeDesktop {
    sender: Sender<(Question, PathBuf)>,
    answers: Receiver<(Question, PathBuf)>,
    troubled: Sender<String>,
    troubles: Receiver<String>,
    wake: egui::Context,
}

impl NativeDesktop {
    pub fn new(wake: egui::Context) -> Self {
        let (sender, answers) = unbounded();
        let (troubled, troubles) = unbounded();
        Self { sender, answers, troubled, troubles, wake }
    }

    fn in_background(&self, name: &str, work: impl FnOnce() + Send + 'static) {
        let wake = self.wake.clone();
        let started = std::thread::Builder::new().name(name.into()).spawn(move || {
            work();
            wake.request_repaint();
        });
        if let Err(error) = started {
            tracing::error!("no thread for the {name}: {error}");
        }
    }
}

/// A dialog's way back to the window.
struct Answer {
    question: Question,
    asked: Instant,
    sender: Sender<(Question, PathBuf)>,
    troubled: Sender<String>,
}

impl Answer {
    fn give(self, chosen: Option<rfd::FileHandle>) {
        // The window may be closed by now; then nobody waits for an answer.
        match chosen {
            Some(place) => {
                self.sender.send((self.question, place.path().to_owned())).ok();
            }
            // Nobody closes a dialog that fast: this desktop has none to show.
            None if self.asked.elapsed() < NO_DIALOG => {
                let instead = match self.question {
                    Question::Brand(BrandQuestion::Export { .. }) => {
                        "“brandish personas export” writes the file without one."
                    }
                    Question::Brand(_) | Question::Model { .. } => {
                        "Drop the file onto the window instead."
                    }
                    Question::With(_) => {
                        "“brandish generate” takes the file by --init-image, --mask or --lora."
                    }
                    _ => "“Show in folder” leads to the picture.",
                };
                let missing =
                    "This desktop has no file dialog to open (xdg-desktop-portal or zenity).";
                self.troubled.send(format!("{missing} {instead}")).ok();
            }
            None => {}
        }
    }
}

/// The dialog of a question about a brand, opened.
fn brand_dialog(
    dialog: rfd::AsyncFileDialog,
    question: &BrandQuestion,
) -> Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> {
    match question {
        BrandQuestion::Import => Box::pin(
            dialog
                .set_title("Take in a brand")
                .add_filter("Brand", &["brandish-persona", "toml"])
                .pick_file(),
        ),
        BrandQuestion::Export { name, .. } => Box::pin(
            dialog
                .set_title("Export the brand")
                .set_file_name(name)
                .add_filter("Brand", &["brandish-persona"])
                .save_file(),
        ),
        BrandQuestion::File { field, .. } if field.ends_with("font") => Box::pin(
            dialog.set_title("Choose a font").add_filter("Font", &["otf", "ttf"]).pick_file(),
        ),
        BrandQuestion::File { .. } => {
            Box::pin(dialog.set_title("Choose a logo").add_filter("Picture", PICTURES).pick_file())
        }
        BrandQuestion::Colours(_) => Box::pin(
            dialog.set_title("Choose a picture").add_filter("Picture", PICTURES).pick_file(),
        ),
    }
}

impl Desktop for NativeDesktop {
    fn ask(&mut self, question: Question, folder: Option<PathBuf>) {
        let mut dialog = rfd::AsyncFileDialog::new();
        if let Some(folder) = folder {
            dialog = dialog.set_directory(folder);
        }
        let answer = Answer {
            question,
            asked: Instant::now(),
            sender: self.sender.clone(),
            troubled: self.troubled.clone(),
        };
        // Made here, as macOS wants its dialogs from the main thread; awaited elsewhere.
        match &answer.question {
            Question::SaveOne { name, .. } => {
                let file = dialog
                    .set_title("Save the picture")
                    .set_file_name(name)
                    .add_filter("PNG", &["png"])
                    .add_filter("JPEG", &["jpg", "jpeg"])
                    .add_filter("WebP", &["webp"])
                    .save_file();
                self.in_background("dialog", move || answer.give(pollster::block_on(file)));
            }
            Question::Model { folder: false } => {
                let file = dialog
                    .set_title("Choose a model")
                    .add_filter("Model", &["gguf", "safetensors"])
                    .pick_file();
                self.in_background("dialog", move || answer.give(pollster::block_on(file)));
            }
            Question::With(ingredient) => {
                let file = ingredient.dialog(dialog).pick_file();
                self.in_background("dialog", move || answer.give(pollster::block_on(file)));
            }
            Question::Brand(question) => {
                let file = brand_dialog(dialog, question);
                self.in_background("dialog", move || answer.give(pollster::block_on(file)));
            }
            Question::SaveMany(_)
            | Question::PicturesFolder(_)
            | Question::Model { folder: true } => {
                let folder = dialog.set_title("Choose a folder").pick_folder();
                self.in_background("dialog", move || answer.give(pollster::block_on(folder)));
            }
        }
    }

    fn answer(&mut self) -> Option<(Question, PathBuf)> {
        self.answers.try_recv().ok()
    }

    fn reveal(&mut self, path: &Path) {
        let (path, troubled) = (path.to_owned(), self.troubled.clone());
        self.in_background("file manager", move || {
            let shown = if path.is_dir() { opener::open(&path) } else { opener::reveal(&path) };
            if let Err(error) = shown {
                tracing::warn!("{} cannot be shown: {error}", path.display());
                let folder = path.parent().unwrap_or(&path).display();
                troubled
                    .send(format!("No file manager answered. The picture is in {folder}."))
                    .ok();
            }
        });
    }

    fn notify(&mut self, title: &str, text: &str) {
        let (title, text) = (title.to_owned(), text.to_owned());
        self.in_background("notification", move || {
            let shown = notify_rust::Notification::new()
                .appname("Brandish")
                .summary(&title)
                .body(&text)
                .show();
            if let Err(error) = shown {
                tracing::info!("no notification: {error}");
            }
        });
    }

    fn trouble(&mut self) -> Option<String> {
        self.troubles.try_recv().ok()
    }
}
