//! A client of the hub's HTTP API, as an application has one.

use std::sync::Once;

use anyhow::{Context, anyhow};
use awc::error::PayloadError;
use awc::http::Method;
use awc::http::header::HeaderMap;
use awc::{ClientRequest, ClientResponse};
use bytes::Bytes;
use domain::id::RequestId;
use futures_util::StreamExt;
use serde_json::Value;
use tokio::time::timeout;

use crate::waiting::PATIENCE;

/// The largest answer that is read.
const LARGEST: usize = 64 << 20;

/// Who calls, and where.
#[derive(Clone)]
pub struct Client {
    http: awc::Client,
    base: String,
    token: Option<String>,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// A streamed answer; dropping it hangs up.
pub struct Streamed {
    /// The head, without a body.
    pub head: Answer,
    response: ClientResponse,
    pending: Vec<u8>,
}

impl Client {
    /// One that calls the hub at `base` (`http://host:port`) without a token.
    #[must_use]
    pub fn new(base: impl Into<String>) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // The hub's own library may have been first.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        Self {
            http: awc::Client::builder()
                .disable_timeout()
                .connector(awc::Connector::new().limit(0))
                .finish(),
            base: base.into(),
            token: None,
        }
    }

    /// The same, with this token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The same, at another hub.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self {
            base: base.to_owned(),
            ..self.clone()
        }
    }

    /// A request with the token and nothing else.
    #[must_use]
    pub fn request(&self, method: Method, path: &str) -> ClientRequest {
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = request.no_decompress();
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Gets `path`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        whole(self.request(Method::GET, path).send()).await
    }

    /// Posts JSON to `path`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        whole(self.request(Method::POST, path).send_json(body)).await
    }

    /// Posts any bytes to `path`.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post_bytes(
        &self,
        path: &str,
        content_type: &str,
        body: impl Into<Bytes>,
    ) -> anyhow::Result<Answer> {
        let request = self.request(Method::POST, path);
        let request = request.insert_header(("content-type", content_type));
        whole(request.send_body(body.into())).await
    }

    /// Asks for a chat completion.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn chat(&self, body: &Value) -> anyhow::Result<Answer> {
        self.post("/v1/chat/completions", body).await
    }

    /// Asks for a chat completion, and returns when its head is there.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn stream(&self, body: &Value) -> anyhow::Result<Streamed> {
        let request = self.request(Method::POST, "/v1/chat/completions");
        Ok(Streamed::of(head_of(request.send_json(body)).await?))
    }

    /// Gets `path` with these headers, and returns when the head of its answer is there.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn open(&self, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Streamed> {
        let mut request = self.request(Method::GET, path);
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        Ok(Streamed::of(head_of(request.send()).await?))
    }
}

/// Sends a request and reads its whole answer.
///
/// # Errors
/// When there is none, or not all of it.
pub async fn whole(
    sending: impl Future<Output = Result<ClientResponse, awc::error::SendRequestError>>,
) -> anyhow::Result<Answer> {
    let mut response = head_of(sending).await?;
    let body = timeout(PATIENCE, response.body().limit(LARGEST)).await??;
    Ok(Answer {
        body,
        ..Answer::head(&response)
    })
}

async fn head_of(
    sending: impl Future<Output = Result<ClientResponse, awc::error::SendRequestError>>,
) -> anyhow::Result<ClientResponse> {
    let sent = timeout(PATIENCE, sending).await.context("no answer")?;
    sent.map_err(|error| anyhow!("{error}"))
}

impl Answer {
    fn head(response: &ClientResponse) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Bytes::new(),
        }
    }

    /// A header's text; empty where it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Which call it answers.
    ///
    /// # Errors
    /// When it doesn't say.
    pub fn request_id(&self) -> anyhow::Result<RequestId> {
        let id = self.header("x-request-id");
        id.parse().map_err(|_| anyhow!("no request id: {self:?}"))
    }

    /// The status, and the code of OpenAI's error object.
    #[must_use]
    pub fn error(&self) -> (u16, String) {
        let code = self.json()["error"]["code"].as_str().map(str::to_owned);
        (self.status, code.unwrap_or_default())
    }
}

impl Streamed {
    fn of(response: ClientResponse) -> Self {
        Self {
            head: Answer::head(&response),
            response,
            pending: Vec::new(),
        }
    }

    /// The next frame's lines; nothing at the end of a stream that ended well.
    ///
    /// # Errors
    /// When the stream breaks off.
    pub async fn frame(&mut self) -> anyhow::Result<Option<String>> {
        loop {
            if let Some(end) = self.pending.windows(2).position(|two| two == b"\n\n") {
                let frame: Vec<u8> = self.pending.drain(..end + 2).collect();
                return Ok(Some(String::from_utf8(frame)?));
            }
            match timeout(PATIENCE, self.response.next()).await? {
                Some(piece) => self.pending.extend(piece.map_err(|error| cut(&error))?),
                None if self.pending.is_empty() => return Ok(None),
                None => return Err(anyhow!("half a frame: {:?}", self.pending)),
            }
        }
    }

    /// The whole body, as text, of an answer that may be streamed or not.
    ///
    /// # Errors
    /// When it breaks off.
    pub async fn text(mut self) -> anyhow::Result<String> {
        while let Some(piece) = timeout(PATIENCE, self.response.next()).await? {
            self.pending.extend(piece.map_err(|error| cut(&error))?);
        }
        Ok(String::from_utf8(self.pending)?)
    }

    /// All frames that are still to come.
    ///
    /// # Errors
    /// When the stream breaks off.
    pub async fn rest(mut self) -> anyhow::Result<String> {
        let mut rest = String::new();
        while let Some(frame) = self.frame().await? {
            rest.push_str(&frame);
        }
        Ok(rest)
    }
}

fn cut(error: &PayloadError) -> anyhow::Error {
    anyhow!("the stream broke off: {error}")
}
