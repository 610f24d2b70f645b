//! What is recorded in ACTIVITY: sign-ins, those that failed, exports, and who reads the log. What was asked for is done
//! only when it is recorded.
//!
//! Invariant: what can be repeated without a right to it, or without end, is added up before it is recorded, so that
//! nobody can fill the log.
mod failures;

pub(crate) use failures::Attempt;

use domain::{
    activity::{AuditedStream, Event},
    actor::Actor,
    id::OrganizationId,
};
use failures::Failures;
use infra::{
    clock,
    event_log::{By, JetStreamLog, LogError},
};
use moka::sync::Cache;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Notify, time::sleep};
use uuid::Uuid;

/// For how long a reader of a stream is not recorded again.
const READING: Duration = Duration::from_mins(10);
/// The most readers that are remembered.
const MOST_READERS: u64 = 10_000;
/// For how long failed sign-ins are added up.
const WINDOW: Duration = Duration::from_mins(1);

/// Records what is done. Clones share what they add up.
#[derive(Clone, Debug)]
pub(crate) struct Activity(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    log: JetStreamLog,
    readers: Cache<(OrganizationId, Uuid, AuditedStream), ()>,
    failures: Failures,
    failed: Notify,
}

/// Who does something, in which organisation, by which request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doer {
    pub(crate) organization: OrganizationId,
    pub(crate) actor: Actor,
    pub(crate) cause: Option<Uuid>,
}

impl Activity {
    /// On this log.
    pub(crate) fn new(log: JetStreamLog) -> Self {
        let readers = Cache::builder().time_to_live(READING);
        Self(Arc::new(Inner {
            log,
            readers: readers.max_capacity(MOST_READERS).build(),
            failures: Failures::default(),
            failed: Notify::new(),
        }))
    }

    /// Records an event; it is in the log when this returns.
    pub(crate) async fn record(&self, doer: Doer, event: Event) -> Result<(), LogError> {
        let by = By {
            actor: doer.actor,
            cause: doer.cause,
            now: clock::now(),
        };
        let recorded = self.0.log.record(doer.organization, by, event).await;
        recorded.map(drop)
    }

    /// Records that somebody reads a stream, where they were not recorded a while ago.
    pub(crate) async fn read(&self, doer: Doer, stream: AuditedStream) -> Result<(), LogError> {
        let reader = (doer.organization, doer.actor.id, stream);
        if self.0.readers.contains_key(&reader) {
            return Ok(());
        }
        self.record(doer, Event::AuditRead { stream }).await?;
        self.0.readers.insert(reader, ());
        Ok(())
    }

    /// Counts a sign-in that failed.
    pub(crate) fn failed(&self, attempt: Attempt) {
        self.0.failures.failed(attempt, clock::now());
        self.0.failed.notify_one();
    }

    /// Counts a sign-in that was turned away without a look.
    pub(crate) fn turned_away(&self, attempt: Attempt) {
        self.0.failures.turned_away(attempt, clock::now());
        self.0.failed.notify_one();
    }

    /// Records failed sign-ins for as long as it is polled: the first at once, further ones added up.
    pub(crate) async fn keep_recording(self) {
        loop {
            self.0.failed.notified().await;
            self.flush().await;
            sleep(WINDOW).await;
        }
    }

    /// Records the failed sign-ins that were counted; while the log is away they stay counted.
    pub(crate) async fn flush(&self) {
        for (attempt, tally) in self.0.failures.take() {
            let doer = Doer {
                organization: attempt.organization,
                actor: Actor::SYSTEM,
                cause: None,
            };
            if let Err(error) = self.record(doer, tally.event(&attempt)).await {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "failed sign-ins are recorded later");
                self.0.failures.put_back(attempt, tally);
                self.0.failed.notify_one();
            }
        }
    }
}
