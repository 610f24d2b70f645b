//! The shape of every consistency boundary: commands in, events out.
use crate::id::OrganizationId;
use uuid::Uuid;

/// A consistency boundary whose state is the fold of its own events.
pub trait Decider {
    /// What somebody asks for; an imperative.
    type Command;
    /// What happened; a past participle.
    type Event;
    /// Only what `decide` needs to know, never a view for a screen.
    type State: Default;
    /// Why a command was refused.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Chooses the events that a command leads to; none when it was already done.
    ///
    /// # Errors
    /// When a rule forbids the command in this state.
    fn decide(state: &Self::State, command: Self::Command)
    -> Result<Vec<Self::Event>, Self::Error>;

    /// Applies one event. Total: whatever was recorded did happen.
    fn evolve(state: Self::State, event: &Self::Event) -> Self::State;
}

/// A decider whose commits lie in the log under a noun.
pub trait Aggregate: Decider {
    /// The noun in the aggregate's subject.
    const NOUN: &'static str;

    /// The aggregate with this id in an organisation.
    #[must_use]
    fn aggregate_id(organization: OrganizationId, id: impl Into<Uuid>) -> AggregateId {
        AggregateId {
            organization,
            noun: Self::NOUN,
            id: id.into(),
        }
    }
}

/// Names one consistency boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AggregateId {
    /// Whose it is.
    pub organization: OrganizationId,
    /// What it is, such as `provider`.
    pub noun: &'static str,
    /// Which one.
    pub id: Uuid,
}

/// The state after `events`.
pub fn fold<'a, D: Decider>(events: impl IntoIterator<Item = &'a D::Event>) -> D::State
where
    D::Event: 'a,
{
    events.into_iter().fold(D::State::default(), D::evolve)
}
