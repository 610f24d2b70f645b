//! What a client is told of an answer that cannot go on.
use crate::openai::error::ApiError;
use serde_json::json;

/// The event that ends a stream.
#[must_use]
pub fn frame(error: &ApiError) -> Vec<u8> {
    let told = json!({ "message": error.message, "type": error.r#type, "code": error.code });
    format!("event: error\ndata: {told}\n\n").into_bytes()
}
