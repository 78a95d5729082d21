//! Pictures of latents on their way: whole ones by a tiny autoencoder, or rough ones by a straight line.
//! The line is fitted to the model's own decoder, so that it holds for any of them.

use candle_core::Tensor;

use super::autoencoder::{Autoencoder, LatentDecoder};
use super::latents::Latents;
use super::multistep_solvers::solve;
use super::pipeline::StableDiffusion;
use super::request::DiffusionError;
use super::sampler_steps::draw_noise;
use super::taesd::{self, TaesdConfig, TaesdDecoder};
use crate::Cutout;
use crate::nn::{Placement, in_pool};
use crate::sampling::Noise;
use crate::weights::{LoadError, Weights};

/// Latent positions along a side of what the line is fitted to, and how many of them the noise there spans: pictures are
/// smooth, and a decoder makes other colours of rough latents than of smooth ones.
const SIDE: usize = 16;
const SPAN: usize = 4;

/// The tiny autoencoder beside the model, after the search.
pub(super) enum Taesd {
    NotFound,
    Found { weights: Weights, decoder: Box<TaesdDecoder> },
}

/// The colour of a latent position, as a linear function: for each colour a weight for each channel, then what is always added.
pub(super) struct LatentToRgb {
    weights: [Vec<f32>; 3],
}

impl LatentToRgb {
    /// Decodes smooth noise of variance 1 and fits a line from each position's latents to the mean of its pixels, by least
    /// squares. Takes as long as a sixteenth of the decode of 512 by 512 pixels.
    pub(super) fn fit(
        decoder: &LatentDecoder,
        sizes: &Autoencoder,
        placement: &Placement,
    ) -> candle_core::Result<Self> {
        let (channels, factor) = (sizes.channels(), sizes.factor());
        let latents = smooth(0, channels);
        let image = Tensor::from_slice(&latents, (1, SIDE, SIDE, channels), &placement.device)?;
        let pixels = in_pool(|| decoder.decode(&image)?.flatten_all()?.to_vec1::<f32>())?;
        Ok(Self::least_squares(&latents, &pixels, channels, factor))
    }

    /// The line from the latents of `SIDE` by `SIDE` positions to the means of their blocks of pixels.
    fn least_squares(latents: &[f32], pixels: &[f32], channels: usize, factor: usize) -> Self {
        let wide = SIDE * factor;
        let mut means = vec![[0.0f64; 3]; SIDE * SIDE];
        for (at, pixel) in pixels.chunks_exact(3).enumerate() {
            let (y, x) = (at / wide / factor, at % wide / factor);
            for (mean, value) in means[y * SIDE + x].iter_mut().zip(pixel) {
                *mean += f64::from(value.clamp(-1.0, 1.0)) / (factor * factor) as f64;
            }
        }
        let rows: Vec<Vec<f64>> = latents
            .chunks_exact(channels)
            .map(|position| position.iter().map(|&value| f64::from(value)).chain([1.0]).collect())
            .collect();
        // Normal equations, with a little added to the diagonal for a channel that never changes.
        let product = |a: usize, b: usize| {
            let sum: f64 = rows.iter().map(|row| row[a] * row[b]).sum();
            sum + if a == b { 1e-3 } else { 0.0 }
        };
        let size = channels + 1;
        let matrix: Vec<Vec<f64>> =
            (0..size).map(|a| (0..size).map(|b| product(a, b)).collect()).collect();
        let weights = [0, 1, 2].map(|colour| {
            let sum = |a: usize| -> f64 {
                rows.iter().zip(&means).map(|(row, mean)| row[a] * mean[colour]).sum()
            };
            let right = (0..size).map(sum).collect();
            solve(matrix.clone(), right).into_iter().map(|weight| weight as f32).collect()
        });
        Self { weights }
    }

    /// One pixel for each position of `[height, width, channels]` latents.
    pub(super) fn picture(&self, latents: &[f32], width: usize, height: usize) -> Option<Cutout> {
        let channels = self.weights[0].len() - 1;
        let colour = |line: &Vec<f32>, position: &[f32]| {
            let sum: f32 = position.iter().zip(line).map(|(value, weight)| value * weight).sum();
            ((sum + line[channels]) * 0.5 + 0.5).clamp(0.0, 1.0)
        };
        let pixel = |position: &[f32]| {
            let [red, green, blue] = &self.weights;
            [colour(red, position), colour(green, position), colour(blue, position), 1.0]
        };
        Cutout::new(width, height, latents.chunks_exact(channels).flat_map(pixel).collect())
    }
}

impl StableDiffusion {
    /// Prepares what previews are made with, before the denoiser takes its memory.
    pub(super) fn prepare_preview(&mut self) -> Result<(), DiffusionError> {
        // A file beside a model that cannot be read does not stop a picture.
        if let Err(error) = self.taesd() {
            tracing::warn!("there are rough previews only: {error}");
            self.taesd = Some(Taesd::NotFound);
        }
        if self.latent_to_rgb.is_none() {
            self.decoder()?;
            if let Some(decoder) = &self.decoder {
                self.latent_to_rgb =
                    Some(LatentToRgb::fit(decoder, &self.components.vae.1, &self.placement)?);
            }
            if self.memory.short {
                self.decoder = None;
            }
        }
        Ok(())
    }

    /// The picture as it is predicted by now. The whole of it takes memory, and after the last step comes the picture.
    pub(super) fn preview(
        &self,
        denoised: &[f32],
        latents: &Latents,
        last: bool,
    ) -> Result<Option<Cutout>, DiffusionError> {
        let (width, height) = (latents.width, latents.height);
        if let Some(Taesd::Found { decoder, .. }) = &self.taesd
            && !self.memory.short
            && !last
        {
            return Ok(by_taesd(decoder, denoised, width, height, &self.placement)?);
        }
        Ok(self
            .latent_to_rgb
            .as_ref()
            .and_then(|latent_to_rgb| latent_to_rgb.picture(denoised, width, height)))
    }

    /// The tiny autoencoder that lies beside the model and fits its latents.
    pub(super) fn taesd(&mut self) -> Result<Option<&TaesdDecoder>, LoadError> {
        if self.taesd.is_none() {
            let found = taesd::find(
                &self.components.path,
                self.components.unet.1.is_xl(),
                &self.placement,
            )?;
            let sizes = &self.components.vae.1;
            let fits = |config: &TaesdConfig| {
                config.latent_channels == sizes.channels() && config.factor() == sizes.factor()
            };
            self.taesd = Some(match found.filter(|(_, config)| fits(config)) {
                Some((weights, config)) => {
                    let decoder = Box::new(TaesdDecoder::load(&weights, &config)?);
                    Taesd::Found { weights, decoder }
                }
                None => Taesd::NotFound,
            });
        }
        Ok(match &self.taesd {
            Some(Taesd::Found { decoder, .. }) => Some(decoder),
            _ => None,
        })
    }
}

/// Noise between whose numbers lie straight lines, `[SIDE, SIDE, channels]`, of variance 1 in the mean.
fn smooth(seed: u64, channels: usize) -> Vec<f32> {
    let coarse = SIDE / SPAN + 1;
    let noise = draw_noise(&mut Noise::new(seed), coarse * coarse * channels, channels);
    let mut out = Vec::with_capacity(SIDE * SIDE * channels);
    for at in 0..SIDE * SIDE {
        let (y, x) = (at / SIDE, at % SIDE);
        let (down, right) = ((y % SPAN) as f32 / SPAN as f32, (x % SPAN) as f32 / SPAN as f32);
        let corner = |dy: usize, dx: usize, channel: usize| {
            noise[((y / SPAN + dy) * coarse + x / SPAN + dx) * channels + channel]
        };
        let shares = [
            (1.0 - down) * (1.0 - right),
            (1.0 - down) * right,
            down * (1.0 - right),
            down * right,
        ];
        let deviation = shares.iter().map(|share| share * share).sum::<f32>().sqrt();
        for channel in 0..channels {
            let corners = [
                corner(0, 0, channel),
                corner(0, 1, channel),
                corner(1, 0, channel),
                corner(1, 1, channel),
            ];
            let sum: f32 = corners.iter().zip(shares).map(|(value, share)| value * share).sum();
            out.push(sum / deviation);
        }
    }
    out
}

/// The whole picture of latents by a tiny autoencoder.
fn by_taesd(
    decoder: &TaesdDecoder,
    latents: &[f32],
    width: usize,
    height: usize,
    placement: &Placement,
) -> candle_core::Result<Option<Cutout>> {
    let image = Tensor::from_slice(latents, (1, height, width, ()), &placement.device)?;
    let pixels = in_pool(|| decoder.decode(&image))?;
    let (_, height, width, _) = pixels.dims4()?;
    let values = pixels.flatten_all()?.to_vec1::<f32>()?;
    let share = |value: f32| (value * 0.5 + 0.5).clamp(0.0, 1.0);
    let pixel = |rgb: &[f32]| [share(rgb[0]), share(rgb[1]), share(rgb[2]), 1.0];
    Ok(Cutout::new(width, height, values.chunks_exact(3).flat_map(pixel).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_a_decoder_follows_is_found_through_its_texture() {
        let (channels, factor) = (4, 8);
        let weights = [[0.2, -0.1, 0.05], [0.1, 0.15, -0.2], [0.0, 0.1, 0.1], [-0.1, 0.0, 0.2]];
        let colour = |position: &[f32], colour: usize| {
            let sum: f32 =
                position.iter().zip(&weights).map(|(value, row)| value * row[colour]).sum();
            sum + 0.1
        };
        let latents = smooth(3, channels);
        let wide = SIDE * factor;
        let pixels = (0..wide * wide).flat_map(|at| {
            let (y, x) = (at / wide, at % wide);
            let position = (y / factor * SIDE + x / factor) * channels;
            // A texture that is gone in the mean of a block.
            let texture = if (x + y) % 2 == 0 { 0.05 } else { -0.05 };
            [0, 1, 2].map(|each| colour(&latents[position..position + channels], each) + texture)
        });
        let pixels: Vec<f32> = pixels.collect();
        let latent_to_rgb = LatentToRgb::least_squares(&latents, &pixels, channels, factor);
        let other = smooth(7, channels);
        let rough = latent_to_rgb.picture(&other, SIDE, SIDE).unwrap();
        for (position, pixel) in other.chunks_exact(channels).zip(rough.rgba.chunks_exact(4)) {
            for (each, found) in pixel[..3].iter().enumerate() {
                let wanted = (colour(position, each) * 0.5 + 0.5).clamp(0.0, 1.0);
                assert!((found - wanted).abs() < 0.01, "{found} {wanted}");
            }
        }
    }

    #[test]
    fn what_the_line_is_fitted_to_is_smooth_and_of_variance_one() {
        let latents = smooth(0, 4);
        let variance =
            latents.iter().map(|value| value * value).sum::<f32>() / latents.len() as f32;
        assert!((0.6..1.6).contains(&variance), "{variance}");
        let across = |step: usize| {
            let pairs = latents.iter().zip(&latents[step..]);
            pairs.map(|(a, b)| (a - b).powi(2)).sum::<f32>() / latents.len() as f32
        };
        assert!(across(4) < 0.5 * across(4 * 8), "neighbours are alike");
    }
}
