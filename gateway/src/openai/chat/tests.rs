//! What becomes of chat requests and answers on the way through their values.
use super::*;
use crate::{
    canonical::{
        chat::{
            Answer, Content, Delta, Effort, Encoder, Event, Finish, OutputFormat, Reasoning,
            Request, Role, ToolChoice,
        },
        media::Source,
    },
    format::Envelope,
    openai::answer::StandIn,
};
use bytes::Bytes;
use domain::request::Usage;
use proptest::prelude::*;
use serde_json::{Value, json};

fn request(body: &Value) -> Request {
    read(body.to_string().as_bytes()).unwrap()
}

static NO_BODY: Bytes = Bytes::new();

/// For who asked for usage.
fn envelope() -> Envelope<'static> {
    Envelope {
        model: "a/b",
        stand_in: StandIn {
            id: "chatcmpl-1".into(),
            created: 5,
        },
        include_usage: true,
        body: &NO_BODY,
    }
}

#[test]
fn full() {
    let request = request(&json!({
        "model": "m",
        "messages": [
            { "role": "developer", "content": "be brief" },
            { "role": "user", "name": "ann", "content": [
                { "type": "text", "text": "look", "cache_control": { "type": "ephemeral", "ttl": "1h" } },
                { "type": "image_url", "image_url": { "url": "data:image/jpg;base64,AA==", "detail": "low" } },
                { "type": "input_audio", "input_audio": { "data": "AA==", "format": "wav" } },
                { "type": "file", "file": { "file_data": "data:application/pdf;base64,AA==", "filename": "a.pdf" } },
            ] },
            { "role": "assistant", "content": null, "reasoning_content": "hm",
              "thinking_blocks": [{ "type": "thinking", "thinking": "hm", "signature": "s" }],
              "tool_calls": [{ "id": "c1", "type": "function", "function": { "name": "f", "arguments": "" },
                               "extra_content": { "google": { "thought_signature": "g" } } }] },
            { "role": "tool", "tool_call_id": "c1", "content": [{ "type": "text", "text": "42" }] },
        ],
        "tools": [{ "type": "function", "function": { "name": "f", "parameters": { "type": "object" } } }],
        "tool_choice": { "type": "function", "function": { "name": "f" } },
        "max_tokens": 5, "max_completion_tokens": 7, "stop": "x", "temperature": 0.5,
        "response_format": { "type": "json_schema", "json_schema": { "name": "o", "schema": { "type": "object" } } },
        "reasoning_effort": "high", "stream": true, "stream_options": { "include_usage": true },
        "metadata": { "a": "b" },
    }));
    assert_eq!(request.max_tokens, Some(7));
    assert_eq!(request.stop, ["x"]);
    assert_eq!(request.reasoning, Some(Reasoning::Effort(Effort::High)));
    assert_eq!(request.tool_choice, Some(ToolChoice::Tool("f".into())));
    assert!(matches!(request.output, OutputFormat::Schema(_)));
    assert_eq!(request.extra.keys().collect::<Vec<_>>(), ["metadata"]);
    let roles: Vec<Role> = request.messages.iter().map(|said| said.role).collect();
    assert_eq!(
        roles,
        [Role::System, Role::User, Role::Assistant, Role::User]
    );
    let Content::Image(picture) = &request.messages[1].parts[1].content else {
        panic!("no picture");
    };
    assert_eq!(picture.media_type.as_deref(), Some("image/jpeg"));
    assert_eq!(picture.source, Source::Base64("AA==".into()));
    let said = &request.messages[2].parts;
    assert_eq!(
        said[0].content,
        Content::Reasoning {
            text: "hm".into(),
            signature: Some("s".into())
        }
    );
    assert!(
        matches!(&said[1].content, Content::ToolCall(call) if call.signature.as_deref() == Some("g"))
    );
    assert!(
        matches!(&request.messages[3].parts[0].content, Content::ToolResult(result) if result.call == "c1")
    );
}

#[test]
fn functions_of_before_tools_are_tools() {
    let request = request(&json!({
        "model": "m",
        "messages": [
            { "role": "assistant", "function_call": { "name": "f", "arguments": "{}" } },
            { "role": "function", "name": "f", "content": "42" },
        ],
        "functions": [{ "name": "f" }],
        "function_call": "auto",
        "reasoning_effort": "none",
    }));
    assert_eq!(request.tools[0].name, "f");
    assert_eq!(request.tool_choice, Some(ToolChoice::Auto));
    assert_eq!(request.reasoning, Some(Reasoning::Off));
    let call = &request.messages[0].parts[0].content;
    let result = &request.messages[1].parts[0].content;
    assert!(
        matches!((call, result), (Content::ToolCall(call), Content::ToolResult(result)) if call.id == result.call)
    );
}

#[test]
fn a_field_of_another_form_is_named() {
    for (body, param) in [
        (
            json!({ "messages": [{ "role": "user", "content": "a" }, { "role": "alien" }] }),
            "messages[1]",
        ),
        (
            json!({ "messages": [], "temperature": "hot" }),
            "temperature",
        ),
        (
            json!({ "messages": [], "reasoning_effort": "vast" }),
            "reasoning_effort",
        ),
        (
            json!({ "messages": [], "tool_choice": "perhaps" }),
            "tool_choice",
        ),
        (
            json!({ "messages": [], "tools": [{ "type": "web_search" }] }),
            "tools[0].type",
        ),
    ] {
        let mut body = body;
        body["model"] = json!("m");
        let error = read(body.to_string().as_bytes()).unwrap_err();
        assert_eq!(error.status, 400, "{body}");
        assert!(
            error
                .param
                .as_deref()
                .is_some_and(|at| at.starts_with(param)),
            "{body}: {:?}",
            error.param
        );
    }
}

fn events() -> Vec<Event> {
    let usage = Usage {
        input_uncached: 3,
        cache_read: 2,
        output_text: 4,
        output_reasoning: 1,
        requests: 1,
        ..Usage::default()
    };
    vec![
        Event::delta(Delta::Reasoning("hm".into())),
        Event::delta(Delta::Signature("s".into())),
        Event::text("he"),
        Event::text("llo"),
        Event::delta(Delta::ToolCall {
            index: 0,
            id: "c1".into(),
            name: "f".into(),
            signature: Some("g".into()),
        }),
        Event::delta(Delta::ToolCall {
            index: 1,
            id: "c2".into(),
            name: "f".into(),
            signature: None,
        }),
        Event::delta(Delta::Arguments {
            index: 1,
            json: "{\"a\":1}".into(),
        }),
        Event::finish(Finish::ToolCalls),
        Event::Usage(usage),
    ]
}

#[test]
fn a_whole_answer_has_every_required_field() {
    let whole: Answer = events().into_iter().collect();
    let body: Value = serde_json::from_slice(&answer(&whole, &envelope())).unwrap();
    let call = |id: &str, arguments: &str| json!({ "id": id, "type": "function", "function": { "name": "f", "arguments": arguments } });
    let mut signed = call("c1", "{}");
    signed["extra_content"] = json!({ "google": { "thought_signature": "g" } });
    let expected = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 5, "model": "a/b",
        "choices": [{
            "index": 0, "logprobs": null, "finish_reason": "tool_calls",
            "message": {
                "role": "assistant", "content": "hello", "refusal": null, "reasoning_content": "hm",
                "thinking_blocks": [{ "type": "thinking", "thinking": "hm", "signature": "s" }],
                "tool_calls": [signed, call("c2", "{\"a\":1}")],
            },
        }],
        "usage": {
            "prompt_tokens": 5, "completion_tokens": 5, "total_tokens": 10,
            "prompt_tokens_details": { "cached_tokens": 2, "audio_tokens": 0 },
            "completion_tokens_details": { "reasoning_tokens": 1, "audio_tokens": 0 },
        },
    });
    assert_eq!(body, expected);
}

fn streamed(envelope: &Envelope) -> Vec<Value> {
    let events = events();
    let mut encoder = ChunkEncoder::new(envelope);
    let mut out = Vec::new();
    let whole: Answer = events.iter().cloned().collect();
    for event in events {
        encoder.event(event, &mut out);
    }
    encoder.close(whole.usage.as_ref(), &mut out);
    let text = String::from_utf8(out).unwrap();
    let frames: Vec<&str> = text.split_terminator("\n\n").collect();
    let (last, chunks) = frames.split_last().unwrap();
    assert_eq!(*last, "data: [DONE]");
    let chunk = |frame: &&str| serde_json::from_str(frame.strip_prefix("data: ").unwrap()).unwrap();
    chunks.iter().map(chunk).collect()
}

#[test]
fn stream_tool_empty_args() {
    let chunks = streamed(&envelope());
    let arguments: Vec<(u64, &str)> = chunks
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["tool_calls"][0].as_object())
        .map(|call| {
            let arguments = call["function"]["arguments"].as_str().unwrap();
            (call["index"].as_u64().unwrap(), arguments)
        })
        .collect();
    assert_eq!(arguments, [(0, ""), (1, ""), (1, "{\"a\":1}"), (0, "{}")]);
}

#[test]
fn one_id_one_role_one_finish_and_usage_for_who_asked() {
    let chunks = streamed(&envelope());
    assert!(
        chunks
            .iter()
            .all(|chunk| chunk["id"] == "chatcmpl-1" && chunk["created"] == 5)
    );
    let roles = chunks
        .iter()
        .filter(|chunk| !chunk["choices"][0]["delta"]["role"].is_null());
    assert_eq!(roles.count(), 1);
    let finishes = chunks
        .iter()
        .filter(|chunk| chunk["choices"][0]["finish_reason"].is_string());
    assert_eq!(finishes.count(), 1);
    let last = chunks.last().unwrap();
    assert_eq!(last["choices"], json!([]));
    assert_eq!(last["usage"]["total_tokens"], 10);
    let not_asked = Envelope {
        include_usage: false,
        ..envelope()
    };
    assert!(
        streamed(&not_asked)
            .iter()
            .all(|chunk| chunk.get("usage").is_none())
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }
}
