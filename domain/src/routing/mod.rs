//! Where a call goes: which targets, by which credentials, in which order, and what a failure says of the rest.
//!
//! Invariant: pure; the time and the dice are passed in, and the same input gives the same order.
//!
//! A credential that cools down is in no order: its provider said when to come back. A target that is ejected
//! comes after every other, so that the last one left is still called.
mod cooldown;
mod draw;
mod health;
mod latency;
mod order;
#[cfg(test)]
mod tests;

pub use cooldown::{CoolingReason, LONGEST_COOLDOWN, backoff, cooldown};
pub use health::{Health, Observation, SuccessRate, Turn};
pub use latency::PeakEwma;
pub use order::{Blame, Order, order};

use crate::{money::Usd, time::Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the first target is chosen; the others follow by the same rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// By chance, as often as the weights say.
    Weighted,
    /// Whoever is expected to answer soonest.
    Latency,
    /// Whoever charges least for the call; those without a price last.
    Cost,
    /// As they are listed.
    #[default]
    Fallback,
}

impl Strategy {
    /// The strategy's name in records and read models.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weighted => "weighted",
            Self::Latency => "latency",
            Self::Cost => "cost",
            Self::Fallback => "fallback",
        }
    }
}

/// When a target's turn comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// By the strategy.
    Target,
    /// After every target, in its place.
    Fallback,
}

/// A provider's model that can take the call, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// When its turn comes.
    pub role: Role,
    /// Its share of the calls, relative to the others.
    pub weight: u32,
    /// How long it is expected to take, as [`PeakEwma::load`] has it.
    pub load: u64,
    /// What it charges for the call.
    pub price: Option<Usd>,
    /// Whether it failed too often of late.
    pub is_ejected: bool,
    /// What can sign the call.
    pub credentials: Vec<Credential>,
}

/// A credential of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its share of the provider's calls, relative to the others.
    pub weight: u32,
    /// Whether it can be used.
    pub standing: Standing,
}

/// Whether a credential can be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Ready,
    /// Its provider refused it, and nobody knows yet for how much: only after all that are ready.
    Doubted,
    /// From then on.
    Cooling(Timestamp),
    /// It can't.
    Disabled,
}

/// A candidate and one of its credentials, by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Which candidate.
    pub candidate: usize,
    /// Which of its credentials.
    pub credential: usize,
}
