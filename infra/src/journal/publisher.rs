//! Sending records to the log, many at a time, and hearing of each what became of it.
//!
//! Each is a message of its own, acknowledged alone: the server's atomic batches cost it more than the
//! acknowledgements that they save, and milliseconds.
use super::record::Record;
use crate::event_log::LogError;
use async_nats::{Client, HeaderMap, Message, Subscriber, connection::State, header};
use futures_util::{FutureExt, StreamExt};
use serde::Deserialize;

/// Sends on one connection, so that the log takes the records in the order in which they are sent.
#[derive(Debug)]
pub(super) struct Publisher {
    client: Client,
    inbox: String,
    answers: Subscriber,
    partitions: u32,
}

/// What the log says of the record with a ticket.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) ticket: u64,
    /// Where the log has it.
    pub(super) stored: Result<u64, Rejected>,
}

/// Why the log does not have it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Rejected(String);

#[derive(Deserialize)]
struct Body {
    seq: Option<u64>,
    error: Option<Description>,
}

#[derive(Deserialize)]
struct Description {
    description: Option<String>,
}

impl Publisher {
    pub(super) async fn open(client: Client, partitions: u32) -> Result<Self, LogError> {
        let inbox = client.new_inbox();
        let answers = client.subscribe(format!("{inbox}.*")).await;
        Ok(Self {
            client,
            inbox,
            answers: answers.map_err(|error| LogError::Unavailable(error.into()))?,
            partitions,
        })
    }

    pub(super) fn is_connected(&self) -> bool {
        self.client.connection_state() == State::Connected
    }

    /// Sends a record; its answer comes by [`Self::answer`].
    pub(super) async fn send(&self, ticket: u64, record: &Record) -> Result<(), LogError> {
        let partition = record.organization.0.as_u128() % u128::from(self.partitions.max(1));
        let partition = u32::try_from(partition).unwrap_or_default();
        let subject = schemas::subject::traffic(partition, record.organization);
        let mut headers = HeaderMap::new();
        headers.insert(header::NATS_MESSAGE_ID, record.commit.to_string());
        let reply = format!("{}.{ticket}", self.inbox);
        let payload = record.payload.clone();
        let sent = self
            .client
            .publish_with_reply_and_headers(subject, reply, headers, payload);
        sent.await
            .map_err(|error| LogError::Unavailable(error.into()))
    }

    /// The next answer; waits for ever where none comes.
    pub(super) async fn answer(&mut self) -> Answer {
        loop {
            let Some(message) = self.answers.next().await else {
                return std::future::pending().await;
            };
            if let Some(answer) = decode(&message) {
                return answer;
            }
        }
    }

    /// The next answer, where it is here already.
    pub(super) fn answer_now(&mut self) -> Option<Answer> {
        self.answers
            .next()
            .now_or_never()
            .flatten()
            .as_ref()
            .and_then(decode)
    }
}

fn decode(message: &Message) -> Option<Answer> {
    let ticket = message.subject.rsplit('.').next()?.parse().ok()?;
    let stored = match serde_json::from_slice(&message.payload) {
        Ok(Body {
            seq: Some(sequence),
            error: None,
        }) => Ok(sequence),
        Ok(Body { error, .. }) => Err(error
            .and_then(|error| error.description)
            .unwrap_or_default()),
        Err(_) => Err("there is no such stream".to_owned()),
    };
    Some(Answer {
        ticket,
        stored: stored.map_err(Rejected),
    })
}
