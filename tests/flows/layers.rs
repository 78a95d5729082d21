//! Imports run one way: plain <- files <- engine <- studio <- doors <- main. Reads every file of
//! `src/` and fails on an import against the arrow, or on a library where it does not belong.

use std::path::{Path, PathBuf};

/// Each part with its layer; a part may use its own layer and those before it.
const PARTS: &[(&str, u8)] = &[
    ("brand", 0),
    ("brief", 0),
    ("job", 0),
    ("post", 0),
    ("files", 1),
    ("engine", 2),
    ("team", 2),
    ("studio", 3),
    ("answer", 4),
    ("api", 4),
    ("cli", 4),
    ("ui", 4),
    ("log", 4),
    ("main", 5),
];

/// Libraries and the only parts that may name them.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("brandish_inference", &["brief", "cli", "engine", "post", "studio", "ui"]),
    ("candle_core", &[]),
    ("candle_nn", &[]),
    ("candle_transformers", &[]),
    ("rusqlite", &["files"]),
    ("ureq", &["files", "team"]),
    ("redis", &["team"]),
    ("object_store", &["team"]),
    ("sha2", &["files"]),
    ("fs4", &["files"]),
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("rfd", &["ui"]),
    ("clap", &["cli"]),
    ("axum", &["api"]),
    ("hyper", &["api"]),
    ("hyper_util", &["api"]),
    ("tokio", &["api", "team"]),
    ("futures_util", &["api", "team"]),
    ("schemars", &["answer", "api"]),
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
fn unsafe_code_stays_in_kernels_and_weights() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates");
    for path in sources(&root()).into_iter().chain(sources(&crates)) {
        let below = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        let below = below.to_string_lossy().replace('\\', "/");
        let allowed = below.starts_with("crates/inference/src/nn/")
            || below.starts_with("crates/inference/src/weights/")
            || below == "crates/inference/tests/damage/stable_diffusion.rs";
        let uses = code(&path).split_whitespace().any(|word| word == "unsafe");
        assert!(!uses || allowed, "{below} has unsafe code");
    }
}

#[test]
fn one_type_holds_the_database() {
    for path in sources(&root()) {
        let uses = code(&path).contains("Connection::open");
        assert!(!uses || path.ends_with("files/history.rs"), "{} opens a database", path.display());
    }
}
