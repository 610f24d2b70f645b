//! infra.
pub mod clickhouse;
pub mod clock;
pub mod event_log;
pub mod journal;
pub mod postgres;
pub mod secrets;
pub mod stack;
pub mod telemetry;
