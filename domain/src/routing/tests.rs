//! The order of attempts, ejection, cooling and the moving average.
use super::{Strategy, *};
use proptest::{prelude::*, strategy::Strategy as Generator};
use std::{collections::HashSet, slice::from_ref, time::Duration};

const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

fn after(duration: Duration) -> Timestamp {
    Timestamp::from_micros(NOW.micros() + i64::try_from(duration.as_micros()).unwrap())
}

fn credential(weight: u32) -> Credential {
    Credential {
        weight,
        standing: Standing::Ready,
    }
}

fn candidate(weight: u32) -> Candidate {
    Candidate {
        role: Role::Target,
        weight,
        load: 0,
        price: None,
        is_ejected: false,
        credentials: vec![credential(1)],
    }
}

fn fallback() -> Candidate {
    Candidate {
        role: Role::Fallback,
        ..candidate(1)
    }
}

fn turns(candidates: &[Candidate], strategy: Strategy, dice: u64) -> Vec<usize> {
    order(candidates, strategy, dice)
        .map(|choice| choice.candidate)
        .collect()
}

fn choice(candidate: usize, credential: usize) -> Choice {
    Choice {
        candidate,
        credential,
    }
}

#[test]
fn the_first_target_is_drawn_as_often_as_its_weight_says() {
    let candidates = [candidate(1), candidate(3), candidate(6)];
    let mut first = [0; 3];
    for dice in 0..10_000 {
        first[turns(&candidates, Strategy::Weighted, dice)[0]] += 1;
    }
    for (found, expected) in first.into_iter().zip([1_000_i32, 3_000, 6_000]) {
        assert!((found - expected).abs() < 200, "{first:?}");
    }
}

#[test]
fn a_credential_is_drawn_as_often_as_its_weight_says_and_one_without_weight_never() {
    let mut one = candidate(1);
    one.credentials = [1, 0, 3].map(credential).to_vec();
    let mut first = [0; 3];
    for dice in 0..10_000 {
        let order: Vec<_> = order(from_ref(&one), Strategy::Fallback, dice).collect();
        assert_eq!(order.len(), 2);
        first[order[0].credential] += 1;
    }
    assert!((first[0] - 2_500_i32).abs() < 200, "{first:?}");
    assert_eq!(first[1], 0);
}

#[test]
fn the_fastest_the_cheapest_or_the_first_comes_first_and_fallbacks_in_their_order() {
    let mut candidates = [
        candidate(1),
        fallback(),
        candidate(1),
        candidate(1),
        fallback(),
    ];
    candidates[0].load = 300;
    candidates[2].load = 100;
    candidates[3].load = 200;
    candidates[0].price = Some("0.2".parse().unwrap());
    candidates[3].price = Some("0.1".parse().unwrap());
    for (strategy, expected) in [
        (Strategy::Fallback, [0, 2, 3, 1, 4]),
        (Strategy::Latency, [2, 3, 0, 1, 4]),
        (Strategy::Cost, [3, 0, 2, 1, 4]),
    ] {
        assert_eq!(turns(&candidates, strategy, 7), expected, "{strategy:?}");
    }
}

#[test]
fn a_target_that_is_ejected_comes_after_all_others_and_alone_it_is_still_called() {
    let mut candidates = [candidate(1), candidate(1), fallback()];
    candidates[0].is_ejected = true;
    assert_eq!(turns(&candidates, Strategy::Fallback, 1), [1, 2, 0]);
    assert_eq!(turns(&candidates[..1], Strategy::Fallback, 1), [0]);
}

#[test]
fn a_credential_that_cools_or_is_disabled_is_in_no_order_and_the_soonest_is_known() {
    let (soon, late) = (after(Duration::from_secs(1)), after(Duration::from_secs(9)));
    let standings = [
        Standing::Cooling(late),
        Standing::Disabled,
        Standing::Cooling(soon),
    ];
    let mut one = candidate(1);
    one.credentials = standings
        .map(|standing| Credential {
            weight: 1,
            standing,
        })
        .to_vec();
    let mut found = order(from_ref(&one), Strategy::Weighted, 1);
    assert_eq!(found.next(), None);
    assert_eq!(found.soonest(), Some((soon, choice(0, 2))));
}

#[test]
fn a_failure_decides_whom_to_try_next() {
    let mut first = candidate(1);
    first.credentials = vec![credential(1), credential(1)];
    let candidates = [first, candidate(1)];
    let rest = |blame| {
        let mut order = order(&candidates, Strategy::Fallback, 3);
        let tried = order.next().unwrap();
        order.failed(tried, blame);
        let rest: Vec<_> = order.map(|choice| choice.candidate).collect();
        (tried.candidate, rest)
    };
    assert_eq!(rest(Blame::Credential), (0, vec![0, 1]));
    assert_eq!(rest(Blame::Target), (0, vec![1, 0, 0]));
    assert_eq!(rest(Blame::Silence), (0, vec![1, 0]));
    assert_eq!(rest(Blame::Model), (0, vec![1]));
    assert_eq!(rest(Blame::Request), (0, vec![]));
}

#[test]
fn a_target_in_trouble_is_tried_once_more_and_then_no_more() {
    let mut order = order(&[candidate(1)], Strategy::Fallback, 3);
    for is_repeat in [false, true] {
        let tried = order.next().unwrap();
        assert_eq!(order.repeats(tried), is_repeat);
        order.failed(tried, Blame::Target);
    }
    assert_eq!(order.next(), None);
}

fn some_candidate() -> impl Generator<Value = Candidate> {
    let standing = prop_oneof![
        3 => Just(Standing::Ready),
        1 => (0..9_i64).prop_map(|seconds| Standing::Cooling(Timestamp::from_micros(seconds))),
        1 => Just(Standing::Doubted),
        1 => Just(Standing::Disabled),
    ];
    let credential =
        (0..4_u32, standing).prop_map(|(weight, standing)| Credential { weight, standing });
    let credentials = prop::collection::vec(credential, 0..4);
    (
        any::<bool>(),
        1..5_u32,
        0..3_u64,
        any::<bool>(),
        credentials,
    )
        .prop_map(
            |(is_fallback, weight, load, is_ejected, credentials)| Candidate {
                role: if is_fallback {
                    Role::Fallback
                } else {
                    Role::Target
                },
                weight,
                load,
                price: None,
                is_ejected,
                credentials,
            },
        )
}

proptest! {
    #[test]
    fn every_credential_that_can_be_used_appears_exactly_once_and_no_other(
        candidates in prop::collection::vec(some_candidate(), 0..6),
        strategy in prop::sample::select(vec![Strategy::Weighted, Strategy::Latency, Strategy::Cost, Strategy::Fallback]),
        dice: u64,
    ) {
        let found: Vec<Choice> = order(&candidates, strategy, dice).collect();
        let ready = candidates.iter().enumerate().flat_map(|(place, candidate)| {
            let credentials = candidate.credentials.iter().enumerate();
            credentials
                .filter(|(_, one)| one.weight > 0)
                .filter(|(_, one)| matches!(one.standing, Standing::Ready | Standing::Doubted))
                .map(move |(credential, _)| choice(place, credential))
        });
        let distinct: HashSet<Choice> = found.iter().copied().collect();
        prop_assert_eq!(distinct.len(), found.len());
        prop_assert_eq!(distinct, ready.collect::<HashSet<_>>());
        let again: Vec<Choice> = order(&candidates, strategy, dice).collect();
        prop_assert_eq!(&found, &again);
        let last: Vec<(bool, bool)> = found.iter().map(|one| {
            let candidate = &candidates[one.candidate];
            let is_doubted = candidate.credentials[one.credential].standing == Standing::Doubted;
            (is_doubted, candidate.is_ejected)
        }).collect();
        prop_assert!(last.is_sorted(), "{:?}", last);
    }

    #[test]
    fn an_average_lies_between_what_was_seen_and_nothing(
        seen in prop::collection::vec((0..10_000_000_u64, 0..60_000_000_i64), 1..20),
    ) {
        let (mut average, mut now, mut most) = (PeakEwma::default(), 0, 0);
        for (micros, pause) in seen {
            now += pause;
            most = most.max(micros);
            average.observe(micros, Timestamp::from_micros(now));
            prop_assert!(average.micros(Timestamp::from_micros(now)) <= most);
        }
    }

    #[test]
    fn a_backoff_is_between_half_and_all_of_its_doubled_time(times in 0..40_u32, dice: u64) {
        let (first, longest) = (Duration::from_millis(100), Duration::from_secs(5));
        let whole = first.saturating_mul(1_u32.checked_shl(times).unwrap_or(u32::MAX)).min(longest);
        let found = backoff((first, longest), times, dice);
        prop_assert!(whole / 2 <= found && found <= whole, "{found:?} of {whole:?}");
    }
}

#[test]
fn an_average_rises_at_once_and_falls_by_half_in_a_half_life() {
    let half_life = Duration::from_micros(6_931_472);
    let mut average = PeakEwma::default();
    average.observe(100_000, NOW);
    average.observe(1_000_000, NOW);
    assert_eq!(average.micros(NOW), 1_000_000);
    assert_eq!(average.micros(after(half_life)), 500_000);
    assert_eq!(average.micros(after(half_life * 2)), 250_000);
    assert_eq!(average.load(1, after(half_life)), 1_000_000);
}

#[test]
fn a_target_that_never_answered_is_tried_first_and_by_one_call_only() {
    let (unknown, mut known) = (PeakEwma::default(), PeakEwma::default());
    known.observe(1, NOW);
    assert!(unknown.load(0, NOW) < known.load(0, NOW));
    assert!(unknown.load(1, NOW) > known.load(1_000, NOW));
}

fn failed(health: &mut Health, times: usize, now: Timestamp) -> usize {
    (0..times)
        .filter(|_| health.observe(Observation::Failed, now).is_some())
        .count()
}

#[test]
fn five_failures_in_a_row_eject_and_four_do_not() {
    let mut health = Health::default();
    assert_eq!(failed(&mut health, 4, NOW), 0);
    health.observe(Observation::Answered(9), NOW);
    assert_eq!(failed(&mut health, 4, NOW), 0);
    assert_eq!(health.ejected_until(NOW), None);
    assert_eq!(failed(&mut health, 9, NOW), 1);
    let until = after(Duration::from_secs(30));
    assert_eq!(health.ejected_until(NOW), Some(until));
    assert_eq!(health.ejected_until(until), None);
}

#[test]
fn whoever_fails_again_is_ejected_for_longer_and_up_to_a_bound() {
    let mut health = Health::default();
    failed(&mut health, 5, NOW);
    let mut now = NOW;
    for seconds in [60, 90, 120, 150, 180, 210, 240, 270, 300, 300] {
        now = health.ejected_until(now).unwrap();
        assert_eq!(failed(&mut health, 1, now), 1);
        let lasts = health.ejected_until(now).unwrap().micros() - now.micros();
        assert_eq!(lasts, seconds * 1_000_000);
    }
}

#[test]
fn a_success_ends_an_ejection_and_time_makes_good_for_it() {
    let mut health = Health::default();
    failed(&mut health, 6, NOW);
    let answered = Observation::Answered(9);
    assert_eq!(health.observe(answered, NOW), Some(Turn::Recovered));
    assert_eq!(health.observe(answered, NOW), None);
    assert_eq!(health.ejected_until(NOW), None);
    failed(&mut health, 5, NOW);
    assert_eq!(health.ejections(), 2);
    let long_after = after(Duration::from_mins(10));
    failed(&mut health, 5, long_after);
    assert_eq!(health.ejections(), 1);
}

#[test]
fn half_of_many_calls_that_fail_eject_too() {
    let mut health = Health::default();
    let mut turn = None;
    for _ in 0..10 {
        assert_eq!(turn, None);
        health.observe(Observation::Answered(9), NOW);
        turn = health.observe(Observation::Failed, NOW);
    }
    assert_eq!(turn, Some(Turn::Ejected(after(Duration::from_secs(30)))));
}

#[test]
fn calls_are_counted_for_up_to_a_minute() {
    let mut health = Health::default();
    health.observe(Observation::Answered(9), after(Duration::from_secs(30)));
    health.observe(Observation::Failed, after(Duration::from_secs(61)));
    let both = SuccessRate {
        answered: 1,
        failed: 1,
    };
    assert_eq!(health.recent(after(Duration::from_secs(62))), both);
    let one = SuccessRate {
        answered: 0,
        failed: 1,
    };
    assert_eq!(health.recent(after(Duration::from_secs(92))), one);
    assert_eq!(
        health.recent(after(Duration::from_secs(200))),
        SuccessRate::default()
    );
}

#[test]
fn a_credential_cools_as_long_as_its_provider_said_or_longer_each_time() {
    assert_eq!(
        cooldown(Some(Duration::from_secs(7)), 3, 1),
        Duration::from_secs(7)
    );
    assert_eq!(
        cooldown(Some(Duration::from_hours(24)), 0, 1),
        LONGEST_COOLDOWN
    );
    for (in_row, longest) in [(0, 1), (1, 2), (2, 4), (9, 60)] {
        let found = cooldown(None, in_row, 5);
        let longest = Duration::from_secs(longest);
        assert!(longest / 2 <= found && found <= longest, "{found:?}");
    }
}
