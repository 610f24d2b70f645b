//! What this gateway learns of providers from the calls that it sends them: how fast each model answers, which of
//! them are ejected, which credentials cool down. In memory, one a process; every gateway learns for itself.
//!
//! Invariant: nothing here is configuration. That a credential is disabled is an event, and lies in the snapshot.
//!
//! What changes is recorded in ACTIVITY for whoever looks back on a bad day, and is never read again to decide.
mod doubts;
mod health;
mod routes;
mod target;

pub use doubts::{Asked, Doubt, Doubts};
pub use health::Healths;
pub(crate) use routes::{HealthOfProviders, configure};
pub use target::{Changed, Cooling, Ended, Seen, TargetHealth};
