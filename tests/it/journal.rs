//! The journal and its shipper: every record reaches the log once, in order, whatever is away or restarted.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::ensure;
use async_nats::jetstream;
use domain::id::CommitId;
use infra::event_log::topology::Topology;
use infra::event_log::{Consumer, ConsumerName, Stream, last_sequence};
use infra::journal::{
    Acknowledgement, AppendRefused, Journal, JournalSettings, Position, Shipping,
};
use tests::log::{LogServer, creation, until_ids_are_forgotten};
use tests::stack::directory;
use tests::wire::Wire;

/// Enough for any wait that ends at all.
const PATIENCE: Duration = Duration::from_mins(1);

/// A gateway's journal, being shipped.
struct Gateway {
    journal: Journal,
    shipping: Shipping,
}

impl Gateway {
    fn open(settings: JournalSettings) -> anyhow::Result<Self> {
        let (journal, shipper) = Journal::open(settings)?;
        let shipping = shipper.start()?;
        Ok(Self { journal, shipping })
    }

    /// Ends it as a crash does: nothing more is sent, nothing is written down.
    async fn crash(self) -> u64 {
        self.shipping.stop(Duration::ZERO).await
    }
}

fn settings(directory: &Path, url: &str) -> JournalSettings {
    JournalSettings {
        segment_bytes: 64 * 1024,
        ..JournalSettings::new(directory, url)
    }
}

fn journal_directory() -> anyhow::Result<PathBuf> {
    directory("journal")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_reaches_the_log_once_and_in_order() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let gateway = Gateway::open(settings(&journal_directory()?, server.url()))?;
    let (commits, last) = append(&gateway.journal, 3_000)?;
    gateway.journal.acknowledged(last).await;
    holds(&server, &commits).await?;
    assert_eq!(gateway.shipping.stop(PATIENCE).await, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logs_acknowledgement_comes_when_the_log_has_it() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let gateway = Gateway::open(settings(&journal_directory()?, server.url()))?;
    for recorded in 1..=50 {
        let (_, position) = append(&gateway.journal, 1)?;
        gateway.journal.acknowledged(position).await;
        assert_eq!(
            last_sequence(&server.context(), Stream::Traffic).await?,
            recorded
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journals_acknowledgement_needs_no_log() -> anyhow::Result<()> {
    let settings = JournalSettings {
        acknowledgement: Acknowledgement::Journal,
        ..settings(&journal_directory()?, "nats://127.0.0.1:1")
    };
    let gateway = Gateway::open(settings)?;
    let (_, position) = append(&gateway.journal, 1)?;
    gateway.journal.acknowledged(position).await;
    assert_eq!(gateway.crash().await, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_log_is_away_the_journal_acknowledges_and_everything_follows_later()
-> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let gateway = Gateway::open(settings(&journal_directory()?, server.url()))?;
    let (mut commits, position) = append(&gateway.journal, 100)?;
    gateway.journal.acknowledged(position).await;
    server.halt()?;
    // More than the shipper is given from memory, over many segments.
    let (more, position) = append(&gateway.journal, 12_000)?;
    commits.extend(more);
    tokio::time::timeout(PATIENCE, gateway.journal.acknowledged(position)).await?;
    server.resume()?;
    let (more, _) = append(&gateway.journal, 100)?;
    commits.extend(more);
    reaches(&server.context(), commits.len()).await?;
    holds(&server, &commits).await?;
    assert_eq!(gateway.shipping.stop(PATIENCE).await, 0);
    ensure!(
        gateway.journal.bytes() <= 128 * 1024,
        "shipped segments are deleted"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_ships_what_was_left() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let directory = journal_directory()?;
    let (journal, shipper) = Journal::open(settings(&directory, server.url()))?;
    let (mut commits, _) = append(&journal, 1_500)?;
    drop((journal, shipper));
    let gateway = Gateway::open(settings(&directory, server.url()))?;
    let (more, position) = append(&gateway.journal, 10)?;
    commits.extend(more);
    gateway.journal.acknowledged(position).await;
    reaches(&server.context(), commits.len()).await?;
    holds(&server, &commits).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_killed_while_it_is_sent_to_gets_all_once_and_in_order() -> anyhow::Result<()>
{
    let server = LogServer::start().await?;
    let gateway = Gateway::open(settings(&journal_directory()?, server.url()))?;
    let mut commits = Vec::new();
    for round in 1..=3 {
        let (more, _) = append(&gateway.journal, 2_000)?;
        commits.extend(more);
        reaches(&server.context(), round * 1_000).await?;
        server.kill()?;
    }
    reaches(&server.context(), commits.len()).await?;
    assert_eq!(gateway.shipping.stop(PATIENCE).await, 0);
    holds(&server, &commits).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_before_a_long_silence_is_not_stored_again() -> anyhow::Result<()> {
    let server = forgetful().await?;
    let wire = Wire::to(server.url()).await?;
    let gateway = Gateway::open(settings(&journal_directory()?, &wire.url))?;
    let (mut commits, position) = append(&gateway.journal, 50)?;
    gateway.journal.acknowledged(position).await;
    wire.lose_answers();
    let (more, _) = append(&gateway.journal, 50)?;
    commits.extend(more);
    reaches(&server.context(), commits.len()).await?;
    until_ids_are_forgotten(&server.context(), "traffic.0.probe").await?;
    commits.extend(PROBES);
    wire.cut();
    let (more, position) = append(&gateway.journal, 50)?;
    commits.extend(more);
    gateway.journal.acknowledged(position).await;
    assert_eq!(gateway.shipping.stop(PATIENCE).await, 0);
    holds(&server, &commits).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_before_a_crash_is_not_stored_again() -> anyhow::Result<()> {
    let server = forgetful().await?;
    let wire = Wire::to(server.url()).await?;
    let directory = journal_directory()?;
    let gateway = Gateway::open(settings(&directory, &wire.url))?;
    let (mut commits, position) = append(&gateway.journal, 50)?;
    gateway.journal.acknowledged(position).await;
    wire.lose_answers();
    let (more, _) = append(&gateway.journal, 50)?;
    commits.extend(more);
    reaches(&server.context(), commits.len()).await?;
    assert_eq!(gateway.crash().await, 50);
    until_ids_are_forgotten(&server.context(), "traffic.0.probe").await?;
    commits.extend(PROBES);
    let gateway = Gateway::open(settings(&directory, server.url()))?;
    let (more, _) = append(&gateway.journal, 50)?;
    commits.extend(more);
    assert_eq!(gateway.shipping.stop(PATIENCE).await, 0);
    holds(&server, &commits).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_journal_takes_records_again_when_there_is_room() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    server.halt()?;
    let settings = JournalSettings {
        segment_bytes: 8 * 1024,
        max_bytes: 64 * 1024,
        ..settings(&journal_directory()?, server.url())
    };
    let gateway = Gateway::open(settings)?;
    let mut commits = Vec::new();
    while let Ok((one, _)) = append(&gateway.journal, 1) {
        commits.extend(one);
    }
    let refused = gateway
        .journal
        .append(creation("one").organization, &creation("one"));
    ensure!(matches!(refused, Err(AppendRefused::Full)));
    server.resume()?;
    reaches(&server.context(), commits.len()).await?;
    let (more, position) = eventually(|| append(&gateway.journal, 1)).await;
    commits.extend(more);
    gateway.journal.acknowledged(position).await;
    assert_eq!(gateway.shipping.stop(PATIENCE).await, 0);
    holds(&server, &commits).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_gateway_left_is_shipped_by_another_on_the_same_disk() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let directory = journal_directory()?;
    let (living, shipper) = Journal::open(settings(&directory, server.url()))?;
    let (dying, unstarted) = Journal::open(settings(&directory, server.url()))?;
    let (left, _) = append(&dying, 500)?;
    drop((dying, unstarted));
    let shipping = shipper.start()?;
    reaches(&server.context(), left.len()).await?;
    holds(&server, &left).await?;
    let (own, position) = append(&living, 1)?;
    living.acknowledged(position).await;
    holds(&server, &[left, own].concat()).await?;
    assert_eq!(shipping.stop(PATIENCE).await, 0);
    Ok(())
}

/// The messages that show that the server forgets.
const PROBES: [CommitId; 2] = [CommitId(tests::log::PROBE); 2];

/// A server that remembers the ids of calls for a moment only.
async fn forgetful() -> anyhow::Result<LogServer> {
    LogServer::with(Topology {
        traffic_duplicate_window: Duration::from_millis(100),
        ..Topology::default()
    })
    .await
}

fn append(journal: &Journal, records: usize) -> Result<(Vec<CommitId>, Position), AppendRefused> {
    let mut commits = Vec::with_capacity(records);
    loop {
        let commit = creation("one");
        let position = journal.append(commit.organization, &commit)?;
        commits.push(commit.id);
        if commits.len() == records {
            return Ok((commits, position));
        }
    }
}

/// TRAFFIC holds these commits, in this order, and no other.
async fn holds(server: &LogServer, expected: &[CommitId]) -> anyhow::Result<()> {
    let found = traffic(&server.context()).await?;
    let pairs = found.iter().zip(expected);
    let first = pairs
        .take_while(|(found, expected)| found == expected)
        .count();
    ensure!(
        found == expected,
        "{} commits, not {}; the first that differs is number {first}: {:?}, not {:?}",
        found.len(),
        expected.len(),
        found.get(first),
        expected.get(first),
    );
    Ok(())
}

/// Every commit of TRAFFIC, in order.
async fn traffic(context: &jetstream::Context) -> anyhow::Result<Vec<CommitId>> {
    let end = last_sequence(context, Stream::Traffic).await?;
    let name = ConsumerName::Ephemeral;
    let mut consumer = Consumer::open(context.clone(), Stream::Traffic, name, 0).await?;
    let mut commits = Vec::new();
    while consumer.position() < end {
        let batch = consumer.next_batch(1_000, PATIENCE).await?;
        commits.extend(
            batch
                .iter()
                .filter_map(infra::event_log::Message::commit_id),
        );
    }
    Ok(commits)
}

/// Waits until TRAFFIC holds so many commits.
async fn reaches(context: &jetstream::Context, records: usize) -> anyhow::Result<()> {
    let records = u64::try_from(records)?;
    let reached = async {
        while !matches!(last_sequence(context, Stream::Traffic).await, Ok(last) if last >= records)
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    Ok(tokio::time::timeout(PATIENCE, reached).await?)
}

async fn eventually<T, E>(attempt: impl Fn() -> Result<T, E>) -> T {
    loop {
        match attempt() {
            Ok(done) => return done,
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}
