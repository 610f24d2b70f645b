//! What is written down for ever: commits and their subjects, event tags, tables.
//!
//! Invariant: a tag that has shipped keeps its shape; `samples/` holds one stored event of each.
//!
//! | owns | does not own |
//! | --- | --- |
//! | the stored form of a commit, upcasting, JSON Schemas, table definitions | rules, connections |
pub mod clickhouse;
mod commit;
pub mod event_schema;
pub mod postgres;
mod stored_event;
pub mod subject;
mod upcast;

pub use commit::{Commit, DecodeError, decode, encode};
