//! Finds commits that are in a stream twice: the second line of defence behind the log's own.
//!
//! Invariant: whether a commit is a repeat depends on the stream alone, not on where a reader started, as
//! long as the reader was shown the [`WINDOW`] places before it. So every replay drops the same ones.
use domain::id::CommitId;
use infra::event_log::Sequence;
use std::collections::{HashMap, VecDeque};

/// How many places back a repeat is recognised.
pub(crate) const WINDOW: Sequence = 32_768;

/// The commits of the last [`WINDOW`] places.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    last_seen: HashMap<CommitId, Sequence>,
    order: VecDeque<(Sequence, CommitId)>,
}

impl Repeats {
    /// Whether `id`, which lies at `sequence`, also lies at one of the places before.
    pub(crate) fn is_repeat(&mut self, sequence: Sequence, id: CommitId) -> bool {
        self.forget_before(sequence.saturating_sub(WINDOW));
        self.order.push_back((sequence, id));
        self.last_seen.insert(id, sequence).is_some()
    }

    fn forget_before(&mut self, oldest: Sequence) {
        while let Some((sequence, id)) = self.order.pop_front_if(|(at, _)| *at < oldest) {
            if self.last_seen.get(&id) == Some(&sequence) {
                self.last_seen.remove(&id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(number: u64) -> CommitId {
        CommitId(Uuid::from_u128(number.into()))
    }

    #[test]
    fn a_commit_seen_twice_is_a_repeat() {
        let mut repeats = Repeats::default();
        assert!(!repeats.is_repeat(1, id(1)));
        assert!(!repeats.is_repeat(2, id(2)));
        assert!(repeats.is_repeat(3, id(1)));
        assert!(repeats.is_repeat(4, id(1)));
    }

    #[test]
    fn a_reader_that_starts_in_the_middle_drops_the_same_commits() {
        let ids = |sequence| id(sequence % (WINDOW - 1));
        let mut from_the_start = Repeats::default();
        let mut from_the_middle = Repeats::default();
        let start = 2 * WINDOW;
        for sequence in 1..start + 10 {
            let dropped = from_the_start.is_repeat(sequence, ids(sequence));
            if sequence >= start - WINDOW {
                let again = from_the_middle.is_repeat(sequence, ids(sequence));
                assert!(sequence < start || again == dropped, "{sequence}");
            }
        }
    }

    #[test]
    fn no_more_than_the_window_is_kept() {
        let mut repeats = Repeats::default();
        for sequence in 1..3 * WINDOW {
            repeats.is_repeat(sequence, id(sequence));
        }
        assert_eq!(repeats.order.len() as u64, WINDOW + 1);
        assert_eq!(repeats.last_seen.len() as u64, WINDOW + 1);
        assert!(!repeats.is_repeat(3 * WINDOW, id(1)));
    }
}
