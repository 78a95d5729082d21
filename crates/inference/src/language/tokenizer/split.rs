//! Where byte-level BPE may not join: the patterns that cut text into words, by the name a file gives them.
//! Also the alphabet in which bytes are written as visible characters.
//!
//! The patterns are those of llama.cpp's `src/llama-vocab.cpp`, which took them from each model's `tokenizer.json`.

use std::collections::HashMap;
use std::sync::OnceLock;

use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::tokenizer::SplitDelimiterBehavior;

/// How the files of some names cut text.
pub(super) struct Row {
    names: &'static [&'static str],
    /// Applied one after the other, each to what the one before it left.
    patterns: &'static [&'static str],
    /// Whether a word that is in the vocabulary is one token, whatever the merges are.
    pub whole_words: bool,
}

const GPT2: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
const LLAMA3: &str = r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const QWEN2: &str = r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const GPT4O: &str = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const TEKKEN: &str = r"[^\r\n\p{L}\p{N}]?((?=[\p{L}])([^a-z]))*((?=[\p{L}])([^A-Z]))+|[^\r\n\p{L}\p{N}]?((?=[\p{L}])([^a-z]))+((?=[\p{L}])([^A-Z]))*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

const ROWS: [Row; 7] = [
    Row {
        names: &["gpt-2", "gpt2", "phi-2", "olmo", "mpt"],
        patterns: &[GPT2],
        whole_words: false,
    },
    Row {
        names: &["smollm", "starcoder", "refact", "command-r", "codeshell"],
        patterns: &[r"\p{N}", GPT2],
        whole_words: false,
    },
    Row {
        names: &["llama3", "llama-v3", "llama-bpe", "falcon3", "lfm2"],
        patterns: &[LLAMA3],
        whole_words: true,
    },
    Row { names: &["dbrx", "smaug-bpe"], patterns: &[LLAMA3], whole_words: false },
    Row { names: &["qwen2", "deepseek-r1-qwen"], patterns: &[QWEN2], whole_words: false },
    Row { names: &["gpt-4o"], patterns: &[GPT4O], whole_words: false },
    Row { names: &["tekken"], patterns: &[TEKKEN], whole_words: true },
];

/// The row of a name; that of GPT-2, with a line in the log, where the name is not known.
pub(super) fn row(name: &str) -> &'static Row {
    ROWS.iter().find(|row| row.names.contains(&name)).unwrap_or_else(|| {
        if name != "default" {
            tracing::warn!("words are cut as for GPT-2: the way of {name:?} is not known");
        }
        &ROWS[0]
    })
}

impl Row {
    pub(super) fn splits(&self) -> Result<Vec<PreTokenizerWrapper>, String> {
        let splits = self.patterns.iter().map(|pattern| {
            let pattern = SplitPattern::Regex((*pattern).to_owned());
            Split::new(pattern, SplitDelimiterBehavior::Isolated, false)
                .map(PreTokenizerWrapper::from)
                .map_err(|error| error.to_string())
        });
        splits.collect()
    }
}

/// The bytes of a token that is written in visible characters, GPT-2's way: printable Latin-1 stands for itself, the
/// other bytes for the characters from U+0100 on (`bytes_to_unicode` in GPT-2's `encoder.py`). Characters outside that
/// alphabet stand for themselves.
pub(super) fn to_bytes(token: &str) -> Vec<u8> {
    static ALPHABET: OnceLock<HashMap<char, u8>> = OnceLock::new();
    let alphabet = ALPHABET.get_or_init(|| {
        let plain = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
        let shown = (0..=u8::MAX).filter(plain).map(|byte| (char::from(byte), byte));
        let hidden = (0..=u8::MAX).filter(|byte| !plain(byte));
        let hidden = hidden.zip('\u{100}'..).map(|(byte, letter)| (letter, byte));
        shown.chain(hidden).collect()
    });
    let mut bytes = Vec::with_capacity(token.len());
    for letter in token.chars() {
        match alphabet.get(&letter) {
            Some(byte) => bytes.push(*byte),
            None => bytes.extend(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}
