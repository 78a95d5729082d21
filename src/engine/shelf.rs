//! Models that can be had: the rows of `assets/models.toml`, carried inside the program.
//! It recommends and says what is wanted of the hub; getting a model and keeping it is not its business.

use crate::files::download::{Wanted, WantedFile};
use crate::files::models::{Kind, Manifest};
use serde::Deserialize;
use std::sync::LazyLock;

/// The recommended models.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelf {
    pub version: u32,
    /// The lightest of each kind first.
    #[serde(rename = "model")]
    pub models: Vec<Recommended>,
}

/// One model that can be had.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommended {
    pub id: String,
    pub kind: Kind,
    pub name: String,
    /// In the user's words.
    pub good_at: String,
    /// Owner and name on the Hugging Face hub.
    pub repository: String,
    #[serde(default = "main")]
    pub revision: String,
    pub files: Vec<ShelfFile>,
    pub licence: String,
    /// What the licence means, in a sentence.
    pub terms: String,
    /// What to start from, for models that draw.
    pub steps: Option<u32>,
    pub guidance: Option<f32>,
}

/// One of its files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShelfFile {
    pub path: String,
    /// About; a million bytes each.
    pub megabytes: u64,
    pub sha256: Option<String>,
}

fn main() -> String {
    "main".into()
}

impl Recommended {
    /// Bytes in all, about.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.megabytes * 1_000_000).sum()
    }

    /// What the download thread needs to know.
    pub fn wanted(&self) -> Wanted {
        let file = |file: &ShelfFile| WantedFile {
            path: file.path.clone(),
            bytes: file.megabytes * 1_000_000,
            sha256: file.sha256.clone(),
        };
        let manifest = Manifest {
            id: self.id.clone(),
            kind: self.kind,
            name: self.name.clone(),
            good_at: self.good_at.clone(),
            source: self.repository.clone(),
            licence: self.licence.clone(),
            terms: self.terms.clone(),
            steps: self.steps,
            guidance: self.guidance,
        };
        Wanted {
            id: self.id.clone(),
            name: self.name.clone(),
            repository: self.repository.clone(),
            revision: self.revision.clone(),
            files: self.files.iter().map(file).collect(),
            manifest: toml::to_string(&manifest).expect("a manifest is plain text and numbers"),
        }
    }
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    toml::from_str(include_str!("../../assets/models.toml")).expect("a test reads the shelf")
});

/// The shelf that came with the program.
pub fn shelf() -> &'static Shelf {
    &SHELF
}

/// The recommended model of an id.
pub fn recommended(id: &str) -> Option<&'static Recommended> {
    SHELF.models.iter().find(|row| row.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_says_what_it_is_where_it_is_and_on_what_terms() {
        assert_eq!(shelf().version, 2);
        for row in &shelf().models {
            assert!(row.repository.split('/').count() == 2 && row.wanted().is_safe(), "{}", row.id);
            assert!(row.bytes() > 100_000_000, "{}", row.id);
            assert!(row.good_at.ends_with('.') && row.terms.ends_with('.'), "{}", row.id);
            let same = shelf().models.iter().filter(|other| other.id == row.id);
            assert_eq!(same.count(), 1, "{}", row.id);
            match row.kind {
                Kind::Writer => {
                    assert!(row.files.len() == 1 && row.files[0].path.ends_with(".gguf"));
                }
                Kind::Pictures => {
                    assert!(row.steps.is_some() && row.guidance.is_some(), "{}", row.id);
                    assert_eq!(row.files[0].path, "model_index.json", "{}", row.id);
                }
            }
        }
        let sizes = |kind| shelf().models.iter().filter(move |row| row.kind == kind);
        for kind in [Kind::Writer, Kind::Pictures] {
            assert!(sizes(kind).next().is_some());
        }
        assert!(sizes(Kind::Writer).map(Recommended::bytes).is_sorted());
    }
}
