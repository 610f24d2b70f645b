//! The canonical answer as a whole one of this format.
use super::{
    part::file,
    wire::{Body, FileType, ResponseFormat, Wanted},
};
use crate::{
    canonical::chat::{Answer, Choice, Content, ToolCall},
    format::Envelope,
};
use domain::request::Usage;
use serde_json::{Map, Value, json};

/// In which form a client wants its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// Whether the text is JSON that is wanted as a value.
    pub(super) is_json: bool,
    /// How files come.
    pub(super) files: FileType,
}

impl Form {
    /// As the call's body says.
    pub(super) fn of(body: &[u8]) -> Self {
        let body: Option<Body<Wanted>> = serde_json::from_slice(body).ok();
        let wanted = body.map(|body| body.input).unwrap_or_default();
        Self {
            is_json: matches!(
                wanted.response_format,
                Some(ResponseFormat::JsonSchema { .. })
            ),
            files: wanted.output_file_type.unwrap_or_default(),
        }
    }
}

/// The body of an answer.
#[must_use]
pub fn answer(answer: &Answer, envelope: &Envelope) -> Vec<u8> {
    let form = Form::of(envelope.body);
    let mut body = match answer.choices.first() {
        Some(choice) => said(choice, form),
        None => Map::new(),
    };
    body.extend(end(envelope.model, answer.usage.as_ref()));
    Value::Object(body).to_string().into_bytes()
}

fn said(choice: &Choice, form: Form) -> Map<String, Value> {
    let (mut text, mut thoughts, mut files) = (String::new(), String::new(), Vec::new());
    for content in &choice.content {
        match content {
            Content::Text(more) | Content::Refusal(more) => text.push_str(more),
            Content::Reasoning { text: more, .. } => thoughts.push_str(more),
            Content::Image(media) => files.extend(file(media, form.files)),
            Content::Document(_)
            | Content::Audio(_)
            | Content::RedactedReasoning(_)
            | Content::ToolCall(_)
            | Content::ToolResult(_) => {}
        }
    }
    let calls: Vec<Value> = choice.tool_calls().map(called).collect();
    let json = form.is_json.then(|| value(&text)).flatten();
    let mut fields = Map::new();
    let mut add = |name: &str, value: Value, is_there: bool| {
        if is_there {
            fields.insert(name.to_owned(), value);
        }
    };
    let is_plain = json.is_none() && (!text.is_empty() || calls.is_empty());
    add("text", json!(text), is_plain);
    add("json", json!(json), json.is_some());
    add("thoughts", json!(thoughts), !thoughts.is_empty());
    add("toolCalls", json!(calls), !calls.is_empty());
    add("files", json!(files), !files.is_empty());
    fields
}

/// The object that a text is, where it is one.
pub(super) fn value(text: &str) -> Option<Value> {
    let value: Option<Value> = serde_json::from_str(text).ok();
    value.filter(|value| value.is_object() || value.is_array())
}

/// A call of a tool; arguments that are no object are given as the one text that they are.
pub(super) fn called(call: &ToolCall) -> Value {
    let arguments = if call.arguments.trim().is_empty() {
        json!({})
    } else {
        let read = value(&call.arguments).filter(Value::is_object);
        read.unwrap_or_else(|| json!({ "arguments": call.arguments }))
    };
    let mut value = json!({
        "id": call.id,
        "type": "function",
        "function": { "name": call.name, "arguments": arguments },
    });
    if let Some(signature) = &call.signature {
        value["metadata"] = json!({ "thoughtSignature": signature });
    }
    value
}

/// What every answer ends with.
pub(super) fn end(model: &str, usage: Option<&Usage>) -> Map<String, Value> {
    let usage = usage.map(|usage| {
        let mut counts = json!({
            "inputTokens": usage.input_tokens(),
            "outputTokens": usage.output_tokens(),
        });
        let written = usage.cache_write_5m.saturating_add(usage.cache_write_1h);
        for (name, count) in [
            ("cacheReadInputTokens", usage.cache_read),
            ("cacheCreationInputTokens", written),
        ] {
            if count > 0 {
                counts[name] = json!(count);
            }
        }
        counts
    });
    let usage = usage.map(|usage| ("usage".to_owned(), usage));
    usage
        .into_iter()
        .chain([("model".to_owned(), json!(model))])
        .collect()
}
