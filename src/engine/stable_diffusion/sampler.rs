//! The samplers: from one time to the next, given the denoiser's answer. Names and formulas follow the diffusers library.
//! Knows lists of numbers; the denoiser, guidance and pictures are the pipeline's matter.

use super::schedule::{Prediction, SchedulerConfig, Spacing, between, karras, sigmas, time_of};
use super::solver::{Levels, Multistep, UniPc};
use crate::engine::sampling::Noise;

/// A way of sampling, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Song et al. 2020, arXiv:2010.02502.
    Ddim,
    /// The linear multistep part of Liu et al. 2022, arXiv:2202.09778.
    Pndm,
    /// Karras et al. 2022, arXiv:2206.00364, without its second-order part.
    Euler,
    /// The same with part of the noise drawn anew.
    EulerAncestral,
    /// Lu et al. 2022, arXiv:2211.01095.
    Dpm,
    /// The same as a stochastic differential equation.
    DpmSde,
    /// Zhao et al. 2023, arXiv:2302.04867.
    UniPc,
    /// Luo et al. 2023, arXiv:2310.04378.
    Lcm,
}

/// A method and whether its noise levels are Karras's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SamplerName {
    pub method: Method,
    /// `None`: as the model's config says.
    pub karras: Option<bool>,
}

/// Every method by its names, the first of which we write.
const NAMES: &[(Method, &[&str])] = &[
    (Method::Ddim, &["ddim"]),
    (Method::Pndm, &["pndm", "plms"]),
    (Method::Euler, &["euler"]),
    (Method::EulerAncestral, &["euler-a", "euler-ancestral"]),
    (Method::Dpm, &["dpm++2m", "dpm++", "dpm", "dpmpp2m", "dpmsolver", "dpmsolver++"]),
    (Method::DpmSde, &["dpm++2m-sde", "dpm++sde", "dpmpp2msde", "sdedpmsolver++"]),
    (Method::UniPc, &["unipc"]),
    (Method::Lcm, &["lcm"]),
];

impl SamplerName {
    /// The samplers that can be asked for, in the order of the papers.
    pub fn all() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(_, names)| names[0])
    }

    /// A sampler by name: `euler-a`, `dpm++2m-karras`; case, spaces, hyphens and underscores do not matter. The DPM++
    /// solvers use Karras's levels unless `-uniform` is added or the model's config says otherwise.
    pub fn read(name: &str) -> Option<Self> {
        let plain = |text: &str| -> String {
            text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '+').collect()
        };
        let name = plain(name);
        let (name, karras) = match (name.strip_suffix("karras"), name.strip_suffix("uniform")) {
            (Some(rest), _) => (rest, Some(true)),
            (_, Some(rest)) => (rest, Some(false)),
            _ => (name.as_str(), None),
        };
        let (method, _) =
            NAMES.iter().find(|(_, names)| names.iter().any(|each| plain(each) == name))?;
        Some(Self { method: *method, karras })
    }

    /// The sampler that a model's config was written for.
    pub fn of_config(config: &SchedulerConfig) -> Self {
        let sde = config.algorithm_type.as_deref().is_some_and(|kind| kind.starts_with("sde"));
        let method = match config.class.as_str() {
            "PNDMScheduler" => Method::Pndm,
            "EulerDiscreteScheduler" => Method::Euler,
            "EulerAncestralDiscreteScheduler" => Method::EulerAncestral,
            "DPMSolverMultistepScheduler" if sde => Method::DpmSde,
            "DPMSolverMultistepScheduler" => Method::Dpm,
            "UniPCMultistepScheduler" => Method::UniPc,
            "LCMScheduler" => Method::Lcm,
            _ => Method::Ddim,
        };
        Self { method, karras: Some(config.use_karras_sigmas.unwrap_or(false)) }
    }
}

/// The state of one picture's sampling.
pub(super) struct Sampler {
    method: Method,
    config: SchedulerConfig,
    alphas: Vec<f64>,
    /// The alpha after the last step.
    final_alpha: f64,
    times: Vec<f64>,
    /// One more than times, the last being the end; empty for methods that count in training steps.
    levels: Vec<f64>,
    steps: usize,
    begin: usize,
    answers: Vec<Vec<f32>>,
    kept: Option<Vec<f32>>,
    multistep: Multistep,
    unipc: UniPc,
}

/// Where a step led.
pub(super) struct Stepped {
    pub latents: Vec<f32>,
    /// What the picture would be by now.
    pub guess: Vec<f32>,
}

impl Sampler {
    /// `strength` below 1 leaves out the first part of the times, for a picture that starts from another.
    pub(super) fn new(
        config: &SchedulerConfig,
        name: SamplerName,
        steps: usize,
        strength: f32,
    ) -> Sampler {
        let method = name.method;
        let train = config.num_train_timesteps;
        let steps = steps.clamp(1, train);
        let alphas = config.alphas();
        let spacing = config.timestep_spacing.unwrap_or(match method {
            Method::Ddim | Method::Pndm | Method::Lcm => Spacing::Leading,
            _ => Spacing::Linspace,
        });
        let solver = matches!(method, Method::Dpm | Method::DpmSde | Method::UniPc);
        let mut times = match method {
            Method::Lcm => consistency_times(config, steps),
            _ => config.times(spacing, steps, solver),
        };
        if !matches!(method, Method::Euler | Method::EulerAncestral) {
            times.iter_mut().for_each(|time| *time = time.round_ties_even());
        }
        times.iter_mut().for_each(|time| *time = time.clamp(0.0, (train - 1) as f64));
        if method == Method::Pndm && times.len() > 1 {
            times.insert(1, times[1]);
        }
        let mut levels = Vec::new();
        if solver || matches!(method, Method::Euler | Method::EulerAncestral) {
            let mut table = alphas.clone();
            if config.rescale_betas_zero_snr {
                table[train - 1] = 2f64.powi(-24);
            }
            let table = sigmas(&table);
            levels = times.iter().map(|&time| between(&table, time)).collect();
            let by_karras = name.karras.or(config.use_karras_sigmas);
            let by_karras = match method {
                Method::EulerAncestral => false,
                Method::Dpm | Method::DpmSde => by_karras.unwrap_or(true),
                _ => by_karras.unwrap_or(false),
            };
            if by_karras {
                // Euler spans its own times, the solvers all of them.
                let (highest, lowest) = match solver {
                    true => (table[train - 1], table[0]),
                    false => (levels[0], levels[levels.len() - 1]),
                };
                levels = karras(highest, lowest, times.len());
                times = levels.iter().map(|&level| time_of(level, &table)).collect();
                if solver {
                    times.iter_mut().for_each(|time| *time = time.round_ties_even());
                }
            }
            levels.push(match config.final_sigmas_type.as_deref() {
                Some("sigma_min") if method != Method::EulerAncestral => table[0],
                _ => 0.0,
            });
        }
        let to_one = config.set_alpha_to_one.unwrap_or(method != Method::Pndm);
        let done = ((steps as f32 * strength) as usize).min(steps);
        Sampler {
            method,
            config: config.clone(),
            final_alpha: if to_one { 1.0 } else { alphas[0] },
            alphas,
            begin: (steps - done).min(times.len().saturating_sub(1)),
            times,
            levels,
            steps,
            answers: Vec::new(),
            kept: None,
            multistep: Multistep::new(method == Method::DpmSde),
            unipc: UniPc::new(config.solver_order.min(3), config.lower_order_final),
        }
    }

    /// The indices of the steps to take.
    pub(super) fn indices(&self) -> std::ops::Range<usize> {
        self.begin..self.times.len()
    }

    pub(super) fn time(&self, index: usize) -> f64 {
        self.times[index]
    }

    /// What pure noise of variance 1 is multiplied by to start from.
    pub(super) fn first_scale(&self) -> f32 {
        match self.method {
            Method::Euler | Method::EulerAncestral => {
                let highest = self.levels.iter().copied().fold(0.0, f64::max);
                match self.config.timestep_spacing.unwrap_or(Spacing::Linspace) {
                    Spacing::Leading => (highest * highest + 1.0).sqrt() as f32,
                    Spacing::Linspace | Spacing::Trailing => highest as f32,
                }
            }
            _ => 1.0,
        }
    }

    /// A picture with as much noise as there is at a step.
    pub(super) fn noised(&self, clean: &[f32], noise: &[f32], index: usize) -> Vec<f32> {
        let (keep, add) = match self.method {
            Method::Euler | Method::EulerAncestral => (1.0, self.levels[index]),
            Method::Dpm | Method::DpmSde | Method::UniPc => {
                let alpha = 1.0 / (self.levels[index].powi(2) + 1.0).sqrt();
                (alpha, self.levels[index] * alpha)
            }
            _ => {
                let alpha = self.alphas[self.times[index] as usize];
                (alpha.sqrt(), (1.0 - alpha).sqrt())
            }
        };
        sum(keep, clean, add, noise)
    }

    /// The latents as the denoiser wants to see them.
    pub(super) fn scaled(&self, latents: &[f32], index: usize) -> Vec<f32> {
        match self.method {
            Method::Euler | Method::EulerAncestral => {
                let factor = (1.0 / (self.levels[index].powi(2) + 1.0).sqrt()) as f32;
                latents.iter().map(|value| value * factor).collect()
            }
            _ => latents.to_vec(),
        }
    }

    /// Takes a step. Methods that need noise draw it from `noise`, one number for each latent.
    pub(super) fn step(
        &mut self,
        index: usize,
        answer: &[f32],
        latents: &[f32],
        noise: &mut dyn FnMut() -> Vec<f32>,
    ) -> Stepped {
        match self.method {
            Method::Ddim => self.ddim(index, answer, latents),
            Method::Pndm => self.pndm(index - self.begin, index, answer, latents),
            Method::Lcm => self.lcm(index, answer, latents, noise),
            Method::Euler | Method::EulerAncestral => self.euler(index, answer, latents, noise),
            Method::Dpm | Method::DpmSde => {
                let guess = self.guess_by_level(index, answer, latents);
                let noise = if self.method == Method::DpmSde { noise() } else { Vec::new() };
                let last = index + 1 == self.times.len();
                let simple = last
                    && (self.config.euler_at_final
                        || (self.config.lower_order_final && self.times.len() < 15)
                        || self.levels[index + 1] == 0.0);
                let first = simple || self.config.solver_order == 1;
                let levels = Levels { all: &self.levels, index };
                let latents = self.multistep.step(levels, &guess, latents, &noise, first);
                Stepped { latents, guess }
            }
            Method::UniPc => {
                let guess = self.guess_by_level(index, answer, latents);
                let levels = Levels { all: &self.levels, index };
                let latents = self.unipc.step(levels, &guess, latents);
                Stepped { latents, guess }
            }
        }
    }

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
        if self.config.clip_sample.unwrap_or(true) {
            let range = self.config.clip_sample_range;
            guess.iter_mut().for_each(|value| *value = value.clamp(-range, range));
        }
        guess
    }

    fn alpha_before(&self, time: f64) -> f64 {
        let before = time - (self.config.num_train_timesteps / self.steps) as f64;
        if before >= 0.0 { self.alphas[before as usize] } else { self.final_alpha }
    }

    fn ddim(&self, index: usize, answer: &[f32], latents: &[f32]) -> Stepped {
        let time = self.times[index];
        let (guess, noise) = self.parts(self.alphas[time as usize], answer, latents);
        let (guess, next) = (self.clipped(guess), self.alpha_before(time));
        Stepped { latents: sum(next.sqrt(), &guess, (1.0 - next).sqrt(), &noise), guess }
    }

    fn pndm(&mut self, count: usize, index: usize, answer: &[f32], latents: &[f32]) -> Stepped {
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

    fn lcm(
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

    fn guess_by_level(&self, index: usize, answer: &[f32], latents: &[f32]) -> Vec<f32> {
        let alpha = 1.0 / (self.levels[index].powi(2) + 1.0);
        self.parts(alpha, answer, latents).0
    }

    fn euler(
        &self,
        index: usize,
        answer: &[f32],
        latents: &[f32],
        noise: &mut dyn FnMut() -> Vec<f32>,
    ) -> Stepped {
        let (now, next) = (self.levels[index], self.levels[index + 1]);
        let squared = now * now + 1.0;
        let guess = match self.config.prediction_type {
            Prediction::Epsilon => sum(1.0, latents, -now, answer),
            Prediction::VPrediction => sum(1.0 / squared, latents, -now / squared.sqrt(), answer),
            Prediction::Sample => answer.to_vec(),
        };
        let up = match self.method {
            Method::EulerAncestral => {
                (next * next * (now * now - next * next) / (now * now)).max(0.0).sqrt()
            }
            _ => 0.0,
        };
        let down = (next * next - up * up).max(0.0).sqrt();
        // x + (x - guess) / now * (down - now)
        let mut latents = sum(down / now, latents, 1.0 - down / now, &guess);
        if self.method == Method::EulerAncestral {
            latents = sum(1.0, &latents, up, &noise());
        }
        Stepped { latents, guess }
    }
}

/// The times a consistency model was taught, thinned out.
fn consistency_times(config: &SchedulerConfig, steps: usize) -> Vec<f64> {
    let taught = config.original_inference_steps;
    let stride = config.num_train_timesteps / taught;
    let steps = steps.min(taught);
    let at = |index: usize| {
        let place = (index as f64 * taught as f64 / steps as f64).floor() as usize;
        ((taught - place) * stride - 1) as f64
    };
    (0..steps).map(at).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samplers_are_found_however_they_are_written() {
        let read = |name| SamplerName::read(name).map(|found| (found.method, found.karras));
        assert_eq!(read("Euler a"), Some((Method::EulerAncestral, None)));
        assert_eq!(read("DPM++ 2M Karras"), Some((Method::Dpm, Some(true))));
        assert_eq!(read("dpm++_2m_sde"), Some((Method::DpmSde, None)));
        assert_eq!(read("dpm++2m-uniform"), Some((Method::Dpm, Some(false))));
        assert_eq!(read("heun"), None);
        assert!(SamplerName::all().all(|name| SamplerName::read(name).is_some()));
    }

    #[test]
    fn every_sampler_finds_a_picture_whose_noise_is_known() {
        let config =
            SchedulerConfig { clip_sample: Some(false), steps_offset: 1, ..Default::default() };
        for name in SamplerName::all().map(|name| SamplerName::read(name).unwrap()) {
            let picture = [0.7f32, -1.2, 0.1];
            let mut sampler = Sampler::new(&config, name, 12, 1.0);
            let first = sampler.first_scale();
            let mut latents: Vec<f32> =
                [0.3f32, 0.9, -1.1].iter().map(|value| value * first).collect();
            let mut noise = Noise::new(5);
            for index in sampler.indices() {
                // The noise that separates the latents from the picture, as a perfect denoiser sees it.
                let shown = sampler.noised(&picture, &[0.0; 3], index);
                let one = sampler.noised(&[0.0; 3], &[1.0; 3], index)[0];
                let answer: Vec<f32> = latents
                    .iter()
                    .zip(&shown)
                    .map(|(value, shown)| (value - shown) / one)
                    .collect();
                latents = sampler.step(index, &answer, &latents, &mut || noise.normal(3)).latents;
            }
            for (found, wanted) in latents.iter().zip(&picture) {
                assert!((found - wanted).abs() < 0.08, "{name:?}: {found} {wanted}");
            }
        }
    }

    #[test]
    fn strength_leaves_out_the_first_steps() {
        let name = SamplerName::read("ddim").unwrap();
        let indices =
            |strength| Sampler::new(&SchedulerConfig::default(), name, 10, strength).indices();
        assert_eq!((indices(1.0), indices(0.5), indices(0.0)), (0..10, 5..10, 9..10));
    }
}
