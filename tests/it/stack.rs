//! The servers come up, survive the death of any of them, and end in order.

use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::Context;
use async_nats::jetstream::{self, stream};
use infra::stack::{Part, Process, Running};
use tests::stack::{databases, log, stack};
use tests::waiting::until;

#[test]
fn the_shared_databases_answer() -> anyhow::Result<()> {
    let running = databases()?;
    assert_eq!(query(running, "SELECT version()")?, "26.7.2.1\n");
    assert!(running.addresses().postgres.is_some());
    assert_eq!(running.addresses().nats, None);
    Ok(())
}

#[test]
fn each_log_is_a_server_of_its_own() -> anyhow::Result<()> {
    let (one, other) = (log()?, log()?);
    assert_ne!(one.addresses().nats, other.addresses().nats);
    one.stop()?;
    other.wait_ready(Part::Nats)?;
    Ok(())
}

#[test]
fn a_killed_clickhouse_comes_back_with_its_rows() -> anyhow::Result<()> {
    let running = stack("clickhouse")?.only(&[Part::ClickHouse]).start()?;
    query(&running, "CREATE DATABASE d ENGINE = Atomic")?;
    query(
        &running,
        "CREATE TABLE d.t (n UInt8) ENGINE = MergeTree ORDER BY n",
    )?;
    query(&running, "INSERT INTO d.t VALUES (7)")?;
    kill(&running, Part::ClickHouse)?;
    assert_eq!(query(&running, "SELECT n FROM d.t")?, "7\n");
    Ok(())
}

#[tokio::test]
async fn a_clickhouse_that_is_told_to_end_while_it_starts_ends() -> anyhow::Result<()> {
    let running = stack("starting")?.only(&[Part::ClickHouse]).start()?;
    running.kill(Part::ClickHouse)?;
    let starting = until("a new process", async || {
        running.process(Part::ClickHouse).ok().flatten()
    })
    .await?;
    until("its signal mask", async || {
        blocks_sigterm(starting).then_some(())
    })
    .await?;
    starting.ask_to_end();
    until("its end", async || (!starting.is_alive()).then_some(())).await?;
    running.wait_ready(Part::ClickHouse)?;
    Ok(())
}

/// Whether the engine is past its first step: before it the signal ends any process.
fn blocks_sigterm(process: Process) -> bool {
    let path = format!("/proc/{}/status", process.pid);
    let status = std::fs::read_to_string(path).unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigBlk:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & (1 << 14) != 0)
}

#[tokio::test]
async fn a_killed_postgres_comes_back_with_its_rows() -> anyhow::Result<()> {
    let running = stack("postgres")?.only(&[Part::Postgres]).start()?;
    let client = postgres(&running).await?;
    client
        .batch_execute("CREATE TABLE t (n int); INSERT INTO t VALUES (7)")
        .await?;
    kill(&running, Part::Postgres)?;
    let client = postgres(&running).await?;
    let row = client.query_one("SELECT n FROM t", &[]).await?;
    assert_eq!(row.get::<_, i32>(0), 7);
    Ok(())
}

#[tokio::test]
async fn a_killed_or_halted_log_comes_back_with_its_messages() -> anyhow::Result<()> {
    let running = log()?;
    let context = jetstream(&running).await?;
    let config = stream::Config {
        name: "KEPT".to_owned(),
        ..stream::Config::default()
    };
    context.create_stream(config).await?;
    context.publish("KEPT", "one".into()).await?.await?;
    kill(&running, Part::Nats)?;
    assert_eq!(messages(&running).await?, 1);
    running.halt(Part::Nats)?;
    assert_eq!(running.process(Part::Nats)?, None);
    running.resume(Part::Nats)?;
    assert_eq!(messages(&running).await?, 1);
    Ok(())
}

/// Kills a part, which must come back as another process.
fn kill(running: &Running, part: Part) -> anyhow::Result<()> {
    let former = running.process(part)?;
    running.kill(part)?;
    running.wait_ready(part)?;
    let current = running.process(part)?;
    assert!(current.is_some());
    assert_ne!(current, former);
    Ok(())
}

fn query(running: &Running, sql: &str) -> anyhow::Result<String> {
    let address = running
        .addresses()
        .clickhouse
        .as_deref()
        .unwrap_or_default();
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host)?;
    let length = sql.len();
    write!(
        stream,
        "POST / HTTP/1.0\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{sql}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer
        .split_once("\r\n\r\n")
        .context("an answer has a head")?;
    Ok(body.to_owned())
}

async fn postgres(running: &Running) -> anyhow::Result<tokio_postgres::Client> {
    let address = running.addresses().postgres.as_deref().unwrap_or_default();
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn jetstream(running: &Running) -> anyhow::Result<jetstream::Context> {
    let address = running.addresses().nats.as_deref().unwrap_or_default();
    Ok(jetstream::new(async_nats::connect(address).await?))
}

async fn messages(running: &Running) -> anyhow::Result<u64> {
    let context = jetstream(running).await?;
    let mut stream = context.get_stream("KEPT").await?;
    Ok(stream.info().await?.state.messages)
}
