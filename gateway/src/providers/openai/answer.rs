//! A whole chat completion as canonical events.
use super::stream::{Said, whole};
use crate::{
    canonical::{
        Malformed,
        chat::{Delta, Event},
    },
    openai::usage::TokenUsage,
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    usage: Option<TokenUsage>,
}

#[derive(Deserialize)]
struct Choice {
    index: Option<u32>,
    message: Said,
    finish_reason: Option<String>,
    logprobs: Option<Value>,
}

/// The pieces of a whole answer.
pub(super) fn decode(body: &[u8]) -> Result<Vec<Event>, Malformed> {
    let completion: Completion = serde_json::from_slice(body)?;
    let mut events = Vec::new();
    for (place, choice) in (0..).zip(completion.choices) {
        let index = choice.index.unwrap_or(place);
        events.extend(choice.logprobs.map(|logprobs| Event::Delta {
            choice: index,
            delta: Delta::Logprobs(logprobs),
        }));
        whole(
            index,
            choice.message,
            choice.finish_reason.as_deref(),
            &mut events,
        );
    }
    events.extend(completion.usage.map(|usage| Event::Usage(usage.into())));
    Ok(events)
}
