//! `brandish personas`: list, show, import, export, and start a new one.
//! Starters stay as they came; what is imported or new lies among the user's own.

use super::{Trouble, home};
use crate::brand::{Persona, PersonaId};
use crate::files::{self, PersonaFileError, read_personas};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Personas {
    #[command(subcommand)]
    command: Option<Ask>,
    /// Answer as JSON, one object a persona
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Ask {
    /// List the personas; so does `personas` alone
    List,
    /// Show one persona as its TOML file
    Show { id: String },
    /// Take in a .brandish-persona package or a TOML file
    Import { file: PathBuf },
    /// Write a persona with its logos and fonts into one file
    Export {
        id: String,
        /// Where to [default: ID.brandish-persona]
        file: Option<PathBuf>,
    },
    /// Start a persona of your own, as a copy of another or empty
    New {
        /// The name people see
        name: String,
        /// The persona to start from
        #[arg(long, value_name = "ID")]
        like: Option<String>,
    },
}

impl Personas {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let own = home()?.personas();
        let (personas, troubles) = read_personas(&own);
        let find = |id: &str| {
            let known = personas.iter().find(|persona| persona.id.0 == id);
            known.ok_or_else(|| {
                Trouble::BadInput(format!("There is no persona “{id}”. See brandish personas."))
            })
        };
        let taken: Vec<PersonaId> = personas.iter().map(|persona| persona.id.clone()).collect();
        match self.command.unwrap_or(Ask::List) {
            Ask::List => {
                personas.iter().for_each(|persona| tell(persona, self.json));
                troubles.iter().for_each(|trouble| eprintln!("{trouble}"));
            }
            Ask::Show { id } if self.json => tell(find(&id)?, true),
            Ask::Show { id } => print!("{}", find(&id)?.to_toml()),
            Ask::Import { file } => tell(&files::import_persona(&own, &file, &taken)?, self.json),
            Ask::Export { id, file } => {
                let persona = find(&id)?;
                let file = file.unwrap_or_else(|| PathBuf::from(format!("{id}.brandish-persona")));
                files::export_persona(&own, persona, &file)?;
                println!("{}", super::shown(&file));
            }
            Ask::New { name, like } => {
                let mut persona = match like {
                    Some(id) => find(&id)?.clone(),
                    None => Persona::default(),
                };
                let from = persona.id.clone();
                persona.id = PersonaId::of_name(&name, &taken);
                persona.name = name;
                persona.check().map_err(|error| Trouble::BadInput(error.to_string()))?;
                files::copy_persona_files(&own, &from, &persona)?;
                files::save_persona(&own, &persona)?;
                tell(&persona, self.json);
            }
        }
        Ok(())
    }
}

fn tell(persona: &Persona, json: bool) {
    if json {
        println!("{}", serde_json::to_string(persona).expect("a persona is plain text"));
    } else {
        println!("{:<18} {:<16} {}", persona.id.0, persona.name, persona.promise);
    }
}

impl From<PersonaFileError> for Trouble {
    fn from(error: PersonaFileError) -> Self {
        match error {
            PersonaFileError::Write { .. } => Self::Failed(error.to_string()),
            _ => Self::BadInput(error.to_string()),
        }
    }
}
