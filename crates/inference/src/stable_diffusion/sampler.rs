//! The samplers: from one timestep to the next, given the denoiser's output. Names and formulas follow the diffusers library.
//! Knows lists of numbers; the denoiser and guidance are applied in `draw`.

use super::multistep_solvers::{Deis, Multistep, Sigmas, SolverKind, UniPc};
use super::sampler_steps::{ancestral_split, weighted_sum};
use super::scheduler_config::{
    SchedulerConfig, Spacing, interpolated, timestep_of, training_sigmas,
};
use super::scheduler_table::{SamplerMethod, SamplerName, SigmaSchedule};
use super::sigma_schedule;

/// The state of one picture's sampling.
pub(super) struct Sampler {
    method: SamplerMethod,
    pub(super) config: SchedulerConfig,
    pub(super) alphas_cumprod: Vec<f64>,
    /// The alpha after the last step.
    pub(super) final_alpha_cumprod: f64,
    pub(super) timesteps: Vec<f64>,
    /// One more than timesteps, the last being the end; empty for methods that count in training steps.
    pub(super) sigmas: Vec<f64>,
    pub(super) steps: usize,
    first_index: usize,
    pub(super) outputs: Vec<Vec<f32>>,
    pub(super) previous_latents: Option<Vec<f32>>,
    pub(super) half_step: Option<HalfStep>,
    multistep: Multistep,
    unipc: UniPc,
    deis: Deis,
}

/// What Heun's method keeps between the two evaluations of a step.
pub(super) struct HalfStep {
    pub from: Vec<f32>,
    pub direction: Vec<f32>,
    pub step: f64,
}

/// The result of a step.
pub(super) struct StepResult {
    pub latents: Vec<f32>,
    /// The picture, as it is predicted from this step.
    pub denoised: Vec<f32>,
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
        let alphas_cumprod = config.alphas_cumprod();
        let spacing = config.timestep_spacing.unwrap_or(match method {
            method if method.uses_sigmas() => Spacing::Linspace,
            _ => Spacing::Leading,
        });
        let mut timesteps = match method {
            SamplerMethod::Lcm | SamplerMethod::Tcd => consistency_timesteps(config, steps),
            _ => config.timesteps(spacing, steps, method.is_multistep_solver()),
        };
        if !method.is_euler() {
            timesteps.iter_mut().for_each(|timestep| *timestep = timestep.round_ties_even());
        }
        timesteps
            .iter_mut()
            .for_each(|timestep| *timestep = timestep.clamp(0.0, (train - 1) as f64));
        if method == SamplerMethod::Pndm && timesteps.len() > 1 {
            timesteps.insert(1, timesteps[1]);
        }
        let mut sigmas = match method.uses_sigmas() {
            true => sigmas(config, name, &alphas_cumprod, &mut timesteps),
            false => Vec::new(),
        };
        match method {
            SamplerMethod::Heun => {
                (timesteps, sigmas) = (
                    repeated_inner(&timesteps, timesteps.len()),
                    repeated_inner(&sigmas, sigmas.len() - 1),
                );
            }
            SamplerMethod::Kdpm2 | SamplerMethod::Kdpm2Ancestral => {
                let ancestral = method == SamplerMethod::Kdpm2Ancestral;
                (timesteps, sigmas) =
                    with_halfway(&timesteps, &sigmas, &training_sigmas(&alphas_cumprod), ancestral);
            }
            _ => {}
        }
        let ends_at_one = match method {
            SamplerMethod::Ddpm => true,
            _ => config.set_alpha_to_one.unwrap_or(method != SamplerMethod::Pndm),
        };
        let done = ((steps as f32 * strength) as usize).min(steps);
        let first_index = (steps - done) * if method.evaluates_twice() { 2 } else { 1 };
        let bh1 = config.solver_type.as_deref() == Some("bh1");
        let kind = match config.solver_type.as_deref() {
            Some("heun") => SolverKind::Heun,
            _ => SolverKind::Midpoint,
        };
        Sampler {
            method,
            config: SchedulerConfig {
                clip_sample: Some(
                    config
                        .clip_sample
                        .unwrap_or(matches!(method, SamplerMethod::Ddim | SamplerMethod::Ddpm)),
                ),
                ..config.clone()
            },
            final_alpha_cumprod: if ends_at_one { 1.0 } else { alphas_cumprod[0] },
            alphas_cumprod,
            first_index: first_index.min(timesteps.len().saturating_sub(1)),
            timesteps,
            sigmas,
            steps,
            outputs: Vec::new(),
            previous_latents: None,
            half_step: None,
            multistep: Multistep::new(method == SamplerMethod::DpmSde, kind),
            unipc: UniPc::new(config.solver_order.min(3), config.lower_order_final, bh1),
            deis: Deis::new(config.solver_order.min(3), config.lower_order_final),
        }
    }

    /// The indices of the steps to take.
    pub(super) fn indices(&self) -> std::ops::Range<usize> {
        self.first_index..self.timesteps.len()
    }

    pub(super) fn timestep(&self, index: usize) -> f64 {
        self.timesteps[index]
    }

    /// What pure noise of variance 1 is multiplied by to start from.
    pub(super) fn first_scale(&self) -> f32 {
        match self.method {
            method if method.is_euler() => {
                let highest = self.sigmas.iter().copied().fold(0.0, f64::max);
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
            method if method.is_euler() => (1.0, self.sigmas[index]),
            method if method.is_multistep_solver() => {
                let alpha = 1.0 / (self.sigmas[index].powi(2) + 1.0).sqrt();
                (alpha, self.sigmas[index] * alpha)
            }
            _ => {
                let alpha = self.alphas_cumprod[self.timesteps[index] as usize];
                (alpha.sqrt(), (1.0 - alpha).sqrt())
            }
        };
        weighted_sum(keep, clean, add, noise)
    }

    /// The latents scaled as the denoiser reads them.
    pub(super) fn scaled(&self, latents: &[f32], index: usize) -> Vec<f32> {
        match self.method {
            method if method.is_euler() => {
                let factor = (1.0 / (self.sigmas[index].powi(2) + 1.0).sqrt()) as f32;
                latents.iter().map(|value| value * factor).collect()
            }
            _ => latents.to_vec(),
        }
    }

    /// Takes a step. Methods that need noise draw it from `noise`, one number for each latent.
    pub(super) fn step(
        &mut self,
        index: usize,
        output: &[f32],
        latents: &[f32],
        noise: &mut dyn FnMut() -> Vec<f32>,
    ) -> StepResult {
        match self.method {
            SamplerMethod::Ddim => self.ddim(index, output, latents),
            SamplerMethod::Pndm => self.pndm(index - self.first_index, index, output, latents),
            SamplerMethod::Lcm => self.lcm(index, output, latents, noise),
            SamplerMethod::Tcd => self.tcd(index, output, latents),
            SamplerMethod::Ddpm => self.ddpm(index, output, latents, noise),
            SamplerMethod::Lms => self.lms(index, output, latents),
            SamplerMethod::Kdpm2 => self.kdpm2(index, output, latents, None),
            SamplerMethod::Kdpm2Ancestral => self.kdpm2(index, output, latents, Some(noise)),
            SamplerMethod::Euler => self.euler(index, output, latents, None),
            SamplerMethod::EulerAncestral => self.euler(index, output, latents, Some(noise)),
            SamplerMethod::Heun => self.heun(index, output, latents),
            SamplerMethod::Dpm | SamplerMethod::DpmSde => {
                let denoised = self.denoised_and_noise_at(index, output, latents).0;
                let noise = if self.method == SamplerMethod::DpmSde { noise() } else { Vec::new() };
                let last = index + 1 == self.timesteps.len();
                let simple = last
                    && (self.config.euler_at_final
                        || (self.config.lower_order_final && self.timesteps.len() < 15)
                        || self.sigmas[index + 1] == 0.0);
                let first = simple || self.config.solver_order == 1;
                let sigmas = Sigmas { values: &self.sigmas, index };
                let latents = self.multistep.step(sigmas, &denoised, latents, &noise, first);
                StepResult { latents, denoised }
            }
            SamplerMethod::Deis => {
                let (denoised, output) = self.denoised_and_noise_at(index, output, latents);
                let sigmas = Sigmas { values: &self.sigmas, index };
                let latents = self.deis.step(sigmas, output, latents);
                StepResult { latents, denoised }
            }
            SamplerMethod::UniPc => {
                let denoised = self.denoised_and_noise_at(index, output, latents).0;
                let sigmas = Sigmas { values: &self.sigmas, index };
                let latents = self.unipc.step(sigmas, &denoised, latents);
                StepResult { latents, denoised }
            }
        }
    }
}

impl SamplerMethod {
    /// Whether it works on half logarithms of the signal-to-noise ratio, at whole times.
    fn is_multistep_solver(self) -> bool {
        matches!(self, Self::Dpm | Self::DpmSde | Self::UniPc | Self::Deis)
    }

    /// Whether its latents are the picture plus so many levels of noise.
    fn is_euler(self) -> bool {
        matches!(self, Self::Euler | Self::EulerAncestral | Self::Lms) || self.evaluates_twice()
    }

    /// Whether a step evaluates the denoiser twice, all but the last one.
    fn evaluates_twice(self) -> bool {
        matches!(self, Self::Heun | Self::Kdpm2 | Self::Kdpm2Ancestral)
    }

    /// Whether it counts in noise levels rather than in training steps.
    fn uses_sigmas(self) -> bool {
        self.is_multistep_solver() || self.is_euler()
    }
}

/// The sigma at each timestep, and the one after the last. Where a sigma schedule spaces them, the timesteps become those
/// at which there is so much noise.
fn sigmas(
    config: &SchedulerConfig,
    name: SamplerName,
    alphas_cumprod: &[f64],
    timesteps: &mut [f64],
) -> Vec<f64> {
    let (method, last) = (name.method, alphas_cumprod.len() - 1);
    let mut table = alphas_cumprod.to_vec();
    if config.rescale_betas_zero_snr {
        table[last] = 2f64.powi(-24);
    }
    let table = training_sigmas(&table);
    let mut sigmas: Vec<f64> =
        timesteps.iter().map(|&timestep| interpolated(&table, timestep)).collect();
    let usual = match method {
        SamplerMethod::Dpm | SamplerMethod::DpmSde => SigmaSchedule::Karras,
        _ => SigmaSchedule::Uniform,
    };
    let sigma_schedule = match method {
        SamplerMethod::EulerAncestral => SigmaSchedule::Uniform,
        _ => name.sigma_schedule.or(config.sigma_schedule()).unwrap_or(usual),
    };
    // Euler spans its own times, the solvers all of them.
    let (highest, lowest) = match method.is_multistep_solver() {
        true => (table[last], table[0]),
        false => (sigmas[0], sigmas[sigmas.len() - 1]),
    };
    if let Some(spaced) =
        sigma_schedule::spaced_sigmas(sigma_schedule, highest, lowest, timesteps.len())
    {
        sigmas = spaced;
        for (timestep, &sigma) in timesteps.iter_mut().zip(&sigmas) {
            *timestep = timestep_of(sigma, &table);
            let rounds = matches!(method, SamplerMethod::Kdpm2 | SamplerMethod::Kdpm2Ancestral);
            if rounds && sigma_schedule == SigmaSchedule::Karras {
                *timestep = timestep.round_ties_even();
            } else if method.is_multistep_solver() {
                // As the reference: rounded for Karras's levels, cut for the others. There the highest level comes out
                // a rounding error below the last time, with the betas that all published models have, and is cut to
                // the time before.
                *timestep = match sigma_schedule {
                    SigmaSchedule::Karras => timestep.round_ties_even(),
                    _ => (*timestep - 1e-6).max(0.0).trunc(),
                };
            }
        }
    }
    let reads_end = method == SamplerMethod::Euler || method.is_multistep_solver();
    sigmas.push(match (method, config.final_sigmas_type.as_deref()) {
        // It ends above zero, whose logarithm it would need.
        (SamplerMethod::Deis, _) if sigma_schedule == SigmaSchedule::Uniform => table[0],
        (SamplerMethod::Deis, _) => sigmas[sigmas.len() - 1],
        (_, Some("sigma_min")) if reads_end => table[0],
        _ => 0.0,
    });
    sigmas
}

/// Times and levels with another one halfway to each next, in the logarithm. `table` has the level of every time.
fn with_halfway(
    timesteps: &[f64],
    sigmas: &[f64],
    table: &[f64],
    ancestral: bool,
) -> (Vec<f64>, Vec<f64>) {
    let (mut all_times, mut all_levels) = (Vec::new(), Vec::new());
    for (index, (&timestep, &sigma)) in timesteps.iter().zip(sigmas).enumerate() {
        all_times.push(timestep);
        all_levels.push(sigma);
        if index + 1 < timesteps.len() {
            let next = sigmas[index + 1];
            let aim = if ancestral { ancestral_split(sigma, next).1 } else { next };
            let half_step = (sigma * aim).sqrt();
            all_times.push(timestep_of(half_step, table));
            all_levels.push(half_step);
        }
    }
    all_levels.push(sigmas[sigmas.len() - 1]);
    (all_times, all_levels)
}

/// Every number twice but the first, and those from `end` on.
fn repeated_inner(numbers: &[f64], end: usize) -> Vec<f64> {
    let timesteps = |index: usize| if (1..end).contains(&index) { 2 } else { 1 };
    let repeated = |(index, &number)| std::iter::repeat_n(number, timesteps(index));
    numbers.iter().enumerate().flat_map(repeated).collect()
}

/// The timesteps that a consistency model was trained on, thinned out.
fn consistency_timesteps(config: &SchedulerConfig, steps: usize) -> Vec<f64> {
    let trained_steps = config.original_inference_steps;
    let stride = config.num_train_timesteps / trained_steps;
    let steps = steps.min(trained_steps);
    let at = |index: usize| {
        let trained_index = (index as f64 * trained_steps as f64 / steps as f64).floor() as usize;
        ((trained_steps - trained_index) * stride - 1) as f64
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
                let output: Vec<f32> = latents
                    .iter()
                    .zip(&shown)
                    .map(|(value, shown)| (value - shown) / one)
                    .collect();
                latents = sampler.step(index, &output, &latents, &mut || noise.normal(3)).latents;
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
