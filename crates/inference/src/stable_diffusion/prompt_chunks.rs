//! What a prompt holds beyond its words: weights such as `(word:1.3)`, blocks apart by `BREAK`, and more tokens than a
//! model reads at once.
//! Knows texts and tokens; how the weights change vectors is decided in `conditioning`.

use super::clip_tokenizer::ClipTokenizer;
use crate::token_count::{TokenCount, TokenCounter, TokenizeError};

/// The largest weight; more only destroys the picture.
const HEAVIEST: f32 = 10.0;

/// Tokens in as many chunks as it takes, each with start, end and padding, and a weight for every one.
pub(super) struct PromptChunks {
    pub tokens: Vec<Vec<u32>>,
    pub weights: Vec<f32>,
}

impl PromptChunks {
    /// Cuts a prompt. `truncate` reads it as plain text and drops what does not fit, as the reference does.
    pub(super) fn of(
        prompt: &str,
        tokenizer: &ClipTokenizer,
        truncate: bool,
    ) -> tokenizers::Result<PromptChunks> {
        let max_tokens = tokenizer.max_tokens - 2;
        let mut chunks = PromptChunks { tokens: Vec::new(), weights: Vec::new() };
        for block in blocks(prompt, truncate) {
            let (mut tokens, weights) = read(&block, tokenizer, truncate)?;
            if truncate {
                tokens.truncate(max_tokens);
            }
            for start in (0..tokens.len().max(1)).step_by(max_tokens) {
                let end = (start + max_tokens).min(tokens.len());
                chunks.tokens.push(tokenizer.with_special_tokens(&tokens[start..end]));
                chunks.weights.push(1.0);
                chunks.weights.extend(&weights[start..end]);
                chunks.weights.resize(chunks.tokens.len() * tokenizer.max_tokens, 1.0);
            }
        }
        Ok(chunks)
    }

    /// As many chunks as `count`, the new ones empty.
    pub(super) fn pad_to(&mut self, count: usize, tokenizer: &ClipTokenizer) {
        while self.tokens.len() < count {
            self.tokens.push(tokenizer.with_special_tokens(&[]));
        }
        self.weights.resize(self.tokens.len() * tokenizer.max_tokens, 1.0);
    }

    pub(super) fn is_weighted(&self) -> bool {
        self.weights.iter().any(|&weight| weight != 1.0)
    }
}

/// The blocks of a prompt, each of which begins a chunk: the words between `BREAK`s.
fn blocks(prompt: &str, plain: bool) -> Vec<String> {
    let mut blocks = vec![String::new()];
    if plain {
        return vec![prompt.to_owned()];
    }
    for piece in prompt.split_inclusive(char::is_whitespace) {
        match piece.trim().trim_end_matches(',') {
            "BREAK" => blocks.push(String::new()),
            _ => blocks.last_mut().expect("there is one").push_str(piece),
        }
    }
    blocks.retain(|block| !block.trim_matches([',', ' ', '\n']).is_empty());
    if blocks.is_empty() { vec![String::new()] } else { blocks }
}

/// All tokens of a block, each with its weight; `plain` reads no weights in it.
fn read(
    prompt: &str,
    tokenizer: &ClipTokenizer,
    plain: bool,
) -> tokenizers::Result<(Vec<u32>, Vec<f32>)> {
    if plain {
        let tokens = tokenizer.tokens(prompt)?;
        let weights = vec![1.0; tokens.len()];
        return Ok((tokens, weights));
    }
    let (mut tokens, mut weights) = (Vec::new(), Vec::new());
    for (text, weight) in weighted(prompt) {
        tokens.extend(tokenizer.tokens(&text)?);
        weights.resize(tokens.len(), weight);
    }
    Ok((tokens, weights))
}

/// Counts tokens without the model's weights, with one tokenizer for each text encoder.
pub struct ClipTokenCounter(pub(super) Vec<ClipTokenizer>);

impl TokenCounter for ClipTokenCounter {
    /// Of several encoders, the one counts that has the most to read.
    fn count(&self, prompt: &str, truncate: bool) -> Result<TokenCount, TokenizeError> {
        let mut most = TokenCount::split(0, 1);
        for (index, tokenizer) in self.0.iter().enumerate() {
            let (mut tokens, limit, mut chunks) = (0, tokenizer.max_tokens - 2, 0);
            for block in blocks(prompt, truncate) {
                let (read, _) = read(&block, tokenizer, truncate).map_err(TokenizeError)?;
                tokens += read.len();
                chunks += read.len().div_ceil(limit).max(1);
            }
            let count = match truncate {
                true => TokenCount::truncated(tokens, limit),
                false => TokenCount { chunks, ..TokenCount::split(tokens, limit) },
            };
            if index == 0 || (count.chunks, tokens) > (most.chunks, most.tokens) {
                most = count;
            }
        }
        Ok(most)
    }
}

/// The parts of a prompt with their weights: `(text:1.3)` weighs 1.3, everything else 1. Brackets without a number
/// stay as they are, and so do brackets after a backslash, without it.
pub(super) fn weighted(prompt: &str) -> Vec<(String, f32)> {
    let mut parts = vec![(String::new(), 1.0)];
    let mut rest = prompt;
    while let Some(next) = rest.chars().next() {
        if let Some((text, weight, after)) = Some(rest).filter(|_| next == '(').and_then(bracket) {
            parts.push((unescaped(text), weight));
            parts.push((String::new(), 1.0));
            rest = after;
            continue;
        }
        let escaped = rest.strip_prefix('\\').is_some_and(|after| after.starts_with(BRACKETS));
        let taken = if escaped { &rest[1..2] } else { &rest[..next.len_utf8()] };
        parts.last_mut().expect("there is one").0.push_str(taken);
        rest = &rest[taken.len() + usize::from(escaped)..];
    }
    parts.retain(|(text, _)| !text.trim().is_empty());
    parts
}

/// `(text:number)` at the start: text, number, and what follows.
fn bracket(text: &str) -> Option<(&str, f32, &str)> {
    let mut last = ' ';
    let mut end = None;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            ')' if last != '\\' => {
                end = Some(at);
                break;
            }
            '(' if last != '\\' => return None,
            _ => last = letter,
        }
    }
    let end = end?;
    let (inner, number) = text[1..end].rsplit_once(':')?;
    let weight: f32 = number.trim().parse().ok()?;
    (weight.is_finite() && (0.0..=HEAVIEST).contains(&weight) && !inner.trim().is_empty())
        .then(|| (inner, weight, &text[end + 1..]))
}

/// What a backslash before it makes plain text.
const BRACKETS: [char; 6] = ['(', ')', '[', ']', '{', '}'];

fn unescaped(text: &str) -> String {
    BRACKETS.iter().fold(text.to_owned(), |text, bracket| {
        text.replace(&format!("\\{bracket}"), &bracket.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::super::clip_tokenizer::VocabularySource;
    use super::*;

    #[test]
    fn a_prompt_is_counted_as_it_is_cut() {
        let tokenizer = || ClipTokenizer::load(&VocabularySource::Bundled { pad: "!" }).unwrap();
        let words = ClipTokenCounter(vec![tokenizer(), tokenizer()]);
        let prompts = [
            (String::new(), 0),
            ("red shoes, (unforgettable:1.3) sunlight".into(), 5),
            ("shoe ".repeat(75), 75),
            ("shoe ".repeat(76), 76),
            (format!("(shoes:1.2) {}", "shoe ".repeat(150)), 151),
        ];
        for (prompt, tokens) in prompts {
            let reading = words.count(&prompt, false).unwrap();
            let chunks = PromptChunks::of(&prompt, &words.0[0], false).unwrap();
            assert_eq!((reading.tokens, reading.limit), (tokens, 75), "{prompt}");
            assert_eq!(reading.chunks, chunks.tokens.len(), "{prompt}");
            assert!(!reading.is_cut());
            let spoken =
                |row: &Vec<u32>| row.iter().skip(1).take_while(|&&t| t != words.0[0].end).count();
            assert_eq!(chunks.tokens.iter().map(spoken).sum::<usize>(), tokens, "{prompt}");
            // Cut, it is plain text: brackets and numbers are words, too.
            let cut = words.count(&prompt, true).unwrap();
            let chunks = PromptChunks::of(&prompt, &words.0[0], true).unwrap();
            assert_eq!((cut.chunks, chunks.tokens.len()), (1, 1));
            assert_eq!(cut.tokens.min(75), spoken(&chunks.tokens[0]), "{prompt}");
            assert_eq!(cut.is_cut(), cut.tokens > 75, "{prompt}");
        }
    }

    #[test]
    fn each_block_begins_a_chunk_and_is_counted_as_one() {
        let tokenizer = ClipTokenizer::load(&VocabularySource::Bundled { pad: "!" }).unwrap();
        for (prompt, chunks) in [
            ("red shoes BREAK blue sea", 2),
            ("red shoes, BREAK, blue sea BREAK", 2),
            ("(red:1.2) BREAK (blue:0.5) BREAK sand", 3),
            ("BREAK", 1),
            ("BREAKFAST, a BREAKDANCE", 1),
        ] {
            let cut = PromptChunks::of(prompt, &tokenizer, false).unwrap();
            assert_eq!(cut.tokens.len(), chunks, "{prompt}");
            assert_eq!(cut.weights.len(), chunks * tokenizer.max_tokens, "{prompt}");
            assert_eq!(PromptChunks::of(prompt, &tokenizer, true).unwrap().tokens.len(), 1);
            let words = ClipTokenCounter(vec![
                ClipTokenizer::load(&VocabularySource::Bundled { pad: "!" }).unwrap(),
            ]);
            assert_eq!(words.count(prompt, false).unwrap().chunks, chunks, "{prompt}");
        }
    }

    #[test]
    fn weights_are_read_and_everything_else_is_text() {
        let read = |prompt: &str| {
            let parts = weighted(prompt).into_iter();
            parts.map(|(text, weight)| format!("{}@{weight}", text.trim())).collect::<Vec<_>>()
        };
        assert_eq!(read("a (red:1.3) shoe"), ["a@1", "red@1.3", "shoe@1"]);
        assert_eq!(read("(red shoe : 0.5)"), ["red shoe@0.5"]);
        assert_eq!(read("shoes (red) and :) or (a:b)"), ["shoes (red) and :) or (a:b)@1"]);
        assert_eq!(read(r"\(red:1.3\) (a \(b\):2)"), ["(red:1.3)@1", "a (b)@2"]);
        assert_eq!(read("(a:-1) (b:99) (c:1.2"), ["(a:-1) (b:99) (c:1.2@1"]);
        assert_eq!(read("((deep:1.1))"), ["(@1", "deep@1.1", ")@1"]);
        assert!(read("  ").is_empty());
    }
}
