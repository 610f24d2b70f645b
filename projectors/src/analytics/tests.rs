//! Which rows a call comes to.
use super::project::project;
use crate::{record::fixtures::batch, testing::call};
use domain::money::Usd;

#[test]
fn each_kind_of_call_comes_to_its_rows() {
    for (what, number, accepted, attempts, requests) in [
        ("succeeded", 2, 1, 1, 1),
        ("failed after two attempts", 7, 1, 2, 1),
        ("cancelled", 8, 1, 1, 1),
        ("refused", 20, 0, 0, 1),
        ("not settled", 51, 1, 0, 0),
    ] {
        let batch = batch(call(number));
        let rows = project(&batch);
        let found = (
            rows.accepted.len(),
            rows.attempts.len(),
            rows.requests.len(),
        );
        assert_eq!(found, (accepted, attempts, requests), "{what}");
        assert_eq!(
            rows.count(),
            (accepted + attempts + requests) as u64,
            "{what}"
        );
    }
}

#[test]
fn a_row_is_known_by_its_place_in_the_log() {
    let batch = batch(call(7));
    let rows = project(&batch);
    assert_eq!(rows.accepted[0].sequence, 1);
    assert_eq!(
        (rows.requests[0].sequence, rows.requests[0].event_index),
        (2, 0)
    );
    let attempts: Vec<_> = rows
        .attempts
        .iter()
        .map(|row| (row.sequence, row.attempt))
        .collect();
    assert_eq!(attempts, [(2, 0), (2, 1)]);
}

#[test]
fn a_failed_call_says_why_and_a_refused_one_too() {
    let (failed, refused) = (batch(call(7)), batch(call(20)));
    let (failed, refused) = (project(&failed), project(&refused));
    let failed = &failed.requests[0];
    assert_eq!(
        (failed.outcome, failed.failure, failed.attempts),
        ("failed", "upstream_error", 2)
    );
    let refused = &refused.requests[0];
    assert_eq!(
        (refused.outcome, refused.failure),
        ("refused", "model_not_found")
    );
    assert_eq!((refused.provider, refused.model), ("", ""));
}

#[test]
fn an_attempt_begins_where_it_began() {
    let batch = batch(call(2));
    let rows = project(&batch);
    let (attempt, request) = (&rows.attempts[0], &rows.requests[0]);
    let after = attempt.started_at.micros() - request.started_at.micros();
    assert_eq!(after, 100);
}

#[test]
fn a_cost_is_in_trillionths_and_says_by_which_price_it_is() {
    let cost = |number| {
        let batch = batch(call(number));
        let row = project(&batch).requests.remove(0);
        let trillionths = row.cost.map(Usd::trillionths);
        (trillionths, row.price_version.to_owned())
    };
    let version = "catalogue-2026-11-24:openai/minilm".to_owned();
    assert_eq!(cost(2), (Some(74_000_002), version));
    assert_eq!(cost(5), (None, String::new()));
    assert_eq!(cost(20), (None, String::new()));
}
