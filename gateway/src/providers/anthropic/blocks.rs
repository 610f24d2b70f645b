//! Messages' parts as content blocks.
use crate::{
    canonical::{
        Unsupported,
        chat::{CacheTtl, Content, Part, Request, Role, ToolCall, ToolResult, Turn},
        media::{Media, Source},
    },
    providers::gemini::GOOGLES,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// The pictures that are taken.
const PICTURES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// The blocks of a turn.
pub(super) fn of_turn(turn: &Turn) -> Result<Vec<Value>, Unsupported> {
    let mut blocks = Vec::new();
    for part in &turn.parts {
        if let Some(mut block) = block(&part.content, turn.role)? {
            cache_control(&mut block, part.cache);
            blocks.push(block);
        }
    }
    Ok(blocks)
}

/// Marks that the prompt is to be kept up to here.
pub(super) fn cache_control(block: &mut Value, ttl: Option<CacheTtl>) {
    match ttl {
        None => {}
        Some(CacheTtl::FiveMinutes) => block["cache_control"] = json!({ "type": "ephemeral" }),
        Some(CacheTtl::OneHour) => {
            block["cache_control"] = json!({ "type": "ephemeral", "ttl": "1h" });
        }
    }
}

/// Whether anything is to be kept for longer than by default.
pub(super) fn keeps_for_an_hour(request: &Request) -> bool {
    let parts = request.messages.iter().flat_map(|message| &message.parts);
    let parts = parts.map(|part| part.cache);
    let tools = request.tools.iter().map(|tool| tool.cache);
    parts.chain(tools).any(|ttl| ttl == Some(CacheTtl::OneHour))
}

fn block(content: &Content, role: Role) -> Result<Option<Value>, Unsupported> {
    let of_model = role == Role::Assistant;
    Ok(Some(match content {
        Content::Text(text) | Content::Refusal(text) => json!({ "type": "text", "text": text }),
        Content::Image(media) => json!({ "type": "image", "source": picture(media)? }),
        Content::Document(media) => document(media)?,
        Content::Audio(_) => {
            let message = "This model's provider takes no sound.";
            return Err(Unsupported::new("messages", message));
        }
        Content::Reasoning {
            text,
            signature: Some(signature),
        } if of_model && !signature.starts_with(GOOGLES) => {
            json!({ "type": "thinking", "thinking": text, "signature": signature })
        }
        Content::RedactedReasoning(data) if of_model => {
            json!({ "type": "redacted_thinking", "data": data })
        }
        Content::Reasoning { .. } | Content::RedactedReasoning(_) => return Ok(None),
        Content::ToolCall(call) => tool_use(call)?,
        Content::ToolResult(result) => tool_result(result)?,
    }))
}

fn picture(media: &Media) -> Result<Value, Unsupported> {
    match &media.source {
        Source::Url(url) => Ok(json!({ "type": "url", "url": url })),
        Source::Base64(data) => {
            let media_type = media.media_type.as_deref().unwrap_or_default();
            if !PICTURES.contains(&media_type) {
                let taken = PICTURES.join(", ");
                let message = format!(
                    "A picture of the type `{media_type}` is not taken by this model's provider; {taken} are."
                );
                return Err(Unsupported::new("messages", message));
            }
            Ok(json!({ "type": "base64", "media_type": media_type, "data": data }))
        }
        Source::Text(_) | Source::File(_) => Err(unknown_file("picture")),
    }
}

fn unknown_file(what: &str) -> Unsupported {
    let message = format!(
        "This model's provider does not know the {what} by its id. Send its content or its address."
    );
    Unsupported::new("messages", message)
}

fn document(media: &Media) -> Result<Value, Unsupported> {
    let source = match &media.source {
        Source::Url(url) => json!({ "type": "url", "url": url }),
        Source::Text(text) => plain(text),
        Source::File(_) => return Err(unknown_file("file")),
        Source::Base64(data) => match media.media_type.as_deref() {
            Some("application/pdf") | None => {
                json!({ "type": "base64", "media_type": "application/pdf", "data": data })
            }
            Some(text) if text.starts_with("text/") => plain(&decoded(data)?),
            Some(other) => {
                let message = format!(
                    "A file of the type `{other}` is not taken by this model's provider; PDF and text are."
                );
                return Err(Unsupported::new("messages", message));
            }
        },
    };
    let mut block = json!({ "type": "document", "source": source });
    if let Some(name) = &media.name {
        block["title"] = json!(name);
    }
    Ok(block)
}

fn plain(text: &str) -> Value {
    json!({ "type": "text", "media_type": "text/plain", "data": text })
}

fn decoded(data: &str) -> Result<String, Unsupported> {
    let bytes = STANDARD.decode(data).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(|| Unsupported::new("messages", "A text file must be UTF-8 in base64."))
}

fn tool_use(call: &ToolCall) -> Result<Value, Unsupported> {
    let input = call.input()?;
    Ok(json!({ "type": "tool_use", "id": id(&call.id), "name": call.name, "input": input }))
}

/// An id that other providers may have made, in the letters that are taken.
fn id(id: &str) -> String {
    let taken = |letter: char| {
        if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-') {
            letter
        } else {
            '_'
        }
    };
    id.chars().map(taken).collect()
}

fn tool_result(result: &ToolResult) -> Result<Value, Unsupported> {
    let mut content = Vec::new();
    for part in result.parts.iter().filter(|part| !part.is_blank()) {
        content.extend(block(&part.content, Role::User)?);
    }
    let mut value = json!({ "type": "tool_result", "tool_use_id": id(&result.call) });
    match (content.as_slice(), result.parts.as_slice()) {
        ([], _) => {}
        (
            [_],
            [
                Part {
                    content: Content::Text(text),
                    ..
                },
            ],
        ) => value["content"] = json!(text),
        _ => value["content"] = json!(content),
    }
    if result.is_error {
        value["is_error"] = json!(true);
    }
    Ok(value)
}
