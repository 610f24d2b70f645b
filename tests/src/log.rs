//! A log of a test's own on a real server, and commits to put into it.

use std::time::Duration;

use anyhow::Context;
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::jetstream;
use async_nats::jetstream::message::PublishMessage;
use domain::actor::Actor;
use domain::id::{CommandId, CommitId, OrganizationId};
use domain::time::Timestamp;
use domain::{Aggregate, AggregateId, organization};
use infra::event_log::topology::{Topology, ensure};
use infra::event_log::{By, JetStreamLog, connect};
use infra::stack::{Part, Running};
use schemas::Commit;
use uuid::Uuid;

/// A NATS server with the log's streams.
#[derive(Debug)]
pub struct LogServer {
    running: Running,
    context: jetstream::Context,
}

impl LogServer {
    /// With the usual streams.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start() -> anyhow::Result<Self> {
        Self::with(Topology::default()).await
    }

    /// With streams of this topology.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn with(topology: Topology) -> anyhow::Result<Self> {
        let running = tokio::task::spawn_blocking(crate::stack::log).await??;
        let context = connect(url(&running)?).await?;
        ensure(&context, &topology).await?;
        Ok(Self { running, context })
    }

    /// Where it is reached.
    #[must_use]
    pub fn url(&self) -> &str {
        url(&self.running).unwrap_or_default()
    }

    /// A connection to it.
    #[must_use]
    pub fn context(&self) -> jetstream::Context {
        self.context.clone()
    }

    /// The log on it.
    #[must_use]
    pub fn log(&self) -> JetStreamLog {
        JetStreamLog::new(self.context())
    }

    /// Kills it as by `kill -9`; it comes back by itself, with its data.
    ///
    /// # Errors
    /// When it was stopped.
    pub fn kill(&self) -> anyhow::Result<()> {
        Ok(tokio::task::block_in_place(|| {
            self.running.kill(Part::Nats)
        })?)
    }

    /// Ends it, until it is resumed.
    ///
    /// # Errors
    /// When it was stopped.
    pub fn halt(&self) -> anyhow::Result<()> {
        Ok(tokio::task::block_in_place(|| {
            self.running.halt(Part::Nats)
        })?)
    }

    /// Starts it again.
    ///
    /// # Errors
    /// When it does not start.
    pub fn resume(&self) -> anyhow::Result<()> {
        Ok(tokio::task::block_in_place(|| {
            self.running.resume(Part::Nats)
        })?)
    }
}

fn url(running: &Running) -> anyhow::Result<&str> {
    running.addresses().nats.as_deref().context("it runs NATS")
}

/// By the operator, at the beginning of time.
#[must_use]
pub const fn by_operator() -> By {
    By {
        actor: Actor::OPERATOR,
        cause: None,
        now: Timestamp::from_micros(0),
    }
}

/// The aggregate of the organisation with this name.
#[must_use]
pub fn organization(name: &str) -> AggregateId {
    let id = OrganizationId::named(name);
    organization::Organization::aggregate_id(id, id)
}

/// A commit that creates the organisation with this name.
#[must_use]
pub fn creation(name: &str) -> Commit {
    let event = organization::Event::Created {
        command: CommandId(Uuid::now_v7()),
        name: name.to_owned(),
        display_name: None,
    };
    Commit {
        id: CommitId(Uuid::now_v7()),
        time: Timestamp::from_micros(0),
        organization: OrganizationId::named(name),
        actor: Actor::OPERATOR,
        cause: None,
        events: vec![event.into()],
    }
}

/// The id of the messages that [`until_ids_are_forgotten`] sends: two of them stay.
pub const PROBE: Uuid = Uuid::from_u128(7);

/// Waits until an id that the server saw at `subject` before this was called would be new to it.
///
/// # Errors
/// When the server is away.
pub async fn until_ids_are_forgotten(
    context: &jetstream::Context,
    subject: &'static str,
) -> anyhow::Result<()> {
    let publish = || async {
        let probe = PublishMessage::build().header(NATS_MESSAGE_ID, PROBE.to_string());
        anyhow::Ok(context.send_publish(subject, probe).await?.await?)
    };
    publish().await?;
    while publish().await?.duplicate {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}
