//! A connection that is repaired for as long as it is wanted.
use super::LogError;
use async_nats::{ConnectOptions, Event, jetstream};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// How soon a dead server is noticed on a quiet connection: after two of these.
const PING_INTERVAL: Duration = Duration::from_secs(2);
/// The longest pause between attempts to connect again.
const MAX_PAUSE: Duration = Duration::from_millis(500);
/// How long an answer of the server may take.
const ANSWER: Duration = Duration::from_secs(5);
/// Longer than a broken connection is kept.
const NEVER: Duration = Duration::from_hours(1);

/// Connects to the servers at `url` (several, separated by commas), and again whenever the connection is lost.
///
/// # Errors
/// When none can be reached now.
pub async fn connect(url: &str) -> Result<jetstream::Context, LogError> {
    let options = options();
    let client = options.connect(addresses(url)?).await;
    Ok(context(client.map_err(LogError::unavailable)?))
}

/// Connects once: the connection is not repaired, and what it had not sent when it broke is never sent.
/// It has to be dropped with the runtime that it was made on.
///
/// # Errors
/// When none can be reached now.
pub(crate) async fn connect_once(url: &str) -> Result<jetstream::Context, LogError> {
    let connected = Arc::new(AtomicBool::new(false));
    let was_connected = Arc::clone(&connected);
    let options = options().reconnect_delay_callback(move |_| {
        if was_connected.load(Ordering::Relaxed) {
            NEVER
        } else {
            Duration::ZERO
        }
    });
    let client = options.connect(addresses(url)?).await;
    connected.store(true, Ordering::Relaxed);
    Ok(context(client.map_err(LogError::unavailable)?))
}

fn addresses(url: &str) -> Result<Vec<async_nats::ServerAddr>, LogError> {
    let addresses = url.split(',').map(|one| one.trim().parse());
    addresses
        .collect::<Result<_, _>>()
        .map_err(LogError::refused)
}

fn options() -> ConnectOptions {
    ConnectOptions::new()
        .name("hub")
        .ping_interval(PING_INTERVAL)
        .connection_timeout(ANSWER)
        .request_timeout(Some(ANSWER))
        .max_reconnects(None)
        .reconnect_delay_callback(pause)
        .event_callback(|event| async move { trace(&event) })
}

fn context(client: async_nats::Client) -> jetstream::Context {
    jetstream::context::ContextBuilder::new()
        .timeout(ANSWER)
        .build(client)
}

fn pause(attempt: usize) -> Duration {
    let doubled = u32::try_from(attempt).map_or(u32::MAX, |n| 1 << n.min(10));
    MAX_PAUSE.min(Duration::from_millis(5) * doubled)
}

fn trace(event: &Event) {
    match event {
        Event::Connected => tracing::info!("connected to the event log"),
        Event::Disconnected => tracing::warn!("lost the connection to the event log"),
        Event::Draining | Event::Closed => tracing::debug!(%event, "event log connection"),
        Event::LameDuckMode
        | Event::SlowConsumer(_)
        | Event::ServerError(_)
        | Event::ClientError(_) => tracing::warn!(%event, "event log connection"),
    }
}
