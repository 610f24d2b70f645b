//! What can stop a projector; all of it is tried again.
use infra::{
    clickhouse::WarehouseError,
    event_log::{LogError, Sequence},
    postgres::MigrateError,
};
use schemas::DecodeError;
use thiserror::Error;

/// Why a read model could not be written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Postgres failed.
    #[error("Postgres failed")]
    Postgres(#[from] tokio_postgres::Error),
    /// Postgres is not in the form that this build needs.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// ClickHouse failed.
    #[error("ClickHouse failed")]
    ClickHouse(#[from] clickhouse::error::Error),
    /// ClickHouse is not in the form that this build needs.
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    /// Another writer was here, or the tables were replaced: where it stands has to be read anew.
    #[error("the read model was written by somebody else meanwhile")]
    Moved,
    /// A number is beyond what the database can hold.
    #[error("position {0} is beyond what the database can hold")]
    OutOfRange(Sequence),
    /// No answer in time.
    #[error("the database did not answer in time")]
    TimedOut,
}

/// Why a projector stopped short.
#[derive(Debug, Error)]
pub enum ProjectorError {
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A commit that this build cannot read; it is not passed over.
    #[error("commit {sequence} of {stream} is unreadable")]
    Unreadable {
        /// In which stream.
        stream: &'static str,
        /// Where.
        sequence: Sequence,
        /// Why.
        #[source]
        source: DecodeError,
    },
    /// The read model could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The reading half ended without saying why.
    #[error("the reader ended")]
    ReaderEnded,
}
