//! `brandish personas` and `brandish models`: what there is to choose from.
//! They read; nothing is changed.

use super::{Trouble, catalog, home};
use crate::studio::read_personas;
use serde_json::json;

#[derive(clap::Args)]
pub(super) struct Personas {
    /// Answer as JSON, one object a persona
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(super) struct Models {
    /// Answer as JSON, one object a model
    #[arg(long)]
    json: bool,
}

impl Personas {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let (personas, troubles) = read_personas(&home()?.personas());
        for persona in personas {
            if self.json {
                println!("{}", serde_json::to_string(&persona).expect("a persona is plain text"));
            } else {
                println!("{:<18} {:<16} {}", persona.id.0, persona.name, persona.promise);
            }
        }
        troubles.iter().for_each(|trouble| eprintln!("{trouble}"));
        Ok(())
    }
}

impl Models {
    pub(super) fn run(self) -> Result<(), Trouble> {
        for row in catalog()?.rows {
            let traits = &row.traits;
            if self.json {
                let answer = json!({
                    "id": traits.id,
                    "name": traits.name,
                    "about": row.about,
                    "licence": row.licence,
                    "folder": row.folder,
                    "memory_bytes": row.memory_bytes,
                    "steps": traits.default_steps,
                    "guidance": traits.default_guidance,
                });
                println!("{answer}");
            } else {
                println!("{:<10} {}\n{:<10} {}", traits.id.0, row.about, "", row.licence);
            }
        }
        Ok(())
    }
}
