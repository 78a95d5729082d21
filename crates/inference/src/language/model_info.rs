//! What a model file states about its model, and the memory that loading takes.
//! Reads the header alone, never a weight.

use super::families::Sizes;
use super::gguf::Gguf;
use crate::nn::quant::QuantMatrix;
use crate::weights::LoadError;

/// A model as its file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelInfo {
    /// Its name, or that of the file where it gives none.
    pub name: String,
    /// Such as `llama` or `qwen3`.
    pub architecture: String,
    /// How many weights it has.
    pub parameters: u64,
    /// How most of them are stored, such as `Q4_K`.
    pub quantisation: String,
    /// As the file puts it, such as `apache-2.0`.
    pub licence: Option<String>,
    /// Tokens it was trained to take in.
    pub context: usize,
}

impl ModelInfo {
    pub(super) fn of(file: &Gguf, sizes: &Sizes) -> ModelInfo {
        let mut parameters = 0u64;
        let mut by_type = std::collections::HashMap::<_, u64>::new();
        for stored in file.names().filter_map(|name| file.tensor(name).ok()) {
            parameters = parameters.saturating_add(stored.values());
            if stored.shape.len() > 1 {
                *by_type.entry(stored.kind.name()).or_default() += stored.values();
            }
        }
        // The table of words is often kept finer than the rest and would speak for a small model.
        if let Ok(words) = file.tensor("token_embd.weight")
            && by_type.len() > 1
            && let Some(values) = by_type.get_mut(words.kind.name())
        {
            *values -= words.values();
        }
        let most = by_type.into_iter().max_by_key(|(name, values)| (*values, *name));
        let stem = file.path().file_stem().unwrap_or_default().to_string_lossy();
        ModelInfo {
            name: file.text("general.name").map_or_else(|| stem.into_owned(), str::to_owned),
            architecture: sizes.family.architecture.to_owned(),
            parameters,
            quantisation: most.map_or("F32", |(name, _)| name).to_owned(),
            licence: file.text("general.license").map(str::to_owned),
            context: sizes.trained_context,
        }
    }
}

/// Bytes per word of the vocabulary that the tokenizer's tables take, measured with 49,152 words.
const WORD_BYTES: u64 = 600;

/// Weights as packed, one of them once more while it is packed from plain numbers, the keys and values of a full
/// context, and the vocabulary. The file's own pages are not counted: the system takes them back as it needs.
pub(super) fn bytes_to_load(file: &Gguf, sizes: &Sizes) -> Result<u64, LoadError> {
    let (mut packed, mut largest) = (0u64, 0);
    for name in file.names() {
        let stored = file.tensor(name)?;
        let bytes = match *stored.shape {
            [rows, columns] => QuantMatrix::bytes(stored.kind, rows, columns),
            _ => stored.values().saturating_mul(4),
        };
        packed = packed.saturating_add(bytes);
        if stored.kind.is_plain() {
            largest = largest.max(bytes);
        }
    }
    let words = WORD_BYTES.saturating_mul(sizes.vocabulary as u64);
    Ok([packed, largest, sizes.cache_bytes(), words].into_iter().fold(0, u64::saturating_add))
}
