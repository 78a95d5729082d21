//! Language models: a GGUF file in, text out, on the CPU.
//! Ties file, tokenizer, chat template, network and sampler together; what the text is for is known to the caller.

mod chat;
mod families;
mod gguf;
mod model_info;
mod object;
mod object_grammar;
mod stop_filter;
mod token_mask;
mod token_sampler;
mod tokenizer;
mod transformer;
mod yarn;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::OnceLock;

pub use chat::{Chat, Message, Role, TemplateError};
pub use model_info::ModelInfo;
pub use object::GeneratedObject;
pub use object_grammar::{ObjectSchema, TextField};
pub use token_sampler::Sampling;
pub use tokenizer::Tokenizer;

use self::chat::Template;
use self::families::Sizes;
use self::gguf::Gguf;
use self::stop_filter::StopFilter;
use self::token_mask::TokenMask;
use self::token_sampler::Sampler;
use self::tokenizer::Utf8Decoder;
use self::transformer::Transformer;
use super::nn::in_pool;
use super::weights::LoadError;

/// The values of `general.architecture` that are supported.
pub(crate) fn architectures() -> Vec<&'static str> {
    families::FAMILIES.map(|family| family.architecture).to_vec()
}

/// The `general.architecture` of a GGUF file, where it names one.
pub(crate) fn architecture(path: &Path) -> Result<Option<String>, LoadError> {
    Ok(Gguf::open_one(path)?.text("general.architecture").map(str::to_owned))
}

pub(crate) use gguf::split_part;

/// Tokens of a prompt that are read at once; a cancelled reading stops after so many.
const CHUNK: usize = 64;

/// A loaded model. It keeps the last prompt and answer, so that a prompt that begins alike is read faster.
pub struct LanguageModel {
    info: ModelInfo,
    tokenizer: Tokenizer,
    template: Template,
    transformer: Transformer,
    /// Made when an object is written for the first time.
    mask: OnceLock<TokenMask>,
    /// The tokens whose keys and values are cached.
    cached: Vec<u32>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// The text, without the stop text that ended it.
    pub text: String,
    /// The tokens of the text, without the one that ended it.
    pub tokens: Vec<u32>,
    /// Why it ended.
    pub stopped_by: StoppedBy,
}

/// Why the writing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoppedBy {
    /// The model ended its answer.
    End,
    /// One of the stop texts came up.
    StopText,
    /// As many tokens as allowed were written.
    MaxTokens,
    /// Nothing more fits into the context.
    ContextFull,
    /// `on_text` returned `Break`.
    Caller,
}

/// Why nothing could be written.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The file's chat template failed.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The prompt fills the context, so that no answer fits.
    #[error("the prompt has {tokens} tokens, and the model can take in {context} with its answer")]
    PromptTooLong {
        /// Tokens of the prompt.
        tokens: usize,
        /// Tokens that prompt and answer may have together.
        context: usize,
    },
    /// The prompt has no tokens.
    #[error("the prompt is empty")]
    PromptEmpty,
    /// The text cannot be written in tokens of the vocabulary; with the reason.
    #[error("the prompt cannot be split into the model's tokens: {0}")]
    Tokenize(String),
    /// The scores are NaN or infinite: the weights are broken.
    #[error("the model computed values that are not finite")]
    NotFinite,
    /// No token goes on with the object that is asked for.
    #[error("the model's vocabulary cannot write JSON")]
    CannotWrite,
}

impl LanguageModel {
    /// Loads a GGUF file.
    ///
    /// # Errors
    /// `Missing`, `Io`; `Damaged` where the file is cut short or contradicts itself; `Unsupported` where it holds a
    /// model of a family that is not supported; `TensorMissing` and `WrongShape` with the tensor's name.
    pub fn load(path: &Path) -> Result<LanguageModel, LoadError> {
        Gguf::open(path)?.checked(LanguageModel::of_file)
    }

    fn of_file(file: &Gguf) -> Result<LanguageModel, LoadError> {
        let sizes = Sizes::read(file)?;
        let info = ModelInfo::of(file, &sizes);
        let tokenizer = Tokenizer::read(file)?;
        let special_token = |key: &str| {
            let tokens = file.texts("tokenizer.ggml.tokens")?;
            tokens.get(file.count(key)?).map(|text| (*text).to_owned())
        };
        let bos = special_token("tokenizer.ggml.bos_token_id").unwrap_or_default();
        let end = special_token("tokenizer.ggml.eos_token_id").unwrap_or_default();
        let template = Template::new(file.text("tokenizer.chat_template"), &bos, &end)
            .map_err(|error| file.damaged(error))?;
        let transformer = Transformer::load(file, sizes)?;
        let (mask, cached) = (OnceLock::new(), Vec::new());
        Ok(LanguageModel { info, tokenizer, template, transformer, mask, cached })
    }

    /// Bytes of memory that loading and a full context take at their peak, judged from the file's header.
    ///
    /// # Errors
    /// As for [`LanguageModel::load`].
    pub fn bytes_to_load(path: &Path) -> Result<u64, LoadError> {
        Gguf::open(path)?.checked(|file| model_info::bytes_to_load(file, &Sizes::read(file)?))
    }

    /// How a file describes its model. Reads the header alone.
    ///
    /// # Errors
    /// As for [`LanguageModel::load`].
    pub fn read_info(path: &Path) -> Result<ModelInfo, LoadError> {
        Gguf::open(path)?.checked(|file| Ok(ModelInfo::of(file, &Sizes::read(file)?)))
    }

    /// How its file describes it.
    pub fn info(&self) -> &ModelInfo {
        &self.info
    }

    /// The tokenizer of its vocabulary.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Which of its tokens fit an object.
    fn mask(&self) -> &TokenMask {
        self.mask.get_or_init(|| TokenMask::of(&self.tokenizer))
    }

    /// Tokens that a prompt and its answer may have together.
    pub fn context(&self) -> usize {
        self.transformer.sizes().context
    }

    /// The tokens of a chat in the form the model was trained on, up to where its answer begins. Marks such as
    /// `<|im_end|>` within a message are plain text.
    ///
    /// # Errors
    /// `Template` where the template is damaged or refuses the chat, `Tokenize`.
    pub fn prompt(&self, chat: &Chat) -> Result<Vec<u32>, GenerateError> {
        let mut escaped = chat.clone();
        for message in &mut escaped.messages {
            message.text = self.tokenizer.escape(&message.text);
        }
        let text = self.template.render(&escaped)?;
        self.tokenizer.encode(&text).map_err(GenerateError::Tokenize)
    }

    /// Answers a chat; see [`LanguageModel::continue_from`].
    ///
    /// # Errors
    /// Those of [`LanguageModel::prompt`] and [`LanguageModel::continue_from`].
    pub fn generate(
        &mut self,
        chat: &Chat,
        sampling: &Sampling,
        on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Generated, GenerateError> {
        let prompt = self.prompt(chat)?;
        self.continue_from(&prompt, sampling, on_text)
    }

    /// Writes on from a prompt. `on_text` is given the text as it comes, in whole characters, and an empty text while the
    /// prompt is being read and after tokens that complete none; `Break` stops after the current token or piece of
    /// the prompt.
    ///
    /// # Errors
    /// `PromptEmpty`, `PromptTooLong`, and `NotFinite` where the weights are broken.
    pub fn continue_from(
        &mut self,
        prompt: &[u32],
        sampling: &Sampling,
        on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Generated, GenerateError> {
        self.check(prompt)?;
        let context = self.context();
        let mut written =
            Generated { text: String::new(), tokens: Vec::new(), stopped_by: StoppedBy::MaxTokens };
        let Some(mut state) = self.read_prompt(prompt, on_text) else {
            return Ok(Generated { stopped_by: StoppedBy::Caller, ..written });
        };
        let mut sampler = Sampler::new(sampling);
        let (mut decoder, mut stop_filter) =
            (Utf8Decoder::default(), StopFilter::new(&sampling.stop));
        for _ in 0..sampling.max_tokens {
            let transformer = &self.transformer;
            let scores = in_pool(|| transformer.scores(state));
            let mut scores = scores.ok_or(GenerateError::NotFinite)?;
            let token = sampler.next(&mut scores, &written.tokens);
            let token = token.ok_or(GenerateError::NotFinite)?;
            if self.tokenizer.is_end(token) {
                written.stopped_by = StoppedBy::End;
                break;
            }
            written.tokens.push(token);
            let text = stop_filter.push(&decoder.push(self.tokenizer.bytes(token)));
            written.text.push_str(&text);
            if on_text(&text).is_break() {
                written.stopped_by = StoppedBy::Caller;
                return Ok(written);
            }
            if stop_filter.is_stopped() {
                written.stopped_by = StoppedBy::StopText;
                return Ok(written);
            }
            if written.tokens.len() == sampling.max_tokens {
                break;
            }
            if self.cached.len() == context {
                written.stopped_by = StoppedBy::ContextFull;
                break;
            }
            state = self.read(&[token]);
        }
        let rest = stop_filter.push(&decoder.finish()) + &stop_filter.finish();
        written.text.push_str(&rest);
        if stop_filter.is_stopped() {
            written.stopped_by = StoppedBy::StopText;
        }
        if !rest.is_empty() && on_text(&rest).is_break() {
            written.stopped_by = StoppedBy::Caller;
        }
        Ok(written)
    }

    /// The scores of all tokens to come after a prompt, for tests and comparisons.
    ///
    /// # Errors
    /// Those of [`LanguageModel::continue_from`].
    pub fn scores(&mut self, prompt: &[u32]) -> Result<Vec<f32>, GenerateError> {
        self.check(prompt)?;
        let state = self.read_prompt(prompt, &mut |_| ControlFlow::Continue(()));
        let transformer = &self.transformer;
        let scores = state.and_then(|state| in_pool(|| transformer.scores(state)));
        scores.ok_or(GenerateError::NotFinite)
    }

    fn check(&self, prompt: &[u32]) -> Result<(), GenerateError> {
        let (tokens, context) = (prompt.len(), self.context());
        if tokens == 0 {
            return Err(GenerateError::PromptEmpty);
        }
        if tokens >= context {
            return Err(GenerateError::PromptTooLong { tokens, context });
        }
        match prompt.iter().find(|token| **token as usize >= self.tokenizer.size()) {
            Some(token) => Err(GenerateError::Tokenize(format!("there is no token {token}"))),
            None => Ok(()),
        }
    }

    /// Reads what of a prompt is not remembered yet. `None` where `on_text` returned `Break`.
    fn read_prompt(
        &mut self,
        prompt: &[u32],
        on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Option<Vec<f32>> {
        let pairs = self.cached.iter().zip(prompt);
        // The last token is always read, as its state is what the answer starts from.
        let known = pairs.take_while(|(a, b)| a == b).count().min(prompt.len() - 1);
        let known = self.transformer.truncate(known);
        self.cached.truncate(known);
        let mut state = Vec::new();
        for chunk in prompt[known..].chunks(CHUNK) {
            if on_text("").is_break() {
                return None;
            }
            state = self.read(chunk);
        }
        Some(state)
    }

    fn read(&mut self, tokens: &[u32]) -> Vec<f32> {
        // Should the network panic half-way, what it remembers belongs to no tokens.
        let mut cached = std::mem::take(&mut self.cached);
        let transformer = &mut self.transformer;
        let kept = transformer.truncate(cached.len());
        debug_assert_eq!(kept, cached.len(), "only positions beyond the cached ones are forgotten");
        let state = in_pool(|| transformer.read(tokens));
        cached.extend(tokens);
        self.cached = cached;
        state
    }
}
