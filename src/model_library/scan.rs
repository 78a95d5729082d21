//! Scans for models: in Brandish's own folder, in the hub's cache, and in the locations that the user added, which
//! may be the folders of ComfyUI, AUTOMATIC1111 or InvokeAI.
//! It changes nothing on disk.

use super::download::PLAN_FILE;
use super::header_check::{HeaderCheck, check_header, extension, is_diffusers};
use super::{FoundModel, MANIFEST_FILE, Manifest, ModelKind, ModelOwner};
use std::path::{Path, PathBuf};

/// How many levels of folders below a location are scanned.
const MAX_DEPTH: usize = 5;
/// A location with more entries is not a folder of models.
const MAX_ENTRIES: usize = 20_000;
/// Smaller pickles are components of a model and are not listed, bytes.
const MIN_LISTED_PICKLE: u64 = 100_000_000;

/// A location that was scanned.
#[derive(Clone, Debug, PartialEq)]
pub struct ScannedLocation {
    pub path: PathBuf,
    /// What kind of location it is, in the user's words.
    pub kind: &'static str,
    /// How many models were found there.
    pub models: usize,
    pub exists: bool,
    /// Whether the user added it, and can remove it.
    pub is_added: bool,
}

/// What a scan found.
pub(super) struct Scan {
    pub found: Vec<FoundModel>,
    pub locations: Vec<ScannedLocation>,
    /// LoRA files, which prompts may name.
    pub loras: Vec<PathBuf>,
}

/// Every model in Brandish's own folder, in the hub's cache and in the added locations, in this order.
pub(super) fn scan(own: Option<&Path>, hub_cache: Option<&Path>, added: &[PathBuf]) -> Scan {
    let mut all: Vec<FoundModel> = Vec::new();
    let (mut locations, mut loras) = (Vec::new(), Vec::new());
    let own = own.map(|path| (path, LocationOwner::Brandish));
    let hub_cache = hub_cache.map(|path| (path, LocationOwner::OtherProgram));
    let added = added.iter().map(|path| (path.as_path(), LocationOwner::User));
    for (location, owner) in own.into_iter().chain(hub_cache).chain(added) {
        let mut scan =
            LocationScan { location, owner, found: Vec::new(), loras: Vec::new(), entries: 0 };
        let kind = scan.run();
        // A file that several paths lead to, for example by a link, is listed once.
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let known: Vec<_> = all.iter().map(|found| real(&found.path)).collect();
        scan.found.retain(|found| !known.contains(&real(&found.path)));
        locations.push(ScannedLocation {
            path: location.to_owned(),
            kind,
            models: scan.found.len(),
            exists: location.exists(),
            is_added: owner == LocationOwner::User,
        });
        all.extend(scan.found);
        loras.extend(scan.loras);
    }
    Scan { found: all, locations, loras }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LocationOwner {
    Brandish,
    OtherProgram,
    User,
}

/// The scan of one location.
struct LocationScan<'a> {
    location: &'a Path,
    owner: LocationOwner,
    found: Vec<FoundModel>,
    loras: Vec<PathBuf>,
    entries: usize,
}

impl LocationScan<'_> {
    /// Finds the models of the location and returns what kind of location it is.
    fn run(&mut self) -> &'static str {
        let location = self.location;
        if location.is_file() {
            self.scan_file(location);
            return "A file of yours";
        }
        let models = location.join("models");
        if self.owner == LocationOwner::Brandish {
            self.scan_folder(location, MAX_DEPTH);
            return "Brandish's own folder";
        }
        if let Some(repositories) = repositories(location) {
            for repository in repositories {
                self.scan_repository(&repository);
            }
            return "Hugging Face cache";
        }
        if location.join("invokeai.yaml").is_file() {
            self.scan_folder(&models, MAX_DEPTH);
            return "InvokeAI";
        }
        if models.join("Stable-diffusion").is_dir() {
            self.scan_folder(&models.join("Stable-diffusion"), MAX_DEPTH);
            ["Lora", "LyCORIS"].iter().for_each(|kind| self.scan_loras(&models.join(kind)));
            return "AUTOMATIC1111";
        }
        if models.join("checkpoints").is_dir() {
            for kind in ["checkpoints", "diffusers", "diffusion_models", "unet", "LLM"] {
                self.scan_folder(&models.join(kind), MAX_DEPTH);
            }
            self.scan_loras(&models.join("loras"));
            return "ComfyUI";
        }
        self.scan_folder(location, MAX_DEPTH);
        "A folder of yours"
    }

    /// A folder that another program keeps for LoRAs: what else lies there is no model of its list.
    fn scan_loras(&mut self, folder: &Path) {
        let models = self.found.len();
        self.scan_folder(folder, MAX_DEPTH);
        self.found.truncate(models);
    }

    /// The newest snapshot of one repository in the hub's cache.
    fn scan_repository(&mut self, folder: &Path) {
        let snapshots = folder.join("snapshots");
        let main = std::fs::read_to_string(folder.join("refs/main")).ok();
        let main = main.map(|name| snapshots.join(name.trim())).filter(|path| path.is_dir());
        let newest = || {
            let entries = std::fs::read_dir(&snapshots).ok()?.flatten();
            let modified = |path: &PathBuf| path.metadata().and_then(|data| data.modified()).ok();
            entries.map(|entry| entry.path()).max_by_key(modified)
        };
        if let Some(snapshot) = main.or_else(newest) {
            let before = self.found.len();
            self.scan_folder(&snapshot, MAX_DEPTH);
            // The folder of a snapshot is named by a hash; users know the repository.
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let name = name.trim_start_matches("models--").replace("--", "/");
            for found in &mut self.found[before..] {
                if found.path == snapshot {
                    found.name.clone_from(&name);
                }
            }
        }
    }

    fn scan_folder(&mut self, folder: &Path, depth: usize) {
        if self.entries > MAX_ENTRIES {
            return;
        }
        let manifest = std::fs::read_to_string(folder.join(MANIFEST_FILE)).ok();
        let manifest = manifest.and_then(|text| toml::from_str::<Manifest>(&text).ok());
        if manifest.is_none() && folder.join(PLAN_FILE).exists() {
            // The download is not complete.
            return;
        }
        if let Some(manifest) = manifest.as_ref().filter(|manifest| manifest.kind.is_for_photos()) {
            let bytes = bytes_below(folder, MAX_DEPTH);
            self.push(folder, folder, manifest.kind, bytes, Some(manifest.clone()));
            return;
        }
        if is_diffusers(folder) {
            let bytes = bytes_below(folder, MAX_DEPTH);
            self.push(folder, folder, ModelKind::Pictures, bytes, manifest);
            return;
        }
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        let is_hidden =
            |path: &Path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        for path in paths.iter().filter(|path| !is_hidden(path)) {
            self.entries += 1;
            if self.entries > MAX_ENTRIES {
                return;
            }
            if path.is_dir() {
                if depth > 0 && manifest.is_none() {
                    self.scan_folder(path, depth - 1);
                }
            } else if let (Some(manifest), HeaderCheck::Model(kind)) =
                (&manifest, check_header(path))
            {
                let bytes = path.metadata().map_or(0, |data| data.len());
                self.push(path, folder, kind, bytes, Some(manifest.clone()));
            } else {
                self.scan_file(path);
            }
        }
    }

    fn scan_file(&mut self, path: &Path) {
        let bytes = path.metadata().map_or(0, |data| data.len());
        match check_header(path) {
            HeaderCheck::Model(kind) => self.push(path, path, kind, bytes, None),
            HeaderCheck::Pickle if bytes >= MIN_LISTED_PICKLE && extension(path) != "bin" => {
                self.push(path, path, ModelKind::Pictures, bytes, None);
                if let Some(found) = self.found.last_mut() {
                    found.refusal = Some(super::AddError::Pickle(found.name.clone()).to_string());
                }
            }
            HeaderCheck::Lora => self.loras.push(path.to_owned()),
            HeaderCheck::Pickle | HeaderCheck::Other => {}
        }
    }

    /// Adds a model to what was found; `removable` is the path to remove with it.
    fn push(
        &mut self,
        path: &Path,
        removable: &Path,
        kind: ModelKind,
        bytes: u64,
        manifest: Option<Manifest>,
    ) {
        let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
        let name = name.unwrap_or_default().to_string_lossy().into_owned();
        let owner = match self.owner {
            LocationOwner::Brandish => ModelOwner::Brandish { path: removable.to_owned() },
            LocationOwner::User => ModelOwner::Location(self.location.to_owned()),
            LocationOwner::OtherProgram => ModelOwner::OtherProgram,
        };
        let name = manifest.as_ref().map_or(name, |manifest| manifest.name.clone());
        let path = path.to_owned();
        self.found.push(FoundModel { path, kind, name, bytes, owner, manifest, refusal: None });
    }
}

/// The repositories in a hub cache, also where its parent folder was given.
fn repositories(folder: &Path) -> Option<Vec<PathBuf>> {
    let within = |folder: &Path| {
        let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
        let is_repository = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("models--"))
                && path.join("snapshots").is_dir()
        };
        let mut found: Vec<_> = entries.filter(is_repository).collect();
        found.sort();
        (!found.is_empty()).then_some(found)
    };
    within(folder).or_else(|| within(&folder.join("hub")))
}

/// Bytes of the files below a folder. Links to folders are not followed, and of very many files the first are counted.
pub(super) fn bytes_below(folder: &Path, depth: usize) -> u64 {
    bytes_of_some(folder, depth, &mut MAX_ENTRIES.clone())
}

fn bytes_of_some(folder: &Path, depth: usize, left: &mut usize) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let mut sum = 0;
    for path in entries.flatten().map(|entry| entry.path()) {
        let Some(fewer) = left.checked_sub(1) else { break };
        *left = fewer;
        sum += match path.metadata() {
            Ok(data) if data.is_dir() && depth > 0 && !path.is_symlink() => {
                bytes_of_some(&path, depth - 1, left)
            }
            Ok(data) if data.is_file() => data.len(),
            _ => 0,
        };
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with the first bytes of a GGUF file, or the header of a picture model.
    fn put(path: PathBuf) -> PathBuf {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = match extension(&path).as_str() {
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

    fn names(found: &[FoundModel]) -> Vec<&str> {
        found.iter().map(|found| found.name.as_str()).collect()
    }

    #[test]
    fn the_newest_snapshot_of_each_repository_in_a_hub_cache_is_found() {
        let cache = tempfile::tempdir().unwrap();
        let writer = cache.path().join("models--someone--writer");
        put(writer.join("snapshots/old/a.gguf"));
        let newest = put(writer.join("snapshots/new/a.gguf"));
        std::fs::create_dir_all(writer.join("refs")).unwrap();
        std::fs::write(writer.join("refs/main"), "new").unwrap();
        put(cache.path().join("models--someone--drawer/snapshots/1/model_index.json"));
        put(cache.path().join("models--someone--half/blobs/x.incomplete"));
        let Scan { found, locations, .. } = scan(None, Some(cache.path()), &[]);
        assert_eq!(names(&found), ["someone/drawer", "a"]);
        assert_eq!((found[1].path.as_path(), found[1].kind), (newest.as_path(), ModelKind::Writer));
        assert_eq!(found[0].kind, ModelKind::Pictures);
        assert_eq!((locations[0].kind, locations[0].models), ("Hugging Face cache", 2));
    }

    #[test]
    fn the_folders_of_other_programs_are_recognised_by_their_layout() {
        let root = tempfile::tempdir().unwrap();
        let locations = ["comfy", "a1111", "invoke", "mine"].map(|name| root.path().join(name));
        put(locations[0].join("models/checkpoints/sub/a.safetensors"));
        put(locations[0].join("models/loras/no.safetensors"));
        put(locations[1].join("models/Stable-diffusion/b.safetensors"));
        put(locations[1].join("models/VAE/no.safetensors"));
        put(locations[2].join("invokeai.yaml"));
        put(locations[2].join("models/sd-1/main/c.safetensors"));
        put(locations[3].join("d.gguf"));
        put(locations[3].join(".hidden/no.gguf"));
        put(locations[3].join("not-a-model.txt"));
        let gone = root.path().join("gone");
        let Scan { found, locations: scanned, .. } =
            scan(None, None, &[&locations[..], &[gone]].concat());
        assert_eq!(names(&found), ["a", "b", "c", "d"]);
        let kinds: Vec<_> = scanned.iter().map(|location| location.kind).collect();
        let expected = ["ComfyUI", "AUTOMATIC1111", "InvokeAI", "A folder of yours"];
        assert_eq!(kinds[..4], expected);
        assert!(!scanned[4].exists);
    }

    #[test]
    fn an_incomplete_download_is_no_model_and_a_linked_file_is_listed_once() {
        let own = tempfile::tempdir().unwrap();
        put(own.path().join("half/a.gguf"));
        put(own.path().join("half/download.toml"));
        put(own.path().join("half/b.gguf.part"));
        let whole = put(own.path().join("whole/c.gguf"));
        let manifest = "id = 'c'\nkind = 'writer'\nname = 'See'\ngood_at = 'x.'\nsource = 'a/c'\n\
            licence = 'MIT'\nterms = 'Free.'";
        std::fs::write(own.path().join("whole/model.toml"), manifest).unwrap();
        let Scan { found, .. } = scan(Some(own.path()), None, std::slice::from_ref(&whole));
        assert_eq!(names(&found), ["See"]);
        assert_eq!(found[0].owner, ModelOwner::Brandish { path: own.path().join("whole") });
    }

    #[test]
    fn a_file_with_a_truncated_or_too_long_header_is_no_model() {
        let own = tempfile::tempdir().unwrap();
        std::fs::write(own.path().join("a.safetensors"), u64::MAX.to_le_bytes()).unwrap();
        std::fs::write(own.path().join("b.safetensors"), [1, 2]).unwrap();
        std::fs::write(own.path().join("c.gguf"), b"GG").unwrap();
        assert!(scan(Some(own.path()), None, &[]).found.is_empty());
    }
}
