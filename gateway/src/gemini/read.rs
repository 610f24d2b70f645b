//! A client's `generateContent`, read into the canonical request.
use super::wire::{
    self, Content as Said, FunctionDeclaration, GenerateRequest, GenerationConfig, ThinkingConfig,
};
use crate::{
    canonical::{
        chat::{
            Content, Effort, Message, OutputFormat, Part, Reasoning, Request, Role, Sampling,
            Schema, Tool, ToolCall, ToolChoice, ToolResult,
        },
        media::{Media, Source},
    },
    openai::error::ApiError,
    providers::gemini::GOOGLES,
};
use serde_json::{Map, Number, Value};
use std::collections::VecDeque;

/// Reads the body of `generateContent`.
///
/// # Errors
/// When it is not of the documented form; the error names the field.
pub fn read(body: &[u8]) -> Result<Request, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let read: Result<GenerateRequest, _> = serde_path_to_error::deserialize(&mut json);
    let body = read.map_err(|error| ApiError::invalid_at(error.path().to_string()))?;
    if body.contents.is_empty() {
        let message = "`contents` must hold at least one message.";
        return Err(ApiError::invalid(Some("contents"), message));
    }
    let mut reader = Reader::default();
    let mut messages = Vec::new();
    if let Some(system) = body.system_instruction {
        messages.push(reader.message(Role::System, system)?);
    }
    for said in body.contents {
        let role = role_of(&said)?;
        messages.push(reader.message(role, said)?);
    }
    request(
        messages,
        body.tools,
        body.tool_config,
        body.generation_config,
    )
    .map(|request| Request {
        service_tier: body.service_tier.and_then(tier),
        extra: body.rest,
        ..request
    })
}

fn invalid(param: &'static str, message: impl Into<String>) -> ApiError {
    ApiError::invalid(Some(param), message.into())
}

fn request(
    messages: Vec<Message>,
    tools: Vec<wire::Tool>,
    tool_config: Option<wire::ToolConfig>,
    config: GenerationConfig,
) -> Result<Request, ApiError> {
    let tool_choice = tool_config
        .and_then(|config| config.function_calling_config)
        .map(tool_choice)
        .transpose()?
        .flatten();
    let output = output(&config);
    let reasoning = config.thinking_config.map(reasoning).transpose()?;
    Ok(Request {
        messages,
        tools: functions(tools)?,
        tool_choice,
        max_tokens: config.max_output_tokens,
        sampling: Sampling {
            temperature: config.temperature,
            top_p: config.top_p,
            top_k: config.top_k.as_ref().and_then(whole),
            frequency_penalty: config.frequency_penalty,
            presence_penalty: config.presence_penalty,
            seed: config.seed,
            logit_bias: None,
        },
        stop: config.stop_sequences,
        n: config.candidate_count,
        logprobs: config.response_logprobs,
        top_logprobs: config.logprobs,
        output,
        reasoning: reasoning.flatten(),
        ..Request::default()
    })
}

/// Google's clients write whole numbers with a fraction.
fn whole(number: &Number) -> Option<u64> {
    let text = number.to_string();
    text.split('.').next()?.parse().ok()
}

fn role_of(said: &Said) -> Result<Role, ApiError> {
    match said.role.as_deref() {
        None | Some("user" | "function" | "tool") => Ok(Role::User),
        Some("model" | "assistant") => Ok(Role::Assistant),
        Some("system") => Ok(Role::System),
        Some(_) => Err(invalid("contents.role", "A role must be user or model.")),
    }
}

/// The calls that have no result yet: Google's clients need give no ids.
#[derive(Default)]
struct Reader {
    open: VecDeque<(String, String)>,
    calls: usize,
}

impl Reader {
    fn message(&mut self, role: Role, said: Said) -> Result<Message, ApiError> {
        let parts = said.parts.into_iter().map(|part| self.part(part));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        Ok(Message {
            role,
            parts: parts.into_iter().flatten().map(Part::from).collect(),
        })
    }

    fn part(&mut self, part: wire::Part) -> Result<Vec<Content>, ApiError> {
        let signature = part.thought_signature;
        if let Some(call) = part.function_call {
            return Ok(vec![self.call(call, signature)]);
        }
        if let Some(response) = part.function_response {
            return Ok(vec![self.result(response)?]);
        }
        let is_thought = part.thought == Some(true);
        let signed = signature.map(|signature| [GOOGLES, &signature].concat());
        let mut contents = Vec::new();
        match part.text {
            Some(text) if is_thought => contents.push(Content::Reasoning {
                text,
                signature: signed,
            }),
            Some(text) => {
                contents.push(Content::Text(text));
                contents.extend(signed.map(|signature| Content::Reasoning {
                    text: String::new(),
                    signature: Some(signature),
                }));
            }
            None => {}
        }
        contents.extend(part.inline_data.map(inline));
        contents.extend(part.file_data.map(file));
        if let Some(program) = part.executable_code {
            contents.push(Content::Text(format!("```\n{}\n```", program.code)));
        }
        if let Some(result) = part.code_execution_result {
            contents.push(Content::Text(format!("```\n{}\n```", result.output)));
        }
        if contents.is_empty() {
            let message = "A part must hold one of text, inlineData, fileData, functionCall and functionResponse.";
            return Err(invalid("contents.parts", message));
        }
        Ok(contents)
    }

    fn call(&mut self, call: wire::FunctionCall, signature: Option<String>) -> Content {
        let made = format!("call_{}", self.calls);
        self.calls += 1;
        let id = call.id.filter(|id| !id.is_empty()).unwrap_or(made);
        self.open.push_back((id.clone(), call.name.clone()));
        Content::ToolCall(ToolCall {
            id,
            name: call.name,
            arguments: Value::Object(call.args).to_string(),
            signature,
        })
    }

    /// A result, of the call that its id names, or else of the first open one of its function.
    fn result(&mut self, response: wire::FunctionResponse) -> Result<Content, ApiError> {
        let by_id = response.id.as_ref().and_then(|id| {
            let mut open = self.open.iter();
            open.position(|(open, _)| open == id)
        });
        let by_name = || {
            let mut open = self.open.iter();
            open.position(|(_, name)| *name == response.name)
        };
        let place = by_id.or_else(by_name);
        let (call, _) = place
            .and_then(|place| self.open.remove(place))
            .ok_or_else(|| {
                let message = format!(
                    "The functionResponse of `{}` follows no functionCall of it.",
                    response.name
                );
                invalid("contents.parts.functionResponse", message)
            })?;
        let is_error = response.response.len() == 1 && response.response.contains_key("error");
        let mut parts = vec![Part::text(text_of(response.response))];
        let files = response
            .parts
            .into_iter()
            .filter_map(|part| part.inline_data);
        parts.extend(files.map(inline).map(Part::from));
        Ok(Content::ToolResult(ToolResult {
            call,
            parts,
            is_error,
        }))
    }
}

/// A function's result as text: what Google's clients wrap a plain one into is taken off.
fn text_of(mut response: Map<String, Value>) -> String {
    let only = response.len() == 1;
    let wrapped = ["result", "output", "error"]
        .iter()
        .find_map(|name| response.remove(*name).map(|value| (*name, value)));
    match wrapped {
        Some((_, Value::String(text))) if only => text,
        Some((_, value)) if only => value.to_string(),
        Some((name, value)) => {
            response.insert(name.to_owned(), value);
            Value::Object(response).to_string()
        }
        None => Value::Object(response).to_string(),
    }
}

fn inline(blob: wire::Blob) -> Content {
    let media = Media::base64(blob.mime_type.as_deref(), blob.data);
    by_kind(media)
}

fn file(file: wire::FileData) -> Content {
    by_kind(Media {
        source: Source::Url(file.file_uri),
        media_type: file.mime_type,
        name: None,
    })
}

fn by_kind(media: Media) -> Content {
    let media_type = media.media_type.as_deref().unwrap_or_default();
    match media_type.split('/').next() {
        Some("image") => Content::Image(media),
        Some("audio") => Content::Audio(media),
        Some(_) | None => Content::Document(media),
    }
}

fn functions(tools: Vec<wire::Tool>) -> Result<Vec<Tool>, ApiError> {
    let mut functions = Vec::new();
    for tool in tools {
        if let Some(name) = tool.rest.keys().next() {
            let message = format!(
                "The tool `{name}` is Google's own and cannot be sent to this model's provider; functionDeclarations can."
            );
            return Err(invalid("tools", message));
        }
        functions.extend(tool.function_declarations.into_iter().map(function));
    }
    Ok(functions)
}

fn function(declaration: FunctionDeclaration) -> Tool {
    let googles = declaration.parameters.map(super::schema::as_json_schema);
    Tool {
        name: declaration.name,
        description: declaration.description,
        parameters: declaration.parameters_json_schema.or(googles),
        strict: None,
        cache: None,
    }
}

fn tool_choice(config: wire::FunctionCallingConfig) -> Result<Option<ToolChoice>, ApiError> {
    let mode = config.mode.unwrap_or_default().to_ascii_uppercase();
    let mut allowed = config.allowed_function_names;
    Ok(Some(match mode.as_str() {
        "" | "MODE_UNSPECIFIED" => return Ok(None),
        "AUTO" | "VALIDATED" => ToolChoice::Auto,
        "NONE" => ToolChoice::None,
        "ANY" if allowed.len() == 1 => ToolChoice::Tool(allowed.remove(0)),
        "ANY" => ToolChoice::Required,
        _ => {
            let message = "`mode` must be AUTO, ANY, NONE or VALIDATED.";
            return Err(invalid("toolConfig.functionCallingConfig.mode", message));
        }
    }))
}

fn output(config: &GenerationConfig) -> OutputFormat {
    let json_schema = config.response_json_schema.clone();
    let googles = config.response_schema.clone();
    let schema = json_schema.or_else(|| googles.map(super::schema::as_json_schema));
    match (config.response_mime_type.as_deref(), schema) {
        (Some("application/json"), Some(schema)) => OutputFormat::Schema(Schema {
            name: "answer".to_owned(),
            description: None,
            schema,
            strict: None,
        }),
        (Some("application/json"), None) => OutputFormat::Json,
        (Some(_) | None, _) => OutputFormat::Text,
    }
}

fn reasoning(config: ThinkingConfig) -> Result<Option<Reasoning>, ApiError> {
    if let Some(level) = config.thinking_level {
        let effort = Effort::named(&level.to_ascii_lowercase());
        return match (effort, level.as_str()) {
            (Some(effort), _) => Ok(Some(Reasoning::Effort(effort))),
            (None, "THINKING_LEVEL_UNSPECIFIED") => Ok(None),
            (None, _) => {
                let message = "`thinkingLevel` must be MINIMAL, LOW, MEDIUM or HIGH.";
                Err(invalid(
                    "generationConfig.thinkingConfig.thinkingLevel",
                    message,
                ))
            }
        };
    }
    Ok(match config.thinking_budget {
        None => None,
        Some(0) => Some(Reasoning::Off),
        Some(..0) => Some(Reasoning::Adaptive),
        Some(tokens) => Some(Reasoning::Budget(tokens.unsigned_abs())),
    })
}

fn tier(tier: String) -> Option<String> {
    match tier.as_str() {
        "unspecified" => None,
        "standard" => Some("default".to_owned()),
        _ => Some(tier),
    }
}
