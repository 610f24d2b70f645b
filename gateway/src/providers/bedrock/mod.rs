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
mod rerank;
mod stream;
#[cfg(test)]
mod tests;
mod thinking;
mod tools;

use super::{
    Dialect, Question,
    dialect::{Chat, Embeddings, Images, Models, Rerank},
};
use crate::{
    canonical::Malformed,
    upstream::{Framing, Signing},
};
use answer::Asked;
use domain::provider::ProviderSettings;
use serde::Deserialize;
use std::{borrow::Cow, fmt::Write};
use stream::EventDecoder;

/// Bedrock's dialect.
pub(super) static BEDROCK: Dialect = Dialect {
    base_url,
    framing: Framing::AwsEventStream,
    chat: Some(Chat {
        encode: request::encode,
        decode: |request, answer| answer::decode(Asked::of(request), &answer.body),
        stream: |request| Box::new(EventDecoder::new(Asked::of(request))),
    }),
    embeddings: Some(Embeddings {
        encode: embeddings::encode,
        decode: |_, answers| embeddings::decode(answers),
    }),
    images: Some(Images {
        encode: images::encode,
        decode: images::decode,
    }),
    rerank: Some(Rerank {
        encode: rerank::encode,
        decode: rerank::decode,
    }),
    models: Models {
        // Models are listed where Bedrock is configured, not where it is called.
        base_url: |base_url| {
            base_url
                .replacen("//bedrock-runtime.", "//bedrock.", 1)
                .into()
        },
        question: || Question::at("/foundation-models"),
        decode: listed,
    },
    ..Dialect::new(signing, |failed| {
        error::told(failed.header("x-amzn-errortype"), &failed.body)
    })
};

/// The region of a provider that names none.
const REGION: &str = "us-east-1";

fn base_url(settings: &ProviderSettings) -> Cow<'static, str> {
    let region = region(settings);
    format!("https://bedrock-runtime.{region}.amazonaws.com").into()
}

fn signing(settings: &ProviderSettings) -> Signing {
    Signing::Aws {
        region: region(settings).to_owned(),
        service: "bedrock",
    }
}

fn listed(body: &[u8]) -> Result<Vec<String>, Malformed> {
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
