//! The adapters: what connects the rules to servers, disks and clocks.
//!
//! | owns | does not own |
//! | --- | --- |
//! | the event log and the journal, connections to Postgres and ClickHouse, secrets, telemetry, the local servers | rules, routes, read models |
pub mod catalogue;
pub mod clickhouse;
pub mod clock;
pub mod event_log;
pub mod journal;
pub mod postgres;
pub mod secrets;
pub mod stack;
pub mod telemetry;
