//! The names that a checkpoint's tensors have in our layout, which is that of diffusers and transformers.
//! Names only, whether or not a file has such a tensor.

use std::collections::HashMap;

use super::{AVERAGE, UNET, VAE};
use crate::weights::TensorEntry;

/// Averaged weights are kept without dots.
pub(super) fn averaged(name: &str) -> String {
    format!("{AVERAGE}diffusion_model{}", name.replace('.', ""))
}

fn one(name: String, entry: &TensorEntry) -> Vec<(String, TensorEntry)> {
    vec![(name, entry.clone())]
}

/// The names of our layout for a tensor of the denoiser.
pub(super) fn unet_names(
    layers: usize,
    name: &str,
    entry: &TensorEntry,
) -> Vec<(String, TensorEntry)> {
    let Some(rest) = name.strip_prefix(UNET) else { return Vec::new() };
    unet_name(layers, rest).map_or(Vec::new(), |name| one(name, entry))
}

/// Our names of the denoiser's averaged weights, by theirs. A name without dots cannot be taken apart, so all names
/// that there can be are made and have their dots taken out.
pub(super) fn averaged_names(layers: usize, levels: usize) -> HashMap<String, String> {
    let modules = denoiser_modules(layers, levels);
    let named = |(theirs, ours): (String, String)| {
        ["weight", "bias"]
            .map(|kind| (averaged(&format!("{theirs}.{kind}")), format!("{ours}.{kind}")))
    };
    modules.into_iter().flat_map(named).collect()
}

/// Every module that a denoiser can have: its name in the original layout, and ours.
pub(in crate::stable_diffusion) fn denoiser_modules(
    layers: usize,
    levels: usize,
) -> Vec<(String, String)> {
    let mut blocks = vec![String::from("middle_block")];
    for index in 0..=levels * (layers + 1) {
        blocks.extend([format!("input_blocks.{index}"), format!("output_blocks.{index}")]);
    }
    let mut names: Vec<String> = FIXED.iter().map(|(name, _)| (*name).to_owned()).collect();
    for part in blocks.iter().flat_map(|block| (0..3).map(move |part| format!("{block}.{part}"))) {
        names.extend(RESNET.iter().map(|(name, _)| format!("{part}.{name}")));
        names.extend(
            ["norm.", "proj_in.", "proj_out.", "op.", "conv."].map(|name| format!("{part}.{name}")),
        );
        for depth in 0..DEEPEST {
            let block = |name: &&str| format!("{part}.transformer_blocks.{depth}.{name}.");
            names.extend(TRANSFORMER.iter().map(block));
        }
    }
    let ours = |name: String| {
        let ours = unet_name(layers, &name)?;
        Some((name.trim_end_matches('.').to_owned(), ours.trim_end_matches('.').to_owned()))
    };
    names.into_iter().filter_map(ours).collect()
}

/// More layers than any published transformer has.
const DEEPEST: usize = 12;

/// The modules of a transformer's block, which both layouts name alike.
const TRANSFORMER: &[&str] = &[
    "norm1",
    "norm2",
    "norm3",
    "attn1.to_q",
    "attn1.to_k",
    "attn1.to_v",
    "attn1.to_out.0",
    "attn2.to_q",
    "attn2.to_k",
    "attn2.to_v",
    "attn2.to_out.0",
    "ff.net.0.proj",
    "ff.net.2",
];

/// The modules that stand once, and those of a residual block.
const FIXED: &[(&str, &str)] = &[
    ("time_embed.0.", "time_embedding.linear_1."),
    ("time_embed.2.", "time_embedding.linear_2."),
    ("label_emb.0.0.", "add_embedding.linear_1."),
    ("label_emb.0.2.", "add_embedding.linear_2."),
    ("input_blocks.0.0.", "conv_in."),
    ("out.0.", "conv_norm_out."),
    ("out.2.", "conv_out."),
];
const RESNET: &[(&str, &str)] = &[
    ("in_layers.0.", "norm1."),
    ("in_layers.2.", "conv1."),
    ("emb_layers.1.", "time_emb_proj."),
    ("out_layers.0.", "norm2."),
    ("out_layers.3.", "conv2."),
    ("skip_connection.", "conv_shortcut."),
];

/// Our name for a tensor or a module of the denoiser.
fn unet_name(layers: usize, name: &str) -> Option<String> {
    if let Some((from, to)) = FIXED.iter().find(|(from, _)| name.starts_with(from)) {
        return Some(format!("{to}{}", &name[from.len()..]));
    }
    if let Some(rest) = name.strip_prefix("middle_block.1.") {
        return Some(format!("mid_block.attentions.0.{rest}"));
    }
    let resnet = |rest: &str| {
        RESNET.iter().find_map(|(from, to)| Some(format!("{to}{}", rest.strip_prefix(from)?)))
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
            let at = index.checked_sub(1)?;
            let (level, layer) = (at / per_level, at % per_level);
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
pub(super) fn vae_names(
    levels: usize,
    name: &str,
    entry: &TensorEntry,
) -> Vec<(String, TensorEntry)> {
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
pub(super) fn text_names(
    prefix: &str,
    name: &str,
    entry: &TensorEntry,
) -> Vec<(String, TensorEntry)> {
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
