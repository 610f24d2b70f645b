//! A streamed answer, whichever way it takes from the provider's frames to the client's.
use super::gemini::SplicedFrames;
use crate::{
    anthropic::{error_frame, splice as messages},
    canonical::chat::{Frame, Metering, Progress, StreamFailure, Translated},
    openai::{
        chunk::ChunkStream,
        completions::TextStream,
        error::ApiError,
        passed::{PassedBytes, PassedEvents},
    },
    responses::splice as responses,
};

/// A streamed answer on its way to the client.
pub enum AnswerStream {
    /// OpenAI's, which client and provider share.
    Spliced(ChunkStream),
    /// OpenAI's text completions, which client and provider share.
    Completion(TextStream),
    /// The Responses API's, which client and provider share.
    Responses(responses::ResponseStream),
    /// Anthropic's, which client and provider share.
    Messages(messages::EventStream),
    /// Gemini's, which client and provider share.
    Gemini(SplicedFrames),
    /// Events of speech and of what is heard.
    Events(PassedEvents),
    /// Bytes that are in no frames.
    Bytes(PassedBytes),
    /// From the provider's to the client's.
    Translated(Translated),
}

impl AnswerStream {
    /// Takes in how many bytes the answer's head promised, which tells whether bytes without frames are all there.
    #[must_use]
    pub fn promised(mut self, bytes: Option<u64>) -> Self {
        if let Self::Bytes(passed) = &mut self {
            passed.promise(bytes);
        }
        self
    }

    /// Whether it comes in frames, among which something can be said.
    #[must_use]
    pub const fn is_framed(&self) -> bool {
        !matches!(self, Self::Bytes(_))
    }

    /// Appends what the client gets for one frame to `out`.
    ///
    /// # Errors
    /// When the frame tells of an error or is malformed.
    pub fn push(&mut self, frame: &Frame, out: &mut Vec<u8>) -> Result<Progress, StreamFailure> {
        match self {
            Self::Spliced(chunks) => chunks.push(&frame.data, out),
            Self::Completion(text) => text.push(&frame.data, out),
            Self::Responses(events) => events.push(frame, out),
            Self::Messages(events) => events.push(frame, out),
            Self::Gemini(frames) => frames.push(&frame.data, out),
            Self::Events(events) => events.push(&frame.data, out),
            Self::Bytes(bytes) => {
                bytes.push(&frame.data, out);
                Ok(Progress::Chunk)
            }
            Self::Translated(translated) => translated.push(frame, out),
        }
    }

    /// Appends what is left when the provider's stream has ended.
    ///
    /// # Errors
    /// When the answer had not come to its end.
    pub fn end(&mut self, out: &mut Vec<u8>) -> Result<(), StreamFailure> {
        match self {
            Self::Spliced(chunks) => chunks.end_of_stream(),
            Self::Completion(text) => text.end(),
            Self::Responses(_) | Self::Messages(_) => Err(StreamFailure::Cut),
            Self::Gemini(frames) => frames.end(),
            Self::Events(events) => events.end(),
            Self::Bytes(bytes) => bytes.end(),
            Self::Translated(translated) => translated.end(out),
        }
    }

    /// Appends the end of a whole answer to `out`.
    pub fn close(&mut self, out: &mut Vec<u8>) {
        match self {
            Self::Spliced(chunks) => chunks.close(out),
            Self::Completion(text) => text.close(out),
            Self::Responses(_)
            | Self::Messages(_)
            | Self::Gemini(_)
            | Self::Events(_)
            | Self::Bytes(_) => {}
            Self::Translated(translated) => translated.close(out),
        }
    }

    /// Appends the end of an answer that cannot go on to `out`.
    pub fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        match self {
            Self::Spliced(_) | Self::Completion(_) | Self::Events(_) => {
                out.extend_from_slice(&error.frame());
            }
            // Nothing can be said among bytes: the connection is broken off instead.
            Self::Bytes(_) => {}
            Self::Responses(events) => events.fail(error, out),
            Self::Messages(_) => out.extend_from_slice(&error_frame(error)),
            Self::Gemini(_) => SplicedFrames::fail(error, out),
            Self::Translated(translated) => translated.fail(error, out),
        }
    }

    /// What was measured of it so far.
    #[must_use]
    pub fn metering(&self) -> Metering {
        match self {
            Self::Spliced(chunks) => chunks.metering(),
            Self::Completion(text) => text.metering(),
            Self::Responses(events) => events.metering(),
            Self::Messages(events) => events.metering(),
            Self::Gemini(frames) => frames.metering(),
            Self::Events(events) => events.metering(),
            Self::Bytes(bytes) => bytes.metering(),
            Self::Translated(translated) => translated.metering(),
        }
    }
}
