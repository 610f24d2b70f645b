//! Every client's format before every dialect, with documents that are nearly right: whatever is wrong with them, they are read
//! or refused, nothing panics, and what the client gets is of its format's form.
//!
//! Bytes at random hardly come past a JSON parser. These documents are whole ones of which something was replaced, taken out or
//! said twice.
mod answers;
mod calls;
mod mutation;

use super::*;
use crate::canonical::chat::{Frame, Progress};
use crate::openai::body as openai_body;
use answers::{answers, streams};
use calls::calls;
use mutation::{Mutation, mutations};
use proptest::prelude::*;
use serde_json::Value;

/// Providers that differ in what is sent to them, with a model each.
const RECIPIENTS: [(&str, &str); 17] = [
    ("openai", "gpt-4o"),
    ("openai", "o3-mini"),
    ("openai_compatible", "m"),
    ("azure_openai", "gpt-5"),
    ("deepseek", "deepseek-reasoner"),
    ("mistral", "mistral-large-latest"),
    ("openrouter", "x/y"),
    ("ollama", "llama3"),
    ("anthropic", "claude-sonnet-4-5"),
    ("anthropic", "claude-opus-4-7"),
    ("gemini", "gemini-2.5-flash"),
    ("gemini", "imagen-4.0-generate-001"),
    ("vertex", "gemini-3-pro-preview"),
    ("bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
    ("bedrock", "amazon.titan-embed-text-v2:0"),
    ("bedrock", "cohere.embed-multilingual-v3"),
    ("ideogram", "V_3"),
];

/// Looks at each of these providers.
fn each_recipient(look: impl Fn(&Recipient)) {
    for (kind, model) in RECIPIENTS {
        testing::recipient(kind, model, &look);
    }
}

fn stand_in() -> StandIn {
    StandIn {
        id: "chatcmpl-1".into(),
        created: 1,
    }
}

fn received(body: &Value) -> Received {
    Received {
        body: body.to_string().into(),
        ..Received::default()
    }
}

/// Looks at what is sent for a call: JSON where it says so, and refused for nothing but the caller's own fault.
fn check_encoded(call: &Call, to: &Recipient) {
    match encode(call, to) {
        Ok(Encoded { first, more, .. }) => {
            for request in std::iter::once(first).chain(more) {
                assert!(request.path.starts_with('/'), "{}", request.path);
                if request.content_type == "application/json" {
                    let body: Result<Value, _> = serde_json::from_slice(&request.body);
                    assert!(body.is_ok(), "{:?} {:?}", to.kind, request.body);
                }
            }
        }
        Err(ApiError { status, .. }) => assert!(status.is_client_error(), "{status}"),
    }
}

/// Looks at what a client gets for an answer that ends in any way.
fn check_decoded(call: &Call, to: &Recipient, answer: &Received) {
    let _ = failed(to.kind, answer, "p");
    let answers = std::slice::from_ref(answer);
    if let Ok(decoded) = decode(call, to, answers, stand_in()) {
        let body: Result<Value, _> = serde_json::from_slice(&decoded.body);
        assert!(body.is_ok(), "{:?} {:?}", to.kind, decoded.body);
    }
}

/// Looks at what a client gets for a stream that ends in any way: frames of JSON, each on a line of its own.
fn check_streamed(call: &Call, to: &Recipient, frames: &[Frame]) {
    let Ok(mut stream) = stream(call, to, stand_in()) else {
        return;
    };
    let mut out = Vec::new();
    let mut ended = Ok(Progress::Chunk);
    for frame in frames {
        ended = stream.push(frame, &mut out);
        if !matches!(ended, Ok(Progress::Chunk)) {
            break;
        }
    }
    let ended = match ended {
        Ok(Progress::Chunk) => stream.end(&mut out),
        Ok(Progress::Done) => Ok(()),
        Err(failure) => Err(failure),
    };
    match ended {
        Ok(()) => stream.close(&mut out),
        Err(_) => stream.fail(&ApiError::shutting_down(), &mut out),
    }
    let _ = stream.metering();
    let text = String::from_utf8(out).unwrap();
    for line in text.lines() {
        if let Some(data) = line.strip_prefix("data: ").filter(|data| *data != "[DONE]") {
            let data: Result<Value, _> = serde_json::from_str(data);
            assert!(data.is_ok(), "{:?} {line}", to.kind);
        }
    }
}

/// The same change made to one frame of a stream.
fn disfigured(frames: &[(Option<&str>, Value)], mutations: &[Mutation]) -> Vec<Frame> {
    let data = frames.iter().map(|(_, data)| data.clone());
    let mut all: Value = data.collect();
    for mutation in mutations {
        mutation.apply(&mut all);
    }
    let data = all.as_array().cloned().unwrap_or_default();
    let events = frames
        .iter()
        .map(|(event, _)| *event)
        .chain(std::iter::repeat(None));
    let frame = |(event, data): (Option<&str>, Value)| Frame {
        event: event.map(str::to_owned),
        data: data.to_string().into(),
    };
    events.zip(data).map(frame).collect()
}

#[test]
fn what_is_changed_here_was_right_before() {
    for (format, operation, body) in calls() {
        let call = calls::read(format, operation, &body).unwrap();
        let takers = std::cell::Cell::new(0);
        each_recipient(|to| takers.set(takers.get() + usize::from(encode(&call, to).is_ok())));
        assert!(takers.get() > 1, "{format:?} {operation:?}: {takers:?}");
    }
    let call = calls::streamed(Format::OpenAi);
    for (kind, model, answer) in answers() {
        testing::recipient(kind, model, |to| {
            let call = calls::of(Format::Anthropic, to);
            let decoded = decode(&call, to, &[received(&answer)], stand_in());
            assert!(decoded.is_ok(), "{kind}: {decoded:?}");
        });
    }
    for (kind, model, frames) in streams() {
        testing::recipient(kind, model, |to| {
            let mut stream = stream(&call, to, stand_in()).unwrap();
            let mut out = Vec::new();
            for frame in disfigured(&frames, &[]) {
                assert!(stream.push(&frame, &mut out).is_ok(), "{kind}: {frame:?}");
            }
            assert!(stream.metering().has_token, "{kind}");
        });
    }
}

/// Models write what a schema lists first before what it lists last.
#[test]
fn the_properties_of_a_schema_keep_their_order() {
    let properties = r#"{"zebra":{"type":"string"},"answer":{"type":"string"}}"#;
    let schema = format!(
        r#"{{"type":"object","properties":{properties},"required":["zebra","answer"],"additionalProperties":false}}"#
    );
    let format =
        r#"{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":SCHEMA}}"#;
    let tool = r#"{"type":"function","function":{"name":"f","parameters":SCHEMA}}"#;
    let body = r#"{"model":"m","messages":[{"role":"user","content":"hi"}],"response_format":FORMAT,"tools":[TOOL]}"#;
    let body = body
        .replace("FORMAT", format)
        .replace("TOOL", tool)
        .replace("SCHEMA", &schema);
    let call = openai_body::decode(Format::OpenAi, Operation::Chat, body.into()).unwrap();
    each_recipient(|to| {
        let Ok(Encoded { first, .. }) = encode(&call, to) else {
            return;
        };
        let sent = String::from_utf8(first.body.to_vec()).unwrap();
        let mut places = sent.match_indices("zebra").map(|(at, _)| at);
        let last = sent.match_indices("answer").map(|(at, _)| at).next();
        assert!(places.next() < last, "{:?} {sent}", to.kind);
    });
}

proptest! {
    #[test]
    fn a_call_that_is_nearly_right_is_encoded_or_refused(mutations in mutations()) {
        for (format, operation, mut body) in calls() {
            for mutation in &mutations {
                mutation.apply(&mut body);
            }
            if let Ok(call) = calls::read(format, operation, &body) {
                each_recipient(|to| check_encoded(&call, to));
            }
        }
    }

    #[test]
    fn an_answer_that_is_nearly_right_is_read_or_refused(mutations in mutations()) {
        for (kind, model, mut answer) in answers() {
            for mutation in &mutations {
                mutation.apply(&mut answer);
            }
            testing::recipient(kind, model, |to| {
                for format in calls::FORMATS {
                    check_decoded(&calls::of(format, to), to, &received(&answer));
                }
            });
        }
    }

    #[test]
    fn a_stream_that_is_nearly_right_is_read_or_refused(mutations in mutations()) {
        for (kind, model, frames) in streams() {
            let frames = disfigured(&frames, &mutations);
            testing::recipient(kind, model, |to| {
                for format in calls::FORMATS {
                    check_streamed(&calls::streamed(format), to, &frames);
                }
            });
        }
    }
}
