//! Single checkpoint files in the layout of the original release: which tensor is which, and what sizes they tell.
//! Only names and shapes; nothing is copied, as the tensors are read from the file under their new names.

use std::path::Path;

use super::config::{ClipConfig, PerLevel, UnetConfig, VaeConfig};
use super::parts::{PICKLE, Parts, TextPart};
use super::schedule::{Prediction, SchedulerConfig, Spacing};
use crate::engine::nn::Place;
use crate::engine::weights::{Entry, LoadError, Weights};

const UNET: &str = "model.diffusion_model.";
const AVERAGE: &str = "model_ema.";
const VAE: &str = "first_stage_model.";

/// Opens a single file of SD 1.x, 2.x or XL.
///
/// # Errors
/// Where it is a pickle, or its tensors are not those of a model we know.
pub(super) fn open(path: &Path, place: &Place) -> Result<Parts, LoadError> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if ["ckpt", "bin", "pt", "pth"].contains(&ending.as_str()) {
        return Err(LoadError::damaged(path, PICKLE));
    }
    let file = Weights::open(path, place)?;
    let unknown = |what: &str| {
        LoadError::damaged(path, format!("it holds no Stable Diffusion model: {what}"))
    };
    let plain = file.has(&format!("{UNET}input_blocks.0.0.weight"));
    let shapes = Shapes { file: &file, plain };
    let unet =
        shapes.unet().ok_or_else(|| unknown("its denoiser is not understood"))?.check(path)?;
    let xl = unet.is_xl();
    let vae = shapes.vae(xl).ok_or_else(|| unknown("it has no autoencoder"))?.check(path)?;
    let (layers, levels) = (unet.layers_per_block, vae.block_out_channels.len());
    let prefixes: &[&str] = match xl {
        true => &["conditioner.embedders.0.transformer.", "conditioner.embedders.1.model."],
        false => &["cond_stage_model.transformer.", "cond_stage_model.model."],
    };
    let mut texts = Vec::new();
    for prefix in prefixes {
        if let Some(config) = shapes.text(prefix, xl) {
            let tokenizer = tokenizer_beside(path, texts.len());
            let weights = file.renamed(|name, entry| text_names(prefix, name, entry));
            texts.push(TextPart { weights, config: config.check(path)?, tokenizer });
        }
    }
    if texts.is_empty() {
        return Err(unknown("it has no text encoder"));
    }
    let two = !xl && unet.use_linear_projection;
    let scheduler = SchedulerConfig {
        class: if xl { "EulerDiscreteScheduler" } else { "DDIMScheduler" }.into(),
        // The larger models of the second release answer with v, its base models with noise, and only the
        // training step that some files keep tells them apart.
        prediction_type: match two && !file.has("global_step") && unet.cross_attention_dim == 1024 {
            true => Prediction::VPrediction,
            false => Prediction::Epsilon,
        },
        timestep_spacing: Some(Spacing::Leading),
        steps_offset: 1,
        set_alpha_to_one: Some(false),
        clip_sample: Some(false),
        ..SchedulerConfig::default()
    };
    Ok(Parts {
        unet: (file.renamed(|name, entry| unet_names(plain, layers, name, entry)), unet),
        vae: (file.renamed(|name, entry| vae_names(levels, name, entry)), vae),
        texts,
        scheduler,
        zeros_for_none: xl,
    })
}

/// A file has no tokenizer; it lies in folders beside it, or in its own.
fn tokenizer_beside(path: &Path, index: usize) -> std::path::PathBuf {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let named = folder.join(if index == 0 { "tokenizer" } else { "tokenizer_2" });
    let first = folder.join("tokenizer");
    [named, first].into_iter().find(|folder| folder.is_dir()).unwrap_or(folder)
}

/// What the shapes in a file say of a model's sizes.
struct Shapes<'a> {
    file: &'a Weights,
    plain: bool,
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

    fn unet(&self) -> Option<UnetConfig> {
        let conv_in = self.unet_shape("input_blocks.0.0.weight")?;
        let (first, in_channels) = (conv_in[0], *conv_in.get(1)?);
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
                *channels.last_mut()? = conv[0];
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
        let pooled =
            self.shape("conditioner.embedders.1.model.text_projection").map(|shape| shape[1]);
        Some(UnetConfig {
            in_channels,
            out_channels: self.unet_shape("out.2.weight")?[0],
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

    fn vae(&self, xl: bool) -> Option<VaeConfig> {
        let mut channels = Vec::new();
        while let Some(conv) =
            self.shape(&format!("{VAE}encoder.down.{}.block.0.conv1.weight", channels.len()))
        {
            channels.push(conv[0]);
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

    fn text(&self, prefix: &str, xl: bool) -> Option<ClipConfig> {
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
            self.shape(&format!("{prefix}text_projection")).map_or(width, |shape| shape[1]);
        Some(ClipConfig {
            vocab_size,
            hidden_size: width,
            intermediate_size: wide?[0],
            // The second release reads the layer before the last, normed.
            num_hidden_layers: if open.is_some() && !xl {
                layers.saturating_sub(1)
            } else {
                layers
            },
            num_attention_heads: (width / 64).max(1),
            max_position_embeddings: positions?[0],
            hidden_act: if open.is_some() { "gelu" } else { "quick_gelu" }.into(),
            projection_dim: projection,
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

/// Averaged weights are kept without dots.
fn averaged(name: &str) -> String {
    format!("{AVERAGE}diffusion_model{}", name.replace('.', ""))
}

fn one(name: String, entry: &Entry) -> Vec<(String, Entry)> {
    vec![(name, entry.clone())]
}

/// The names of our layout for a tensor of the denoiser.
fn unet_names(plain: bool, layers: usize, name: &str, entry: &Entry) -> Vec<(String, Entry)> {
    if !plain {
        // Without dots a name cannot be taken apart; files that hold nothing else are too rare to guess for.
        return Vec::new();
    }
    let Some(rest) = name.strip_prefix(UNET) else { return Vec::new() };
    unet_name(layers, rest).map_or(Vec::new(), |name| one(name, entry))
}

fn unet_name(layers: usize, name: &str) -> Option<String> {
    let fixed = [
        ("time_embed.0.", "time_embedding.linear_1."),
        ("time_embed.2.", "time_embedding.linear_2."),
        ("label_emb.0.0.", "add_embedding.linear_1."),
        ("label_emb.0.2.", "add_embedding.linear_2."),
        ("input_blocks.0.0.", "conv_in."),
        ("out.0.", "conv_norm_out."),
        ("out.2.", "conv_out."),
        ("middle_block.1.", "mid_block.attentions.0."),
    ];
    for (from, to) in fixed {
        if let Some(rest) = name.strip_prefix(from) {
            return Some(format!("{to}{rest}"));
        }
    }
    let resnet = |rest: &str| {
        let parts = [
            ("in_layers.0.", "norm1."),
            ("in_layers.2.", "conv1."),
            ("emb_layers.1.", "time_emb_proj."),
            ("out_layers.0.", "norm2."),
            ("out_layers.3.", "conv2."),
            ("skip_connection.", "conv_shortcut."),
        ];
        parts.iter().find_map(|(from, to)| Some(format!("{to}{}", rest.strip_prefix(from)?)))
    };
    if let Some(rest) = name.strip_prefix("middle_block.") {
        let (index, rest) = rest.split_once('.')?;
        return Some(format!("mid_block.resnets.{}.{}", usize::from(index == "2"), resnet(rest)?));
    }
    let (side, rest) = name.split_once("_blocks.")?;
    let (index, rest) = rest.split_once('.')?;
    let (part, rest) = rest.split_once('.')?;
    let index: usize = index.parse().ok()?;
    let per_level = layers + 1;
    match side {
        "input" => {
            let (level, layer) = ((index - 1) / per_level, (index - 1) % per_level);
            Some(match (layer == layers, part) {
                (true, _) => {
                    format!("down_blocks.{level}.downsamplers.0.conv.{}", rest.strip_prefix("op.")?)
                }
                (_, "0") => format!("down_blocks.{level}.resnets.{layer}.{}", resnet(rest)?),
                _ => format!("down_blocks.{level}.attentions.{layer}.{rest}"),
            })
        }
        "output" => {
            let (level, layer) = (index / per_level, index % per_level);
            Some(match (part, rest.strip_prefix("conv.")) {
                ("0", _) => format!("up_blocks.{level}.resnets.{layer}.{}", resnet(rest)?),
                (_, Some(rest)) => format!("up_blocks.{level}.upsamplers.0.conv.{rest}"),
                _ => format!("up_blocks.{level}.attentions.{layer}.{rest}"),
            })
        }
        _ => None,
    }
}

/// The names of our layout for a tensor of the autoencoder.
fn vae_names(levels: usize, name: &str, entry: &Entry) -> Vec<(String, Entry)> {
    let Some(rest) = name.strip_prefix(VAE) else { return Vec::new() };
    vae_name(levels, rest).map_or(Vec::new(), |name| one(name, entry))
}

fn vae_name(levels: usize, name: &str) -> Option<String> {
    if name.starts_with("quant_conv.") || name.starts_with("post_quant_conv.") {
        return Some(name.to_owned());
    }
    let (side, rest) = name.split_once('.')?;
    let resnet = |rest: &str| rest.replace("nin_shortcut.", "conv_shortcut.");
    let (first, after) = rest.split_once('.')?;
    let new = match first {
        "mid" => {
            let (part, rest) = after.split_once('.')?;
            match part {
                "block_1" => format!("mid_block.resnets.0.{}", resnet(rest)),
                "block_2" => format!("mid_block.resnets.1.{}", resnet(rest)),
                _ => {
                    let (part, rest) = rest.split_once('.')?;
                    let part = match part {
                        "norm" => "group_norm",
                        "q" => "to_q",
                        "k" => "to_k",
                        "v" => "to_v",
                        _ => "to_out.0",
                    };
                    format!("mid_block.attentions.0.{part}.{rest}")
                }
            }
        }
        "down" | "up" => {
            let (level, rest) = after.split_once('.')?;
            let level: usize = level.parse().ok()?;
            let level = if first == "up" { levels.checked_sub(1 + level)? } else { level };
            match rest.strip_prefix("block.") {
                Some(rest) => format!("{first}_blocks.{level}.resnets.{}", resnet(rest)),
                None => {
                    let conv = rest.split_once(".conv.")?.1;
                    format!("{first}_blocks.{level}.{first}samplers.0.conv.{conv}")
                }
            }
        }
        "norm_out" => format!("conv_norm_out.{after}"),
        _ => rest.to_owned(),
    };
    Some(format!("{side}.{new}"))
}

/// The names of our layout for a tensor of a text encoder, OpenAI's or OpenCLIP's.
fn text_names(prefix: &str, name: &str, entry: &Entry) -> Vec<(String, Entry)> {
    let Some(rest) = name.strip_prefix(prefix) else { return Vec::new() };
    if rest.starts_with("text_model.") {
        return one(rest.to_owned(), entry);
    }
    let fixed = [
        ("token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
        ("positional_embedding", "text_model.embeddings.position_embedding.weight"),
        ("ln_final.weight", "text_model.final_layer_norm.weight"),
        ("ln_final.bias", "text_model.final_layer_norm.bias"),
    ];
    if let Some((_, to)) = fixed.iter().find(|(from, _)| *from == rest) {
        return one((*to).to_owned(), entry);
    }
    if rest == "text_projection" {
        let turned = entry.transposed();
        return turned
            .map(|entry| ("text_projection.weight".to_owned(), entry))
            .into_iter()
            .collect();
    }
    let Some((layer, rest)) =
        rest.strip_prefix("transformer.resblocks.").and_then(|rest| rest.split_once('.'))
    else {
        return Vec::new();
    };
    let layer = format!("text_model.encoder.layers.{layer}");
    if let Some(kind) = rest.strip_prefix("attn.in_proj_") {
        let parts = ["q_proj", "k_proj", "v_proj"].into_iter().enumerate();
        let named = |(index, part)| {
            Some((format!("{layer}.self_attn.{part}.{kind}"), entry.part(index, 3)?))
        };
        return parts.filter_map(named).collect();
    }
    let parts = [
        ("attn.out_proj.", "self_attn.out_proj."),
        ("ln_1.", "layer_norm1."),
        ("ln_2.", "layer_norm2."),
        ("mlp.c_fc.", "mlp.fc1."),
        ("mlp.c_proj.", "mlp.fc2."),
    ];
    let named =
        |(from, to): &(&str, &str)| Some(format!("{layer}.{to}{}", rest.strip_prefix(from)?));
    parts.iter().find_map(named).map_or(Vec::new(), |name| one(name, entry))
}
