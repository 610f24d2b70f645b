//! Whole answers, and errors in their place.
use super::*;
use crate::{
    canonical::chat::{Answer, Content, Finish},
    providers::failure::failure,
};
use domain::request::FailureReason;
use proptest::prelude::*;

fn read(request: &Request, body: &Value) -> Answer {
    let received = Received {
        body: body.to_string().into(),
        ..Received::default()
    };
    let events = BEDROCK.chat_answer(request, &received).unwrap();
    events.into_iter().collect()
}

fn answer(content: &Value, stop_reason: &str) -> Value {
    json!({ "output": { "message": { "role": "assistant", "content": content } }, "stopReason": stop_reason })
}

#[test]
fn multiple_text_blocks_and_thinking_and_reasoning_unsigned() {
    let content = json!([
        { "reasoningContent": { "reasoningText": { "text": "hm", "signature": "s" } } },
        { "reasoningContent": { "redactedContent": "AAAA" } },
        { "reasoningContent": { "reasoningText": { "text": "so" } } },
        { "text": "a" },
        { "citationsContent": { "content": [{ "text": "b" }], "citations": [] } },
        { "unheard_of": {} },
    ]);
    let answer = read(&Request::default(), &answer(&content, "end_turn"));
    let choice = &answer.choices[0];
    assert_eq!(choice.text(), "ab");
    let thoughts = |text: &str, signature: Option<&str>| Content::Reasoning {
        text: text.into(),
        signature: signature.map(str::to_owned),
    };
    assert_eq!(
        choice.content[..3],
        [
            thoughts("hm", Some("s")),
            Content::RedactedReasoning("AAAA".into()),
            thoughts("so", None),
        ]
    );
    assert_eq!(choice.finish, Some(Finish::Stop));
    assert_eq!(answer.usage, None, "usage is not made up");
}

#[test]
fn tool_call() {
    let content = json!([
        { "toolUse": { "toolUseId": "s", "name": "nova_grounding", "input": {}, "type": "server_tool_use" } },
        { "toolUse": { "toolUseId": "a", "name": "f", "input": { "x": [1] } } },
        { "toolUse": { "toolUseId": "b", "name": "g", "input": {} } },
    ]);
    let answer = read(&Request::default(), &answer(&content, "tool_use"));
    let calls = answer.choices[0].tool_calls();
    let calls: Vec<_> = calls
        .map(|call| (&*call.id, &*call.name, &*call.arguments))
        .collect();
    assert_eq!(calls, [("a", "f", "{\"x\":[1]}"), ("b", "g", "{}")]);
    assert_eq!(answer.choices[0].finish, Some(Finish::ToolCalls));
}

#[test]
fn cache_write_and_cache_read_are_beside_the_input() {
    let mut body = answer(&json!([{ "text": "a" }]), "end_turn");
    body["usage"] = json!({
        "inputTokens": 3, "outputTokens": 5, "totalTokens": 45, "cacheReadInputTokens": 7, "cacheWriteInputTokens": 30,
        "cacheDetails": [{ "ttl": "1h", "inputTokens": 20 }, { "ttl": "5m", "inputTokens": 10 }],
    });
    let usage = read(&Request::default(), &body).usage.unwrap();
    assert_eq!(
        (
            usage.input_uncached,
            usage.cache_read,
            usage.cache_write_5m,
            usage.cache_write_1h
        ),
        (3, 7, 10, 20)
    );
    assert_eq!((usage.output_text, usage.input_tokens()), (5, 40));
}

#[test]
fn stop_reasons() {
    let one = request(&json!({ "stop": "END" }));
    let two = request(&json!({ "stop": ["END", "STOP"] }));
    let read = |request: &Request, reason: &str, said: Value| {
        let mut body = answer(&json!([{ "text": "a" }]), reason);
        body["additionalModelResponseFields"] = said;
        let answer = self::read(request, &body);
        answer.choices[0].finish.clone().unwrap()
    };
    for (reason, expected) in [
        ("end_turn", Finish::Stop),
        ("max_tokens", Finish::Length),
        ("model_context_window_exceeded", Finish::Length),
        ("tool_use", Finish::ToolCalls),
        ("guardrail_intervened", Finish::ContentFilter),
        ("content_filtered", Finish::ContentFilter),
        ("malformed_model_output", Finish::Stop),
        ("unheard_of", Finish::Stop),
    ] {
        assert_eq!(read(&one, reason, Value::Null), expected, "{reason}");
    }
    let said = json!({ "stop_sequence": "STOP" });
    let stopped = |text: &str| Finish::StopSequence(text.into());
    assert_eq!(read(&two, "stop_sequence", said), stopped("STOP"));
    assert_eq!(read(&one, "stop_sequence", Value::Null), stopped("END"));
    assert_eq!(read(&two, "stop_sequence", Value::Null), Finish::Stop);
}

#[test]
fn an_answer_by_a_tool_is_the_answer_unless_the_client_has_such_a_tool() {
    let content = json!([{ "toolUse": { "toolUseId": "a", "name": "structured_answer", "input": { "x": 1 } } }]);
    let body = answer(&content, "tool_use");
    let by_us = read(&Request::default(), &body);
    assert_eq!(by_us.choices[0].text(), "{\"x\":1}");
    assert_eq!(by_us.choices[0].finish, Some(Finish::Stop));
    let theirs = request(&json!({ "tools": [tool("structured_answer")] }));
    let by_them = read(&theirs, &body);
    assert_eq!(by_them.choices[0].tool_calls().count(), 1);
    assert_eq!(by_them.choices[0].finish, Some(Finish::ToolCalls));
}

/// What the client is told of a failure: reason, status, code.
fn told(status: u16, name: &str, body: &Value) -> (FailureReason, u16, Option<String>) {
    let mut failed = Received {
        status,
        body: body.to_string().into(),
        ..Received::default()
    };
    let header = actix_web::http::header::HeaderName::from_static("x-amzn-errortype");
    failed.headers.insert(header, name.parse().unwrap());
    let (reason, error) = failure(&failed, (BEDROCK.told)(&failed), "p");
    (reason, error.status.as_u16(), error.code.map(Into::into))
}

/// What Bedrock says, and what the client is told of it.
type Failure = (
    u16,
    &'static str,
    (FailureReason, u16, Option<&'static str>),
);

const FAILURES: [Failure; 10] = {
    use FailureReason::{
        UpstreamAuthError, UpstreamError, UpstreamRateLimited, UpstreamRejected, UpstreamTimeout,
    };
    let limited = (UpstreamRateLimited, 429, Some("rate_limit_exceeded"));
    let unknown = (UpstreamRejected, 404, Some("model_not_found"));
    let overloaded = (UpstreamError, 503, Some("upstream_error"));
    let broken = (UpstreamError, 502, Some("upstream_error"));
    let late = (UpstreamTimeout, 504, Some("upstream_timeout"));
    let ours = (UpstreamAuthError, 502, Some("upstream_auth_error"));
    [
        (404, "ResourceNotFoundException", unknown),
        (429, "ThrottlingException", limited),
        (400, "ServiceQuotaExceededException", limited),
        (429, "ModelNotReadyException", overloaded),
        (503, "ServiceUnavailableException", overloaded),
        (424, "ModelErrorException", broken),
        (500, "InternalServerException", broken),
        (408, "ModelTimeoutException", late),
        (403, "AccessDeniedException", ours),
        (400, "ExpiredTokenException", ours),
    ]
};

#[test]
fn errors_keep_their_class_and_blame_whose_fault_it_is() {
    for (status, name, expected) in FAILURES {
        let (reason, status, code) = told(status, name, &json!({ "message": "x" }));
        assert_eq!((reason, status, code.as_deref()), expected, "{name}");
    }
}

#[test]
fn a_refused_request_says_whether_it_is_too_long_or_its_model_unknown() {
    let name = "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/";
    for (message, status, code) in [
        (
            "Input is too long for requested model.",
            400,
            Some("context_length_exceeded"),
        ),
        (
            "The provided model identifier is invalid.",
            404,
            Some("model_not_found"),
        ),
        ("bad", 400, None),
    ] {
        let (reason, seen, text) = told(400, name, &json!({ "message": message }));
        assert_eq!(reason, FailureReason::UpstreamRejected);
        assert_eq!((seen, text.as_deref()), (status, code), "{message}");
    }
}

#[test]
fn an_error_may_name_itself_in_its_body_and_its_message_with_a_capital() {
    let body =
        json!({ "__type": "com.amazon.coral.service#UnrecognizedClientException", "Message": "x" });
    let told = (BEDROCK.told)(&Received {
        status: 403,
        body: body.to_string().into(),
        ..Received::default()
    });
    assert_eq!(
        (told.message.as_deref(), told.status),
        (Some("x"), Some(403))
    );
}

#[test]
fn non_json() {
    let told = (BEDROCK.told)(&Received {
        status: 502,
        body: "<html>".into(),
        ..Received::default()
    });
    assert_eq!(told.message, None);
    let received = Received {
        body: "<html>".into(),
        ..Received::default()
    };
    assert!(BEDROCK.chat_answer(&Request::default(), &received).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let received = Received { body: body.into(), ..Received::default() };
        let _ = BEDROCK.chat_answer(&Request::default(), &received);
        let _ = (BEDROCK.told)(&received);
        let _ = (BEDROCK.models.decode)(&received.body);
    }
}
