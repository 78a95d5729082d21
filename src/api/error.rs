//! The API's error: a status, a code for programs and a sentence for people.
//! It is made wherever a request is refused; here is its form, and what other errors become.

use crate::brief::BriefError;
use crate::studio::StudioError;
use axum::Json;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

/// An error as it is returned to the client.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    body: ErrorResponse,
    header: Option<(HeaderName, &'static str)>,
}

/// The body of every error.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ErrorResponse {
    /// For programs, such as `prompt_empty`.
    code: String,
    /// For people.
    error: String,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, code: &str, error: impl Into<String>) -> Self {
        let body = ErrorResponse { code: code.to_owned(), error: printable(&error.into()) };
        Self { status, body, header: None }
    }

    /// The sentence for people.
    pub(super) fn sentence(&self) -> &str {
        &self.body.error
    }

    pub(super) fn no_such_job(id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_such_job", format!("There is no job “{id}”."))
    }

    pub(super) fn queue_full(limit: usize) -> Self {
        let sentence = format!("{limit} jobs are waiting, which is the limit. Try again later.");
        Self::retry(StatusCode::TOO_MANY_REQUESTS, "queue_full", sentence, "30")
    }

    pub(super) fn too_many(what: &str) -> Self {
        let sentence = format!("There are too many {what} at once. Try again in a moment.");
        Self::retry(StatusCode::TOO_MANY_REQUESTS, "busy", sentence, "1")
    }

    pub(super) fn too_many_connections() -> Self {
        let sentence = "Too many connections are open. Close those that are idle, and try again.";
        Self::retry(StatusCode::SERVICE_UNAVAILABLE, "busy", sentence, "1")
    }

    /// The thread that owns the Studio does not answer, or has ended.
    pub(super) fn not_answering() -> Self {
        let sentence = "Brandish does not answer; it may be closing.";
        Self::retry(StatusCode::SERVICE_UNAVAILABLE, "not_answering", sentence, "5")
    }

    pub(super) fn too_large(limit: usize) -> Self {
        let sentence = format!("The body may have {limit} bytes at most.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", sentence)
    }

    pub(super) fn bad_value(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_value", sentence)
    }

    /// A field that has no effect here: it is refused rather than ignored.
    pub(super) fn not_used(sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "not_used", sentence)
    }

    pub(super) fn token_wrong() -> Self {
        let sentence = "Send the token: Authorization: Bearer TOKEN.";
        let error = Self::new(StatusCode::UNAUTHORIZED, "token_wrong", sentence);
        Self { header: Some((header::WWW_AUTHENTICATE, "Bearer")), ..error }
    }

    fn retry(
        status: StatusCode,
        code: &str,
        sentence: impl Into<String>,
        seconds: &'static str,
    ) -> Self {
        let header = Some((header::RETRY_AFTER, seconds));
        Self { header, ..Self::new(status, code, sentence) }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

impl From<BriefError> for ApiError {
    fn from(error: BriefError) -> Self {
        let status = match error {
            BriefError::StyleUnused(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, &code(&error), error.to_string())
    }
}

impl From<StudioError> for ApiError {
    fn from(error: StudioError) -> Self {
        match error {
            StudioError::Brief(error) => error.into(),
            StudioError::NoSuchJob(id) => Self::no_such_job(&id.to_string()),
            StudioError::NotNow(_) => Self::new(StatusCode::CONFLICT, "not_now", error.to_string()),
            StudioError::History(_) | StudioError::NotSaved { .. } | StudioError::ReadOnly(_) => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "disk", error.to_string())
            }
        }
    }
}

/// A sentence that may repeat a client's words: without control characters, and not longer than a few lines.
fn printable(sentence: &str) -> String {
    const MOST: usize = 600;
    let is_plain = |c: char| {
        !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let mut letters = sentence.chars().map(|c| if is_plain(c) { c } else { '\u{FFFD}' });
    let begin: String = letters.by_ref().take(MOST).collect();
    if letters.next().is_some() { format!("{begin}….") } else { begin }
}

/// The variant's name in snake case: `PromptEmpty` becomes `prompt_empty`.
fn code(error: &BriefError) -> String {
    let debug = format!("{error:?}");
    let name = debug.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    let mut code = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.extend(letter.to_lowercase());
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::Size;

    #[test]
    fn a_refused_brief_has_the_code_of_its_reason() {
        let size = Size::new(1, 1);
        let out = BriefError::SizeOutOfRange { size, model: "m".into(), min: 1, max: 2 };
        for (error, word) in [
            (BriefError::PromptEmpty, "prompt_empty"),
            (BriefError::PromptTooLong(2), "prompt_too_long"),
            (BriefError::PersonaUnknown("x".into()), "persona_unknown"),
            (out, "size_out_of_range"),
        ] {
            assert_eq!(code(&error), word);
        }
    }
}
