//! The log of commits, the one way to change anything in it ([`Executor`]), and the way to follow it
//! ([`Consumer`]).
//!
//! Invariant: a commit is in the log once or not at all, whatever is lost, repeated or restarted on the way.
mod cache;
mod connection;
mod consumer;
mod direct;
mod execute;
mod jetstream;
mod memory;
mod section;
pub mod topology;

pub use connection::connect;
pub(crate) use connection::connect_once;
pub(crate) use consumer::state;
pub use consumer::{Consumer, ConsumerName, Message, last_sequence};
pub use execute::{By, ExecuteError, Executed, Executor, Recordable};
pub use jetstream::JetStreamLog;
pub use memory::MemoryLog;
pub use section::{Backward, Forward, Section, has_calls};
pub use topology::Stream;

use domain::AggregateId;
use schemas::Commit;
use std::error::Error;
use thiserror::Error;

/// A commit's place in its stream, from 1; as the last of something, 0 before its first commit.
pub type Sequence = u64;

/// A commit with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the stream.
    pub sequence: Sequence,
    /// The commit.
    pub commit: Commit,
}

/// The port that every command goes through.
pub trait EventLog: Send + Sync + 'static {
    /// Records `commit` when the aggregate's last commit still is at `expected`, and tells its place.
    /// The same commit (by its id) again is the same commit, not a second one.
    ///
    /// # Errors
    /// When somebody appended in between, or the log fails; after [`LogError::Unavailable`] the commit may
    /// nevertheless have been recorded.
    fn append(
        &self,
        aggregate: &AggregateId,
        expected: Sequence,
        commit: &Commit,
    ) -> impl Future<Output = Result<Sequence, AppendError>> + Send;

    /// The aggregate's commits after `after`, in order: every one whose append had returned when this
    /// was called.
    ///
    /// # Errors
    /// When the log fails or holds a commit that this build cannot read.
    fn load(
        &self,
        aggregate: &AggregateId,
        after: Sequence,
    ) -> impl Future<Output = Result<Vec<Recorded>, LogError>> + Send;
}

/// Why an append did not happen.
#[derive(Debug, Error)]
pub enum AppendError {
    /// Somebody appended first; load the tail and decide again.
    #[error("the aggregate moved on")]
    Conflict,
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// The log failed.
#[derive(Debug, Error)]
pub enum LogError {
    /// Not reachable, or no answer in time; later it may work.
    #[error("the event log is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// Reached, but it does not do what is asked of it; repeating will not help.
    #[error("the event log refused")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
    /// A commit that this build cannot write or read.
    #[error("a commit is unreadable to this version")]
    Codec(#[source] Box<dyn Error + Send + Sync>),
    /// The log ends before a place that was read already: it was restored from something older.
    #[error("the log ends at {last}, but {read} was read already")]
    Truncated {
        /// Where it ends now.
        last: Sequence,
        /// Where it had been read to.
        read: Sequence,
    },
}

impl LogError {
    fn unavailable(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(error.into())
    }

    fn refused(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Refused(error.into())
    }

    fn codec(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Codec(error.into())
    }
}
