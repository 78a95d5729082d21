//! Which token comes next: from the scores of all, by temperature and chance, or simply the likeliest.
//! Knows numbers only. All chance comes from one seeded generator.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// How words are chosen and when to stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampling {
    /// 0 always takes the likeliest token; 1 follows the model's own odds; above 1 is more adventurous.
    pub temperature: f32,
    /// Only the likeliest tokens that make up this share of the odds are in play; 1 for all.
    pub top_p: f32,
    /// Only so many of the likeliest tokens are in play; 0 for all.
    pub top_k: usize,
    /// Scores of tokens among the last 64 are divided by this where positive, multiplied where negative (Keskar et
    /// al. 2019, arXiv:1909.05858, section 4.1). 1 for none.
    pub repeat_penalty: f32,
    /// The same seed gives the same text on the same machine.
    pub seed: u64,
    /// Tokens to write at most.
    pub max_tokens: usize,
    /// Texts that end the writing; they are not part of the result.
    pub stop: Vec<String>,
}

impl Default for Sampling {
    fn default() -> Sampling {
        Sampling {
            temperature: 0.7,
            top_p: 0.9,
            top_k: 40,
            repeat_penalty: 1.1,
            seed: 0,
            max_tokens: 256,
            stop: Vec::new(),
        }
    }
}

/// How many tokens back the penalty looks.
const PENALISED: usize = 64;

/// Chooses tokens one after the other.
///
/// The generator is ChaCha8 (Bernstein 2008) with the seed as the first 8 bytes of its key, little-endian, and zeros
/// as the other 24. Each choice takes one 64-bit word `w`: with the candidates in order of falling score, it is the
/// first whose summed odds exceed `w / 2^64`.
pub(super) struct Sampler<'a> {
    sampling: &'a Sampling,
    generator: ChaCha8Rng,
}

impl<'a> Sampler<'a> {
    pub(super) fn new(sampling: &'a Sampling) -> Sampler<'a> {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&sampling.seed.to_le_bytes());
        Sampler { sampling, generator: ChaCha8Rng::from_seed(key) }
    }

    /// The next token, by the scores of all and what was written so far. `None` where no score is a number.
    pub(super) fn next(&mut self, scores: &mut [f32], written: &[u32]) -> Option<u32> {
        let Sampling { temperature, top_p, top_k, repeat_penalty, .. } = *self.sampling;
        if repeat_penalty != 1.0 && repeat_penalty > 0.0 {
            let mut recent = written[written.len().saturating_sub(PENALISED)..].to_vec();
            recent.sort_unstable();
            recent.dedup();
            for token in recent {
                if let Some(score) = scores.get_mut(token as usize) {
                    *score = if *score > 0.0 {
                        *score / repeat_penalty
                    } else {
                        *score * repeat_penalty
                    };
                }
            }
        }
        let (best, highest) = likeliest(scores)?;
        if temperature <= 0.0 {
            return Some(best);
        }
        let mut candidates: Vec<(u32, f32)> = scores
            .iter()
            .enumerate()
            .map(|(token, score)| (token as u32, ((score - highest) / temperature).exp()))
            .filter(|(_, odds)| *odds > 1e-9)
            .collect();
        let falling = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if top_k > 0 && candidates.len() > top_k {
            candidates.select_nth_unstable_by(top_k, falling);
            candidates.truncate(top_k);
        }
        candidates.sort_unstable_by(falling);
        let total: f64 = candidates.iter().map(|(_, odds)| f64::from(*odds)).sum();
        let mut sum = 0.0;
        let within = candidates.iter().position(|(_, odds)| {
            sum += f64::from(*odds);
            sum >= f64::from(top_p) * total
        });
        candidates.truncate(within.map_or(candidates.len(), |last| last + 1));
        let total: f64 = candidates.iter().map(|(_, odds)| f64::from(*odds)).sum();
        let chance = self.generator.next_u64() as f64 / 2f64.powi(64) * total;
        let mut sum = 0.0;
        let chosen = candidates.iter().find(|(_, odds)| {
            sum += f64::from(*odds);
            sum > chance
        });
        chosen.or(candidates.last()).map(|(token, _)| *token)
    }
}

/// The first token of the highest score.
fn likeliest(scores: &[f32]) -> Option<(u32, f32)> {
    let mut best: Option<(usize, f32)> = None;
    for (token, score) in scores.iter().enumerate().filter(|(_, score)| score.is_finite()) {
        if best.is_none_or(|(_, highest)| *score > highest) {
            best = Some((token, *score));
        }
    }
    best.map(|(token, score)| (token as u32, score))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Sampling {
        Sampling {
            temperature: 1.0,
            top_p: 1.0,
            top_k: 0,
            repeat_penalty: 1.0,
            ..Sampling::default()
        }
    }

    fn draw(sampling: &Sampling, scores: &[f32], count: usize) -> Vec<u32> {
        let mut sampler = Sampler::new(sampling);
        (0..count).map(|_| sampler.next(&mut scores.to_vec(), &[]).unwrap()).collect()
    }

    #[test]
    fn temperature_zero_takes_the_likeliest() {
        let greedy = Sampling { temperature: 0.0, ..plain() };
        assert_eq!(draw(&greedy, &[0.5, 2.0, 2.0, -1.0], 3), [1, 1, 1]);
    }

    #[test]
    fn tokens_come_as_often_as_their_odds_say() {
        let scores = [0.0, 3f32.ln(), f32::NEG_INFINITY];
        let drawn = draw(&plain(), &scores, 20_000);
        let ones = drawn.iter().filter(|token| **token == 1).count() as f64;
        assert!((ones / 20_000.0 - 0.75).abs() < 0.01);
        assert!(!drawn.contains(&2));
    }

    #[test]
    fn the_same_seed_draws_the_same_and_another_seed_another() {
        let scores = vec![0.0; 1000];
        let other = Sampling { seed: 1, ..plain() };
        assert_eq!(draw(&plain(), &scores, 20), draw(&plain(), &scores, 20));
        assert_ne!(draw(&plain(), &scores, 20), draw(&other, &scores, 20));
    }

    #[test]
    fn top_k_and_top_p_leave_out_the_unlikely() {
        let scores: Vec<f32> = (0..10).map(|token| token as f32 * 0.1).collect();
        let three = draw(&Sampling { top_k: 3, ..plain() }, &scores, 500);
        assert!(three.iter().all(|token| *token >= 7) && three.contains(&7));
        let scores = [0.5f32.ln(), 0.3f32.ln(), 0.2f32.ln()];
        let most = draw(&Sampling { top_p: 0.7, ..plain() }, &scores, 500);
        assert!(most.contains(&0) && most.contains(&1) && !most.contains(&2));
    }

    #[test]
    fn what_was_just_written_is_less_likely() {
        let sampling = Sampling { temperature: 0.0, repeat_penalty: 1.5, ..plain() };
        let mut sampler = Sampler::new(&sampling);
        assert_eq!(sampler.next(&mut [1.0, 1.2, -3.0], &[1, 1]), Some(0));
        assert_eq!(sampler.next(&mut [-1.0, -1.2, -3.0], &[0]), Some(1));
    }

    #[test]
    fn scores_that_are_no_numbers_are_noticed() {
        assert_eq!(Sampler::new(&plain()).next(&mut [f32::NAN; 4], &[]), None);
    }
}
