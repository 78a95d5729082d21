//! The web framework's extractors with our error as their rejection, and the limits on a body's size and time.
//! What a request holds is in `requests`.

use super::error::ApiError;
use axum::Json;
use axum::body::HttpBody;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::time::Duration;

/// The largest body, in bytes.
pub(super) const MAX_BODY: usize = 64 * 1024;
/// How long a whole body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// A body of JSON that arrives whole within its limits.
pub(super) struct JsonBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        // A length that is declared too large is refused before anything is read.
        if request.body().size_hint().lower() > MAX_BODY as u64 {
            return Err(ApiError::too_large(MAX_BODY));
        }
        let body = Json::<T>::from_request(request, state);
        match tokio::time::timeout(BODY_TIMEOUT, body).await {
            Ok(Ok(Json(value))) => Ok(Self(value)),
            Ok(Err(rejection)) => Err(rejection.into()),
            Err(_) => {
                let sentence = "The body took too long to arrive.";
                Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow", sentence))
            }
        }
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        let unreadable = |status, code, error: &dyn Error| {
            Self::new(status, code, format!("The body cannot be read: {}.", cause(error)))
        };
        match &rejection {
            JsonRejection::MissingJsonContentType(_) => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "Send JSON, with Content-Type: application/json.",
            ),
            JsonRejection::JsonDataError(error) => {
                unreadable(StatusCode::UNPROCESSABLE_ENTITY, "bad_value", error)
            }
            JsonRejection::JsonSyntaxError(error) => {
                unreadable(StatusCode::BAD_REQUEST, "bad_json", error)
            }
            // A body that was cut off leaves nobody to read the response.
            _ => Self::too_large(MAX_BODY),
        }
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::bad_value(format!("The query cannot be read: {}.", cause(&rejection)))
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

/// The innermost error, without the framework's own words around it.
fn cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
