//! Where a picture starts and how it is denoised: seeded noise, and the steps of a rectified flow.
//! Knows numbers only; the model that predicts the velocity is passed in.

use std::ops::ControlFlow;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Normally distributed numbers from a seed; the same on every run of the same build.
///
/// The generator is ChaCha8 (Bernstein 2008) with the seed as the first 8 bytes of its key, little-endian, and
/// zeros as the other 24. Two 32-bit words `a`, `b` make two numbers by Box and Muller (1958):
/// `r cos(φ)`, then `r sin(φ)`, with `r = sqrt(-2 ln((a + 1) / 2^32))` and `φ = 2π b / 2^32`, in `f64`.
pub struct Noise {
    generator: ChaCha8Rng,
}

impl Noise {
    /// The numbers of `seed`, from the first on.
    pub fn new(seed: u64) -> Noise {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Noise { generator: ChaCha8Rng::from_seed(key) }
    }

    /// The next `count` numbers of mean 0 and variance 1. An odd count discards one.
    pub fn normal(&mut self, count: usize) -> Vec<f32> {
        const WORDS: f64 = 4_294_967_296.0;
        let mut numbers = Vec::with_capacity(count + 1);
        while numbers.len() < count {
            let (a, b) =
                (f64::from(self.generator.next_u32()), f64::from(self.generator.next_u32()));
            let radius = (-2.0 * ((a + 1.0) / WORDS).ln()).sqrt();
            let (sin, cos) = (std::f64::consts::TAU * b / WORDS).sin_cos();
            numbers.push((radius * cos) as f32);
            numbers.push((radius * sin) as f32);
        }
        numbers.truncate(count);
        numbers
    }
}

/// The times of a rectified flow: `steps + 1` of them from 1 (noise) to 0 (picture). They lie evenly at `shift` 1;
/// a higher one spends more of them near the noise: `t' = shift t / (1 + (shift - 1) t)` (Esser et al. 2024,
/// arXiv:2403.03206, equation 23).
pub fn times(steps: usize, shift: f32) -> Vec<f32> {
    let even = (0..=steps).map(|step| 1.0 - step as f32 / steps.max(1) as f32);
    even.map(|t| shift * t / (1.0 + (shift - 1.0) * t)).collect()
}

/// One step of [`flow`], for its observer.
pub struct FlowStep<'a> {
    /// Steps taken, this one included.
    pub done: usize,
    /// The latents before the step.
    pub latents: &'a [f32],
    /// The velocity at the latents, of the same shape.
    pub velocity: &'a [f32],
    /// From 1 (noise) to 0 (picture).
    pub time: f32,
}

impl FlowStep<'_> {
    /// Where the flow would end if it went straight on from here: `z - t v`.
    pub fn denoised(&self) -> Vec<f32> {
        self.latents.iter().zip(self.velocity).map(|(z, v)| z - self.time * v).collect()
    }
}

/// Follows `dz/dt = velocity(z, t)` (Liu et al. 2022, arXiv:2209.03003) from the first of `times` to the last by the
/// Adams-Bashforth method of order two, which corrects each step by how the velocity changed since the one before; the first
/// is Euler's. `velocity` is given the latents and the index of the step. Returns `None` when `on_step`, which is
/// called after every step, breaks.
///
/// With `h` and `g` the lengths of this step and the last: `z' = z + h (v + h / 2g (v - v_last))`.
///
/// # Errors
/// Those of `velocity`, at once.
pub fn flow<Error>(
    mut latents: Vec<f32>,
    times: &[f32],
    mut velocity: impl FnMut(&[f32], usize) -> Result<Vec<f32>, Error>,
    mut on_step: impl FnMut(FlowStep) -> Result<ControlFlow<()>, Error>,
) -> Result<Option<Vec<f32>>, Error> {
    let mut last: Option<(f32, Vec<f32>)> = None;
    for (index, pair) in times.windows(2).enumerate() {
        let (time, length) = (pair[0], pair[1] - pair[0]);
        let now = velocity(&latents, index)?;
        let mut next: Vec<f32> = latents.iter().zip(&now).map(|(z, v)| z + length * v).collect();
        if let Some((before, last)) = &last {
            let weight = length * length / (2.0 * before);
            let corrections = now.iter().zip(last).map(|(now, last)| weight * (now - last));
            next.iter_mut().zip(corrections).for_each(|(z, correction)| *z += correction);
        }
        if on_step(FlowStep { done: index + 1, latents: &latents, velocity: &now, time })?
            .is_break()
        {
            return Ok(None);
        }
        latents = next;
        last = Some((length, now));
    }
    Ok(Some(latents))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_noise_and_another_seed_another() {
        assert_eq!(Noise::new(7).normal(101), Noise::new(7).normal(101));
        assert_ne!(Noise::new(7).normal(10), Noise::new(8).normal(10));
    }

    #[test]
    fn noise_is_standard_normal() {
        let numbers = Noise::new(3).normal(200_000);
        let count = numbers.len() as f64;
        let mean = numbers.iter().map(|&n| f64::from(n)).sum::<f64>() / count;
        let variance =
            numbers.iter().map(|&n| f64::from(n).powi(2)).sum::<f64>() / count - mean * mean;
        let tail = numbers.iter().filter(|n| n.abs() > 1.96).count() as f64 / count;
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.01 && (tail - 0.05).abs() < 0.003);
        assert!(numbers.iter().all(|number| number.is_finite()));
    }

    #[test]
    fn a_straight_flow_arrives_whatever_the_number_of_steps() {
        for steps in [1, 3, 20] {
            let mut calls = 0;
            let end = flow(
                vec![5.0, -1.0],
                &times(steps, 1.0),
                |_, _| Ok::<_, Infallible>(vec![4.0, 1.0]),
                |step| {
                    calls += 1;
                    assert!((step.denoised()[0] - 1.0).abs() < 1e-5);
                    Ok(ControlFlow::Continue(()))
                },
            );
            let end = end.unwrap().unwrap();
            assert!((end[0] - 1.0).abs() < 1e-5 && (end[1] + 2.0).abs() < 1e-5);
            assert_eq!(calls, steps);
        }
    }

    #[test]
    fn twice_the_steps_leave_a_quarter_of_the_error_of_a_curved_flow() {
        for shift in [1.0, 2.0] {
            let error = |steps| {
                let times = times(steps, shift);
                let along = |z: &[f32], _| Ok::<_, Infallible>(vec![-z[0]]);
                let end = flow(vec![1.0], &times, along, |_| Ok(ControlFlow::Continue(())));
                (end.unwrap().unwrap()[0] - 1_f32.exp()).abs()
            };
            let ratio = error(20) / error(40);
            assert!((3.5..4.5).contains(&ratio), "at shift {shift}: {ratio}");
        }
    }

    #[test]
    fn a_watcher_stops_the_flow_at_once() {
        let mut evaluations = 0;
        let end = flow(
            vec![0.0],
            &times(10, 3.0),
            |_, _| {
                evaluations += 1;
                Ok::<_, Infallible>(vec![0.0])
            },
            |step| {
                Ok(if step.done == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            },
        );
        assert!(end.unwrap().is_none());
        assert_eq!(evaluations, 3);
    }
}
