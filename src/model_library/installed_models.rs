//! The installed models: the built-in rows of the catalog, and one row for each model that was found and is supported.
//! It reads headers and configs; the scan decides which locations are searched.

use super::scan::Scan;
use super::{FoundModel, ModelKind, ScannedLocation};
use crate::brief::ModelId;
use crate::engine::{Catalog, LoraFile, PhotoModel, PhotoTask, Row, WriterRow};
use std::path::Path;
use std::sync::Arc;

/// The result of a scan: the catalog with what was found, and what of it cannot be used.
#[derive(Clone, Debug)]
pub struct InstalledModels {
    pub catalog: Arc<Catalog>,
    /// The found models that have a row in the catalog.
    pub models: Vec<InstalledModel>,
    pub unusable: Vec<UnusableModel>,
    /// Empty before the first scan.
    pub locations: Vec<ScannedLocation>,
}

/// A found model with the id of its row.
#[derive(Clone, Debug, PartialEq)]
pub struct InstalledModel {
    pub id: ModelId,
    pub found: FoundModel,
}

/// A found model without a row.
#[derive(Clone, Debug, PartialEq)]
pub struct UnusableModel {
    pub found: FoundModel,
    /// A sentence.
    pub reason: String,
}

impl InstalledModels {
    /// The models of a catalog, before any scan.
    pub(super) fn built_in(catalog: Catalog) -> Self {
        let catalog = Arc::new(catalog);
        Self { catalog, models: Vec::new(), unusable: Vec::new(), locations: Vec::new() }
    }

    /// Adds a row for each supported model. Of two models with the same id, the first gets the row.
    pub(super) fn with_found(mut catalog: Catalog, scan: Scan) -> Self {
        let (mut models, mut unusable) = (Vec::new(), Vec::new());
        for path in scan.loras {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if catalog.lora(&name).is_none() {
                catalog.loras.push(LoraFile { name, path });
            }
        }
        for found in scan.found {
            match add_row(&mut catalog, &found) {
                Ok(id) => models.push(InstalledModel { id, found }),
                Err(reason) => {
                    tracing::info!("{}: {reason}", found.path.display());
                    unusable.push(UnusableModel { found, reason });
                }
            }
        }
        Self { catalog: Arc::new(catalog), models, unusable, locations: scan.locations }
    }

    /// The files of a model; `None` for a built-in or unknown one.
    pub fn found(&self, id: &ModelId) -> Option<&FoundModel> {
        self.models.iter().find(|model| model.id == *id).map(|model| &model.found)
    }

    /// Every found model, usable or not.
    pub fn all_found(&self) -> impl Iterator<Item = &FoundModel> {
        let usable = self.models.iter().map(|model| &model.found);
        usable.chain(self.unusable.iter().map(|model| &model.found))
    }

    /// Whether the download of a recommended model is complete.
    pub fn has_manifest(&self, id: &str) -> bool {
        self.all_found().filter_map(|found| found.manifest.as_ref()).any(|known| known.id == id)
    }
}

fn add_row(catalog: &mut Catalog, found: &FoundModel) -> Result<ModelId, String> {
    if let Some(reason) = &found.refusal {
        return Err(reason.clone());
    }
    match found.kind {
        ModelKind::Writer => add_writer(catalog, found),
        ModelKind::Pictures => add_picture_model(catalog, found),
        ModelKind::Describer => add_photo_model(catalog, found, PhotoTask::Describe),
        ModelKind::Segmenter => add_photo_model(catalog, found, PhotoTask::Segment),
    }
}

fn add_picture_model(catalog: &mut Catalog, found: &FoundModel) -> Result<ModelId, String> {
    let mut row = Row::of_path(&found.path).map_err(|failure| failure.detail())?;
    if let Some(manifest) = &found.manifest {
        row.traits.id = ModelId(manifest.id.clone());
        row.traits.name.clone_from(&manifest.name);
        row.about.clone_from(&manifest.good_at);
        row.licence = format!("{}: {}", manifest.licence, manifest.terms);
    }
    let id = row.traits.id.clone();
    if let Some(other) = catalog.row(&id) {
        return Err(duplicate(&id, &other.folder));
    }
    catalog.rows.push(row);
    Ok(id)
}

fn add_writer(catalog: &mut Catalog, found: &FoundModel) -> Result<ModelId, String> {
    let mut row = WriterRow::of_file(&found.path).map_err(|failure| failure.detail())?;
    if let Some(manifest) = &found.manifest {
        row.id = ModelId(manifest.id.clone());
        row.name.clone_from(&manifest.name);
        row.about.clone_from(&manifest.good_at);
        row.licence = format!("{}: {}", manifest.licence, manifest.terms);
    }
    let id = row.id.clone();
    if let Some(other) = catalog.writer(&id) {
        return Err(duplicate(&id, &other.file));
    }
    catalog.writers.push(row);
    Ok(id)
}

fn add_photo_model(
    catalog: &mut Catalog,
    found: &FoundModel,
    task: PhotoTask,
) -> Result<ModelId, String> {
    let manifest = found.manifest.as_ref().ok_or("Its manifest is missing.")?;
    let id = ModelId(manifest.id.clone());
    if let Some(other) = catalog.photo_models.iter().find(|model| model.id == id) {
        return Err(duplicate(&id, &other.folder));
    }
    catalog.photo_models.push(PhotoModel {
        id: id.clone(),
        name: manifest.name.clone(),
        about: manifest.good_at.clone(),
        licence: format!("{}: {}", manifest.licence, manifest.terms),
        task,
        folder: found.path.clone(),
    });
    Ok(id)
}

fn duplicate(id: &ModelId, path: &Path) -> String {
    format!(
        "There is another model with the name {id}: {}. Rename the file to use both.",
        path.display()
    )
}
