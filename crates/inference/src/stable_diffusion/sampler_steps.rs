//! The steps that need no more than a few earlier outputs: DDIM, DDPM, PNDM, LCM, TCD, Euler, LMS, Heun and DPM2.
//! Formulas only, by the diffusers library's; which timesteps are visited is decided in `sampler`.

use super::sampler::{HalfStep, Sampler, StepResult};
use super::scheduler_config::Prediction;
use crate::sampling::Noise;

impl Sampler {
    /// The picture and the noise in latents, by the share `alpha` of the picture.
    fn denoised_and_noise(
        &self,
        alpha: f64,
        output: &[f32],
        latents: &[f32],
    ) -> (Vec<f32>, Vec<f32>) {
        let (keep, rest) = (alpha.sqrt(), (1.0 - alpha).sqrt());
        match self.config.prediction_type {
            Prediction::Epsilon => {
                (weighted_sum(1.0 / keep, latents, -rest / keep, output), output.to_vec())
            }
            Prediction::Velocity => (
                weighted_sum(keep, latents, -rest, output),
                weighted_sum(keep, output, rest, latents),
            ),
            Prediction::Sample => {
                (output.to_vec(), weighted_sum(1.0 / rest, latents, -keep / rest, output))
            }
        }
    }

    fn clipped(&self, mut denoised: Vec<f32>) -> Vec<f32> {
        if self.config.clip_sample == Some(true) {
            let range = self.config.clip_sample_range;
            denoised.iter_mut().for_each(|value| *value = value.clamp(-range, range));
        }
        denoised
    }

    fn previous_alpha(&self, timestep: f64) -> f64 {
        let before = timestep - (self.config.num_train_timesteps / self.steps) as f64;
        if before >= 0.0 { self.alphas_cumprod[before as usize] } else { self.final_alpha_cumprod }
    }

    pub(super) fn ddim(&self, index: usize, output: &[f32], latents: &[f32]) -> StepResult {
        let timestep = self.timesteps[index];
        let (denoised, noise) =
            self.denoised_and_noise(self.alphas_cumprod[timestep as usize], output, latents);
        let (denoised, next) = (self.clipped(denoised), self.previous_alpha(timestep));
        StepResult {
            latents: weighted_sum(next.sqrt(), &denoised, (1.0 - next).sqrt(), &noise),
            denoised,
        }
    }

    pub(super) fn pndm(
        &mut self,
        count: usize,
        index: usize,
        output: &[f32],
        latents: &[f32],
    ) -> StepResult {
        let stride = (self.config.num_train_timesteps / self.steps) as f64;
        let timestep = self.timesteps[index];
        // The second output is that of the second timestep, and corrects the first step.
        let (from, to) =
            if count == 1 { (timestep + stride, timestep) } else { (timestep, timestep - stride) };
        if count != 1 {
            let old = self.outputs.len().saturating_sub(3);
            self.outputs.drain(..old);
            self.outputs.push(output.to_vec());
        }
        let past = |back: usize| &self.outputs[self.outputs.len() - back];
        let blend = match self.outputs.len() {
            1 if count == 0 => output.to_vec(),
            1 => weighted_sum(0.5, output, 0.5, past(1)),
            2 => weighted_sum(1.5, past(1), -0.5, past(2)),
            3 => {
                let newer = weighted_sum(23.0 / 12.0, past(1), -16.0 / 12.0, past(2));
                weighted_sum(1.0, &newer, 5.0 / 12.0, past(3))
            }
            _ => {
                let newer = weighted_sum(55.0 / 24.0, past(1), -59.0 / 24.0, past(2));
                let older = weighted_sum(37.0 / 24.0, past(3), -9.0 / 24.0, past(4));
                weighted_sum(1.0, &newer, 1.0, &older)
            }
        };
        let latents = match count {
            0 => {
                self.previous_latents = Some(latents.to_vec());
                latents.to_vec()
            }
            1 => self.previous_latents.take().unwrap_or_else(|| latents.to_vec()),
            _ => latents.to_vec(),
        };
        let at = |timestep: f64| match timestep >= 0.0 {
            true => self.alphas_cumprod[(timestep as usize).min(self.alphas_cumprod.len() - 1)],
            false => self.final_alpha_cumprod,
        };
        let (now, next) = (at(from), at(to));
        let (denoised, noise) = self.denoised_and_noise(now, &blend, &latents);
        let denominator = now * (1.0 - next).sqrt() + (now * (1.0 - now) * next).sqrt();
        let next = weighted_sum((next / now).sqrt(), &latents, -(next - now) / denominator, &noise);
        StepResult { latents: next, denoised }
    }

    pub(super) fn lcm(
        &self,
        index: usize,
        output: &[f32],
        latents: &[f32],
        noise: &mut dyn FnMut() -> Vec<f32>,
    ) -> StepResult {
        let timestep = self.timesteps[index];
        let (denoised, _) =
            self.denoised_and_noise(self.alphas_cumprod[timestep as usize], output, latents);
        let denoised = self.clipped(denoised);
        let scaled = timestep * self.config.timestep_scaling;
        let (skip, out) =
            (0.25 / (scaled * scaled + 0.25), scaled / (scaled * scaled + 0.25).sqrt());
        let clean = weighted_sum(out, &denoised, skip, latents);
        let next = match self.timesteps.get(index + 1) {
            Some(&next) => {
                let alpha = self.alphas_cumprod[next as usize];
                weighted_sum(alpha.sqrt(), &clean, (1.0 - alpha).sqrt(), &noise())
            }
            None => clean.clone(),
        };
        StepResult { latents: next, denoised: clean }
    }

    /// With no noise drawn anew (its paper's gamma is 0), as the reference's pipelines have it by
    /// default. It ends at the first training step, where next to no noise is left.
    pub(super) fn tcd(&self, index: usize, output: &[f32], latents: &[f32]) -> StepResult {
        let (denoised, rest) = self.denoised_and_noise(
            self.alphas_cumprod[self.timesteps[index] as usize],
            output,
            latents,
        );
        let next = self.timesteps.get(index + 1).copied().unwrap_or(0.0);
        let next_denoised = self.alphas_cumprod[next as usize];
        StepResult {
            latents: weighted_sum(
                next_denoised.sqrt(),
                &denoised,
                (1.0 - next_denoised).sqrt(),
                &rest,
            ),
            denoised,
        }
    }

    /// The mean of what may have come before (Ho et al. 2020, equation 7), and noise as much as is uncertain.
    pub(super) fn ddpm(
        &self,
        index: usize,
        output: &[f32],
        latents: &[f32],
        noise: &mut dyn FnMut() -> Vec<f32>,
    ) -> StepResult {
        let timestep = self.timesteps[index];
        let (now, before) = (self.alphas_cumprod[timestep as usize], self.previous_alpha(timestep));
        let denoised = self.clipped(self.denoised_and_noise(now, output, latents).0);
        let (previous_latents, added, rest) = (now / before, 1.0 - now / before, 1.0 - now);
        let to_guess = before.sqrt() * added / rest;
        let to_latents = previous_latents.sqrt() * (1.0 - before) / rest;
        let mut latents = weighted_sum(to_guess, &denoised, to_latents, latents);
        if timestep > 0.0 {
            let variance = match self.config.variance_type.as_deref() {
                Some("fixed_large") => added,
                _ => (1.0 - before) / rest * added,
            };
            latents = weighted_sum(1.0, &latents, variance.max(1e-20).sqrt(), &noise());
        }
        StepResult { latents, denoised }
    }

    /// The picture and the noise in latents at a level.
    pub(super) fn denoised_and_noise_at(
        &self,
        index: usize,
        output: &[f32],
        latents: &[f32],
    ) -> (Vec<f32>, Vec<f32>) {
        let alpha = 1.0 / (self.sigmas[index].powi(2) + 1.0);
        self.denoised_and_noise(alpha, output, latents)
    }

    /// With `noise`, part of the noise is drawn anew.
    pub(super) fn euler(
        &self,
        index: usize,
        output: &[f32],
        latents: &[f32],
        noise: Option<&mut dyn FnMut() -> Vec<f32>>,
    ) -> StepResult {
        let (now, next) = (self.sigmas[index], self.sigmas[index + 1]);
        let denoised = self.denoised_at(now, output, latents);
        let (up, down) = if noise.is_some() { ancestral_split(now, next) } else { (0.0, next) };
        // x + (x - guess) / now * (down - now)
        let mut latents = weighted_sum(down / now, latents, 1.0 - down / now, &denoised);
        if let Some(noise) = noise {
            latents = weighted_sum(1.0, &latents, up, &noise());
        }
        StepResult { latents, denoised }
    }

    /// Every level but the first and the last stands twice: a step is taken from the first of the two, and taken again
    /// from where it began with the mean of both directions.
    pub(super) fn heun(&mut self, index: usize, output: &[f32], latents: &[f32]) -> StepResult {
        let now = self.sigmas[index];
        let denoised = self.clipped(self.denoised_at(now, output, latents));
        let direction = weighted_sum(1.0 / now, latents, -1.0 / now, &denoised);
        let latents = match self.half_step.take() {
            None => {
                let step = self.sigmas[index + 1] - now;
                let next = weighted_sum(1.0, latents, step, &direction);
                if index + 1 < self.timesteps.len() {
                    self.half_step = Some(HalfStep { from: latents.to_vec(), direction, step });
                }
                next
            }
            Some(half_step) => {
                let mean = weighted_sum(0.5, &half_step.direction, 0.5, &direction);
                weighted_sum(1.0, &half_step.from, half_step.step, &mean)
            }
        };
        StepResult { latents, denoised }
    }

    /// The polynomial through the last four directions, integrated over the step. A picture that starts from another
    /// begins with one direction, where the reference weighs it as if there were four.
    pub(super) fn lms(&mut self, index: usize, output: &[f32], latents: &[f32]) -> StepResult {
        let (now, next) = (self.sigmas[index], self.sigmas[index + 1]);
        let denoised = self.denoised_at(now, output, latents);
        self.outputs.push(weighted_sum(1.0 / now, latents, -1.0 / now, &denoised));
        let old = self.outputs.len().saturating_sub(4);
        self.outputs.drain(..old);
        let known = &self.sigmas[index + 1 - self.outputs.len()..=index];
        let mut latents = latents.to_vec();
        for (which, direction) in self.outputs.iter().enumerate() {
            latents =
                weighted_sum(1.0, &latents, lagrange_integral(known, which, now, next), direction);
        }
        StepResult { latents, denoised }
    }

    /// A step in the direction that is found halfway. With `noise`, part of the noise is drawn anew.
    pub(super) fn kdpm2(
        &mut self,
        index: usize,
        output: &[f32],
        latents: &[f32],
        noise: Option<&mut dyn FnMut() -> Vec<f32>>,
    ) -> StepResult {
        let (now, next) = (self.sigmas[index], self.sigmas[index + 1]);
        let denoised = self.denoised_at(now, output, latents);
        let direction = weighted_sum(1.0 / now, latents, -1.0 / now, &denoised);
        let Some(from) = self.previous_latents.take() else {
            if index + 1 < self.timesteps.len() {
                self.previous_latents = Some(latents.to_vec());
            }
            return StepResult {
                latents: weighted_sum(1.0, latents, next - now, &direction),
                denoised,
            };
        };
        let start = self.sigmas[index - 1];
        let (up, down) = if noise.is_some() { ancestral_split(start, next) } else { (0.0, next) };
        let mut latents = weighted_sum(1.0, &from, down - start, &direction);
        if let Some(noise) = noise {
            latents = weighted_sum(1.0, &latents, up, &noise());
        }
        StepResult { latents, denoised }
    }

    /// The picture in latents that are `picture + sigma * noise`.
    fn denoised_at(&self, sigma: f64, output: &[f32], latents: &[f32]) -> Vec<f32> {
        let squared = sigma * sigma + 1.0;
        match self.config.prediction_type {
            Prediction::Epsilon => weighted_sum(1.0, latents, -sigma, output),
            Prediction::Velocity => {
                weighted_sum(1.0 / squared, latents, -sigma / squared.sqrt(), output)
            }
            Prediction::Sample => output.to_vec(),
        }
    }
}

/// How much of a step to `next` is drawn anew, and the level that the step goes down to before.
pub(super) fn ancestral_split(now: f64, next: f64) -> (f64, f64) {
    let up = (next * next * (now * now - next * next) / (now * now)).max(0.0).sqrt();
    (up, (next * next - up * up).max(0.0).sqrt())
}

/// The integral over a step of the polynomial that is 1 at one of the `known` levels and 0 at the others. Gauss's rule
/// with two points is exact up to the third degree.
fn lagrange_integral(known: &[f64], which: usize, now: f64, next: f64) -> f64 {
    let at = |sigma: f64| -> f64 {
        let others = known.iter().enumerate().filter(|(index, _)| *index != which);
        others.map(|(_, other)| (sigma - other) / (known[which] - other)).product()
    };
    let (middle, half) = ((now + next) / 2.0, (next - now) / 2.0);
    let apart = half / 3f64.sqrt();
    half * (at(middle - apart) + at(middle + apart))
}

/// `a x + b y`
pub(super) fn weighted_sum(a: f64, x: &[f32], b: f64, y: &[f32]) -> Vec<f32> {
    let (a, b) = (a as f32, b as f32);
    x.iter().zip(y).map(|(x, y)| a * x + b * y).collect()
}

/// Normal noise of `channels` planes as latents lie in memory, `[height, width, channels]`.
pub(super) fn draw_noise(noise: &mut Noise, count: usize, channels: usize) -> Vec<f32> {
    let planes = noise.normal(count);
    let positions = count / channels.max(1);
    (0..count).map(|at| planes[at % channels * positions + at / channels]).collect()
}
