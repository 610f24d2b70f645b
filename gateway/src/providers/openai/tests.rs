//! What is written for a provider of this format is what a client of it would have written.
use super::*;
use crate::{
    canonical::{
        chat::{
            Answer, CacheTtl, Content, Decoder, Delta, Encoder, Event, Finish, Frame, Message,
            OutputFormat, Part, Progress, Reasoning, Request, Role, Schema, StreamFailure, Tool,
            ToolCall, ToolChoice, ToolResult,
        },
        media::Media,
    },
    format::Envelope,
    openai::{
        answer::StandIn,
        chat::{ChunkEncoder, read},
    },
    providers::{
        Recipient,
        testing::{recipient, settings},
    },
};
use bytes::Bytes;
use domain::{
    provider::ProviderSettings,
    request::{Operation, Usage},
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn encoded(request: &Request) -> Value {
    let encoded = recipient("openai_compatible", "m", |to| OPENAI.chat(request, to)).unwrap();
    serde_json::from_slice(&encoded.first.body).unwrap()
}

#[test]
fn azure_names_the_deployment_in_the_path_where_its_version_is_dated() {
    let path = |version: Option<&str>| {
        let settings = ProviderSettings {
            api_version: version.map(str::to_owned),
            ..settings()
        };
        recipient("azure_openai", "m", |to| {
            let to = Recipient {
                settings: &settings,
                ..*to
            };
            splice::path(Operation::Chat, &to)
        })
    };
    assert_eq!(path(None), "/chat/completions");
    let dated = "/deployments/m/chat/completions?api-version=2024-10-21";
    assert_eq!(path(Some("2024-10-21")), dated);
}

#[test]
fn responses_pass_to_those_alone_that_have_them_as_openai_has() {
    let passes = |kind: &str, base_url: Option<&str>, version: Option<&str>| {
        let settings = ProviderSettings {
            base_url: base_url.map(str::to_owned),
            api_version: version.map(str::to_owned),
            ..settings()
        };
        recipient(kind, "m", |to| {
            let to = Recipient {
                settings: &settings,
                ..*to
            };
            has_responses(&to)
        })
    };
    assert!(passes("openai", None, None));
    assert!(!passes("openai", Some("http://127.0.0.1:8080/v1"), None));
    let azure = Some("https://a.openai.azure.com/openai/v1");
    assert!(passes("azure_openai", azure, None));
    assert!(!passes("azure_openai", azure, Some("2024-10-21")));
    assert!(!passes("groq", None, None));
}

fn said(role: Role, contents: Vec<Content>) -> Message {
    Message {
        role,
        parts: contents.into_iter().map(Part::from).collect(),
    }
}

/// What a provider of this kind is sent, and what was left out.
fn sent(kind: &str, request: &Request) -> (Value, Vec<String>) {
    let encoded = recipient(kind, "m", |to| OPENAI.chat(request, to)).unwrap();
    let dropped = encoded.dropped.iter().map(ToString::to_string);
    let body = serde_json::from_slice(&encoded.first.body).unwrap();
    (body, dropped.collect())
}

#[test]
fn calls_that_a_client_sends_one_by_one_are_one_message_with_their_results_after_it() {
    let call = |id: &str| {
        Content::ToolCall(ToolCall {
            id: id.into(),
            name: "f".into(),
            arguments: "{}".into(),
            signature: None,
        })
    };
    let thoughts = Content::Reasoning {
        text: "hm".into(),
        signature: None,
    };
    let result = |id: &str| {
        Content::ToolResult(ToolResult {
            call: id.into(),
            parts: vec![Part::text("42")],
            is_error: false,
        })
    };
    let request = Request {
        messages: vec![
            said(Role::User, vec![Content::Text("go".into())]),
            said(Role::Assistant, vec![thoughts.clone()]),
            said(Role::Assistant, vec![call("c1")]),
            said(Role::Assistant, vec![call("c2")]),
            said(Role::User, vec![result("c2")]),
            said(Role::User, vec![result("c1")]),
            said(Role::Assistant, vec![thoughts]),
        ],
        ..Request::default()
    };
    let (body, _) = sent("openai", &request);
    let roles = body["messages"].as_array().unwrap().iter();
    let roles: Vec<&Value> = roles.map(|message| &message["role"]).collect();
    assert_eq!(roles, ["user", "assistant", "tool", "tool"]);
    let calls = body["messages"][1]["tool_calls"].as_array().unwrap();
    assert_eq!(calls.len(), 2);
}

#[test]
fn openai_is_sent_nothing_that_is_not_its_own() {
    let mut request = conversation();
    request.sampling.top_k = Some(3);
    request.tools[0].cache = Some(CacheTtl::FiveMinutes);
    for message in &mut request.messages {
        for part in &mut message.parts {
            part.cache = Some(CacheTtl::OneHour);
        }
    }
    for kind in ["openai", "azure_openai"] {
        let (body, dropped) = sent(kind, &request);
        assert_eq!(dropped, ["top_k"], "{kind}");
        assert_eq!(body.get("top_k"), None, "{kind}");
        assert_eq!(body["max_completion_tokens"], 9, "{kind}");
        assert!(
            !body.to_string().contains("cache_control"),
            "{kind}: {body}"
        );
    }
    let (body, dropped) = sent("openrouter", &request);
    assert_eq!((body["top_k"].as_u64(), dropped.len()), (Some(3), 0));
    assert!(body.to_string().contains("cache_control"), "{body}");
}

#[test]
fn who_names_no_tools_chooses_none() {
    let mut request = conversation();
    request.tools.clear();
    let (body, _) = sent("openai", &request);
    assert_eq!(body.get("tool_choice"), None);
}

fn conversation() -> Request {
    Request {
        messages: vec![
            said(Role::System, vec![Content::Text("be brief".into())]),
            said(
                Role::User,
                vec![
                    Content::Text("look".into()),
                    Content::Image(Media::at("data:image/png;base64,AA==")),
                ],
            ),
            said(
                Role::Assistant,
                vec![
                    Content::Text("I call".into()),
                    Content::ToolCall(ToolCall {
                        id: "c1".into(),
                        name: "f".into(),
                        arguments: "{\"a\":1}".into(),
                        signature: None,
                    }),
                ],
            ),
            said(
                Role::User,
                vec![Content::ToolResult(ToolResult {
                    call: "c1".into(),
                    parts: vec![Part::text("42")],
                    is_error: false,
                })],
            ),
        ],
        tools: vec![Tool {
            name: "f".into(),
            description: Some("does".into()),
            parameters: Some(json!({ "type": "object" })),
            strict: Some(true),
            cache: None,
        }],
        tool_choice: Some(ToolChoice::Required),
        parallel_tool_calls: Some(false),
        max_tokens: Some(9),
        stop: vec!["x".into()],
        output: OutputFormat::Schema(Schema {
            name: "o".into(),
            description: None,
            schema: json!({ "type": "object" }),
            strict: Some(true),
        }),
        reasoning: Some(Reasoning::Off),
        user: Some("ann".into()),
        ..Request::default()
    }
}

#[test]
fn what_is_written_reads_back_the_same() {
    let request = conversation();
    let body = encoded(&request).to_string();
    assert_eq!(read(body.as_bytes()).unwrap(), request);
}

#[test]
fn a_refusal_is_text_to_who_does_not_know_refusals() {
    let request = Request {
        messages: vec![said(
            Role::Assistant,
            vec![Content::Refusal("I will not.".into())],
        )],
        ..Request::default()
    };
    let message = |kind: &str| {
        let encoded = recipient(kind, "m", |to| OPENAI.chat(&request, to)).unwrap();
        let body: Value = serde_json::from_slice(&encoded.first.body).unwrap();
        body["messages"][0].clone()
    };
    let field = json!({ "role": "assistant", "refusal": "I will not." });
    assert_eq!(message("openai"), field);
    let text = json!({ "role": "assistant", "content": "I will not." });
    assert_eq!(message("mistral"), text);
}

#[test]
fn a_turn_of_results_becomes_a_message_each_and_pictures_follow_them() {
    let result = |call: &str, parts| {
        Content::ToolResult(ToolResult {
            call: call.into(),
            parts,
            is_error: false,
        })
    };
    let picture = Content::Image(Media::at("https://example.com/a.png"));
    let request = Request {
        messages: vec![said(
            Role::User,
            vec![
                result("a", vec![Part::text("1"), picture.clone().into()]),
                Content::Text("and?".into()),
                result("b", vec![Part::text("2")]),
            ],
        )],
        ..Request::default()
    };
    let body = encoded(&request);
    let messages = body["messages"].as_array().unwrap();
    let roles: Vec<&str> = messages
        .iter()
        .map(|message| message["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["tool", "tool", "user"]);
    assert_eq!(messages[1]["tool_call_id"], "b");
    assert_eq!(messages[2]["content"][0]["type"], "image_url");
}

fn decoded(frames: &[&str]) -> (Vec<Event>, Result<(), StreamFailure>) {
    let mut decoder = ChunkDecoder::default();
    let mut events = Vec::new();
    for frame in frames {
        let frame = Frame::of(Bytes::copy_from_slice(frame.as_bytes()));
        match decoder.frame(&frame, &mut events) {
            Ok(Progress::Chunk) => {}
            Ok(Progress::Done) => return (events, Ok(())),
            Err(failure) => return (events, Err(failure)),
        }
    }
    let ended = decoder.end(&mut events);
    (events, ended)
}

#[test]
fn imitators_calls_are_told_apart_whatever_they_leave_out() {
    let (events, ended) = decoded(&[
        r#"{"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}}]}}]}"#,
        r#"{"choices":[{"delta":{"tool_calls":[{"id":"b","function":{"name":"g","arguments":""}}]}}]}"#,
        r#"{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{}"}}]},"finish_reason":""}]}"#,
        r#"{"choices":[{"delta":{"tool_calls":null},"finish_reason":"stop"}]}"#,
    ]);
    assert_eq!(ended, Ok(()));
    let answer: Answer = events.into_iter().collect();
    let calls: Vec<(&str, &str, &str)> = answer.choices[0]
        .tool_calls()
        .map(|call| (&*call.id, &*call.name, &*call.arguments))
        .collect();
    assert_eq!(calls, [("a", "f", "{\"x\":1}"), ("b", "g", "{}")]);
    assert_eq!(answer.choices[0].finish, Some(Finish::ToolCalls));
}

#[test]
fn openrouter_reasoning() {
    let (events, _) = decoded(&[
        r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm"}}]}"#,
    ]);
    assert_eq!(events, [Event::delta(Delta::Reasoning("hm".into()))]);
    // vLLM says it by both names, and one of them may be null.
    for both in [
        r#"{"choices":[{"delta":{"reasoning":"hm","reasoning_content":"hm"}}]}"#,
        r#"{"choices":[{"delta":{"reasoning":"hm","reasoning_content":null,"content":null}}]}"#,
        r#"{"choices":[{"delta":{"reasoning":"","reasoning_content":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]}}]}"#,
    ] {
        assert_eq!(decoded(&[both]).0, events, "{both}");
    }
}

#[test]
fn an_error_inside_a_stream_is_told_and_an_early_end_is_no_end() {
    let (_, ended) = decoded(&[r#"{"error":{"message":"overloaded","code":"x"}}"#]);
    assert!(
        matches!(ended, Err(StreamFailure::Provider(_, error)) if error.message == "overloaded")
    );
    let (_, ended) = decoded(&[r#"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#]);
    assert_eq!(ended, Err(StreamFailure::Cut));
    assert_eq!(decoded(&["nonsense"]).1, Err(StreamFailure::Malformed));
}

#[test]
fn a_whole_answer_holds_what_a_stream_does() {
    let body = json!({
        "choices": [{ "index": 0, "finish_reason": "stop", "message": {
            "role": "assistant", "content": [{ "type": "text", "text": "hi" }], "reasoning_content": "hm",
            "tool_calls": [{ "id": "a", "type": "function", "function": { "name": "f", "arguments": "{}" } }],
        } }],
        "usage": { "prompt_tokens": 3, "completion_tokens": 2 },
    });
    let answer: Answer = answer::decode(body.to_string().as_bytes())
        .unwrap()
        .into_iter()
        .collect();
    assert_eq!(answer.choices[0].text(), "hi");
    assert_eq!(answer.choices[0].finish, Some(Finish::ToolCalls));
    assert_eq!(answer.usage.unwrap().output_text, 2);
}

#[test]
fn an_error_inside_a_whole_answer_is_no_answer() {
    for body in [
        r#"{"error":{"message":"overloaded","code":502}}"#,
        r#"{"choices":null,"error":{"message":"overloaded"}}"#,
        "<html>nothing</html>",
        "",
    ] {
        assert!(answer::decode(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn stream_tool_empty_content() {
    let (events, ended) = decoded(&[
        r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":"","tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":"","tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":null},"finish_reason":"tool_calls"}]}"#,
        "[DONE]",
    ]);
    assert_eq!(ended, Ok(()));
    let answer: Answer = events.into_iter().collect();
    let choice = &answer.choices[0];
    assert_eq!((choice.text(), choice.content.len()), (String::new(), 1));
    assert_eq!(choice.tool_calls().next().unwrap().arguments, "{}");
}

#[test]
fn usage_that_comes_with_every_chunk_is_its_last_and_zero_completion_tokens_are_zero() {
    let chunk = |content: &str, out: u64| {
        format!(
            r#"{{"choices":[{{"index":0,"delta":{{"content":"{content}"}}}}],"usage":{{"prompt_tokens":7,"completion_tokens":{out},"cost":0.1}}}}"#
        )
    };
    let end = r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}"#;
    let (events, _) = decoded(&[&chunk("a", 1), &chunk("b", 2), end]);
    let usage = events.into_iter().collect::<Answer>().usage.unwrap();
    assert_eq!((usage.input_uncached, usage.output_text), (7, 2));
    let (events, _) = decoded(&[&chunk("", 0), end]);
    let usage = events.into_iter().collect::<Answer>().usage.unwrap();
    assert_eq!((usage.input_uncached, usage.output_text), (7, 0));
}

fn piece() -> impl Strategy<Value = Event> {
    prop_oneof![
        "\\PC{1,8}".prop_map(Event::text),
        "\\PC{1,8}".prop_map(|text| Event::delta(Delta::Reasoning(text))),
        "\\PC{1,8}".prop_map(|text| Event::delta(Delta::Refusal(text))),
    ]
}

proptest! {
    #[test]
    fn what_a_client_is_sent_reads_back_as_the_same_answer(
        pieces in prop::collection::vec(piece(), 1..8),
        arguments in prop::collection::vec("\\PC{1,8}", 0..3),
    ) {
        let mut events = pieces;
        for (index, json) in (0..).zip(arguments) {
            let (id, name) = (format!("c{index}"), "f".to_owned());
            events.push(Event::delta(Delta::ToolCall { index, id, name, signature: None }));
            events.push(Event::delta(Delta::Arguments { index, json }));
        }
        let called = matches!(events.last(), Some(Event::Delta { delta: Delta::Arguments { .. }, .. }));
        events.push(Event::finish(if called { Finish::ToolCalls } else { Finish::Stop }));
        let usage = Usage { input_uncached: 3, output_text: 1, requests: 1, ..Usage::default() };
        let mut encoder = ChunkEncoder::new(&Envelope {
            model: "m",
            stand_in: StandIn { id: "i".into(), created: 1 },
            include_usage: true,
            body: &Bytes::new(),
        });
        let mut out = Vec::new();
        for event in events.clone() {
            encoder.event(event, &mut out);
        }
        encoder.close(Some(&usage), &mut out);
        let text = String::from_utf8(out).unwrap();
        let frames: Vec<&str> = text.split_terminator("\n\n").map(|frame| &frame["data: ".len()..]).collect();
        let (read, ended) = decoded(&frames);
        prop_assert_eq!(ended, Ok(()));
        events.push(Event::Usage(usage));
        let (read, sent): (Answer, Answer) = (read.into_iter().collect(), events.into_iter().collect());
        prop_assert_eq!(read, sent);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = ChunkDecoder::default().frame(&Frame::of(bytes.clone().into()), &mut Vec::new());
        let _ = answer::decode(&bytes);
    }
}
