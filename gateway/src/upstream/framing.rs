//! Cutting a provider's stream into frames.
use super::{aws::MessageSplitter, sse::FrameSplitter};
use crate::canonical::chat::{Frame, StreamFailure};

/// How a stream is cut into frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events.
    ServerSentEvents,
    /// Amazon's binary messages.
    AwsEventStream,
}

/// A stream's frames, whatever its framing.
#[derive(Debug)]
pub enum Frames {
    /// Of server-sent events.
    ServerSentEvents(FrameSplitter),
    /// Of Amazon's binary messages.
    AwsEventStream(MessageSplitter),
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
            Self::AwsEventStream => "application/vnd.amazon.eventstream",
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
            Framing::AwsEventStream => Self::AwsEventStream(MessageSplitter::default()),
        }
    }

    /// Takes more bytes of the stream.
    ///
    /// # Errors
    /// When they cannot be part of any frame.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Unframed> {
        match self {
            Self::ServerSentEvents(splitter) => splitter.push(bytes).map_err(|_| Unframed),
            Self::AwsEventStream(splitter) => {
                splitter.push(bytes);
                Ok(())
            }
        }
    }

    /// The next whole frame.
    ///
    /// # Errors
    /// When the bytes are no frame.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Unframed> {
        match self {
            Self::ServerSentEvents(splitter) => Ok(splitter.next_frame().map(Frame::of)),
            Self::AwsEventStream(splitter) => splitter.next_frame().map_err(|_| Unframed),
        }
    }

    /// What is left when the stream has ended.
    ///
    /// # Errors
    /// When the bytes are no frame.
    pub fn finish(&mut self) -> Result<Option<Frame>, Unframed> {
        match self {
            Self::ServerSentEvents(splitter) => Ok(splitter.finish().map(Frame::of)),
            // What is left is the beginning of a message whose end never came.
            Self::AwsEventStream(_) => Ok(None),
        }
    }
}

impl From<Unframed> for StreamFailure {
    fn from(Unframed: Unframed) -> Self {
        Self::Malformed
    }
}
