//! CLIP's tokenizer, from tokenizer.json or from vocab.json and merges.txt, with the padding the model was trained with.
//! Knows words and their numbers; weights in prompts and chunks of long ones are known to `prompt_chunks`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tokenizers::Tokenizer;

use super::supported_values::read_json;
use crate::weights::LoadError;

pub(super) struct ClipTokenizer {
    tokenizer: Tokenizer,
    pub start: u32,
    pub end: u32,
    pub pad: u32,
    /// Tokens that the model reads at once, start and end included.
    pub max_tokens: usize,
}

const START: &str = "<|startoftext|>";
const END: &str = "<|endoftext|>";

/// What splits a prompt into words (the pattern of OpenAI's CLIP, without its names of special tokens).
const WORDS: &str =
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";

/// Where a text encoder's words are written.
#[derive(Clone, Debug)]
pub(super) enum VocabularySource {
    /// A folder with tokenizer.json, or with vocab.json and merges.txt.
    Folder(PathBuf),
    /// The words of OpenAI's CLIP, which all published models share, and what short texts are filled up with.
    Bundled { pad: &'static str },
}

/// How many words there are in the vocabulary that comes with the program.
pub(super) const BUNDLED_WORDS: usize = 49_408;

/// The pairs that make longer words, one a line; the letters before them and the special tokens after them are generated.
const BUNDLED_MERGES: &str = include_str!("../../assets/clip/merges.txt");

/// A text's first and last token, and what it is filled up with.
struct SpecialTokens {
    start: String,
    end: String,
    pad: String,
    max_tokens: Option<u64>,
}

impl ClipTokenizer {
    /// Reads the words of a vocabulary.
    ///
    /// # Errors
    /// Where its files are missing or make no sense.
    pub(super) fn load(vocabulary: &VocabularySource) -> Result<Self, LoadError> {
        match vocabulary {
            VocabularySource::Folder(folder) => Self::of_folder(folder),
            VocabularySource::Bundled { pad } => {
                let (vocab, merges) = bundled();
                let special_tokens = SpecialTokens {
                    start: START.into(),
                    end: END.into(),
                    pad: (*pad).into(),
                    max_tokens: None,
                };
                let json = assembled(&vocab, &merges, &[START, END, pad]);
                Self::of_json(
                    json.to_string().as_bytes(),
                    &special_tokens,
                    Path::new("the vocabulary"),
                )
            }
        }
    }

    fn of_folder(folder: &Path) -> Result<Self, LoadError> {
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
        let end = token("eos_token").unwrap_or_else(|| END.into());
        let special_tokens = SpecialTokens {
            start: token("bos_token").unwrap_or_else(|| START.into()),
            pad: token("pad_token").unwrap_or_else(|| end.clone()),
            end,
            max_tokens: settings["model_max_length"].as_u64(),
        };
        let whole = folder.join("tokenizer.json");
        if whole.exists() {
            let bytes = std::fs::read(&whole).map_err(|error| LoadError::reading(&whole, error))?;
            return Self::of_json(&bytes, &special_tokens, &whole);
        }
        let (vocab_path, merges_path) = (folder.join("vocab.json"), folder.join("merges.txt"));
        let vocab: Value = read_json(&vocab_path)?;
        let merges = std::fs::read_to_string(&merges_path)
            .map_err(|error| LoadError::reading(&merges_path, error))?;
        let merges =
            merges.lines().filter(|line| !line.starts_with("#version") && !line.is_empty());
        let special =
            [&special_tokens.start, &special_tokens.end, &special_tokens.pad].map(String::as_str);
        let json = assembled(&vocab, &merges.collect::<Vec<_>>(), &special);
        Self::of_json(json.to_string().as_bytes(), &special_tokens, &vocab_path)
    }

    fn of_json(
        json: &[u8],
        special_tokens: &SpecialTokens,
        path: &Path,
    ) -> Result<Self, LoadError> {
        let mut tokenizer =
            Tokenizer::from_bytes(json).map_err(|error| LoadError::damaged(path, error))?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|error| LoadError::damaged(path, error))?;
        let number = |token: &str| {
            let missing = || LoadError::damaged(path, format!("it has no token {token}"));
            tokenizer.token_to_id(token).ok_or_else(missing)
        };
        Ok(Self {
            start: number(&special_tokens.start)?,
            end: number(&special_tokens.end)?,
            pad: number(&special_tokens.pad)?,
            max_tokens: special_tokens
                .max_tokens
                .filter(|max_tokens| (3..=4096).contains(max_tokens))
                .unwrap_or(77) as usize,
            tokenizer,
        })
    }

    /// The tokens of a text, without start and end.
    pub(super) fn tokens(&self, text: &str) -> tokenizers::Result<Vec<u32>> {
        Ok(self.tokenizer.encode(text, false)?.get_ids().to_vec())
    }

    /// Up to `max_tokens - 2` tokens between start and end, filled up with padding.
    pub(super) fn with_special_tokens(&self, tokens: &[u32]) -> Vec<u32> {
        let mut with_special_tokens = vec![self.start];
        with_special_tokens.extend(&tokens[..tokens.len().min(self.max_tokens - 2)]);
        with_special_tokens.push(self.end);
        with_special_tokens.resize(self.max_tokens, self.pad);
        with_special_tokens
    }
}

/// The bundled vocabulary: every byte as a letter, the same letters at the end of a word, the merges, and the special tokens.
fn bundled() -> (Value, Vec<&'static str>) {
    let plain: Vec<u32> = (33..127).chain(161..173).chain(174..256).collect();
    // Bytes that cannot be printed are written as the letters from 256 on.
    let odd = (0..256).filter(|byte| !plain.contains(byte)).count() as u32;
    let letters: Vec<String> = plain
        .iter()
        .copied()
        .chain((0..odd).map(|at| 256 + at))
        .filter_map(|letter| char::from_u32(letter).map(String::from))
        .collect();
    let merges: Vec<&str> = BUNDLED_MERGES.lines().collect();
    let words = letters
        .iter()
        .cloned()
        .chain(letters.iter().map(|letter| format!("{letter}</w>")))
        .chain(merges.iter().map(|pair| pair.replace(' ', "")))
        .chain([START.to_owned(), END.to_owned()]);
    let vocab = words.enumerate().map(|(id, word)| (word, json!(id)));
    (Value::Object(vocab.collect()), merges)
}

/// A tokenizer.json of vocabulary and merges, as transformers would write it.
fn assembled(vocab: &Value, merges: &[&str], special: &[&str]) -> Value {
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
    json!({
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
            "vocab": vocab, "merges": merges,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_vocabulary_makes_the_tokens_that_the_reference_makes() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/fixtures/sd-variants/tokens.json");
        let texts: std::collections::BTreeMap<String, Vec<u32>> = read_json(&path).unwrap();
        let words = ClipTokenizer::load(&VocabularySource::Bundled { pad: END }).unwrap();
        assert_eq!((words.start, words.end, words.pad), (49_406, 49_407, 49_407));
        assert_eq!(bundled().0.as_object().unwrap().len(), BUNDLED_WORDS);
        for (text, tokens) in texts {
            assert_eq!(words.tokens(&text).unwrap(), tokens, "{text}");
        }
        let words = ClipTokenizer::load(&VocabularySource::Bundled { pad: "!" }).unwrap();
        assert_eq!(words.pad, 0);
    }
}
