//! A call as the envelope says it, as far as it is acted on before any provider's dialect asks for more.
use super::wire::{Address, Body};
use crate::{
    call::{Call, CallBody},
    format::Format,
    openai::error::ApiError,
};
use bytes::Bytes;
use domain::request::Operation;
use std::cell::OnceCell;

/// Reads the body of a call of `operation`; a call for pictures that holds some is one for changing them.
///
/// # Errors
/// When it is not of the documented form, or names no model.
pub fn call(operation: Operation, bytes: Bytes) -> Result<Call, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    let body: Body<Address> = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ApiError::invalid_at(error.path().to_string()))?;
    json.end()
        .map_err(|_| ApiError::invalid(None, "The request body must be one JSON object."))?;
    let model = body.input.model_options.and_then(|options| options.model);
    let requested_model = model.ok_or_else(no_model)?;
    let stream = body.options.streaming.unwrap_or(false);
    let holds_pictures = body.input.image.is_some_and(|images| !images.is_empty());
    let operation = if holds_pictures && operation == Operation::ImageGeneration {
        Operation::ImageEdit
    } else {
        operation
    };
    if stream && operation != Operation::Chat {
        let message = "Only conversations are streamed. Leave `options.streaming` out.";
        return Err(ApiError::invalid(Some("options.streaming"), message));
    }
    Ok(Call {
        format: Format::Aigne,
        operation,
        requested_model,
        stream,
        include_usage: true,
        base64_vectors: false,
        body: CallBody::Plain(bytes),
        passed: Vec::new(),
        chat: OnceCell::new(),
    })
}

fn no_model() -> ApiError {
    let message = "Missing required parameter: 'input.modelOptions.model'.";
    ApiError::invalid(Some("input.modelOptions.model"), message)
}
