//! Following a stream of the log, from any place, for as long as one likes.
//!
//! Invariant: what is handed out is contiguous: every commit (of the subject that is read) after the last one
//! handed out, once, in order.
use super::{LogError, Sequence, Stream};
use async_nats::{
    HeaderMap, Subject, header,
    jetstream::{
        self,
        consumer::{AckPolicy, DeliverPolicy, pull},
    },
};
use bytes::Bytes;
use domain::{id::CommitId, time::Timestamp};
use futures_util::{FutureExt, StreamExt};
use schemas::{Commit, DecodeError};
use std::{collections::VecDeque, time::Duration};
use tokio::time::{Instant, timeout, timeout_at};

/// How many messages are asked for at a time.
const PULL: usize = 5000;
/// How long one request for messages stands.
const STANDING: Duration = Duration::from_secs(30);
/// How often the server says that a quiet consumer is alive.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// How long the server keeps an ephemeral consumer that nobody asks.
const ABANDONED: Duration = Duration::from_mins(1);
/// How long is waited for a message that the server says there is, before a batch is cut short.
const NEXT: Duration = Duration::from_millis(5);
/// The pause before attaching again.
const PAUSE: Duration = Duration::from_millis(50);
/// How many batches may be unacknowledged.
const UNACKNOWLEDGED: usize = 64;

/// What the server calls a consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsumerName {
    /// A name that operators find in the server, with how far it is. One reader at a time: another of
    /// the same name takes its place.
    Durable(String),
    /// None of its own; gone with its reader.
    Ephemeral,
}

/// A message of a stream.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its place in the stream.
    pub sequence: Sequence,
    /// Where it was published to.
    pub subject: Subject,
    /// A commit's stored bytes.
    pub payload: Bytes,
    /// When the server took it.
    pub recorded_at: Timestamp,
    headers: Option<HeaderMap>,
}

impl Message {
    /// A message as it lies there, without the id that its publisher may have given beside it.
    #[must_use]
    pub const fn new(sequence: Sequence, subject: Subject, payload: Bytes) -> Self {
        Self {
            sequence,
            subject,
            payload,
            recorded_at: Timestamp::from_micros(0),
            headers: None,
        }
    }

    /// The commit that it holds.
    ///
    /// # Errors
    /// When the bytes are malformed or newer than this build.
    pub fn decode(&self) -> Result<Commit, DecodeError> {
        schemas::decode(&self.payload)
    }

    /// The id of the commit that it holds, without reading it.
    #[must_use]
    pub fn commit_id(&self) -> Option<CommitId> {
        let id = self.headers.as_ref()?.get(header::NATS_MESSAGE_ID)?;
        id.as_str().parse().ok()
    }
}

/// A reader of a stream. Survives restarts of the server: its place is its own, not the server's.
pub struct Consumer {
    context: jetstream::Context,
    stream: Stream,
    name: ConsumerName,
    /// Where it reads, `*` standing for any word; everywhere where absent.
    subject: Option<String>,
    position: Sequence,
    pending: u64,
    attached: Option<Attached>,
    unacknowledged: VecDeque<(Sequence, Subject)>,
}

/// The server's half of a consumer, as long as it holds.
struct Attached {
    messages: pull::Stream,
    delivered: u64,
}

impl std::fmt::Debug for Consumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Consumer")
            .field("stream", &self.stream)
            .field("name", &self.name)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl Consumer {
    /// A reader of what comes after `after`. Where it starts is the caller's to know, also of a durable
    /// one: what the server remembers of it is for people to look at.
    ///
    /// # Errors
    /// When the server is away, refuses, or its stream ends before `after`.
    pub async fn open(
        context: jetstream::Context,
        stream: Stream,
        name: ConsumerName,
        after: Sequence,
    ) -> Result<Self, LogError> {
        let consumer = Self {
            context,
            stream,
            name,
            subject: None,
            position: after,
            pending: 0,
            attached: None,
            unacknowledged: VecDeque::new(),
        };
        consumer.begin().await
    }

    /// A reader without a name of what comes after `after` at one subject, whose words may be `*`.
    ///
    /// # Errors
    /// When the server is away, refuses, or its stream ends before `after`.
    pub async fn of_subject(
        context: jetstream::Context,
        stream: Stream,
        subject: String,
        after: Sequence,
    ) -> Result<Self, LogError> {
        let consumer = Self {
            context,
            stream,
            name: ConsumerName::Ephemeral,
            subject: Some(subject),
            position: after,
            pending: 0,
            attached: None,
            unacknowledged: VecDeque::new(),
        };
        consumer.begin().await
    }

    async fn begin(mut self) -> Result<Self, LogError> {
        self.attach().await?;
        Ok(self)
    }

    /// The next messages, at most `max`: as soon as there are any, all that can be had without waiting;
    /// none after `wait`.
    ///
    /// # Errors
    /// When the server was away all that time or refuses. Nothing is lost: the next call goes on.
    pub async fn next_batch(
        &mut self,
        max: usize,
        wait: Duration,
    ) -> Result<Vec<Message>, LogError> {
        let deadline = Instant::now() + wait;
        loop {
            if self.attached.is_none()
                && let Err(error) = self.attach().await
            {
                if !matches!(error, LogError::Unavailable(_)) || Instant::now() + PAUSE > deadline {
                    return Err(error);
                }
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let batch = self.collect(max, deadline).await;
            if !batch.is_empty() || Instant::now() >= deadline {
                return Ok(batch);
            }
        }
    }

    /// Tells the server that everything up to `through` is done with, for people who watch it.
    ///
    /// # Errors
    /// When the connection is closed for good.
    pub async fn acknowledge(&mut self, through: Sequence) -> Result<(), LogError> {
        let mut reply = None;
        while let Some((_, subject)) = self.unacknowledged.pop_front_if(|(at, _)| *at <= through) {
            reply = Some(subject);
        }
        let Some(reply) = reply else { return Ok(()) };
        let sent = self.context.client().publish(reply, "+ACK".into()).await;
        sent.map_err(LogError::unavailable)
    }

    /// The last message that was handed out.
    #[must_use]
    pub const fn position(&self) -> Sequence {
        self.position
    }

    /// How many messages were still to come when the last one was sent.
    #[must_use]
    pub const fn pending(&self) -> u64 {
        self.pending
    }

    async fn collect(&mut self, max: usize, deadline: Instant) -> Vec<Message> {
        let mut batch = Vec::new();
        let mut more_to_come = true;
        let mut reply = None;
        while batch.len() < max {
            let Some(attached) = &mut self.attached else {
                break;
            };
            // Most messages are here already: they cost no timer.
            let here = attached.messages.next().now_or_never();
            let next = match here {
                Some(next) => Ok(next),
                None if batch.is_empty() => timeout_at(deadline, attached.messages.next()).await,
                None if more_to_come => timeout(NEXT, attached.messages.next()).await,
                None => break,
            };
            let Ok(next) = next else {
                break;
            };
            let Some(Ok(message)) = next else {
                self.attached = None;
                break;
            };
            let Some(place) = attached.place(&message, self.position) else {
                self.attached = None;
                break;
            };
            let Place::New {
                sequence,
                pending,
                recorded_at,
            } = place
            else {
                continue;
            };
            (self.position, self.pending) = (sequence, pending);
            let message = message.message;
            batch.push(Message {
                recorded_at,
                sequence,
                subject: message.subject,
                payload: message.payload,
                headers: message.headers,
            });
            reply = message.reply;
            more_to_come = pending > 0;
        }
        self.remember(reply);
        batch
    }

    fn remember(&mut self, reply: Option<Subject>) {
        let (ConsumerName::Durable(_), Some(reply)) = (&self.name, reply) else {
            return;
        };
        if self.unacknowledged.len() == UNACKNOWLEDGED {
            self.unacknowledged.pop_front();
        }
        self.unacknowledged.push_back((self.position, reply));
    }

    async fn attach(&mut self) -> Result<(), LogError> {
        self.unacknowledged.clear();
        let last = last_sequence(&self.context, self.stream).await?;
        if last < self.position {
            return Err(LogError::Truncated {
                last,
                read: self.position,
            });
        }
        if let ConsumerName::Durable(name) = &self.name {
            let context = &self.context;
            drop(
                context
                    .delete_consumer_from_stream(name, self.stream.name())
                    .await,
            );
        }
        let configuration = self.configuration();
        let created = self
            .context
            .create_consumer_on_stream(configuration, self.stream.name());
        let consumer = created.await.map_err(LogError::unavailable)?;
        let messages = consumer
            .stream()
            .max_messages_per_batch(PULL)
            .expires(STANDING)
            .heartbeat(HEARTBEAT)
            .messages()
            .await
            .map_err(LogError::unavailable)?;
        self.attached = Some(Attached {
            messages,
            delivered: 0,
        });
        Ok(())
    }

    fn configuration(&self) -> pull::Config {
        let common = pull::Config {
            deliver_policy: DeliverPolicy::ByStartSequence {
                start_sequence: self.position + 1,
            },
            filter_subject: self.subject.clone().unwrap_or_default(),
            ..pull::Config::default()
        };
        match &self.name {
            ConsumerName::Durable(name) => pull::Config {
                durable_name: Some(name.clone()),
                ack_policy: AckPolicy::All,
                ack_wait: Duration::from_hours(1),
                max_ack_pending: -1,
                ..common
            },
            ConsumerName::Ephemeral => pull::Config {
                ack_policy: AckPolicy::None,
                inactive_threshold: ABANDONED,
                memory_storage: true,
                num_replicas: 1,
                ..common
            },
        }
    }
}

/// Where a delivered message stands.
enum Place {
    New {
        sequence: Sequence,
        pending: u64,
        recorded_at: Timestamp,
    },
    Repeated,
}

impl Attached {
    /// `None` where a delivery is missing before it.
    fn place(&mut self, message: &jetstream::Message, position: Sequence) -> Option<Place> {
        let info = message.info().ok()?;
        self.delivered += 1;
        if info.consumer_sequence != self.delivered {
            return None;
        }
        if info.stream_sequence <= position {
            return Some(Place::Repeated);
        }
        Some(Place::New {
            sequence: info.stream_sequence,
            pending: info.pending,
            recorded_at: instant(info.published.unix_timestamp_nanos()),
        })
    }
}

/// The server's instant as ours.
pub(super) fn instant(nanos: i128) -> Timestamp {
    Timestamp::from_micros(i64::try_from(nanos.div_euclid(1000)).unwrap_or_default())
}

/// The last message of a stream; 0 while it is empty.
///
/// # Errors
/// When the server is away or has no such stream.
pub async fn last_sequence(
    context: &jetstream::Context,
    stream: Stream,
) -> Result<Sequence, LogError> {
    Ok(state(context, stream).await?.last_sequence)
}

/// How far a stream goes.
pub(crate) async fn state(
    context: &jetstream::Context,
    stream: Stream,
) -> Result<jetstream::stream::State, LogError> {
    let stream = context.get_stream(stream.name()).await;
    let stream = stream.map_err(LogError::unavailable)?;
    Ok(stream.cached_info().state.clone())
}
