//! Behaviour across crates, on the real servers: fixtures here, tests in `it/`.

pub mod hub;
pub mod log;
pub mod stack;
pub mod wire;
