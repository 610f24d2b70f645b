//! What AIGNE's own clients send and get.
use super::*;
use crate::{
    canonical::{
        chat::{
            Answer, CacheTtl, Content, Delta, Encoder, Event, Finish, OutputFormat, Reasoning,
            Request, Role, ToolChoice,
        },
        media::{Media, Source},
    },
    format::Envelope,
    openai::{answer::StandIn, error::ApiError},
};
use bytes::Bytes;
use domain::request::{Operation, Usage};
use proptest::prelude::*;
use serde_json::{Value, json};

fn request(input: &Value) -> Request {
    read(json!({ "input": input }).to_string().as_bytes()).unwrap()
}

#[test]
fn a_conversation_with_all_that_clients_send_is_read() {
    let request = request(&json!({
        "messages": [
            { "role": "system", "content": "be brief" },
            { "role": "user", "content": [
                { "type": "text", "text": "what is this" },
                { "type": "file", "data": "AA==", "mimeType": "image/png", "filename": "a.png" },
                { "type": "url", "url": "https://example.com/a.pdf", "mimeType": "application/pdf" },
            ] },
            { "role": "agent", "content": [{ "type": "text", "text": "hm", "isThinking": true }], "toolCalls": [
                { "id": "c", "type": "function", "function": { "name": "f", "arguments": { "a": 1 } }, "metadata": { "thoughtSignature": "s" } },
            ] },
            { "role": "tool", "toolCallId": "c", "content": "done" },
        ],
        "tools": [{ "type": "function", "function": { "name": "f", "description": "d", "parameters": { "type": "object" } } }],
        "toolChoice": { "type": "function", "function": { "name": "f" } },
        "responseFormat": { "type": "json_schema", "jsonSchema": { "name": "n", "schema": {}, "strict": true } },
        "modelOptions": {
            "model": "m", "temperature": 0.5, "topP": 0.25, "parallelToolCalls": false, "reasoningEffort": 2048,
            "preferInputFileType": "url", "somethingNew": 1,
            "cacheConfig": { "ttl": "1h", "autoBreakpoints": { "tools": true, "system": true, "lastMessage": true } },
        },
        "outputFileType": "url",
    }));
    let roles: Vec<Role> = request.messages.iter().map(|said| said.role).collect();
    assert_eq!(
        roles,
        [Role::System, Role::User, Role::Assistant, Role::User]
    );
    let parts = &request.messages[1].parts;
    assert!(
        matches!(&parts[1].content, Content::Image(picture) if picture.source == Source::Base64("AA==".into()))
    );
    assert!(matches!(&parts[2].content, Content::Document(_)));
    let said = &request.messages[2].parts;
    assert!(matches!(&said[0].content, Content::Reasoning { .. }));
    let Content::ToolCall(call) = &said[1].content else {
        panic!("no call: {said:?}");
    };
    assert_eq!(
        (&*call.arguments, call.signature.as_deref()),
        (r#"{"a":1}"#, Some("s"))
    );
    assert!(
        matches!(&request.messages[3].parts[0].content, Content::ToolResult(result) if result.call == "c")
    );
    let marks = [
        request.tools[0].cache,
        request.messages[0].parts[0].cache,
        request.messages[3].parts[0].cache,
    ];
    assert_eq!(marks, [Some(CacheTtl::OneHour); 3]);
    assert_eq!(request.tool_choice, Some(ToolChoice::Tool("f".into())));
    assert_eq!(request.parallel_tool_calls, Some(false));
    assert_eq!(request.reasoning, Some(Reasoning::Budget(2048)));
    assert!(matches!(request.output, OutputFormat::Schema(_)));
    let left: Vec<&String> = request.extra.keys().collect();
    assert_eq!(left, ["somethingNew"]);
}

#[test]
fn what_is_wrong_is_named() {
    let user = json!([{ "role": "user", "content": "hi" }]);
    let local = json!([{ "role": "user", "content": [{ "type": "local", "path": "/a" }] }]);
    let result = json!([{ "role": "tool", "content": "x" }]);
    for (input, param) in [
        (json!({ "messages": [] }), "input.messages"),
        (json!({ "messages": local }), "input.messages[0].content"),
        (
            json!({ "messages": result }),
            "input.messages[0].toolCallId",
        ),
        (
            json!({ "messages": user, "modelOptions": { "reasoningEffort": "wild" } }),
            "input.modelOptions.reasoningEffort",
        ),
        (
            json!({ "messages": user, "toolChoice": 7 }),
            "input.toolChoice",
        ),
    ] {
        let error = read(json!({ "input": input }).to_string().as_bytes()).unwrap_err();
        assert_eq!(
            (error.status.as_u16(), error.param.as_deref()),
            (400, Some(param))
        );
    }
}

#[test]
fn a_call_names_its_model_and_says_whether_it_is_streamed() {
    let body = |body: Value| Bytes::from(body.to_string());
    let model = json!({ "modelOptions": { "model": "a/b" } });
    let read = call(
        Operation::Chat,
        body(json!({ "input": model, "options": { "streaming": true } })),
    )
    .unwrap();
    assert_eq!((&*read.requested_model, read.stream), ("a/b", true));
    let picture =
        json!({ "modelOptions": { "model": "a/b" }, "image": [{ "type": "file", "data": "" }] });
    let read = call(
        Operation::ImageGeneration,
        body(json!({ "input": picture })),
    )
    .unwrap();
    assert_eq!(read.operation, Operation::ImageEdit);
    let streamed = json!({ "input": model, "options": { "streaming": true } });
    let error = call(Operation::ImageGeneration, body(streamed)).unwrap_err();
    assert_eq!(error.param.as_deref(), Some("options.streaming"));
    for bad in [json!({ "input": {} }), json!([]), json!({})] {
        assert_eq!(call(Operation::Chat, body(bad)).unwrap_err().status, 400);
    }
}

const USAGE: Usage = Usage {
    input_uncached: 5,
    cache_read: 2,
    cache_write_5m: 1,
    output_text: 4,
    ..Usage::NOTHING
};

fn body(input: &Value) -> Bytes {
    json!({ "input": input }).to_string().into()
}

fn envelope(body: &Bytes) -> Envelope<'_> {
    Envelope {
        model: "a/b",
        stand_in: StandIn {
            id: String::new(),
            created: 0,
        },
        include_usage: true,
        body,
    }
}

fn events() -> Vec<Event> {
    vec![
        Event::delta(Delta::Reasoning("hm".into())),
        Event::text("{\"a\""),
        Event::text(":1}"),
        Event::delta(Delta::ToolCall {
            index: 0,
            id: "c".into(),
            name: "f".into(),
            signature: None,
        }),
        Event::delta(Delta::Arguments {
            index: 0,
            json: "{\"x\":2}".into(),
        }),
        Event::delta(Delta::Image(Media::base64(
            Some("image/png"),
            "AA==".into(),
        ))),
        Event::finish(Finish::ToolCalls),
    ]
}

/// What a client puts together of a stream.
fn gathered(body: &Bytes, events: Vec<Event>) -> Value {
    let mut encoder = DeltaEncoder::new(&envelope(body));
    let mut out = Vec::new();
    for event in events {
        encoder.event(event, &mut out);
    }
    encoder.close(Some(&USAGE), &mut out);
    let mut whole = json!({});
    for frame in String::from_utf8(out).unwrap().split("\n\n") {
        let Some(data) = frame.strip_prefix("data: ") else {
            continue;
        };
        let delta: Value = serde_json::from_str(data).unwrap();
        for (field, more) in delta["delta"]["text"].as_object().into_iter().flatten() {
            let so_far = whole[field].as_str().unwrap_or_default().to_owned();
            whole[field] = json!(so_far + more.as_str().unwrap());
        }
        for (field, value) in delta["delta"]["json"].as_object().into_iter().flatten() {
            whole[field] = value.clone();
        }
    }
    whole
}

#[test]
fn a_stream_comes_to_the_same_as_a_whole_answer() {
    for input in [
        json!({}),
        json!({ "outputFileType": "file" }),
        json!({ "responseFormat": { "type": "json_schema", "jsonSchema": { "name": "n", "schema": {} } } }),
    ] {
        let body = body(&input);
        let mut whole: Answer = events().into_iter().collect();
        whole.usage = Some(USAGE);
        let whole: Value = serde_json::from_slice(&answer(&whole, &envelope(&body))).unwrap();
        assert_eq!(gathered(&body, events()), whole, "{input}");
        assert_eq!(
            whole["toolCalls"][0]["function"]["arguments"],
            json!({ "x": 2 })
        );
        let usage = json!({ "inputTokens": 8, "outputTokens": 4, "cacheReadInputTokens": 2, "cacheCreationInputTokens": 1 });
        assert_eq!(whole["usage"], usage);
    }
}

#[test]
fn json_that_was_asked_for_comes_as_a_value_and_what_is_none_as_text() {
    let body = body(
        &json!({ "responseFormat": { "type": "json_schema", "jsonSchema": { "name": "n", "schema": {} } } }),
    );
    let whole = gathered(&body, events());
    assert_eq!(whole["json"], json!({ "a": 1 }));
    assert_eq!(whole["text"], Value::Null);
    let broken = gathered(
        &body,
        vec![Event::text("sorry"), Event::finish(Finish::Stop)],
    );
    assert_eq!(broken["text"], "sorry");
}

#[test]
fn an_answer_that_breaks_off_ends_with_an_event_of_its_own() {
    let body = body(&json!({}));
    let mut out = Vec::new();
    DeltaEncoder::new(&envelope(&body)).fail(&ApiError::log_unavailable(), &mut out);
    let text = String::from_utf8(out).unwrap();
    assert!(text.starts_with("event: error\ndata: {"), "{text}");
    assert!(text.contains("\"code\":\"log_unavailable\""), "{text}");
}

#[test]
fn pictures_to_change_are_read_and_those_that_were_made_come_as_addresses() {
    let input = json!({
        "prompt": "a hat", "n": 2, "outputFileType": "url",
        "image": [{ "type": "file", "data": "AA==", "mimeType": "image/png" }],
        "modelOptions": { "model": "a/b", "size": "512x512", "outputFormat": "webp", "style": "wild" },
    });
    let request = pictures::read(&body(&input)).unwrap();
    assert_eq!((request.images.len(), request.n), (1, Some(2)));
    assert_eq!(request.size.as_deref(), Some("512x512"));
    assert_eq!(request.output_format.as_deref(), Some("webp"));
    let left: Vec<&String> = request.extra.keys().collect();
    assert_eq!(left, ["style"]);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let _ = call(Operation::Chat, bytes.into());
    }
}
