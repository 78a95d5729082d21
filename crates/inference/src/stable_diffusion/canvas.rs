//! Latents on their way from noise to a picture, and what they are mixed with: a picture to start from, and its mask.
//! Knows where sampling starts and what is put back after a step; the steps themselves are the sampler's.

use candle_core::Tensor;

use super::autoencoder::{Autoencoder, Encoder};
use super::request::{DrawError, Request, Source, Stage};
use super::sampler::Sampler;
use super::steps::draw;
use crate::nn::{Placement, in_pool};
use crate::sampling::Noise;
use crate::weights::LoadError;

/// Latents, `[height, width, channels]`, and what belongs to them.
pub(super) struct Canvas {
    pub height: usize,
    pub width: usize,
    pub latents: Vec<f32>,
    /// The first noise, and the latents of the picture that was given.
    noise: Vec<f32>,
    given: Option<Vec<f32>>,
    /// Per latent place, 1 where it is drawn anew.
    mask: Option<Vec<f32>>,
    /// What a model for inpainting sees besides: mask and latents of what stays.
    pub beside: Option<Tensor>,
}

/// What is known of a model before its first step.
pub(super) struct Ground<'a> {
    pub sizes: &'a Autoencoder,
    /// Channels that the denoiser reads.
    pub reads: usize,
    pub place: &'a Placement,
    /// Reads the encoder; only asked where there is a picture to start from.
    pub encoder: &'a dyn Fn() -> Result<Encoder, LoadError>,
}

impl Canvas {
    /// Where sampling starts. Takes the first latents from `noise` even where others are given, so that later noise
    /// stays the same.
    ///
    /// # Errors
    /// Where size, first latents or picture do not fit the model.
    pub(super) fn new(
        ground: &Ground,
        request: &Request,
        sampler: &Sampler,
        noise: &mut Noise,
    ) -> Result<Canvas, DrawError> {
        let (factor, channels) = (ground.sizes.factor(), ground.sizes.channels());
        let (width, height) = (request.width as usize, request.height as usize);
        let fits = |side: usize| side > 0 && side.is_multiple_of(factor);
        if !fits(width) || !fits(height) {
            return Err(unfit(format!(
                "{width}x{height} cannot be drawn: both sides must be multiples of {factor}."
            )));
        }
        let (width, height) = (width / factor, height / factor);
        let first = first_latents(request.latents, width * height, channels, noise)?;
        let mut canvas = Canvas {
            width,
            height,
            latents: first.iter().map(|value| value * sampler.first_scale()).collect(),
            noise: first,
            given: None,
            mask: None,
            beside: None,
        };
        let inpaints = ground.reads == 2 * channels + 1;
        if ground.reads != channels && !inpaints {
            let text = format!("This model reads {} channels, which is not done.", ground.reads);
            return Err(unfit(text));
        }
        match request.source {
            Some(source) => canvas.start_from(ground, source, sampler, inpaints)?,
            None if inpaints => {
                return Err(unfit(
                    "This model draws into a picture: give it one, and a mask.".into(),
                ));
            }
            None => {}
        }
        Ok(canvas)
    }

    fn start_from(
        &mut self,
        ground: &Ground,
        source: Source,
        sampler: &Sampler,
        inpaints: bool,
    ) -> Result<(), DrawError> {
        let (factor, channels) = (ground.sizes.factor(), ground.sizes.channels());
        let size = (self.width * factor, self.height * factor);
        let pixels = size.0 * size.1;
        if source.rgb.len() != pixels * 3 || source.mask.is_some_and(|mask| mask.len() != pixels) {
            return Err(unfit("The picture to start from has another size.".into()));
        }
        let encoder = (ground.encoder)()?;
        let given = encode(&encoder, source.rgb, size, ground.place)?;
        if source.strength < 1.0 || source.mask.is_none() {
            self.latents = sampler.noised(&given, &self.noise, sampler.indices().start);
        }
        let Some(mask) = source.mask else { return Ok(()) };
        let anew = |at: usize| if mask[at] >= 0.5 { 1.0 } else { 0.0 };
        let width = self.width;
        let places: Vec<f32> = (0..width * self.height)
            .map(|at| anew((at / width * factor * width + at % width) * factor))
            .collect();
        if !inpaints {
            (self.mask, self.given) = (Some(places), Some(given));
            return Ok(());
        }
        // What is to be drawn anew is grey, the middle of -1 to 1.
        let rgb = source.rgb.iter().enumerate();
        let rgb: Vec<f32> =
            rgb.map(|(at, value)| if anew(at / 3) > 0.5 { 0.5 } else { *value }).collect();
        let stays = encode(&encoder, &rgb, size, ground.place)?;
        let beside = places.iter().zip(stays.chunks_exact(channels));
        let beside: Vec<f32> = beside
            .flat_map(|(mask, stays)| std::iter::once(*mask).chain(stays.iter().copied()))
            .collect();
        let shape = (1, self.height, self.width, channels + 1);
        self.beside = Some(Tensor::from_vec(beside, shape, &ground.place.device)?);
        Ok(())
    }

    /// Puts back what lies outside the mask, with the noise of the `next` step, or without any at the end.
    pub(super) fn keep_outside(&mut self, sampler: &Sampler, next: Option<usize>) {
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

fn unfit(sentence: String) -> DrawError {
    DrawError::Unfit(sentence)
}

/// Noise of variance 1, or the given numbers in its place, as latents lie in memory.
fn first_latents(
    given: Option<&[f32]>,
    places: usize,
    channels: usize,
    noise: &mut Noise,
) -> Result<Vec<f32>, DrawError> {
    let count = places * channels;
    let drawn = draw(noise, count, channels);
    match given {
        None => Ok(drawn),
        Some(given) if given.len() == count => {
            Ok((0..count).map(|at| given[at % channels * places + at / channels]).collect())
        }
        Some(given) => {
            let found = given.len();
            Err(unfit(format!("{found} first latents were given, and {count} are needed.")))
        }
    }
}

/// The latents of a picture of 0 to 1.
fn encode(
    encoder: &Encoder,
    rgb: &[f32],
    (width, height): (usize, usize),
    place: &Placement,
) -> Result<Vec<f32>, DrawError> {
    let values: Vec<f32> = rgb.iter().map(|value| value * 2.0 - 1.0).collect();
    let picture = Tensor::from_vec(values, (1, height, width, 3), &place.device)?;
    let latents = in_pool(|| encoder.encode(&picture)?.flatten_all()?.to_vec1::<f32>())?;
    match latents.iter().all(|value| value.is_finite()) {
        true => Ok(latents),
        false => Err(DrawError::NotFinite(Stage::Autoencoder)),
    }
}
