//! Step 6 for streams: a provider's frames to the client's chunks, as they come.
use super::admission::Admitted;
use super::dispatch::{Failure, failure};
use crate::{
    openai::chunk::{ChunkStream, Progress, StreamFailure},
    upstream::{Body, sse::FrameSplitter},
};
use domain::request::FailureReason;

/// A streamed answer on its way through.
pub(super) struct Relay {
    body: Body,
    splitter: FrameSplitter,
    chunks: ChunkStream,
    ended: bool,
}

impl Relay {
    pub(super) fn new(body: Body, chunks: ChunkStream) -> Self {
        Self {
            body,
            splitter: FrameSplitter::default(),
            chunks,
            ended: false,
        }
    }

    /// The stream's state, for its usage.
    pub(super) fn chunks(&self) -> &ChunkStream {
        &self.chunks
    }

    /// Appends the end of a whole answer to `out`.
    pub(super) fn close(&mut self, out: &mut Vec<u8>) {
        self.chunks.close(out);
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
            StreamFailure::Provider(error) => Failure {
                reason: FailureReason::UpstreamError,
                error: *error,
            },
            StreamFailure::Malformed => failure(admitted, FailureReason::UpstreamMalformed),
            StreamFailure::Cut => failure(admitted, FailureReason::UpstreamCut),
        })
    }

    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<bool, StreamFailure> {
        self.splitter
            .push(bytes)
            .map_err(|_| StreamFailure::Malformed)?;
        while let Some(frame) = self.splitter.next_frame() {
            if self.chunks.push(&frame, out)? == Progress::Done {
                self.ended = true;
                break;
            }
        }
        Ok(true)
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<bool, StreamFailure> {
        self.ended = true;
        let last = self.splitter.finish();
        let done = match last {
            Some(frame) => self.chunks.push(&frame, out)? == Progress::Done,
            None => false,
        };
        if !done {
            self.chunks.end_of_stream()?;
        }
        Ok(true)
    }
}
