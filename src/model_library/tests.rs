//! The library over a temporary home, without a studio: add, remove, undo, settings, downloads.

use super::*;
use crate::brief::ModelId;
use crate::engine::WriterRow;
use std::time::Instant;

/// A tiny language model that the engine supports.
fn tiny_writer(folder: &Path, name: &str) -> PathBuf {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/language/llama.gguf");
    let path = folder.join(name);
    std::fs::copy(fixture, &path).unwrap();
    path
}

fn open(folder: &Path, settings: &Settings) -> ModelLibrary {
    let built_in =
        Catalog { rows: Vec::new(), writers: vec![WriterRow::built_in()], ..Catalog::default() };
    ModelLibrary::open(&Home::in_folder(folder), settings, built_in, || {})
}

/// Collects events until one matches.
#[track_caller]
fn until(library: &mut ModelLibrary, matches: impl Fn(&LibraryEvent) -> bool) -> Vec<LibraryEvent> {
    let (started, mut all) = (Instant::now(), Vec::new());
    while started.elapsed() < Duration::from_secs(20) {
        all.extend(library.wait(Duration::from_millis(100)));
        if all.iter().any(&matches) {
            return all;
        }
    }
    panic!("no event matched: {all:?}");
}

fn writers(library: &ModelLibrary) -> Vec<&str> {
    library.installed().catalog.writers.iter().map(|row| row.id.0.as_str()).collect()
}

/// The ids of the writers after the next scan.
#[track_caller]
fn writers_after_scan(library: &mut ModelLibrary) -> Vec<&str> {
    until(library, |event| *event == LibraryEvent::Scanned);
    writers(library)
}

fn found(library: &ModelLibrary, id: &str) -> FoundModel {
    library.installed().found(&ModelId(id.into())).unwrap().clone()
}

#[test]
fn nothing_is_scanned_before_it_is_requested() {
    let home = tempfile::tempdir().unwrap();
    let mut library = open(home.path(), &Settings::default());
    assert!(library.installed().locations.is_empty());
    assert_eq!(library.installed().catalog.writers.len(), 1);
    library.rescan();
    assert_eq!(writers_after_scan(&mut library), ["builtin"]);
    assert_eq!(library.installed().locations.len(), 1);
}

#[test]
fn a_candidate_is_copied_removed_restored_and_deleted() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = tiny_writer(other.path(), "mine.gguf");
    let mut library = open(home.path(), &Settings::default());
    library.inspect(&path);
    while library.candidate().is_none() {
        assert_eq!(library.wait(Duration::from_secs(20)), []);
    }
    let candidate = library.candidate().unwrap();
    assert_eq!((&*candidate.name(), candidate.kind), ("mine.gguf", Some(ModelKind::Writer)));
    library.add_candidate(AddMode::Copy);
    library.drop_candidate();
    assert!(library.candidate().is_some(), "a copy in progress is not dropped");
    let events = until(&mut library, |event| *event == LibraryEvent::Scanned);
    let added = LibraryEvent::Added { name: "mine.gguf".into(), mode: AddMode::Copy };
    assert!(events.contains(&added), "{events:?}");
    assert!(library.candidate().is_none());
    let copy = home.path().join("models/mine.gguf");
    assert!(copy.is_file());

    let model = found(&library, "mine");
    assert!(library.remove(&model));
    assert_eq!(writers_after_scan(&mut library), ["builtin"]);
    library.undo_remove();
    assert_eq!(writers_after_scan(&mut library), ["builtin", "mine"]);
    assert!(library.delete(&model));
    assert_eq!(writers_after_scan(&mut library), ["builtin"]);
    assert!(!copy.exists() && path.exists());
}

#[test]
fn a_model_in_place_is_reported_as_a_location_to_store() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = tiny_writer(other.path(), "mine.gguf");
    let mut library = open(home.path(), &Settings::default());
    let scan = |library: &mut ModelLibrary, locations: &[&PathBuf]| {
        let events = until(library, |event| *event == LibraryEvent::Scanned);
        let stored = locations.iter().map(|path| path.to_path_buf()).collect();
        assert!(events.contains(&LibraryEvent::LocationsChanged(stored)), "{events:?}");
    };
    library.add(&path, AddMode::InPlace);
    scan(&mut library, &[&path]);
    assert_eq!(writers(&library), ["builtin", "mine"]);
    let model = found(&library, "mine");
    assert!(library.remove(&model));
    scan(&mut library, &[]);
    assert_eq!(writers(&library), ["builtin"]);
    library.undo_remove();
    scan(&mut library, &[&path]);
    assert_eq!(writers(&library), ["builtin", "mine"]);
    assert!(path.exists());
}

#[test]
fn a_model_inside_an_added_folder_is_not_removable() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    tiny_writer(other.path(), "mine.gguf");
    let settings =
        Settings { model_locations: vec![other.path().to_owned()], ..Settings::default() };
    let mut library = open(home.path(), &settings);
    library.rescan();
    assert_eq!(writers_after_scan(&mut library), ["builtin", "mine"]);
    let model = found(&library, "mine");
    assert!(!model.is_removable() && !library.remove(&model) && !library.delete(&model));
    assert_eq!(library.poll(), []);
}

#[test]
fn changed_settings_are_scanned_and_unchanged_ones_are_not() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = tiny_writer(other.path(), "mine.gguf");
    let mut library = open(home.path(), &Settings::default());
    library.apply_settings(&Settings::default());
    assert_eq!(library.wait(Duration::from_millis(300)), []);
    library.apply_settings(&Settings { model_locations: vec![path], ..Settings::default() });
    assert_eq!(writers_after_scan(&mut library), ["builtin", "mine"]);
}

#[test]
fn a_failure_is_reported_and_ends_the_candidate() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut library = open(home.path(), &Settings::default());
    let is_failure = |event: &LibraryEvent| matches!(event, LibraryEvent::Failed(_));
    library.inspect(&other.path().join("gone.gguf"));
    until(&mut library, is_failure);
    let path = tiny_writer(other.path(), "mine.gguf");
    let models = home.path().join("models");
    std::fs::create_dir_all(&models).unwrap();
    tiny_writer(&models, "mine.gguf");
    library.add(&path, AddMode::Link);
    let events = until(&mut library, is_failure);
    let sentence = "There is already a model named mine.gguf.".to_owned();
    assert!(events.contains(&LibraryEvent::Failed(sentence)), "{events:?}");
    assert!(library.candidate().is_none());
}

#[test]
fn an_unfinished_download_is_listed_as_paused_until_it_is_cancelled() {
    let home = tempfile::tempdir().unwrap();
    let model = &recommended_models()[0];
    let folder = model.folder(&home.path().join("models"));
    std::fs::create_dir_all(&folder).unwrap();
    let plan = toml::to_string(&model.plan()).unwrap();
    std::fs::write(folder.join(download::PLAN_FILE), plan).unwrap();
    let mut library = open(home.path(), &Settings::default());
    let has_state = |state: DownloadState| move |event: &LibraryEvent| matches!(event, LibraryEvent::Download(d) if d.state == state);
    until(&mut library, has_state(DownloadState::Paused));
    assert_eq!(library.downloads().len(), 1);
    assert_eq!(library.download(&model.id).unwrap().name, model.name);
    library.cancel_download(&model.id);
    until(&mut library, has_state(DownloadState::Cancelled));
    assert!(library.downloads().is_empty() && !folder.exists());
}
