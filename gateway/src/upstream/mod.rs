//! The network to providers: the one HTTP client, framing and timeouts.
//!
//! Invariant: nothing outside this module opens a connection to a provider, and every wait here has a bound.
mod client;
pub mod sse;

pub use client::{Body, ReadError, Response, SendError, Timeouts, Upstream};
