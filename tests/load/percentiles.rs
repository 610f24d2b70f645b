//! A distribution of durations, in a line.

use std::fmt;
use std::time::Duration;

/// Durations in order.
pub(crate) struct Percentiles(Vec<Duration>);

impl Percentiles {
    /// Of at least one.
    pub(crate) fn of(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self(durations)
    }

    /// What `share` in a thousand are at most.
    fn at(&self, share: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        let place = (self.0.len() * share / 1000).min(last);
        self.0.get(place).copied().unwrap_or_default()
    }
}

impl fmt::Display for Percentiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (median, late, latest) = (self.at(500), self.at(990), self.at(1000));
        write!(
            f,
            "p50 {median:>9.3?}  p99 {late:>9.3?}  p99.9 {:>9.3?}  max {latest:>9.3?}",
            self.at(999)
        )
    }
}
