//! The canonical answer's pieces as the events of a streamed message.
use super::{
    answer::{
        grown, message, redacted_block, stop_reason, stop_sequence, text_block, thinking_block,
        tool_block,
    },
    error,
};
use crate::{
    canonical::chat::{Delta, Encoder, Event, Finish},
    format::Envelope,
    openai::error::ApiError,
};
use domain::request::Usage;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// Writes a message's events: blocks begin, grow and end; the last event but one tells why it ended and what it took.
#[derive(Debug)]
pub struct EventEncoder {
    /// What the stream begins with, until it was sent.
    start: Option<Value>,
    blocks: u64,
    said: Option<Said>,
    calls: Vec<Call>,
    finish: Option<Finish>,
}

/// The text or thoughts that are being said.
#[derive(Debug)]
struct Said {
    index: u64,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Thinking,
}

/// A call that has begun.
#[derive(Debug)]
struct Call {
    index: u64,
    arguments: String,
    is_stopped: bool,
}

impl Call {
    /// Ends the call's block.
    fn stop(&mut self, out: &mut Vec<u8>) {
        if self.is_stopped {
            return;
        }
        if self.arguments.is_empty() {
            grow(self.index, &arguments_delta("{}"), out);
        }
        stop(self.index, out);
        self.is_stopped = true;
    }

    /// Whether nothing can follow: the arguments are all there.
    fn is_whole(&self) -> bool {
        serde_json::from_str::<IgnoredAny>(&self.arguments).is_ok()
    }
}

impl EventEncoder {
    /// A stream of which nothing was sent.
    #[must_use]
    pub fn new(envelope: &Envelope) -> Self {
        Self {
            start: Some(message(envelope, &[], None)),
            blocks: 0,
            said: None,
            calls: Vec::new(),
            finish: None,
        }
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        if let Some(message) = self.start.take() {
            send(&json!({ "type": "message_start", "message": message }), out);
        }
    }

    /// Begins a block, once all are ended of which nothing more can come: clients expect one after the other.
    fn open(&mut self, block: &Value, out: &mut Vec<u8>) -> u64 {
        self.stop_saying(out);
        for call in self.calls.iter_mut().filter(|call| call.is_whole()) {
            call.stop(out);
        }
        let index = self.blocks;
        self.blocks += 1;
        let event =
            json!({ "type": "content_block_start", "index": index, "content_block": block });
        send(&event, out);
        index
    }

    fn say(&mut self, kind: Kind, delta: &Value, out: &mut Vec<u8>) {
        let index = match &self.said {
            Some(said) if said.kind == kind => said.index,
            Some(_) | None => {
                let block = match kind {
                    Kind::Text => text_block(""),
                    Kind::Thinking => thinking_block("", ""),
                };
                let index = self.open(&block, out);
                self.said = Some(Said { index, kind });
                index
            }
        };
        grow(index, delta, out);
    }

    fn stop_saying(&mut self, out: &mut Vec<u8>) {
        if let Some(said) = self.said.take() {
            stop(said.index, out);
        }
    }

    fn arguments(&mut self, place: u32, json: &str, out: &mut Vec<u8>) {
        let call = self.calls.get_mut(place as usize);
        if let Some(call) = call.filter(|call| !call.is_stopped && !json.is_empty()) {
            call.arguments.push_str(json);
            grow(call.index, &arguments_delta(json), out);
        }
    }

    fn delta(&mut self, delta: Delta, out: &mut Vec<u8>) {
        match delta {
            Delta::Text(text) | Delta::Refusal(text) => {
                let delta = json!({ "type": "text_delta", "text": text });
                self.say(Kind::Text, &delta, out);
            }
            Delta::Reasoning(text) => {
                let delta = json!({ "type": "thinking_delta", "thinking": text });
                self.say(Kind::Thinking, &delta, out);
            }
            Delta::Signature(signature) => {
                let delta = json!({ "type": "signature_delta", "signature": signature });
                self.say(Kind::Thinking, &delta, out);
                self.stop_saying(out);
            }
            Delta::RedactedReasoning(data) => {
                let index = self.open(&redacted_block(&data), out);
                stop(index, out);
            }
            Delta::ToolCall { id, name, .. } => {
                let index = self.open(&tool_block(&id, &name, &json!({})), out);
                self.calls.push(Call {
                    index,
                    arguments: String::new(),
                    is_stopped: false,
                });
            }
            Delta::Arguments { index, json } => self.arguments(index, &json, out),
            Delta::Image(_) | Delta::Logprobs(_) => {}
        }
    }

    fn stop_all(&mut self, out: &mut Vec<u8>) {
        self.stop_saying(out);
        for call in &mut self.calls {
            call.stop(out);
        }
    }
}

impl Encoder for EventEncoder {
    fn event(&mut self, event: Event, out: &mut Vec<u8>) {
        self.begin(out);
        match event {
            Event::Delta { choice: 0, delta } => self.delta(delta, out),
            Event::Finish { choice: 0, finish } => self.finish = Some(finish),
            Event::Delta { .. } | Event::Finish { .. } | Event::Usage(_) => {}
        }
    }

    fn close(&mut self, usage: Option<&Usage>, out: &mut Vec<u8>) {
        self.begin(out);
        self.stop_all(out);
        let finish = self.finish.as_ref();
        let delta = json!({
            "stop_reason": stop_reason(finish),
            "stop_sequence": stop_sequence(finish),
            "stop_details": null,
            "container": null,
        });
        let usage = grown(&usage.copied().unwrap_or_default());
        send(
            &json!({ "type": "message_delta", "delta": delta, "usage": usage }),
            out,
        );
        send(&json!({ "type": "message_stop" }), out);
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        out.extend_from_slice(&error::frame(error));
    }
}

fn send(event: &Value, out: &mut Vec<u8>) {
    let name = event["type"].as_str().unwrap_or_default();
    out.extend_from_slice(format!("event: {name}\ndata: {event}\n\n").as_bytes());
}

fn grow(index: u64, delta: &Value, out: &mut Vec<u8>) {
    send(
        &json!({ "type": "content_block_delta", "index": index, "delta": delta }),
        out,
    );
}

fn stop(index: u64, out: &mut Vec<u8>) {
    send(
        &json!({ "type": "content_block_stop", "index": index }),
        out,
    );
}

fn arguments_delta(json: &str) -> Value {
    json!({ "type": "input_json_delta", "partial_json": json })
}
