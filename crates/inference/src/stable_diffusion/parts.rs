//! Where the parts of a model lie: a folder as diffusers writes it, or a single checkpoint file.
//! Reads configs and headers; the weights themselves are read by the layers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::autoencoder::Autoencoder;
use super::checkpoint;
use super::config::{ClipConfig, IndexConfig, UnetConfig};
use super::rules::{INDEX, TEXT, UNET, read_json, understood};
use super::schedule::SchedulerConfig;
use super::tokens::Vocabulary;
use crate::nn::Placement;
use crate::weights::{LoadError, Weights};

/// A model's files, opened but not read.
pub(super) struct Parts {
    /// The folder or file it was opened from.
    pub path: PathBuf,
    pub unet: (Weights, UnetConfig),
    pub vae: (Weights, Autoencoder),
    pub texts: Vec<TextPart>,
    pub scheduler: SchedulerConfig,
    /// Whether no negative prompt is zeros, rather than the vectors of an empty one.
    pub zeros_for_none: bool,
}

pub(super) struct TextPart {
    pub weights: Weights,
    pub config: ClipConfig,
    pub tokenizer: Vocabulary,
}

impl Parts {
    /// Opens a model.
    ///
    /// # Errors
    /// Where a file is missing, of a kind that is not read, or makes no sense.
    pub(super) fn open(path: &Path, place: &Placement) -> Result<Parts, LoadError> {
        match path.is_dir() {
            true => Parts::of_folder(path, place),
            false => checkpoint::open(path, place),
        }
    }

    fn of_folder(folder: &Path, place: &Placement) -> Result<Parts, LoadError> {
        let index: IndexConfig = understood(&folder.join("model_index.json"), INDEX)?;
        let config = |part: &str| folder.join(part).join("config.json");
        let unet_path = config("unet");
        let unet = understood::<UnetConfig>(&unet_path, UNET)?.check(&unet_path)?;
        let vae = Autoencoder::read(&config("vae"))?;
        let mut texts = Vec::new();
        for (encoder, tokenizer) in
            [("text_encoder", "tokenizer"), ("text_encoder_2", "tokenizer_2")]
        {
            let path = config(encoder);
            if !path.exists() && (encoder == "text_encoder_2" || unet.is_xl()) {
                continue;
            }
            texts.push(TextPart {
                config: understood::<ClipConfig>(&path, TEXT)?.check(&path)?,
                weights: weights(&folder.join(encoder), "model", place)?,
                tokenizer: Vocabulary::Folder(folder.join(tokenizer)),
            });
        }
        let model = "diffusion_pytorch_model";
        Ok(Parts {
            path: folder.to_owned(),
            unet: (weights(&folder.join("unet"), model, place)?, unet),
            vae: (weights(&folder.join("vae"), model, place)?, vae),
            texts,
            scheduler: SchedulerConfig::read(&folder.join("scheduler/scheduler_config.json"))?,
            zeros_for_none: index
                .force_zeros_for_empty_prompt
                .unwrap_or(index.class.contains("XL")),
        })
    }
}

/// The weights of a part, the smaller ones where there are two kinds: one file, or shards that an index names.
fn weights(folder: &Path, stem: &str, place: &Placement) -> Result<Weights, LoadError> {
    let named = |ending: &str| folder.join(format!("{stem}{ending}"));
    let endings = [
        ".fp16.safetensors",
        ".fp16.safetensors.index.json",
        ".safetensors.index.fp16.json",
        ".safetensors",
        ".safetensors.index.json",
    ];
    if let Some(path) = endings.iter().map(|ending| named(ending)).find(|path| path.exists()) {
        return match path.extension().is_some_and(|ending| ending == "json") {
            true => sharded(&path, place),
            false => Weights::open(&path, place),
        };
    }
    for ending in [".bin", ".fp16.bin"] {
        if named(ending).exists() || folder.join(format!("pytorch_model{ending}")).exists() {
            return Err(LoadError::damaged(&named(ending), PICKLE));
        }
    }
    Err(LoadError::Missing { path: named(".safetensors") })
}

/// `*.safetensors.index.json`
#[derive(Deserialize)]
struct ShardIndex {
    /// The file of each tensor.
    weight_map: BTreeMap<String, String>,
}

/// Opens the shards that an index names. They lie beside it: a name that leads elsewhere is refused.
fn sharded(path: &Path, place: &Placement) -> Result<Weights, LoadError> {
    let index: ShardIndex = read_json(path)?;
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (tensor, file) in index.weight_map {
        files.entry(file).or_default().push(tensor);
    }
    let mut shards = Vec::new();
    for (file, tensors) in files {
        let plain = !file.contains(['/', '\\', ':']) && file.ends_with(".safetensors");
        if !plain {
            let detail = format!("it names the file {file:?}, which is no shard beside it");
            return Err(LoadError::damaged(path, detail));
        }
        shards.push((Weights::open(&path.with_file_name(file), place)?, tensors));
    }
    Weights::joined(path, &shards, place)
}

/// Why pickles are refused.
pub(super) const PICKLE: &str = "it is a pickle file, which can run any program when it is opened, so Brandish does \
                                 not read it. Get the model as .safetensors";
