//! Looks for models where they lie: in Brandish's own folder, in the hub's cache, and in the places that the user
//! named, which may be the folders of ComfyUI, AUTOMATIC1111 or InvokeAI.
//! It changes nothing and goes no deeper than models lie.

use super::peek::{Peeked, ending, is_diffusers, peek};
use super::{Found, Kind, Manifest, Owner};
use crate::files::download::{MANIFEST, ORDER};
use std::path::{Path, PathBuf};

/// Models lie no deeper below the folder that is named.
const DEEPEST: usize = 5;
/// A folder with more is not one of models.
const MOST_ENTRIES: usize = 20_000;
/// Smaller files of doubtful kinds are parts of something and not worth a word.
const WORTH_A_WORD: u64 = 100_000_000;

/// A place that was looked in.
#[derive(Clone, Debug, PartialEq)]
pub struct LookedIn {
    pub path: PathBuf,
    /// Whose folder it is, in the user's words.
    pub what: &'static str,
    pub models: usize,
    pub is_there: bool,
    /// Whether the user named it, and can have it forgotten.
    pub is_named: bool,
}

/// The hub's own cache on this machine, where there is one.
pub fn hub_cache() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("HF_HUB_CACHE").or_else(|| set("HF_HOME").map(|home| home.join("hub")));
    let usual = || {
        Some(
            directories::UserDirs::new()?.home_dir().join(".cache").join("huggingface").join("hub"),
        )
    };
    folder.or_else(usual).filter(|folder| folder.is_dir())
}

/// Every model in Brandish's own folder, in the cache and in the named places, in this order.
pub fn find(
    own: Option<&Path>,
    cache: Option<&Path>,
    named: &[PathBuf],
) -> (Vec<Found>, Vec<LookedIn>) {
    let mut all: Vec<Found> = Vec::new();
    let mut places = Vec::new();
    let own = own.map(|path| (path, Whose::Ours));
    let cache = cache.map(|path| (path, Whose::Other));
    let named = named.iter().map(|path| (path.as_path(), Whose::Named));
    for (place, whose) in own.into_iter().chain(cache).chain(named) {
        let mut search = Search { place, whose, found: Vec::new(), entries: 0 };
        let what = search.look();
        // The same file by another way, such as a link, is there once.
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let known: Vec<_> = all.iter().map(|found| real(&found.path)).collect();
        search.found.retain(|found| !known.contains(&real(&found.path)));
        places.push(LookedIn {
            path: place.to_owned(),
            what,
            models: search.found.len(),
            is_there: place.exists(),
            is_named: whose == Whose::Named,
        });
        all.extend(search.found);
    }
    (all, places)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Ours,
    Other,
    Named,
}

struct Search<'a> {
    place: &'a Path,
    whose: Whose,
    found: Vec<Found>,
    entries: usize,
}

impl Search<'_> {
    fn look(&mut self) -> &'static str {
        let place = self.place;
        if place.is_file() {
            self.file(place);
            return "A file of yours";
        }
        let models = place.join("models");
        if self.whose == Whose::Ours {
            self.folder(place, DEEPEST);
            return "Brandish's own folder";
        }
        if let Some(repositories) = repositories(place) {
            for repository in repositories {
                self.repository(&repository);
            }
            return "Hugging Face cache";
        }
        if place.join("invokeai.yaml").is_file() {
            self.folder(&models, DEEPEST);
            return "InvokeAI";
        }
        if models.join("Stable-diffusion").is_dir() {
            self.folder(&models.join("Stable-diffusion"), DEEPEST);
            return "AUTOMATIC1111";
        }
        if models.join("checkpoints").is_dir() {
            for kind in ["checkpoints", "diffusers", "diffusion_models", "unet", "LLM"] {
                self.folder(&models.join(kind), DEEPEST);
            }
            return "ComfyUI";
        }
        self.folder(place, DEEPEST);
        "A folder of yours"
    }

    /// The newest state of one repository in the hub's cache.
    fn repository(&mut self, folder: &Path) {
        let snapshots = folder.join("snapshots");
        let main = std::fs::read_to_string(folder.join("refs/main")).ok();
        let main = main.map(|name| snapshots.join(name.trim())).filter(|path| path.is_dir());
        let newest = || {
            let entries = std::fs::read_dir(&snapshots).ok()?.flatten();
            let changed = |path: &PathBuf| path.metadata().and_then(|data| data.modified()).ok();
            entries.map(|entry| entry.path()).max_by_key(changed)
        };
        if let Some(snapshot) = main.or_else(newest) {
            let before = self.found.len();
            self.folder(&snapshot, DEEPEST);
            // A snapshot is named by a number; people know its repository.
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let name = name.trim_start_matches("models--").replace("--", "/");
            for found in &mut self.found[before..] {
                if found.path == snapshot {
                    found.name.clone_from(&name);
                }
            }
        }
    }

    fn folder(&mut self, folder: &Path, deeper: usize) {
        let manifest = std::fs::read_to_string(folder.join(MANIFEST)).ok();
        let manifest = manifest.and_then(|text| toml::from_str::<Manifest>(&text).ok());
        if manifest.is_none() && folder.join(ORDER).exists() {
            // On its way.
            return;
        }
        if is_diffusers(folder) {
            let bytes = bytes_below(folder, DEEPEST);
            self.note(folder, folder, Kind::Pictures, bytes, manifest);
            return;
        }
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        let hidden =
            |path: &Path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        for path in paths.iter().filter(|path| !hidden(path)) {
            self.entries += 1;
            if self.entries > MOST_ENTRIES {
                return;
            }
            if path.is_dir() {
                if deeper > 0 && manifest.is_none() {
                    self.folder(path, deeper - 1);
                }
            } else if let (Some(manifest), Peeked::Model(kind)) = (&manifest, peek(path)) {
                let bytes = path.metadata().map_or(0, |data| data.len());
                self.note(path, folder, kind, bytes, Some(manifest.clone()));
            } else {
                self.file(path);
            }
        }
    }

    fn file(&mut self, path: &Path) {
        let bytes = path.metadata().map_or(0, |data| data.len());
        match peek(path) {
            Peeked::Model(kind) => self.note(path, path, kind, bytes, None),
            Peeked::Pickle if bytes >= WORTH_A_WORD && ending(path) != "bin" => {
                self.note(path, path, Kind::Pictures, bytes, None);
                if let Some(found) = self.found.last_mut() {
                    found.refused = Some(super::AddError::Pickle(found.name.clone()).to_string());
                }
            }
            Peeked::Pickle | Peeked::Nothing => {}
        }
    }

    fn note(
        &mut self,
        path: &Path,
        whole: &Path,
        kind: Kind,
        bytes: u64,
        manifest: Option<Manifest>,
    ) {
        let name = match path.is_dir() {
            true => path.file_name(),
            false => path.file_stem(),
        };
        let name = name.unwrap_or_default().to_string_lossy().into_owned();
        let owner = match self.whose {
            Whose::Ours => Owner::Ours { whole: whole.to_owned() },
            Whose::Named => Owner::Place(self.place.to_owned()),
            Whose::Other => Owner::Other,
        };
        let name = manifest.as_ref().map_or(name, |manifest| manifest.name.clone());
        let path = path.to_owned();
        self.found.push(Found { path, kind, name, bytes, owner, manifest, refused: None });
    }
}

/// The repositories in a folder of the hub's cache, also where the folder above it was named.
fn repositories(folder: &Path) -> Option<Vec<PathBuf>> {
    let within = |folder: &Path| {
        let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
        let is_one = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("models--"))
                && path.join("snapshots").is_dir()
        };
        let mut found: Vec<_> = entries.filter(is_one).collect();
        found.sort();
        (!found.is_empty()).then_some(found)
    };
    within(folder).or_else(|| within(&folder.join("hub")))
}

/// Bytes of the files below a folder.
pub(super) fn bytes_below(folder: &Path, deeper: usize) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let of_entry = |path: PathBuf| match path.metadata() {
        Ok(data) if data.is_dir() && deeper > 0 => bytes_below(&path, deeper - 1),
        Ok(data) if data.is_file() => data.len(),
        _ => 0,
    };
    entries.flatten().map(|entry| of_entry(entry.path())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with the first bytes of a GGUF file, or the header of a picture model.
    fn put(path: PathBuf) -> PathBuf {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = match ending(&path).as_str() {
            "gguf" => b"GGUF and more".to_vec(),
            "safetensors" => {
                let header = br#"{"model.diffusion_model.a":{}}"#;
                [&(header.len() as u64).to_le_bytes()[..], header].concat()
            }
            _ => b"{}".to_vec(),
        };
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn names(found: &[Found]) -> Vec<&str> {
        found.iter().map(|found| found.name.as_str()).collect()
    }

    #[test]
    fn the_newest_state_of_each_repository_in_a_hub_cache_is_found() {
        let cache = tempfile::tempdir().unwrap();
        let writer = cache.path().join("models--someone--writer");
        put(writer.join("snapshots/old/a.gguf"));
        let newest = put(writer.join("snapshots/new/a.gguf"));
        std::fs::create_dir_all(writer.join("refs")).unwrap();
        std::fs::write(writer.join("refs/main"), "new").unwrap();
        put(cache.path().join("models--someone--drawer/snapshots/1/model_index.json"));
        put(cache.path().join("models--someone--half/blobs/x.incomplete"));
        let (found, places) = find(None, Some(cache.path()), &[]);
        assert_eq!(names(&found), ["someone/drawer", "a"]);
        assert_eq!((found[1].path.as_path(), found[1].kind), (newest.as_path(), Kind::Writer));
        assert_eq!(found[0].kind, Kind::Pictures);
        assert_eq!((places[0].what, places[0].models), ("Hugging Face cache", 2));
    }

    #[test]
    fn the_folders_of_other_programs_are_known_by_their_shape() {
        let root = tempfile::tempdir().unwrap();
        let places = ["comfy", "a1111", "invoke", "mine"].map(|name| root.path().join(name));
        put(places[0].join("models/checkpoints/sub/a.safetensors"));
        put(places[0].join("models/loras/no.safetensors"));
        put(places[1].join("models/Stable-diffusion/b.safetensors"));
        put(places[1].join("models/VAE/no.safetensors"));
        put(places[2].join("invokeai.yaml"));
        put(places[2].join("models/sd-1/main/c.safetensors"));
        put(places[3].join("d.gguf"));
        put(places[3].join(".hidden/no.gguf"));
        put(places[3].join("not-a-model.txt"));
        let gone = root.path().join("gone");
        let (found, looked_in) = find(None, None, &[&places[..], &[gone]].concat());
        assert_eq!(names(&found), ["a", "b", "c", "d"]);
        let what: Vec<_> = looked_in.iter().map(|place| place.what).collect();
        let expected = ["ComfyUI", "AUTOMATIC1111", "InvokeAI", "A folder of yours"];
        assert_eq!(what[..4], expected);
        assert!(!looked_in[4].is_there);
    }

    #[test]
    fn a_download_on_its_way_is_no_model_and_a_link_is_none_twice() {
        let own = tempfile::tempdir().unwrap();
        put(own.path().join("half/a.gguf"));
        put(own.path().join("half/download.toml"));
        put(own.path().join("half/b.gguf.part"));
        let whole = put(own.path().join("whole/c.gguf"));
        let manifest = "id = 'c'\nkind = 'writer'\nname = 'See'\ngood_at = 'x.'\nsource = 'a/c'\n\
            licence = 'MIT'\nterms = 'Free.'";
        std::fs::write(own.path().join("whole/model.toml"), manifest).unwrap();
        let (found, _) = find(Some(own.path()), None, std::slice::from_ref(&whole));
        assert_eq!(names(&found), ["See"]);
        assert_eq!(found[0].owner, Owner::Ours { whole: own.path().join("whole") });
    }

    #[test]
    fn a_header_that_is_too_long_or_cut_short_is_no_model() {
        let own = tempfile::tempdir().unwrap();
        std::fs::write(own.path().join("a.safetensors"), u64::MAX.to_le_bytes()).unwrap();
        std::fs::write(own.path().join("b.safetensors"), [1, 2]).unwrap();
        std::fs::write(own.path().join("c.gguf"), b"GG").unwrap();
        assert!(find(Some(own.path()), None, &[]).0.is_empty());
    }
}
