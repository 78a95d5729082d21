//! Models as files: where they lie, which of them are there, taking one in and taking one away.
//! It looks at names and first bytes; whether a model can be used, the engine knows.

mod adopt;
mod find;
mod peek;
mod removal;

pub use adopt::{AddError, Keep, adopt, weigh};
pub use find::{LookedIn, find, hub_cache};
pub use removal::{bring_model_back, delete_model, empty_removed, set_model_aside};

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a model makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Captions.
    Writer,
    Pictures,
}

/// What stands in the `model.toml` beside a model that was downloaded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub id: String,
    pub kind: Kind,
    pub name: String,
    pub good_at: String,
    /// Owner and name on the hub.
    pub source: String,
    pub licence: String,
    pub terms: String,
    pub steps: Option<u32>,
    pub guidance: Option<f32>,
}

/// A model that lies somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The file to load, or the folder where a model is one.
    pub path: PathBuf,
    pub kind: Kind,
    pub name: String,
    pub bytes: u64,
    pub owner: Owner,
    pub manifest: Option<Manifest>,
    /// Why it cannot be read, whoever tries.
    pub refused: Option<String>,
}

/// Whose a model's files are.
#[derive(Clone, Debug, PartialEq)]
pub enum Owner {
    /// They lie in Brandish's own folder; this is what goes when it is removed.
    Ours { whole: PathBuf },
    /// The user named this place; the files stay when it is forgotten.
    Place(PathBuf),
    /// Another program's, found without being named.
    Other,
}
