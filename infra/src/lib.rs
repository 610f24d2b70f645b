//! infra.
pub mod secrets;
