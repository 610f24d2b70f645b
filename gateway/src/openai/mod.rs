//! The client's wire format, OpenAI's: what we act on is typed, the rest passes through byte for byte.
pub mod answer;
pub mod body;
pub mod chunk;
pub mod error;
pub mod multipart;
pub mod splice;
pub mod usage;

use body::JsonBody;
use bytes::Bytes;
use domain::request::Operation;
use multipart::MultipartBody;

/// One call as the client made it, decoded as far as we act on it.
#[derive(Debug)]
pub struct Call {
    /// What was called.
    pub operation: Operation,
    /// The model as the client named it.
    pub requested_model: String,
    /// Whether the answer is streamed.
    pub stream: bool,
    /// Whether the client wants usage in the stream.
    pub include_usage: bool,
    /// Whether the client wants vectors as base64.
    pub base64_vectors: bool,
    /// The body, with the places that change on the way upstream.
    pub body: CallBody,
}

/// A body with the places that change on the way upstream.
#[derive(Debug)]
pub enum CallBody {
    /// `application/json`.
    Json(JsonBody),
    /// `multipart/form-data`.
    Multipart(MultipartBody),
}

impl CallBody {
    /// The body that goes upstream, for the provider's name of the model.
    #[must_use]
    pub fn for_model(&self, model: &str) -> Bytes {
        match self {
            Self::Json(body) => body.for_model(model),
            Self::Multipart(body) => body.for_model(model),
        }
    }

    /// The body's content type.
    #[must_use]
    pub fn content_type(&self) -> &str {
        match self {
            Self::Json(_) => "application/json",
            Self::Multipart(body) => body.content_type(),
        }
    }
}
