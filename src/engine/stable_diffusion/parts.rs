//! Where the parts of a model lie: a folder as diffusers writes it, or a single checkpoint file.
//! Reads configs and headers; the weights themselves are read by the layers.

use std::path::{Path, PathBuf};

use super::checkpoint;
use super::config::{ClipConfig, IndexConfig, UnetConfig, VaeConfig, read_json};
use super::schedule::SchedulerConfig;
use crate::engine::nn::Place;
use crate::engine::weights::{LoadError, Weights};

/// A model's files, opened but not read.
pub(super) struct Parts {
    pub unet: (Weights, UnetConfig),
    pub vae: (Weights, VaeConfig),
    pub texts: Vec<TextPart>,
    pub scheduler: SchedulerConfig,
    /// Whether no negative prompt is zeros, rather than the vectors of an empty one.
    pub zeros_for_none: bool,
}

pub(super) struct TextPart {
    pub weights: Weights,
    pub config: ClipConfig,
    /// The folder of its tokenizer.
    pub tokenizer: PathBuf,
}

impl Parts {
    /// Opens a model.
    ///
    /// # Errors
    /// Where a file is missing, of a kind that is not read, or makes no sense.
    pub(super) fn open(path: &Path, place: &Place) -> Result<Parts, LoadError> {
        match path.is_dir() {
            true => Parts::of_folder(path, place),
            false => checkpoint::open(path, place),
        }
    }

    fn of_folder(folder: &Path, place: &Place) -> Result<Parts, LoadError> {
        let index: IndexConfig = read_json(&folder.join("model_index.json"))?;
        let config = |part: &str| folder.join(part).join("config.json");
        let unet_path = config("unet");
        let unet = read_json::<UnetConfig>(&unet_path)?.check(&unet_path)?;
        let vae_path = config("vae");
        let vae = read_json::<VaeConfig>(&vae_path)?.check(&vae_path)?;
        let mut texts = Vec::new();
        for (encoder, tokenizer) in
            [("text_encoder", "tokenizer"), ("text_encoder_2", "tokenizer_2")]
        {
            let path = config(encoder);
            if !path.exists() && (encoder == "text_encoder_2" || unet.is_xl()) {
                continue;
            }
            texts.push(TextPart {
                config: read_json::<ClipConfig>(&path)?.check(&path)?,
                weights: weights(&folder.join(encoder), "model", place)?,
                tokenizer: folder.join(tokenizer),
            });
        }
        let model = "diffusion_pytorch_model";
        Ok(Parts {
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

/// The weight file of a part, the smaller one where there are two.
fn weights(folder: &Path, stem: &str, place: &Place) -> Result<Weights, LoadError> {
    let named = |ending: &str| folder.join(format!("{stem}{ending}"));
    for ending in [".fp16.safetensors", ".safetensors"] {
        let path = named(ending);
        if path.exists() {
            return Weights::open(&path, place);
        }
    }
    for ending in [".bin", ".fp16.bin"] {
        if named(ending).exists() || folder.join(format!("pytorch_model{ending}")).exists() {
            return Err(LoadError::damaged(&named(ending), PICKLE));
        }
    }
    Err(LoadError::Missing { path: named(".safetensors") })
}

/// Why pickles are refused.
pub(super) const PICKLE: &str = "it is a pickle file, which can run any program when it is opened, so Brandish does \
                                 not read it. Get the model as .safetensors";
