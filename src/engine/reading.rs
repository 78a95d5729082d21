//! How much of a prompt a model reads: counted by the model's own tokenizer, without its weights.
//! What is a piece of a word, and where a prompt is cut, each family says for itself.

use crate::job::Failure;

/// How a model reads a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Pieces of words (tokens) in the prompt, without the marks of start and end.
    pub tokens: usize,
    /// As many as the model reads at once, at least 1.
    pub room: usize,
    /// In how many parts it is read, at least 1.
    pub parts: usize,
}

impl Reading {
    /// A prompt that is read to its end, in as many parts as it takes.
    pub(super) fn whole(tokens: usize, room: usize) -> Self {
        Self { tokens, room, parts: tokens.div_ceil(room).max(1) }
    }

    /// A prompt of which no more is read than fits at once.
    pub(super) fn cut(tokens: usize, room: usize) -> Self {
        Self { tokens, room, parts: 1 }
    }

    /// Whether the end of the prompt is not read.
    pub fn is_cut(&self) -> bool {
        self.tokens > self.parts * self.room
    }
}

/// A model's words without its weights.
pub trait PromptReader: Send {
    /// Counts a prompt as drawing would cut it; `truncate` as in [`crate::brief::Exact::truncate_prompt`].
    ///
    /// # Errors
    /// Where the tokenizer cannot read the prompt.
    fn read(&self, prompt: &str, truncate: bool) -> Result<Reading, Failure>;
}
