//! What auditors need: every commit of configuration as it was stored, and a chain of hashes through each
//! organisation's commits of configuration and of traffic.
//!
//! Invariant: rows are only ever added; the database refuses anything else.
pub mod chain;
mod heads;
mod journal;

use crate::{error::StoreError, record::Batch};
use infra::event_log::Stream;
use tokio_postgres::Transaction;

/// Lengthens the chains by a batch, and keeps its commits where they are configuration.
///
/// # Errors
/// When the database fails.
pub(crate) async fn write(
    transaction: &Transaction<'_>,
    stream: Stream,
    batch: &Batch,
) -> Result<u64, StoreError> {
    let hashes = heads::extend(transaction, stream, batch).await?;
    match stream {
        Stream::Control | Stream::Ledger | Stream::Activity => {
            journal::append(transaction, stream, batch, &hashes).await
        }
        Stream::Traffic => Ok(0),
    }
}
