//! The native dialog for each kind of file: its title, and the files that it offers.
//! Where the result goes is known in `desktop`.

use super::{FileDialog, PictureInput, PostDialog};
use crate::files::support_file_name;
use crate::post::{OPENED_ENDINGS, PHONE_ENDINGS};
use crate::ui::brands::BrandDialog;
use crate::ui::campaign::CampaignDialog;
use std::pin::Pin;

/// A dialog that is open.
pub(super) type Pick = Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>>;

/// Opens a dialog. It is made on the window's thread, as macOS requires, and awaited on another.
pub(super) fn pick(dialog: &FileDialog, native: rfd::AsyncFileDialog) -> Pick {
    match dialog {
        FileDialog::SavePicture { name, .. } => Box::pin(
            native
                .set_title(text!("dialog-save-the-picture"))
                .set_file_name(name)
                .add_filter("PNG", &["png"])
                .add_filter("JPEG", &["jpg", "jpeg"])
                .add_filter("WebP", &["webp"])
                .save_file(),
        ),
        FileDialog::Model { folder: false } => Box::pin(
            native
                .set_title(text!("dialog-choose-a-model"))
                .add_filter(text!("dialog-model"), &["gguf", "safetensors"])
                .pick_file(),
        ),
        FileDialog::PictureInput(input) => Box::pin(input.dialog(native).pick_file()),
        FileDialog::Brand(dialog) => pick_for_brand(dialog, native),
        FileDialog::Post(dialog) => pick_for_post(dialog, native),
        FileDialog::SupportFile => Box::pin(
            native
                .set_title(text!("dialog-save-support-file"))
                .set_file_name(support_file_name())
                .add_filter("Zip", &["zip"])
                .save_file(),
        ),
        FileDialog::Campaign(CampaignDialog::Table) => Box::pin(
            native
                .set_title(text!("dialog-choose-table-campaign"))
                .add_filter(text!("dialog-table"), &["csv", "tsv", "xlsx"])
                .pick_file(),
        ),
        FileDialog::SavePictures(_)
        | FileDialog::Campaign(CampaignDialog::Folder)
        | FileDialog::PicturesFolder(_)
        | FileDialog::Model { folder: true } => {
            Box::pin(native.set_title(text!("dialog-choose-a-folder")).pick_folder())
        }
    }
}

fn pick_for_post(dialog: &PostDialog, native: rfd::AsyncFileDialog) -> Pick {
    match dialog {
        PostDialog::Photo { .. } => Box::pin(
            native
                .set_title(text!("dialog-use-my-photo"))
                .add_filter(
                    text!("dialog-picture"),
                    &[&OPENED_ENDINGS[..], &PHONE_ENDINGS].concat(),
                )
                .pick_file(),
        ),
        PostDialog::SaveAs { name, .. } => Box::pin(
            native
                .set_title(text!("dialog-save-the-post"))
                .set_file_name(name)
                .add_filter("PNG", &["png"])
                .add_filter("JPEG", &["jpg", "jpeg"])
                .add_filter("WebP", &["webp"])
                .save_file(),
        ),
        PostDialog::ExportAll => {
            Box::pin(native.set_title(text!("dialog-export-all-posts-into-folder")).pick_folder())
        }
    }
}

fn pick_for_brand(dialog: &BrandDialog, native: rfd::AsyncFileDialog) -> Pick {
    match dialog {
        BrandDialog::Import => Box::pin(
            native
                .set_title(text!("dialog-import-a-brand"))
                .add_filter(text!("dialog-brand"), &["brandish-persona", "toml"])
                .pick_file(),
        ),
        BrandDialog::Export { name, .. } => Box::pin(
            native
                .set_title(text!("dialog-export-the-brand"))
                .set_file_name(name)
                .add_filter(text!("dialog-brand"), &["brandish-persona"])
                .save_file(),
        ),
        BrandDialog::File { field, .. } if field.ends_with("font") => Box::pin(
            native
                .set_title(text!("dialog-choose-a-font"))
                .add_filter(text!("dialog-font"), &["otf", "ttf"])
                .pick_file(),
        ),
        BrandDialog::Product(_) => Box::pin(
            native
                .set_title(text!("dialog-choose-photo-product"))
                .add_filter(
                    text!("dialog-picture"),
                    &[&OPENED_ENDINGS[..], &PHONE_ENDINGS].concat(),
                )
                .pick_file(),
        ),
        BrandDialog::File { .. } => Box::pin(
            native
                .set_title(text!("dialog-choose-a-logo"))
                .add_filter(text!("dialog-picture"), &OPENED_ENDINGS)
                .pick_file(),
        ),
        BrandDialog::Palette(_) => Box::pin(
            native
                .set_title(text!("dialog-choose-a-picture"))
                .add_filter(text!("dialog-picture"), &OPENED_ENDINGS)
                .pick_file(),
        ),
    }
}

impl PictureInput {
    fn dialog(self, dialog: rfd::AsyncFileDialog) -> rfd::AsyncFileDialog {
        match self {
            Self::StartPicture => dialog
                .set_title(text!("dialog-start-from-picture"))
                .add_filter(text!("dialog-picture"), &OPENED_ENDINGS),
            Self::Mask => dialog
                .set_title(text!("dialog-choose-picture-white-redraw"))
                .add_filter(text!("dialog-picture"), &OPENED_ENDINGS),
            Self::Lora => {
                dialog.set_title(text!("dialog-add-a-lora")).add_filter("LoRA", &["safetensors"])
            }
        }
    }
}
