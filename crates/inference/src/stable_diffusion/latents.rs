//! Latents on their way from noise to a picture, and what they are mixed with: a picture to start from, and its mask.
//! Knows where sampling starts and what is put back after a step; the steps themselves are the sampler's.

use candle_core::Tensor;

use super::autoencoder::{Autoencoder, LatentEncoder};
use super::request::{DiffusionError, DiffusionRequest, InitImage, Stage};
use super::sampler::Sampler;
use super::sampler_steps::draw_noise;
use crate::nn::{Placement, in_pool};
use crate::sampling::Noise;
use crate::weights::LoadError;

/// Latents, `[height, width, channels]`, and what belongs to them.
pub(super) struct Latents {
    pub height: usize,
    pub width: usize,
    pub values: Vec<f32>,
    /// The first noise, and the latents of the picture to start from.
    noise: Vec<f32>,
    init_latents: Option<Vec<f32>>,
    /// Per latent position, 1 where it is repainted.
    mask: Option<Vec<f32>>,
    /// What a model for inpainting reads besides the latents: the mask, and the latents of what stays.
    pub inpaint_channels: Option<Tensor>,
}

/// What latents need to know of a model before its first step.
pub(super) struct LatentContext<'a> {
    pub autoencoder: &'a Autoencoder,
    /// Channels that the denoiser reads.
    pub input_channels: usize,
    pub placement: &'a Placement,
    /// Reads the encoder; only called where there is a picture to start from.
    pub encoder: &'a dyn Fn() -> Result<LatentEncoder, LoadError>,
}

impl Latents {
    /// Where sampling starts. Takes the first latents from `noise` even where others are given, so that later noise
    /// stays the same.
    ///
    /// # Errors
    /// Where size, first latents or picture do not fit the model.
    pub(super) fn new(
        context: &LatentContext,
        request: &DiffusionRequest,
        sampler: &Sampler,
        noise: &mut Noise,
    ) -> Result<Latents, DiffusionError> {
        let (factor, channels) = (context.autoencoder.factor(), context.autoencoder.channels());
        let (width, height) = (request.width as usize, request.height as usize);
        let fits = |side: usize| side > 0 && side.is_multiple_of(factor);
        if !fits(width) || !fits(height) {
            return Err(invalid(format!(
                "{width}x{height} cannot be drawn: both sides must be multiples of {factor}."
            )));
        }
        let (width, height) = (width / factor, height / factor);
        let first = first_latents(request.latents, width * height, channels, noise)?;
        let mut prepared = Latents {
            width,
            height,
            values: first.iter().map(|value| value * sampler.first_scale()).collect(),
            noise: first,
            init_latents: None,
            mask: None,
            inpaint_channels: None,
        };
        let inpaints = context.input_channels == 2 * channels + 1;
        if context.input_channels != channels && !inpaints {
            let text = format!(
                "This model reads {} channels, which is not supported.",
                context.input_channels
            );
            return Err(invalid(text));
        }
        match request.init_image {
            Some(init_image) => {
                prepared.start_from_image(context, init_image, sampler, inpaints)?
            }
            None if inpaints => {
                return Err(invalid(
                    "This model draws into a picture: give it one, and a mask.".into(),
                ));
            }
            None => {}
        }
        Ok(prepared)
    }

    fn start_from_image(
        &mut self,
        context: &LatentContext,
        init_image: InitImage,
        sampler: &Sampler,
        inpaints: bool,
    ) -> Result<(), DiffusionError> {
        let (factor, channels) = (context.autoencoder.factor(), context.autoencoder.channels());
        let size = (self.width * factor, self.height * factor);
        let pixels = size.0 * size.1;
        if init_image.rgb.len() != pixels * 3
            || init_image.mask.is_some_and(|mask| mask.len() != pixels)
        {
            return Err(invalid("The picture to start from has another size.".into()));
        }
        let encoder = (context.encoder)()?;
        let init_latents = encode(&encoder, init_image.rgb, size, context.placement)?;
        if init_image.strength < 1.0 || init_image.mask.is_none() {
            self.values = sampler.noised(&init_latents, &self.noise, sampler.indices().start);
        }
        // A model for inpainting always reads a mask; without one, all of the picture is repainted.
        let everything = vec![1.0; if inpaints { pixels } else { 0 }];
        let Some(mask) = init_image.mask.or(inpaints.then_some(&everything[..])) else {
            return Ok(());
        };
        let repainted = |at: usize| if mask[at] >= 0.5 { 1.0 } else { 0.0 };
        let width = self.width;
        let mask_values: Vec<f32> = (0..width * self.height)
            .map(|at| repainted((at / width * factor * width + at % width) * factor))
            .collect();
        if !inpaints {
            (self.mask, self.init_latents) = (Some(mask_values), Some(init_latents));
            return Ok(());
        }
        // What is repainted is grey, the middle of -1 to 1.
        let rgb = init_image.rgb.iter().enumerate();
        let rgb: Vec<f32> =
            rgb.map(|(at, value)| if repainted(at / 3) > 0.5 { 0.5 } else { *value }).collect();
        let kept = encode(&encoder, &rgb, size, context.placement)?;
        let inpaint_channels = mask_values.iter().zip(kept.chunks_exact(channels));
        let inpaint_channels: Vec<f32> = inpaint_channels
            .flat_map(|(mask, kept)| std::iter::once(*mask).chain(kept.iter().copied()))
            .collect();
        let shape = (1, self.height, self.width, channels + 1);
        self.inpaint_channels =
            Some(Tensor::from_vec(inpaint_channels, shape, &context.placement.device)?);
        Ok(())
    }

    /// Puts back what lies outside the mask, with the noise of the `next` step, or without any at the end.
    pub(super) fn restore_outside_mask(&mut self, sampler: &Sampler, next: Option<usize>) {
        let (Some(mask), Some(init_latents)) = (&self.mask, &self.init_latents) else { return };
        let outside = match next {
            Some(next) => sampler.noised(init_latents, &self.noise, next),
            None => init_latents.clone(),
        };
        let channels = init_latents.len() / mask.len().max(1);
        for (at, (latent, outside)) in self.values.iter_mut().zip(&outside).enumerate() {
            let mask = mask[at / channels];
            *latent = (1.0 - mask) * outside + mask * *latent;
        }
    }
}

fn invalid(sentence: String) -> DiffusionError {
    DiffusionError::InvalidRequest(sentence)
}

/// Noise of variance 1, or the given numbers instead, as latents lie in memory.
fn first_latents(
    init_latents: Option<&[f32]>,
    positions: usize,
    channels: usize,
    noise: &mut Noise,
) -> Result<Vec<f32>, DiffusionError> {
    let count = positions * channels;
    let drawn = draw_noise(noise, count, channels);
    match init_latents {
        None => Ok(drawn),
        Some(init_latents) if init_latents.len() == count => Ok((0..count)
            .map(|at| init_latents[at % channels * positions + at / channels])
            .collect()),
        Some(init_latents) => {
            let found = init_latents.len();
            Err(invalid(format!("{found} first latents were given, and {count} are needed.")))
        }
    }
}

/// The latents of a picture of 0 to 1.
fn encode(
    encoder: &LatentEncoder,
    rgb: &[f32],
    (width, height): (usize, usize),
    placement: &Placement,
) -> Result<Vec<f32>, DiffusionError> {
    let values: Vec<f32> = rgb.iter().map(|value| value * 2.0 - 1.0).collect();
    let picture = Tensor::from_vec(values, (1, height, width, 3), &placement.device)?;
    let latents = in_pool(|| encoder.encode(&picture)?.flatten_all()?.to_vec1::<f32>())?;
    match latents.iter().all(|value| value.is_finite()) {
        true => Ok(latents),
        false => Err(DiffusionError::NotFinite(Stage::Autoencoder)),
    }
}
