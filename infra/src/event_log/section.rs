//! Reading the messages of a stream that lie at some subject, from any place and in either direction, in pieces.
use super::{LogError, Message, Sequence, Stream, direct, last_sequence};
use async_nats::jetstream;
use domain::{id::OrganizationId, time::Timestamp};
use serde_json::{Value, json};
use std::time::Duration;

/// The longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// How many messages are asked for at a time.
const BATCH: usize = 1000;
/// A piece with more messages is made smaller before it is read.
const PIECE: u64 = 4096;
/// How many places the first piece covers when it is read backwards.
const FIRST_WIDTH: u64 = 256;
/// By how much a piece grows or shrinks to hold neither too few messages nor too many.
const FACTOR: u64 = 4;

/// 2262-01-01T00:00:00Z: the server counts nanoseconds, and soon after runs out of them.
const LATEST_MICROS: i64 = 9_214_646_400_000_000;

/// The messages of a stream at one subject, which may have wildcards.
#[derive(Clone, Debug)]
pub struct Section {
    context: jetstream::Context,
    stream: Stream,
    subject: String,
}

/// Reads a section from a place on, oldest first.
#[derive(Debug)]
pub struct Forward {
    section: Section,
    next: Sequence,
    end: Sequence,
}

/// Reads a section back from a place, newest first. The places are gone through in pieces, which grow where the
/// section has little in them, so that a few messages among a great many others are found in a few steps.
#[derive(Debug)]
pub struct Backward {
    section: Section,
    /// Nothing before it is read.
    floor: Sequence,
    /// Everything from here on was read.
    end: Sequence,
    width: u64,
    /// About how many of the section's messages lie there.
    beyond: u64,
}

impl Section {
    /// What lies at `subject` of `stream`.
    #[must_use]
    pub const fn new(context: jetstream::Context, stream: Stream, subject: String) -> Self {
        Self {
            context,
            stream,
            subject,
        }
    }

    /// The place after the stream's last message.
    ///
    /// # Errors
    /// When the server is away.
    pub async fn end(&self) -> Result<Sequence, LogError> {
        Ok(last_sequence(&self.context, self.stream).await? + 1)
    }

    /// The first of its messages that the stream took at `time` or later; nothing where there is none.
    ///
    /// # Errors
    /// When the server is away.
    pub async fn first_since(&self, time: Timestamp) -> Result<Option<Sequence>, LogError> {
        let time = Timestamp::from_micros(time.micros().clamp(0, LATEST_MICROS));
        let answer = self.get(json!({ "start_time": time, "batch": 1 })).await?;
        Ok(answer.messages.first().map(|message| message.sequence))
    }

    /// Reads it from `from` on, to before `end`.
    #[must_use]
    pub const fn forward(self, from: Sequence, end: Sequence) -> Forward {
        Forward {
            section: self,
            next: from,
            end,
        }
    }

    /// Reads it from before `end` back to `floor`.
    #[must_use]
    pub fn backward(self, end: Sequence, floor: Sequence) -> Backward {
        Backward {
            section: self,
            floor: floor.max(1),
            end,
            width: FIRST_WIDTH,
            beyond: 0,
        }
    }

    async fn get(&self, mut wanted: Value) -> Result<direct::Answer, LogError> {
        wanted["next_by_subj"] = json!(self.subject);
        let answer = direct::get(&self.context, self.stream, &wanted, PATIENCE).await?;
        if !answer.is_whole {
            return Err(LogError::unavailable("the log did not answer in time"));
        }
        Ok(answer)
    }
}

impl Forward {
    /// The next messages, in order; nothing at the end.
    ///
    /// # Errors
    /// When the server is away.
    pub async fn next(&mut self) -> Result<Option<Vec<Message>>, LogError> {
        if self.next >= self.end {
            return Ok(None);
        }
        let wanted = json!({ "seq": self.next, "batch": BATCH });
        let mut messages = self.section.get(wanted).await?.messages;
        messages.retain(|message| message.sequence < self.end);
        self.next = messages.last().map_or(self.end, |last| last.sequence + 1);
        Ok((!messages.is_empty()).then_some(messages))
    }

    /// Everything before was read.
    #[must_use]
    pub const fn place(&self) -> Sequence {
        self.next
    }
}

impl Backward {
    /// The messages of the next piece, newest first: none where it has none; nothing at the end.
    ///
    /// # Errors
    /// When the server is away.
    pub async fn next(&mut self) -> Result<Option<Vec<Message>>, LogError> {
        if self.end <= self.floor {
            return Ok(None);
        }
        let (start, within, from_start) = self.piece().await?;
        let piece = self.section.clone().forward(start, self.end);
        let mut messages = if within == 0 {
            Vec::new()
        } else {
            all(piece).await?
        };
        messages.reverse();
        self.end = start;
        self.beyond = from_start;
        if within < PIECE / FACTOR {
            self.width = self.width.saturating_mul(FACTOR);
        }
        Ok(Some(messages))
    }

    /// Everything from here on was read.
    #[must_use]
    pub const fn place(&self) -> Sequence {
        self.end
    }

    /// Where the next piece begins, about how many messages it has, and how many lie from there on.
    async fn piece(&mut self) -> Result<(Sequence, u64, u64), LogError> {
        loop {
            let start = self.end.saturating_sub(self.width).max(self.floor);
            let first = self
                .section
                .get(json!({ "seq": start, "batch": 1 }))
                .await?;
            let from_start = match first.messages.first() {
                Some(_) => first.behind_first + 1,
                None => 0,
            };
            let within = from_start.saturating_sub(self.beyond);
            if within <= PIECE || self.end - start <= PIECE {
                return Ok((start, within, from_start));
            }
            self.width = ((self.end - start) / FACTOR).max(PIECE);
        }
    }
}

async fn all(mut piece: Forward) -> Result<Vec<Message>, LogError> {
    let mut all = Vec::new();
    while let Some(messages) = piece.next().await? {
        all.extend(messages);
    }
    Ok(all)
}

/// Whether a call of the organisation is in the log.
///
/// # Errors
/// When the server is away.
pub async fn has_calls(
    context: &jetstream::Context,
    organization: OrganizationId,
) -> Result<bool, LogError> {
    let subject = schemas::subject::traffic_of(organization);
    let calls = Section::new(context.clone(), Stream::Traffic, subject);
    let first = calls.get(json!({ "seq": 1, "batch": 1 })).await?;
    Ok(!first.messages.is_empty())
}
