//! The samplers by name: which there are, and which one a name or a model's config means.
//! Knows names only; what each does is `sampler`'s matter.

use super::schedule::SchedulerConfig;

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
    /// Karras et al. 2022, algorithm 1 without churn: two answers a step.
    Heun,
    /// Luo et al. 2023, arXiv:2310.04378.
    Lcm,
    /// Zheng et al. 2024, arXiv:2402.19159.
    Tcd,
    /// Ho et al. 2020, arXiv:2006.11239, with fewer steps than it was taught in.
    Ddpm,
    /// Linear multistep over noise levels, of up to four answers, as k-diffusion has it.
    Lms,
    /// Lu et al. 2022, arXiv:2206.00927, algorithm 1 over noise levels, as k-diffusion has it: two answers a step.
    Kdpm2,
    /// The same with part of the noise drawn anew.
    Kdpm2Ancestral,
    /// Zhang and Chen 2022, arXiv:2204.13902, in the logarithm of the noise level.
    Deis,
}

/// How noise levels are spread between the highest and the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// As the visited times have them.
    Uniform,
    Karras,
    Exponential,
    Beta,
}

/// A method and how its noise levels are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SamplerName {
    pub method: Method,
    /// `None`: as the model's config says.
    pub spread: Option<Spread>,
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
    (Method::Heun, &["heun"]),
    (Method::Lcm, &["lcm"]),
    (Method::Tcd, &["tcd"]),
    (Method::Ddpm, &["ddpm"]),
    (Method::Lms, &["lms"]),
    (Method::Kdpm2, &["dpm2", "kdpm2"]),
    (Method::Kdpm2Ancestral, &["dpm2-a", "dpm2-ancestral", "kdpm2-a", "kdpm2-ancestral"]),
    (Method::Deis, &["deis"]),
];

/// What a model is sampled with, by the class its config names without the ending `Scheduler`.
const CLASSES: &[(&str, Method)] = &[
    ("DDIM", Method::Ddim),
    ("DDPM", Method::Ddpm),
    ("DEISMultistep", Method::Deis),
    ("DPMSolverMultistep", Method::Dpm),
    ("EulerAncestralDiscrete", Method::EulerAncestral),
    ("EulerDiscrete", Method::Euler),
    ("HeunDiscrete", Method::Heun),
    ("KDPM2AncestralDiscrete", Method::Kdpm2Ancestral),
    ("KDPM2Discrete", Method::Kdpm2),
    ("LCM", Method::Lcm),
    ("LMSDiscrete", Method::Lms),
    ("PNDM", Method::Pndm),
    ("TCD", Method::Tcd),
    ("UniPCMultistep", Method::UniPc),
];

/// As `CLASSES`, for those that are not done: the method that comes nearest.
const NEAREST: &[(&str, Method)] = &[
    // The same solver, of several answers a step instead of several steps.
    ("DPMSolverSinglestep", Method::Dpm),
    // The same equation, of two answers a step.
    ("DPMSolverSDE", Method::DpmSde),
    // Another solver of it.
    ("SASolver", Method::DpmSde),
];

/// Every spread by the ending that asks for it.
const ENDINGS: &[(&str, Spread)] = &[
    ("uniform", Spread::Uniform),
    ("karras", Spread::Karras),
    ("exponential", Spread::Exponential),
    ("beta", Spread::Beta),
];

impl SamplerName {
    /// The samplers that can be asked for, in the order of the papers.
    pub fn all() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(_, names)| names[0])
    }

    /// A sampler by name: `euler-a`, `dpm++2m-karras`; case, spaces, hyphens and underscores do not matter. The DPM++
    /// solvers use Karras's levels unless another ending is added or the model's config says otherwise.
    pub fn read(name: &str) -> Option<Self> {
        let plain = |text: &str| -> String {
            text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '+').collect()
        };
        let name = plain(name);
        let ending =
            ENDINGS.iter().find_map(|(end, spread)| Some((name.strip_suffix(end)?, *spread)));
        let (name, spread) = match ending {
            Some((rest, spread)) => (rest, Some(spread)),
            None => (name.as_str(), None),
        };
        let (method, _) =
            NAMES.iter().find(|(_, names)| names.iter().any(|each| plain(each) == name))?;
        Some(Self { method: *method, spread })
    }

    /// The sampler that a model's config was written for, or the nearest that is done.
    pub fn of_config(config: &SchedulerConfig) -> Self {
        let class = config.class_name();
        let sde = config.algorithm_type.as_deref().is_some_and(|kind| kind.starts_with("sde"));
        let method = match find(CLASSES, class).or(find(NEAREST, class)) {
            Some(Method::Dpm) if sde => Method::DpmSde,
            Some(method) => method,
            None => Method::Ddim,
        };
        Self { method, spread: Some(config.spread().unwrap_or(Spread::Uniform)) }
    }

    /// Where another sampler stands in for the one that a config names: a sentence that says so.
    pub fn stand_in(config: &SchedulerConfig) -> Option<String> {
        let class = config.class_name();
        if find(CLASSES, class).is_some() {
            return None;
        }
        let used = Self::of_config(config).method;
        let (_, names) = NAMES.iter().find(|(method, _)| *method == used)?;
        Some(format!(
            "This model asks for the sampler {class}, which Brandish does not have; {} is used instead.",
            names[0]
        ))
    }

    /// Whether the class that a config names is done, or has a method that is known to come near.
    pub(super) fn knows(config: &SchedulerConfig) -> bool {
        let class = config.class_name();
        find(CLASSES, class).or(find(NEAREST, class)).is_some()
    }
}

fn find(table: &[(&str, Method)], class: &str) -> Option<Method> {
    table.iter().find(|(name, _)| *name == class).map(|(_, method)| *method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samplers_are_found_however_they_are_written() {
        let read = |name| SamplerName::read(name).map(|found| (found.method, found.spread));
        assert_eq!(read("Euler a"), Some((Method::EulerAncestral, None)));
        assert_eq!(read("DPM++ 2M Karras"), Some((Method::Dpm, Some(Spread::Karras))));
        assert_eq!(read("dpm++_2m_sde"), Some((Method::DpmSde, None)));
        assert_eq!(read("dpm++2m-uniform"), Some((Method::Dpm, Some(Spread::Uniform))));
        assert_eq!(read("Heun Beta"), Some((Method::Heun, Some(Spread::Beta))));
        assert_eq!(read("DPM2 a Karras"), Some((Method::Kdpm2Ancestral, Some(Spread::Karras))));
        assert_eq!(read("restart"), None);
        assert!(SamplerName::all().all(|name| SamplerName::read(name).is_some()));
    }

    #[test]
    fn a_sampler_that_stands_in_for_another_is_said() {
        let config =
            |class: &str| SchedulerConfig { class: class.into(), ..SchedulerConfig::default() };
        for (class, _) in CLASSES {
            assert_eq!(SamplerName::stand_in(&config(&format!("{class}Scheduler"))), None);
        }
        for (class, method, name) in [
            ("DPMSolverSinglestepScheduler", Method::Dpm, "dpm++2m is"),
            ("DPMSolverSDEScheduler", Method::DpmSde, "dpm++2m-sde is"),
            ("BrandNewScheduler", Method::Ddim, "ddim is"),
        ] {
            let (config, short) = (config(class), class.trim_end_matches("Scheduler"));
            assert_eq!(SamplerName::of_config(&config).method, method);
            let told = SamplerName::stand_in(&config).unwrap();
            assert!(told.contains(&format!("sampler {short},")) && told.contains(name), "{told}");
        }
    }
}
