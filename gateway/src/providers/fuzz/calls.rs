//! Calls that are right, with as much in them as their formats have.
use super::*;
use crate::{aigne, gemini as gemini_format, openai::body};
use serde_json::json;

/// The formats of conversations.
pub(super) const FORMATS: [Format; 6] = [
    Format::OpenAi,
    Format::Completions,
    Format::Responses,
    Format::Anthropic,
    Format::Gemini,
    Format::Aigne,
];

const PICTURE: &str = "data:image/png;base64,iVBORw0KGgo=";
const PDF: &str = "data:application/pdf;base64,JVBERi0=";

/// Reads a call as the route of its format does.
pub(super) fn read(format: Format, operation: Operation, body: &Value) -> Result<Call, ApiError> {
    let bytes = Bytes::from(body.to_string());
    match format {
        Format::Gemini => {
            let target = gemini_format::Target {
                model: "m".into(),
                operation,
                stream: false,
            };
            target.call(bytes)
        }
        Format::Aigne => aigne::call(operation, bytes),
        Format::OpenAi | Format::Completions | Format::Responses | Format::Anthropic => {
            body::decode(format, operation, bytes)
        }
    }
}

/// The conversation of a format, or of a provider that has none the vectors or the pictures.
pub(super) fn of(format: Format, to: &Recipient) -> Call {
    let wanted = match to.model.as_str() {
        model if model.contains("embed") => Operation::Embeddings,
        model if model.contains("imagen") || model == "V_3" => Operation::ImageGeneration,
        _ => Operation::Chat,
    };
    let fits = |(other, operation, _): &(Format, Operation, Value)| {
        *operation == wanted && (*other == format || wanted != Operation::Chat)
    };
    let (format, operation, body) = calls().into_iter().find(fits).unwrap();
    read(format, operation, &body).unwrap()
}

/// The same, streamed.
pub(super) fn streamed(format: Format) -> Call {
    let fits = |(other, ..): &(Format, Operation, Value)| *other == format;
    let (_, operation, body) = calls().into_iter().find(fits).unwrap();
    Call {
        stream: true,
        include_usage: true,
        ..read(format, operation, &body).unwrap()
    }
}

/// Each format's conversation first, then what else it has.
pub(super) fn calls() -> Vec<(Format, Operation, Value)> {
    vec![
        (Format::OpenAi, Operation::Chat, openai()),
        (Format::Completions, Operation::Chat, completion()),
        (Format::Responses, Operation::Chat, responses()),
        (Format::Anthropic, Operation::Chat, anthropic()),
        (Format::Gemini, Operation::Chat, gemini()),
        (Format::Aigne, Operation::Chat, aigne()),
        (
            Format::OpenAi,
            Operation::Embeddings,
            json!({ "model": "m", "input": ["a", "b"], "dimensions": 256, "encoding_format": "base64", "user": "u" }),
        ),
        (
            Format::OpenAi,
            Operation::ImageGeneration,
            json!({ "model": "m", "prompt": "a hat", "n": 1, "size": "1024x1024", "quality": "high",
                "response_format": "b64_json", "background": "opaque", "output_format": "png" }),
        ),
        (
            Format::Gemini,
            Operation::Embeddings,
            json!({ "requests": [{ "model": "models/m", "content": { "parts": [{ "text": "a" }] }, "outputDimensionality": 256 }] }),
        ),
        (
            Format::Aigne,
            Operation::ImageGeneration,
            json!({ "input": { "prompt": "a hat", "n": 1, "modelOptions": { "model": "m" } } }),
        ),
    ]
}

fn schema() -> Value {
    json!({ "type": "object", "properties": { "city": { "type": ["string", "null"], "enum": ["Paris"] },
        "near": { "anyOf": [{ "$ref": "#/$defs/place" }, { "type": "array", "items": { "type": "number" } }] } },
        "required": ["city"], "additionalProperties": false, "$defs": { "place": { "type": "string", "format": "uri" } } })
}

fn openai() -> Value {
    json!({
        "model": "m",
        "messages": [
            { "role": "system", "content": "Be brief." },
            { "role": "user", "name": "u", "content": [
                { "type": "text", "text": "hi" },
                { "type": "image_url", "image_url": { "url": PICTURE, "detail": "low" } },
                { "type": "file", "file": { "filename": "a.pdf", "file_data": PDF } } ] },
            { "role": "assistant", "content": "I look.", "reasoning_content": "hm", "tool_calls": [
                { "id": "call_1", "type": "function", "function": { "name": "weather", "arguments": "{\"city\":\"Paris\"}" } },
                { "id": "call_2", "type": "function", "function": { "name": "weather", "arguments": "" } } ] },
            { "role": "tool", "tool_call_id": "call_2", "content": [{ "type": "text", "text": "rain" }] },
            { "role": "tool", "tool_call_id": "call_1", "content": "sun" },
            { "role": "developer", "content": [{ "type": "text", "text": "Go on." }] },
            { "role": "user", "content": "And then?" }
        ],
        "tools": [{ "type": "function", "function": { "name": "weather", "description": "d", "strict": true, "parameters": schema() } }],
        "tool_choice": { "type": "function", "function": { "name": "weather" } },
        "parallel_tool_calls": false,
        "response_format": { "type": "json_schema", "json_schema": { "name": "s", "strict": true, "schema": schema() } },
        "reasoning_effort": "low", "max_tokens": 100, "max_completion_tokens": 200, "temperature": 1.2, "top_p": 0.9,
        "stop": ["a", "b"], "seed": 7, "n": 1, "logprobs": true, "top_logprobs": 2, "presence_penalty": 0.1,
        "frequency_penalty": 0.2, "logit_bias": { "1": -100 }, "user": "u", "service_tier": "auto", "metadata": { "a": "b" },
        "stream_options": { "include_usage": true }
    })
}

fn completion() -> Value {
    json!({ "model": "m", "prompt": ["Once"], "suffix": "end", "max_tokens": 9, "temperature": 0.5, "top_p": 1, "n": 1,
        "logprobs": 2, "echo": false, "stop": "\n", "best_of": 1, "user": "u", "seed": 1 })
}

fn responses() -> Value {
    json!({
        "model": "m", "instructions": "Be brief.",
        "input": [
            { "type": "message", "role": "user", "content": [
                { "type": "input_text", "text": "hi" }, { "type": "input_image", "image_url": PICTURE, "detail": "auto" },
                { "type": "input_file", "filename": "a.pdf", "file_data": PDF } ] },
            { "type": "reasoning", "id": "rs_1", "summary": [{ "type": "summary_text", "text": "hm" }], "encrypted_content": "c" },
            { "type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "weather", "arguments": "{}" },
            { "type": "function_call_output", "call_id": "call_1", "output": "sun" },
            { "role": "assistant", "content": [{ "type": "output_text", "text": "Sun.", "annotations": [] }] },
            { "role": "user", "content": "And then?" }
        ],
        "tools": [{ "type": "function", "name": "weather", "description": "d", "strict": true, "parameters": schema() },
            { "type": "custom", "name": "patch", "description": "d" }],
        "tool_choice": "auto", "parallel_tool_calls": true, "reasoning": { "effort": "low", "summary": "auto" },
        "text": { "format": { "type": "json_schema", "name": "s", "strict": true, "schema": schema() }, "verbosity": "low" },
        "max_output_tokens": 100, "temperature": 1, "top_p": 1, "store": false, "include": ["reasoning.encrypted_content"],
        "metadata": { "a": "b" }, "truncation": "disabled", "user": "u"
    })
}

fn anthropic() -> Value {
    json!({
        "model": "m", "max_tokens": 2000,
        "system": [{ "type": "text", "text": "Be brief.", "cache_control": { "type": "ephemeral", "ttl": "1h" } }],
        "messages": [
            { "role": "user", "content": [
                { "type": "text", "text": "hi" },
                { "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo=" } },
                { "type": "document", "title": "a", "source": { "type": "base64", "media_type": "application/pdf", "data": "JVBERi0=" } } ] },
            { "role": "assistant", "content": [
                { "type": "thinking", "thinking": "hm", "signature": "s" }, { "type": "redacted_thinking", "data": "r" },
                { "type": "text", "text": "I look." },
                { "type": "tool_use", "id": "toolu_1", "name": "weather", "input": { "city": "Paris" } } ] },
            { "role": "user", "content": [
                { "type": "tool_result", "tool_use_id": "toolu_1", "is_error": true, "content": [{ "type": "text", "text": "rain" }] },
                { "type": "text", "text": "And then?" } ] }
        ],
        "tools": [{ "name": "weather", "description": "d", "input_schema": schema(), "cache_control": { "type": "ephemeral" } }],
        "tool_choice": { "type": "any", "disable_parallel_tool_use": true },
        "thinking": { "type": "enabled", "budget_tokens": 1024 }, "stop_sequences": ["a"], "temperature": 1, "top_k": 5,
        "metadata": { "user_id": "u" }, "service_tier": "auto"
    })
}

fn gemini() -> Value {
    json!({
        "systemInstruction": { "parts": [{ "text": "Be brief." }] },
        "contents": [
            { "role": "user", "parts": [{ "text": "hi" }, { "inlineData": { "mimeType": "image/png", "data": "iVBORw0KGgo=" } }] },
            { "role": "model", "parts": [{ "text": "hm", "thought": true },
                { "functionCall": { "name": "weather", "args": { "city": "Paris" } }, "thoughtSignature": "cw==" }] },
            { "role": "user", "parts": [{ "functionResponse": { "name": "weather", "response": { "result": "sun" } } }] }
        ],
        "tools": [{ "functionDeclarations": [{ "name": "weather", "description": "d", "parametersJsonSchema": schema() }] }],
        "toolConfig": { "functionCallingConfig": { "mode": "ANY", "allowedFunctionNames": ["weather"] } },
        "generationConfig": { "temperature": 1, "topP": 0.9, "topK": 5, "candidateCount": 1, "maxOutputTokens": 100,
            "stopSequences": ["a"], "seed": 1, "responseMimeType": "application/json", "responseJsonSchema": schema(),
            "thinkingConfig": { "thinkingBudget": 1024, "includeThoughts": true } },
        "safetySettings": [{ "category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE" }]
    })
}

fn aigne() -> Value {
    json!({
        "input": {
            "messages": [
                { "role": "system", "content": "Be brief." },
                { "role": "user", "content": [{ "type": "text", "text": "hi" },
                    { "type": "file", "data": "iVBORw0KGgo=", "mimeType": "image/png" }, { "type": "url", "url": "https://h.example/a.png" }] },
                { "role": "agent", "content": "I look.", "toolCalls": [{ "id": "c", "type": "function", "function": { "name": "weather", "arguments": { "city": "Paris" } } }] },
                { "role": "tool", "toolCallId": "c", "content": "sun" }
            ],
            "tools": [{ "type": "function", "function": { "name": "weather", "description": "d", "parameters": schema() } }],
            "toolChoice": "auto", "responseFormat": { "type": "json_schema", "jsonSchema": { "name": "s", "schema": schema(), "strict": true } },
            "modelOptions": { "model": "m", "temperature": 1, "topP": 0.9, "parallelToolCalls": true, "reasoningEffort": "low" }
        },
        "options": { "streaming": false }
    })
}
