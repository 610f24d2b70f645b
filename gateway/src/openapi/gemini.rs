//! The routes that speak Google's Gemini API: described as far as the hub acts on them.
use super::proxy::{self, answered};
use serde_json::{Value, json};

const DOCS: &str = "https://ai.google.dev/api/";

/// Adds the routes to the document.
pub(super) fn add(document: &mut Value) {
    document["components"]["schemas"]["GoogleError"] = error_schema();
    for version in ["v1", "v1beta"] {
        for (method, operation) in operations() {
            let path = format!("/{version}/models/{{model}}:{method}");
            document["paths"][path]["post"] = operation;
        }
    }
}

fn operations() -> [(&'static str, Value); 4] {
    let generated =
        json!({ "type": "object", "properties": { "candidates": { "type": "array" } } });
    let mut streamed = answered("As Google answers", &generated);
    streamed["content"] = json!({ "text/event-stream": { "schema": {
        "type": "string",
        "description": "Answers, each in a `data:` line; the last has the usage."
    } } });
    let mut stream = operation("Stream generated content", &generate(), streamed);
    if let Some(parameters) = stream["parameters"].as_array_mut() {
        parameters.push(json!({
            "name": "alt",
            "in": "query",
            "required": true,
            "description": "Streams are server-sent events.",
            "schema": { "type": "string", "enum": ["sse"] }
        }));
    }
    let vectors = answered("As Google answers", &json!({ "type": "object" }));
    let whole = answered("As Google answers", &generated);
    [
        (
            "generateContent",
            operation("Generate content", &generate(), whole),
        ),
        ("streamGenerateContent", stream),
        (
            "embedContent",
            operation("Embed a content", &embed(), vectors.clone()),
        ),
        (
            "batchEmbedContents",
            operation("Embed several contents", &embed_several(), vectors),
        ),
    ]
}

fn generate() -> Value {
    json!({
        "type": "object",
        "required": ["contents"],
        "properties": {
            "contents": { "type": "array", "minItems": 1, "items": content() },
            "systemInstruction": content(),
            "tools": { "type": "array", "items": { "type": "object" } },
            "generationConfig": { "type": "object" }
        },
        "additionalProperties": true,
        "example": { "contents": [{ "role": "user", "parts": [{ "text": "Say hello." }] }] }
    })
}

fn content() -> Value {
    json!({
        "type": "object",
        "properties": {
            "role": { "type": "string", "enum": ["user", "model"] },
            "parts": { "type": "array", "items": { "type": "object" } }
        }
    })
}

fn embed() -> Value {
    json!({
        "type": "object",
        "required": ["content"],
        "properties": {
            "content": content(),
            "taskType": { "type": "string" },
            "outputDimensionality": { "type": "integer", "minimum": 1 }
        },
        "additionalProperties": true,
        "example": { "content": { "parts": [{ "text": "hello" }] } }
    })
}

fn embed_several() -> Value {
    json!({
        "type": "object",
        "required": ["requests"],
        "properties": { "requests": { "type": "array", "minItems": 1, "items": embed() } },
        "additionalProperties": true,
        "example": { "requests": [{ "content": { "parts": [{ "text": "hello" }] } }] }
    })
}

fn operation(summary: &str, body: &Value, answer: Value) -> Value {
    let mut operation = proxy::operation(summary, answer, "GoogleError");
    operation["description"] =
        json!("As Google's SDKs call it; `x-goog-api-key` holds the hub's key.");
    operation["externalDocs"] = json!({ "url": DOCS });
    operation["parameters"] = json!([proxy::model_in_path()]);
    operation["requestBody"] = proxy::json_body(body);
    operation
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": {
            "type": "object",
            "required": ["code", "message", "status"],
            "properties": {
                "code": { "type": "integer" },
                "message": { "type": "string" },
                "status": { "type": "string" },
                "details": { "type": "array", "items": { "type": "object" } }
            }
        } }
    })
}
