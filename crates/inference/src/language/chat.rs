//! A chat as the model was trained to read it, written by the template that its file carries.
//! Knows roles and the template language; which parts of the result become special tokens is decided in the tokenizer.
//!
//! Templates are Jinja as `transformers` runs it: Python's string methods, `raise_exception`, `strftime_now`, and
//! blocks that leave no blank lines.

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, context};
use serde::Serialize;

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// What holds for the whole chat.
    System,
    /// What the model answers.
    User,
    /// What the model wrote before.
    Assistant,
}

/// One message of a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Who wrote it.
    pub role: Role,
    #[serde(rename = "content")]
    /// What was written.
    pub text: String,
}

/// The messages that a model answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chat {
    /// In the order of the chat; a system message comes first.
    pub messages: Vec<Message>,
}

impl Chat {
    /// A chat without messages.
    pub fn new() -> Chat {
        Chat::default()
    }

    /// Adds a message that holds for the whole chat.
    pub fn system(self, text: impl Into<String>) -> Chat {
        self.with(Role::System, text)
    }

    /// Adds a message by the user.
    pub fn user(self, text: impl Into<String>) -> Chat {
        self.with(Role::User, text)
    }

    /// Adds an earlier answer of the model.
    pub fn assistant(self, text: impl Into<String>) -> Chat {
        self.with(Role::Assistant, text)
    }

    fn with(mut self, role: Role, text: impl Into<String>) -> Chat {
        self.messages.push(Message { role, text: text.into() });
        self
    }
}

/// Why a template could not be used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It is invalid Jinja, or failed; with the reason.
    #[error("the model's chat template is damaged: {0}")]
    Damaged(String),
    /// It raised an exception; with its message.
    #[error("the model's chat template refuses this chat: {0}")]
    Refused(String),
}

/// The form of ChatML, for files without a template.
const CHATML: &str = "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n\
                      {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/// Steps a template may take: some hundred times what a long chat needs.
const FUEL: u64 = 2_000_000;

/// A chat template, checked once.
pub struct Template {
    environment: Environment<'static>,
    bos: String,
    eos: String,
}

impl Template {
    /// Reads a template, ChatML's where there is none. `bos` and `eos` are what it may name `bos_token` and
    /// `eos_token`.
    ///
    /// # Errors
    /// `Damaged` where it is not valid Jinja.
    pub fn new(source: Option<&str>, bos: &str, eos: &str) -> Result<Template, TemplateError> {
        let mut environment = Environment::new();
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        environment.set_undefined_behavior(UndefinedBehavior::Lenient);
        environment.set_fuel(Some(FUEL));
        environment
            .set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_function("raise_exception", |reason: String| -> Result<String, Error> {
            Err(Error::new(ErrorKind::InvalidOperation, reason).with_source(Refusal))
        });
        environment.add_function("strftime_now", |format: String| {
            jiff::fmt::strtime::format(&format, &jiff::ZonedDateTime::now())
                .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
        });
        // The text is never HTML, whatever the template is called.
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment
            .add_template_owned("chat", source.unwrap_or(CHATML).to_owned())
            .map_err(|error| TemplateError::Damaged(described(&error)))?;
        Ok(Template { environment, bos: bos.into(), eos: eos.into() })
    }

    /// The chat as one text that ends where the model's answer begins. The thinking of models
    /// that can think aloud first is switched off.
    ///
    /// # Errors
    /// `Refused` with the template's own reason, such as that roles must alternate; `Damaged` for any other fault.
    pub fn render(&self, chat: &Chat) -> Result<String, TemplateError> {
        match self.try_render(&chat.messages) {
            Err(TemplateError::Refused(_)) if without_system(chat).is_some() => {
                // Some models have no system role; its text then goes before the user's first.
                self.try_render(&without_system(chat).unwrap_or_default())
            }
            rendered => rendered,
        }
    }

    fn try_render(&self, messages: &[Message]) -> Result<String, TemplateError> {
        let template = self.environment.get_template("chat");
        let rendered = template.and_then(|template| {
            template.render(context! {
                messages,
                add_generation_prompt => true,
                enable_thinking => false,
                bos_token => self.bos,
                eos_token => self.eos,
            })
        });
        rendered.map_err(|error| {
            let refused =
                std::error::Error::source(&error).is_some_and(|source| source.is::<Refusal>());
            match error.detail() {
                Some(reason) if refused => TemplateError::Refused(reason.to_owned()),
                _ => TemplateError::Damaged(described(&error)),
            }
        })
    }
}

/// Marks an error that the template raised itself.
#[derive(Debug, thiserror::Error)]
#[error("refused by the template")]
struct Refusal;

/// The chat without its system message, whose text is put before the first of the user's.
fn without_system(chat: &Chat) -> Option<Vec<Message>> {
    let (first, rest) = chat.messages.split_first()?;
    if first.role != Role::System || rest.first()?.role != Role::User {
        return None;
    }
    let mut messages = rest.to_vec();
    messages[0].text = format!("{}\n\n{}", first.text, messages[0].text);
    Some(messages)
}

fn described(error: &Error) -> String {
    let line = error.line().map_or_else(String::new, |line| format!(" in line {line}"));
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    format!("{detail}{line}")
}

#[cfg(test)]
mod tests;
