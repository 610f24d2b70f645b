//! Streamed answers.
use super::*;
use crate::{
    canonical::chat::{Answer, Content, Event, Finish, Frame, Progress, Request, StreamFailure},
    providers::testing::streamed_as,
    upstream::aws_message,
};
use proptest::prelude::*;

fn event(name: &str, payload: &Value) -> Vec<u8> {
    let headers = [
        (":event-type", name),
        (":content-type", "application/json"),
        (":message-type", "event"),
    ];
    aws_message(&headers, payload.to_string().as_bytes())
}

fn exception(name: &str, message: &str) -> Vec<u8> {
    let headers = [
        (":exception-type", name),
        (":content-type", "application/json"),
        (":message-type", "exception"),
    ];
    let payload = json!({ "message": message });
    aws_message(&headers, payload.to_string().as_bytes())
}

fn delta(index: u64, delta: &Value) -> Vec<u8> {
    let payload = json!({ "contentBlockIndex": index, "delta": delta, "p": "abcdef" });
    event("contentBlockDelta", &payload)
}

fn tool_start(index: u64, id: &str, name: &str) -> Vec<u8> {
    let start = json!({ "toolUse": { "toolUseId": id, "name": name } });
    event(
        "contentBlockStart",
        &json!({ "contentBlockIndex": index, "start": start }),
    )
}

fn input(index: u64, json: &str) -> Vec<u8> {
    delta(index, &json!({ "toolUse": { "input": json } }))
}

fn stop(index: u64) -> Vec<u8> {
    event("contentBlockStop", &json!({ "contentBlockIndex": index }))
}

/// Thoughts, text without a start, and two calls whose blocks interleave, one without arguments.
fn frames() -> Vec<Vec<u8>> {
    let thought = |more: Value| delta(0, &json!({ "reasoningContent": more }));
    vec![
        event("messageStart", &json!({ "role": "assistant" })),
        thought(json!({ "text": "hm" })),
        thought(json!({ "signature": "s" })),
        stop(0),
        delta(
            1,
            &json!({ "reasoningContent": { "redactedContent": "AAEC" } }),
        ),
        delta(
            1,
            &json!({ "reasoningContent": { "redactedContent": "AwQF" } }),
        ),
        stop(1),
        delta(2, &json!({ "text": "hé" })),
        stop(2),
        event("unheardOf", &json!({})),
        tool_start(3, "a", "f"),
        tool_start(4, "b", "g"),
        input(4, "{\"x\""),
        input(3, ""),
        stop(3),
        input(4, ":\"模\"}"),
        stop(4),
        event("messageStop", &json!({ "stopReason": "tool_use" })),
        event(
            "metadata",
            &json!({
                "usage": { "inputTokens": 3, "outputTokens": 9, "totalTokens": 14, "cacheReadInputTokens": 2 },
                "metrics": { "latencyMs": 1 },
            }),
        ),
    ]
}

fn read(pieces: &[&[u8]]) -> (Vec<Event>, Result<Progress, StreamFailure>) {
    let mut decoder = BEDROCK.chat_stream(&Request::default()).unwrap();
    streamed_as(Framing::AwsEventStream, &mut *decoder, pieces)
}

fn answer_to(request: &Request, frames: &[Vec<u8>]) -> Answer {
    let mut decoder = BEDROCK.chat_stream(request).unwrap();
    let bytes = frames.concat();
    let (events, _) = streamed_as(Framing::AwsEventStream, &mut *decoder, &[&bytes]);
    events.into_iter().collect()
}

#[test]
fn stream_thinking_and_stream_tool_and_interleaved_calls() {
    let bytes = frames().concat();
    let (events, ended) = read(&[&bytes]);
    assert_eq!(ended, Ok(Progress::Done));
    let answer: Answer = events.into_iter().collect();
    let choice = &answer.choices[0];
    let signed = Content::Reasoning {
        text: "hm".into(),
        signature: Some("s".into()),
    };
    let redacted = Content::RedactedReasoning("AAECAwQF".into());
    assert_eq!(choice.content[..2], [signed, redacted]);
    assert_eq!(choice.text(), "hé");
    let calls = choice.tool_calls();
    let calls: Vec<_> = calls
        .map(|call| (&*call.id, &*call.name, &*call.arguments))
        .collect();
    assert_eq!(calls, [("a", "f", ""), ("b", "g", "{\"x\":\"模\"}")]);
    assert_eq!(choice.finish, Some(Finish::ToolCalls));
}

#[test]
fn usage_comes_after_the_end_and_once() {
    let (events, _) = read(&[&frames().concat()]);
    let usages: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Usage(usage) => Some(usage),
            Event::Delta { .. } | Event::Finish { .. } => None,
        })
        .collect();
    assert_eq!(usages.len(), 1);
    let usage = usages[0];
    assert_eq!(
        (usage.input_uncached, usage.cache_read, usage.output_text),
        (3, 2, 9)
    );
    assert!(matches!(events[events.len() - 2], Event::Finish { .. }));
}

#[test]
fn an_answer_is_complete_without_what_it_took_and_cut_without_its_end() {
    let all = frames();
    let (_, ended) = read(&[&all[..all.len() - 1].concat()]);
    assert_eq!(ended, Ok(Progress::Chunk));
    let (_, ended) = read(&[&all[..all.len() - 2].concat()]);
    assert_eq!(ended, Err(StreamFailure::Cut));
    let whole = all.concat();
    let (_, ended) = read(&[&whole[..whole.len() - all[18].len() - 3]]);
    assert_eq!(ended, Err(StreamFailure::Cut));
}

#[test]
fn exceptions_mid_stream_reach_the_client() {
    for (name, r#type, code) in [
        (
            "throttlingException",
            "rate_limit_error",
            Some("rate_limit_exceeded"),
        ),
        ("modelStreamErrorException", "upstream_error", None),
        ("serviceUnavailableException", "overloaded_error", None),
        ("internalServerException", "upstream_error", None),
        ("validationException", "invalid_request_error", None),
    ] {
        let bytes = [delta(0, &json!({ "text": "a" })), exception(name, "why")].concat();
        let (events, ended) = read(&[&bytes]);
        assert_eq!(events, [Event::text("a")]);
        let Err(StreamFailure::Provider(_, error)) = ended else {
            panic!("{name}: {ended:?}");
        };
        let seen = (&*error.message, &*error.r#type, error.code.as_deref());
        assert_eq!(seen, ("why", r#type, code), "{name}");
    }
    let headers = [
        (":message-type", "error"),
        (":error-code", "InternalFailure"),
        (":error-message", "why"),
    ];
    let (_, ended) = read(&[&aws_message(&headers, b"")]);
    assert!(matches!(ended, Err(StreamFailure::Provider(_, error)) if error.message == "why"));
}

#[test]
fn broken_event_stream_frame() {
    let mut bytes = frames().concat();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let (events, ended) = read(&[&bytes]);
    assert_eq!(ended, Err(StreamFailure::Malformed));
    assert!(!events.is_empty());
    let (_, ended) = read(&[&aws_message(&[(":event-type", "messageStop")], b"no json")]);
    assert_eq!(ended, Err(StreamFailure::Malformed));
}

#[test]
fn a_streamed_answer_by_a_tool_is_the_answer() {
    let frames = [
        tool_start(0, "a", "structured_answer"),
        input(0, "{\"x\""),
        input(0, ":1}"),
        stop(0),
        event("messageStop", &json!({ "stopReason": "tool_use" })),
    ];
    let answer = answer_to(&Request::default(), &frames);
    assert_eq!(answer.choices[0].text(), "{\"x\":1}");
    assert_eq!(answer.choices[0].finish, Some(Finish::Stop));
}

#[test]
fn streamed_calls_have_the_clients_names() {
    let long = "a.name/with:letters that are not taken";
    let request = request(&json!({ "tools": [tool(long)] }));
    let frames = [tool_start(0, "a", &names::wire(long))];
    let answer = answer_to(&request, &frames);
    let calls: Vec<_> = answer.choices[0].tool_calls().collect();
    assert_eq!(calls[0].name, long);
}

#[test]
fn a_picture_comes_in_pieces() {
    let picture = |data: &str| delta(0, &json!({ "image": { "source": { "bytes": data } } }));
    let start = json!({ "contentBlockIndex": 0, "start": { "image": { "format": "jpeg" } } });
    let frames = [
        event("contentBlockStart", &start),
        picture("AAEC"),
        picture("AwQF"),
        stop(0),
    ];
    let answer = answer_to(&Request::default(), &frames);
    let expected = files::drawn("jpeg", "AAECAwQF".into());
    assert_eq!(answer.choices[0].content, [Content::Image(expected)]);
}

proptest! {
    #[test]
    fn any_cut_of_the_bytes_gives_the_same_events(cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..9)) {
        let bytes = frames().concat();
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        let pieces: Vec<&[u8]> = places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(read(&pieces), read(&[&bytes]));
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        event in prop::sample::select(vec!["contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata", "error", "xException"]),
        data in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut decoder = BEDROCK.chat_stream(&Request::default()).unwrap();
        let frame = Frame { event: Some(event.to_owned()), data: data.into() };
        let _ = decoder.frame(&frame, &mut Vec::new());
    }
}
