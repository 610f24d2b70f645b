//! Which model a client calls and how: both are in the path.
use crate::{
    call::{Call, CallBody},
    format::Format,
    openai::error::ApiError,
};
use bytes::Bytes;
use domain::request::Operation;
use serde::de::IgnoredAny;
use std::cell::OnceCell;

/// What a path asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The model as the client names it.
    pub model: String,
    /// What is called.
    pub operation: Operation,
    /// Whether the answer is streamed.
    pub stream: bool,
}

impl Target {
    /// The call whose body is `bytes`.
    ///
    /// # Errors
    /// When that is no JSON object.
    pub fn call(self, bytes: Bytes) -> Result<Call, ApiError> {
        let is_object = bytes.trim_ascii_start().starts_with(b"{");
        if !is_object || serde_json::from_slice::<IgnoredAny>(&bytes).is_err() {
            let message = "The request body must be a JSON object.";
            return Err(ApiError::invalid(None, message));
        }
        Ok(Call {
            format: Format::Gemini,
            operation: self.operation,
            requested_model: self.model,
            stream: self.stream,
            include_usage: true,
            base64_vectors: false,
            body: CallBody::Plain(bytes),
            passed: Vec::new(),
            chat: OnceCell::new(),
        })
    }

    /// Reads `MODEL:METHOD`, and the query behind it.
    ///
    /// # Errors
    /// When there is no such method, or a stream is asked for in another form than server-sent events.
    pub fn read(path: &str, query: &str) -> Result<Self, ApiError> {
        let (model, method) = path.rsplit_once(':').unwrap_or((path, ""));
        let (operation, stream) = match method {
            "generateContent" => (Operation::Chat, false),
            "streamGenerateContent" => (Operation::Chat, true),
            "embedContent" | "batchEmbedContents" => (Operation::Embeddings, false),
            _ => return Err(ApiError::unknown_url("POST", &format!("/v1/models/{path}"))),
        };
        if stream && !query.split('&').any(|pair| pair == "alt=sse") {
            let message = "Streams are sent as server-sent events: add `?alt=sse` to the address.";
            return Err(ApiError::invalid(Some("alt"), message));
        }
        Ok(Self {
            model: model.to_owned(),
            operation,
            stream,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_may_have_slashes_and_colons() {
        let target = Target::read("google/gemini:free:streamGenerateContent", "alt=sse").unwrap();
        let expected = Target {
            model: "google/gemini:free".into(),
            operation: Operation::Chat,
            stream: true,
        };
        assert_eq!(target, expected);
    }

    #[test]
    fn what_is_not_offered_is_refused() {
        for path in ["gemini", "gemini:countTokens", "gemini:"] {
            assert_eq!(Target::read(path, "").unwrap_err().status, 404, "{path}");
        }
        let error = Target::read("gemini:streamGenerateContent", "").unwrap_err();
        assert_eq!(error.param.as_deref(), Some("alt"));
    }
}
