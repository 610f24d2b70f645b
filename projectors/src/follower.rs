//! A stream being written into a read model, from where that stands.
use crate::{
    error::{ProjectorError, StoreError},
    line::ReadModel,
    reader::{Reader, Source},
    record::Batch,
};
use infra::event_log::Sequence;
use std::time::Duration;
use tokio::time::timeout;

/// How long a database may take over a batch.
const WRITE: Duration = Duration::from_mins(1);

/// A read model with the reader that feeds it.
#[derive(Debug)]
pub(crate) struct Follower<M> {
    model: M,
    reader: Reader,
    position: Sequence,
}

impl<M: ReadModel> Follower<M> {
    /// Begins where the read model stands.
    ///
    /// # Errors
    /// When the read model cannot tell.
    pub(crate) async fn start(source: Source, mut model: M) -> Result<Self, ProjectorError> {
        let resume = in_time(model.resume()).await?;
        Ok(Self {
            model,
            reader: Reader::start(source, resume),
            position: resume.after,
        })
    }

    /// The last place that is written.
    pub(crate) const fn position(&self) -> Sequence {
        self.position
    }

    /// The next batch; can be given up at any point without losing one.
    ///
    /// # Errors
    /// When the log fails or holds a commit that this build cannot read.
    pub(crate) async fn next(&mut self) -> Result<Batch, ProjectorError> {
        self.reader.next().await
    }

    /// Writes what [`Self::next`] gave, and tells how many rows that took.
    ///
    /// # Errors
    /// When the read model could not be written, or was by somebody else.
    pub(crate) async fn write(&mut self, batch: &Batch) -> Result<u64, ProjectorError> {
        let rows = in_time(self.model.write(batch)).await?;
        self.position = batch.last;
        self.reader.written(batch.last);
        Ok(rows)
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    timeout(WRITE, work)
        .await
        .unwrap_or(Err(StoreError::TimedOut))
}
