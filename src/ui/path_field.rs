//! A field for a path, in the place of a file dialog on a desktop that has none.
//! It asks and shows what is wrong; the desktop's thread looks at the disk, the app uses the path.

use super::brands::BrandDialog;
use super::campaign::CampaignDialog;
use super::desktop::{FileDialog, PostDialog};
use super::keys;
use super::text_field;
use super::theme::{Look, strong};
use crate::files::support_file_name;
use crate::files::why_unwritable;
use egui::{Context, Id, Label, Modal, RichText};
use std::path::{Path, PathBuf};

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// A file that is written.
    Save,
    /// A file that is read.
    Open,
    /// A folder that is written into; it is made where only the one around it exists.
    WriteInto,
    /// A folder that is read.
    OpenFolder,
}

impl Use {
    fn of(dialog: &FileDialog) -> Self {
        match dialog {
            FileDialog::SavePicture { .. }
            | FileDialog::Post(PostDialog::SaveAs { .. })
            | FileDialog::SupportFile
            | FileDialog::Brand(BrandDialog::Export { .. }) => Self::Save,
            FileDialog::SavePictures(_)
            | FileDialog::PicturesFolder(_)
            | FileDialog::Campaign(CampaignDialog::Folder)
            | FileDialog::Post(PostDialog::ExportAll) => Self::WriteInto,
            FileDialog::Model { folder: true } => Self::OpenFolder,
            FileDialog::Model { folder: false }
            | FileDialog::PictureInput(_)
            | FileDialog::Brand(_)
            | FileDialog::Campaign(CampaignDialog::Table)
            | FileDialog::Post(PostDialog::Photo { .. }) => Self::Open,
        }
    }

    /// The title of the field, and the word on its button.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Save => (text!("path-save-as"), text!("path-save")),
            Self::Open => (text!("path-open-a-file"), text!("path-open")),
            Self::WriteInto => (text!("path-choose-a-folder"), text!("path-save-here")),
            Self::OpenFolder => (text!("path-open-a-folder"), text!("path-open")),
        }
    }
}

/// The open field.
pub struct PathField {
    dialog: FileDialog,
    text: String,
    /// Why the last path was refused.
    error: Option<String>,
    /// A path is being looked at.
    checking: bool,
    focused: bool,
}

/// What the user did with the field.
pub enum PathAnswer {
    /// Look at this path, and use it if it can be used.
    Check(FileDialog, PathBuf),
    Cancel,
}

impl PathField {
    /// A field for a dialog that begins in a folder, with the name that the dialog proposes.
    pub fn new(dialog: FileDialog, folder: &Path) -> Self {
        let support_file = support_file_name();
        let name = match &dialog {
            FileDialog::SupportFile => support_file.as_str(),
            FileDialog::SavePicture { name, .. }
            | FileDialog::Post(PostDialog::SaveAs { name, .. })
            | FileDialog::Brand(BrandDialog::Export { name, .. }) => name.as_str(),
            _ => "",
        };
        let mut text = folder.join(name).display().to_string();
        if Use::of(&dialog) == Use::Open && !text.ends_with(std::path::MAIN_SEPARATOR) {
            // The file's name is typed behind it.
            text.push(std::path::MAIN_SEPARATOR);
        }
        Self { dialog, text, error: None, checking: false, focused: false }
    }

    /// Shows why the path cannot be used.
    pub fn refuse(&mut self, sentence: String) {
        (self.error, self.checking) = (Some(sentence), false);
    }

    /// Whether the field asks for what a dialog would have.
    pub fn is_for(&self, dialog: &FileDialog) -> bool {
        self.dialog == *dialog
    }

    /// Draws the field over the window.
    pub fn ui(&mut self, ctx: &Context, look: &Look) -> Option<PathAnswer> {
        let (title, word) = Use::of(&self.dialog).words();
        let modal = Modal::new(Id::unique("path")).show(ctx, |ui| {
            ui.set_width(520.0f32.min(ctx.content_rect().width() - 64.0));
            ui.label(strong(title, 17.0).color(look.ink));
            let text = text!("path-desktop-has-no-file-dialog");
            ui.add(Label::new(RichText::new(text).small().color(look.quiet)).wrap());
            ui.add_space(4.0);
            let field = text_field::singleline(ui, &mut self.text, |field| {
                field.margin(8).desired_width(f32::INFINITY)
            });
            let field = field.accessible_name(text!("path-path"));
            if !std::mem::replace(&mut self.focused, true) {
                field.request_focus();
            }
            if field.changed() {
                self.error = None;
            }
            let entered = field.lost_focus() && keys::is_entered(ui.ctx());
            if let Some(error) = &self.error {
                ui.add(Label::new(RichText::new(error).color(look.bad)).wrap());
            }
            ui.add_space(8.0);
            let mut answer = None;
            ui.horizontal(|ui| {
                let may = !self.checking && !self.text.trim().is_empty();
                let button = egui::Button::new(RichText::new(word).color(look.on_accent));
                let button = ui.add_enabled(may, button.fill(look.accent));
                if button.accessible_name(word).clicked() || (entered && may) {
                    self.checking = true;
                    let path = with_home(self.text.trim());
                    answer = Some(PathAnswer::Check(self.dialog.clone(), path));
                }
                if ui.button(text!("path-cancel")).clicked() {
                    answer = Some(PathAnswer::Cancel);
                }
                if self.checking {
                    ui.add(egui::Spinner::new().size(16.0));
                }
            });
            answer
        });
        let closed = modal.should_close();
        modal.inner.or(closed.then_some(PathAnswer::Cancel))
    }
}

/// The path with the user's own folder in the place of a `~` at its beginning.
fn with_home(text: &str) -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}

/// Why a path cannot be used for what a dialog asks, in a sentence; none where it can. It reads the disk, and makes a
/// folder that is to be written into.
pub fn refused_path(dialog: &FileDialog, path: &Path) -> Option<String> {
    let shown = path.display();
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let unwritable = |folder: &Path| {
        why_unwritable(folder).map(|error| {
            text!("path-not-writable", folder = folder.display(), error = error.to_string())
        })
    };
    if path.is_relative() {
        return Some(text!("path-not-whole", path = shown));
    }
    match Use::of(dialog) {
        Use::Open if path.is_dir() => Some(text!("path-add-name-of-file", path = shown)),
        Use::Open if !path.is_file() => Some(text!("path-no-file", path = shown)),
        Use::OpenFolder if !path.is_dir() => Some(text!("path-no-folder", path = shown)),
        Use::Open | Use::OpenFolder => None,
        Use::Save if path.is_dir() => Some(text!("path-add-name-for-file", path = shown)),
        Use::Save if path.exists() => Some(text!("path-file-exists", path = shown)),
        Use::Save => match parent.filter(|parent| parent.is_dir()) {
            Some(parent) => unwritable(parent),
            None => Some(text!("path-no-folder", path = parent.unwrap_or(path).display())),
        },
        Use::WriteInto if path.is_dir() => unwritable(path),
        Use::WriteInto if path.exists() => Some(text!("path-not-a-folder", path = shown)),
        Use::WriteInto => match parent.filter(|parent| parent.is_dir()) {
            Some(_) => {
                let made = std::fs::create_dir(path).err();
                made.map(|error| {
                    text!("path-folder-not-made", path = shown, error = error.to_string())
                })
            }
            None => Some(text!("path-no-folder", path = parent.unwrap_or(path).display())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::FORMATS;

    #[test]
    fn what_cannot_be_used_is_named_and_a_folder_to_write_into_is_made() {
        let home = tempfile::tempdir().unwrap();
        let (file, folder) = (home.path().join("a.png"), home.path().join("posts"));
        std::fs::write(&file, b"x").unwrap();
        let save =
            FileDialog::Post(PostDialog::SaveAs { format: &FORMATS[0], name: "b.png".into() });
        let open = FileDialog::Post(PostDialog::Photo { beside: false });
        let all = FileDialog::Post(PostDialog::ExportAll);
        let model = FileDialog::Model { folder: true };
        let refused = |dialog: &FileDialog, path: &Path| refused_path(dialog, path).unwrap();
        assert!(refused(&save, &file).contains("already"));
        assert!(refused(&save, home.path()).contains("Add a name"));
        assert!(refused(&save, &folder.join("b.png")).contains("There is no folder"));
        assert!(refused(&save, Path::new("b.png")).contains("whole path"));
        assert_eq!(refused_path(&save, &home.path().join("b.png")), None);
        assert!(refused(&open, &home.path().join("b.png")).contains("There is no file"));
        assert!(refused(&open, home.path()).contains("is a folder"));
        assert_eq!(refused_path(&open, &file), None);
        assert!(refused(&all, &file).contains("not a folder"));
        assert!(refused(&model, &folder).contains("There is no folder"));
        assert_eq!(refused_path(&all, &folder), None);
        assert!(folder.is_dir());
    }

    #[test]
    fn the_field_begins_with_what_the_dialog_proposes() {
        let folder = Path::new("/home/me/Pictures");
        let save = PostDialog::SaveAs { format: &FORMATS[0], name: "run.png".into() };
        let field = PathField::new(FileDialog::Post(save), folder);
        assert_eq!(field.text, folder.join("run.png").display().to_string());
        let photo = FileDialog::Post(PostDialog::Photo { beside: true });
        assert!(PathField::new(photo, folder).text.ends_with("Pictures/"));
    }
}
