//! `brandish styles`: lists the styles, and imports a list of another program.
//! An imported style is a TOML file in the home's `styles/`; a window has it from its next start on.

use super::output::{note, print, print_json};
use super::{CliError, home, shown};
use crate::brief::{StylePreset, import_styles, shipped_styles};
use crate::files;
use crate::studio::read_styles;
use clap::Subcommand;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Styles {
    #[command(subcommand)]
    command: Option<Action>,
    /// Print a JSON array
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Action {
    /// List the styles
    List,
    /// Import a CSV list of styles with name, prompt and negative prompt
    Import {
        /// The list; `{prompt}` in a style's prompt is replaced by the user's words
        file: PathBuf,
    },
}

impl Styles {
    pub(super) fn run(self) -> Result<(), CliError> {
        match &self.command {
            None | Some(Action::List) => self.list(),
            Some(Action::Import { file }) => self.import(file),
        }
    }

    fn list(&self) -> Result<(), CliError> {
        let (styles, errors) = read_styles(&home()?.styles());
        errors.iter().for_each(note);
        if self.json {
            return print_json(&styles);
        }
        for style in styles {
            print(format_args!("{:<18} {:<16} {}", style.id.0, style.name, style.about))?;
        }
        Ok(())
    }

    fn import(&self, file: &Path) -> Result<(), CliError> {
        let unreadable = |error: &dyn std::fmt::Display| {
            CliError::BadInput(format!("{} cannot be imported: {error}", file.display()))
        };
        let bytes = files::read_bounded(file, 4 << 20).map_err(|error| unreadable(&error))?;
        let folder = home()?.styles();
        let (own, _) =
            files::read_own(&folder, Vec::new(), StylePreset::from_toml, |style| &style.id);
        let shipped = shipped_styles();
        let imported = import_styles(&bytes, &own, &shipped).map_err(|error| unreadable(&error))?;
        let mut listed = Vec::new();
        for style in &imported.styles {
            let path = folder.join(format!("{}.toml", style.id));
            files::write_over(&path, style.to_toml().as_bytes()).map_err(|error| {
                CliError::Failed(format!("{} cannot be written: {error}", path.display()))
            })?;
            if let Some(same) = shipped.iter().find(|shipped| shipped.name == style.name)
                && same.id != style.id
            {
                note(format_args!(
                    "“{}” is the name of a built-in style, too. The imported one is {}.",
                    style.name, style.id
                ));
            }
            listed.push((style, path));
        }
        imported.problems.iter().for_each(note);
        if self.json {
            let rows = listed
                .iter()
                .map(|(style, path)| json!({ "id": style.id, "name": style.name, "path": path }));
            print_json(&rows.collect::<Vec<_>>())?;
        } else {
            for (style, path) in &listed {
                print(format_args!("{:<18} {}", style.id.0, shown(path)))?;
            }
        }
        if imported.styles.is_empty() {
            return Err(CliError::Failed("No style was imported.".into()));
        }
        Ok(())
    }
}
