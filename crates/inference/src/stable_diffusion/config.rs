//! The config files of a Stable Diffusion folder, under the names the diffusers and transformers libraries give them.
//! Knows which of their values this engine understands, and refuses the others by name.

use std::path::Path;

use serde::Deserialize;

use crate::nn::Activation;
use crate::weights::LoadError;

/// Sizes above this are taken for damage.
const LARGEST: usize = 1 << 16;

/// `unet/config.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct UnetConfig {
    pub in_channels: usize,
    pub out_channels: usize,
    pub block_out_channels: Vec<usize>,
    pub down_block_types: Vec<String>,
    pub up_block_types: Vec<String>,
    pub layers_per_block: usize,
    pub transformer_layers_per_block: PerLevel,
    pub cross_attention_dim: usize,
    /// The number of heads, in spite of its name; a slip of the first release that all files share.
    pub attention_head_dim: PerLevel,
    pub num_attention_heads: Option<PerLevel>,
    pub norm_num_groups: usize,
    pub norm_eps: f32,
    pub use_linear_projection: bool,
    pub addition_embed_type: Option<String>,
    pub addition_time_embed_dim: Option<usize>,
    pub projection_class_embeddings_input_dim: Option<usize>,
    pub time_cond_proj_dim: Option<usize>,
    pub sample_size: Option<usize>,
}

impl Default for UnetConfig {
    fn default() -> Self {
        let names = |names: [&str; 4]| names.map(str::to_owned).to_vec();
        let (down, up) = ("CrossAttnDownBlock2D", "CrossAttnUpBlock2D");
        Self {
            in_channels: 4,
            out_channels: 4,
            block_out_channels: vec![320, 640, 1280, 1280],
            down_block_types: names([down, down, down, "DownBlock2D"]),
            up_block_types: names(["UpBlock2D", up, up, up]),
            layers_per_block: 2,
            transformer_layers_per_block: PerLevel::All(1),
            cross_attention_dim: 1280,
            attention_head_dim: PerLevel::All(8),
            num_attention_heads: None,
            norm_num_groups: 32,
            norm_eps: 1e-5,
            use_linear_projection: false,
            addition_embed_type: None,
            addition_time_embed_dim: None,
            projection_class_embeddings_input_dim: None,
            time_cond_proj_dim: None,
            sample_size: None,
        }
    }
}

/// One number for all levels, or one for each.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum PerLevel {
    All(usize),
    Each(Vec<usize>),
}

impl PerLevel {
    pub fn at(&self, level: usize) -> usize {
        match self {
            Self::All(value) => *value,
            Self::Each(values) => values.get(level).copied().unwrap_or(0),
        }
    }
}

impl UnetConfig {
    /// Whether the blocks of a level, counted from the picture's side, attend to the text.
    pub fn attends(&self, level: usize) -> bool {
        self.down_block_types[level].starts_with("CrossAttn")
    }

    pub fn heads(&self, level: usize) -> usize {
        self.num_attention_heads.as_ref().unwrap_or(&self.attention_head_dim).at(level)
    }

    /// Whether the picture's size and the pooled text go into the time, as in SDXL.
    pub fn is_xl(&self) -> bool {
        self.addition_embed_type.as_deref() == Some("text_time")
    }

    pub(super) fn check(self, path: &Path) -> Result<Self, LoadError> {
        let levels = self.block_out_channels.len();
        let known = |name: &str, kinds: [&str; 2]| kinds.contains(&name);
        let down = self
            .down_block_types
            .iter()
            .all(|name| known(name, ["CrossAttnDownBlock2D", "DownBlock2D"]));
        let up =
            self.up_block_types.iter().all(|name| known(name, ["CrossAttnUpBlock2D", "UpBlock2D"]));
        let sizes =
            [self.in_channels, self.out_channels, self.cross_attention_dim, self.norm_num_groups];
        let mirrored = self
            .up_block_types
            .iter()
            .rev()
            .zip(&self.down_block_types)
            .all(|(up, down)| up.starts_with("CrossAttn") == down.starts_with("CrossAttn"));
        let channels = || self.block_out_channels.iter().enumerate();
        let xl = [self.addition_time_embed_dim, self.projection_class_embeddings_input_dim];
        let rules = [
            ((1..=8).contains(&levels), "it has no levels, or too many"),
            (
                self.down_block_types.len() == levels && self.up_block_types.len() == levels,
                "the lists of levels are not of one length",
            ),
            (down && up && mirrored, "it has kinds of blocks that are not understood"),
            (sizes.iter().all(|size| (1..=LARGEST).contains(size)), "a size is out of range"),
            ((1..=8).contains(&self.layers_per_block), "layers_per_block is out of range"),
            (
                channels().all(|(_, &size)| {
                    (2..=LARGEST).contains(&size)
                        && size.is_multiple_of(self.norm_num_groups.max(1))
                }),
                "channels do not divide into norm groups",
            ),
            (
                channels().all(|(level, &size)| {
                    let heads = self.heads(level);
                    heads > 0
                        && size.is_multiple_of(heads)
                        && self.transformer_layers_per_block.at(level) <= 64
                }),
                "channels do not divide into heads",
            ),
            (
                !self.is_xl()
                    || xl.iter().all(|size| size.is_some_and(|size| (1..=LARGEST).contains(&size))),
                "the sizes of its added embedding are out of range",
            ),
        ];
        checked(self.clone(), path, &rules)
    }
}

/// `vae/config.json` of an AutoencoderKL.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct VaeConfig {
    pub block_out_channels: Vec<usize>,
    pub layers_per_block: usize,
    pub latent_channels: usize,
    pub norm_num_groups: usize,
    pub scaling_factor: f32,
    pub shift_factor: Option<f32>,
    pub latents_mean: Option<Vec<f32>>,
    pub latents_std: Option<Vec<f32>>,
    pub use_quant_conv: bool,
    pub use_post_quant_conv: bool,
    pub mid_block_add_attention: bool,
}

impl Default for VaeConfig {
    fn default() -> Self {
        Self {
            block_out_channels: vec![128, 256, 512, 512],
            layers_per_block: 2,
            latent_channels: 4,
            norm_num_groups: 32,
            scaling_factor: 0.18215,
            shift_factor: None,
            latents_mean: None,
            latents_std: None,
            use_quant_conv: true,
            use_post_quant_conv: true,
            mid_block_add_attention: true,
        }
    }
}

impl VaeConfig {
    /// Pixels per latent, along one side.
    pub fn factor(&self) -> usize {
        1 << (self.block_out_channels.len() - 1)
    }

    pub(super) fn check(self, path: &Path) -> Result<Self, LoadError> {
        let statistics = [&self.latents_mean, &self.latents_std];
        let rules = [
            ((1..=6).contains(&self.block_out_channels.len()), "it has no levels, or too many"),
            (
                self.block_out_channels.iter().all(|&size| {
                    (1..=LARGEST).contains(&size)
                        && size.is_multiple_of(self.norm_num_groups.max(1))
                }),
                "channels do not divide into norm groups",
            ),
            (
                (1..=64).contains(&self.latent_channels)
                    && (1..=8).contains(&self.layers_per_block),
                "a size is out of range",
            ),
            (
                self.scaling_factor.is_finite() && self.scaling_factor != 0.0,
                "scaling_factor is out of range",
            ),
            (
                statistics.iter().all(|list| {
                    list.as_ref().is_none_or(|list| list.len() == self.latent_channels)
                }),
                "its statistics are not one for each channel",
            ),
        ];
        checked(self.clone(), path, &rules)
    }
}

/// `text_encoder/config.json` of a CLIP text model.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct ClipConfig {
    pub vocab_size: usize,
    pub hidden_size: usize,
    pub intermediate_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub max_position_embeddings: usize,
    pub hidden_act: String,
    pub layer_norm_eps: f32,
    pub eos_token_id: u32,
    pub projection_dim: usize,
}

impl Default for ClipConfig {
    fn default() -> Self {
        Self {
            vocab_size: 49408,
            hidden_size: 768,
            intermediate_size: 3072,
            num_hidden_layers: 12,
            num_attention_heads: 12,
            max_position_embeddings: 77,
            hidden_act: "quick_gelu".into(),
            layer_norm_eps: 1e-5,
            eos_token_id: 2,
            projection_dim: 512,
        }
    }
}

impl ClipConfig {
    pub(super) fn curve(&self) -> Option<Activation> {
        match self.hidden_act.as_str() {
            "quick_gelu" => Some(Activation::QuickGelu),
            "gelu" => Some(Activation::GeluErf),
            "gelu_new" | "gelu_pytorch_tanh" => Some(Activation::GeluTanh),
            _ => None,
        }
    }

    pub(super) fn check(self, path: &Path) -> Result<Self, LoadError> {
        let sizes = [self.hidden_size, self.intermediate_size, self.projection_dim];
        let rules = [
            (sizes.iter().all(|size| (1..=LARGEST).contains(size)), "a size is out of range"),
            ((1..=1 << 20).contains(&self.vocab_size), "the vocabulary is out of range"),
            ((3..=4096).contains(&self.max_position_embeddings), "the positions are out of range"),
            ((1..=128).contains(&self.num_hidden_layers), "the layers are out of range"),
            (
                self.num_attention_heads > 0
                    && self.hidden_size.is_multiple_of(self.num_attention_heads),
                "its width does not divide into heads",
            ),
            (self.curve().is_some(), "hidden_act is none that is known"),
        ];
        checked(self.clone(), path, &rules)
    }
}

/// `model_index.json`, as far as it has more than the folders show.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct IndexConfig {
    #[serde(rename = "_class_name")]
    pub class: String,
    pub force_zeros_for_empty_prompt: Option<bool>,
}

fn checked<T>(config: T, path: &Path, rules: &[(bool, &str)]) -> Result<T, LoadError> {
    match rules.iter().find(|(kept, _)| !kept) {
        Some((_, broken)) => Err(LoadError::damaged(path, broken)),
        None => Ok(config),
    }
}
