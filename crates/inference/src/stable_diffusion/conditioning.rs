//! From a prompt to what the denoiser is conditioned on: tokens' vectors, and for SDXL the pooled text and the sizes.
//! Joins tokenizers and text encoders; which of their layers count is the family's fact, and stands here.

use candle_core::{D, Result, Tensor};

use super::clip::TextEncoder;
use super::prompt::Pieces;
use super::tokens::ClipTokenizer;
use super::unet::waves;
use crate::nn::Placement;

/// The text encoders of a model, one or two.
pub(super) struct Texts {
    pub encoders: Vec<(ClipTokenizer, TextEncoder)>,
    /// Whether the layer before the last is read, as SDXL does.
    pub penultimate: bool,
}

/// What the encoders make of a prompt.
#[derive(Clone)]
pub(super) struct Encoding {
    /// `[1, tokens, width]`
    pub tokens: Tensor,
    /// `[1, width]`, for models that read it.
    pub pooled: Option<Tensor>,
}

impl Encoding {
    /// Nothing but zeros, which SDXL was taught to read as no prompt.
    pub(super) fn zeros(&self) -> Result<Encoding> {
        let pooled = self.pooled.as_ref().map(Tensor::zeros_like).transpose()?;
        Ok(Encoding { tokens: self.tokens.zeros_like()?, pooled })
    }
}

impl Texts {
    /// Encodes prompts so that all have as many tokens as the longest.
    pub(super) fn encode(
        &self,
        prompts: &[&str],
        truncate: bool,
    ) -> tokenizers::Result<Result<Vec<Encoding>>> {
        let mut pieces = Vec::new();
        for prompt in prompts {
            for (tokenizer, _) in &self.encoders {
                pieces.push(Pieces::of(prompt, tokenizer, truncate)?);
            }
        }
        let longest = pieces.iter().map(|pieces| pieces.tokens.len()).max().unwrap_or(1);
        for (index, pieces) in pieces.iter_mut().enumerate() {
            pieces.fill(longest, &self.encoders[index % self.encoders.len()].0);
        }
        Ok(pieces.chunks(self.encoders.len()).map(|pieces| self.encode_one(pieces)).collect())
    }

    /// The same prompt cut by each tokenizer.
    fn encode_one(&self, pieces: &[Pieces]) -> Result<Encoding> {
        let (mut sides, mut pooled) = (Vec::new(), None);
        for (pieces, (_, encoder)) in pieces.iter().zip(&self.encoders) {
            let mut parts = Vec::new();
            for (index, tokens) in pieces.tokens.iter().enumerate() {
                let encoded = encoder.encode(tokens)?;
                parts.push(if self.penultimate { encoded.penultimate } else { encoded.last });
                if index == 0 {
                    pooled = encoded.pooled.or(pooled);
                }
            }
            let joined = Tensor::cat(&parts, 1)?;
            sides.push(match pieces.is_weighted() {
                true => weigh(&joined, &pieces.weights)?,
                false => joined,
            });
        }
        let tokens = match &sides[..] {
            [one] => one.clone(),
            _ => Tensor::cat(&sides, D::Minus1)?,
        };
        Ok(Encoding { tokens, pooled })
    }
}

/// Multiplies every token's vector by its weight, then all of them so that their mean stays (as the web UI by
/// AUTOMATIC1111 does).
fn weigh(x: &Tensor, weights: &[f32]) -> Result<Tensor> {
    let width = x.dim(2)?;
    let mut values = x.flatten_all()?.to_vec1::<f32>()?;
    let mean = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>();
    let before = mean(&values);
    for (row, weight) in values.chunks_mut(width).zip(weights) {
        row.iter_mut().for_each(|value| *value *= weight);
    }
    let after = mean(&values);
    // A mean near zero says nothing, and would blow the vectors up.
    let ratio = (before / after) as f32;
    if ratio.is_finite() && (0.1..10.0).contains(&ratio) {
        values.iter_mut().for_each(|value| *value *= ratio);
    }
    Tensor::from_vec(values, x.shape(), x.device())
}

/// SDXL's added vector (Podell et al. 2023, arXiv:2307.01952, section 2.2): the pooled text, then six numbers as
/// waves: the size of the original, where it was cut (nowhere), and the size that is wanted.
pub(super) fn added(
    pooled: &Tensor,
    width: u32,
    height: u32,
    encoding: usize,
    place: &Placement,
) -> Result<Tensor> {
    let (width, height) = (width as f32, height as f32);
    let sizes = waves(&[height, width, 0.0, 0.0, height, width], encoding);
    Tensor::cat(&[pooled, &Tensor::from_vec(sizes, (1, 6 * encoding), &place.device)?], 1)
}

/// The guidance as waves, for models that were distilled to read it (Meng et al. 2022, arXiv:2210.03142).
pub(super) fn guidance(guidance: f32, width: usize, place: &Placement) -> Result<Tensor> {
    let (half, number) = (width / 2, (guidance - 1.0) * 1000.0);
    let angle = |index: usize| {
        let fall = 10_000f32.ln() / (half - 1).max(1) as f32;
        number * (-fall * index as f32).exp()
    };
    let sines = (0..half).map(|index| angle(index).sin());
    let cosines = (0..half).map(|index| angle(index).cos());
    let mut encoded: Vec<f32> = sines.chain(cosines).collect();
    encoded.resize(width, 0.0);
    Tensor::from_vec(encoded, (1, width), &place.device)
}
