//! The network of a language model: tokens in, scores of the next token out; keys and values of earlier tokens are cached.
//! Knows every family by its row of facts, and nothing of text, chats or sampling.
//!
//! A decoder of the Llama kind (Touvron et al. 2023, arXiv:2302.13971): RMS norm, rotary positions, grouped queries,
//! a gated feed-forward layer; with Qwen's biases and norms, Gemma's second norms, caps and windows, Phi's joined
//! matrices and LFM's short convolutions where a file has them.

mod attention;
mod short_conv;

use self::attention::Attention;
pub(super) use self::short_conv::ShortConv;
use super::families::{Sizes, Window};
use super::gguf::Gguf;
use crate::nn::quant::{QuantMatrix, multiply};
use crate::nn::{Rotary, gate, rms_norm};
use crate::weights::LoadError;

/// A loaded network and the positions in its cache.
pub(super) struct Transformer {
    sizes: Sizes,
    embeddings: QuantMatrix,
    layers: Vec<Layer>,
    norm: Vec<f32>,
    /// Scores of words, where they are not the products with `embeddings`.
    output: Option<QuantMatrix>,
    /// For layers that see everything, and for those that do not.
    rotary: [Rotary; 2],
}

struct Layer {
    norm: Vec<f32>,
    mixer: Mixer,
    mixed_norm: Option<Vec<f32>>,
    feed_forward_norm: Vec<f32>,
    /// Gate and content: one matrix or two.
    gate_up: Vec<QuantMatrix>,
    down: QuantMatrix,
    down_norm: Option<Vec<f32>>,
}

/// What lets a position see others.
enum Mixer {
    Attention(Attention),
    Convolution(ShortConv),
}

impl Transformer {
    /// Packs the weights of a file.
    ///
    /// # Errors
    /// Those of [`Gguf::matrix`] and [`Gguf::vector`].
    pub(super) fn load(file: &Gguf, sizes: Sizes) -> Result<Transformer, LoadError> {
        let embeddings = file.matrix("token_embd.weight", sizes.vocabulary, sizes.width)?;
        let output = match file.has("output.weight") {
            true => Some(file.matrix("output.weight", sizes.vocabulary, sizes.width)?),
            false => None,
        };
        let layers = (0..sizes.layers).map(|index| Layer::load(file, &sizes, index));
        let layers = layers.collect::<Result<Vec<_>, _>>()?;
        let norm = file.vector(sizes.family.last_norm, sizes.width)?;
        let factors = if sizes.long_context {
            "rope_factors_long.weight"
        } else {
            "rope_factors_short.weight"
        };
        let factors = ["rope_freqs.weight", factors].into_iter().find(|name| file.has(name));
        let factors = match factors {
            Some(name) => file.vector(name, sizes.rotary_dims / 2)?,
            None => sizes.rope_factors.clone(),
        };
        let rotary = |rope_base, span| {
            Rotary::new(
                sizes.family.rotary_pairs,
                sizes.rotary_dims,
                rope_base,
                span,
                &factors,
                sizes.rope_magnitude,
            )
        };
        let rotary = match sizes.family.window {
            Window::AllExceptEvery(_, Some(rope_base)) => {
                [rotary(sizes.rope_base, sizes.span), rotary(rope_base, 1.0)]
            }
            _ => [rotary(sizes.rope_base, sizes.span), rotary(sizes.rope_base, sizes.span)],
        };
        Ok(Transformer { sizes, embeddings, layers, norm, output, rotary })
    }

    pub(super) fn sizes(&self) -> &Sizes {
        &self.sizes
    }

    /// Positions in the cache.
    pub(super) fn len(&self) -> usize {
        self.layers.first().map_or(0, |layer| match &layer.mixer {
            Mixer::Attention(attention) => attention.len(),
            Mixer::Convolution(convolution) => convolution.len(),
        })
    }

    /// Forgets all positions from `len` on, or all where those before are no longer known. Gives how many are left.
    pub(super) fn truncate(&mut self, len: usize) -> usize {
        let can_go_back = |layer: &Layer| match &layer.mixer {
            Mixer::Attention(_) => true,
            Mixer::Convolution(convolution) => convolution.can_truncate(len),
        };
        let len = if self.layers.iter().all(can_go_back) { len } else { 0 };
        for layer in &mut self.layers {
            match &mut layer.mixer {
                Mixer::Attention(attention) => attention.truncate(len),
                Mixer::Convolution(convolution) => convolution.truncate(len),
            }
        }
        self.len()
    }

    /// Reads tokens, each below the size of the vocabulary, as the next positions. What this gives is for
    /// [`Transformer::scores`]: the state of the last position.
    pub(super) fn read(&mut self, tokens: &[u32]) -> Vec<f32> {
        let (width, start) = (self.sizes.width, self.len());
        let mut x = vec![0.0; tokens.len() * width];
        for (row, token) in x.chunks_mut(width).zip(tokens) {
            // A token beyond the vocabulary, which the tokenizer never makes, would read as nothing.
            self.embeddings.read_row(*token as usize, row);
        }
        if self.sizes.family.scaled_embeddings {
            let scale = (width as f32).sqrt();
            x.iter_mut().for_each(|value| *value *= scale);
        }
        let angles = [0, 1].map(|kind: usize| {
            let positions = start..start + tokens.len();
            positions.map(|position| self.rotary[kind].at(position)).collect::<Vec<_>>()
        });
        for layer in &mut self.layers {
            layer.forward(&mut x, &self.sizes, &self.rotary, &angles);
        }
        x[x.len().saturating_sub(width)..].to_vec()
    }

    /// The scores of all tokens to come next. `None` where the state is not made of numbers any more.
    pub(super) fn scores(&self, mut state: Vec<f32>) -> Option<Vec<f32>> {
        if state.iter().any(|value| !value.is_finite()) {
            return None;
        }
        rms_norm(&mut state, &self.norm, self.sizes.epsilon);
        let mut scores = multiply(&[self.output.as_ref().unwrap_or(&self.embeddings)], &state);
        if let Some(cap) = self.sizes.logit_cap {
            scores.iter_mut().for_each(|score| *score = cap * (*score / cap).tanh());
        }
        Some(scores)
    }
}

impl Layer {
    fn load(file: &Gguf, sizes: &Sizes, index: usize) -> Result<Layer, LoadError> {
        let name = |part: &str| format!("blk.{index}.{part}.weight");
        let matrix = |part: &str, rows, columns| file.matrix(&name(part), rows, columns);
        let vector = |part: &str, length| file.vector(&name(part), length);
        let Sizes { width, feed_forward, .. } = *sizes;
        let gate_up = match file.has(&name("ffn_gate")) {
            true => vec![
                matrix("ffn_gate", feed_forward, width)?,
                matrix("ffn_up", feed_forward, width)?,
            ],
            false => vec![matrix("ffn_up", 2 * feed_forward, width)?],
        };
        let mixer = match sizes.is_convolution(index) {
            true => Mixer::Convolution(ShortConv::load(file, sizes, index)?),
            false => Mixer::Attention(Attention::load(file, sizes, index)?),
        };
        Ok(Layer {
            norm: vector("attn_norm", width)?,
            mixer,
            mixed_norm: optional_vector(file, &name("post_attention_norm"), width)?,
            feed_forward_norm: vector("ffn_norm", width)?,
            gate_up,
            down: matrix("ffn_down", width, feed_forward)?,
            down_norm: optional_vector(file, &name("post_ffw_norm"), width)?,
        })
    }

    /// `rotary` and `angles`: for layers that see everything, and for those that do not.
    fn forward(
        &mut self,
        x: &mut [f32],
        sizes: &Sizes,
        rotary: &[Rotary; 2],
        angles: &[Vec<Vec<(f32, f32)>>; 2],
    ) {
        let epsilon = sizes.epsilon;
        let mut normed = x.to_vec();
        rms_norm(&mut normed, &self.norm, epsilon);
        let mixed = match &mut self.mixer {
            Mixer::Attention(attention) => attention.forward(&normed, sizes, rotary, angles),
            Mixer::Convolution(convolution) => convolution.forward(&normed),
        };
        add_residual(x, mixed, self.mixed_norm.as_deref(), epsilon);

        normed.copy_from_slice(x);
        rms_norm(&mut normed, &self.feed_forward_norm, epsilon);
        let gate_and_up = multiply(&refs(&self.gate_up), &normed);
        let gated = gate(&gate_and_up, sizes.feed_forward, sizes.family.curve);
        add_residual(x, multiply(&[&self.down], &gated), self.down_norm.as_deref(), epsilon);
    }
}

/// A vector where the file has it.
fn optional_vector(file: &Gguf, name: &str, length: usize) -> Result<Option<Vec<f32>>, LoadError> {
    match file.has(name) {
        true => file.vector(name, length).map(Some),
        false => Ok(None),
    }
}

fn refs(matrices: &[QuantMatrix]) -> Vec<&QuantMatrix> {
    matrices.iter().collect()
}

/// Adds a layer's result, normed where the layer has a norm for it.
fn add_residual(x: &mut [f32], mut found: Vec<f32>, norm: Option<&[f32]>, epsilon: f32) {
    if let Some(norm) = norm {
        rms_norm(&mut found, norm, epsilon);
    }
    x.iter_mut().zip(&found).for_each(|(x, found)| *x += found);
}
