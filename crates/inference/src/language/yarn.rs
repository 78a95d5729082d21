//! YaRN: rotary positions stretched for longer texts than a model was first trained on, each frequency by as much as it has
//! to be (Peng et al. 2023, arXiv:2309.00071, sections 3.2 to 3.4). Numbers only; a file's keys are read in `families`.

/// How positions are stretched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Yarn {
    /// By how much.
    pub factor: f32,
    /// Positions before stretching.
    pub original: usize,
    /// Frequencies that turn at least so often over the original positions stay.
    pub fast: f32,
    /// Those that turn at most so often are stretched by the whole factor.
    pub slow: f32,
    /// What the logarithm is multiplied by in the divisor of the magnitude; 0 for no divisor.
    pub log_multiplier: f32,
}

impl Yarn {
    /// What each of the frequencies `base^(-2 i / dimensions)` is divided by.
    pub(super) fn factors(&self, base: f32, dimensions: usize) -> Vec<f32> {
        let at_turns = |turns: f32| {
            let waves = self.original as f32 / (turns * std::f32::consts::TAU);
            dimensions as f32 * waves.ln() / (2.0 * base.ln())
        };
        let low = at_turns(self.fast).floor().max(0.0);
        let high = at_turns(self.slow).ceil().min(dimensions as f32 - 1.0);
        let stretched =
            |index: usize| ((index as f32 - low) / (high - low).max(0.001)).clamp(0.0, 1.0);
        (0..dimensions / 2)
            .map(|index| {
                let share = stretched(index);
                1.0 / (share / self.factor + 1.0 - share)
            })
            .collect()
    }

    /// What rotated values are multiplied by.
    pub(super) fn magnitude(&self) -> f32 {
        let scale = |multiplier: f32| 1.0 + 0.1 * multiplier * self.factor.max(1.0).ln();
        scale(1.0) / scale(self.log_multiplier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fast_frequencies_stay_and_slow_ones_are_stretched_by_the_whole_factor() {
        let yarn =
            Yarn { factor: 16.0, original: 4096, fast: 32.0, slow: 1.0, log_multiplier: 1.0 };
        let factors = yarn.factors(10_000.0, 128);
        assert_eq!((factors[0], factors[63]), (1.0, 16.0));
        assert!(factors.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(yarn.magnitude(), 1.0);
        let plain = Yarn { log_multiplier: 0.0, ..yarn };
        assert!((plain.magnitude() - 1.277_26).abs() < 1e-4);
    }
}
