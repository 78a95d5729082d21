//! Decides what kind of model a file is, by its extension and its header.
//! It never reads the weights.

use super::ModelKind;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A longer safetensors header is not accepted, bytes.
const MAX_HEADER: u64 = 64 << 20;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderCheck {
    Model(ModelKind),
    /// A pickled checkpoint; opening one can run code.
    Pickle,
    /// Anything else, such as one component of a model.
    Other,
}

pub(super) fn check_header(path: &Path) -> HeaderCheck {
    match extension(path).as_str() {
        "gguf" if starts_with(path, b"GGUF") => HeaderCheck::Model(ModelKind::Writer),
        "safetensors" if is_checkpoint(path) => HeaderCheck::Model(ModelKind::Pictures),
        "ckpt" | "pt" | "pth" | "bin" => HeaderCheck::Pickle,
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
    File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok() && first == *magic
}

/// Whether the tensor names are those of a whole picture model, not of a LoRA or a VAE.
fn is_checkpoint(path: &Path) -> bool {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let mut length = [0; 8];
        file.read_exact(&mut length)?;
        let length = u64::from_le_bytes(length);
        let mut header = Vec::new();
        if length <= MAX_HEADER {
            file.take(length).read_to_end(&mut header)?;
        }
        Ok(header)
    };
    let has =
        |header: &[u8], needle: &[u8]| header.windows(needle.len()).any(|window| window == needle);
    // The denoiser's weights, or their exponential moving average.
    read().is_ok_and(|header| {
        has(&header, b"\"model.diffusion_model.") || has(&header, b"\"model_ema.diffusion_model")
    })
}
