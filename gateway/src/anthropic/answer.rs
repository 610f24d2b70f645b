//! The canonical answer as a whole message.
use crate::{
    canonical::chat::{Answer, Content, Finish},
    format::Envelope,
};
use domain::request::Usage;
use serde_json::{Value, json};

/// The body of a message.
#[must_use]
pub fn answer(answer: &Answer, envelope: &Envelope) -> Vec<u8> {
    let choice = answer.choices.first();
    let content = choice.map_or(&[][..], |choice| &choice.content);
    let content: Vec<Value> = content.iter().filter_map(block).collect();
    let finish = choice.and_then(|choice| choice.finish.as_ref());
    let mut message = message(envelope, &content, answer.usage.as_ref());
    message["stop_reason"] = json!(stop_reason(finish));
    message["stop_sequence"] = json!(stop_sequence(finish));
    message.to_string().into_bytes()
}

/// A message that has not come to its end.
pub(super) fn message(envelope: &Envelope, content: &[Value], usage: Option<&Usage>) -> Value {
    json!({
        "id": envelope.stand_in.id,
        "type": "message",
        "role": "assistant",
        "model": envelope.model,
        "content": content,
        "stop_reason": null,
        "stop_sequence": null,
        "stop_details": null,
        "container": null,
        "usage": usage_of(usage),
    })
}

fn block(content: &Content) -> Option<Value> {
    Some(match content {
        Content::Text(text) | Content::Refusal(text) => text_block(text),
        Content::Reasoning { text, signature } => {
            thinking_block(text, signature.as_deref().unwrap_or_default())
        }
        Content::RedactedReasoning(data) => redacted_block(data),
        Content::ToolCall(call) => {
            let input: Option<Value> = serde_json::from_str(&call.arguments).ok();
            let input = input.filter(Value::is_object);
            tool_block(&call.id, &call.name, &input.unwrap_or_else(|| json!({})))
        }
        Content::Image(_) | Content::Document(_) | Content::Audio(_) | Content::ToolResult(_) => {
            return None;
        }
    })
}

pub(super) fn text_block(text: &str) -> Value {
    json!({ "type": "text", "text": text, "citations": null })
}

pub(super) fn thinking_block(text: &str, signature: &str) -> Value {
    json!({ "type": "thinking", "thinking": text, "signature": signature })
}

pub(super) fn redacted_block(data: &str) -> Value {
    json!({ "type": "redacted_thinking", "data": data })
}

pub(super) fn tool_block(id: &str, name: &str, input: &Value) -> Value {
    json!({ "type": "tool_use", "id": id, "name": name, "input": input, "caller": { "type": "direct" } })
}

/// Anthropic's name of why a message ended.
pub(super) const fn stop_reason(finish: Option<&Finish>) -> &'static str {
    match finish {
        Some(Finish::Stop) | None => "end_turn",
        Some(Finish::StopSequence(_)) => "stop_sequence",
        Some(Finish::Length) => "max_tokens",
        Some(Finish::ToolCalls) => "tool_use",
        Some(Finish::ContentFilter) => "refusal",
    }
}

pub(super) fn stop_sequence(finish: Option<&Finish>) -> Option<&str> {
    match finish {
        Some(Finish::StopSequence(sequence)) => Some(sequence),
        Some(Finish::Stop | Finish::Length | Finish::ToolCalls | Finish::ContentFilter) | None => {
            None
        }
    }
}

fn usage_of(usage: Option<&Usage>) -> Value {
    let usage = usage.copied().unwrap_or_default();
    let mut value = grown(&usage);
    value["cache_creation"] = json!({
        "ephemeral_5m_input_tokens": usage.cache_write_5m,
        "ephemeral_1h_input_tokens": usage.cache_write_1h,
    });
    value["inference_geo"] = Value::Null;
    value["service_tier"] = json!("standard");
    value
}

/// What a message's last event says of usage.
pub(super) fn grown(usage: &Usage) -> Value {
    let written = usage.cache_write_5m.saturating_add(usage.cache_write_1h);
    let read = usage.cache_read.saturating_add(written);
    json!({
        "input_tokens": usage.input_tokens().saturating_sub(read),
        "cache_read_input_tokens": usage.cache_read,
        "cache_creation_input_tokens": written,
        "output_tokens": usage.output_tokens(),
        "output_tokens_details": { "thinking_tokens": usage.output_reasoning },
        "server_tool_use": null,
    })
}
