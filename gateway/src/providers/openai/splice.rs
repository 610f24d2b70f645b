//! A client's call to a provider that speaks the client's format.
use crate::{
    openai::Call,
    providers::{Recipient, UpstreamRequest},
};
use domain::{provider::Dialect, request::Operation};
use std::borrow::Cow;

/// The call as it came, but for the model's name.
#[must_use]
pub fn splice(call: &Call, to: &Recipient) -> UpstreamRequest {
    UpstreamRequest {
        path: path(call.operation, to),
        headers: Vec::new(),
        content_type: call.body.content_type(),
        body: call.body.for_model(to.model.as_str()),
    }
}

/// Where an operation's calls go, below the base URL.
///
/// Azure has the same paths as OpenAI in the newest version of its API, and a deployment's own in those that are dated:
/// <https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle>.
pub(super) fn path(operation: Operation, to: &Recipient) -> Cow<'static, str> {
    let path = match operation {
        Operation::Chat => "/chat/completions",
        Operation::Embeddings => "/embeddings",
        Operation::ImageGeneration => "/images/generations",
        Operation::ImageEdit => "/images/edits",
    };
    match (to.kind.dialect(), &to.settings.api_version) {
        (Dialect::AzureOpenAi, Some(version)) => {
            let deployment = to.model.as_str();
            format!("/deployments/{deployment}{path}?api-version={version}").into()
        }
        (
            Dialect::OpenAi
            | Dialect::AzureOpenAi
            | Dialect::Anthropic
            | Dialect::Gemini
            | Dialect::VertexGemini
            | Dialect::Bedrock,
            _,
        ) => path.into(),
    }
}
