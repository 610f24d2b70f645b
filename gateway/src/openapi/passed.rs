//! The routes whose calls go only to providers that have them themselves.
use super::proxy::{answer, json_body, model_name, openai};
use serde_json::{Value, json};

/// Adds the routes to the document.
pub(super) fn add(document: &mut Value) {
    for (path, operation) in [
        ("/v1/moderations", moderations()),
        ("/v1/rerank", rerank()),
        ("/v1/audio/speech", speech()),
        ("/v1/audio/transcriptions", transcriptions()),
    ] {
        document["paths"][path]["post"] = operation;
    }
}

fn moderations() -> Value {
    let body = json!({
        "type": "object",
        "required": ["input"],
        "properties": {
            "model": { "type": "string", "minLength": 1, "description": "`provider/model`, or `model`; `omni-moderation-latest` where absent." },
            "input": { "anyOf": [{ "type": "string" }, { "type": "array", "minItems": 1, "items": { "type": ["string", "object"] } }] }
        },
        "additionalProperties": true,
        "example": { "model": "openai/omni-moderation-latest", "input": "hello" }
    });
    let answered = answer(&json!({ "type": "object", "required": ["id", "model", "results"] }));
    let about = ("Judge texts", "/moderations/create");
    openai(about, Some(json_body(&body)), answered)
}

fn rerank() -> Value {
    let body = json!({
        "type": "object",
        "required": ["model", "query", "documents"],
        "properties": {
            "model": model_name(),
            "query": { "type": "string" },
            "documents": { "type": "array", "items": { "type": ["string", "object"] } },
            "top_n": { "type": "integer", "minimum": 1 }
        },
        "additionalProperties": true,
        "example": { "model": "cohere/rerank-v3.5", "query": "hello", "documents": ["hello", "goodbye"] }
    });
    let answered = answer(&json!({ "type": "object", "required": ["results"] }));
    let mut operation = openai(("Rank documents", ""), Some(json_body(&body)), answered);
    operation["externalDocs"] = json!({ "url": "https://docs.cohere.com/reference/rerank" });
    operation
}

fn speech() -> Value {
    let body = json!({
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": model_name(),
            "input": { "type": "string" },
            "voice": { "type": ["string", "object"] },
            "response_format": { "type": "string" },
            "stream_format": { "type": "string", "enum": ["audio", "sse"] }
        },
        "additionalProperties": true,
        "example": { "model": "openai/gpt-4o-mini-tts", "input": "hello", "voice": "alloy" }
    });
    let mut answered = answer(&json!({}));
    let sound = json!({ "schema": { "type": "string", "format": "binary" } });
    let events =
        json!({ "schema": { "type": "string", "description": "With `stream_format: sse`." } });
    answered["content"] = json!({ "audio/*": sound, "text/event-stream": events });
    let about = ("Speak a text", "/audio/createSpeech");
    openai(about, Some(json_body(&body)), answered)
}

fn transcriptions() -> Value {
    let body = json!({
        "required": true,
        "content": { "multipart/form-data": { "schema": {
            "type": "object",
            "required": ["model", "file"],
            "properties": {
                "model": model_name(),
                "file": { "type": "string", "format": "binary" },
                "response_format": { "type": "string" },
                "stream": { "type": "boolean" }
            },
            "additionalProperties": true
        } } }
    });
    let mut answered = answer(&json!({ "type": "object" }));
    answered["content"]["text/plain"] = json!({ "schema": { "type": "string" } });
    answered["content"]["text/event-stream"] =
        json!({ "schema": { "type": "string", "description": "With `stream`." } });
    let about = ("Write down what is said", "/audio/createTranscription");
    openai(about, Some(body), answered)
}
