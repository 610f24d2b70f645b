//! Streams as providers send them, and as clients get them.
use super::*;
use crate::{format::Format, openai::body, upstream::sse::FrameSplitter};
use bytes::Bytes;
use domain::request::Operation;
use proptest::prelude::*;

const ASKED: &str =
    r#"{"model":"p/m","messages":[1],"stream":true,"stream_options":{"include_usage":true}}"#;
const NOT_ASKED: &str = r#"{"model":"p/m","messages":[1],"stream":true}"#;

fn stream(request: &'static str) -> ChunkStream {
    let call = body::decode(
        Format::OpenAi,
        Operation::Chat,
        Bytes::from_static(request.as_bytes()),
    )
    .unwrap();
    ChunkStream::new(
        &call,
        StandIn {
            id: "chatcmpl-1".into(),
            created: 5,
        },
    )
}

/// The data of what the client gets, and how the stream ended.
fn relayed(request: &'static str, frames: &[&str]) -> (Vec<String>, Result<(), StreamFailure>) {
    let mut stream = stream(request);
    let mut out = Vec::new();
    let mut end = None;
    for frame in frames {
        match stream.push(frame.as_bytes(), &mut out) {
            Ok(Progress::Chunk) => {}
            Ok(Progress::Done) => end = Some(Ok(())),
            Err(failure) => end = Some(Err(failure)),
        }
    }
    let end = end.unwrap_or_else(|| stream.end_of_stream());
    if end.is_ok() {
        stream.close(&mut out);
    }
    let text = String::from_utf8(out).unwrap();
    let frames = text.split_terminator("\n\n");
    (
        frames
            .map(|frame| frame.strip_prefix("data: ").unwrap().to_owned())
            .collect(),
        end,
    )
}

const FIRST: &str = r#"{"id":"a","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}"#;
const LAST: &str = r#"{"id":"a","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}"#;
const USAGE: &str = r#"{"id":"a","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#;

#[test]
fn who_did_not_ask_for_usage_sees_nothing_of_it() {
    let (chunks, end) = relayed(NOT_ASKED, &[FIRST, LAST, USAGE, "[DONE]"]);
    assert_eq!(end, Ok(()));
    assert_eq!(
        chunks,
        [
            r#"{"id":"a","object":"chat.completion.chunk","created":1,"model":"p/m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#,
            r#"{"id":"a","object":"chat.completion.chunk","created":1,"model":"p/m","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}"#,
            "[DONE]",
        ]
    );
}

#[test]
fn who_asked_for_usage_gets_it_last_and_null_before() {
    let (chunks, _) = relayed(ASKED, &[FIRST, LAST, USAGE, "[DONE]"]);
    assert!(chunks[0].ends_with(r#","usage":null}"#));
    assert!(chunks[1].starts_with(r#"{"usage":null,"id":"a""#));
    assert_eq!(chunks[2], USAGE.replace("m-1", "p/m"));
    assert_eq!(chunks[3], "[DONE]");
}

#[test]
fn usage_in_the_finishing_chunk_is_split_off() {
    let finishing = LAST.replace(
        "}]}",
        r#"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#,
    );
    let (chunks, _) = relayed(ASKED, &[FIRST, &finishing, "[DONE]"]);
    let parsed: Vec<Value> = chunks[..3]
        .iter()
        .map(|chunk| serde_json::from_str(chunk).unwrap())
        .collect();
    assert_eq!(parsed[1]["usage"], Value::Null);
    assert_eq!(parsed[1]["choices"][0]["finish_reason"], "stop");
    assert_eq!(parsed[2]["choices"], json!([]));
    let usage = &parsed[2]["usage"];
    let counts = ["prompt_tokens", "completion_tokens", "total_tokens"].map(|name| &usage[name]);
    assert_eq!(counts, [&json!(3), &json!(2), &json!(5)]);
    assert_eq!(
        (&parsed[2]["id"], &parsed[2]["created"]),
        (&json!("a"), &json!(1))
    );

    let (chunks, _) = relayed(NOT_ASKED, &[FIRST, &finishing, "[DONE]"]);
    assert_eq!(chunks.len(), 3);
    assert!(!chunks[1].contains("usage"));
}

#[test]
fn usage_that_comes_with_every_chunk_is_told_once_and_last() {
    let with = |chunk: &str, out: u64| {
        let chunk = chunk
            .trim_end_matches(r#","usage":null}"#)
            .trim_end_matches('}');
        format!(
            r#"{chunk}{}"usage":{{"prompt_tokens":3,"completion_tokens":{out},"total_tokens":{}}}}}"#,
            if chunk.ends_with(']') { "," } else { "}]," },
            3 + out
        )
    };
    let (first, last) = (with(FIRST, 1), with(LAST, 2));
    let (chunks, end) = relayed(ASKED, &[&first, &last, "[DONE]"]);
    assert_eq!(end, Ok(()));
    let told: Vec<Value> = chunks[..chunks.len() - 1]
        .iter()
        .map(|chunk| serde_json::from_str(chunk).unwrap())
        .collect();
    let usages: Vec<&Value> = told.iter().map(|chunk| &chunk["usage"]).collect();
    let (last, before) = usages.split_last().unwrap();
    assert!(before.iter().all(|usage| usage.is_null()), "{chunks:?}");
    assert_eq!(last["completion_tokens"], 2);
    assert_eq!(told.last().unwrap()["choices"], json!([]));
}

#[test]
fn what_azure_says_of_the_prompt_is_passed_on_and_is_no_token() {
    let first = r#"{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}"#;
    let (mut stream, mut out) = (stream(NOT_ASKED), Vec::new());
    assert_eq!(stream.push(first.as_bytes(), &mut out), Ok(Progress::Chunk));
    assert!(
        String::from_utf8(out)
            .unwrap()
            .contains("prompt_filter_results")
    );
    assert!(!stream.metering().has_token);
    stream.push(LAST.as_bytes(), &mut Vec::new()).unwrap();
    assert!(stream.metering().has_token);
}

#[test]
fn every_chunk_has_one_id_one_role_and_its_required_fields() {
    let odd = [
        r#"{"id":"","choices":[{"delta":{"role":"assistant","content":"a","tool_calls":null}}]}"#,
        r#"{"id":"other","choices":[{"index":0,"delta":{"role":"assistant","content":"b"},"finish_reason":""}]}"#,
        r#"{"choices":[{"index":0,"delta":null,"finish_reason":"length"}]}"#,
    ];
    let (chunks, end) = relayed(NOT_ASKED, &odd);
    assert_eq!(end, Ok(()));
    let parsed: Vec<Value> = chunks[..3]
        .iter()
        .map(|chunk| serde_json::from_str(chunk).unwrap())
        .collect();
    let expected = |id: &str, delta: Value, finish: Value| {
        json!({"id": id, "object": "chat.completion.chunk", "created": 5, "model": "p/m",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
    };
    assert_eq!(
        parsed[0],
        expected(
            "chatcmpl-1",
            json!({"role":"assistant","content":"a"}),
            Value::Null
        )
    );
    assert_eq!(
        parsed[1]["choices"][0],
        json!({"index":0,"delta":{"content":"b"},"finish_reason":null})
    );
    assert_eq!(
        parsed[2]["choices"][0],
        json!({"index":0,"delta":{},"finish_reason":"length"})
    );
    assert_eq!(parsed[0]["id"], parsed[1]["id"]);
    assert_eq!(parsed[1]["id"], parsed[2]["id"]);
}

#[test]
fn an_answer_that_is_over_at_once_still_says_whose_it_is() {
    let only = r#"{"id":"a","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;
    let (chunks, end) = relayed(NOT_ASKED, &[only, "[DONE]"]);
    assert_eq!(end, Ok(()));
    let chunk: Value = serde_json::from_str(&chunks[0]).unwrap();
    assert_eq!(chunk["choices"][0]["delta"], json!({ "role": "assistant" }));
}

#[test]
fn a_stream_that_breaks_off_is_not_taken_for_a_whole_answer() {
    assert_eq!(relayed(NOT_ASKED, &[FIRST]).1, Err(StreamFailure::Cut));
    assert_eq!(relayed(NOT_ASKED, &[]).1, Err(StreamFailure::Cut));
    assert_eq!(
        relayed(NOT_ASKED, &[FIRST, "{\"id\":"]).1,
        Err(StreamFailure::Malformed)
    );
}

#[test]
fn a_stream_without_done_ends_with_it_once_the_answer_has_finished() {
    assert_eq!(
        relayed(NOT_ASKED, &[FIRST, LAST]).0.last().unwrap(),
        "[DONE]"
    );
}

#[test]
fn calls_without_an_index_or_an_id_and_arguments_that_are_no_text_are_mended() {
    let frame = r#"{"id":"a","object":"chat.completion.chunk","created":1,"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"id":"","function":{"name":"f","arguments":{"a":1}}},{"function":{"name":"g","arguments":""}}]},"finish_reason":null}]}"#;
    let (chunks, _) = relayed(NOT_ASKED, &[frame, LAST]);
    let chunk: Value = serde_json::from_str(&chunks[0]).unwrap();
    let expected = json!([
        { "index": 0, "id": "call_1_0", "type": "function", "function": { "name": "f", "arguments": "{\"a\":1}" } },
        { "index": 1, "id": "call_1_1", "type": "function", "function": { "name": "g", "arguments": "" } },
    ]);
    assert_eq!(chunk["choices"][0]["delta"]["tool_calls"], expected);
}

#[test]
fn azures_first_chunk_does_not_say_when_the_answer_was_created() {
    let filters =
        r#"{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[]}"#;
    let (chunks, end) = relayed(NOT_ASKED, &[filters, FIRST, LAST, "[DONE]"]);
    assert_eq!(end, Ok(()));
    for chunk in &chunks[..3] {
        let chunk: Value = serde_json::from_str(chunk).unwrap();
        assert_eq!(
            (&chunk["created"], &chunk["id"]),
            (&json!(5), &json!("chatcmpl-1"))
        );
    }
}

#[test]
fn the_end_of_nothing_is_no_answer() {
    let (chunks, end) = relayed(NOT_ASKED, &["[DONE]"]);
    assert_eq!((chunks.len(), end), (0, Err(StreamFailure::Cut)));
}

#[test]
fn an_error_in_a_frame_keeps_its_code_and_type() {
    let frame = r#"{"error":{"message":"too much","type":"rate_limit_error","code":"slow_down"}}"#;
    let (chunks, end) = relayed(NOT_ASKED, &[FIRST, frame]);
    assert_eq!(chunks.len(), 1);
    let Err(StreamFailure::Provider(_, error)) = end else {
        panic!("{end:?}");
    };
    assert_eq!(error.code.as_deref(), Some("slow_down"));
    assert_eq!(error.r#type, "rate_limit_error");
}

proptest! {
    #[test]
    fn any_cut_of_the_bytes_gives_the_same_chunks(cuts in prop::collection::vec(0..600_usize, 0..8)) {
        let text = [FIRST, LAST, USAGE, "[DONE]"].map(|frame| format!("data: {frame}\r\n\r\n")).concat();
        let through = |pieces: Vec<&[u8]>| {
            let (mut splitter, mut stream, mut out) = (FrameSplitter::default(), stream(ASKED), Vec::new());
            for piece in pieces {
                splitter.push(piece).unwrap();
                while let Some(frame) = splitter.next_frame() {
                    if stream.push(&frame, &mut out).unwrap() == Progress::Done {
                        stream.close(&mut out);
                    }
                }
            }
            (out, stream.metering().usage)
        };
        let mut places: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
        places.extend([0, text.len()]);
        places.sort_unstable();
        let pieces = places.windows(2).map(|pair| &text.as_bytes()[pair[0]..pair[1]]).collect();
        prop_assert_eq!(through(pieces), through(vec![text.as_bytes()]));
    }

    #[test]
    fn any_frame_is_relayed_as_valid_json_or_refused(frame in "\\PC{0,60}|\\{(\"(id|usage|choices|model|created|x)\":(null|1|\"a\"|\\[\\]|\\{\\}|\\[\\{\\}\\]),?){0,5}\\}") {
        let mut out = Vec::new();
        if stream(NOT_ASKED).push(frame.as_bytes(), &mut out) == Ok(Progress::Chunk) && !out.is_empty() {
            let data = out.strip_prefix(b"data: ").unwrap();
            prop_assert!(serde_json::from_slice::<Value>(data).is_ok());
        }
    }
}
