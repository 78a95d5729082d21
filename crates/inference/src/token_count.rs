//! How many tokens a prompt has and how many of them a model reads, counted by the model's own tokenizer without its
//! weights. Where a prompt is split or cut, each family decides.

/// How well what a prompt asks for is drawn, by a model that draws certain things only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PromptFit {
    /// Nothing is known against it.
    #[default]
    Good,
    /// The model was trained to draw it, and does so poorly, as was measured and seen.
    Poor,
    /// The prompt names nothing that the model was trained to draw; what it draws only resembles it.
    Guess,
}

/// How a model reads a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCount {
    /// Tokens of the prompt, without the special tokens of start and end.
    pub tokens: usize,
    /// The most tokens that the model reads at once, at least 1.
    pub limit: usize,
    /// Into how many chunks of at most `limit` tokens the prompt is split, at least 1.
    pub chunks: usize,
    /// What is read in place of the prompt, by a model with a small vocabulary.
    pub interpretation: Option<String>,
    /// How well the model draws that.
    pub fit: PromptFit,
}

impl TokenCount {
    /// A prompt that is read to its end, in as many chunks as it takes.
    pub(crate) fn split(tokens: usize, limit: usize) -> Self {
        Self {
            tokens,
            limit,
            chunks: tokens.div_ceil(limit).max(1),
            interpretation: None,
            fit: PromptFit::Good,
        }
    }

    /// A prompt of which only the first `limit` tokens are read.
    pub(crate) fn truncated(tokens: usize, limit: usize) -> Self {
        Self { tokens, limit, chunks: 1, interpretation: None, fit: PromptFit::Good }
    }

    /// Whether the end of the prompt is not read.
    pub fn is_cut(&self) -> bool {
        self.tokens > self.chunks * self.limit
    }
}

/// The tokenizer could not read a prompt.
#[derive(Debug, thiserror::Error)]
#[error("the prompt cannot be split into tokens: {0}")]
pub struct TokenizeError(pub(crate) tokenizers::Error);

/// Counts the tokens of prompts for one model.
pub trait TokenCounter: Send {
    /// Counts a prompt as drawing would split it. `truncate` reads it as plain text and drops what exceeds the limit.
    ///
    /// # Errors
    /// Where the tokenizer cannot read the prompt.
    fn count(&self, prompt: &str, truncate: bool) -> Result<TokenCount, TokenizeError>;
}
