//! One picture from first noise to last pixel: prompt, steps, guidance, previews and the decode.
//! How the networks are read, and when they are given back, is decided in `pipeline`.

use std::ops::ControlFlow;
use std::time::Instant;

use candle_core::Tensor;

use super::conditioning::{PromptEmbedding, added, guidance};
use super::latents::{LatentContext, Latents};
use super::pipeline::{StableDiffusion, StageTimes};
use super::preview::Taesd;
use super::request::{DiffusionError, DiffusionRequest, Stage};
use super::sampler::{Sampler, StepResult};
use super::sampler_steps::draw_noise;
use super::scheduler_table::SamplerName;
use super::tiles;
use super::unet::UnetConditioning;
use crate::device::free_memory_on;
use crate::nn::in_pool;
use crate::sampling::Noise;
use crate::{DrawOutcome, DrawProgress, Picture};

impl StableDiffusion {
    /// Draws a picture. The same request gives the same picture, bit for bit, on the same machine.
    ///
    /// `on_progress` is called after every step and once before decoding. When it breaks, the drawing stops at once.
    ///
    /// A model whose files another program wrote to since they were opened is read anew first; where that happens while
    /// it draws, the picture is given up.
    ///
    /// # Errors
    /// `NotFinite` or `Blank` when the picture is none, [`LoadError::Changed`](crate::weights::LoadError::Changed) in
    /// `Load` when a file changed on the way, otherwise what went wrong.
    pub fn draw(
        &mut self,
        request: &DiffusionRequest,
        on_progress: &mut dyn FnMut(DrawProgress) -> ControlFlow<()>,
    ) -> Result<DrawOutcome<Picture>, DiffusionError> {
        self.reopen_if_changed()?;
        let read = self.slow_read.take();
        let drawn = self.draw_picture(request, on_progress);
        self.stage_times.read = read;
        if !matches!(drawn, Ok(DrawOutcome::Stopped)) {
            // Whatever went wrong otherwise, a file that changed on the way explains it.
            self.check_files()?;
        }
        drawn
    }

    fn draw_picture(
        &mut self,
        request: &DiffusionRequest,
        on_progress: &mut dyn FnMut(DrawProgress) -> ControlFlow<()>,
    ) -> Result<DrawOutcome<Picture>, DiffusionError> {
        if request.fast_decode && self.taesd()?.is_none() {
            let file = if self.components.unet.1.is_xl() { "taesdxl" } else { "taesd" };
            return Err(DiffusionError::InvalidRequest(format!(
                "There is no tiny autoencoder for a fast decode: put {file}_decoder.safetensors beside the model."
            )));
        }
        let started = Instant::now();
        let condition = self.condition(request)?;
        if self.memory.short {
            self.text_encoders = None;
        }
        // The denoiser's activations take their place in memory. A file that holds both stays.
        for part in &self.components.text_encoders {
            if self.memory.short || part.weights.path() != self.components.unet.0.path() {
                part.weights.release_pages();
            }
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
            let output =
                self.guided_output(&scaled, &latents, time, &condition, guided, request.guidance)?;
            let count = latents.values.len();
            let channels = self.components.vae.1.channels();
            let mut fresh = || draw_noise(&mut noise, count, channels);
            let StepResult { latents: next, denoised } =
                sampler.step(index, &output, &latents.values, &mut fresh);
            latents.values = next;
            latents.restore_outside_mask(&sampler, (index + 1 < indices.end).then_some(index + 1));
            self.check_files()?;
            finite(&latents.values, Stage::Denoiser)?;
            let preview = self.preview(&denoised, &latents, done + 1 == total)?;
            let step = DrawProgress::Step { done: done + 1, total, preview };
            if on_progress(step).is_break() {
                return Ok(DrawOutcome::Stopped);
            }
        }
        if self.memory.short {
            self.unet = None;
        }
        // The decoder's activations take their place in memory; the next picture finds the file in the system's.
        self.components.unet.0.release_pages();
        self.stage_times.denoise = started.elapsed();
        if on_progress(DrawProgress::Decoding).is_break() {
            return Ok(DrawOutcome::Stopped);
        }
        let started = Instant::now();
        let Some(picture) = self.decode(&latents, request.fast_decode, on_progress)? else {
            return Ok(DrawOutcome::Stopped);
        };
        self.stage_times.decode = started.elapsed();
        let StageTimes { text, denoise, decode, .. } = self.stage_times;
        tracing::info!(?text, ?denoise, ?decode, "a picture is drawn");
        match picture.is_flat() {
            true => Err(DiffusionError::Blank),
            false => Ok(DrawOutcome::Drawn(picture)),
        }
    }

    /// What the denoiser is conditioned on: for guidance first the negative prompt, then the prompt.
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

    /// What the denoiser predicts for scaled latents at a timestep, guided where there are two texts.
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
        let output = in_pool(|| -> candle_core::Result<Vec<f32>> {
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
            return Ok(output);
        }
        let (without, with) = output.split_at(output.len() / 2);
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
        let tiled = needed > self.memory.decode.unwrap_or_else(|| free_memory_on(&device));
        let taesd = if fast_decode { self.taesd()?.map(|_| ()) } else { None };
        if taesd.is_none() {
            self.decoder()?;
        }
        let decode = |latents: &Tensor| match (&self.taesd, &self.decoder) {
            (Some(Taesd::Found { decoder, .. }), _) if taesd.is_some() => decoder.decode(latents),
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
}

fn finite(values: &[f32], stage: Stage) -> Result<(), DiffusionError> {
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(()),
        false => Err(DiffusionError::NotFinite(stage)),
    }
}
