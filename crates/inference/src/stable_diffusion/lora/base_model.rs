//! Which family of models a LoRA was made for, and which a denoiser is, by names and widths of tensors.
//! Whether each tensor fits is found where the LoRA is read.

use crate::weights::Weights;

/// Families by the width of the vectors that their denoisers read of a text.
const WIDTHS: [(usize, &str); 3] =
    [(768, "Stable Diffusion 1"), (1024, "Stable Diffusion 2"), (2048, "Stable Diffusion XL")];

/// Families by what the names of a LoRA's tensors hold.
const NAMES: [(&str, &str); 8] = [
    ("double_blocks", "FLUX"),
    ("single_blocks", "FLUX"),
    ("single_transformer_blocks", "FLUX"),
    ("joint_blocks", "Stable Diffusion 3"),
    ("transformer.transformer_blocks", "Stable Diffusion 3 or FLUX"),
    ("blocks.0.cross_attn", "a video model"),
    ("lora_te2_", "Stable Diffusion XL"),
    ("text_encoder_2.", "Stable Diffusion XL"),
];

/// Why a LoRA is of another family than a denoiser; `None` where it is not, or its tensors do not tell.
pub(super) fn other_family(file: &Weights, unet: &Weights) -> Option<String> {
    let theirs = family_of_lora(file)?;
    let own = family_of_unet(unet);
    let is_supported = WIDTHS.iter().any(|(_, family)| *family == theirs);
    let is_other = own.map_or(!is_supported, |own| own != theirs);
    is_other.then(|| {
        format!("it was made for {theirs}, and this model is {}", own.unwrap_or("Stable Diffusion"))
    })
}

/// The family that a LoRA was made for, where its tensors tell.
fn family_of_lora(file: &Weights) -> Option<&'static str> {
    let by_name = NAMES.iter().find(|(part, _)| file.names().any(|name| name.contains(part)));
    by_name.map(|(_, family)| *family).or_else(|| {
        let reads_text = |name: &&str| {
            name.contains("attn2")
                && (name.contains("to_k") || name.contains("to_v"))
                && [".lora_down.", ".lora_A.", ".lora.down.", "_lora.down."]
                    .iter()
                    .any(|half| name.contains(half))
        };
        let width = *file.shape(file.names().find(reads_text)?)?.get(1)?;
        family_of_width(width)
    })
}

/// The family of a denoiser.
fn family_of_unet(unet: &Weights) -> Option<&'static str> {
    let reads_text = |name: &&str| name.ends_with("attn2.to_k.weight");
    let name = unet.names().find(reads_text)?.to_owned();
    family_of_width(*unet.shape(&name)?.get(1)?)
}

fn family_of_width(width: usize) -> Option<&'static str> {
    WIDTHS.iter().find(|(known, _)| *known == width).map(|(_, family)| *family)
}
