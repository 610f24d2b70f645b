//! Streamed answers on their way from a dialect to a client's format.
use super::{Delta, Event, answer::greatest};
use crate::openai::error::ApiError;
use bytes::Bytes;
use domain::request::{FailureReason, Usage};

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
    Provider(FailureReason, Box<ApiError>),
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

/// What is measured of a streamed answer on its way through.
#[derive(Clone, Copy, Debug, Default)]
pub struct Metering {
    /// What the answer took, as far as the provider said.
    pub usage: Option<Usage>,
    /// Whether any of the answer itself has come.
    pub has_token: bool,
}

impl Metering {
    /// Takes note of what the provider said now: of each counter the greatest counts.
    pub fn add(&mut self, more: Usage) {
        self.usage = Some(greatest(self.usage, more));
    }
}

/// A streamed answer that changes its format on its way through.
pub struct Translated {
    decoder: Box<dyn Decoder>,
    encoder: Box<dyn Encoder>,
    events: Vec<Event>,
    metering: Metering,
}

impl Translated {
    /// A stream of which nothing has come yet.
    #[must_use]
    pub fn new(decoder: Box<dyn Decoder>, encoder: Box<dyn Encoder>) -> Self {
        Self {
            decoder,
            encoder,
            events: Vec::new(),
            metering: Metering::default(),
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
        self.encoder.close(self.metering.usage.as_ref(), out);
    }

    /// Appends the end of an answer that cannot go on to `out`.
    pub fn fail(&mut self, error: &ApiError, out: &mut Vec<u8>) {
        self.encoder.fail(error, out);
    }

    fn pass_on(&mut self, out: &mut Vec<u8>) {
        for event in self.events.drain(..) {
            if let Event::Usage(more) = event {
                self.metering.add(more);
                continue;
            }
            self.metering.has_token |= event.is_token();
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
