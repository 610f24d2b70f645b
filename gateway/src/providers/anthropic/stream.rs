//! A streamed message as canonical events.
//!
//! <https://docs.anthropic.com/en/docs/build-with-claude/streaming>
use super::{
    ANSWER, TheirError,
    answer::{Block, finish},
    usage::TheirUsage,
};
use crate::{
    canonical::chat::{Decoder, Delta, Event, Frame, Progress, StreamFailure},
    providers::failure::in_stream,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Reads a message's events.
#[derive(Debug, Default)]
pub(super) struct EventDecoder {
    open: BTreeMap<u64, Open>,
    calls: u32,
    answered: bool,
    ended: bool,
}

/// A block that has begun.
#[derive(Debug)]
enum Open {
    /// A call, by its place among the calls.
    Call(u32),
    /// The call that stands for the answer itself.
    Answer,
    /// Text or thoughts.
    Said,
    /// What the provider's own tools do.
    Other,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum TheirEvent {
    MessageStart {
        message: Started,
    },
    ContentBlockStart {
        index: u64,
        content_block: Block,
    },
    ContentBlockDelta {
        index: u64,
        delta: TheirDelta,
    },
    ContentBlockStop {
        index: u64,
    },
    MessageDelta {
        delta: Ended,
        usage: Option<TheirUsage>,
    },
    MessageStop,
    Error {
        error: TheirError,
    },
    /// `ping`, and what is not known yet.
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Started {
    usage: Option<TheirUsage>,
}

#[derive(Deserialize)]
struct Ended {
    stop_reason: Option<String>,
    stop_sequence: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(
    clippy::enum_variant_names,
    reason = "named as the provider names them"
)]
enum TheirDelta {
    TextDelta {
        text: String,
    },
    ThinkingDelta {
        thinking: String,
    },
    SignatureDelta {
        signature: String,
    },
    InputJsonDelta {
        partial_json: String,
    },
    #[serde(other)]
    OtherDelta,
}

impl Decoder for EventDecoder {
    fn frame(&mut self, frame: &Frame, events: &mut Vec<Event>) -> Result<Progress, StreamFailure> {
        let event = serde_json::from_slice(&frame.data).map_err(|_| StreamFailure::Malformed)?;
        match event {
            TheirEvent::MessageStart { message } => {
                events.extend(message.usage.map(|usage| Event::Usage(usage.into())));
            }
            TheirEvent::ContentBlockStart {
                index,
                content_block,
            } => self.start(index, content_block, events),
            TheirEvent::ContentBlockDelta { index, delta } => self.delta(index, delta, events),
            TheirEvent::ContentBlockStop { index } => drop(self.open.remove(&index)),
            TheirEvent::MessageDelta { delta, usage } => {
                events.extend(usage.map(|usage| Event::Usage(usage.into())));
                if let Some(reason) = &delta.stop_reason {
                    // An answer that had to be a tool's call waits for no tool.
                    let waits = !(self.answered && reason == "tool_use");
                    let reason = waits.then_some(reason.as_str());
                    events.push(Event::finish(finish(reason, delta.stop_sequence)));
                    self.ended = true;
                }
            }
            TheirEvent::MessageStop => {
                return if self.ended {
                    Ok(Progress::Done)
                } else {
                    Err(StreamFailure::Cut)
                };
            }
            TheirEvent::Error { error } => return Err(in_stream(error.into())),
            TheirEvent::Other => {}
        }
        Ok(Progress::Chunk)
    }

    fn end(&mut self, _events: &mut Vec<Event>) -> Result<(), StreamFailure> {
        Err(StreamFailure::Cut)
    }
}

impl EventDecoder {
    fn start(&mut self, index: u64, block: Block, events: &mut Vec<Event>) {
        let open = match block {
            Block::Text { text } => {
                push_text(text, Delta::Text, events);
                Open::Said
            }
            Block::Thinking { thinking, .. } => {
                push_text(thinking, Delta::Reasoning, events);
                Open::Said
            }
            Block::RedactedThinking { data } => {
                events.push(Event::delta(Delta::RedactedReasoning(data)));
                Open::Said
            }
            Block::ToolUse { name, .. } if name == ANSWER => {
                self.answered = true;
                Open::Answer
            }
            Block::ToolUse { id, name, .. } => {
                let index = self.calls;
                self.calls += 1;
                events.push(Event::delta(Delta::ToolCall {
                    index,
                    id,
                    name,
                    signature: None,
                }));
                Open::Call(index)
            }
            Block::Other => Open::Other,
        };
        self.open.insert(index, open);
    }

    fn delta(&mut self, index: u64, delta: TheirDelta, events: &mut Vec<Event>) {
        let open = self.open.get(&index);
        match (delta, open) {
            (TheirDelta::TextDelta { text }, _) => push_text(text, Delta::Text, events),
            (TheirDelta::ThinkingDelta { thinking }, _) => {
                push_text(thinking, Delta::Reasoning, events);
            }
            (TheirDelta::SignatureDelta { signature }, _) => {
                push_text(signature, Delta::Signature, events);
            }
            (TheirDelta::InputJsonDelta { partial_json }, Some(Open::Call(index))) => {
                let index = *index;
                let more = |json| Delta::Arguments { index, json };
                push_text(partial_json, more, events);
            }
            (TheirDelta::InputJsonDelta { partial_json }, Some(Open::Answer)) => {
                push_text(partial_json, Delta::Text, events);
            }
            (TheirDelta::InputJsonDelta { .. }, Some(Open::Said | Open::Other) | None)
            | (TheirDelta::OtherDelta, _) => {}
        }
    }
}

fn push_text(text: String, delta: impl FnOnce(String) -> Delta, events: &mut Vec<Event>) {
    if !text.is_empty() {
        events.push(Event::delta(delta(text)));
    }
}
