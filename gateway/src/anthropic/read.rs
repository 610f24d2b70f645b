//! A client's message request, read into the canonical conversation.
use super::wire;
use crate::{
    canonical::{
        chat::{
            CacheTtl, Content, Effort, Message, OutputFormat, Part, Reasoning, Request, Role,
            Sampling, Schema, Tool, ToolCall, ToolChoice, ToolResult,
        },
        media::{self, Media},
    },
    openai::error::ApiError,
};
use serde_json::{Map, Value};

/// Reads the body of a message request.
///
/// # Errors
/// When it is not of the documented form; the error names the field.
pub fn read(body: &[u8]) -> Result<Request, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let body: wire::Body = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ApiError::invalid_at(error.path().to_string()))?;
    let mut messages = Vec::new();
    if let Some(system) = body.system {
        messages.push(message(Role::System, system)?);
    }
    for said in body.messages {
        messages.push(message(role(said.role), said.content)?);
    }
    let mut extra = body.rest;
    let config = body.output_config.unwrap_or_default();
    let effort = effort(config.effort.as_deref(), &mut extra);
    Ok(Request {
        messages,
        tools: tools(body.tools, &mut extra)?,
        parallel_tool_calls: parallel(body.tool_choice.as_ref()),
        tool_choice: body.tool_choice.map(|choice| tool_choice(choice.mode)),
        max_tokens: body.max_tokens,
        sampling: Sampling {
            temperature: body.temperature,
            top_p: body.top_p,
            top_k: body.top_k,
            ..Sampling::default()
        },
        stop: body.stop_sequences.unwrap_or_default(),
        reasoning: reasoning(body.thinking.as_ref(), effort),
        output: config.format.map(output).unwrap_or_default(),
        user: body.metadata.unwrap_or_default().user_id,
        service_tier: body.service_tier.as_deref().map(service_tier),
        stream: body.stream.unwrap_or(false),
        extra,
        ..Request::default()
    })
}

fn role(role: wire::Role) -> Role {
    match role {
        wire::Role::User => Role::User,
        wire::Role::Assistant => Role::Assistant,
        wire::Role::System => Role::System,
    }
}

fn message(role: Role, content: wire::Content) -> Result<Message, ApiError> {
    let parts = parts(content)?;
    Ok(Message { role, parts })
}

fn parts(content: wire::Content) -> Result<Vec<Part>, ApiError> {
    match content {
        wire::Content::Text(text) => Ok(vec![Part::text(text)]),
        wire::Content::Blocks(blocks) => blocks.into_iter().map(part).collect(),
    }
}

fn part(block: wire::Block) -> Result<Part, ApiError> {
    let content = match block.kind {
        wire::BlockKind::Text { text } => Content::Text(text),
        wire::BlockKind::Image { source } => Content::Image(media_of(source, None)),
        wire::BlockKind::Document { source, title } => Content::Document(media_of(source, title)),
        wire::BlockKind::Thinking {
            thinking: text,
            signature,
        } => Content::Reasoning {
            text,
            signature: signature.filter(|signature| !signature.is_empty()),
        },
        wire::BlockKind::RedactedThinking { data } => Content::RedactedReasoning(data),
        wire::BlockKind::ToolUse { id, name, input } => Content::ToolCall(ToolCall {
            id,
            name,
            arguments: input.to_string(),
            signature: None,
        }),
        wire::BlockKind::ToolResult {
            tool_use_id: call,
            content,
            is_error,
        } => Content::ToolResult(ToolResult {
            call,
            parts: content.map_or(Ok(Vec::new()), parts)?,
            is_error,
        }),
        wire::BlockKind::Other => {
            let message = "A block of this type can be sent to models of Anthropic's own API only.";
            return Err(ApiError::invalid(Some("messages"), message));
        }
    };
    Ok(Part {
        content,
        cache: block.cache_control.as_ref().map(cache),
    })
}

fn cache(control: &wire::CacheControl) -> CacheTtl {
    match control.ttl.as_deref() {
        Some("1h") => CacheTtl::OneHour,
        Some(_) | None => CacheTtl::FiveMinutes,
    }
}

fn media_of(source: wire::Source, name: Option<String>) -> Media {
    let media = match source {
        wire::Source::Base64 { media_type, data } => Media::base64(Some(&media_type), data),
        wire::Source::Url { url } => Media::at(&url),
        wire::Source::Text { data } => stored(media::Source::Text(data)),
        wire::Source::File { file_id } => stored(media::Source::File(file_id)),
    };
    Media { name, ..media }
}

const fn stored(source: media::Source) -> Media {
    Media {
        source,
        media_type: None,
        name: None,
    }
}

/// The client's own tools; those that Anthropic hosts are left out.
fn tools(
    tools: Option<Vec<wire::Tool>>,
    extra: &mut Map<String, Value>,
) -> Result<Vec<Tool>, ApiError> {
    let mut read = Vec::new();
    for (place, tool) in tools.into_iter().flatten().enumerate() {
        match tool.r#type.as_deref() {
            None | Some("custom") => read.push(Tool {
                name: tool
                    .name
                    .ok_or_else(|| ApiError::invalid_at(format!("tools[{place}].name")))?,
                description: tool.description,
                parameters: tool.input_schema,
                strict: tool.strict,
                cache: tool.cache_control.as_ref().map(cache),
            }),
            Some(hosted) => drop(extra.insert(format!("tools.{hosted}"), Value::Null)),
        }
    }
    Ok(read)
}

fn parallel(choice: Option<&wire::ToolChoice>) -> Option<bool> {
    Some(!choice?.disable_parallel_tool_use?)
}

fn tool_choice(mode: wire::Mode) -> ToolChoice {
    match mode {
        wire::Mode::Auto => ToolChoice::Auto,
        wire::Mode::Any => ToolChoice::Required,
        wire::Mode::None => ToolChoice::None,
        wire::Mode::Tool { name } => ToolChoice::Tool(name),
    }
}

/// The effort that is asked for, which holds for models that always think even where thinking is not named; one that
/// nobody knows is left out.
fn effort(name: Option<&str>, extra: &mut Map<String, Value>) -> Option<Effort> {
    let effort = Effort::named(name?);
    if effort.is_none() {
        extra.insert("output_config.effort".to_owned(), Value::Null);
    }
    effort
}

fn reasoning(thinking: Option<&wire::Thinking>, effort: Option<Effort>) -> Option<Reasoning> {
    let effort = effort.map(Reasoning::Effort);
    match thinking {
        None => effort,
        Some(wire::Thinking::Disabled) => Some(Reasoning::Off),
        Some(wire::Thinking::Adaptive) => effort.or(Some(Reasoning::Adaptive)),
        Some(wire::Thinking::Enabled { budget_tokens }) => Some(Reasoning::Budget(*budget_tokens)),
    }
}

fn output(format: wire::OutputFormat) -> OutputFormat {
    OutputFormat::Schema(Schema {
        name: "answer".to_owned(),
        description: None,
        schema: format.schema,
        strict: Some(true),
    })
}

/// OpenAI's name of a tier of service.
fn service_tier(tier: &str) -> String {
    match tier {
        "standard_only" => "default".to_owned(),
        other => other.to_owned(),
    }
}
