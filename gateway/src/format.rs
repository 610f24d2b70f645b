//! The formats that clients speak, each by its name: how a call is read and how it is answered.
use crate::{
    canonical::chat::{Answer, Encoder, Request},
    openai::{
        answer::StandIn,
        chat::{self, ChunkEncoder},
        error::ApiError,
    },
};

/// In which format a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// OpenAI's: chat completions, embeddings, images.
    OpenAi,
}

/// Whom an answer is for, and how it wants it.
#[derive(Debug)]
pub struct Envelope<'a> {
    /// The model as the client named it.
    pub model: &'a str,
    /// The answer's id and time.
    pub stand_in: StandIn,
    /// Whether the client wants usage in the stream.
    pub include_usage: bool,
}

impl Format {
    /// The conversation in `body`.
    ///
    /// # Errors
    /// When it is not of the format's documented form.
    pub fn conversation(self, body: &[u8]) -> Result<Request, ApiError> {
        match self {
            Self::OpenAi => chat::read(body),
        }
    }

    /// The body of a whole answer.
    #[must_use]
    pub fn answer(self, answer: &Answer, envelope: &Envelope) -> Vec<u8> {
        match self {
            Self::OpenAi => chat::answer(answer, envelope),
        }
    }

    /// What writes a streamed answer.
    #[must_use]
    pub fn encoder(self, envelope: Envelope) -> Box<dyn Encoder> {
        match self {
            Self::OpenAi => Box::new(ChunkEncoder::new(envelope)),
        }
    }

    /// The body that tells of an error.
    #[must_use]
    pub fn error_body(self, error: &ApiError) -> Vec<u8> {
        match self {
            Self::OpenAi => error.body(),
        }
    }

    /// The last frame of a stream, which tells of an error.
    #[must_use]
    pub fn error_frame(self, error: &ApiError) -> Vec<u8> {
        match self {
            Self::OpenAi => error.frame(),
        }
    }
}
