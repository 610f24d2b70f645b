//! Asking a stream for some of its messages at once, without a consumer. Any replica may answer.
use super::{LogError, Message, Stream};
use async_nats::{HeaderMap, StatusCode, header, jetstream};
use domain::time::Timestamp;
use futures_util::StreamExt;
use serde_json::Value;
use std::{str::FromStr, time::Duration};
use tokio::time::timeout_at;

/// How many messages of the same kind lie behind an answered one.
const PENDING: &str = "Nats-Num-Pending";

/// What was asked for, as far as one answer of the server goes.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// In order.
    pub(super) messages: Vec<Message>,
    /// How many more lie behind the first of them.
    pub(super) behind_first: u64,
    /// Whether the server said that this is all of its answer.
    pub(super) is_whole: bool,
}

/// Asks `stream` for `wanted`, and waits at most `patience`.
///
/// # Errors
/// When the server can't be asked, or what it says makes no sense.
pub(super) async fn get(
    context: &jetstream::Context,
    stream: Stream,
    wanted: &Value,
    patience: Duration,
) -> Result<Answer, LogError> {
    let client = context.client();
    let inbox = client.new_inbox();
    let subscription = client.subscribe(inbox.clone()).await;
    let mut answers = subscription.map_err(LogError::unavailable)?;
    let api = format!("$JS.API.DIRECT.GET.{}", stream.name());
    let sent = client.publish_with_reply(api, inbox, wanted.to_string().into());
    sent.await.map_err(LogError::unavailable)?;
    let deadline = tokio::time::Instant::now() + patience;
    let mut answer = Answer::default();
    while let Ok(Some(message)) = timeout_at(deadline, answers.next()).await {
        match message.status {
            None | Some(StatusCode::OK) => answer.push(message)?,
            Some(_) => {
                answer.is_whole = true;
                break;
            }
        }
    }
    Ok(answer)
}

impl Answer {
    fn push(&mut self, message: async_nats::Message) -> Result<(), LogError> {
        let headers = message.headers.unwrap_or_default();
        if self.messages.is_empty() {
            self.behind_first = parsed(&headers, PENDING).unwrap_or_default();
        }
        let incomplete = || LogError::refused("an answer that doesn't say which message it is");
        let sequence = parsed(&headers, header::NATS_SEQUENCE).ok_or_else(incomplete)?;
        let subject: String = parsed(&headers, header::NATS_SUBJECT).ok_or_else(incomplete)?;
        let recorded_at: Option<Timestamp> = parsed(&headers, header::NATS_TIME_STAMP);
        let mut answered = Message::new(sequence, subject.into(), message.payload);
        answered.recorded_at = recorded_at.ok_or_else(incomplete)?;
        self.messages.push(answered);
        Ok(())
    }
}

fn parsed<T: FromStr>(
    headers: &HeaderMap,
    name: impl async_nats::header::IntoHeaderName,
) -> Option<T> {
    headers.get(name)?.as_str().parse().ok()
}
