//! Decide on what is known, append; read the tail and decide again where somebody was first.
//!
//! Invariant: a refusal, or "nothing to do", is only ever answered on the newest state.
use super::{
    AppendError, EventLog, LogError, Recorded, Sequence,
    cache::{Known, States},
};
use domain::{
    Aggregate, AggregateId, Decider, actor::Actor, event::Event, id::CommitId, time::Timestamp,
};
use schemas::Commit;
use std::{sync::Arc, time::Duration};
use thiserror::Error;
use uuid::Uuid;

/// How often a command is decided before it is given up as contended.
const ATTEMPTS: u32 = 32;
/// The longest pause before the next attempt.
const MAX_PAUSE: Duration = Duration::from_millis(64);

/// An aggregate whose events are events of the log.
pub trait Recordable:
    Aggregate<
        Command: Clone + Send,
        Event: Clone + Send + Into<Event> + TryFrom<Event, Error = Event>,
        State: Clone + Send + Sync + 'static,
    >
{
}

impl<D> Recordable for D where
    D: Aggregate<
            Command: Clone + Send,
            Event: Clone + Send + Into<Event> + TryFrom<Event, Error = Event>,
            State: Clone + Send + Sync + 'static,
        >
{
}

/// On whose behalf a command is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By {
    /// Who asks.
    pub actor: Actor,
    /// The request or command that led to it.
    pub cause: Option<Uuid>,
    /// When; becomes the commit's time.
    pub now: Timestamp,
}

/// What a command led to.
#[derive(Clone, Debug)]
pub struct Executed<D: Decider> {
    /// What happened; nothing when it was already done.
    pub events: Vec<D::Event>,
    /// The aggregate's last commit.
    pub sequence: Sequence,
    /// The aggregate's state after it.
    pub state: Arc<D::State>,
}

/// Why a command was not executed.
#[derive(Debug, Error)]
pub enum ExecuteError<E: std::error::Error + 'static> {
    /// A rule forbids it.
    #[error(transparent)]
    Refused(E),
    /// Too many others at the same aggregate.
    #[error("gave up after {ATTEMPTS} conflicting appends")]
    Contended,
    /// The log failed; the command may nevertheless have been executed, and may be repeated.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Executes commands on aggregates. Clones share what they know.
#[derive(Debug)]
pub struct Executor<L>(Arc<Inner<L>>);

#[derive(Debug)]
struct Inner<L> {
    log: L,
    states: States,
}

impl<L> Clone for Executor<L> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<L: EventLog> Executor<L> {
    /// On this log.
    #[must_use]
    pub fn new(log: L) -> Self {
        let states = States::new();
        Self(Arc::new(Inner { log, states }))
    }

    /// The log that it writes to.
    #[must_use]
    pub fn log(&self) -> &L {
        &self.0.log
    }

    /// Decides `command` and records what it leads to.
    ///
    /// # Errors
    /// When a rule forbids it, the aggregate stays contended, or the log fails.
    pub async fn execute<D: Recordable>(
        &self,
        aggregate: &AggregateId,
        by: By,
        command: D::Command,
    ) -> Result<Executed<D>, ExecuteError<D::Error>> {
        let (mut known, mut newest) = match self.0.states.get::<D::State>(aggregate) {
            Some(known) => (known, false),
            None => (self.catch_up::<D>(aggregate, Known::default()).await?, true),
        };
        for attempt in 0..ATTEMPTS {
            match D::decide(&known.state, command.clone()) {
                Ok(events) if !events.is_empty() => {
                    let commit = commit::<D>(aggregate, by, &events);
                    match self.0.log.append(aggregate, known.last, &commit).await {
                        Ok(sequence) => {
                            return Ok(self.executed(aggregate, known, (events, sequence)));
                        }
                        Err(AppendError::Conflict) => pause(attempt).await,
                        Err(AppendError::Log(error)) => return Err(error.into()),
                    }
                }
                Ok(_) if newest => return Ok(unchanged(known)),
                Err(refusal) if newest => return Err(ExecuteError::Refused(refusal)),
                Ok(_) | Err(_) => {}
            }
            known = self.catch_up::<D>(aggregate, known).await?;
            newest = true;
        }
        Err(ExecuteError::Contended)
    }

    /// The aggregate's newest state with the place of its last commit.
    ///
    /// # Errors
    /// When the log fails.
    pub async fn state<D: Recordable>(
        &self,
        aggregate: &AggregateId,
    ) -> Result<(Arc<D::State>, Sequence), LogError> {
        let known = self.0.states.get::<D::State>(aggregate).unwrap_or_default();
        let known = self.catch_up::<D>(aggregate, known).await?;
        Ok((known.state, known.last))
    }

    async fn catch_up<D: Recordable>(
        &self,
        aggregate: &AggregateId,
        known: Known<D::State>,
    ) -> Result<Known<D::State>, LogError> {
        let tail = self.0.log.load(aggregate, known.last).await?;
        let Some(last) = tail.last().map(|recorded| recorded.sequence) else {
            return Ok(known);
        };
        let mut state = Arc::unwrap_or_clone(known.state);
        for recorded in tail {
            state = replay::<D>(state, recorded)?;
        }
        let known = Known {
            state: Arc::new(state),
            last,
        };
        self.0.states.put(aggregate, known.clone());
        Ok(known)
    }

    fn executed<D: Recordable>(
        &self,
        aggregate: &AggregateId,
        known: Known<D::State>,
        (events, last): (Vec<D::Event>, Sequence),
    ) -> Executed<D> {
        let state = Arc::new(evolve::<D>(Arc::unwrap_or_clone(known.state), &events));
        let known = Known { state, last };
        self.0.states.put(aggregate, known.clone());
        Executed {
            events,
            sequence: last,
            state: known.state,
        }
    }
}

fn unchanged<D: Recordable>(known: Known<D::State>) -> Executed<D> {
    Executed {
        events: Vec::new(),
        sequence: known.last,
        state: known.state,
    }
}

fn commit<D: Recordable>(aggregate: &AggregateId, by: By, events: &[D::Event]) -> Commit {
    Commit {
        id: CommitId(Uuid::now_v7()),
        time: by.now,
        organization: aggregate.organization,
        actor: by.actor,
        cause: by.cause,
        events: events.iter().cloned().map(Into::into).collect(),
    }
}

fn replay<D: Recordable>(state: D::State, recorded: Recorded) -> Result<D::State, LogError> {
    let events: Result<Vec<D::Event>, Event> = recorded
        .commit
        .events
        .into_iter()
        .map(TryInto::try_into)
        .collect();
    let events = events.map_err(|_| {
        LogError::codec(format!(
            "commit {} is not of a {}",
            recorded.sequence,
            D::NOUN
        ))
    })?;
    Ok(evolve::<D>(state, &events))
}

fn evolve<D: Decider>(state: D::State, events: &[D::Event]) -> D::State {
    events.iter().fold(state, D::evolve)
}

/// Up to twice as long before each further attempt, so that one of the contenders gets through.
async fn pause(attempt: u32) {
    let longest = MAX_PAUSE.min(Duration::from_millis(1 << attempt.min(6)));
    let micros = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
    tokio::time::sleep(Duration::from_micros(rand::random_range(0..=micros))).await;
}
