//! Spark, the built-in illustration model: a prompt in, a picture with transparency out.
//! Ties text encoder, denoiser, sampler and decoder together; queues, picture files and brands are unknown to it.

mod config;
mod decoder;
mod denoiser;
mod nearest_phrases;
mod phrase_table;
mod pose;
mod text;
mod translations;

use std::ops::ControlFlow;
use std::path::Path;

use candle_core::{Device, Tensor};

pub use config::{
    DecoderConfig, DenoiserConfig, ImageConfig, LatentConfig, SamplerConfig, SparkConfig,
    TextConfig,
};
pub use phrase_table::Interpretation;
pub use pose::Pose;
pub use text::{SentenceEncoder, SparkTokenCounter, TextEmbedding};

use self::config::{Files, TextEncoderConfig};
use self::decoder::SparkDecoder;
use self::denoiser::Denoiser;
use self::nearest_phrases::NearestPhrases;
use self::phrase_table::PhraseTable;
use self::text::{BertEncoder, PromptTokenizer};
use super::nn::{Placement, in_pool};
use super::sampling::{FlowStep, Noise, flow, times};
use super::weights::{LoadError, Weights};
use crate::{Cutout, DrawOutcome, DrawProgress};

/// A loaded model.
pub struct Spark {
    config: SparkConfig,
    placement: Placement,
    phrase_table: PhraseTable,
    nearest_phrases: Option<NearestPhrases>,
    tokenizer: PromptTokenizer,
    encoder: BertEncoder,
    denoiser: Denoiser,
    decoder: SparkDecoder,
}

/// One picture to draw.
#[derive(Clone, Copy, Debug)]
pub struct SparkRequest<'a> {
    /// The thing to draw, in words that the model was trained on; see [`Spark::interpret`].
    pub prompt: &'a str,
    /// What to keep away from; empty for nothing in particular.
    pub negative: &'a str,
    /// Chooses the noise.
    pub seed: u64,
    /// At least 1; more than a few dozen bring nothing.
    pub steps: usize,
    /// How strongly to follow the prompt (Ho and Salimans 2022, arXiv:2207.12598); 1 is plain and twice as fast.
    pub guidance: f32,
    /// How the thing lies on the canvas.
    pub pose: Pose,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum SparkError {
    /// Latents or pixels are NaN or infinite.
    #[error("the picture came out as NaN or infinite values")]
    NotFinite,
    /// No pixel is visible.
    #[error("the picture came out blank")]
    Blank,
    /// The tokenizer failed.
    #[error("the prompt could not be read: {0}")]
    Tokenizer(#[source] tokenizers::Error),
    /// A layer failed.
    #[error("the computation failed: {0}")]
    Candle(#[from] candle_core::Error),
}

/// The widest preview, in pixels.
const PREVIEW: usize = 96;
/// Below this alpha everywhere, a picture shows nothing.
const VISIBLE: f32 = 0.02;

impl Spark {
    /// About how many bytes a loaded Spark takes while it draws: the networks' weights widened to `f32`, the text encoder's
    /// as the file has them, and activations.
    /// Reads the headers of the files only.
    ///
    /// # Errors
    /// As for [`Spark::load`].
    pub fn bytes_to_load(folder: &Path) -> Result<u64, LoadError> {
        let files = Files::of(folder);
        let config = SparkConfig::read(&files.config)?;
        let placement = Placement::on(&Device::Cpu);
        let mut values = 0;
        for path in [&files.denoiser, &files.decoder] {
            values += Weights::open(path, &placement)?.values() as u64;
        }
        let text = Weights::open(&files.text_encoder, &placement)?.stored_bytes();
        // The largest image has half the picture's sides, and is held about four times over: input, two
        // intermediate results, and the block's own input. The picture itself comes on top.
        let side = config.image.size as u64 / 2;
        let widest = config.decoder.c.last().copied().unwrap_or(0).max(16) as u64;
        let activations = side * side * widest * 4 + 16 * side * side * 4;
        Ok((values + activations) * 4 + text)
    }

    /// Reads a model folder for our kernels on the CPU.
    ///
    /// # Errors
    /// A [`LoadError`] that names the file, and the tensor if there is one, that is missing or makes no sense.
    pub fn load(folder: &Path) -> Result<Spark, LoadError> {
        Spark::load_at(folder, &Placement::kernels())
    }

    /// The same with a choice of device and backend, such as to compare the kernels with candle's own operations.
    pub fn load_at(folder: &Path, placement: &Placement) -> Result<Spark, LoadError> {
        let files = Files::of(folder);
        let config = SparkConfig::read(&files.config)?;
        let tokens = config.text.max_tokens;
        let text =
            TextEncoderConfig::read(&files.text_encoder_config, config.denoiser.txt_in, tokens)?;
        let open = |path: &Path| Weights::open(path, placement);
        let read_words = || {
            let (width, table) =
                (config.denoiser.txt_in, PhraseTable::read_file(&files.phrase_table)?);
            let nearest = NearestPhrases::load(&files.phrase_vectors, &table, width, placement)?;
            Ok::<_, LoadError>((table, nearest))
        };
        let read_text = || {
            let tokenizer = PromptTokenizer::load(&files.tokenizer, tokens);
            let encoder = BertEncoder::open(&files.text_encoder, placement, &text, tokens);
            (tokenizer, encoder, read_words())
        };
        let read_networks = || {
            let denoiser =
                open(&files.denoiser).and_then(|weights| Denoiser::load(&weights, &config));
            let decoder =
                open(&files.decoder).and_then(|weights| SparkDecoder::load(&weights, &config));
            (denoiser, decoder)
        };
        let ((tokenizer, encoder, words), (denoiser, decoder)) =
            rayon::join(read_text, read_networks);
        let (denoiser, decoder) = (denoiser?, decoder?);
        let (phrase_table, nearest_phrases) = words?;
        Ok(Spark {
            placement: placement.clone(),
            nearest_phrases,
            phrase_table,
            tokenizer: tokenizer?,
            encoder: encoder?,
            denoiser,
            decoder,
            config,
        })
    }

    /// Sizes, and the number of steps and guidance that suit this model.
    pub fn config(&self) -> &SparkConfig {
        &self.config
    }

    /// Draws a picture. The same request gives the same picture, bit for bit, on the same machine.
    ///
    /// `watch` is called after every step and once before decoding. When it breaks, the drawing stops at once.
    ///
    /// # Errors
    /// `NotFinite` or `Blank` when the picture is none, otherwise what went wrong in reading the prompt or computing.
    pub fn draw(
        &self,
        request: &SparkRequest,
        watch: &mut dyn FnMut(DrawProgress) -> ControlFlow<()>,
    ) -> Result<DrawOutcome<Cutout>, SparkError> {
        let prompt = self.encode(request.prompt)?;
        let negative = match request.negative.trim().is_empty() {
            true => None,
            false => Some(self.encode(request.negative)?),
        };
        let noise = Noise::new(request.seed).normal(self.config.latents());
        let Some(latents) = self.sample(&noise, &prompt, negative.as_ref(), request, watch)? else {
            return Ok(DrawOutcome::Stopped);
        };
        if watch(DrawProgress::Decoding).is_break() {
            return Ok(DrawOutcome::Stopped);
        }
        let cutout = self.decode(&latents)?;
        match cutout.strongest_alpha() < VISIBLE {
            true => Err(SparkError::Blank),
            false => Ok(DrawOutcome::Drawn(cutout)),
        }
    }

    /// The prompt in words that the model was trained on; [`Spark::draw`] takes its prompt as it is.
    pub fn interpret(&self, prompt: &str) -> Interpretation {
        self.phrase_table.interpret(prompt, |prompt, named| {
            let vector = |text: &str| Ok::<_, SparkError>(self.encode(text)?.pooled);
            // Where this fails, drawing fails too, and reports it.
            self.nearest_phrases.as_ref()?.find(prompt, named, vector).ok()?
        })
    }

    /// How one thing of an interpretation is drawn for a seed: its prompt, which names another colour half the time where the
    /// thing comes in any and none was named, and its pose.
    pub fn variation(&self, thing: &str, seed: u64) -> (String, Pose) {
        self.phrase_table.variation(thing, seed)
    }

    /// The same of a negative prompt, of which only known words are used.
    pub fn interpret_negative(&self, negative: &str) -> Interpretation {
        self.phrase_table.interpret(negative, |_, _| None)
    }

    /// The token ids of a prompt, `[CLS]` and `[SEP]` included.
    ///
    /// # Errors
    /// `Tokenizer`.
    pub fn tokens(&self, prompt: &str) -> Result<Vec<u32>, SparkError> {
        self.tokenizer.tokens(prompt).map_err(SparkError::Tokenizer)
    }

    /// What the text encoder makes of a prompt.
    ///
    /// # Errors
    /// `Tokenizer` or `Candle`.
    pub fn encode(&self, prompt: &str) -> Result<TextEmbedding, SparkError> {
        let tokens = self.tokens(prompt)?;
        Ok(in_pool(|| self.encoder.encode(&tokens))?)
    }

    /// Follows the flow from `noise`, `[channels, height, width]`, to latents of the same shape; `None` when `watch`
    /// broke. Without a negative prompt the picture is guided away from that of no prompt at all. Of the request its
    /// steps, guidance and pose are read.
    ///
    /// # Errors
    /// `NotFinite` or `Candle`.
    pub fn sample(
        &self,
        noise: &[f32],
        prompt: &TextEmbedding,
        negative: Option<&TextEmbedding>,
        request: &SparkRequest,
        watch: &mut dyn FnMut(DrawProgress) -> ControlFlow<()>,
    ) -> Result<Option<Vec<f32>>, SparkError> {
        let times = times(request.steps.max(1), self.config.sampler.shift);
        let total = times.len() - 1;
        let guidance = request.guidance;
        let guided = guidance != 1.0;
        let texts: &[_] = if guided { &[Some(prompt), negative] } else { &[Some(prompt)] };
        let conditioning =
            in_pool(|| self.denoiser.conditioning(&times[..total], texts, &request.pose))?;
        let velocity = |latents: &[f32], step: usize| -> Result<Vec<f32>, SparkError> {
            // Near the noise the prompt alone counts.
            let guided = guided && times[step] <= self.config.sampler.guided_from;
            let velocity = in_pool(|| -> candle_core::Result<_> {
                let latents = self.latents(latents)?;
                let latents = if guided { Tensor::cat(&[&latents, &latents], 0)? } else { latents };
                self.denoiser
                    .forward(&latents, step, &conditioning)?
                    .flatten_all()?
                    .to_vec1::<f32>()
            })?;
            let velocity = match guided {
                true => {
                    let (with, without) = velocity.split_at(velocity.len() / 2);
                    with.iter()
                        .zip(without)
                        .map(|(with, without)| without + guidance * (with - without))
                        .collect()
                }
                false => velocity,
            };
            match velocity.iter().all(|value| value.is_finite()) {
                true => Ok(velocity),
                false => Err(SparkError::NotFinite),
            }
        };
        let report = |step: FlowStep| {
            let preview = match step.done % 4 == 1 || step.done == total {
                true => Some(self.preview(&step.denoised())?),
                false => None,
            };
            Ok(watch(DrawProgress::Step { done: step.done, total, preview }))
        };
        let latents = flow(self.places_first(noise)?, &times, velocity, report)?;
        Ok(latents.map(|latents| self.channels_first(&latents)))
    }

    /// The velocity of `latents`, `[channels, height, width]`, at `time`, for one prompt without guidance.
    ///
    /// # Errors
    /// `Candle`.
    pub fn velocity(
        &self,
        latents: &[f32],
        time: f32,
        prompt: &TextEmbedding,
        pose: &Pose,
    ) -> Result<Vec<f32>, SparkError> {
        let latents = self.latents(&self.places_first(latents)?)?;
        let velocity = in_pool(|| {
            let conditioning = self.denoiser.conditioning(&[time], &[Some(prompt)], pose)?;
            self.denoiser.forward(&latents, 0, &conditioning)?.flatten_all()?.to_vec1::<f32>()
        })?;
        Ok(self.channels_first(&velocity))
    }

    /// The picture of normalised latents, `[channels, height, width]`.
    ///
    /// # Errors
    /// `NotFinite` or `Candle`.
    pub fn decode(&self, latents: &[f32]) -> Result<Cutout, SparkError> {
        let latents = self.latents(&self.places_first(latents)?)?;
        let rgba = in_pool(|| self.decoder.forward(&latents)?.flatten_all()?.to_vec1::<f32>())?;
        finished(self.config.image.size, rgba)
    }

    /// A small, rough picture of latents, `[height, width, channels]`.
    fn preview(&self, latents: &[f32]) -> Result<Cutout, SparkError> {
        let latents = self.latents(latents)?;
        let rgba = in_pool(|| self.decoder.preview(&latents)?.flatten_all()?.to_vec1::<f32>())?;
        let size = self.config.image.size;
        // The size is the latents' times a power of two, which ends the search at the latest.
        let block = (1..=size)
            .find(|block| size.is_multiple_of(*block) && size / block <= PREVIEW)
            .unwrap_or(size);
        let small = size / block;
        let mut sums = vec![0.0; small * small * 4];
        for (index, pixel) in rgba.chunks_exact(4).enumerate() {
            let at = (index / size / block * small + index % size / block) * 4;
            sums[at..at + 4]
                .iter_mut()
                .zip(pixel)
                .for_each(|(sum, value)| *sum += value.clamp(0.0, 1.0));
        }
        let area = (block * block) as f32;
        finished(small, sums.into_iter().map(|sum| sum / area).collect())
    }

    /// `[height, width, channels]` as a tensor of one item.
    fn latents(&self, values: &[f32]) -> candle_core::Result<Tensor> {
        let (side, channels) = (self.config.denoiser.hw, self.config.denoiser.zc);
        Tensor::from_slice(values, (1, side, side, channels), &self.placement.device)
    }

    /// `[channels, height, width]` to `[height, width, channels]`.
    fn places_first(&self, values: &[f32]) -> candle_core::Result<Vec<f32>> {
        if values.len() != self.config.latents() {
            candle_core::bail!("{} values are not {} latents", values.len(), self.config.latents());
        }
        Ok(transposed(values, self.config.denoiser.zc))
    }

    /// `[height, width, channels]` to `[channels, height, width]`.
    fn channels_first(&self, values: &[f32]) -> Vec<f32> {
        transposed(values, values.len() / self.config.denoiser.zc)
    }
}

/// A matrix of `rows` rows with rows and columns exchanged.
fn transposed(values: &[f32], rows: usize) -> Vec<f32> {
    let columns = values.len() / rows;
    (0..values.len()).map(|index| values[index % rows * columns + index / rows]).collect()
}

/// The square picture of unclamped values; premultiplied colour is never stronger than its alpha.
fn finished(size: usize, mut rgba: Vec<f32>) -> Result<Cutout, SparkError> {
    if !rgba.iter().all(|value| value.is_finite()) {
        return Err(SparkError::NotFinite);
    }
    for pixel in rgba.chunks_exact_mut(4) {
        let alpha = pixel[3].clamp(0.0, 1.0);
        pixel.iter_mut().for_each(|value| *value = value.clamp(0.0, alpha));
    }
    Ok(Cutout { width: size, height: size, rgba })
}
