//! The HTTP client of one worker: its pool of connections, its timeouts.
use super::{Signing, aws::Signable, plain::Plain, token::Tokens};
use crate::providers::{Question, UpstreamRequest};
use actix_service::{Service, ServiceExt};
use actix_tls::connect::{ConnectError, ConnectInfo, Connection, Connector};
use actix_web::{
    error::ParseError,
    http::{
        Method, Uri,
        header::{self, HeaderMap, HeaderValue},
    },
    rt::net::TcpStream,
};
use awc::{Client, ClientResponse, error::SendRequestError};
use bytes::{Bytes, BytesMut};
use domain::request::FailureReason;
use futures_util::StreamExt;
use infra::secrets::CredentialSecret;
use std::{borrow::Cow, time::Duration};
use tokio::time::timeout;

/// How long to wait for a provider.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a connection, name look-up and TLS included.
    pub connect: Duration,
    /// From sending to the head of the answer.
    pub first_byte: Duration,
    /// Between two pieces of the answer's body.
    pub idle: Duration,
}

/// The way to providers; one a worker, since its connections belong to the worker's thread.
pub struct Upstream {
    client: Client,
    timeouts: Timeouts,
    tokens: Tokens,
}

/// Where calls go, and what proves who makes them.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// Where the provider's API lies.
    pub base_url: &'a str,
    /// How it knows its callers.
    pub signing: &'a Signing,
    /// By what; nothing where it takes calls unsigned.
    pub secret: Option<&'a CredentialSecret>,
}

/// The head of an answer, and its body still to come.
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Whether the body is compressed although that was not asked for.
    pub is_encoded: bool,
    /// The body.
    pub body: Body,
}

/// A body as it comes; dropping it before its end closes the connection, which cancels the call.
pub struct Body {
    response: ClientResponse,
    idle: Duration,
}

/// What a call carries.
#[derive(Clone, Copy, Default)]
struct Carried<'a> {
    content_type: Option<&'a str>,
    body: &'a [u8],
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// No connection.
    #[error("provider unreachable")]
    Unreachable(#[source] SendRequestError),
    /// No connection or no head of an answer in time.
    #[error("provider did not answer in time")]
    Timeout,
    /// What came is not HTTP.
    #[error("provider did not answer in HTTP")]
    Malformed(#[source] SendRequestError),
    /// The base URL or the credential cannot be put into a request.
    #[error("base URL or credential is malformed")]
    Unsendable,
    /// The credential's key does not sign.
    #[error("the credential's private key cannot be read")]
    Unsignable,
    /// The credential gets no token for its signature.
    #[error("the credential was refused a token")]
    Refused,
    /// Whoever gives tokens for credentials failed.
    #[error("no token could be had for the credential")]
    NoToken,
}

/// Why a body broke off.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The connection ended before the body did.
    #[error("the answer broke off")]
    Cut,
    /// Nothing more came in time.
    #[error("the answer stalled")]
    Timeout,
    /// The body passed its bound.
    #[error("the answer is too large")]
    TooLarge,
}

impl Upstream {
    /// A client with no connection yet.
    #[must_use]
    pub fn new(timeouts: Timeouts) -> Self {
        let connector = awc::Connector::new()
            .connector(connect_without_delay())
            .timeout(timeouts.connect)
            .handshake_timeout(timeouts.connect)
            .max_http_version(actix_web::http::Version::HTTP_11)
            .limit(0);
        let client = Client::builder()
            .connector(connector)
            .disable_timeout()
            .disable_redirects()
            .no_default_headers()
            .finish();
        Self {
            client,
            timeouts,
            tokens: Tokens::default(),
        }
    }

    /// Sends a call and waits for the head of the answer.
    ///
    /// # Errors
    /// When there is no answer, or none in time.
    pub async fn post(
        &self,
        to: &Target<'_>,
        mut request: UpstreamRequest,
    ) -> Result<Response, SendError> {
        to.signing.complete(&mut request.headers, to.secret);
        let carried = Carried {
            content_type: Some(&request.content_type),
            body: &request.body,
        };
        let sending = self.request(Method::POST, to, &request.path, carried);
        let mut sending = sending.await?;
        for header in request.headers {
            sending = sending.insert_header(header);
        }
        let content_type = match request.content_type {
            Cow::Borrowed(known) => Ok(HeaderValue::from_static(known)),
            Cow::Owned(text) => HeaderValue::try_from(text),
        };
        let content_type = content_type.map_err(|_| SendError::Unsendable)?;
        let sending = sending.insert_header((header::CONTENT_TYPE, content_type));
        let response = self.head_of(sending.send_body(request.body)).await?;
        self.heed(to, &response);
        Ok(response)
    }

    /// Asks something that needs no body and waits for the head of the answer.
    ///
    /// # Errors
    /// When there is no answer, or none in time.
    pub async fn get(
        &self,
        to: &Target<'_>,
        mut question: Question,
    ) -> Result<Response, SendError> {
        to.signing.complete(&mut question.headers, to.secret);
        let sending = self.request(Method::GET, to, question.path, Carried::default());
        let mut sending = sending.await?;
        for header in question.headers {
            sending = sending.insert_header(header);
        }
        let response = self.head_of(sending.send()).await?;
        self.heed(to, &response);
        Ok(response)
    }

    /// Forgets a token that was refused: it may have been revoked before its end.
    fn heed(&self, to: &Target<'_>, response: &Response) {
        if let (401, Some(CredentialSecret::ServiceAccount(account))) = (response.status, to.secret)
        {
            self.tokens.forget(account);
        }
    }

    async fn request(
        &self,
        method: Method,
        to: &Target<'_>,
        path: &str,
        carried: Carried<'_>,
    ) -> Result<awc::ClientRequest, SendError> {
        let place = to.signing.place(to.base_url, to.secret);
        let uri = [to.base_url.trim_end_matches('/'), &place, path].concat();
        let uri = Uri::try_from(uri).map_err(|_| SendError::Unsendable)?;
        let mut request = self.client.request(method, uri);
        match to.secret {
            Some(CredentialSecret::Aws(keys)) => {
                let host = host_of(request.get_uri());
                let call = carried.by(&request, &host);
                let headers = to.signing.headers(&call, keys)?;
                request = request.insert_header((header::HOST, host));
                for header in headers {
                    request = request.insert_header(header);
                }
            }
            Some(CredentialSecret::ServiceAccount(account)) => {
                let patience = self.timeouts.first_byte;
                let token = self.tokens.authorization(&self.client, account, patience);
                request = request.insert_header((header::AUTHORIZATION, token.await?));
            }
            Some(secret @ CredentialSecret::ApiKey(_)) => {
                request = request.insert_header(to.signing.header(secret)?);
            }
            None => {}
        }
        Ok(request
            .insert_header((header::ACCEPT_ENCODING, "identity"))
            .insert_header((
                header::USER_AGENT,
                concat!("aigne-hub/", env!("CARGO_PKG_VERSION")),
            ))
            .no_decompress())
    }

    async fn head_of(
        &self,
        sending: impl Future<Output = Result<ClientResponse, SendRequestError>>,
    ) -> Result<Response, SendError> {
        let answered = timeout(self.timeouts.first_byte, sending).await;
        let response = answered
            .map_err(|_| SendError::Timeout)?
            .map_err(send_error)?;
        let encoding = response.headers().get(header::CONTENT_ENCODING);
        Ok(Response {
            status: response.status().as_u16(),
            is_encoded: encoding.is_some_and(|value| value != "identity"),
            body: Body {
                response,
                idle: self.timeouts.idle,
            },
        })
    }
}

impl<'a> Carried<'a> {
    fn by(self, request: &'a awc::ClientRequest, host: &'a str) -> Signable<'a> {
        let uri = request.get_uri();
        Signable {
            method: request.get_method().as_str(),
            host,
            path: uri.path(),
            query: uri.query().unwrap_or_default(),
            content_type: self.content_type,
            body: self.body,
        }
    }
}

/// What the header `host` says; a signature covers it.
fn host_of(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    match uri.port_u16() {
        None | Some(80 | 443) => host.to_owned(),
        Some(port) => format!("{host}:{port}"),
    }
}

impl Response {
    /// What the answer says that its body is; empty where it does not.
    #[must_use]
    pub fn content_type(&self) -> &str {
        let value = self.headers().get(header::CONTENT_TYPE);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The answer's headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.body.response.headers()
    }
}

impl Body {
    /// The next piece; `None` at the body's end.
    ///
    /// # Errors
    /// When the body breaks off or stalls.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ReadError> {
        match timeout(self.idle, self.response.next()).await {
            Err(_) => Err(ReadError::Timeout),
            Ok(None) => Ok(None),
            Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
            Ok(Some(Err(_))) => Err(ReadError::Cut),
        }
    }

    /// Takes what is left of a body of which all that matters has come, so that its connection serves the next call.
    /// One that does not end soon is dropped, and its connection with it.
    pub async fn finish(mut self) {
        /// How long an end may take to follow the last piece.
        const PATIENCE: Duration = Duration::from_millis(500);
        /// How many more pieces are taken.
        const PIECES: usize = 8;
        self.idle = self.idle.min(PATIENCE);
        for _ in 0..PIECES {
            if !matches!(self.next().await, Ok(Some(_))) {
                return;
            }
        }
    }

    /// The whole body, of at most `limit` bytes.
    ///
    /// # Errors
    /// When the body breaks off, stalls or is larger.
    pub async fn whole(mut self, limit: usize) -> Result<Bytes, ReadError> {
        let Some(first) = self.next().await? else {
            return Ok(Bytes::new());
        };
        let Some(second) = self.next().await? else {
            return Ok(first);
        };
        let mut whole = BytesMut::with_capacity(2 * (first.len() + second.len()));
        whole.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(bytes) = next {
            if whole.len() + bytes.len() > limit {
                return Err(ReadError::TooLarge);
            }
            whole.extend_from_slice(&bytes);
            next = self.next().await?;
        }
        Ok(whole.freeze())
    }
}

impl SendError {
    /// The error's name in records.
    #[must_use]
    pub const fn reason(&self) -> FailureReason {
        match self {
            Self::Unreachable(_) | Self::Unsendable => FailureReason::UpstreamUnreachable,
            Self::Timeout => FailureReason::UpstreamTimeout,
            Self::Malformed(_) => FailureReason::UpstreamMalformed,
            Self::Unsignable | Self::Refused => FailureReason::UpstreamAuthError,
            Self::NoToken => FailureReason::UpstreamError,
        }
    }
}

impl ReadError {
    /// The error's name in records.
    #[must_use]
    pub const fn reason(&self) -> FailureReason {
        match self {
            Self::Cut => FailureReason::UpstreamCut,
            Self::Timeout => FailureReason::UpstreamTimeout,
            Self::TooLarge => FailureReason::UpstreamMalformed,
        }
    }
}

pub(super) fn send_error(error: SendRequestError) -> SendError {
    use SendRequestError::{Connect, Http, Response, Timeout};
    if matches!(error, Timeout | Connect(awc::error::ConnectError::Timeout)) {
        SendError::Timeout
    } else if matches!(error, Response(ParseError::Io(_) | ParseError::Incomplete)) {
        // The connection broke off before anything was said.
        SendError::Unreachable(error)
    } else if matches!(error, Response(_) | Http(_)) {
        SendError::Malformed(error)
    } else {
        SendError::Unreachable(error)
    }
}

/// Connects with `TCP_NODELAY`: a request's last segment must not wait for an acknowledgement.
fn connect_without_delay()
-> impl Service<ConnectInfo<Uri>, Response = Connection<Uri, Plain<TcpStream>>, Error = ConnectError>
+ Clone {
    Connector::default()
        .service()
        .map(|connection: Connection<Uri, TcpStream>| {
            if let Err(error) = connection.io_ref().set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY not set");
            }
            let (io, uri) = connection.into_parts();
            let io = match uri.scheme_str() {
                Some("https") => Plain::sealed(io),
                Some(_) | None => Plain::new(io),
            };
            Connection::new(uri, io)
        })
}
