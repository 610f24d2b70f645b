//! What clients of text completions send and get.
use super::*;
use crate::{
    call::Call,
    canonical::chat::{Answer, Delta, Encoder, Event, Finish, Progress, StreamFailure},
    format::{Envelope, Format},
    openai::{answer::StandIn, body},
};
use bytes::Bytes;
use domain::request::{Operation, Usage};
use proptest::prelude::*;
use serde_json::{Value, json};

fn stand_in() -> StandIn {
    StandIn {
        id: "cmpl-1".into(),
        created: 5,
    }
}

fn call(body: &Value) -> Call {
    let bytes = body.to_string().into();
    body::decode(Format::Completions, Operation::Chat, bytes).unwrap()
}

#[test]
fn a_prompt_is_what_a_user_says() {
    let body = json!({
        "model": "m", "prompt": ["Once"], "max_tokens": 9, "temperature": 0.5, "stop": ["\n"], "n": 2,
        "seed": 1, "user": "ann", "echo": false, "best_of": 1, "suffix": ".", "logprobs": 2,
    });
    let request = read(body.to_string().as_bytes()).unwrap();
    assert_eq!(request.messages.len(), 1);
    assert_eq!((request.max_tokens, request.n), (Some(9), Some(2)));
    assert_eq!(request.stop, ["\n"]);
    let left: Vec<&String> = request.extra.keys().collect();
    assert_eq!(left, ["suffix", "logprobs"]);
}

#[test]
fn a_prompt_that_is_no_single_text_is_refused() {
    for prompt in [
        json!(["a", "b"]),
        json!([1, 2]),
        json!([[1], [2]]),
        json!(7),
    ] {
        let body = json!({ "model": "m", "prompt": prompt }).to_string();
        let error = read(body.as_bytes()).unwrap_err();
        assert_eq!(
            (error.status.as_u16(), error.param.as_deref()),
            (400, Some("prompt"))
        );
    }
}

const ANSWER: &str = r#"{"id":"cmpl-1", "created":1,"object":"text_completion","model":"up","choices":[{"text":" a","index":0,"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"#;

#[test]
fn a_providers_own_answer_keeps_every_byte_but_the_model() {
    let call = call(&json!({ "model": "a/b", "prompt": "x" }));
    let decoded = decode(&call, &Bytes::from_static(ANSWER.as_bytes()), &stand_in()).unwrap();
    assert_eq!(decoded.body, ANSWER.replace("\"up\"", "\"a/b\""));
    assert_eq!(decoded.usage.unwrap().input_tokens(), 3);
}

#[test]
fn what_a_provider_leaves_out_of_an_answer_is_added() {
    let call = call(&json!({ "model": "a/b", "prompt": "x" }));
    let bare = Bytes::from_static(br#"{"model":"up","choices":[{"text":"a"}]}"#);
    let decoded = decode(&call, &bare, &stand_in()).unwrap();
    let body: Value = serde_json::from_slice(&decoded.body).unwrap();
    let choice = json!({ "text": "a", "index": 0, "logprobs": null, "finish_reason": "stop" });
    let expected = json!({
        "id": "cmpl-1", "object": "text_completion", "created": 5, "model": "a/b", "choices": [choice],
    });
    assert_eq!(body, expected);
}

fn streamed(call: &Call, frames: &[&str]) -> (String, Option<Usage>) {
    let mut stream = TextStream::new(call, stand_in());
    let mut out = Vec::new();
    for frame in frames {
        stream.push(frame.as_bytes(), &mut out).unwrap();
    }
    stream.end().unwrap();
    (String::from_utf8(out).unwrap(), stream.metering().usage)
}

const CHUNK: &str =
    r#"{"model":"up","choices":[{"text":" a","index":0,"finish_reason":"stop"}],"usage":null}"#;
const COUNTS: &str =
    r#"{"model":"up","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#;

#[test]
fn usage_is_shown_to_who_asked_and_known_to_the_hub_in_any_case() {
    let quiet = json!({ "model": "a/b", "prompt": "x", "stream": true });
    let asked = json!({ "model": "a/b", "prompt": "x", "stream": true, "stream_options": { "include_usage": true } });
    let (out, usage) = streamed(&call(&quiet), &[CHUNK, COUNTS]);
    assert_eq!(
        out,
        format!("data: {}\n\n", CHUNK.replace("\"up\"", "\"a/b\""))
    );
    assert_eq!(usage.unwrap().output_text, 1);
    let (out, _) = streamed(&call(&asked), &[CHUNK, COUNTS]);
    assert!(
        out.ends_with(
            "\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\n\n"
        )
    );
}

#[test]
fn usage_that_comes_with_the_finish_comes_to_the_client_in_a_chunk_of_its_own() {
    let asked = json!({ "model": "a/b", "prompt": "x", "stream": true, "stream_options": { "include_usage": true } });
    let mut stream = TextStream::new(&call(&asked), stand_in());
    let mut out = Vec::new();
    let early = CHUNK.replace(
        "\"usage\":null",
        r#""usage":{"prompt_tokens":3,"completion_tokens":1}"#,
    );
    stream.push(early.as_bytes(), &mut out).unwrap();
    stream.close(&mut out);
    let out = String::from_utf8(out).unwrap();
    let frames: Vec<&str> = out.split("\n\n").collect();
    assert_eq!(
        frames[0],
        format!("data: {}", CHUNK.replace("\"up\"", "\"a/b\""))
    );
    let last: Value = serde_json::from_str(frames[1].strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!(
        (&last["choices"], &last["usage"]["total_tokens"]),
        (&json!([]), &json!(4))
    );
    assert_eq!(frames[2], "data: [DONE]");
}

#[test]
fn an_error_in_a_stream_is_told_and_a_stream_without_its_end_is_cut() {
    let call = call(&json!({ "model": "m", "prompt": "x", "stream": true }));
    let mut stream = TextStream::new(&call, stand_in());
    let mut out = Vec::new();
    let failed = stream.push(br#"{"error":{"message":"no"}}"#, &mut out);
    assert!(matches!(failed, Err(StreamFailure::Provider(..))));
    assert_eq!(stream.push(b"{", &mut out), Err(StreamFailure::Malformed));
    assert_eq!(stream.end(), Err(StreamFailure::Cut));
    assert_eq!(stream.push(b"[DONE]", &mut out), Ok(Progress::Done));
}

#[test]
fn a_stream_comes_to_the_same_text_as_a_whole_answer() {
    let nothing = Bytes::new();
    let envelope = Envelope {
        model: "a/b",
        stand_in: stand_in(),
        include_usage: true,
        body: &nothing,
    };
    let events = [
        Event::delta(Delta::Reasoning("hm".into())),
        Event::text("On"),
        Event::text("ce"),
        Event::finish(Finish::Length),
    ];
    let mut whole: Answer = events.clone().into_iter().collect();
    whole.usage = Some(Usage::default());
    let whole: Value = serde_json::from_slice(&answer(&whole, &envelope)).unwrap();
    let choice = json!({ "index": 0, "text": "Once", "logprobs": null, "finish_reason": "length" });
    assert_eq!(whole["choices"], json!([choice]));
    let (mut encoder, mut out) = (TextEncoder::new(&envelope), Vec::new());
    for event in events {
        encoder.event(event, &mut out);
    }
    encoder.close(Some(&Usage::default()), &mut out);
    let out = String::from_utf8(out).unwrap();
    let chunks: Vec<Value> = out
        .split("\n\n")
        .filter_map(|frame| serde_json::from_str(frame.strip_prefix("data: ")?).ok())
        .collect();
    let text: String = chunks
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["text"].as_str())
        .collect();
    assert_eq!(text, "Once");
    assert_eq!(chunks.last().unwrap()["usage"], whole["usage"]);
    assert!(out.ends_with("data: [DONE]\n\n"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let call = call(&json!({ "model": "m", "prompt": "x", "stream": true }));
        let _ = read(&bytes);
        let _ = TextStream::new(&call, stand_in()).push(&bytes, &mut Vec::new());
        let _ = decode(&call, &bytes.into(), &stand_in());
    }
}
