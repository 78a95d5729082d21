//! The solvers that look back at earlier guesses: DPM-Solver++ of two steps, UniPC, and DEIS.
//! All work on half logarithms of the signal-to-noise ratio; formulas are those of their papers.

use super::steps::sum;

/// Noise over picture at every step, and the step that is taken.
#[derive(Clone, Copy)]
pub(super) struct Levels<'a> {
    pub all: &'a [f64],
    pub index: usize,
}

/// One level as its shares of picture and noise.
#[derive(Clone, Copy)]
struct Shares {
    alpha: f64,
    sigma: f64,
    /// `ln(alpha / sigma)`; infinite where there is no noise.
    lambda: f64,
}

impl Levels<'_> {
    fn shares(&self, index: usize) -> Shares {
        let level = self.all[index];
        let alpha = 1.0 / (level * level + 1.0).sqrt();
        Shares { alpha, sigma: level * alpha, lambda: -level.ln() }
    }
}

/// How the second order of DPM-Solver++ weighs the change between guesses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SolverKind {
    Midpoint,
    Heun,
}

/// DPM-Solver++(2M) and its stochastic form (Lu et al. 2022, arXiv:2211.01095, algorithm 2 and appendix).
pub(super) struct Multistep {
    stochastic: bool,
    kind: SolverKind,
    earlier: Option<Vec<f32>>,
}

impl Multistep {
    pub(super) fn new(stochastic: bool, kind: SolverKind) -> Self {
        Self { stochastic, kind, earlier: None }
    }

    /// `first`: take a step of the first order, whatever is known from before.
    pub(super) fn step(
        &mut self,
        levels: Levels,
        guess: &[f32],
        latents: &[f32],
        noise: &[f32],
        first: bool,
    ) -> Vec<f32> {
        let (now, next) = (levels.shares(levels.index), levels.shares(levels.index + 1));
        let step = next.lambda - now.lambda;
        let earlier = self.earlier.replace(guess.to_vec());
        let direction = match earlier.filter(|_| !first && levels.index > 0) {
            None => guess.to_vec(),
            Some(earlier) => {
                let ratio = (now.lambda - levels.shares(levels.index - 1).lambda) / step;
                // guess + weight * (guess - earlier) / ratio
                let weight = self.weight(step) / ratio;
                sum(1.0 + weight, guess, -weight, &earlier)
            }
        };
        if !self.stochastic {
            let keep = next.sigma / now.sigma;
            return sum(keep, latents, -next.alpha * (-step).exp_m1(), &direction);
        }
        let keep = next.sigma / now.sigma * (-step).exp();
        let rest = -(-2.0 * step).exp_m1();
        let drift = sum(keep, latents, next.alpha * rest, &direction);
        sum(1.0, &drift, next.sigma * rest.sqrt(), noise)
    }

    /// How much the slope between guesses counts in a step of the log ratio.
    fn weight(&self, step: f64) -> f64 {
        let step = if self.stochastic { 2.0 * step } else { step };
        match self.kind {
            SolverKind::Midpoint => 0.5,
            SolverKind::Heun => 1.0 / -(-step).exp_m1() - 1.0 / step,
        }
    }
}

/// UniPC with `B1(h)` or `B2(h)` (Zhao et al. 2023, arXiv:2302.04867): a predictor, mended once the next guess is known.
pub(super) struct UniPc {
    order: usize,
    lower_at_end: bool,
    /// Whether `B(h)` is `h` rather than `exp(h) - 1`.
    bh1: bool,
    /// Guesses, the newest last.
    guesses: Vec<Vec<f32>>,
    /// The latents before the last prediction, and its order.
    last: Option<(Vec<f32>, usize)>,
}

impl UniPc {
    pub(super) fn new(order: usize, lower_at_end: bool, bh1: bool) -> Self {
        Self { order, lower_at_end, bh1, guesses: Vec::new(), last: None }
    }

    pub(super) fn step(&mut self, levels: Levels, guess: &[f32], latents: &[f32]) -> Vec<f32> {
        let latents = match &self.last {
            Some((before, order)) => {
                let earlier = Levels { index: levels.index - 1, ..levels };
                self.advance(earlier, before, *order, Some(guess))
            }
            None => latents.to_vec(),
        };
        self.guesses.push(guess.to_vec());
        if self.guesses.len() > self.order {
            self.guesses.remove(0);
        }
        let left = levels.all.len() - 1 - levels.index;
        let order = if self.lower_at_end { self.order.min(left) } else { self.order };
        let order = order.min(self.guesses.len()).max(1);
        let next = self.advance(levels, &latents, order, None);
        self.last = Some((latents, order));
        next
    }

    /// From `levels.index` to the level after it, with the guess there too where it is known.
    fn advance(
        &self,
        levels: Levels,
        latents: &[f32],
        order: usize,
        there: Option<&[f32]>,
    ) -> Vec<f32> {
        let (now, next) = (levels.shares(levels.index), levels.shares(levels.index + 1));
        let newest = self.guesses.len() - 1;
        let step = next.lambda - now.lambda;
        let (h, grown) = (-step, (-step).exp_m1());
        let scale = if self.bh1 { h } else { grown };
        let mut ratios = Vec::new();
        let mut slopes = Vec::new();
        for back in 1..order {
            let ratio = (levels.shares(levels.index - back).lambda - now.lambda) / step;
            let (older, newer) = (&self.guesses[newest - back], &self.guesses[newest]);
            slopes.push(sum(1.0 / ratio, older, -1.0 / ratio, newer));
            ratios.push(ratio);
        }
        ratios.push(1.0);
        // phi_k(h) k! / B(h) for k = 1..=order
        let (mut phi, mut factorial) = (grown / h - 1.0, 1.0);
        let mut right = Vec::new();
        for k in 1..=order {
            right.push(phi * factorial / scale);
            factorial *= (k + 1) as f64;
            phi = phi / h - 1.0 / factorial;
        }
        let rows = |size: usize| -> Vec<Vec<f64>> {
            (0..size)
                .map(|k| ratios[..size].iter().map(|ratio| ratio.powi(k as i32)).collect())
                .collect()
        };
        let weights = match (there.is_some(), order) {
            (true, 1) | (false, 2) => vec![0.5],
            (false, 1) => Vec::new(),
            (true, _) => solved(rows(order), right),
            (false, _) => solved(rows(order - 1), right[..order - 1].to_vec()),
        };
        let mut out =
            sum(next.sigma / now.sigma, latents, -next.alpha * grown, &self.guesses[newest]);
        for (weight, slope) in weights.iter().zip(&slopes) {
            out = sum(1.0, &out, -next.alpha * scale * weight, slope);
        }
        if let (Some(there), Some(weight)) = (there, weights.last()) {
            let slope = sum(1.0, there, -1.0, &self.guesses[newest]);
            out = sum(1.0, &out, -next.alpha * scale * weight, &slope);
        }
        out
    }
}

/// DEIS (Zhang and Chen 2022, arXiv:2204.13902): the polynomial through the last answers in the logarithm of the noise
/// level, integrated over the level.
pub(super) struct Deis {
    order: usize,
    lower_at_end: bool,
    /// The noise that was seen, the newest last.
    answers: Vec<Vec<f32>>,
}

impl Deis {
    pub(super) fn new(order: usize, lower_at_end: bool) -> Self {
        Self { order, lower_at_end, answers: Vec::new() }
    }

    pub(super) fn step(&mut self, levels: Levels, answer: Vec<f32>, latents: &[f32]) -> Vec<f32> {
        self.answers.push(answer);
        let old = self.answers.len().saturating_sub(self.order.max(1));
        self.answers.drain(..old);
        let steps = levels.all.len() - 1;
        let most = if self.lower_at_end && steps < 15 { steps - levels.index } else { self.order };
        let order = self.answers.len().min(most.max(1));
        let (now, next) = (levels.shares(levels.index), levels.shares(levels.index + 1));
        let (from, to) = (levels.all[levels.index], levels.all[levels.index + 1]);
        let known: Vec<f64> = (0..order).map(|back| levels.all[levels.index - back].ln()).collect();
        let mut out = sum(next.alpha / now.alpha, latents, 0.0, latents);
        for (back, answer) in self.answers.iter().rev().take(order).enumerate() {
            let others: Vec<f64> =
                (0..order).filter(|other| *other != back).map(|other| known[other]).collect();
            let scale: f64 = others.iter().map(|other| known[back] - other).product();
            let weight = (integral(to, &others) - integral(from, &others)) / scale;
            out = sum(1.0, &out, next.alpha * weight, answer);
        }
        out
    }
}

/// The integral up to `level` of the product of its logarithm's distances from up to two others.
fn integral(level: f64, others: &[f64]) -> f64 {
    let log = level.ln();
    level
        * match *others {
            [] => 1.0,
            [one] => log - 1.0 - one,
            [one, two, ..] => log * log - 2.0 * log + 2.0 - (one + two) * (log - 1.0) + one * two,
        }
}

/// The solution of a small system of equations, by elimination.
pub(super) fn solved(mut rows: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        let best = (pivot..size)
            .max_by(|&a, &b| rows[a][pivot].abs().total_cmp(&rows[b][pivot].abs()))
            .unwrap_or(pivot);
        rows.swap(pivot, best);
        right.swap(pivot, best);
        for row in 0..size {
            if row != pivot {
                let factor = rows[row][pivot] / rows[pivot][pivot];
                let above = rows[pivot].clone();
                rows[row]
                    .iter_mut()
                    .zip(&above)
                    .for_each(|(value, above)| *value -= factor * above);
                right[row] -= factor * right[pivot];
            }
        }
    }
    (0..size).map(|row| right[row] / rows[row][row]).collect()
}

#[cfg(test)]
mod tests {
    use super::solved;

    #[test]
    fn small_systems_are_solved() {
        let found = solved(vec![vec![0.0, 2.0], vec![3.0, 1.0]], vec![4.0, 5.0]);
        assert!((found[0] - 1.0).abs() < 1e-12 && (found[1] - 2.0).abs() < 1e-12);
    }
}
