//! Streams of events of speech and of what is heard.
use super::usage::{Took, of_speech};
use crate::{
    call::Call,
    canonical::chat::{Metering, Progress, StreamFailure},
    providers::openai,
};
use domain::request::Operation;
use serde::Deserialize;
use serde_json::value::RawValue;

/// One streamed answer on its way through.
#[derive(Debug)]
pub struct PassedEvents {
    operation: Operation,
    metering: Metering,
    is_done: bool,
    spoken: u64,
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(default)]
    r#type: String,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

impl PassedEvents {
    /// The answer to `call`, of which nothing has come yet.
    #[must_use]
    pub fn new(call: &Call) -> Self {
        Self {
            operation: call.operation,
            metering: Metering::default(),
            is_done: false,
            spoken: call.body.spoken(),
        }
    }

    /// What was measured of it so far.
    #[must_use]
    pub fn metering(&self) -> Metering {
        let begun = self.metering.has_token || self.is_done;
        let spoken = of_speech(self.spoken).filter(|_| begun);
        Metering {
            usage: self.metering.usage.or(spoken),
            ..self.metering
        }
    }

    /// Appends what the client gets for one frame's data to `out`.
    ///
    /// # Errors
    /// When the frame tells of an error or is malformed.
    pub fn push(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<Progress, StreamFailure> {
        let is_end = data.trim_ascii() == b"[DONE]";
        if !is_end {
            self.note(data)?;
        }
        out.extend_from_slice(b"data: ");
        out.extend_from_slice(data);
        out.extend_from_slice(b"\n\n");
        Ok(if is_end {
            Progress::Done
        } else {
            Progress::Chunk
        })
    }

    fn note(&mut self, data: &[u8]) -> Result<(), StreamFailure> {
        let event: Event = serde_json::from_slice(data).map_err(|_| StreamFailure::Malformed)?;
        if let Some(error) = event.error {
            return Err(openai::error_in_frame(error));
        }
        let last = event.r#type.rsplit('.').next();
        self.metering.has_token |= last == Some("delta");
        if last == Some("done") {
            self.is_done = true;
            let took: Took = serde_json::from_slice(data).unwrap_or_default();
            self.metering.usage = took.usage(self.operation);
        }
        Ok(())
    }

    /// Whether the stream may end here.
    ///
    /// # Errors
    /// When the answer had not come to its end.
    pub const fn end(&self) -> Result<(), StreamFailure> {
        if self.is_done {
            Ok(())
        } else {
            Err(StreamFailure::Cut)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{call::CallBody, format::Format};
    use std::cell::OnceCell;

    fn stream() -> PassedEvents {
        PassedEvents::new(&Call {
            format: Format::OpenAi,
            operation: Operation::Transcription,
            requested_model: String::new(),
            stream: true,
            include_usage: false,
            base64_vectors: false,
            body: CallBody::Plain(bytes::Bytes::new()),
            passed: Vec::new(),
            chat: OnceCell::new(),
        })
    }

    #[test]
    fn events_pass_as_they_are_and_the_last_tells_what_it_took() {
        let (mut stream, mut out) = (stream(), Vec::new());
        let delta = r#"{"type":"transcript.text.delta","delta":"a"}"#;
        let done =
            r#"{"type":"transcript.text.done","text":"a","usage":{"type":"duration","seconds":2}}"#;
        for data in [delta, done] {
            assert_eq!(stream.push(data.as_bytes(), &mut out), Ok(Progress::Chunk));
        }
        assert_eq!(stream.push(b"[DONE]", &mut out), Ok(Progress::Done));
        let expected = format!("data: {delta}\n\ndata: {done}\n\ndata: [DONE]\n\n");
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert_eq!(stream.metering().usage.unwrap().seconds, 2);
        assert_eq!(stream.end(), Ok(()));
    }

    #[test]
    fn a_stream_without_its_last_event_was_cut_and_an_error_is_told() {
        let (mut stream, mut out) = (stream(), Vec::new());
        assert_eq!(stream.end(), Err(StreamFailure::Cut));
        let failed = stream.push(br#"{"error":{"message":"no"}}"#, &mut out);
        assert!(matches!(failed, Err(StreamFailure::Provider(..))));
        assert_eq!(stream.push(b"x", &mut out), Err(StreamFailure::Malformed));
    }
}
