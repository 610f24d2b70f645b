//! Whole answers: the model named as the client named it, where it is named at all.
use super::usage::Took;
use crate::{call::Call, canonical::Malformed, openai::answer::with_model, providers::Decoded};
use bytes::Bytes;
use domain::request::Operation;
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    model: Option<&'a RawValue>,
}

/// The client's form of an answer. What was heard may also come as text or as subtitles, which tell nothing of usage.
///
/// # Errors
/// When the answer does not have its documented form.
pub fn decode(call: &Call, body: &Bytes) -> Result<Decoded, Malformed> {
    let is_object = body.trim_ascii_start().starts_with(b"{");
    if !is_object && call.operation == Operation::Transcription {
        return Ok(Decoded {
            body: body.clone(),
            usage: None,
        });
    }
    let named: Named = serde_json::from_slice(body)?;
    // Accounts have more forms than are documented; one that cannot be read is none.
    let took: Took = serde_json::from_slice(body).unwrap_or_default();
    let usage = took.usage(call.operation);
    let body = match named.model {
        Some(model) if model.get().starts_with('"') => {
            with_model(body, model, &call.requested_model)
        }
        Some(_) | None => body.clone(),
    };
    Ok(Decoded { body, usage })
}
