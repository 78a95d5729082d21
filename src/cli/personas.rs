//! `brandish personas`: lists, shows, imports, exports and creates personas.
//! Starters never change; an imported or new persona is saved in the user's own folder.

use super::output::{note, print, print_json};
use super::{CliError, home};
use crate::brand::{Persona, PersonaId};
use crate::files::{self, PersonaFileError, read_personas};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Personas {
    #[command(subcommand)]
    command: Option<Action>,
    /// Print JSON: an array of all personas, or an object for one
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Action {
    /// List the personas; so does `personas` alone
    List,
    /// Show one persona as its TOML file
    Show { id: String },
    /// Import a .brandish-persona package or a TOML file
    Import { file: PathBuf },
    /// Write a persona with its logos and fonts into one file
    Export {
        id: String,
        /// The file to write [default: ID.brandish-persona]
        file: Option<PathBuf>,
    },
    /// Create a persona of your own, as a copy of another or empty
    New {
        /// The name people see
        name: String,
        /// The persona to start from
        #[arg(long, value_name = "ID")]
        like: Option<String>,
    },
}

impl Personas {
    pub(super) fn run(self) -> Result<(), CliError> {
        let own = home()?.personas();
        let (personas, errors) = read_personas(&own);
        let find = |id: &str| {
            let found = personas.iter().find(|persona| persona.id.0 == id);
            found.ok_or_else(|| {
                CliError::BadInput(format!("There is no persona “{id}”. See brandish personas."))
            })
        };
        let taken: Vec<PersonaId> = personas.iter().map(|persona| persona.id.clone()).collect();
        match self.command.unwrap_or(Action::List) {
            Action::List => {
                errors.iter().for_each(note);
                if self.json {
                    return print_json(&personas);
                }
                personas.iter().try_for_each(|persona| print_persona(persona, false))?;
            }
            Action::Show { id } if self.json => print_persona(find(&id)?, true)?,
            Action::Show { id } => print(find(&id)?.to_toml().trim_end())?,
            Action::Import { file } => {
                print_persona(&files::import_persona(&own, &file, &taken)?, self.json)?
            }
            Action::Export { id, file } => {
                let persona = find(&id)?;
                let file = file.unwrap_or_else(|| PathBuf::from(format!("{id}.brandish-persona")));
                files::export_persona(&own, persona, &file)?;
                print(super::shown(&file))?;
            }
            Action::New { name, like } => {
                let mut persona = match like {
                    Some(id) => find(&id)?.clone(),
                    None => Persona::default(),
                };
                let from = persona.id.clone();
                persona.id = PersonaId::of_name(&name, &taken);
                persona.name = name;
                persona.check().map_err(|error| CliError::BadInput(error.to_string()))?;
                files::copy_persona_files(&own, &from, &persona)?;
                files::save_persona(&own, &persona)?;
                print_persona(&persona, self.json)?;
            }
        }
        Ok(())
    }
}

fn print_persona(persona: &Persona, json: bool) -> Result<(), CliError> {
    if json {
        return print_json(persona);
    }
    print(format_args!("{:<18} {:<16} {}", persona.id.0, persona.name, persona.promise))
}

impl From<PersonaFileError> for CliError {
    fn from(error: PersonaFileError) -> Self {
        match error {
            PersonaFileError::Write { .. } => Self::Failed(error.to_string()),
            _ => Self::BadInput(error.to_string()),
        }
    }
}
