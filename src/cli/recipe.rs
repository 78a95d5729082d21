//! `brandish recipe`: how a picture was made, read from the picture itself.
//! PNG, JPEG and WebP, made here or by another program.

use super::CliError;
use super::output::{note, print, print_json};
use crate::files;
use crate::post::{FoundRecipe, Recipe};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct ReadRecipe {
    /// A picture file
    file: PathBuf,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// The JSON object.
#[derive(serde::Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    recipe: &'a Recipe,
    /// What was not understood, or is not used.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    troubles: &'a [String],
}

impl<'a> Answer<'a> {
    fn of(found: &'a FoundRecipe) -> Self {
        Self { recipe: &found.recipe, troubles: &found.troubles }
    }
}

impl ReadRecipe {
    pub(super) fn run(self) -> Result<(), CliError> {
        let found = files::read_recipe(&self.file)
            .map_err(|error| CliError::BadInput(error.to_string()))?;
        let Some(found) = found else {
            let sentence = format!("{} contains no recipe.", self.file.display());
            return Err(CliError::Failed(sentence));
        };
        found.troubles.iter().for_each(note);
        if self.json { print_json(&Answer::of(&found)) } else { print(found.text) }
    }
}
