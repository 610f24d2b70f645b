//! The rules of the way to Anthropic and back, each by its name.
use super::*;
use crate::{
    canonical::{
        Unsupported,
        chat::{
            Answer, Content, Event, Finish, Frame, Message, Part, Progress, Request, Role,
            StreamFailure, ToolResult,
        },
        media::Media,
    },
    providers::{
        Encoded, Received, Recipient,
        testing::{asked, body_of, conversation, dropped_of, recipient, streamed},
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};

const OLD: &str = "claude-3-5-sonnet-20241022";
const BUDGET: &str = "claude-sonnet-4-5";
const NEW: &str = "claude-opus-4-6";

fn tried(model: &str, body: &Value) -> Result<Encoded, Unsupported> {
    asked("anthropic", model, body)
}

fn sent(model: &str, body: &Value) -> Value {
    body_of(&tried(model, body).unwrap().first)
}

fn dropped(model: &str, body: &Value) -> Vec<String> {
    dropped_of(&tried(model, body).unwrap())
}

fn messages(body: &Value) -> Value {
    sent(NEW, &json!({ "messages": body }))["messages"].clone()
}

#[test]
fn thoughts_that_google_signed_are_not_sent() {
    let thoughts = json!([{ "type": "thinking", "thinking": "hm", "signature": "google:c2ln" }]);
    let said = messages(&json!([
        { "role": "user", "content": "hi" },
        { "role": "assistant", "content": "hello", "thinking_blocks": thoughts },
        { "role": "user", "content": "go on" },
    ]));
    assert_eq!(
        said[1]["content"],
        json!([{ "type": "text", "text": "hello" }])
    );
}

#[test]
fn basic() {
    let encoded = tried(NEW, &json!({})).unwrap();
    assert_eq!(encoded.first.path, "/v1/messages");
    let version = encoded.first.headers.first().unwrap();
    assert_eq!(
        (version.0.as_str(), version.1.as_bytes()),
        ("anthropic-version", b"2023-06-01".as_slice())
    );
    let body: Value = serde_json::from_slice(&encoded.first.body).unwrap();
    let hi = json!([{ "type": "text", "text": "hi" }]);
    assert_eq!(
        body,
        json!({ "model": NEW, "max_tokens": 4096, "messages": [{ "role": "user", "content": hi }] })
    );
}

#[test]
fn system_message() {
    let body = sent(
        NEW,
        &json!({ "messages": [
            { "role": "system", "content": "a" },
            { "role": "user", "content": "hi" },
            { "role": "developer", "content": [{ "type": "text", "text": "b", "cache_control": { "type": "ephemeral" } }, { "type": "text", "text": " " }] },
        ] }),
    );
    assert_eq!(
        body["system"],
        json!([{ "type": "text", "text": "a" }, { "type": "text", "text": "b", "cache_control": { "type": "ephemeral" } }])
    );
    assert_eq!(body["messages"].as_array().unwrap().len(), 1);
}

#[test]
fn a_conversation_has_to_begin_with_the_user() {
    let said = messages(&json!([{ "role": "assistant", "content": "hello " }]));
    assert_eq!(said[0], json!({ "role": "user", "content": "." }));
    assert_eq!(said[1]["content"][0]["text"], "hello");
    let alone = messages(&json!([{ "role": "system", "content": "a" }]));
    assert_eq!(alone, json!([{ "role": "user", "content": "." }]));
}

#[test]
fn consecutive_same_role_messages() {
    let said = messages(&json!([
        { "role": "user", "content": "a" },
        { "role": "user", "content": [{ "type": "text", "text": "b" }] },
        { "role": "assistant", "content": "" },
        { "role": "user", "content": "c" },
    ]));
    assert_eq!(said.as_array().unwrap().len(), 1);
    assert_eq!(said[0]["content"].as_array().unwrap().len(), 3);
}

#[test]
fn multi_turn_tools() {
    let call = |id: &str, arguments: &str| json!({ "id": id, "type": "function", "function": { "name": "f", "arguments": arguments } });
    let said = messages(&json!([
        { "role": "user", "content": "go" },
        { "role": "assistant", "content": null, "tool_calls": [call("call:1", "{\"a\":1}"), call("c2", "")] },
        { "role": "tool", "tool_call_id": "call:1", "content": [{ "type": "text", "text": "one" }, { "type": "text", "text": "two" }] },
        { "role": "tool", "tool_call_id": "c2", "content": "" },
        { "role": "user", "content": "and?" },
    ]));
    assert_eq!(
        said[1]["content"],
        json!([
            { "type": "tool_use", "id": "call_1", "name": "f", "input": { "a": 1 } },
            { "type": "tool_use", "id": "c2", "name": "f", "input": {} },
        ])
    );
    let texts = json!([{ "type": "text", "text": "one" }, { "type": "text", "text": "two" }]);
    assert_eq!(
        said[2]["content"],
        json!([
            { "type": "tool_result", "tool_use_id": "call_1", "content": texts },
            { "type": "tool_result", "tool_use_id": "c2" },
            { "type": "text", "text": "and?" },
        ])
    );
}

#[test]
fn arguments_that_are_no_object_are_refused() {
    for arguments in ["{", "[1]", "3"] {
        let call = json!({ "id": "c", "type": "function", "function": { "name": "f", "arguments": arguments } });
        let body = json!({ "messages": [{ "role": "assistant", "tool_calls": [call] }] });
        assert!(tried(NEW, &body).is_err(), "{arguments}");
    }
}

#[test]
fn tool_history_without_tools() {
    let call =
        json!({ "id": "c", "type": "function", "function": { "name": "f", "arguments": "{}" } });
    let body = sent(
        NEW,
        &json!({ "messages": [{ "role": "assistant", "tool_calls": [call] }] }),
    );
    assert_eq!(
        body["tools"],
        json!([{ "name": "f", "input_schema": { "type": "object" } }])
    );
}

#[test]
fn images_come_inline_or_by_their_address() {
    let picture = |url: &str| json!([{ "role": "user", "content": [{ "type": "image_url", "image_url": { "url": url, "detail": "low" } }] }]);
    let source = |url: &str| messages(&picture(url))[0]["content"][0]["source"].clone();
    assert_eq!(
        source("data:image/jpg;base64,AA=="),
        json!({ "type": "base64", "media_type": "image/jpeg", "data": "AA==" })
    );
    assert_eq!(
        source("https://example.com/a.png"),
        json!({ "type": "url", "url": "https://example.com/a.png" })
    );
    for url in ["data:image/svg+xml;base64,AA==", "data:;base64,AA=="] {
        assert!(tried(NEW, &json!({ "messages": picture(url) })).is_err());
    }
}

#[test]
fn files_are_documents_and_sounds_are_refused() {
    let part = |part: Value| json!({ "messages": [{ "role": "user", "content": [part] }] });
    let file = |file: Value| part(json!({ "type": "file", "file": file }));
    let block = |body: &Value| sent(NEW, body)["messages"][0]["content"][0].clone();
    assert_eq!(
        block(&file(
            json!({ "file_data": "data:application/pdf;base64,AA==", "filename": "a.pdf" })
        )),
        json!({ "type": "document", "title": "a.pdf", "source": { "type": "base64", "media_type": "application/pdf", "data": "AA==" } })
    );
    assert_eq!(
        block(&file(json!({ "file_data": "data:text/csv;base64,YSxi" })))["source"],
        json!({ "type": "text", "media_type": "text/plain", "data": "a,b" })
    );
    let sound =
        json!({ "type": "input_audio", "input_audio": { "data": "AA==", "format": "wav" } });
    for refused in [
        part(sound),
        file(json!({ "file_id": "file-1" })),
        file(json!({ "file_data": "data:application/zip;base64,AA==" })),
    ] {
        assert!(tried(NEW, &refused).is_err(), "{refused}");
    }
}

#[test]
fn tools_keep_their_whole_schema() {
    let schema = json!({ "type": "object", "properties": { "a": { "anyOf": [{ "$ref": "#/$defs/x" }] } }, "$defs": { "x": {} }, "additionalProperties": false });
    let tool = |function: Value| json!({ "type": "function", "function": function });
    let body = json!({
        "tools": [tool(json!({ "name": "f", "description": "d", "parameters": schema, "strict": true })), tool(json!({ "name": "g" }))],
    });
    assert_eq!(
        sent(NEW, &body)["tools"],
        json!([
            { "name": "f", "description": "d", "input_schema": schema, "strict": true },
            { "name": "g", "input_schema": { "type": "object" } },
        ])
    );
}

#[test]
fn tool_choices() {
    let tools = json!([{ "type": "function", "function": { "name": "f" } }]);
    let choice = |fields: Value| {
        let mut body = fields;
        body["tools"] = tools.clone();
        sent(NEW, &body)["tool_choice"].clone()
    };
    let of = |choice_of: Value| choice(json!({ "tool_choice": choice_of }));
    assert_eq!(of(json!("auto")), json!({ "type": "auto" }));
    assert_eq!(of(json!("required")), json!({ "type": "any" }));
    assert_eq!(of(json!("none")), json!({ "type": "none" }));
    let named = of(json!({ "type": "function", "function": { "name": "f" } }));
    assert_eq!(named, json!({ "type": "tool", "name": "f" }));
    assert_eq!(
        choice(json!({ "parallel_tool_calls": false })),
        json!({ "type": "auto", "disable_parallel_tool_use": true })
    );
    let without = sent(NEW, &json!({ "tool_choice": "auto" }));
    assert_eq!(without.get("tool_choice"), None);
}

#[test]
fn generation_config() {
    let body = json!({
        "max_tokens": 5, "max_completion_tokens": 7, "temperature": 1.5, "top_p": 0.5, "top_k": 3, "stop": ["x", " ", ""],
        "user": "ann", "service_tier": "default", "n": 2, "seed": 1, "logprobs": true, "logit_bias": {}, "presence_penalty": 0.5,
        "metadata": {},
    });
    let old = sent(OLD, &body);
    for (name, expected) in [
        ("max_tokens", json!(7)),
        ("temperature", json!(1.0)),
        ("top_p", json!(0.5)),
        ("top_k", json!(3)),
        ("stop_sequences", json!(["x"])),
        ("metadata", json!({ "user_id": "ann" })),
        ("service_tier", json!("standard_only")),
    ] {
        assert_eq!(old[name], expected, "{name}");
    }
    let left = [
        "temperature",
        "n",
        "seed",
        "logprobs",
        "logit_bias",
        "presence_penalty",
        "metadata",
    ];
    assert_eq!(dropped(OLD, &body), left);
    let both = json!({ "temperature": 0.5, "top_p": 0.5 });
    assert_eq!(dropped(BUDGET, &both), ["top_p"]);
    assert_eq!(dropped("claude-opus-4-7", &both), ["temperature", "top_p"]);
}

#[test]
fn reasoning() {
    let effort = |effort: &str| json!({ "reasoning_effort": effort, "max_tokens": 1000, "temperature": 0.5 });
    let budget = sent(BUDGET, &effort("high"));
    assert_eq!(
        budget["thinking"],
        json!({ "type": "enabled", "budget_tokens": 4096 })
    );
    assert_eq!(budget["max_tokens"], 5096);
    assert_eq!(dropped(BUDGET, &effort("high")), ["temperature"]);
    let adaptive = sent(NEW, &effort("minimal"));
    assert_eq!(adaptive["thinking"], json!({ "type": "adaptive" }));
    assert_eq!(adaptive["output_config"]["effort"], "low");
    assert_eq!(sent(NEW, &effort("none")).get("thinking"), None);
    assert_eq!(dropped(OLD, &effort("low")), ["reasoning_effort"]);
}

#[test]
fn who_thinks_cannot_be_made_to_call_a_tool() {
    let tools = json!([{ "type": "function", "function": { "name": "f" } }]);
    let body = json!({ "tools": tools, "tool_choice": "required", "reasoning_effort": "low" });
    assert_eq!(sent(NEW, &body)["tool_choice"], json!({ "type": "auto" }));
    assert_eq!(dropped(NEW, &body), ["tool_choice"]);
}

#[test]
fn who_is_told_not_to_think_draws_and_calls_as_it_is_asked() {
    let body = json!({
        "tools": [{ "type": "function", "function": { "name": "f" } }], "tool_choice": "required",
        "temperature": 0.5, "thinking": { "type": "disabled" },
    });
    let sent_to_budget = sent(BUDGET, &body);
    assert_eq!(sent_to_budget["thinking"], json!({ "type": "disabled" }));
    assert_eq!(sent_to_budget["temperature"], 0.5);
    assert_eq!(sent_to_budget["tool_choice"], json!({ "type": "any" }));
    assert!(dropped(BUDGET, &body).is_empty());
}

#[test]
fn reasoning_replay_and_reasoning_replay_unsigned() {
    let said = messages(&json!([
        { "role": "user", "content": "go" },
        { "role": "assistant", "content": "so", "thinking_blocks": [
            { "type": "thinking", "thinking": "hm", "signature": "s" }, { "type": "redacted_thinking", "data": "x" },
        ] },
        { "role": "user", "content": "go" },
        { "role": "assistant", "content": "so", "reasoning_content": "unsigned" },
        { "role": "user", "content": "go" },
    ]));
    assert_eq!(
        said[1]["content"],
        json!([
            { "type": "thinking", "thinking": "hm", "signature": "s" },
            { "type": "redacted_thinking", "data": "x" },
            { "type": "text", "text": "so" },
        ])
    );
    assert_eq!(
        said[3]["content"],
        json!([{ "type": "text", "text": "so" }])
    );
}

#[test]
fn structured_output() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "integer" } } });
    let format = json!({ "type": "json_schema", "json_schema": { "name": "o", "schema": schema } });
    let body = json!({ "response_format": format });
    let new = sent(NEW, &body);
    assert_eq!(new["output_config"]["format"]["type"], "json_schema");
    assert_eq!(
        new["output_config"]["format"]["schema"]["additionalProperties"],
        false
    );
    let old = sent(OLD, &body);
    assert_eq!(
        old["tool_choice"],
        json!({ "type": "tool", "name": ANSWER })
    );
    assert_eq!(old["tools"][0]["input_schema"], schema);
    let free = sent(
        NEW,
        &json!({ "response_format": { "type": "json_object" } }),
    );
    assert_eq!(free["tools"][0]["name"], ANSWER);
}

#[test]
fn cache_control() {
    let hour = json!({ "type": "ephemeral", "ttl": "1h" });
    let part = json!({ "type": "text", "text": "a", "cache_control": hour });
    let body = json!({ "messages": [{ "role": "user", "content": [part] }] });
    let encoded = tried(NEW, &body).unwrap();
    assert!(
        encoded
            .first
            .headers
            .iter()
            .any(|(name, _)| name == "anthropic-beta")
    );
    let sent: Value = serde_json::from_slice(&encoded.first.body).unwrap();
    assert_eq!(sent["messages"][0]["content"][0]["cache_control"], hour);
}

fn decoded(body: &Value) -> Answer {
    let events = answer::decode(body.to_string().as_bytes()).unwrap();
    events.into_iter().collect()
}

#[test]
fn multiple_text_blocks_and_thinking_and_cache_write() {
    let answer = decoded(&json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": NEW, "stop_reason": "tool_use", "stop_sequence": null,
        "content": [
            { "type": "thinking", "thinking": "hm", "signature": "s" },
            { "type": "text", "text": "he" },
            { "type": "server_tool_use", "id": "x", "name": "web_search", "input": {} },
            { "type": "text", "text": "llo" },
            { "type": "tool_use", "id": "c", "name": "f", "input": { "a": [1] } },
        ],
        "usage": { "input_tokens": 3, "cache_read_input_tokens": 5, "cache_creation_input_tokens": 9,
                   "cache_creation": { "ephemeral_5m_input_tokens": 2, "ephemeral_1h_input_tokens": 7 },
                   "output_tokens": 11, "output_tokens_details": { "thinking_tokens": 4 } },
    }));
    let choice = &answer.choices[0];
    assert_eq!(choice.text(), "hello");
    assert_eq!(choice.finish, Some(Finish::ToolCalls));
    assert!(
        matches!(&choice.content[0], Content::Reasoning { signature: Some(s), .. } if s == "s")
    );
    assert_eq!(choice.tool_calls().next().unwrap().arguments, "{\"a\":[1]}");
    let usage = answer.usage.unwrap();
    assert_eq!(
        (
            usage.input_uncached,
            usage.cache_read,
            usage.cache_write_5m,
            usage.cache_write_1h
        ),
        (3, 5, 2, 7)
    );
    assert_eq!((usage.output_text, usage.output_reasoning), (7, 4));
    assert_eq!(usage.input_tokens(), 17);
}

#[test]
fn stop_reasons() {
    for (reason, expected) in [
        ("end_turn", Finish::Stop),
        ("pause_turn", Finish::Stop),
        ("stop_sequence", Finish::StopSequence("x".into())),
        ("max_tokens", Finish::Length),
        ("model_context_window_exceeded", Finish::Length),
        ("tool_use", Finish::ToolCalls),
        ("refusal", Finish::ContentFilter),
    ] {
        let answer =
            decoded(&json!({ "content": [], "stop_reason": reason, "stop_sequence": "x" }));
        assert_eq!(answer.choices[0].finish, Some(expected));
    }
}

#[test]
fn an_answer_by_a_tool_is_the_answer() {
    let answer = decoded(&json!({
        "content": [{ "type": "tool_use", "id": "c", "name": ANSWER, "input": { "a": 1 } }], "stop_reason": "tool_use",
    }));
    assert_eq!(answer.choices[0].text(), "{\"a\":1}");
    assert_eq!(answer.choices[0].finish, Some(Finish::Stop));
}

/// A stream of thoughts, text and two calls whose blocks interleave, one without arguments.
fn stream() -> String {
    let delta = |index: u64, delta: Value| json!({ "type": "content_block_delta", "index": index, "delta": delta });
    let start = |index: u64, block: Value| json!({ "type": "content_block_start", "index": index, "content_block": block });
    let json_delta = |index, text: &str| {
        delta(
            index,
            json!({ "type": "input_json_delta", "partial_json": text }),
        )
    };
    let call = |index, id: &str| {
        start(
            index,
            json!({ "type": "tool_use", "id": id, "name": "f", "input": {} }),
        )
    };
    let events = [
        json!({ "type": "message_start", "message": { "usage": { "input_tokens": 3, "cache_read_input_tokens": 2, "output_tokens": 1 } } }),
        start(
            0,
            json!({ "type": "thinking", "thinking": "", "signature": "" }),
        ),
        delta(0, json!({ "type": "thinking_delta", "thinking": "hm" })),
        delta(0, json!({ "type": "signature_delta", "signature": "s" })),
        json!({ "type": "ping" }),
        json!({ "type": "content_block_stop", "index": 0 }),
        start(1, json!({ "type": "text", "text": "" })),
        delta(1, json!({ "type": "text_delta", "text": "hé" })),
        delta(1, json!({ "type": "citations_delta", "citation": {} })),
        start(
            2,
            json!({ "type": "server_tool_use", "id": "x", "name": "web_search", "input": {} }),
        ),
        json_delta(2, "{}"),
        call(3, "c1"),
        call(4, "c2"),
        json_delta(4, "{\"a\""),
        json!({ "type": "content_block_stop", "index": 3 }),
        json_delta(4, ":\"模\"}"),
        json!({ "type": "message_delta", "delta": { "stop_reason": "tool_use", "stop_sequence": null }, "usage": { "output_tokens": 9 } }),
        json!({ "type": "message_stop" }),
    ];
    let event = |event: &Value| {
        let name = event["type"].as_str().unwrap();
        format!("event: {name}\ndata: {event}\n\n")
    };
    events.iter().map(event).collect()
}

fn read_stream(pieces: &[&[u8]]) -> (Vec<Event>, Result<Progress, StreamFailure>) {
    streamed(
        &mut *ANTHROPIC.chat_stream(&Request::default()).unwrap(),
        pieces,
    )
}

#[test]
fn stream_thinking_and_stream_tool_empty_args() {
    let (events, ended) = read_stream(&[stream().as_bytes()]);
    assert_eq!(ended, Ok(Progress::Done));
    let answer: Answer = events.into_iter().collect();
    let choice = &answer.choices[0];
    assert_eq!(choice.text(), "hé");
    assert_eq!(
        choice.content[0],
        Content::Reasoning {
            text: "hm".into(),
            signature: Some("s".into())
        }
    );
    let calls: Vec<_> = choice
        .tool_calls()
        .map(|call| (&*call.id, &*call.arguments))
        .collect();
    assert_eq!(calls, [("c1", ""), ("c2", "{\"a\":\"模\"}")]);
    assert_eq!(choice.finish, Some(Finish::ToolCalls));
}

#[test]
fn stream_message_delta_usage_and_stream_preserves_cache_usage() {
    let (events, _) = read_stream(&[stream().as_bytes()]);
    let answer: Answer = events.into_iter().collect();
    let usage = answer.usage.unwrap();
    assert_eq!(
        (usage.input_uncached, usage.cache_read, usage.output_text),
        (3, 2, 9)
    );
}

#[test]
fn usage_that_is_repeated_in_a_stream_counts_by_its_greatest() {
    let started = json!({ "type": "message_start", "message": { "usage": { "input_tokens": 3, "cache_read_input_tokens": 2, "output_tokens": 1 } } });
    // What the provider's own tools looked up is part of the input.
    let grown = json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" },
        "usage": { "input_tokens": 30, "cache_read_input_tokens": null, "output_tokens": 9, "server_tool_use": { "web_search_requests": 2 } } });
    let shrunk = json!({ "type": "message_delta", "delta": {}, "usage": { "output_tokens": 4 } });
    let text = [started, grown, shrunk, json!({ "type": "message_stop" })]
        .map(|event| format!("data: {event}\n\n"))
        .concat();
    let (events, ended) = read_stream(&[text.as_bytes()]);
    assert_eq!(ended, Ok(Progress::Done));
    let usage = events.into_iter().collect::<Answer>().usage.unwrap();
    assert_eq!(
        (usage.input_uncached, usage.cache_read, usage.output_text),
        (30, 2, 9)
    );
    assert_eq!((usage.searches, usage.requests), (2, 1));
}

#[test]
fn server_tools() {
    let answer = decoded(&json!({ "stop_reason": "end_turn", "content": [
        { "type": "server_tool_use", "id": "s", "name": "web_search", "input": { "query": "x" } },
        { "type": "web_search_tool_result", "tool_use_id": "s", "content": [] },
        { "type": "unheard_of" },
        { "type": "text", "text": "found", "citations": [] },
    ] }));
    assert_eq!(answer.choices[0].text(), "found");
    assert_eq!(answer.choices[0].tool_calls().count(), 0);
    assert_eq!(answer.usage, None);
}

#[test]
fn broken_sse_and_non_json() {
    for text in ["data: {\n\n", "<html>\n\n", "data: []\n\n"] {
        let (_, ended) = read_stream(&[text.as_bytes()]);
        assert!(ended.is_err(), "{text}");
    }
    assert!(answer::decode(b"<html>").is_err());
    let told = (ANTHROPIC.told)(&Received {
        status: 502,
        body: "<html>".into(),
        ..Received::default()
    });
    assert_eq!(told.message, None);
}

#[test]
fn tool_result_error_and_a_result_with_a_picture() {
    let result = Content::ToolResult(ToolResult {
        call: "c".into(),
        parts: vec![
            Part::text("no such city"),
            Content::Image(Media::at("data:image/png;base64,AA==")).into(),
        ],
        is_error: true,
    });
    let request = Request {
        messages: vec![Message {
            role: Role::User,
            parts: vec![result.into()],
        }],
        ..Request::default()
    };
    let encoded = recipient("anthropic", NEW, |to| ANTHROPIC.chat(&request, to)).unwrap();
    let body: Value = serde_json::from_slice(&encoded.first.body).unwrap();
    let picture = json!({ "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": "AA==" } });
    let text = json!({ "type": "text", "text": "no such city" });
    assert_eq!(
        body["messages"][0]["content"][0],
        json!({ "type": "tool_result", "tool_use_id": "c", "content": [text, picture], "is_error": true })
    );
}

#[test]
fn max_tokens() {
    let limit = |most: Option<u64>, body: &Value| {
        recipient("anthropic", NEW, |to| {
            let to = Recipient {
                max_output_tokens: most,
                ..*to
            };
            let encoded = ANTHROPIC.chat(&conversation(body), &to).unwrap();
            let sent: Value = serde_json::from_slice(&encoded.first.body).unwrap();
            sent["max_tokens"].clone()
        })
    };
    assert_eq!(limit(None, &json!({})), 4096);
    assert_eq!(limit(Some(32_000), &json!({})), 32_000);
    assert_eq!(limit(Some(32_000), &json!({ "max_tokens": 5 })), 5);
    let both = json!({ "max_tokens": 5, "max_completion_tokens": 7 });
    assert_eq!(limit(None, &both), 7);
}

#[test]
fn service_tiers() {
    for (tier, expected) in [
        ("auto", json!("auto")),
        ("priority", json!("auto")),
        ("default", json!("standard_only")),
        ("flex", Value::Null),
    ] {
        let body = json!({ "service_tier": tier });
        assert_eq!(sent(NEW, &body)["service_tier"], expected, "{tier}");
        assert_eq!(dropped(NEW, &body).is_empty(), !expected.is_null());
    }
}

#[test]
fn an_error_inside_a_stream_reaches_the_client() {
    let error =
        r#"data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
    let (_, ended) = read_stream(&[error.as_bytes()]);
    assert!(
        matches!(ended, Err(StreamFailure::Provider(_, error)) if error.message == "Overloaded" && error.r#type == "overloaded_error")
    );
}

#[test]
fn a_stream_that_stops_early_was_cut() {
    let all = stream();
    let cut = &all[..all.find("event: message_delta").unwrap()];
    assert_eq!(read_stream(&[cut.as_bytes()]).1, Err(StreamFailure::Cut));
}

#[test]
fn errors_keep_their_class_and_tell_of_long_prompts() {
    let told = |kind: &str, message: &str| {
        let body = json!({ "type": "error", "error": { "type": kind, "message": message } });
        (ANTHROPIC.told)(&Received {
            body: body.to_string().into(),
            ..Received::default()
        })
    };
    let long = told("invalid_request_error", "prompt is too long: 1 > 0");
    assert_eq!(long.code.as_deref(), Some("context_length_exceeded"));
    assert_eq!(told("overloaded_error", "x").code, None);
    let nothing = (ANTHROPIC.told)(&Received::default());
    assert_eq!(nothing, Told::default());
}

proptest! {
    #[test]
    fn any_cut_of_the_bytes_gives_the_same_events(cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..9)) {
        let text = stream();
        let bytes = text.as_bytes();
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        let pieces: Vec<&[u8]> = places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(read_stream(&pieces), read_stream(&[bytes]));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = answer::decode(&bytes);
        let mut decoder = ANTHROPIC.chat_stream(&Request::default()).unwrap();
        let _ = decoder.frame(&Frame::of(bytes.into()), &mut Vec::new());
    }
}

#[test]
fn an_older_model_is_not_asked_to_keep_to_a_tools_schema() {
    let function = json!({ "name": "f", "parameters": { "type": "object" }, "strict": true });
    let body = json!({ "tools": [{ "type": "function", "function": function }] });
    let tools = &sent("claude-sonnet-4-20250514", &body)["tools"];
    assert_eq!(tools[0]["strict"], Value::Null);
}
