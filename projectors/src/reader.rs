//! The reading half: messages of a stream into batches, one batch ahead of the writing half.
use crate::{
    error::ProjectorError,
    line::Resume,
    record::{Batch, Record},
    repeats::{Repeats, WINDOW},
};
use domain::id::CommitId;
use infra::event_log::{Consumer, ConsumerName, LogError, Message, Sequence, Stream, connect};
use serde::Deserialize;
use std::time::Duration;
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::Instant,
};

/// The most commits of a batch.
const BATCH: usize = 20_000;
/// How long is waited for a batch that is all there already.
const BACKLOG: Duration = Duration::from_secs(2);
/// How long one look for more of a batch waits at least.
const SHORT: Duration = Duration::from_millis(5);
/// How long one look for messages waits in a quiet stream.
const QUIET: Duration = Duration::from_secs(1);

/// A stream and the name under which it is read.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The servers of the log.
    pub(crate) nats_url: String,
    /// Which stream.
    pub(crate) stream: Stream,
    /// What the server calls the reader.
    pub(crate) name: ConsumerName,
}

/// Batches as they come. Reading ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Reader {
    batches: mpsc::Receiver<Result<Batch, ProjectorError>>,
    written: watch::Sender<Sequence>,
    _task: JoinSet<()>,
}

impl Reader {
    /// Starts to read where the read model stands.
    pub(crate) fn start(source: Source, resume: Resume) -> Self {
        let (sender, batches) = mpsc::channel(1);
        let (written, acknowledged) = watch::channel(0);
        let mut task = JoinSet::new();
        task.spawn(async move {
            if let Err(error) = read(&source, resume, &sender, &acknowledged).await {
                // Nobody to tell where the writing half has ended.
                let _ = sender.send(Err(error)).await;
            }
        });
        Self {
            batches,
            written,
            _task: task,
        }
    }

    /// The next batch; can be given up at any point without losing one.
    ///
    /// # Errors
    /// When the log fails or holds a commit that this build cannot read.
    pub(crate) async fn next(&mut self) -> Result<Batch, ProjectorError> {
        let batch = self.batches.recv().await;
        batch.unwrap_or(Err(ProjectorError::ReaderEnded))
    }

    /// Notes that everything up to `last` is written.
    pub(crate) fn written(&self, last: Sequence) {
        self.written.send_replace(last);
    }
}

async fn read(
    source: &Source,
    resume: Resume,
    batches: &mpsc::Sender<Result<Batch, ProjectorError>>,
    written: &watch::Receiver<Sequence>,
) -> Result<(), ProjectorError> {
    let mut reading = Reading::open(source, resume).await?;
    while !batches.is_closed() {
        let acknowledged = *written.borrow();
        reading.consumer.acknowledge(acknowledged).await?;
        if let Some(batch) = reading.next().await?
            && batches.send(Ok(batch)).await.is_err()
        {
            break;
        }
    }
    Ok(())
}

struct Reading {
    stream: Stream,
    consumer: Consumer,
    repeats: Repeats,
    held: Vec<Message>,
    /// The last place of the last batch.
    position: Sequence,
    /// Where the next batch has to end, where that is settled.
    through: Option<Sequence>,
}

/// How long a batch that is not full is added to. Each batch costs the databases the same whatever its
/// size, so traffic waits for more; but people wait for what they configured.
const fn linger(stream: Stream) -> Duration {
    match stream {
        Stream::Traffic => Duration::from_millis(250),
        Stream::Control | Stream::Ledger | Stream::Activity => Duration::from_millis(5),
    }
}

/// As much of a commit as it takes to recognise it.
#[derive(Deserialize)]
struct Identity {
    id: CommitId,
}

impl Reading {
    /// Shows the places before `resume.after` to the search for repeats.
    async fn open(source: &Source, resume: Resume) -> Result<Self, ProjectorError> {
        let context = connect(&source.nats_url).await?;
        let start = resume.after.saturating_sub(WINDOW);
        let consumer = Consumer::open(context, source.stream, source.name.clone(), start);
        let mut reading = Self {
            stream: source.stream,
            consumer: consumer.await?,
            repeats: Repeats::default(),
            held: Vec::new(),
            position: start,
            through: Some(resume.after),
        };
        while reading.position < resume.after {
            for message in reading.gather().await? {
                reading.recall(&message)?;
            }
        }
        reading.through = resume.through;
        Ok(reading)
    }

    fn recall(&mut self, message: &Message) -> Result<(), ProjectorError> {
        let identity: Identity = serde_json::from_slice(&message.payload)
            .map_err(|source| self.unreadable(message.sequence, source.into()))?;
        self.repeats.is_repeat(message.sequence, identity.id);
        Ok(())
    }

    async fn next(&mut self) -> Result<Option<Batch>, ProjectorError> {
        let first = self.position + 1;
        let messages = self.gather().await?;
        if self.position < first {
            return Ok(None);
        }
        let mut records = Vec::with_capacity(messages.len());
        for message in messages {
            let commit = message
                .decode()
                .map_err(|source| self.unreadable(message.sequence, source))?;
            if !self.repeats.is_repeat(message.sequence, commit.id) {
                records.push(Record { message, commit });
            }
        }
        self.through = None;
        Ok(Some(Batch {
            first,
            last: self.position,
            records,
            pending: self.consumer.pending(),
        }))
    }

    /// Messages up to where the batch has to end, or as many as come in a while.
    async fn gather(&mut self) -> Result<Vec<Message>, LogError> {
        let mut messages = self.fetch(BATCH, QUIET).await?;
        if messages.is_empty() {
            return Ok(messages);
        }
        let patience = if self.consumer.pending() < BATCH as u64 {
            linger(self.stream)
        } else {
            BACKLOG
        };
        let deadline = Instant::now() + patience;
        while messages.len() < BATCH || self.through.is_some() {
            let wait = deadline.saturating_duration_since(Instant::now());
            let done = self
                .through
                .map_or(wait.is_zero(), |end| self.position >= end);
            if done {
                break;
            }
            let room = BATCH.saturating_sub(messages.len()).max(1);
            messages.extend(self.fetch(room, wait.max(SHORT)).await?);
        }
        Ok(messages)
    }

    /// A look for messages. What lies beyond the place where the batch has to end is held back.
    async fn fetch(&mut self, max: usize, wait: Duration) -> Result<Vec<Message>, LogError> {
        let mut messages = std::mem::take(&mut self.held);
        if messages.is_empty() {
            messages = self.consumer.next_batch(max, wait).await?;
        }
        let end = self.through.unwrap_or(Sequence::MAX);
        self.held = messages.split_off(messages.partition_point(|one| one.sequence <= end));
        if !self.held.is_empty() {
            self.position = end;
        } else if let Some(last) = messages.last() {
            self.position = last.sequence;
        }
        Ok(messages)
    }

    fn unreadable(&self, sequence: Sequence, source: schemas::DecodeError) -> ProjectorError {
        ProjectorError::Unreadable {
            stream: self.stream.name(),
            sequence,
            source,
        }
    }
}
