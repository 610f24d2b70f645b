//! A whole message as canonical events.
use super::{ANSWER, usage::TheirUsage};
use crate::canonical::{
    Malformed,
    chat::{Delta, Event, Finish},
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    content: Vec<&'a RawValue>,
    stop_reason: Option<String>,
    stop_sequence: Option<String>,
    usage: Option<TheirUsage>,
}

/// A block of content. Those that are not named here are the provider's own tools at work.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Block {
    Text {
        text: String,
    },
    Thinking {
        thinking: String,
        #[serde(default)]
        signature: Option<String>,
    },
    RedactedThinking {
        data: String,
    },
    ToolUse {
        id: String,
        name: String,
        #[serde(default)]
        input: Value,
    },
    #[serde(other)]
    Other,
}

/// The pieces of a whole answer.
pub(super) fn decode(body: &[u8]) -> Result<Vec<Event>, Malformed> {
    let message: Message = serde_json::from_slice(body)?;
    let mut events = Vec::new();
    let mut calls = 0;
    let mut answered = false;
    for block in message.content {
        match serde_json::from_str(block.get())? {
            Block::Text { text } => events.push(Event::text(text)),
            Block::Thinking {
                thinking,
                signature,
            } => {
                events.push(Event::delta(Delta::Reasoning(thinking)));
                events.extend(signature.map(|text| Event::delta(Delta::Signature(text))));
            }
            Block::RedactedThinking { data } => {
                events.push(Event::delta(Delta::RedactedReasoning(data)));
            }
            Block::ToolUse { name, input, .. } if name == ANSWER => {
                answered = true;
                events.push(Event::text(input.to_string()));
            }
            Block::ToolUse { id, name, input } => {
                let (index, json) = (calls, input.to_string());
                calls += 1;
                events.push(Event::delta(Delta::ToolCall {
                    index,
                    id,
                    name,
                    signature: None,
                }));
                events.push(Event::delta(Delta::Arguments { index, json }));
            }
            Block::Other => {}
        }
    }
    // An answer that had to be a tool's call waits for no tool.
    let reason = message.stop_reason.as_deref();
    let reason = reason.filter(|reason| !(answered && *reason == "tool_use"));
    events.push(Event::finish(finish(reason, message.stop_sequence)));
    events.extend(message.usage.map(|usage| Event::Usage(usage.into())));
    Ok(events)
}

/// Why a message ended.
pub(super) fn finish(reason: Option<&str>, sequence: Option<String>) -> Finish {
    match reason {
        Some("max_tokens" | "model_context_window_exceeded") => Finish::Length,
        Some("tool_use") => Finish::ToolCalls,
        Some("refusal") => Finish::ContentFilter,
        Some("stop_sequence") => sequence.map_or(Finish::Stop, Finish::StopSequence),
        Some(_) | None => Finish::Stop,
    }
}
