//! What was called and what it took, added up by caller, model and day.
//!
//! Invariant: whole numbers only, and none that could overflow.
#![deny(clippy::float_arithmetic)]
#[cfg(test)]
mod tests;
mod totals;
mod write;

pub(crate) use write::write;
