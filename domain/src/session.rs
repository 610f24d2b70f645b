//! Sessions that were ended before their time. A session that was not ended leaves nothing here.
use crate::{
    decider::{Aggregate, Decider},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;

/// The consistency boundary of one session.
#[derive(Debug)]
pub enum Session {}

/// What can be asked of a session.
#[derive(Clone, Copy, Debug)]
pub enum Command {
    /// End it now.
    End {
        /// When it would have ended by itself.
        ends_at: Timestamp,
    },
}

/// What happened to a session. The tags are stored for ever: a new shape gets a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Whoever it was of signed out: no copy of it is worth anything from then on.
    #[serde(rename = "session.ended.v1")]
    Ended {
        /// When it would have ended by itself; from then on nobody has to remember.
        ends_at: Timestamp,
    },
}

/// Whether it was ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It was not.
    #[default]
    NotEnded,
    /// It was.
    Ended,
}

impl Decider for Session {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Error = Infallible;

    fn decide(state: &State, Command::End { ends_at }: Command) -> Result<Vec<Event>, Infallible> {
        match state {
            State::NotEnded => Ok(vec![Event::Ended { ends_at }]),
            State::Ended => Ok(Vec::new()),
        }
    }

    fn evolve(_: State, Event::Ended { .. }: &Event) -> State {
        State::Ended
    }
}

impl Aggregate for Session {
    const NOUN: &'static str = "session";
}

#[cfg(test)]
mod tests {
    use super::{Command, Event, Session};
    use crate::{testing::given, time::Timestamp};

    const NOON: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    #[test]
    fn a_session_is_ended_once() {
        let ended = Event::Ended { ends_at: NOON };
        let end = Command::End { ends_at: NOON };
        given::<Session>([]).when(end).then([ended.clone()]);
        given::<Session>([ended]).when(end).then([]);
    }
}
