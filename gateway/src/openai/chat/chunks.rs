//! The canonical answer's pieces as the chunks of a streamed chat completion.
use super::answer::{extra_content, finish_reason, image, redacted, signed};
use crate::{
    canonical::chat::{Delta, Encoder, Event, Finish},
    format::Envelope,
    openai::{answer::StandIn, error::ApiError, usage::UsageObject},
};
use domain::request::Usage;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Writes chunks: one id, one role a choice, one finish a choice, usage only for who asked, `[DONE]` at the end.
#[derive(Debug)]
pub struct ChunkEncoder {
    model: String,
    head: StandIn,
    shows_usage: bool,
    choices: BTreeMap<u32, Begun>,
}

/// What was sent of a choice.
#[derive(Debug, Default)]
struct Begun {
    opened: bool,
    /// The thoughts since the last signature.
    thoughts: String,
    /// How much of each call's arguments was sent.
    arguments: Vec<usize>,
    finished: bool,
}

impl ChunkEncoder {
    /// A stream of which nothing was sent.
    #[must_use]
    pub fn new(envelope: &Envelope) -> Self {
        Self {
            model: envelope.model.to_owned(),
            head: envelope.stand_in.clone(),
            shows_usage: envelope.include_usage,
            choices: BTreeMap::new(),
        }
    }

    fn chunk(&self, choices: &Value, usage: Value, out: &mut Vec<u8>) {
        let mut chunk = json!({
            "id": self.head.id,
            "object": "chat.completion.chunk",
            "created": self.head.created,
            "model": self.model,
            "choices": choices,
        });
        if self.shows_usage {
            chunk["usage"] = usage;
        }
        out.extend_from_slice(format!("data: {chunk}\n\n").as_bytes());
    }

    fn send(&mut self, choice: u32, mut delta: Map<String, Value>, out: &mut Vec<u8>) {
        if !std::mem::replace(&mut self.begun(choice).opened, true) {
            delta.insert("role".into(), json!("assistant"));
            delta.entry("content").or_insert_with(|| json!(""));
        }
        let logprobs = delta.remove("logprobs").unwrap_or(Value::Null);
        let choice = json!([{ "index": choice, "delta": delta, "logprobs": logprobs, "finish_reason": null }]);
        self.chunk(&choice, Value::Null, out);
    }

    fn begun(&mut self, choice: u32) -> &mut Begun {
        self.choices.entry(choice).or_default()
    }

    fn finish(&mut self, choice: u32, finish: &Finish, out: &mut Vec<u8>) {
        if !self.begun(choice).opened {
            self.send(choice, Map::new(), out);
        }
        let begun = self.begun(choice);
        if std::mem::replace(&mut begun.finished, true) {
            return;
        }
        let calls = begun.arguments.iter().enumerate();
        let without: Vec<u32> = calls
            .filter(|(_, sent)| **sent == 0)
            .filter_map(|(index, _)| u32::try_from(index).ok())
            .collect();
        for index in without {
            self.send(choice, arguments(index, "{}"), out);
        }
        let reason = finish_reason(finish);
        let choice =
            json!([{ "index": choice, "delta": {}, "logprobs": null, "finish_reason": reason }]);
        self.chunk(&choice, Value::Null, out);
    }

    fn delta(&mut self, choice: u32, delta: Delta, out: &mut Vec<u8>) {
        let fields = match delta {
            Delta::Text(text) if text.is_empty() && self.begun(choice).opened => return,
            Delta::Text(text) => field("content", json!(text)),
            Delta::Refusal(text) => field("refusal", json!(text)),
            Delta::Logprobs(logprobs) => field("logprobs", logprobs),
            Delta::Reasoning(text) => {
                self.begun(choice).thoughts.push_str(&text);
                field("reasoning_content", json!(text))
            }
            Delta::Signature(signature) => {
                let thoughts = std::mem::take(&mut self.begun(choice).thoughts);
                field("thinking_blocks", json!([signed(&thoughts, &signature)]))
            }
            Delta::RedactedReasoning(data) => field("thinking_blocks", json!([redacted(&data)])),
            Delta::Image(media) => field(
                "images",
                json!(image(&media).into_iter().collect::<Vec<_>>()),
            ),
            Delta::ToolCall {
                index,
                id,
                name,
                signature,
            } => {
                self.begun(choice).arguments.resize(index as usize + 1, 0);
                call(index, &id, &name, signature.as_deref())
            }
            Delta::Arguments { json, .. } if json.is_empty() => return,
            Delta::Arguments { index, json } => {
                if let Some(sent) = self.begun(choice).arguments.get_mut(index as usize) {
                    *sent += json.len();
                }
                arguments(index, &json)
            }
        };
        self.send(choice, fields, out);
    }
}

impl Encoder for ChunkEncoder {
    fn event(&mut self, event: Event, out: &mut Vec<u8>) {
        match event {
            Event::Delta { choice, delta } => self.delta(choice, delta, out),
            Event::Finish { choice, finish } => self.finish(choice, &finish, out),
            Event::Usage(_) => {}
        }
    }

    fn close(&mut self, usage: Option<&Usage>, out: &mut Vec<u8>) {
        if let (true, Some(usage)) = (self.shows_usage, usage) {
            self.chunk(&json!([]), json!(UsageObject::from(usage)), out);
        }
        out.extend_from_slice(b"data: [DONE]\n\n");
    }

    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        out.extend_from_slice(&error.frame());
    }
}

fn field(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

fn call(index: u32, id: &str, name: &str, signature: Option<&str>) -> Map<String, Value> {
    let mut call = json!({
        "index": index,
        "id": id,
        "type": "function",
        "function": { "name": name, "arguments": "" },
    });
    if let Some(signature) = signature {
        call["extra_content"] = extra_content(signature);
    }
    field("tool_calls", json!([call]))
}

fn arguments(index: u32, json: &str) -> Map<String, Value> {
    field(
        "tool_calls",
        json!([{ "index": index, "function": { "arguments": json } }]),
    )
}
