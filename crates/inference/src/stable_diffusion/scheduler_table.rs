//! The samplers by name: which there are, and which one a name or a model's config means.
//! Knows names only; what each does stands in `sampler`.

use super::scheduler_config::SchedulerConfig;

/// A way of sampling, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SamplerMethod {
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
    /// Karras et al. 2022, algorithm 1 without churn: two evaluations a step.
    Heun,
    /// Luo et al. 2023, arXiv:2310.04378.
    Lcm,
    /// Zheng et al. 2024, arXiv:2402.19159.
    Tcd,
    /// Ho et al. 2020, arXiv:2006.11239, with fewer steps than it was trained in.
    Ddpm,
    /// Linear multistep over noise levels, of up to four outputs, as k-diffusion has it.
    Lms,
    /// Lu et al. 2022, arXiv:2206.00927, algorithm 1 over noise levels, as k-diffusion has it: two evaluations a step.
    Kdpm2,
    /// The same with part of the noise drawn anew.
    Kdpm2Ancestral,
    /// Zhang and Chen 2022, arXiv:2204.13902, in the logarithm of the noise level.
    Deis,
}

/// How sigmas are spaced between the highest and the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigmaSchedule {
    /// As the visited timesteps have them.
    Uniform,
    /// Even in the seventh root (Karras et al. 2022, arXiv:2206.00364, equation 5).
    Karras,
    /// Even in the logarithm.
    Exponential,
    /// By the quantiles of a beta distribution (Lee et al. 2024, arXiv:2407.12173).
    Beta,
}

/// A method and the schedule of its sigmas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SamplerName {
    /// How a step is taken.
    pub method: SamplerMethod,
    /// `None`: as the model's config names it.
    pub sigma_schedule: Option<SigmaSchedule>,
}

/// Every method by its names, the first of which we write.
const NAMES: &[(SamplerMethod, &[&str])] = &[
    (SamplerMethod::Ddim, &["ddim"]),
    (SamplerMethod::Pndm, &["pndm", "plms"]),
    (SamplerMethod::Euler, &["euler"]),
    (SamplerMethod::EulerAncestral, &["euler-a", "euler-ancestral"]),
    (SamplerMethod::Dpm, &["dpm++2m", "dpm++", "dpm", "dpmpp2m", "dpmsolver", "dpmsolver++"]),
    (SamplerMethod::DpmSde, &["dpm++2m-sde", "dpm++sde", "dpmpp2msde", "sdedpmsolver++"]),
    (SamplerMethod::UniPc, &["unipc"]),
    (SamplerMethod::Heun, &["heun"]),
    (SamplerMethod::Lcm, &["lcm"]),
    (SamplerMethod::Tcd, &["tcd"]),
    (SamplerMethod::Ddpm, &["ddpm"]),
    (SamplerMethod::Lms, &["lms"]),
    (SamplerMethod::Kdpm2, &["dpm2", "kdpm2"]),
    (SamplerMethod::Kdpm2Ancestral, &["dpm2-a", "dpm2-ancestral", "kdpm2-a", "kdpm2-ancestral"]),
    (SamplerMethod::Deis, &["deis"]),
];

/// What a model is sampled with, by the class its config names without the ending `Scheduler`.
const CLASSES: &[(&str, SamplerMethod)] = &[
    ("DDIM", SamplerMethod::Ddim),
    ("DDPM", SamplerMethod::Ddpm),
    ("DEISMultistep", SamplerMethod::Deis),
    ("DPMSolverMultistep", SamplerMethod::Dpm),
    ("EulerAncestralDiscrete", SamplerMethod::EulerAncestral),
    ("EulerDiscrete", SamplerMethod::Euler),
    ("HeunDiscrete", SamplerMethod::Heun),
    ("KDPM2AncestralDiscrete", SamplerMethod::Kdpm2Ancestral),
    ("KDPM2Discrete", SamplerMethod::Kdpm2),
    ("LCM", SamplerMethod::Lcm),
    ("LMSDiscrete", SamplerMethod::Lms),
    ("PNDM", SamplerMethod::Pndm),
    ("TCD", SamplerMethod::Tcd),
    ("UniPCMultistep", SamplerMethod::UniPc),
];

/// As `CLASSES`, for those that are not supported: the nearest method.
const SUBSTITUTES: &[(&str, SamplerMethod)] = &[
    // The same solver, of several evaluations a step instead of several steps.
    ("DPMSolverSinglestep", SamplerMethod::Dpm),
    // The same equation, of two evaluations a step.
    ("DPMSolverSDE", SamplerMethod::DpmSde),
    // Another solver of it.
    ("SASolver", SamplerMethod::DpmSde),
];

/// Every sigma schedule by the ending that names it.
const ENDINGS: &[(&str, SigmaSchedule)] = &[
    ("uniform", SigmaSchedule::Uniform),
    ("karras", SigmaSchedule::Karras),
    ("exponential", SigmaSchedule::Exponential),
    ("beta", SigmaSchedule::Beta),
];

impl SamplerName {
    /// The samplers that can be named, in the order of the papers.
    pub fn all() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(_, names)| names[0])
    }

    /// A sampler by name: `euler-a`, `dpm++2m-karras`; case, spaces, hyphens and underscores do not matter. The DPM++
    /// solvers use Karras's levels unless another ending is added or the model's config names another schedule.
    pub fn read(name: &str) -> Option<Self> {
        let plain = |text: &str| -> String {
            text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '+').collect()
        };
        let name = plain(name);
        let ending = ENDINGS
            .iter()
            .find_map(|(end, sigma_schedule)| Some((name.strip_suffix(end)?, *sigma_schedule)));
        let (name, sigma_schedule) = match ending {
            Some((rest, sigma_schedule)) => (rest, Some(sigma_schedule)),
            None => (name.as_str(), None),
        };
        let (method, _) =
            NAMES.iter().find(|(_, names)| names.iter().any(|each| plain(each) == name))?;
        Some(Self { method: *method, sigma_schedule })
    }

    /// The sampler that a model's config was written for, or the nearest that is supported.
    pub fn of_config(config: &SchedulerConfig) -> Self {
        let class = config.class_name();
        let sde = config.algorithm_type.as_deref().is_some_and(|kind| kind.starts_with("sde"));
        let method = match find(CLASSES, class).or(find(SUBSTITUTES, class)) {
            Some(SamplerMethod::Dpm) if sde => SamplerMethod::DpmSde,
            Some(method) => method,
            None => SamplerMethod::Ddim,
        };
        Self {
            method,
            sigma_schedule: Some(config.sigma_schedule().unwrap_or(SigmaSchedule::Uniform)),
        }
    }

    /// Where another sampler is used instead of the one that a config names: a sentence about it.
    pub fn substitution(config: &SchedulerConfig) -> Option<String> {
        let class = config.class_name();
        if find(CLASSES, class).is_some() {
            return None;
        }
        let substitute = Self::of_config(config).method;
        let (_, names) = NAMES.iter().find(|(method, _)| *method == substitute)?;
        Some(format!(
            "This model asks for the sampler {class}, which Brandish does not have; {} is used instead.",
            names[0]
        ))
    }

    /// Whether the class that a config names is supported, or has a known substitute.
    pub(super) fn supports(config: &SchedulerConfig) -> bool {
        let class = config.class_name();
        find(CLASSES, class).or(find(SUBSTITUTES, class)).is_some()
    }
}

fn find(table: &[(&str, SamplerMethod)], class: &str) -> Option<SamplerMethod> {
    table.iter().find(|(name, _)| *name == class).map(|(_, method)| *method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samplers_are_found_however_they_are_written() {
        let read = |name| SamplerName::read(name).map(|found| (found.method, found.sigma_schedule));
        assert_eq!(read("Euler a"), Some((SamplerMethod::EulerAncestral, None)));
        assert_eq!(
            read("DPM++ 2M Karras"),
            Some((SamplerMethod::Dpm, Some(SigmaSchedule::Karras)))
        );
        assert_eq!(read("dpm++_2m_sde"), Some((SamplerMethod::DpmSde, None)));
        assert_eq!(
            read("dpm++2m-uniform"),
            Some((SamplerMethod::Dpm, Some(SigmaSchedule::Uniform)))
        );
        assert_eq!(read("Heun Beta"), Some((SamplerMethod::Heun, Some(SigmaSchedule::Beta))));
        assert_eq!(
            read("DPM2 a Karras"),
            Some((SamplerMethod::Kdpm2Ancestral, Some(SigmaSchedule::Karras)))
        );
        assert_eq!(read("restart"), None);
        assert!(SamplerName::all().all(|name| SamplerName::read(name).is_some()));
    }

    #[test]
    fn a_sampler_that_is_used_instead_of_another_is_reported() {
        let config =
            |class: &str| SchedulerConfig { class: class.into(), ..SchedulerConfig::default() };
        for (class, _) in CLASSES {
            assert_eq!(SamplerName::substitution(&config(&format!("{class}Scheduler"))), None);
        }
        for (class, method, name) in [
            ("DPMSolverSinglestepScheduler", SamplerMethod::Dpm, "dpm++2m is"),
            ("DPMSolverSDEScheduler", SamplerMethod::DpmSde, "dpm++2m-sde is"),
            ("BrandNewScheduler", SamplerMethod::Ddim, "ddim is"),
        ] {
            let (config, short) = (config(class), class.trim_end_matches("Scheduler"));
            assert_eq!(SamplerName::of_config(&config).method, method);
            let sentence = SamplerName::substitution(&config).unwrap();
            assert!(
                sentence.contains(&format!("sampler {short},")) && sentence.contains(name),
                "{sentence}"
            );
        }
    }
}
