//! A client that speaks Gemini's format, at a provider that does too: bytes stay as they are, and usage is read.
use super::{Gemini, error, model::Model};
use crate::{
    call::Call,
    canonical::{
        Malformed,
        chat::{Metering, Progress, StreamFailure},
    },
    gemini::wire::GenerateAnswer,
    openai::error::ApiError,
    providers::{Decoded, Recipient, UpstreamRequest},
};
use bytes::Bytes;

/// The call as it came.
#[must_use]
pub fn splice(call: &Call, to: &Recipient) -> UpstreamRequest {
    let method = if call.stream {
        "streamGenerateContent?alt=sse"
    } else {
        "generateContent"
    };
    UpstreamRequest {
        path: Model::named(to.model.as_str())
            .path(Gemini::of(to.kind), method)
            .into(),
        headers: Vec::new(),
        content_type: "application/json".into(),
        body: call.body.bytes().clone(),
    }
}

/// The answer as it came.
///
/// # Errors
/// When it is no JSON object.
pub fn answer(body: &Bytes) -> Result<Decoded, Malformed> {
    let answer: GenerateAnswer = serde_json::from_slice(body)?;
    Ok(Decoded {
        body: body.clone(),
        usage: answer.usage(),
    })
}

/// The frames of a streamed answer, on their way through.
#[derive(Debug, Default)]
pub struct SplicedFrames {
    metering: Metering,
    is_finished: bool,
}

impl SplicedFrames {
    /// Appends a frame as it came to `out`.
    ///
    /// # Errors
    /// When it tells of an error or is malformed.
    pub fn push(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<Progress, StreamFailure> {
        if let Some(failure) = error::in_frame(data) {
            return Err(failure);
        }
        let answer: GenerateAnswer =
            serde_json::from_slice(data).map_err(|_| StreamFailure::Malformed)?;
        if let Some(more) = answer.usage() {
            self.metering.add(more);
        }
        let blocked = answer
            .prompt_feedback
            .is_some_and(|it| it.block_reason.is_some());
        self.is_finished |= blocked;
        for candidate in answer.candidates {
            self.is_finished |= candidate.finish_reason.is_some();
            self.metering.has_token |= candidate.content.is_some_and(|it| !it.parts.is_empty());
        }
        for line in data.split(|byte| *byte == b'\n') {
            out.extend_from_slice(b"data: ");
            out.extend_from_slice(line);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"\r\n");
        Ok(Progress::Chunk)
    }

    /// Whether the stream had come to its end when it ended.
    ///
    /// # Errors
    /// When it had not.
    pub const fn end(&self) -> Result<(), StreamFailure> {
        if self.is_finished {
            Ok(())
        } else {
            Err(StreamFailure::Cut)
        }
    }

    /// What was measured of it so far.
    #[must_use]
    pub const fn metering(&self) -> Metering {
        self.metering
    }

    /// Appends the end of an answer that cannot go on to `out`.
    pub fn fail(error: &ApiError, out: &mut Vec<u8>) {
        out.extend_from_slice(&crate::gemini::error::frame(error));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{gemini::Target, providers::testing::recipient};

    /// With fields that nobody here knows, in an order and with spaces of their own.
    const ASKED: &[u8] = br#"{ "zeta": [1,  2], "contents":[{"role":"user","parts":[{"text":"h\u00e9","unheardOf":{}}]}] }"#;
    const ANSWERED: &[u8] = br#"{ "candidates": [{"content":{"parts":[{"text":"a","new":1}]},"finishReason":"STOP"}],  "usageMetadata": {"promptTokenCount":3,"candidatesTokenCount":2}, "other": null }"#;

    #[test]
    fn gemini_request_passthrough_is_lossless() {
        let target = Target::read("p/m:generateContent", "").unwrap();
        let call = target.call(Bytes::from_static(ASKED)).unwrap();
        for kind in ["gemini", "vertex"] {
            let sent = recipient(kind, "gemini-2.5-flash", |to| splice(&call, to));
            assert_eq!(sent.body, ASKED, "{kind}");
            assert!(sent.path.ends_with("/gemini-2.5-flash:generateContent"));
        }
    }

    #[test]
    fn an_answer_keeps_every_byte_and_its_usage_is_read() {
        let whole = Bytes::from_static(ANSWERED);
        let decoded = answer(&whole).unwrap();
        assert_eq!(decoded.body, whole);
        assert_eq!(decoded.usage.unwrap().input_uncached, 3);
        let (mut frames, mut out) = (SplicedFrames::default(), Vec::new());
        assert_eq!(frames.push(ANSWERED, &mut out), Ok(Progress::Chunk));
        assert_eq!(out, [b"data: ", ANSWERED, b"\r\n\r\n"].concat());
        assert_eq!(frames.end(), Ok(()));
        assert_eq!(frames.metering().usage.unwrap().output_text, 2);
    }

    #[test]
    fn a_stream_without_its_end_was_cut() {
        let (mut frames, mut out) = (SplicedFrames::default(), Vec::new());
        let piece = br#"{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}"#;
        assert_eq!(frames.push(piece, &mut out), Ok(Progress::Chunk));
        assert_eq!(frames.end(), Err(StreamFailure::Cut));
    }
}
