//! What projectors are given: commits with their place in the log.
use domain::event::Event;
use infra::event_log::{Message, Sequence};
use schemas::Commit;

/// A commit with its place and its stored bytes.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// Where it lies and what is stored there.
    pub(crate) message: Message,
    /// What that means.
    pub(crate) commit: Commit,
}

impl Record {
    /// The commit's events with their places in it.
    pub(crate) fn events(&self) -> impl Iterator<Item = (u16, &Event)> {
        (0..).zip(&self.commit.events)
    }
}

/// Consecutive commits of one stream, to be written together.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    /// The place after the last of the batch before.
    pub(crate) first: Sequence,
    /// The place of its last commit.
    pub(crate) last: Sequence,
    /// Its commits, without repeats of earlier ones.
    pub(crate) records: Vec<Record>,
    /// How many commits the stream held beyond it when it was read.
    pub(crate) pending: u64,
}

#[cfg(test)]
pub(crate) mod fixtures {
    //! Batches of commits as if they had been read.
    use super::{Batch, Record};
    use infra::event_log::Message;
    use schemas::{Commit, encode, subject};

    /// The commits at the places from 1 on.
    pub(crate) fn batch(commits: Vec<Commit>) -> Batch {
        let records: Vec<Record> = (1..)
            .zip(commits)
            .map(|(at, commit)| record(at, commit))
            .collect();
        Batch {
            first: 1,
            last: records.len() as u64,
            records,
            pending: 0,
        }
    }

    fn record(sequence: u64, commit: Commit) -> Record {
        let subject = subject::traffic(0, commit.organization);
        let stored = encode(&commit).unwrap();
        let message = Message::new(sequence, subject.into(), stored.into());
        Record { message, commit }
    }
}
