//! What a read model has to be able to do for a stream to be written into it.
use crate::{error::StoreError, record::Batch};
use infra::event_log::Sequence;

/// Where a read model stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Resume {
    /// The last place that is in it for certain.
    pub(crate) after: Sequence,
    /// Where the next batch has to end, where one was begun and may be half written.
    pub(crate) through: Option<Sequence>,
}

/// One stream's share of a read model.
pub(crate) trait ReadModel: Send {
    /// Where it stands.
    fn resume(&mut self) -> impl Future<Output = Result<Resume, StoreError>> + Send;

    /// Writes a batch with the position after it, all of it or nothing, and tells how many rows that took.
    /// A batch that was written already changes nothing.
    fn write(&mut self, batch: &Batch) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
