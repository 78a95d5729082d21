//! The steps that need no more than a few earlier answers: DDIM, DDPM, PNDM, LCM, TCD, Euler, LMS, Heun and DPM2.
//! Formulas only, by the diffusers library's; which times are visited is decided in `sampler`.

use super::sampler::{HalfStep, Sampler, Stepped};
use super::schedule::Prediction;
use crate::sampling::Noise;

impl Sampler {
    /// The picture and the noise in latents, by the share `alpha` of the picture.
    fn parts(&self, alpha: f64, answer: &[f32], latents: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let (keep, rest) = (alpha.sqrt(), (1.0 - alpha).sqrt());
        match self.config.prediction_type {
            Prediction::Epsilon => {
                (sum(1.0 / keep, latents, -rest / keep, answer), answer.to_vec())
            }
            Prediction::VPrediction => {
                (sum(keep, latents, -rest, answer), sum(keep, answer, rest, latents))
            }
            Prediction::Sample => (answer.to_vec(), sum(1.0 / rest, latents, -keep / rest, answer)),
        }
    }

    fn clipped(&self, mut guess: Vec<f32>) -> Vec<f32> {
        if self.config.clip_sample == Some(true) {
            let range = self.config.clip_sample_range;
            guess.iter_mut().for_each(|value| *value = value.clamp(-range, range));
        }
        guess
    }

    fn alpha_before(&self, time: f64) -> f64 {
        let before = time - (self.config.num_train_timesteps / self.steps) as f64;
        if before >= 0.0 { self.alphas[before as usize] } else { self.final_alpha }
    }

    pub(super) fn ddim(&self, index: usize, answer: &[f32], latents: &[f32]) -> Stepped {
        let time = self.times[index];
        let (guess, noise) = self.parts(self.alphas[time as usize], answer, latents);
        let (guess, next) = (self.clipped(guess), self.alpha_before(time));
        Stepped { latents: sum(next.sqrt(), &guess, (1.0 - next).sqrt(), &noise), guess }
    }

    pub(super) fn pndm(
        &mut self,
        count: usize,
        index: usize,
        answer: &[f32],
        latents: &[f32],
    ) -> Stepped {
        let stride = (self.config.num_train_timesteps / self.steps) as f64;
        let time = self.times[index];
        // The second answer is to the second time, and mends the first step.
        let (from, to) = if count == 1 { (time + stride, time) } else { (time, time - stride) };
        if count != 1 {
            let old = self.answers.len().saturating_sub(3);
            self.answers.drain(..old);
            self.answers.push(answer.to_vec());
        }
        let past = |back: usize| &self.answers[self.answers.len() - back];
        let blend = match self.answers.len() {
            1 if count == 0 => answer.to_vec(),
            1 => sum(0.5, answer, 0.5, past(1)),
            2 => sum(1.5, past(1), -0.5, past(2)),
            3 => {
                let newer = sum(23.0 / 12.0, past(1), -16.0 / 12.0, past(2));
                sum(1.0, &newer, 5.0 / 12.0, past(3))
            }
            _ => {
                let newer = sum(55.0 / 24.0, past(1), -59.0 / 24.0, past(2));
                let older = sum(37.0 / 24.0, past(3), -9.0 / 24.0, past(4));
                sum(1.0, &newer, 1.0, &older)
            }
        };
        let latents = match count {
            0 => {
                self.kept = Some(latents.to_vec());
                latents.to_vec()
            }
            1 => self.kept.take().unwrap_or_else(|| latents.to_vec()),
            _ => latents.to_vec(),
        };
        let at = |time: f64| match time >= 0.0 {
            true => self.alphas[(time as usize).min(self.alphas.len() - 1)],
            false => self.final_alpha,
        };
        let (now, next) = (at(from), at(to));
        let (guess, noise) = self.parts(now, &blend, &latents);
        let denominator = now * (1.0 - next).sqrt() + (now * (1.0 - now) * next).sqrt();
        let next = sum((next / now).sqrt(), &latents, -(next - now) / denominator, &noise);
        Stepped { latents: next, guess }
    }

    pub(super) fn lcm(
        &self,
        index: usize,
        answer: &[f32],
        latents: &[f32],
        noise: &mut dyn FnMut() -> Vec<f32>,
    ) -> Stepped {
        let time = self.times[index];
        let (guess, _) = self.parts(self.alphas[time as usize], answer, latents);
        let guess = self.clipped(guess);
        let scaled = time * self.config.timestep_scaling;
        let (skip, out) =
            (0.25 / (scaled * scaled + 0.25), scaled / (scaled * scaled + 0.25).sqrt());
        let clean = sum(out, &guess, skip, latents);
        let next = match self.times.get(index + 1) {
            Some(&next) => {
                let alpha = self.alphas[next as usize];
                sum(alpha.sqrt(), &clean, (1.0 - alpha).sqrt(), &noise())
            }
            None => clean.clone(),
        };
        Stepped { latents: next, guess: clean }
    }

    /// With no noise drawn anew (its paper's gamma is 0), as the reference's pipelines have it unless they are told
    /// otherwise. It ends at the first training step, where next to no noise is left.
    pub(super) fn tcd(&self, index: usize, answer: &[f32], latents: &[f32]) -> Stepped {
        let (guess, rest) = self.parts(self.alphas[self.times[index] as usize], answer, latents);
        let next = self.times.get(index + 1).copied().unwrap_or(0.0);
        let there = self.alphas[next as usize];
        Stepped { latents: sum(there.sqrt(), &guess, (1.0 - there).sqrt(), &rest), guess }
    }

    /// The mean of what may have come before (Ho et al. 2020, equation 7), and noise as much as is uncertain.
    pub(super) fn ddpm(
        &self,
        index: usize,
        answer: &[f32],
        latents: &[f32],
        noise: &mut dyn FnMut() -> Vec<f32>,
    ) -> Stepped {
        let time = self.times[index];
        let (now, before) = (self.alphas[time as usize], self.alpha_before(time));
        let guess = self.clipped(self.parts(now, answer, latents).0);
        let (kept, added, rest) = (now / before, 1.0 - now / before, 1.0 - now);
        let to_guess = before.sqrt() * added / rest;
        let to_latents = kept.sqrt() * (1.0 - before) / rest;
        let mut latents = sum(to_guess, &guess, to_latents, latents);
        if time > 0.0 {
            let variance = match self.config.variance_type.as_deref() {
                Some("fixed_large") => added,
                _ => (1.0 - before) / rest * added,
            };
            latents = sum(1.0, &latents, variance.max(1e-20).sqrt(), &noise());
        }
        Stepped { latents, guess }
    }

    /// The picture and the noise in latents at a level.
    pub(super) fn parts_by_level(
        &self,
        index: usize,
        answer: &[f32],
        latents: &[f32],
    ) -> (Vec<f32>, Vec<f32>) {
        let alpha = 1.0 / (self.levels[index].powi(2) + 1.0);
        self.parts(alpha, answer, latents)
    }

    /// With `noise`, part of the noise is drawn anew.
    pub(super) fn euler(
        &self,
        index: usize,
        answer: &[f32],
        latents: &[f32],
        noise: Option<&mut dyn FnMut() -> Vec<f32>>,
    ) -> Stepped {
        let (now, next) = (self.levels[index], self.levels[index + 1]);
        let guess = self.guess_at(now, answer, latents);
        let (up, down) = if noise.is_some() { split(now, next) } else { (0.0, next) };
        // x + (x - guess) / now * (down - now)
        let mut latents = sum(down / now, latents, 1.0 - down / now, &guess);
        if let Some(noise) = noise {
            latents = sum(1.0, &latents, up, &noise());
        }
        Stepped { latents, guess }
    }

    /// Every level but the first and the last stands twice: a step is taken from the first of the two, and taken again
    /// from where it began with the mean of both directions.
    pub(super) fn heun(&mut self, index: usize, answer: &[f32], latents: &[f32]) -> Stepped {
        let now = self.levels[index];
        let guess = self.clipped(self.guess_at(now, answer, latents));
        let direction = sum(1.0 / now, latents, -1.0 / now, &guess);
        let latents = match self.half.take() {
            None => {
                let step = self.levels[index + 1] - now;
                let next = sum(1.0, latents, step, &direction);
                if index + 1 < self.times.len() {
                    self.half = Some(HalfStep { from: latents.to_vec(), direction, step });
                }
                next
            }
            Some(half) => {
                let mean = sum(0.5, &half.direction, 0.5, &direction);
                sum(1.0, &half.from, half.step, &mean)
            }
        };
        Stepped { latents, guess }
    }

    /// The polynomial through the last four directions, integrated over the step. A picture that starts from another
    /// begins with one direction, where the reference weighs it as if there were four.
    pub(super) fn lms(&mut self, index: usize, answer: &[f32], latents: &[f32]) -> Stepped {
        let (now, next) = (self.levels[index], self.levels[index + 1]);
        let guess = self.guess_at(now, answer, latents);
        self.answers.push(sum(1.0 / now, latents, -1.0 / now, &guess));
        let old = self.answers.len().saturating_sub(4);
        self.answers.drain(..old);
        let known = &self.levels[index + 1 - self.answers.len()..=index];
        let mut latents = latents.to_vec();
        for (which, direction) in self.answers.iter().enumerate() {
            latents = sum(1.0, &latents, share(known, which, now, next), direction);
        }
        Stepped { latents, guess }
    }

    /// A step in the direction that is found halfway. With `noise`, part of the noise is drawn anew.
    pub(super) fn kdpm2(
        &mut self,
        index: usize,
        answer: &[f32],
        latents: &[f32],
        noise: Option<&mut dyn FnMut() -> Vec<f32>>,
    ) -> Stepped {
        let (now, next) = (self.levels[index], self.levels[index + 1]);
        let guess = self.guess_at(now, answer, latents);
        let direction = sum(1.0 / now, latents, -1.0 / now, &guess);
        let Some(from) = self.kept.take() else {
            if index + 1 < self.times.len() {
                self.kept = Some(latents.to_vec());
            }
            return Stepped { latents: sum(1.0, latents, next - now, &direction), guess };
        };
        let start = self.levels[index - 1];
        let (up, down) = if noise.is_some() { split(start, next) } else { (0.0, next) };
        let mut latents = sum(1.0, &from, down - start, &direction);
        if let Some(noise) = noise {
            latents = sum(1.0, &latents, up, &noise());
        }
        Stepped { latents, guess }
    }

    /// The picture in latents that are `picture + level * noise`.
    fn guess_at(&self, level: f64, answer: &[f32], latents: &[f32]) -> Vec<f32> {
        let squared = level * level + 1.0;
        match self.config.prediction_type {
            Prediction::Epsilon => sum(1.0, latents, -level, answer),
            Prediction::VPrediction => sum(1.0 / squared, latents, -level / squared.sqrt(), answer),
            Prediction::Sample => answer.to_vec(),
        }
    }
}

/// How much of a step to `next` is drawn anew, and the level that is gone down to before.
pub(super) fn split(now: f64, next: f64) -> (f64, f64) {
    let up = (next * next * (now * now - next * next) / (now * now)).max(0.0).sqrt();
    (up, (next * next - up * up).max(0.0).sqrt())
}

/// The integral over a step of the polynomial that is 1 at one of the `known` levels and 0 at the others. Gauss's rule
/// with two points is exact up to the third degree.
fn share(known: &[f64], which: usize, now: f64, next: f64) -> f64 {
    let at = |level: f64| -> f64 {
        let others = known.iter().enumerate().filter(|(index, _)| *index != which);
        others.map(|(_, other)| (level - other) / (known[which] - other)).product()
    };
    let (middle, half) = ((now + next) / 2.0, (next - now) / 2.0);
    let apart = half / 3f64.sqrt();
    half * (at(middle - apart) + at(middle + apart))
}

/// `a x + b y`
pub(super) fn sum(a: f64, x: &[f32], b: f64, y: &[f32]) -> Vec<f32> {
    let (a, b) = (a as f32, b as f32);
    x.iter().zip(y).map(|(x, y)| a * x + b * y).collect()
}

/// Normal noise of `channels` planes as latents lie in memory, `[height, width, channels]`.
pub(super) fn draw(noise: &mut Noise, count: usize, channels: usize) -> Vec<f32> {
    let planes = noise.normal(count);
    let places = count / channels.max(1);
    (0..count).map(|at| planes[at % channels * places + at / channels]).collect()
}
