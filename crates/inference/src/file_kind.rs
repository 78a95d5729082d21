//! What a file is that is brought as a model: found from its name, its header and the names of its tensors.
//! Reads no weights; whether the sizes of a model make sense is checked where it is opened.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use serde_json::{Map, Value};

use crate::language;
use crate::weights::OtherContent;

/// A longer safetensors header is not read, bytes.
const MAX_HEADER: u64 = 64 << 20;
/// Enough of a file to recognise content that is no model.
const FIRST_BYTES: u64 = 512;

/// What a file or folder is. Closed: what is recognised as none of them is `Unknown`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A single file of Stable Diffusion 1.x, 2.x or XL, in the layout of the original release.
    Checkpoint,
    /// A folder in the layout of diffusers.
    DiffusersFolder,
    /// A GGUF file of a language model of this architecture, which is supported.
    LanguageModel(String),
    /// A GGUF file of an architecture that is not supported.
    OtherGguf(String),
    /// A GGUF file that turns pictures into vectors for a language model (`mmproj`).
    Projector,
    /// A part of a GGUF file that was split: which, and of how many.
    GgufPart(usize, usize),
    /// A LoRA or one of its kin.
    Lora,
    /// A ControlNet.
    ControlNet,
    /// An autoencoder by itself.
    Vae,
    /// The vectors of a word that is added to a model.
    TextualInversion,
    /// A network that enlarges pictures.
    Upscaler,
    /// One component of a folder of diffusers, or a text encoder by itself.
    Component(&'static str),
    /// A language model as transformers writes it.
    TransformersModel,
    /// A picture model of another family, by its name.
    OtherModel(&'static str),
    /// A checkpoint whose numbers are stored as these types, which are not read.
    UnsupportedNumbers(String),
    /// It has the ending of a pickle.
    Pickle,
    /// Content of another kind, whatever the ending.
    Other(OtherContent),
    /// No bytes.
    Empty,
    /// Bytes that are there, and that its header promises.
    Truncated(u64, u64),
    /// The header makes no sense; the reason.
    Damaged(String),
    /// No file of any of these kinds.
    Unknown,
}

/// What a file can be used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// It draws.
    Pictures,
    /// It writes.
    Text,
    /// It changes a model that draws.
    Lora,
}

impl FileKind {
    /// Finds out what a file or folder is. Anything that is no regular file or folder is `Unknown` and is not opened.
    pub fn of(path: &Path) -> FileKind {
        let Ok(data) = path.metadata() else { return FileKind::Unknown };
        if data.is_dir() {
            return match path.join("model_index.json").is_file() {
                true => FileKind::DiffusersFolder,
                false => FileKind::Unknown,
            };
        }
        if !data.is_file() {
            return FileKind::Unknown;
        }
        if data.len() == 0 {
            return FileKind::Empty;
        }
        let first = read_at_most(path, FIRST_BYTES).unwrap_or_default();
        if let Some(content) = OtherContent::of(&first) {
            return FileKind::Other(content);
        }
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if first.starts_with(b"GGUF") {
            return of_gguf(path);
        }
        match ending.as_str() {
            "safetensors" | "sft" => of_safetensors(path, data.len()),
            "gguf" => FileKind::Damaged("it does not begin as a GGUF file does".into()),
            "ckpt" | "pt" | "pth" | "bin" => FileKind::Pickle,
            _ => FileKind::Unknown,
        }
    }

    /// What it can be used as, if anything.
    pub fn usage(&self) -> Option<Usage> {
        match self {
            FileKind::Checkpoint | FileKind::DiffusersFolder => Some(Usage::Pictures),
            FileKind::LanguageModel(_) | FileKind::GgufPart(1, _) => Some(Usage::Text),
            FileKind::Lora => Some(Usage::Lora),
            _ => None,
        }
    }

    /// What it is and the way out, as the end of a sentence about the file: "it is a LoRA …".
    pub fn reason(&self) -> String {
        let draws = "Brandish draws with Stable Diffusion 1, 2, XL and Turbo";
        match self {
            FileKind::Checkpoint | FileKind::DiffusersFolder => {
                "it is a picture model; choose it as the model to draw with".into()
            }
            FileKind::LanguageModel(architecture) => {
                format!("it is a language model ({architecture}), which writes captions; choose it as the writer")
            }
            FileKind::OtherGguf(architecture) => format!(
                "it is a GGUF file of the architecture {architecture}, which is not supported; Brandish writes with \
                 {}, and draws with Stable Diffusion as .safetensors",
                language::architectures().join(", ")
            ),
            FileKind::Projector => "it is a projector, by which a language model sees pictures; choose the model \
                                    that it belongs to"
                .into(),
            FileKind::GgufPart(part, parts) => {
                format!("it is part {part} of a model in {parts} files; choose the first, with all of them in one folder")
            }
            FileKind::Lora => "it is a LoRA, which changes a model; choose a model, and this file as its LoRA".into(),
            FileKind::ControlNet => {
                format!("it is a ControlNet, which steers a model and is not supported; {draws}")
            }
            FileKind::Vae => "it is an autoencoder (VAE), one part of a model; choose the model, and put this file \
                              beside it"
                .into(),
            FileKind::TextualInversion => "it is a textual inversion, which adds a word to a model and is not \
                                           supported; describe the thing in words, or use a LoRA"
                .into(),
            FileKind::Upscaler => {
                format!("it is an upscaler, which enlarges pictures and is not supported; {draws}")
            }
            FileKind::Component(what) => {
                format!("it is {what}, one part of a model; choose the whole model, a folder or a single file")
            }
            FileKind::TransformersModel => {
                "it is a language model as .safetensors; get it as a GGUF file, which Brandish writes with".into()
            }
            FileKind::OtherModel(name) => format!("it is a {name} model, which is not supported; {draws}"),
            FileKind::UnsupportedNumbers(types) => format!(
                "its weights are stored as {types}, which is not read; get the model in F16, BF16 or F32"
            ),
            FileKind::Pickle => OtherContent::Pickle.reason().into(),
            FileKind::Other(content) => content.reason().into(),
            FileKind::Empty => "it is empty; download it again".into(),
            FileKind::Truncated(present, promised) => {
                format!("it is cut short: {present} of {promised} bytes are there; download it again")
            }
            FileKind::Damaged(detail) => format!("it is damaged ({detail}); download it again"),
            FileKind::Unknown => {
                format!("it is no model that Brandish supports; {draws}, and writes with language models as .gguf")
            }
        }
    }
}

fn read_at_most(path: &Path, bytes: u64) -> std::io::Result<Vec<u8>> {
    let mut read = Vec::new();
    File::open(path)?.take(bytes).read_to_end(&mut read)?;
    Ok(read)
}

fn of_gguf(path: &Path) -> FileKind {
    if let Some((part, parts)) = language::split_part(path).filter(|(part, _)| *part > 1) {
        return FileKind::GgufPart(part, parts);
    }
    match language::architecture(path) {
        Ok(Some(name)) if language::architectures().contains(&name.as_str()) => {
            FileKind::LanguageModel(name)
        }
        Ok(Some(name)) if name == "clip" || name == "mmproj" => FileKind::Projector,
        Ok(Some(name)) => FileKind::OtherGguf(name),
        Ok(None) => FileKind::Damaged("it does not name its architecture".into()),
        Err(error) => FileKind::Damaged(error.reason()),
    }
}

fn of_safetensors(path: &Path, length: u64) -> FileKind {
    let read = || -> std::io::Result<Map<String, Value>> {
        let mut file = File::open(path)?;
        let mut count = [0; 8];
        file.read_exact(&mut count)?;
        let count = u64::from_le_bytes(count);
        if count > MAX_HEADER {
            return Err(std::io::Error::new(ErrorKind::InvalidData, "its header is too long"));
        }
        if count > length.saturating_sub(8) {
            return Err(std::io::Error::new(ErrorKind::UnexpectedEof, "its header is cut short"));
        }
        let mut header = Vec::new();
        file.take(count).read_to_end(&mut header)?;
        Ok(serde_json::from_slice(&header)?)
    };
    let header = match read() {
        Ok(header) => header,
        Err(error) => return FileKind::Damaged(error.to_string()),
    };
    let header_length = read_at_most(path, 8).ok().and_then(|bytes| bytes.try_into().ok());
    let header_length = header_length.map_or(0, u64::from_le_bytes);
    let ends = header.values().filter_map(|entry| entry["data_offsets"][1].as_u64());
    let promised = ends.max().unwrap_or(0).saturating_add(8).saturating_add(header_length);
    let kind = of_names(&Names(header.keys().map(String::as_str).collect()));
    if promised > length && kind != FileKind::Unknown {
        return FileKind::Truncated(length, promised);
    }
    let types = header.iter().filter(|(name, _)| kind != FileKind::Checkpoint || is_weight(name));
    let types = types.filter_map(|(_, entry)| entry["dtype"].as_str());
    let unread: BTreeSet<&str> = types.filter(|name| is_unread_float(name)).collect();
    if kind == FileKind::Checkpoint && !unread.is_empty() {
        return FileKind::UnsupportedNumbers(unread.into_iter().collect::<Vec<_>>().join(", "));
    }
    kind
}

/// Numbers beside the weights, such as a step count, are never read.
fn is_weight(name: &str) -> bool {
    name.ends_with(".weight") || name.ends_with(".bias")
}

fn is_unread_float(dtype: &str) -> bool {
    dtype.starts_with("F8") || dtype.starts_with("F4") || dtype.starts_with("F6") || dtype == "F64"
}

/// The names of a file's tensors.
struct Names<'a>(Vec<&'a str>);

impl Names<'_> {
    fn begins(&self, prefix: &str) -> bool {
        self.0.iter().any(|name| name.starts_with(prefix))
    }

    fn has(&self, part: &str) -> bool {
        self.0.iter().any(|name| name.contains(part))
    }
}

/// What the names of tensors belong to. The order matters: a checkpoint of another family has names of a denoiser too.
fn of_names(names: &Names) -> FileKind {
    let loras = [
        "lora_up.",
        "lora_down.",
        "lora_A.",
        "lora_B.",
        ".lora.up.",
        "_lora.up.",
        ".hada_w1",
        ".lokr_w1",
        ".oft_",
        ".glora_",
        "lora_unet_",
        "lora_te",
    ];
    let others = [
        ("double_blocks.", "FLUX"),
        ("joint_blocks.", "Stable Diffusion 3"),
        ("effnet_mapper.", "Stable Cascade"),
        ("mlp_t5.", "AuraFlow"),
        ("adaln_single.", "PixArt"),
        ("cap_embedder.", "Lumina"),
        ("patch_embedding.", "video"),
    ];
    if loras.iter().any(|part| names.has(part)) {
        FileKind::Lora
    } else if let Some((_, name)) = others.iter().find(|(part, _)| names.has(part)) {
        FileKind::OtherModel(name)
    } else if names.begins("control_model.")
        || names.has("controlnet_")
        || names.begins("input_hint_block.")
    {
        FileKind::ControlNet
    } else if names.begins("model.diffusion_model.") || names.begins("model_ema.diffusion_model") {
        FileKind::Checkpoint
    } else if names.begins("emb_params")
        || names.begins("string_to_param")
        || names.begins("clip_g")
    {
        FileKind::TextualInversion
    } else if names.begins("first_stage_model.")
        || (names.begins("decoder.") && names.begins("encoder."))
    {
        FileKind::Vae
    } else if names.has("RRDB_trunk.") || names.has(".rdb1.conv1") || names.has(".RDB1.conv1") {
        FileKind::Upscaler
    } else if names.begins("down_blocks.") || names.begins("input_blocks.") {
        FileKind::Component("the denoiser alone")
    } else if names.begins("text_model.")
        || names.begins("encoder.block.")
        || names.begins("transformer.resblocks.")
    {
        FileKind::Component("a text encoder alone")
    } else if names.begins("model.layers.") {
        FileKind::TransformersModel
    } else {
        FileKind::Unknown
    }
}

#[cfg(test)]
mod tests;
