//! Where the components of a model lie: a folder as diffusers writes it, or a single checkpoint file.
//! Reads configs and headers; the weights themselves are read by the layers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::autoencoder::Autoencoder;
use super::checkpoint;
use super::clip_tokenizer::VocabularySource;
use super::config::{ClipConfig, IndexConfig, UnetConfig};
use super::scheduler_config::SchedulerConfig;
use super::supported_values::{INDEX, TEXT, UNET, read_json, read_supported};
use crate::nn::Placement;
use crate::weights::{LoadError, SlowRead, Weights};

/// A model's files, opened but not read.
pub(super) struct Components {
    /// The folder or file it was opened from.
    pub path: PathBuf,
    pub unet: (Weights, UnetConfig),
    pub vae: (Weights, Autoencoder),
    pub text_encoders: Vec<TextComponent>,
    pub scheduler: SchedulerConfig,
    /// Whether no negative prompt is zeros, rather than the vectors of an empty one.
    pub zero_empty_negative: bool,
}

pub(super) struct TextComponent {
    pub weights: Weights,
    pub config: ClipConfig,
    pub tokenizer: VocabularySource,
}

impl Components {
    /// Opens a model.
    ///
    /// # Errors
    /// Where a file is missing, of a kind that is not read, or invalid.
    pub(super) fn open(path: &Path, placement: &Placement) -> Result<Components, LoadError> {
        match path.is_dir() {
            true => Components::of_folder(path, placement),
            false => checkpoint::open(path, placement),
        }
    }

    /// Checks that no file was written to since it was opened.
    ///
    /// # Errors
    /// `Changed`, with the file.
    pub(super) fn check(&self) -> Result<(), LoadError> {
        self.unet.0.check()?;
        self.vae.0.check()?;
        self.text_encoders.iter().try_for_each(|text| text.weights.check())
    }

    /// Reads the files into memory where their disk is slow; how long that took, where it was done. Parts of one file
    /// are read once.
    pub(super) fn read_ahead(&self) -> Option<SlowRead> {
        let texts = self.text_encoders.iter().map(|text| &text.weights);
        let mut parts: Vec<&Weights> = texts.chain([&self.unet.0, &self.vae.0]).collect();
        parts.sort_by_key(|part| part.path().to_owned());
        parts.dedup_by_key(|part| part.path().to_owned());
        parts.into_iter().filter_map(Weights::read_ahead).reduce(SlowRead::and)
    }

    fn of_folder(folder: &Path, placement: &Placement) -> Result<Components, LoadError> {
        let index: IndexConfig = read_supported(&folder.join("model_index.json"), INDEX)?;
        let config = |part: &str| folder.join(part).join("config.json");
        let unet_path = config("unet");
        let unet = read_supported::<UnetConfig>(&unet_path, UNET)?.check(&unet_path)?;
        let vae = Autoencoder::read(&config("vae"))?;
        let mut text_encoders = Vec::new();
        for (encoder, tokenizer) in
            [("text_encoder", "tokenizer"), ("text_encoder_2", "tokenizer_2")]
        {
            let path = config(encoder);
            if !path.exists() && (encoder == "text_encoder_2" || unet.is_xl()) {
                continue;
            }
            text_encoders.push(TextComponent {
                config: read_supported::<ClipConfig>(&path, TEXT)?.check(&path)?,
                weights: weights(&folder.join(encoder), "model", placement)?,
                tokenizer: VocabularySource::Folder(folder.join(tokenizer)),
            });
        }
        let model = "diffusion_pytorch_model";
        Ok(Components {
            path: folder.to_owned(),
            unet: (weights(&folder.join("unet"), model, placement)?, unet),
            vae: (weights(&folder.join("vae"), model, placement)?, vae),
            text_encoders,
            scheduler: SchedulerConfig::read(&folder.join("scheduler/scheduler_config.json"))?,
            zero_empty_negative: index
                .force_zeros_for_empty_prompt
                .unwrap_or(index.class.contains("XL")),
        })
    }
}

/// The weights of a component, the smaller ones where there are two kinds: one file, or shards that an index names.
fn weights(folder: &Path, stem: &str, placement: &Placement) -> Result<Weights, LoadError> {
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
            true => sharded(&path, placement),
            false => Weights::open(&path, placement),
        };
    }
    for ending in [".bin", ".fp16.bin"] {
        if named(ending).exists() || folder.join(format!("pytorch_model{ending}")).exists() {
            return Err(LoadError::unsupported(&named(ending), PICKLE));
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
fn sharded(path: &Path, placement: &Placement) -> Result<Weights, LoadError> {
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
        shards.push((Weights::open(&path.with_file_name(file), placement)?, tensors));
    }
    Weights::joined(path, &shards, placement)
}

/// Why pickles are refused.
pub(super) const PICKLE: &str = "it is a pickle file, which can run any program when it is opened, so Brandish does \
                                 not read it. Get the model as .safetensors";
