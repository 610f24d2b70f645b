//! A client's call to a provider that speaks the client's format.
use crate::{openai::Call, providers::UpstreamRequest};
use domain::{provider::ModelName, request::Operation};

/// The call as it came, but for the model's name.
#[must_use]
pub fn splice(call: &Call, model: &ModelName) -> UpstreamRequest {
    UpstreamRequest {
        path: path(call.operation).into(),
        headers: Vec::new(),
        content_type: call.body.content_type(),
        body: call.body.for_model(model.as_str()),
    }
}

/// Where an operation's calls go, below the base URL.
pub(super) const fn path(operation: Operation) -> &'static str {
    match operation {
        Operation::Chat => "/chat/completions",
        Operation::Embeddings => "/embeddings",
        Operation::ImageGeneration => "/images/generations",
        Operation::ImageEdit => "/images/edits",
    }
}
