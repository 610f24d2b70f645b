//! Google's streamed answer: each frame an answer of its own that holds one more piece.
use super::{answer::Pieces, error};
use crate::{
    canonical::chat::{Decoder, Event, Frame, Progress, StreamFailure},
    gemini::wire::GenerateAnswer,
};

/// Reads frames.
#[derive(Debug, Default)]
pub(super) struct FrameDecoder {
    pieces: Pieces,
}

impl Decoder for FrameDecoder {
    fn frame(&mut self, frame: &Frame, events: &mut Vec<Event>) -> Result<Progress, StreamFailure> {
        if let Some(failure) = error::in_frame(&frame.data) {
            return Err(failure);
        }
        let answer: GenerateAnswer =
            serde_json::from_slice(&frame.data).map_err(|_| StreamFailure::Malformed)?;
        self.pieces.read(answer, events);
        Ok(Progress::Chunk)
    }

    /// Google ends a stream without a word, so that only a finish reason tells an end from a cut.
    fn end(&mut self, _events: &mut Vec<Event>) -> Result<(), StreamFailure> {
        if self.pieces.is_complete() {
            Ok(())
        } else {
            Err(StreamFailure::Cut)
        }
    }
}
