//! What this gateway learns of providers from the calls that it sends them: how fast each model answers, which of
//! them are ejected, which credentials cool down. In memory, one a process; every gateway learns for itself.
//!
//! Invariant: nothing here is configuration. That a credential is disabled is an event, and lies in the snapshot.
//!
//! A limited credential is no event: the attempt that was limited is in the log, in its call's record, and what
//! follows from it holds for seconds and for one gateway.
mod doubts;
mod health;
mod routes;
mod target;

pub use doubts::{Asked, Doubt, Doubts};
pub use health::Healths;
pub(crate) use routes::{HealthOfProviders, configure};
pub use target::{Cooling, CoolingReason, Ended, Seen, TargetHealth};
