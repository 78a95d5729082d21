//! Imports run one way: plain <- files <- engine <- model library <- studio <- front ends <- main. Reads every file of
//! `src/` and fails on an import against the arrow, or on a library where it does not belong.

use std::path::{Path, PathBuf};

/// Each part with its layer; a part may use its own layer and those before it.
const PARTS: &[(&str, u8)] = &[
    ("brand", 0),
    ("brief", 0),
    ("campaign", 0),
    ("job", 0),
    ("background", 0),
    ("post", 0),
    ("table", 0),
    ("units", 0),
    ("files", 1),
    ("engine", 2),
    ("team", 2),
    ("model_library", 3),
    ("studio", 4),
    ("job_response", 5),
    ("api", 5),
    ("cli", 5),
    ("ui", 5),
    ("log", 5),
    ("main", 6),
];

/// Libraries and the only parts that may name them.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("brandish_inference", &["brief", "cli", "engine", "model_library", "post", "studio", "ui"]),
    ("brandish_colour", &["brand", "post"]),
    ("brandish_elements", &["cli", "engine", "studio"]),
    ("brandish_posts", &["campaign", "cli", "post"]),
    ("candle_core", &[]),
    ("candle_nn", &[]),
    ("candle_transformers", &[]),
    ("calamine", &["table"]),
    ("rusqlite", &["files"]),
    ("ureq", &["model_library", "team"]),
    ("interprocess", &["files"]),
    ("redis", &["team"]),
    ("object_store", &["team"]),
    ("sha2", &["model_library"]),
    ("fs4", &["model_library"]),
    ("egui", &["ui"]),
    ("fluent_bundle", &["ui"]),
    ("sys_locale", &["ui"]),
    ("eframe", &["ui"]),
    ("rfd", &["ui"]),
    ("keepawake", &["cli", "ui"]),
    ("clap", &["cli"]),
    ("axum", &["api"]),
    ("hyper", &["api"]),
    ("hyper_util", &["api"]),
    ("tokio", &["api", "team"]),
    ("futures_util", &["api", "team"]),
    ("schemars", &["job_response", "api"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// The part a file belongs to: its folder, or its own name, directly below `src/`.
fn part(path: &Path) -> String {
    let below = path.strip_prefix(root()).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn layer(part: &str) -> u8 {
    let known = PARTS.iter().find(|(name, _)| *name == part);
    known.unwrap_or_else(|| panic!("src/{part} has no layer; give it one in tests/layers.rs")).1
}

/// The code of a file without its comments.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Whether `word::` or `word` as an import occurs, not as part of a longer name.
fn names(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        let after = &code[at + word.len()..];
        !before.is_alphanumeric() && before != '_' && after.starts_with("::")
    })
}

#[test]
fn imports_run_one_way() {
    for path in sources(&root()) {
        let here = part(&path);
        if here == "lib" {
            continue;
        }
        let code = code(&path);
        for (other, other_layer) in PARTS {
            let imported = names(&code, &format!("crate::{other}"))
                || code.contains(&format!("crate::{other};"))
                || code.contains(&format!("use crate::{{{other}"));
            assert!(
                !imported || *other_layer <= layer(&here),
                "{} uses {other}, which lies above it",
                path.display()
            );
        }
    }
}

#[test]
fn libraries_stay_in_their_parts() {
    for path in sources(&root()) {
        let (here, code) = (part(&path), code(&path));
        for (library, parts) in LIBRARIES {
            assert!(
                !names(&code, library) || parts.contains(&here.as_str()),
                "{} names {library}, which belongs to {parts:?}",
                path.display()
            );
        }
    }
}

#[test]
fn the_model_library_is_seen_as_a_whole() {
    for path in sources(&root()) {
        let (here, code) = (part(&path), code(&path));
        if here == "model_library" {
            continue;
        }
        // What `model_library.rs` exports is public; its modules are not.
        let modules = sources(&root().join("model_library"));
        let modules = modules.iter().map(|path| path.file_stem().unwrap().to_string_lossy());
        for module in modules {
            let named = names(&code, &format!("model_library::{module}"))
                || code.contains(&format!("model_library::{{{module}::"));
            assert!(!named, "{} names the library's module {module}", path.display());
        }
        // Only its owners, the studio and the command line, open it.
        let opens = code.contains("ModelLibrary::open(");
        assert!(
            !opens || path.ends_with("studio/open.rs") || path.ends_with("cli/models.rs"),
            "{} opens a model library",
            path.display()
        );
    }
}

#[test]
fn facts_of_a_family_are_read_from_its_row() {
    for path in sources(&root()) {
        let code = code(&path);
        let code = code.split("#[cfg(test)]").next().unwrap();
        if path.ends_with("brief/family.rs") || path.ends_with("tests.rs") {
            continue;
        }
        for pattern in ["== Family::", "!= Family::", "Some(Family::", "matches!(family"] {
            assert!(!code.contains(pattern), "{} compares a family", path.display());
        }
        let mut lines = code.lines().filter(|line| line.contains("=>"));
        let matches = lines.any(|line| line.split("=>").next().unwrap().contains("Family::"));
        assert!(!matches, "{} matches on a family", path.display());
    }
}

#[test]
fn each_text_field_shows_right_to_left_text() {
    let mut fields = 0;
    for path in sources(&root().join("ui")) {
        let code = code(&path);
        fields += code.matches("text_field::singleline(").count()
            + code.matches("text_field::multiline").count();
        let makes = code.contains("TextEdit::singleline") || code.contains("TextEdit::multiline");
        let makes = makes
            || code.contains(".text_edit_singleline")
            || code.contains(".text_edit_multiline");
        let allowed = path.ends_with("ui/text_field.rs");
        assert!(!makes || allowed, "{} makes a text field of its own", path.display());
    }
    assert!(fields >= 15, "{fields} text fields");
}

#[test]
fn unsafe_code_stays_in_kernels_and_weights() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates");
    for path in sources(&root()).into_iter().chain(sources(&crates)) {
        let below = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        let below = below.to_string_lossy().replace('\\', "/");
        let allowed = below.starts_with("crates/inference/src/nn/")
            || below.starts_with("crates/inference/src/weights/")
            // The bench's loop in registers is a kernel.
            || below == "crates/inference/benches/kernels.rs"
            || below == "crates/inference/tests/damage/stable_diffusion.rs";
        let uses = code(&path).split_whitespace().any(|word| word == "unsafe");
        assert!(!uses || allowed, "{below} has unsafe code");
    }
}

#[test]
fn only_studio_rs_implements_the_studio() {
    for path in sources(&root()) {
        let allowed = path.ends_with("src/studio.rs");
        let implements = code(&path).contains("impl Studio");
        assert!(!implements || allowed, "{} has an impl of Studio", path.display());
    }
}

#[test]
fn one_type_holds_the_database() {
    for path in sources(&root()) {
        // Not the connections of others, such as `QueueConnection`.
        let code = code(&path);
        let opens = |(at, _): (usize, &str)| !code[..at].ends_with(char::is_alphanumeric);
        let uses = code.match_indices("Connection::open").any(opens);
        let allowed = path.ends_with("files/history/open.rs");
        assert!(!uses || allowed, "{} opens a database", path.display());
    }
}
