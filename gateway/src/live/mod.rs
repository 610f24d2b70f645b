//! The control plane in memory: CONTROL folded into an immutable snapshot behind an atomic pointer.
//!
//! Invariant: a snapshot is the fold of exactly the commits up to its sequence, however they came in
//! batches. Readers never wait and never see half of a commit.
mod fold;
mod folder;
mod follow;
mod resolve;
mod snapshot;
#[cfg(test)]
mod tests;

pub use folder::Folder;
pub use follow::{FollowError, Follower};
pub use resolve::{Resolved, Target};
pub use snapshot::{
    CredentialView, ModelView, OrganizationView, ProviderView, RouteView, Snapshot,
};

use arc_swap::ArcSwap;
use infra::event_log::Sequence;
use std::sync::Arc;
use tokio::sync::watch;

/// The newest snapshot, for every reader in this process. Clones share it.
#[derive(Clone, Debug)]
pub struct Live {
    snapshot: Arc<ArcSwap<Snapshot>>,
    folded: watch::Receiver<Sequence>,
}

/// Nothing is folded any more: the gateway is stopping, or met a commit that it can't read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the control plane is no longer followed")]
pub struct Stopped;

impl Live {
    /// The control plane as of the last batch.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// The sequence of the last commit in the snapshot; 0 before the first.
    #[must_use]
    pub fn folded(&self) -> Sequence {
        *self.folded.borrow()
    }

    /// Waits until the snapshot holds the commit at `sequence`, so that a writer reads its own write.
    /// Waits for ever while the log is away: bound it by a timeout.
    ///
    /// # Errors
    /// When nothing is folded any more.
    pub async fn reached(&self, sequence: Sequence) -> Result<(), Stopped> {
        let mut folded = self.folded.clone();
        let reached = folded.wait_for(|folded| *folded >= sequence).await;
        reached.map(drop).map_err(|_| Stopped)
    }
}
