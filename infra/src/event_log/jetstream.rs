//! The log on NATS JetStream: one message a commit, one subject an aggregate.
use super::{AppendError, By, EventLog, LogError, Recorded, Sequence, Stream, direct};
use async_nats::{
    HeaderMap, header,
    jetstream::{
        self,
        context::{PublishError, PublishErrorKind},
        message::PublishMessage,
        stream::LastRawMessageErrorKind,
    },
};
use bytes::Bytes;
use domain::{
    AggregateId, activity,
    id::{CommitId, OrganizationId},
};
use schemas::Commit;
use std::{error::Error, time::Duration};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

/// How long one acknowledgement is waited for before the commit is sent again.
const ACKNOWLEDGEMENT: Duration = Duration::from_secs(1);
/// How long an append or a load tries altogether.
const PATIENCE: Duration = Duration::from_secs(5);
/// The pause before the next try.
const PAUSE: Duration = Duration::from_millis(20);
/// How many commits are read at a time.
const BATCH: usize = 1000;

/// Commits of aggregates on a server.
#[derive(Clone, Debug)]
pub struct JetStreamLog {
    context: jetstream::Context,
}

impl JetStreamLog {
    /// The log on the server behind `context`, whose streams [`super::topology::ensure`] has made sure of.
    #[must_use]
    pub const fn new(context: jetstream::Context) -> Self {
        Self { context }
    }

    /// The connection, to follow the log by.
    #[must_use]
    pub const fn context(&self) -> &jetstream::Context {
        &self.context
    }
}

impl EventLog for JetStreamLog {
    async fn append(
        &self,
        aggregate: &AggregateId,
        expected: Sequence,
        commit: &Commit,
    ) -> Result<Sequence, AppendError> {
        let subject = schemas::subject::control(aggregate);
        let message = Outgoing::new(commit)?.expecting(expected);
        match self.deliver(&subject, &message).await {
            Ok(sequence) => Ok(sequence),
            Err(error) if is_conflict(&error) => self.own(aggregate, expected, commit).await,
            Err(error) => Err(lost(error).into()),
        }
    }

    async fn load(
        &self,
        aggregate: &AggregateId,
        after: Sequence,
    ) -> Result<Vec<Recorded>, LogError> {
        let subject = schemas::subject::control(aggregate);
        let deadline = Instant::now() + PATIENCE;
        let last = match self.last(&subject, deadline).await? {
            Some(last) if last.sequence > after => last,
            Some(_) | None => return Ok(Vec::new()),
        };
        if last.follows == Some(after) {
            return Ok(vec![recorded(last.sequence, &last.payload)?]);
        }
        let mut tail = Tail::new(after);
        while tail.position < last.sequence {
            if Instant::now() > deadline {
                return Err(LogError::unavailable("the tail was not served in time"));
            }
            self.read(&subject, &mut tail).await?;
        }
        Ok(tail.commits)
    }
}

/// A commit as it is sent, the same each time.
struct Outgoing {
    headers: HeaderMap,
    payload: Bytes,
}

impl Outgoing {
    fn new(commit: &Commit) -> Result<Self, LogError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::NATS_MESSAGE_ID, commit.id.to_string());
        let payload = schemas::encode(commit).map_err(LogError::codec)?.into();
        Ok(Self { headers, payload })
    }

    /// To be taken only where the subject's last commit still is at `expected`.
    fn expecting(mut self, expected: Sequence) -> Self {
        let name = header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE;
        self.headers.insert(name, expected.to_string());
        self
    }
}

/// An aggregate's last commit.
struct Last {
    sequence: Sequence,
    /// The commit before it, where it says so.
    follows: Option<Sequence>,
    payload: Bytes,
}

/// What was read so far of an aggregate's commits.
struct Tail {
    position: Sequence,
    commits: Vec<Recorded>,
}

impl Tail {
    const fn new(after: Sequence) -> Self {
        Self {
            position: after,
            commits: Vec::new(),
        }
    }
}

impl JetStreamLog {
    /// Records what was done in an organisation, which nothing is decided upon, and tells its place in ACTIVITY.
    ///
    /// # Errors
    /// When the log fails.
    pub async fn record(
        &self,
        organization: OrganizationId,
        by: By,
        event: activity::Event,
    ) -> Result<Sequence, LogError> {
        let subject = schemas::subject::activity(organization, event.noun());
        let commit = Commit {
            id: CommitId(Uuid::now_v7()),
            time: by.now,
            organization,
            actor: by.actor,
            cause: by.cause,
            events: vec![event.into()],
        };
        let delivered = self.deliver(&subject, &Outgoing::new(&commit)?).await;
        delivered.map_err(lost)
    }

    /// Publishes until the log has it, or refuses it, or it took too long.
    async fn deliver(&self, subject: &str, message: &Outgoing) -> Result<Sequence, PublishError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.publish(subject, message).await {
                Err(error) if is_passing(&error) && Instant::now() <= deadline => {
                    tokio::time::sleep(PAUSE).await;
                }
                done => return done,
            }
        }
    }

    async fn publish(&self, subject: &str, message: &Outgoing) -> Result<Sequence, PublishError> {
        let message = PublishMessage::build()
            .headers(message.headers.clone())
            .payload(message.payload.clone());
        let published = async {
            let context = &self.context;
            context
                .send_publish(subject.to_owned(), message)
                .await?
                .await
        };
        match timeout(ACKNOWLEDGEMENT, published).await {
            Ok(acknowledged) => Ok(acknowledged?.sequence),
            Err(_) => Err(PublishErrorKind::TimedOut.into()),
        }
    }

    /// Where `commit` lies, when what it conflicts with is itself: the server compares sequences before
    /// it looks whether it has the message's id already.
    async fn own(
        &self,
        aggregate: &AggregateId,
        expected: Sequence,
        commit: &Commit,
    ) -> Result<Sequence, AppendError> {
        let tail = self.load(aggregate, expected).await?;
        let own = tail.iter().find(|recorded| recorded.commit.id == commit.id);
        own.map_or(Err(AppendError::Conflict), |own| Ok(own.sequence))
    }

    async fn last(&self, subject: &str, deadline: Instant) -> Result<Option<Last>, LogError> {
        loop {
            match timeout(ACKNOWLEDGEMENT, self.last_now(subject)).await {
                Ok(Err(LogError::Unavailable(_))) | Err(_) if Instant::now() < deadline => {
                    tokio::time::sleep(PAUSE).await;
                }
                Ok(answer) => return answer,
                Err(late) => return Err(LogError::unavailable(late)),
            }
        }
    }

    async fn last_now(&self, subject: &str) -> Result<Option<Last>, LogError> {
        let stream = self
            .context
            .get_stream_no_info(Stream::Control.name())
            .await;
        let stream = stream.map_err(LogError::refused)?;
        match stream.get_last_raw_message_by_subject(subject).await {
            Ok(message) => Ok(Some(Last {
                sequence: message.sequence,
                follows: message
                    .headers
                    .get(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE)
                    .and_then(|value| value.as_str().parse().ok()),
                payload: message.payload,
            })),
            Err(error) => match error.kind() {
                LastRawMessageErrorKind::NoMessageFound => Ok(None),
                LastRawMessageErrorKind::InvalidSubject => Err(LogError::refused(error)),
                LastRawMessageErrorKind::JetStream(_) | LastRawMessageErrorKind::Other => {
                    Err(LogError::unavailable(error))
                }
            },
        }
    }

    /// Reads on in the subject, as far as one answer of the server goes. Any replica may answer; one that
    /// is behind ends early.
    async fn read(&self, subject: &str, tail: &mut Tail) -> Result<(), LogError> {
        let wanted = serde_json::json!({
            "seq": tail.position + 1, "next_by_subj": subject, "batch": BATCH,
        });
        let answer = direct::get(&self.context, Stream::Control, &wanted, ACKNOWLEDGEMENT).await?;
        for message in answer.messages {
            tail.commits
                .push(recorded(message.sequence, &message.payload)?);
            tail.position = message.sequence;
        }
        Ok(())
    }
}

fn recorded(sequence: Sequence, payload: &[u8]) -> Result<Recorded, LogError> {
    let commit = schemas::decode(payload).map_err(LogError::codec)?;
    Ok(Recorded { sequence, commit })
}

/// What it means to a caller that a commit was not delivered.
fn lost(error: PublishError) -> LogError {
    if is_passing(&error) {
        return LogError::unavailable(error);
    }
    LogError::refused(error)
}

/// Whether the aggregate is not where the commit expected it.
fn is_conflict(error: &PublishError) -> bool {
    error.kind() == PublishErrorKind::WrongLastSequence
        || server_code(error) == Some(jetstream::ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT)
}

/// Whether the same may succeed later: nobody answered, or the server cannot store for now.
fn is_passing(error: &PublishError) -> bool {
    match error.kind() {
        PublishErrorKind::TimedOut
        | PublishErrorKind::BrokenPipe
        | PublishErrorKind::StreamNotFound
        | PublishErrorKind::MaxAckPending => true,
        PublishErrorKind::WrongLastMessageId
        | PublishErrorKind::WrongLastSequence
        | PublishErrorKind::MaxPayloadExceeded => false,
        PublishErrorKind::Other => server_code(error).is_none_or(|code| code.0 != 0),
    }
}

fn server_code(error: &PublishError) -> Option<jetstream::ErrorCode> {
    let server: &jetstream::Error = error.source()?.downcast_ref()?;
    Some(server.error_code())
}
