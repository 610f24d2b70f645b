//! What the provider received, and what became of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::HttpRequest;
use actix_web::web::Bytes;
use anyhow::Context;
use serde_json::Value;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::waiting::PATIENCE;

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is being answered.
    Running,
    /// It was answered as far as its model's name says.
    Answered,
    /// The hub went away before that.
    CutOff,
}

/// A call as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// The path, from `/v1` on.
    pub path: String,
    /// The headers, their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Bytes,
    /// The model that it names.
    pub model: String,
    /// What became of it.
    pub fate: Fate,
}

/// All calls, and the steps that the test allows.
pub(super) struct Ledger {
    calls: Mutex<Vec<Received>>,
    mood: Mutex<Option<String>>,
    changes: watch::Sender<()>,
    pub(super) steps: Semaphore,
}

/// One call while it is being answered.
pub(super) struct Entry {
    ledger: Arc<Ledger>,
    place: usize,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            calls: Mutex::default(),
            mood: Mutex::default(),
            changes: watch::Sender::new(()),
            steps: Semaphore::new(0),
        }
    }
}

impl Received {
    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Ledger {
    pub(super) fn mood(&self) -> Option<String> {
        let mood = self.mood.lock();
        mood.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_mood(&self, behaviour: Option<&str>) {
        let mood = self.mood.lock();
        *mood.unwrap_or_else(PoisonError::into_inner) = behaviour.map(str::to_owned);
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.calls().clone()
    }

    pub(super) async fn until(&self, are: impl Fn(&[Received]) -> bool) -> anyhow::Result<()> {
        let mut changes = self.changes.subscribe();
        let reached = async {
            while !are(&self.calls()) {
                changes.changed().await?;
            }
            anyhow::Ok(())
        };
        timeout(PATIENCE, reached)
            .await
            .with_context(|| format!("the provider's calls: {:#?}", self.received()))?
    }

    pub(super) fn enter(self: &Arc<Self>, http: &HttpRequest, model: &str, body: Bytes) -> Entry {
        let headers = http.headers().iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        let received = Received {
            path: http.path().to_owned(),
            headers: headers.collect(),
            body,
            model: model.to_owned(),
            fate: Fate::Running,
        };
        let mut calls = self.calls();
        calls.push(received);
        let place = calls.len() - 1;
        drop(calls);
        self.changes.send_replace(());
        Entry {
            ledger: Arc::clone(self),
            place,
        }
    }

    fn calls(&self) -> MutexGuard<'_, Vec<Received>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// Waits until the test allows a step; for ever where it never does.
    pub(super) async fn step(&self) {
        match self.ledger.steps.acquire().await {
            Ok(permit) => permit.forget(),
            Err(_) => std::future::pending().await,
        }
    }

    /// The call was answered as it was meant to be.
    pub(super) fn answered(self) {
        self.end(Fate::Answered);
    }

    fn end(&self, fate: Fate) {
        let mut calls = self.ledger.calls();
        let received = &mut calls[self.place];
        if received.fate == Fate::Running {
            received.fate = fate;
        }
        drop(calls);
        self.ledger.changes.send_replace(());
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.end(Fate::CutOff);
    }
}
