//! A call as its client made it, whatever its format: what we act on is typed, the rest stays as it came.
use crate::{
    canonical::{chat::Request as ChatRequest, embeddings, images, rerank},
    format::Format,
    openai::{body::JsonBody, error::ApiError, multipart::MultipartBody, rankings},
};
use actix_web::http::header::{HeaderName, HeaderValue};
use bytes::Bytes;
use domain::request::Operation;
use std::{borrow::Cow, cell::OnceCell};

/// One call as the client made it, decoded as far as we act on it.
#[derive(Debug)]
pub struct Call {
    /// In which format the client speaks.
    pub format: Format,
    /// What was called.
    pub operation: Operation,
    /// The model as the client named it.
    pub requested_model: String,
    /// Whether the answer is streamed.
    pub stream: bool,
    /// Whether the client wants usage in the stream.
    pub include_usage: bool,
    /// Whether the client wants vectors as base64.
    pub base64_vectors: bool,
    /// The body, with the places that change on the way upstream.
    pub body: CallBody,
    /// Headers that go along to a provider of the client's own format.
    pub passed: Vec<(HeaderName, HeaderValue)>,
    /// The conversation, once a provider's dialect asked for it.
    pub chat: OnceCell<ChatRequest>,
}

impl Call {
    /// The conversation as a value, for dialects that are not the client's.
    ///
    /// # Errors
    /// When it is not of the format's documented form.
    pub fn conversation(&self) -> Result<&ChatRequest, ApiError> {
        if let Some(chat) = self.chat.get() {
            return Ok(chat);
        }
        let chat = ChatRequest {
            stream: self.stream,
            ..self.format.conversation(self.body.bytes())?
        };
        Ok(self.chat.get_or_init(|| chat))
    }

    /// The texts to make vectors of as a value.
    ///
    /// # Errors
    /// When they are not of the documented form.
    pub fn vectors(&self) -> Result<embeddings::Request, ApiError> {
        self.format.vectors(self.body.bytes())
    }

    /// The documents to rank as a value.
    ///
    /// # Errors
    /// When they are not of the documented form.
    pub fn ranking(&self) -> Result<rerank::Request, ApiError> {
        rankings::read(self.body.bytes())
    }

    /// The pictures to make as a value.
    ///
    /// # Errors
    /// When the call is not of the documented form.
    pub fn pictures(&self) -> Result<images::Request, ApiError> {
        self.format.pictures(self)
    }
}

/// A body with the places that change on the way upstream.
#[derive(Debug)]
pub enum CallBody {
    /// `application/json`.
    Json(JsonBody),
    /// `multipart/form-data`.
    Multipart(MultipartBody),
    /// `application/json` of a format in which nothing changes, since the model is in the path.
    Plain(Bytes),
}

impl CallBody {
    /// The body that goes upstream, for the provider's name of the model.
    #[must_use]
    pub fn for_model(&self, model: &str) -> Bytes {
        match self {
            Self::Json(body) => body.for_model(model),
            Self::Multipart(body) => body.for_model(model),
            Self::Plain(body) => body.clone(),
        }
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        match self {
            Self::Json(body) => body.bytes(),
            Self::Multipart(body) => body.bytes(),
            Self::Plain(body) => body,
        }
    }

    /// Whether the answer is to be JSON of a schema.
    #[must_use]
    pub const fn wants_schema(&self) -> bool {
        match self {
            Self::Json(body) => body.wants_schema(),
            Self::Multipart(_) | Self::Plain(_) => false,
        }
    }

    /// How many characters of a text are to be spoken.
    #[must_use]
    pub const fn spoken(&self) -> u64 {
        match self {
            Self::Json(body) => body.spoken(),
            Self::Multipart(_) | Self::Plain(_) => 0,
        }
    }

    /// The body's content type.
    #[must_use]
    pub fn content_type(&self) -> Cow<'static, str> {
        match self {
            Self::Json(_) | Self::Plain(_) => "application/json".into(),
            Self::Multipart(body) => body.content_type().to_owned().into(),
        }
    }
}
