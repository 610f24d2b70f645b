//! The network to providers: the one HTTP client, framing and timeouts.
//!
//! Invariant: nothing outside this module opens a connection to a provider, and every wait here has a bound.
mod aws;
mod client;
mod framing;
mod plain;
mod sign;
pub mod sse;
mod token;

#[cfg(test)]
pub(crate) use aws::message as aws_message;
pub use client::{Body, ReadError, Response, SendError, Target, Timeouts, Upstream};
pub use framing::{Frames, Framing, Unframed};
pub use sign::{Signing, settings_for};
