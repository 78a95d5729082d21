//! What the library knows of a model on disk: its files, its kind, its owner and its manifest.
//! These are values only; reading them from disk is the scan's part.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a model's folder holds once the download is complete; written last.
pub const MANIFEST_FILE: &str = "model.toml";

/// What a model makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelKind {
    /// Captions.
    Writer,
    Pictures,
    /// A sentence about what a photo shows.
    Describer,
    /// The object at a place of a photo.
    Segmenter,
}

impl ModelKind {
    /// Whether its model works on photos: a folder that only a manifest makes known.
    pub fn is_for_photos(self) -> bool {
        matches!(self, ModelKind::Describer | ModelKind::Segmenter)
    }
}

/// The contents of the `model.toml` beside a downloaded model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub id: String,
    pub kind: ModelKind,
    pub name: String,
    pub good_at: String,
    /// Owner and name on the hub.
    pub source: String,
    pub licence: String,
    pub terms: String,
    pub steps: Option<u32>,
    pub guidance: Option<f32>,
}

/// A model that a scan found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundModel {
    /// The file to load, or the folder where a model is a folder.
    pub path: PathBuf,
    pub kind: ModelKind,
    pub name: String,
    pub bytes: u64,
    pub owner: ModelOwner,
    pub manifest: Option<Manifest>,
    /// Why Brandish never opens it, as a sentence.
    pub refusal: Option<String>,
}

impl FoundModel {
    /// Whether [`ModelLibrary::remove`](super::ModelLibrary::remove) can take it off the list.
    pub fn is_removable(&self) -> bool {
        match &self.owner {
            ModelOwner::Brandish { .. } => true,
            ModelOwner::Location(location) => *location == self.path,
            ModelOwner::OtherProgram => false,
        }
    }
}

/// Who owns the files of a model.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelOwner {
    /// They are in Brandish's own folder; removing the model removes `path`.
    Brandish { path: PathBuf },
    /// They are in this location, which the user added; they stay when the location is removed.
    Location(PathBuf),
    /// They belong to another program and were found without the user naming them.
    OtherProgram,
}
