//! `brandish describe`: a sentence of what a photo shows, as a draft of its alternative text.
//! The model is one that the user downloaded; it is run by the engine.

use super::output::{note, print, print_json};
use super::{CliError, installed_models};
use crate::engine::{PhotoTask, describe};
use crate::files;
use crate::post::read_photo;
use std::ops::ControlFlow;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Describe {
    /// A photo: PNG, JPEG, WebP or GIF
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Describe {
    pub(super) fn run(self) -> Result<(), CliError> {
        let source = files::read_picture_file(&self.file)
            .map_err(|error| CliError::BadInput(error.to_string()))?;
        let picture = read_photo(&source)
            .map_err(|error| CliError::BadInput(format!("{}: {error}", self.file.display())))?;
        let installed = installed_models()?;
        let model = installed.catalog.photo_model(PhotoTask::Describe).ok_or_else(|| {
            CliError::BadInput(
                "No model that describes photos is installed. Get one: brandish models download \
                 blip-image-captioning-large"
                    .into(),
            )
        })?;
        let text = describe(&model.folder, picture, &mut || ControlFlow::Continue(()))
            .map_err(|error| CliError::Failed(error.to_string()))?
            .ok_or_else(|| {
                CliError::Failed(
                    "The model found no words for this photo. Describe it yourself.".into(),
                )
            })?;
        if self.json {
            return print_json(&serde_json::json!({ "alt_text": text, "model": model.id.0 }));
        }
        note("A draft: read it before you post it.");
        print(text)
    }
}
