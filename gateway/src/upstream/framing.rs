//! Cutting a provider's stream into frames.
use super::sse::FrameSplitter;
use crate::canonical::chat::{Frame, StreamFailure};

/// How a stream is cut into frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events.
    ServerSentEvents,
}

/// A stream's frames, whatever its framing.
#[derive(Debug)]
pub enum Frames {
    /// Of server-sent events.
    ServerSentEvents(FrameSplitter),
}

/// The bytes are no frames.
#[derive(Debug, thiserror::Error)]
#[error("the stream cannot be cut into frames")]
pub struct Unframed;

impl Framing {
    /// Whether an answer of this content type is such a stream.
    #[must_use]
    pub fn is(self, content_type: &str) -> bool {
        let expected = match self {
            Self::ServerSentEvents => "text/event-stream",
        };
        content_type.starts_with(expected)
    }
}

impl Frames {
    /// A stream of which nothing has come.
    #[must_use]
    pub fn new(framing: Framing) -> Self {
        match framing {
            Framing::ServerSentEvents => Self::ServerSentEvents(FrameSplitter::default()),
        }
    }

    /// Takes more bytes of the stream.
    ///
    /// # Errors
    /// When they cannot be part of any frame.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Unframed> {
        match self {
            Self::ServerSentEvents(splitter) => splitter.push(bytes).map_err(|_| Unframed),
        }
    }

    /// The next whole frame.
    ///
    /// # Errors
    /// When the bytes are no frame.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Unframed> {
        match self {
            Self::ServerSentEvents(splitter) => Ok(splitter.next_frame().map(Frame::of)),
        }
    }

    /// What is left when the stream has ended.
    ///
    /// # Errors
    /// When the bytes are no frame.
    pub fn finish(&mut self) -> Result<Option<Frame>, Unframed> {
        match self {
            Self::ServerSentEvents(splitter) => Ok(splitter.finish().map(Frame::of)),
        }
    }
}

impl From<Unframed> for StreamFailure {
    fn from(Unframed: Unframed) -> Self {
        Self::Malformed
    }
}
