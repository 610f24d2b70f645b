//! The rules of the way to Gemini and back, each by its name.
use super::*;
use crate::{
    canonical::{
        self, Unsupported,
        chat::{
            self, Answer, Choice, Content, Delta, Event, Finish, Frame, StreamFailure, ToolCall,
        },
    },
    openai::chat as openai,
    providers::{
        Encoded, Received,
        testing::{body_of, recipient, settings},
    },
    upstream::{Frames, Framing},
};
use domain::request::Usage;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A request in OpenAI's form, and what Google gets for it.
fn encoded(kind: &str, model: &str, mut body: Value) -> Result<Encoded, Unsupported> {
    body["model"] = json!(model);
    let request = openai::read(body.to_string().as_bytes()).unwrap();
    recipient(kind, model, |to| AI_STUDIO.chat(&request, to))
}

fn sent(model: &str, body: Value) -> Value {
    body_of(&encoded("gemini", model, body).unwrap().first)
}

const FLASH: &str = "gemini-2.5-flash";
const NEWER: &str = "gemini-3-pro-preview";

fn decoded(body: &Value) -> Answer {
    let received = Received {
        body: body.to_string().into(),
        ..Received::default()
    };
    let request = chat::Request::default();
    let events = AI_STUDIO.chat_answer(&request, &received).unwrap();
    events.into_iter().collect()
}

fn choice(body: &Value) -> Choice {
    decoded(body).choices.swap_remove(0)
}

#[test]
fn basic() {
    let encoded = encoded(
        "gemini",
        FLASH,
        json!({ "messages": [{ "role": "user", "content": "Hello" }] }),
    )
    .unwrap();
    assert_eq!(
        encoded.first.path,
        "/models/gemini-2.5-flash:generateContent"
    );
    assert_eq!(
        body_of(&encoded.first),
        json!({ "contents": [{ "role": "user", "parts": [{ "text": "Hello" }] }] })
    );
    assert!(encoded.dropped.is_empty() && encoded.more.is_empty());
}

#[test]
fn a_stream_is_asked_for_as_server_sent_events() {
    let body = json!({ "stream": true, "messages": [{ "role": "user", "content": "Hello" }] });
    let path = encoded("gemini", FLASH, body).unwrap().first.path;
    assert_eq!(
        path,
        "/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
    );
}

#[test]
fn generation_config() {
    let sent = sent(
        FLASH,
        json!({
            "messages": [{ "role": "user", "content": "a" }], "temperature": 0.5, "top_p": 0.9, "top_k": 40,
            "max_completion_tokens": 99, "n": 2, "seed": 7, "presence_penalty": 0.1, "frequency_penalty": 0.2,
            "stop": ["x", "y"], "logprobs": true, "top_logprobs": 3
        }),
    );
    assert_eq!(
        sent["generationConfig"],
        json!({
            "temperature": 0.5, "topP": 0.9, "topK": 40, "maxOutputTokens": 99, "candidateCount": 2, "seed": 7,
            "presencePenalty": 0.1, "frequencyPenalty": 0.2, "stopSequences": ["x", "y"],
            "responseLogprobs": true, "logprobs": 3
        })
    );
}

#[test]
fn what_google_has_no_equivalent_of_is_named() {
    let tool = json!({ "type": "function", "function": { "name": "f" } });
    let body = json!({
        "messages": [{ "role": "user", "content": "a" }], "logit_bias": { "1": 2 }, "user": "u",
        "parallel_tool_calls": false, "tools": [tool], "service_tier": "scale", "x_unknown": 1,
        "safety_settings": []
    });
    let encoded = encoded("gemini", FLASH, body).unwrap();
    let expected = [
        "logit_bias",
        "user",
        "parallel_tool_calls",
        "service_tier",
        "x_unknown",
    ];
    assert_eq!(encoded.dropped, expected);
    assert_eq!(body_of(&encoded.first)["safetySettings"], json!([]));
}

#[test]
fn more_than_five_stop_texts_are_refused() {
    let body = json!({ "messages": [{ "role": "user", "content": "a" }], "stop": ["1", "2", "3", "4", "5", "6"] });
    let refused = encoded("gemini", FLASH, body).unwrap_err();
    assert_eq!(refused.param.as_deref(), Some("stop"));
}

#[test]
fn system_message() {
    let sent = sent(
        FLASH,
        json!({ "messages": [
            { "role": "system", "content": "One." },
            { "role": "user", "content": "a" },
            { "role": "developer", "content": [{ "type": "text", "text": "Two." }] }
        ] }),
    );
    let texts = json!({ "parts": [{ "text": "One." }, { "text": "Two." }] });
    assert_eq!(sent["systemInstruction"], texts);
}

#[test]
fn empty_messages_get_synthetic_user_entry() {
    let filler = json!({ "role": "user", "parts": [{ "text": " " }] });
    for messages in [
        json!([{ "role": "system", "content": "One." }]),
        json!([{ "role": "user", "content": "" }]),
        json!([{ "role": "assistant", "content": "I start." }]),
    ] {
        let sent = sent(FLASH, json!({ "messages": messages }));
        assert_eq!(sent["contents"][0], filler);
    }
}

#[test]
fn consecutive_same_role_messages_merge() {
    let sent = sent(
        FLASH,
        json!({ "messages": [{ "role": "user", "content": "a" }, { "role": "user", "content": "b" }] }),
    );
    let merged = json!([{ "role": "user", "parts": [{ "text": "a" }, { "text": "b" }] }]);
    assert_eq!(sent["contents"], merged);
}

fn call(id: &str, name: &str, arguments: &str) -> Value {
    json!({ "id": id, "type": "function", "function": { "name": name, "arguments": arguments } })
}

fn tool_message(id: &str, content: &str) -> Value {
    json!({ "role": "tool", "tool_call_id": id, "content": content })
}

#[test]
fn multi_turn_tools() {
    let sent = sent(
        FLASH,
        json!({ "messages": [
            { "role": "user", "content": "weather?" },
            { "role": "assistant", "content": "Let me look.", "tool_calls": [call("1", "weather", "{\"city\":\"Oslo\"}")] },
            tool_message("1", "{\"degrees\":3}"),
            { "role": "user", "content": "and?" }
        ] }),
    );
    assert_eq!(
        sent["contents"],
        json!([
            { "role": "user", "parts": [{ "text": "weather?" }] },
            { "role": "model", "parts": [{ "text": "Let me look." }, { "functionCall": { "name": "weather", "args": { "city": "Oslo" } } }] },
            { "role": "user", "parts": [{ "functionResponse": { "name": "weather", "response": { "degrees": 3 } } }] },
            { "role": "user", "parts": [{ "text": "and?" }] }
        ])
    );
}

#[test]
fn out_of_order_tool_results_reorder_to_call_order() {
    let sent = sent(
        FLASH,
        json!({ "messages": [
            { "role": "user", "content": "a" },
            { "role": "assistant", "tool_calls": [call("1", "f", ""), call("2", "f", "{}"), call("3", "g", "{}")] },
            tool_message("3", "[3]"),
            tool_message("2", "two"),
            tool_message("1", "1")
        ] }),
    );
    assert_eq!(
        sent["contents"][2]["parts"],
        json!([
            { "functionResponse": { "name": "f", "response": { "result": 1 } } },
            { "functionResponse": { "name": "f", "response": { "result": "two" } } },
            { "functionResponse": { "name": "g", "response": { "result": [3] } } }
        ])
    );
}

#[test]
fn tool_call_ids_are_sent_to_nobody() {
    for kind in ["gemini", "vertex"] {
        let body = json!({ "messages": [
            { "role": "user", "content": "a" },
            { "role": "assistant", "tool_calls": [call("1", "f", "{}")] },
            tool_message("1", "x")
        ] });
        let sent = body_of(&encoded(kind, FLASH, body).unwrap().first).to_string();
        assert!(!sent.contains("\"id\""), "{sent}");
    }
}

#[test]
fn a_result_of_no_call_is_refused() {
    let body = json!({ "messages": [{ "role": "user", "content": "a" }, tool_message("9", "x")] });
    let refused = encoded("gemini", FLASH, body).unwrap_err();
    assert!(refused.message.contains("`9`"));
}

#[test]
fn arguments_that_are_no_object_are_refused() {
    for arguments in ["{", "[1]", "3"] {
        let body = json!({ "messages": [
            { "role": "user", "content": "a" },
            { "role": "assistant", "tool_calls": [call("1", "f", arguments)] }
        ] });
        assert!(encoded("gemini", FLASH, body).is_err(), "{arguments}");
    }
}

#[test]
fn tool_result_error() {
    let result = Content::ToolResult(chat::ToolResult {
        call: "1".into(),
        parts: vec![chat::Part::text("no such city")],
        is_error: true,
    });
    let call = Content::ToolCall(ToolCall {
        id: "1".into(),
        name: "f".into(),
        arguments: String::new(),
        signature: None,
    });
    let said = |role, content: Content| chat::Message {
        role,
        parts: vec![content.into()],
    };
    let request = chat::Request {
        messages: vec![
            said(chat::Role::User, Content::Text("a".into())),
            said(chat::Role::Assistant, call),
            said(chat::Role::User, result),
        ],
        ..chat::Request::default()
    };
    let encoded = recipient("gemini", FLASH, |to| AI_STUDIO.chat(&request, to)).unwrap();
    let response = &body_of(&encoded.first)["contents"][2]["parts"][0]["functionResponse"];
    assert_eq!(response["response"], json!({ "error": "no such city" }));
}

#[test]
fn tool_choice_is_said_only_beside_tools() {
    let tools = json!([{ "type": "function", "function": { "name": "f", "description": "d", "parameters": { "type": "object", "properties": { "a": { "type": ["string", "null"] } } } } }]);
    for (choice, expected) in [
        (json!("auto"), json!({ "mode": "AUTO" })),
        (json!("required"), json!({ "mode": "ANY" })),
        (json!("none"), json!({ "mode": "NONE" })),
        (
            json!({ "type": "function", "function": { "name": "f" } }),
            json!({ "mode": "ANY", "allowedFunctionNames": ["f"] }),
        ),
    ] {
        let body = json!({ "messages": [{ "role": "user", "content": "a" }], "tools": tools, "tool_choice": choice });
        let sent = sent(FLASH, body);
        assert_eq!(sent["toolConfig"]["functionCallingConfig"], expected);
        let declared = &sent["tools"][0]["functionDeclarations"][0];
        let property = &declared["parameters"]["properties"]["a"];
        assert_eq!(*property, json!({ "type": "STRING", "nullable": true }));
    }
    let without = sent(
        FLASH,
        json!({ "messages": [{ "role": "user", "content": "a" }], "tool_choice": "auto" }),
    );
    assert_eq!(without.get("toolConfig"), None);
}

#[test]
fn thought_signature_round_trips() {
    let answered = json!({ "responseId": "r1", "candidates": [{ "content": { "parts": [
        { "functionCall": { "name": "f", "args": { "a": 1 } }, "thoughtSignature": "c2ln+/8=" },
        { "functionCall": { "name": "f", "args": {} } }
    ] }, "finishReason": "STOP" }] });
    let answer = choice(&answered);
    let calls: Vec<&ToolCall> = answer.tool_calls().collect();
    assert_eq!(calls[0].signature.as_deref(), Some("c2ln+/8="));
    assert_eq!(calls[1].signature, None);
    assert_ne!(calls[0].id, calls[1].id);
    // A client that keeps ids alone, as most do.
    let said: Vec<Value> = calls
        .iter()
        .map(|one| call(&one.id, &one.name, &one.arguments))
        .collect();
    let sent = sent(
        NEWER,
        json!({ "messages": [
            { "role": "user", "content": "a" },
            { "role": "assistant", "tool_calls": said },
            tool_message(&calls[0].id, "1"),
            tool_message(&calls[1].id, "2")
        ] }),
    );
    let parts = &sent["contents"][1]["parts"];
    assert_eq!(parts[0]["thoughtSignature"], "c2ln+/8=");
    assert_eq!(parts[1].get("thoughtSignature"), None);
}

#[test]
fn a_signature_beside_the_call_is_sent_back() {
    let mut signed = call("1", "f", "{}");
    signed["extra_content"] = json!({ "google": { "thought_signature": "c2ln" } });
    let body = json!({ "messages": [{ "role": "user", "content": "a" }, { "role": "assistant", "tool_calls": [signed] }] });
    let sent = sent(NEWER, body);
    assert_eq!(sent["contents"][1]["parts"][0]["thoughtSignature"], "c2ln");
}

#[test]
fn calls_that_another_model_made_carry_the_documented_stand_in() {
    let body = json!({ "messages": [
        { "role": "user", "content": "a" },
        { "role": "assistant", "tool_calls": [call("1", "f", "{}"), call("2", "f", "{}")] }
    ] });
    let parts = &sent(NEWER, body.clone())["contents"][1]["parts"];
    assert_eq!(
        parts[0]["thoughtSignature"],
        "skip_thought_signature_validator"
    );
    assert_eq!(parts[1].get("thoughtSignature"), None);
    let older = &sent(FLASH, body)["contents"][1]["parts"][0];
    assert_eq!(older.get("thoughtSignature"), None);
}

#[test]
fn reasoning_replay() {
    let block = |signature: &str| json!({ "role": "assistant", "content": "b", "thinking_blocks": [{ "type": "thinking", "thinking": "hm", "signature": signature }] });
    let parts = |signature: &str| {
        let body = json!({ "messages": [{ "role": "user", "content": "a" }, block(signature)] });
        sent(NEWER, body)["contents"][1]["parts"].clone()
    };
    assert_eq!(
        parts("google:c2ln"),
        json!([{ "text": "hm", "thought": true, "thoughtSignature": "c2ln" }, { "text": "b" }])
    );
    assert_eq!(parts("another-provider's"), json!([{ "text": "b" }]));
}

#[test]
fn reasoning_replay_unsigned() {
    let body = json!({ "messages": [{ "role": "user", "content": "a" }, { "role": "assistant", "content": "b", "reasoning_content": "hm" }] });
    let parts = sent(NEWER, body)["contents"][1]["parts"].clone();
    assert_eq!(parts, json!([{ "text": "b" }]));
}

#[test]
fn image_inline() {
    let sent = sent(
        FLASH,
        json!({ "messages": [{ "role": "user", "content": [
            { "type": "image_url", "image_url": { "url": "data:image/jpg;base64,AAAA", "detail": "low" } },
            { "type": "input_audio", "input_audio": { "data": "BBBB", "format": "wav" } },
            { "type": "file", "file": { "file_data": "data:application/pdf;base64,CCCC", "filename": "a.pdf" } }
        ] }] }),
    );
    let inline =
        |mime: &str, data: &str| json!({ "inlineData": { "mimeType": mime, "data": data } });
    assert_eq!(
        sent["contents"][0]["parts"],
        json!([
            inline("image/jpeg", "AAAA"),
            inline("audio/wav", "BBBB"),
            inline("application/pdf", "CCCC")
        ])
    );
}

#[test]
fn image_url_is_refused_unless_google_can_fetch_it() {
    let picture = |url: &str| json!({ "messages": [{ "role": "user", "content": [{ "type": "image_url", "image_url": { "url": url } }] }] });
    for (url, mime) in [
        ("gs://bucket/a.png", Some("image/png")),
        (
            "https://generativelanguage.googleapis.com/v1beta/files/abc",
            None,
        ),
        ("https://www.youtube.com/watch?v=abc", None),
    ] {
        let part = sent(FLASH, picture(url))["contents"][0]["parts"][0]["fileData"].clone();
        assert_eq!(part["fileUri"], url);
        assert_eq!(part["mimeType"].as_str(), mime);
    }
    for url in [
        "https://example.com/a.png",
        "gs://bucket/a",
        "http://127.0.0.1/a.png",
    ] {
        let refused = encoded("gemini", FLASH, picture(url)).unwrap_err();
        assert!(refused.message.contains("data URL"), "{}", refused.message);
    }
    assert!(encoded("vertex", FLASH, picture("https://example.com/a.png")).is_ok());
}

#[test]
fn structured_output() {
    let format = json!({ "type": "json_schema", "json_schema": { "name": "n", "strict": true, "schema": { "type": "object", "properties": { "a": { "const": "x" } }, "required": ["a"], "additionalProperties": false } } });
    let body = |tools: Value| json!({ "messages": [{ "role": "user", "content": "a" }], "response_format": format, "tools": tools });
    let config = sent(FLASH, body(json!([])))["generationConfig"].clone();
    assert_eq!(config["responseMimeType"], "application/json");
    assert_eq!(
        config["responseSchema"],
        json!({ "type": "OBJECT", "properties": { "a": { "type": "STRING", "enum": ["x"] } }, "required": ["a"] })
    );
    let tools = json!([{ "type": "function", "function": { "name": "f" } }]);
    let with_tools = encoded("gemini", FLASH, body(tools.clone())).unwrap();
    assert_eq!(with_tools.dropped, ["response_format"]);
    assert!(
        encoded("gemini", NEWER, body(tools))
            .unwrap()
            .dropped
            .is_empty()
    );
    let object = json!({ "messages": [{ "role": "user", "content": "a" }], "response_format": { "type": "json_object" } });
    let config = sent(FLASH, object)["generationConfig"].clone();
    assert_eq!(config, json!({ "responseMimeType": "application/json" }));
}

#[test]
fn reasoning() {
    for (model, effort, expected) in [
        (
            FLASH,
            "low",
            json!({ "includeThoughts": true, "thinkingBudget": 1024 }),
        ),
        (FLASH, "none", json!({ "thinkingBudget": 0 })),
        ("gemini-2.5-pro", "none", json!({ "thinkingBudget": 128 })),
        (NEWER, "none", json!({ "thinkingLevel": "LOW" })),
        (
            "gemini-3-flash",
            "none",
            json!({ "thinkingLevel": "MINIMAL" }),
        ),
        (
            "gemini-3-flash",
            "medium",
            json!({ "includeThoughts": true, "thinkingLevel": "MEDIUM" }),
        ),
        (
            NEWER,
            "minimal",
            json!({ "includeThoughts": true, "thinkingLevel": "LOW" }),
        ),
    ] {
        let body =
            json!({ "messages": [{ "role": "user", "content": "a" }], "reasoning_effort": effort });
        let sent = sent(model, body);
        assert_eq!(
            sent["generationConfig"]["thinkingConfig"], expected,
            "{model} {effort}"
        );
    }
}

#[test]
fn reasoning_max() {
    let body =
        json!({ "messages": [{ "role": "user", "content": "a" }], "reasoning_effort": "max" });
    let thinking = |model| sent(model, body.clone())["generationConfig"]["thinkingConfig"].clone();
    assert_eq!(thinking(FLASH)["thinkingBudget"], 24_576);
    assert_eq!(thinking(NEWER)["thinkingLevel"], "HIGH");
    let older = encoded("gemini", "gemini-2.0-flash", body.clone()).unwrap();
    assert_eq!(older.dropped, ["reasoning_effort"]);
}

#[test]
fn cached_content_strips_conflicting_fields() {
    let sent = sent(
        FLASH,
        json!({
            "messages": [{ "role": "system", "content": "s" }, { "role": "user", "content": "a" }],
            "tools": [{ "type": "function", "function": { "name": "f" } }], "tool_choice": "auto",
            "extra_body": { "google": { "cached_content": "cachedContents/1" } }
        }),
    );
    assert_eq!(sent["cachedContent"], "cachedContents/1");
    for name in ["systemInstruction", "tools", "toolConfig"] {
        assert_eq!(sent.get(name), None);
    }
}

#[test]
fn vertex_lies_elsewhere() {
    let body = json!({ "messages": [{ "role": "user", "content": "a" }] });
    let path = encoded("vertex", FLASH, body).unwrap().first.path;
    assert_eq!(
        path,
        "/publishers/google/models/gemini-2.5-flash:generateContent"
    );
    let at = |region: Option<&str>| {
        let region = region.map(str::to_owned);
        (VERTEX.base_url)(&ProviderSettings {
            region,
            ..settings()
        })
    };
    assert_eq!(at(None), "https://aiplatform.googleapis.com/v1");
    assert_eq!(at(Some("global")), "https://aiplatform.googleapis.com/v1");
    assert_eq!(
        at(Some("europe-west1")),
        "https://europe-west1-aiplatform.googleapis.com/v1"
    );
}

#[test]
fn a_whole_answer_has_its_text_thoughts_and_usage() {
    let answer = decoded(
        &json!({ "candidates": [{ "content": { "role": "model", "parts": [
        { "text": "hm", "thought": true }, { "text": "a" }, { "text": "b", "thoughtSignature": "c2ln" }
    ] }, "finishReason": "STOP", "index": 0 }], "usageMetadata": { "promptTokenCount": 3, "candidatesTokenCount": 2, "thoughtsTokenCount": 4 } }),
    );
    let choice = &answer.choices[0];
    assert_eq!(choice.text(), "ab");
    assert_eq!(choice.finish, Some(Finish::Stop));
    let signed = Content::Reasoning {
        text: String::new(),
        signature: Some("google:c2ln".into()),
    };
    assert_eq!(choice.content.last(), Some(&signed));
    let expected = Usage {
        input_uncached: 3,
        output_text: 2,
        output_reasoning: 4,
        requests: 1,
        ..Usage::default()
    };
    assert_eq!(answer.usage, Some(expected));
}

#[test]
fn finish_reasons() {
    let part = json!({ "text": "a" });
    let called = json!({ "functionCall": { "name": "f" } });
    for (reason, part, expected) in [
        ("STOP", &part, Finish::Stop),
        ("STOP", &called, Finish::ToolCalls),
        ("MAX_TOKENS", &part, Finish::Length),
        ("MAX_TOKENS", &called, Finish::Length),
        ("SAFETY", &part, Finish::ContentFilter),
        ("RECITATION", &part, Finish::ContentFilter),
        ("BLOCKLIST", &part, Finish::ContentFilter),
        ("PROHIBITED_CONTENT", &part, Finish::ContentFilter),
        ("SPII", &part, Finish::ContentFilter),
        ("LANGUAGE", &part, Finish::ContentFilter),
        ("IMAGE_SAFETY", &part, Finish::ContentFilter),
        ("MALFORMED_FUNCTION_CALL", &part, Finish::Stop),
        ("OTHER", &part, Finish::Stop),
        ("SOMETHING_NEW", &part, Finish::Stop),
    ] {
        let body =
            json!({ "candidates": [{ "content": { "parts": [part] }, "finishReason": reason }] });
        assert_eq!(choice(&body).finish, Some(expected), "{reason}");
    }
}

#[test]
fn blocked() {
    let answer = decoded(
        &json!({ "promptFeedback": { "blockReason": "SAFETY" }, "usageMetadata": { "promptTokenCount": 3 } }),
    );
    assert_eq!(answer.choices[0].finish, Some(Finish::ContentFilter));
    assert!(answer.choices[0].content.is_empty());
}

#[test]
fn a_candidate_without_content_is_an_empty_answer() {
    let choice = choice(&json!({ "candidates": [{ "finishReason": "MAX_TOKENS" }] }));
    assert_eq!(
        (choice.text(), choice.finish),
        (String::new(), Some(Finish::Length))
    );
}

#[test]
fn an_answer_without_candidates_is_malformed() {
    for body in ["{}", "[]", "not json"] {
        let received = Received {
            body: body.into(),
            ..Received::default()
        };
        let request = chat::Request::default();
        assert!(
            AI_STUDIO.chat_answer(&request, &received).is_err(),
            "{body}"
        );
    }
}

#[test]
fn pictures_and_programs_are_part_of_the_answer() {
    let choice = choice(&json!({ "candidates": [{ "content": { "parts": [
        { "executableCode": { "language": "PYTHON", "code": "print(1)" } },
        { "codeExecutionResult": { "outcome": "OUTCOME_OK", "output": "1" } },
        { "inlineData": { "mimeType": "image/png", "data": "AAAA" } }
    ] }, "finishReason": "STOP" }] }));
    assert_eq!(choice.text(), "```python\nprint(1)\n```\n```\n1\n```\n");
    assert!(matches!(choice.content[1], Content::Image(_)));
}

#[test]
fn log_probabilities_have_openais_form() {
    let choice = choice(
        &json!({ "candidates": [{ "content": { "parts": [{ "text": "é" }] }, "finishReason": "STOP",
        "logprobsResult": {
            "chosenCandidates": [{ "token": "é", "tokenId": 5, "logProbability": -0.5 }],
            "topCandidates": [{ "candidates": [{ "token": "é", "logProbability": -0.5 }, { "token": "e", "logProbability": -1.5 }] }]
        } }] }),
    );
    let content = &choice.logprobs.unwrap()["content"][0];
    assert_eq!(content["bytes"], json!([195, 169]));
    assert_eq!(content["top_logprobs"][1]["token"], "e");
}

#[test]
fn several_candidates_are_several_choices() {
    let candidate = |index: u32, text: &str| json!({ "index": index, "content": { "parts": [{ "text": text }] }, "finishReason": "STOP" });
    let answer = decoded(&json!({ "candidates": [candidate(0, "a"), candidate(1, "b")] }));
    let texts: Vec<String> = answer.choices.iter().map(Choice::text).collect();
    assert_eq!(texts, ["a", "b"]);
}

/// What a stream of these bytes holds, cut into these pieces.
fn streamed<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Event>, Result<(), StreamFailure>) {
    let mut decoder = AI_STUDIO.chat_stream(&chat::Request::default()).unwrap();
    let mut frames = Frames::new(Framing::ServerSentEvents);
    let mut events = Vec::new();
    for piece in pieces {
        frames.push(piece).unwrap();
        while let Some(frame) = frames.next_frame().unwrap() {
            if let Err(failure) = decoder.frame(&frame, &mut events) {
                return (events, Err(failure));
            }
        }
    }
    if let Some(frame) = frames.finish().unwrap()
        && let Err(failure) = decoder.frame(&frame, &mut events)
    {
        return (events, Err(failure));
    }
    let ended = decoder.end(&mut events);
    (events, ended)
}

fn sse(frames: &[Value]) -> String {
    let mut stream = String::new();
    for frame in frames {
        stream.extend(["data: ", &frame.to_string(), "\r\n\r\n"]);
    }
    stream
}

fn piece(parts: &Value) -> Value {
    json!({ "responseId": "r1", "candidates": [{ "content": { "role": "model", "parts": parts }, "index": 0 }], "usageMetadata": { "promptTokenCount": 9, "candidatesTokenCount": 1 } })
}

fn last(parts: &Value, reason: &str) -> Value {
    let mut last = piece(parts);
    last["candidates"][0]["finishReason"] = json!(reason);
    last["usageMetadata"]["candidatesTokenCount"] = json!(20);
    last
}

#[test]
fn stream_tool() {
    let stream = sse(&[
        piece(
            &json!([{ "text": "Let me" }, { "functionCall": { "name": "f", "args": { "a": 1 } } }]),
        ),
        piece(&json!([{ "functionCall": { "name": "g", "args": {} } }])),
        last(&json!([{ "text": "" }]), "STOP"),
    ]);
    let (events, ended) = streamed([stream.as_bytes()]);
    ended.unwrap();
    let answer: Answer = events.iter().cloned().collect();
    let choice = &answer.choices[0];
    let calls: Vec<(&str, &str)> = choice
        .tool_calls()
        .map(|call| (&*call.name, &*call.arguments))
        .collect();
    assert_eq!(calls, [("f", "{\"a\":1}"), ("g", "{}")]);
    assert_eq!(choice.finish, Some(Finish::ToolCalls));
    assert_eq!(choice.text(), "Let me");
    let mut places = Vec::new();
    for event in &events {
        if let Event::Delta {
            delta: Delta::ToolCall { index, .. },
            ..
        } = event
        {
            places.push(*index);
        }
    }
    assert_eq!(places, [0, 1]);
    assert_eq!(answer.usage.unwrap().output_text, 20);
}

#[test]
fn a_stream_that_was_cut_is_no_answer() {
    let stream = sse(&[piece(&json!([{ "text": "a" }]))]);
    let (events, ended) = streamed([stream.as_bytes()]);
    assert_eq!(ended, Err(StreamFailure::Cut));
    assert!(!events.is_empty());
}

#[test]
fn an_error_in_the_stream_reaches_the_client() {
    let error =
        json!({ "error": { "code": 503, "message": "overloaded", "status": "UNAVAILABLE" } });
    for error in [error.clone(), json!([error])] {
        let stream = sse(&[piece(&json!([{ "text": "a" }])), error]);
        let (_, ended) = streamed([stream.as_bytes()]);
        let Err(StreamFailure::Provider(_, error)) = ended else {
            panic!("no error of the provider's");
        };
        assert_eq!(error.message, "overloaded");
    }
}

#[test]
fn broken_sse() {
    let (_, ended) = streamed([b"data: {\"candidates\": [\n\n".as_slice()]);
    assert_eq!(ended, Err(StreamFailure::Malformed));
}

#[test]
fn a_blocked_prompt_ends_a_stream() {
    let stream = sse(&[json!({ "promptFeedback": { "blockReason": "SAFETY" } })]);
    let (events, ended) = streamed([stream.as_bytes()]);
    ended.unwrap();
    assert_eq!(events, [Event::finish(Finish::ContentFilter)]);
}

#[test]
fn embeddings_of_one_text_and_of_several_are_called_otherwise() {
    let request = |texts: &[&str]| canonical::embeddings::Request {
        input: texts
            .iter()
            .map(|text| canonical::embeddings::Input::Text((*text).into()))
            .collect(),
        dimensions: Some(3),
        user: Some("u".into()),
        task: Some("search_query".into()),
    };
    let encode = |kind: &str, texts: &[&str]| {
        recipient(kind, "gemini-embedding-001", |to| {
            AI_STUDIO.embeddings(&request(texts), to)
        })
        .unwrap()
    };
    let one = encode("gemini", &["a"]);
    assert_eq!(one.first.path, "/models/gemini-embedding-001:embedContent");
    assert_eq!(one.dropped, ["user"]);
    assert_eq!(
        body_of(&one.first),
        json!({ "model": "models/gemini-embedding-001", "content": { "parts": [{ "text": "a" }] }, "taskType": "RETRIEVAL_QUERY", "outputDimensionality": 3 })
    );
    let several = encode("gemini", &["a", "b"]);
    assert_eq!(
        several.first.path,
        "/models/gemini-embedding-001:batchEmbedContents"
    );
    assert_eq!(
        body_of(&several.first)["requests"][1]["content"]["parts"][0]["text"],
        "b"
    );
    let many = encode("gemini", &["a"; 250]);
    assert_eq!(many.more.len(), 2);
    let vertex = encode("vertex", &["a", "b"]);
    assert_eq!(
        vertex.first.path,
        "/publishers/google/models/gemini-embedding-001:predict"
    );
    assert_eq!(
        body_of(&vertex.first),
        json!({ "instances": [{ "content": "a", "task_type": "RETRIEVAL_QUERY" }], "parameters": { "outputDimensionality": 3 } })
    );
    assert_eq!(vertex.more.len(), 1);
}

#[test]
fn embeddings_of_geminis_second_are_asked_of_vertex_by_content() {
    let text = |text: &str| canonical::embeddings::Input::Text(text.into());
    let plain = canonical::embeddings::Request {
        input: vec![text("a"), text("b")],
        ..canonical::embeddings::Request::default()
    };
    let asked = canonical::embeddings::Request {
        dimensions: Some(3),
        task: Some("search_document".into()),
        ..plain.clone()
    };
    let encode = |request: &canonical::embeddings::Request| {
        let encoded = recipient("vertex", "gemini-embedding-2", |to| {
            VERTEX.embeddings(request, to)
        });
        encoded.unwrap()
    };
    let one = encode(&plain);
    assert_eq!(
        one.first.path,
        "/publishers/google/models/gemini-embedding-2:embedContent"
    );
    assert_eq!(
        body_of(&one.first),
        json!({ "content": { "parts": [{ "text": "a" }] } })
    );
    assert_eq!(one.more.len(), 1);
    assert_eq!(
        body_of(&encode(&asked).more[0]),
        json!({
            "content": { "parts": [{ "text": "b" }] },
            "embedContentConfig": { "taskType": "RETRIEVAL_DOCUMENT", "outputDimensionality": 3 },
        })
    );
}

#[test]
fn usage_of_embeddings_is_known_only_where_google_says_it() {
    let decode = |bodies: &[Value]| {
        let answers: Vec<Received> = bodies
            .iter()
            .map(|body| Received {
                body: body.to_string().into(),
                ..Received::default()
            })
            .collect();
        let request = canonical::embeddings::Request::default();
        AI_STUDIO.embeddings_answer(&request, &answers).unwrap()
    };
    let unknown = decode(&[json!({ "embeddings": [{ "values": [1.0] }, { "values": [2.0] }] })]);
    assert_eq!(unknown.vectors, [[1.0], [2.0]]);
    assert_eq!(unknown.usage, None);
    let known = decode(&[
        json!({ "embedding": { "values": [1.0] }, "usageMetadata": { "promptTokenCount": 4 } }),
    ]);
    assert_eq!(known.usage.unwrap().input_uncached, 4);
    let vertex = |tokens: f64| json!({ "predictions": [{ "embeddings": { "values": [1.0], "statistics": { "token_count": tokens, "truncated": false } } }] });
    let summed = decode(&[vertex(4.0), vertex(5.0)]).usage.unwrap();
    assert_eq!((summed.input_uncached, summed.requests), (9, 2));
}

#[test]
fn tokens_are_embedded_as_the_text_that_they_stand_for() {
    let encoded = |tokens: Vec<u64>| {
        let request = canonical::embeddings::Request {
            input: vec![canonical::embeddings::Input::Tokens(tokens)],
            ..canonical::embeddings::Request::default()
        };
        recipient("gemini", "gemini-embedding-001", |to| {
            AI_STUDIO.embeddings(&request, to)
        })
    };
    let body = encoded(vec![15_339, 1_917]).unwrap().first.body;
    assert!(String::from_utf8_lossy(&body).contains(r#""text":"hello world""#));
    let refused = encoded(vec![u64::MAX]).unwrap_err();
    assert_eq!(refused.param.as_deref(), Some("input"));
}

fn pictures(model: &str, request: &canonical::images::Request) -> Result<Encoded, Unsupported> {
    recipient("gemini", model, |to| AI_STUDIO.images(request, to))
}

#[test]
fn gemini_draws_one_picture_a_call() {
    let request = canonical::images::Request {
        prompt: "a hat".into(),
        n: Some(2),
        size: Some("1536x1024".into()),
        quality: Some("high".into()),
        images: vec![canonical::media::Media::base64(
            Some("image/png"),
            "AAAA".into(),
        )],
        ..canonical::images::Request::default()
    };
    let encoded = pictures("gemini-2.5-flash-image", &request).unwrap();
    assert_eq!(
        (encoded.more.len(), encoded.dropped),
        (1, vec!["quality".into()])
    );
    assert_eq!(
        body_of(&encoded.first),
        json!({
            "contents": [{ "role": "user", "parts": [{ "inlineData": { "mimeType": "image/png", "data": "AAAA" } }, { "text": "a hat" }] }],
            "generationConfig": { "responseModalities": ["TEXT", "IMAGE"], "imageConfig": { "aspectRatio": "3:2" } }
        })
    );
    let masked = canonical::images::Request {
        mask: Some(canonical::media::Media::base64(None, "A".into())),
        ..request
    };
    let refused = pictures("gemini-2.5-flash-image", &masked).unwrap_err();
    assert_eq!(refused.param.as_deref(), Some("mask"));
}

#[test]
fn imagen_draws_four_pictures_a_call_and_changes_none() {
    let request = canonical::images::Request {
        prompt: "a hat".into(),
        n: Some(6),
        size: Some("1792x1024".into()),
        ..canonical::images::Request::default()
    };
    let encoded = pictures("imagen-4.0-generate-001", &request).unwrap();
    assert_eq!(
        encoded.first.path,
        "/models/imagen-4.0-generate-001:predict"
    );
    assert_eq!(
        body_of(&encoded.first),
        json!({ "instances": [{ "prompt": "a hat" }], "parameters": { "sampleCount": 4, "aspectRatio": "16:9" } })
    );
    assert_eq!(body_of(&encoded.more[0])["parameters"]["sampleCount"], 2);
    let edit = canonical::images::Request {
        images: vec![canonical::media::Media::base64(None, "A".into())],
        ..request.clone()
    };
    assert!(pictures("imagen-4.0-generate-001", &edit).is_err());
    for size in ["big", "0x1", "1x"] {
        let size = Some(size.to_owned());
        let request = canonical::images::Request {
            size,
            ..request.clone()
        };
        assert_eq!(
            pictures("imagen-4.0", &request)
                .unwrap_err()
                .param
                .as_deref(),
            Some("size")
        );
    }
}

#[test]
fn pictures_that_came_are_counted_and_not_those_asked_for() {
    let drawn = json!({ "candidates": [{ "content": { "parts": [{ "text": "here" }, { "inlineData": { "mimeType": "image/png", "data": "AAAA" } }] } }],
        "usageMetadata": { "promptTokenCount": 5, "candidatesTokenCount": 1290, "candidatesTokensDetails": [{ "modality": "IMAGE", "tokenCount": 1290 }] } });
    let predicted = json!({ "predictions": [{ "bytesBase64Encoded": "BBBB", "mimeType": "image/png", "prompt": "a red hat" }, { "raiFilteredReason": "no" }] });
    let decode = |bodies: &[&Value]| {
        let answers: Vec<Received> = bodies
            .iter()
            .map(|body| Received {
                body: body.to_string().into(),
                ..Received::default()
            })
            .collect();
        AI_STUDIO.images_answer(&canonical::images::Request::default(), &answers)
    };
    let answer = decode(&[&drawn, &drawn]).unwrap();
    let usage = answer.usage.unwrap();
    assert_eq!(
        (usage.images, usage.image_out, usage.input_uncached),
        (2, 2580, 10)
    );
    let answer = decode(&[&predicted]).unwrap();
    assert_eq!(answer.usage.unwrap().images, 1);
    assert_eq!(
        answer.images[0].revised_prompt.as_deref(),
        Some("a red hat")
    );
    assert!(decode(&[&json!({ "predictions": [] })]).is_err());
}

proptest! {
    #[test]
    fn any_cut_of_the_bytes_gives_the_same_chunks(cuts in prop::collection::vec(0_usize..900, 0..40)) {
        let stream = sse(&[
            piece(&json!([{ "text": "größer", "thought": true }])),
            piece(&json!([{ "text": "日本語 🙂" }, { "functionCall": { "name": "f", "args": { "ü": "ß" } } }])),
            last(&json!([]), "STOP"),
        ]);
        let bytes = stream.as_bytes();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % bytes.len()).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]);
        prop_assert_eq!(streamed(pieces), streamed([bytes]));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let received = Received { body: bytes.clone().into(), ..Received::default() };
        let _ = AI_STUDIO.chat_answer(&chat::Request::default(), &received);
        let _ = AI_STUDIO.images_answer(&canonical::images::Request::default(), std::slice::from_ref(&received));
        let _ = AI_STUDIO.embeddings_answer(&canonical::embeddings::Request::default(), std::slice::from_ref(&received));
        let _ = (AI_STUDIO.told)(&received);
        let _ = AI_STUDIO.chat_stream(&chat::Request::default()).unwrap().frame(&Frame::of(bytes.into()), &mut Vec::new());
    }
}

#[test]
fn every_single_cut_gives_the_same_chunks() {
    let stream = sse(&[piece(&json!([{ "text": "é🙂" }])), last(&json!([]), "STOP")]);
    let bytes = stream.as_bytes();
    let whole = streamed([bytes]);
    for cut in 0..bytes.len() {
        let (before, after) = bytes.split_at(cut);
        assert_eq!(streamed([before, after]), whole, "cut at {cut}");
    }
}
