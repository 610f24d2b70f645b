//! A chat completion's chunks as canonical events, whoever wrote them.
use super::error_in_frame;
use crate::{
    canonical::chat::{Decoder, Delta, Event, Finish, Frame, Progress, StreamFailure},
    openai::usage::TokenUsage,
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use std::collections::BTreeMap;

/// Reads chunks.
#[derive(Debug, Default)]
pub(super) struct ChunkDecoder {
    calls: BTreeMap<u32, Calls>,
    begun: bool,
    finished: bool,
}

/// The calls of one choice that have begun, by the provider's index of each.
#[derive(Debug, Default)]
struct Calls {
    begun: Vec<u64>,
}

#[derive(Deserialize)]
struct Chunk<'a> {
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    choices: Option<Vec<Choice>>,
    usage: Option<TokenUsage>,
}

#[derive(Deserialize)]
struct Choice {
    index: Option<u32>,
    delta: Option<Said>,
    finish_reason: Option<String>,
    logprobs: Option<Value>,
}

/// What a choice says, in a chunk or in a whole answer.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    content: Option<Spoken>,
    reasoning_content: Option<String>,
    /// The same by another name; some say it by both.
    reasoning: Option<String>,
    refusal: Option<String>,
    tool_calls: Option<Vec<ToolCall>>,
    function_call: Option<Function>,
    images: Option<Vec<Picture>>,
}

/// Text, or pieces of it as some imitators write them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Spoken {
    Text(String),
    Parts(Vec<SpokenPart>),
}

#[derive(Deserialize)]
struct SpokenPart {
    text: Option<String>,
}

#[derive(Deserialize)]
struct ToolCall {
    index: Option<u64>,
    id: Option<String>,
    #[serde(default)]
    function: Function,
    extra_content: Option<Value>,
}

#[derive(Default, Deserialize)]
struct Function {
    name: Option<String>,
    arguments: Option<Value>,
}

#[derive(Deserialize)]
struct Picture {
    image_url: PictureUrl,
}

#[derive(Deserialize)]
struct PictureUrl {
    url: String,
}

impl Decoder for ChunkDecoder {
    fn frame(&mut self, frame: &Frame, events: &mut Vec<Event>) -> Result<Progress, StreamFailure> {
        if frame.data.trim_ascii() == b"[DONE]" {
            // The end of nothing is no answer.
            return self
                .begun
                .then_some(Progress::Done)
                .ok_or(StreamFailure::Cut);
        }
        let chunk: Chunk =
            serde_json::from_slice(&frame.data).map_err(|_| StreamFailure::Malformed)?;
        self.begun = true;
        if let Some(error) = chunk.error {
            return Err(error_in_frame(error));
        }
        for choice in chunk.choices.into_iter().flatten() {
            self.choice(choice, events);
        }
        events.extend(chunk.usage.map(|usage| Event::Usage(usage.into())));
        Ok(Progress::Chunk)
    }

    fn end(&mut self, _events: &mut Vec<Event>) -> Result<(), StreamFailure> {
        if self.finished {
            Ok(())
        } else {
            Err(StreamFailure::Cut)
        }
    }
}

impl ChunkDecoder {
    fn choice(&mut self, choice: Choice, events: &mut Vec<Event>) {
        let index = choice.index.unwrap_or(0);
        let calls = self.calls.entry(index).or_default();
        if let Some(said) = choice.delta {
            said.events(index, calls, events);
        }
        events.extend(choice.logprobs.map(|logprobs| Event::Delta {
            choice: index,
            delta: Delta::Logprobs(logprobs),
        }));
        let finish = choice.finish_reason.filter(|reason| !reason.is_empty());
        if let Some(reason) = finish {
            self.finished = true;
            let finish = finish_of(&reason, calls);
            events.push(Event::Finish {
                choice: index,
                finish,
            });
        }
    }
}

/// Why a choice ended; one that called tools waits for them, whatever its provider says.
fn finish_of(reason: &str, calls: &Calls) -> Finish {
    match reason {
        "length" => Finish::Length,
        "content_filter" => Finish::ContentFilter,
        "tool_calls" | "function_call" => Finish::ToolCalls,
        _ if calls.begun.is_empty() => Finish::Stop,
        _ => Finish::ToolCalls,
    }
}

impl Said {
    fn events(self, choice: u32, calls: &mut Calls, events: &mut Vec<Event>) {
        let mut add = |delta| events.push(Event::Delta { choice, delta });
        let thoughts = [self.reasoning_content, self.reasoning]
            .into_iter()
            .flatten();
        if let Some(thoughts) = thoughts.into_iter().find(|text| !text.is_empty()) {
            add(Delta::Reasoning(thoughts));
        }
        if let Some(text) = self
            .content
            .map(Spoken::text)
            .filter(|text| !text.is_empty())
        {
            add(Delta::Text(text));
        }
        if let Some(refusal) = self.refusal.filter(|text| !text.is_empty()) {
            add(Delta::Refusal(refusal));
        }
        for picture in self.images.into_iter().flatten() {
            add(Delta::Image(crate::canonical::media::Media::at(
                &picture.image_url.url,
            )));
        }
        let legacy = self.function_call.map(|function| ToolCall {
            index: Some(0),
            id: None,
            function,
            extra_content: None,
        });
        for call in self.tool_calls.into_iter().flatten().chain(legacy) {
            calls.push(call, &mut add);
        }
    }
}

impl Spoken {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => parts.into_iter().filter_map(|part| part.text).collect(),
        }
    }
}

impl Calls {
    /// A call, or more of one: which is told by the provider's index, or by an id where it gives none.
    fn push(&mut self, call: ToolCall, add: &mut impl FnMut(Delta)) {
        let named = call.function.name.filter(|name| !name.is_empty());
        let id = call.id.filter(|id| !id.is_empty());
        let theirs = call.index.unwrap_or_else(|| {
            let last = self.begun.last().copied().unwrap_or(0);
            match (&named, self.begun.is_empty()) {
                (Some(_), false) => last + 1,
                (Some(_), true) | (None, _) => last,
            }
        });
        let ours = self.begun.iter().position(|begun| *begun == theirs);
        let index = index_of(ours.unwrap_or(self.begun.len()));
        if ours.is_none() {
            self.begun.push(theirs);
            add(Delta::ToolCall {
                index,
                id: id.unwrap_or_else(|| format!("call_{index}")),
                name: named.unwrap_or_default(),
                signature: call.extra_content.as_ref().and_then(signature_of),
            });
        }
        let json = call.function.arguments.map(arguments_of);
        if let Some(json) = json.filter(|json| !json.is_empty()) {
            add(Delta::Arguments { index, json });
        }
    }
}

fn index_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn signature_of(extra: &Value) -> Option<String> {
    extra["google"]["thought_signature"]
        .as_str()
        .map(str::to_owned)
}

/// A call's arguments as JSON text; some imitators send the object itself.
fn arguments_of(arguments: Value) -> String {
    match arguments {
        Value::String(text) => text,
        Value::Null => String::new(),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            other.to_string()
        }
    }
}

/// The events of a whole choice.
pub(super) fn whole(choice: u32, said: Said, finish_reason: Option<&str>, events: &mut Vec<Event>) {
    let mut calls = Calls::default();
    said.events(choice, &mut calls, events);
    events.push(Event::Finish {
        choice,
        finish: finish_of(finish_reason.unwrap_or_default(), &calls),
    });
}
