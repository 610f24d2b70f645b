//! Step 5: the call to the provider, as far as the first byte of its answer.
use super::{Arrival, Proxy, admission::Admitted, micros};
use crate::{
    openai::{answer, chunk::ChunkStream, error::ApiError},
    providers,
    upstream::{Body, Response},
};
use bytes::Bytes;
use domain::request::{Attempt, FailureReason, Usage};
use infra::secrets::SecretOwner;
use std::time::Instant;

/// The most of a failed answer that is read for its error.
const ERROR_BYTES: usize = 64 << 10;

/// An answer of which at least the first byte is there.
pub(super) enum Dispatched {
    /// All of it.
    Whole(Whole),
    /// A stream of which only the head is there.
    Stream(Body),
}

/// A whole answer in the client's form.
pub(super) struct Whole {
    pub(super) body: Bytes,
    pub(super) usage: Option<Usage>,
}

/// A call that failed, and what the client is told.
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
                provider: plan.target.provider.name.clone(),
                model: plan.target.model.clone(),
                credential: Some(plan.credential().0),
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
    let response = send(proxy, admitted).await?;
    attempting.answered(response.status);
    if !(200..300).contains(&response.status) {
        return Err(failed(admitted, response).await);
    }
    if response.is_encoded || admitted.call.stream && !response.is_event_stream {
        return Err(failure(admitted, FailureReason::UpstreamMalformed));
    }
    if admitted.call.stream {
        return Ok(Dispatched::Stream(response.body));
    }
    let body = response.body.whole(proxy.limits.answer_bytes).await;
    let body = body.map_err(|error| failure(admitted, error.reason()))?;
    let answer = answer::decode(&admitted.call, &body, &stand_in(&admitted.arrival));
    let answer = answer.map_err(|error| failure(admitted, error.reason()))?;
    Ok(Dispatched::Whole(Whole {
        body: answer.body,
        usage: answer.usage,
    }))
}

async fn send(proxy: &Proxy, admitted: &Admitted) -> Result<Response, Failure> {
    let plan = &admitted.plan;
    let (credential, secret) = plan.credential();
    let owner = SecretOwner {
        organization: admitted.party.organization,
        provider: plan.target.provider.id,
        credential,
    };
    let secret = secret.open(&proxy.keyring, &owner).map_err(|error| {
        tracing::error!(%error, %credential, "a credential cannot be opened");
        failure(admitted, FailureReason::NoCredential)
    })?;
    let request = providers::encode(plan.kind(), &admitted.call, &plan.target.model);
    let sent = proxy
        .upstream
        .post(plan.base_url(), &secret.api_key, request)
        .await;
    sent.map_err(|error| {
        tracing::debug!(%error, source = ?std::error::Error::source(&error), "no answer");
        failure(admitted, error.reason())
    })
}

/// Reads what a provider says of its failure.
async fn failed(admitted: &Admitted, response: Response) -> Failure {
    let (status, retry_after) = (response.status, response.retry_after);
    let body = response.body.whole(ERROR_BYTES).await.unwrap_or_default();
    let (reason, error) = providers::openai::decode_error(status, &body, admitted.plan.provider());
    let error = ApiError {
        retry_after,
        ..error
    };
    Failure { reason, error }
}

/// A failure of which the provider itself said nothing.
pub(super) fn failure(admitted: &Admitted, reason: FailureReason) -> Failure {
    Failure {
        reason,
        error: ApiError::upstream(reason, admitted.plan.provider()),
    }
}

/// The chunks of an admitted call's stream.
pub(super) fn chunks(admitted: &Admitted) -> ChunkStream {
    ChunkStream::new(&admitted.call, stand_in(&admitted.arrival))
}

fn stand_in(arrival: &Arrival) -> answer::StandIn {
    answer::StandIn {
        id: format!("chatcmpl-{}", arrival.request.0.simple()),
        created: arrival.at.seconds(),
    }
}
