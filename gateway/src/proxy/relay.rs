//! Step 6 for streams: a provider's frames to the client's chunks, as they come.
use super::admission::Admitted;
use super::dispatch::{Failure, failure};
use crate::{
    canonical::chat::{Progress, StreamFailure},
    openai::error::ApiError,
    providers::AnswerStream,
    upstream::{Body, Frames, Framing},
};
use actix_web::http::header::HeaderValue;
use domain::request::FailureReason;

/// A streamed answer on its way through.
pub(super) struct Relay {
    body: Body,
    content_type: Option<HeaderValue>,
    frames: Frames,
    answer: AnswerStream,
    ended: bool,
}

impl Relay {
    pub(super) fn new(
        (body, content_type): (Body, Option<HeaderValue>),
        framing: Framing,
        answer: AnswerStream,
    ) -> Self {
        Self {
            body,
            content_type,
            frames: Frames::new(framing),
            answer,
            ended: false,
        }
    }

    /// What the answer is for the client.
    pub(super) fn content_type(&self) -> HeaderValue {
        let framed = HeaderValue::from_static("text/event-stream; charset=utf-8");
        let own = self.content_type.clone();
        let own = own.filter(|_| !self.answer.is_framed());
        own.unwrap_or(if self.answer.is_framed() {
            framed
        } else {
            HeaderValue::from_static("application/octet-stream")
        })
    }

    /// The stream's state, for its usage.
    pub(super) const fn answer(&self) -> &AnswerStream {
        &self.answer
    }

    /// Takes the rest of a body whose answer is whole.
    pub(super) async fn finish(self) {
        self.body.finish().await;
    }

    /// Appends the end of a whole answer to `out`.
    pub(super) fn close(&mut self, out: &mut Vec<u8>) {
        self.answer.close(out);
    }

    /// Appends the end of an answer that cannot go on to `out`.
    pub(super) fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        self.answer.fail(error, out);
    }

    /// Appends more of the answer to `out`, of which there may be nothing for the client; `false` at its end.
    ///
    /// # Errors
    /// When the answer cannot go on; what came before is in `out`.
    pub(super) async fn more(
        &mut self,
        admitted: &Admitted,
        out: &mut Vec<u8>,
    ) -> Result<bool, Failure> {
        if self.ended {
            return Ok(false);
        }
        let piece = self.body.next().await;
        let piece = piece.map_err(|error| failure(admitted, error.reason()))?;
        let relayed = match piece {
            Some(bytes) => self.push(&bytes, out),
            None => self.end(out),
        };
        relayed.map_err(|stopped| match stopped {
            StreamFailure::Provider(reason, error) => Failure {
                reason,
                error: *error,
            },
            StreamFailure::Malformed => failure(admitted, FailureReason::UpstreamMalformed),
            StreamFailure::Cut => failure(admitted, FailureReason::UpstreamCut),
        })
    }

    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<bool, StreamFailure> {
        if let AnswerStream::Bytes(passed) = &mut self.answer {
            passed.push(bytes, out);
            return Ok(true);
        }
        self.frames.push(bytes)?;
        while let Some(frame) = self.frames.next_frame()? {
            if self.answer.push(&frame, out)? == Progress::Done {
                self.ended = true;
                break;
            }
        }
        Ok(true)
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<bool, StreamFailure> {
        self.ended = true;
        let last = self.frames.finish()?;
        let done = match last {
            Some(frame) => self.answer.push(&frame, out)? == Progress::Done,
            None => false,
        };
        if !done {
            self.answer.end(out)?;
        }
        Ok(true)
    }
}
