//! What clients of the Responses API send and get.
use super::*;
use crate::{
    canonical::chat::{
        Answer, Content, Delta, Effort, Encoder, Event, Finish, OutputFormat, Reasoning, Request,
        Role, ToolChoice,
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

#[test]
fn full() {
    let request = request(&json!({
        "model": "m", "instructions": "be brief", "store": false, "include": ["reasoning.encrypted_content"],
        "input": [
            { "role": "user", "content": "hi" },
            { "type": "reasoning", "id": "rs_1", "summary": [{ "type": "summary_text", "text": "hm" }], "encrypted_content": "sig" },
            { "type": "reasoning", "id": "rs_2", "summary": [], "encrypted_content": "redacted:xyz" },
            { "type": "message", "role": "assistant", "content": [{ "type": "output_text", "text": "I look", "annotations": [] }] },
            { "type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}" },
            { "type": "function_call_output", "call_id": "c1", "output": "42" },
            { "type": "custom_tool_call", "call_id": "c2", "name": "patch", "input": "*** Begin" },
            { "type": "custom_tool_call_output", "call_id": "c2", "output": [{ "type": "input_text", "text": "done" }] },
            { "type": "message", "role": "user", "content": [
                { "type": "input_text", "text": "look" },
                { "type": "input_image", "image_url": "data:image/png;base64,AA==", "detail": "auto" },
                { "type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AA==" },
            ] },
        ],
        "tools": [
            { "type": "function", "name": "f", "parameters": { "type": "object" }, "strict": true },
            { "type": "custom", "name": "patch", "format": { "type": "grammar" } },
            { "type": "web_search" },
        ],
        "tool_choice": { "type": "function", "name": "f" },
        "text": { "format": { "type": "json_schema", "name": "o", "schema": { "type": "object" }, "strict": true }, "verbosity": "low" },
        "reasoning": { "effort": "high", "summary": "auto" },
        "max_output_tokens": 9, "temperature": 0.5, "stream": true, "safety_identifier": "ann",
    }));
    let roles: Vec<Role> = request.messages.iter().map(|said| said.role).collect();
    let (system, user, model) = (Role::System, Role::User, Role::Assistant);
    assert_eq!(
        roles,
        [
            system, user, model, model, model, model, user, model, user, user
        ]
    );
    assert_eq!(
        request.messages[3].parts[0].content,
        Content::RedactedReasoning("xyz".into())
    );
    assert!(
        matches!(&request.messages[7].parts[0].content, Content::ToolCall(call) if call.arguments == r#"{"input":"*** Begin"}"#)
    );
    assert_eq!(request.tools.len(), 2);
    assert_eq!(request.tool_choice, Some(ToolChoice::Tool("f".into())));
    assert_eq!(request.reasoning, Some(Reasoning::Effort(Effort::High)));
    assert!(matches!(request.output, OutputFormat::Schema(_)));
    assert_eq!(request.user.as_deref(), Some("ann"));
    let left: Vec<&String> = request.extra.keys().collect();
    assert_eq!(left, ["text.verbosity", "tools.web_search"]);
}

#[test]
fn what_needs_a_store_of_earlier_calls_is_refused_by_name() {
    for (body, param) in [
        (
            json!({ "model": "m", "input": "a", "previous_response_id": "r" }),
            "previous_response_id",
        ),
        (
            json!({ "model": "m", "input": "a", "conversation": "c" }),
            "conversation",
        ),
        (
            json!({ "model": "m", "input": "a", "background": true }),
            "background",
        ),
        (
            json!({ "model": "m", "input": [{ "type": "item_reference", "id": "i" }] }),
            "input[0]",
        ),
        (
            json!({ "model": "m", "input": [{ "type": "input_image" }] }),
            "input[0]",
        ),
        (
            json!({ "model": "m", "input": "a", "tool_choice": "perhaps" }),
            "tool_choice",
        ),
        (
            json!({ "model": "m", "input": "a", "temperature": [] }),
            "temperature",
        ),
    ] {
        let error = read(body.to_string().as_bytes()).unwrap_err();
        assert_eq!(error.param.as_deref(), Some(param), "{body}");
    }
}

fn events() -> Vec<Event> {
    let call = |index, id: &str, name: &str| {
        Event::delta(Delta::ToolCall {
            index,
            id: id.into(),
            name: name.into(),
            signature: None,
        })
    };
    let arguments = |index, json: &str| {
        Event::delta(Delta::Arguments {
            index,
            json: json.into(),
        })
    };
    vec![
        Event::delta(Delta::Reasoning("hm".into())),
        Event::delta(Delta::Signature("sig".into())),
        Event::text("he"),
        Event::text("llo"),
        call(0, "c1", "f"),
        call(1, "c2", "patch"),
        arguments(1, "{\"input\":"),
        arguments(0, "{\"a\":1}"),
        arguments(1, "\"*** Begin\"}"),
        call(2, "c3", "f"),
        Event::finish(Finish::ToolCalls),
        Event::Usage(Usage {
            input_uncached: 3,
            cache_read: 2,
            output_text: 4,
            output_reasoning: 1,
            requests: 1,
            ..Usage::default()
        }),
    ]
}

fn body() -> Bytes {
    let body = json!({
        "model": "a/b", "input": "hi", "temperature": 0.5,
        "tools": [{ "type": "custom", "name": "patch" }],
    });
    body.to_string().into()
}

fn envelope(body: &Bytes) -> Envelope<'_> {
    Envelope {
        model: "a/b",
        stand_in: StandIn {
            id: "resp_1".into(),
            created: 5,
        },
        include_usage: false,
        body,
    }
}

fn streamed(events: Vec<Event>) -> Vec<Value> {
    let body = body();
    let mut encoder = EventEncoder::new(&envelope(&body));
    let mut out = Vec::new();
    let whole: Answer = events.iter().cloned().collect();
    for event in events {
        encoder.event(event, &mut out);
    }
    encoder.close(whole.usage.as_ref(), &mut out);
    sent(out)
}

fn sent(out: Vec<u8>) -> Vec<Value> {
    let text = String::from_utf8(out).unwrap();
    let frames = text.split_terminator("\n\n").map(|frame| {
        let (name, data) = frame.split_once('\n').unwrap();
        let event: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(name.strip_prefix("event: ").unwrap(), event["type"]);
        event
    });
    frames.collect()
}

#[test]
fn a_stream_ends_with_the_whole_response() {
    let events_sent = streamed(events());
    for (number, event) in events_sent.iter().enumerate() {
        assert_eq!(event["sequence_number"], number);
    }
    let body = body();
    let whole: Answer = events().into_iter().collect();
    let whole: Value = serde_json::from_slice(&answer(&whole, &envelope(&body))).unwrap();
    let last = events_sent.last().unwrap();
    assert_eq!(last["type"], "response.completed");
    assert_eq!(last["response"], whole);
    assert_eq!(whole["temperature"], 0.5);
    assert_eq!(whole["usage"]["total_tokens"], 10);
    let kinds: Vec<&str> = whole["output"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "reasoning",
            "message",
            "function_call",
            "custom_tool_call",
            "function_call"
        ]
    );
    assert_eq!(whole["output"][0]["encrypted_content"], "sig");
    assert_eq!(whole["output"][2]["arguments"], "{\"a\":1}");
    assert_eq!(whole["output"][3]["input"], "*** Begin");
    assert_eq!(whole["output"][4]["arguments"], "{}");
}

#[test]
fn truncated_tool_call() {
    let mut cut = events();
    cut.truncate(8);
    cut.push(Event::finish(Finish::Length));
    let sent = streamed(cut);
    let last = sent.last().unwrap();
    assert_eq!(last["type"], "response.incomplete");
    assert_eq!(
        last["response"]["incomplete_details"]["reason"],
        "max_output_tokens"
    );
    assert_eq!(last["response"]["status"], "incomplete");
}

#[test]
fn a_stream_that_goes_wrong_says_so_and_fails() {
    let body = body();
    let mut encoder = EventEncoder::new(&envelope(&body));
    let mut out = Vec::new();
    encoder.event(Event::text("a"), &mut out);
    encoder.fail(&crate::openai::error::ApiError::shutting_down(), &mut out);
    let sent = sent(out);
    let names: Vec<&str> = sent
        .iter()
        .rev()
        .map(|event| event["type"].as_str().unwrap())
        .take(2)
        .collect();
    assert_eq!(names, ["response.failed", "error"]);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }
}
