//! Following CONTROL for as long as the gateway runs.
use super::{Folder, Live};
use async_nats::jetstream;
use domain::price::Catalogue;
use infra::event_log::{Consumer, ConsumerName, LogError, Message, Stream, last_sequence};
use infra::telemetry::names;
use metrics::gauge;
use schemas::{DecodeError, subject::ControlSubject};
use std::time::Duration;

/// The most commits that are folded before readers see them.
const BATCH: usize = 5_000;
/// How long one wait for commits lasts; a new commit ends it at once.
const WAIT: Duration = Duration::from_secs(5);

/// Why the control plane can't be followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The event log is away while the gateway starts, or refuses.
    #[error("the control plane can't be read from the event log")]
    Log(#[from] LogError),
    /// A commit lies where no aggregate's commits lie.
    #[error("commit {sequence} of the control plane lies at an unknown subject, {subject:?}")]
    Subject {
        /// Where in the stream.
        sequence: u64,
        /// Its subject.
        subject: String,
    },
    /// A commit is malformed, or was written by a newer version: this gateway must not act on half of what
    /// is configured.
    #[error("commit {sequence} of the control plane can't be read by this version of the hub")]
    Commit {
        /// Where in the stream.
        sequence: u64,
        /// What is wrong with it.
        #[source]
        source: DecodeError,
    },
}

/// Keeps a [`Live`] up to date.
#[derive(Debug)]
pub struct Follower {
    folder: Folder,
    consumer: Consumer,
}

impl Live {
    /// Folds everything that is in CONTROL by now, and tells who keeps it up to date. Models are looked up in
    /// `catalogue`.
    ///
    /// # Errors
    /// When the log is away, or holds a commit that this build can't read.
    pub async fn start(
        context: &jetstream::Context,
        catalogue: Catalogue,
    ) -> Result<(Self, Follower), FollowError> {
        let last = last_sequence(context, Stream::Control).await?;
        let consumer = Consumer::open(context.clone(), Stream::Control, ConsumerName::Ephemeral, 0);
        let (live, folder) = Folder::over(catalogue);
        let mut follower = Follower {
            folder,
            consumer: consumer.await?,
        };
        while follower.folder.sequence() < last {
            follower.fold_next().await?;
        }
        follower.publish();
        Ok((live, follower))
    }
}

impl Follower {
    /// Folds commits as they come; while the log is away, nothing changes. May be dropped at any time.
    ///
    /// Returns only why it can't go on: a commit that this build can't read, or a log that lost what was read
    /// already. The gateway must stop then, or it would act on what is no longer configured.
    pub async fn run(mut self) -> FollowError {
        loop {
            match self.fold_next().await {
                Ok(()) => self.publish(),
                Err(FollowError::Log(LogError::Unavailable(error))) => {
                    tracing::warn!(%error, "the event log is away: the control plane stays as it is");
                }
                Err(error) => return error,
            }
        }
    }

    fn publish(&self) {
        self.folder.publish();
        let sequence = u32::try_from(self.folder.sequence()).unwrap_or(u32::MAX);
        gauge!(names::CONTROL_SEQUENCE).set(sequence);
    }

    async fn fold_next(&mut self) -> Result<(), FollowError> {
        for message in self.consumer.next_batch(BATCH, WAIT).await? {
            self.fold(&message)?;
        }
        Ok(())
    }

    fn fold(&mut self, message: &Message) -> Result<(), FollowError> {
        let sequence = message.sequence;
        let subject = ControlSubject::parse(&message.subject);
        let subject = subject.ok_or_else(|| FollowError::Subject {
            sequence,
            subject: message.subject.to_string(),
        })?;
        let commit = message.decode();
        let commit = commit.map_err(|source| FollowError::Commit { sequence, source })?;
        self.folder.fold(sequence, &subject, &commit);
        Ok(())
    }
}
