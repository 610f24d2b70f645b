//! The canonical conversation as the body of a chat completion.
use super::{quirks, splice::path};
use crate::{
    canonical::{
        Unsupported,
        chat::{
            CacheTtl, Content, Effort, Message, OutputFormat, Part, Reasoning, Request, Role,
            Schema, Tool, ToolCall, ToolChoice, ToolResult,
        },
        media::{Media, Source},
    },
    openai::chat::wire,
    providers::{Encoded, Recipient, UpstreamRequest},
};
use domain::request::Operation;
use serde_json::{Value, json};
use std::borrow::Cow;

/// The request for the conversation's next message.
pub(super) fn encode(request: &Request, to: &Recipient) -> Result<Encoded, Unsupported> {
    let mut messages = Vec::new();
    for message in joined(&request.messages) {
        add(&message, &mut messages)?;
    }
    let body = wire::ChatRequest {
        model: to.model.as_str().to_owned(),
        messages,
        options: options(request, to),
    };
    let mut body = serde_json::to_value(&body).unwrap_or_default();
    if !is_openais_own(to) {
        quirks::say_refusals(&mut body);
    }
    let mut dropped = quirks::apply(to.kind.quirks(), &mut body, &request.extra);
    if is_openais_own(to) && request.sampling.top_k.is_some() {
        dropped.push("top_k".into());
    }
    if !knows_marks(to) {
        quirks::unmark(&mut body);
    }
    Ok(Encoded {
        first: UpstreamRequest::json(path(Operation::Chat, to), &body),
        more: Vec::new(),
        dropped,
    })
}

/// The messages, of which those that the model said in a row are one: clients of other formats send each call as a
/// message of its own, and a call without its result right after its message is refused.
fn joined(messages: &[Message]) -> Vec<Cow<'_, Message>> {
    let mut joined: Vec<Cow<Message>> = Vec::new();
    for message in messages {
        match joined.last_mut() {
            Some(last) if [last.role, message.role] == [Role::Assistant; 2] => {
                last.to_mut().parts.extend(message.parts.iter().cloned());
            }
            Some(_) | None => joined.push(Cow::Borrowed(message)),
        }
    }
    joined
}

fn options(request: &Request, to: &Recipient) -> wire::Options {
    let sampling = &request.sampling;
    let has_tools = !request.tools.is_empty();
    let (max_tokens, max_completion_tokens) = if is_openais_own(to) {
        (None, request.max_tokens)
    } else {
        (request.max_tokens, None)
    };
    wire::Options {
        tools: some(request.tools.iter().map(tool).collect()),
        tool_choice: request
            .tool_choice
            .as_ref()
            .filter(|_| has_tools)
            .map(tool_choice),
        parallel_tool_calls: request.parallel_tool_calls.filter(|_| has_tools),
        max_tokens,
        max_completion_tokens,
        temperature: sampling.temperature.clone(),
        top_p: sampling.top_p.clone(),
        top_k: sampling.top_k.filter(|_| !is_openais_own(to)),
        frequency_penalty: sampling.frequency_penalty.clone(),
        presence_penalty: sampling.presence_penalty.clone(),
        seed: sampling.seed.clone(),
        logit_bias: sampling.logit_bias.clone(),
        stop: some(request.stop.clone()).map(wire::OneOrMany::Many),
        n: request.n,
        logprobs: request.logprobs,
        top_logprobs: request.top_logprobs,
        response_format: response_format(&request.output),
        reasoning_effort: request.reasoning.and_then(effort).map(str::to_owned),
        user: request.user.clone(),
        service_tier: request.service_tier.clone(),
        stream: request.stream.then_some(true),
        stream_options: request.stream.then(|| json!({ "include_usage": true })),
        ..wire::Options::default()
    }
}

/// Whether the models are OpenAI's own: they know its newer names, as `max_completion_tokens` for the limit of tokens,
/// a refusal's own field, and none that are not its own.
fn is_openais_own(to: &Recipient) -> bool {
    matches!(to.kind.as_str(), "openai" | "azure_openai")
}

/// Whether Anthropic's marks of what to cache are known, or may be: most refuse what they do not know.
fn knows_marks(to: &Recipient) -> bool {
    matches!(to.kind.as_str(), "openrouter" | "openai_compatible")
}

fn some<T>(all: Vec<T>) -> Option<Vec<T>> {
    (!all.is_empty()).then_some(all)
}

/// OpenAI's name of an amount of thought; a budget is rounded to the nearest of Anthropic's own steps.
fn effort(reasoning: Reasoning) -> Option<&'static str> {
    let effort = match reasoning {
        Reasoning::Off => return Some("none"),
        Reasoning::Adaptive => return None,
        Reasoning::Effort(effort) => effort,
        Reasoning::Budget(..=1024) => Effort::Low,
        Reasoning::Budget(..=8192) => Effort::Medium,
        Reasoning::Budget(_) => Effort::High,
    };
    Some(match effort {
        Effort::Max => Effort::Xhigh.as_str(),
        Effort::Minimal | Effort::Low | Effort::Medium | Effort::High | Effort::Xhigh => {
            effort.as_str()
        }
    })
}

fn response_format(output: &OutputFormat) -> Option<wire::ResponseFormat> {
    match output {
        OutputFormat::Text => None,
        OutputFormat::Json => Some(wire::ResponseFormat::JsonObject),
        OutputFormat::Schema(Schema {
            name,
            description,
            schema,
            strict,
        }) => Some(wire::ResponseFormat::JsonSchema {
            json_schema: wire::JsonSchema {
                name: name.clone(),
                description: description.clone(),
                schema: Some(schema.clone()),
                strict: *strict,
            },
        }),
    }
}

fn tool(tool: &Tool) -> wire::Tool {
    wire::Tool {
        r#type: wire::function_type(),
        function: Some(wire::Function {
            name: tool.name.clone(),
            description: tool.description.clone(),
            parameters: tool.parameters.clone(),
            strict: tool.strict,
        }),
        cache_control: None,
    }
}

fn tool_choice(choice: &ToolChoice) -> wire::ToolChoice {
    let mode = match choice {
        ToolChoice::Auto => "auto",
        ToolChoice::Required => "required",
        ToolChoice::None => "none",
        ToolChoice::Tool(name) => {
            return wire::ToolChoice::Tool {
                function: wire::Named { name: name.clone() },
                r#type: wire::function_type(),
            };
        }
    };
    wire::ToolChoice::Mode(mode.to_owned())
}

/// A message; one with tools' results becomes a message a result, and then one of what else was said.
fn add(message: &Message, messages: &mut Vec<wire::Message>) -> Result<(), Unsupported> {
    match message.role {
        Role::System => messages.push(wire::Message::System {
            content: content(&message.parts)?,
        }),
        Role::Assistant => {
            let said = assistant(&message.parts)?;
            // One that held thoughts alone says nothing here.
            if said != wire::Assistant::default() {
                messages.push(wire::Message::Assistant(Box::new(said)));
            }
        }
        Role::User => add_user(&message.parts, messages)?,
    }
    Ok(())
}

fn add_user(parts: &[Part], messages: &mut Vec<wire::Message>) -> Result<(), Unsupported> {
    let mut said = Vec::new();
    for part in parts {
        if let Content::ToolResult(result) = &part.content {
            messages.push(tool_message(result));
            let shown = result.parts.iter().filter(|part| !is_text(part));
            said.extend(shown.cloned());
        } else {
            said.push(part.clone());
        }
    }
    if !said.is_empty() {
        messages.push(wire::Message::User {
            content: content(&said)?,
        });
    }
    Ok(())
}

/// A tool's result, which is text alone here; what else it holds is said by the user after it.
fn tool_message(result: &ToolResult) -> wire::Message {
    let texts = result.parts.iter().filter_map(|part| text_of(part));
    let text = texts.collect::<Vec<_>>().join("\n");
    wire::Message::Tool {
        content: Some(wire::Content::Text(text)),
        tool_call_id: result.call.clone(),
    }
}

fn is_text(part: &Part) -> bool {
    text_of(part).is_some()
}

fn text_of(part: &Part) -> Option<&str> {
    if let Content::Text(text) = &part.content {
        Some(text)
    } else {
        None
    }
}

/// A message's content: text where it is nothing else, as every imitator takes it.
fn content(parts: &[Part]) -> Result<Option<wire::Content>, Unsupported> {
    if let [part] = parts
        && let Some(text) = text_of(part)
    {
        return Ok(Some(wire::Content::Text(text.to_owned())));
    }
    let pieces = parts.iter().map(piece).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(wire::Content::Parts(
        pieces.into_iter().flatten().collect(),
    )))
}

fn piece(part: &Part) -> Result<Option<wire::Part>, Unsupported> {
    let kind = match &part.content {
        Content::Text(text) => wire::PartKind::Text { text: text.clone() },
        Content::Refusal(refusal) => wire::PartKind::Refusal {
            refusal: refusal.clone(),
        },
        Content::Image(media) => wire::PartKind::ImageUrl {
            image_url: wire::ImageUrl::Object {
                url: media.url().ok_or_else(|| not_here("A picture"))?,
                detail: None,
            },
        },
        Content::Audio(media) => audio(media)?,
        Content::Document(media) => document(media),
        Content::Reasoning { .. }
        | Content::RedactedReasoning(_)
        | Content::ToolCall(_)
        | Content::ToolResult(_) => return Ok(None),
    };
    Ok(Some(wire::Part {
        kind,
        cache_control: part.cache.map(cache_control),
    }))
}

/// Anthropic's mark; those that speak OpenAI's format and know it, such as `OpenRouter`, cache by it.
fn cache_control(ttl: CacheTtl) -> wire::CacheControl {
    wire::CacheControl {
        r#type: "ephemeral".to_owned(),
        ttl: match ttl {
            CacheTtl::FiveMinutes => None,
            CacheTtl::OneHour => Some("1h".to_owned()),
        },
    }
}

fn not_here(what: &str) -> Unsupported {
    let message =
        format!("{what} must be sent as a data URL or an address to this model's provider.");
    Unsupported::new("messages", message)
}

fn audio(media: &Media) -> Result<wire::PartKind, Unsupported> {
    let Source::Base64(data) = &media.source else {
        let message = "A sound must be sent as base64 to this model's provider.";
        return Err(Unsupported::new("messages", message));
    };
    let format = media.media_type.as_deref().unwrap_or("audio/wav");
    let format = match format.strip_prefix("audio/").unwrap_or(format) {
        "mpeg" => "mp3",
        "x-wav" | "wave" => "wav",
        other => other,
    };
    Ok(wire::PartKind::InputAudio {
        input_audio: wire::InputAudio {
            data: data.clone(),
            format: format.to_owned(),
        },
    })
}

fn document(media: &Media) -> wire::PartKind {
    let mut file = wire::File {
        filename: media.name.clone(),
        ..wire::File::default()
    };
    match &media.source {
        Source::Text(text) => return wire::PartKind::Text { text: text.clone() },
        Source::File(id) => file.file_id = Some(id.clone()),
        Source::Url(url) => file.file_url = Some(url.clone()),
        Source::Base64(_) => {
            file.file_data = media.url();
            let name = || "document.pdf".to_owned();
            file.filename = Some(file.filename.unwrap_or_else(name));
        }
    }
    wire::PartKind::File { file }
}

fn assistant(parts: &[Part]) -> Result<wire::Assistant, Unsupported> {
    let mut said = wire::Assistant::default();
    let mut calls = Vec::new();
    let mut texts = Vec::new();
    for part in parts {
        match &part.content {
            Content::ToolCall(call) => calls.push(tool_call(call)),
            Content::Refusal(text) => said.refusal = Some(text.clone()),
            Content::Text(_) => texts.push(part.clone()),
            Content::Image(_)
            | Content::Document(_)
            | Content::Audio(_)
            | Content::Reasoning { .. }
            | Content::RedactedReasoning(_)
            | Content::ToolResult(_) => {}
        }
    }
    if !texts.is_empty() {
        said.content = content(&texts)?;
    }
    said.tool_calls = some(calls);
    Ok(said)
}

fn tool_call(call: &ToolCall) -> wire::ToolCall {
    let arguments = if call.arguments.trim().is_empty() {
        "{}".to_owned()
    } else {
        call.arguments.clone()
    };
    wire::ToolCall {
        id: call.id.clone(),
        r#type: wire::function_type(),
        function: wire::FunctionCall {
            name: call.name.clone(),
            arguments,
        },
        extra_content: call
            .signature
            .as_ref()
            .map(|signature| -> Value { json!({ "google": { "thought_signature": signature } }) }),
    }
}
