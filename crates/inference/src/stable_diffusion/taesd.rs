//! The tiny autoencoder (AutoencoderTiny, or TAESD): the same latents as the full one, decoded more than ten times faster.
//! Knows its two layouts and where its file may lie; when it is used, the pipeline decides.

use std::path::{Path, PathBuf};

use candle_core::{Result, Tensor};
use serde::Deserialize;

use super::supported_values::{TAESD, read_supported};
use crate::nn::{Conv2d, Placement, Resize};
use crate::weights::{LoadError, TensorEntry, Weights};

/// `config.json` of an AutoencoderTiny.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct TaesdConfig {
    pub encoder_block_out_channels: Vec<usize>,
    pub decoder_block_out_channels: Vec<usize>,
    /// Blocks before each change of size.
    pub num_encoder_blocks: Vec<usize>,
    pub num_decoder_blocks: Vec<usize>,
    pub latent_channels: usize,
    pub scaling_factor: f32,
}

impl Default for TaesdConfig {
    fn default() -> Self {
        Self {
            encoder_block_out_channels: vec![64; 4],
            decoder_block_out_channels: vec![64; 4],
            num_encoder_blocks: vec![1, 3, 3, 3],
            num_decoder_blocks: vec![3, 3, 3, 1],
            latent_channels: 4,
            scaling_factor: 1.0,
        }
    }
}

impl TaesdConfig {
    /// Reads and checks a config.
    ///
    /// # Errors
    /// Where it is missing, needs what is not supported, or a size is out of range.
    pub(super) fn read(path: &Path) -> std::result::Result<Self, LoadError> {
        let config: Self = read_supported(path, TAESD)?;
        let half = |widths: &[usize], blocks: &[usize]| {
            (1..=6).contains(&widths.len())
                && widths.len() == blocks.len()
                && blocks.iter().all(|&count| count <= 16)
                && (1..=4096).contains(&widths[0])
                && widths.iter().all(|&width| width == widths[0])
        };
        let fits = half(&config.encoder_block_out_channels, &config.num_encoder_blocks)
            && half(&config.decoder_block_out_channels, &config.num_decoder_blocks)
            && config.encoder_block_out_channels.len() == config.decoder_block_out_channels.len()
            && (1..=64).contains(&config.latent_channels)
            && config.scaling_factor.is_finite()
            && config.scaling_factor != 0.0;
        match fits {
            true => Ok(config),
            false => Err(LoadError::damaged(path, "a size is out of range")),
        }
    }

    /// Pixels per latent, along one side.
    pub(super) fn factor(&self) -> usize {
        1 << (self.decoder_block_out_channels.len() - 1)
    }
}

/// Three convolutions and a shortcut.
struct Block {
    convs: [Conv2d; 3],
}

impl Block {
    fn load(weights: &Weights, width: usize) -> std::result::Result<Block, LoadError> {
        let conv =
            |at: usize| Conv2d::load(&weights.at("conv").at(at), width, width, 3, Resize::Same);
        Ok(Block { convs: [conv(0)?, conv(2)?, conv(4)?] })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let [first, second, third] = &self.convs;
        let y = first.forward(x, None)?.relu()?;
        let y = second.forward(&y, None)?.relu()?;
        third.forward(&y, Some(x))?.relu()
    }
}

/// Blocks and the convolution after them.
type Stages = Vec<(Vec<Block>, Conv2d)>;

fn run(stages: &Stages, mut x: Tensor) -> Result<Tensor> {
    for (blocks, conv) in stages {
        for block in blocks {
            x = block.forward(&x)?;
        }
        x = conv.forward(&x, None)?;
    }
    Ok(x)
}

pub(super) struct TaesdDecoder {
    factor: f32,
    conv_in: Conv2d,
    stages: Stages,
}

impl TaesdDecoder {
    pub(super) fn load(
        weights: &Weights,
        config: &TaesdConfig,
    ) -> std::result::Result<TaesdDecoder, LoadError> {
        let layers = weights.at("decoder.layers");
        let width = config.decoder_block_out_channels[0];
        let last = config.num_decoder_blocks.len() - 1;
        let mut stages = Stages::new();
        // The first convolution and its curve are 0 and 1; each doubling takes a number too.
        let mut at = 2;
        for (stage, &count) in config.num_decoder_blocks.iter().enumerate() {
            let blocks = (at..at + count).map(|at| Block::load(&layers.at(at), width));
            let blocks = blocks.collect::<std::result::Result<_, _>>()?;
            at += count;
            let conv = match stage == last {
                true => Conv2d::load(&layers.at(at), width, 3, 3, Resize::Same)?,
                false => {
                    Conv2d::load_unbiased(&layers.at(at + 1), width, width, 3, Resize::Double)?
                }
            };
            at += 2;
            stages.push((blocks, conv));
        }
        let conv_in = Conv2d::load(&layers.at(0), config.latent_channels, width, 3, Resize::Same)?;
        Ok(TaesdDecoder { factor: 1.0 / config.scaling_factor, conv_in, stages })
    }

    /// Latents, `[1, height, width, channels]`, to a picture, `[1, height', width', 3]`, of about -1 to 1.
    pub(super) fn decode(&self, latents: &Tensor) -> Result<Tensor> {
        let bounded = ((latents * f64::from(self.factor / 3.0))?.tanh()? * 3.0)?;
        let x = self.conv_in.forward(&bounded, None)?.relu()?;
        run(&self.stages, x)?.affine(2.0, -1.0)
    }
}

pub(super) struct TaesdEncoder {
    factor: f64,
    conv_in: Conv2d,
    stages: Stages,
}

impl TaesdEncoder {
    pub(super) fn load(
        weights: &Weights,
        config: &TaesdConfig,
    ) -> std::result::Result<TaesdEncoder, LoadError> {
        let layers = weights.at("encoder.layers");
        let width = config.encoder_block_out_channels[0];
        let last = config.num_encoder_blocks.len() - 1;
        let mut stages = Stages::new();
        let mut at = 1;
        for (stage, &count) in config.num_encoder_blocks.iter().enumerate() {
            let blocks = (at..at + count).map(|at| Block::load(&layers.at(at), width));
            let blocks = blocks.collect::<std::result::Result<_, _>>()?;
            at += count;
            let layer = layers.at(at);
            let conv = match stage == last {
                true => Conv2d::load(&layer, width, config.latent_channels, 3, Resize::Same)?,
                false => Conv2d::load_unbiased(&layer, width, width, 3, Resize::Halve)?,
            };
            at += 1;
            stages.push((blocks, conv));
        }
        let conv_in = Conv2d::load(&layers.at(0), 3, width, 3, Resize::Same)?;
        Ok(TaesdEncoder { factor: f64::from(config.scaling_factor), conv_in, stages })
    }

    /// A picture of -1 to 1, `[1, height, width, 3]`, to latents, `[1, height', width', channels]`.
    pub(super) fn encode(&self, picture: &Tensor) -> Result<Tensor> {
        let x = self.conv_in.forward(&picture.affine(0.5, 0.5)?, None)?;
        run(&self.stages, x)? * self.factor
    }
}

/// Where a tiny autoencoder for a model may lie, the nearest first: in the model's folder, beside the model, or in the
/// folder in which ComfyUI and AUTOMATIC1111 keep them.
fn candidate_paths(model: &Path, xl: bool) -> Vec<PathBuf> {
    let stem = if xl { "taesdxl" } else { "taesd" };
    let find = model.parent().unwrap_or(Path::new("")).to_owned();
    let above = find.parent().unwrap_or(Path::new("")).to_owned();
    let folders =
        [model.to_owned(), find.clone(), find.join("vae_approx"), above.join("vae_approx")];
    let names = [
        format!("{stem}/config.json"),
        format!("{stem}_decoder.safetensors"),
        format!("{stem}.safetensors"),
    ];
    folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).collect()
}

/// The tiny autoencoder beside a model, where there is one.
///
/// # Errors
/// Where it is there and cannot be read.
pub(super) fn find(
    model: &Path,
    xl: bool,
    placement: &Placement,
) -> std::result::Result<Option<(Weights, TaesdConfig)>, LoadError> {
    let Some(path) = candidate_paths(model, xl).into_iter().find(|path| path.is_file()) else {
        return Ok(None);
    };
    if path.ends_with("config.json") {
        let config = TaesdConfig::read(&path)?;
        let file = path.with_file_name("diffusion_pytorch_model.safetensors");
        return Ok(Some((Weights::open(&file, placement)?, config)));
    }
    of_file(&path, placement).map(Some)
}

/// A single file, whose decoder counts its layers from 1 (0 is the bound on the latents), or as diffusers does.
///
/// # Errors
/// Where it cannot be read or is no tiny autoencoder.
pub(super) fn of_file(
    path: &Path,
    placement: &Placement,
) -> std::result::Result<(Weights, TaesdConfig), LoadError> {
    let file = Weights::open(path, placement)?;
    let weights = match file.has("decoder.layers.0.weight") {
        true => file,
        false => file.renamed(diffusers_names),
    };
    let config = config_from_shapes(&weights);
    let config =
        config.ok_or_else(|| LoadError::damaged(path, "it is no tiny autoencoder (TAESD)"))?;
    Ok((weights, config))
}

fn diffusers_names(name: &str, entry: &TensorEntry) -> Vec<(String, TensorEntry)> {
    let rest = ["taesd_decoder.", "decoder."].iter().find_map(|prefix| name.strip_prefix(prefix));
    let new = || {
        let (layer, rest) = rest.unwrap_or(name).split_once('.')?;
        let layer = layer.parse::<usize>().ok()?.checked_sub(1)?;
        Some((format!("decoder.layers.{layer}.{rest}"), entry.clone()))
    };
    new().into_iter().collect()
}

/// The config that the tensors' names and shapes of a decoder imply.
fn config_from_shapes(weights: &Weights) -> Option<TaesdConfig> {
    let layers = weights.at("decoder.layers");
    let [width, latents, 3, 3] = *layers.shape("0.weight")? else { return None };
    let (mut blocks, mut at) = (Vec::new(), 2);
    // Six levels of sixteen blocks are more than there are.
    while at < 128 {
        let count =
            (at..at + 17).take_while(|at| layers.has(&format!("{at}.conv.0.weight"))).count();
        blocks.push(count);
        at += count;
        if layers.has(&format!("{at}.bias")) {
            break;
        }
        at += 2;
    }
    let fits = (1..=6).contains(&blocks.len())
        && blocks.iter().all(|&count| count <= 16)
        && (1..=4096).contains(&width)
        && (1..=64).contains(&latents);
    let levels = blocks.len();
    fits.then(|| TaesdConfig {
        encoder_block_out_channels: vec![width; levels],
        decoder_block_out_channels: vec![width; levels],
        num_encoder_blocks: blocks.iter().rev().copied().collect(),
        num_decoder_blocks: blocks,
        latent_channels: latents,
        scaling_factor: 1.0,
    })
}
