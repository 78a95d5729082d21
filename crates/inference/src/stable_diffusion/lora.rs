//! LoRA files and their kin, by kohya's names or diffusers': small changes to a model's matrices, made when its weights are read.
//! The model's own files stay as they are, so that taking a LoRA out means reading the layer anew from the mapped file.

mod base_model;
mod module;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::base_model::other_family;
use self::module::LoraModule;
use super::checkpoint::denoiser_modules;
use crate::nn::Placement;
use crate::weights::{Deltas, LoadError, Weights};

/// What LoRAs change of a model, part by part.
#[derive(Clone, Default)]
pub(super) struct Loras {
    pub unet: Arc<Deltas>,
    /// One for each text encoder.
    pub text_encoders: [Arc<Deltas>; 2],
}

/// The tensors of the parts that a LoRA may change.
pub(super) struct Targets<'a> {
    pub unet: &'a Weights,
    /// Residual blocks in a level of the denoiser, and its levels, which the names of the original layout depend on.
    pub layers: usize,
    pub levels: usize,
    pub text_encoders: Vec<&'a Weights>,
}

/// How much of a LoRA file fits a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoraUsage {
    /// The file.
    pub path: PathBuf,
    /// Tensors of the file that went into the model's matrices.
    pub used: usize,
    /// Tensors that are not this model's, or of a kind that is not supported.
    pub unused: usize,
    /// The name of the first of them.
    pub first_unused: Option<String>,
}

impl LoraUsage {
    /// What the user should know, where not all of the file is used.
    pub fn note(&self) -> Option<String> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let all = self.used + self.unused;
        self.first_unused.as_ref().map(|first| {
            format!(
                "{} of {all} tensors of the LoRA {name} do not belong to this model and were left out, \
                 {first} for one.",
                self.unused
            )
        })
    }
}

impl Loras {
    /// Reads LoRA files with their weights, and reports how much of each fits.
    ///
    /// # Errors
    /// Where a file cannot be read, is of a kind that is not supported, or changes nothing of this model.
    pub(super) fn read(
        files: &[(impl AsRef<Path>, f32)],
        targets: &Targets,
    ) -> Result<(Loras, Vec<LoraUsage>), LoadError> {
        let (mut unet, mut text_encoders) = (Deltas::new(), [Deltas::new(), Deltas::new()]);
        let names = TargetNames::of(targets);
        let mut uses = Vec::new();
        for (path, weight) in files {
            let path = path.as_ref();
            let file = Weights::open(path, &Placement::kernels())?;
            module::refuse_unsupported(&file)?;
            if let Some(detail) = other_family(&file, targets.unet) {
                return Err(LoadError::unsupported(path, detail));
            }
            let mut unused: Vec<String> = file.names().map(str::to_owned).collect();
            unused.sort();
            let all = unused.len();
            for name in unused.clone() {
                let Some(module) = LoraModule::of(&name) else { continue };
                let Some((component, target)) = names.find(&module.base) else { continue };
                let table = match component {
                    None => &mut unet,
                    Some(index) => &mut text_encoders[index],
                };
                let whole = match component {
                    None => targets.unet.shape(target),
                    Some(index) => targets.text_encoders[index].shape(target),
                };
                let (module, read) = module.read(&file, *weight, whole.unwrap_or(&[]))?;
                table.entry(target.to_owned()).or_default().push(module);
                unused.retain(|name| !read.contains(name));
            }
            if unused.len() == all {
                let detail = match unused.first() {
                    Some(first) => {
                        format!("none of its tensors, such as {first}, changes this model")
                    }
                    None => "it holds nothing".into(),
                };
                return Err(LoadError::Unsupported { path: path.to_owned(), detail });
            }
            uses.push(LoraUsage {
                path: path.to_owned(),
                used: all - unused.len(),
                unused: unused.len(),
                first_unused: unused.into_iter().next(),
            });
        }
        let [first, second] = text_encoders;
        let loras =
            Loras { unet: Arc::new(unet), text_encoders: [Arc::new(first), Arc::new(second)] };
        Ok((loras, uses))
    }
}

/// The matrices of a model by their flat names.
struct TargetNames {
    unet: HashMap<String, String>,
    text_encoders: Vec<HashMap<String, String>>,
}

impl TargetNames {
    fn of(targets: &Targets) -> TargetNames {
        let mut unet = normalized_names(targets.unet);
        for (theirs, ours) in denoiser_modules(targets.layers, targets.levels) {
            let ours = format!("{ours}.weight");
            if targets.unet.has(&ours) {
                unet.insert(normalized(&theirs), ours);
            }
        }
        TargetNames {
            unet,
            text_encoders: targets
                .text_encoders
                .iter()
                .map(|weights| normalized_names(weights))
                .collect(),
        }
    }

    /// The part, and the matrix in it, that a base name belongs to.
    fn find(&self, base: &str) -> Option<(Option<usize>, &str)> {
        let (component, rest) = component_of(base);
        let names = match component {
            None => &self.unet,
            Some(index) => self.text_encoders.get(index)?,
        };
        names.get(&normalized(rest)).map(|name| (component, name.as_str()))
    }
}

/// Which text encoder a name belongs to, or the denoiser, and the rest of the name.
fn component_of(base: &str) -> (Option<usize>, &str) {
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
    let found = prefixes
        .iter()
        .find_map(|(prefix, component)| Some((*component, base.strip_prefix(prefix)?)));
    found.unwrap_or((None, base))
}

/// A name without what the styles of naming differ in.
fn normalized(name: &str) -> String {
    let name = name.replace(".processor", "").replace(['.', '_'], "");
    let name = name.strip_prefix("textmodel").unwrap_or(&name);
    // diffusers' older files name the output without its index in a list.
    match name.strip_suffix("toout") {
        Some(rest) => format!("{rest}toout0"),
        None => name.to_owned(),
    }
}

/// Every matrix of a part by its flat name.
fn normalized_names(weights: &Weights) -> HashMap<String, String> {
    let matrices = weights
        .names()
        .filter_map(|name| Some((normalized(name.strip_suffix(".weight")?), name.to_owned())));
    matrices.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_of_naming_mean_the_same_matrix() {
        let own = normalized("down_blocks.0.attentions.1.transformer_blocks.0.attn1.to_out.0");
        for name in [
            "lora_unet_down_blocks_0_attentions_1_transformer_blocks_0_attn1_to_out_0.lora_up.weight",
            "unet.down_blocks.0.attentions.1.transformer_blocks.0.attn1.to_out.0.lora_B.weight",
            "unet.down_blocks.0.attentions.1.transformer_blocks.0.attn1.processor.to_out_lora.up.weight",
            "base_model.model.down_blocks.0.attentions.1.transformer_blocks.0.attn1.to_out.0.lora_B.weight",
        ] {
            let module = LoraModule::of(name).unwrap();
            let (component, rest) = component_of(&module.base);
            assert_eq!((component, normalized(rest)), (None, own.clone()), "{name}");
        }
        let (component, rest) = component_of("lora_te2_text_model_encoder_layers_0_mlp_fc1");
        assert_eq!(
            (component, normalized(rest)),
            (Some(1), normalized("text_model.encoder.layers.0.mlp.fc1"))
        );
    }

    #[test]
    fn the_names_of_the_original_layout_are_those_of_ours() {
        let names = denoiser_modules(2, 3);
        let ours = |theirs: &str| {
            let found = names.iter().find(|(name, _)| normalized(name) == theirs.replace('_', ""));
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
            names.iter().map(|(name, _)| normalized(name)).collect();
        assert_eq!(flats.len(), names.len(), "no two modules have one flat name");
    }
}
