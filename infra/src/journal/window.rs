//! The records on their way to the log: sent, and not all acknowledged.
use super::{record::Record, shipped::Shipped};
use std::collections::VecDeque;

/// In the order of the journal. A ticket is a record's number among all that went through here.
#[derive(Debug)]
pub(super) struct Window {
    entries: VecDeque<Entry>,
    /// The ticket of the first entry.
    front: u64,
    shipped: Shipped,
    /// Records before this ticket may have been stored in another order than sent, so that they say
    /// nothing about where the later ones are.
    disordered: u64,
}

#[derive(Debug)]
struct Entry {
    record: Record,
    /// Where the log has it.
    stored: Option<u64>,
}

impl Window {
    pub(super) const fn new(shipped: Shipped) -> Self {
        Self {
            entries: VecDeque::new(),
            front: 0,
            shipped,
            disordered: 0,
        }
    }

    pub(super) const fn shipped(&self) -> Shipped {
        self.shipped
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The ticket for a record that follows the last.
    pub(super) fn push(&mut self, record: Record) -> u64 {
        let ticket = self.front + self.entries.len() as u64;
        self.entries.push_back(Entry {
            record,
            stored: None,
        });
        ticket
    }

    /// The log has the record with this ticket at `sequence`.
    pub(super) fn stored(&mut self, ticket: u64, sequence: u64) {
        let entry = ticket
            .checked_sub(self.front)
            .and_then(|index| self.entries.get_mut(usize::try_from(index).ok()?));
        if let Some(entry) = entry {
            entry.stored = Some(sequence);
        }
    }

    /// Takes out what is stored up to the first that is not; tells how far that is, where it is further.
    pub(super) fn settle(&mut self) -> Option<Shipped> {
        let before = self.front;
        while let Some(sequence) = self.entries.front().and_then(|entry| entry.stored) {
            if let Some(entry) = self.entries.pop_front() {
                self.shipped.position = entry.record.sequence;
            }
            self.front += 1;
            if self.front > self.disordered {
                self.shipped.sequence = self.shipped.sequence.max(sequence);
            }
        }
        (self.front > before).then_some(self.shipped)
    }

    /// Something was lost; what is sent again may be stored after what follows it.
    pub(super) fn disordered(&mut self) {
        self.disordered = self.front + self.entries.len() as u64;
    }

    /// What is not known to be stored, in order.
    pub(super) fn outstanding(&self) -> impl Iterator<Item = (u64, &Record)> {
        let tickets = self.front..;
        let entries = tickets.zip(&self.entries);
        entries
            .filter(|(_, entry)| entry.stored.is_none())
            .map(|(ticket, entry)| (ticket, &entry.record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{CommitId, OrganizationId};
    use uuid::Uuid;

    fn window(records: u64) -> Window {
        let mut window = Window::new(Shipped::default());
        for sequence in 1..=records {
            window.push(Record {
                sequence,
                organization: OrganizationId(Uuid::nil()),
                commit: CommitId(Uuid::from_u128(u128::from(sequence))),
                payload: bytes::Bytes::new(),
            });
        }
        window
    }

    #[test]
    fn a_record_is_shipped_when_all_before_it_are() {
        let mut window = window(3);
        window.stored(1, 11);
        assert_eq!(window.settle(), None);
        window.stored(0, 10);
        let shipped = Shipped {
            position: 2,
            sequence: 11,
        };
        assert_eq!(window.settle(), Some(shipped));
        assert_eq!(
            window
                .outstanding()
                .map(|(ticket, _)| ticket)
                .collect::<Vec<_>>(),
            [2]
        );
    }

    #[test]
    fn what_was_sent_before_a_loss_tells_nothing_of_what_follows_in_the_log() {
        let mut window = window(2);
        window.stored(1, 11);
        window.disordered();
        window.stored(0, 12);
        let unknown = Shipped {
            position: 2,
            sequence: 0,
        };
        assert_eq!(window.settle(), Some(unknown));
    }
}
