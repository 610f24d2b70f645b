//! What it costs to record a call, to ship it, and to read it back.
//!
//! Appending needs nothing; for the rest `HUB_NATS_URL` names a server, whose TRAFFIC grows by it.
#![expect(
    clippy::print_stdout,
    reason = "a benchmark's answer is what it prints"
)]
use async_nats::jetstream;
use domain::{
    actor::Actor,
    id::{CommitId, OrganizationId, RequestId},
    provider::{InvalidName, ModelName, ProviderName},
    request::{Attempt, CalledBy, Event, Operation, Outcome, Settled, Usage, UsageSource},
};
use infra::{
    event_log::{
        Consumer, ConsumerName, Stream, connect, last_sequence,
        topology::{Topology, ensure},
    },
    journal::{Journal, JournalSettings, Position, Shipping},
};
use schemas::Commit;
use std::{
    error::Error,
    fs,
    path::Path,
    time::{Duration, Instant},
};
use tempfile::tempdir;
use uuid::Uuid;

type Outcomes = Result<(), Box<dyn Error>>;

const ROUNDS: u32 = 31;
const ROUND: u32 = 1_000;
const SHIPPED: u32 = 200_000;
const PACED: u32 = 10_000;
/// Between two records of the paced run: 4,000 a second, two for each of 2,000 calls.
const PACE: Duration = Duration::from_micros(250);

#[tokio::main]
async fn main() -> Outcomes {
    appending()?;
    let Ok(url) = std::env::var("HUB_NATS_URL") else {
        println!("HUB_NATS_URL is not set: no shipping");
        return Ok(());
    };
    let context = connect(&url).await?;
    ensure(&context, &Topology::default()).await?;
    shipping(&url).await?;
    paced(&url).await?;
    reading(&context).await
}

fn appending() -> Outcomes {
    let directory = tempdir()?;
    let (journal, _shipper) = open(directory.path(), "nats://127.0.0.1:1")?;
    let commit = commit()?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..ROUND {
            journal.append(commit.organization, &commit)?;
        }
        rounds.push(start.elapsed() / ROUND);
    }
    rounds.sort_unstable();
    let bytes = schemas::encode(&commit)?.len();
    println!(
        "append a commit of {bytes} bytes: median {:?}, least {:?}",
        rounds[rounds.len() / 2],
        rounds[0]
    );
    Ok(())
}

async fn shipping(url: &str) -> Outcomes {
    let directory = tempdir()?;
    let (journal, shipper) = open(directory.path(), url)?;
    let last = append(&journal, SHIPPED)?;
    let (start, processor) = (Instant::now(), processor()?);
    let shipping = shipper.start()?;
    finished(&journal, last, shipping).await;
    report("ship at once", SHIPPED, (start, processor))
}

async fn paced(url: &str) -> Outcomes {
    let directory = tempdir()?;
    let (journal, shipper) = open(directory.path(), url)?;
    let shipping = shipper.start()?;
    let commits: Vec<Commit> = (0..PACED).map(|_| commit()).collect::<Result<_, _>>()?;
    let (start, processor) = (Instant::now(), processor()?);
    let mut waits = Vec::new();
    for (due, commit) in (0..PACED).map(|n| start + PACE * n).zip(&commits) {
        tokio::time::sleep_until(due.into()).await;
        let appended = Instant::now();
        let position = journal.append(commit.organization, commit)?;
        let acknowledged = journal.acknowledged(position);
        waits.push(tokio::spawn(async move {
            acknowledged.await;
            appended.elapsed()
        }));
    }
    let mut latencies = Vec::new();
    for wait in waits {
        latencies.push(wait.await?);
    }
    latencies.sort_unstable();
    report("paced, with the pacing", PACED, (start, processor))?;
    let (half, most) = (latencies.len() / 2, latencies.len() * 99 / 100);
    println!(
        "acknowledged after: p50 {:?}, p99 {:?}",
        latencies[half], latencies[most]
    );
    shipping.stop(Duration::ZERO).await;
    Ok(())
}

async fn reading(context: &jetstream::Context) -> Outcomes {
    let end = last_sequence(context, Stream::Traffic).await?;
    let (start, processor) = (Instant::now(), processor()?);
    let name = ConsumerName::Ephemeral;
    let mut consumer = Consumer::open(context.clone(), Stream::Traffic, name, 0).await?;
    let (mut read, mut batches) = (0, 0_u32);
    while consumer.position() < end {
        read += consumer
            .next_batch(10_000, Duration::from_secs(5))
            .await?
            .len();
        batches += 1;
    }
    println!("{read} records in {batches} batches");
    report("read back", u32::try_from(read)?, (start, processor))
}

fn open(directory: &Path, url: &str) -> Result<(Journal, infra::journal::Shipper), Box<dyn Error>> {
    Ok(Journal::open(JournalSettings::new(directory, url))?)
}

fn append(journal: &Journal, records: u32) -> Result<Position, Box<dyn Error>> {
    let mut commit = commit()?;
    let mut last = journal.append(commit.organization, &commit)?;
    for _ in 1..records {
        commit.id = CommitId(Uuid::now_v7());
        last = journal.append(commit.organization, &commit)?;
    }
    Ok(last)
}

async fn finished(journal: &Journal, last: Position, shipping: Shipping) {
    journal.acknowledged(last).await;
    shipping.stop(Duration::from_mins(1)).await;
}

fn report(name: &str, records: u32, (start, before): (Instant, Duration)) -> Outcomes {
    let wall = start.elapsed();
    let spent = processor()?.saturating_sub(before) / records;
    let rate = f64::from(records) / wall.as_secs_f64();
    println!("{name}: {records} in {wall:.1?}, {rate:.0} a second, {spent:?} of this process each");
    Ok(())
}

/// The processor time of this process so far, in steps of 10 ms.
fn processor() -> Result<Duration, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split(' ')
        .collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<u64>().ok());
    let spent = ticks(12).zip(ticks(13)).ok_or("no processor times")?;
    Ok(Duration::from_millis(10 * (spent.0 + spent.1)))
}

fn commit() -> Result<Commit, InvalidName> {
    let now = infra::clock::now();
    let provider = ProviderName::try_from("openai".to_owned())?;
    let model = ModelName::try_from("gpt-4o-mini".to_owned())?;
    let attempt = Attempt {
        provider: provider.clone(),
        model: model.clone(),
        credential: None,
        started_after_micros: 120,
        first_byte_micros: Some(41_000),
        duration_micros: 420_000,
        http_status: Some(200),
        failure: None,
    };
    let settled = Settled {
        request: RequestId(Uuid::now_v7()),
        called_by: CalledBy::default(),
        operation: Operation::Chat,
        requested_model: "openai/gpt-4o-mini".to_owned(),
        provider,
        model,
        stream: true,
        started_at: now,
        outcome: Outcome::Succeeded,
        http_status: 200,
        failure: None,
        attempts: vec![attempt],
        usage: Usage::default(),
        usage_source: UsageSource::Reported,
        cost: None,
        latency_micros: 420_500,
        time_to_first_token_micros: Some(41_200),
    };
    Ok(Commit {
        id: CommitId(Uuid::now_v7()),
        time: now,
        organization: OrganizationId::named("default"),
        actor: Actor::OPERATOR,
        cause: None,
        events: vec![Event::Settled(Box::new(settled)).into()],
    })
}
