//! Idempotency keys: what a client asked for under one, so that a repeat is told from a clash.
//!
//! The aggregate's id is the [`CommandId`](crate::id::CommandId) that the key stands for.
use crate::decider::{Aggregate, Decider};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The consistency boundary of one idempotency key on one route of one organisation.
#[derive(Debug)]
pub enum IdempotencyKey {}

/// A keyed digest of what was asked for, base64: equal for equal bodies, and tells nothing of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

/// What can be asked of an idempotency key.
#[derive(Clone, Debug)]
pub enum Command {
    /// Use it for what has this fingerprint.
    Use(Fingerprint),
}

/// What happened to an idempotency key. The tags are stored for ever: a new shape gets a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It was used for the first time.
    #[serde(rename = "idempotency_key.used.v1")]
    Used {
        /// Of what was asked for.
        fingerprint: Fingerprint,
    },
}

/// What the key was first used for; `None` where it was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State(Option<Fingerprint>);

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// It stands for something else.
    #[error("the idempotency key was used for another body")]
    Different,
}

impl Decider for IdempotencyKey {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Error = Error;

    fn decide(
        State(used): &State,
        Command::Use(fingerprint): Command,
    ) -> Result<Vec<Event>, Error> {
        match used {
            None => Ok(vec![Event::Used { fingerprint }]),
            Some(first) if *first == fingerprint => Ok(Vec::new()),
            Some(_) => Err(Error::Different),
        }
    }

    fn evolve(_: State, Event::Used { fingerprint }: &Event) -> State {
        State(Some(fingerprint.clone()))
    }
}

impl Aggregate for IdempotencyKey {
    const NOUN: &'static str = "idempotency_key";
}

#[cfg(test)]
mod tests {
    use super::{Command, Error, Event, Fingerprint, IdempotencyKey};
    use crate::testing::given;

    fn of(body: &str) -> Fingerprint {
        Fingerprint(body.to_owned())
    }

    fn used(body: &str) -> Event {
        Event::Used {
            fingerprint: of(body),
        }
    }

    #[test]
    fn a_key_is_used_once() {
        given::<IdempotencyKey>([])
            .when(Command::Use(of("a")))
            .then([used("a")]);
        given::<IdempotencyKey>([used("a")])
            .when(Command::Use(of("a")))
            .then([]);
    }

    #[test]
    fn a_key_used_for_another_body_is_refused() {
        given::<IdempotencyKey>([used("a")])
            .when(Command::Use(of("b")))
            .then_error(Error::Different);
    }
}
