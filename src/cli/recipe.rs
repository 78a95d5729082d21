//! `brandish recipe`: how a picture was made, read from the picture itself.
//! PNG, JPEG and WebP, made here or by another program that writes the same form.

use super::Trouble;
use crate::files;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct ReadRecipe {
    /// A picture file
    file: PathBuf,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl ReadRecipe {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let found =
            files::read_recipe(&self.file).map_err(|error| Trouble::BadInput(error.to_string()))?;
        let Some((text, recipe)) = found else {
            let sentence = format!("{} carries no recipe.", self.file.display());
            return Err(Trouble::Failed(sentence));
        };
        if self.json {
            println!("{}", serde_json::to_string(&recipe).expect("a recipe is plain text"));
        } else {
            println!("{text}");
        }
        Ok(())
    }
}
