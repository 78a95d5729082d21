//! What is to be downloaded, from where, and what is known of it by now; kept as `download.toml` until all is there.
//! It opens no connection.

use crate::files::atomic;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Component, Path, PathBuf};

/// What a model's folder holds while the model is on its way.
pub const ORDER: &str = "download.toml";
/// What a model's folder holds once all of it is there; written last.
pub const MANIFEST: &str = "model.toml";

/// One model to be had: its files and where they come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// Also the name of its folder.
    pub id: String,
    pub name: String,
    /// Owner and name on the hub.
    pub repository: String,
    pub revision: String,
    pub files: Vec<WantedFile>,
    /// What is written beside the files when all are there.
    pub manifest: String,
}

/// One file of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WantedFile {
    /// Below the repository and below the model's folder.
    pub path: String,
    /// About; the server knows better.
    pub bytes: u64,
    pub sha256: Option<String>,
}

impl Wanted {
    /// Whether its names stay within its own folder; what comes from a file could say anything.
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

    /// Where a file is published.
    pub fn address(&self, hub: &str, file: &WantedFile) -> String {
        let hub = hub.trim_end_matches('/');
        format!("{hub}/{}/resolve/{}/{}", self.repository, self.revision, file.path)
    }

    pub fn folder(&self, models: &Path) -> PathBuf {
        models.join(&self.id)
    }

    /// Bytes in all, about.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    pub(super) fn keep(&self, models: &Path) -> io::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        atomic::write_over(&self.folder(models).join(ORDER), text.as_bytes())
    }

    /// Bytes that lie on disk by now, whole files and parts.
    pub fn have(&self, models: &Path) -> u64 {
        let folder = self.folder(models);
        let length = |path: PathBuf| std::fs::metadata(path).map(|data| data.len());
        let of_file = |file: &WantedFile| {
            let whole = folder.join(&file.path);
            length(part_of(&whole)).or_else(|_| length(whole)).unwrap_or(0)
        };
        self.files.iter().map(of_file).sum()
    }

    /// What an earlier run of the program did not finish, by id.
    pub fn unfinished(models: &Path) -> Vec<Self> {
        let Ok(entries) = std::fs::read_dir(models) else { return Vec::new() };
        let read = |folder: PathBuf| -> Option<Self> {
            let text = std::fs::read_to_string(folder.join(ORDER)).ok()?;
            let wanted: Self = toml::from_str(&text).ok()?;
            // A finished model whose order was left behind by a crash is finished all the same.
            let is_whole = folder.join(MANIFEST).exists();
            let is_here = folder.file_name()?.to_str()? == wanted.id;
            (wanted.is_safe() && is_here && !is_whole).then_some(wanted)
        };
        let mut found: Vec<_> = entries.flatten().filter_map(|entry| read(entry.path())).collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }
}

/// What a file is called while it is on its way.
pub fn part_of(whole: &Path) -> PathBuf {
    let mut name = whole.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    whole.with_file_name(name)
}

/// What is known of a part; kept beside it, so that another run can go on with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Journal {
    pub url: String,
    /// The server's mark of this very content.
    pub etag: Option<String>,
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
        atomic::write_over(&Self::path(part), text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(id: &str, path: &str) -> Wanted {
        Wanted {
            id: id.into(),
            name: "A".into(),
            repository: "someone/a".into(),
            revision: "main".into(),
            files: vec![WantedFile { path: path.into(), bytes: 10, sha256: None }],
            manifest: String::new(),
        }
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_models_folder() {
        assert!(wanted("a", "a.gguf").is_safe() && wanted("a", "unet/a.safetensors").is_safe());
        for (id, path) in [("..", "a"), ("a/b", "a"), ("a", "../a"), ("a", "/etc/a"), ("a", "")] {
            assert!(!wanted(id, path).is_safe(), "{id} {path}");
        }
        assert!(!wanted("a", "..\\a").is_safe() && !wanted(".removed", "a").is_safe());
    }

    #[test]
    fn what_was_not_finished_is_found_again_and_what_was_is_not() {
        let models = tempfile::tempdir().unwrap();
        let (one, two) = (wanted("one", "a.gguf"), wanted("two", "b.gguf"));
        one.keep(models.path()).unwrap();
        two.keep(models.path()).unwrap();
        std::fs::write(two.folder(models.path()).join(MANIFEST), "").unwrap();
        std::fs::write(one.folder(models.path()).join("a.gguf.part"), "1234").unwrap();
        assert_eq!(Wanted::unfinished(models.path()), std::slice::from_ref(&one));
        assert_eq!(one.have(models.path()), 4);
        assert_eq!(
            one.address("http://mirror/", &one.files[0]),
            "http://mirror/someone/a/resolve/main/a.gguf"
        );
    }
}
