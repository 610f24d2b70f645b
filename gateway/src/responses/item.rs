//! The items of a response's output.
use super::{echo::Echo, read::REDACTED};
use crate::canonical::{
    chat::{Content, ToolCall},
    media::{Media, Source},
};
use serde_json::{Value, json};

/// How far an item has come.
pub(super) const IN_PROGRESS: &str = "in_progress";
/// The item is whole.
pub(super) const COMPLETED: &str = "completed";

/// A message of the model.
pub(super) fn message(id: &str, status: &str, parts: &[Value]) -> Value {
    json!({ "type": "message", "id": id, "status": status, "role": "assistant", "content": parts })
}

/// Text in a message.
pub(super) fn output_text(text: &str) -> Value {
    json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] })
}

/// That the model declined, in a message.
pub(super) fn refusal(text: &str) -> Value {
    json!({ "type": "refusal", "refusal": text })
}

/// A piece of thought.
pub(super) fn summary_text(text: &str) -> Value {
    json!({ "type": "summary_text", "text": text })
}

/// Thoughts; what the provider knows them by is what the API calls encrypted content.
pub(super) fn reasoning(id: &str, summary: &[Value], signature: Option<&str>) -> Value {
    let mut item = json!({ "type": "reasoning", "id": id, "summary": summary });
    if let Some(signature) = signature {
        item["encrypted_content"] = json!(signature);
    }
    item
}

/// Thoughts that only the provider can read.
pub(super) fn redacted(id: &str, data: &str) -> Value {
    reasoning(id, &[], Some(&format!("{REDACTED}{data}")))
}

/// A call of a tool.
pub(super) fn tool_call(echo: &Echo, id: &str, status: &str, call: &ToolCall) -> Value {
    let (call_id, name) = (&call.id, &call.name);
    if echo.is_custom(name) {
        let input = free_text(&call.arguments);
        return json!({
            "type": "custom_tool_call", "id": id, "status": status, "call_id": call_id, "name": name, "input": input,
        });
    }
    json!({
        "type": "function_call", "id": id, "status": status, "call_id": call_id, "name": name,
        "arguments": call.arguments,
    })
}

/// The text that a tool of free text is called with.
pub(super) fn free_text(arguments: &str) -> String {
    let parsed: Option<Value> = serde_json::from_str(arguments).ok();
    let input = parsed.as_ref().and_then(|parsed| parsed["input"].as_str());
    input.unwrap_or(arguments).to_owned()
}

/// The arguments of a call, which are an object even where the model wrote none.
pub(super) fn arguments(text: &str) -> String {
    if text.trim().is_empty() {
        return "{}".to_owned();
    }
    text.to_owned()
}

/// A picture that the model drew.
pub(super) fn image(id: &str, media: &Media) -> Option<Value> {
    let Source::Base64(data) = &media.source else {
        return None;
    };
    Some(json!({ "type": "image_generation_call", "id": id, "status": COMPLETED, "result": data }))
}

/// The items of a whole answer.
pub(super) fn all(echo: &Echo, content: &[Content]) -> Vec<Value> {
    let mut items: Vec<Value> = Vec::new();
    let mut said: Vec<Value> = Vec::new();
    for piece in content {
        let index = items.len();
        let item = match piece {
            Content::Text(text) => {
                said.push(output_text(text));
                continue;
            }
            Content::Refusal(text) => {
                said.push(refusal(text));
                continue;
            }
            Content::Reasoning { text, signature } => {
                let summary: Vec<Value> = (!text.is_empty())
                    .then(|| summary_text(text))
                    .into_iter()
                    .collect();
                Some(reasoning(
                    &echo.part_id("rs", index),
                    &summary,
                    signature.as_deref(),
                ))
            }
            Content::RedactedReasoning(data) => Some(redacted(&echo.part_id("rs", index), data)),
            Content::ToolCall(call) => {
                flush(echo, &mut said, &mut items);
                let call = ToolCall {
                    arguments: arguments(&call.arguments),
                    ..call.clone()
                };
                let id = echo.part_id("fc", items.len());
                Some(tool_call(echo, &id, COMPLETED, &call))
            }
            Content::Image(media) => image(&echo.part_id("ig", index), media),
            Content::Document(_) | Content::Audio(_) | Content::ToolResult(_) => None,
        };
        flush(echo, &mut said, &mut items);
        items.extend(item);
    }
    flush(echo, &mut said, &mut items);
    items
}

fn flush(echo: &Echo, said: &mut Vec<Value>, items: &mut Vec<Value>) {
    if !said.is_empty() {
        let id = echo.part_id("msg", items.len());
        items.push(message(&id, COMPLETED, said));
        said.clear();
    }
}
