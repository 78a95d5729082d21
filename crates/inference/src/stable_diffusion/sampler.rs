//! The samplers: from one time to the next, given the denoiser's answer. Names and formulas follow the diffusers library.
//! Knows lists of numbers; the denoiser, guidance and pictures are the pipeline's matter.

use super::method::{Method, SamplerName, Spread};
use super::schedule::{SchedulerConfig, Spacing, between, sigmas, time_of};
use super::solver::{Deis, Levels, Multistep, SolverKind, UniPc};
use super::spread;
use super::steps::{split, sum};

/// The state of one picture's sampling.
pub(super) struct Sampler {
    method: Method,
    pub(super) config: SchedulerConfig,
    pub(super) alphas: Vec<f64>,
    /// The alpha after the last step.
    pub(super) final_alpha: f64,
    pub(super) times: Vec<f64>,
    /// One more than times, the last being the end; empty for methods that count in training steps.
    pub(super) levels: Vec<f64>,
    pub(super) steps: usize,
    begin: usize,
    pub(super) answers: Vec<Vec<f32>>,
    pub(super) kept: Option<Vec<f32>>,
    pub(super) half: Option<HalfStep>,
    multistep: Multistep,
    unipc: UniPc,
    deis: Deis,
}

/// What Heun's method keeps between the two answers of a step.
pub(super) struct HalfStep {
    pub from: Vec<f32>,
    pub direction: Vec<f32>,
    pub step: f64,
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
            method if method.has_levels() => Spacing::Linspace,
            _ => Spacing::Leading,
        });
        let mut times = match method {
            Method::Lcm | Method::Tcd => consistency_times(config, steps),
            _ => config.times(spacing, steps, method.is_solver()),
        };
        if !method.is_euler() {
            times.iter_mut().for_each(|time| *time = time.round_ties_even());
        }
        times.iter_mut().for_each(|time| *time = time.clamp(0.0, (train - 1) as f64));
        if method == Method::Pndm && times.len() > 1 {
            times.insert(1, times[1]);
        }
        let mut levels = match method.has_levels() {
            true => levels(config, name, &alphas, &mut times),
            false => Vec::new(),
        };
        match method {
            Method::Heun => {
                (times, levels) = (twice(&times, times.len()), twice(&levels, levels.len() - 1));
            }
            Method::Kdpm2 | Method::Kdpm2Ancestral => {
                let ancestral = method == Method::Kdpm2Ancestral;
                (times, levels) = with_halfway(&times, &levels, &sigmas(&alphas), ancestral);
            }
            _ => {}
        }
        let to_one = match method {
            Method::Ddpm => true,
            _ => config.set_alpha_to_one.unwrap_or(method != Method::Pndm),
        };
        let done = ((steps as f32 * strength) as usize).min(steps);
        let begin = (steps - done) * if method.asks_twice() { 2 } else { 1 };
        let bh1 = config.solver_type.as_deref() == Some("bh1");
        let kind = match config.solver_type.as_deref() {
            Some("heun") => SolverKind::Heun,
            _ => SolverKind::Midpoint,
        };
        Sampler {
            method,
            config: SchedulerConfig {
                clip_sample: Some(
                    config.clip_sample.unwrap_or(matches!(method, Method::Ddim | Method::Ddpm)),
                ),
                ..config.clone()
            },
            final_alpha: if to_one { 1.0 } else { alphas[0] },
            alphas,
            begin: begin.min(times.len().saturating_sub(1)),
            times,
            levels,
            steps,
            answers: Vec::new(),
            kept: None,
            half: None,
            multistep: Multistep::new(method == Method::DpmSde, kind),
            unipc: UniPc::new(config.solver_order.min(3), config.lower_order_final, bh1),
            deis: Deis::new(config.solver_order.min(3), config.lower_order_final),
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
            method if method.is_euler() => {
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
            method if method.is_euler() => (1.0, self.levels[index]),
            method if method.is_solver() => {
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
            method if method.is_euler() => {
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
            Method::Tcd => self.tcd(index, answer, latents),
            Method::Ddpm => self.ddpm(index, answer, latents, noise),
            Method::Lms => self.lms(index, answer, latents),
            Method::Kdpm2 => self.kdpm2(index, answer, latents, None),
            Method::Kdpm2Ancestral => self.kdpm2(index, answer, latents, Some(noise)),
            Method::Euler => self.euler(index, answer, latents, None),
            Method::EulerAncestral => self.euler(index, answer, latents, Some(noise)),
            Method::Heun => self.heun(index, answer, latents),
            Method::Dpm | Method::DpmSde => {
                let guess = self.parts_by_level(index, answer, latents).0;
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
            Method::Deis => {
                let (guess, answer) = self.parts_by_level(index, answer, latents);
                let levels = Levels { all: &self.levels, index };
                let latents = self.deis.step(levels, answer, latents);
                Stepped { latents, guess }
            }
            Method::UniPc => {
                let guess = self.parts_by_level(index, answer, latents).0;
                let levels = Levels { all: &self.levels, index };
                let latents = self.unipc.step(levels, &guess, latents);
                Stepped { latents, guess }
            }
        }
    }
}

impl Method {
    /// Whether it works on half logarithms of the signal-to-noise ratio, at whole times.
    fn is_solver(self) -> bool {
        matches!(self, Self::Dpm | Self::DpmSde | Self::UniPc | Self::Deis)
    }

    /// Whether its latents are the picture plus so many levels of noise.
    fn is_euler(self) -> bool {
        matches!(self, Self::Euler | Self::EulerAncestral | Self::Lms) || self.asks_twice()
    }

    /// Whether a step takes two answers, all but the last one.
    fn asks_twice(self) -> bool {
        matches!(self, Self::Heun | Self::Kdpm2 | Self::Kdpm2Ancestral)
    }

    /// Whether it counts in noise levels rather than in training steps.
    fn has_levels(self) -> bool {
        self.is_solver() || self.is_euler()
    }
}

/// The noise level at each time, and the one after the last. Where the levels are spread in a way of their own, the
/// times become those at which there is so much noise.
fn levels(
    config: &SchedulerConfig,
    name: SamplerName,
    alphas: &[f64],
    times: &mut [f64],
) -> Vec<f64> {
    let (method, last) = (name.method, alphas.len() - 1);
    let mut table = alphas.to_vec();
    if config.rescale_betas_zero_snr {
        table[last] = 2f64.powi(-24);
    }
    let table = sigmas(&table);
    let mut levels: Vec<f64> = times.iter().map(|&time| between(&table, time)).collect();
    let usual = match method {
        Method::Dpm | Method::DpmSde => Spread::Karras,
        _ => Spread::Uniform,
    };
    let spread = match method {
        Method::EulerAncestral => Spread::Uniform,
        _ => name.spread.or(config.spread()).unwrap_or(usual),
    };
    // Euler spans its own times, the solvers all of them.
    let (highest, lowest) = match method.is_solver() {
        true => (table[last], table[0]),
        false => (levels[0], levels[levels.len() - 1]),
    };
    if let Some(spaced) = spread::levels(spread, highest, lowest, times.len()) {
        levels = spaced;
        for (time, &level) in times.iter_mut().zip(&levels) {
            *time = time_of(level, &table);
            let rounds = matches!(method, Method::Kdpm2 | Method::Kdpm2Ancestral);
            if rounds && spread == Spread::Karras {
                *time = time.round_ties_even();
            } else if method.is_solver() {
                // As the reference: rounded for Karras's levels, cut for the others. There the highest level comes out
                // a rounding error below the last time, with the betas that all published models have, and is cut to
                // the time before.
                *time = match spread {
                    Spread::Karras => time.round_ties_even(),
                    _ => (*time - 1e-6).max(0.0).trunc(),
                };
            }
        }
    }
    let reads_end = method == Method::Euler || method.is_solver();
    levels.push(match (method, config.final_sigmas_type.as_deref()) {
        // It ends above zero, whose logarithm it would need.
        (Method::Deis, _) if spread == Spread::Uniform => table[0],
        (Method::Deis, _) => levels[levels.len() - 1],
        (_, Some("sigma_min")) if reads_end => table[0],
        _ => 0.0,
    });
    levels
}

/// Times and levels with another one halfway to each next, in the logarithm. `table` has the level of every time.
fn with_halfway(
    times: &[f64],
    levels: &[f64],
    table: &[f64],
    ancestral: bool,
) -> (Vec<f64>, Vec<f64>) {
    let (mut all_times, mut all_levels) = (Vec::new(), Vec::new());
    for (index, (&time, &level)) in times.iter().zip(levels).enumerate() {
        all_times.push(time);
        all_levels.push(level);
        if index + 1 < times.len() {
            let next = levels[index + 1];
            let aim = if ancestral { split(level, next).1 } else { next };
            let half = (level * aim).sqrt();
            all_times.push(time_of(half, table));
            all_levels.push(half);
        }
    }
    all_levels.push(levels[levels.len() - 1]);
    (all_times, all_levels)
}

/// Every number twice but the first, and those from `end` on.
fn twice(numbers: &[f64], end: usize) -> Vec<f64> {
    let times = |index: usize| if (1..end).contains(&index) { 2 } else { 1 };
    let repeated = |(index, &number)| std::iter::repeat_n(number, times(index));
    numbers.iter().enumerate().flat_map(repeated).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::Noise;

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
