//! Records into totals.
use crate::record::{Batch, Record};
use domain::{
    event::Event,
    id::{ApiKeyId, OrganizationId, UserId},
    request::{self, CalledBy, Operation, Outcome, Refused, Settled, Usage},
    time::Timestamp,
};
use std::collections::HashMap;

const SECONDS_A_DAY: i64 = 86_400;

/// How many counters a usage has.
pub(super) const COUNTERS: usize = 15;

/// What is added up together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key<'a> {
    pub(super) organization: OrganizationId,
    /// Days since 1970-01-01, UTC.
    pub(super) day: i32,
    pub(super) operation: Operation,
    /// Nothing where the call was refused: then the model is only what a client wrote.
    pub(super) answered_by: Option<(&'a str, &'a str)>,
    pub(super) api_key: Option<ApiKeyId>,
    pub(super) user: Option<UserId>,
}

/// Sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) succeeded: i64,
    pub(super) failed: i64,
    pub(super) cancelled: i64,
    pub(super) refused: i64,
    /// Trillionths of a dollar, where the cost is known.
    pub(super) cost: i128,
    /// Calls that may have cost something and it is not known what.
    pub(super) unpriced: i64,
    /// In the order of [`counters`].
    pub(super) usage: [u128; COUNTERS],
}

/// What a batch adds.
pub(super) fn totals(batch: &Batch) -> HashMap<Key<'_>, Totals> {
    let mut totals = HashMap::new();
    for record in &batch.records {
        for (_, event) in record.events() {
            project(record, event, &mut totals);
        }
    }
    totals
}

fn project<'a>(record: &'a Record, event: &'a Event, totals: &mut HashMap<Key<'a>, Totals>) {
    let organization = record.commit.organization;
    match event {
        Event::Request(request::Event::Settled(settled)) => {
            totals
                .entry(of_settled(organization, settled))
                .or_default()
                .settle(settled);
        }
        Event::Request(request::Event::Refused(refused)) => {
            totals
                .entry(of_refused(organization, refused))
                .or_default()
                .refused += 1;
        }
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

fn of_settled(organization: OrganizationId, settled: &Settled) -> Key<'_> {
    Key {
        answered_by: Some((settled.provider.as_str(), settled.model.as_str())),
        ..of(
            organization,
            settled.operation,
            settled.started_at,
            settled.called_by,
        )
    }
}

fn of_refused(organization: OrganizationId, refused: &Refused) -> Key<'_> {
    of(
        organization,
        refused.operation,
        refused.started_at,
        refused.called_by,
    )
}

fn of<'a>(
    organization: OrganizationId,
    operation: Operation,
    time: Timestamp,
    called_by: CalledBy,
) -> Key<'a> {
    let days = time.seconds().div_euclid(SECONDS_A_DAY);
    Key {
        organization,
        // A timestamp lies between the years 0 and 9999.
        day: i32::try_from(days).unwrap_or_default(),
        operation,
        answered_by: None,
        api_key: called_by.api_key,
        user: called_by.user,
    }
}

impl Totals {
    pub(super) const fn requests(&self) -> i64 {
        self.succeeded + self.failed + self.cancelled + self.refused
    }

    fn settle(&mut self, settled: &Settled) {
        match settled.outcome {
            Outcome::Succeeded => self.succeeded += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Cancelled => self.cancelled += 1,
        }
        match (&settled.cost, settled.outcome) {
            (Some(cost), _) => self.cost += cost.usd.trillionths(),
            (None, Outcome::Succeeded | Outcome::Cancelled) => self.unpriced += 1,
            (None, Outcome::Failed) => {}
        }
        for (sum, count) in self.usage.iter_mut().zip(counters(&settled.usage)) {
            *sum += u128::from(count);
        }
    }
}

/// The counters in the order of the table's columns.
fn counters(usage: &Usage) -> [u64; COUNTERS] {
    [
        usage.input_uncached,
        usage.cache_read,
        usage.cache_write_5m,
        usage.cache_write_1h,
        usage.output_text,
        usage.output_reasoning,
        usage.audio_in,
        usage.audio_out,
        usage.image_in,
        usage.image_out,
        usage.images,
        usage.seconds,
        usage.requests,
        usage.searches,
        usage.characters,
    ]
}
