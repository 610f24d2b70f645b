//! Providers' dialects; each turns the client's call into the provider's and its answers back.
//!
//! Invariant: no IO, no clock and no credential here; `upstream` sends what `encode` returns.
pub mod openai;

use crate::openai::Call;
use bytes::Bytes;
use domain::provider::{ModelName, ProviderKind};

/// What to send to a provider; where it lies and what signs it are the dispatcher's.
#[derive(Debug)]
pub struct UpstreamRequest {
    /// Below the base URL, with its leading slash.
    pub path: &'static str,
    /// Of the body.
    pub content_type: String,
    /// The body.
    pub body: Bytes,
}

/// A kind's own base URL, where it has one.
#[must_use]
pub const fn default_base_url(kind: ProviderKind) -> Option<&'static str> {
    match kind {
        ProviderKind::OpenAi => Some("https://api.openai.com/v1"),
        ProviderKind::OpenAiCompatible => None,
    }
}

/// The call in the provider's form.
#[must_use]
pub fn encode(kind: ProviderKind, call: &Call, model: &ModelName) -> UpstreamRequest {
    match kind {
        ProviderKind::OpenAi | ProviderKind::OpenAiCompatible => openai::encode(call, model),
    }
}
