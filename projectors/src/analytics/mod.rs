//! Every call, every attempt and every change of configuration, for analysts.
//!
//! Invariant: where a batch ends is settled in `cuts` before it is written, so that whoever writes it, and
//! however often, inserts the same blocks under the same token, and ClickHouse keeps the first. The roll-ups
//! behind the tables follow, since their blocks are recognised by the same token.
mod change;
mod cuts;
mod model;
mod native;
mod project;
mod rows;
#[cfg(test)]
mod tests;

pub(crate) use model::{AnalyticsModel, warehouse};
