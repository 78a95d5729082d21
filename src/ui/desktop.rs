//! What the desktop around the window does for it: native dialogs, the file manager, notifications.
//! Each of these may block for long, so each runs on a thread of its own and sends its result by channel.

mod pick;

use super::brands::BrandDialog;
use super::campaign::CampaignDialog;
use super::path_field::refused_path;
use super::text;
use crate::brief::Format;
use crate::job::JobId;
use brandish_inference::{FileKind, Usage};
use crossbeam_channel::{Receiver, Sender, unbounded};
use pick::pick;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A dialog that ends sooner was never opened.
const NO_DIALOG: Duration = Duration::from_millis(300);

/// The sound of a notification, by the name that each system has for one.
const SOUND: &str = if cfg!(target_os = "macos") {
    "Glass"
} else if cfg!(windows) {
    "Default"
} else {
    // freedesktop.org's sound naming specification.
    "complete"
};

/// A native dialog for one file or folder.
#[derive(Clone, Debug, PartialEq)]
pub enum FileDialog {
    /// The file to save a picture as.
    SavePicture { job: JobId, name: String },
    /// The folder to save several pictures in.
    SavePictures(Vec<JobId>),
    /// The folder of new pictures; then a job is retried.
    PicturesFolder(Option<JobId>),
    /// A model's file or folder.
    Model { folder: bool },
    /// A file that pictures are made with.
    PictureInput(PictureInput),
    /// A file that belongs to a brand.
    Brand(BrandDialog),
    /// A file of a post.
    Post(PostDialog),
    /// The table or the folder of a campaign.
    Campaign(CampaignDialog),
    /// The file to save facts for someone who helps as.
    SupportFile,
}

/// A file that a post is made of, or that is made of it.
#[derive(Clone, Debug, PartialEq)]
pub enum PostDialog {
    /// A photo of the user's own: the post's picture, or another one beside it.
    Photo { beside: bool },
    /// The file to save the post for one format as.
    SaveAs { format: &'static Format, name: String },
    /// The folder in which a folder with all posts is made.
    ExportAll,
}

/// A file that pictures are made with beside the prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureInput {
    StartPicture,
    /// Which part of the start picture is redrawn: white.
    Mask,
    Lora,
}

/// What the desktop shows while the window is behind others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    pub title: String,
    pub text: String,
    pub with_sound: bool,
}

/// The desktop as the window uses it; tests implement it without one.
pub trait Desktop {
    /// Opens a dialog; it starts in `folder`.
    fn open_dialog(&mut self, dialog: FileDialog, folder: Option<PathBuf>);
    /// The path that the user chose in a dialog since the last call. A cancelled dialog returns none.
    fn take_chosen(&mut self) -> Option<(FileDialog, PathBuf)>;
    /// Shows a file in the file manager.
    fn reveal(&mut self, path: &Path);
    /// Shows a notification.
    fn notify(&mut self, notification: Notification);
    /// Keeps the laptop from falling asleep, until it is called with `false`.
    fn keep_awake(&mut self, awake: bool);
    /// What has failed since the last call, as a sentence for the user.
    fn take_error(&mut self) -> Option<String>;
    /// A dialog that was requested since the last call and that the desktop does not have, with the folder it would begin in.
    fn take_missing(&mut self) -> Option<(FileDialog, PathBuf)>;
    /// Looks at a path that the user typed in the place of a dialog: it is chosen, or refused with a sentence.
    fn check_path(&mut self, dialog: FileDialog, path: PathBuf);
    /// Why a typed path was refused since the last call.
    fn take_refusal(&mut self) -> Option<String>;
    /// The locales that the user prefers, best first, such as `de-AT`.
    fn locales(&self) -> Vec<String>;
}

/// The real desktop.
pub struct NativeDesktop {
    chosen_sender: Sender<(FileDialog, PathBuf)>,
    chosen: Receiver<(FileDialog, PathBuf)>,
    error_sender: Sender<String>,
    errors: Receiver<String>,
    missing_sender: Sender<(FileDialog, PathBuf)>,
    missing: Receiver<(FileDialog, PathBuf)>,
    refusal_sender: Sender<String>,
    refusals: Receiver<String>,
    context: egui::Context,
    /// What keeps the laptop awake. It is asked for by D-Bus, which may block, so never by a frame.
    awake: Arc<Mutex<Option<keepawake::KeepAwake>>>,
}

impl NativeDesktop {
    pub fn new(context: egui::Context) -> Self {
        let (chosen_sender, chosen) = unbounded();
        let (error_sender, errors) = unbounded();
        let (missing_sender, missing) = unbounded();
        let (refusal_sender, refusals) = unbounded();
        Self {
            chosen_sender,
            chosen,
            error_sender,
            errors,
            missing_sender,
            missing,
            refusal_sender,
            refusals,
            context,
            awake: Arc::default(),
        }
    }

    fn in_background(&self, name: &str, work: impl FnOnce() + Send + 'static) {
        let (context, language) = (self.context.clone(), text::language());
        let started = std::thread::Builder::new().name(name.into()).spawn(move || {
            text::show_in(language);
            work();
            context.request_repaint();
        });
        if let Err(error) = started {
            tracing::error!("no thread for the {name}: {error}");
        }
    }
}

/// Where the result of an open dialog goes.
struct OpenDialog {
    dialog: FileDialog,
    folder: Option<PathBuf>,
    opened: Instant,
    chosen: Sender<(FileDialog, PathBuf)>,
    errors: Sender<String>,
    missing: Sender<(FileDialog, PathBuf)>,
}

impl OpenDialog {
    /// Sends the result. The window may be closed by now; then nobody receives it.
    fn finish(self, chosen: Option<rfd::FileHandle>) {
        match chosen {
            Some(file) => {
                let refusal = match self.dialog {
                    FileDialog::PictureInput(PictureInput::Lora) => refused_lora(file.path()),
                    _ => None,
                };
                match refusal {
                    Some(sentence) => self.errors.send(sentence).ok(),
                    None => self.chosen.send((self.dialog, file.path().to_owned())).ok(),
                };
            }
            // No user closes a dialog that fast: this desktop has none.
            None if self.opened.elapsed() < NO_DIALOG => self.report_missing(),
            None => {}
        }
    }

    fn report_missing(self) {
        tracing::info!("no file dialog: neither xdg-desktop-portal nor zenity answers");
        let folder = self.folder.unwrap_or_else(users_pictures);
        self.missing.send((self.dialog, folder)).ok();
    }
}

/// Whether this desktop may have dialogs for files: a portal is reached by the session bus, and zenity is a program. Asking
/// them takes seconds on a busy laptop, longer than a user who closes a dialog.
fn may_have_dialogs() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let is_in = |list: &str, name: &str| {
        let folders = std::env::var_os(list).unwrap_or_default();
        std::env::split_paths(&folders).any(|folder| folder.join(name).exists())
    };
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
    has_bus || is_in("XDG_RUNTIME_DIR", "bus") || is_in("PATH", "zenity")
}

/// Why a file is no LoRA. It reads the file's header, on the dialog's thread.
fn refused_lora(path: &Path) -> Option<String> {
    let kind = FileKind::of(path);
    // What is not recognised is left to its reader.
    let may_be = kind.usage() == Some(Usage::Lora) || kind == FileKind::Unknown;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    (!may_be).then(|| text!("dialog-lora-refused", name = name, reason = kind.reason()))
}

/// The user's folder of pictures, or else the home folder.
fn users_pictures() -> PathBuf {
    let users = directories::UserDirs::new();
    let folder = users.as_ref().map(|users| users.picture_dir().unwrap_or(users.home_dir()));
    folder.map_or_else(PathBuf::new, Path::to_owned)
}

impl Desktop for NativeDesktop {
    fn open_dialog(&mut self, dialog: FileDialog, folder: Option<PathBuf>) {
        let mut native = rfd::AsyncFileDialog::new();
        if let Some(folder) = &folder {
            native = native.set_directory(folder);
        }
        let picked = pick(&dialog, native);
        let open = OpenDialog {
            dialog,
            folder,
            opened: Instant::now(),
            chosen: self.chosen_sender.clone(),
            errors: self.error_sender.clone(),
            missing: self.missing_sender.clone(),
        };
        self.in_background("dialog", move || match may_have_dialogs() {
            true => open.finish(pollster::block_on(picked)),
            false => open.report_missing(),
        });
    }

    fn take_chosen(&mut self) -> Option<(FileDialog, PathBuf)> {
        self.chosen.try_recv().ok()
    }

    fn reveal(&mut self, path: &Path) {
        let (path, errors) = (path.to_owned(), self.error_sender.clone());
        self.in_background("file manager", move || {
            let shown = if path.is_dir() { opener::open(&path) } else { opener::reveal(&path) };
            if let Err(error) = shown {
                tracing::warn!("{} cannot be shown: {error}", path.display());
                let folder = path.parent().unwrap_or(&path).display();
                errors.send(text!("dialog-no-file-manager", folder = folder)).ok();
            }
        });
    }

    fn notify(&mut self, notification: Notification) {
        self.in_background("notification", move || {
            let mut native = notify_rust::Notification::new();
            native.appname("Brandish").summary(&notification.title).body(&notification.text);
            native.icon("brandish");
            if notification.with_sound {
                native.sound_name(SOUND);
            }
            let shown = native.show();
            if let Err(error) = shown {
                tracing::info!("no notification: {error}");
            }
        });
    }

    fn take_missing(&mut self) -> Option<(FileDialog, PathBuf)> {
        self.missing.try_recv().ok()
    }

    fn check_path(&mut self, dialog: FileDialog, path: PathBuf) {
        let (chosen, refusals) = (self.chosen_sender.clone(), self.refusal_sender.clone());
        self.in_background("path", move || match refused_path(&dialog, &path) {
            Some(sentence) => refusals.send(sentence).unwrap_or_default(),
            None => chosen.send((dialog, path)).unwrap_or_default(),
        });
    }

    fn take_refusal(&mut self) -> Option<String> {
        self.refusals.try_recv().ok()
    }

    fn keep_awake(&mut self, awake: bool) {
        let held = self.awake.clone();
        self.in_background("keep awake", move || {
            // Calls may overtake each other only between here and there; the last one that was asked for stands.
            let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
            if !awake {
                *held = None;
                return;
            }
            let mut lock = keepawake::Builder::default();
            lock.idle(true).reason(text!("dialog-pictures-being-made")).app_name("Brandish");
            match lock.app_reverse_domain("app.brandish.Brandish").create() {
                Ok(lock) => *held = Some(lock),
                Err(error) => tracing::info!("the laptop is not kept awake: {error}"),
            }
        });
    }

    fn take_error(&mut self) -> Option<String> {
        self.errors.try_recv().ok()
    }

    fn locales(&self) -> Vec<String> {
        sys_locale::get_locales().collect()
    }
}
