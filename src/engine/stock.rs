//! What is installed: the catalog's own rows, and one more for each model that was found and can be used.
//! It reads headers; where models lie and how they came there, the files know.

use super::{Catalog, Row, WriterRow};
use crate::brief::ModelId;
use crate::files::models::{Found, Kind};
use std::path::Path;

/// The catalog with what was found, and what of it cannot be used.
#[derive(Clone, Debug)]
pub struct Stock {
    pub catalog: Catalog,
    /// The models that were found and have a row now, by its id.
    pub installed: Vec<(ModelId, Found)>,
    pub unusable: Vec<Unusable>,
}

/// A model that was found and has no row.
#[derive(Clone, Debug, PartialEq)]
pub struct Unusable {
    pub found: Found,
    /// A sentence.
    pub reason: String,
}

impl Stock {
    /// Adds a row for each model that can be used. Where two have one name, the first is taken.
    pub fn take(catalog: Catalog, found: Vec<Found>) -> Self {
        let mut stock = Self { catalog, installed: Vec::new(), unusable: Vec::new() };
        for found in found {
            match stock.add(&found) {
                Ok(id) => stock.installed.push((id, found)),
                Err(reason) => {
                    tracing::info!("{}: {reason}", found.path.display());
                    stock.unusable.push(Unusable { found, reason });
                }
            }
        }
        stock
    }

    pub fn found(&self, id: &ModelId) -> Option<&Found> {
        self.installed.iter().find(|(known, _)| known == id).map(|(_, found)| found)
    }

    fn add(&mut self, found: &Found) -> Result<ModelId, String> {
        if let Some(reason) = &found.refused {
            return Err(reason.clone());
        }
        match found.kind {
            Kind::Writer => self.add_writer(found),
            Kind::Pictures => self.add_pictures(found),
        }
    }

    fn add_pictures(&mut self, found: &Found) -> Result<ModelId, String> {
        let mut row = Row::of_path(&found.path).map_err(|failure| failure.detail())?;
        if let Some(manifest) = &found.manifest {
            row.traits.id = ModelId(manifest.id.clone());
            row.traits.name.clone_from(&manifest.name);
            row.about.clone_from(&manifest.good_at);
            row.licence = format!("{}: {}", manifest.licence, manifest.terms);
        }
        if let Some(other) = self.catalog.row(&row.traits.id) {
            return Err(already(&row.traits.id, &other.folder));
        }
        let id = row.traits.id.clone();
        self.catalog.rows.push(row);
        Ok(id)
    }

    fn add_writer(&mut self, found: &Found) -> Result<ModelId, String> {
        let mut row = WriterRow::of_file(&found.path).map_err(|failure| failure.detail())?;
        if let Some(manifest) = &found.manifest {
            row.id = ModelId(manifest.id.clone());
            row.name.clone_from(&manifest.name);
            row.about.clone_from(&manifest.good_at);
            row.licence = format!("{}: {}", manifest.licence, manifest.terms);
        }
        if let Some(other) = self.catalog.writer(&row.id) {
            return Err(already(&row.id, &other.file));
        }
        let id = row.id.clone();
        self.catalog.writers.push(row);
        Ok(id)
    }
}

fn already(id: &ModelId, path: &Path) -> String {
    format!(
        "Another model is called {id} already: {}. Rename the file to use both.",
        path.display()
    )
}
