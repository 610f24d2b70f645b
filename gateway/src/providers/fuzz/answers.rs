//! Answers that are right, whole and streamed, with as much in them as their dialects have.
use serde_json::{Value, json};

/// A streamed answer: each frame's name, where its framing has one, and its data.
pub(super) type Frames = Vec<(Option<&'static str>, Value)>;

/// Whole answers, with who gives them.
pub(super) fn answers() -> Vec<(&'static str, &'static str, Value)> {
    let arguments = r#"{"city":"Paris"}"#;
    let openai = json!({
        "id": "c", "object": "chat.completion", "created": 1, "model": "m", "system_fingerprint": "f",
        "choices": [{ "index": 0, "finish_reason": "tool_calls", "logprobs": null, "message": {
            "role": "assistant", "content": "I look.", "refusal": null, "reasoning_content": "hm",
            "tool_calls": [{ "id": "call_1", "type": "function", "function": { "name": "weather", "arguments": arguments } }] } }],
        "usage": { "prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14,
            "prompt_tokens_details": { "cached_tokens": 2, "audio_tokens": 0 },
            "completion_tokens_details": { "reasoning_tokens": 1, "audio_tokens": 0 } }
    });
    let anthropic = json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "tool_use", "stop_sequence": null,
        "content": [
            { "type": "thinking", "thinking": "hm", "signature": "s" }, { "type": "redacted_thinking", "data": "r" },
            { "type": "text", "text": "I look.", "citations": null },
            { "type": "tool_use", "id": "toolu_1", "name": "weather", "input": { "city": "Paris" } } ],
        "usage": { "input_tokens": 7, "output_tokens": 5, "cache_read_input_tokens": 2, "cache_creation_input_tokens": 3,
            "cache_creation": { "ephemeral_5m_input_tokens": 1, "ephemeral_1h_input_tokens": 2 }, "server_tool_use": { "web_search_requests": 1 } }
    });
    let bedrock = json!({
        "output": { "message": { "role": "assistant", "content": [
            { "reasoningContent": { "reasoningText": { "text": "hm", "signature": "s" } } }, { "text": "I look." },
            { "toolUse": { "toolUseId": "t", "name": "weather", "input": { "city": "Paris" } } } ] } },
        "stopReason": "tool_use", "metrics": { "latencyMs": 3 },
        "usage": { "inputTokens": 7, "outputTokens": 5, "totalTokens": 17, "cacheReadInputTokens": 2, "cacheWriteInputTokens": 3 }
    });
    vec![
        ("openai", "gpt-4o", openai.clone()),
        ("openrouter", "x/y", openai.clone()),
        ("mistral", "mistral-large-latest", openai),
        ("anthropic", "claude-sonnet-4-5", anthropic),
        ("gemini", "gemini-2.5-flash", gemini_piece("STOP")),
        (
            "bedrock",
            "anthropic.claude-sonnet-4-5-20250929-v1:0",
            bedrock,
        ),
        (
            "bedrock",
            "amazon.titan-embed-text-v2:0",
            json!({ "embedding": [0.5, -1.0], "inputTextTokenCount": 2 }),
        ),
        (
            "bedrock",
            "cohere.embed-multilingual-v3",
            json!({ "id": "i", "response_type": "embeddings_floats", "embeddings": [[0.5], [1.0]] }),
        ),
        (
            "gemini",
            "imagen-4.0-generate-001",
            json!({ "predictions": [{ "mimeType": "image/png", "bytesBase64Encoded": "AAAA" }] }),
        ),
        (
            "ideogram",
            "V_3",
            json!({ "created": "2026-11-24T00:00:00Z", "data": [{ "url": "https://h.example/a.png", "prompt": "p",
            "resolution": "1024x1024", "is_image_safe": true, "seed": 1 }] }),
        ),
    ]
}

fn gemini_piece(finish: &str) -> Value {
    json!({
        "candidates": [{ "index": 0, "finishReason": finish, "content": { "role": "model", "parts": [
            { "text": "hm", "thought": true }, { "text": "I look." },
            { "functionCall": { "name": "weather", "args": { "city": "Paris" } }, "thoughtSignature": "cw==" } ] } }],
        "usageMetadata": { "promptTokenCount": 9, "candidatesTokenCount": 5, "thoughtsTokenCount": 1, "totalTokenCount": 15,
            "cachedContentTokenCount": 2, "promptTokensDetails": [{ "modality": "TEXT", "tokenCount": 9 }] },
        "modelVersion": "m", "responseId": "r"
    })
}

/// Streamed answers, with who gives them.
pub(super) fn streams() -> Vec<(&'static str, &'static str, Frames)> {
    vec![
        ("openai", "gpt-4o", openai_frames()),
        ("openrouter", "x/y", openai_frames()),
        ("anthropic", "claude-sonnet-4-5", anthropic_frames()),
        (
            "gemini",
            "gemini-2.5-flash",
            vec![(None, gemini_piece("")), (None, gemini_piece("STOP"))],
        ),
        (
            "bedrock",
            "anthropic.claude-sonnet-4-5-20250929-v1:0",
            bedrock_frames(),
        ),
    ]
}

fn openai_frames() -> Frames {
    let chunk = |delta: Value, finish: Value| {
        let choice =
            json!({ "index": 0, "delta": delta, "finish_reason": finish, "logprobs": null });
        json!({ "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice] })
    };
    let call = json!({ "index": 0, "id": "call_1", "type": "function", "function": { "name": "weather", "arguments": "" } });
    let piece = json!({ "index": 0, "function": { "arguments": "{\"city\":\"Paris\"}" } });
    let usage = json!({ "prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14 });
    vec![
        (
            None,
            chunk(json!({ "role": "assistant", "content": "" }), Value::Null),
        ),
        (
            None,
            chunk(json!({ "reasoning_content": "hm" }), Value::Null),
        ),
        (None, chunk(json!({ "content": "I look." }), Value::Null)),
        (None, chunk(json!({ "tool_calls": [call] }), Value::Null)),
        (None, chunk(json!({ "tool_calls": [piece] }), Value::Null)),
        (None, chunk(json!({}), json!("tool_calls"))),
        (
            None,
            json!({ "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": usage }),
        ),
    ]
}

fn anthropic_frames() -> Frames {
    let usage = json!({ "input_tokens": 7, "output_tokens": 1, "cache_read_input_tokens": 2, "cache_creation_input_tokens": 3 });
    let message = json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": null,
        "stop_sequence": null, "usage": usage });
    let block = |at: usize, block: Value| json!({ "type": "content_block_start", "index": at, "content_block": block });
    let delta = |at: usize, delta: Value| json!({ "type": "content_block_delta", "index": at, "delta": delta });
    let stop = |at: usize| json!({ "type": "content_block_stop", "index": at });
    let frames = vec![
        json!({ "type": "message_start", "message": message }),
        block(
            0,
            json!({ "type": "thinking", "thinking": "", "signature": "" }),
        ),
        delta(0, json!({ "type": "thinking_delta", "thinking": "hm" })),
        delta(0, json!({ "type": "signature_delta", "signature": "s" })),
        stop(0),
        json!({ "type": "ping" }),
        block(1, json!({ "type": "text", "text": "" })),
        delta(1, json!({ "type": "text_delta", "text": "I look." })),
        stop(1),
        block(
            2,
            json!({ "type": "tool_use", "id": "toolu_1", "name": "weather", "input": {} }),
        ),
        delta(
            2,
            json!({ "type": "input_json_delta", "partial_json": "{\"city\":\"Paris\"}" }),
        ),
        stop(2),
        json!({ "type": "message_delta", "delta": { "stop_reason": "tool_use", "stop_sequence": null }, "usage": { "output_tokens": 5 } }),
        json!({ "type": "message_stop" }),
    ];
    frames.into_iter().map(|frame| (None, frame)).collect()
}

fn bedrock_frames() -> Frames {
    vec![
        (Some("messageStart"), json!({ "role": "assistant" })),
        (
            Some("contentBlockDelta"),
            json!({ "contentBlockIndex": 0, "delta": { "reasoningContent": { "text": "hm" } } }),
        ),
        (
            Some("contentBlockDelta"),
            json!({ "contentBlockIndex": 0, "delta": { "reasoningContent": { "signature": "s" } } }),
        ),
        (Some("contentBlockStop"), json!({ "contentBlockIndex": 0 })),
        (
            Some("contentBlockDelta"),
            json!({ "contentBlockIndex": 1, "delta": { "text": "I look." } }),
        ),
        (Some("contentBlockStop"), json!({ "contentBlockIndex": 1 })),
        (
            Some("contentBlockStart"),
            json!({ "contentBlockIndex": 2, "start": { "toolUse": { "toolUseId": "t", "name": "weather" } } }),
        ),
        (
            Some("contentBlockDelta"),
            json!({ "contentBlockIndex": 2, "delta": { "toolUse": { "input": "{\"city\":\"Paris\"}" } } }),
        ),
        (Some("contentBlockStop"), json!({ "contentBlockIndex": 2 })),
        (Some("messageStop"), json!({ "stopReason": "tool_use" })),
        (
            Some("metadata"),
            json!({ "usage": { "inputTokens": 7, "outputTokens": 5, "totalTokens": 12 }, "metrics": { "latencyMs": 3 } }),
        ),
    ]
}
