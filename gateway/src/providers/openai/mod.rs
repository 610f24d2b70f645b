//! OpenAI itself, and whoever speaks its format.
//!
//! <https://platform.openai.com/docs/api-reference>
mod answer;
mod embeddings;
mod error;
mod images;
mod quirks;
mod request;
mod splice;
mod stream;
#[cfg(test)]
mod tests;

pub use error::{error_in_frame, told};
pub use splice::{completes, has_responses, offer, splice};

use super::{Dialect, Encoded, Received, Recipient, failure::Told};
use crate::{
    canonical::{
        self, Malformed, Unsupported,
        chat::{self, Decoder, Event},
    },
    upstream::Signing,
};
use domain::provider::ProviderSettings;
use stream::ChunkDecoder;

/// OpenAI's dialect, for clients that speak another.
#[derive(Debug)]
pub struct OpenAi(Signing);

/// As OpenAI speaks it.
pub static OPENAI: OpenAi = OpenAi(Signing::Bearer);
/// As Azure speaks it.
pub static AZURE: OpenAi = OpenAi(Signing::Header("api-key"));

impl Dialect for OpenAi {
    fn signing(&self, _settings: &ProviderSettings) -> Signing {
        self.0.clone()
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
        Box::<ChunkDecoder>::default()
    }

    fn embeddings(
        &self,
        request: &canonical::embeddings::Request,
        to: &Recipient,
    ) -> Result<Encoded, Unsupported> {
        Ok(embeddings::encode(request, to))
    }

    fn embeddings_answer(
        &self,
        _request: &canonical::embeddings::Request,
        answers: &[Received],
    ) -> Result<canonical::embeddings::Answer, Malformed> {
        embeddings::decode(answers)
    }

    fn images(
        &self,
        request: &canonical::images::Request,
        to: &Recipient,
    ) -> Result<Encoded, Unsupported> {
        images::encode(request, to)
    }

    fn images_answer(
        &self,
        _request: &canonical::images::Request,
        answers: &[Received],
    ) -> Result<canonical::images::Answer, Malformed> {
        images::decode(answers)
    }

    fn told(&self, failed: &Received) -> Told {
        error::told(&failed.body)
    }
}
