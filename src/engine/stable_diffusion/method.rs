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
            "HeunDiscreteScheduler" => Method::Heun,
            "LCMScheduler" => Method::Lcm,
            _ => Method::Ddim,
        };
        Self { method, spread: Some(config.spread().unwrap_or(Spread::Uniform)) }
    }
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
        assert_eq!(read("lms"), None);
        assert!(SamplerName::all().all(|name| SamplerName::read(name).is_some()));
    }
}
