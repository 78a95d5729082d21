//! `POST /photos`: the bytes of a photo are checked by the one reader of photos and kept in the home under a name, which
//! other calls then give. What is posted of it is not known here.

use super::error::ApiError;
use crate::studio::{PhotoNotKept, keep_photo_bytes};
use axum::body::{Bytes, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;
use std::time::Duration;

/// The largest photo, in bytes.
pub(super) const MAX_PHOTO: usize = 64 << 20;
/// How long a whole photo may take to arrive.
const PHOTO_TIMEOUT: Duration = Duration::from_secs(60);

/// The photo as it is kept.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PhotoResponse {
    /// Its name, for “photo” of the other calls.
    photo: String,
    /// Upright, in pixels.
    width: u32,
    height: u32,
}

/// The bytes of a photo that arrive whole within their limits.
pub(super) struct PhotoBytes(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for PhotoBytes {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/octet-stream" && !kind.starts_with("image/") {
            let sentence = "Send the photo's bytes, with Content-Type: image/jpeg or another image, or \
                            application/octet-stream.";
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_a_photo", sentence));
        }
        // A length that is declared too large is refused before anything is read.
        if request.body().size_hint().lower() > MAX_PHOTO as u64 {
            return Err(ApiError::too_large(MAX_PHOTO));
        }
        let body = Bytes::from_request(request, state);
        let Ok(bytes) = tokio::time::timeout(PHOTO_TIMEOUT, body).await else {
            let sentence = "The body took too long to arrive.";
            return Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow", sentence));
        };
        // A body that was cut off leaves nobody to read the response.
        bytes.map(Self).map_err(|_| ApiError::too_large(MAX_PHOTO))
    }
}

/// Checks a photo and keeps it in the folder of photos. Waits for the disk.
///
/// # Errors
/// Where the bytes are no picture that can be opened, or cannot be written.
pub(super) fn keep(folder: &Path, bytes: &[u8]) -> Result<PhotoResponse, ApiError> {
    let kept = keep_photo_bytes(folder, bytes).map_err(|error| match error {
        PhotoNotKept::Refused(sentence) => ApiError::bad_value(sentence),
        PhotoNotKept::Unwritten(sentence) => {
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "not_kept", sentence)
        }
    })?;
    let photo = kept.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(PhotoResponse { photo, width: kept.width, height: kept.height })
}
