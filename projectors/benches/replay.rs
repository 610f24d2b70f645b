//! How fast the log is replayed into empty databases, and that every way of doing it gives the same.
//!
//! `HUB_NATS_URL`, `HUB_POSTGRES_URL` and `HUB_CLICKHOUSE_URL` name servers whose streams and databases are
//! this run's own; `RECORDS` says how many records there are to be (1,000,000 where it says nothing).
#![expect(clippy::print_stdout, reason = "a report")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use anyhow::Context;
use async_nats::jetstream;
use domain::{event::Event, request};
use infra::{
    clickhouse::Warehouse,
    event_log::{Stream, connect, last_sequence, topology},
    postgres,
};
use projectors::{Projector, Settings, rebuild, run, testing::call};
use std::{
    env,
    time::{Duration, Instant},
};

/// How many records wait for their acknowledgement at a time.
const IN_FLIGHT: usize = 2_000;

/// Sums over all calls.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    requests: u64,
    input_uncached: u64,
    output_text: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings {
        nats_url: env::var("HUB_NATS_URL")?,
        postgres_url: env::var("HUB_POSTGRES_URL")?,
        clickhouse_url: env::var("HUB_CLICKHOUSE_URL")?,
    };
    let records = env::var("RECORDS").map_or(Ok(1_000_000), |text| text.parse())?;
    let log = connect(&settings.nats_url).await?;
    topology::ensure(&log, &topology::Topology::default()).await?;
    let expected = fill(&log, records).await?;
    println!("{records} records of {} calls", expected.requests);
    for projector in [Projector::Billing, Projector::Audit, Projector::Analytics] {
        let began = Instant::now();
        rebuild(&settings, projector, |_| ()).await?;
        report(&format!("rebuild {projector}"), records, began.elapsed());
    }
    check(&settings, &expected).await?;
    let before = checksums(&settings).await?;
    let rebuilt_live = live(&settings, records).await?;
    anyhow::ensure!(before == rebuilt_live, "{before:?} is not {rebuilt_live:?}");
    println!("live and rebuilt are equal, row by row: {before:?}");
    Ok(())
}

/// Records calls until there are as many records as asked for; tells what they come to.
async fn fill(log: &jetstream::Context, records: u64) -> anyhow::Result<Sums> {
    let mut expected = Sums::default();
    let recorded = last_sequence(log, Stream::Traffic).await?;
    let began = Instant::now();
    let mut sequence = 0;
    let mut waiting = Vec::with_capacity(IN_FLIGHT);
    for commit in (0..).flat_map(call) {
        if sequence == records {
            break;
        }
        sequence += 1;
        for event in &commit.events {
            add(&mut expected, event);
        }
        if sequence <= recorded {
            continue;
        }
        let subject = schemas::subject::traffic(0, commit.organization);
        waiting.push(
            log.publish(subject, schemas::encode(&commit)?.into())
                .await?,
        );
        if waiting.len() == IN_FLIGHT {
            for acknowledged in waiting.drain(..) {
                acknowledged.await?;
            }
        }
    }
    for acknowledged in waiting {
        acknowledged.await?;
    }
    report("append", records.saturating_sub(recorded), began.elapsed());
    Ok(expected)
}

fn add(sums: &mut Sums, event: &Event) {
    match event {
        Event::Request(request::Event::Settled(settled)) => {
            sums.requests += 1;
            sums.input_uncached += settled.usage.input_uncached;
            sums.output_text += settled.usage.output_text;
        }
        Event::Request(request::Event::Refused(_)) => sums.requests += 1,
        Event::Request(request::Event::Accepted(_))
        | Event::Organization(_)
        | Event::Provider(_)
        | Event::Route(_)
        | Event::ApiKey(_)
        | Event::IdempotencyKey(_)
        | Event::Session(_)
        | Event::Activity(_) => {}
    }
}

/// All projectors at once into other, empty databases; tells the checksums of what they made.
async fn live(settings: &Settings, records: u64) -> anyhow::Result<Vec<String>> {
    let settings = Settings {
        postgres_url: other_postgres(&settings.postgres_url).await?,
        clickhouse_url: other_clickhouse(&settings.clickhouse_url),
        ..settings.clone()
    };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let began = Instant::now();
    let running = tokio::spawn(run(settings.clone(), async {
        let _ = stopped.await;
    }));
    while !is_complete(&settings, records).await.unwrap_or_default() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(stop);
    running.await?;
    report("all projectors at once", records, began.elapsed());
    checksums(&settings).await
}

async fn other_postgres(url: &str) -> anyhow::Result<String> {
    let (server, name) = url
        .rsplit_once('/')
        .context("the address names a database")?;
    let client = postgres::connect(url, "public").await?;
    let create =
        format!("DROP DATABASE IF EXISTS {name}_live WITH (FORCE); CREATE DATABASE {name}_live");
    for statement in create.split("; ") {
        client.batch_execute(statement).await?;
    }
    Ok(format!("{server}/{name}_live"))
}

fn other_clickhouse(url: &str) -> String {
    let server = url.split_once("/?").map_or(url, |(server, _)| server);
    format!("{server}/?database=replay_live_{}", std::process::id())
}

async fn is_complete(settings: &Settings, records: u64) -> anyhow::Result<bool> {
    let slowest = "SELECT min(position) FROM projections.checkpoints WHERE stream = 'TRAFFIC'
        HAVING count(*) = 2";
    let client = postgres::connect(&settings.postgres_url, "public").await?;
    let slowest = client.query_opt(slowest, &[]).await?;
    let slowest: i64 = slowest.map_or(0, |row| row.get(0));
    let last = "SELECT max(last) FROM cuts WHERE stream = 'TRAFFIC'";
    let warehouse = Warehouse::at(&settings.clickhouse_url)?;
    let newest = warehouse.newest().await?.context("no tables yet")?;
    let cut: u64 = warehouse
        .generation(newest)
        .query_raw(last)
        .fetch_one()
        .await?;
    Ok(slowest.unsigned_abs() >= records && cut >= records)
}

async fn check(settings: &Settings, expected: &Sums) -> anyhow::Result<()> {
    let client = postgres::connect(&settings.postgres_url, "usage").await?;
    let totals =
        "SELECT sum(requests)::bigint, sum(input_uncached)::bigint, sum(output_text)::bigint
        FROM totals";
    let row = client.query_one(totals, &[]).await?;
    let sum = |column| row.get::<_, i64>(column).unsigned_abs();
    let found = Sums {
        requests: sum(0),
        input_uncached: sum(1),
        output_text: sum(2),
    };
    anyhow::ensure!(found == *expected, "totals: {found:?}");
    for (table, count) in [
        ("requests", "1"),
        ("usage_hourly", "requests"),
        ("usage_daily", "requests"),
    ] {
        let query =
            format!("SELECT sum({count}), sum(input_uncached), sum(output_text) FROM {table}");
        let tables = Warehouse::at(&settings.clickhouse_url)?.shown();
        let row: (u64, u64, u64) = tables.query_raw(&query).fetch_one().await?;
        let found = Sums {
            requests: row.0,
            input_uncached: row.1,
            output_text: row.2,
        };
        anyhow::ensure!(found == *expected, "{table}: {found:?}");
    }
    println!("counts and sums are equal in every table: {expected:?}");
    Ok(())
}

/// One checksum a table, of all its rows.
async fn checksums(settings: &Settings) -> anyhow::Result<Vec<String>> {
    let mut checksums = Vec::new();
    let client = postgres::connect(&settings.postgres_url, "public").await?;
    for table in ["usage.totals", "journal.heads"] {
        let query = format!("SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t");
        let checksum: String = client.query_one(&query, &[]).await?.get(0);
        checksums.push(format!("{table} {checksum}"));
    }
    let tables = Warehouse::at(&settings.clickhouse_url)?.shown();
    for (table, rows) in [
        ("requests", "requests"),
        ("attempts", "attempts"),
        ("accepted", "accepted"),
        (
            "usage_hourly",
            "(SELECT organization, operation, provider, model, api_key, user_id, outcome, hour, sum(requests), sum(input_uncached), sum(output_text), sum(latency_micros), sumMap(latency_buckets), sumMap(time_to_first_token_buckets) FROM usage_hourly GROUP BY ALL)",
        ),
        (
            "usage_daily",
            "(SELECT organization, operation, provider, model, api_key, user_id, outcome, day, sum(requests), sum(input_uncached), sum(output_text), sum(latency_micros), sumMap(latency_buckets), sumMap(time_to_first_token_buckets) FROM usage_daily GROUP BY ALL)",
        ),
    ] {
        let query =
            format!("SELECT count(), groupBitXor(sipHash64(toString(tuple(*)))) FROM {rows}");
        let (count, checksum): (u64, u64) = tables.query_raw(&query).fetch_one().await?;
        checksums.push(format!("{table} {count} {checksum:x}"));
    }
    Ok(checksums)
}

fn report(what: &str, records: u64, took: Duration) {
    let rate = records as f64 / took.as_secs_f64();
    println!("{what}: {:.1} s, {rate:.0} records/s", took.as_secs_f64());
}
