//! One picture from first noise to last pixel: texts, steps, guidance, previews and the decode.
//! Parts are read when they are first needed, and given back early where memory is short.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use candle_core::Tensor;

use super::autoencoder::LatentDecoder;
use super::clip::ClipTextEncoder;
use super::clip_tokenizer::ClipTokenizer;
use super::components::Components;
use super::conditioning::{PromptEmbedding, TextEncoders, added, guidance};
use super::config::UnetConfig;
use super::latents::{LatentContext, Latents};
use super::lora::{LoraUsage, Loras, Targets};
use super::preview::{LatentToRgb, Tiny};
use super::prompt_chunks::ClipTokenCounter;
use super::request::{DiffusionError, DiffusionRequest, Stage};
use super::sampler::{Sampler, StepResult};
use super::sampler_steps::draw_noise;
use super::scheduler_table::SamplerName;
use super::tiles;
use super::unet::{Unet, UnetConditioning};
use crate::nn::{Placement, in_pool};
use crate::sampling::Noise;
use crate::weights::LoadError;
use crate::{DrawOutcome, DrawProgress, Picture, free_memory};

/// An opened model.
pub struct StableDiffusion {
    pub(super) components: Components,
    pub(super) placement: Placement,
    pub(super) memory: Memory,
    text_encoders: Option<TextEncoders>,
    unet: Option<Unet>,
    pub(super) decoder: Option<LatentDecoder>,
    /// The tiny autoencoder beside the model, once it was looked for.
    pub(super) tiny: Option<Tiny>,
    pub(super) latent_to_rgb: Option<LatentToRgb>,
    /// The LoRAs that are in the weights, and their files.
    loras: Loras,
    lora_files: Vec<(PathBuf, f32)>,
    lora_usage: Vec<LoraUsage>,
    /// What the last picture was sampled with instead, where its model asks for what is not done.
    sampler_substitution: Option<String>,
    stage_times: StageTimes,
}

/// What the stages of a picture took, opening their weights included.
#[derive(Clone, Copy, Debug, Default)]
pub struct StageTimes {
    pub text: Duration,
    pub denoise: Duration,
    pub decode: Duration,
}

/// How memory is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Whether each part goes before the next comes.
    pub short: bool,
    /// Bytes that a decode may take; a larger one is done in tiles. `None`: what is free by then.
    pub decode: Option<u64>,
}

impl StableDiffusion {
    /// Opens a folder or a file, reading configs and headers only.
    ///
    /// # Errors
    /// A [`LoadError`] that names the file, and the tensor if there is one, that is missing or makes no sense.
    pub fn open(path: &Path, placement: &Placement) -> Result<Self, LoadError> {
        let placement = placement.clone().mapped();
        let components = Components::open(path, &placement)?;
        let stage_times = StageTimes::default();
        Ok(Self {
            stage_times,
            components,
            placement,
            memory: Memory { short: false, decode: None },
            text_encoders: None,
            unet: None,
            decoder: None,
            tiny: None,
            latent_to_rgb: None,
            loras: Loras::default(),
            lora_files: Vec::new(),
            lora_usage: Vec::new(),
            sampler_substitution: None,
        })
    }

    /// Draws with these LoRA files, each with a weight, and no others from now on. What other ones changed is read
    /// anew from the mapped files, so that nothing of them is left. Says of each file how much of it fits this model.
    ///
    /// # Errors
    /// Where a file cannot be read, is of a kind that is not done, or changes nothing of this model.
    pub fn set_loras(&mut self, files: &[(PathBuf, f32)]) -> Result<&[LoraUsage], LoadError> {
        if self.lora_files != files {
            let text_encoders =
                self.components.text_encoders.iter().map(|part| &part.weights).collect();
            let layers = self.components.unet.1.layers_per_block;
            let levels = self.components.unet.1.block_out_channels.len();
            let targets = Targets { unet: &self.components.unet.0, layers, levels, text_encoders };
            (self.loras, self.lora_usage) = Loras::read(files, &targets)?;
            self.lora_files = files.to_vec();
            (self.text_encoders, self.unet) = (None, None);
        }
        Ok(&self.lora_usage)
    }

    /// Counts prompts with the model's tokenizers, without its weights.
    ///
    /// # Errors
    /// Where a tokenizer cannot be read.
    pub fn token_counter(&self) -> Result<ClipTokenCounter, LoadError> {
        let text_encoders = self.components.text_encoders.iter();
        let tokenizers = text_encoders.map(|text| ClipTokenizer::load(&text.tokenizer));
        Ok(ClipTokenCounter(tokenizers.collect::<Result<_, _>>()?))
    }

    /// How much of each LoRA file fits, as `set_loras` found.
    pub fn lora_usage(&self) -> &[LoraUsage] {
        &self.lora_usage
    }

    /// Bytes that a model takes at its peak: with all parts at once, and one after the other. Weights count as the file
    /// stores them, as the layers read them where they are mapped.
    pub fn bytes(&self) -> (u64, u64) {
        let text_encoders: u64 =
            self.components.text_encoders.iter().map(|part| part.weights.stored_bytes()).sum();
        let (unet, vae) =
            (self.components.unet.0.stored_bytes(), self.components.vae.0.stored_bytes());
        let side = self.components.unet.1.sample_size.unwrap_or(64).clamp(8, 256) as u64;
        let activations = 4 * self.components.vae.1.decode_values(side * side);
        (text_encoders + unet + vae + activations, unet.max(text_encoders).max(vae + activations))
    }

    /// A sentence where the last picture was not sampled as its model asks.
    pub fn sampler_substitution(&self) -> Option<&str> {
        self.sampler_substitution.as_deref()
    }

    pub fn scheduler(&self) -> &super::scheduler_config::SchedulerConfig {
        &self.components.scheduler
    }

    /// Says how memory is to be spent from now on.
    pub fn set_memory(&mut self, memory: Memory) {
        self.memory = memory;
    }

    /// Reads all weights, unless memory is short: then each part is left until it is needed.
    ///
    /// # Errors
    /// As for `open`.
    pub fn load(&mut self) -> Result<(), LoadError> {
        if !self.memory.short {
            self.text_encoders()?;
            self.unet()?;
            self.decoder()?;
        }
        Ok(())
    }

    /// What the stages of the last picture took.
    pub fn stage_times(&self) -> StageTimes {
        self.stage_times
    }

    /// Whether it is a model of the XL kind, with two text encoders.
    pub fn is_xl(&self) -> bool {
        self.components.unet.1.is_xl()
    }

    pub fn unet_config(&self) -> &UnetConfig {
        &self.components.unet.1
    }

    /// Draws a picture. The same request gives the same picture, bit for bit, on the same machine.
    ///
    /// `on_progress` is called after every step and once before decoding. When it breaks, the drawing stops at once.
    ///
    /// # Errors
    /// `NotFinite` or `Blank` when the picture is none, otherwise what went wrong.
    pub fn draw(
        &mut self,
        request: &DiffusionRequest,
        on_progress: &mut dyn FnMut(DrawProgress) -> ControlFlow<()>,
    ) -> Result<DrawOutcome<Picture>, DiffusionError> {
        if request.fast_decode && self.tiny()?.is_none() {
            let file = if self.components.unet.1.is_xl() { "taesdxl" } else { "taesd" };
            return Err(DiffusionError::InvalidRequest(format!(
                "There is no tiny autoencoder for a fast decode: put {file}_decoder.safetensors beside the model."
            )));
        }
        let started = Instant::now();
        let condition = self.condition(request)?;
        if self.memory.short {
            self.text_encoders = None;
            self.components.text_encoders.iter().for_each(|part| part.weights.release_pages());
        }
        self.stage_times = StageTimes { text: started.elapsed(), ..StageTimes::default() };
        let started = Instant::now();
        let mut noise = Noise::new(request.seed);
        let strength =
            request.init_image.map_or(1.0, |init_image| init_image.strength.clamp(0.0, 1.0));
        let config = &self.components.scheduler;
        let name = request.sampler.unwrap_or_else(|| SamplerName::of_config(config));
        self.sampler_substitution =
            request.sampler.map_or_else(|| SamplerName::substitution(config), |_| None);
        let mut sampler = Sampler::new(config, name, request.steps, strength);
        let (weights, autoencoder) = &self.components.vae;
        let input_channels = self.components.unet.1.in_channels;
        let context = LatentContext {
            autoencoder,
            input_channels,
            placement: &self.placement,
            encoder: &|| autoencoder.encoder(weights),
        };
        let mut latents = Latents::new(&context, request, &sampler, &mut noise)?;
        self.prepare_preview()?;
        let guided = condition.text.dim(0)? == 2;
        let indices = sampler.indices();
        let total = indices.len();
        for (done, index) in indices.clone().enumerate() {
            let scaled = sampler.scaled(&latents.values, index);
            let time = sampler.timestep(index);
            let guided_output =
                self.guided_output(&scaled, &latents, time, &condition, guided, request.guidance)?;
            let count = latents.values.len();
            let channels = self.components.vae.1.channels();
            let mut fresh = || draw_noise(&mut noise, count, channels);
            let StepResult { latents: next, denoised } =
                sampler.step(index, &guided_output, &latents.values, &mut fresh);
            latents.values = next;
            latents.restore_outside_mask(&sampler, (index + 1 < indices.end).then_some(index + 1));
            finite(&latents.values, Stage::Denoiser)?;
            let preview = self.preview(&denoised, &latents, done + 1 == total)?;
            let step = DrawProgress::Step { done: done + 1, total, preview };
            if on_progress(step).is_break() {
                return Ok(DrawOutcome::Stopped);
            }
        }
        if self.memory.short {
            self.unet = None;
            self.components.unet.0.release_pages();
        }
        self.stage_times.denoise = started.elapsed();
        if on_progress(DrawProgress::Decoding).is_break() {
            return Ok(DrawOutcome::Stopped);
        }
        let started = Instant::now();
        let Some(picture) = self.decode(&latents, request.fast_decode, on_progress)? else {
            return Ok(DrawOutcome::Stopped);
        };
        self.stage_times.decode = started.elapsed();
        let StageTimes { text, denoise, decode } = self.stage_times;
        tracing::info!(?text, ?denoise, ?decode, "a picture is drawn");
        match picture.is_flat() {
            true => Err(DiffusionError::Blank),
            false => Ok(DrawOutcome::Drawn(picture)),
        }
    }

    /// What the denoiser is told: for guidance first what to keep away from, then the prompt.
    fn condition(
        &mut self,
        request: &DiffusionRequest,
    ) -> Result<UnetConditioning, DiffusionError> {
        let config = &self.components.unet.1;
        let (distilled, xl) = (config.time_cond_proj_dim, config.is_xl());
        let encoding = config.addition_time_embed_dim.unwrap_or(0);
        let guided = request.guidance > 1.0 && distilled.is_none();
        let zeros = self.components.zero_empty_negative && request.negative.trim().is_empty();
        let prompts: &[&str] = match guided {
            true => &[request.negative, request.prompt],
            false => &[request.prompt],
        };
        let placement = self.placement.clone();
        let text_encoders = self.text_encoders()?;
        let encoded = in_pool(|| text_encoders.encode(prompts, request.truncate));
        let mut encoded: Vec<PromptEmbedding> = encoded.map_err(DiffusionError::Tokenizer)??;
        if guided && zeros {
            encoded[0] = encoded[1].zeros()?;
        }
        let tokens: Vec<&Tensor> = encoded.iter().map(|encoding| &encoding.tokens).collect();
        let added = match xl {
            false => None,
            true => {
                let one = |text: &PromptEmbedding| {
                    let Some(pooled) = &text.pooled else {
                        candle_core::bail!("the text encoder has no projection");
                    };
                    added(pooled, request.width, request.height, encoding, &placement)
                };
                let rows = encoded.iter().map(one).collect::<candle_core::Result<Vec<_>>>()?;
                Some(Tensor::cat(&rows, 0)?)
            }
        };
        let guidance = match distilled {
            Some(width) => Some(guidance(request.guidance, width, &placement)?),
            None => None,
        };
        let text = Tensor::cat(&tokens, 0)?;
        finite(&text.flatten_all()?.to_vec1::<f32>()?, Stage::Text)?;
        Ok(UnetConditioning { text, added, guidance })
    }

    /// The denoiser's answer to latents, guided where there are two texts.
    fn guided_output(
        &mut self,
        scaled: &[f32],
        latents: &Latents,
        time: f64,
        condition: &UnetConditioning,
        guided: bool,
        guidance: f32,
    ) -> Result<Vec<f32>, DiffusionError> {
        let device = self.placement.device.clone();
        let unet = self.unet()?;
        let guided_output = in_pool(|| -> candle_core::Result<Vec<f32>> {
            let mut x =
                Tensor::from_slice(scaled, (1, latents.height, latents.width, ()), &device)?;
            if let Some(inpaint_channels) = &latents.inpaint_channels {
                x = Tensor::cat(&[&x, inpaint_channels], 3)?;
            }
            if guided {
                x = Tensor::cat(&[&x, &x], 0)?;
            }
            unet.forward(&x, time, condition)?.flatten_all()?.to_vec1::<f32>()
        })?;
        if !guided {
            return Ok(guided_output);
        }
        let (without, with) = guided_output.split_at(guided_output.len() / 2);
        let pairs = with.iter().zip(without);
        Ok(pairs.map(|(with, without)| without + guidance * (with - without)).collect())
    }

    /// The picture of the latents, in tiles where it would not fit into memory; `None` where `on_progress` broke.
    fn decode(
        &mut self,
        latents: &Latents,
        fast_decode: bool,
        on_progress: &mut dyn FnMut(DrawProgress) -> ControlFlow<()>,
    ) -> Result<Option<Picture>, DiffusionError> {
        let (factor, device) = (self.components.vae.1.factor(), self.placement.device.clone());
        let (height, width) = (latents.height, latents.width);
        let needed = 4 * self.components.vae.1.decode_values((height * width) as u64);
        let tiled = needed > self.memory.decode.unwrap_or_else(free_memory);
        let tiny = if fast_decode { self.tiny()?.map(|_| ()) } else { None };
        if tiny.is_none() {
            self.decoder()?;
        }
        let decode = |latents: &Tensor| match (&self.tiny, &self.decoder) {
            (Some(Tiny::There(decoder)), _) if tiny.is_some() => decoder.decode(latents),
            (_, Some(decoder)) => decoder.decode(latents),
            _ => candle_core::bail!("no decoder was read"),
        };
        let one = |latents: &[f32], height: usize, width: usize| -> candle_core::Result<Vec<f32>> {
            let latents = Tensor::from_slice(latents, (1, height, width, ()), &device)?;
            in_pool(|| decode(&latents)?.flatten_all()?.to_vec1::<f32>())
        };
        let values = match tiled {
            false => Some(one(&latents.values, height, width)?),
            true => {
                tiles::decoded(&latents.values, (height, width), factor, |tile, height, width| {
                    match on_progress(DrawProgress::Decoding) {
                        ControlFlow::Break(()) => Ok(None),
                        ControlFlow::Continue(()) => one(tile, height, width).map(Some),
                    }
                })?
            }
        };
        let Some(values) = values else { return Ok(None) };
        finite(&values, Stage::Autoencoder)?;
        let rgb = values.into_iter().map(|value| (value * 0.5 + 0.5).clamp(0.0, 1.0)).collect();
        Ok(Some(Picture { width: width * factor, height: height * factor, rgb }))
    }

    fn text_encoders(&mut self) -> Result<&TextEncoders, LoadError> {
        if self.text_encoders.is_none() {
            let mut encoders = Vec::new();
            for (part, deltas) in
                self.components.text_encoders.iter().zip(&self.loras.text_encoders)
            {
                let tokenizer = ClipTokenizer::load(&part.tokenizer)?;
                let weights = part.weights.with_deltas(deltas.clone());
                encoders.push((tokenizer, ClipTextEncoder::load(&weights, &part.config)?));
            }
            self.text_encoders =
                Some(TextEncoders { encoders, penultimate: self.components.unet.1.is_xl() });
        }
        Ok(self.text_encoders.as_ref().expect("loaded just now"))
    }

    fn unet(&mut self) -> Result<&Unet, LoadError> {
        if self.unet.is_none() {
            self.unet = Some(Unet::load(
                &self.components.unet.0.with_deltas(self.loras.unet.clone()),
                &self.components.unet.1,
            )?);
        }
        Ok(self.unet.as_ref().expect("loaded just now"))
    }

    pub(super) fn decoder(&mut self) -> Result<(), LoadError> {
        if self.decoder.is_none() {
            let (weights, autoencoder) = &self.components.vae;
            self.decoder = Some(autoencoder.decoder(weights)?);
        }
        Ok(())
    }
}

fn finite(values: &[f32], stage: Stage) -> Result<(), DiffusionError> {
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(()),
        false => Err(DiffusionError::NotFinite(stage)),
    }
}
