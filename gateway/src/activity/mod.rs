//! What is recorded in ACTIVITY: sign-ins, those that failed, exports, who reads the log, and how providers fared. What was
//! asked for is done only when it is recorded.
//!
//! Invariant: what can be repeated without a right to it, or without end, is added up before it is recorded, so that
//! nobody can fill the log.
mod failures;
mod health;

pub(crate) use failures::Attempt;
pub(crate) use health::{Said, Subject};

use domain::{
    activity::{AuditedStream, Event},
    actor::Actor,
    id::{OrganizationId, RequestId},
};
use failures::Failures;
use health::Changes;
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

/// For how long changes of providers' health take each other's place.
const HEALTH_WINDOW: Duration = Duration::from_secs(10);

/// Records what is done. Clones share what they add up.
#[derive(Clone, Debug)]
pub(crate) struct Activity(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    log: JetStreamLog,
    readers: Cache<(OrganizationId, Uuid, AuditedStream), ()>,
    failures: Failures,
    changes: Changes,
    failed: Notify,
    changed: Notify,
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
            changes: Changes::default(),
            failed: Notify::new(),
            changed: Notify::new(),
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

    /// Says how a provider fares, as a call showed.
    pub(crate) fn say(&self, subject: Subject, said: Said, cause: RequestId) {
        self.0.changes.say(subject, said, cause);
        self.0.changed.notify_one();
    }

    /// Records what was counted or said, for as long as it is polled: the first at once, what follows added up.
    pub(crate) async fn keep_recording(self) {
        let failures = async {
            loop {
                self.0.failed.notified().await;
                self.record_failures().await;
                sleep(WINDOW).await;
            }
        };
        let changes = async {
            loop {
                self.0.changed.notified().await;
                self.record_changes().await;
                sleep(HEALTH_WINDOW).await;
            }
        };
        tokio::join!(failures, changes);
    }

    /// Records what was counted or said so far; while the log is away it stays.
    pub(crate) async fn flush(&self) {
        self.record_failures().await;
        self.record_changes().await;
    }

    async fn record_failures(&self) {
        for (attempt, tally) in self.0.failures.take() {
            let event = tally.event(&attempt);
            if !self.is_recorded(attempt.organization, None, event).await {
                self.0.failures.put_back(attempt, tally);
                self.0.failed.notify_one();
            }
        }
    }

    async fn record_changes(&self) {
        for (key, (said, cause)) in self.0.changes.take() {
            let (organization, event) = (key.0.organization, said.event(&key.0));
            if !self.is_recorded(organization, Some(cause.0), event).await {
                self.0.changes.put_back(key, (said, cause));
                self.0.changed.notify_one();
            }
        }
    }

    /// Whether an event of the hub's own is in the log now.
    async fn is_recorded(
        &self,
        organization: OrganizationId,
        cause: Option<Uuid>,
        event: Event,
    ) -> bool {
        let doer = Doer {
            organization,
            actor: Actor::SYSTEM,
            cause,
        };
        let recorded = self.record(doer, event).await;
        if let Err(error) = &recorded {
            let error: &dyn std::error::Error = error;
            tracing::warn!(error, "what was noticed is recorded later");
        }
        recorded.is_ok()
    }
}
