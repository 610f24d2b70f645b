//! Anthropic's Messages API.
//!
//! <https://docs.anthropic.com/en/api/messages>
mod answer;
mod blocks;
mod models;
mod request;
mod schema;
mod stream;
#[cfg(test)]
mod tests;
mod thinking;
mod tools;
mod usage;

use super::{
    Dialect, Question,
    dialect::{Chat, Models},
    failure::{Told, in_stream},
};
use crate::{canonical::chat::StreamFailure, upstream::Signing};
use domain::request::Usage;
use serde::Deserialize;
use serde_json::value::RawValue;

pub(super) use models::{Drawing, Model, Thinking};
pub(super) use request::drawn;
pub(super) use schema::strict;
pub(super) use thinking::{budget, effort, tokens};
pub(super) use tools::{object, remembered};

/// The tool that a model without structured output is made to answer with.
pub(super) const ANSWER: &str = "structured_answer";

/// Anthropic's dialect.
pub(super) static ANTHROPIC: Dialect = Dialect {
    chat: Some(Chat {
        encode: request::encode,
        decode: |_, answer| answer::decode(&answer.body),
        stream: |_| Box::<stream::EventDecoder>::default(),
    }),
    models: Models {
        question: || Question {
            path: "/v1/models?limit=1000",
            headers: request::version(),
        },
        ..Models::LISTED
    },
    ..Dialect::new(|_| Signing::AnthropicKey, |failed| told(&failed.body))
};

/// What an answer or an event says that it took.
pub(crate) fn usage_of(usage: &RawValue) -> Option<Usage> {
    let usage: Option<usage::TheirUsage> = serde_json::from_str(usage.get()).ok()?;
    usage.map(Usage::from)
}

/// The error that an event of a stream tells of.
pub(crate) fn error_in_stream(event: &[u8]) -> StreamFailure {
    in_stream(told(event))
}

fn told(body: &[u8]) -> Told {
    #[derive(Deserialize)]
    struct Envelope {
        error: TheirError,
    }
    let envelope = serde_json::from_slice::<Envelope>(body);
    envelope
        .map(|envelope| envelope.error.into())
        .unwrap_or_default()
}

/// What Anthropic says of an error.
#[derive(Debug, Deserialize)]
struct TheirError {
    r#type: String,
    message: String,
}

impl From<TheirError> for Told {
    fn from(error: TheirError) -> Self {
        let too_long = error.message.contains("prompt is too long");
        let code = match error.r#type.as_str() {
            _ if too_long => Some("context_length_exceeded"),
            "not_found_error" => Some("model_not_found"),
            "rate_limit_error" => Some("rate_limit_exceeded"),
            "request_too_large" => Some("request_too_large"),
            _ => None,
        };
        Self {
            message: Some(error.message),
            r#type: Some(error.r#type),
            code: code.map(str::to_owned),
            ..Self::default()
        }
    }
}
