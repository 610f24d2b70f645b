//! Ideogram, which makes and changes pictures and does nothing else, by its own API.
//!
//! <https://developer.ideogram.ai/v1/api-reference>
mod answer;
mod model;
mod request;
#[cfg(test)]
mod tests;

use super::{Dialect, Encoded, Question, Received, Recipient, failure::Told};
use crate::{
    canonical::{
        Malformed, Unsupported,
        chat::{self, Decoder, Event, Frame, Progress, StreamFailure},
        images,
    },
    upstream::Signing,
};
use domain::provider::ProviderSettings;
use serde::de::IgnoredAny;

/// Ideogram's dialect.
#[derive(Debug)]
pub(super) struct Ideogram;

impl Dialect for Ideogram {
    fn signing(&self, _settings: &ProviderSettings) -> Signing {
        Signing::Header("api-key")
    }

    fn chat(&self, _request: &chat::Request, to: &Recipient) -> Result<Encoded, Unsupported> {
        Err(to.lacks("conversations"))
    }

    fn chat_answer(
        &self,
        _request: &chat::Request,
        _answer: &Received,
    ) -> Result<Vec<Event>, Malformed> {
        Err(Malformed::Lacks("conversation"))
    }

    fn chat_stream(&self, _request: &chat::Request) -> Box<dyn Decoder> {
        Box::new(NoConversation)
    }

    fn images(&self, request: &images::Request, to: &Recipient) -> Result<Encoded, Unsupported> {
        request::encode(request, to)
    }

    fn images_answer(
        &self,
        _request: &images::Request,
        answers: &[Received],
    ) -> Result<images::Answer, Malformed> {
        answer::decode(answers)
    }

    /// The list holds models that the owner of the key trained; a key that gets it can draw by all others, too.
    fn list(&self) -> Question {
        Question {
            path: "/models",
            headers: Vec::new(),
        }
    }

    fn listed(&self, body: &[u8]) -> Result<Vec<String>, Malformed> {
        let _: IgnoredAny = serde_json::from_slice(body)?;
        Ok(model::NAMES.map(str::to_owned).to_vec())
    }

    fn told(&self, failed: &Received) -> Told {
        answer::told(&failed.body)
    }
}

/// Reads a conversation where there is none.
struct NoConversation;

impl Decoder for NoConversation {
    fn frame(&mut self, _: &Frame, _: &mut Vec<Event>) -> Result<Progress, StreamFailure> {
        Err(StreamFailure::Malformed)
    }

    fn end(&mut self, _: &mut Vec<Event>) -> Result<(), StreamFailure> {
        Err(StreamFailure::Cut)
    }
}
