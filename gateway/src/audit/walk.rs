//! Going through the log's events in one direction, those alone that are wanted.
use super::{
    entry::{Entry, Position, entries},
    filter::Filter,
    query::{Bounds, Order},
};
use crate::problem::Problem;
use async_nats::jetstream;
use domain::id::OrganizationId;
use infra::event_log::{Backward, Forward, LogError, Message, Section, Sequence};

/// Events in order, and where the walk stands.
pub(super) struct Walk {
    filter: Filter,
    organization: OrganizationId,
    steps: Steps,
    /// What is at or before it, in the order of the walk, was seen.
    seen: Option<(Sequence, u32)>,
}

enum Steps {
    Newest(Backward),
    Oldest(Forward),
}

/// What one step found, and how many commits it looked at.
pub(super) struct Step {
    pub(super) entries: Vec<Entry>,
    pub(super) looked_at: usize,
}

impl Walk {
    /// A walk through what `filter` takes of the organisation's events, within `bounds`.
    pub(super) async fn begin(
        log: &jetstream::Context,
        organization: OrganizationId,
        filter: Filter,
        bounds: &Bounds,
    ) -> Result<Self, Problem> {
        let (stream, subject) = (filter.stream.stream(), filter.subject(organization));
        let section = Section::new(log.clone(), stream, subject);
        let (floor, end) = places(&section, bounds).await?;
        let steps = match (bounds.order, bounds.seen) {
            (Order::Newest, seen) => {
                let end = seen.map_or(end, |(sequence, _)| end.min(sequence.saturating_add(1)));
                Steps::Newest(section.backward(end, floor))
            }
            (Order::Oldest, seen) => {
                let from = seen.map_or(floor, |(sequence, _)| floor.max(sequence));
                Steps::Oldest(section.forward(from, end))
            }
        };
        Ok(Self {
            filter,
            organization,
            steps,
            seen: bounds.seen,
        })
    }

    /// The next events, perhaps none although there are more; nothing at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Step>, LogError> {
        let messages = match &mut self.steps {
            Steps::Newest(backward) => backward.next().await?,
            Steps::Oldest(forward) => forward.next().await?,
        };
        Ok(messages.map(|messages| Step {
            looked_at: messages.len(),
            entries: messages.iter().flat_map(|one| self.wanted(one)).collect(),
        }))
    }

    /// What the walk has seen so far, to go on from there.
    pub(super) fn place(&self) -> (Sequence, u32) {
        match &self.steps {
            Steps::Newest(backward) => (backward.place(), 0),
            Steps::Oldest(forward) => (forward.place().saturating_sub(1), u32::MAX),
        }
    }

    fn wanted(&self, message: &Message) -> Vec<Entry> {
        let mut entries = entries(self.filter.stream, self.organization.0, message);
        if matches!(self.steps, Steps::Newest(_)) {
            entries.reverse();
        }
        entries.retain(|entry| self.is_new(entry.position) && self.filter.takes(entry));
        entries
    }

    fn is_new(&self, position: Position) -> bool {
        let place = (position.sequence, position.event);
        match self.steps {
            Steps::Newest(_) => self.seen.is_none_or(|seen| place < seen),
            Steps::Oldest(_) => self.seen.is_none_or(|seen| place > seen),
        }
    }
}

/// The first place to look at, and the one after the last.
async fn places(section: &Section, bounds: &Bounds) -> Result<(Sequence, Sequence), LogError> {
    let end = section.end().await?;
    let floor = match bounds.from {
        Some(from) => section.first_since(from).await?.unwrap_or(end),
        None => 1,
    };
    let end = match bounds.to {
        Some(to) => section.first_since(to).await?.unwrap_or(end).min(end),
        None => end,
    };
    Ok((floor, end))
}
