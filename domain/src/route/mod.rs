//! A route: what a name that clients call stands for, and how the calls are spread.
//!
//! Invariant: a target is always a provider's model and never another name, so that routes cannot go in circles.
//! Names are unique among an organisation's routes: the id is derived from the name.
mod decide;
mod evolve;
#[cfg(test)]
mod tests;

use crate::{
    decider::Aggregate,
    id::CommandId,
    provider::{ModelName, ProviderName, Revision, Versioned},
    routing::Strategy,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most targets and fallbacks of a route together.
pub const MOST_TARGETS: usize = 16;

/// The consistency boundary of one route.
#[derive(Debug)]
pub enum Route {}

/// Where calls may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteTarget {
    /// The provider.
    pub provider: ProviderName,
    /// Its name for the model.
    pub model: ModelName,
    /// Its share of the calls, relative to the other targets.
    pub weight: u32,
    /// The longest wait for the first byte of its answer, in milliseconds; the hub's own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

/// How often and how fast a call is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Retries {
    /// The most attempts of one call, the first among them.
    pub max_attempts: u32,
    /// The pause before the same target is tried again, doubled each time, in milliseconds.
    pub backoff_ms: u64,
    /// The time after a call's arrival from which on no attempt begins, in milliseconds.
    pub deadline_ms: u64,
}

impl Default for Retries {
    /// Five: enough for a dead provider, a revoked credential and a limited one before the good one.
    fn default() -> Self {
        Self {
            max_attempts: 5,
            backoff_ms: 100,
            deadline_ms: 60_000,
        }
    }
}

/// What can be changed of a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteSettings {
    /// How the first target is chosen.
    pub strategy: Strategy,
    /// Where calls go.
    pub targets: Vec<RouteTarget>,
    /// Where they go when every target failed, in order.
    pub fallbacks: Vec<RouteTarget>,
    /// How often a call is tried again.
    pub retries: Retries,
    /// Whether calls may name it.
    pub enabled: bool,
}

impl RouteSettings {
    /// The targets, then the fallbacks.
    pub fn all_targets(&self) -> impl Iterator<Item = &RouteTarget> {
        self.targets.iter().chain(&self.fallbacks)
    }
}

/// What can be asked of a route.
#[derive(Clone, Debug)]
pub enum Command {
    /// Add the route.
    Add {
        /// Repeats of one command change nothing.
        command: CommandId,
        /// What clients call.
        name: ModelName,
        /// The rest.
        settings: RouteSettings,
    },
    /// Replace what can be changed.
    Change {
        /// The revision that the change was made to, where the caller insists on it.
        expected: Option<Revision>,
        /// All of it.
        settings: RouteSettings,
    },
    /// Remove the route.
    Remove {
        /// The revision to remove, where the caller insists on it.
        expected: Option<Revision>,
    },
}

/// What happened to a route. The tags are stored for ever: a new shape gets a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It was added.
    #[serde(rename = "route.added.v1")]
    Added {
        /// By which command.
        command: CommandId,
        /// What clients call.
        name: ModelName,
        /// The rest.
        settings: RouteSettings,
    },
    /// It was changed.
    #[serde(rename = "route.changed.v1")]
    Changed {
        /// As it is from now on.
        settings: RouteSettings,
    },
    /// It was removed.
    #[serde(rename = "route.removed.v1")]
    Removed {},
}

/// What the rules need to know of a route; `None` before it was added and after it was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State(pub Option<Versioned<RouteSettings>>);

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// There is such a route, added by another command.
    #[error("there is a route of this name")]
    Exists,
    /// There is no such route.
    #[error("there is no such route")]
    Unknown,
    /// It would lead nowhere.
    #[error("a route needs at least one target")]
    NoTarget,
    /// It would lead to too many.
    #[error("a route has at most {MOST_TARGETS} targets and fallbacks together")]
    TooManyTargets,
    /// One model of one provider twice.
    #[error("{provider}/{model} is named twice: give it one place, with a larger weight")]
    NamedTwice {
        /// The provider.
        provider: ProviderName,
        /// Its model.
        model: ModelName,
    },
    /// Somebody wrote in between.
    #[error("changed in the meantime: it is at revision {}", .actual.0)]
    RevisionMismatch {
        /// The revision that it is at.
        actual: Revision,
    },
}

impl Aggregate for Route {
    const NOUN: &'static str = "route";
}
