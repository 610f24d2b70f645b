//! A client's chat request, read into the canonical one.
use super::wire;
use crate::{
    canonical::{
        chat::{
            CacheTtl, Content, Effort, Message, OutputFormat, Part, Reasoning, Request, Role,
            Sampling, Schema, Tool, ToolCall, ToolChoice, ToolResult,
        },
        media::{Media, Source},
    },
    openai::error::ApiError,
};
use serde_json::{Map, Value, json};

/// Reads the body of a chat request.
///
/// # Errors
/// When it is not of the documented form; the error names the field.
pub fn read(body: &[u8]) -> Result<Request, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let read: Result<wire::ChatRequest, _> = serde_path_to_error::deserialize(&mut json);
    read.map_err(|error| match error.path().to_string() {
        // Fields that are gathered into a struct of their own have lost their place.
        path if path == "." => option_at_fault(body),
        path => ApiError::invalid_at(path),
    })?
    .try_into()
}

/// The error of a body whose messages are as documented, but one of its other fields is not.
fn option_at_fault(body: &[u8]) -> ApiError {
    let fields: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    let is_wrong = |(name, value): &(String, Value)| {
        let alone = Map::from_iter([(name.clone(), value.clone())]);
        serde_json::from_value::<wire::Options>(alone.into()).is_err()
    };
    let wrong = fields.into_iter().find(is_wrong);
    wrong.map_or_else(
        || ApiError::invalid(None, "The request body is not of the documented form."),
        |(name, _)| ApiError::invalid_at(name),
    )
}

fn invalid(param: impl Into<String>, message: impl Into<String>) -> ApiError {
    ApiError {
        param: Some(param.into().into()),
        ..ApiError::invalid(None, message.into())
    }
}

impl TryFrom<wire::ChatRequest> for Request {
    type Error = ApiError;

    fn try_from(body: wire::ChatRequest) -> Result<Self, ApiError> {
        let options = body.options;
        let messages = body.messages.into_iter().enumerate();
        let messages = messages.map(|(index, message)| message_of(index, message));
        Ok(Self {
            messages: messages.collect::<Result<_, _>>()?,
            tools: tools(options.tools, options.functions)?,
            tool_choice: tool_choice(options.tool_choice, options.function_call)?,
            parallel_tool_calls: options.parallel_tool_calls,
            max_tokens: options.max_completion_tokens.or(options.max_tokens),
            sampling: Sampling {
                temperature: options.temperature,
                top_p: options.top_p,
                top_k: options.top_k,
                frequency_penalty: options.frequency_penalty,
                presence_penalty: options.presence_penalty,
                seed: options.seed,
                logit_bias: options.logit_bias,
            },
            stop: options.stop.map(stops).unwrap_or_default(),
            n: options.n,
            logprobs: options.logprobs,
            top_logprobs: options.top_logprobs,
            output: options.response_format.map(output).unwrap_or_default(),
            reasoning: reasoning(options.reasoning_effort)?,
            user: options.user,
            service_tier: options.service_tier,
            stream: options.stream.unwrap_or(false),
            extra: options.rest,
        })
    }
}

fn stops(stop: wire::OneOrMany) -> Vec<String> {
    match stop {
        wire::OneOrMany::One(stop) => vec![stop],
        wire::OneOrMany::Many(stops) => stops,
    }
}

fn reasoning(effort: Option<String>) -> Result<Option<Reasoning>, ApiError> {
    let Some(effort) = effort else {
        return Ok(None);
    };
    if effort == "none" {
        return Ok(Some(Reasoning::Off));
    }
    let known = Effort::named(&effort).ok_or_else(|| {
        let message =
            "`reasoning_effort` must be none, minimal, low, medium, high, xhigh or max.".to_owned();
        invalid("reasoning_effort", message)
    })?;
    Ok(Some(Reasoning::Effort(known)))
}

fn output(format: wire::ResponseFormat) -> OutputFormat {
    match format {
        wire::ResponseFormat::Text => OutputFormat::Text,
        wire::ResponseFormat::JsonObject => OutputFormat::Json,
        wire::ResponseFormat::JsonSchema { json_schema } => OutputFormat::Schema(Schema {
            name: json_schema.name,
            description: json_schema.description,
            schema: json_schema
                .schema
                .unwrap_or_else(|| json!({ "type": "object" })),
            strict: json_schema.strict,
        }),
    }
}

fn tools(
    tools: Option<Vec<wire::Tool>>,
    functions: Option<Vec<wire::Function>>,
) -> Result<Vec<Tool>, ApiError> {
    let mut read = Vec::new();
    for (index, tool) in tools.into_iter().flatten().enumerate() {
        let Some(function) = tool.function else {
            let message = format!(
                "A tool of type `{}` cannot be sent to this model's provider; only functions can.",
                tool.r#type
            );
            return Err(invalid(format!("tools[{index}].type"), message));
        };
        read.push(tool_of(function, tool.cache_control.as_ref().map(cache)));
    }
    let functions = functions.into_iter().flatten();
    read.extend(functions.map(|function| tool_of(function, None)));
    Ok(read)
}

fn tool_of(function: wire::Function, cache: Option<CacheTtl>) -> Tool {
    Tool {
        name: function.name,
        description: function.description,
        parameters: function.parameters,
        strict: function.strict,
        cache,
    }
}

fn tool_choice(
    choice: Option<wire::ToolChoice>,
    function: Option<wire::FunctionChoice>,
) -> Result<Option<ToolChoice>, ApiError> {
    let mode = match (choice, function) {
        (Some(wire::ToolChoice::Tool { function, .. }), _)
        | (None, Some(wire::FunctionChoice::Function(function))) => {
            return Ok(Some(ToolChoice::Tool(function.name)));
        }
        (Some(wire::ToolChoice::Mode(mode)), _)
        | (None, Some(wire::FunctionChoice::Mode(mode))) => mode,
        (None, None) => return Ok(None),
    };
    match mode.as_str() {
        "auto" => Ok(Some(ToolChoice::Auto)),
        "required" => Ok(Some(ToolChoice::Required)),
        "none" => Ok(Some(ToolChoice::None)),
        _ => {
            let message = "`tool_choice` must be auto, required, none or a function.";
            Err(invalid("tool_choice", message))
        }
    }
}

fn message_of(index: usize, message: wire::Message) -> Result<Message, ApiError> {
    let (role, parts) = match message {
        wire::Message::System { content } | wire::Message::Developer { content } => {
            (Role::System, parts_of(index, content)?)
        }
        wire::Message::User { content } => (Role::User, parts_of(index, content)?),
        wire::Message::Assistant(said) => (Role::Assistant, assistant(index, *said)?),
        wire::Message::Tool {
            content,
            tool_call_id,
        } => (Role::User, vec![result(index, content, tool_call_id)?]),
        wire::Message::Function { content, name } => {
            (Role::User, vec![result(index, content, legacy_id(&name))?])
        }
    };
    Ok(Message { role, parts })
}

/// The id of a call in the form before `tool_calls`, which had none.
fn legacy_id(name: &str) -> String {
    format!("call_{name}")
}

fn result(index: usize, content: Option<wire::Content>, call: String) -> Result<Part, ApiError> {
    let result = ToolResult {
        call,
        parts: parts_of(index, content)?,
        is_error: false,
    };
    Ok(Content::ToolResult(result).into())
}

fn assistant(index: usize, said: wire::Assistant) -> Result<Vec<Part>, ApiError> {
    let mut parts = thoughts(said.reasoning_content, said.thinking_blocks);
    parts.extend(parts_of(index, said.content)?);
    parts.extend(said.refusal.map(|text| Content::Refusal(text).into()));
    for picture in said.images.into_iter().flatten() {
        parts.push(part_of(index, picture)?);
    }
    let calls = said.tool_calls.into_iter().flatten();
    parts.extend(calls.map(|call| Content::ToolCall(call.into()).into()));
    parts.extend(said.function_call.map(|call| {
        let call = ToolCall {
            id: legacy_id(&call.name),
            name: call.name,
            arguments: call.arguments,
            signature: None,
        };
        Content::ToolCall(call).into()
    }));
    Ok(parts)
}

fn thoughts(text: Option<String>, blocks: Option<Vec<wire::ThinkingBlock>>) -> Vec<Part> {
    let blocks = blocks.filter(|blocks| !blocks.is_empty());
    let Some(blocks) = blocks else {
        let text = text.filter(|text| !text.is_empty());
        let unsigned = |text| Content::Reasoning {
            text,
            signature: None,
        };
        return text.map(unsigned).map(Part::from).into_iter().collect();
    };
    let content = |block| match block {
        wire::ThinkingBlock::Thinking {
            thinking: text,
            signature,
        } => Content::Reasoning { text, signature },
        wire::ThinkingBlock::RedactedThinking { data } => Content::RedactedReasoning(data),
    };
    blocks.into_iter().map(content).map(Part::from).collect()
}

impl From<wire::ToolCall> for ToolCall {
    fn from(call: wire::ToolCall) -> Self {
        let signature = call.extra_content.as_ref();
        let signature = signature
            .and_then(|extra| extra["google"]["thought_signature"].as_str())
            .map(str::to_owned);
        Self {
            id: call.id,
            name: call.function.name,
            arguments: call.function.arguments,
            signature,
        }
    }
}

fn parts_of(index: usize, content: Option<wire::Content>) -> Result<Vec<Part>, ApiError> {
    match content {
        None => Ok(Vec::new()),
        Some(wire::Content::Text(text)) => Ok(vec![Part::text(text)]),
        Some(wire::Content::Parts(parts)) => {
            parts.into_iter().map(|part| part_of(index, part)).collect()
        }
    }
}

fn part_of(index: usize, part: wire::Part) -> Result<Part, ApiError> {
    let content = match part.kind {
        wire::PartKind::Text { text } => Content::Text(text),
        wire::PartKind::Refusal { refusal } => Content::Refusal(refusal),
        wire::PartKind::ImageUrl { image_url } => Content::Image(match image_url {
            wire::ImageUrl::Object { url, .. } | wire::ImageUrl::Text(url) => Media::at(&url),
        }),
        wire::PartKind::InputAudio { input_audio } => {
            let media_type = format!("audio/{}", input_audio.format);
            Content::Audio(Media::base64(Some(&media_type), input_audio.data))
        }
        wire::PartKind::File { file } => Content::Document(document(index, file)?),
    };
    Ok(Part {
        content,
        cache: part.cache_control.as_ref().map(cache),
    })
}

fn document(index: usize, file: wire::File) -> Result<Media, ApiError> {
    let media = match (file.file_data, file.file_url, file.file_id) {
        (Some(data), _, _) if data.starts_with("data:") => Media::at(&data),
        (Some(data), _, _) => Media::base64(Some("application/pdf"), data),
        (None, Some(url), _) => Media::at(&url),
        (None, None, Some(id)) => Media {
            source: Source::File(id),
            media_type: None,
            name: None,
        },
        (None, None, None) => {
            let message = "A file needs one of `file_data`, `file_url` and `file_id`.";
            return Err(invalid(format!("messages[{index}].content"), message));
        }
    };
    Ok(Media {
        name: file.filename,
        ..media
    })
}

fn cache(control: &wire::CacheControl) -> CacheTtl {
    match control.ttl.as_deref() {
        Some("1h") => CacheTtl::OneHour,
        Some(_) | None => CacheTtl::FiveMinutes,
    }
}
