//! Group norm on channels-last activations, with scale, shift and curve folded in.
//! Statistics are taken tile by tile while the tile is in cache, so a large image is read twice in all.

use candle_core::{D, Result, Tensor, bail};
use rayon::prelude::*;

use super::activation::Activation;
use super::dispatch::vectorised;
use super::layer_norm::Affine;
use super::op::{Backend, Placement, apply2};
use super::parallel::{SharedOut, filled, in_chunks};
use crate::weights::{LoadError, Weights};

/// Values per tile; fixed, so that sums do not depend on the number of threads.
const TILE: usize = 16 * 1024;

/// Group norm (Wu and He 2018, arXiv:1803.08494) over all positions and the channels of one group.
pub struct GroupNorm {
    groups: usize,
    epsilon: f32,
    body: Affine,
}

impl GroupNorm {
    /// A norm over `groups` groups of the channels, which they must divide.
    pub fn new(
        groups: usize,
        weight: Vec<f32>,
        bias: Vec<f32>,
        epsilon: f32,
        placement: &Placement,
    ) -> Result<GroupNorm> {
        if groups == 0 || !weight.len().is_multiple_of(groups) {
            bail!("{} channels do not divide into {groups} groups", weight.len());
        }
        Ok(GroupNorm { groups, epsilon, body: Affine::new(weight, bias, placement)? })
    }

    /// Reads `weight` and `bias`.
    pub fn load(
        weights: &Weights,
        groups: usize,
        channels: usize,
        epsilon: f32,
    ) -> std::result::Result<GroupNorm, LoadError> {
        let (weight, bias) =
            (weights.read("weight", &[channels])?, weights.read("bias", &[channels])?);
        GroupNorm::new(groups, weight, bias, epsilon, weights.placement())
            .map_err(|error| weights.failed(error))
    }

    /// `[batch, .., channels]` to the same shape: `activation(norm(x))`, or with `modulation`, `[batch, 2 channels]`
    /// holding scale then shift, `activation(norm(x) (1 + scale) + shift)`.
    pub fn forward(
        &self,
        x: &Tensor,
        modulation: Option<&Tensor>,
        activation: Activation,
    ) -> Result<Tensor> {
        match &self.body {
            Affine::Kernels { weight, bias } => {
                apply2("group_norm", x, modulation, |values, shape, modulation| {
                    let (batch, channels) = (shape[0], shape[shape.len() - 1]);
                    if channels != weight.len()
                        || modulation.is_some_and(|values| values.len() != batch * 2 * channels)
                    {
                        bail!("a group norm of {} channels was given {shape:?}", weight.len());
                    }
                    let image = Image { values, batch, channels };
                    let (factor, offset) = self.factor_and_offset(&image, weight, bias, modulation);
                    Ok((image.apply(&factor, &offset, activation), shape.to_vec()))
                })
            }
            Affine::Candle { weight, bias } => {
                let (batch, channels) = (x.dim(0)?, x.dim(D::Minus1)?);
                let grouped =
                    x.contiguous()?.reshape((batch, (), self.groups, channels / self.groups))?;
                let mean = grouped.mean_keepdim((1, 3))?;
                let centred = grouped.broadcast_sub(&mean)?;
                let variance = centred.sqr()?.mean_keepdim((1, 3))?;
                let y = centred.broadcast_div(&(variance + f64::from(self.epsilon))?.sqrt()?)?;
                let mut y =
                    y.reshape((batch, (), channels))?.broadcast_mul(weight)?.broadcast_add(bias)?;
                if let Some(modulation) = modulation {
                    let modulation = modulation.reshape((batch, 1, 2 * channels))?;
                    let scale = (modulation.narrow(2, 0, channels)? + 1.0)?;
                    y = y
                        .broadcast_mul(&scale)?
                        .broadcast_add(&modulation.narrow(2, channels, channels)?)?;
                }
                activation.forward(&y.reshape(x.shape())?, Backend::Candle)
            }
        }
    }

    /// By what the kernels multiply every channel of every picture of `values`, `[batch, .., channels]`, and what they add
    /// then: for a convolution that applies the norm while it reads its input. `None` where candle computes the norm.
    pub(super) fn factors(&self, values: &[f32], batch: usize) -> Option<(Vec<f32>, Vec<f32>)> {
        let Affine::Kernels { weight, bias } = &self.body else { return None };
        let image = Image { values, batch, channels: weight.len() };
        Some(self.factor_and_offset(&image, weight, bias, None))
    }

    /// Channels that it norms, where the kernels compute it.
    pub(super) fn channels(&self) -> Option<usize> {
        match &self.body {
            Affine::Kernels { weight, .. } => Some(weight.len()),
            Affine::Candle { .. } => None,
        }
    }

    /// The factor and offset that norm, weights and modulation amount to, for every channel of every picture.
    fn factor_and_offset(
        &self,
        image: &Image,
        weight: &[f32],
        bias: &[f32],
        modulation: Option<&[f32]>,
    ) -> (Vec<f32>, Vec<f32>) {
        let channels = image.channels;
        let moments = image.moments(self.groups);
        let (mut factor, mut offset) = (Vec::new(), Vec::new());
        for (picture, moments) in moments.chunks_exact(self.groups).enumerate() {
            for channel in 0..channels {
                let Moments { count, mean, squares } = moments[channel / (channels / self.groups)];
                let inverse = 1.0 / (squares / count + f64::from(self.epsilon)).sqrt();
                let (mut a, mut b) = (inverse as f32 * weight[channel], bias[channel]);
                b -= (mean * inverse) as f32 * weight[channel];
                if let Some(modulation) = modulation {
                    let modulation = &modulation[picture * 2 * channels..];
                    let scale = 1.0 + modulation[channel];
                    a *= scale;
                    b = b * scale + modulation[channels + channel];
                }
                factor.push(a);
                offset.push(b);
            }
        }
        (factor, offset)
    }
}

/// How many values there are, their mean, and the sum of their squared distances from it.
#[derive(Clone, Copy, Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Both sets as one (Chan, Golub and LeVeque 1979).
    fn and(self, other: Moments) -> Moments {
        let count = self.count + other.count;
        let distance = other.mean - self.mean;
        let mean = self.mean + distance * other.count / count;
        let squares =
            self.squares + other.squares + distance * distance * self.count * other.count / count;
        Moments { count, mean, squares }
    }
}

struct Image<'a> {
    values: &'a [f32],
    batch: usize,
    channels: usize,
}

impl Image<'_> {
    /// The tiles of one picture: whole pixels, about [`TILE`] values.
    fn tile(&self) -> usize {
        (TILE / self.channels).max(1) * self.channels
    }

    fn per_picture(&self) -> usize {
        self.values.len() / self.batch.max(1)
    }

    /// The moments of every picture's groups.
    fn moments(&self, groups: usize) -> Vec<Moments> {
        let of_tile = |tile: &[f32]| {
            vectorised(
                #[inline(always)]
                || tile_moments(tile, self.channels, groups),
            )
        };
        let (tile, per_picture) = (self.tile(), self.per_picture().max(1));
        let tiles: Vec<Vec<Moments>> = if self.values.len() <= TILE {
            self.values
                .chunks(per_picture)
                .flat_map(|picture| picture.chunks(tile))
                .map(of_tile)
                .collect()
        } else {
            let tiles: Vec<&[f32]> =
                self.values.chunks(per_picture).flat_map(|picture| picture.chunks(tile)).collect();
            tiles.into_par_iter().map(of_tile).collect()
        };
        let per_picture = per_picture.div_ceil(tile);
        let pictures = tiles.chunks(per_picture).flat_map(|tiles| {
            (0..groups).map(|group| {
                tiles.iter().map(|tile| tile[group]).reduce(Moments::and).unwrap_or_default()
            })
        });
        pictures.collect()
    }

    /// `activation(x * factor + offset)` with a factor and offset per picture and channel.
    fn apply(&self, factor: &[f32], offset: &[f32], activation: Activation) -> Vec<f32> {
        let (tile, per_picture) = (self.tile(), self.per_picture().max(1));
        let tiles = per_picture.div_ceil(tile);
        let fill = |out: SharedOut| {
            let one = |index: usize| {
                let (picture, tile_index) = (index / tiles, index % tiles);
                let start = picture * per_picture + tile_index * tile;
                let end = (start + tile).min((picture + 1) * per_picture);
                let channels = picture * self.channels..(picture + 1) * self.channels;
                let (factor, offset) = (&factor[channels.clone()], &offset[channels]);
                // SAFETY: the tiles are disjoint and lie within the output.
                let out =
                    unsafe { std::slice::from_raw_parts_mut(out.get().add(start), end - start) };
                vectorised(
                    #[inline(always)]
                    || apply_factors(&self.values[start..end], factor, offset, activation, out),
                )
            };
            in_chunks(
                self.batch * tiles,
                if self.values.len() <= TILE { usize::MAX } else { 1 },
                |range| range.for_each(one),
            );
        };
        // SAFETY: the tiles cover all values.
        unsafe { filled(self.values.len(), fill) }
    }
}

#[inline(always)]
fn tile_moments(tile: &[f32], channels: usize, groups: usize) -> Vec<Moments> {
    let size = channels / groups;
    let count = tile.len() / groups;
    let mut sums = vec![0.0f32; channels];
    for pixel in tile.chunks_exact(channels) {
        sums.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += value);
    }
    let mean =
        |group: usize| sums[group * size..(group + 1) * size].iter().sum::<f32>() / count as f32;
    let means: Vec<f32> = (0..groups).map(mean).collect();
    let centre: Vec<f32> = (0..channels).map(|channel| means[channel / size]).collect();
    let mut squares = vec![0.0f32; channels];
    for pixel in tile.chunks_exact(channels) {
        for ((square, value), centre) in squares.iter_mut().zip(pixel).zip(&centre) {
            *square += (value - centre) * (value - centre);
        }
    }
    // What the rounding of the mean leaves behind cancels when tiles are joined only if it is taken as it is.
    let moments = means.iter().enumerate().map(|(group, &mean)| Moments {
        count: count as f64,
        mean: f64::from(mean),
        squares: squares[group * size..(group + 1) * size]
            .iter()
            .map(|&square| f64::from(square))
            .sum(),
    });
    moments.collect()
}

#[inline(always)]
fn apply_factors(
    values: &[f32],
    factor: &[f32],
    offset: &[f32],
    activation: Activation,
    out: &mut [f32],
) {
    let channels = factor.len();
    for (pixel, out) in values.chunks_exact(channels).zip(out.chunks_exact_mut(channels)) {
        for (((out, value), factor), offset) in out.iter_mut().zip(pixel).zip(factor).zip(offset) {
            *out = value * factor + offset;
        }
        activation.apply(out);
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;
    use crate::sampling::Noise;

    fn worst(a: &Tensor, b: &Tensor) -> f32 {
        assert_eq!(a.dims(), b.dims());
        (a - b).unwrap().abs().unwrap().max_all().unwrap().to_scalar().unwrap()
    }

    #[test]
    fn group_norm_matches_candle_with_and_without_modulation() {
        let mut noise = Noise::new(5);
        for (batch, height, width, channels, groups) in [
            (1, 1, 1, 4, 2),
            (2, 8, 8, 192, 16),
            (1, 64, 64, 32, 4),
            (2, 33, 17, 24, 8),
            (3, 5, 5, 16, 16),
        ] {
            let (weight, bias) = (noise.normal(channels), noise.normal(channels));
            let make = |placement: &Placement| {
                GroupNorm::new(groups, weight.clone(), bias.clone(), 1e-5, placement).unwrap()
            };
            let (ours, candle) =
                (make(&Placement::kernels()), make(&Placement::candle(&Device::Cpu)));
            let shape = (batch, height, width, channels);
            let x = Tensor::from_vec(
                noise.normal(batch * height * width * channels),
                shape,
                &Device::Cpu,
            )
            .unwrap();
            let x = x.affine(3.0, 20.0).unwrap();
            let modulation = noise.normal(batch * 2 * channels);
            let modulation =
                Tensor::from_vec(modulation, (batch, 2 * channels), &Device::Cpu).unwrap();
            for modulation in [None, Some(&modulation)] {
                for activation in [Activation::None, Activation::Silu] {
                    let (a, b) = (
                        ours.forward(&x, modulation, activation),
                        candle.forward(&x, modulation, activation),
                    );
                    let worst = worst(&a.unwrap(), &b.unwrap());
                    assert!(worst < 2e-4, "{shape:?} in {groups} differs by {worst:e}");
                }
            }
            if height > 1 && modulation.dims()[0] == 1 {
                let nchw = x.permute((0, 3, 1, 2)).unwrap().contiguous().unwrap();
                let weight = Tensor::from_vec(weight.clone(), channels, &Device::Cpu).unwrap();
                let bias = Tensor::from_vec(bias.clone(), channels, &Device::Cpu).unwrap();
                let candle =
                    candle_nn::GroupNorm::new(weight, bias, channels, groups, 1e-5).unwrap();
                let expected = candle_nn::Module::forward(&candle, &nchw)
                    .unwrap()
                    .permute((0, 2, 3, 1))
                    .unwrap();
                assert!(
                    worst(&ours.forward(&x, None, Activation::None).unwrap(), &expected) < 2e-4
                );
            }
        }
    }
}
