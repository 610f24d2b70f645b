//! What a provider's dialect has to say for itself.
use super::{Received, Recipient, UpstreamRequest, failure::Told};
use crate::{
    canonical::{
        Malformed, Unsupported,
        chat::{self, Decoder, Event},
        embeddings, images, rerank,
    },
    upstream::{Framing, Signing},
};
use actix_web::http::header::{HeaderName, HeaderValue};
use domain::provider::ProviderSettings;
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// A way of speaking to a provider: requests out of canonical ones, canonical answers out of its own.
///
/// A table of functions, each of them in the file of its subject. They are pure, and keep nothing between two calls.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// Where the API lies when neither the provider's settings nor its kind say.
    pub base_url: fn(&ProviderSettings) -> Cow<'static, str>,
    /// How calls are signed.
    pub signing: fn(&ProviderSettings) -> Signing,
    /// How streams are cut into frames.
    pub framing: Framing,
    /// Conversations, where there are any.
    pub chat: Option<Chat>,
    /// Vectors, where there are any.
    pub embeddings: Option<Embeddings>,
    /// Pictures, where there are any.
    pub images: Option<Images>,
    /// Rankings of documents, where there are any.
    pub rerank: Option<Rerank>,
    /// The models that a credential may call.
    pub models: Models,
    /// What a failed answer says of its failure.
    pub told: fn(&Received) -> Told,
}

/// How a conversation's next message is asked for and read.
#[derive(Clone, Copy, Debug)]
pub struct Chat {
    /// The call; an error when the dialect has no way to say it.
    pub encode: fn(&chat::Request, &Recipient) -> Result<Encoded, Unsupported>,
    /// The whole answer to the request; an error when it is not of the documented form.
    pub decode: fn(&chat::Request, &Received) -> Result<Vec<Event>, Malformed>,
    /// What reads the streamed answer to the request.
    pub stream: fn(&chat::Request) -> Box<dyn Decoder>,
}

/// How vectors are asked for and read; where one call takes fewer texts than a request has, by several calls in their order.
#[derive(Clone, Copy, Debug)]
pub struct Embeddings {
    /// The calls; an error when the dialect has no way to say it.
    pub encode: fn(&embeddings::Request, &Recipient) -> Result<Encoded, Unsupported>,
    /// The answers to all calls; an error when one is not of the documented form.
    pub decode: fn(&embeddings::Request, &[Received]) -> Result<embeddings::Answer, Malformed>,
}

/// How pictures are asked for and read; where one call makes fewer than a request wants, by several calls.
#[derive(Clone, Copy, Debug)]
pub struct Images {
    /// The calls; an error when the dialect has no way to say it.
    pub encode: fn(&images::Request, &Recipient) -> Result<Encoded, Unsupported>,
    /// The answers to all calls; an error when one is not of the documented form.
    pub decode: fn(&images::Request, &[Received]) -> Result<images::Answer, Malformed>,
}

/// How a ranking of documents is asked for and read.
#[derive(Clone, Copy, Debug)]
pub struct Rerank {
    /// The call; an error when the dialect has no way to say it.
    pub encode: fn(&rerank::Request, &Recipient) -> Result<Encoded, Unsupported>,
    /// The answer; an error when it is not of the documented form.
    pub decode: fn(&[Received]) -> Result<rerank::Answer, Malformed>,
}

/// How a provider is asked for its models.
#[derive(Clone, Copy, Debug)]
pub struct Models {
    /// Where, given where calls go.
    pub base_url: fn(Cow<str>) -> Cow<str>,
    /// What asks.
    pub question: fn() -> Question,
    /// The models' names in the answer; an error when it is not of the documented form.
    pub decode: fn(&[u8]) -> Result<Vec<String>, Malformed>,
}

impl Dialect {
    /// What every dialect has to say, and nothing besides: no operation, and models that are listed as OpenAI lists its own.
    #[must_use]
    pub const fn new(
        signing: fn(&ProviderSettings) -> Signing,
        told: fn(&Received) -> Told,
    ) -> Self {
        Self {
            base_url: |_| Cow::Borrowed(""),
            signing,
            framing: Framing::ServerSentEvents,
            chat: None,
            embeddings: None,
            images: None,
            rerank: None,
            models: Models::LISTED,
            told,
        }
    }

    /// A conversation's next message.
    ///
    /// # Errors
    /// When the dialect has no way to say it.
    pub fn chat(&self, request: &chat::Request, to: &Recipient) -> Result<Encoded, Unsupported> {
        let chat = self.chat.ok_or_else(|| to.lacks("conversations"))?;
        (chat.encode)(request, to)
    }

    /// A whole answer to `request`.
    ///
    /// # Errors
    /// When it is not of the documented form.
    pub fn chat_answer(
        &self,
        request: &chat::Request,
        answer: &Received,
    ) -> Result<Vec<Event>, Malformed> {
        let chat = self.chat.ok_or(Malformed::Lacks("conversation"))?;
        (chat.decode)(request, answer)
    }

    /// What reads the streamed answer to `request`, where there are conversations.
    #[must_use]
    pub fn chat_stream(&self, request: &chat::Request) -> Option<Box<dyn Decoder>> {
        self.chat.map(|chat| (chat.stream)(request))
    }

    /// Vectors.
    ///
    /// # Errors
    /// When the dialect has no way to say it.
    pub fn embeddings(
        &self,
        request: &embeddings::Request,
        to: &Recipient,
    ) -> Result<Encoded, Unsupported> {
        let embeddings = self.embeddings.ok_or_else(|| to.lacks("embeddings"))?;
        (embeddings.encode)(request, to)
    }

    /// The answers to the calls that [`Self::embeddings`] made.
    ///
    /// # Errors
    /// When one is not of the documented form.
    pub fn embeddings_answer(
        &self,
        request: &embeddings::Request,
        answers: &[Received],
    ) -> Result<embeddings::Answer, Malformed> {
        let embeddings = self.embeddings.ok_or(Malformed::Lacks("embeddings"))?;
        (embeddings.decode)(request, answers)
    }

    /// Pictures.
    ///
    /// # Errors
    /// When the dialect has no way to say it.
    pub fn images(
        &self,
        request: &images::Request,
        to: &Recipient,
    ) -> Result<Encoded, Unsupported> {
        let images = self.images.ok_or_else(|| to.lacks("images"))?;
        (images.encode)(request, to)
    }

    /// The answers to the calls that [`Self::images`] made.
    ///
    /// # Errors
    /// When one is not of the documented form.
    pub fn images_answer(
        &self,
        request: &images::Request,
        answers: &[Received],
    ) -> Result<images::Answer, Malformed> {
        let images = self.images.ok_or(Malformed::Lacks("images"))?;
        (images.decode)(request, answers)
    }

    /// A ranking of documents.
    ///
    /// # Errors
    /// When the dialect has no way to say it.
    pub fn rerank(
        &self,
        request: &rerank::Request,
        to: &Recipient,
    ) -> Result<Encoded, Unsupported> {
        let rerank = self
            .rerank
            .ok_or_else(|| to.lacks("rankings of documents"))?;
        (rerank.encode)(request, to)
    }

    /// The answer to the call that [`Self::rerank`] made.
    ///
    /// # Errors
    /// When it is not of the documented form.
    pub fn rerank_answer(&self, answers: &[Received]) -> Result<rerank::Answer, Malformed> {
        let rerank = self.rerank.ok_or(Malformed::Lacks("ranking"))?;
        (rerank.decode)(answers)
    }
}

impl Models {
    /// As OpenAI lists its own.
    pub const LISTED: Self = Self {
        base_url: |base_url| base_url,
        question: || Question::at("/models"),
        decode: listed,
    };
}

/// One without a name is passed over, so that it hides no other.
fn listed(body: &[u8]) -> Result<Vec<String>, Malformed> {
    /// Together AI sends the list alone; it is tried first, since a list can stand for a struct's fields.
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Models {
        Bare(Vec<Listed>),
        Listed { data: Vec<Listed> },
    }
    #[derive(Deserialize)]
    struct Listed {
        #[serde(default)]
        id: Value,
    }
    let (Models::Bare(all) | Models::Listed { data: all }) = serde_json::from_slice(body)?;
    let names = all.into_iter().filter_map(|model| match model.id {
        Value::String(id) => Some(id),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    });
    Ok(names.collect())
}

/// A request without a body.
#[derive(Debug)]
pub struct Question {
    /// Below the base URL, with its leading slash and its query.
    pub path: &'static str,
    /// Headers beside those of signing.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Question {
    /// With no other headers than those of signing.
    #[must_use]
    pub const fn at(path: &'static str) -> Self {
        Self {
            path,
            headers: Vec::new(),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_in_a_list_that_is_bare_and_beside_one_without_a_name() {
        for body in [
            r#"{"object":"list","data":[{"id":"a"},{"id":null},{},{"id":"b"}]}"#,
            r#"[{"id":"a","object":"model"},{"id":"b"}]"#,
        ] {
            assert_eq!(listed(body.as_bytes()).unwrap(), ["a", "b"], "{body}");
        }
        assert!(listed(b"{}").is_err());
    }
}
