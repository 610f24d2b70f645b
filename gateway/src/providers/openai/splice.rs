//! A client's call to a provider that speaks the client's format.
use crate::{
    call::Call,
    format::Format,
    providers::{Recipient, UpstreamRequest},
};
use domain::{
    provider::{Dialect, Offer, ProviderKind, Schemas},
    request::Operation,
};
use std::borrow::Cow;

/// What the models that complete texts and know no conversations are called at OpenAI.
const FROM_BEFORE_CHAT: [&str; 3] = ["babbage-002", "davinci-002", "turbo-instruct"];

/// Whether a kind takes a conversation in its client's own words.
#[must_use]
pub fn takes_as_it_is(call: &Call, kind: ProviderKind) -> bool {
    let takes_schemas = match kind.quirks().schemas {
        Schemas::Taken => true,
        Schemas::Told => !call.body.wants_schema(),
    };
    kind.is_exact() && takes_schemas
}

/// Whether a provider takes text completions of the model as they are.
#[must_use]
pub fn completes(to: &Recipient) -> bool {
    let model = to.model.as_str();
    let is_old = FROM_BEFORE_CHAT.iter().any(|name| model.contains(name));
    let offers = |offer| to.kind.offers(offer);
    !to.lacks_completions
        && (offers(Offer::Completions) || (is_old && offers(Offer::OldCompletions)))
}

/// Whether a provider has the Responses API as OpenAI has it. Azure has it below its undated paths alone, and who takes
/// OpenAI's place at another address may leave out what its clients need.
#[must_use]
pub fn has_responses(to: &Recipient) -> bool {
    let settings = to.settings;
    let itself = settings.base_url.is_none() || to.kind.base_url().is_none();
    to.kind.offers(Offer::Responses) && itself && settings.api_version.is_none()
}

/// What a kind has to offer for an operation; nothing where it is what all of them have.
#[must_use]
pub const fn offer(operation: Operation) -> Option<Offer> {
    match operation {
        Operation::Chat
        | Operation::Embeddings
        | Operation::ImageGeneration
        | Operation::ImageEdit => None,
        Operation::Moderation => Some(Offer::Moderations),
        Operation::Rerank => Some(Offer::Rerank),
        Operation::Speech => Some(Offer::Speech),
        Operation::Transcription => Some(Offer::Transcriptions),
    }
}

/// The call as it came, but for the model's name.
#[must_use]
pub fn splice(call: &Call, to: &Recipient) -> UpstreamRequest {
    let path = match call.format {
        Format::Completions => at("/completions", to),
        Format::Responses => at("/responses", to),
        Format::OpenAi | Format::Anthropic | Format::Gemini | Format::Aigne => {
            path(call.operation, to)
        }
    };
    UpstreamRequest {
        path,
        headers: Vec::new(),
        content_type: call.body.content_type(),
        body: call.body.for_model(to.model.as_str()),
    }
}

/// Where an operation's calls go, below the base URL.
pub(super) fn path(operation: Operation, to: &Recipient) -> Cow<'static, str> {
    let path = match operation {
        Operation::Chat => "/chat/completions",
        Operation::Embeddings => "/embeddings",
        Operation::ImageGeneration => "/images/generations",
        Operation::ImageEdit => "/images/edits",
        Operation::Moderation => "/moderations",
        Operation::Rerank => "/rerank",
        Operation::Speech => "/audio/speech",
        Operation::Transcription => "/audio/transcriptions",
    };
    at(path, to)
}

/// Where a path of OpenAI's lies, below the base URL.
///
/// Azure has the same paths as OpenAI in the newest version of its API, and a deployment's own in those that are dated:
/// <https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle>.
fn at(path: &'static str, to: &Recipient) -> Cow<'static, str> {
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
            | Dialect::Ideogram
            | Dialect::Bedrock,
            _,
        ) => path.into(),
    }
}
