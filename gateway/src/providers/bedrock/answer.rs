//! A whole answer as canonical events.
use super::{files, names::Names};
use crate::{
    canonical::{
        Malformed,
        chat::{Delta, Event, Finish, Request},
    },
    providers::anthropic::ANSWER,
};
use domain::request::Usage;
use serde::Deserialize;
use serde_json::Value;

/// What has to be known of a request to read its answer.
#[derive(Debug, Default)]
pub(super) struct Asked {
    names: Names,
    /// Whether a tool that the client does not know may stand for the answer.
    answers_by_tool: bool,
    /// Whether it does.
    answered: bool,
    /// The only text at which the answer may end.
    stop: Option<String>,
}

impl Asked {
    /// What `request` asks.
    pub(super) fn of(request: &Request) -> Self {
        Self {
            names: Names::of(request),
            answers_by_tool: !request.tools.iter().any(|tool| tool.name == ANSWER),
            answered: false,
            stop: match request.stop.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            },
        }
    }

    /// Whether the tool of this name stands for the answer.
    pub(super) fn is_answer(&mut self, tool: &str) -> bool {
        let is_answer = self.answers_by_tool && tool == ANSWER;
        self.answered |= is_answer;
        is_answer
    }

    /// The call of a tool at its place among the calls.
    pub(super) fn call(&self, index: u32, id: String, name: String) -> Event {
        Event::delta(Delta::ToolCall {
            index,
            id,
            name: self.names.back(name),
            signature: None,
        })
    }

    /// Why an answer ended. One that had to be a tool's call waits for no tool.
    pub(super) fn finish(&self, ended: Ended) -> Finish {
        let said = ended.fields.map(|fields| fields["stop_sequence"].clone());
        match ended.stop_reason.as_deref() {
            Some("max_tokens" | "model_context_window_exceeded") => Finish::Length,
            Some("tool_use") if !self.answered => Finish::ToolCalls,
            Some("guardrail_intervened" | "content_filtered") => Finish::ContentFilter,
            Some("stop_sequence") => match said {
                Some(Value::String(text)) => Finish::StopSequence(text),
                Some(_) | None => match &self.stop {
                    Some(only) => Finish::StopSequence(only.clone()),
                    None => Finish::Stop,
                },
            },
            Some(_) | None => Finish::Stop,
        }
    }
}

/// What tells of an answer's end.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ended {
    stop_reason: Option<String>,
    #[serde(rename = "additionalModelResponseFields")]
    fields: Option<Value>,
}

#[derive(Deserialize)]
struct Converse {
    output: Output,
    usage: Option<TheirUsage>,
    #[serde(flatten)]
    ended: Ended,
}

#[derive(Deserialize)]
struct Output {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: Vec<Block>,
}

/// A block of content: one of these. Others are the provider's own tools at work.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Block {
    text: Option<String>,
    tool_use: Option<ToolUse>,
    reasoning_content: Option<Reasoning>,
    citations_content: Option<Cited>,
    image: Option<Picture>,
}

/// The beginning of a call, or all of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ToolUse {
    pub(super) tool_use_id: String,
    pub(super) name: String,
    #[serde(default)]
    input: Value,
    /// That the provider itself answers the call.
    r#type: Option<String>,
}

impl ToolUse {
    /// Whether the provider itself answers the call.
    pub(super) fn is_servers(&self) -> bool {
        self.r#type.as_deref() == Some("server_tool_use")
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Reasoning {
    reasoning_text: Option<Thoughts>,
    redacted_content: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Thoughts {
    text: String,
    signature: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Cited {
    #[serde(default)]
    content: Vec<CitedText>,
}

#[derive(Debug, Deserialize)]
struct CitedText {
    text: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Picture {
    format: String,
    source: Bytes,
}

#[derive(Debug, Deserialize)]
struct Bytes {
    bytes: Option<String>,
}

/// Bedrock's counters, whose input leaves the cache out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct TheirUsage {
    input_tokens: u64,
    output_tokens: u64,
    cache_read_input_tokens: Option<u64>,
    cache_write_input_tokens: Option<u64>,
    cache_details: Vec<Kept>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    ttl: String,
    input_tokens: u64,
}

impl From<TheirUsage> for Usage {
    fn from(wire: TheirUsage) -> Self {
        let written = wire.cache_write_input_tokens.unwrap_or(0);
        let hours = wire.cache_details.iter().filter(|kept| kept.ttl == "1h");
        let hour = hours.fold(0, |sum: u64, kept| sum.saturating_add(kept.input_tokens));
        let hour = hour.min(written);
        Self {
            input_uncached: wire.input_tokens,
            cache_read: wire.cache_read_input_tokens.unwrap_or(0),
            cache_write_5m: written - hour,
            cache_write_1h: hour,
            output_text: wire.output_tokens,
            requests: 1,
            ..Self::default()
        }
    }
}

/// The pieces of a whole answer.
pub(super) fn decode(asked: Asked, body: &[u8]) -> Result<Vec<Event>, Malformed> {
    let converse: Converse = serde_json::from_slice(body)?;
    let mut reader = Reader {
        asked,
        events: Vec::new(),
        calls: 0,
    };
    for block in converse.output.message.content {
        reader.block(block);
    }
    let finish = reader.asked.finish(converse.ended);
    let mut events = reader.events;
    events.push(Event::finish(finish));
    events.extend(converse.usage.map(|usage| Event::Usage(usage.into())));
    Ok(events)
}

struct Reader {
    asked: Asked,
    events: Vec<Event>,
    calls: u32,
}

impl Reader {
    fn block(&mut self, block: Block) {
        self.events.extend(block.text.map(Event::text));
        let cited = block.citations_content.into_iter();
        let cited = cited.flat_map(|cited| cited.content);
        self.events
            .extend(cited.filter_map(|cited| cited.text).map(Event::text));
        if let Some(reasoning) = block.reasoning_content {
            self.reasoning(reasoning);
        }
        if let Some(call) = block.tool_use {
            self.call(call);
        }
        let picture = block
            .image
            .and_then(|image| Some((image.format, image.source.bytes?)));
        self.events.extend(
            picture.map(|(format, data)| Event::delta(Delta::Image(files::drawn(&format, data)))),
        );
    }

    fn reasoning(&mut self, reasoning: Reasoning) {
        if let Some(thoughts) = reasoning.reasoning_text {
            self.events
                .push(Event::delta(Delta::Reasoning(thoughts.text)));
            let signature = thoughts.signature.map(Delta::Signature);
            self.events.extend(signature.map(Event::delta));
        }
        let redacted = reasoning.redacted_content.map(Delta::RedactedReasoning);
        self.events.extend(redacted.map(Event::delta));
    }

    fn call(&mut self, call: ToolUse) {
        let json = call.input.to_string();
        if self.asked.is_answer(&call.name) {
            self.events.push(Event::text(json));
        } else if !call.is_servers() {
            let index = self.calls;
            self.calls += 1;
            self.events
                .push(self.asked.call(index, call.tool_use_id, call.name));
            self.events
                .push(Event::delta(Delta::Arguments { index, json }));
        }
    }
}
