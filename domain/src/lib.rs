//! The rules of the business, as pure functions.
//!
//! Invariant: nothing here does IO, is async, or reads a clock, randomness or the environment.
//!
//! | owns | does not own |
//! | --- | --- |
//! | commands, events, state, rules, money, prices, ids, access by scope and model pattern, routes and the choice of targets | HTTP, SQL, the stored form, connections |
#![deny(clippy::float_arithmetic)]

pub mod activity;
pub mod actor;
pub mod api_key;
pub mod decider;
pub mod event;
pub mod id;
pub mod idempotency_key;
pub mod money;
pub mod organization;
pub mod price;
pub mod provider;
pub mod request;
pub mod route;
pub mod routing;
pub mod session;
#[cfg(feature = "testing")]
pub mod testing;
pub mod time;

pub use decider::{Aggregate, AggregateId, Decider, fold};
