//! The sentence vectors of what elements are called in English, one byte a value.
//! Knows the file and its order; the encoder that made it is the caller's.

use crate::{Element, ElementError};
use std::collections::HashMap;

/// The first bytes of the file; then the number of rows and the width, 32 bits each, little-endian; then the rows.
pub(crate) const MAGIC: &[u8; 8] = b"elemvec1";
/// What a value of 1 is stored as.
pub(crate) const ONE: f32 = 127.0;
/// How many words describe an element in its own vector.
const DESCRIBED: usize = 7;

/// The texts whose vectors the file holds, in its order: each element described in one line, then each English word once.
pub fn vector_texts(elements: &[Element]) -> Vec<String> {
    let mut texts: Vec<String> = elements.iter().map(described).collect();
    let mut words: Vec<String> = elements.iter().flat_map(english).cloned().collect();
    words.sort();
    words.dedup();
    texts.extend(words);
    texts
}

fn english(element: &Element) -> impl Iterator<Item = &String> {
    element.words.get("en").into_iter().flatten()
}

fn described(element: &Element) -> String {
    let words: Vec<&str> = english(element).take(DESCRIBED).map(String::as_str).collect();
    words.join(", ")
}

/// The vectors, and which words are whose.
pub(crate) struct Vectors {
    width: usize,
    rows: Vec<i8>,
    /// Each element's words as rows; the name first.
    words: Vec<Vec<u32>>,
}

/// How near a text is to one element, each -1..=1.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Nearness {
    pub name: f32,
    pub described: f32,
    pub word: f32,
}

impl Vectors {
    pub(crate) fn read(bytes: &[u8], elements: &[Element]) -> Result<Self, ElementError> {
        let damaged = |what: &str| ElementError::Damaged(format!("the vectors {what}"));
        let number = |at: usize| {
            let bytes = bytes.get(at..at + 4)?;
            Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
        };
        if bytes.get(..8) != Some(MAGIC) {
            return Err(damaged("have another format"));
        }
        let (Some(count), Some(width)) = (number(8), number(12)) else {
            return Err(damaged("end early"));
        };
        let texts = vector_texts(elements);
        let values = &bytes[16..];
        if count != texts.len() || count.checked_mul(width) != Some(values.len()) || width == 0 {
            return Err(damaged("belong to other drawings"));
        }
        let of_words = texts[elements.len()..].iter().zip(elements.len() as u32..);
        let row: HashMap<&str, u32> = of_words.map(|(text, at)| (text.as_str(), at)).collect();
        let words = elements.iter().map(|e| english(e).map(|w| row[w.as_str()]).collect());
        let rows = values.iter().map(|&value| value.cast_signed()).collect();
        Ok(Self { width, rows, words: words.collect() })
    }

    /// How near `vector` is to each element; `None` where it has another width.
    pub(crate) fn nearness(&self, vector: &[f32]) -> Option<Vec<Nearness>> {
        if vector.len() != self.width {
            return None;
        }
        let dot = |row: &[i8]| {
            let products = row.iter().zip(vector).map(|(&a, &b)| f32::from(a) * b);
            products.sum::<f32>() / ONE
        };
        let near: Vec<f32> = self.rows.chunks_exact(self.width).map(dot).collect();
        let of_element = |(at, words): (usize, &Vec<u32>)| {
            let words = || words.iter().map(|&row| near[row as usize]);
            Nearness {
                name: words().next().unwrap_or_default(),
                described: near[at],
                word: words().fold(-1.0, f32::max),
            }
        };
        Some(self.words.iter().enumerate().map(of_element).collect())
    }
}
