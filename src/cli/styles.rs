//! `brandish styles`: the styles to choose from, and the import of a list from another program.
//! An imported style is a TOML file in the home's `styles/`; a window sees it when it opens next.

use super::{Trouble, home, shown};
use crate::brief::import_styles;
use crate::files;
use crate::studio::read_styles;
use clap::Subcommand;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Styles {
    #[command(subcommand)]
    command: Option<What>,
    /// Answer as JSON, one object a style
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    /// List the styles
    List,
    /// Take in a CSV list of styles with name, prompt and negative prompt
    Import {
        /// The list; `{prompt}` in a style's prompt is where the user's words go
        file: PathBuf,
    },
}

impl Styles {
    pub(super) fn run(self) -> Result<(), Trouble> {
        match &self.command {
            None | Some(What::List) => self.list(),
            Some(What::Import { file }) => self.import(file),
        }
    }

    fn list(&self) -> Result<(), Trouble> {
        let (styles, troubles) = read_styles(&home()?.styles());
        for style in styles {
            if self.json {
                println!("{}", serde_json::to_string(&style).expect("a style is plain text"));
            } else {
                println!("{:<18} {:<16} {}", style.id.0, style.name, style.about);
            }
        }
        troubles.iter().for_each(|trouble| eprintln!("{trouble}"));
        Ok(())
    }

    fn import(&self, file: &Path) -> Result<(), Trouble> {
        let unreadable = |error: &dyn std::fmt::Display| {
            Trouble::BadInput(format!("{} cannot be imported: {error}", file.display()))
        };
        let bytes = std::fs::read(file).map_err(|error| unreadable(&error))?;
        let folder = home()?.styles();
        let (known, _) = read_styles(&folder);
        let imported = import_styles(&bytes, &known).map_err(|error| unreadable(&error))?;
        for style in &imported.styles {
            let path = folder.join(format!("{}.toml", style.id));
            files::write_over(&path, style.to_toml().as_bytes()).map_err(|error| {
                Trouble::Failed(format!("{} cannot be written: {error}", path.display()))
            })?;
            if self.json {
                println!("{}", json!({ "id": style.id, "name": style.name, "path": path }));
            } else {
                println!("{:<18} {}", style.id.0, shown(&path));
            }
        }
        imported.problems.iter().for_each(|problem| eprintln!("{problem}"));
        if imported.styles.is_empty() {
            return Err(Trouble::Failed("No style was taken in.".into()));
        }
        Ok(())
    }
}
