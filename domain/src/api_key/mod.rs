//! API keys: who may call what, until when.
//!
//! The token itself is a biscuit that carries these facts; what lies here is what the organisation decided.
mod pattern;
mod scope;
#[cfg(test)]
mod tests;

pub use pattern::{InvalidPattern, ModelPattern};
pub use scope::Scope;

use crate::{
    decider::{Aggregate, Decider},
    id::{CommandId, UserId},
    provider::{Revision, Versioned},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The consistency boundary of one API key.
#[derive(Debug)]
pub enum ApiKey {}

/// What can be changed of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApiKeySettings {
    /// For people.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Which models it may call.
    pub models: Vec<ModelPattern>,
    /// When it ends; never where absent.
    pub expires_at: Option<Timestamp>,
}

/// The most that a key's scopes and model patterns may take together, in bytes of a token, so that the token
/// fits into a header and leaves its holders room to narrow it.
const STATED_BYTES: usize = 3 << 10;
/// What stating one takes besides its text.
const STATING_BYTES: usize = 16;

/// What can be asked of a key.
#[derive(Clone, Debug)]
pub enum Command {
    /// Create it.
    Create {
        /// Repeats of one command change nothing; the key's id derives from it.
        command: CommandId,
        /// The person whose key it is.
        owner: Option<UserId>,
        /// What it may do.
        settings: ApiKeySettings,
    },
    /// Replace what can be changed.
    Change {
        /// The revision that the change was made to, where the caller insists on it.
        expected: Option<Revision>,
        /// All of it.
        settings: ApiKeySettings,
    },
    /// End it for ever, with every key narrowed from it.
    Revoke {
        /// The revision to revoke, where the caller insists on it.
        expected: Option<Revision>,
    },
}

/// What happened to a key. The tags are stored for ever: a new shape gets a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It was created.
    #[serde(rename = "api_key.created.v1")]
    Created {
        /// By which command.
        command: CommandId,
        /// The person whose key it is.
        owner: Option<UserId>,
        /// What it may do.
        settings: ApiKeySettings,
    },
    /// It was changed.
    #[serde(rename = "api_key.changed.v1")]
    Changed {
        /// As it is from now on.
        settings: ApiKeySettings,
    },
    /// It was revoked.
    #[serde(rename = "api_key.revoked.v1")]
    Revoked {},
}

/// What the rules need to know of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Never created.
    #[default]
    Absent,
    /// Usable.
    Active(Versioned<ApiKeySettings>),
    /// Ended.
    Revoked(Versioned<ApiKeySettings>),
}

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// The same command created a key with other settings.
    #[error("this command created a key with other settings")]
    Different,
    /// There is no such key.
    #[error("there is no such key")]
    Unknown,
    /// It was revoked.
    #[error("the key was revoked")]
    Revoked,
    /// Nothing could be done with it.
    #[error("a key needs at least one scope and one model pattern")]
    Useless,
    /// What it states would not fit into a token.
    #[error("a key's scopes and model patterns are too long together: state fewer, or use `*`")]
    TooLong,
    /// Somebody wrote in between.
    #[error("changed in the meantime: it is at revision {}", .actual.0)]
    RevisionMismatch {
        /// The revision that it is at.
        actual: Revision,
    },
}

impl Decider for ApiKey {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Error = Error;

    fn decide(state: &State, command: Command) -> Result<Vec<Event>, Error> {
        match command {
            Command::Create {
                command,
                owner,
                settings,
            } => create(state, command, owner, settings),
            Command::Change { expected, settings } => change(state, expected, settings),
            Command::Revoke { expected } => revoke(state, expected),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        match (state, event) {
            (
                State::Absent,
                Event::Created {
                    command, settings, ..
                },
            ) => State::Active(Versioned::added(settings.clone(), *command)),
            (State::Active(mut key), Event::Changed { settings }) => {
                key.write(settings);
                State::Active(key)
            }
            (State::Active(mut key), Event::Revoked {}) => {
                key.revision = key.revision.next();
                State::Revoked(key)
            }
            (state, _) => state,
        }
    }
}

impl Aggregate for ApiKey {
    const NOUN: &'static str = "api_key";
}

fn create(
    state: &State,
    command: CommandId,
    owner: Option<UserId>,
    settings: ApiKeySettings,
) -> Result<Vec<Event>, Error> {
    match state {
        State::Absent => {
            require_sense(&settings)?;
            Ok(vec![Event::Created {
                command,
                owner,
                settings,
            }])
        }
        State::Active(key) if key.value == settings => Ok(Vec::new()),
        State::Active(_) | State::Revoked(_) => Err(Error::Different),
    }
}

fn change(
    state: &State,
    expected: Option<Revision>,
    settings: ApiKeySettings,
) -> Result<Vec<Event>, Error> {
    let key = active(state, expected)?;
    require_sense(&settings)?;
    if key.value == settings {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Changed { settings }])
}

fn revoke(state: &State, expected: Option<Revision>) -> Result<Vec<Event>, Error> {
    match active(state, expected) {
        Ok(_) => Ok(vec![Event::Revoked {}]),
        Err(Error::Revoked) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn active(state: &State, expected: Option<Revision>) -> Result<&Versioned<ApiKeySettings>, Error> {
    match state {
        State::Absent => Err(Error::Unknown),
        State::Revoked(_) => Err(Error::Revoked),
        State::Active(key) if expected.is_some_and(|expected| expected != key.revision) => {
            Err(Error::RevisionMismatch {
                actual: key.revision,
            })
        }
        State::Active(key) => Ok(key),
    }
}

fn require_sense(settings: &ApiKeySettings) -> Result<(), Error> {
    if settings.scopes.is_empty() || settings.models.is_empty() {
        return Err(Error::Useless);
    }
    let scopes = settings.scopes.iter().map(|scope| scope.as_str());
    let models = settings.models.iter().map(ModelPattern::as_str);
    let stated = scopes.chain(models).map(|text| text.len() + STATING_BYTES);
    if stated.sum::<usize>() > STATED_BYTES {
        return Err(Error::TooLong);
    }
    Ok(())
}
