//! A call through the gateway, as it is recorded: accepted, then settled; or refused.
//!
//! Invariant: nothing of the prompt or the answer is here. Each record stands on its own, so that a reader
//! of `settled` needs no other.
mod usage;

pub use usage::{Usage, UsageSource};

use crate::{
    id::{ApiKeyId, CredentialId, RequestId, UserId},
    price::Cost,
    provider::{ModelName, ProviderName},
    time::Timestamp,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Which of the gateway's operations was called. It is stored by its name, and the schema of what is stored takes any
/// name: a new one changes no record that is there and no shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// `POST /v1/chat/completions`, and its kin in other formats.
    Chat,
    /// `POST /v1/embeddings`.
    Embeddings,
    /// `POST /v1/images/generations`.
    ImageGeneration,
    /// `POST /v1/images/edits`.
    ImageEdit,
    /// `POST /v1/moderations`.
    Moderation,
    /// `POST /v1/rerank`.
    Rerank,
    /// `POST /v1/audio/speech`.
    Speech,
    /// `POST /v1/audio/transcriptions`.
    Transcription,
}

impl Operation {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Chat,
        Self::Embeddings,
        Self::ImageGeneration,
        Self::ImageEdit,
        Self::Moderation,
        Self::Rerank,
        Self::Speech,
        Self::Transcription,
    ];

    /// The operation's name in records, metrics and analytics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Embeddings => "embeddings",
            Self::ImageGeneration => "image_generation",
            Self::ImageEdit => "image_edit",
            Self::Moderation => "moderation",
            Self::Rerank => "rerank",
            Self::Speech => "speech",
            Self::Transcription => "transcription",
        }
    }
}

impl JsonSchema for Operation {
    fn schema_name() -> Cow<'static, str> {
        "Operation".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "What was called, by its name.",
            "pattern": "^[a-z_]+$",
        })
    }
}

/// Who called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct CalledBy {
    /// The key; absent where the operator called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<ApiKeyId>,
    /// The key's owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The whole answer was had from the provider.
    Succeeded,
    /// There was no answer, or not all of it.
    Failed,
    /// The client went away.
    Cancelled,
}

impl Outcome {
    /// The outcome's name in records, metrics and analytics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Why a call or an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// No connection to the provider.
    UpstreamUnreachable,
    /// No connection, first byte or next byte in time.
    UpstreamTimeout,
    /// The provider refused our credential.
    UpstreamAuthError,
    /// The provider asked us to slow down.
    UpstreamRateLimited,
    /// The provider refused the request as the client made it.
    UpstreamRejected,
    /// The provider failed.
    UpstreamError,
    /// The provider's answer was not of the documented form.
    UpstreamMalformed,
    /// The provider's answer broke off.
    UpstreamCut,
    /// No credential of the provider can be used.
    NoCredential,
    /// The provider's format has no way to say what the client asks.
    Unsupported,
}

impl FailureReason {
    /// The reason's name in records, metrics and error bodies.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UpstreamUnreachable => "upstream_unreachable",
            Self::UpstreamTimeout => "upstream_timeout",
            Self::UpstreamAuthError => "upstream_auth_error",
            Self::UpstreamRateLimited => "upstream_rate_limited",
            Self::UpstreamRejected => "upstream_rejected",
            Self::UpstreamError => "upstream_error",
            Self::UpstreamMalformed => "upstream_malformed",
            Self::UpstreamCut => "upstream_cut",
            Self::NoCredential => "no_credential",
            Self::Unsupported => "unsupported",
        }
    }
}

/// Why a call was turned away before any provider was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// The key was revoked.
    KeyRevoked,
    /// The key has ended.
    KeyExpired,
    /// The key may not be used for this.
    OutOfScope,
    /// The key may not call this model.
    ModelNotAllowed,
    /// No such model, or none that is enabled.
    ModelNotFound,
    /// The body is not what the operation takes.
    InvalidRequest,
    /// The body is larger than the limit.
    BodyTooLarge,
    /// The body's content type is not what the operation takes.
    UnsupportedMediaType,
    /// The hub cannot record any more calls for now.
    LogUnavailable,
}

impl RefusalReason {
    /// The reason's name in records and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeyRevoked => "key_revoked",
            Self::KeyExpired => "key_expired",
            Self::OutOfScope => "out_of_scope",
            Self::ModelNotAllowed => "model_not_allowed",
            Self::ModelNotFound => "model_not_found",
            Self::InvalidRequest => "invalid_request",
            Self::BodyTooLarge => "body_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::LogUnavailable => "log_unavailable",
        }
    }
}

/// One call to a provider on behalf of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attempt {
    /// Which provider.
    pub provider: ProviderName,
    /// Its name for the model.
    pub model: ModelName,
    /// The credential that signed the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<CredentialId>,
    /// Microseconds from the request's start to the attempt's.
    pub started_after_micros: u64,
    /// Microseconds from the attempt's start to the answer's first byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte_micros: Option<u64>,
    /// Microseconds from the attempt's start to its end.
    pub duration_micros: u64,
    /// The provider's HTTP status, where it answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// Why it failed, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureReason>,
}

/// A call was admitted; a provider is called next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// Which call.
    pub request: RequestId,
    /// Who called.
    #[serde(flatten)]
    pub called_by: CalledBy,
    /// What was called.
    pub operation: Operation,
    /// The model as the client named it.
    pub requested_model: String,
    /// The provider that is called first.
    pub provider: ProviderName,
    /// That provider's name for the model.
    pub model: ModelName,
    /// Whether the answer is streamed.
    pub stream: bool,
}

/// A call that was accepted came to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Settled {
    /// Which call.
    pub request: RequestId,
    /// Who called.
    #[serde(flatten)]
    pub called_by: CalledBy,
    /// What was called.
    pub operation: Operation,
    /// The model as the client named it.
    pub requested_model: String,
    /// The provider that answered, or that was tried last.
    pub provider: ProviderName,
    /// That provider's name for the model.
    pub model: ModelName,
    /// Whether the answer is streamed.
    pub stream: bool,
    /// When it came.
    pub started_at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// The HTTP status that the client got.
    pub http_status: u16,
    /// Why it failed, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureReason>,
    /// The calls to providers, in order.
    pub attempts: Vec<Attempt>,
    /// What it took.
    pub usage: Usage,
    /// How the usage is known.
    pub usage_source: UsageSource,
    /// What the provider charges for it; absent where that is not known, which is not the same as nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// Microseconds from the request's arrival to the answer's last byte.
    pub latency_micros: u64,
    /// Microseconds from the request's arrival to the first byte of a streamed answer's content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_to_first_token_micros: Option<u64>,
}

/// A call was turned away before any provider was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refused {
    /// Which call.
    pub request: RequestId,
    /// Who called.
    #[serde(flatten)]
    pub called_by: CalledBy,
    /// What was called.
    pub operation: Operation,
    /// The model as the client named it, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_model: Option<String>,
    /// Why.
    pub reason: RefusalReason,
    /// The HTTP status that the client got.
    pub http_status: u16,
    /// When it came.
    pub started_at: Timestamp,
    /// Microseconds from the request's arrival to the answer.
    pub latency_micros: u64,
}

/// What happened to a call. The tags are stored for ever: a new shape gets a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It was admitted.
    #[serde(rename = "request.accepted.v1")]
    Accepted(Accepted),
    /// It came to its end.
    #[serde(rename = "request.settled.v3")]
    Settled(Box<Settled>),
    /// It was turned away.
    #[serde(rename = "request.refused.v1")]
    Refused(Refused),
}
