//! What clients of Anthropic's API send and get.
use super::*;
use crate::{
    canonical::chat::{
        Answer, CacheTtl, Content, Delta, Effort, Encoder, Event, Finish, OutputFormat, Reasoning,
        Request, Role, ToolChoice,
    },
    format::Envelope,
    openai::{answer::StandIn, error::ApiError},
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
        "model": "m", "max_tokens": 9,
        "system": [{ "type": "text", "text": "be brief", "cache_control": { "type": "ephemeral", "ttl": "1h" } }],
        "messages": [
            { "role": "user", "content": "hi" },
            { "role": "assistant", "content": [
                { "type": "thinking", "thinking": "hm", "signature": "s" },
                { "type": "redacted_thinking", "data": "x" },
                { "type": "tool_use", "id": "c", "name": "f", "input": { "a": 1 } },
            ] },
            { "role": "user", "content": [
                { "type": "tool_result", "tool_use_id": "c", "is_error": true, "content": [{ "type": "text", "text": "no" }] },
                { "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": "AA==" } },
                { "type": "document", "title": "a", "source": { "type": "text", "media_type": "text/plain", "data": "words" } },
            ] },
            { "role": "system", "content": "and kind" },
        ],
        "tools": [
            { "name": "f", "description": "d", "input_schema": { "type": "object" }, "cache_control": { "type": "ephemeral" } },
            { "type": "web_search_20260209", "name": "web_search" },
        ],
        "tool_choice": { "type": "any", "disable_parallel_tool_use": true },
        "thinking": { "type": "enabled", "budget_tokens": 2048 },
        "output_config": { "format": { "type": "json_schema", "schema": { "type": "object" } } },
        "stop_sequences": ["x"], "metadata": { "user_id": "ann" }, "service_tier": "standard_only", "stream": true,
    }));
    let roles: Vec<Role> = request.messages.iter().map(|said| said.role).collect();
    assert_eq!(
        roles,
        [
            Role::System,
            Role::User,
            Role::Assistant,
            Role::User,
            Role::System
        ]
    );
    assert_eq!(request.messages[0].parts[0].cache, Some(CacheTtl::OneHour));
    assert!(
        matches!(&request.messages[3].parts[0].content, Content::ToolResult(result) if result.is_error)
    );
    assert_eq!(request.tools.len(), 1);
    assert_eq!(request.tool_choice, Some(ToolChoice::Required));
    assert_eq!(request.parallel_tool_calls, Some(false));
    assert_eq!(request.reasoning, Some(Reasoning::Budget(2048)));
    assert!(matches!(request.output, OutputFormat::Schema(_)));
    assert_eq!(request.user.as_deref(), Some("ann"));
    assert_eq!(request.service_tier.as_deref(), Some("default"));
    let left: Vec<&String> = request.extra.keys().collect();
    assert_eq!(left, ["tools.web_search_20260209"]);
}

#[test]
fn a_field_of_another_form_is_named() {
    for (body, param) in [
        (
            json!({ "messages": [], "temperature": "hot" }),
            "temperature",
        ),
        (
            json!({ "messages": [{ "role": "alien", "content": "" }] }),
            "messages[0].role",
        ),
        (
            json!({ "messages": [{ "role": "user", "content": [{ "type": "server_tool_use" }] }] }),
            "messages",
        ),
    ] {
        let error = read(body.to_string().as_bytes()).unwrap_err();
        assert!(
            error
                .param
                .as_deref()
                .is_some_and(|at| param.starts_with(at)),
            "{body} {:?}",
            error.param
        );
    }
}

fn call(index: u32, id: &str) -> Event {
    Event::delta(Delta::ToolCall {
        index,
        id: id.into(),
        name: "f".into(),
        signature: None,
    })
}

fn arguments(index: u32, json: &str) -> Event {
    let json = json.into();
    Event::delta(Delta::Arguments { index, json })
}

fn events() -> Vec<Event> {
    vec![
        Event::delta(Delta::Reasoning("hm".into())),
        Event::delta(Delta::Signature("s".into())),
        Event::text("he"),
        Event::text("llo"),
        call(0, "c1"),
        call(1, "c2"),
        Event::delta(Delta::Arguments {
            index: 1,
            json: "{\"a\":1}".into(),
        }),
        Event::finish(Finish::ToolCalls),
        Event::Usage(Usage {
            input_uncached: 3,
            cache_read: 2,
            cache_write_5m: 4,
            output_text: 5,
            output_reasoning: 1,
            requests: 1,
            ..Usage::default()
        }),
    ]
}

static NO_BODY: Bytes = Bytes::new();

fn envelope() -> Envelope<'static> {
    Envelope {
        model: "a/b",
        stand_in: StandIn {
            id: "msg_1".into(),
            created: 5,
        },
        include_usage: false,
        body: &NO_BODY,
    }
}

fn streamed(events: Vec<Event>) -> Vec<Value> {
    let mut encoder = EventEncoder::new(&envelope());
    let mut out = Vec::new();
    let whole: Answer = events.iter().cloned().collect();
    for event in events {
        encoder.event(event, &mut out);
    }
    encoder.close(whole.usage.as_ref(), &mut out);
    let text = String::from_utf8(out).unwrap();
    let event = |frame: &str| {
        let (name, data) = frame.split_once('\n').unwrap();
        let event: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(name.strip_prefix("event: ").unwrap(), event["type"]);
        event
    };
    text.split_terminator("\n\n").map(event).collect()
}

#[test]
fn a_whole_message_has_every_required_field() {
    let whole: Answer = events().into_iter().collect();
    let body: Value = serde_json::from_slice(&answer(&whole, &envelope())).unwrap();
    let caller = json!({ "type": "direct" });
    let expected = json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "a/b",
        "stop_reason": "tool_use", "stop_sequence": null, "stop_details": null, "container": null,
        "content": [
            { "type": "thinking", "thinking": "hm", "signature": "s" },
            { "type": "text", "text": "hello", "citations": null },
            { "type": "tool_use", "id": "c1", "name": "f", "input": {}, "caller": caller },
            { "type": "tool_use", "id": "c2", "name": "f", "input": { "a": 1 }, "caller": caller },
        ],
        "usage": {
            "input_tokens": 3, "cache_read_input_tokens": 2, "cache_creation_input_tokens": 4, "output_tokens": 6,
            "output_tokens_details": { "thinking_tokens": 1 }, "server_tool_use": null, "inference_geo": null, "service_tier": "standard",
            "cache_creation": { "ephemeral_5m_input_tokens": 4, "ephemeral_1h_input_tokens": 0 },
        },
    });
    assert_eq!(body, expected);
}

#[test]
fn messages_to_completions_stream_emits_object_for_empty_tool_arguments() {
    let sent = streamed(events());
    let names: Vec<&str> = sent
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    let (start, delta, stop) = (
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
    );
    assert_eq!(
        names,
        [
            "message_start",
            start,
            delta,
            delta,
            stop,
            start,
            delta,
            delta,
            stop,
            start,
            start,
            delta,
            delta,
            stop,
            stop,
            "message_delta",
            "message_stop",
        ]
    );
    let arguments: Vec<(u64, &str)> = sent
        .iter()
        .filter(|event| event["delta"]["type"] == "input_json_delta")
        .map(|event| {
            let text = event["delta"]["partial_json"].as_str().unwrap();
            (event["index"].as_u64().unwrap(), text)
        })
        .collect();
    assert_eq!(arguments, [(3, "{\"a\":1}"), (2, "{}")]);
    let end = &sent[sent.len() - 2];
    assert_eq!(end["delta"]["stop_reason"], "tool_use");
    assert_eq!(end["usage"]["output_tokens"], 6);
}

#[test]
fn errors_have_anthropics_classes() {
    let class = |error: &ApiError| {
        let body: Value = serde_json::from_slice(&error_body(error)).unwrap();
        body["error"]["type"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        class(&ApiError::unauthenticated("no")),
        "authentication_error"
    );
    assert_eq!(class(&ApiError::model_not_found("m")), "not_found_error");
    assert_eq!(class(&ApiError::log_unavailable()), "overloaded_error");
    assert_eq!(
        class(&ApiError::invalid(Some("a"), "bad")),
        "invalid_request_error"
    );
}

#[test]
fn a_class_that_a_provider_names_in_a_stream_is_kept() {
    let error = ApiError {
        r#type: "overloaded_error".into(),
        ..ApiError::upstream(domain::request::FailureReason::UpstreamError, "p")
    };
    let body: Value = serde_json::from_slice(&error_body(&error)).unwrap();
    assert_eq!(body["error"]["type"], "overloaded_error");
}

#[test]
fn an_effort_counts_with_thinking_and_without() {
    for (body, expected) in [
        (json!({}), None),
        (
            json!({ "output_config": { "effort": "low" } }),
            Some(Reasoning::Effort(Effort::Low)),
        ),
        (
            json!({ "thinking": { "type": "adaptive" }, "output_config": { "effort": "max" } }),
            Some(Reasoning::Effort(Effort::Max)),
        ),
        (
            json!({ "thinking": { "type": "adaptive" } }),
            Some(Reasoning::Adaptive),
        ),
        (
            json!({ "thinking": { "type": "disabled" }, "output_config": { "effort": "low" } }),
            Some(Reasoning::Off),
        ),
    ] {
        assert_eq!(request(&body).reasoning, expected, "{body}");
    }
    let unknown = request(&json!({ "output_config": { "effort": "herculean" } }));
    assert!(unknown.extra.contains_key("output_config.effort"));
}

#[test]
fn tools_of_anthropics_own_are_left_out_by_name_and_a_clients_own_has_one() {
    let hosted = request(
        &json!({ "tools": [{ "type": "mcp_toolset", "mcp_server_name": "s" }], "mcp_servers": [] }),
    );
    let left: Vec<&String> = hosted.extra.keys().collect();
    assert_eq!(left, ["mcp_servers", "tools.mcp_toolset"]);
    let error = read(br#"{"tools":[{"input_schema":{}}]}"#).unwrap_err();
    assert_eq!(error.param.as_deref(), Some("tools[0].name"));
}

#[test]
fn one_block_ends_before_the_next_begins() {
    let sent = streamed(vec![
        Event::text("let me see"),
        call(0, "a"),
        arguments(0, "{\"a\""),
        arguments(0, ":1}"),
        call(1, "b"),
        arguments(1, "{}"),
        Event::text("done"),
        Event::finish(Finish::ToolCalls),
    ]);
    let mut open = None;
    for event in &sent {
        let index = event["index"].as_u64();
        match event["type"].as_str().unwrap() {
            "content_block_start" => assert_eq!(std::mem::replace(&mut open, index), None),
            "content_block_delta" => assert_eq!(open, index),
            "content_block_stop" => assert_eq!(open.take(), index),
            _ => assert_eq!(open, None),
        }
    }
}

#[test]
fn arguments_that_come_late_are_not_lost() {
    let sent = streamed(vec![
        call(0, "a"),
        arguments(0, "{\"a\""),
        call(1, "b"),
        arguments(1, "{}"),
        arguments(0, ":1}"),
        Event::finish(Finish::ToolCalls),
    ]);
    let of = |index: u64| -> String {
        let deltas = sent.iter().filter(|event| event["index"] == index);
        let texts = deltas.filter_map(|event| event["delta"]["partial_json"].as_str());
        texts.collect()
    };
    assert_eq!([of(0), of(1)], ["{\"a\":1}", "{}"]);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }
}
