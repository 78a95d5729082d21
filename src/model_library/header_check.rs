//! Decides what kind of model a file is, by its extension and its header.
//! It never reads the weights.

use super::ModelKind;
use brandish_inference::FileKind;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderCheck {
    Model(ModelKind),
    /// A pickled checkpoint; opening one can run code.
    Pickle,
    /// A LoRA, which changes a model.
    Lora,
    /// Anything else, such as one component of a model.
    Other,
}

/// Picture models of other families, and of numbers that are not read, count as models: the list says why they cannot
/// be used.
pub(super) fn check_header(path: &Path) -> HeaderCheck {
    match (extension(path).as_str(), FileKind::of(path)) {
        (_, FileKind::Projector) => HeaderCheck::Other,
        (_, FileKind::GgufPart(part, _)) if part > 1 => HeaderCheck::Other,
        ("gguf", _) if starts_with(path, b"GGUF") => HeaderCheck::Model(ModelKind::Writer),
        (
            "safetensors",
            FileKind::Checkpoint
            | FileKind::OtherModel(_)
            | FileKind::UnsupportedNumbers(_)
            | FileKind::Truncated(..),
        ) => HeaderCheck::Model(ModelKind::Pictures),
        ("safetensors", FileKind::Lora) => HeaderCheck::Lora,
        ("ckpt" | "pt" | "pth" | "bin", _) => HeaderCheck::Pickle,
        _ => HeaderCheck::Other,
    }
}

/// Whether a folder holds a picture model in the layout of diffusers.
pub(super) fn is_diffusers(folder: &Path) -> bool {
    folder.join("model_index.json").is_file()
}

/// The extension of a file name in lower case.
pub(super) fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn starts_with(path: &Path, magic: &[u8; 4]) -> bool {
    let mut first = [0; 4];
    path.is_file()
        && File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok()
        && first == *magic
}
