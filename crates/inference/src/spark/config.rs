//! The sizes and defaults of one Spark model, from its `config.json`.
//! Checks them once, so that the layers built from them need not; knows nothing of weights.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::weights::LoadError;

/// The content of `config.json`. Unknown fields are ignored.
#[derive(Clone, Debug, Deserialize)]
pub struct SparkConfig {
    /// The sizes of the denoiser.
    pub denoiser: DenoiserConfig,
    /// The sizes of the decoder.
    pub decoder: DecoderConfig,
    /// The size of its pictures.
    pub image: ImageConfig,
    /// The statistics of its latents.
    pub latent: LatentConfig,
    /// How it reads a prompt.
    pub text: TextConfig,
    /// How it is sampled.
    pub sampler: SamplerConfig,
    /// Added to the variance in group norms.
    #[serde(default = "small")]
    pub groupnorm_eps: f32,
    /// Added to the variance in layer norms.
    #[serde(default = "small")]
    pub layernorm_eps: f32,
}

/// The network that turns noise into latents.
#[derive(Clone, Debug, Deserialize)]
pub struct DenoiserConfig {
    /// Channels of the latents.
    pub zc: usize,
    /// Height and width of the latents.
    pub hw: usize,
    /// Latents are gathered `patch x patch` at a time.
    pub patch: usize,
    /// Channels of each level, from the largest to the smallest image.
    pub ch: Vec<usize>,
    /// Layers of each level.
    pub depth: Vec<usize>,
    /// Width of the vector that carries the time and the prompt's sense.
    pub emb: usize,
    /// Width of the text encoder's vectors.
    pub txt_in: usize,
    /// Width of what the layers see of the text.
    pub txt: usize,
    /// Values per attention head.
    pub head_dim: usize,
    /// The first level with attention.
    #[serde(default)]
    pub attn_from: usize,
    /// Octaves of the encoding of where in the thing a position is; 0 for a model without poses.
    #[serde(default)]
    pub octaves: usize,
}

/// The network that turns latents into a picture.
#[derive(Clone, Debug, Deserialize)]
pub struct DecoderConfig {
    /// Channels of the latents.
    pub zc: usize,
    /// Channels of each level, from the smallest to the largest image.
    pub c: Vec<usize>,
    /// Residual blocks of each level.
    pub n: Vec<usize>,
}

/// The size of the pictures of one model.
#[derive(Clone, Debug, Deserialize)]
pub struct ImageConfig {
    /// Width and height of the finished picture.
    pub size: usize,
}

/// Mean and standard deviation of every latent channel.
#[derive(Clone, Debug, Deserialize)]
pub struct LatentConfig {
    /// One for each channel.
    pub mean: Vec<f32>,
    /// One for each channel, above 0.
    pub std: Vec<f32>,
}

/// How a model reads a prompt.
#[derive(Clone, Debug, Deserialize)]
pub struct TextConfig {
    /// Longer prompts are cut, `[CLS]` and `[SEP]` included.
    pub max_tokens: usize,
    /// What the pooled vector of a prompt is multiplied by.
    #[serde(default = "ten")]
    pub pooled_scale: f32,
}

/// How a model is sampled.
#[derive(Clone, Debug, Deserialize)]
pub struct SamplerConfig {
    /// The number of steps that suits this model.
    pub steps: usize,
    /// The guidance that suits this model.
    pub cfg: f32,
    /// How many of the times lie near the noise; see [`times`](crate::sampling::times).
    #[serde(default = "one")]
    pub shift: f32,
    /// The time from which on guidance works; nearer to the noise it would make all pictures of a prompt alike
    /// (Kynkäänniemi et al. 2024, arXiv:2404.07724).
    #[serde(default = "one")]
    pub guided_from: f32,
}

/// The sizes of the text encoder (BERT), from `text_encoder.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct TextEncoderConfig {
    pub hidden_size: usize,
    pub intermediate_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub vocab_size: usize,
    pub max_position_embeddings: usize,
    pub type_vocab_size: usize,
    pub layer_norm_eps: f32,
    pub hidden_act: String,
}

fn small() -> f32 {
    1e-5
}
fn one() -> f32 {
    1.0
}
fn ten() -> f32 {
    10.0
}

/// No size in a sensible model is larger than this.
const LARGEST: usize = 8192;

impl SparkConfig {
    /// Reads and checks a model's `config.json`.
    ///
    /// # Errors
    /// `Missing`, `Io`, or `Damaged` with what makes no sense.
    pub fn read(path: &Path) -> Result<SparkConfig, LoadError> {
        let config: SparkConfig = read_json(path)?;
        match config.fault() {
            Some(fault) => Err(LoadError::damaged(path, fault)),
            None => Ok(config),
        }
    }

    /// Picture pixels per latent, along one side.
    pub fn scale(&self) -> usize {
        1 << self.decoder.c.len()
    }

    /// The number of latents.
    pub fn latents(&self) -> usize {
        self.denoiser.zc * self.denoiser.hw * self.denoiser.hw
    }

    fn fault(&self) -> Option<String> {
        let SparkConfig { denoiser, decoder, image, latent, text, sampler, .. } = self;
        let sizes =
            [denoiser.zc, denoiser.hw, denoiser.patch, denoiser.emb, denoiser.txt_in, denoiser.txt];
        let counts = [denoiser.head_dim, image.size, text.max_tokens, sampler.steps];
        let lists = denoiser.ch.iter().chain(&denoiser.depth).chain(&decoder.c).chain(&decoder.n);
        let levels = (denoiser.ch.len(), decoder.c.len());
        let smallest = denoiser.patch.checked_shl(levels.0.saturating_sub(1) as u32).unwrap_or(0);
        let last = decoder.c.last().copied().unwrap_or(0);
        let numbers = [
            self.groupnorm_eps,
            self.layernorm_eps,
            text.pooled_scale,
            sampler.cfg,
            sampler.shift,
            sampler.guided_from,
        ];
        let positive = |value: &f32| value.is_finite() && *value > 0.0;
        let rules = [
            (
                sizes.iter().chain(&counts).chain(lists).all(|size| (1..=LARGEST).contains(size)),
                "a size is out of range",
            ),
            (
                (1..=6).contains(&levels.0) && levels.0 == denoiser.depth.len(),
                "denoiser levels do not agree",
            ),
            (
                (2..=6).contains(&levels.1) && levels.1 == decoder.n.len(),
                "decoder levels do not agree",
            ),
            (
                denoiser.ch.iter().all(|ch| ch.is_multiple_of(16)),
                "denoiser channels are not multiples of 16",
            ),
            (
                denoiser.head_dim > 0
                    && denoiser.ch.iter().all(|ch| ch.is_multiple_of(denoiser.head_dim)),
                "denoiser channels do not divide into heads",
            ),
            (
                smallest > 0 && denoiser.hw.is_multiple_of(smallest),
                "the latents do not divide into levels",
            ),
            (
                decoder.c.iter().rev().skip(1).all(|c| c.is_multiple_of(8)),
                "decoder channels are not multiples of 8",
            ),
            (last.is_multiple_of(4), "the decoder's last channels are not a multiple of 4"),
            (decoder.zc == denoiser.zc, "denoiser and decoder disagree about the latents"),
            (
                latent.mean.len() == denoiser.zc && latent.std.len() == denoiser.zc,
                "the latents' statistics do not fit",
            ),
            (latent.mean.iter().all(|mean| mean.is_finite()), "the latents' means are no numbers"),
            (latent.std.iter().all(positive), "the latents' deviations are not positive"),
            (numbers.iter().all(positive), "a factor is not positive"),
            (
                levels.1 <= 6 && denoiser.hw.checked_mul(1 << levels.1.min(6)) == Some(image.size),
                "the size of the picture does not follow from its latents",
            ),
            ((3..=512).contains(&text.max_tokens), "the number of tokens is out of range"),
            (sampler.steps <= 1000, "there are too many steps"),
            (denoiser.octaves <= 16, "there are too many octaves"),
        ];
        rules.into_iter().find(|(holds, _)| !holds).map(|(_, fault)| fault.to_string())
    }
}

impl TextEncoderConfig {
    /// Reads and checks `text_encoder.json`, for a model that reads vectors of `width` from up to `tokens` tokens.
    ///
    /// # Errors
    /// As for [`SparkConfig::read`].
    pub fn read(path: &Path, width: usize, tokens: usize) -> Result<TextEncoderConfig, LoadError> {
        let config: TextEncoderConfig = read_json(path)?;
        let sizes = [
            config.hidden_size,
            config.intermediate_size,
            config.num_hidden_layers,
            config.num_attention_heads,
        ];
        let rules = [
            (sizes.iter().all(|size| (1..=LARGEST).contains(size)), "a size is out of range"),
            ((1..=1 << 20).contains(&config.vocab_size), "the vocabulary is out of range"),
            (
                config.hidden_size.is_multiple_of(config.num_attention_heads.max(1)),
                "its width does not divide into heads",
            ),
            (config.hidden_size == width, "its width is not the one that the model reads"),
            (
                (tokens..=LARGEST).contains(&config.max_position_embeddings),
                "it has too few positions",
            ),
            ((1..=LARGEST).contains(&config.type_vocab_size), "it has no token types"),
            (
                config.layer_norm_eps.is_finite() && config.layer_norm_eps > 0.0,
                "its epsilon is not positive",
            ),
            (config.hidden_act == "gelu", "its activation is not gelu"),
        ];
        match rules.into_iter().find(|(holds, _)| !holds) {
            Some((_, fault)) => Err(LoadError::damaged(path, fault)),
            None => Ok(config),
        }
    }
}

pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, LoadError> {
    let text = fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => LoadError::damaged(path, "it is not text"),
        _ => LoadError::reading(path, error),
    })?;
    serde_json::from_str(&text).map_err(|error| LoadError::damaged(path, error))
}

/// The files of a model folder.
pub(super) struct Files {
    pub config: PathBuf,
    pub denoiser: PathBuf,
    pub decoder: PathBuf,
    pub text_encoder: PathBuf,
    pub text_encoder_config: PathBuf,
    pub tokenizer: PathBuf,
    /// May be missing, as may their vectors.
    pub phrase_table: PathBuf,
    pub phrase_vectors: PathBuf,
}

impl Files {
    pub(super) fn of(folder: &Path) -> Files {
        Files {
            config: folder.join("config.json"),
            denoiser: folder.join("spark_denoiser.safetensors"),
            decoder: folder.join("spark_decoder.safetensors"),
            text_encoder: folder.join("text_encoder.safetensors"),
            text_encoder_config: folder.join("text_encoder.json"),
            tokenizer: folder.join("tokenizer.json"),
            phrase_table: folder.join("words.json"),
            phrase_vectors: folder.join("words.safetensors"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"name": "spark", "surprise": [1],
        "denoiser": {"zc": 8, "hw": 16, "patch": 2, "ch": [192, 256], "depth": [2, 1], "emb": 384, "txt_in": 384,
                     "txt": 256, "head_dim": 64},
        "decoder": {"zc": 8, "c": [192, 96, 32], "n": [2, 2, 1]}, "image": {"size": 128},
        "latent": {"mean": [0, 0, 0, 0, 0, 0, 0, 0], "std": [1, 1, 1, 1, 1, 1, 1, 1]},
        "text": {"max_tokens": 16}, "sampler": {"steps": 20, "cfg": 4.0}}"#;

    fn read(text: &str) -> Result<SparkConfig, LoadError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        fs::write(&path, text).unwrap();
        SparkConfig::read(&path)
    }

    #[test]
    fn unknown_fields_are_tolerated_and_missing_ones_have_defaults() {
        let config = read(GOOD).unwrap();
        assert_eq!((config.scale(), config.latents(), config.denoiser.attn_from), (8, 2048, 0));
        assert_eq!(
            (config.text.pooled_scale, config.sampler.shift, config.groupnorm_eps),
            (10.0, 1.0, 1e-5)
        );
    }

    #[test]
    fn nonsense_is_damage_and_never_a_panic() {
        for (good, bad) in [
            ("\"hw\": 16", "\"hw\": 0"),
            ("\"hw\": 16", "\"hw\": 15"),
            ("\"hw\": 16", "\"hw\": 999999999999"),
            ("\"hw\": 16", "\"hw\": -1"),
            ("[192, 256]", "[190, 256]"),
            ("[192, 256]", "[192]"),
            ("[192, 256]", "[]"),
            ("\"head_dim\": 64", "\"head_dim\": 0"),
            ("\"head_dim\": 64", "\"head_dim\": 64, \"octaves\": 64"),
            ("[192, 96, 32]", "[192, 96, 30]"),
            ("[192, 96, 32]", "[192, 32]"),
            ("\"size\": 128", "\"size\": 256"),
            ("\"mean\": [0, ", "\"mean\": ["),
            ("\"std\": [1,", "\"std\": [0,"),
            ("\"cfg\": 4.0", "\"cfg\": -4.0"),
            ("\"max_tokens\": 16", "\"max_tokens\": 1"),
            ("}}", "}"),
        ] {
            let text = GOOD.replace(good, bad);
            assert_ne!(text, GOOD);
            let error = read(&text).unwrap_err();
            assert!(matches!(error, LoadError::Damaged { .. }), "{bad}: {error}");
            assert!(error.to_string().contains("config.json"));
        }
    }
}
