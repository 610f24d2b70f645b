//! Following a stream: contiguous, whatever happens to the server.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use infra::event_log::{
    AppendError, Consumer, ConsumerName, EventLog, LogError, Message, Sequence, Stream,
};
use tests::log::{LogServer, creation, organization};

const WAIT: Duration = Duration::from_secs(10);

fn names() -> [ConsumerName; 2] {
    [
        ConsumerName::Ephemeral,
        ConsumerName::Durable("reader".to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_place_comes_in_order_and_in_batches_of_at_most_the_asked_size()
-> anyhow::Result<()> {
    let server = LogServer::start().await?;
    append(&server, 0..25).await?;
    for name in names() {
        let mut consumer = Consumer::open(server.context(), Stream::Control, name, 5).await?;
        let mut seen = Vec::new();
        while seen.len() < 20 {
            let batch = consumer.next_batch(8, WAIT).await?;
            ensure!((1..=8).contains(&batch.len()));
            seen.extend(batch);
        }
        assert_eq!(sequences(&seen), (6..=25).collect::<Vec<_>>());
        assert_eq!((consumer.position(), consumer.pending()), (25, 0));
        let first = seen[0].decode()?;
        assert_eq!(seen[0].commit_id(), Some(first.id));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_where_there_is_nothing() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let name = ConsumerName::Ephemeral;
    let mut consumer = Consumer::open(server.context(), Stream::Control, name, 0).await?;
    ensure!(
        consumer
            .next_batch(8, Duration::from_millis(20))
            .await?
            .is_empty()
    );
    append(&server, 0..1).await?;
    assert_eq!(sequences(&consumer.next_batch(8, WAIT).await?), [1]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_misses_and_repeats_nothing_when_the_server_is_killed() -> anyhow::Result<()> {
    const COMMITS: u64 = 300;
    for name in names() {
        let server = Arc::new(LogServer::start().await?);
        let mut consumer = Consumer::open(server.context(), Stream::Control, name, 0).await?;
        let writing = {
            let server = Arc::clone(&server);
            tokio::spawn(async move { append(&server, 0..COMMITS).await })
        };
        let mut seen = Vec::new();
        let mut killed = 0;
        while seen.len() < usize::try_from(COMMITS)? {
            match consumer.next_batch(20, WAIT).await {
                Ok(batch) => seen.extend(batch),
                Err(LogError::Unavailable(_)) => {}
                Err(error) => return Err(error.into()),
            }
            if seen.len() > 100 * (killed + 1) && killed < 2 {
                server.kill()?;
                killed += 1;
            }
        }
        writing.await??;
        assert_eq!(sequences(&seen), (1..=COMMITS).collect::<Vec<_>>());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_a_durable_reader_is_can_be_seen_in_the_server() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    append(&server, 0..10).await?;
    let context = server.context();
    let name = ConsumerName::Durable("billing".to_owned());
    let mut consumer = Consumer::open(context.clone(), Stream::Control, name, 0).await?;
    while consumer.position() < 10 {
        consumer.next_batch(5, WAIT).await?;
    }
    consumer.acknowledge(10).await?;
    let stream = context.get_stream("CONTROL").await?;
    while stream
        .consumer_info("billing")
        .await?
        .ack_floor
        .stream_sequence
        < 10
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_ends_before_what_was_read_is_reported() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    append(&server, 0..3).await?;
    let name = ConsumerName::Ephemeral;
    let opened = Consumer::open(server.context(), Stream::Control, name, 4).await;
    ensure!(matches!(
        opened,
        Err(LogError::Truncated { last: 3, read: 4 })
    ));
    Ok(())
}

fn sequences(messages: &[Message]) -> Vec<Sequence> {
    messages.iter().map(|message| message.sequence).collect()
}

async fn append(server: &LogServer, numbers: std::ops::Range<u64>) -> anyhow::Result<()> {
    let log = server.log();
    for number in numbers {
        let name = format!("organisation {number}");
        let commit = creation(&name);
        loop {
            match log.append(&organization(&name), 0, &commit).await {
                Ok(_) => break,
                Err(AppendError::Log(LogError::Unavailable(_))) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}
