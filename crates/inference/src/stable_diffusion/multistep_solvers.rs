//! The solvers that use earlier predictions: DPM-Solver++ of two steps, UniPC, and DEIS.
//! All work on half logarithms of the signal-to-noise ratio; formulas are those of their papers.

use super::sampler_steps::weighted_sum;

/// Noise over picture at every step, and the step that is taken.
#[derive(Clone, Copy)]
pub(super) struct Sigmas<'a> {
    pub values: &'a [f64],
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

impl Sigmas<'_> {
    fn shares(&self, index: usize) -> Shares {
        let sigma = self.values[index];
        let alpha = 1.0 / (sigma * sigma + 1.0).sqrt();
        Shares { alpha, sigma: sigma * alpha, lambda: -sigma.ln() }
    }
}

/// How the second order of DPM-Solver++ weighs the change between predictions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SolverKind {
    Midpoint,
    Heun,
}

/// DPM-Solver++(2M) and its stochastic form (Lu et al. 2022, arXiv:2211.01095, algorithm 2 and appendix).
pub(super) struct Multistep {
    stochastic: bool,
    kind: SolverKind,
    previous: Option<Vec<f32>>,
}

impl Multistep {
    pub(super) fn new(stochastic: bool, kind: SolverKind) -> Self {
        Self { stochastic, kind, previous: None }
    }

    /// `first`: take a step of the first order, whatever is known from before.
    pub(super) fn step(
        &mut self,
        sigmas: Sigmas,
        denoised: &[f32],
        latents: &[f32],
        noise: &[f32],
        first: bool,
    ) -> Vec<f32> {
        let (now, next) = (sigmas.shares(sigmas.index), sigmas.shares(sigmas.index + 1));
        let step = next.lambda - now.lambda;
        let previous = self.previous.replace(denoised.to_vec());
        let direction = match previous.filter(|_| !first && sigmas.index > 0) {
            None => denoised.to_vec(),
            Some(previous) => {
                let ratio = (now.lambda - sigmas.shares(sigmas.index - 1).lambda) / step;
                // guess + weight * (guess - earlier) / ratio
                let weight = self.weight(step) / ratio;
                weighted_sum(1.0 + weight, denoised, -weight, &previous)
            }
        };
        if !self.stochastic {
            let keep = next.sigma / now.sigma;
            return weighted_sum(keep, latents, -next.alpha * (-step).exp_m1(), &direction);
        }
        let keep = next.sigma / now.sigma * (-step).exp();
        let rest = -(-2.0 * step).exp_m1();
        let drift = weighted_sum(keep, latents, next.alpha * rest, &direction);
        weighted_sum(1.0, &drift, next.sigma * rest.sqrt(), noise)
    }

    /// How much the slope between predictions counts in a step of the log ratio.
    fn weight(&self, step: f64) -> f64 {
        let step = if self.stochastic { 2.0 * step } else { step };
        match self.kind {
            SolverKind::Midpoint => 0.5,
            SolverKind::Heun => 1.0 / -(-step).exp_m1() - 1.0 / step,
        }
    }
}

/// UniPC with `B1(h)` or `B2(h)` (Zhao et al. 2023, arXiv:2302.04867): a predictor, corrected once the next prediction is known.
pub(super) struct UniPc {
    order: usize,
    lower_order_final: bool,
    /// Whether `B(h)` is `h` rather than `exp(h) - 1`.
    bh1: bool,
    /// Predictions, the newest last.
    denoised: Vec<Vec<f32>>,
    /// The latents before the last prediction, and its order.
    last: Option<(Vec<f32>, usize)>,
}

impl UniPc {
    pub(super) fn new(order: usize, lower_order_final: bool, bh1: bool) -> Self {
        Self { order, lower_order_final, bh1, denoised: Vec::new(), last: None }
    }

    pub(super) fn step(&mut self, sigmas: Sigmas, denoised: &[f32], latents: &[f32]) -> Vec<f32> {
        let latents = match &self.last {
            Some((before, order)) => {
                let previous = Sigmas { index: sigmas.index - 1, ..sigmas };
                self.advance(previous, before, *order, Some(denoised))
            }
            None => latents.to_vec(),
        };
        self.denoised.push(denoised.to_vec());
        if self.denoised.len() > self.order {
            self.denoised.remove(0);
        }
        let left = sigmas.values.len() - 1 - sigmas.index;
        let order = if self.lower_order_final { self.order.min(left) } else { self.order };
        let order = order.min(self.denoised.len()).max(1);
        let next = self.advance(sigmas, &latents, order, None);
        self.last = Some((latents, order));
        next
    }

    /// From `sigmas.index` to the level after it, with the prediction there too where it is known.
    fn advance(
        &self,
        sigmas: Sigmas,
        latents: &[f32],
        order: usize,
        next_denoised: Option<&[f32]>,
    ) -> Vec<f32> {
        let (now, next) = (sigmas.shares(sigmas.index), sigmas.shares(sigmas.index + 1));
        let newest = self.denoised.len() - 1;
        let step = next.lambda - now.lambda;
        let (h, grown) = (-step, (-step).exp_m1());
        let scale = if self.bh1 { h } else { grown };
        let mut ratios = Vec::new();
        let mut slopes = Vec::new();
        for back in 1..order {
            let ratio = (sigmas.shares(sigmas.index - back).lambda - now.lambda) / step;
            let (older, newer) = (&self.denoised[newest - back], &self.denoised[newest]);
            slopes.push(weighted_sum(1.0 / ratio, older, -1.0 / ratio, newer));
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
        let weights = match (next_denoised.is_some(), order) {
            (true, 1) | (false, 2) => vec![0.5],
            (false, 1) => Vec::new(),
            (true, _) => solve(rows(order), right),
            (false, _) => solve(rows(order - 1), right[..order - 1].to_vec()),
        };
        let mut out = weighted_sum(
            next.sigma / now.sigma,
            latents,
            -next.alpha * grown,
            &self.denoised[newest],
        );
        for (weight, slope) in weights.iter().zip(&slopes) {
            out = weighted_sum(1.0, &out, -next.alpha * scale * weight, slope);
        }
        if let (Some(next_denoised), Some(weight)) = (next_denoised, weights.last()) {
            let slope = weighted_sum(1.0, next_denoised, -1.0, &self.denoised[newest]);
            out = weighted_sum(1.0, &out, -next.alpha * scale * weight, &slope);
        }
        out
    }
}

/// DEIS (Zhang and Chen 2022, arXiv:2204.13902): the polynomial through the last outputs in the logarithm of the noise
/// level, integrated over the level.
pub(super) struct Deis {
    order: usize,
    lower_order_final: bool,
    /// The noise that was seen, the newest last.
    outputs: Vec<Vec<f32>>,
}

impl Deis {
    pub(super) fn new(order: usize, lower_order_final: bool) -> Self {
        Self { order, lower_order_final, outputs: Vec::new() }
    }

    pub(super) fn step(&mut self, sigmas: Sigmas, output: Vec<f32>, latents: &[f32]) -> Vec<f32> {
        self.outputs.push(output);
        let old = self.outputs.len().saturating_sub(self.order.max(1));
        self.outputs.drain(..old);
        let steps = sigmas.values.len() - 1;
        let most =
            if self.lower_order_final && steps < 15 { steps - sigmas.index } else { self.order };
        let order = self.outputs.len().min(most.max(1));
        let (now, next) = (sigmas.shares(sigmas.index), sigmas.shares(sigmas.index + 1));
        let (from, to) = (sigmas.values[sigmas.index], sigmas.values[sigmas.index + 1]);
        let known: Vec<f64> =
            (0..order).map(|back| sigmas.values[sigmas.index - back].ln()).collect();
        let mut out = weighted_sum(next.alpha / now.alpha, latents, 0.0, latents);
        for (back, output) in self.outputs.iter().rev().take(order).enumerate() {
            let others: Vec<f64> =
                (0..order).filter(|other| *other != back).map(|other| known[other]).collect();
            let scale: f64 = others.iter().map(|other| known[back] - other).product();
            let weight = (integral(to, &others) - integral(from, &others)) / scale;
            out = weighted_sum(1.0, &out, next.alpha * weight, output);
        }
        out
    }
}

/// The integral up to `sigma` of the product of its logarithm's distances from up to two others.
fn integral(sigma: f64, others: &[f64]) -> f64 {
    let log = sigma.ln();
    sigma
        * match *others {
            [] => 1.0,
            [one] => log - 1.0 - one,
            [one, two, ..] => log * log - 2.0 * log + 2.0 - (one + two) * (log - 1.0) + one * two,
        }
}

/// The solution of a small system of equations, by elimination.
pub(super) fn solve(mut rows: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
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
    use super::solve;

    #[test]
    fn small_systems_are_solved() {
        let found = solve(vec![vec![0.0, 2.0], vec![3.0, 1.0]], vec![4.0, 5.0]);
        assert!((found[0] - 1.0).abs() < 1e-12 && (found[1] - 2.0).abs() < 1e-12);
    }
}
