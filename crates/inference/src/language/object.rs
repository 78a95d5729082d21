//! Answers in the form of a JSON object: the model writes the texts, the grammar their keys and marks.
//! What the texts are for is known to the caller.

use std::ops::ControlFlow;

use super::object_grammar::{ObjectSchema, ObjectWriter};
use super::token_sampler::{Sampler, Sampling};
use super::{Chat, GenerateError, LanguageModel, StoppedBy};
use crate::nn::in_pool;

/// An object that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct GeneratedObject {
    /// The texts, in the order of the schema's fields, without escapes.
    pub texts: Vec<String>,
    /// The object as JSON: whole, whatever ended the writing.
    pub json: String,
    /// The tokens that the model chose; those of keys and marks are not among them.
    pub chosen_tokens: usize,
    /// Why it ended: `End` where the model ended every text itself, or filled it.
    pub stopped_by: StoppedBy,
}

impl LanguageModel {
    /// Answers a chat with an object of the schema. Only tokens that go on with such an object are drawn; the chances of
    /// those among each other are the model's. A model that thinks aloud before its answers does not here. `on_texts` is
    /// given the texts as they grow, and none while the prompt is being read; `Break` stops the writing.
    ///
    /// `sampling.max_tokens` bounds the tokens chosen; `sampling.stop` is not used.
    ///
    /// # Errors
    /// Those of [`LanguageModel::generate`], and `CannotWrite` where no token of the vocabulary goes on with the object.
    pub fn generate_object(
        &mut self,
        chat: &Chat,
        schema: &ObjectSchema,
        sampling: &Sampling,
        on_texts: &mut dyn FnMut(&[String]) -> ControlFlow<()>,
    ) -> Result<GeneratedObject, GenerateError> {
        let mut writer = ObjectWriter::new(schema);
        let mut prompt = self.prompt(chat)?;
        prompt.extend(self.forced_tokens(&mut writer)?);
        self.check(&prompt)?;
        let result = |writer: &ObjectWriter<'_>, chosen_tokens, stopped_by| GeneratedObject {
            texts: writer.texts(),
            json: writer.json(),
            chosen_tokens,
            stopped_by,
        };
        let Some(mut state) = self.read_prompt(&prompt, &mut |_| on_texts(&[])) else {
            writer.finish();
            return Ok(result(&writer, 0, StoppedBy::Caller));
        };
        let mut sampler = Sampler::new(sampling);
        let (mut chosen, mut penalised) = (0, Vec::new());
        let stopped_by = loop {
            if writer.is_done() {
                break StoppedBy::End;
            }
            if chosen == sampling.max_tokens {
                break StoppedBy::MaxTokens;
            }
            let token = self.choose(state, &writer, &mut sampler, &penalised)?;
            chosen += 1;
            if self.mask().is_plain(token) {
                // Quotes and ends have to come again and again.
                penalised.push(token);
            }
            writer.push(self.tokenizer().bytes(token));
            let mut next = vec![token];
            next.extend(self.forced_tokens(&mut writer)?);
            if on_texts(&writer.texts()).is_break() {
                break StoppedBy::Caller;
            }
            if writer.is_done() {
                break StoppedBy::End;
            }
            if self.cached.len() + next.len() >= self.context() {
                break StoppedBy::ContextFull;
            }
            state = self.read(&next);
        };
        writer.finish();
        Ok(result(&writer, chosen, stopped_by))
    }

    /// The next token of those that fit.
    fn choose(
        &mut self,
        state: Vec<f32>,
        writer: &ObjectWriter<'_>,
        sampler: &mut Sampler<'_>,
        penalised: &[u32],
    ) -> Result<u32, GenerateError> {
        let transformer = &self.transformer;
        let scores = in_pool(|| transformer.scores(state));
        let mut scores = scores.ok_or(GenerateError::NotFinite)?;
        self.mask().apply(writer, self.tokenizer(), &mut scores);
        sampler.next(&mut scores, penalised).ok_or(GenerateError::CannotWrite)
    }

    /// The tokens of what has to come next, which is written with this.
    fn forced_tokens(&self, writer: &mut ObjectWriter<'_>) -> Result<Vec<u32>, GenerateError> {
        let forced = writer.forced().to_owned();
        writer.push(forced.as_bytes());
        self.tokenizer().encode_within(&forced).map_err(GenerateError::Tokenize)
    }
}
