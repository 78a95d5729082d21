//! The recommended models: the rows of `assets/models.toml`, which is compiled into the program.
//! A row gives the plan of a download; downloading is another part.

use super::download::{DownloadPlan, PlannedFile};
use super::{Manifest, ModelKind};
use crate::brief::{Family, family};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The file `assets/models.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecommendedModels {
    #[cfg_attr(not(test), expect(dead_code, reason = "a test checks the version"))]
    version: u32,
    #[serde(rename = "model")]
    models: Vec<RecommendedModel>,
}

/// One model that can be downloaded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecommendedModel {
    pub id: String,
    pub kind: ModelKind,
    /// The family's name on the command line, for models that draw.
    family: Option<String>,
    pub name: String,
    /// In the user's words.
    pub good_at: String,
    /// Owner and name on the Hugging Face hub.
    pub repository: String,
    #[serde(default = "main")]
    pub revision: String,
    pub files: Vec<RecommendedFile>,
    pub licence: String,
    /// What the licence means, in a sentence.
    pub terms: String,
    /// Default steps, for models that draw.
    pub steps: Option<u32>,
    /// Default guidance, for models that draw.
    pub guidance: Option<f32>,
}

/// One of its files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecommendedFile {
    pub path: String,
    /// Where it is published, if not with the others.
    pub repository: Option<String>,
    /// An estimate, in millions of bytes.
    pub megabytes: u64,
    pub sha256: Option<String>,
}

fn main() -> String {
    "main".into()
}

impl RecommendedModel {
    /// Bytes of all files, an estimate.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.megabytes * 1_000_000).sum()
    }

    /// Its family, for models that draw.
    pub fn family(&self) -> Option<Family> {
        self.family.as_deref().and_then(family)
    }

    /// Its folder in the folder of all models.
    pub fn folder(&self, models: &Path) -> PathBuf {
        models.join(&self.id)
    }

    /// The plan of its download.
    pub(super) fn plan(&self) -> DownloadPlan {
        let file = |file: &RecommendedFile| PlannedFile {
            path: file.path.clone(),
            repository: file.repository.clone(),
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
        DownloadPlan {
            id: self.id.clone(),
            name: self.name.clone(),
            repository: self.repository.clone(),
            revision: self.revision.clone(),
            files: self.files.iter().map(file).collect(),
            manifest: toml::to_string(&manifest).expect("a manifest is plain text and numbers"),
        }
    }
}

static RECOMMENDED: LazyLock<RecommendedModels> = LazyLock::new(|| {
    let mut file: RecommendedModels =
        toml::from_str(include_str!("../../assets/models.toml")).expect("a test parses the file");
    // Pictures are what most people come for.
    file.models.sort_by_key(|row| row.kind != ModelKind::Pictures);
    file
});

/// The recommended models, those that draw first, the smallest writer before the others.
pub fn recommended_models() -> &'static [RecommendedModel] {
    &RECOMMENDED.models
}

/// The recommended model with an id.
pub fn recommended_model(id: &str) -> Option<&'static RecommendedModel> {
    RECOMMENDED.models.iter().find(|row| row.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_purpose_a_source_and_terms() {
        assert_eq!(RECOMMENDED.version, 2);
        let models = recommended_models();
        for row in models {
            assert!(row.repository.split('/').count() == 2 && row.plan().is_safe(), "{}", row.id);
            assert!(row.bytes() > 10_000_000, "{}", row.id);
            assert!(row.good_at.ends_with('.') && row.terms.ends_with('.'), "{}", row.id);
            let same = models.iter().filter(|other| other.id == row.id);
            assert_eq!(same.count(), 1, "{}", row.id);
            match row.kind {
                ModelKind::Writer => {
                    assert!(row.files.len() == 1 && row.files[0].path.ends_with(".gguf"));
                }
                ModelKind::Describer => {
                    assert!(row.files.iter().any(|file| file.path.ends_with(".gguf")));
                    assert!(row.files.iter().any(|file| file.path == "tokenizer.json"));
                }
                ModelKind::Segmenter => {
                    assert!(row.files.len() == 1 && row.files[0].path.ends_with(".safetensors"));
                }
                ModelKind::Pictures => {
                    assert!(row.steps.is_some() && row.guidance.is_some(), "{}", row.id);
                    assert!(row.family().is_some(), "{}", row.id);
                    assert_eq!(row.files[0].path, "model_index.json", "{}", row.id);
                }
            }
        }
        let of_kind = |kind| models.iter().filter(move |row| row.kind == kind);
        let kinds =
            [ModelKind::Writer, ModelKind::Pictures, ModelKind::Describer, ModelKind::Segmenter];
        for kind in kinds {
            assert!(of_kind(kind).next().is_some());
        }
        assert!(of_kind(ModelKind::Writer).map(RecommendedModel::bytes).is_sorted());
    }
}
