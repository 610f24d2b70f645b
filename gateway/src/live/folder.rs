//! The one writer: takes commits as they come and publishes what they lead to.
use super::{Live, Snapshot};
use arc_swap::ArcSwap;
use domain::price::Catalogue;
use infra::event_log::Sequence;
use schemas::{Commit, subject::ControlSubject};
use std::sync::Arc;
use tokio::sync::watch;

/// The one writer of a [`Live`]: folds commits and publishes what they lead to.
///
/// Clones only what a commit changes, and only where a reader may still hold it.
#[derive(Debug)]
pub struct Folder {
    next: Arc<Snapshot>,
    sequence: Sequence,
    published: Arc<ArcSwap<Snapshot>>,
    folded: watch::Sender<Sequence>,
}

impl Folder {
    /// An empty control plane that knows no prices, and its writer.
    #[must_use]
    pub fn new() -> (Live, Self) {
        Self::over(Catalogue::default())
    }

    /// An empty control plane that looks models up in `catalogue`, and its writer.
    #[must_use]
    pub fn over(catalogue: Catalogue) -> (Live, Self) {
        let next = Arc::new(Snapshot {
            catalogue,
            ..Snapshot::default()
        });
        let published = Arc::new(ArcSwap::new(next.clone()));
        let (folded, receiver) = watch::channel(0);
        let live = Live {
            snapshot: published.clone(),
            folded: receiver,
        };
        let folder = Self {
            next,
            sequence: 0,
            published,
            folded,
        };
        (live, folder)
    }

    /// The sequence of the last commit folded, published or not.
    #[must_use]
    pub const fn sequence(&self) -> Sequence {
        self.sequence
    }

    /// Folds the commit at `sequence`; one that was folded before changes nothing.
    pub fn fold(&mut self, sequence: Sequence, subject: &ControlSubject<'_>, commit: &Commit) {
        if sequence <= self.sequence {
            return;
        }
        self.sequence = sequence;
        Arc::make_mut(&mut self.next).apply(subject, commit);
    }

    /// Shows readers what was folded since.
    pub fn publish(&self) {
        if *self.folded.borrow() < self.sequence {
            self.published.store(self.next.clone());
            self.folded.send_replace(self.sequence);
        }
    }
}
