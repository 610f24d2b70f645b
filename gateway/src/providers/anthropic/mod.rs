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
    Dialect, Encoded, Question, Received, Recipient,
    failure::{Told, in_stream},
};
use crate::{
    canonical::{
        Malformed, Unsupported,
        chat::{self, Decoder, Event, StreamFailure},
    },
    upstream::Signing,
};
use domain::{provider::ProviderSettings, request::Usage};
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
#[derive(Debug)]
pub(super) struct Anthropic;

impl Dialect for Anthropic {
    fn signing(&self, _settings: &ProviderSettings) -> Signing {
        Signing::AnthropicKey
    }

    fn chat(&self, request: &chat::Request, to: &Recipient) -> Result<Encoded, Unsupported> {
        request::encode(request, to)
    }

    fn chat_answer(
        &self,
        _request: &chat::Request,
        answer: &Received,
    ) -> Result<Vec<Event>, Malformed> {
        answer::decode(&answer.body)
    }

    fn chat_stream(&self, _request: &chat::Request) -> Box<dyn Decoder> {
        Box::<stream::EventDecoder>::default()
    }

    fn list(&self) -> Question {
        Question {
            path: "/v1/models?limit=1000",
            headers: request::version(),
        }
    }

    fn told(&self, failed: &Received) -> Told {
        #[derive(Deserialize)]
        struct Envelope {
            error: TheirError,
        }
        let envelope = serde_json::from_slice::<Envelope>(&failed.body);
        envelope
            .map(|envelope| envelope.error.into())
            .unwrap_or_default()
    }
}

/// What an answer or an event says that it took.
pub(crate) fn usage_of(usage: &RawValue) -> Option<Usage> {
    let usage: Option<usage::TheirUsage> = serde_json::from_str(usage.get()).ok()?;
    usage.map(Usage::from)
}

/// The error that an event of a stream tells of.
pub(crate) fn error_in_stream(event: &[u8]) -> StreamFailure {
    #[derive(Deserialize)]
    struct Envelope {
        error: TheirError,
    }
    let envelope = serde_json::from_slice::<Envelope>(event);
    in_stream(
        envelope
            .map(|envelope| envelope.error.into())
            .unwrap_or_default(),
    )
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
