//! Google's error object, for clients that speak Gemini's format.
//!
//! <https://ai.google.dev/gemini-api/docs/troubleshooting>
use crate::openai::error::ApiError;
use serde_json::{Value, json};

/// The body of a failed answer.
#[must_use]
pub fn body(error: &ApiError) -> Vec<u8> {
    object(error).to_string().into_bytes()
}

/// The frame that ends a stream that cannot go on.
#[must_use]
pub fn frame(error: &ApiError) -> Vec<u8> {
    format!("data: {}\r\n\r\n", object(error)).into_bytes()
}

fn object(error: &ApiError) -> Value {
    let mut object = json!({
        "code": error.status.as_u16(),
        "message": error.message,
        "status": status(error.status.as_u16()),
    });
    let mut details = Vec::new();
    if let Some(code) = &error.code {
        details.push(json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": code,
            "metadata": error.param.as_ref().map_or(json!({}), |param| json!({ "param": param })),
        }));
    }
    if let Some(seconds) = &error.retry_after {
        details.push(json!({
            "@type": "type.googleapis.com/google.rpc.RetryInfo",
            "retryDelay": format!("{seconds}s"),
        }));
    }
    if !details.is_empty() {
        object["details"] = json!(details);
    }
    json!({ "error": object })
}

/// Google's name of a status (google.rpc.Code).
const fn status(status: u16) -> &'static str {
    match status {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 | 405 => "NOT_FOUND",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        400..=499 => "INVALID_ARGUMENT",
        503 | 529 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL",
    }
}
