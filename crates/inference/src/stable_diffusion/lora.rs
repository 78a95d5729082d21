//! LoRA files and their kin, by kohya's names or diffusers': small changes to a model's matrices, made when its weights are read.
//! The model's own files stay as they are, so that taking a LoRA out means reading the layer anew from the mapped file.

mod change;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::change::Written;
use super::checkpoint::denoiser_modules;
use crate::nn::Placement;
use crate::weights::{Changes, LoadError, Weights};

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
    /// Residual blocks in a level of the denoiser, and its levels, which the names of the original layout depend on.
    pub layers: usize,
    pub levels: usize,
    pub texts: Vec<&'a Weights>,
}

/// How much of a LoRA file fits a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoraUse {
    pub path: PathBuf,
    /// Tensors of the file that went into the model's matrices.
    pub used: usize,
    /// Tensors that are not this model's, or of a kind that is not understood, and the name of the first of them.
    pub left: usize,
    pub first_left: Option<String>,
}

impl LoraUse {
    /// What the user should know, where not all of the file is used.
    pub fn note(&self) -> Option<String> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let all = self.used + self.left;
        self.first_left.as_ref().map(|first| {
            format!(
                "{} of {all} tensors of the LoRA {name} do not belong to this model and were left out, \
                 {first} for one.",
                self.left
            )
        })
    }
}

impl Loras {
    /// Reads LoRA files with their weights, and says how much of each fits.
    ///
    /// # Errors
    /// Where a file cannot be read, is of a kind that is not done, or changes nothing of this model.
    pub(super) fn read(
        files: &[(impl AsRef<Path>, f32)],
        targets: &Targets,
    ) -> Result<(Loras, Vec<LoraUse>), LoadError> {
        let (mut unet, mut texts) = (Changes::new(), [Changes::new(), Changes::new()]);
        let names = Names::of(targets);
        let mut uses = Vec::new();
        for (path, weight) in files {
            let path = path.as_ref();
            let file = Weights::open(path, &Placement::kernels())?;
            change::refuse_others(&file)?;
            let mut left: Vec<String> = file.names().map(str::to_owned).collect();
            left.sort();
            let all = left.len();
            for name in left.clone() {
                let Some(written) = Written::of(&name) else { continue };
                let Some((part, target)) = names.find(&written.base) else { continue };
                let table = match part {
                    None => &mut unet,
                    Some(index) => &mut texts[index],
                };
                let whole = match part {
                    None => targets.unet.shape(target),
                    Some(index) => targets.texts[index].shape(target),
                };
                let (change, read) = written.read(&file, *weight, whole.unwrap_or(&[]))?;
                table.entry(target.to_owned()).or_default().push(change);
                left.retain(|name| !read.contains(name));
            }
            if left.len() == all {
                let detail = match left.first() {
                    Some(first) => {
                        format!("none of its tensors, such as {first}, changes this model")
                    }
                    None => "it holds nothing".into(),
                };
                return Err(LoadError::Unsupported { path: path.to_owned(), detail });
            }
            uses.push(LoraUse {
                path: path.to_owned(),
                used: all - left.len(),
                left: left.len(),
                first_left: left.into_iter().next(),
            });
        }
        let [first, second] = texts;
        let loras = Loras { unet: Arc::new(unet), texts: [Arc::new(first), Arc::new(second)] };
        Ok((loras, uses))
    }
}

/// The matrices of a model by their flat names.
struct Names {
    unet: HashMap<String, String>,
    texts: Vec<HashMap<String, String>>,
}

impl Names {
    fn of(targets: &Targets) -> Names {
        let mut unet = flattened(targets.unet);
        for (theirs, ours) in denoiser_modules(targets.layers, targets.levels) {
            let ours = format!("{ours}.weight");
            if targets.unet.has(&ours) {
                unet.insert(flat(&theirs), ours);
            }
        }
        Names { unet, texts: targets.texts.iter().map(|weights| flattened(weights)).collect() }
    }

    /// The part, and the matrix in it, that a base name means.
    fn find(&self, base: &str) -> Option<(Option<usize>, &str)> {
        let (part, rest) = part_of(base);
        let names = match part {
            None => &self.unet,
            Some(index) => self.texts.get(index)?,
        };
        names.get(&flat(rest)).map(|name| (part, name.as_str()))
    }
}

/// Which text encoder a name means, or the denoiser, and the rest of the name.
fn part_of(base: &str) -> (Option<usize>, &str) {
    let base = base.strip_prefix("base_model.model.").unwrap_or(base);
    let prefixes = [
        ("lora_unet_", None),
        ("unet.", None),
        ("diffusion_model.", None),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_of_naming_mean_the_same_matrix() {
        let own = flat("down_blocks.0.attentions.1.transformer_blocks.0.attn1.to_out.0");
        for name in [
            "lora_unet_down_blocks_0_attentions_1_transformer_blocks_0_attn1_to_out_0.lora_up.weight",
            "unet.down_blocks.0.attentions.1.transformer_blocks.0.attn1.to_out.0.lora_B.weight",
            "unet.down_blocks.0.attentions.1.transformer_blocks.0.attn1.processor.to_out_lora.up.weight",
            "base_model.model.down_blocks.0.attentions.1.transformer_blocks.0.attn1.to_out.0.lora_B.weight",
        ] {
            let written = Written::of(name).unwrap();
            let (part, rest) = part_of(&written.base);
            assert_eq!((part, flat(rest)), (None, own.clone()), "{name}");
        }
        let (part, rest) = part_of("lora_te2_text_model_encoder_layers_0_mlp_fc1");
        assert_eq!((part, flat(rest)), (Some(1), flat("text_model.encoder.layers.0.mlp.fc1")));
    }

    #[test]
    fn the_names_of_the_original_layout_are_those_of_ours() {
        let names = denoiser_modules(2, 3);
        let ours = |theirs: &str| {
            let found = names.iter().find(|(name, _)| flat(name) == theirs.replace('_', ""));
            found.map(|(_, ours)| ours.as_str())
        };
        for (theirs, expected) in [
            (
                "input_blocks_4_1_transformer_blocks_0_attn1_to_q",
                "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q",
            ),
            ("input_blocks_3_0_op", "down_blocks.0.downsamplers.0.conv"),
            ("output_blocks_2_2_conv", "up_blocks.0.upsamplers.0.conv"),
            ("middle_block_2_out_layers_3", "mid_block.resnets.1.conv2"),
            ("label_emb_0_2", "add_embedding.linear_2"),
        ] {
            assert_eq!(ours(theirs), Some(expected), "{theirs}");
        }
        let flats: std::collections::HashSet<_> =
            names.iter().map(|(name, _)| flat(name)).collect();
        assert_eq!(flats.len(), names.len(), "no two modules have one flat name");
    }
}
