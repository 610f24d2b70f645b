//! What calls add to the totals.
use super::totals::{Key, Totals, totals};
use crate::{
    record::{Batch, fixtures::batch},
    testing::call,
};
use domain::{id::OrganizationId, request::Operation};

fn of_calls(calls: &[u64]) -> Batch {
    batch(calls.iter().copied().flat_map(call).collect())
}

fn only(batch: &Batch) -> (Key<'_>, Totals) {
    let totals = totals(batch);
    assert_eq!(totals.len(), 1, "{totals:?}");
    totals.into_iter().next().unwrap()
}

#[test]
fn each_outcome_is_counted_under_its_name() {
    for (call, expected) in [
        (2, [1, 0, 0, 0]),
        (7, [0, 1, 0, 0]),
        (8, [0, 0, 1, 0]),
        (20, [0, 0, 0, 1]),
    ] {
        let batch = of_calls(&[call]);
        let (_, totals) = only(&batch);
        let found = [
            totals.succeeded,
            totals.failed,
            totals.cancelled,
            totals.refused,
        ];
        assert_eq!(found, expected, "call {call}");
        assert_eq!(totals.requests(), 1, "call {call}");
    }
}

#[test]
fn a_refused_call_has_neither_provider_nor_model() {
    let batch = of_calls(&[20]);
    let (key, totals) = only(&batch);
    assert_eq!(key.answered_by, None);
    assert_eq!(totals.usage, [0; 15]);
}

#[test]
fn a_call_that_is_not_settled_adds_nothing() {
    assert!(totals(&of_calls(&[51])).is_empty());
}

#[test]
fn calls_of_the_same_day_caller_and_model_are_added_up() {
    // The second call is as the first in all that is added up together: 3, 4, 5, 8 and 2 divide 120.
    let batch = of_calls(&[422, 542]);
    let (key, totals) = only(&batch);
    assert_eq!(key.organization, OrganizationId::named("initech"));
    assert_eq!(key.operation, Operation::Embeddings);
    assert_eq!(key.answered_by, Some(("openai", "minilm")));
    assert_eq!(totals.succeeded, 2);
    assert_eq!(totals.usage[0], (10 + 422) + (10 + 542));
}

#[test]
fn a_day_ends_at_midnight_utc() {
    let days = |call| {
        let batch = of_calls(&[call]);
        only(&batch).0.day
    };
    // Calls are 200 ms apart from 23:59:00 on.
    assert_eq!(days(299) + 1, days(302));
}

#[test]
fn sums_beyond_any_integer_of_the_database_are_kept() {
    let mut commits: Vec<_> = [2, 122].into_iter().flat_map(call).collect();
    for event in commits.iter_mut().flat_map(|commit| &mut commit.events) {
        if let domain::event::Event::Request(domain::request::Event::Settled(settled)) = event {
            settled.usage.input_uncached = u64::MAX;
        }
    }
    let batch = batch(commits);
    assert_eq!(only(&batch).1.usage[0], 2 * u128::from(u64::MAX));
}

#[test]
fn known_costs_are_added_up_exactly_and_unknown_ones_counted() {
    let known = |call| {
        let batch = of_calls(&[call]);
        let (_, totals) = only(&batch);
        (totals.cost, totals.unpriced)
    };
    for (what, call, expected) in [
        ("succeeded, priced", 2, (74_000_002, 0)),
        ("failed, priced", 7, (259_000_007, 0)),
        ("succeeded, unpriced", 5, (0, 1)),
        ("refused", 20, (0, 0)),
    ] {
        assert_eq!(known(call), expected, "{what}");
    }
    let batch = of_calls(&[422, 542]);
    let (_, totals) = only(&batch);
    assert_eq!(totals.cost, 37_000_000 * (422 + 542) + (422 + 542));
}
