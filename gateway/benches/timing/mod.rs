//! Timing something that is short: the median of many rounds.
#![expect(
    clippy::print_stdout,
    reason = "a benchmark's answer is what it prints"
)]
use std::{
    hint::black_box,
    time::{Duration, Instant},
};

const ROUNDS: usize = 31;

/// Prints the median and the least time that one call of `work` takes, of rounds of `calls`.
pub(crate) fn time<T>(name: &str, calls: u32, mut work: impl FnMut() -> T) {
    let mut rounds: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..calls {
                black_box(work());
            }
            start.elapsed() / calls
        })
        .collect();
    rounds.sort_unstable();
    println!(
        "{name:<44} median {:>10.3?}  least {:>10.3?}",
        rounds[ROUNDS / 2],
        rounds[0]
    );
}
