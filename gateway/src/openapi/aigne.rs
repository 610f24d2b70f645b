//! The routes of AIGNE's own clients: described as far as the hub acts on them.
use super::proxy::{self, answered, json_body};
use crate::aigne::{COMPONENT, MOUNT, MOUNTS};
use domain::provider::ModelType;
use serde_json::{Value, json};

/// Adds the routes to the document; those in OpenAI's form are that form's under other names.
pub(super) fn add(document: &mut Value) {
    for (path, like) in [
        ("chat/completions", "chat/completions"),
        ("embeddings", "embeddings"),
        ("image/generations", "images/generations"),
    ] {
        let operation = document["paths"][format!("/v1/{like}")]["post"].clone();
        document["paths"][format!("{MOUNT}/api/v2/{path}")]["post"] = operation;
    }
    for (path, method, operation) in [
        ("/api/v2/chat", "post", chat()),
        ("/api/v2/image", "post", image()),
        ("/api/v2/video", "post", video()),
        ("/api/v2/status", "get", status()),
        ("/api/user/info", "get", user_info()),
        ("/api/user/credit/balance", "get", credit_balance()),
        ("/api/ai/models", "get", models()),
    ] {
        document["paths"][format!("{MOUNT}{path}")][method] = operation;
    }
    document["paths"][MOUNTS]["get"] = mounts();
}

fn envelope(input: &Value, example: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["input"],
        "properties": {
            "input": input,
            "options": {
                "type": "object",
                "properties": { "streaming": { "type": ["boolean", "null"], "description": "Whether to answer in server-sent events." } },
                "additionalProperties": true
            }
        },
        "additionalProperties": true,
        "example": { "input": example }
    })
}

fn model_options() -> Value {
    json!({
        "type": "object",
        "required": ["model"],
        "properties": { "model": { "type": "string", "minLength": 1, "description": "`provider/model`, or `model` where some provider offers it." } },
        "additionalProperties": true
    })
}

fn operation(summary: &str, body: &Value, answer: Value) -> Value {
    let mut operation = proxy::operation(summary, answer, "OpenAiError");
    operation["description"] = json!("As the package `@aigne/aigne-hub` calls it.");
    operation["requestBody"] = json_body(body);
    operation
}

fn chat() -> Value {
    let message = json!({
        "type": "object",
        "required": ["role"],
        "properties": { "role": { "type": "string", "enum": ["system", "user", "agent", "tool"] } },
        "additionalProperties": true
    });
    let input = json!({
        "type": "object",
        "required": ["messages", "modelOptions"],
        "properties": {
            "messages": { "type": "array", "minItems": 1, "items": message },
            "modelOptions": model_options()
        },
        "additionalProperties": true
    });
    let example = json!({
        "messages": [{ "role": "user", "content": "Say hello." }],
        "modelOptions": { "model": "openai/gpt-4o-mini" }
    });
    let schema = json!({ "type": "object", "required": ["model"] });
    let mut answer = answered(
        "Text, JSON, thoughts, calls of tools, files and usage",
        &schema,
    );
    answer["content"]["text/event-stream"] = json!({
        "schema": { "type": "string", "description": "Deltas, each in a `data:` line; the last has the usage. An answer that breaks off ends with the event `error`." }
    });
    let body = envelope(&input, &example);
    operation("Go on with a conversation", &body, answer)
}

fn image() -> Value {
    let input = json!({
        "type": "object",
        "required": ["prompt", "modelOptions"],
        "properties": {
            "prompt": { "type": "string" },
            "image": { "type": ["array", "null"], "description": "The pictures to change.", "items": { "type": "object", "additionalProperties": true } },
            "modelOptions": model_options()
        },
        "additionalProperties": true
    });
    let example =
        json!({ "prompt": "a lighthouse", "modelOptions": { "model": "openai/gpt-image-1" } });
    let schema = json!({ "type": "object", "required": ["images", "model"] });
    let answer = answered("Pictures, and usage", &schema);
    operation(
        "Make or change pictures",
        &envelope(&input, &example),
        answer,
    )
}

fn video() -> Value {
    let input = json!({ "type": "object", "additionalProperties": true });
    let example = json!({ "prompt": "a lighthouse in a storm" });
    let answer = answered("Never yet", &json!({ "type": "object" }));
    let mut operation = operation("Make a video", &envelope(&input, &example), answer);
    operation["description"] = json!("No provider's videos are offered: the answer is 400.");
    if let Some(responses) = operation["responses"].as_object_mut() {
        responses.retain(|status, _| ["400", "401"].contains(&status.as_str()));
    }
    operation
}

fn credit_balance() -> Value {
    let schema = json!({
        "type": "object",
        "required": ["enableCredit", "balance", "total", "grantCount", "pendingCredit"],
        "properties": {
            "enableCredit": { "type": "boolean", "description": "Whether calls are paid by credits." },
            "balance": { "type": "string" },
            "total": { "type": "string" },
            "grantCount": { "type": "integer" },
            "pendingCredit": { "type": "string" }
        }
    });
    plain("Show the caller's credits", &schema)
}

fn user_info() -> Value {
    let schema = json!({
        "type": "object",
        "required": ["user", "enableCredit", "creditBalance", "paymentLink", "profileLink"],
        "properties": {
            "user": {
                "type": "object",
                "required": ["fullName", "email", "did"],
                "properties": {
                    "fullName": { "type": "string", "description": "The organisation's name." },
                    "email": { "type": "string" },
                    "did": { "type": "string", "description": "The key's id." }
                }
            },
            "enableCredit": { "type": "boolean", "description": "Whether calls are paid by credits." },
            "creditBalance": { "type": ["object", "null"] },
            "paymentLink": { "type": ["string", "null"] },
            "profileLink": { "type": ["string", "null"] }
        }
    });
    plain("Show whose a key is", &schema)
}

/// A route that takes nothing.
fn plain(summary: &str, schema: &Value) -> Value {
    let mut operation = read(summary, &json!({}), schema);
    operation["parameters"] = json!([]);
    operation
}

fn read(summary: &str, parameter: &Value, schema: &Value) -> Value {
    let mut answer = answered("As these clients read it", schema);
    answer["headers"] = json!({});
    let mut operation = proxy::operation(summary, answer, "OpenAiError");
    operation["parameters"] = json!([parameter]);
    if let Some(responses) = operation["responses"].as_object_mut() {
        responses.retain(|status, _| ["200", "400", "401", "403"].contains(&status.as_str()));
    }
    operation
}

fn status() -> Value {
    let parameter = json!({ "name": "model", "in": "query", "description": "As calls name it.", "schema": { "type": "string" } });
    let schema = json!({
        "type": "object",
        "required": ["available"],
        "properties": { "available": { "type": "boolean" }, "error": { "type": "string" } }
    });
    read("Show whether calls can be made", &parameter, &schema)
}

fn models() -> Value {
    let parameter = json!({
        "name": "type",
        "in": "query",
        "schema": { "type": "string", "enum": ["chat", "embedding", "image", "video"] }
    });
    let price =
        "What the provider charges for a token, in US dollars; empty where that is not known.";
    let item = json!({
        "type": "object",
        "required": ["type", "model", "provider", "providerDisplayName", "input_credits_per_token", "output_credits_per_token", "status"],
        "properties": {
            "type": { "type": "string", "enum": [ModelType::Chat.as_str(), ModelType::Embedding.as_str(), ModelType::Image.as_str()] },
            "model": { "type": "string" },
            "provider": { "type": "string" },
            "providerDisplayName": { "type": "string" },
            "input_credits_per_token": { "type": "string", "description": price },
            "output_credits_per_token": { "type": "string", "description": price },
            "status": { "type": ["object", "null"], "properties": { "available": { "type": "boolean" } } }
        }
    });
    let mut operation = read(
        "List models",
        &parameter,
        &json!({ "type": "array", "items": item }),
    );
    operation["description"] = json!(
        "Without a key, the models of the default organisation, where the operator set HUB_PUBLIC_MODELS: these clients send none here."
    );
    operation
}

fn mounts() -> Value {
    let parameter = json!({
        "name": "type",
        "in": "query",
        "required": true,
        "schema": { "type": "string", "enum": ["json"] }
    });
    let mount = json!({
        "type": "object",
        "required": ["did", "mountPoint"],
        "properties": {
            "did": { "type": "string", "enum": [COMPONENT] },
            "mountPoint": { "type": "string", "enum": [MOUNT] }
        }
    });
    let schema = json!({
        "type": "object",
        "required": ["componentMountPoints"],
        "properties": { "componentMountPoints": { "type": "array", "items": mount } }
    });
    let mut operation = read(
        "Show where the routes of AIGNE's clients lie",
        &parameter,
        &schema,
    );
    operation["security"] = json!([]);
    if let Some(responses) = operation["responses"].as_object_mut() {
        responses.retain(|status, _| ["200", "400"].contains(&status.as_str()));
    }
    operation
}
