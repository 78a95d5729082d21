//! The advanced options of `generate`: sampler, first latents, a picture to start from, LoRAs.
//! It checks names, ranges, that files exist and that pictures can be opened; the renderer reads the files.

use super::CliError;
use crate::brief::AdvancedOptions;
use crate::files;
use brandish_inference::stable_diffusion::SamplerName;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
#[command(next_help_heading = "For Stable Diffusion")]
pub(super) struct AdvancedArguments {
    /// The sampler: ddim, pndm, euler, euler-a, dpm++2m, dpm++2m-sde, unipc, heun or lcm; -karras, -exponential, -beta or -uniform may follow [default: the model's]
    #[arg(long, value_name = "NAME")]
    sampler: Option<String>,
    /// Cut the prompt at the model's token limit, and read no weights such as (word:1.3)
    #[arg(long)]
    truncate_prompt: bool,
    /// First latents: a safetensors file with a tensor `latents` of variance 1, [1, 4, height / 8, width / 8]
    #[arg(long, value_name = "FILE")]
    init_latents: Option<PathBuf>,
    /// Also write the picture before rounding: a safetensors file with a tensor `image`, [height, width, 3]
    #[arg(long, value_name = "FILE")]
    raw_out: Option<PathBuf>,
    /// A picture to start from
    #[arg(long, value_name = "FILE")]
    init_image: Option<PathBuf>,
    /// How much of that picture is replaced, 0 to 1 [default: 0.75]
    #[arg(long, requires = "init_image")]
    strength: Option<f32>,
    /// A picture that is white where that one is drawn anew
    #[arg(long, value_name = "FILE", requires = "init_image")]
    mask: Option<PathBuf>,
    /// Decode with the tiny autoencoder (TAESD) beside the model: much faster, a little less fine
    #[arg(long)]
    fast_decode: bool,
    /// A LoRA file, with a weight after a colon unless it is 1; may be given several times
    #[arg(long, value_name = "FILE[:WEIGHT]")]
    lora: Vec<String>,
}

impl AdvancedArguments {
    pub(super) fn read(&self) -> Result<AdvancedOptions, CliError> {
        if let Some(name) = &self.sampler
            && SamplerName::read(name).is_none()
        {
            let known = SamplerName::all().collect::<Vec<_>>().join(", ");
            return Err(CliError::BadInput(format!(
                "There is no sampler “{name}”. Choose one of {known}."
            )));
        }
        if let Some(strength) = self.strength
            && !(0.0..=1.0).contains(&strength)
        {
            return Err(CliError::BadInput(format!(
                "Strength {strength} is out of range: it must be from 0 to 1."
            )));
        }
        let loras = self.lora.iter().map(|text| lora(text)).collect::<Vec<_>>();
        let named = [&self.init_latents, &self.init_image, &self.mask].into_iter().flatten();
        for path in named.chain(loras.iter().map(|(path, _)| path)) {
            if !path.is_file() {
                return Err(CliError::BadInput(format!("There is no file {}.", path.display())));
            }
        }
        for path in [&self.init_image, &self.mask].into_iter().flatten() {
            files::read_pixels(path).map_err(|error| CliError::BadInput(error.to_string()))?;
        }
        Ok(AdvancedOptions {
            sampler: self.sampler.clone(),
            truncate_prompt: self.truncate_prompt,
            init_latents: self.init_latents.clone(),
            raw_out: self.raw_out.clone(),
            init_image: self.init_image.clone(),
            strength: self.strength,
            mask: self.mask.clone(),
            fast_decode: self.fast_decode,
            loras,
        })
    }
}

/// `FILE` or `FILE:WEIGHT`.
fn lora(text: &str) -> (PathBuf, f32) {
    let parts = text.rsplit_once(':').and_then(|(path, weight)| Some((path, weight.parse().ok()?)));
    match parts.filter(|_| !Path::new(text).exists()) {
        Some((path, weight)) => (path.into(), weight),
        None => (text.into(), 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lora_may_have_a_weight() {
        assert_eq!(lora("a.safetensors"), ("a.safetensors".into(), 1.0));
        assert_eq!(lora("a.safetensors:0.5"), ("a.safetensors".into(), 0.5));
        assert_eq!(lora("c:/a.safetensors"), ("c:/a.safetensors".into(), 1.0));
    }
}
