//! SentencePiece by scores: neighbours are joined into the piece of the highest score until none is left to join.
//! Characters without a piece are written byte by byte, as `<0x0A>`.
//!
//! As `llm_tokenizer_spm` of llama.cpp, after Kudo and Richardson 2018 (arXiv:1808.06226).

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// How a space is written.
pub(super) const SPACE: &str = "\u{2581}";

pub(super) struct SentencePiece {
    /// Token and score by text.
    by_text: HashMap<String, (u32, f32)>,
    bytes: HashMap<u8, u32>,
    /// Whether a space is put before a text.
    prefix: bool,
}

/// Two neighbours that make a piece.
#[derive(PartialEq)]
struct Merge {
    score: f32,
    left: usize,
    right: usize,
    /// Bytes of both when it was proposed; it is out of date once they changed.
    length: usize,
}

impl Eq for Merge {}

impl Ord for Merge {
    /// The highest score first, then the leftmost.
    fn cmp(&self, other: &Merge) -> Ordering {
        self.score.total_cmp(&other.score).then(other.left.cmp(&self.left))
    }
}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Merge) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A stretch of the text, linked to its neighbours. Joined ones have no length.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    length: usize,
    before: Option<usize>,
    after: Option<usize>,
}

impl SentencePiece {
    pub(super) fn new(
        tokens: &[&str],
        scores: &[f64],
        prefix: bool,
        skip: impl Fn(usize) -> bool,
    ) -> SentencePiece {
        let (mut by_text, mut bytes) = (HashMap::new(), HashMap::new());
        for (index, token) in tokens.iter().enumerate().filter(|(index, _)| !skip(*index)) {
            let score = scores.get(index).map_or(0.0, |score| *score as f32);
            by_text.entry((*token).to_owned()).or_insert((index as u32, score));
            if let Some(byte) = byte_of(token) {
                bytes.entry(byte).or_insert(index as u32);
            }
        }
        SentencePiece { by_text, bytes, prefix }
    }

    /// The tokens of a text; `unknown` stands for what cannot be written at all.
    pub(super) fn encode(&self, text: &str, unknown: Option<u32>) -> Vec<u32> {
        match self.prefix {
            true => self.encode_within(&format!(" {text}"), unknown),
            false => self.encode_within(text, unknown),
        }
    }

    /// The same without a space before the text.
    pub(super) fn encode_within(&self, text: &str, unknown: Option<u32>) -> Vec<u32> {
        let text = text.replace(' ', SPACE);
        let mut spans: Vec<Span> = text
            .char_indices()
            .enumerate()
            .map(|(index, (start, letter))| Span {
                start,
                length: letter.len_utf8(),
                before: index.checked_sub(1),
                after: Some(index + 1),
            })
            .collect();
        if let Some(last) = spans.last_mut() {
            last.after = None;
        }
        let mut merges = BinaryHeap::new();
        for left in 1..spans.len() {
            self.propose(&text, &spans, left - 1, left, &mut merges);
        }
        while let Some(Merge { left, right, length, .. }) = merges.pop() {
            let (a, b) = (spans[left], spans[right]);
            if a.length == 0 || b.length == 0 || a.length + b.length != length {
                continue;
            }
            spans[left].length = length;
            spans[left].after = b.after;
            spans[right].length = 0;
            if let Some(after) = b.after {
                spans[after].before = Some(left);
                self.propose(&text, &spans, left, after, &mut merges);
            }
            if let Some(before) = a.before {
                self.propose(&text, &spans, before, left, &mut merges);
            }
        }
        let mut tokens = Vec::new();
        for Span { start, length, .. } in spans.iter().filter(|span| span.length > 0) {
            let piece = &text[*start..start + length];
            match self.by_text.get(piece) {
                Some((id, _)) => tokens.push(*id),
                None => tokens.extend(
                    piece.bytes().filter_map(|byte| self.bytes.get(&byte).copied().or(unknown)),
                ),
            }
        }
        tokens
    }

    fn propose(
        &self,
        text: &str,
        spans: &[Span],
        left: usize,
        right: usize,
        merges: &mut BinaryHeap<Merge>,
    ) {
        let length = spans[left].length + spans[right].length;
        let start = spans[left].start;
        if let Some((_, score)) = self.by_text.get(&text[start..start + length]) {
            merges.push(Merge { score: *score, left, right, length });
        }
    }
}

/// The byte that a token such as `<0x0A>` stands for.
pub(super) fn byte_of(token: &str) -> Option<u8> {
    let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
    if digits.len() == 2 { u8::from_str_radix(digits, 16).ok() } else { None }
}
