//! Sigma schedules: how sigmas are spaced between the highest and the lowest, by Karras, exponentially, or by a beta
//! distribution. Numbers only; which timesteps belong to them is found in `scheduler_config`.

use super::scheduler_table::SigmaSchedule;

/// The levels of `steps` steps from `highest` to `lowest`; `None` for a uniform schedule, which follows the timesteps.
pub(super) fn spaced_sigmas(
    schedule: SigmaSchedule,
    highest: f64,
    lowest: f64,
    steps: usize,
) -> Option<Vec<f64>> {
    let ramp = |index: usize| index as f64 / (steps - 1).max(1) as f64;
    let sigma = |index: usize| match schedule {
        SigmaSchedule::Uniform => f64::NAN,
        // Even in the seventh root (Karras et al. 2022, arXiv:2206.00364, equation 5).
        SigmaSchedule::Karras => {
            let (from, to) = (highest.powf(1.0 / 7.0), lowest.powf(1.0 / 7.0));
            (from + ramp(index) * (to - from)).powi(7)
        }
        SigmaSchedule::Exponential => {
            (highest.ln() + ramp(index) * (lowest.ln() - highest.ln())).exp()
        }
        // Dense at both ends (Lee et al. 2024, arXiv:2407.12173).
        SigmaSchedule::Beta => lowest + beta_quantile(1.0 - ramp(index), 0.6) * (highest - lowest),
    };
    (schedule != SigmaSchedule::Uniform).then(|| (0..steps).map(sigma).collect())
}

/// Where the symmetric beta distribution of `shape` has the share `p` of its mass below.
fn beta_quantile(p: f64, shape: f64) -> f64 {
    if p > 0.5 {
        return 1.0 - beta_quantile(1.0 - p, shape);
    }
    // Half of the mass lies below the middle, which gives the distribution's scale.
    let scale = 0.5 / beta_mass(0.5, shape);
    let (mut low, mut high) = (0.0, 0.5);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        match beta_mass(middle, shape) * scale < p {
            true => low = middle,
            false => high = middle,
        }
    }
    0.5 * (low + high)
}

/// The mass below `x`, up to a factor, by the continued fraction of the incomplete beta function (Abramowitz and Stegun
/// 1964, 26.5.8), which converges fast up to the middle.
fn beta_mass(x: f64, shape: f64) -> f64 {
    let term = |n: usize| {
        let m = (n / 2) as f64;
        match n % 2 {
            0 => m * (shape - m) * x / ((shape + 2.0 * m - 1.0) * (shape + 2.0 * m)),
            _ => {
                -(shape + m) * (2.0 * shape + m) * x / ((shape + 2.0 * m) * (shape + 2.0 * m + 1.0))
            }
        }
    };
    let fraction = (1..=200).rev().fold(1.0, |below, n| 1.0 + term(n) / below);
    (x * (1.0 - x)).powf(shape) / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_falls_from_the_highest_to_the_lowest() {
        for schedule in [SigmaSchedule::Karras, SigmaSchedule::Exponential, SigmaSchedule::Beta] {
            for steps in [2, 5, 30] {
                let spaced_sigmas = spaced_sigmas(schedule, 14.6, 0.03, steps).unwrap();
                assert_eq!(spaced_sigmas.len(), steps);
                assert!((spaced_sigmas[0] - 14.6).abs() < 1e-9, "{schedule:?}");
                assert!((spaced_sigmas[steps - 1] - 0.03).abs() < 1e-9, "{schedule:?}");
                assert!(spaced_sigmas.windows(2).all(|pair| pair[0] > pair[1]), "{schedule:?}");
            }
        }
        assert_eq!(spaced_sigmas(SigmaSchedule::Uniform, 14.6, 0.03, 5), None);
    }

    #[test]
    fn quantiles_of_the_beta_distribution_are_those_of_tables() {
        // For the shape 1/2 the quantile is sin(pi p / 2) squared; for 1 it is p itself.
        for p in [0.0, 0.01, 0.2, 0.5, 0.77, 1.0] {
            let wave = (std::f64::consts::FRAC_PI_2 * p).sin().powi(2);
            assert!((beta_quantile(p, 0.5) - wave).abs() < 1e-9, "{p}");
            assert!((beta_quantile(p, 1.0) - p).abs() < 1e-9, "{p}");
        }
    }
}
