//! Providers' dialects; each turns the client's call into the provider's and its answers back.
//!
//! Invariant: no IO, no clock and no credential here; `upstream` signs and sends what `encode` returns.
//!
//! A call whose client and provider speak one format is spliced: its bytes stay but for the few places that have
//! to change. Any other goes through the canonical form (`crate::canonical`).
mod answer_stream;
pub(crate) mod anthropic;
mod bedrock;
pub mod dialect;
pub mod failure;
mod form;
#[cfg(test)]
mod fuzz;
pub mod gemini;
mod ideogram;
mod mask;
pub mod openai;
mod received;
#[cfg(test)]
mod testing;

pub use answer_stream::AnswerStream;
pub use dialect::{Dialect, Encoded, Question};
pub use received::Received;

use crate::{
    anthropic::splice as messages,
    call::Call,
    canonical::{
        Malformed, Unsupported,
        chat::{Answer, Translated},
    },
    format::{Envelope, Format},
    openai::{
        answer::{self, StandIn},
        chunk::ChunkStream,
        completions::{self, TextStream},
        error::ApiError,
        passed::{PassedBytes, PassedEvents},
        rankings,
    },
    responses::splice as responses,
    upstream::{Framing, Signing},
};
use actix_web::http::header::{HeaderName, HeaderValue};
use bytes::Bytes;
use domain::{
    provider::{Dialect as Spoken, ModelName, ProviderKind, ProviderName, ProviderSettings},
    request::{FailureReason, Operation, Usage},
};
use gemini::SplicedFrames;
use std::borrow::Cow;

/// What to send to a provider; where it lies and what signs it are the dispatcher's.
#[derive(Debug)]
pub struct UpstreamRequest {
    /// Below the base URL, with its leading slash and its query.
    pub path: Cow<'static, str>,
    /// Headers beside those of signing and of the body.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Of the body.
    pub content_type: Cow<'static, str>,
    /// The body.
    pub body: Bytes,
}

impl UpstreamRequest {
    /// A JSON body.
    pub fn json(path: impl Into<Cow<'static, str>>, body: &serde_json::Value) -> Self {
        Self {
            path: path.into(),
            headers: Vec::new(),
            content_type: "application/json".into(),
            body: body.to_string().into(),
        }
    }
}

/// The provider that a call goes to, as far as its dialect needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct Recipient<'a> {
    /// Which dialect.
    pub kind: ProviderKind,
    /// Its name, for people.
    pub provider: &'a ProviderName,
    /// Where it is.
    pub settings: &'a ProviderSettings,
    /// Its name for the model.
    pub model: &'a ModelName,
    /// The most tokens of an answer of the model, where that is known.
    pub max_output_tokens: Option<u64>,
    /// Whether it was found to know no text completions.
    pub lacks_completions: bool,
}

/// A whole answer in the client's form.
#[derive(Debug)]
pub struct Decoded {
    /// The body.
    pub body: Bytes,
    /// What it took, where the provider said.
    pub usage: Option<Usage>,
}

/// A kind's dialect.
fn dialect(kind: ProviderKind) -> &'static Dialect {
    match kind.dialect() {
        Spoken::OpenAi => &openai::OPENAI,
        Spoken::AzureOpenAi => &openai::AZURE,
        Spoken::Anthropic => &anthropic::ANTHROPIC,
        Spoken::Gemini => &gemini::AI_STUDIO,
        Spoken::VertexGemini => &gemini::VERTEX,
        Spoken::Ideogram => &ideogram::IDEOGRAM,
        Spoken::Bedrock => &bedrock::BEDROCK,
    }
}

/// The format that client and provider share, so that the call's bytes stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shared {
    OpenAi,
    Completions,
    Responses,
    Anthropic,
    Gemini,
}

fn shared(call: &Call, to: &Recipient) -> Option<Shared> {
    let kind = to.kind;
    match (call.format, kind.dialect()) {
        (Format::OpenAi, Spoken::OpenAi | Spoken::AzureOpenAi) => {
            let same = match openai::offer(call.operation) {
                Some(offer) => kind.offers(offer),
                None if call.operation == Operation::Chat => openai::takes_as_it_is(call, kind),
                None => true,
            };
            same.then_some(Shared::OpenAi)
        }
        (Format::Completions, Spoken::OpenAi | Spoken::AzureOpenAi) => {
            openai::completes(to).then_some(Shared::Completions)
        }
        (Format::Responses, Spoken::OpenAi | Spoken::AzureOpenAi) => {
            openai::has_responses(to).then_some(Shared::Responses)
        }
        (Format::Anthropic, Spoken::Anthropic) => Some(Shared::Anthropic),
        (Format::Gemini, Spoken::Gemini | Spoken::VertexGemini) => {
            (call.operation == Operation::Chat).then_some(Shared::Gemini)
        }
        (
            Format::OpenAi
            | Format::Completions
            | Format::Responses
            | Format::Anthropic
            | Format::Gemini
            | Format::Aigne,
            _,
        ) => None,
    }
}

/// Whether nobody reads the heads of a call's answers.
#[must_use]
pub fn is_spliced(call: &Call, to: &Recipient) -> bool {
    shared(call, to).is_some()
}

/// Where a provider's API lies: where its settings say, or where its kind's does.
#[must_use]
pub fn base_url(kind: ProviderKind, settings: &ProviderSettings) -> Cow<'_, str> {
    let known = kind.address(settings);
    known.unwrap_or_else(|| (dialect(kind).base_url)(settings))
}

/// Where the calls of an operation go, below which their paths lie.
#[must_use]
pub fn base_url_of<'a>(operation: Operation, to: &Recipient<'a>) -> Cow<'a, str> {
    let base_url = base_url(to.kind, to.settings);
    match openai::offer(operation) {
        Some(offer) => to.kind.base_of(offer, base_url),
        None => base_url,
    }
}

/// How calls to a provider are signed.
#[must_use]
pub fn signing(kind: ProviderKind, settings: &ProviderSettings) -> Signing {
    (dialect(kind).signing)(settings)
}

/// How a provider's streams are cut into frames.
#[must_use]
pub fn framing(kind: ProviderKind) -> Framing {
    dialect(kind).framing
}

/// Where a provider is asked for its models.
#[must_use]
pub fn list_base_url(kind: ProviderKind, settings: &ProviderSettings) -> Cow<'_, str> {
    (dialect(kind).models.base_url)(base_url(kind, settings))
}

/// What asks a provider for the models that a credential may call.
#[must_use]
pub fn list(kind: ProviderKind) -> Question {
    (dialect(kind).models.question)()
}

/// The names of the models in the answer to [`list`].
///
/// # Errors
/// When it is not of its documented form.
pub fn listed(kind: ProviderKind, body: &[u8]) -> Result<Vec<String>, Malformed> {
    (dialect(kind).models.decode)(body)
}

/// The call in the provider's form.
///
/// # Errors
/// When the call is malformed, or the dialect has no way to say it.
pub fn encode(call: &Call, to: &Recipient) -> Result<Encoded, ApiError> {
    match shared(call, to) {
        Some(Shared::OpenAi | Shared::Completions | Shared::Responses) => {
            return Ok(openai::splice(call, to).into());
        }
        Some(Shared::Anthropic) => return Ok(messages::request(call, to.model).into()),
        Some(Shared::Gemini) => return Ok(gemini::splice(call, to).into()),
        None => {}
    }
    let dialect = dialect(to.kind);
    let encoded = match call.operation {
        Operation::Chat => dialect.chat(call.conversation()?, to),
        Operation::Embeddings => dialect.embeddings(&call.vectors()?, to),
        Operation::ImageGeneration | Operation::ImageEdit => dialect.images(&call.pictures()?, to),
        Operation::Moderation => Err(to.lacks("moderations")),
        Operation::Rerank => dialect.rerank(&call.ranking()?, to),
        Operation::Speech => Err(to.lacks("speech")),
        Operation::Transcription => Err(to.lacks("transcriptions")),
    };
    encoded.map_err(ApiError::from)
}

/// What asks a provider how many tokens a call has, where the provider can be asked in the client's words.
#[must_use]
pub fn count(call: &Call, to: &Recipient) -> Option<UpstreamRequest> {
    match shared(call, to)? {
        Shared::OpenAi | Shared::Completions | Shared::Responses | Shared::Gemini => None,
        Shared::Anthropic => Some(messages::count(call, to.model)),
    }
}

/// The provider's answer to what [`count`] asks.
///
/// # Errors
/// When it is not of its documented form.
pub fn counted(answer: &Received) -> Result<u64, Malformed> {
    messages::counted(&answer.body)
}

/// The client's form of the whole answer to a call, given the answers to all of its requests.
///
/// # Errors
/// When one is not of its documented form.
pub fn decode(
    call: &Call,
    to: &Recipient,
    answers: &[Received],
    stand_in: StandIn,
) -> Result<Decoded, Malformed> {
    let first = answers.first().ok_or(Malformed::Lacks("answer"))?;
    match shared(call, to) {
        Some(Shared::OpenAi) => return answer::decode(call, &first.body, &stand_in),
        Some(Shared::Completions) => return completions::decode(call, &first.body, &stand_in),
        Some(Shared::Responses) => return responses::answer(call, &first.body),
        Some(Shared::Anthropic) => return messages::answer(call, &first.body),
        Some(Shared::Gemini) => return gemini::spliced_answer(&first.body),
        None => {}
    }
    let dialect = dialect(to.kind);
    match call.operation {
        Operation::Chat => {
            let request = call
                .conversation()
                .map_err(|_| Malformed::Lacks("request"))?;
            let events = dialect.chat_answer(request, first)?;
            let answer: Answer = events.into_iter().collect();
            let body = call.format.answer(&answer, &envelope(call, stand_in));
            Ok(Decoded {
                body: body.into(),
                usage: answer.usage,
            })
        }
        Operation::Embeddings => {
            let request = call.vectors().map_err(|_| Malformed::Lacks("request"))?;
            let answer = dialect.embeddings_answer(&request, answers)?;
            Ok(call.format.vectors_answer(call, &answer))
        }
        Operation::ImageGeneration | Operation::ImageEdit => {
            let request = call.pictures().map_err(|_| Malformed::Lacks("request"))?;
            let answer = dialect.images_answer(&request, answers)?;
            Ok(call.format.pictures_answer(call, &answer, &stand_in))
        }
        Operation::Rerank => {
            let answer = dialect.rerank_answer(answers)?;
            Ok(rankings::answer(call, &answer, &stand_in))
        }
        // Who does not share the client's format is not asked for these.
        Operation::Moderation | Operation::Speech | Operation::Transcription => {
            Err(Malformed::Lacks("answer"))
        }
    }
}

/// What reads the streamed answer to a call.
///
/// # Errors
/// When the call is malformed.
pub fn stream(call: &Call, to: &Recipient, stand_in: StandIn) -> Result<AnswerStream, ApiError> {
    match shared(call, to) {
        Some(Shared::OpenAi) if call.operation == Operation::Speech && !call.stream => {
            let characters = call.body.spoken();
            return Ok(AnswerStream::Bytes(PassedBytes::speaking(characters)));
        }
        Some(Shared::OpenAi) if call.operation != Operation::Chat => {
            return Ok(AnswerStream::Events(PassedEvents::new(call)));
        }
        Some(Shared::OpenAi) => {
            return Ok(AnswerStream::Spliced(ChunkStream::new(call, stand_in)));
        }
        Some(Shared::Completions) => {
            return Ok(AnswerStream::Completion(TextStream::new(call, stand_in)));
        }
        Some(Shared::Responses) => {
            return Ok(AnswerStream::Responses(responses::ResponseStream::new(
                call,
            )));
        }
        Some(Shared::Anthropic) => {
            return Ok(AnswerStream::Messages(messages::EventStream::new(call)));
        }
        Some(Shared::Gemini) => return Ok(AnswerStream::Gemini(SplicedFrames::default())),
        None => {}
    }
    let decoder = dialect(to.kind)
        .chat_stream(call.conversation()?)
        .ok_or_else(|| to.lacks("conversations"))?;
    let encoder = call.format.encoder(&envelope(call, stand_in));
    Ok(AnswerStream::Translated(Translated::new(decoder, encoder)))
}

fn envelope(call: &Call, stand_in: StandIn) -> Envelope<'_> {
    Envelope {
        model: &call.requested_model,
        stand_in,
        include_usage: call.include_usage,
        body: call.body.bytes(),
    }
}

/// Why a call failed whose answer has an error's status, and what the client is told.
#[must_use]
pub fn failed(kind: ProviderKind, failed: &Received, provider: &str) -> (FailureReason, ApiError) {
    failure::failure(failed, (dialect(kind).told)(failed), provider)
}

/// Why a call failed whose answer says so in its body alone, and what the client is told; nothing where it says
/// nothing of the sort.
#[must_use]
pub fn failed_in_place(
    kind: ProviderKind,
    answer: &Received,
    provider: &str,
) -> Option<(FailureReason, ApiError)> {
    let told = (dialect(kind).told)(answer);
    let said = told.message.is_some();
    said.then(|| failure::in_place(told, provider))
}

impl Recipient<'_> {
    /// That the provider's kind has nothing of this sort.
    #[must_use]
    pub fn lacks(&self, what: &str) -> Unsupported {
        let (provider, kind) = (self.provider, self.kind.as_str());
        Unsupported {
            param: None,
            message: format!("The provider `{provider}` ({kind}) does not offer {what}."),
        }
    }
}

impl From<Unsupported> for ApiError {
    fn from(unsupported: Unsupported) -> Self {
        Self {
            param: unsupported.param,
            code: Some("unsupported".into()),
            ..Self::invalid(None, unsupported.message)
        }
    }
}
