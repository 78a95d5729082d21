//! Single checkpoint files in the layout of the original release: which tensor is which, and what sizes follow from them.
//! Only names and shapes; nothing is copied, as the tensors are read from the file under their new names.

mod names;
mod shapes;

use std::path::{Path, PathBuf};

pub(super) use self::names::denoiser_modules;
use self::names::{averaged_names, text_names, unet_names, vae_names};
use self::shapes::Shapes;
use super::autoencoder::Autoencoder;
use super::clip_tokenizer::{BUNDLED_WORDS, VocabularySource};
use super::components::{Components, PICKLE, TextComponent};
use super::config::{ClipConfig, UnetConfig, VaeConfig};
use super::scheduler_config::{Prediction, SchedulerConfig, Spacing};
use crate::nn::Placement;
use crate::weights::{LoadError, Weights};

const UNET: &str = "model.diffusion_model.";
/// The running mean of the denoiser's weights, without dots after this.
const AVERAGE: &str = "model_ema.";
const VAE: &str = "first_stage_model.";

/// Opens a single file of SD 1.x, 2.x or XL. Where a file holds the denoiser's own weights and their running mean, its
/// own are taken, as the reference does; where it holds the mean alone, that.
///
/// # Errors
/// Where it is a pickle, or its tensors are not those of a model we know.
pub(super) fn open(path: &Path, placement: &Placement) -> Result<Components, LoadError> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if ["ckpt", "bin", "pt", "pth"].contains(&ending.as_str()) {
        return Err(LoadError::unsupported(path, PICKLE));
    }
    let file = with_text_model(&Weights::open(path, placement)?);
    let unknown = |what: &str| {
        LoadError::unsupported(path, format!("it is no whole Stable Diffusion model: {what}"))
    };
    let plain = file.has(&format!("{UNET}input_blocks.0.0.weight"));
    let shapes = Shapes { file: &file, plain };
    let unet =
        shapes.unet().ok_or_else(|| unknown("its denoiser is not understood"))?.check(path)?;
    let xl = unet.is_xl();
    let (vae_file, vae) = match shapes.vae(xl) {
        Some(config) => (file.clone(), config.check(path)?),
        None => vae_beside(path, xl, placement)?,
    };
    let (layers, levels) = (unet.layers_per_block, vae.block_out_channels.len());
    let text_encoders = text_encoders(&file, &shapes, xl, path)?;
    if text_encoders.is_empty() {
        return Err(unknown("it has no text encoder"));
    }
    let denoiser = match plain {
        true => file.renamed(|name, entry| unet_names(layers, name, entry)),
        false => {
            let dotted = averaged_names(layers, unet.block_out_channels.len());
            file.renamed(|name, entry| {
                dotted.get(name).map_or(Vec::new(), |name| vec![(name.clone(), entry.clone())])
            })
        }
    };
    Ok(Components {
        path: path.to_owned(),
        scheduler: scheduler(&file, &unet, path),
        unet: (denoiser, unet),
        vae: (
            vae_file.renamed(|name, entry| vae_names(levels, name, entry)),
            Autoencoder::Full(vae),
        ),
        text_encoders,
        zero_empty_negative: xl,
    })
}

/// Some programs that merge models leave `text_model.` out of the names of CLIP's tensors.
fn with_text_model(file: &Weights) -> Weights {
    let parts = ["embeddings.", "encoder.", "final_layer_norm."];
    file.renamed(|name, entry| {
        for prefix in ["cond_stage_model.transformer.", "conditioner.embedders.0.transformer."] {
            if let Some(rest) = name.strip_prefix(prefix)
                && parts.iter().any(|part| rest.starts_with(part))
            {
                return vec![(format!("{prefix}text_model.{rest}"), entry.clone())];
            }
        }
        vec![(name.to_owned(), entry.clone())]
    })
}

/// The autoencoder of a checkpoint without one: a file beside it that begins with its name, or whose name says VAE and
/// the same release, also in a folder `VAE` beside it or beside its folder.
fn vae_beside(
    path: &Path,
    xl: bool,
    placement: &Placement,
) -> Result<(Weights, VaeConfig), LoadError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.parent().unwrap_or(Path::new(""));
    let above = folder.parent().unwrap_or(Path::new(""));
    let folders = [
        folder.to_owned(),
        folder.join("vae"),
        folder.join("VAE"),
        above.join("vae"),
        above.join("VAE"),
    ];
    let mut found: Vec<(bool, PathBuf)> = Vec::new();
    for entry in
        folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten()
    {
        let candidate = entry.path();
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let is_own = name.starts_with(&stem.to_lowercase());
        let fits = name.contains("vae") && (is_own || name.contains("xl") == xl);
        if fits && name.ends_with(".safetensors") && candidate != *path {
            found.push((!is_own, candidate));
        }
    }
    found.sort();
    for (_, candidate) in found {
        let Ok(file) = Weights::open(&candidate, placement) else { continue };
        let file = file.renamed(|name, entry| {
            let name = name.strip_prefix(VAE).unwrap_or(name);
            vec![(format!("{VAE}{name}"), entry.clone())]
        });
        if let Some(config) = (Shapes { file: &file, plain: true }).vae(xl) {
            tracing::info!(
                "{} has no autoencoder; {} is used",
                path.display(),
                candidate.display()
            );
            return Ok((file, config.check(&candidate)?));
        }
    }
    let detail = format!(
        "it has no autoencoder (VAE); put the one that belongs to it beside it, as {stem}.vae.safetensors"
    );
    Err(LoadError::unsupported(path, detail))
}

fn text_encoders(
    file: &Weights,
    shapes: &Shapes,
    xl: bool,
    path: &Path,
) -> Result<Vec<TextComponent>, LoadError> {
    let prefixes: &[&str] = match xl {
        true => &["conditioner.embedders.0.transformer.", "conditioner.embedders.1.model."],
        false => &["cond_stage_model.transformer.", "cond_stage_model.model."],
    };
    let mut text_encoders = Vec::new();
    for prefix in prefixes {
        if let Some(config) = shapes.text(prefix, xl) {
            let config = config.check(path)?;
            let tokenizer =
                vocabulary(path, text_encoders.len(), &config, prefix.ends_with("model."))?;
            let weights = file.renamed(|name, entry| text_names(prefix, name, entry));
            text_encoders.push(TextComponent { weights, config, tokenizer });
        }
    }
    Ok(text_encoders)
}

/// The vocabulary of a text encoder: those in folders beside the file, or the ones that all published models share.
/// OpenCLIP's encoders were trained with `!` for padding, OpenAI's with the end of the text.
fn vocabulary(
    path: &Path,
    index: usize,
    config: &ClipConfig,
    open_clip: bool,
) -> Result<VocabularySource, LoadError> {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let named = folder.join(if index == 0 { "tokenizer" } else { "tokenizer_2" });
    let holds = |folder: &PathBuf| {
        ["tokenizer.json", "vocab.json"].iter().any(|name| folder.join(name).is_file())
    };
    if let Some(folder) = [named, folder.join("tokenizer"), folder].into_iter().find(holds) {
        return Ok(VocabularySource::Folder(folder));
    }
    if config.vocab_size != BUNDLED_WORDS {
        let detail = format!(
            "its vocabulary of {} words is not the usual one; put its tokenizer beside it, in a folder of that name",
            config.vocab_size
        );
        return Err(LoadError::Unsupported { path: path.to_owned(), detail });
    }
    Ok(VocabularySource::Bundled { pad: if open_clip { "!" } else { "<|endoftext|>" } })
}

/// How a file is to be sampled, which no tensor states.
fn scheduler(file: &Weights, unet: &UnetConfig, path: &Path) -> SchedulerConfig {
    let xl = unet.is_xl();
    let name = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let turbo = name.contains("turbo");
    // The second release's larger models predict v, its base models of 512 pixels and what was distilled from them
    // noise; only the training step that some files keep, and the names they were published under, distinguish them.
    let second = !xl && unet.use_linear_projection && unet.cross_attention_dim == 1024;
    let v = second && !file.has("global_step") && !name.contains("512") && !turbo;
    SchedulerConfig {
        class: match (xl || turbo, turbo) {
            (_, true) => "EulerAncestralDiscreteScheduler",
            (true, _) => "EulerDiscreteScheduler",
            _ => "DDIMScheduler",
        }
        .into(),
        prediction_type: match v || file.has("v_pred") {
            true => Prediction::Velocity,
            false => Prediction::Epsilon,
        },
        timestep_spacing: Some(if turbo { Spacing::Trailing } else { Spacing::Leading }),
        steps_offset: 1,
        set_alpha_to_one: Some(false),
        clip_sample: Some(false),
        // Fine-tunes of XL that predict v are marked, and so are those that were trained down to pure noise.
        rescale_betas_zero_snr: file.has("ztsnr"),
        ..SchedulerConfig::default()
    }
}
