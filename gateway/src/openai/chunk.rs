//! Streamed answers: a provider's frames to the client's chunks.
//!
//! A frame that conforms passes byte for byte but for the model and the usage; any other is mended. One id, one
//! role a choice, usage only for who asked, `[DONE]` only after a whole answer.
use super::{
    answer::{Logprobs, StandIn, mend_logprobs},
    splice::{Edits, json_string, place_of},
    tool_calls::{Begun, ToolCall, mend_piece},
    usage::{TokenUsage, UsageObject},
};
use crate::{
    call::Call,
    canonical::chat::{Metering, Progress, StreamFailure},
    providers::openai,
};
use domain::request::Usage;
use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_json::{Map, Value, json, value::RawValue};
use std::{collections::BTreeMap, ops::Range};

const OBJECT: &str = "\"chat.completion.chunk\"";

/// One streamed answer on its way through.
#[derive(Debug)]
pub struct ChunkStream {
    model: Vec<u8>,
    shown: UsageShown,
    stand_in: StandIn,
    /// The id of every chunk, as JSON; the first chunk's.
    id: Option<String>,
    /// When every chunk says the answer was created, as JSON; the first chunk's.
    created: Option<String>,
    metering: Metering,
    /// A bit for each choice whose role was sent.
    roles: u64,
    /// The calls of each choice that have begun.
    calls: BTreeMap<u64, Begun>,
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

#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    object: Option<&'a RawValue>,
    #[serde(borrow)]
    created: Option<&'a RawValue>,
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    #[serde(borrow, default)]
    choices: Option<Vec<Choice<'a>>>,
    #[serde(borrow, default, deserialize_with = "present")]
    usage: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    index: Option<u64>,
    #[serde(borrow)]
    delta: Option<Delta<'a>>,
    #[serde(borrow, default, deserialize_with = "present")]
    finish_reason: Option<&'a RawValue>,
    logprobs: Option<Logprobs>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Delta<'a> {
    #[serde(borrow)]
    role: Option<&'a RawValue>,
    #[serde(borrow)]
    content: Option<&'a RawValue>,
    #[serde(borrow)]
    reasoning_content: Option<&'a RawValue>,
    #[serde(borrow, deserialize_with = "present")]
    tool_calls: Option<&'a RawValue>,
    function_call: Option<IgnoredAny>,
}

/// Keeps `null` apart from a field that is not there.
fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(value).map(Some)
}

impl ChunkStream {
    /// The answer to `call`, of which nothing has come yet.
    #[must_use]
    pub fn new(call: &Call, stand_in: StandIn) -> Self {
        Self {
            model: json_string(&call.requested_model),
            shown: if call.include_usage {
                UsageShown::Owed
            } else {
                UsageShown::Never
            },
            stand_in,
            id: None,
            created: None,
            metering: Metering::default(),
            roles: 0,
            calls: BTreeMap::new(),
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
            // The end of nothing is no answer.
            return self
                .id
                .as_ref()
                .map(|_| Progress::Done)
                .ok_or(StreamFailure::Cut);
        }
        let frame: Frame = serde_json::from_slice(data).map_err(|_| StreamFailure::Malformed)?;
        if let Some(error) = frame.error {
            return Err(openai::error_in_frame(error));
        }
        self.note(&frame);
        if self.is_hidden(&frame) {
            return Ok(Progress::Chunk);
        }
        out.extend_from_slice(b"data: ");
        if self.conforms(&frame) {
            self.edits(&frame, data).apply(data, out);
        } else {
            let mended = self.mended(data).map_err(|_| StreamFailure::Malformed)?;
            out.extend_from_slice(&mended);
        }
        out.extend_from_slice(b"\n\n");
        self.mark_roles(&frame);
        Ok(Progress::Chunk)
    }

    /// Appends the end of a whole answer to `out`: usage where it is still owed, and `[DONE]`.
    pub fn close(&mut self, out: &mut Vec<u8>) {
        if let (UsageShown::Owed, Some(usage)) = (self.shown, self.metering.usage) {
            let mut chunk: Map<String, Value> = self
                .head()
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            chunk.insert("choices".into(), json!([]));
            chunk.insert("usage".into(), json!(UsageObject::from(&usage)));
            out.extend_from_slice(format!("data: {}\n\n", Value::Object(chunk)).as_bytes());
        }
        out.extend_from_slice(b"data: [DONE]\n\n");
    }

    /// Whether the stream may end here.
    ///
    /// # Errors
    /// When the answer had not come to its end.
    pub fn end_of_stream(&self) -> Result<(), StreamFailure> {
        if self.finished {
            Ok(())
        } else {
            Err(StreamFailure::Cut)
        }
    }

    fn note(&mut self, frame: &Frame) {
        if self.id.is_none() {
            let id = frame.id.map(RawValue::get).filter(|id| *id != "\"\"");
            self.id = Some(id.map_or_else(|| json!(self.stand_in.id).to_string(), str::to_owned));
            // Azure's first chunk was created at no time.
            let created = frame.created.map(RawValue::get).filter(|at| is_time(at));
            let stand_in = || self.stand_in.created.to_string();
            self.created = Some(created.map_or_else(stand_in, str::to_owned));
        }
        if let Some(usage) = usage_of(frame) {
            self.metering.add(usage);
        }
        for choice in frame.choices.iter().flatten() {
            self.finished |= choice.has_finished();
            self.metering.has_token |= choice.delta.as_ref().is_some_and(Delta::has_token);
        }
    }

    /// Whether the frame is the usage chunk that we alone asked for.
    fn is_hidden(&mut self, frame: &Frame) -> bool {
        let is_usage_chunk = frame.has_no_choices() && usage_of(frame).is_some();
        if is_usage_chunk && self.shown == UsageShown::Owed {
            self.shown = UsageShown::Sent;
        }
        is_usage_chunk && self.shown == UsageShown::Never
    }

    fn conforms(&self, frame: &Frame) -> bool {
        let same_id = frame.id.map(RawValue::get) == self.id.as_deref();
        let choices = frame.choices.as_ref();
        let usage_in_place = frame.has_no_choices() || usage_of(frame).is_none();
        same_id
            && usage_in_place
            && frame.object.is_some_and(|object| object.get() == OBJECT)
            && frame.created.is_some()
            && frame.model.is_some()
            && choices.is_some_and(|all| all.iter().all(|choice| self.choice_conforms(choice)))
    }

    fn choice_conforms(&self, choice: &Choice) -> bool {
        let (Some(index), Some(delta)) = (choice.index, &choice.delta) else {
            return false;
        };
        let role_once = delta.role.is_some() == self.is_first(index);
        let calls = delta.tool_calls.is_none_or(calls_conform);
        let logprobs = choice.logprobs.as_ref().is_none_or(Logprobs::is_whole);
        let finish = choice
            .finish_reason
            .is_some_and(|reason| reason.get() != "\"\"");
        role_once && calls && logprobs && finish
    }

    /// Whether nothing of the choice was sent yet.
    const fn is_first(&self, index: u64) -> bool {
        self.roles & bit(index) == 0
    }

    fn mark_roles(&mut self, frame: &Frame) {
        for choice in frame.choices.iter().flatten() {
            self.roles |= bit(choice.index.unwrap_or(0));
        }
    }

    fn edits(&self, frame: &Frame, data: &[u8]) -> Edits {
        let mut edits = Edits::default();
        if let Some(model) = frame.model {
            edits.replace(place_of(model, data), self.model.as_slice());
        }
        if let (Some(created), Some(first)) = (frame.created, &self.created)
            && created.get() != first
        {
            edits.replace(place_of(created, data), first.as_bytes());
        }
        match frame.usage {
            None if self.shown != UsageShown::Never => {
                let start = data
                    .iter()
                    .position(|byte| *byte == b'{')
                    .map_or(0, |at| at + 1);
                edits.replace(start..start, b"\"usage\":null,".as_slice());
            }
            Some(usage) if self.shown == UsageShown::Never => {
                let member = member(data, place_of(usage, data), b"\"usage\"");
                edits.replace(member, Vec::new());
            }
            Some(_) | None => {}
        }
        edits
    }

    fn mended(&mut self, data: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
        let mut chunk: Map<String, Value> = serde_json::from_slice(data)?;
        for (name, value) in self.head() {
            chunk.insert(name.into(), value);
        }
        let choices = chunk.entry("choices").or_insert(Value::Null);
        if choices.is_null() {
            *choices = json!([]);
        }
        let choices = choices
            .as_array_mut()
            .map(Vec::as_mut_slice)
            .unwrap_or_default();
        for (position, choice) in choices.iter_mut().enumerate() {
            self.mend_choice(position, choice);
        }
        let is_usage_chunk = choices.is_empty();
        if self.shown == UsageShown::Never {
            chunk.remove("usage");
        } else if !is_usage_chunk {
            chunk.insert("usage".into(), Value::Null);
        }
        serde_json::to_vec(&chunk)
    }

    fn mend_choice(&mut self, position: usize, choice: &mut Value) {
        let Some(choice) = choice.as_object_mut() else {
            return;
        };
        let index = choice.entry("index").or_insert_with(|| json!(position));
        let index = index.as_u64().unwrap_or(0);
        let finish = choice.entry("finish_reason").or_insert(Value::Null);
        if finish == "" {
            *finish = Value::Null;
        }
        let delta = choice.entry("delta").or_insert_with(|| json!({}));
        if delta.is_null() {
            *delta = json!({});
        }
        mend_logprobs(choice.get_mut("logprobs"));
        if let Some(delta) = choice.get_mut("delta").and_then(Value::as_object_mut) {
            if self.is_first(index) {
                delta.entry("role").or_insert_with(|| json!("assistant"));
            } else {
                delta.remove("role");
            }
            if delta.get("tool_calls").is_some_and(Value::is_null) {
                delta.remove("tool_calls");
            }
            let calls = delta.get_mut("tool_calls").and_then(Value::as_array_mut);
            for call in calls.into_iter().flatten() {
                let begun = self.calls.entry(index).or_default();
                mend_piece(begun, call, &self.stand_in.id);
            }
        }
    }

    /// What every chunk has in common.
    fn head(&self) -> [(&'static str, Value); 4] {
        let value = |json: Option<&[u8]>| json.and_then(|json| serde_json::from_slice(json).ok());
        let id = value(self.id.as_deref().map(str::as_bytes));
        let created = value(self.created.as_deref().map(str::as_bytes));
        [
            ("id", id.unwrap_or_else(|| json!(self.stand_in.id))),
            ("object", json!("chat.completion.chunk")),
            (
                "created",
                created.unwrap_or_else(|| json!(self.stand_in.created)),
            ),
            ("model", value(Some(&self.model)).unwrap_or_default()),
        ]
    }
}

impl Frame<'_> {
    fn has_no_choices(&self) -> bool {
        self.choices.as_ref().is_none_or(Vec::is_empty)
    }
}

impl Choice<'_> {
    fn has_finished(&self) -> bool {
        let reason = self.finish_reason.map(RawValue::get);
        reason.is_some_and(|reason| !matches!(reason, "null" | "\"\""))
    }
}

impl Delta<'_> {
    fn has_token(&self) -> bool {
        let full = |text: Option<&RawValue>| text.is_some_and(|text| text.get() != "\"\"");
        full(self.content)
            || full(self.reasoning_content)
            || self.tool_calls.is_some_and(|calls| calls.get() != "null")
            || self.function_call.is_some()
    }
}

fn usage_of(frame: &Frame) -> Option<Usage> {
    let usage: Option<TokenUsage> = serde_json::from_str(frame.usage?.get()).ok()?;
    usage.map(Usage::from)
}

/// Whether calls, or pieces of them, have all that clients need.
fn calls_conform(calls: &RawValue) -> bool {
    let calls = serde_json::from_str::<Vec<ToolCall>>(calls.get());
    calls.is_ok_and(|calls| calls.iter().all(ToolCall::is_piece))
}

/// Whether a JSON value is a time since the epoch.
fn is_time(created: &str) -> bool {
    created.parse::<u64>().is_ok_and(|seconds| seconds > 0)
}

const fn bit(index: u64) -> u64 {
    1 << (if index > 63 { 63 } else { index })
}

/// The place of a whole member of an object, with one of its commas, given its value's.
fn member(source: &[u8], value: Range<usize>, key: &[u8]) -> Range<usize> {
    let before = source[..value.start].trim_ascii_end();
    let before = before.strip_suffix(b":").unwrap_or(before).trim_ascii_end();
    let Some(before) = before.strip_suffix(key) else {
        return value.start..value.start;
    };
    let before = before.trim_ascii_end();
    if let Some(before) = before.strip_suffix(b",") {
        return before.len()..value.end;
    }
    let after = source[value.end..].trim_ascii_start();
    let after = after.strip_prefix(b",").unwrap_or(after);
    before.len()..source.len() - after.len()
}

#[cfg(test)]
mod tests;
