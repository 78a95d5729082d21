//! The plan of a download: its files and where they are published; kept as `download.toml` until all files are on
//! disk. It opens no connection.

use super::super::MANIFEST_FILE;
use crate::files::write_over;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Component, Path, PathBuf};

/// What a model's folder holds until the download is complete.
pub const PLAN_FILE: &str = "download.toml";

/// One model to download: its files and where they are published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DownloadPlan {
    /// Also the name of its folder.
    pub id: String,
    pub name: String,
    /// Owner and name on the hub.
    pub repository: String,
    pub revision: String,
    pub files: Vec<PlannedFile>,
    /// The text of the manifest, which is written after the last file.
    pub manifest: String,
}

/// One file of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedFile {
    /// Below the repository and below the model's folder.
    pub path: String,
    /// Owner and name on the hub, where it is published elsewhere than the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// An estimate; the server reports the exact length.
    pub bytes: u64,
    pub sha256: Option<String>,
}

impl DownloadPlan {
    /// Whether all its paths stay within its own folder. A plan is read from disk, so they are not trusted.
    pub fn is_safe(&self) -> bool {
        let below = |path: &str| {
            !path.is_empty()
                && !path.contains('\\')
                && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
        };
        below(&self.id)
            && !self.id.contains('/')
            && !self.id.starts_with('.')
            && !self.files.is_empty()
            && self.files.iter().all(|file| below(&file.path))
    }

    /// The address of a file.
    pub fn url(&self, hub: &str, file: &PlannedFile) -> String {
        let hub = hub.trim_end_matches('/');
        let (repository, revision) = match &file.repository {
            Some(other) => (other.as_str(), "main"),
            None => (self.repository.as_str(), self.revision.as_str()),
        };
        format!("{hub}/{repository}/resolve/{revision}/{}", file.path)
    }

    pub fn folder(&self, models: &Path) -> PathBuf {
        models.join(&self.id)
    }

    /// Bytes of all files, an estimate.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Writes the plan into the model's folder.
    pub(super) fn write(&self, models: &Path) -> io::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        write_over(&self.folder(models).join(PLAN_FILE), text.as_bytes())
    }

    /// Bytes on disk, of complete files and of parts.
    pub fn bytes_on_disk(&self, models: &Path) -> u64 {
        let folder = self.folder(models);
        let length = |path: PathBuf| std::fs::metadata(path).map(|data| data.len());
        let of_file = |file: &PlannedFile| {
            let target = folder.join(&file.path);
            length(part_path(&target)).or_else(|_| length(target)).unwrap_or(0)
        };
        self.files.iter().map(of_file).sum()
    }

    /// The plans that an earlier run of the program did not complete, by id.
    pub fn unfinished(models: &Path) -> Vec<Self> {
        let Ok(entries) = std::fs::read_dir(models) else { return Vec::new() };
        let read = |folder: PathBuf| -> Option<Self> {
            let text = std::fs::read_to_string(folder.join(PLAN_FILE)).ok()?;
            let plan: Self = toml::from_str(&text).ok()?;
            // A crash can leave the plan beside a complete model.
            let is_complete = folder.join(MANIFEST_FILE).exists();
            let is_own_folder = folder.file_name()?.to_str()? == plan.id;
            (plan.is_safe() && is_own_folder && !is_complete).then_some(plan)
        };
        let mut found: Vec<_> = entries.flatten().filter_map(|entry| read(entry.path())).collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }
}

/// The path of a file while it is being downloaded.
pub(super) fn part_path(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    target.with_file_name(name)
}

/// What identifies the contents of a part; kept beside it, so that a later run can resume it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Journal {
    pub url: String,
    pub etag: Option<String>,
    /// Bytes of the whole file.
    pub length: Option<u64>,
    pub sha256: Option<String>,
}

impl Journal {
    pub fn path(part: &Path) -> PathBuf {
        let mut name = part.file_name().unwrap_or_default().to_owned();
        name.push(".toml");
        part.with_file_name(name)
    }

    pub fn read(part: &Path) -> Option<Self> {
        toml::from_str(&std::fs::read_to_string(Self::path(part)).ok()?).ok()
    }

    pub fn write(&self, part: &Path) -> io::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        write_over(&Self::path(part), text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(id: &str, path: &str) -> DownloadPlan {
        DownloadPlan {
            id: id.into(),
            name: "A".into(),
            repository: "someone/a".into(),
            revision: "main".into(),
            files: vec![PlannedFile {
                path: path.into(),
                repository: None,
                bytes: 10,
                sha256: None,
            }],
            manifest: String::new(),
        }
    }

    #[test]
    fn a_path_cannot_leave_the_models_folder() {
        assert!(plan("a", "a.gguf").is_safe() && plan("a", "unet/a.safetensors").is_safe());
        for (id, path) in [("..", "a"), ("a/b", "a"), ("a", "../a"), ("a", "/etc/a"), ("a", "")] {
            assert!(!plan(id, path).is_safe(), "{id} {path}");
        }
        assert!(!plan("a", "..\\a").is_safe() && !plan(".removed", "a").is_safe());
    }

    #[test]
    fn unfinished_plans_are_found_and_complete_models_are_not() {
        let models = tempfile::tempdir().unwrap();
        let (one, two) = (plan("one", "a.gguf"), plan("two", "b.gguf"));
        one.write(models.path()).unwrap();
        two.write(models.path()).unwrap();
        std::fs::write(two.folder(models.path()).join(MANIFEST_FILE), "").unwrap();
        std::fs::write(one.folder(models.path()).join("a.gguf.part"), "1234").unwrap();
        assert_eq!(DownloadPlan::unfinished(models.path()), std::slice::from_ref(&one));
        assert_eq!(one.bytes_on_disk(models.path()), 4);
        assert_eq!(
            one.url("http://mirror/", &one.files[0]),
            "http://mirror/someone/a/resolve/main/a.gguf"
        );
        let other = PlannedFile { repository: Some("b/c".into()), ..one.files[0].clone() };
        assert_eq!(one.url("http://mirror", &other), "http://mirror/b/c/resolve/main/a.gguf");
    }
}
