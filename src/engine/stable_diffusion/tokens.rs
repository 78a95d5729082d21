//! CLIP's tokenizer, from tokenizer.json or from vocab.json and merges.txt, with the padding the model was taught.
//! Knows words and their numbers; weights in prompts and pieces of long ones are `prompt`'s matter.

use std::path::Path;

use serde_json::{Value, json};
use tokenizers::Tokenizer;

use super::config::read_json;
use crate::engine::weights::LoadError;

pub(super) struct ClipTokenizer {
    tokenizer: Tokenizer,
    pub start: u32,
    pub end: u32,
    pub pad: u32,
    /// Tokens that the model reads at once, start and end included.
    pub room: usize,
}

/// What splits a prompt into words (the pattern of OpenAI's CLIP, without its names of special tokens).
const WORDS: &str =
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";

impl ClipTokenizer {
    /// Reads the tokenizer of a folder.
    ///
    /// # Errors
    /// Where its files are missing or make no sense.
    pub(super) fn load(folder: &Path) -> Result<Self, LoadError> {
        let settings_path = folder.join("tokenizer_config.json");
        let settings: Value = match settings_path.exists() {
            true => read_json(&settings_path)?,
            false => Value::Null,
        };
        // A token is written as its text, or as an object that holds it.
        let token = |name: &str| {
            let token = &settings[name];
            token.as_str().or_else(|| token["content"].as_str()).map(str::to_owned)
        };
        let start = token("bos_token").unwrap_or_else(|| "<|startoftext|>".into());
        let end = token("eos_token").unwrap_or_else(|| "<|endoftext|>".into());
        let pad = token("pad_token").unwrap_or_else(|| end.clone());
        let whole = folder.join("tokenizer.json");
        let (path, bytes) = match whole.exists() {
            true => {
                let bytes = std::fs::read(&whole);
                (whole.clone(), bytes.map_err(|error| LoadError::reading(&whole, error))?)
            }
            false => (folder.join("vocab.json"), assembled(folder, &[&start, &end, &pad])?),
        };
        let mut tokenizer =
            Tokenizer::from_bytes(&bytes).map_err(|error| LoadError::damaged(&path, error))?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|error| LoadError::damaged(&path, error))?;
        let number = |token: &str| {
            let missing = || LoadError::damaged(&path, format!("it has no token {token}"));
            tokenizer.token_to_id(token).ok_or_else(missing)
        };
        let room = settings["model_max_length"].as_u64().filter(|room| (3..=4096).contains(room));
        Ok(Self {
            start: number(&start)?,
            end: number(&end)?,
            pad: number(&pad)?,
            room: room.unwrap_or(77) as usize,
            tokenizer,
        })
    }

    /// The tokens of a text, without start and end.
    pub(super) fn tokens(&self, text: &str) -> tokenizers::Result<Vec<u32>> {
        Ok(self.tokenizer.encode(text, false)?.get_ids().to_vec())
    }

    /// Up to `room - 2` tokens between start and end, filled up with padding.
    pub(super) fn framed(&self, tokens: &[u32]) -> Vec<u32> {
        let mut framed = vec![self.start];
        framed.extend(&tokens[..tokens.len().min(self.room - 2)]);
        framed.push(self.end);
        framed.resize(self.room, self.pad);
        framed
    }
}

/// A tokenizer.json of vocabulary and merges, as transformers would write it.
fn assembled(folder: &Path, special: &[&str]) -> Result<Vec<u8>, LoadError> {
    let (vocab_path, merges_path) = (folder.join("vocab.json"), folder.join("merges.txt"));
    let vocab: Value = read_json(&vocab_path)?;
    let text = std::fs::read_to_string(&merges_path)
        .map_err(|error| LoadError::reading(&merges_path, error))?;
    let merges = text.lines().filter(|line| !line.starts_with("#version") && !line.is_empty());
    let mut added = Vec::new();
    for token in special {
        if let Some(id) = vocab[*token].as_u64()
            && !added.iter().any(|known: &Value| known["id"] == id)
        {
            added.push(json!({
                "id": id, "content": token, "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true,
            }));
        }
    }
    let whole = json!({
        "version": "1.0",
        "added_tokens": added,
        "normalizer": { "type": "Sequence", "normalizers": [
            { "type": "NFC" },
            { "type": "Replace", "pattern": { "Regex": "\\s+" }, "content": " " },
            { "type": "Lowercase" },
        ] },
        "pre_tokenizer": { "type": "Sequence", "pretokenizers": [
            { "type": "Split", "pattern": { "Regex": WORDS }, "behavior": "Removed", "invert": true },
            { "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true },
        ] },
        "model": {
            "type": "BPE", "unk_token": special[1], "continuing_subword_prefix": "",
            "end_of_word_suffix": "</w>", "fuse_unk": false,
            "vocab": vocab, "merges": merges.collect::<Vec<_>>(),
        },
    });
    serde_json::to_vec(&whole).map_err(|error| LoadError::damaged(&vocab_path, error))
}
