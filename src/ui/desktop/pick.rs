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
                .set_title("Save the picture")
                .set_file_name(name)
                .add_filter("PNG", &["png"])
                .add_filter("JPEG", &["jpg", "jpeg"])
                .add_filter("WebP", &["webp"])
                .save_file(),
        ),
        FileDialog::Model { folder: false } => Box::pin(
            native
                .set_title("Choose a model")
                .add_filter("Model", &["gguf", "safetensors"])
                .pick_file(),
        ),
        FileDialog::PictureInput(input) => Box::pin(input.dialog(native).pick_file()),
        FileDialog::Brand(dialog) => pick_for_brand(dialog, native),
        FileDialog::Post(dialog) => pick_for_post(dialog, native),
        FileDialog::SupportFile => Box::pin(
            native
                .set_title("Save a support file")
                .set_file_name(support_file_name())
                .add_filter("Zip", &["zip"])
                .save_file(),
        ),
        FileDialog::Campaign(CampaignDialog::Table) => Box::pin(
            native
                .set_title("Choose the table of a campaign")
                .add_filter("Table", &["csv", "tsv", "xlsx"])
                .pick_file(),
        ),
        FileDialog::SavePictures(_)
        | FileDialog::Campaign(CampaignDialog::Folder)
        | FileDialog::PicturesFolder(_)
        | FileDialog::Model { folder: true } => {
            Box::pin(native.set_title("Choose a folder").pick_folder())
        }
    }
}

fn pick_for_post(dialog: &PostDialog, native: rfd::AsyncFileDialog) -> Pick {
    match dialog {
        PostDialog::Photo { .. } => Box::pin(
            native
                .set_title("Use my photo")
                .add_filter("Picture", &[&OPENED_ENDINGS[..], &PHONE_ENDINGS].concat())
                .pick_file(),
        ),
        PostDialog::SaveAs { name, .. } => Box::pin(
            native
                .set_title("Save the post")
                .set_file_name(name)
                .add_filter("PNG", &["png"])
                .add_filter("JPEG", &["jpg", "jpeg"])
                .add_filter("WebP", &["webp"])
                .save_file(),
        ),
        PostDialog::ExportAll => {
            Box::pin(native.set_title("Export all posts into a folder").pick_folder())
        }
    }
}

fn pick_for_brand(dialog: &BrandDialog, native: rfd::AsyncFileDialog) -> Pick {
    match dialog {
        BrandDialog::Import => Box::pin(
            native
                .set_title("Import a brand")
                .add_filter("Brand", &["brandish-persona", "toml"])
                .pick_file(),
        ),
        BrandDialog::Export { name, .. } => Box::pin(
            native
                .set_title("Export the brand")
                .set_file_name(name)
                .add_filter("Brand", &["brandish-persona"])
                .save_file(),
        ),
        BrandDialog::File { field, .. } if field.ends_with("font") => Box::pin(
            native.set_title("Choose a font").add_filter("Font", &["otf", "ttf"]).pick_file(),
        ),
        BrandDialog::Product(_) => Box::pin(
            native
                .set_title("Choose a photo of the product")
                .add_filter("Picture", &[&OPENED_ENDINGS[..], &PHONE_ENDINGS].concat())
                .pick_file(),
        ),
        BrandDialog::File { .. } => Box::pin(
            native.set_title("Choose a logo").add_filter("Picture", &OPENED_ENDINGS).pick_file(),
        ),
        BrandDialog::Palette(_) => Box::pin(
            native.set_title("Choose a picture").add_filter("Picture", &OPENED_ENDINGS).pick_file(),
        ),
    }
}

impl PictureInput {
    fn dialog(self, dialog: rfd::AsyncFileDialog) -> rfd::AsyncFileDialog {
        match self {
            Self::StartPicture => {
                dialog.set_title("Start from a picture").add_filter("Picture", &OPENED_ENDINGS)
            }
            Self::Mask => dialog
                .set_title("Choose a picture that is white where to redraw")
                .add_filter("Picture", &OPENED_ENDINGS),
            Self::Lora => dialog.set_title("Add a LoRA").add_filter("LoRA", &["safetensors"]),
        }
    }
}
