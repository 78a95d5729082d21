//! One picture from first noise to last pixel: texts, steps, guidance, previews and the decode.
//! Parts are read when they are first needed, and given back early where memory is short.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use candle_core::Tensor;

use super::autoencoder::Decoder;
use super::canvas::{Canvas, Ground};
use super::clip::TextEncoder;
use super::conditioning::{Encoding, Texts, added, guidance};
use super::config::UnetConfig;
use super::lora::{LoraUse, Loras, Targets};
use super::method::SamplerName;
use super::parts::Parts;
use super::preview::{Colours, Tiny};
use super::prompt::ClipTokenCounter;
use super::request::{DrawError, Outcome, Progress, Request, Stage};
use super::sampler::{Sampler, Stepped};
use super::steps::draw;
use super::tiles;
use super::tokens::ClipTokenizer;
use super::unet::{Condition, Unet};
use crate::Picture;
use crate::free_memory;
use crate::nn::{Placement, in_pool};
use crate::sampling::Noise;
use crate::weights::LoadError;

/// An opened model.
pub struct StableDiffusion {
    pub(super) parts: Parts,
    pub(super) place: Placement,
    pub(super) memory: Memory,
    texts: Option<Texts>,
    unet: Option<Unet>,
    pub(super) decoder: Option<Decoder>,
    /// The tiny autoencoder beside the model, once it was looked for.
    pub(super) tiny: Option<Tiny>,
    pub(super) colours: Option<Colours>,
    /// The LoRAs that are in the weights, and their files.
    loras: Loras,
    named: Vec<(PathBuf, f32)>,
    used: Vec<LoraUse>,
    /// What the last picture was sampled with instead, where its model asks for what is not done.
    stand_in: Option<String>,
    took: Stages,
}

/// What the stages of a picture took, opening their weights included.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stages {
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
    pub fn open(path: &Path, place: &Placement) -> Result<Self, LoadError> {
        let place = place.clone().mapped();
        let parts = Parts::open(path, &place)?;
        let took = Stages::default();
        Ok(Self {
            took,
            parts,
            place,
            memory: Memory { short: false, decode: None },
            texts: None,
            unet: None,
            decoder: None,
            tiny: None,
            colours: None,
            loras: Loras::default(),
            named: Vec::new(),
            used: Vec::new(),
            stand_in: None,
        })
    }

    /// Draws with these LoRA files, each with a weight, and no others from now on. What other ones changed is read
    /// anew from the mapped files, so that nothing of them is left. Says of each file how much of it fits this model.
    ///
    /// # Errors
    /// Where a file cannot be read, is of a kind that is not done, or changes nothing of this model.
    pub fn set_loras(&mut self, files: &[(PathBuf, f32)]) -> Result<&[LoraUse], LoadError> {
        if self.named != files {
            let texts = self.parts.texts.iter().map(|part| &part.weights).collect();
            let layers = self.parts.unet.1.layers_per_block;
            let levels = self.parts.unet.1.block_out_channels.len();
            let targets = Targets { unet: &self.parts.unet.0, layers, levels, texts };
            (self.loras, self.used) = Loras::read(files, &targets)?;
            self.named = files.to_vec();
            (self.texts, self.unet) = (None, None);
        }
        Ok(&self.used)
    }

    /// Counts prompts with the model's tokenizers, without its weights.
    ///
    /// # Errors
    /// Where a tokenizer cannot be read.
    pub fn token_counter(&self) -> Result<ClipTokenCounter, LoadError> {
        let texts = self.parts.texts.iter();
        let tokenizers = texts.map(|text| ClipTokenizer::load(&text.tokenizer));
        Ok(ClipTokenCounter(tokenizers.collect::<Result<_, _>>()?))
    }

    /// How much of each LoRA file fits, as `set_loras` found.
    pub fn lora_uses(&self) -> &[LoraUse] {
        &self.used
    }

    /// Bytes that a model takes at its peak: with all parts at once, and one after the other. Weights count as the file
    /// stores them, as the layers read them where they are mapped.
    pub fn bytes(&self) -> (u64, u64) {
        let texts: u64 = self.parts.texts.iter().map(|part| part.weights.stored_bytes()).sum();
        let (unet, vae) = (self.parts.unet.0.stored_bytes(), self.parts.vae.0.stored_bytes());
        let side = self.parts.unet.1.sample_size.unwrap_or(64).clamp(8, 256) as u64;
        let activations = 4 * self.parts.vae.1.decode_values(side * side);
        (texts + unet + vae + activations, unet.max(texts).max(vae + activations))
    }

    /// A sentence where the last picture was not sampled as its model asks.
    pub fn stand_in(&self) -> Option<&str> {
        self.stand_in.as_deref()
    }

    pub fn scheduler(&self) -> &super::schedule::SchedulerConfig {
        &self.parts.scheduler
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
            self.texts()?;
            self.unet()?;
            self.decoder()?;
        }
        Ok(())
    }

    /// What the stages of the last picture took.
    pub fn took(&self) -> Stages {
        self.took
    }

    /// Whether it is a model of the XL kind, with two text encoders.
    pub fn is_xl(&self) -> bool {
        self.parts.unet.1.is_xl()
    }

    pub fn unet_config(&self) -> &UnetConfig {
        &self.parts.unet.1
    }

    /// Draws a picture. The same request gives the same picture, bit for bit, on the same machine.
    ///
    /// `watch` is called after every step and once before decoding. When it breaks, the drawing stops at once.
    ///
    /// # Errors
    /// `NotFinite` or `Blank` when the picture is none, otherwise what went wrong.
    pub fn draw(
        &mut self,
        request: &Request,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, DrawError> {
        if request.fast_decode && self.tiny()?.is_none() {
            let file = if self.parts.unet.1.is_xl() { "taesdxl" } else { "taesd" };
            return Err(DrawError::Unfit(format!(
                "There is no tiny autoencoder for a fast decode: put {file}_decoder.safetensors beside the model."
            )));
        }
        let begun = Instant::now();
        let condition = self.condition(request)?;
        if self.memory.short {
            self.texts = None;
            self.parts.texts.iter().for_each(|part| part.weights.rest());
        }
        self.took = Stages { text: begun.elapsed(), ..Stages::default() };
        let begun = Instant::now();
        let mut noise = Noise::new(request.seed);
        let strength = request.source.map_or(1.0, |source| source.strength.clamp(0.0, 1.0));
        let config = &self.parts.scheduler;
        let name = request.sampler.unwrap_or_else(|| SamplerName::of_config(config));
        self.stand_in = request.sampler.map_or_else(|| SamplerName::stand_in(config), |_| None);
        let mut sampler = Sampler::new(config, name, request.steps, strength);
        let (weights, sizes) = &self.parts.vae;
        let reads = self.parts.unet.1.in_channels;
        let ground =
            Ground { sizes, reads, place: &self.place, encoder: &|| sizes.encoder(weights) };
        let mut canvas = Canvas::new(&ground, request, &sampler, &mut noise)?;
        self.prepare_preview()?;
        let guided = condition.text.dim(0)? == 2;
        let indices = sampler.indices();
        let total = indices.len();
        for (done, index) in indices.clone().enumerate() {
            let scaled = sampler.scaled(&canvas.latents, index);
            let time = sampler.time(index);
            let answer =
                self.answer(&scaled, &canvas, time, &condition, guided, request.guidance)?;
            let count = canvas.latents.len();
            let channels = self.parts.vae.1.channels();
            let mut fresh = || draw(&mut noise, count, channels);
            let Stepped { latents, guess } =
                sampler.step(index, &answer, &canvas.latents, &mut fresh);
            canvas.latents = latents;
            canvas.keep_outside(&sampler, (index + 1 < indices.end).then_some(index + 1));
            finite(&canvas.latents, Stage::Denoiser)?;
            let preview = self.preview(&guess, &canvas, done + 1 == total)?;
            let step = Progress::Step { done: done + 1, total, preview };
            if watch(step).is_break() {
                return Ok(Outcome::Stopped);
            }
        }
        if self.memory.short {
            self.unet = None;
            self.parts.unet.0.rest();
        }
        self.took.denoise = begun.elapsed();
        if watch(Progress::Decoding).is_break() {
            return Ok(Outcome::Stopped);
        }
        let begun = Instant::now();
        let Some(picture) = self.decode(&canvas, request.fast_decode, watch)? else {
            return Ok(Outcome::Stopped);
        };
        self.took.decode = begun.elapsed();
        let Stages { text, denoise, decode } = self.took;
        tracing::info!(?text, ?denoise, ?decode, "a picture is drawn");
        match picture.is_flat() {
            true => Err(DrawError::Blank),
            false => Ok(Outcome::Drawn(picture)),
        }
    }

    /// What the denoiser is told: for guidance first what to keep away from, then the prompt.
    fn condition(&mut self, request: &Request) -> Result<Condition, DrawError> {
        let config = &self.parts.unet.1;
        let (distilled, xl) = (config.time_cond_proj_dim, config.is_xl());
        let encoding = config.addition_time_embed_dim.unwrap_or(0);
        let guided = request.guidance > 1.0 && distilled.is_none();
        let zeros = self.parts.zeros_for_none && request.negative.trim().is_empty();
        let prompts: &[&str] = match guided {
            true => &[request.negative, request.prompt],
            false => &[request.prompt],
        };
        let place = self.place.clone();
        let texts = self.texts()?;
        let encoded = in_pool(|| texts.encode(prompts, request.truncate));
        let mut encoded: Vec<Encoding> = encoded.map_err(DrawError::Tokenizer)??;
        if guided && zeros {
            encoded[0] = encoded[1].zeros()?;
        }
        let tokens: Vec<&Tensor> = encoded.iter().map(|encoding| &encoding.tokens).collect();
        let added = match xl {
            false => None,
            true => {
                let one = |text: &Encoding| {
                    let Some(pooled) = &text.pooled else {
                        candle_core::bail!("the text encoder has no projection");
                    };
                    added(pooled, request.width, request.height, encoding, &place)
                };
                let rows = encoded.iter().map(one).collect::<candle_core::Result<Vec<_>>>()?;
                Some(Tensor::cat(&rows, 0)?)
            }
        };
        let guidance = match distilled {
            Some(width) => Some(guidance(request.guidance, width, &place)?),
            None => None,
        };
        let text = Tensor::cat(&tokens, 0)?;
        finite(&text.flatten_all()?.to_vec1::<f32>()?, Stage::Text)?;
        Ok(Condition { text, added, guidance })
    }

    /// The denoiser's answer to latents, guided where there are two texts.
    fn answer(
        &mut self,
        scaled: &[f32],
        canvas: &Canvas,
        time: f64,
        condition: &Condition,
        guided: bool,
        guidance: f32,
    ) -> Result<Vec<f32>, DrawError> {
        let device = self.place.device.clone();
        let unet = self.unet()?;
        let answer = in_pool(|| -> candle_core::Result<Vec<f32>> {
            let mut x = Tensor::from_slice(scaled, (1, canvas.height, canvas.width, ()), &device)?;
            if let Some(beside) = &canvas.beside {
                x = Tensor::cat(&[&x, beside], 3)?;
            }
            if guided {
                x = Tensor::cat(&[&x, &x], 0)?;
            }
            unet.forward(&x, time, condition)?.flatten_all()?.to_vec1::<f32>()
        })?;
        if !guided {
            return Ok(answer);
        }
        let (without, with) = answer.split_at(answer.len() / 2);
        let pairs = with.iter().zip(without);
        Ok(pairs.map(|(with, without)| without + guidance * (with - without)).collect())
    }

    /// The picture of the latents, in tiles where it would not fit into memory; `None` where `watch` broke.
    fn decode(
        &mut self,
        canvas: &Canvas,
        fast: bool,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Picture>, DrawError> {
        let (factor, device) = (self.parts.vae.1.factor(), self.place.device.clone());
        let (height, width) = (canvas.height, canvas.width);
        let needed = 4 * self.parts.vae.1.decode_values((height * width) as u64);
        let tiled = needed > self.memory.decode.unwrap_or_else(free_memory);
        let tiny = if fast { self.tiny()?.map(|_| ()) } else { None };
        if tiny.is_none() {
            self.decoder()?;
        }
        let decode = |latents: &Tensor| match (&self.tiny, &self.decoder) {
            (Some(Tiny::There(there)), _) if tiny.is_some() => there.decode(latents),
            (_, Some(decoder)) => decoder.decode(latents),
            _ => candle_core::bail!("no decoder was read"),
        };
        let one = |latents: &[f32], height: usize, width: usize| -> candle_core::Result<Vec<f32>> {
            let latents = Tensor::from_slice(latents, (1, height, width, ()), &device)?;
            in_pool(|| decode(&latents)?.flatten_all()?.to_vec1::<f32>())
        };
        let values = match tiled {
            false => Some(one(&canvas.latents, height, width)?),
            true => {
                tiles::decoded(&canvas.latents, (height, width), factor, |tile, height, width| {
                    match watch(Progress::Decoding) {
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

    fn texts(&mut self) -> Result<&Texts, LoadError> {
        if self.texts.is_none() {
            let mut encoders = Vec::new();
            for (part, changes) in self.parts.texts.iter().zip(&self.loras.texts) {
                let tokenizer = ClipTokenizer::load(&part.tokenizer)?;
                let weights = part.weights.changed(changes.clone());
                encoders.push((tokenizer, TextEncoder::load(&weights, &part.config)?));
            }
            self.texts = Some(Texts { encoders, penultimate: self.parts.unet.1.is_xl() });
        }
        Ok(self.texts.as_ref().expect("loaded just now"))
    }

    fn unet(&mut self) -> Result<&Unet, LoadError> {
        if self.unet.is_none() {
            self.unet = Some(Unet::load(
                &self.parts.unet.0.changed(self.loras.unet.clone()),
                &self.parts.unet.1,
            )?);
        }
        Ok(self.unet.as_ref().expect("loaded just now"))
    }

    pub(super) fn decoder(&mut self) -> Result<(), LoadError> {
        if self.decoder.is_none() {
            let (weights, sizes) = &self.parts.vae;
            self.decoder = Some(sizes.decoder(weights)?);
        }
        Ok(())
    }
}

fn finite(values: &[f32], stage: Stage) -> Result<(), DrawError> {
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(()),
        false => Err(DrawError::NotFinite(stage)),
    }
}
