//! One picture from first noise to last pixel: texts, steps, guidance, previews and the decode.
//! Parts are read when they are first needed, and given back early where memory is short.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use candle_core::Tensor;

use super::clip::TextEncoder;
use super::conditioning::{Encoding, Texts, added, guidance};
use super::config::{UnetConfig, VaeConfig};
use super::lora::{Loras, Targets};
use super::parts::Parts;
use super::sampler::{Sampler, SamplerName, Stepped, draw};
use super::tiles;
use super::tokens::ClipTokenizer;
use super::unet::{Condition, Unet};
use super::vae::{Decoder, Encoder};
use crate::engine::free_memory;
use crate::engine::nn::{Place, in_pool};
use crate::engine::sampling::Noise;
use crate::engine::weights::LoadError;
use crate::post::{Cutout, Picture};

/// An opened model.
pub struct StableDiffusion {
    parts: Parts,
    place: Place,
    /// Whether texts go before the denoiser comes.
    lean: bool,
    texts: Option<Texts>,
    unet: Option<Unet>,
    decoder: Option<Decoder>,
    /// The LoRAs that are in the weights, and their files.
    loras: Loras,
    named: Vec<(PathBuf, f32)>,
    took: Stages,
}

/// What the stages of a picture took, opening their weights included.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stages {
    pub text: Duration,
    pub denoise: Duration,
    pub decode: Duration,
}

/// One picture to draw.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub prompt: &'a str,
    /// What to keep away from; empty for nothing in particular.
    pub negative: &'a str,
    pub seed: u64,
    pub steps: usize,
    /// How strongly to follow the prompt (Ho and Salimans 2022, arXiv:2207.12598); 1 or less is plain and twice as fast.
    pub guidance: f32,
    /// In pixels, multiples of the model's step.
    pub width: u32,
    pub height: u32,
    /// `None`: the one that the model's config names.
    pub sampler: Option<SamplerName>,
    /// Read the prompt as plain text and drop what the model cannot read at once, as the reference does.
    pub truncate: bool,
    /// `[channels, height, width]` of variance 1 in the place of the seed's first noise.
    pub latents: Option<&'a [f32]>,
    /// A picture to start from.
    pub source: Option<Source<'a>>,
}

/// A picture to start from, and what of it may change.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// `[height, width, 3]` of the wanted size, 0..=1.
    pub rgb: &'a [f32],
    /// How much of it goes, 0..=1.
    pub strength: f32,
    /// `[height, width]`, 0..=1: what is to be drawn anew; `None` for all of it.
    pub mask: Option<&'a [f32]>,
}

/// What whoever waits is told.
#[derive(Debug)]
pub enum Progress {
    /// A step is done; the preview, as small as the latents, comes with every one.
    Step { done: usize, total: usize, preview: Option<Cutout> },
    /// All steps are done, and the picture is about to be decoded.
    Decoding,
}

/// How drawing ended.
#[derive(Debug)]
pub enum Outcome {
    Drawn(Picture),
    /// The watcher said so.
    Stopped,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    #[error("the picture came out as NaN or infinite values")]
    NotFinite,
    #[error("the picture came out blank")]
    Blank,
    #[error("{0}")]
    Unfit(String),
    #[error("the prompt could not be read: {0}")]
    Tokenizer(#[source] tokenizers::Error),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error("the computation failed: {0}")]
    Candle(#[from] candle_core::Error),
}

/// Latents on their way, `[height, width, channels]`, and what they are mixed with.
struct Canvas {
    height: usize,
    width: usize,
    latents: Vec<f32>,
    /// The first noise, and the latents of the picture that was given.
    noise: Vec<f32>,
    given: Option<Vec<f32>>,
    /// Per latent place, 1 where it is drawn anew.
    mask: Option<Vec<f32>>,
    /// What a model for inpainting sees besides: mask and latents of what stays.
    beside: Option<Tensor>,
}

impl StableDiffusion {
    /// Opens a folder or a file, reading configs and headers only.
    ///
    /// # Errors
    /// A [`LoadError`] that names the file, and the tensor if there is one, that is missing or makes no sense.
    pub fn open(path: &Path, place: &Place) -> Result<Self, LoadError> {
        let place = place.clone().mapped();
        let parts = Parts::open(path, &place)?;
        let took = Stages::default();
        Ok(Self {
            took,
            parts,
            place,
            lean: false,
            texts: None,
            unet: None,
            decoder: None,
            loras: Loras::default(),
            named: Vec::new(),
        })
    }

    /// Draws with these LoRA files, each with a weight, and no others from now on. What other ones changed is read
    /// anew from the mapped files, so that nothing of them is left.
    ///
    /// # Errors
    /// Where a file cannot be read or changes nothing of this model.
    pub fn set_loras(&mut self, files: &[(PathBuf, f32)]) -> Result<(), LoadError> {
        if self.named == files {
            return Ok(());
        }
        let texts = self.parts.texts.iter().map(|part| &part.weights).collect();
        let targets = Targets { unet: &self.parts.unet.0, texts };
        self.loras = Loras::read(files, &targets)?;
        self.named = files.to_vec();
        (self.texts, self.unet) = (None, None);
        Ok(())
    }

    /// Bytes that a model takes at its peak: with all parts at once, and one after the other. Weights count as the file
    /// stores them, as the layers read them where they are mapped.
    pub(super) fn bytes(&self) -> (u64, u64) {
        let texts: u64 = self.parts.texts.iter().map(|part| part.weights.stored_bytes()).sum();
        let (unet, vae) = (self.parts.unet.0.stored_bytes(), self.parts.vae.0.stored_bytes());
        let side = self.parts.unet.1.sample_size.unwrap_or(64).clamp(8, 256) as u64;
        let activations = 4 * self.decode_values(side * side);
        (texts + unet + vae + activations, unet.max(texts).max(vae + activations))
    }

    /// Values that the decode of so many latent places holds at once: the last level works at full size, first on the
    /// channels of the level before it, and holds an image about three times.
    fn decode_values(&self, places: u64) -> u64 {
        let widths = &self.parts.vae.1.block_out_channels;
        let widest = widths.get(1).or(widths.first()).copied().unwrap_or(0) as u64;
        3 * places * (self.parts.vae.1.factor() as u64).pow(2) * widest
    }

    pub(super) fn scheduler(&self) -> &super::schedule::SchedulerConfig {
        &self.parts.scheduler
    }

    /// Reads all weights; `lean` leaves each part until it is needed, and gives texts back before the denoiser comes.
    ///
    /// # Errors
    /// As for `open`.
    pub fn load(&mut self, lean: bool) -> Result<(), LoadError> {
        self.lean = lean;
        if !lean {
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

    pub fn unet_config(&self) -> &UnetConfig {
        &self.parts.unet.1
    }

    pub fn vae_config(&self) -> &VaeConfig {
        &self.parts.vae.1
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
        let begun = Instant::now();
        let condition = self.condition(request)?;
        if self.lean {
            self.texts = None;
            self.parts.texts.iter().for_each(|part| part.weights.rest());
        }
        self.took = Stages { text: begun.elapsed(), ..Stages::default() };
        let begun = Instant::now();
        let mut noise = Noise::new(request.seed);
        let strength = request.source.map_or(1.0, |source| source.strength.clamp(0.0, 1.0));
        let config = &self.parts.scheduler;
        let name = request.sampler.unwrap_or_else(|| SamplerName::of_config(config));
        let mut sampler = Sampler::new(config, name, request.steps, strength);
        let mut canvas = self.canvas(request, &sampler, &mut noise)?;
        let guided = condition.text.dim(0)? == 2;
        let indices = sampler.indices();
        let total = indices.len();
        for (done, index) in indices.clone().enumerate() {
            let scaled = sampler.scaled(&canvas.latents, index);
            let time = sampler.time(index);
            let answer =
                self.answer(&scaled, &canvas, time, &condition, guided, request.guidance)?;
            let count = canvas.latents.len();
            let channels = self.parts.vae.1.latent_channels;
            let mut fresh = || draw(&mut noise, count, channels);
            let Stepped { latents, guess } =
                sampler.step(index, &answer, &canvas.latents, &mut fresh);
            canvas.latents = latents;
            canvas.keep_outside(&sampler, (index + 1 < indices.end).then_some(index + 1));
            if !canvas.latents.iter().all(|value| value.is_finite()) {
                return Err(DrawError::NotFinite);
            }
            let preview = self.preview(&guess, canvas.width, canvas.height);
            let step = Progress::Step { done: done + 1, total, preview };
            if watch(step).is_break() {
                return Ok(Outcome::Stopped);
            }
        }
        if self.lean {
            self.unet = None;
            self.parts.unet.0.rest();
        }
        self.took.denoise = begun.elapsed();
        if watch(Progress::Decoding).is_break() {
            return Ok(Outcome::Stopped);
        }
        let (begun, free) = (Instant::now(), free_memory());
        let Some(picture) = self.decode(&canvas, free, watch)? else { return Ok(Outcome::Stopped) };
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
        Ok(Condition { text: Tensor::cat(&tokens, 0)?, added, guidance })
    }

    /// Where sampling starts.
    fn canvas(
        &mut self,
        request: &Request,
        sampler: &Sampler,
        noise: &mut Noise,
    ) -> Result<Canvas, DrawError> {
        let config = &self.parts.vae.1;
        let (factor, channels) = (config.factor(), config.latent_channels);
        let (width, height) = (request.width as usize, request.height as usize);
        if width == 0
            || height == 0
            || !width.is_multiple_of(factor)
            || !height.is_multiple_of(factor)
        {
            return Err(DrawError::Unfit(format!("{width}x{height} is no multiple of {factor}")));
        }
        let (width, height) = (width / factor, height / factor);
        let count = width * height * channels;
        // Drawn even where other latents are given, so that later noise stays the same.
        let mut first = draw(noise, count, channels);
        if let Some(given) = request.latents {
            if given.len() != count {
                let text = format!("{} first latents were given, {count} are needed", given.len());
                return Err(DrawError::Unfit(text));
            }
            let places = width * height;
            first = (0..count).map(|at| given[at % channels * places + at / channels]).collect();
        }
        let mut canvas = Canvas {
            width,
            height,
            latents: first.iter().map(|value| value * sampler.first_scale()).collect(),
            noise: first,
            given: None,
            mask: None,
            beside: None,
        };
        let takes = self.parts.unet.1.in_channels;
        let inpaints = takes == 2 * channels + 1;
        if takes != channels && !inpaints {
            return Err(DrawError::Unfit(format!(
                "the model reads {takes} channels, which is not understood"
            )));
        }
        let Some(source) = request.source else {
            return match inpaints {
                true => Err(DrawError::Unfit(
                    "this model needs a picture to draw into, and a mask".into(),
                )),
                false => Ok(canvas),
            };
        };
        let pixels = width * factor * height * factor;
        if source.rgb.len() != pixels * 3 || source.mask.is_some_and(|mask| mask.len() != pixels) {
            return Err(DrawError::Unfit("the picture to start from has another size".into()));
        }
        let encoder = Encoder::load(&self.parts.vae.0, &self.parts.vae.1)?;
        let given = self.encode(&encoder, source.rgb, width * factor, height * factor)?;
        if source.strength < 1.0 || source.mask.is_none() {
            canvas.latents = sampler.noised(&given, &canvas.noise, sampler.indices().start);
        }
        if let Some(mask) = source.mask {
            let anew = |at: usize| if mask[at] >= 0.5 { 1.0 } else { 0.0 };
            let places = (0..width * height)
                .map(|at| anew((at / width * factor * width + at % width) * factor))
                .collect::<Vec<f32>>();
            if inpaints {
                // What is to be drawn anew is grey, the middle of -1 to 1.
                let rgb = source.rgb.iter().enumerate();
                let rgb: Vec<f32> =
                    rgb.map(|(at, value)| if anew(at / 3) > 0.5 { 0.5 } else { *value }).collect();
                let stays = self.encode(&encoder, &rgb, width * factor, height * factor)?;
                let beside = places.iter().zip(stays.chunks_exact(channels));
                let beside: Vec<f32> = beside
                    .flat_map(|(mask, stays)| std::iter::once(*mask).chain(stays.iter().copied()))
                    .collect();
                let shape = (1, height, width, channels + 1);
                canvas.beside = Some(Tensor::from_vec(beside, shape, &self.place.device)?);
            } else {
                canvas.mask = Some(places);
                canvas.given = Some(given);
            }
        }
        Ok(canvas)
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

    /// The latents of a picture of 0 to 1.
    fn encode(
        &self,
        encoder: &Encoder,
        rgb: &[f32],
        width: usize,
        height: usize,
    ) -> Result<Vec<f32>, DrawError> {
        let values: Vec<f32> = rgb.iter().map(|value| value * 2.0 - 1.0).collect();
        let picture = Tensor::from_vec(values, (1, height, width, 3), &self.place.device)?;
        Ok(in_pool(|| encoder.encode(&picture)?.flatten_all()?.to_vec1::<f32>())?)
    }

    /// The picture of the latents, in tiles where it would not fit into `free` bytes; `None` where `watch` broke.
    fn decode(
        &mut self,
        canvas: &Canvas,
        free: u64,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Picture>, DrawError> {
        let (factor, device) = (self.parts.vae.1.factor(), self.place.device.clone());
        let (height, width) = (canvas.height, canvas.width);
        let tiled = 4 * self.decode_values((height * width) as u64) > free;
        let decoder = self.decoder()?;
        let one = |latents: &[f32], height: usize, width: usize| -> candle_core::Result<Vec<f32>> {
            let latents = Tensor::from_slice(latents, (1, height, width, ()), &device)?;
            in_pool(|| decoder.decode(&latents)?.flatten_all()?.to_vec1::<f32>())
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
        if !values.iter().all(|value| value.is_finite()) {
            return Err(DrawError::NotFinite);
        }
        let rgb = values.into_iter().map(|value| (value * 0.5 + 0.5).clamp(0.0, 1.0)).collect();
        Ok(Some(Picture { width: width * factor, height: height * factor, rgb }))
    }

    /// A rough picture of latents, one pixel each, by a linear map that others fitted to the autoencoder.
    fn preview(&self, latents: &[f32], width: usize, height: usize) -> Option<Cutout> {
        let map = if self.parts.unet.1.is_xl() { &XL_COLOURS } else { &COLOURS };
        if self.parts.vae.1.latent_channels != map.len() {
            return None;
        }
        let pixel = |latents: &[f32]| {
            let colour = |channel: usize| {
                let sum = latents.iter().zip(map).map(|(latent, row)| latent * row[channel]);
                (sum.sum::<f32>() * 0.5 + 0.5).clamp(0.0, 1.0)
            };
            [colour(0), colour(1), colour(2), 1.0]
        };
        Cutout::new(width, height, latents.chunks_exact(map.len()).flat_map(pixel).collect())
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

    fn decoder(&mut self) -> Result<&Decoder, LoadError> {
        if self.decoder.is_none() {
            self.decoder = Some(Decoder::load(&self.parts.vae.0, &self.parts.vae.1)?);
        }
        Ok(self.decoder.as_ref().expect("loaded just now"))
    }
}

impl Canvas {
    /// Puts back what lies outside the mask, with the noise of the `next` step, or without any at the end.
    fn keep_outside(&mut self, sampler: &Sampler, next: Option<usize>) {
        let (Some(mask), Some(given)) = (&self.mask, &self.given) else { return };
        let outside = match next {
            Some(next) => sampler.noised(given, &self.noise, next),
            None => given.clone(),
        };
        let channels = given.len() / mask.len().max(1);
        for (at, (latent, outside)) in self.latents.iter_mut().zip(&outside).enumerate() {
            let mask = mask[at / channels];
            *latent = (1.0 - mask) * outside + mask * *latent;
        }
    }
}

/// Red, green and blue of each latent channel of SD 1 and 2, and of XL: least-squares fits that are in common use for
/// previews.
const COLOURS: [[f32; 3]; 4] = [
    [0.298, 0.207, 0.208],
    [0.187, 0.286, 0.173],
    [-0.158, 0.189, 0.264],
    [-0.184, -0.271, -0.473],
];
const XL_COLOURS: [[f32; 3]; 4] = [
    [0.392, 0.405, 0.455],
    [-0.263, -0.020, 0.065],
    [0.057, 0.169, -0.076],
    [-0.311, -0.236, -0.208],
];
