//! The sizes of a checkpoint's networks, from the shapes of its tensors.
//! Guesses nothing that shapes do not show; what they leave open has the value of the published models.

use super::names::averaged;
use super::{UNET, VAE};
use crate::stable_diffusion::config::{ClipConfig, PerLevel, UnetConfig, VaeConfig};
use crate::weights::Weights;

/// The shapes in a file, from which a model's sizes follow.
pub(super) struct Shapes<'a> {
    pub file: &'a Weights,
    /// Whether the denoiser's own weights are there, and not only their running mean.
    pub plain: bool,
}

impl Shapes<'_> {
    fn shape(&self, name: &str) -> Option<&[usize]> {
        self.file.shape(name)
    }

    fn unet_shape(&self, name: &str) -> Option<&[usize]> {
        match self.plain {
            true => self.shape(&format!("{UNET}{name}")),
            false => self.shape(&averaged(name)),
        }
    }

    fn count(&self, name: impl Fn(usize) -> String) -> usize {
        (0..64).find(|&index| self.unet_shape(&name(index)).is_none()).unwrap_or(64)
    }

    pub(super) fn unet(&self) -> Option<UnetConfig> {
        let conv_in = self.unet_shape("input_blocks.0.0.weight")?;
        let (first, in_channels) = (*conv_in.first()?, *conv_in.get(1)?);
        let mut channels = vec![first];
        let (mut text, mut linear, mut layers, mut run) = (None, false, 0, 0);
        let mut depths = vec![0];
        for index in 1..64 {
            let block = |name: &str| format!("input_blocks.{index}.{name}");
            if self.unet_shape(&block("0.op.weight")).is_some() {
                channels.push(*channels.last()?);
                depths.push(0);
                run = 0;
            } else if let Some(conv) = self.unet_shape(&block("0.in_layers.2.weight")) {
                *channels.last_mut()? = *conv.first()?;
                run += 1;
                layers = layers.max(run);
            } else {
                break;
            }
            let keys = block("1.transformer_blocks.0.attn2.to_k.weight");
            if let Some(keys) = self.unet_shape(&keys) {
                text = keys.get(1).copied();
                linear = self.unet_shape(&block("1.proj_in.weight"))?.len() == 2;
                let depth = |at| block(&format!("1.transformer_blocks.{at}.norm1.weight"));
                *depths.last_mut()? = self.count(depth);
            }
        }
        let attends: Vec<bool> = depths.iter().map(|&depth| depth > 0).collect();
        // The last level may have no attention of its own; the middle has as much as the level before it.
        let middle =
            self.count(|at| format!("middle_block.1.transformer_blocks.{at}.norm1.weight"));
        if let Some(last) = depths.last_mut().filter(|depth| **depth == 0) {
            *last = middle;
        }
        let heads = channels.iter().map(|&width| match linear {
            true => (width / 64).max(1),
            false => 8,
        });
        let down = |attends: &bool| if *attends { "CrossAttnDownBlock2D" } else { "DownBlock2D" };
        let up = |attends: &bool| if *attends { "CrossAttnUpBlock2D" } else { "UpBlock2D" };
        let added = self.unet_shape("label_emb.0.0.weight").and_then(|shape| shape.get(1).copied());
        let projection = self.shape("conditioner.embedders.1.model.text_projection");
        let pooled = projection.and_then(|shape| shape.get(1).copied());
        Some(UnetConfig {
            in_channels,
            out_channels: *self.unet_shape("out.2.weight")?.first()?,
            attention_head_dim: PerLevel::Each(heads.collect()),
            down_block_types: attends.iter().map(|attends| down(attends).to_owned()).collect(),
            up_block_types: attends.iter().rev().map(|attends| up(attends).to_owned()).collect(),
            layers_per_block: layers,
            transformer_layers_per_block: PerLevel::Each(depths),
            cross_attention_dim: text?,
            norm_num_groups: groups(&channels),
            use_linear_projection: linear,
            addition_embed_type: added.map(|_| "text_time".to_owned()),
            addition_time_embed_dim: added
                .zip(pooled)
                .map(|(added, pooled)| added.saturating_sub(pooled) / 6),
            projection_class_embeddings_input_dim: added,
            sample_size: Some(if added.is_some() { 128 } else { 64 }),
            block_out_channels: channels,
            ..UnetConfig::default()
        })
    }

    pub(super) fn vae(&self, xl: bool) -> Option<VaeConfig> {
        let mut channels = Vec::new();
        while let Some(conv) =
            self.shape(&format!("{VAE}encoder.down.{}.block.0.conv1.weight", channels.len()))
        {
            channels.push(*conv.first()?);
        }
        if channels.is_empty() {
            return None;
        }
        let layer = |at: usize| format!("{VAE}encoder.down.0.block.{at}.conv1.weight");
        let layers = (0..16).find(|&at| self.shape(&layer(at)).is_none())?;
        let latents = *self.shape(&format!("{VAE}decoder.conv_in.weight"))?.get(1)?;
        Some(VaeConfig {
            layers_per_block: layers,
            latent_channels: latents,
            norm_num_groups: groups(&channels),
            scaling_factor: if xl { 0.13025 } else { 0.18215 },
            block_out_channels: channels,
            ..VaeConfig::default()
        })
    }

    pub(super) fn text(&self, prefix: &str, xl: bool) -> Option<ClipConfig> {
        let open = self.shape(&format!("{prefix}token_embedding.weight"));
        let own = format!("{prefix}text_model.embeddings.token_embedding.weight");
        let [vocab_size, width] = *open.or_else(|| self.shape(&own))? else { return None };
        let name = |layer: usize| match open.is_some() {
            true => format!("{prefix}transformer.resblocks.{layer}.ln_1.weight"),
            false => format!("{prefix}text_model.encoder.layers.{layer}.layer_norm1.weight"),
        };
        let layers = (0..128).find(|&layer| self.shape(&name(layer)).is_none())?;
        let wide = match open.is_some() {
            true => self.shape(&format!("{prefix}transformer.resblocks.0.mlp.c_fc.weight")),
            false => self.shape(&format!("{prefix}text_model.encoder.layers.0.mlp.fc1.weight")),
        };
        let positions = match open.is_some() {
            true => self.shape(&format!("{prefix}positional_embedding")),
            false => {
                self.shape(&format!("{prefix}text_model.embeddings.position_embedding.weight"))
            }
        };
        let projection =
            self.shape(&format!("{prefix}text_projection")).and_then(|shape| shape.get(1).copied());
        Some(ClipConfig {
            vocab_size,
            hidden_size: width,
            intermediate_size: *wide?.first()?,
            // The second release reads the layer before the last, normed.
            num_hidden_layers: if open.is_some() && !xl {
                layers.saturating_sub(1)
            } else {
                layers
            },
            num_attention_heads: (width / 64).max(1),
            max_position_embeddings: *positions?.first()?,
            hidden_act: if open.is_some() { "gelu" } else { "quick_gelu" }.into(),
            projection_dim: projection.unwrap_or(width),
            ..ClipConfig::default()
        })
    }
}

/// All published models have 32 groups; models too narrow for that have fewer.
fn groups(channels: &[usize]) -> usize {
    [32, 16, 8, 4, 2]
        .into_iter()
        .find(|&groups| channels.iter().all(|width| width.is_multiple_of(groups)))
        .unwrap_or(1)
}
