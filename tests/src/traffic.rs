//! What calls left in the log.

use std::time::Duration;

use anyhow::bail;
use domain::id::{CommitId, OrganizationId, RequestId};
use domain::request::{Accepted, Event, Refused, Settled};
use infra::event_log::{Consumer, ConsumerName, Sequence, Stream, connect, last_sequence};

use crate::waiting::PATIENCE;

/// How many messages are read at a time.
const BATCH: usize = 5000;

/// One event of a call, and where it lies.
#[derive(Clone, Debug)]
pub struct Record {
    /// The commit's place.
    pub sequence: Sequence,
    /// The commit.
    pub commit: CommitId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// What happened.
    pub event: Event,
}

/// A reader of TRAFFIC that remembers what it read.
#[derive(Debug)]
pub struct Traffic {
    context: async_nats::jetstream::Context,
    consumer: Consumer,
    records: Vec<Record>,
}

impl Traffic {
    /// From the beginning of the log at `url`.
    ///
    /// # Errors
    /// When it can't be reached.
    pub async fn of(url: &str) -> anyhow::Result<Self> {
        let context = connect(url).await?;
        let name = ConsumerName::Ephemeral;
        let consumer = Consumer::open(context.clone(), Stream::Traffic, name, 0).await?;
        Ok(Self {
            context,
            consumer,
            records: Vec::new(),
        })
    }

    /// Everything that is in the log by now.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn all(&mut self) -> anyhow::Result<&[Record]> {
        let last = last_sequence(&self.context, Stream::Traffic).await?;
        while self.consumer.position() < last {
            self.read(PATIENCE).await?;
        }
        Ok(&self.records)
    }

    /// How the call was settled, once it was.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn settled(&mut self, id: RequestId) -> anyhow::Result<Settled> {
        self.find(|event| match event {
            Event::Settled(settled) if settled.request == id => Some((**settled).clone()),
            Event::Settled(_) | Event::Accepted(_) | Event::Refused(_) => None,
        })
        .await
    }

    /// How the call was accepted, once it was.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn accepted(&mut self, id: RequestId) -> anyhow::Result<Accepted> {
        self.find(|event| match event {
            Event::Accepted(accepted) if accepted.request == id => Some(accepted.clone()),
            Event::Accepted(_) | Event::Settled(_) | Event::Refused(_) => None,
        })
        .await
    }

    /// How the call was refused, once it was.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn refused(&mut self, id: RequestId) -> anyhow::Result<Refused> {
        self.find(|event| match event {
            Event::Refused(refused) if refused.request == id => Some(refused.clone()),
            Event::Refused(_) | Event::Accepted(_) | Event::Settled(_) => None,
        })
        .await
    }

    /// The first event, of the past or to come, in which something is found.
    ///
    /// # Errors
    /// When none comes.
    pub async fn find<T>(&mut self, look: impl Fn(&Event) -> Option<T>) -> anyhow::Result<T> {
        let mut looked_at = 0;
        loop {
            let unseen = &self.records[looked_at..];
            if let Some(found) = unseen.iter().find_map(|record| look(&record.event)) {
                return Ok(found);
            }
            looked_at = self.records.len();
            self.read(PATIENCE).await?;
        }
    }

    async fn read(&mut self, wait: Duration) -> anyhow::Result<()> {
        let batch = self.consumer.next_batch(BATCH, wait).await?;
        if batch.is_empty() {
            bail!("nothing more came into the log: {:#?}", self.records.last());
        }
        for message in batch {
            let commit = message.decode()?;
            for event in commit.events {
                let Ok(event) = Event::try_from(event) else {
                    bail!("TRAFFIC holds something else than calls");
                };
                self.records.push(Record {
                    sequence: message.sequence,
                    commit: commit.id,
                    organization: commit.organization,
                    event,
                });
            }
        }
        Ok(())
    }
}
