//! The routes below `/v1`, which speak OpenAI's API: described as far as the hub acts on them. What else a
//! body holds is passed on as it is, so the schemas are open; the links lead to OpenAI's own description.
use serde_json::{Map, Value, json};

const DOCS: &str = "https://platform.openai.com/docs/api-reference";

/// An error in OpenAI's form: its status, and when.
const ERRORS: [(&str, &str); 11] = [
    (
        "400",
        "The request is malformed, or the provider refused it",
    ),
    ("401", "No token, or one that is not accepted"),
    ("403", "The key is not meant for this endpoint or model"),
    ("404", "There is no such model, or none that is enabled"),
    ("408", "The body did not come in time"),
    ("413", "The body is over the limit"),
    (
        "415",
        "The body's content type is not the one that is taken",
    ),
    ("429", "The provider is limiting the rate of calls"),
    (
        "502",
        "The provider failed, or refused the hub's credential",
    ),
    ("503", "The call cannot be recorded at the moment"),
    ("504", "The provider did not answer in time"),
];

/// Adds the routes to the document.
pub(super) fn add(document: &mut Value) {
    document["components"]["schemas"]["OpenAiError"] = error_schema();
    document["components"]["schemas"]["AnthropicError"] = anthropic_error_schema();
    document["components"]["schemas"]["ListedModel"] = model_schema();
    if let Some(tags) = document["tags"].as_array_mut() {
        tags.push(json!({ "name": "proxy", "description": "OpenAI's API: an unmodified OpenAI SDK works", "externalDocs": { "url": DOCS } }));
    }
    for (path, method, operation) in operations() {
        document["paths"][path][method] = operation;
    }
}

fn operations() -> [(&'static str, &'static str, Value); 10] {
    [
        ("/v1/chat/completions", "post", chat()),
        ("/v1/completions", "post", completions()),
        ("/v1/responses", "post", responses()),
        ("/v1/messages", "post", messages()),
        ("/v1/messages/count_tokens", "post", count_tokens()),
        ("/v1/embeddings", "post", embeddings()),
        ("/v1/images/generations", "post", image_generations()),
        ("/v1/images/edits", "post", image_edits()),
        ("/v1/models", "get", list_models()),
        ("/v1/models/{model}", "get", get_model()),
    ]
}

fn chat() -> Value {
    let body = json!({
        "type": "object",
        "required": ["model", "messages"],
        "properties": {
            "model": model_name(),
            "messages": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["role"],
                    "properties": { "role": { "type": "string" } },
                    "additionalProperties": true
                }
            },
            "stream": stream_flag()
        },
        "additionalProperties": true,
        "example": {
            "model": "openai/gpt-4o-mini",
            "messages": [{ "role": "user", "content": "Say hello." }]
        }
    });
    let answer = streamed(
        &json!({ "type": "object", "required": ["id", "object", "created", "model", "choices"] }),
        "Chunks, each in a `data:` line; the last is `data: [DONE]`; the comment `: x-hub-cost=AMOUNT` follows where the cost is known.",
    );
    let about = ("Create a chat completion", "/chat/create");
    openai(about, Some(json_body(&body)), answer)
}

fn completions() -> Value {
    let body = json!({
        "type": "object",
        "required": ["model", "prompt"],
        "properties": {
            "model": model_name(),
            "prompt": {
                "description": "One text; several, or tokens, for providers that have this API themselves.",
                "anyOf": [
                    { "type": "string" },
                    { "type": "array", "minItems": 1, "items": { "type": ["string", "integer", "array"] } }
                ]
            },
            "stream": stream_flag()
        },
        "additionalProperties": true,
        "example": { "model": "openai/gpt-3.5-turbo-instruct", "prompt": "Once upon a time" }
    });
    let answer = streamed(
        &json!({ "type": "object", "required": ["id", "object", "created", "model", "choices"] }),
        "Chunks, each in a `data:` line; the last is `data: [DONE]`.",
    );
    let about = ("Complete a text", "/completions/create");
    openai(about, Some(json_body(&body)), answer)
}

fn responses() -> Value {
    let body = json!({
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": model_name(),
            "input": {
                "description": "The whole conversation: earlier calls are not stored.",
                "anyOf": [
                    { "type": "string" },
                    { "type": "array", "items": { "type": "object", "additionalProperties": true } }
                ]
            },
            "instructions": { "type": ["string", "null"] },
            "stream": stream_flag()
        },
        "additionalProperties": true,
        "example": { "model": "openai/gpt-4o-mini", "input": "Say hello." }
    });
    let answer = streamed(
        &json!({ "type": "object", "required": ["id", "object", "created_at", "model", "output", "status"] }),
        "Numbered events, the last `response.completed`, `response.incomplete` or `response.failed`.",
    );
    let about = ("Create a response", "/responses/create");
    openai(about, Some(json_body(&body)), answer)
}

fn message_request(required: &[&str]) -> Value {
    json!({
        "type": "object",
        "required": required,
        "properties": {
            "model": model_name(),
            "messages": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["role", "content"],
                    "properties": { "role": { "type": "string" } },
                    "additionalProperties": true
                }
            },
            "max_tokens": { "type": "integer", "minimum": 1 },
            "stream": { "type": "boolean", "description": "Whether to answer in server-sent events." }
        },
        "additionalProperties": true,
        "example": {
            "model": "anthropic/claude-sonnet-4-5",
            "max_tokens": 100,
            "messages": [{ "role": "user", "content": "Say hello." }]
        }
    })
}

fn messages() -> Value {
    let body = message_request(&["model", "messages", "max_tokens"]);
    let answer = streamed(
        &json!({ "type": "object", "required": ["id", "type", "role", "model", "content", "stop_reason", "usage"] }),
        "Anthropic's events, from `message_start` to `message_stop`.",
    );
    anthropic("Create a message, by Anthropic's API", &body, answer)
}

fn count_tokens() -> Value {
    let body = message_request(&["model", "messages"]);
    let answer = answer(&json!({
        "type": "object",
        "required": ["input_tokens"],
        "properties": { "input_tokens": { "type": "integer", "description": "What the provider says, or an estimate where it cannot be asked; the header `x-hub-estimated` tells which." } }
    }));
    anthropic(
        "Count a message's tokens, by Anthropic's API",
        &body,
        answer,
    )
}

fn embeddings() -> Value {
    let body = json!({
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": model_name(),
            "input": {
                "anyOf": [
                    { "type": "string", "minLength": 1 },
                    { "type": "array", "minItems": 1, "items": { "type": ["string", "integer", "array"] } }
                ]
            }
        },
        "additionalProperties": true,
        "example": { "model": "openai/text-embedding-3-small", "input": "hello" }
    });
    let about = ("Create embeddings", "/embeddings/create");
    let answered = answer(&json!({ "type": "object", "required": ["object", "data", "model"] }));
    openai(about, Some(json_body(&body)), answered)
}

fn image_generations() -> Value {
    let body = json!({
        "type": "object",
        "required": ["model", "prompt"],
        "properties": { "model": model_name(), "prompt": { "type": "string", "minLength": 1 } },
        "additionalProperties": true,
        "example": { "model": "openai/gpt-image-1", "prompt": "a lighthouse" }
    });
    let about = ("Create images", "/images/create");
    openai(about, Some(json_body(&body)), images())
}

fn image_edits() -> Value {
    let file = json!({ "type": "string", "format": "binary" });
    let body = json!({
        "required": true,
        "content": { "multipart/form-data": { "schema": {
            "type": "object",
            "required": ["model", "image", "prompt"],
            "properties": {
                "model": model_name(),
                "image": { "description": "One file, or several as `image[]`.", "anyOf": [file, { "type": "array", "minItems": 1, "items": file }] },
                "mask": file,
                "prompt": { "type": "string", "minLength": 1 }
            },
            "additionalProperties": true
        } } }
    });
    let about = ("Edit images", "/images/createEdit");
    openai(about, Some(body), images())
}

fn images() -> Value {
    answer(&json!({ "type": "object", "required": ["created", "data"] }))
}

fn list_models() -> Value {
    let answer = answer(&json!({
        "type": "object",
        "required": ["object", "data"],
        "properties": {
            "object": { "type": "string", "enum": ["list"] },
            "data": { "type": "array", "items": { "$ref": "#/components/schemas/ListedModel" } }
        }
    }));
    read(("List models", "/models/list"), answer)
}

fn get_model() -> Value {
    let answer = answer(&json!({ "$ref": "#/components/schemas/ListedModel" }));
    let mut operation = read(("Show a model", "/models/retrieve"), answer);
    operation["parameters"] = json!([model_in_path()]);
    operation
}

pub(super) fn model_in_path() -> Value {
    json!({
        "name": "model",
        "in": "path",
        "required": true,
        "description": "As calls name it; its slashes may stand as they are.",
        "schema": { "type": "string", "minLength": 1 },
        "example": "openai/gpt-4o-mini"
    })
}

pub(super) fn model_name() -> Value {
    json!({ "type": "string", "minLength": 1, "description": "`provider/model`, or `model` where some provider offers it." })
}

pub(super) fn json_body(schema: &Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

/// An answer that a provider gave.
pub(super) fn answer(schema: &Value) -> Value {
    answered("As OpenAI answers", schema)
}

/// An answer that may also come as a stream of `frames`.
fn streamed(schema: &Value, frames: &str) -> Value {
    let mut answer = answer(schema);
    answer["content"]["text/event-stream"] =
        json!({ "schema": { "type": "string", "description": frames } });
    answer
}

fn stream_flag() -> Value {
    json!({ "type": ["boolean", "null"], "description": "Whether to answer in server-sent events." })
}

/// An answer that a provider gave, in any format.
pub(super) fn answered(description: &str, schema: &Value) -> Value {
    json!({
        "description": description,
        "headers": {
            "x-hub-provider": { "description": "The provider that answered.", "schema": { "type": "string" } },
            "x-hub-model": { "description": "Its name for the model.", "schema": { "type": "string" } },
            "x-hub-attempts": { "description": "How many calls it took.", "schema": { "type": "integer", "minimum": 1 } },
            "x-hub-dropped-params": { "description": "The parameters that the provider has no equivalent of and that were left out, separated by commas.", "schema": { "type": "string" } },
            "x-hub-cost": {
                "description": "What the provider charges for the call, in US dollars, where that is known.",
                "schema": { "$ref": "#/components/schemas/Usd" }
            }
        },
        "content": { "application/json": { "schema": schema } }
    })
}

pub(super) fn openai((summary, docs): (&str, &str), body: Option<Value>, answer: Value) -> Value {
    let mut operation = operation(summary, answer, "OpenAiError");
    operation["externalDocs"] = json!({ "url": format!("{DOCS}{docs}") });
    if let Some(body) = body {
        operation["requestBody"] = body;
    }
    operation
}

/// A route that speaks Anthropic's API.
fn anthropic(summary: &str, body: &Value, answer: Value) -> Value {
    let mut operation = operation(summary, answer, "AnthropicError");
    operation["externalDocs"] = json!({ "url": "https://docs.anthropic.com/en/api/messages" });
    operation["requestBody"] = json_body(body);
    operation
}

/// A route that calls no provider.
fn read(about: (&str, &str), mut answer: Value) -> Value {
    answer["headers"] = json!({});
    let mut operation = openai(about, None, answer);
    if let Some(responses) = operation["responses"].as_object_mut() {
        responses
            .retain(|status, _| ["200", "400", "401", "403", "404"].contains(&status.as_str()));
    }
    operation
}

/// An operation of any format, with its errors, whose form is `error`.
pub(super) fn operation(summary: &str, answer: Value, error: &str) -> Value {
    let schema = format!("#/components/schemas/{error}");
    let mut responses = Map::new();
    responses.insert("200".into(), answer);
    for (status, description) in ERRORS {
        let body = json!({ "schema": { "$ref": schema } });
        let response =
            json!({ "description": description, "content": { "application/json": body } });
        responses.insert(status.into(), response);
    }
    json!({ "tags": ["proxy"], "summary": summary, "responses": responses })
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": { "type": "string" },
                "type": { "type": ["string", "null"] },
                "param": { "type": ["string", "null"] },
                "code": { "type": ["string", "null"] }
            }
        } }
    })
}

fn anthropic_error_schema() -> Value {
    json!({
        "type": "object",
        "required": ["type", "error", "request_id"],
        "properties": {
            "type": { "type": "string", "enum": ["error"] },
            "error": {
                "type": "object",
                "required": ["type", "message"],
                "properties": { "type": { "type": "string" }, "message": { "type": "string" } }
            },
            "request_id": { "type": ["string", "null"] }
        }
    })
}

fn model_schema() -> Value {
    json!({
        "type": "object",
        "required": ["id", "object", "created", "owned_by", "provider", "type"],
        "properties": {
            "id": { "type": "string", "description": "`provider/model`" },
            "object": { "type": "string", "enum": ["model"] },
            "created": { "type": "integer" },
            "owned_by": { "type": "string" },
            "provider": { "type": "string" },
            "type": { "$ref": "#/components/schemas/ModelType" },
            "context_window": { "type": ["integer", "null"] },
            "max_output_tokens": { "type": ["integer", "null"] },
            "capabilities": { "type": "array", "items": { "type": "string" } },
            "pricing": {
                "description": "What the provider charges now, in US dollars; null where that is not known.",
                "type": ["object", "null"],
                "required": ["price_version", "rates", "tiers"],
                "properties": {
                    "price_version": { "type": "string" },
                    "rates": { "$ref": "#/components/schemas/Rates" },
                    "tiers": { "type": "array", "items": { "$ref": "#/components/schemas/RatesAbove" } }
                }
            }
        }
    })
}
