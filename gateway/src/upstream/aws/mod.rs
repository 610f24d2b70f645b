//! What Amazon's services want of every call: its signature and its framing.
//!
//! Both are small and fixed, and what they are made of (HMAC, SHA-256, CRC-32) is in the tree already.
mod event_stream;
mod sigv4;

#[cfg(test)]
pub(crate) use event_stream::tests::message;

pub(super) use event_stream::MessageSplitter;
pub(super) use sigv4::{Scope, Signable, sign};
