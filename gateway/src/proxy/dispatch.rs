//! Step 5: the call to the provider, as far as the first byte of its answer.
use super::{Arrival, Proxy, admission::Admitted, micros, relay::Relay};
use crate::{
    openai::{answer, error::ApiError},
    providers::{self, Decoded, Encoded, Received, Recipient, UpstreamRequest},
    upstream::{self, Response, SendError},
};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use domain::request::{Attempt, FailureReason, Operation};
use futures_util::{StreamExt, TryStreamExt, stream};
use infra::secrets::{CredentialSecret, SecretOwner};
use std::{borrow::Cow, time::Instant};
use tokio::time::timeout;

/// The most of a failed answer that is read for its error.
const ERROR_BYTES: usize = 64 << 10;

/// How many of a call's requests are under way at once, after the first.
const AT_ONCE: usize = 8;

/// Parameters that the provider has no equivalent of, by the client's names.
pub(super) type Dropped = Vec<Cow<'static, str>>;

/// An answer of which at least the first byte is there.
pub(super) enum Dispatched {
    /// All of it.
    Whole(Box<Whole>),
    /// A stream of which only the head is there.
    Stream(Box<Stream>),
}

/// A whole answer in the client's form.
pub(super) struct Whole {
    pub(super) answer: Decoded,
    /// The body's, where it is not JSON.
    pub(super) content_type: Option<HeaderValue>,
    pub(super) dropped: Dropped,
}

/// A streamed answer that begins.
pub(super) struct Stream {
    pub(super) relay: Relay,
    pub(super) dropped: Dropped,
}

/// A call that failed, and what the client is told.
#[derive(Clone)]
pub(super) struct Failure {
    pub(super) reason: FailureReason,
    pub(super) error: ApiError,
}

/// An attempt under way.
pub(super) struct Attempting {
    started: Instant,
    record: Attempt,
}

impl Attempting {
    pub(super) fn start(admitted: &Admitted) -> Self {
        let plan = &admitted.plan;
        Self {
            started: Instant::now(),
            record: Attempt {
                provider: plan.target().provider.name.clone(),
                model: plan.target().model.clone(),
                credential: plan.credential().map(|(id, _)| id),
                started_after_micros: admitted.arrival.elapsed_micros(),
                first_byte_micros: None,
                duration_micros: 0,
                http_status: None,
                failure: None,
            },
        }
    }

    /// The attempt's record, now that it has ended.
    pub(super) fn end(mut self, failure: Option<FailureReason>) -> Attempt {
        self.record.duration_micros = micros(self.started.elapsed());
        self.record.failure = failure;
        self.record
    }

    /// The status of the answer, where there is one.
    pub(super) const fn status(&self) -> Option<u16> {
        self.record.http_status
    }

    fn answered(&mut self, status: u16) {
        self.record.http_status = Some(status);
        self.record.first_byte_micros = Some(micros(self.started.elapsed()));
    }
}

/// Calls the provider.
///
/// # Errors
/// When there is no answer, or it is an error.
pub(super) async fn dispatch(
    proxy: &Proxy,
    admitted: &Admitted,
    attempting: &mut Attempting,
) -> Result<Dispatched, Failure> {
    let Encoded {
        first,
        more,
        dropped,
    } = providers::encode(&admitted.call, &admitted.plan.recipient()).map_err(unsupported)?;
    let taken = admitted
        .unsupported
        .check(&dropped, admitted.plan.provider());
    taken.map_err(unsupported)?;
    let response = send(proxy, admitted, first).await?;
    attempting.answered(response.status);
    let response = succeeded(admitted, response).await?;
    if admitted.call.stream || admitted.call.operation == Operation::Speech {
        return streamed(admitted, response, dropped).await;
    }
    let content_type = content_type(admitted, &response);
    let mut answers = vec![whole(proxy, admitted, response).await?];
    let others = stream::iter(more).map(|request| another(proxy, admitted, request));
    let others = others.buffered(AT_ONCE).try_collect::<Vec<_>>();
    answers.extend(others.await?);
    let stand_in = stand_in(admitted);
    let decoded = providers::decode(
        &admitted.call,
        &admitted.plan.recipient(),
        &answers,
        stand_in,
    );
    let answer = decoded.map_err(|error| {
        let told = answers.first();
        let told = told.and_then(|answer| told_in_place(admitted, answer));
        told.unwrap_or_else(|| failure(admitted, error.reason()))
    })?;
    Ok(Dispatched::Whole(Box::new(Whole {
        answer,
        content_type,
        dropped,
    })))
}

/// What the body of an answer is that may be something else than JSON.
fn content_type(admitted: &Admitted, response: &Response) -> Option<HeaderValue> {
    match admitted.call.operation {
        Operation::Speech | Operation::Transcription => {
            response.headers().get(header::CONTENT_TYPE).cloned()
        }
        Operation::Chat
        | Operation::Embeddings
        | Operation::ImageGeneration
        | Operation::ImageEdit
        | Operation::Moderation
        | Operation::Rerank => None,
    }
}

/// The answer to one more request of a call that takes several.
async fn another(
    proxy: &Proxy,
    admitted: &Admitted,
    request: UpstreamRequest,
) -> Result<Received, Failure> {
    let response = send(proxy, admitted, request).await?;
    let response = succeeded(admitted, response).await?;
    whole(proxy, admitted, response).await
}

/// How many tokens the call has by its provider's word; `None` where the provider cannot be asked, or does not know
/// the question, as others who speak Anthropic's API do not.
///
/// # Errors
/// When there is no answer, or it is an error.
pub(super) async fn count(proxy: &Proxy, admitted: &Admitted) -> Result<Option<u64>, Failure> {
    let Some(request) = providers::count(&admitted.call, &admitted.plan.recipient()) else {
        return Ok(None);
    };
    let response = send(proxy, admitted, request).await?;
    if matches!(response.status, 404 | 405) {
        return Ok(None);
    }
    let response = succeeded(admitted, response).await?;
    let answer = whole(proxy, admitted, response).await?;
    let counted = providers::counted(&answer);
    counted
        .map(Some)
        .map_err(|error| failure(admitted, error.reason()))
}

/// The stream whose head is `response`.
async fn streamed(
    admitted: &Admitted,
    response: Response,
    dropped: Dropped,
) -> Result<Dispatched, Failure> {
    let recipient = admitted.plan.recipient();
    let framing = providers::framing(recipient.kind);
    let answer = providers::stream(&admitted.call, &recipient, stand_in(admitted));
    let answer = answer.map_err(unsupported)?;
    if answer.is_framed() && !framing.is(response.content_type()) {
        let answer = read(response).await;
        let told = told_in_place(admitted, &answer);
        return Err(told.unwrap_or_else(|| failure(admitted, FailureReason::UpstreamMalformed)));
    }
    let content_type = content_type(admitted, &response);
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    let answer = answer.promised(length);
    let relay = Relay::new((response.body, content_type), framing, answer);
    Ok(Dispatched::Stream(Box::new(Stream { relay, dropped })))
}

async fn whole(
    proxy: &Proxy,
    admitted: &Admitted,
    response: Response,
) -> Result<Received, Failure> {
    let (status, headers) = (response.status, headers_of(admitted, &response));
    let body = response.body.whole(proxy.limits.answer_bytes).await;
    let body = body.map_err(|error| failure(admitted, error.reason()))?;
    Ok(Received {
        status,
        headers,
        body,
    })
}

/// An answer's headers, where its dialect reads any.
fn headers_of(admitted: &Admitted, response: &Response) -> HeaderMap {
    if providers::is_spliced(&admitted.call, &admitted.plan.recipient()) {
        HeaderMap::new()
    } else {
        response.headers().clone()
    }
}

async fn send(
    proxy: &Proxy,
    admitted: &Admitted,
    request: UpstreamRequest,
) -> Result<Response, Failure> {
    let plan = &admitted.plan;
    let secret = secret(proxy, admitted)?;
    let settings = upstream::settings_for(&plan.target().provider.settings, secret);
    let to = Recipient {
        settings: &settings,
        ..plan.recipient()
    };
    let to = upstream::Target {
        base_url: &providers::base_url_of(admitted.call.operation, &to),
        signing: &providers::signing(plan.kind(), &settings),
        secret,
    };
    let sending = proxy.upstream.post(&to, request);
    let sent = match plan.target().timeout {
        Some(longest) => timeout(longest, sending)
            .await
            .unwrap_or(Err(SendError::Timeout)),
        None => sending.await,
    };
    sent.map_err(|error| {
        tracing::debug!(%error, source = ?std::error::Error::source(&error), "no answer");
        failure(admitted, error.reason())
    })
}

/// What signs the call; nothing where its provider takes calls unsigned.
fn secret<'a>(
    proxy: &Proxy,
    admitted: &'a Admitted,
) -> Result<Option<&'a CredentialSecret>, Failure> {
    let Some((credential, secret)) = admitted.plan.credential() else {
        return Ok(None);
    };
    let owner = SecretOwner {
        organization: admitted.party.organization,
        provider: admitted.plan.target().provider.id,
        credential,
    };
    let opened = secret.open(&proxy.keyring, &owner).map_err(|error| {
        tracing::error!(%error, %credential, "a credential cannot be opened");
        failure(admitted, FailureReason::NoCredential)
    })?;
    Ok(Some(opened))
}

/// An answer that is no error and can be read.
async fn succeeded(admitted: &Admitted, response: Response) -> Result<Response, Failure> {
    if !(200..300).contains(&response.status) {
        return Err(failed(admitted, response).await);
    }
    if response.is_encoded {
        return Err(failure(admitted, FailureReason::UpstreamMalformed));
    }
    Ok(response)
}

/// Reads what a provider says of its failure.
async fn failed(admitted: &Admitted, response: Response) -> Failure {
    let plan = &admitted.plan;
    let failed = read(response).await;
    let (reason, error) = providers::failed(plan.kind(), &failed, plan.provider());
    Failure { reason, error }
}

/// What a provider says of its failure in an answer whose status tells of none.
fn told_in_place(admitted: &Admitted, answer: &Received) -> Option<Failure> {
    let plan = &admitted.plan;
    let (reason, error) = providers::failed_in_place(plan.kind(), answer, plan.provider())?;
    Some(Failure { reason, error })
}

/// A failed answer, as far as it is read.
async fn read(response: Response) -> Received {
    Received {
        status: response.status,
        headers: response.headers().clone(),
        body: response.body.whole(ERROR_BYTES).await.unwrap_or_default(),
    }
}

/// A call that the provider's dialect has no way to say.
fn unsupported(error: ApiError) -> Failure {
    Failure {
        reason: FailureReason::Unsupported,
        error,
    }
}

/// A failure of which the provider itself said nothing.
pub(super) fn failure(admitted: &Admitted, reason: FailureReason) -> Failure {
    Failure {
        reason,
        error: ApiError::upstream(reason, admitted.plan.provider()),
    }
}

fn stand_in(admitted: &Admitted) -> answer::StandIn {
    let Arrival { request, at, .. } = &admitted.arrival;
    let prefix = admitted.call.format.id_prefix();
    answer::StandIn {
        id: format!("{prefix}{}", request.0.simple()),
        created: at.seconds(),
    }
}
