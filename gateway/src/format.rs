//! The formats that clients speak, each by its name: how a call is read and how it is answered.
use crate::{
    aigne, anthropic,
    call::Call,
    canonical::{
        chat::{Answer, Encoder, Request},
        embeddings, images,
    },
    gemini::{self, FrameEncoder},
    openai::{
        answer::StandIn,
        chat::{self, ChunkEncoder},
        completions::{self, TextEncoder},
        error::ApiError,
        pictures, vectors,
    },
    providers::Decoded,
    responses,
};
use bytes::Bytes;

/// In which format a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// OpenAI's: chat completions, embeddings, images.
    OpenAi,
    /// OpenAI's text completions, from before there were conversations.
    Completions,
    /// OpenAI's Responses API.
    Responses,
    /// Anthropic's Messages.
    Anthropic,
    /// Google's Gemini API: `generateContent` and embeddings.
    Gemini,
    /// AIGNE's own: conversations and pictures in an envelope.
    Aigne,
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
    /// The client's own words, for formats whose answers repeat them.
    pub body: &'a Bytes,
}

impl Format {
    /// The conversation in `body`.
    ///
    /// # Errors
    /// When it is not of the format's documented form.
    pub fn conversation(self, body: &[u8]) -> Result<Request, ApiError> {
        match self {
            Self::OpenAi => chat::read(body),
            Self::Completions => completions::read(body),
            Self::Responses => responses::read(body),
            Self::Anthropic => anthropic::read(body),
            Self::Gemini => gemini::read(body),
            Self::Aigne => aigne::read(body),
        }
    }

    /// The texts in `body` to make vectors of.
    ///
    /// # Errors
    /// When they are not of the format's documented form.
    pub fn vectors(self, body: &[u8]) -> Result<embeddings::Request, ApiError> {
        match self {
            Self::OpenAi | Self::Completions | Self::Responses | Self::Anthropic | Self::Aigne => {
                vectors::read(body)
            }
            Self::Gemini => gemini::vectors::read(body),
        }
    }

    /// The answer to `call`, which wanted vectors.
    #[must_use]
    pub fn vectors_answer(self, call: &Call, answer: &embeddings::Answer) -> Decoded {
        match self {
            Self::OpenAi | Self::Completions | Self::Responses | Self::Anthropic | Self::Aigne => {
                vectors::answer(call, answer)
            }
            Self::Gemini => gemini::vectors::answer(call.body.bytes(), answer),
        }
    }

    /// The pictures that `call` asks for.
    ///
    /// # Errors
    /// When it is not of the format's documented form.
    pub fn pictures(self, call: &Call) -> Result<images::Request, ApiError> {
        match self {
            Self::OpenAi | Self::Completions | Self::Responses | Self::Anthropic | Self::Gemini => {
                pictures::read(call)
            }
            Self::Aigne => aigne::pictures::read(call.body.bytes()),
        }
    }

    /// The answer to `call`, which wanted pictures.
    #[must_use]
    pub fn pictures_answer(
        self,
        call: &Call,
        answer: &images::Answer,
        stand_in: &StandIn,
    ) -> Decoded {
        match self {
            Self::OpenAi | Self::Completions | Self::Responses | Self::Anthropic | Self::Gemini => {
                pictures::answer(answer, stand_in)
            }
            Self::Aigne => aigne::pictures::answer(call, answer),
        }
    }

    /// Whether clients read past a comment in a stream, as the standard of server-sent events has it; Google's SDKs do not.
    #[must_use]
    pub const fn reads_past_comments(self) -> bool {
        match self {
            Self::OpenAi | Self::Completions | Self::Responses | Self::Anthropic | Self::Aigne => {
                true
            }
            Self::Gemini => false,
        }
    }

    /// What the id of an answer begins with.
    #[must_use]
    pub const fn id_prefix(self) -> &'static str {
        match self {
            Self::OpenAi => "chatcmpl-",
            Self::Completions => "cmpl-",
            Self::Responses => "resp_",
            Self::Anthropic => "msg_",
            Self::Gemini | Self::Aigne => "",
        }
    }

    /// The body of a whole answer.
    #[must_use]
    pub fn answer(self, answer: &Answer, envelope: &Envelope) -> Vec<u8> {
        match self {
            Self::OpenAi => chat::answer(answer, envelope),
            Self::Completions => completions::answer(answer, envelope),
            Self::Responses => responses::answer(answer, envelope),
            Self::Anthropic => anthropic::answer(answer, envelope),
            Self::Gemini => gemini::answer(answer, envelope),
            Self::Aigne => aigne::answer(answer, envelope),
        }
    }

    /// What writes a streamed answer.
    #[must_use]
    pub fn encoder(self, envelope: &Envelope) -> Box<dyn Encoder> {
        match self {
            Self::OpenAi => Box::new(ChunkEncoder::new(envelope)),
            Self::Completions => Box::new(TextEncoder::new(envelope)),
            Self::Responses => Box::new(responses::EventEncoder::new(envelope)),
            Self::Anthropic => Box::new(anthropic::EventEncoder::new(envelope)),
            Self::Gemini => Box::new(FrameEncoder::new(envelope)),
            Self::Aigne => Box::new(aigne::DeltaEncoder::new(envelope)),
        }
    }

    /// The body that tells of an error.
    #[must_use]
    pub fn error_body(self, error: &ApiError) -> Vec<u8> {
        match self {
            Self::OpenAi | Self::Completions | Self::Responses | Self::Aigne => error.body(),
            Self::Anthropic => anthropic::error_body(error),
            Self::Gemini => gemini::error::body(error),
        }
    }
}
