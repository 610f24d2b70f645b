//! Amazon Bedrock: Converse for conversations with any model; vectors and pictures in the models' own forms.
//!
//! <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html>
mod answer;
mod content;
mod embeddings;
mod error;
mod files;
mod images;
mod messages;
mod model;
mod names;
mod request;
mod stream;
#[cfg(test)]
mod tests;
mod thinking;
mod tools;

use super::{Dialect, Encoded, Question, Received, Recipient, failure::Told};
use crate::{
    canonical::{
        self, Malformed, Unsupported,
        chat::{self, Decoder, Event},
    },
    upstream::{Framing, Signing},
};
use answer::Asked;
use domain::provider::ProviderSettings;
use serde::Deserialize;
use std::{borrow::Cow, fmt::Write};
use stream::EventDecoder;

/// Bedrock's dialect.
#[derive(Debug)]
pub(super) struct Bedrock;

/// The region of a provider that names none.
const REGION: &str = "us-east-1";

impl Dialect for Bedrock {
    fn base_url(&self, settings: &ProviderSettings) -> Cow<'static, str> {
        let region = region(settings);
        format!("https://bedrock-runtime.{region}.amazonaws.com").into()
    }

    fn signing(&self, settings: &ProviderSettings) -> Signing {
        Signing::Aws {
            region: region(settings).to_owned(),
            service: "bedrock",
        }
    }

    fn framing(&self) -> Framing {
        Framing::AwsEventStream
    }

    fn chat(&self, request: &chat::Request, to: &Recipient) -> Result<Encoded, Unsupported> {
        request::encode(request, to)
    }

    fn chat_answer(
        &self,
        request: &chat::Request,
        answer: &Received,
    ) -> Result<Vec<Event>, Malformed> {
        answer::decode(Asked::of(request), &answer.body)
    }

    fn chat_stream(&self, request: &chat::Request) -> Box<dyn Decoder> {
        Box::new(EventDecoder::new(Asked::of(request)))
    }

    fn embeddings(
        &self,
        request: &canonical::embeddings::Request,
        to: &Recipient,
    ) -> Result<Encoded, Unsupported> {
        embeddings::encode(request, to)
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
        request: &canonical::images::Request,
        answers: &[Received],
    ) -> Result<canonical::images::Answer, Malformed> {
        images::decode(request, answers)
    }

    /// Models are listed where Bedrock is configured, not where it is called.
    fn list_base_url<'a>(&self, base_url: Cow<'a, str>) -> Cow<'a, str> {
        base_url
            .replacen("//bedrock-runtime.", "//bedrock.", 1)
            .into()
    }

    fn list(&self) -> Question {
        Question {
            path: "/foundation-models",
            headers: Vec::new(),
        }
    }

    fn listed(&self, body: &[u8]) -> Result<Vec<String>, Malformed> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Models {
            model_summaries: Vec<Summary>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Summary {
            model_id: String,
        }
        let models: Models = serde_json::from_slice(body)?;
        let summaries = models.model_summaries.into_iter();
        Ok(summaries.map(|summary| summary.model_id).collect())
    }

    fn told(&self, failed: &Received) -> Told {
        error::told(failed.header("x-amzn-errortype"), &failed.body)
    }
}

fn region(settings: &ProviderSettings) -> &str {
    settings.region.as_deref().unwrap_or(REGION)
}

/// Where an operation of a model lies. A model's name is one part of the path, whatever letters it has.
fn path(model: &str, operation: &str) -> String {
    let mut path = String::from("/model/");
    for byte in model.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path.push('/');
    path.push_str(operation);
    path
}
