//! The steps that need no more than a few earlier answers: DDIM, PNDM, LCM, Euler and Heun.
//! Formulas only, by the diffusers library's; which times are visited is decided in `sampler`.

use super::sampler::{HalfStep, Sampler, Stepped};
use super::schedule::Prediction;
use crate::engine::sampling::Noise;

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

    pub(super) fn guess_by_level(&self, index: usize, answer: &[f32], latents: &[f32]) -> Vec<f32> {
        let alpha = 1.0 / (self.levels[index].powi(2) + 1.0);
        self.parts(alpha, answer, latents).0
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
        let up = match noise {
            Some(_) => (next * next * (now * now - next * next) / (now * now)).max(0.0).sqrt(),
            None => 0.0,
        };
        let down = (next * next - up * up).max(0.0).sqrt();
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
