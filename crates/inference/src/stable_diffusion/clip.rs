//! The CLIP text encoders of Stable Diffusion: OpenAI's CLIP-L and the OpenCLIP ones, distinguished by their config.
//! Reads tokens and gives vectors; which of its layers a family uses is decided in `conditioning`.

use candle_core::{Result, Tensor};

use super::config::ClipConfig;
use crate::nn::{Activation, LayerNorm, Linear, Placement, causal_attention};
use crate::weights::{LoadError, Weights};

/// A text encoder (Radford et al. 2021, arXiv:2103.00020), for one row of tokens at a time.
pub(super) struct ClipTextEncoder {
    placement: Placement,
    config: ClipConfig,
    /// Kept to look up words in.
    weights: Weights,
    /// `[positions, width]`
    positions: Vec<f32>,
    layers: Vec<Layer>,
    norm: LayerNorm,
    projection: Option<Linear>,
}

struct Layer {
    norm1: LayerNorm,
    joined: Linear,
    out: Linear,
    norm2: LayerNorm,
    widen: Linear,
    narrow: Linear,
    curve: Activation,
    heads: usize,
}

/// The vectors of the tokens.
pub(super) struct ClipOutput {
    /// `[1, tokens, width]`, after the last layer and the final norm.
    pub last: Tensor,
    /// The same before the last layer, not normed.
    pub penultimate: Tensor,
    /// `[1, projection]`: the vector at the end of the text, where the model projects it.
    pub pooled: Option<Tensor>,
}

impl ClipTextEncoder {
    /// Reads a model, with its names under `text_model.` or not.
    pub(super) fn load(
        weights: &Weights,
        config: &ClipConfig,
    ) -> std::result::Result<ClipTextEncoder, LoadError> {
        let model = match weights.has("text_model.final_layer_norm.weight") {
            true => weights.at("text_model"),
            false => weights.clone(),
        };
        let width = config.hidden_size;
        let layers = (0..config.num_hidden_layers)
            .map(|index| Layer::load(&model.at("encoder.layers").at(index), config))
            .collect::<std::result::Result<_, _>>()?;
        let projection = match weights.has("text_projection.weight") {
            true => {
                let part = [weights.at("text_projection")];
                Some(Linear::load_unbiased(&part, width, config.projection_dim)?)
            }
            false => None,
        };
        let positions = [config.max_position_embeddings, width];
        Ok(ClipTextEncoder {
            placement: weights.placement().clone(),
            config: config.clone(),
            positions: model.read("embeddings.position_embedding.weight", &positions)?,
            norm: LayerNorm::load(&model.at("final_layer_norm"), width, config.layer_norm_eps)?,
            weights: model,
            layers,
            projection,
        })
    }

    /// Tokens to vectors; at most as many as there are positions.
    pub(super) fn encode(&self, tokens: &[u32]) -> Result<ClipOutput> {
        let width = self.config.hidden_size;
        let rows: Vec<usize> = tokens.iter().map(|&token| token as usize).collect();
        let shape = [self.config.vocab_size, width];
        let mut x = self
            .weights
            .read_rows("embeddings.token_embedding.weight", shape, &rows)
            .map_err(candle_core::Error::wrap)?;
        x.iter_mut().zip(&self.positions).for_each(|(value, position)| *value += position);
        let mut x = Tensor::from_vec(x, (1, tokens.len(), width), &self.placement.device)?;
        let mut penultimate = x.clone();
        for layer in &self.layers {
            penultimate = x;
            x = layer.forward(&penultimate, &self.placement)?;
        }
        let last = self.norm.forward(&x)?;
        let pooled = match &self.projection {
            None => None,
            Some(projection) => {
                let end = last.narrow(1, self.end(tokens), 1)?.contiguous()?;
                Some(projection.forward(&end)?.reshape((1, ()))?)
            }
        };
        Ok(ClipOutput { last, penultimate, pooled })
    }

    /// Where the text ends. Configs of the first release name an end that is none; there it is the highest token.
    fn end(&self, tokens: &[u32]) -> usize {
        let end = match self.config.eos_token_id {
            2 => tokens.iter().copied().max().unwrap_or(0),
            end => end,
        };
        tokens.iter().position(|&token| token == end).unwrap_or(0)
    }
}

impl Layer {
    fn load(weights: &Weights, config: &ClipConfig) -> std::result::Result<Layer, LoadError> {
        let (width, wide) = (config.hidden_size, config.intermediate_size);
        let norm = |name: &str| LayerNorm::load(&weights.at(name), width, config.layer_norm_eps);
        let attention = weights.at("self_attn");
        let parts = ["q_proj", "k_proj", "v_proj"].map(|name| attention.at(name));
        Ok(Layer {
            norm1: norm("layer_norm1")?,
            joined: Linear::load_joined(&parts, width, width)?,
            out: Linear::load(&attention.at("out_proj"), width, width)?,
            norm2: norm("layer_norm2")?,
            widen: Linear::load(&weights.at("mlp.fc1"), width, wide)?,
            narrow: Linear::load(&weights.at("mlp.fc2"), wide, width)?,
            curve: config.curve().unwrap_or(Activation::QuickGelu),
            heads: config.num_attention_heads,
        })
    }

    fn forward(&self, x: &Tensor, placement: &Placement) -> Result<Tensor> {
        let joined = self.joined.forward(&self.norm1.forward(x)?)?;
        let attended = causal_attention(&joined, self.heads, placement.backend)?;
        let x = self.out.forward_with(&attended, Activation::None, Some(x))?;
        let wide = self.widen.forward_with(&self.norm2.forward(&x)?, self.curve, None)?;
        self.narrow.forward_with(&wide, Activation::None, Some(&x))
    }
}
