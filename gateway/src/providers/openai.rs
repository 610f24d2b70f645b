//! OpenAI itself, and whoever speaks its format.
//!
//! <https://platform.openai.com/docs/api-reference>
use super::UpstreamRequest;
use crate::openai::{Call, error::ApiError};
use actix_web::http::StatusCode;
use domain::{
    provider::ModelName,
    request::{FailureReason, Operation},
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use std::borrow::Cow;

/// The call as it came, but for the model's name.
#[must_use]
pub fn encode(call: &Call, model: &ModelName) -> UpstreamRequest {
    let path = match call.operation {
        Operation::Chat => "/chat/completions",
        Operation::Embeddings => "/embeddings",
        Operation::ImageGeneration => "/images/generations",
        Operation::ImageEdit => "/images/edits",
    };
    UpstreamRequest {
        path,
        content_type: call.body.content_type().to_owned(),
        body: call.body.for_model(model.as_str()),
    }
}

/// A failed answer: why it failed, and what the client is told.
#[must_use]
pub fn decode_error(status: u16, body: &[u8], provider: &str) -> (FailureReason, ApiError) {
    let reason = reason_of(status);
    let generic = ApiError::upstream(reason, provider);
    let Some(told) = error_object(body) else {
        return (reason, with_status(generic, status));
    };
    let error = match reason {
        FailureReason::UpstreamRejected | FailureReason::UpstreamRateLimited => {
            with_status(merged(generic, told), status)
        }
        FailureReason::UpstreamError => ApiError {
            message: told.message.map_or(generic.message.clone(), Cow::Owned),
            ..with_status(generic, status)
        },
        FailureReason::UpstreamUnreachable
        | FailureReason::UpstreamTimeout
        | FailureReason::UpstreamAuthError
        | FailureReason::UpstreamMalformed
        | FailureReason::UpstreamCut
        | FailureReason::NoCredential => generic,
    };
    (reason, error)
}

/// An error that came in a frame of a stream, or in place of an answer.
#[must_use]
pub fn error_in_frame(error: &RawValue) -> ApiError {
    let generic = ApiError::upstream(FailureReason::UpstreamError, "upstream");
    match serde_json::from_str::<Loose>(error.get()) {
        Ok(told) => merged(generic, told.into()),
        Err(_) => generic,
    }
}

fn reason_of(status: u16) -> FailureReason {
    match status {
        401 | 403 => FailureReason::UpstreamAuthError,
        408 | 504 => FailureReason::UpstreamTimeout,
        429 => FailureReason::UpstreamRateLimited,
        400..=499 => FailureReason::UpstreamRejected,
        _ => FailureReason::UpstreamError,
    }
}

/// Keeps the statuses that tell the client what to do; others are the hub's 502.
fn with_status(error: ApiError, status: u16) -> ApiError {
    let status = match status {
        400 | 404 | 409 | 413 | 415 | 422 | 429 | 503 => status,
        529 => 503,
        _ => return error,
    };
    let status = StatusCode::from_u16(status).unwrap_or(error.status);
    ApiError { status, ..error }
}

/// What a provider said of an error.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    message: Option<String>,
    r#type: Option<String>,
    param: Option<String>,
    code: Option<String>,
}

/// OpenAI's error object as its imitators write it: `code` may be a number, the whole a string.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Object {
        message: Option<String>,
        r#type: Option<String>,
        param: Option<Value>,
        code: Option<Value>,
    },
    Text(String),
}

impl From<Loose> for Told {
    fn from(loose: Loose) -> Self {
        match loose {
            Loose::Text(text) => Self {
                message: Some(text),
                ..Self::default()
            },
            Loose::Object {
                message,
                r#type,
                param,
                code,
            } => Self {
                message,
                r#type,
                param: param.and_then(|param| param.as_str().map(str::to_owned)),
                code: code.and_then(|code| code.as_str().map(str::to_owned)),
            },
        }
    }
}

fn error_object(body: &[u8]) -> Option<Told> {
    #[derive(Deserialize)]
    struct Envelope {
        error: Loose,
    }
    let envelope: Envelope = serde_json::from_slice(body).ok()?;
    Some(envelope.error.into())
}

/// The provider's words where it has some, ours where it has none.
fn merged(generic: ApiError, told: Told) -> ApiError {
    let code = match told.r#type.as_deref() {
        Some("exceed_context_size_error") => Some("context_length_exceeded".into()),
        Some(_) | None => told.code.map(Cow::Owned),
    };
    let said_something = told.message.is_some();
    ApiError {
        message: told.message.map_or(generic.message, Cow::Owned),
        r#type: told.r#type.map_or(generic.r#type, Cow::Owned),
        param: told.param.map(Cow::Owned),
        code: if said_something { code } else { generic.code },
        ..generic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(status: u16, body: &str) -> (u16, ApiError) {
        let (_, error) = decode_error(status, body.as_bytes(), "p");
        (error.status.as_u16(), error)
    }

    #[test]
    fn what_the_provider_said_of_a_bad_request_is_kept() {
        let body = r#"{"error":{"message":"bad","type":"t","param":"x","code":"c"}}"#;
        let (status, error) = decoded(400, body);
        assert_eq!(status, 400);
        let said = (
            &*error.message,
            &*error.r#type,
            error.param.as_deref(),
            error.code.as_deref(),
        );
        assert_eq!(said, ("bad", "t", Some("x"), Some("c")));
    }

    #[test]
    fn a_code_that_is_a_number_is_no_code() {
        let (_, error) = decoded(400, r#"{"error":{"message":"m","type":"t","code":400}}"#);
        assert_eq!(error.code, None);
    }

    #[test]
    fn statuses_that_tell_the_client_what_to_do_are_kept() {
        for (upstream, expected, code) in [
            (400, 400, Some("upstream_rejected")),
            (401, 502, Some("upstream_auth_error")),
            (403, 502, Some("upstream_auth_error")),
            (404, 404, Some("upstream_rejected")),
            (413, 413, Some("upstream_rejected")),
            (418, 400, Some("upstream_rejected")),
            (429, 429, Some("rate_limit_exceeded")),
            (500, 502, Some("upstream_error")),
            (503, 503, Some("upstream_error")),
            (504, 504, Some("upstream_timeout")),
            (529, 503, Some("upstream_error")),
        ] {
            let (status, error) = decoded(upstream, "<html>nothing of ours</html>");
            assert_eq!(
                (status, error.code.as_deref()),
                (expected, code),
                "{upstream}"
            );
            assert!(!error.message.contains("html"));
        }
    }

    #[test]
    fn our_credential_is_never_blamed_on_the_client() {
        let body = r#"{"error":{"message":"Incorrect API key sk-abc","type":"t","code":"invalid_api_key"}}"#;
        let (status, error) = decoded(401, body);
        assert_eq!(
            (status, error.code.as_deref()),
            (502, Some("upstream_auth_error"))
        );
        assert!(!error.message.contains("sk-abc"));
    }
}
