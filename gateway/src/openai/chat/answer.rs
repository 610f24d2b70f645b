//! The canonical answer as the body of a whole chat completion.
use crate::{
    canonical::{
        chat::{Answer, Choice, Content, Finish, ToolCall},
        media::Media,
    },
    format::Envelope,
    openai::usage::UsageObject,
};
use serde_json::{Map, Value, json};

/// The body of a chat completion.
#[must_use]
pub fn answer(answer: &Answer, envelope: &Envelope) -> Vec<u8> {
    let choices: Vec<Value> = answer.choices.iter().enumerate().map(choice).collect();
    let mut body = json!({
        "id": envelope.stand_in.id,
        "object": "chat.completion",
        "created": envelope.stand_in.created,
        "model": envelope.model,
        "choices": choices,
    });
    if let Some(usage) = &answer.usage {
        body["usage"] = json!(UsageObject::from(usage));
    }
    body.to_string().into_bytes()
}

fn choice((index, choice): (usize, &Choice)) -> Value {
    json!({
        "index": index,
        "message": message(choice),
        "logprobs": choice.logprobs,
        "finish_reason": finish_reason(choice.finish.as_ref().unwrap_or(&Finish::Stop)),
    })
}

/// OpenAI's name of why a choice ended.
pub(super) const fn finish_reason(finish: &Finish) -> &'static str {
    match finish {
        Finish::Stop | Finish::StopSequence(_) => "stop",
        Finish::Length => "length",
        Finish::ToolCalls => "tool_calls",
        Finish::ContentFilter => "content_filter",
    }
}

fn message(choice: &Choice) -> Value {
    let calls: Vec<Value> = choice.tool_calls().map(tool_call).collect();
    let (mut reasoning, mut refusal) = (String::new(), String::new());
    let (mut blocks, mut images) = (Vec::new(), Vec::new());
    for content in &choice.content {
        match content {
            Content::Reasoning { text, signature } => {
                reasoning.push_str(text);
                blocks.extend(signature.as_ref().map(|signature| signed(text, signature)));
            }
            Content::RedactedReasoning(data) => blocks.push(redacted(data)),
            Content::Refusal(text) => refusal.push_str(text),
            Content::Image(media) => images.extend(image(media)),
            Content::Text(_)
            | Content::Document(_)
            | Content::Audio(_)
            | Content::ToolCall(_)
            | Content::ToolResult(_) => {}
        }
    }
    let text = choice.text();
    let silent = text.is_empty() && !(calls.is_empty() && refusal.is_empty());
    let mut message = Map::new();
    message.insert("role".into(), json!("assistant"));
    message.insert("content".into(), json!((!silent).then_some(text)));
    let refusal = (!refusal.is_empty()).then_some(refusal);
    message.insert("refusal".into(), json!(refusal));
    let mut add = |name: &str, value: Value, is_there: bool| {
        if is_there {
            message.insert(name.into(), value);
        }
    };
    add("reasoning_content", json!(reasoning), !reasoning.is_empty());
    add("thinking_blocks", json!(blocks), !blocks.is_empty());
    add("images", json!(images), !images.is_empty());
    add("tool_calls", json!(calls), !calls.is_empty());
    Value::Object(message)
}

/// Thoughts and what the provider knows them by.
pub(super) fn signed(text: &str, signature: &str) -> Value {
    json!({ "type": "thinking", "thinking": text, "signature": signature })
}

/// Thoughts that only the provider can read.
pub(super) fn redacted(data: &str) -> Value {
    json!({ "type": "redacted_thinking", "data": data })
}

/// A picture in an answer.
pub(super) fn image(media: &Media) -> Option<Value> {
    let url = media.url()?;
    Some(json!({ "type": "image_url", "image_url": { "url": url } }))
}

fn tool_call(call: &ToolCall) -> Value {
    let arguments = if call.arguments.is_empty() {
        "{}"
    } else {
        &call.arguments
    };
    let mut value = json!({
        "id": call.id,
        "type": "function",
        "function": { "name": call.name, "arguments": arguments },
    });
    if let Some(signature) = &call.signature {
        value["extra_content"] = extra_content(signature);
    }
    value
}

/// What a provider wants back with a call, as Google names it.
pub(super) fn extra_content(signature: &str) -> Value {
    json!({ "google": { "thought_signature": signature } })
}
