//! `brandish recipe`: how a picture was made, read from the picture itself.
//! PNG, JPEG and WebP, made here or by another program.

use super::CliError;
use super::output::{note, print, print_json};
use crate::files;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct ReadRecipe {
    /// A picture file
    file: PathBuf,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
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
        if self.json { print_json(&found.recipe) } else { print(found.text) }
    }
}
