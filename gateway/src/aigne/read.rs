//! A client's conversation, read into the canonical one.
use super::{
    part::{cache, part},
    wire,
};
use crate::{
    canonical::chat::{
        CacheTtl, Content, Effort, Message, OutputFormat, Part, Reasoning, Request, Role, Sampling,
        Schema, Tool, ToolCall, ToolChoice, ToolResult,
    },
    openai::error::ApiError,
};
use serde_json::{Map, Value};

/// What of a model's options is the client's own and no provider's.
const CLIENTS_OWN: [&str; 3] = ["model", "modalities", "preferInputFileType"];

/// Reads the body of a call.
///
/// # Errors
/// When it is not of the documented form; the error names the field.
pub fn read(body: &[u8]) -> Result<Request, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let body: wire::Body<wire::Chat> = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ApiError::invalid_at(error.path().to_string()))?;
    let input = body.input;
    if input.messages.is_empty() {
        let message = "`input.messages` must hold at least one message.";
        return Err(ApiError::invalid(Some("input.messages"), message));
    }
    let messages = input.messages.into_iter().enumerate();
    let messages = messages.map(|(index, message)| message_of(index, message));
    let options = input.model_options;
    let tools = input.tools.into_iter().flatten().map(tool);
    let mut request = Request {
        messages: messages.collect::<Result<_, _>>()?,
        tools: tools.collect(),
        tool_choice: input.tool_choice.map(tool_choice),
        parallel_tool_calls: options.parallel_tool_calls,
        max_tokens: options.max_tokens,
        sampling: Sampling {
            temperature: options.temperature,
            top_p: options.top_p,
            top_k: options.top_k,
            frequency_penalty: options.frequency_penalty,
            presence_penalty: options.presence_penalty,
            seed: options.seed,
            ..Sampling::default()
        },
        output: input.response_format.map(output).unwrap_or_default(),
        reasoning: options.reasoning_effort.map(reasoning).transpose()?,
        stream: body.options.streaming.unwrap_or(false),
        extra: extra(options.rest),
        ..Request::default()
    };
    if let Some(config) = options.cache_config {
        mark(&mut request, &config);
    }
    Ok(request)
}

fn extra(mut rest: Map<String, Value>) -> Map<String, Value> {
    rest.retain(|name, value| !value.is_null() && !CLIENTS_OWN.contains(&name.as_str()));
    rest
}

fn message_of(index: usize, message: wire::Message) -> Result<Message, ApiError> {
    let place = format!("input.messages[{index}]");
    let mut parts = parts(&format!("{place}.content"), message.content)?;
    let calls = message.tool_calls.into_iter().flatten();
    parts.extend(calls.map(|call| Content::ToolCall(call.into()).into()));
    let role = match message.role {
        wire::Role::System => Role::System,
        wire::Role::User | wire::Role::Tool => Role::User,
        wire::Role::Agent => Role::Assistant,
    };
    if message.role == wire::Role::Tool {
        let call = message
            .tool_call_id
            .ok_or_else(|| ApiError::invalid_at(format!("{place}.toolCallId")))?;
        let result = ToolResult {
            call,
            parts,
            is_error: false,
        };
        parts = vec![Content::ToolResult(result).into()];
    }
    if let (Some(control), Some(last)) = (&message.cache_control, parts.last_mut()) {
        last.cache = Some(cache(control));
    }
    Ok(Message { role, parts })
}

fn parts(place: &str, content: Option<wire::Content>) -> Result<Vec<Part>, ApiError> {
    match content {
        None => Ok(Vec::new()),
        Some(wire::Content::Text(text)) => Ok(vec![Part::text(text)]),
        Some(wire::Content::Parts(parts)) => {
            parts.into_iter().map(|piece| part(place, piece)).collect()
        }
    }
}

impl From<wire::ToolCall> for ToolCall {
    fn from(call: wire::ToolCall) -> Self {
        Self {
            id: call.id,
            name: call.function.name,
            arguments: match call.function.arguments {
                Value::Null => "{}".to_owned(),
                Value::String(text) => text,
                other
                @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                    other.to_string()
                }
            },
            signature: call
                .metadata
                .and_then(|metadata| metadata.thought_signature),
        }
    }
}

fn tool(tool: wire::Tool) -> Tool {
    Tool {
        name: tool.function.name,
        description: tool.function.description,
        parameters: tool.function.parameters,
        strict: None,
        cache: tool.cache_control.as_ref().map(cache),
    }
}

fn tool_choice(choice: wire::ToolChoice) -> ToolChoice {
    match choice {
        wire::ToolChoice::Mode(wire::Mode::Auto) => ToolChoice::Auto,
        wire::ToolChoice::Mode(wire::Mode::None) => ToolChoice::None,
        wire::ToolChoice::Mode(wire::Mode::Required) => ToolChoice::Required,
        wire::ToolChoice::Tool { function } => ToolChoice::Tool(function.name),
    }
}

fn output(format: wire::ResponseFormat) -> OutputFormat {
    match format {
        wire::ResponseFormat::Text => OutputFormat::Text,
        wire::ResponseFormat::JsonSchema { json_schema } => OutputFormat::Schema(Schema {
            name: json_schema.name,
            description: json_schema.description,
            schema: json_schema.schema,
            strict: json_schema.strict,
        }),
    }
}

fn reasoning(effort: wire::Effort) -> Result<Reasoning, ApiError> {
    match effort {
        wire::Effort::Tokens(0) => Ok(Reasoning::Off),
        wire::Effort::Tokens(tokens) => Ok(Reasoning::Budget(tokens)),
        wire::Effort::Name(name) if name == "none" => Ok(Reasoning::Off),
        wire::Effort::Name(name) => {
            let effort = Effort::named(&name).map(Reasoning::Effort);
            effort.ok_or_else(|| ApiError::invalid_at("input.modelOptions.reasoningEffort".into()))
        }
    }
}

/// Marks the places up to which the client wants the prompt kept.
fn mark(request: &mut Request, config: &wire::CacheConfig) {
    let by_hand = config.strategy.as_deref() == Some("manual");
    if by_hand || config.enabled == Some(false) {
        return;
    }
    let ttl = Some(match &config.ttl {
        Some(wire::CacheTime::Name(name)) if name == "1h" => CacheTtl::OneHour,
        Some(wire::CacheTime::Seconds(seconds)) if *seconds > 300 => CacheTtl::OneHour,
        Some(_) | None => CacheTtl::FiveMinutes,
    });
    let places = &config.auto_breakpoints;
    if let (true, Some(tool)) = (places.tools, request.tools.last_mut()) {
        tool.cache = tool.cache.or(ttl);
    }
    let mut messages = request.messages.iter_mut().rev();
    if places.last_message
        && let Some(last) = messages.next()
    {
        mark_end(last, ttl);
    }
    let system = messages.find(|message| message.role == Role::System);
    if let (true, Some(system)) = (places.system, system) {
        mark_end(system, ttl);
    }
}

fn mark_end(message: &mut Message, ttl: Option<CacheTtl>) {
    if let Some(part) = message.parts.last_mut() {
        part.cache = part.cache.or(ttl);
    }
}
