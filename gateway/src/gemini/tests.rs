//! What clients of Google's API send and get.
use super::*;
use crate::{
    canonical::chat::{
        Answer, Choice, Content, Delta, Effort, Encoder, Event, Finish, OutputFormat, Reasoning,
        Request, Role, ToolCall, ToolChoice,
    },
    format::Envelope,
    openai::{answer::StandIn, error::ApiError},
};
use bytes::Bytes;
use domain::request::{FailureReason, Usage};
use proptest::prelude::*;
use serde_json::{Value, json};

fn request(body: &Value) -> Request {
    super::read(body.to_string().as_bytes()).unwrap()
}

fn parts(body: &Value) -> Vec<Content> {
    let messages = request(body).messages.into_iter();
    messages
        .flat_map(|message| message.parts)
        .map(|part| part.content)
        .collect()
}

#[test]
fn a_conversation_is_read_in_both_of_googles_spellings() {
    for body in [
        json!({
            "systemInstruction": { "parts": [{ "text": "s" }] },
            "contents": [{ "role": "user", "parts": [{ "text": "a" }, { "inlineData": { "mimeType": "image/png", "data": "AAAA" } }] }],
            "generationConfig": { "maxOutputTokens": 5, "topK": 40.0, "stopSequences": ["x"], "thinkingConfig": { "thinkingLevel": "LOW" } },
            "toolConfig": { "functionCallingConfig": { "mode": "ANY", "allowedFunctionNames": ["f"] } }
        }),
        json!({
            "system_instruction": { "parts": [{ "text": "s" }] },
            "contents": [{ "parts": [{ "text": "a" }, { "inline_data": { "mime_type": "image/png", "data": "AAAA" } }] }],
            "generation_config": { "max_output_tokens": 5, "top_k": 40, "stop_sequences": ["x"], "thinking_config": { "thinking_level": "LOW" } },
            "tool_config": { "function_calling_config": { "mode": "any", "allowed_function_names": ["f"] } }
        }),
    ] {
        let request = request(&body);
        let roles: Vec<Role> = request
            .messages
            .iter()
            .map(|message| message.role)
            .collect();
        assert_eq!(roles, [Role::System, Role::User]);
        assert!(matches!(
            request.messages[1].parts[1].content,
            Content::Image(_)
        ));
        assert_eq!(
            (request.max_tokens, request.sampling.top_k),
            (Some(5), Some(40))
        );
        assert_eq!(request.stop, ["x"]);
        assert_eq!(request.reasoning, Some(Reasoning::Effort(Effort::Low)));
        assert_eq!(request.tool_choice, Some(ToolChoice::Tool("f".into())));
    }
}

#[test]
fn results_without_ids_belong_to_the_first_open_call_of_their_function() {
    let call = |name: &str| json!({ "functionCall": { "name": name, "args": {} } });
    let result = |name: &str, value: i32| json!({ "functionResponse": { "name": name, "response": { "result": value } } });
    let parts = parts(&json!({ "contents": [
        { "role": "model", "parts": [call("f"), call("g"), call("f")] },
        { "role": "user", "parts": [result("g", 1), result("f", 2), result("f", 3)] }
    ] }));
    let mut calls = parts[..3].iter().map(|content| {
        let Content::ToolCall(call) = content else {
            panic!("no call: {content:?}");
        };
        call.id.clone()
    });
    let (one, two, three) = (calls.next(), calls.next(), calls.next());
    let results: Vec<(String, Content)> = parts[3..]
        .iter()
        .map(|content| {
            let Content::ToolResult(result) = content else {
                panic!("no result: {content:?}");
            };
            (result.call.clone(), result.parts[0].content.clone())
        })
        .collect();
    let text = |text: &str| Content::Text(text.into());
    let expected = [
        (two.unwrap(), text("1")),
        (one.unwrap(), text("2")),
        (three.unwrap(), text("3")),
    ];
    assert_eq!(results, expected);
}

#[test]
fn a_schema_of_the_answer_is_read_in_both_forms() {
    let with = |config: Value| {
        let body =
            json!({ "contents": [{ "parts": [{ "text": "a" }] }], "generationConfig": config });
        request(&body).output
    };
    let expected =
        json!({ "type": "object", "properties": { "a": { "type": ["string", "null"] } } });
    for config in [
        json!({ "responseMimeType": "application/json", "responseJsonSchema": expected }),
        json!({ "responseMimeType": "application/json", "responseSchema": { "type": "OBJECT", "properties": { "a": { "type": "STRING", "nullable": true } } } }),
    ] {
        let OutputFormat::Schema(schema) = with(config) else {
            panic!("no schema");
        };
        assert_eq!(schema.schema, expected);
    }
    assert_eq!(
        with(json!({ "responseMimeType": "application/json" })),
        OutputFormat::Json
    );
    assert_eq!(
        with(json!({ "responseMimeType": "text/plain" })),
        OutputFormat::Text
    );
}

#[test]
fn a_bad_body_is_refused_with_the_field_at_fault() {
    let text = json!([{ "parts": [{ "text": "a" }] }]);
    for (body, param) in [
        (json!({}), "contents"),
        (json!({ "contents": [{ "parts": [{}] }] }), "contents.parts"),
        (
            json!({ "contents": [{ "role": "robot", "parts": [] }] }),
            "contents.role",
        ),
        (
            json!({ "contents": [{ "parts": [{ "text": 3 }] }] }),
            "contents[0].parts[0].text",
        ),
        (
            json!({ "contents": text, "tools": [{ "googleSearch": {} }] }),
            "tools",
        ),
        (
            json!({ "contents": [{ "parts": [{ "functionResponse": { "name": "f" } }] }] }),
            "contents.parts.functionResponse",
        ),
    ] {
        let error = super::read(body.to_string().as_bytes()).unwrap_err();
        assert_eq!(
            (error.status.as_u16(), error.param.as_deref()),
            (400, Some(param)),
            "{body}"
        );
    }
}

fn envelope(then: impl FnOnce(&Envelope)) {
    let stand_in = StandIn {
        id: "r1".into(),
        created: 1,
    };
    then(&Envelope {
        model: "m",
        stand_in,
        include_usage: true,
        body: &Bytes::new(),
    });
}

const TOOK: Usage = Usage {
    input_uncached: 3,
    output_text: 2,
    output_reasoning: 1,
    requests: 1,
    ..Usage::NOTHING
};

#[test]
fn a_whole_answer_has_googles_form() {
    let answer = Answer {
        choices: vec![Choice {
            content: vec![
                Content::Reasoning {
                    text: "hm".into(),
                    signature: Some("google:c2ln".into()),
                },
                Content::Text("a".into()),
                Content::ToolCall(ToolCall {
                    id: "1".into(),
                    name: "f".into(),
                    arguments: "{\"x\":1}".into(),
                    signature: None,
                }),
            ],
            finish: Some(Finish::ToolCalls),
            logprobs: None,
        }],
        usage: Some(TOOK),
    };
    envelope(|envelope| {
        let body: Value = serde_json::from_slice(&super::answer(&answer, envelope)).unwrap();
        let expected = json!({
            "candidates": [{ "content": { "role": "model", "parts": [
                { "text": "hm", "thought": true, "thoughtSignature": "c2ln" },
                { "text": "a" },
                { "functionCall": { "id": "1", "name": "f", "args": { "x": 1 } } }
            ] }, "finishReason": "STOP", "index": 0 }],
            "usageMetadata": { "promptTokenCount": 3, "candidatesTokenCount": 2, "thoughtsTokenCount": 1, "totalTokenCount": 6 },
            "modelVersion": "m",
            "responseId": "r1"
        });
        assert_eq!(body, expected);
    });
}

fn frames(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    let frames = text.split("\r\n\r\n").filter(|frame| !frame.is_empty());
    frames
        .map(|frame| serde_json::from_str(frame.strip_prefix("data: ").unwrap()).unwrap())
        .collect()
}

#[test]
fn a_call_is_streamed_whole_and_usage_comes_with_the_end() {
    envelope(|envelope| {
        let mut encoder = FrameEncoder::new(envelope);
        let mut out = Vec::new();
        let call = Delta::ToolCall {
            index: 0,
            id: "1".into(),
            name: "f".into(),
            signature: Some("c2ln".into()),
        };
        let arguments = |json: &str| Delta::Arguments {
            index: 0,
            json: json.into(),
        };
        for delta in [
            Delta::Text("a".into()),
            call,
            arguments("{\"x\""),
            arguments(":1}"),
        ] {
            encoder.event(Event::delta(delta), &mut out);
        }
        encoder.event(Event::finish(Finish::ToolCalls), &mut out);
        encoder.close(Some(&TOOK), &mut out);
        let frames = frames(&out);
        assert_eq!(frames.len(), 3);
        assert_eq!(
            frames[0]["candidates"][0]["content"]["parts"][0]["text"],
            "a"
        );
        assert_eq!(
            frames[1]["candidates"][0]["content"]["parts"][0],
            json!({ "thoughtSignature": "c2ln", "functionCall": { "id": "1", "name": "f", "args": { "x": 1 } } })
        );
        assert_eq!(frames[2]["candidates"][0]["finishReason"], "STOP");
        assert_eq!(frames[2]["usageMetadata"]["totalTokenCount"], 6);
    });
}

#[test]
fn an_error_has_googles_form() {
    let mut error = ApiError::upstream(FailureReason::UpstreamRateLimited, "p");
    error.retry_after = Some("7".into());
    let body: Value = serde_json::from_slice(&error::body(&error)).unwrap();
    assert_eq!(body["error"]["code"], 429);
    assert_eq!(body["error"]["status"], "RESOURCE_EXHAUSTED");
    assert_eq!(body["error"]["details"][0]["reason"], "rate_limit_exceeded");
    assert_eq!(body["error"]["details"][1]["retryDelay"], "7s");
}

#[test]
fn vectors_are_answered_as_they_were_asked_for() {
    let content = json!({ "parts": [{ "text": "a" }] });
    let one = json!({ "content": content, "taskType": "CLUSTERING" }).to_string();
    let several = json!({ "requests": [{ "model": "models/m", "content": content }, { "content": content }] }).to_string();
    let read = vectors::read(one.as_bytes()).unwrap();
    assert_eq!(
        (read.input.len(), read.task.as_deref()),
        (1, Some("CLUSTERING"))
    );
    assert_eq!(vectors::read(several.as_bytes()).unwrap().input.len(), 2);
    let answer = crate::canonical::embeddings::Answer {
        vectors: vec![vec![0.5]],
        usage: None,
    };
    let body = |asked: &str| -> Value {
        serde_json::from_slice(&vectors::answer(asked.as_bytes(), &answer).body).unwrap()
    };
    assert_eq!(body(&one), json!({ "embedding": { "values": [0.5] } }));
    assert_eq!(
        body(&several),
        json!({ "embeddings": [{ "values": [0.5] }] })
    );
    for bad in [
        "{}",
        r#"{"requests":[]}"#,
        r#"{"content":{"parts":[]}}"#,
        "[",
    ] {
        assert!(vectors::read(bad.as_bytes()).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = super::read(&bytes);
        let _ = vectors::read(&bytes);
    }
}
