//! Finding out what the log has already of that which it may have.
use crate::event_log::{Consumer, ConsumerName, LogError, Sequence, Stream, state};
use async_nats::jetstream;
use domain::id::CommitId;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

const BATCH: usize = 5000;
/// How long the log may take to send what it has.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the log has those of `wanted` that lie after `after`.
pub(super) async fn stored(
    context: &jetstream::Context,
    after: Sequence,
    wanted: &HashSet<CommitId>,
) -> Result<HashMap<CommitId, Sequence>, LogError> {
    let mut found = HashMap::new();
    let state = state(context, Stream::Traffic).await?;
    if wanted.is_empty() || state.messages == 0 {
        return Ok(found);
    }
    let end = state.last_sequence;
    let after = if after > end {
        tracing::error!(
            last = end,
            read = after,
            "the log ends before what it had acknowledged: it was restored from something older"
        );
        0
    } else {
        after
    };
    let name = ConsumerName::Ephemeral;
    let mut consumer = Consumer::open(context.clone(), Stream::Traffic, name, after).await?;
    while consumer.position() < end && found.len() < wanted.len() {
        let batch = consumer.next_batch(BATCH, PATIENCE).await?;
        if batch.is_empty() {
            return Err(LogError::Unavailable(
                "the log was not served in time".into(),
            ));
        }
        let places = batch
            .iter()
            .filter_map(|m| Some((m.commit_id()?, m.sequence)));
        found.extend(places.filter(|(commit, _)| wanted.contains(commit)));
    }
    Ok(found)
}
