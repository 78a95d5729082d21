//! The arguments of `brandish generate` that place a photo instead of drawing a picture.
//! The photo is kept in the home, so that the job can be repeated.

use super::{CliError, products};
use crate::brand::{PersonaId, Product};
use crate::brief::PlacedPhoto;
use crate::studio::{Studio, keep_photo, product_files};
use std::path::PathBuf;

/// The arguments that only a model obeys.
const DRAWN: [&str; 11] = [
    "model",
    "style",
    "count",
    "seed",
    "steps",
    "guidance",
    "negative",
    "queue",
    "init_image",
    "sampler",
    "lora",
];

#[derive(clap::Args)]
pub(super) struct PlacedArguments {
    /// Place this photo instead of drawing: its subject is cut out and stands on the brand's backdrop
    #[arg(long, value_name = "FILE", conflicts_with_all = DRAWN)]
    photo: Option<PathBuf>,
    /// Place a product of the brand, by its id or name (see `brandish products`)
    #[arg(long, value_name = "NAME", conflicts_with = "photo", conflicts_with_all = DRAWN)]
    product: Option<String>,
    /// Keep the photo whole: it is cut to the picture's sides around its subject
    #[arg(long)]
    whole: bool,
}

impl PlacedArguments {
    /// What the photo shows, in words, and the photo as it is kept in the home; none where a model draws.
    pub(super) fn read(
        &self,
        studio: &Studio,
        speaker: Option<&PersonaId>,
    ) -> Result<Option<(String, PlacedPhoto)>, CliError> {
        let whole = self.whole;
        if let Some(wanted) = &self.product {
            let (persona, product) = products::of_speaker(studio, speaker, wanted)?;
            let own = studio.home().personas();
            let files = product_files(&own, &persona.id, product).map_err(CliError::BadInput)?;
            let path = match files {
                (_, Some(cutout)) if !whole => cutout,
                (photo, _) => photo,
            };
            return Ok(Some((product.name.clone(), PlacedPhoto { path, whole })));
        }
        match &self.photo {
            Some(photo) => {
                let path = keep_photo(studio.home(), photo).map_err(CliError::BadInput)?;
                let stem = photo.file_stem().unwrap_or_default().to_string_lossy();
                Ok(Some((Product::name_of_file(&stem), PlacedPhoto { path, whole })))
            }
            None if whole => {
                let sentence = "--whole keeps a photo whole. Name the photo with --photo.";
                Err(CliError::BadInput(sentence.to_owned()))
            }
            None => Ok(None),
        }
    }
}
