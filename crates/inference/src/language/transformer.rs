//! The network of a language model: tokens in, scores of the next token out; what was read before is remembered.
//! Knows every family by its row of facts; of words, chats and chance it knows nothing.
//!
//! A decoder of the Llama kind (Touvron et al. 2023, arXiv:2302.13971): RMS norm, rotary positions, grouped queries,
//! a gated feed-forward layer; with Qwen's biases and norms, Gemma's second norms, caps and windows, and Phi's joined
//! matrices where a file has them.

use super::families::{Sizes, Window};
use super::gguf::Gguf;
use crate::nn::quant::{Matrix, multiply};
use crate::nn::{Cache, Rotary, gate, rms_norm};
use crate::weights::LoadError;

/// A loaded network and the positions it remembers.
pub(super) struct Transformer {
    sizes: Sizes,
    words: Matrix,
    layers: Vec<Layer>,
    norm: Vec<f32>,
    /// Scores of words, where they are not the products with `words`.
    output: Option<Matrix>,
    /// For layers that see everything, and for those that do not.
    rotary: [Rotary; 2],
}

struct Layer {
    norm: Vec<f32>,
    /// Queries, keys and values: one matrix or three.
    joined: Vec<Matrix>,
    /// For all of them, or none.
    biases: Vec<f32>,
    query_norm: Option<Vec<f32>>,
    key_norm: Option<Vec<f32>>,
    out: Matrix,
    out_norm: Option<Vec<f32>>,
    inner_norm: Vec<f32>,
    /// Gate and content: one matrix or two.
    opening: Vec<Matrix>,
    down: Matrix,
    down_norm: Option<Vec<f32>>,
    windowed: bool,
    cache: Cache,
}

impl Transformer {
    /// Packs the weights of a file.
    ///
    /// # Errors
    /// Those of [`Gguf::matrix`] and [`Gguf::vector`].
    pub(super) fn load(file: &Gguf, sizes: Sizes) -> Result<Transformer, LoadError> {
        let words = file.matrix("token_embd.weight", sizes.vocabulary, sizes.width)?;
        let output = match file.has("output.weight") {
            true => Some(file.matrix("output.weight", sizes.vocabulary, sizes.width)?),
            false => None,
        };
        let layers = (0..sizes.layers).map(|index| Layer::load(file, &sizes, index));
        let layers = layers.collect::<Result<Vec<_>, _>>()?;
        let norm = file.vector("output_norm.weight", sizes.width)?;
        let factors =
            if sizes.long { "rope_factors_long.weight" } else { "rope_factors_short.weight" };
        let factors = ["rope_freqs.weight", factors].into_iter().find(|name| file.has(name));
        let factors = match factors {
            Some(name) => file.vector(name, sizes.turned / 2)?,
            None => Vec::new(),
        };
        let rotary = |base, stretch| {
            Rotary::new(sizes.family.pairs, sizes.turned, base, stretch, &factors, sizes.magnitude)
        };
        let rotary = match sizes.family.window {
            Window::AllBut(_, Some(base)) => [rotary(sizes.base, sizes.stretch), rotary(base, 1.0)],
            _ => [rotary(sizes.base, sizes.stretch), rotary(sizes.base, sizes.stretch)],
        };
        Ok(Transformer { sizes, words, layers, norm, output, rotary })
    }

    pub(super) fn sizes(&self) -> &Sizes {
        &self.sizes
    }

    /// Positions remembered.
    pub(super) fn len(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.cache.len())
    }

    /// Forgets all positions from `len` on.
    pub(super) fn truncate(&mut self, len: usize) {
        self.layers.iter_mut().for_each(|layer| layer.cache.truncate(len));
    }

    /// Reads tokens, each below the size of the vocabulary, as the next positions. What this gives is for
    /// [`Transformer::scores`]: the state of the last position.
    pub(super) fn read(&mut self, tokens: &[u32]) -> Vec<f32> {
        let (width, start) = (self.sizes.width, self.len());
        let mut x = vec![0.0; tokens.len() * width];
        for (row, token) in x.chunks_mut(width).zip(tokens) {
            // A token beyond the vocabulary, which the tokenizer never makes, would read as nothing.
            self.words.read_row(*token as usize, row);
        }
        if self.sizes.family.scaled_words {
            let scale = (width as f32).sqrt();
            x.iter_mut().for_each(|value| *value *= scale);
        }
        let turns = [0, 1].map(|kind: usize| {
            let positions = start..start + tokens.len();
            positions.map(|position| self.rotary[kind].at(position)).collect::<Vec<_>>()
        });
        for layer in &mut self.layers {
            let kind = usize::from(layer.windowed);
            layer.forward(&mut x, &self.sizes, &self.rotary[kind], &turns[kind]);
        }
        x[x.len().saturating_sub(width)..].to_vec()
    }

    /// The scores of all tokens to come next. `None` where the state is not made of numbers any more.
    pub(super) fn scores(&self, mut state: Vec<f32>) -> Option<Vec<f32>> {
        if state.iter().any(|value| !value.is_finite()) {
            return None;
        }
        rms_norm(&mut state, &self.norm, self.sizes.epsilon);
        let mut scores = multiply(&[self.output.as_ref().unwrap_or(&self.words)], &state);
        if let Some(cap) = self.sizes.cap {
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
        let optional = |part: &str, length| match file.has(&name(part)) {
            true => vector(part, length).map(Some),
            false => Ok(None),
        };
        let Sizes { width, inner, heads, .. } = *sizes;
        let (asked, kept) = (heads.queries * heads.size, heads.shared * heads.size);
        let joined = match file.has(&name("attn_qkv")) {
            true => vec![matrix("attn_qkv", asked + 2 * kept, width)?],
            false => vec![
                matrix("attn_q", asked, width)?,
                matrix("attn_k", kept, width)?,
                matrix("attn_v", kept, width)?,
            ],
        };
        let mut biases = Vec::new();
        for (part, length) in [("attn_q", asked), ("attn_k", kept), ("attn_v", kept)] {
            let bias = format!("blk.{index}.{part}.bias");
            if file.has(&bias) {
                biases.extend(file.vector(&bias, length)?);
            }
        }
        if !biases.is_empty() && biases.len() != asked + 2 * kept {
            return Err(file.damaged(format!("layer {index} has some of its biases, not all")));
        }
        let opening = match file.has(&name("ffn_gate")) {
            true => vec![matrix("ffn_gate", inner, width)?, matrix("ffn_up", inner, width)?],
            false => vec![matrix("ffn_up", 2 * inner, width)?],
        };
        Ok(Layer {
            norm: vector("attn_norm", width)?,
            joined,
            biases,
            query_norm: optional("attn_q_norm", heads.size)?,
            key_norm: optional("attn_k_norm", heads.size)?,
            out: matrix("attn_output", width, asked)?,
            out_norm: optional("post_attention_norm", width)?,
            inner_norm: vector("ffn_norm", width)?,
            opening,
            down: matrix("ffn_down", width, inner)?,
            down_norm: optional("post_ffw_norm", width)?,
            windowed: sizes.is_windowed(index),
            cache: Cache::new(sizes.heads_of(index)),
        })
    }

    fn forward(
        &mut self,
        x: &mut [f32],
        sizes: &Sizes,
        rotary: &Rotary,
        turns: &[Vec<(f32, f32)>],
    ) {
        let (heads, epsilon) = (&sizes.heads, sizes.epsilon);
        let mut normed = x.to_vec();
        rms_norm(&mut normed, &self.norm, epsilon);
        let mut joined = multiply(&refs(&self.joined), &normed);
        let (asked, kept) = (heads.queries * heads.size, heads.shared * heads.size);
        let stride = asked + 2 * kept;
        for (row, turns) in joined.chunks_mut(stride).zip(turns) {
            row.iter_mut().zip(&self.biases).for_each(|(value, bias)| *value += bias);
            let (queries, rest) = row.split_at_mut(asked);
            let keys = &mut rest[..kept];
            for (part, norm) in [(&mut *queries, &self.query_norm), (&mut *keys, &self.key_norm)] {
                if let Some(norm) = norm {
                    rms_norm(part, norm, epsilon);
                }
                rotary.turn(part, heads.size, turns);
            }
        }
        let part = |from: usize, width: usize| &joined[from..joined.len() - stride + from + width];
        self.cache.append(part(asked, kept), part(asked + kept, kept), stride);
        let seen = self.cache.attend(part(0, asked), stride);
        add(x, multiply(&[&self.out], &seen), self.out_norm.as_deref(), epsilon);

        normed.copy_from_slice(x);
        rms_norm(&mut normed, &self.inner_norm, epsilon);
        let opened = multiply(&refs(&self.opening), &normed);
        let gated = gate(&opened, sizes.inner, sizes.family.curve);
        add(x, multiply(&[&self.down], &gated), self.down_norm.as_deref(), epsilon);
    }
}

fn refs(matrices: &[Matrix]) -> Vec<&Matrix> {
    matrices.iter().collect()
}

/// Adds what a layer found, normed where the layer has a norm for it.
fn add(x: &mut [f32], mut found: Vec<f32>, norm: Option<&[f32]>, epsilon: f32) {
    if let Some(norm) = norm {
        rms_norm(&mut found, norm, epsilon);
    }
    x.iter_mut().zip(&found).for_each(|(x, found)| *x += found);
}
