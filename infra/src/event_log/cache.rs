//! What is known of aggregates, so that a command need not read their whole history again.
//!
//! Invariant: affects cost, never meaning; an entry may be old, but it is what the aggregate once was.
use super::Sequence;
use domain::AggregateId;
use moka::sync::Cache;
use std::{any::Any, sync::Arc};

/// How many aggregates are kept.
const CAPACITY: u64 = 10_000;

/// An aggregate's state as of its commit at `last`.
#[derive(Debug)]
pub(super) struct Known<S> {
    pub(super) state: Arc<S>,
    pub(super) last: Sequence,
}

impl<S> Clone for Known<S> {
    fn clone(&self) -> Self {
        Self {
            state: Arc::clone(&self.state),
            last: self.last,
        }
    }
}

impl<S: Default> Default for Known<S> {
    fn default() -> Self {
        Self {
            state: Arc::default(),
            last: 0,
        }
    }
}

#[derive(Debug)]
pub(super) struct States(Cache<AggregateId, (Arc<dyn Any + Send + Sync>, Sequence)>);

impl States {
    pub(super) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    pub(super) fn get<S: Send + Sync + 'static>(
        &self,
        aggregate: &AggregateId,
    ) -> Option<Known<S>> {
        let (state, last) = self.0.get(aggregate)?;
        let state = state.downcast().ok()?;
        Some(Known { state, last })
    }

    pub(super) fn put<S: Send + Sync + 'static>(&self, aggregate: &AggregateId, known: Known<S>) {
        self.0.insert(*aggregate, (known.state, known.last));
    }
}
