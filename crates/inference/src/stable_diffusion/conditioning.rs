//! From a prompt to what the denoiser is conditioned on: tokens' vectors, and for SDXL the pooled text and the sizes.
//! Joins tokenizers and text encoders; which of their layers is used depends on the family, and is decided here.

use candle_core::{D, Result, Tensor};

use super::clip::ClipTextEncoder;
use super::clip_tokenizer::ClipTokenizer;
use super::prompt_chunks::PromptChunks;
use super::unet::sinusoids;
use crate::nn::Placement;

/// The text encoders of a model, one or two.
pub(super) struct TextEncoders {
    pub encoders: Vec<(ClipTokenizer, ClipTextEncoder)>,
    /// Whether the layer before the last is read, as SDXL does.
    pub penultimate: bool,
}

/// The vectors of a prompt.
#[derive(Clone)]
pub(super) struct PromptEmbedding {
    /// `[1, tokens, width]`
    pub tokens: Tensor,
    /// `[1, width]`, for models that read it.
    pub pooled: Option<Tensor>,
}

impl PromptEmbedding {
    /// Zeros, which SDXL was trained to read as no prompt.
    pub(super) fn zeros(&self) -> Result<PromptEmbedding> {
        let pooled = self.pooled.as_ref().map(Tensor::zeros_like).transpose()?;
        Ok(PromptEmbedding { tokens: self.tokens.zeros_like()?, pooled })
    }
}

impl TextEncoders {
    /// Encodes prompts so that all have as many tokens as the longest.
    pub(super) fn encode(
        &self,
        prompts: &[&str],
        truncate: bool,
    ) -> tokenizers::Result<Result<Vec<PromptEmbedding>>> {
        let mut chunks = Vec::new();
        for prompt in prompts {
            for (tokenizer, _) in &self.encoders {
                chunks.push(PromptChunks::of(prompt, tokenizer, truncate)?);
            }
        }
        let longest = chunks.iter().map(|chunks| chunks.tokens.len()).max().unwrap_or(1);
        for (index, chunks) in chunks.iter_mut().enumerate() {
            chunks.pad_to(longest, &self.encoders[index % self.encoders.len()].0);
        }
        Ok(chunks.chunks(self.encoders.len()).map(|chunks| self.encode_one(chunks)).collect())
    }

    /// The same prompt cut by each tokenizer.
    fn encode_one(&self, chunks: &[PromptChunks]) -> Result<PromptEmbedding> {
        let (mut sides, mut pooled) = (Vec::new(), None);
        for (chunks, (_, encoder)) in chunks.iter().zip(&self.encoders) {
            let mut parts = Vec::new();
            for (index, tokens) in chunks.tokens.iter().enumerate() {
                let encoded = encoder.encode(tokens)?;
                parts.push(if self.penultimate { encoded.penultimate } else { encoded.last });
                if index == 0 {
                    pooled = encoded.pooled.or(pooled);
                }
            }
            let joined = Tensor::cat(&parts, 1)?;
            sides.push(match chunks.is_weighted() {
                true => apply_weights(&joined, &chunks.weights)?,
                false => joined,
            });
        }
        let tokens = match &sides[..] {
            [one] => one.clone(),
            _ => Tensor::cat(&sides, D::Minus1)?,
        };
        Ok(PromptEmbedding { tokens, pooled })
    }
}

/// Multiplies every token's vector by its weight, then all of them so that their mean stays (as the web UI by
/// AUTOMATIC1111 does).
fn apply_weights(x: &Tensor, weights: &[f32]) -> Result<Tensor> {
    let width = x.dim(2)?;
    let mut values = x.flatten_all()?.to_vec1::<f32>()?;
    let mean = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>();
    let before = mean(&values);
    for (row, weight) in values.chunks_mut(width).zip(weights) {
        row.iter_mut().for_each(|value| *value *= weight);
    }
    let after = mean(&values);
    // A ratio of means near zero is meaningless, and would scale the vectors without bound.
    let ratio = (before / after) as f32;
    if ratio.is_finite() && (0.1..10.0).contains(&ratio) {
        values.iter_mut().for_each(|value| *value *= ratio);
    }
    Tensor::from_vec(values, x.shape(), x.device())
}

/// SDXL's added vector (Podell et al. 2023, arXiv:2307.01952, section 2.2): the pooled text, then six numbers as
/// sinusoids: the size of the original, where it was cut (nowhere), and the size of the picture.
pub(super) fn added(
    pooled: &Tensor,
    width: u32,
    height: u32,
    encoding: usize,
    placement: &Placement,
) -> Result<Tensor> {
    let (width, height) = (width as f32, height as f32);
    let sizes = sinusoids(&[height, width, 0.0, 0.0, height, width], encoding);
    Tensor::cat(&[pooled, &Tensor::from_vec(sizes, (1, 6 * encoding), &placement.device)?], 1)
}

/// The guidance as sinusoids, for models that were distilled to read it (Meng et al. 2022, arXiv:2210.03142).
pub(super) fn guidance(guidance: f32, width: usize, placement: &Placement) -> Result<Tensor> {
    let (half, number) = (width / 2, (guidance - 1.0) * 1000.0);
    let angle = |index: usize| {
        let fall = 10_000f32.ln() / (half - 1).max(1) as f32;
        number * (-fall * index as f32).exp()
    };
    let sines = (0..half).map(|index| angle(index).sin());
    let cosines = (0..half).map(|index| angle(index).cos());
    let mut encoded: Vec<f32> = sines.chain(cosines).collect();
    encoded.resize(width, 0.0);
    Tensor::from_vec(encoded, (1, width), &placement.device)
}
