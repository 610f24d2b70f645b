//! Records into rows.
use super::{
    change::change,
    rows::{Accepted, Attempt, ConfigChange, Request},
};
use crate::record::{Batch, Record};
use domain::{
    event::Event,
    request::{self, FailureReason, Refused, Settled, Usage},
    time::Timestamp,
};
use uuid::Uuid;

/// A batch's rows, by table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rows<'a> {
    pub(super) accepted: Vec<Accepted<'a>>,
    pub(super) attempts: Vec<Attempt<'a>>,
    pub(super) requests: Vec<Request<'a>>,
    pub(super) changes: Vec<ConfigChange<'a>>,
}

impl Rows<'_> {
    pub(super) const fn count(&self) -> u64 {
        (self.accepted.len() + self.attempts.len() + self.requests.len() + self.changes.len())
            as u64
    }
}

/// What a batch holds.
pub(super) fn project(batch: &Batch) -> Rows<'_> {
    let mut rows = Rows::default();
    for record in &batch.records {
        for (index, event) in record.events() {
            add(record, index, event, &mut rows);
        }
    }
    rows
}

fn add<'a>(record: &'a Record, index: u16, event: &'a Event, rows: &mut Rows<'a>) {
    match event {
        Event::Request(request::Event::Accepted(accepted)) => {
            rows.accepted.push(admitted(record, index, accepted));
        }
        Event::Request(request::Event::Settled(settled)) => {
            rows.attempts.extend(attempts(record, index, settled));
            rows.requests.push(ended(record, index, settled));
        }
        Event::Request(request::Event::Refused(refused)) => {
            rows.requests.push(turned_away(record, index, refused));
        }
        Event::Organization(_) | Event::Provider(_) | Event::Route(_) | Event::ApiKey(_) => {
            rows.changes.push(change(record, index, event));
        }
        Event::IdempotencyKey(_) | Event::Session(_) | Event::Activity(_) => {}
    }
}

fn admitted<'a>(
    record: &Record,
    event_index: u16,
    accepted: &'a request::Accepted,
) -> Accepted<'a> {
    Accepted {
        sequence: record.message.sequence,
        event_index,
        organization: record.commit.organization.0,
        request: accepted.request.0,
        api_key: accepted
            .called_by
            .api_key
            .map_or_else(Uuid::nil, Uuid::from),
        user_id: accepted.called_by.user.map_or_else(Uuid::nil, Uuid::from),
        operation: accepted.operation.as_str(),
        requested_model: &accepted.requested_model,
        provider: accepted.provider.as_str(),
        model: accepted.model.as_str(),
        stream: accepted.stream,
        accepted_at: record.commit.time,
    }
}

fn attempts<'a>(
    record: &Record,
    event_index: u16,
    settled: &'a Settled,
) -> impl Iterator<Item = Attempt<'a>> {
    let (sequence, organization) = (record.message.sequence, record.commit.organization.0);
    (0..)
        .zip(&settled.attempts)
        .map(move |(attempt, call)| Attempt {
            sequence,
            event_index,
            attempt,
            organization,
            request: settled.request.0,
            operation: settled.operation.as_str(),
            provider: call.provider.as_str(),
            model: call.model.as_str(),
            credential: call.credential.map_or_else(Uuid::nil, Uuid::from),
            started_at: begun(settled.started_at, call.started_after_micros),
            first_byte_micros: call.first_byte_micros,
            duration_micros: call.duration_micros,
            http_status: call.http_status,
            failure: call.failure.map_or("", FailureReason::as_str),
        })
}

fn begun(started_at: Timestamp, after_micros: u64) -> Timestamp {
    Timestamp::from_micros(started_at.micros().saturating_add_unsigned(after_micros))
}

fn ended<'a>(record: &Record, event_index: u16, settled: &'a Settled) -> Request<'a> {
    Request {
        requested_model: &settled.requested_model,
        provider: settled.provider.as_str(),
        model: settled.model.as_str(),
        stream: settled.stream,
        outcome: settled.outcome.as_str(),
        failure: settled.failure.map_or("", FailureReason::as_str),
        attempts: u16::try_from(settled.attempts.len()).unwrap_or(u16::MAX),
        time_to_first_token_micros: settled.time_to_first_token_micros,
        usage_source: settled.usage_source.as_str(),
        request: settled.request.0,
        api_key: settled.called_by.api_key.map_or_else(Uuid::nil, Uuid::from),
        user_id: settled.called_by.user.map_or_else(Uuid::nil, Uuid::from),
        operation: settled.operation.as_str(),
        started_at: settled.started_at,
        http_status: settled.http_status,
        latency_micros: settled.latency_micros,
        cost: settled.cost.as_ref().map(|cost| cost.usd),
        price_version: settled
            .cost
            .as_ref()
            .map_or("", |cost| cost.price_version.as_str()),
        ..empty(record, event_index, &settled.usage)
    }
}

fn turned_away<'a>(record: &Record, event_index: u16, refused: &'a Refused) -> Request<'a> {
    Request {
        requested_model: refused.requested_model.as_deref().unwrap_or_default(),
        outcome: "refused",
        failure: refused.reason.as_str(),
        request: refused.request.0,
        api_key: refused.called_by.api_key.map_or_else(Uuid::nil, Uuid::from),
        user_id: refused.called_by.user.map_or_else(Uuid::nil, Uuid::from),
        operation: refused.operation.as_str(),
        started_at: refused.started_at,
        http_status: refused.http_status,
        latency_micros: refused.latency_micros,
        ..empty(record, event_index, &Usage::default())
    }
}

/// A row of which only the place and the usage are known.
fn empty<'a>(record: &Record, event_index: u16, usage: &Usage) -> Request<'a> {
    Request {
        sequence: record.message.sequence,
        event_index,
        commit_id: record.commit.id.0,
        organization: record.commit.organization.0,
        request: Uuid::nil(),
        api_key: Uuid::nil(),
        user_id: Uuid::nil(),
        operation: "",
        requested_model: "",
        provider: "",
        model: "",
        stream: false,
        started_at: Timestamp::default(),
        recorded_at: record.commit.time,
        outcome: "",
        failure: "",
        http_status: 0,
        attempts: 0,
        latency_micros: 0,
        time_to_first_token_micros: None,
        usage_source: "",
        input_uncached: usage.input_uncached,
        cache_read: usage.cache_read,
        cache_write_5m: usage.cache_write_5m,
        cache_write_1h: usage.cache_write_1h,
        output_text: usage.output_text,
        output_reasoning: usage.output_reasoning,
        audio_in: usage.audio_in,
        audio_out: usage.audio_out,
        image_in: usage.image_in,
        image_out: usage.image_out,
        images: usage.images,
        seconds: usage.seconds,
        searches: usage.searches,
        characters: usage.characters,
        answered: usage.requests,
        cost: None,
        price_version: "",
    }
}
