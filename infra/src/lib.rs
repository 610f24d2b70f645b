//! infra.
pub mod clock;
pub mod event_log;
pub mod journal;
pub mod secrets;
pub mod stack;
pub mod telemetry;
