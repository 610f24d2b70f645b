//! Conversations as Converse calls.
use super::*;

fn messages(model: &str, body: &Value) -> Value {
    sent(model, &json!({ "messages": body }))["messages"].clone()
}

fn call(id: &str, name: &str, arguments: &str) -> Value {
    json!({ "id": id, "type": "function", "function": { "name": name, "arguments": arguments } })
}

#[test]
fn basic() {
    let encoded = tried(CLAUDE, &json!({})).unwrap();
    assert_eq!(
        encoded.first.path,
        "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse"
    );
    let body: Value = serde_json::from_slice(&encoded.first.body).unwrap();
    let expected = json!({ "messages": [{ "role": "user", "content": [{ "text": "hi" }] }] });
    assert_eq!(body, expected);
    let streamed = tried(NOVA, &json!({ "stream": true })).unwrap();
    assert_eq!(
        streamed.first.path,
        "/model/amazon.nova-lite-v1%3A0/converse-stream"
    );
}

#[test]
fn system_message() {
    let body = json!({ "messages": [
        { "role": "system", "content": "a" },
        { "role": "user", "content": "hi" },
        { "role": "developer", "content": [{ "type": "text", "text": "b", "cache_control": { "type": "ephemeral" } }] },
    ] });
    let point = json!({ "cachePoint": { "type": "default" } });
    let expected = json!([{ "text": "a" }, { "text": "b" }, point]);
    assert_eq!(sent(CLAUDE, &body)["system"], expected);
}

#[test]
fn a_conversation_has_to_begin_with_the_user() {
    let begun = json!([{ "role": "assistant", "content": "Sure: " }]);
    let expected = json!([
        { "role": "user", "content": [{ "text": "." }] },
        { "role": "assistant", "content": [{ "text": "Sure:" }] },
    ]);
    assert_eq!(messages(CLAUDE, &begun), expected);
    let only_system = json!([{ "role": "system", "content": "a" }]);
    assert_eq!(messages(CLAUDE, &only_system)[0]["role"], "user");
}

#[test]
fn consecutive_same_role_messages_and_empty_texts() {
    let body = json!([
        { "role": "user", "content": "a" },
        { "role": "user", "content": "" },
        { "role": "user", "content": "b" },
        { "role": "assistant", "content": null },
        { "role": "user", "content": [{ "type": "text", "text": " " }, { "type": "text", "text": "c" }] },
    ]);
    let content = json!([{ "text": "a" }, { "text": "b" }, { "text": "c" }]);
    assert_eq!(
        messages(NOVA, &body),
        json!([{ "role": "user", "content": content }])
    );
}

#[test]
fn the_sides_alternate_where_nothing_is_left_of_a_turn() {
    let body = json!([
        { "role": "user", "content": "hi" },
        { "role": "assistant", "content": "", "reasoning_content": "unsigned" },
        { "role": "user", "content": "well?" },
    ]);
    let content = json!([{ "text": "hi" }, { "text": "well?" }]);
    assert_eq!(
        messages(CLAUDE, &body),
        json!([{ "role": "user", "content": content }])
    );
}

#[test]
fn who_is_told_not_to_think_draws_and_calls_as_it_is_asked() {
    let body = json!({
        "tools": [tool("f")], "tool_choice": "required", "temperature": 0.5, "thinking": { "type": "disabled" },
    });
    let sent = sent(CLAUDE, &body);
    assert_eq!(sent["inferenceConfig"]["temperature"], 0.5);
    assert_eq!(sent["toolConfig"]["toolChoice"], json!({ "any": {} }));
    assert!(dropped(CLAUDE, &body).is_empty());
}

#[test]
fn multi_turn_tools_and_parallel_tool_call_and_tool_result_error() {
    let body = json!([
        { "role": "user", "content": "hi" },
        { "role": "assistant", "content": "let me see", "tool_calls": [call("a", "f", "{\"x\":1}"), call("b", "f", "")] },
        { "role": "user", "content": "and?" },
        { "role": "tool", "tool_call_id": "a", "content": [{ "type": "text", "text": "1" }, { "type": "text", "text": "2" }] },
        { "role": "tool", "tool_call_id": "b", "content": "" },
    ]);
    let expected = json!([
        { "role": "user", "content": [{ "text": "hi" }] },
        { "role": "assistant", "content": [
            { "text": "let me see" },
            { "toolUse": { "toolUseId": "a", "name": "f", "input": { "x": 1 } } },
            { "toolUse": { "toolUseId": "b", "name": "f", "input": {} } },
        ] },
        { "role": "user", "content": [
            { "toolResult": { "toolUseId": "a", "content": [{ "text": "1" }, { "text": "2" }] } },
            { "toolResult": { "toolUseId": "b", "content": [] } },
            { "text": "and?" },
        ] },
    ]);
    assert_eq!(messages(CLAUDE, &body), expected);
}

#[test]
fn arguments_that_are_no_object_are_refused() {
    for arguments in ["[1]", "3", "{"] {
        let calls = [call("a", "f", arguments)];
        let body = json!({ "messages": [{ "role": "assistant", "tool_calls": calls }] });
        let refused = tried(CLAUDE, &body).unwrap_err();
        assert!(refused.message.contains("JSON object"), "{arguments}");
    }
}

#[test]
fn tool_history_without_tools() {
    let body = json!({ "messages": [
        { "role": "user", "content": "hi" },
        { "role": "assistant", "tool_calls": [call("a", "f", "{}")] },
        { "role": "tool", "tool_call_id": "a", "content": "1" },
    ] });
    let spec = json!({ "name": "f", "inputSchema": { "json": { "type": "object" } } });
    let config = json!({ "tools": [{ "toolSpec": spec }] });
    assert_eq!(sent(CLAUDE, &body)["toolConfig"], config);
}

#[test]
fn bedrock_tool_name_sanitizes_long_names_and_maps_back() {
    let long = "mcp__a_server_with_a_rather_long_name__and.a:tool/with/an/even/longer/one";
    let body = json!({
        "tools": [tool(long)],
        "messages": [
            { "role": "user", "content": "hi" },
            { "role": "assistant", "tool_calls": [call("call/1", long, "{}")] },
            { "role": "tool", "tool_call_id": "call/1", "content": "1" },
        ],
    });
    let sent = sent(CLAUDE, &body);
    let name = sent["toolConfig"]["tools"][0]["toolSpec"]["name"].as_str();
    let name = name.unwrap();
    assert!(
        name.len() <= 64 && !name.contains(['.', ':', '/']),
        "{name}"
    );
    let used = &sent["messages"][1]["content"][0]["toolUse"];
    assert_eq!(used["name"], name);
    let result = &sent["messages"][2]["content"][0]["toolResult"];
    assert_eq!(used["toolUseId"], result["toolUseId"]);
    let answer = json!({
        "output": { "message": { "role": "assistant", "content": [
            { "toolUse": { "toolUseId": "t", "name": name, "input": {} } },
        ] } },
        "stopReason": "tool_use",
    });
    let received = Received {
        body: answer.to_string().into(),
        ..Received::default()
    };
    let events = BEDROCK.chat_answer(&request(&body), &received).unwrap();
    let answer: chat::Answer = events.into_iter().collect();
    let names: Vec<_> = answer.choices[0]
        .tool_calls()
        .map(|call| &*call.name)
        .collect();
    assert_eq!(names, [long]);
}

#[test]
fn image_inline_and_image_url() {
    let picture = |url: &str| json!({ "messages": [{ "role": "user", "content": [{ "type": "image_url", "image_url": { "url": url } }] }] });
    for (url, format) in [
        ("data:image/jpg;base64,AAAA", "jpeg"),
        ("data:image/png;base64,AAAA", "png"),
    ] {
        let image = json!({ "format": format, "source": { "bytes": "AAAA" } });
        let block = &sent(NOVA, &picture(url))["messages"][0]["content"][0];
        assert_eq!(block, &json!({ "image": image }));
    }
    let stored = &sent(NOVA, &picture("s3://bucket/a.webp"))["messages"][0]["content"][0]["image"];
    assert_eq!(
        stored,
        &json!({ "format": "webp", "source": { "s3Location": { "uri": "s3://bucket/a.webp" } } })
    );
    for url in [
        "https://example.com/a.png",
        "data:image/svg+xml;base64,AAAA",
        "data:;base64,AAAA",
    ] {
        let refused = tried(NOVA, &picture(url)).unwrap_err();
        assert_eq!(refused.param.as_deref(), Some("messages"), "{url}");
    }
}

#[test]
fn documents_have_names_of_their_own_and_a_text_beside_them() {
    let file = |name: &str, media_type: &str| {
        let data = format!("data:{media_type};base64,aGk=");
        json!({ "type": "file", "file": { "filename": name, "file_data": data } })
    };
    let content = [
        file("Q1 report_final!.pdf", "application/pdf"),
        file("notes", "text/markdown"),
        file("notes", "text/plain"),
    ];
    let body = json!([{ "role": "user", "content": content }]);
    let document = |format: &str, name: &str| json!({ "document": { "format": format, "name": name, "source": { "bytes": "aGk=" } } });
    let expected = json!([
        document("pdf", "Q1 report final pdf"),
        document("md", "notes"),
        document("txt", "notes 2"),
        { "text": "." },
    ]);
    assert_eq!(messages(NOVA, &body)[0]["content"], expected);
    let unknown = json!([{ "role": "user", "content": [file("a.zip", "application/zip")] }]);
    let refused = tried(NOVA, &json!({ "messages": unknown })).unwrap_err();
    assert!(refused.message.contains("pdf"), "{}", refused.message);
}

#[test]
fn tools_keep_their_whole_schema() {
    let parameters = json!({ "properties": { "a": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "enum": ["x"] } }, "additionalProperties": false });
    let function =
        json!({ "name": "f", "description": "d", "parameters": parameters, "strict": true });
    let body = json!({ "tools": [{ "type": "function", "function": function }, { "type": "function", "function": { "name": "g", "description": "" } }] });
    let mut schema = parameters;
    schema["type"] = json!("object");
    let expected = json!([
        { "toolSpec": { "name": "f", "description": "d", "inputSchema": { "json": schema }, "strict": true } },
        { "toolSpec": { "name": "g", "inputSchema": { "json": { "type": "object" } } } },
    ]);
    assert_eq!(sent(CLAUDE, &body)["toolConfig"]["tools"], expected);
    let strict = &sent(OLD, &body)["toolConfig"]["tools"][0]["toolSpec"]["strict"];
    assert_eq!(strict, &Value::Null);
}

#[test]
fn tool_choices() {
    let chosen = |model: &str, choice: Value| {
        let body = json!({ "tools": [tool("f"), tool("g")], "tool_choice": choice });
        let choice = sent(model, &body)["toolConfig"]["toolChoice"].clone();
        (choice, dropped(model, &body))
    };
    let none: Vec<String> = Vec::new();
    let certain = json!({ "type": "function", "function": { "name": "f" } });
    for (choice, expected) in [
        (json!("auto"), json!({ "auto": {} })),
        (json!("required"), json!({ "any": {} })),
        (certain.clone(), json!({ "tool": { "name": "f" } })),
    ] {
        assert_eq!(chosen(CLAUDE, choice), (expected, none.clone()));
    }
    for choice in [json!("required"), certain.clone()] {
        assert_eq!(
            chosen(LLAMA, choice),
            (Value::Null, vec!["tool_choice".to_owned()])
        );
    }
    let old = "mistral.mistral-large-2402-v1:0";
    assert_eq!(chosen(old, json!("required")).0, json!({ "any": {} }));
    assert_eq!(chosen(old, certain).1, ["tool_choice"]);
}

#[test]
fn who_may_call_no_tool_gets_none_unless_the_conversation_has_called_some() {
    let mut body = json!({ "tools": [tool("f")], "tool_choice": "none" });
    assert_eq!(sent(CLAUDE, &body)["toolConfig"], Value::Null);
    assert!(dropped(CLAUDE, &body).is_empty());
    body["messages"] = json!([
        { "role": "user", "content": "hi" },
        { "role": "assistant", "tool_calls": [call("a", "f", "{}")] },
        { "role": "tool", "tool_call_id": "a", "content": "1" },
    ]);
    assert_eq!(
        sent(CLAUDE, &body)["toolConfig"]["tools"][0]["toolSpec"]["name"],
        "f"
    );
    assert_eq!(dropped(CLAUDE, &body), ["tool_choice"]);
}

#[test]
fn one_call_at_a_time_is_said_where_it_can_be() {
    let body = json!({ "tools": [tool("f")], "parallel_tool_calls": false });
    let choice = json!({ "type": "auto", "disable_parallel_tool_use": true });
    let own = &sent(CLAUDE, &body)["additionalModelRequestFields"];
    assert_eq!(own, &json!({ "tool_choice": choice }));
    assert_eq!(dropped(NOVA, &body), ["parallel_tool_calls"]);
}

#[test]
fn generation_config() {
    let body = json!({
        "max_tokens": 9, "temperature": 1.5, "top_p": 0.5, "stop": ["a", " "], "service_tier": "flex",
        "seed": 1, "n": 2, "logit_bias": { "1": 1 }, "user": "u", "frequency_penalty": 1,
    });
    let sent_to_nova = sent(NOVA, &body);
    let expected =
        json!({ "maxTokens": 9, "temperature": 1.0, "topP": 0.5, "stopSequences": ["a"] });
    assert_eq!(sent_to_nova["inferenceConfig"], expected);
    assert_eq!(sent_to_nova["serviceTier"], json!({ "type": "flex" }));
    assert_eq!(
        dropped(NOVA, &body),
        [
            "temperature",
            "n",
            "seed",
            "logit_bias",
            "frequency_penalty",
            "user"
        ]
    );
    let paths = &sent(CLAUDE, &body)["additionalModelResponseFieldPaths"];
    assert_eq!(paths, &json!(["/stop_sequence"]));
    assert!(dropped(CLAUDE, &body).contains(&"top_p".to_owned()));
}

#[test]
fn what_is_not_set_is_left_to_the_model() {
    let sent = sent(NOVA, &json!({ "temperature": null }));
    assert_eq!(sent["inferenceConfig"], Value::Null);
}

#[test]
fn the_likeliest_tokens_have_a_name_of_each_maker() {
    let own =
        |model: &str| sent(model, &json!({ "top_k": 5 }))["additionalModelRequestFields"].clone();
    assert_eq!(own(OLD), json!({ "top_k": 5 }));
    assert_eq!(own(NOVA), json!({ "inferenceConfig": { "topK": 5 } }));
    assert_eq!(own("cohere.command-r-v1:0"), json!({ "k": 5 }));
    assert_eq!(own(LLAMA), Value::Null);
    assert_eq!(dropped(LLAMA, &json!({ "top_k": 5 })), ["top_k"]);
}

#[test]
fn reasoning() {
    let asked = |model: &str| {
        let body = json!({ "reasoning_effort": "high", "max_tokens": 100, "temperature": 0.5 });
        let sent = sent(model, &body);
        let limit = sent["inferenceConfig"]["maxTokens"].clone();
        (
            sent["additionalModelRequestFields"].clone(),
            limit,
            dropped(model, &body),
        )
    };
    let thinking = json!({ "type": "enabled", "budget_tokens": 4096 });
    let temperature = vec!["temperature".to_owned()];
    assert_eq!(
        asked(CLAUDE),
        (
            json!({ "thinking": thinking }),
            json!(4196),
            temperature.clone()
        )
    );
    let adaptive = json!({ "thinking": { "type": "adaptive", "display": "summarized" }, "output_config": { "effort": "high" } });
    assert_eq!(asked(NEW), (adaptive, json!(100), temperature));
    let nova = json!({ "reasoningConfig": { "type": "enabled", "maxReasoningEffort": "high" } });
    assert_eq!(
        asked("global.amazon.nova-2-lite-v1:0"),
        (
            nova,
            Value::Null,
            vec!["max_tokens".to_owned(), "temperature".to_owned()]
        )
    );
    let effort = json!({ "reasoning_effort": "high" });
    assert_eq!(
        asked("openai.gpt-oss-120b-1:0"),
        (effort, json!(100), vec![])
    );
    for model in [OLD, LLAMA] {
        let expected = vec!["reasoning_effort".to_owned()];
        assert_eq!(asked(model), (Value::Null, json!(100), expected), "{model}");
    }
}

#[test]
fn reasoning_max_leaves_room_and_none_is_none() {
    let body = json!({ "reasoning_effort": "none" });
    assert_eq!(
        sent(CLAUDE, &body)["additionalModelRequestFields"],
        Value::Null
    );
    let body = json!({ "reasoning_effort": "xhigh" });
    let sent = sent(CLAUDE, &body);
    assert_eq!(
        sent["additionalModelRequestFields"]["thinking"]["budget_tokens"],
        8192
    );
    assert_eq!(sent["inferenceConfig"], Value::Null);
}

#[test]
fn who_thinks_cannot_be_made_to_call_a_tool() {
    let body =
        json!({ "tools": [tool("f")], "tool_choice": "required", "reasoning_effort": "low" });
    assert_eq!(sent(CLAUDE, &body)["toolConfig"]["toolChoice"], Value::Null);
    assert_eq!(dropped(CLAUDE, &body), ["tool_choice"]);
}

#[test]
fn reasoning_replay_and_reasoning_replay_unsigned() {
    let replayed = |blocks: Value| {
        let said = json!({ "role": "assistant", "thinking_blocks": blocks, "tool_calls": [call("a", "f", "{}")] });
        let body = json!([{ "role": "user", "content": "hi" }, said]);
        messages(CLAUDE, &body)[1]["content"].clone()
    };
    let content = replayed(json!([
        { "type": "thinking", "thinking": "hm", "signature": "s" },
        { "type": "redacted_thinking", "data": "AAAA" },
    ]));
    let text = json!({ "text": "hm", "signature": "s" });
    assert_eq!(
        content[0],
        json!({ "reasoningContent": { "reasoningText": text } })
    );
    assert_eq!(
        content[1],
        json!({ "reasoningContent": { "redactedContent": "AAAA" } })
    );
    assert!(content[2].get("toolUse").is_some());
    for block in [
        json!({ "type": "thinking", "thinking": "hm" }),
        json!({ "type": "thinking", "thinking": "hm", "signature": "google:AAAA" }),
    ] {
        let content = replayed(json!([block]));
        assert!(content[0].get("toolUse").is_some(), "{content}");
    }
}

#[test]
fn structured_output() {
    let schema =
        json!({ "type": "object", "properties": { "a": { "type": "integer", "minimum": 1 } } });
    let form = json!({ "type": "json_schema", "json_schema": { "name": "n", "description": "d", "schema": schema } });
    let body = json!({ "response_format": form });
    let format = sent(CLAUDE, &body)["outputConfig"]["textFormat"].clone();
    assert_eq!(format["type"], "json_schema");
    let definition = &format["structure"]["jsonSchema"];
    assert_eq!(
        (&definition["name"], &definition["description"]),
        (&json!("n"), &json!("d"))
    );
    let text = definition["schema"].as_str().unwrap();
    let schema: Value = serde_json::from_str(text).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    let by_tool = sent(NOVA, &body)["toolConfig"].clone();
    let spec = &by_tool["tools"][0]["toolSpec"];
    assert_eq!(
        by_tool["toolChoice"],
        json!({ "tool": { "name": spec["name"] } })
    );
    assert_eq!(spec["inputSchema"]["json"]["properties"]["a"]["minimum"], 1);
    assert_eq!(dropped(LLAMA, &body), ["response_format"]);
    let mut with_tools = body;
    with_tools["tools"] = json!([tool("f")]);
    assert_eq!(dropped(NOVA, &with_tools), ["response_format"]);
    assert!(dropped(CLAUDE, &with_tools).is_empty());
    let any = sent(
        CLAUDE,
        &json!({ "response_format": { "type": "json_object" } }),
    );
    assert_eq!(
        any["toolConfig"]["toolChoice"]["tool"]["name"],
        "structured_answer"
    );
}

#[test]
fn cache_control() {
    let mark = |ttl: &str| json!({ "type": "ephemeral", "ttl": ttl });
    let mut cached = tool("f");
    cached["cache_control"] = mark("1h");
    let body = json!({ "tools": [cached], "messages": [
        { "role": "user", "content": [{ "type": "text", "text": "a", "cache_control": mark("5m") }, { "type": "text", "text": "b" }] },
    ] });
    let short = json!({ "cachePoint": { "type": "default" } });
    let long = json!({ "cachePoint": { "type": "default", "ttl": "1h" } });
    let tail = |model: &str| {
        let sent = sent(model, &body);
        (
            sent["toolConfig"]["tools"][1].clone(),
            sent["messages"][0]["content"][1].clone(),
        )
    };
    assert_eq!(tail(CLAUDE), (long, short.clone()));
    assert_eq!(tail(OLD), (short.clone(), short.clone()));
    assert_eq!(tail(NOVA), (Value::Null, short));
    assert_eq!(tail(LLAMA), (Value::Null, json!({ "text": "b" })));
    assert_eq!(dropped(LLAMA, &body), ["cache_control"]);
}

#[test]
fn fields_of_converses_own_pass() {
    let guardrail = json!({ "guardrailIdentifier": "g1", "guardrailVersion": "1" });
    let body = json!({
        "guardrailConfig": guardrail,
        "requestMetadata": { "team": "a" },
        "performanceConfig": { "latency": "optimized" },
        "additionalModelRequestFields": { "any": 1 },
        "anthropic_beta": ["b"],
        "unheard_of": 1,
    });
    let sent_to_claude = sent(CLAUDE, &body);
    assert_eq!(sent_to_claude["guardrailConfig"], guardrail);
    assert_eq!(sent_to_claude["performanceConfig"]["latency"], "optimized");
    assert_eq!(
        sent_to_claude["additionalModelRequestFields"],
        json!({ "any": 1, "anthropic_beta": ["b"] })
    );
    assert_eq!(dropped(CLAUDE, &body), ["unheard_of"]);
    let mut others = dropped(NOVA, &body);
    others.sort();
    assert_eq!(others, ["anthropic_beta", "unheard_of"]);
}
