//! What a provider's answer is made of, in the order in which it comes.
use crate::canonical::media::Media;
use domain::request::Usage;
use serde_json::Value;

/// One piece of an answer. A whole answer is the same pieces, all at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// More of one choice.
    Delta {
        /// Which, counted from 0.
        choice: u32,
        /// What more.
        delta: Delta,
    },
    /// A choice is complete.
    Finish {
        /// Which, counted from 0.
        choice: u32,
        /// Why it ended.
        finish: Finish,
    },
    /// What the answer took so far; of several the greatest counters hold.
    Usage(Usage),
}

/// More of a choice.
#[derive(Clone, Debug, PartialEq)]
pub enum Delta {
    /// Text.
    Text(String),
    /// Thoughts.
    Reasoning(String),
    /// What the provider knows the thoughts so far by; they end here.
    Signature(String),
    /// Thoughts that only the provider can read.
    RedactedReasoning(String),
    /// The model declines.
    Refusal(String),
    /// A tool's call begins.
    ToolCall {
        /// Its place among the choice's calls, counted from 0.
        index: u32,
        /// What its result will name.
        id: String,
        /// Which tool.
        name: String,
        /// What the provider wants back with the call.
        signature: Option<String>,
    },
    /// More of the JSON text of a call's arguments.
    Arguments {
        /// The call's place among the choice's calls.
        index: u32,
        /// The text.
        json: String,
    },
    /// A picture.
    Image(Media),
    /// Log probabilities in OpenAI's form.
    Logprobs(Value),
}

/// Why a choice ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The model had said all.
    Stop,
    /// It came to one of the request's stop texts.
    StopSequence(String),
    /// It came to the limit of tokens.
    Length,
    /// It waits for tools.
    ToolCalls,
    /// The provider withheld the rest.
    ContentFilter,
}

impl Event {
    /// More of the first choice.
    #[must_use]
    pub const fn delta(delta: Delta) -> Self {
        Self::Delta { choice: 0, delta }
    }

    /// Text of the first choice.
    pub fn text(text: impl Into<String>) -> Self {
        Self::delta(Delta::Text(text.into()))
    }

    /// The first choice is complete.
    #[must_use]
    pub const fn finish(finish: Finish) -> Self {
        Self::Finish { choice: 0, finish }
    }
}
