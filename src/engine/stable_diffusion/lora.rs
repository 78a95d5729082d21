//! LoRA files, by kohya's names or diffusers': small changes to a model's matrices, added when its weights are read.
//! The model's own files stay as they are, so that taking a LoRA out means reading the layer anew from the mapped file.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::engine::nn::Place;
use crate::engine::weights::{Changes, LoadError, LowRank, Weights};

/// What LoRAs change of a model, part by part.
#[derive(Clone, Default)]
pub(super) struct Loras {
    pub unet: Arc<Changes>,
    /// One for each text encoder.
    pub texts: [Arc<Changes>; 2],
}

/// The tensors of the parts that a LoRA may change.
pub(super) struct Targets<'a> {
    pub unet: &'a Weights,
    pub texts: Vec<&'a Weights>,
}

/// What a tensor's name in a LoRA file ends with, for its two halves.
const ENDINGS: &[(&str, &str)] = &[
    (".lora_up.weight", ".lora_down.weight"),
    (".lora_B.weight", ".lora_A.weight"),
    (".lora_B.default.weight", ".lora_A.default.weight"),
    (".lora.up.weight", ".lora.down.weight"),
    ("_lora.up.weight", "_lora.down.weight"),
];

impl Loras {
    /// Reads LoRA files with their weights.
    ///
    /// # Errors
    /// Where a file cannot be read, or changes nothing of this model.
    pub(super) fn read(
        files: &[(impl AsRef<Path>, f32)],
        targets: &Targets,
    ) -> Result<Loras, LoadError> {
        let (mut unet, mut texts) = (Changes::new(), [Changes::new(), Changes::new()]);
        let names = flattened(targets.unet);
        let text_names: Vec<_> = targets.texts.iter().map(|weights| flattened(weights)).collect();
        for (path, weight) in files {
            let path = path.as_ref();
            let file = Weights::open(path, &Place::kernels())?;
            let mut changed = 0;
            let mut ups: Vec<(String, String, String)> = file.names().filter_map(halves).collect();
            ups.sort();
            for (base, up, down) in ups {
                let (table, target) = match part_of(&base) {
                    (None, rest) => (&mut unet, names.get(&flat(rest))),
                    (Some(index), rest) => {
                        let names = text_names.get(index);
                        (&mut texts[index], names.and_then(|names| names.get(&flat(rest))))
                    }
                };
                let Some(target) = target else {
                    return Err(LoadError::damaged(
                        path,
                        format!("it changes {base}, which this model does not have"),
                    ));
                };
                let change = low_rank(&file, &base, &up, &down, *weight)?;
                table.entry(target.clone()).or_default().push(change);
                changed += 1;
            }
            if changed == 0 {
                return Err(LoadError::damaged(path, "it holds no LoRA that is understood"));
            }
        }
        let [first, second] = texts;
        Ok(Loras { unet: Arc::new(unet), texts: [Arc::new(first), Arc::new(second)] })
    }
}

/// The base name, and both halves' names, of a tensor that is the upper half.
fn halves(name: &str) -> Option<(String, String, String)> {
    ENDINGS.iter().find_map(|(up, down)| {
        let base = name.strip_suffix(up)?;
        Some((base.to_owned(), name.to_owned(), format!("{base}{down}")))
    })
}

/// Which text encoder a name means, or the denoiser, and the rest of the name.
fn part_of(base: &str) -> (Option<usize>, &str) {
    let prefixes = [
        ("lora_unet_", None),
        ("unet.", None),
        ("lora_te1_", Some(0)),
        ("lora_te2_", Some(1)),
        ("lora_te_", Some(0)),
        ("text_encoder_2.", Some(1)),
        ("text_encoder.", Some(0)),
    ];
    let found =
        prefixes.iter().find_map(|(prefix, part)| Some((*part, base.strip_prefix(prefix)?)));
    found.unwrap_or((None, base))
}

/// A name without what the styles of naming differ in.
fn flat(name: &str) -> String {
    let name = name.replace(".processor", "").replace(['.', '_'], "");
    let name = name.strip_prefix("textmodel").unwrap_or(&name);
    // diffusers' older files name the output without its place in a list.
    match name.strip_suffix("toout") {
        Some(rest) => format!("{rest}toout0"),
        None => name.to_owned(),
    }
}

/// Every matrix of a part by its flat name.
fn flattened(weights: &Weights) -> HashMap<String, String> {
    let matrices = weights
        .names()
        .filter_map(|name| Some((flat(name.strip_suffix(".weight")?), name.to_owned())));
    matrices.collect()
}

fn low_rank(
    file: &Weights,
    base: &str,
    up: &str,
    down: &str,
    weight: f32,
) -> Result<LowRank, LoadError> {
    let missing =
        || LoadError::TensorMissing { path: file.path().to_owned(), tensor: down.to_owned() };
    let up_shape = file.shape(up).ok_or_else(missing)?.to_vec();
    let down_shape = file.shape(down).ok_or_else(missing)?.to_vec();
    let rank = down_shape.first().copied().unwrap_or(0);
    if rank == 0 || up_shape.get(1) != Some(&rank) || up_shape.iter().skip(2).any(|&size| size != 1)
    {
        return Err(LoadError::damaged(file.path(), format!("the halves of {base} do not fit")));
    }
    let alpha = format!("{base}.alpha");
    let alpha = match file.shape(&alpha).map(<[usize]>::to_vec) {
        Some(shape) => file.read(&alpha, &shape)?.first().copied().unwrap_or(rank as f32),
        None => rank as f32,
    };
    Ok(LowRank {
        up: file.read(up, &up_shape)?,
        down: file.read(down, &down_shape)?,
        rank,
        scale: weight * alpha / rank as f32,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_naming_mean_the_same_matrix() {
        let own = flat("down_blocks.0.attentions.1.transformer_blocks.0.attn1.to_out.0");
        for name in [
            "lora_unet_down_blocks_0_attentions_1_transformer_blocks_0_attn1_to_out_0.lora_up.weight",
            "unet.down_blocks.0.attentions.1.transformer_blocks.0.attn1.to_out.0.lora_B.weight",
            "unet.down_blocks.0.attentions.1.transformer_blocks.0.attn1.processor.to_out_lora.up.weight",
        ] {
            let (base, ..) = halves(name).unwrap();
            let (part, rest) = part_of(&base);
            assert_eq!((part, flat(rest)), (None, own.clone()), "{name}");
        }
        let (part, rest) = part_of("lora_te2_text_model_encoder_layers_0_mlp_fc1");
        assert_eq!((part, flat(rest)), (Some(1), flat("text_model.encoder.layers.0.mlp.fc1")));
    }
}
