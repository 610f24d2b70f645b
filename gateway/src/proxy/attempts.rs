//! Step 5 as often as it takes: targets are tried in turn until one has answered with its first byte.
//!
//! Invariant: nothing is tried again of which the client has seen a byte. Attempts have a bound, and so has the time
//! in which they begin.
use super::{
    Proxy,
    admission::Admitted,
    dispatch::{Attempting, Dispatched, Dropped, Failure, Stream, Whole, dispatch, failure},
    relay::Relay,
    retry_after::{told, written},
};
use crate::{
    activity::{Said, Subject},
    openai::error::ApiError,
    routing::{Doubt, Ended},
};
use domain::{
    request::{Attempt, FailureReason, Outcome},
    routing::{Blame, CoolingReason, Turn, backoff},
    time::Timestamp,
};
use infra::{clock, telemetry::names};
use metrics::counter;
use std::{mem, time::Duration};
use tokio::time::sleep;

/// The longest wait for a credential that cools down, before the client is told to come back.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest pause before a target is tried again.
const LONGEST_BACKOFF: Duration = Duration::from_secs(5);
/// Over how long those are spread who wait for the same credential.
const SPREAD: Duration = Duration::from_millis(100);

/// The attempts of one call.
#[derive(Default)]
pub(super) struct Attempts {
    ended: Vec<Attempt>,
    current: Option<Attempting>,
    pauses: u32,
    /// What the last provider that was called said of its failure.
    said: Option<Failure>,
}

/// An answer of which at least the first byte is there.
pub(super) enum Obtained {
    /// All of it.
    Whole(Box<Whole>),
    /// A stream that has begun.
    Stream(Box<Begun>),
}

/// A stream of which something is there for the client.
pub(super) struct Begun {
    pub(super) relay: Relay,
    pub(super) dropped: Dropped,
    /// What there is.
    pub(super) first: Vec<u8>,
    /// Why nothing follows, where nothing does.
    pub(super) broken: Option<Failure>,
}

impl Attempts {
    /// How many there were; a target that has no way to do what is asked was not called.
    pub(super) fn count(&self) -> usize {
        let called = |attempt: &&Attempt| attempt.failure != Some(FailureReason::Unsupported);
        let ended = self.ended.iter().filter(called);
        ended.count() + usize::from(self.current.is_some())
    }

    /// What the client is told where nobody is left: why a target was not called tells less than what one said that was.
    fn told(&mut self, failure: Failure) -> Failure {
        if failure.reason != FailureReason::Unsupported {
            self.said = Some(failure.clone());
            return failure;
        }
        self.said.clone().unwrap_or(failure)
    }

    /// The attempts' records, now that the call has ended, with what its end says of the last.
    pub(super) fn finish(
        &mut self,
        proxy: &Proxy,
        admitted: &Admitted,
        (outcome, failure): (Outcome, Option<FailureReason>),
    ) -> Vec<Attempt> {
        self.end(proxy, admitted, (outcome, failure));
        mem::take(&mut self.ended)
    }

    fn begin(&mut self, admitted: &Admitted) -> &mut Attempting {
        admitted.plan.health().begin();
        self.current.insert(Attempting::start(admitted))
    }

    fn end(
        &mut self,
        proxy: &Proxy,
        admitted: &Admitted,
        (outcome, failure): (Outcome, Option<FailureReason>),
    ) {
        let Some(attempting) = self.current.take() else {
            return;
        };
        let attempt = attempting.end(failure);
        let (plan, target) = (&admitted.plan, admitted.plan.target());
        let ended = said_of_target(outcome, &attempt);
        if attempt.failure != Some(FailureReason::UpstreamRejected) {
            let healths = &proxy.healths;
            healths.keep(target.provider.id, &target.model, plan.health());
        }
        let credential = attempt.credential;
        let changed = plan.health().end(credential, ended, clock::now());
        let recovered = credential.filter(|_| changed.has_credential_recovered);
        if let Some(credential) = recovered {
            say(proxy, admitted, Said::CredentialRecovered(credential));
        }
        match changed.target {
            Some(Turn::Ejected(until)) => {
                let provider = plan.provider().to_owned();
                tracing::warn!(provider, model = %target.model, "a target is ejected: it failed too often");
                counter!(names::EJECTIONS, names::PROVIDER_NAME => provider).increment(1);
                say(proxy, admitted, Said::Ejected(until));
            }
            Some(Turn::Recovered) => say(proxy, admitted, Said::ModelRecovered),
            None => {}
        }
        self.ended.push(attempt);
    }
}

/// Has it recorded how the current target fares.
fn say(proxy: &Proxy, admitted: &Admitted, said: Said) {
    let target = admitted.plan.target();
    let subject = Subject {
        organization: admitted.party.organization,
        provider: target.provider.id,
        model: target.model.clone(),
    };
    proxy.activity.say(subject, said, admitted.arrival.request);
}

/// What an attempt's end says of its target.
fn said_of_target(outcome: Outcome, attempt: &Attempt) -> Ended {
    match (outcome, attempt.failure) {
        (Outcome::Succeeded, _) => {
            let first_byte = attempt.first_byte_micros;
            Ended::Answered(first_byte.unwrap_or(attempt.duration_micros))
        }
        (
            Outcome::Failed,
            Some(
                FailureReason::UpstreamUnreachable
                | FailureReason::UpstreamTimeout
                | FailureReason::UpstreamError
                | FailureReason::UpstreamMalformed
                | FailureReason::UpstreamCut,
            ),
        ) => Ended::Failed,
        (Outcome::Failed | Outcome::Cancelled, _) => Ended::Unknown,
    }
}

/// Tries targets in turn until one has answered.
///
/// # Errors
/// When nobody answered who could have, with what the last one said.
pub(super) async fn obtain(
    proxy: &Proxy,
    admitted: &mut Admitted,
    attempts: &mut Attempts,
) -> Result<Obtained, Failure> {
    loop {
        wait_until_ready(admitted).await?;
        let attempting = attempts.begin(admitted);
        let failure = match attempt(proxy, admitted, attempting).await {
            Ok(obtained) => {
                admitted.plan.remember();
                return Ok(obtained);
            }
            Err(failure) => failure,
        };
        learn(proxy, admitted, &failure, attempts.status());
        let status = attempts.status();
        attempts.end(proxy, admitted, (Outcome::Failed, Some(failure.reason)));
        let blame = blame(&failure, status);
        if failure.reason == FailureReason::Unsupported {
            admitted.plan.rule_out();
        }
        let failure = attempts.told(failure);
        let pause = choose_next(admitted, attempts, failure, blame)?;
        sleep(pause).await;
    }
}

impl Attempts {
    /// The status of the answer to the attempt under way.
    fn status(&self) -> Option<u16> {
        self.current.as_ref().and_then(Attempting::status)
    }
}

/// One attempt, as far as something for the client.
async fn attempt(
    proxy: &Proxy,
    admitted: &Admitted,
    attempting: &mut Attempting,
) -> Result<Obtained, Failure> {
    let Stream { mut relay, dropped } = match dispatch(proxy, admitted, attempting).await? {
        Dispatched::Whole(whole) => return Ok(Obtained::Whole(whole)),
        Dispatched::Stream(stream) => *stream,
    };
    let (mut first, mut broken) = (Vec::new(), None);
    while first.is_empty() {
        match relay.more(admitted, &mut first).await {
            Ok(true) => {}
            Ok(false) => break,
            Err(failure) if first.is_empty() => return Err(failure),
            Err(failure) => broken = Some(failure),
        }
    }
    Ok(Obtained::Stream(Box::new(Begun {
        relay,
        dropped,
        first,
        broken,
    })))
}

/// Waits for the chosen credential, where it cools down and that does not take long.
async fn wait_until_ready(admitted: &mut Admitted) -> Result<(), Failure> {
    while let Some(at) = admitted.plan.ready_at() {
        let wait = until(at);
        if wait > PATIENCE || is_late(admitted, wait) {
            let reason = FailureReason::UpstreamRateLimited;
            return Err(limited(failure(admitted, reason), wait));
        }
        let spread = backoff((SPREAD, SPREAD), 0, admitted.plan.dice());
        sleep(wait + spread).await;
        admitted.plan.look_again(clock::now());
    }
    Ok(())
}

/// Remembers what a failure says of the credential.
fn learn(proxy: &Proxy, admitted: &Admitted, failure: &Failure, status: Option<u16>) {
    let Some(credential) = admitted.plan.credential_view() else {
        return;
    };
    let now = clock::now();
    let asked = failure.error.retry_after.as_deref();
    let asked = asked.and_then(|text| told(text, now));
    let reason = match failure.reason {
        FailureReason::UpstreamRateLimited => CoolingReason::RateLimited,
        FailureReason::UpstreamError if asked.is_some() => CoolingReason::RateLimited,
        FailureReason::UpstreamAuthError => CoolingReason::Refused,
        FailureReason::UpstreamUnreachable
        | FailureReason::UpstreamTimeout
        | FailureReason::UpstreamRejected
        | FailureReason::UpstreamError
        | FailureReason::UpstreamMalformed
        | FailureReason::UpstreamCut
        | FailureReason::NoCredential
        | FailureReason::Unsupported => return,
    };
    let dice = admitted.plan.dice();
    let health = admitted.plan.health();
    if let Some(until) = health.cool(credential.id, (reason, asked), (now, dice)) {
        say(proxy, admitted, Said::Cooled(credential.id, reason, until));
    }
    counter!(names::COOLDOWNS,
        names::PROVIDER_NAME => admitted.plan.provider().to_owned(), names::REASON => reason.as_str())
    .increment(1);
    if let (CoolingReason::Refused, Some(status)) = (reason, status) {
        proxy.doubts.raise(Doubt {
            organization: admitted.party.organization,
            provider: admitted.plan.target().provider.clone(),
            credential: credential.id,
            status,
            request: admitted.arrival.request,
        });
    }
}

/// Chooses whom to try after a failure, and how long to wait before.
///
/// # Errors
/// With what the client is told, where nobody is left to try.
fn choose_next(
    admitted: &mut Admitted,
    attempts: &mut Attempts,
    failure: Failure,
    blame: Blame,
) -> Result<Duration, Failure> {
    let retries = admitted.plan.retries;
    let most = usize::try_from(retries.max_attempts).unwrap_or(usize::MAX);
    if attempts.count() >= most || is_late(admitted, Duration::ZERO) {
        return Err(failure);
    }
    let is_unknown = failure.reason == FailureReason::UpstreamRejected && blame == Blame::Model;
    if is_unknown && admitted.plan.converse(&admitted.call) {
        return Ok(Duration::ZERO);
    }
    if admitted.plan.advance(blame) {
        if !admitted.plan.repeats() {
            return Ok(Duration::ZERO);
        }
        let first = Duration::from_millis(retries.backoff_ms);
        let pause = backoff(
            (first, LONGEST_BACKOFF),
            attempts.pauses,
            admitted.plan.dice(),
        );
        attempts.pauses += 1;
        return Ok(pause);
    }
    let is_of_credential = matches!(
        failure.reason,
        FailureReason::UpstreamRateLimited | FailureReason::UpstreamAuthError
    );
    if !is_of_credential || !admitted.plan.look_again(clock::now()) {
        return Err(failure);
    }
    match admitted.plan.ready_at().map(until) {
        Some(wait) if wait <= PATIENCE && !is_late(admitted, wait) => Ok(Duration::ZERO),
        Some(wait) => Err(limited(failure, wait)),
        // Whoever can be called was tried by this call.
        None => Err(failure),
    }
}

/// What a failure says of those that are left to try.
fn blame(failure: &Failure, status: Option<u16>) -> Blame {
    match failure.reason {
        FailureReason::UpstreamAuthError
        | FailureReason::UpstreamRateLimited
        | FailureReason::NoCredential => Blame::Credential,
        FailureReason::UpstreamError if failure.error.retry_after.is_some() => Blame::Silence,
        FailureReason::UpstreamUnreachable
        | FailureReason::UpstreamError
        | FailureReason::UpstreamCut => Blame::Target,
        FailureReason::UpstreamTimeout | FailureReason::UpstreamMalformed => Blame::Silence,
        FailureReason::UpstreamRejected if status == Some(404) => Blame::Model,
        FailureReason::Unsupported => Blame::Model,
        FailureReason::UpstreamRejected => Blame::Request,
    }
}

/// A failure of a call whose every credential is limited: when to come back.
fn limited(failure: Failure, wait: Duration) -> Failure {
    let error = match failure.reason {
        FailureReason::UpstreamRateLimited => failure.error,
        FailureReason::UpstreamUnreachable
        | FailureReason::UpstreamTimeout
        | FailureReason::UpstreamAuthError
        | FailureReason::UpstreamRejected
        | FailureReason::UpstreamError
        | FailureReason::UpstreamMalformed
        | FailureReason::UpstreamCut
        | FailureReason::NoCredential
        | FailureReason::Unsupported => ApiError::limited(),
    };
    Failure {
        reason: FailureReason::UpstreamRateLimited,
        error: ApiError {
            retry_after: Some(written(wait)),
            ..error
        },
    }
}

/// Whether no attempt may begin any more after `wait`.
fn is_late(admitted: &Admitted, wait: Duration) -> bool {
    let deadline = Duration::from_millis(admitted.plan.retries.deadline_ms);
    admitted.arrival.instant.elapsed() + wait >= deadline
}

fn until(at: Timestamp) -> Duration {
    let micros = at.micros().saturating_sub(clock::now().micros());
    Duration::from_micros(u64::try_from(micros).unwrap_or_default())
}
