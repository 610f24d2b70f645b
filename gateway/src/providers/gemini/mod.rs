//! Google's Gemini: `generateContent` with a key of AI Studio's, and the same at Vertex AI with a service account.
//!
//! <https://ai.google.dev/api/generate-content>,
//! <https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference>
mod answer;
mod contents;
mod embeddings;
mod error;
mod images;
mod media;
mod model;
mod models;
mod request;
mod schema;
mod splice;
mod stream;
#[cfg(test)]
mod tests;
mod thinking;
mod tool_id;

pub use contents::GOOGLES;
pub use splice::{SplicedFrames, answer as spliced_answer, splice};

use super::{Dialect, Encoded, Question, Received, Recipient, failure::Told};
use crate::{
    canonical::{
        self, Malformed, Unsupported,
        chat::{self, Decoder, Event},
    },
    upstream::Signing,
};
use domain::provider::ProviderSettings;
use std::borrow::Cow;
use stream::FrameDecoder;

/// Gemini's dialect at one of the two places where Google offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gemini {
    /// AI Studio, by key.
    AiStudio,
    /// Vertex AI, by service account, in a region.
    Vertex,
}

/// At AI Studio.
pub static AI_STUDIO: Gemini = Gemini::AiStudio;
/// At Vertex AI.
pub static VERTEX: Gemini = Gemini::Vertex;

/// The region that Google picks itself.
const GLOBAL: &str = "global";

impl Dialect for Gemini {
    fn base_url(&self, settings: &ProviderSettings) -> Cow<'static, str> {
        match (self, region(settings)) {
            (Self::AiStudio, _) => "https://generativelanguage.googleapis.com/v1beta".into(),
            (Self::Vertex, GLOBAL) => "https://aiplatform.googleapis.com/v1".into(),
            (Self::Vertex, region) => {
                format!("https://{region}-aiplatform.googleapis.com/v1").into()
            }
        }
    }

    fn signing(&self, settings: &ProviderSettings) -> Signing {
        match self {
            Self::AiStudio => Signing::Header("x-goog-api-key"),
            Self::Vertex => Signing::ServiceAccount {
                location: region(settings).to_owned(),
            },
        }
    }

    fn chat(&self, request: &chat::Request, to: &Recipient) -> Result<Encoded, Unsupported> {
        request::encode(*self, request, to)
    }

    fn chat_answer(
        &self,
        _request: &chat::Request,
        answer: &Received,
    ) -> Result<Vec<Event>, Malformed> {
        answer::decode(&answer.body)
    }

    fn chat_stream(&self, _request: &chat::Request) -> Box<dyn Decoder> {
        Box::<FrameDecoder>::default()
    }

    fn embeddings(
        &self,
        request: &canonical::embeddings::Request,
        to: &Recipient,
    ) -> Result<Encoded, Unsupported> {
        embeddings::encode(*self, request, to)
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
        images::encode(*self, request, to)
    }

    fn images_answer(
        &self,
        _request: &canonical::images::Request,
        answers: &[Received],
    ) -> Result<canonical::images::Answer, Malformed> {
        images::decode(answers)
    }

    fn list(&self) -> Question {
        Question {
            path: "/models?pageSize=1000",
            headers: Vec::new(),
        }
    }

    fn listed(&self, body: &[u8]) -> Result<Vec<String>, Malformed> {
        models::models(body)
    }

    fn told(&self, failed: &Received) -> Told {
        error::told(&failed.body)
    }
}

fn region(settings: &ProviderSettings) -> &str {
    settings.region.as_deref().unwrap_or(GLOBAL)
}
