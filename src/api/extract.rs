//! The web framework's extractors with our error as their rejection, and the limits on a body's size and time.
//! What a request holds is in `requests`; what is wrong with a body is in `body_errors`.

use super::body_errors::body_error;
use super::error::ApiError;
use axum::body::{Bytes, HttpBody};
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The largest body, in bytes.
pub(super) const MAX_BODY: usize = 64 * 1024;
/// How long a whole body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// A body of JSON that arrives whole within its limits.
pub(super) struct JsonBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + JsonSchema> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            let sentence = "Send JSON, with Content-Type: application/json.";
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", sentence));
        }
        // A length that is declared too large is refused before anything is read.
        if request.body().size_hint().lower() > MAX_BODY as u64 {
            return Err(ApiError::too_large(MAX_BODY));
        }
        let body = Bytes::from_request(request, state);
        let Ok(bytes) = tokio::time::timeout(BODY_TIMEOUT, body).await else {
            let sentence = "The body took too long to arrive.";
            return Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow", sentence));
        };
        // A body that was cut off leaves nobody to read the response.
        let bytes = bytes.map_err(|_| ApiError::too_large(MAX_BODY))?;
        read_body(&bytes).map(Self)
    }
}

/// Reads a body that has arrived.
///
/// # Errors
/// Where it is not JSON, not an object, or not of the form of `T`.
pub(super) fn read_body<T: DeserializeOwned + JsonSchema>(bytes: &[u8]) -> Result<T, ApiError> {
    // A derived reader takes a list of values in the place of an object.
    let is_object = bytes.trim_ascii_start().starts_with(b"{");
    match serde_json::from_slice(bytes) {
        Ok(value) if is_object => Ok(value),
        _ => Err(body_error::<T>(bytes)),
    }
}

/// Whether the body is declared as JSON.
fn is_json(headers: &HeaderMap) -> bool {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = declared.and_then(|value| value.split(';').next()).unwrap_or_default();
    let kind = kind.trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// The name and value of each part of a query.
pub(super) struct QueryParts(pub(super) Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for QueryParts {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let unreadable = |_| ApiError::bad_value("The query cannot be read.");
        query.map(|Query(parts)| Self(parts)).map_err(unreadable)
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        if let PathRejection::FailedToDeserializePathParams(error) = &rejection
            && let ErrorKind::DeserializeError { value, .. } = error.kind()
        {
            // The only typed part of a path is a job's id.
            return Self::no_such_job(value);
        }
        let sentence = "The address is not readable text.";
        Self::new(StatusCode::BAD_REQUEST, "bad_address", sentence)
    }
}
