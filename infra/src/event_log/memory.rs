//! A log in memory, for tests.
use super::{AppendError, EventLog, LogError, Recorded, Sequence};
use domain::AggregateId;
use schemas::Commit;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Commits in order, gone with the process. Clones are the same log.
#[derive(Clone, Debug, Default)]
pub struct MemoryLog(Arc<Mutex<Vec<(AggregateId, Recorded)>>>);

impl MemoryLog {
    /// Every commit of every aggregate, in order.
    #[must_use]
    pub fn commits(&self) -> Vec<Recorded> {
        let commits = self.lock();
        commits
            .iter()
            .map(|(_, recorded)| recorded.clone())
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(AggregateId, Recorded)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventLog for MemoryLog {
    async fn append(
        &self,
        aggregate: &AggregateId,
        expected: Sequence,
        commit: &Commit,
    ) -> Result<Sequence, AppendError> {
        let mut commits = self.lock();
        let repeated = commits.iter().find(|(_, r)| r.commit.id == commit.id);
        if let Some((_, recorded)) = repeated {
            return Ok(recorded.sequence);
        }
        let last = commits.iter().rfind(|(of, _)| of == aggregate);
        if last.map_or(0, |(_, recorded)| recorded.sequence) != expected {
            return Err(AppendError::Conflict);
        }
        let sequence = commits.len() as Sequence + 1;
        let commit = commit.clone();
        commits.push((*aggregate, Recorded { sequence, commit }));
        Ok(sequence)
    }

    async fn load(
        &self,
        aggregate: &AggregateId,
        after: Sequence,
    ) -> Result<Vec<Recorded>, LogError> {
        let commits = self.lock();
        let tail = commits
            .iter()
            .filter(|(of, recorded)| of == aggregate && recorded.sequence > after);
        Ok(tail.map(|(_, recorded)| recorded.clone()).collect())
    }
}
