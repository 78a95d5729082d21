//! The families of language models that are supported, one row each, and the sizes that a file declares.
//! Facts only; `transformer` computes by them.
//!
//! What follows from a file itself (biases, norms of queries and keys, joined matrices) has no column here.

use super::gguf::Gguf;
use super::transformer::ShortConv;
use super::yarn::Yarn;
use crate::nn::{Activation, Heads, KvCache, RotaryPairs};
use crate::weights::LoadError;

/// What the models of one `general.architecture` have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Family {
    /// The value of `general.architecture`, and the prefix of its keys.
    pub architecture: &'static str,
    pub rotary_pairs: RotaryPairs,
    /// The curve of the feed-forward gate.
    pub curve: Activation,
    /// Whether the vectors of words are multiplied by the square root of their length.
    pub scaled_embeddings: bool,
    pub window: Window,
    /// The number of layers at which scores are scaled by the width per head instead of a head's size.
    pub scaled_by_width: Option<usize>,
    /// Every so-many-th layer rotates nothing (NoPE: Kazemnejad et al. 2023, arXiv:2305.19466).
    pub unrotated_every: Option<usize>,
    /// The norm before the scores of words.
    pub last_norm: &'static str,
}

/// Which layers see only the last few positions.
#[derive(Clone, Copy, Debug)]
pub(super) enum Window {
    None,
    All,
    /// All but every so-many-th layer, which sees everything. With the base of the rotary frequencies in those that
    /// do not, where it differs.
    AllExceptEvery(usize, Option<f32>),
}

const PLAIN: Family = Family {
    architecture: "llama",
    rotary_pairs: RotaryPairs::Interleaved,
    curve: Activation::Silu,
    scaled_embeddings: false,
    window: Window::None,
    scaled_by_width: None,
    unrotated_every: None,
    last_norm: "output_norm.weight",
};
const GEMMA: Family = Family {
    architecture: "gemma",
    rotary_pairs: RotaryPairs::Halves,
    curve: Activation::GeluTanh,
    scaled_embeddings: true,
    ..PLAIN
};

pub(super) const FAMILIES: [Family; 10] = [
    PLAIN,
    // Ministral 3; Ministral 8B is a Llama.
    Family { architecture: "mistral3", ..PLAIN },
    Family { architecture: "smollm3", unrotated_every: Some(4), ..PLAIN },
    Family { architecture: "qwen2", rotary_pairs: RotaryPairs::Halves, ..PLAIN },
    Family { architecture: "qwen3", rotary_pairs: RotaryPairs::Halves, ..PLAIN },
    GEMMA,
    Family {
        architecture: "gemma2",
        window: Window::AllExceptEvery(2, None),
        scaled_by_width: Some(46),
        ..GEMMA
    },
    Family {
        architecture: "gemma3",
        window: Window::AllExceptEvery(6, Some(10_000.0)),
        scaled_by_width: Some(62),
        ..GEMMA
    },
    Family {
        architecture: "phi3",
        rotary_pairs: RotaryPairs::Halves,
        window: Window::All,
        ..PLAIN
    },
    Family {
        architecture: "lfm2",
        rotary_pairs: RotaryPairs::Halves,
        last_norm: "token_embd_norm.weight",
        ..PLAIN
    },
];

/// Tokens that prompt and answer may have together at most, whatever the model could do: the keys and values of more
/// would take memory that a caption has no use for.
const LONGEST: usize = 4096;

/// The sizes of one model.
#[derive(Clone, Debug)]
pub(super) struct Sizes {
    pub family: Family,
    pub layers: usize,
    pub width: usize,
    /// Width of the feed-forward layers.
    pub feed_forward: usize,
    pub vocabulary: usize,
    pub heads: Heads,
    /// Positions seen by the layers that do not see all.
    pub window: Option<usize>,
    pub epsilon: f32,
    /// Values of a head that are rotated.
    pub rotary_dims: usize,
    pub rope_base: f32,
    /// What the frequencies are divided by in layers that see everything.
    pub span: f32,
    /// What the frequencies are divided by one by one; empty for nothing.
    pub rope_factors: Vec<f32>,
    /// What rotated values are multiplied by.
    pub rope_magnitude: f32,
    /// Where scores of words `s` become `logit_cap * tanh(s / logit_cap)`.
    pub logit_cap: Option<f32>,
    /// Positions used, at most those the model was trained for.
    pub context: usize,
    /// Positions it was trained for.
    pub trained_context: usize,
    /// Whether the file's factors for long texts apply rather than those for short ones.
    pub long_context: bool,
    /// Which layers have a short convolution instead of attention; empty for none.
    pub convolutions: Vec<bool>,
    /// Positions that a short convolution sees, the own one included.
    pub convolution_length: usize,
}

/// The row of a file's architecture.
fn family_of(file: &Gguf) -> Result<Family, LoadError> {
    let Some(architecture) = file.text("general.architecture") else {
        return Err(file.damaged("it does not name its architecture"));
    };
    let family = FAMILIES.iter().find(|family| family.architecture == architecture);
    family.copied().ok_or_else(|| {
        let known = FAMILIES.map(|family| family.architecture).join(", ");
        let detail = match architecture {
            "clip" | "mmproj" => "it is a projector, by which a language model sees pictures; choose the model \
                                  that it belongs to"
                .into(),
            other => format!(
                "it is a GGUF file of the architecture {other}, which is not supported; Brandish writes with \
                 {known}, and draws with Stable Diffusion as .safetensors"
            ),
        };
        LoadError::unsupported(file.path(), detail)
    })
}

impl Sizes {
    /// Reads the sizes that a file declares.
    ///
    /// # Errors
    /// `Unsupported` where its architecture is none of ours; `Damaged` where a size is missing or impossible.
    pub(super) fn read(file: &Gguf) -> Result<Sizes, LoadError> {
        let family = family_of(file)?;
        let architecture = family.architecture;
        let key = |name: &str| format!("{architecture}.{name}");
        let optional = |name: &str| file.count(&key(name));
        let needed = |name: &str, most: usize| match optional(name) {
            Some(value) if (1..=most).contains(&value) => Ok(value),
            Some(value) => Err(file.damaged(format!("its {} cannot be {value}", key(name)))),
            None => Err(file.damaged(format!("it has no {}", key(name)))),
        };
        let refuse = |what: &str| {
            Err(LoadError::unsupported(
                file.path(),
                format!("it has {what}, which is not supported"),
            ))
        };

        let (layers, width) = (needed("block_count", 1024)?, needed("embedding_length", 1 << 20)?);
        let feed_forward = needed("feed_forward_length", 1 << 22)?;
        let trained_context = needed("context_length", 1 << 30)?;
        let queries = needed("attention.head_count", 4096)?;
        let (kv_heads, convolutions) = kv_heads(file, &key("attention.head_count_kv"), queries)?;
        let convolution_length = match convolutions.iter().any(|is_convolution| *is_convolution) {
            true => needed("shortconv.l_cache", 64)?,
            false => 1,
        };
        if !convolutions.is_empty() && convolutions.len() != layers {
            return Err(file.damaged("its list of heads is not as long as it has layers"));
        }
        let size = optional("attention.key_length").unwrap_or(width / queries);
        let rotary_dims = optional("rope.dimension_count").unwrap_or(size);
        if kv_heads == 0 || !queries.is_multiple_of(kv_heads) {
            return Err(file.damaged(format!("{queries} heads cannot share {kv_heads} keys")));
        }
        if size == 0 || size > 4096 || rotary_dims > size || !rotary_dims.is_multiple_of(2) {
            return Err(file.damaged(format!("its heads of {size} values cannot be rotated")));
        }
        if optional("attention.value_length").is_some_and(|value| value != size) {
            return refuse("keys and values of different sizes");
        }
        if optional("expert_count").is_some_and(|count| count > 0) {
            return refuse("a mixture of experts");
        }
        let rope_base = file.real(&key("rope.freq_base")).unwrap_or(10_000.0);
        let original = optional("rope.scaling.original_context_length").unwrap_or(trained_context);
        let stretching = Stretching::read(file, architecture, original, rope_base, rotary_dims);
        let per_head = if family.scaled_by_width == Some(layers) { width / queries } else { size };
        let heads = Heads {
            queries,
            kv_heads,
            size,
            scale: (per_head as f32).powf(-0.5),
            cap: file.real(&key("attn_logit_softcapping")).filter(|logit_cap| *logit_cap > 0.0),
            window: None,
        };
        let mut context = trained_context.min(LONGEST);
        if file.real(&key("attention.temperature_scale")).is_some_and(|scale| scale > 0.0) {
            // Scores are scaled by the position from here on.
            context = context.min(original);
        }
        let vocabulary = file.length("tokenizer.ggml.tokens").unwrap_or(0);
        Ok(Sizes {
            family,
            layers,
            width,
            feed_forward,
            vocabulary,
            heads,
            window: optional("attention.sliding_window").filter(|window| *window > 0),
            epsilon: file.real(&key("attention.layer_norm_rms_epsilon")).unwrap_or(1e-5),
            rotary_dims,
            rope_base,
            span: stretching.span,
            rope_factors: stretching.factors,
            rope_magnitude: stretching.magnitude,
            logit_cap: file
                .real(&key("final_logit_softcapping"))
                .filter(|logit_cap| *logit_cap > 0.0),
            context,
            trained_context,
            long_context: context > original,
            convolutions,
            convolution_length,
        })
    }

    /// Whether a layer sees only the last positions, where the model has such layers.
    pub(super) fn is_windowed(&self, layer: usize) -> bool {
        match self.family.window {
            Window::None => false,
            Window::All => true,
            Window::AllExceptEvery(period, _) => layer % period < period - 1,
        }
    }

    /// Whether a layer rotates queries and keys by their positions.
    pub(super) fn is_rotated(&self, layer: usize) -> bool {
        self.family.unrotated_every.is_none_or(|every| !(layer + 1).is_multiple_of(every))
    }

    /// Whether a layer has a short convolution instead of attention.
    pub(super) fn is_convolution(&self, layer: usize) -> bool {
        self.convolutions.get(layer).is_some_and(|is_convolution| *is_convolution)
    }

    /// The heads of one layer.
    pub(super) fn heads_of(&self, layer: usize) -> Heads {
        let window = self.window.filter(|_| self.is_windowed(layer));
        Heads { window, ..self.heads }
    }

    /// Bytes of the keys and values of a whole context.
    pub(super) fn cache_bytes(&self) -> u64 {
        let convolutions = self.convolutions.iter().filter(|is_convolution| **is_convolution);
        let convolutions = convolutions.count() as u64;
        let attention = KvCache::bytes(&self.heads, self.context);
        attention
            .saturating_mul(self.layers as u64 - convolutions)
            .saturating_add(ShortConv::bytes(self.width).saturating_mul(convolutions))
    }
}

/// How a file stretches the positions that its model was first trained on.
struct Stretching {
    span: f32,
    factors: Vec<f32>,
    magnitude: f32,
}

impl Stretching {
    fn read(
        file: &Gguf,
        architecture: &str,
        original: usize,
        base: f32,
        dimensions: usize,
    ) -> Stretching {
        let key = |name: &str| format!("{architecture}.rope.scaling.{name}");
        let real = |name: &str| file.real(&key(name));
        let factor = real("factor").filter(|factor| *factor > 0.0).unwrap_or(1.0);
        let magnitude = real("attn_factor").unwrap_or(1.0);
        let plain = Stretching { span: 1.0, factors: Vec::new(), magnitude };
        match file.text(&key("type")) {
            Some("linear") => Stretching { span: factor, ..plain },
            Some("yarn") => {
                let yarn = Yarn {
                    factor,
                    original,
                    fast: real("yarn_beta_fast").unwrap_or(32.0),
                    slow: real("yarn_beta_slow").unwrap_or(1.0),
                    log_multiplier: real("yarn_log_multiplier").unwrap_or(0.0),
                };
                let factors = yarn.factors(base, dimensions);
                Stretching { factors, magnitude: magnitude * yarn.magnitude(), ..plain }
            }
            _ => plain,
        }
    }
}

/// The heads of keys of all layers, and which layers have none and a short convolution instead.
fn kv_heads(file: &Gguf, key: &str, queries: usize) -> Result<(usize, Vec<bool>), LoadError> {
    let Some(by_layer) = file.numbers(key) else {
        return Ok((file.count(key).unwrap_or(queries), Vec::new()));
    };
    let counts: Vec<usize> = by_layer.iter().map(|count| *count as usize).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    match counts.iter().all(|count| *count == 0 || *count == most) {
        true => Ok((most, counts.iter().map(|count| *count == 0).collect())),
        false => Err(LoadError::unsupported(
            file.path(),
            "it has layers with different numbers of heads, which is not supported",
        )),
    }
}
