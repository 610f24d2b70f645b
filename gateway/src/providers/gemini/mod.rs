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

use super::{
    Dialect, Question,
    dialect::{Chat, Embeddings, Images, Models},
};
use crate::upstream::Signing;
use domain::provider::{Dialect as Spoken, ProviderKind, ProviderSettings};
use std::borrow::Cow;
use stream::FrameDecoder;

/// At AI Studio, by key.
pub(super) static AI_STUDIO: Dialect = Dialect {
    base_url: |_| Cow::Borrowed("https://generativelanguage.googleapis.com/v1beta"),
    chat: Some(Chat {
        encode: request::encode,
        decode: |_, answer| answer::decode(&answer.body),
        stream: |_| Box::<FrameDecoder>::default(),
    }),
    embeddings: Some(Embeddings {
        encode: embeddings::encode,
        decode: |_, answers| embeddings::decode(answers),
    }),
    images: Some(Images {
        encode: images::encode,
        decode: |_, answers| images::decode(answers),
    }),
    models: Models {
        question: || Question::at("/models?pageSize=1000"),
        decode: models::models,
        ..Models::LISTED
    },
    ..Dialect::new(
        |_| Signing::Header("x-goog-api-key"),
        |failed| error::told(&failed.body),
    )
};

/// At Vertex AI, by service account, in a region.
pub(super) static VERTEX: Dialect = Dialect {
    base_url: |settings| match region(settings) {
        GLOBAL => "https://aiplatform.googleapis.com/v1".into(),
        region => format!("https://{region}-aiplatform.googleapis.com/v1").into(),
    },
    signing: |settings| Signing::ServiceAccount {
        location: region(settings).to_owned(),
    },
    ..AI_STUDIO
};

/// The region that Google picks itself.
const GLOBAL: &str = "global";

/// One of the two places where Google offers Gemini, which differ in what they take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gemini {
    AiStudio,
    Vertex,
}

impl Gemini {
    /// Where providers of this kind are.
    const fn of(kind: ProviderKind) -> Self {
        match kind.dialect() {
            Spoken::VertexGemini => Self::Vertex,
            Spoken::Gemini
            | Spoken::OpenAi
            | Spoken::AzureOpenAi
            | Spoken::Anthropic
            | Spoken::Bedrock
            | Spoken::Ideogram => Self::AiStudio,
        }
    }
}

fn region(settings: &ProviderSettings) -> &str {
    settings.region.as_deref().unwrap_or(GLOBAL)
}
