//! Organisations: whose data, money and access it is.
#[cfg(test)]
mod tests;

use crate::{
    decider::{Aggregate, Decider},
    id::CommandId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The consistency boundary of one organisation.
#[derive(Debug)]
pub enum Organization {}

/// The name of the organisation that a hub starts with.
pub const DEFAULT_NAME: &str = "default";

/// What can be asked of an organisation.
#[derive(Clone, Debug)]
pub enum Command {
    /// Create it.
    Create {
        /// Repeats of one command change nothing.
        command: CommandId,
        /// Unique on the hub.
        name: String,
        /// For people.
        display_name: Option<String>,
    },
}

/// What happened to an organisation. The tags are stored for ever: a new shape gets a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It was created.
    #[serde(rename = "organization.created.v1")]
    Created {
        /// By which command.
        command: CommandId,
        /// Unique on the hub.
        name: String,
        /// For people.
        display_name: Option<String>,
    },
}

/// The command that created the organisation, where it exists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State(Option<CommandId>);

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// Another command created it.
    #[error("there is an organisation of this name")]
    Exists,
}

impl Decider for Organization {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Error = Error;

    fn decide(State(created_by): &State, command: Command) -> Result<Vec<Event>, Error> {
        let Command::Create {
            command,
            name,
            display_name,
        } = command;
        match created_by {
            Some(earlier) if *earlier == command => Ok(Vec::new()),
            Some(_) => Err(Error::Exists),
            None => Ok(vec![Event::Created {
                command,
                name,
                display_name,
            }]),
        }
    }

    fn evolve(_: State, event: &Event) -> State {
        let Event::Created { command, .. } = event;
        State(Some(*command))
    }
}

impl Aggregate for Organization {
    const NOUN: &'static str = "organization";
}
