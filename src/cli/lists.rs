//! `brandish models`: what draws and what writes.
//! It reads; nothing is changed.

use super::{Trouble, catalog};
use serde_json::json;

#[derive(clap::Args)]
pub(super) struct Models {
    /// Answer as JSON, one object a model
    #[arg(long)]
    json: bool,
}

impl Models {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let catalog = catalog()?;
        for row in catalog.rows {
            let traits = &row.traits;
            if self.json {
                let answer = json!({
                    "id": traits.id,
                    "draws": true,
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
        for row in catalog.writers {
            if self.json {
                let answer = json!({
                    "id": row.id,
                    "writes": true,
                    "name": row.name,
                    "about": row.about,
                    "licence": row.licence,
                    "file": row.file,
                    "memory_bytes": row.memory_bytes,
                });
                println!("{answer}");
            } else {
                println!("{:<10} {}\n{:<10} {}", row.id.0, row.about, "", row.licence);
            }
        }
        Ok(())
    }
}
