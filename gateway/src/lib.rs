//! gateway.
pub mod live;
