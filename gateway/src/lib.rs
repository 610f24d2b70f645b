//! The gateway: the HTTP API, and the line that a call takes through the hub.
//!
//! | module | holds |
//! | --- | --- |
//! | [`auth`] | who calls, and what they may do |
//! | [`live`] | the control plane folded in memory |
//! | [`openai`] | the client's wire format |
//! | [`providers`] | the providers' dialects, pure |
//! | [`upstream`] | the network to providers |
pub mod auth;
pub mod live;
pub mod openai;
pub mod providers;
pub mod upstream;
