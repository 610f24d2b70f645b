//! Whole answers in OpenAI's form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// The vector of every embedding; its numbers are exact in 32 bits.
pub(super) const VECTOR: [f32; 3] = [0.25, -0.5, 1.0];

/// A picture that browsers show: a square.
const PICTURE: &[u8] = include_bytes!("../../clients/square.png");

/// OpenAI's error object.
pub(super) fn error(message: &str) -> Value {
    json!({ "error": {
        "message": message, "type": "provider_type", "param": "messages", "code": "provider_code",
    } })
}

/// A chat completion as a real provider writes it, with blanks and fields that nobody knows; `MODEL`
/// stands for the model's name.
pub const CHAT: &str = concat!(
    r#"{ "id": "chatcmpl-test", "object": "chat.completion", "created": 1700000000, "model": "MODEL","#,
    r#" "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello \u0077orld","#,
    r#" "refusal": null}, "logprobs": null, "finish_reason": "stop"}],"#,
    r#" "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10,"#,
    r#" "prompt_tokens_details": {"cached_tokens": 2}}, "a_new_field": {"kept": 1.50} }"#,
);

/// A text completion.
const TEXT: &str = concat!(
    r#"{ "id": "cmpl-test", "object": "text_completion", "created": 1700000000, "model": "MODEL","#,
    r#" "choices": [{"index": 0, "text": "Hello \u0077orld", "logprobs": null, "finish_reason": "stop"}],"#,
    r#" "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10} }"#,
);

/// A message as Anthropic writes it, with blanks and a field that nobody knows; `MODEL` stands for the model's name.
pub const MESSAGE: &str = concat!(
    r#"{ "id": "msg_test", "type": "message", "role": "assistant", "model": "MODEL","#,
    r#" "content": [{"type": "text", "text": "Hello \u0077orld"}], "stop_reason": "end_turn","#,
    r#" "usage": {"input_tokens": 5, "cache_read_input_tokens": 2, "output_tokens": 3}, "a_new_field": 1.50 }"#,
);

/// The tokens of every message that is counted.
pub const COUNTED: u64 = 17;

/// The answer to a request at `path`.
pub(super) fn whole(path: &str, model: &str, request: &Value) -> String {
    match path {
        "/v1/embeddings" => embeddings(model, request).to_string(),
        "/v1/images/generations" | "/v1/images/edits" if model.starts_with("picture") => {
            picture().to_string()
        }
        "/v1/images/generations" | "/v1/images/edits" => images().to_string(),
        "/v1/completions" => TEXT.replace("MODEL", model),
        "/v1/messages" => MESSAGE.replace("MODEL", model),
        "/v1/messages/count_tokens" => json!({ "input_tokens": COUNTED }).to_string(),
        "/v1/moderations" => json!({
            "id": "modr-test", "model": model, "results": [{ "flagged": false }],
        })
        .to_string(),
        "/v1/rerank" | "/v2/rerank" => json!({
            "id": "ranked", "results": [{ "index": 1, "relevance_score": 0.75 }],
            "meta": { "billed_units": { "search_units": 1 } },
        })
        .to_string(),
        "/v1/audio/transcriptions" => json!({
            "text": "Hello world", "usage": { "type": "duration", "seconds": 3 },
        })
        .to_string(),
        _ if path.starts_with("/v1/ideogram-v") => json!({
            "created": "2026-11-24T00:00:00Z",
            "data": [{
                "url": "https://ideogram.ai/one.png", "prompt": "a cat, drawn", "resolution": "1024x1024",
                "is_image_safe": true, "seed": 1,
            }],
        })
        .to_string(),
        "/v1/models" => json!({ "object": "list", "data": [
            { "id": "whole", "object": "model", "created": 1, "owned_by": "tests" },
        ] })
        .to_string(),
        _ if model.starts_with("no-usage") => {
            let (before, after) = CHAT.split_once(r#", "usage""#).unwrap_or_default();
            let (_, after) = after.split_once("}}").unwrap_or_default();
            format!("{before}{after}").replace("MODEL", model)
        }
        _ => CHAT.replace("MODEL", model),
    }
}

fn embeddings(model: &str, request: &Value) -> Value {
    let base64 = request["encoding_format"] == "base64" && !model.starts_with("float");
    let vector = if base64 {
        let bytes: Vec<u8> = VECTOR.into_iter().flat_map(f32::to_le_bytes).collect();
        json!(STANDARD.encode(bytes))
    } else {
        json!(VECTOR)
    };
    let inputs = request["input"].as_array().map_or(1, Vec::len);
    let vectors = (0..inputs)
        .map(|index| json!({ "object": "embedding", "index": index, "embedding": vector }));
    json!({
        "object": "list", "model": model, "data": vectors.collect::<Vec<_>>(),
        "usage": { "prompt_tokens": 5, "total_tokens": 5 },
    })
}

fn images() -> Value {
    json!({
        "created": 1_700_000_000, "data": [{ "b64_json": "aGk=" }, { "b64_json": "aG8=" }],
        "usage": {
            "input_tokens": 9, "output_tokens": 20, "total_tokens": 29,
            "input_tokens_details": { "text_tokens": 4, "image_tokens": 5 },
        },
    })
}

fn picture() -> Value {
    let mut answer = images();
    answer["data"] = json!([{ "b64_json": STANDARD.encode(PICTURE) }]);
    answer
}
