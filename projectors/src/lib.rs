//! The read models: from the log into Postgres and ClickHouse, and from nothing again whenever asked.
//!
//! Invariant: a read model is a function of the log. Whatever is killed, repeated or started twice on the
//! way, each commit is in it once; and one that is rebuilt equals the one that was kept up to date.
//!
//! | owns | does not own |
//! | --- | --- |
//! | event to row, the loop, checkpoints, the audit chain, rebuilding | the tables' definitions, deciding anything |
mod analytics;
mod audit;
mod billing;
mod directory;
mod error;
mod follower;
mod line;
mod live;
mod postgres;
mod projector;
mod reader;
mod rebuild;
mod record;
mod repeats;
mod settings;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use audit::chain;
pub use error::{ProjectorError, StoreError};
pub use live::run;
pub use projector::Projector;
pub use rebuild::{Progress, RebuildError, rebuild};
pub use settings::Settings;
