//! Commits as rows.
use super::chain::Hash;
use crate::{
    error::StoreError,
    postgres::position,
    record::{Batch, Record},
};
use infra::{event_log::Stream, postgres::instant};
use schemas::subject::ControlSubject;
use serde::Deserialize;
use std::time::SystemTime;
use tokio_postgres::{Transaction, types::ToSql};
use uuid::Uuid;

const APPEND: &str = include_str!("append.sql");

#[derive(Deserialize)]
struct Tags {
    events: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    r#type: String,
}

/// The batch by columns.
#[derive(Default)]
struct Columns<'a> {
    position: Vec<i64>,
    organization: Vec<Uuid>,
    noun: Vec<&'a str>,
    aggregate: Vec<Uuid>,
    commit: Vec<Uuid>,
    time: Vec<SystemTime>,
    actor_kind: Vec<&'static str>,
    actor: Vec<Uuid>,
    on_behalf_of: Vec<Option<Uuid>>,
    cause: Vec<Option<Uuid>>,
    types: Vec<String>,
    payload: Vec<&'a str>,
    hash: Vec<&'a [u8]>,
}

/// Adds a batch's commits.
pub(super) async fn append(
    transaction: &Transaction<'_>,
    stream: Stream,
    batch: &Batch,
    hashes: &[Hash],
) -> Result<u64, StoreError> {
    let mut columns = Columns::default();
    for (record, hash) in batch.records.iter().zip(hashes) {
        columns.push(record, hash)?;
    }
    let stream = stream.name();
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&stream];
    parameters.extend(columns.parameters());
    Ok(transaction.execute(APPEND, &parameters).await?)
}

impl<'a> Columns<'a> {
    fn push(&mut self, record: &'a Record, hash: &'a Hash) -> Result<(), StoreError> {
        let commit = &record.commit;
        let subject = ControlSubject::parse(&record.message.subject);
        self.position.push(position(record.message.sequence)?);
        self.organization.push(commit.organization.0);
        self.noun.push(subject.map_or("", |subject| subject.noun));
        self.aggregate
            .push(subject.map_or_else(Uuid::nil, |subject| subject.id));
        self.commit.push(commit.id.0);
        self.time.push(instant(commit.time));
        self.actor_kind.push(commit.actor.kind.as_str());
        self.actor.push(commit.actor.id);
        self.on_behalf_of
            .push(commit.actor.on_behalf_of.map(Uuid::from));
        self.cause.push(commit.cause);
        self.types.push(tags(&record.message.payload));
        self.payload.push(stored(&record.message.payload));
        self.hash.push(hash);
        Ok(())
    }

    fn parameters(&self) -> [&(dyn ToSql + Sync); 13] {
        [
            &self.position,
            &self.organization,
            &self.noun,
            &self.aggregate,
            &self.commit,
            &self.time,
            &self.actor_kind,
            &self.actor,
            &self.on_behalf_of,
            &self.cause,
            &self.types,
            &self.payload,
            &self.hash,
        ]
    }
}

/// The tags as they are stored, one a line.
fn tags(stored: &[u8]) -> String {
    let tags: Tags = serde_json::from_slice(stored).unwrap_or(Tags { events: Vec::new() });
    let tags: Vec<String> = tags.events.into_iter().map(|tag| tag.r#type).collect();
    tags.join("\n")
}

/// A commit was read from these bytes before, so they are JSON and therefore text.
fn stored(payload: &[u8]) -> &str {
    std::str::from_utf8(payload).unwrap_or_default()
}
