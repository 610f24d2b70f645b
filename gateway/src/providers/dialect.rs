//! What a provider's dialect has to say for itself.
use super::{Received, Recipient, UpstreamRequest, failure::Told};
use crate::{
    canonical::{
        Malformed, Unsupported,
        chat::{self, Decoder, Event},
        embeddings, images,
    },
    upstream::{Framing, Signing},
};
use actix_web::http::header::{HeaderName, HeaderValue};
use domain::provider::ProviderSettings;
use serde::Deserialize;
use std::borrow::Cow;

/// A way of speaking to a provider: requests out of canonical ones, canonical answers out of its own.
///
/// Implementations are pure, and keep nothing between two calls.
pub trait Dialect: Sync {
    /// Where the API lies when neither the provider's settings nor its kind say.
    fn base_url(&self, settings: &ProviderSettings) -> Cow<'static, str> {
        let _ = settings;
        Cow::Borrowed("")
    }

    /// How calls are signed.
    fn signing(&self, settings: &ProviderSettings) -> Signing;

    /// How streams are cut into frames.
    fn framing(&self) -> Framing {
        Framing::ServerSentEvents
    }

    /// A conversation's next message.
    ///
    /// # Errors
    /// When the dialect has no way to say it.
    fn chat(&self, request: &chat::Request, to: &Recipient) -> Result<Encoded, Unsupported>;

    /// A whole answer to `request`.
    ///
    /// # Errors
    /// When it is not of the documented form.
    fn chat_answer(
        &self,
        request: &chat::Request,
        answer: &Received,
    ) -> Result<Vec<Event>, Malformed>;

    /// What reads the streamed answer to `request`.
    fn chat_stream(&self, request: &chat::Request) -> Box<dyn Decoder>;

    /// Vectors; where one call takes fewer texts than `request` has, several calls in their order.
    ///
    /// # Errors
    /// When the dialect has no way to say it.
    fn embeddings(
        &self,
        request: &embeddings::Request,
        to: &Recipient,
    ) -> Result<Encoded, Unsupported> {
        let _ = request;
        Err(to.lacks("embeddings"))
    }

    /// The answers to the calls that [`Self::embeddings`] made.
    ///
    /// # Errors
    /// When one is not of the documented form.
    fn embeddings_answer(
        &self,
        request: &embeddings::Request,
        answers: &[Received],
    ) -> Result<embeddings::Answer, Malformed> {
        let _ = (request, answers);
        Err(Malformed::Lacks("embeddings"))
    }

    /// Pictures; where one call makes fewer than `request` wants, several calls.
    ///
    /// # Errors
    /// When the dialect has no way to say it.
    fn images(&self, request: &images::Request, to: &Recipient) -> Result<Encoded, Unsupported> {
        let _ = request;
        Err(to.lacks("images"))
    }

    /// The answers to the calls that [`Self::images`] made.
    ///
    /// # Errors
    /// When one is not of the documented form.
    fn images_answer(
        &self,
        request: &images::Request,
        answers: &[Received],
    ) -> Result<images::Answer, Malformed> {
        let _ = (request, answers);
        Err(Malformed::Lacks("images"))
    }

    /// Where that is asked which [`Self::list`] asks, given where calls go.
    fn list_base_url<'a>(&self, base_url: Cow<'a, str>) -> Cow<'a, str> {
        base_url
    }

    /// What asks for the models that a credential may call.
    fn list(&self) -> Question {
        Question {
            path: "/models",
            headers: Vec::new(),
        }
    }

    /// The names of the models in the answer to [`Self::list`].
    ///
    /// # Errors
    /// When it is not of the documented form.
    fn listed(&self, body: &[u8]) -> Result<Vec<String>, Malformed> {
        #[derive(Deserialize)]
        struct Models {
            data: Vec<Listed>,
        }
        #[derive(Deserialize)]
        struct Listed {
            id: String,
        }
        let models: Models = serde_json::from_slice(body)?;
        Ok(models.data.into_iter().map(|model| model.id).collect())
    }

    /// What a failed answer says of its failure.
    fn told(&self, failed: &Received) -> Told;
}

/// A request without a body.
#[derive(Debug)]
pub struct Question {
    /// Below the base URL, with its leading slash and its query.
    pub path: &'static str,
    /// Headers beside those of signing.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// A call in a provider's form.
#[derive(Debug)]
pub struct Encoded {
    /// The request, or the first of several.
    pub first: UpstreamRequest,
    /// The others, where one request cannot hold the call.
    pub more: Vec<UpstreamRequest>,
    /// Parameters that the provider has no equivalent of and that were left out, by the client's names.
    pub dropped: Vec<Cow<'static, str>>,
}

impl From<UpstreamRequest> for Encoded {
    fn from(first: UpstreamRequest) -> Self {
        Self {
            first,
            more: Vec::new(),
            dropped: Vec::new(),
        }
    }
}
