//! The search for illustrations over HTTP, and what a request names of a brand's own drawings. Only files in the brand's
//! folder of the home: a client cannot have any other file of this laptop read.

use super::body_errors::unknown_field;
use super::error::ApiError;
use super::pictures::is_plain_name;
use crate::brand::PersonaId;
use crate::brief::{element_words, is_element_file};
use crate::engine::{ElementLibrary, OwnDrawings};
use crate::studio::Studio;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The query of a search.
#[derive(Clone, Debug, Default, JsonSchema)]
pub(super) struct ElementsQuery {
    /// What to look for, in English by meaning, or in German, Spanish, French, Italian, Portuguese or Dutch by words.
    #[schemars(length(min = 1, max = 1999), required, extend("examples" = ["hairdresser cutting hair"]))]
    text: Option<String>,
    /// The brand whose own drawings are listed, by its id. Default: the one chosen last.
    persona: Option<String>,
    /// How many illustrations at most.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ElementsResponse {
    /// The illustrations, best first.
    elements: Vec<ElementRow>,
    /// The brand's own drawings, all of them, by name.
    own: Vec<OwnRow>,
    /// Files in the brand's folder that cannot be used.
    refused: Vec<RefusedRow>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ElementRow {
    /// The name for `elements.names` of a picture.
    name: String,
    /// Whether it comes in several skin tones.
    tones: bool,
    /// How well it suits the text.
    score: f32,
}

#[derive(Debug, Serialize, JsonSchema)]
struct OwnRow {
    /// The name for `elements.names` of a picture of this brand.
    name: String,
    /// The name in words.
    label: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RefusedRow {
    /// The file's name.
    file: String,
    /// Why, as a sentence.
    reason: String,
}

/// A search that was checked, to be made off the Studio's thread.
pub(super) struct ElementSearch {
    library: Arc<ElementLibrary>,
    folder: Option<PathBuf>,
    text: String,
    limit: usize,
}

impl ElementsQuery {
    const DEFAULT_LIMIT: usize = 6;
    const LARGEST_LIMIT: usize = 100;

    /// Reads the parts of a query.
    ///
    /// # Errors
    /// Where a part is unknown, given twice, missing, or of the wrong kind.
    pub(super) fn read(parts: Vec<(String, String)>) -> Result<Self, ApiError> {
        let mut query = Self::default();
        for (name, value) in parts {
            let twice = match name.as_str() {
                "text" => query.text.replace(value).is_some(),
                "persona" => query.persona.replace(value).is_some(),
                "limit" => {
                    let limit = value.parse().ok();
                    let limit = limit.filter(|limit| (1..=Self::LARGEST_LIMIT).contains(limit));
                    let limit = limit.ok_or_else(|| {
                        let largest = Self::LARGEST_LIMIT;
                        ApiError::bad_value(format!(
                            "“limit” is a whole number from 1 to {largest}."
                        ))
                    })?;
                    query.limit.replace(limit).is_some()
                }
                _ => return Err(unknown_field(&name, &["text", "persona", "limit"])),
            };
            if twice {
                return Err(ApiError::bad_value(format!("“{name}” is given twice.")));
            }
        }
        let text = query.text.as_deref().unwrap_or_default().trim();
        if text.is_empty() || text.chars().count() > 1_999 {
            let sentence = "“text” says what to look for, in 1 to 1999 characters.";
            return Err(ApiError::bad_value(sentence));
        }
        Ok(query)
    }

    /// # Errors
    /// Where the brand is unknown, or the illustrations are not installed.
    pub(super) fn plan(self, studio: &Studio) -> Result<ElementSearch, ApiError> {
        let library = studio.catalog().elements.clone().ok_or_else(missing)?;
        let persona = studio.speaker(self.persona.as_deref());
        if let Some(wanted) = persona.as_ref().filter(|id| studio.brands().get(id).is_none()) {
            return Err(ApiError::bad_value(format!("There is no persona “{wanted}”.")));
        }
        Ok(ElementSearch {
            library,
            folder: persona.map(|id| own_folder(studio, &id)),
            text: self.text.unwrap_or_default(),
            limit: self.limit.unwrap_or(Self::DEFAULT_LIMIT),
        })
    }
}

impl ElementSearch {
    /// # Errors
    /// Where the program's files or the brand's folder cannot be read.
    pub(super) fn find(&self) -> Result<ElementsResponse, ApiError> {
        let failed = |sentence: String| {
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "elements_unreadable", sentence)
        };
        let found = self.library.search(&self.text, self.limit).map_err(failed)?;
        let elements = found.iter().map(|found| ElementRow {
            name: found.element.name.clone(),
            tones: found.element.tones,
            score: found.score,
        });
        let elements = elements.collect();
        let folder = self.folder.as_deref().filter(|folder| folder.is_dir());
        let Some(folder) = folder else {
            return Ok(ElementsResponse { elements, own: Vec::new(), refused: Vec::new() });
        };
        let OwnDrawings { files, refused } = OwnDrawings::read(folder).map_err(failed)?;
        let own = files.iter().map(|file| file_name(file));
        let own = own.map(|name| OwnRow { label: element_words(&name), name });
        let refused =
            refused.into_iter().map(|(file, reason)| RefusedRow { file: file_name(&file), reason });
        Ok(ElementsResponse { elements, own: own.collect(), refused: refused.collect() })
    }
}

/// The names of a request, with the path of each that is a drawing of the brand.
///
/// # Errors
/// Where a file is named that is not in the brand's folder.
pub(super) fn with_own_paths(
    names: Vec<String>,
    persona: Option<&PersonaId>,
    studio: &Studio,
) -> Result<Vec<String>, ApiError> {
    let path = |name: String| {
        if !is_element_file(&name) {
            return Ok(name);
        }
        let folder = persona.map(|id| own_folder(studio, id));
        let file = folder.and_then(|folder| own_file(&folder, &name));
        file.map(|file| file.display().to_string()).ok_or_else(|| {
            ApiError::bad_value(format!(
                "The brand has no drawing “{name}”. GET /elements lists its own; no other file is read for a request."
            ))
        })
    };
    names.into_iter().map(path).collect()
}

fn own_folder(studio: &Studio, persona: &PersonaId) -> PathBuf {
    studio.home().elements().join(persona.to_string())
}

/// A file of a folder by its plain name.
fn own_file(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    (is_plain_name(name) && path.is_file()).then_some(path)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn missing() -> ApiError {
    let sentence = "The illustrations are not installed. Install Brandish again.";
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "elements_unreadable", sentence)
}
