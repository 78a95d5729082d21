//! The Models place by accessible names: download with progress, pause, resume, use without a restart; drop a file,
//! choose how it is added, use it; remove and undo; what is refused and why.

use crate::support::hub::{Hub, Script};
use crate::support::window::{Decided, Window, click, drop_file, open, press, quick, until};
use brandish::brief::ModelId;
use brandish::files::Settings;
use brandish::model_library::DownloadState;
use brandish::ui::FileDialog;
use egui_kittest::kittest::Queryable;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A tiny language model that the engine can load.
fn tiny(family: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/language");
    folder.join(format!("{family}.gguf"))
}

fn models(home: &Path, desktop: &Decided) -> Window {
    let mut window = open(home, quick, desktop.clone());
    click(&mut window, "Models");
    until(&mut window, "the first scan", |window| {
        !window.state().studio().models().installed().locations.is_empty()
    });
    window
}

/// A home whose downloads go to a hub of the test.
fn home_with(hub: &Hub) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let settings = Settings { hub: Some(hub.address.clone()), ..Settings::default() };
    settings.write(&home.path().join("settings.toml")).unwrap();
    home
}

fn shows(window: &Window, name: &str) -> bool {
    window.query_all_by_label(name).next().is_some()
}

fn contains(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

fn writers(window: &Window) -> Vec<String> {
    let writers = &window.state().studio().catalog().writers;
    writers.iter().map(|row| row.id.0.clone()).collect()
}

const ID: &str = "smollm2-1.7b-instruct";
const NAME: &str = "SmolLM2 1.7B Instruct";

#[test]
fn a_download_is_seen_paused_resumed_and_its_model_used_without_a_restart() {
    let mut bytes = std::fs::read(tiny("llama")).unwrap();
    // Bytes after the last tensor are ignored.
    bytes.resize(3_000_000, 0);
    let sha256 = Some(crate::support::hub::sha256(&bytes));
    let rest = Duration::from_millis(15);
    let hub = Hub::new(Script { sha256, rest, redirects: true, ..Script::of(bytes) });
    let home = home_with(&hub);
    let mut window = models(home.path(), &Decided::default());
    assert!(!contains(&window, "Progress of"));
    press(&mut window, &format!("Download {NAME}"));
    until(&mut window, "speed and time left", |window| contains(window, "MB/s"));
    assert!(shows(&window, &format!("Progress of {NAME}")));
    press(&mut window, &format!("Pause {NAME}"));
    until(&mut window, "the pause", |window| contains(window, "Paused ·"));
    assert_eq!(writers(&window), ["builtin"]);
    // Also after a restart.
    drop(window);
    let mut window = models(home.path(), &Decided::default());
    until(&mut window, "the pause", |window| contains(window, "Paused ·"));
    press(&mut window, &format!("Resume {NAME}"));
    until(&mut window, "the model", |window| writers(window) == ["builtin", ID]);
    until(&mut window, "the notice", |window| contains(window, "is downloaded and can be used"));
    assert!(!shows(&window, &format!("Download {NAME}")));
    press(&mut window, &format!("Use {NAME}"));
    assert!(!shows(&window, &format!("Use {NAME}")));
    press(&mut window, &format!("Remove {NAME}"));
    until(&mut window, "its removal", |window| writers(window) == ["builtin"]);
    assert!(!shows(&window, "Use Built-in writer"), "the built-in one writes again");
    press(&mut window, "Undo");
    until(&mut window, "its return", |window| writers(window) == ["builtin", ID]);
    window.run_steps(3);
    assert!(shows(&window, "Use Built-in writer"), "and then the other one again");
}

#[test]
fn a_failed_download_says_why_and_a_cancelled_one_leaves_nothing() {
    let hub = Hub::new(Script { status: Some(403), ..Script::of(Vec::new()) });
    let home = home_with(&hub);
    let mut window = models(home.path(), &Decided::default());
    press(&mut window, &format!("Download {NAME}"));
    until(&mut window, "the reason", |window| contains(window, "is available only to people"));
    assert!(shows(&window, &format!("Try again {NAME}")));
    let state = window.state().studio().models().download(ID).unwrap().state.clone();
    assert!(matches!(state, DownloadState::Failed(_)));
    press(&mut window, &format!("Cancel {NAME}"));
    until(&mut window, "the offer", |window| shows(window, &format!("Download {NAME}")));
    assert_eq!(std::fs::read_dir(home.path().join("models")).unwrap().count(), 0);
}

#[test]
fn a_file_that_is_dropped_is_used_where_it_is_and_writes_the_next_caption() {
    let home = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let path = other.path().join("my-writer.gguf");
    std::fs::copy(tiny("qwen3"), &path).unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    drop_file(&mut window, &path);
    until(&mut window, "the question", |window| contains(window, "How should it be kept?"));
    press(&mut window, "Use it where it is");
    until(&mut window, "the model", |window| writers(window) == ["builtin", "my-writer"]);
    assert!(contains(&window, "its files stay where they are"));
    let row = window.state().studio().catalog().writer(&ModelId("my-writer".into()));
    assert_eq!(row.unwrap().file, path);
    let name = row.unwrap().name.clone();
    press(&mut window, &format!("Use {name}"));
    drop(window);
    // The next start finds it, and its choice.
    let mut window = models(home.path(), &Decided::default());
    until(&mut window, "the model", |window| writers(window) == ["builtin", "my-writer"]);
    assert!(!shows(&window, &format!("Use {name}")));
    press(&mut window, &format!("Remove {name}"));
    until(&mut window, "its removal", |window| writers(window) == ["builtin"]);
    assert!(path.exists(), "a file that is used where it is, is never deleted");
}

#[test]
fn a_chosen_file_is_copied_and_a_folder_linked() {
    let home = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    std::fs::copy(tiny("llama"), other.path().join("one.gguf")).unwrap();
    let folder = other.path().join("several");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(tiny("phi3"), folder.join("two.gguf")).unwrap();
    let desktop = Decided::default();
    *desktop.goes_to.borrow_mut() = Some(other.path().join("one.gguf"));
    let mut window = models(home.path(), &desktop);
    press(&mut window, "Add a file…");
    press(&mut window, "Copy it");
    until(&mut window, "the copy", |window| writers(window) == ["builtin", "one"]);
    assert!(home.path().join("models/one.gguf").is_file());
    *desktop.goes_to.borrow_mut() = Some(folder.clone());
    press(&mut window, "Add a folder…");
    press(&mut window, "Link to it");
    until(&mut window, "the link", |window| writers(window) == ["builtin", "one", "two"]);
    assert_eq!(
        *desktop.asked.borrow(),
        [FileDialog::Model { folder: false }, FileDialog::Model { folder: true }]
    );
}

#[test]
fn what_could_run_code_or_is_no_model_is_refused_with_the_reason() {
    let home = tempfile::tempdir().unwrap();
    let mut window = models(home.path(), &Decided::default());
    for (file, reason) in [("old.ckpt", "can run programs"), ("notes.txt", "holds no model")] {
        let path = home.path().join(file);
        std::fs::write(&path, "whatever").unwrap();
        drop_file(&mut window, &path);
        until(&mut window, reason, |window| contains(window, reason));
    }
    assert!(!contains(&window, "How should it be kept?"));
}

#[test]
fn models_of_other_programs_are_found_and_a_location_can_be_removed() {
    let home = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let comfy = other.path().join("ComfyUI");
    std::fs::create_dir_all(comfy.join("models/checkpoints")).unwrap();
    let header =
        br#"{"model.diffusion_model.out.2.bias":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}"#;
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend([0; 8]);
    std::fs::write(comfy.join("models/checkpoints/photo.safetensors"), bytes).unwrap();
    let settings = Settings { model_locations: vec![comfy.clone()], ..Settings::default() };
    settings.write(&home.path().join("settings.toml")).unwrap();
    let mut window = models(home.path(), &Decided::default());
    until(&mut window, "ComfyUI", |window| shows(window, "ComfyUI"));
    assert!(shows(&window, "photo"));
    press(&mut window, &format!("Stop searching {}", comfy.display()));
    until(&mut window, "its removal", |window| !shows(window, "photo"));
    press(&mut window, "Undo");
    until(&mut window, "it is back", |window| shows(window, "photo"));
}

#[test]
fn a_mirror_is_applied_when_its_field_loses_focus() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Settings");
    let field = |window: &mut Window, name: &str| {
        window.run_steps(3);
        window.get_by_role_and_label(egui::accesskit::Role::TextInput, name).focus();
        window.step();
    };
    field(&mut window, "Mirror");
    window
        .get_by_role_and_label(egui::accesskit::Role::TextInput, "Mirror")
        .type_text("https://mirror.example");
    window.step();
    assert_eq!(window.state().studio().settings().hub, None, "half an address is not applied");
    field(&mut window, "Proxy");
    window.run_steps(3);
    let hub = window.state().studio().settings().hub.clone();
    assert_eq!(hub.as_deref(), Some("https://mirror.example"));
}

/// A tiny Stable Diffusion model whose sampler is not supported.
fn tiny_pictures(folder: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sd/sd15");
    let to = folder.join("Studio Photo v1.5");
    crate::support::copy(&from, &to);
    let path = to.join("scheduler/scheduler_config.json");
    let config = std::fs::read_to_string(&path).unwrap();
    let config = config.replace("PNDMScheduler", "DPMSolverSinglestepScheduler");
    std::fs::write(&path, config).unwrap();
    to
}

#[test]
fn a_folder_that_is_dropped_anywhere_is_added_chosen_and_draws() {
    let home = tempfile::tempdir().unwrap();
    let path = tiny_pictures(home.path());
    let mut window = open(home.path(), quick, Decided::default());
    window.input_mut().hovered_files.push(egui::HoveredFile::default());
    window.run_steps(3);
    assert!(contains(&window, "Drop a picture to use it, a table for a campaign"));
    window.input_mut().hovered_files.clear();
    drop_file(&mut window, &path);
    assert!(!contains(&window, "Drop a picture"));
    until(&mut window, "the question", |window| contains(window, "How should it be kept?"));
    press(&mut window, "Use it where it is");
    press(&mut window, "Use Studio Photo v1.5");
    press(&mut window, "Create");
    press(&mut window, "More formats");
    press(&mut window, "A size of my own");
    let size = |window: &Window| {
        window.query_by_role_and_label(egui::accesskit::Role::TextInput, "Size").is_some()
    };
    until(&mut window, "the size", size);
    let field = |window: &Window| {
        let field = window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Size");
        field.scroll_to_me();
        field.focus();
    };
    field(&window);
    window.run_steps(10);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.step();
    let field = window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Size");
    field.type_text("64x64");
    window.run_steps(3);
    press(&mut window, "Generate");
    until(&mut window, "the picture", |window| contains(window, "with a note"));
    let studio = window.state().studio();
    let picture = studio.jobs().find_map(|job| job.picture()).unwrap();
    let note = "This model asks for the sampler DPMSolverSinglestep, which Brandish does not have; dpm++2m is used \
                instead.";
    assert_eq!((picture.width, picture.height), (64, 64));
    assert_eq!(picture.notes, [note]);
}
