//! Streamed answers on their way from a dialect to a client's format.
use super::{Delta, Event, answer::greatest};
use crate::openai::error::ApiError;
use bytes::Bytes;
use domain::request::Usage;

/// One frame of a provider's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What the frame says that it is, where its framing has that apart from its data.
    pub event: Option<String>,
    /// Its data.
    pub data: Bytes,
}

impl Frame {
    /// A frame that is nothing but data.
    #[must_use]
    pub const fn of(data: Bytes) -> Self {
        Self { event: None, data }
    }
}

/// What a frame was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A piece of the answer, or nothing for the client.
    Chunk,
    /// The end of the stream.
    Done,
}

/// Why a stream cannot go on.
#[derive(Debug, PartialEq, Eq)]
pub enum StreamFailure {
    /// The provider said so, in a frame.
    Provider(Box<ApiError>),
    /// A frame is not of the documented form.
    Malformed,
    /// The stream ended before the answer did.
    Cut,
}

/// Reads a dialect's frames.
pub trait Decoder {
    /// Appends what one frame holds to `events`.
    ///
    /// # Errors
    /// When the frame tells of an error or is malformed.
    fn frame(&mut self, frame: &Frame, events: &mut Vec<Event>) -> Result<Progress, StreamFailure>;

    /// Appends what is left when the stream ended without a frame that says so.
    ///
    /// # Errors
    /// When the answer had not come to its end.
    fn end(&mut self, events: &mut Vec<Event>) -> Result<(), StreamFailure>;
}

/// Writes a client's frames.
pub trait Encoder {
    /// Appends what the client gets for one piece of the answer to `out`. Usage is not among the pieces.
    fn event(&mut self, event: Event, out: &mut Vec<u8>);

    /// Appends the end of a whole answer to `out`.
    fn close(&mut self, usage: Option<&Usage>, out: &mut Vec<u8>);

    /// Appends the end of an answer that cannot go on to `out`.
    fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>);
}

/// A streamed answer that changes its format on its way through.
pub struct Translated {
    decoder: Box<dyn Decoder>,
    encoder: Box<dyn Encoder>,
    events: Vec<Event>,
    usage: Option<Usage>,
    has_token: bool,
}

impl Translated {
    /// A stream of which nothing has come yet.
    #[must_use]
    pub fn new(decoder: Box<dyn Decoder>, encoder: Box<dyn Encoder>) -> Self {
        Self {
            decoder,
            encoder,
            events: Vec::new(),
            usage: None,
            has_token: false,
        }
    }

    /// What the answer took, as far as the provider said.
    #[must_use]
    pub const fn usage(&self) -> Option<Usage> {
        self.usage
    }

    /// Whether any of the answer itself has come.
    #[must_use]
    pub const fn has_token(&self) -> bool {
        self.has_token
    }

    /// Appends what the client gets for one frame to `out`.
    ///
    /// # Errors
    /// When the frame tells of an error or is malformed.
    pub fn push(&mut self, frame: &Frame, out: &mut Vec<u8>) -> Result<Progress, StreamFailure> {
        let progress = self.decoder.frame(frame, &mut self.events);
        self.pass_on(out);
        progress
    }

    /// Appends what the client gets when the provider's stream has ended.
    ///
    /// # Errors
    /// When the answer had not come to its end.
    pub fn end(&mut self, out: &mut Vec<u8>) -> Result<(), StreamFailure> {
        let ended = self.decoder.end(&mut self.events);
        self.pass_on(out);
        ended
    }

    /// Appends the end of a whole answer to `out`.
    pub fn close(&mut self, out: &mut Vec<u8>) {
        self.encoder.close(self.usage.as_ref(), out);
    }

    /// Appends the end of an answer that cannot go on to `out`.
    pub fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        self.encoder.fail(error, out);
    }

    fn pass_on(&mut self, out: &mut Vec<u8>) {
        for event in self.events.drain(..) {
            if let Event::Usage(more) = event {
                self.usage = Some(greatest(self.usage, more));
                continue;
            }
            self.has_token |= event.is_token();
            self.encoder.event(event, out);
        }
    }
}

impl Event {
    /// Whether this is any of the answer itself.
    const fn is_token(&self) -> bool {
        match self {
            Self::Delta { delta, .. } => match delta {
                Delta::Text(text) | Delta::Reasoning(text) | Delta::Refusal(text) => {
                    !text.is_empty()
                }
                Delta::ToolCall { .. }
                | Delta::Arguments { .. }
                | Delta::Image(_)
                | Delta::RedactedReasoning(_) => true,
                Delta::Signature(_) | Delta::Logprobs(_) => false,
            },
            Self::Finish { .. } | Self::Usage(_) => false,
        }
    }
}
