//! How long a target is expected to take: the peak-sensitive moving average of Finagle's load balancer
//! (`com.twitter.finagle.loadbalancer.PeakEwma`).
use crate::time::Timestamp;

/// After which time half of what is known still counts: Finagle's 10 seconds of mean life, times ln 2.
const HALF_LIFE_MICROS: u64 = 6_931_472;
/// One, in the fixed point of weights.
const ONE: u64 = 1 << 16;
/// What a target costs that has calls and was never seen to answer.
const PENALTY: u64 = u64::MAX / 2;

/// A moving average of latencies that follows a rise at once and a fall slowly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeakEwma {
    micros: u64,
    at: Timestamp,
}

impl PeakEwma {
    /// Takes in one latency.
    pub fn observe(&mut self, micros: u64, now: Timestamp) {
        self.micros = if micros > self.micros {
            micros
        } else {
            let weight = weight_after(elapsed(self.at, now));
            share(self.micros, weight) + share(micros, ONE - weight)
        };
        self.at = now;
    }

    /// The average; it falls while nothing is seen, so that who was slow once is tried again.
    #[must_use]
    pub fn micros(&self, now: Timestamp) -> u64 {
        share(self.micros, weight_after(elapsed(self.at, now)))
    }

    /// What one more call costs beside those in flight.
    #[must_use]
    pub fn load(&self, in_flight: u32, now: Timestamp) -> u64 {
        let (average, in_flight) = (self.micros(now), u64::from(in_flight));
        if average == 0 && in_flight > 0 {
            return PENALTY + in_flight;
        }
        average.saturating_mul(in_flight + 1)
    }
}

fn elapsed(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.micros().saturating_sub(from.micros())).unwrap_or_default()
}

/// What of an average still counts after so long: a half for each half-life, in between along a line, which is at
/// most 6 % above the curve.
fn weight_after(micros: u64) -> u64 {
    let (halves, rest) = (micros / HALF_LIFE_MICROS, micros % HALF_LIFE_MICROS);
    let begun = ONE - ONE / 2 * rest / HALF_LIFE_MICROS;
    if halves >= 16 { 0 } else { begun >> halves }
}

fn share(micros: u64, weight: u64) -> u64 {
    let share = u128::from(micros) * u128::from(weight) / u128::from(ONE);
    u64::try_from(share).unwrap_or(u64::MAX)
}
