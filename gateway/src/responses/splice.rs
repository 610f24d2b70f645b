//! A client of the Responses API before a provider that has it: everything stays but the model's name, what only OpenAI
//! knows among it: its own tools, its encrypted thoughts, answers that it stored.
use crate::{
    call::Call,
    canonical::{
        Malformed,
        chat::{Frame, Metering, Progress, StreamFailure},
    },
    openai::{
        error::ApiError,
        splice::{Edits, json_string, place_of},
        usage::ResponseUsage,
    },
    providers::{Decoded, openai::error_in_frame},
};
use bytes::Bytes;
use domain::request::Usage;
use serde::Deserialize;
use serde_json::{json, value::RawValue};

/// A response, as far as it is read.
#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    usage: Option<ResponseUsage>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    #[serde(default)]
    output: Vec<Item<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    r#type: &'a str,
}

impl Response<'_> {
    fn usage(&self) -> Option<Usage> {
        let searches = self.output.iter();
        let searches = searches.filter(|item| item.r#type == "web_search_call");
        let searches = u64::try_from(searches.count()).unwrap_or(u64::MAX);
        self.usage.map(|usage| Usage {
            searches,
            ..usage.into()
        })
    }

    fn renamed(&self, source: &[u8], requested: &str) -> Vec<u8> {
        let mut edits = Edits::default();
        if let Some(model) = self.model {
            edits.replace(place_of(model, source), json_string(requested));
        }
        let mut target = Vec::new();
        edits.apply(source, &mut target);
        target
    }
}

/// The whole answer as it came, but for the model's name.
///
/// # Errors
/// When it is not of the documented form.
pub fn answer(call: &Call, body: &Bytes) -> Result<Decoded, Malformed> {
    let response: Response = serde_json::from_slice(body)?;
    Ok(Decoded {
        usage: response.usage(),
        body: response.renamed(body, &call.requested_model).into(),
    })
}

/// A streamed response on its way through.
#[derive(Debug)]
pub struct ResponseStream {
    model: String,
    metering: Metering,
    /// The number of the next event.
    next: u64,
}

#[derive(Deserialize)]
struct Event<'a> {
    r#type: &'a str,
    sequence_number: Option<u64>,
    #[serde(borrow)]
    response: Option<Response<'a>>,
}

impl ResponseStream {
    /// The answer to `call`, of which nothing has come yet.
    #[must_use]
    pub fn new(call: &Call) -> Self {
        Self {
            model: call.requested_model.clone(),
            metering: Metering::default(),
            next: 0,
        }
    }

    /// What was measured of it so far.
    #[must_use]
    pub const fn metering(&self) -> Metering {
        self.metering
    }

    /// Appends what the client gets for one frame to `out`.
    ///
    /// # Errors
    /// When the frame tells of an error or is malformed.
    pub fn push(&mut self, frame: &Frame, out: &mut Vec<u8>) -> Result<Progress, StreamFailure> {
        let data = &frame.data;
        let event: Event = serde_json::from_slice(data).map_err(|_| StreamFailure::Malformed)?;
        let response = event.response.as_ref();
        if let Some(more) = response.and_then(Response::usage) {
            self.metering.add(more);
        }
        match (event.r#type, response.and_then(|response| response.error)) {
            ("error", _) => return Err(error_in_frame(whole(data)?)),
            ("response.failed", Some(error)) => return Err(error_in_frame(error)),
            _ => {}
        }
        self.metering.has_token |= event.r#type.rsplit('.').next() == Some("delta");
        self.next = event.sequence_number.unwrap_or(self.next) + 1;
        out.extend_from_slice(format!("event: {}\ndata: ", event.r#type).as_bytes());
        match response {
            Some(response) => out.extend_from_slice(&response.renamed(data, &self.model)),
            None => out.extend_from_slice(data),
        }
        out.extend_from_slice(b"\n\n");
        Ok(match event.r#type {
            "response.completed" | "response.incomplete" => Progress::Done,
            _ => Progress::Chunk,
        })
    }

    /// Appends the end of an answer that cannot go on to `out`.
    pub fn fail(&self, error: &ApiError, out: &mut Vec<u8>) {
        let event = json!({
            "type": "error", "sequence_number": self.next,
            "code": error.code, "message": error.message, "param": error.param,
        });
        out.extend_from_slice(format!("event: error\ndata: {event}\n\n").as_bytes());
    }
}

fn whole(data: &[u8]) -> Result<&RawValue, StreamFailure> {
    serde_json::from_slice(data).map_err(|_| StreamFailure::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{format::Format, openai::body};
    use domain::request::Operation;
    use proptest::prelude::*;
    use serde_json::Value;

    fn call() -> Call {
        let body = r#"{"model":"fast","input":"hi","stream":true}"#;
        body::decode(Format::Responses, Operation::Chat, body.into()).unwrap()
    }

    fn frame(data: &Value) -> Frame {
        Frame {
            event: None,
            data: data.to_string().into(),
        }
    }

    const USAGE: &str = r#"{"input_tokens":10,"input_tokens_details":{"cached_tokens":4},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":5},"total_tokens":17}"#;

    fn usage() -> Usage {
        Usage {
            input_uncached: 6,
            cache_read: 4,
            output_text: 2,
            output_reasoning: 5,
            requests: 1,
            ..Usage::default()
        }
    }

    #[test]
    fn a_whole_answer_keeps_every_byte_but_the_models_name() {
        let body = format!(
            r#"{{ "id": "resp_1", "model":"gpt-5.5", "output":[{{"type":"reasoning","encrypted_content":"x=="}},{{"type":"web_search_call"}}], "usage":{USAGE}, "error": null }}"#
        );
        let decoded = answer(&call(), &body.clone().into()).unwrap();
        let expected = body.replace(r#""gpt-5.5""#, r#""fast""#);
        assert_eq!(decoded.body, expected.as_bytes());
        let searches = 1;
        assert_eq!(
            decoded.usage,
            Some(Usage {
                searches,
                ..usage()
            })
        );
    }

    #[test]
    fn a_stream_keeps_its_events_and_ends_with_the_response() {
        let mut stream = ResponseStream::new(&call());
        let usage_object: Value = serde_json::from_str(USAGE).unwrap();
        let mut out = Vec::new();
        for (event, progress) in [
            (
                json!({ "type": "response.created", "sequence_number": 0, "response": { "model": "gpt-5.5", "usage": null } }),
                Progress::Chunk,
            ),
            (
                json!({ "type": "response.output_text.delta", "sequence_number": 1, "delta": "Hi" }),
                Progress::Chunk,
            ),
            (
                json!({ "type": "response.completed", "sequence_number": 2, "response": { "model": "gpt-5.5", "usage": usage_object } }),
                Progress::Done,
            ),
        ] {
            assert!(!stream.metering().has_token || event["sequence_number"] == 2);
            assert_eq!(stream.push(&frame(&event), &mut out).unwrap(), progress);
        }
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches(r#""model":"fast""#).count(), 2, "{text}");
        assert!(
            text.starts_with("event: response.created\ndata: {"),
            "{text}"
        );
        assert_eq!(stream.metering().usage, Some(usage()));
    }

    #[test]
    fn an_error_in_a_stream_keeps_its_code_and_what_was_used() {
        let error = json!({ "code": "server_error", "message": "no" });
        let usage_object: Value = serde_json::from_str(USAGE).unwrap();
        let failed = json!({ "type": "response.failed", "response": { "error": error, "usage": usage_object } });
        let said = json!({ "type": "error", "code": "server_error", "message": "no", "sequence_number": 3 });
        for event in [failed, said] {
            let mut stream = ResponseStream::new(&call());
            let ended = stream.push(&frame(&event), &mut Vec::new());
            let Err(StreamFailure::Provider(_, error)) = ended else {
                panic!("{ended:?}");
            };
            assert_eq!(error.code.as_deref(), Some("server_error"));
            assert_eq!(
                stream.metering().usage.is_some(),
                event["type"] == "response.failed"
            );
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut stream = ResponseStream::new(&call());
            let data = Bytes::from(bytes);
            let _ = answer(&call(), &data);
            let _ = stream.push(&Frame { event: None, data: data.to_vec().into() }, &mut Vec::new());
        }
    }
}
