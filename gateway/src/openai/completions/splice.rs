//! A provider's own text completions: the model named as the client named it, usage read, the rest as it came.
use super::answer::OBJECT;
use crate::{
    call::Call,
    canonical::{
        Malformed,
        chat::{Metering, Progress, StreamFailure},
    },
    openai::{
        answer::{StandIn, is_there, with_model},
        splice::{Edits, json_string, place_of},
        usage::{TokenUsage, UsageObject},
    },
    providers::{Decoded, openai},
};
use bytes::Bytes;
use domain::request::Usage;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Map, Value, json, value::RawValue};

/// An answer or a chunk, as far as it is acted on.
#[derive(Deserialize)]
struct Text<'a> {
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    choices: Vec<Choice>,
    #[serde(borrow)]
    usage: Option<&'a RawValue>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    object: Option<IgnoredAny>,
    created: Option<IgnoredAny>,
}

impl Text<'_> {
    fn conforms(&self) -> bool {
        let has_head = self.id.is_some() && self.object.is_some() && self.created.is_some();
        has_head && self.choices.iter().all(Choice::is_whole)
    }
}

#[derive(Deserialize)]
struct Choice {
    text: Option<String>,
    finish_reason: Option<String>,
    index: Option<u64>,
    #[serde(default, deserialize_with = "is_there")]
    logprobs: bool,
}

impl Choice {
    const fn is_whole(&self) -> bool {
        self.text.is_some() && self.finish_reason.is_some() && self.index.is_some() && self.logprobs
    }
}

#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

/// The client's form of a whole answer.
///
/// # Errors
/// When the answer does not have its documented form.
pub fn decode(call: &Call, body: &Bytes, stand_in: &StandIn) -> Result<Decoded, Malformed> {
    let answer: Text = serde_json::from_slice(body)?;
    let usage = answer.usage.and_then(counted);
    let body = match answer.model {
        Some(model) if answer.conforms() => with_model(body, model, &call.requested_model),
        _ => mended(call, body, stand_in)?,
    };
    Ok(Decoded { body, usage })
}

/// The answer with what is required of it.
fn mended(call: &Call, body: &[u8], stand_in: &StandIn) -> Result<Bytes, serde_json::Error> {
    let mut answer: Map<String, Value> = serde_json::from_slice(body)?;
    answer.insert("model".into(), json!(call.requested_model));
    answer.insert("object".into(), json!(OBJECT));
    for (name, value) in [
        ("id", json!(stand_in.id)),
        ("created", json!(stand_in.created)),
    ] {
        answer.entry(name).or_insert(value);
    }
    let choices = answer.get_mut("choices").and_then(Value::as_array_mut);
    for (index, choice) in choices.into_iter().flatten().enumerate() {
        let Some(choice) = choice.as_object_mut() else {
            continue;
        };
        choice.entry("index").or_insert_with(|| json!(index));
        choice.entry("text").or_insert_with(|| json!(""));
        choice.entry("logprobs").or_insert(Value::Null);
        let finish = choice.entry("finish_reason").or_insert(Value::Null);
        if finish.is_null() {
            *finish = json!("stop");
        }
    }
    Ok(serde_json::to_vec(&answer)?.into())
}

fn counted(usage: &RawValue) -> Option<Usage> {
    let usage: Option<TokenUsage> = serde_json::from_str(usage.get()).ok()?;
    usage.map(Usage::from)
}

/// One streamed answer on its way through.
#[derive(Debug)]
pub struct TextStream {
    model: Vec<u8>,
    stand_in: StandIn,
    shown: UsageShown,
    metering: Metering,
    finished: bool,
}

/// What the client gets to see of usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UsageShown {
    /// Nothing: it did not ask.
    Never,
    /// A last chunk with it, which was not sent yet.
    Owed,
    /// It was sent.
    Sent,
}

impl TextStream {
    /// The answer to `call`, of which nothing has come yet.
    #[must_use]
    pub fn new(call: &Call, stand_in: StandIn) -> Self {
        Self {
            model: json_string(&call.requested_model),
            stand_in,
            shown: if call.include_usage {
                UsageShown::Owed
            } else {
                UsageShown::Never
            },
            metering: Metering::default(),
            finished: false,
        }
    }

    /// What was measured of it so far.
    #[must_use]
    pub const fn metering(&self) -> Metering {
        self.metering
    }

    /// Appends what the client gets for one frame's data to `out`.
    ///
    /// # Errors
    /// When the frame tells of an error or is malformed.
    pub fn push(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<Progress, StreamFailure> {
        if data.trim_ascii() == b"[DONE]" {
            return Ok(Progress::Done);
        }
        let text: Text = match serde_json::from_slice(data) {
            Ok(text) => text,
            Err(_) => return Err(told(data)),
        };
        self.note(&text);
        if text.choices.is_empty() {
            if self.shown == UsageShown::Never {
                return Ok(Progress::Chunk);
            }
            self.shown = UsageShown::Sent;
        }
        let mut edits = Edits::default();
        if let Some(model) = text.model {
            edits.replace(place_of(model, data), self.model.clone());
        }
        if let Some(early) = text.usage.filter(|_| !text.choices.is_empty()) {
            edits.replace(place_of(early, data), b"null".as_slice());
        }
        out.extend_from_slice(b"data: ");
        edits.apply(data, out);
        out.extend_from_slice(b"\n\n");
        Ok(Progress::Chunk)
    }

    fn note(&mut self, text: &Text) {
        if let Some(id) = text.id.and_then(|id| serde_json::from_str(id.get()).ok()) {
            self.stand_in.id = id;
        }
        if let Some(usage) = text.usage.and_then(counted) {
            self.metering.add(usage);
        }
        for choice in &text.choices {
            self.metering.has_token |= choice.text.as_ref().is_some_and(|text| !text.is_empty());
            self.finished |= choice.finish_reason.is_some();
        }
    }

    /// Appends the end of a whole answer to `out`: usage where it is still owed, and `[DONE]`.
    pub fn close(&mut self, out: &mut Vec<u8>) {
        if let (UsageShown::Owed, Some(usage)) = (self.shown, self.metering.usage) {
            let model: Value = serde_json::from_slice(&self.model).unwrap_or_default();
            let chunk = json!({
                "id": self.stand_in.id,
                "object": OBJECT,
                "created": self.stand_in.created,
                "model": model,
                "choices": [],
                "usage": UsageObject::from(&usage),
            });
            out.extend_from_slice(format!("data: {chunk}\n\n").as_bytes());
        }
        out.extend_from_slice(b"data: [DONE]\n\n");
    }

    /// Whether the stream may end here.
    ///
    /// # Errors
    /// When the answer had not come to its end.
    pub const fn end(&self) -> Result<(), StreamFailure> {
        if self.finished {
            Ok(())
        } else {
            Err(StreamFailure::Cut)
        }
    }
}

/// What a frame that is no chunk tells.
fn told(data: &[u8]) -> StreamFailure {
    let frame: Option<Frame> = serde_json::from_slice(data).ok();
    let error = frame.and_then(|frame| frame.error);
    error.map_or(StreamFailure::Malformed, openai::error_in_frame)
}
