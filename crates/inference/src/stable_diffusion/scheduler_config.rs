//! How much noise there is at each timestep, and which timesteps a sampler visits, by scheduler_config.json.
//! Knows numbers only; how to get from one timestep to the next is decided in `sampler`.

use std::path::Path;

use serde::Deserialize;

use super::scheduler_table::{SamplerName, SigmaSchedule};
use super::supported_values::{self, read_supported};
use crate::weights::LoadError;

/// `scheduler/scheduler_config.json`, whichever class it was written for.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct SchedulerConfig {
    #[serde(rename = "_class_name")]
    pub class: String,
    pub algorithm_type: Option<String>,
    pub num_train_timesteps: usize,
    pub beta_start: f64,
    pub beta_end: f64,
    pub beta_schedule: String,
    pub trained_betas: Option<Vec<f64>>,
    pub prediction_type: Prediction,
    /// Where it is missing, each sampler has its own.
    pub timestep_spacing: Option<Spacing>,
    pub steps_offset: i64,
    pub set_alpha_to_one: Option<bool>,
    pub clip_sample: Option<bool>,
    pub clip_sample_range: f32,
    pub use_karras_sigmas: Option<bool>,
    pub use_exponential_sigmas: Option<bool>,
    pub use_beta_sigmas: Option<bool>,
    pub rescale_betas_zero_snr: bool,
    pub final_sigmas_type: Option<String>,
    pub original_inference_steps: usize,
    pub timestep_scaling: f64,
    pub solver_order: usize,
    pub solver_type: Option<String>,
    /// The variance of the noise that DDPM adds.
    pub variance_type: Option<String>,
    pub lower_order_final: bool,
    pub euler_at_final: bool,
}

impl Default for SchedulerConfig {
    fn default() -> Self {
        Self {
            class: "PNDMScheduler".into(),
            algorithm_type: None,
            num_train_timesteps: 1000,
            beta_start: 0.00085,
            beta_end: 0.012,
            beta_schedule: "scaled_linear".into(),
            trained_betas: None,
            prediction_type: Prediction::Epsilon,
            timestep_spacing: None,
            steps_offset: 0,
            set_alpha_to_one: None,
            clip_sample: None,
            clip_sample_range: 1.0,
            use_karras_sigmas: None,
            use_exponential_sigmas: None,
            use_beta_sigmas: None,
            solver_type: None,
            variance_type: None,
            rescale_betas_zero_snr: false,
            final_sigmas_type: None,
            original_inference_steps: 50,
            timestep_scaling: 10.0,
            solver_order: 2,
            lower_order_final: true,
            euler_at_final: false,
        }
    }
}

/// What the denoiser predicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// The noise.
    Epsilon,
    /// `sqrt(a) noise - sqrt(1 - a) picture` (Salimans and Ho 2022, arXiv:2202.00512).
    #[serde(rename = "v_prediction")]
    Velocity,
    /// The picture.
    Sample,
}

/// How the visited timesteps are spaced (Lin et al. 2023, arXiv:2305.08891, table 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spacing {
    Linspace,
    Leading,
    Trailing,
}

impl SchedulerConfig {
    /// Reads and checks a config.
    ///
    /// # Errors
    /// Where the file is missing, or has a value that is not supported.
    pub fn read(path: &Path) -> Result<Self, LoadError> {
        let value: serde_json::Value = read_supported(path, supported_values::SCHEDULER)?;
        // Without it the training is unknown, or the model is of another kind, such as those of flows.
        let has_betas = !value["beta_schedule"].is_null();
        let config: Self =
            serde_json::from_value(value).map_err(|error| LoadError::damaged(path, error))?;
        if !has_betas && !SamplerName::supports(&config) {
            let detail = format!("_class_name is {:?}", config.class);
            return Err(LoadError::Unsupported { path: path.to_owned(), detail });
        }
        let fault = if !(1..=100_000).contains(&config.num_train_timesteps) {
            "num_train_timesteps is out of range"
        } else if !(1..=3).contains(&config.solver_order) {
            "its solver_order is out of range"
        } else if config
            .trained_betas
            .as_ref()
            .is_some_and(|list| list.len() != config.num_train_timesteps)
        {
            "trained_betas is not one for each step"
        } else if !(1..=config.num_train_timesteps).contains(&config.original_inference_steps) {
            "original_inference_steps is out of range"
        } else {
            if config.class_name() == "DPMSolverMultistep" && config.solver_order > 2 {
                let detail = format!("solver_order is {}", config.solver_order);
                return Err(LoadError::Unsupported { path: path.to_owned(), detail });
            }
            return Ok(config);
        };
        Err(LoadError::damaged(path, fault))
    }

    /// The class without the ending that all have.
    pub(super) fn class_name(&self) -> &str {
        self.class.strip_suffix("Scheduler").unwrap_or(&self.class)
    }

    /// The sigma schedule that the config names, where it names one.
    pub(super) fn sigma_schedule(&self) -> Option<SigmaSchedule> {
        match (self.use_exponential_sigmas, self.use_beta_sigmas, self.use_karras_sigmas) {
            (Some(true), ..) => Some(SigmaSchedule::Exponential),
            (_, Some(true), _) => Some(SigmaSchedule::Beta),
            (.., Some(true)) => Some(SigmaSchedule::Karras),
            (.., Some(false)) => Some(SigmaSchedule::Uniform),
            _ => None,
        }
    }

    /// The share of the picture in the latents at each training step, squared: the product of `1 - beta`.
    pub fn alphas_cumprod(&self) -> Vec<f64> {
        let count = self.num_train_timesteps;
        let line = |from: f64, to: f64| {
            let last = (count - 1).max(1) as f64;
            (0..count).map(move |index| from + (to - from) * index as f64 / last)
        };
        let betas: Vec<f64> = match (&self.trained_betas, self.beta_schedule.as_str()) {
            (Some(betas), _) => betas.clone(),
            (None, "linear") => line(self.beta_start, self.beta_end).collect(),
            (None, "squaredcos_cap_v2") => {
                let bar =
                    |t: f64| ((t + 0.008) / 1.008 * std::f64::consts::FRAC_PI_2).cos().powi(2);
                let step = |index: usize| {
                    let at = |index: usize| bar(index as f64 / count as f64);
                    (1.0 - at(index + 1) / at(index)).min(0.999)
                };
                (0..count).map(step).collect()
            }
            (None, _) => {
                line(self.beta_start.sqrt(), self.beta_end.sqrt()).map(|root| root * root).collect()
            }
        };
        let mut product = 1.0;
        let mut alphas_cumprod: Vec<f64> = betas
            .iter()
            .map(|beta| {
                product *= 1.0 - beta;
                product
            })
            .collect();
        if self.rescale_betas_zero_snr {
            // Shifted and scaled so that nothing of the picture is left at the end (arXiv:2305.08891, algorithm 1).
            let (first, last) = (alphas_cumprod[0].sqrt(), alphas_cumprod[count - 1].sqrt());
            for alpha in &mut alphas_cumprod {
                *alpha = ((alpha.sqrt() - last) * first / (first - last)).powi(2);
            }
        }
        alphas_cumprod
    }

    /// `steps` times from late to early. Solvers of several steps count one more, and leave out the last.
    pub(super) fn timesteps(&self, spacing: Spacing, steps: usize, solver: bool) -> Vec<f64> {
        let train = self.num_train_timesteps;
        let extra = usize::from(solver);
        match spacing {
            Spacing::Linspace => {
                let last = (train - 1) as f64;
                let count = steps + extra;
                // numpy: a single time is the first.
                let at = |index: usize| match count {
                    1 => 0.0,
                    _ => last * index as f64 / (count - 1) as f64,
                };
                (extra..count).rev().map(at).collect()
            }
            Spacing::Leading => {
                let stride = train / (steps + extra);
                let at = |index: usize| (index * stride) as f64 + self.steps_offset as f64;
                (extra..steps + extra).rev().map(at).collect()
            }
            Spacing::Trailing => {
                let stride = train as f64 / steps as f64;
                let count = (train as f64 / stride).ceil() as usize;
                let at =
                    |index: usize| (train as f64 - index as f64 * stride).round_ties_even() - 1.0;
                (0..count).map(at).collect()
            }
        }
    }
}

/// Noise over picture at each training step.
pub(super) fn training_sigmas(alphas_cumprod: &[f64]) -> Vec<f64> {
    alphas_cumprod.iter().map(|alpha| ((1.0 - alpha) / alpha).sqrt()).collect()
}

/// The value between the entries of a table, by straight lines.
pub(super) fn interpolated(table: &[f64], at: f64) -> f64 {
    let at = at.clamp(0.0, (table.len() - 1) as f64);
    let (low, share) = (at.floor() as usize, at.fract());
    let high = (low + 1).min(table.len() - 1);
    table[low] + (table[high] - table[low]) * share
}

/// The time at which there is so much noise, between training steps.
pub(super) fn timestep_of(sigma: f64, training_sigmas: &[f64]) -> f64 {
    let wanted = sigma.max(1e-10).ln();
    let above = training_sigmas.partition_point(|sigma| sigma.ln() <= wanted);
    let low = above.saturating_sub(1).min(training_sigmas.len().saturating_sub(2));
    let (from, to) = (training_sigmas[low].ln(), training_sigmas[low + 1].ln());
    low as f64 + ((from - wanted) / (from - to)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timesteps_are_spaced_as_the_config_says() {
        let config = SchedulerConfig { steps_offset: 1, ..SchedulerConfig::default() };
        assert_eq!(config.timesteps(Spacing::Leading, 4, false), [751.0, 501.0, 251.0, 1.0]);
        assert_eq!(config.timesteps(Spacing::Trailing, 3, false), [999.0, 666.0, 332.0]);
        assert_eq!(config.timesteps(Spacing::Linspace, 3, false), [999.0, 499.5, 0.0]);
        assert_eq!(config.timesteps(Spacing::Leading, 4, true), [801.0, 601.0, 401.0, 201.0]);
        assert_eq!(config.timesteps(Spacing::Trailing, 1, true), [999.0]);
    }

    #[test]
    fn noise_grows_with_time_and_can_be_found_again() {
        let training_sigmas = training_sigmas(&SchedulerConfig::default().alphas_cumprod());
        assert!(training_sigmas.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            (training_sigmas[0] - 0.0292).abs() < 1e-3
                && (training_sigmas[999] - 14.61).abs() < 0.01
        );
        for timestep in [0.0, 0.5, 100.25, 998.0, 999.0] {
            let sigma = interpolated(&training_sigmas, timestep);
            assert!((timestep_of(sigma, &training_sigmas) - timestep).abs() < 0.05, "{timestep}");
        }
        assert_eq!(timestep_of(1e9, &training_sigmas), 999.0);
        assert_eq!(timestep_of(0.0, &training_sigmas), 0.0);
    }

    #[test]
    fn a_schedule_rescaled_to_zero_snr_reaches_pure_noise() {
        let config = SchedulerConfig { rescale_betas_zero_snr: true, ..SchedulerConfig::default() };
        assert!(config.alphas_cumprod()[999].abs() < 1e-12);
    }

    #[test]
    fn a_class_that_is_not_known_is_accepted_where_the_config_has_the_betas_of_the_training() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("scheduler_config.json");
        let read = |json: &str| {
            std::fs::write(&path, json).unwrap();
            SchedulerConfig::read(&path).map_err(|error| error.to_string())
        };
        let config = read(r#"{"_class_name":"NewScheduler","beta_schedule":"linear"}"#).unwrap();
        assert_eq!((config.class_name(), &*config.beta_schedule), ("New", "linear"));
        for class in ["EDMEulerScheduler", "FlowMatchEulerDiscreteScheduler"] {
            let error = read(&format!(r#"{{"_class_name":"{class}"}}"#)).unwrap_err();
            assert!(error.contains(&format!("_class_name is \"{class}\"")), "{error}");
        }
    }
}
