//! Words to tokens and back, from the vocabulary that a GGUF file carries.
//! Knows byte-level BPE ("gpt2") and SentencePiece by scores ("llama"); special tokens of a chat are written by the template.
//!
//! Special tokens such as `<|im_end|>` steer a model, so they count only where the template wrote them. Text that people typed
//! passes through [`Tokenizer::escape`] first, which puts a character no text may contain into everything that could
//! be read as a mark; [`Tokenizer::encode`] takes those characters out again once the true marks are found.

mod sentence_piece;
mod split;

use std::collections::HashMap;

use tokenizers::models::bpe::BPE;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::{Model, PreTokenizedString, PreTokenizer};

use self::sentence_piece::SentencePiece;
use super::gguf::Gguf;
use crate::weights::LoadError;

/// A noncharacter of Unicode: "intended for process-internal uses" (Unicode 16, section 23.7).
const ESCAPE: char = '\u{FDD0}';

/// The vocabulary of one model.
pub struct Tokenizer {
    scheme: Scheme,
    /// The bytes each token stands for; none for special tokens.
    bytes: Vec<Vec<u8>>,
    special_tokens: SpecialTokens,
    /// Plain words that are split off whole before anything else.
    user_defined: SpecialTokens,
    bos: Option<u32>,
    adds_bos: bool,
    is_end: Vec<u32>,
    unknown: Option<u32>,
}

enum Scheme {
    Bytes { model: Box<BPE>, split: Sequence },
    SentencePiece(SentencePiece),
}

/// The types of `tokenizer.ggml.token_type`.
const NORMAL: i64 = 1;
const UNKNOWN: i64 = 2;
const CONTROL: i64 = 3;
const USER_DEFINED: i64 = 4;
const BYTE: i64 = 6;

/// Special tokens that end an answer, beside the one the file names.
const END_TOKENS: [&str; 9] = [
    "<|im_end|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|end_of_text|>",
    "<|endoftext|>",
    "<|end|>",
    "<end_of_turn>",
    "<eos>",
    "</s>",
];

impl Tokenizer {
    /// Reads `tokenizer.ggml.*`.
    ///
    /// # Errors
    /// `Damaged` where a part of the vocabulary is missing, contradicts another, or is of a scheme we do not know.
    pub fn read(file: &Gguf) -> Result<Tokenizer, LoadError> {
        let missing = |key: &str| file.damaged(format!("it has no {key}"));
        let key = "tokenizer.ggml.tokens";
        let tokens = file.texts(key).ok_or_else(|| missing(key))?;
        if tokens.is_empty() {
            return Err(file.damaged("its vocabulary is empty"));
        }
        let types = file.numbers("tokenizer.ggml.token_type").unwrap_or_default();
        let type_of = |index: usize| types.get(index).map_or(NORMAL, |kind| *kind as i64);
        let id = |key: &str| {
            let id = file.count(&format!("tokenizer.ggml.{key}_token_id"))?;
            u32::try_from(id).ok().filter(|id| (*id as usize) < tokens.len())
        };

        let mut special_tokens = Vec::new();
        let mut user_defined = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            match type_of(index) {
                CONTROL => special_tokens.push((*token, index as u32)),
                USER_DEFINED => user_defined.push((*token, index as u32)),
                _ => {}
            }
        }
        let (bos, end) = (id("bos"), id("eos"));
        for id in [bos, end].into_iter().flatten() {
            special_tokens.push((tokens[id as usize], id));
        }
        let (special_tokens, user_defined) =
            (SpecialTokens::new(special_tokens), SpecialTokens::new(user_defined));
        let is_end = END_TOKENS.iter().filter_map(|text| special_tokens.id(text));
        let mut is_end: Vec<u32> = is_end.chain(end).chain(id("eot")).collect();
        is_end.sort_unstable();
        is_end.dedup();

        let model = file.text("tokenizer.ggml.model").unwrap_or_default();
        let (scheme, adds_bos) = match model {
            "gpt2" => (byte_level(file, &tokens)?, false),
            "llama" => {
                let scores = file.numbers("tokenizer.ggml.scores").unwrap_or_default();
                let prefix = file.flag("tokenizer.ggml.add_space_prefix").unwrap_or(true);
                let skip = |index| !matches!(type_of(index), NORMAL | USER_DEFINED | BYTE);
                (Scheme::SentencePiece(SentencePiece::new(&tokens, &scores, prefix, skip)), true)
            }
            other => {
                return Err(file.damaged(format!(
                    "its vocabulary is of the scheme {other:?}, and gpt2 and llama are understood"
                )));
            }
        };
        let bytes = tokens.iter().enumerate().map(|(index, token)| match type_of(index) {
            CONTROL | UNKNOWN => Vec::new(),
            USER_DEFINED => token.as_bytes().to_vec(),
            kind => match &scheme {
                Scheme::Bytes { .. } => split::to_bytes(token),
                Scheme::SentencePiece(_) if kind == BYTE => {
                    sentence_piece::byte_of(token).into_iter().collect()
                }
                Scheme::SentencePiece(_) => token.replace(sentence_piece::SPACE, " ").into_bytes(),
            },
        });
        let bytes = bytes.collect();
        let adds_bos = file.flag("tokenizer.ggml.add_bos_token").unwrap_or(adds_bos);
        Ok(Tokenizer {
            scheme,
            bytes,
            special_tokens,
            user_defined,
            bos,
            adds_bos,
            is_end,
            unknown: id("unknown"),
        })
    }

    /// How many tokens there are.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Whether a token ends an answer.
    pub fn is_end(&self, token: u32) -> bool {
        self.is_end.contains(&token)
    }

    /// The bytes a token stands for; none for a special token.
    pub fn bytes(&self, token: u32) -> &[u8] {
        self.bytes.get(token as usize).map_or(&[], Vec::as_slice)
    }

    /// The text of a special token, such as `<|im_end|>`.
    pub fn special_token(&self, token: u32) -> Option<&str> {
        self.special_tokens
            .by_length
            .iter()
            .find(|(_, id)| *id == token)
            .map(|(text, _)| text.as_str())
    }

    /// The token that begins a text, where the model has one.
    pub fn bos(&self) -> Option<u32> {
        self.bos
    }

    /// Text in which nothing is read as a special token any more.
    pub fn escape(&self, text: &str) -> String {
        let mut escaped = String::with_capacity(text.len());
        for letter in text.chars().filter(|letter| *letter != ESCAPE) {
            escaped.push(letter);
            if self.special_tokens.by_first.contains_key(&letter) {
                escaped.push(ESCAPE);
            }
        }
        escaped
    }

    /// The tokens of a text whose special tokens count, save where it was escaped.
    ///
    /// # Errors
    /// A sentence of the tokenizer's, for a text its vocabulary has no way to write.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, String> {
        let mut tokens = Vec::new();
        if self.adds_bos {
            tokens.extend(self.bos);
        }
        for part in self.special_tokens.cut(text) {
            match part {
                Part::Mark(id) if tokens.len() == 1 && self.adds_bos && self.bos == Some(id) => {}
                Part::Mark(id) => tokens.push(id),
                Part::Text(text) => {
                    let text = text.replace(ESCAPE, "");
                    for part in self.user_defined.cut(&text) {
                        match part {
                            Part::Mark(id) => tokens.push(id),
                            Part::Text(text) => self.plain(text, false, &mut tokens)?,
                        }
                    }
                }
            }
        }
        Ok(tokens)
    }

    /// The tokens of plain text that goes on with an answer: no token that begins a text, and no space before it.
    ///
    /// # Errors
    /// As for [`Tokenizer::encode`].
    pub fn encode_within(&self, text: &str) -> Result<Vec<u32>, String> {
        let mut tokens = Vec::new();
        if !text.is_empty() {
            self.plain(text, true, &mut tokens)?;
        }
        Ok(tokens)
    }

    fn plain(&self, text: &str, is_within: bool, tokens: &mut Vec<u32>) -> Result<(), String> {
        match &self.scheme {
            Scheme::SentencePiece(sentence_piece) => {
                tokens.extend(match is_within {
                    true => sentence_piece.encode_within(text, self.unknown),
                    false => sentence_piece.encode(text, self.unknown),
                });
                Ok(())
            }
            Scheme::Bytes { model, split } => {
                let mut words = PreTokenizedString::from(text);
                split.pre_tokenize(&mut words).map_err(|error| error.to_string())?;
                words
                    .tokenize(|word| model.tokenize(word.get()))
                    .map_err(|error| error.to_string())?;
                let encoding = words
                    .into_encoding(None, 0, tokenizers::OffsetType::None)
                    .map_err(|error| error.to_string())?;
                tokens.extend(encoding.get_ids());
                Ok(())
            }
        }
    }
}

fn byte_level(file: &Gguf, tokens: &[&str]) -> Result<Scheme, LoadError> {
    let key = "tokenizer.ggml.merges";
    let merges = file.texts(key).ok_or_else(|| file.damaged(format!("it has no {key}")))?;
    let pairs = merges.iter().map(|merge| {
        // A token of the pair may itself begin with the character that spaces are written as, never with a space.
        merge.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()))
    });
    let pairs = pairs.collect::<Option<Vec<_>>>();
    let pairs = pairs.ok_or_else(|| file.damaged("a merge of its vocabulary is not a pair"))?;
    let vocabulary: HashMap<String, u32> =
        tokens.iter().enumerate().map(|(id, token)| ((*token).to_owned(), id as u32)).collect();
    let scheme = file.text("tokenizer.ggml.pre").unwrap_or("default");
    let row = split::row(scheme);
    let model = BPE::builder()
        .vocab_and_merges(vocabulary.into_iter().collect::<tokenizers::models::bpe::Vocab>(), pairs)
        .ignore_merges(row.whole_words)
        .build()
        .map_err(|error| file.damaged(format!("its vocabulary makes no sense: {error}")))?;
    let mut steps = row.splits().map_err(|error| file.damaged(error))?;
    steps.push(ByteLevel::new(false, false, false).into());
    Ok(Scheme::Bytes { model: Box::new(model), split: Sequence::new(steps) })
}

/// Texts that stand for one token each.
struct SpecialTokens {
    /// The longest first, so that it wins over one it begins with.
    by_length: Vec<(String, u32)>,
    /// Which of them begin with a character.
    by_first: HashMap<char, Vec<usize>>,
}

enum Part<'a> {
    Mark(u32),
    Text(&'a str),
}

impl SpecialTokens {
    fn new(special_tokens: Vec<(&str, u32)>) -> SpecialTokens {
        let special_tokens = special_tokens.into_iter().filter(|(text, _)| !text.is_empty());
        let mut by_length: Vec<_> =
            special_tokens.map(|(text, id)| (text.to_owned(), id)).collect();
        by_length.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        by_length.dedup();
        let mut by_first: HashMap<char, Vec<usize>> = HashMap::new();
        for (index, (text, _)) in by_length.iter().enumerate() {
            by_first.entry(text.chars().next().unwrap_or_default()).or_default().push(index);
        }
        SpecialTokens { by_length, by_first }
    }

    fn id(&self, text: &str) -> Option<u32> {
        self.by_length.iter().find(|(special_token, _)| special_token == text).map(|(_, id)| *id)
    }

    fn cut<'a>(&self, text: &'a str) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let (mut start, mut at) = (0, 0);
        while let Some(letter) = text[at..].chars().next() {
            let candidates = self.by_first.get(&letter).into_iter().flatten();
            let mut found = candidates.map(|index| &self.by_length[*index]);
            match found.find(|(special_token, _)| text[at..].starts_with(special_token.as_str())) {
                Some((special_token, id)) => {
                    if start < at {
                        parts.push(Part::Text(&text[start..at]));
                    }
                    parts.push(Part::Mark(*id));
                    at += special_token.len();
                    start = at;
                }
                None => at += letter.len_utf8(),
            }
        }
        if start < text.len() {
            parts.push(Part::Text(&text[start..]));
        }
        parts
    }
}

/// Turns tokens into text piece by piece, holding back a character until all its bytes are there.
#[derive(Debug, Default)]
pub struct Utf8Decoder {
    held: Vec<u8>,
}

impl Utf8Decoder {
    /// The text that is complete with these bytes. What can never become a character is shown as U+FFFD.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.held.extend_from_slice(bytes);
        let mut text = String::new();
        loop {
            match std::str::from_utf8(&self.held) {
                Ok(all) => {
                    text.push_str(all);
                    self.held.clear();
                    return text;
                }
                Err(error) => {
                    let good = error.valid_up_to();
                    text.push_str(&String::from_utf8_lossy(&self.held[..good]));
                    let Some(bad) = error.error_len() else {
                        self.held.drain(..good);
                        return text;
                    };
                    text.push(char::REPLACEMENT_CHARACTER);
                    self.held.drain(..good + bad);
                }
            }
        }
    }

    /// What is left at the end: half a character becomes U+FFFD.
    pub fn finish(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.held)).into_owned()
    }
}

#[cfg(test)]
mod tests;
