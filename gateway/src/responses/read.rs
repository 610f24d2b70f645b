//! A client's call of the Responses API, read into the canonical conversation.
use super::wire;
use crate::{
    canonical::{
        chat::{
            Content, Effort, Message, OutputFormat, Part, Reasoning, Request, Role, Sampling,
            Schema, Tool, ToolCall, ToolChoice, ToolResult,
        },
        media::{Media, Source},
    },
    openai::error::ApiError,
};
use serde_json::{Map, Value, json};

/// What marks thoughts that only the provider can read among those that come back.
pub(super) const REDACTED: &str = "redacted:";

/// Reads the body of a call.
///
/// # Errors
/// When it is not of the documented form, or needs what was said in another call; the error names the field.
pub fn read(body: &[u8]) -> Result<Request, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let body: wire::Body = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ApiError::invalid_at(error.path().to_string()))?;
    stateless(&body)?;
    let mut messages: Vec<Message> = body.instructions.map(system).into_iter().collect();
    messages.extend(conversation(body.input)?);
    let mut extra = body.rest;
    extra.extend(
        body.truncation
            .filter(|it| it != "disabled")
            .map(|it| ("truncation".to_owned(), json!(it))),
    );
    let text = body.text.unwrap_or_default();
    extra.extend(
        text.verbosity
            .map(|it| ("text.verbosity".to_owned(), json!(it))),
    );
    Ok(Request {
        messages,
        tools: tools(body.tools, &mut extra),
        tool_choice: body.tool_choice.map(tool_choice).transpose()?,
        parallel_tool_calls: body.parallel_tool_calls,
        max_tokens: body.max_output_tokens,
        sampling: Sampling {
            temperature: body.temperature,
            top_p: body.top_p,
            ..Sampling::default()
        },
        logprobs: body.top_logprobs.map(|count| count > 0),
        top_logprobs: body.top_logprobs.filter(|count| *count > 0),
        output: text.format.map(output).unwrap_or_default(),
        reasoning: reasoning(body.reasoning)?,
        user: body.user.or(body.safety_identifier),
        service_tier: body.service_tier,
        stream: body.stream.unwrap_or(false),
        extra,
        ..Request::default()
    })
}

/// Refuses what needs another call's state.
fn stateless(body: &wire::Body) -> Result<(), ApiError> {
    let param = if body.previous_response_id.is_some() {
        "previous_response_id"
    } else if body.conversation.as_ref().is_some_and(|it| !it.is_null()) {
        "conversation"
    } else if body.prompt.as_ref().is_some_and(|it| !it.is_null()) {
        "prompt"
    } else if body.background == Some(true) {
        "background"
    } else {
        return Ok(());
    };
    let message = format!(
        "`{param}` needs a store of earlier calls, which the hub does not keep. Send the whole conversation in `input`."
    );
    Err(ApiError::invalid(Some(param), message))
}

fn system(text: String) -> Message {
    Message {
        role: Role::System,
        parts: vec![Part::text(text)],
    }
}

fn conversation(input: Option<wire::Input>) -> Result<Vec<Message>, ApiError> {
    match input {
        None => Ok(Vec::new()),
        Some(wire::Input::Text(text)) => Ok(vec![Message {
            role: Role::User,
            parts: vec![Part::text(text)],
        }]),
        Some(wire::Input::Items(items)) => {
            let items = items.into_iter().enumerate();
            items.map(|(index, item)| item_of(index, item)).collect()
        }
    }
}

fn item_of(index: usize, item: wire::Item) -> Result<Message, ApiError> {
    let typed = match item {
        wire::Item::Typed(typed) => typed,
        wire::Item::Message(message) => wire::Typed::Message(message),
        wire::Item::Other(other) => {
            let message = format!(
                "An item of type `{}` cannot be sent to this model's provider.",
                other.r#type
            );
            return Err(invalid(format!("input[{index}]"), message));
        }
    };
    let (role, content) = match typed {
        wire::Typed::Message(message) => return message_of(index, message),
        wire::Typed::FunctionCall {
            call_id,
            name,
            arguments,
        } => (Role::Assistant, call(call_id, name, arguments)),
        wire::Typed::CustomToolCall {
            call_id,
            name,
            input,
        } => {
            let arguments = json!({ "input": input }).to_string();
            (Role::Assistant, call(call_id, name, arguments))
        }
        wire::Typed::FunctionCallOutput { call_id, output }
        | wire::Typed::CustomToolCallOutput { call_id, output } => {
            let result = ToolResult {
                call: call_id,
                parts: parts(index, output)?,
                is_error: false,
            };
            (Role::User, Content::ToolResult(result))
        }
        wire::Typed::Reasoning {
            summary,
            content,
            encrypted_content,
        } => (
            Role::Assistant,
            thoughts(content.unwrap_or(summary), encrypted_content),
        ),
    };
    Ok(Message {
        role,
        parts: vec![content.into()],
    })
}

fn call(id: String, name: String, arguments: String) -> Content {
    Content::ToolCall(ToolCall {
        id,
        name,
        arguments,
        signature: None,
    })
}

fn thoughts(all: Vec<wire::Thought>, signature: Option<String>) -> Content {
    if let Some(data) = signature
        .as_deref()
        .and_then(|it| it.strip_prefix(REDACTED))
    {
        return Content::RedactedReasoning(data.to_owned());
    }
    let texts: Vec<String> = all.into_iter().map(|thought| thought.text).collect();
    Content::Reasoning {
        text: texts.join("\n\n"),
        signature,
    }
}

fn message_of(index: usize, message: wire::Message) -> Result<Message, ApiError> {
    let role = match message.role {
        wire::Role::User => Role::User,
        wire::Role::Assistant => Role::Assistant,
        wire::Role::System | wire::Role::Developer => Role::System,
    };
    let parts = parts(index, message.content)?;
    Ok(Message { role, parts })
}

fn parts(index: usize, content: wire::Content) -> Result<Vec<Part>, ApiError> {
    match content {
        wire::Content::Text(text) => Ok(vec![Part::text(text)]),
        wire::Content::Parts(parts) => {
            let parts = parts.into_iter();
            parts
                .map(|part| part_of(index, part).map(Part::from))
                .collect()
        }
    }
}

fn part_of(index: usize, part: wire::Part) -> Result<Content, ApiError> {
    let nothing = || {
        let message = "A picture or file needs its data, its address or its id.";
        invalid(format!("input[{index}].content"), message)
    };
    Ok(match part {
        wire::Part::InputText { text } => Content::Text(text),
        wire::Part::Refusal { refusal } => Content::Refusal(refusal),
        wire::Part::InputAudio { input_audio } => {
            let media_type = format!("audio/{}", input_audio.format);
            Content::Audio(Media::base64(Some(&media_type), input_audio.data))
        }
        wire::Part::InputImage { image_url, file_id } => {
            Content::Image(media(image_url, file_id).ok_or_else(nothing)?)
        }
        wire::Part::InputFile {
            file_data,
            file_url,
            file_id,
            filename,
        } => {
            let media = media(file_data.or(file_url), file_id).ok_or_else(nothing)?;
            Content::Document(Media {
                name: filename,
                ..media
            })
        }
    })
}

fn media(url: Option<String>, file: Option<String>) -> Option<Media> {
    let stored = |id| Media {
        source: Source::File(id),
        media_type: None,
        name: None,
    };
    url.map(|url| Media::at(&url)).or_else(|| file.map(stored))
}

/// Functions, and tools of free text as functions of one text; tools that a provider hosts are left out.
fn tools(tools: Option<Vec<wire::Tool>>, extra: &mut Map<String, Value>) -> Vec<Tool> {
    let mut read = Vec::new();
    for tool in tools.into_iter().flatten() {
        match (tool.r#type.as_str(), tool.name) {
            ("function", Some(name)) => read.push(Tool {
                name,
                description: tool.description,
                parameters: tool.parameters.filter(|schema| !schema.is_null()),
                strict: tool.strict,
                cache: None,
            }),
            ("custom", Some(name)) => read.push(Tool {
                name,
                description: tool.description,
                parameters: Some(free_text()),
                strict: None,
                cache: None,
            }),
            (hosted, _) => {
                extra.insert(format!("tools.{hosted}"), Value::Null);
            }
        }
    }
    read
}

/// The schema of a tool that takes free text.
fn free_text() -> Value {
    json!({
        "type": "object",
        "properties": { "input": { "type": "string" } },
        "required": ["input"],
        "additionalProperties": false,
    })
}

fn tool_choice(choice: wire::ToolChoice) -> Result<ToolChoice, ApiError> {
    match choice {
        wire::ToolChoice::Named { name } => Ok(ToolChoice::Tool(name)),
        wire::ToolChoice::Other {} => Ok(ToolChoice::Auto),
        wire::ToolChoice::Mode(mode) => match mode.as_str() {
            "auto" => Ok(ToolChoice::Auto),
            "required" => Ok(ToolChoice::Required),
            "none" => Ok(ToolChoice::None),
            _ => {
                let message = "`tool_choice` must be auto, required, none or a tool.";
                Err(invalid("tool_choice".to_owned(), message))
            }
        },
    }
}

fn output(format: wire::Format) -> OutputFormat {
    match format {
        wire::Format::Text => OutputFormat::Text,
        wire::Format::JsonObject => OutputFormat::Json,
        wire::Format::JsonSchema {
            name,
            description,
            schema,
            strict,
        } => OutputFormat::Schema(Schema {
            name,
            description,
            schema,
            strict,
        }),
    }
}

fn reasoning(reasoning: Option<wire::Reasoning>) -> Result<Option<Reasoning>, ApiError> {
    let Some(effort) = reasoning.and_then(|reasoning| reasoning.effort) else {
        return Ok(None);
    };
    if effort == "none" {
        return Ok(Some(Reasoning::Off));
    }
    let known = Effort::named(&effort).map(Reasoning::Effort);
    known.map(Some).ok_or_else(|| {
        let message = "`reasoning.effort` must be none, minimal, low, medium, high, xhigh or max.";
        invalid("reasoning.effort".to_owned(), message)
    })
}

fn invalid(param: String, message: impl Into<String>) -> ApiError {
    ApiError {
        param: Some(param.into()),
        ..ApiError::invalid(None, message.into())
    }
}
