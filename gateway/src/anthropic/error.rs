//! Anthropic's error object.
//!
//! <https://docs.anthropic.com/en/api/errors>
use crate::openai::error::ApiError;
use serde_json::json;

/// The body that tells of an error.
#[must_use]
pub fn body(error: &ApiError) -> Vec<u8> {
    let class = match error.status.as_u16() {
        _ if is_own(&error.r#type) => &*error.r#type,
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 => "overloaded_error",
        504 => "timeout_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    };
    let message = match &error.param {
        Some(param) if !error.message.contains(&**param) => format!("{param}: {}", error.message),
        Some(_) | None => error.message.to_string(),
    };
    let error = json!({ "type": class, "message": message });
    json!({ "type": "error", "error": error, "request_id": null })
        .to_string()
        .into_bytes()
}

/// Whether a class of errors is Anthropic's own name for what happened to its provider, which the status may hide.
fn is_own(class: &str) -> bool {
    matches!(
        class,
        "overloaded_error" | "rate_limit_error" | "timeout_error" | "api_error"
    )
}

/// The error as the last event of a stream.
#[must_use]
pub fn frame(error: &ApiError) -> Vec<u8> {
    [b"event: error\ndata: ", body(error).as_slice(), b"\n\n"].concat()
}
