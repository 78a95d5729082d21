//! What kind of model a file is, by its ending and its first bytes.
//! It reads a header at most, and never the weights.

use super::Kind;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A safetensors header is shorter, or the file is none.
const LONGEST_HEADER: u64 = 64 << 20;

/// What a file was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peeked {
    Model(Kind),
    /// Could run code when it is opened.
    Pickle,
    /// Something else, such as a part of a model.
    Nothing,
}

pub(super) fn peek(path: &Path) -> Peeked {
    match ending(path).as_str() {
        "gguf" if begins_with(path, b"GGUF") => Peeked::Model(Kind::Writer),
        "safetensors" if is_checkpoint(path) => Peeked::Model(Kind::Pictures),
        "ckpt" | "pt" | "pth" | "bin" => Peeked::Pickle,
        _ => Peeked::Nothing,
    }
}

/// Whether a folder holds a picture model in parts, as diffusers writes it.
pub(super) fn is_diffusers(folder: &Path) -> bool {
    folder.join("model_index.json").is_file()
}

pub(super) fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn begins_with(path: &Path, magic: &[u8; 4]) -> bool {
    let mut first = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok() && first == *magic
}

/// Whether the names of its tensors are those of a whole picture model, not of an addition to one.
fn is_checkpoint(path: &Path) -> bool {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let mut length = [0; 8];
        file.read_exact(&mut length)?;
        let length = u64::from_le_bytes(length);
        let mut header = Vec::new();
        if length <= LONGEST_HEADER {
            file.take(length).read_to_end(&mut header)?;
        }
        Ok(header)
    };
    // The denoiser's own weights, or their running mean.
    let has =
        |header: &[u8], needle: &[u8]| header.windows(needle.len()).any(|window| window == needle);
    read().is_ok_and(|header| {
        has(&header, b"\"model.diffusion_model.") || has(&header, b"\"model_ema.diffusion_model")
    })
}
