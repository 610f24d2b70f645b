//! Requests and answers in nobody's wire format (the canonical data model of Hohpe and Woolf).
//!
//! A client's format is read into these types and a provider's dialect is written from them, and back, so each
//! format is written once and not once for every other. A client and a provider of one family do not pass here:
//! their bytes are spliced.
pub mod chat;
pub mod embeddings;
pub mod images;
pub mod media;
pub mod rerank;

use domain::request::FailureReason;
use std::borrow::Cow;

/// What a dialect has no way to say, so that the call cannot be made there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Unsupported {
    /// The parameter at fault, as the client's format names it.
    pub param: Option<Cow<'static, str>>,
    /// What to do instead.
    pub message: String,
}

impl Unsupported {
    /// A parameter that the provider has no equivalent of.
    pub fn new(param: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            param: Some(param.into()),
            message: message.into(),
        }
    }
}

/// A provider's answer is not what its operation documents.
#[derive(Debug, thiserror::Error)]
pub enum Malformed {
    /// It is not the JSON that it should be.
    #[error("malformed provider answer")]
    Json(#[from] serde_json::Error),
    /// It lacks what it should hold.
    #[error("the provider's answer has no {0}")]
    Lacks(&'static str),
}

impl Malformed {
    /// The error's name in records: an answer that ends too early was cut, whatever its connection said.
    #[must_use]
    pub fn reason(&self) -> FailureReason {
        match self {
            Self::Json(error) if error.is_eof() => FailureReason::UpstreamCut,
            Self::Json(_) | Self::Lacks(_) => FailureReason::UpstreamMalformed,
        }
    }
}
