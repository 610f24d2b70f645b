//! What live calls say of a target: whether it is ejected, after Envoy's outlier detection
//! (`envoy.config.cluster.v3.OutlierDetection`): so many failures in a row, or too large a share of them; for longer
//! each time, and less so the longer it then holds.
use super::latency::PeakEwma;
use crate::time::Timestamp;
use std::{mem, time::Duration};

/// So many failures in a row eject: Envoy's `consecutive_5xx`.
const FAILURES_IN_ROW: u32 = 5;
/// So many calls say something of a share of failures.
const ENOUGH_CALLS: u32 = 20;
/// Out of a hundred calls so many failures eject.
const FAILED_PERCENT: u32 = 50;
/// How long calls are counted together.
const PERIOD: Duration = Duration::from_secs(30);
/// The first ejection: Envoy's `base_ejection_time`.
const BASE: Duration = Duration::from_secs(30);
/// The longest: Envoy's `max_ejection_time`.
const LONGEST: Duration = Duration::from_mins(5);

/// What came of one call to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observation {
    /// It answered, if only to refuse what was asked, after so many microseconds to the first byte.
    Answered(u64),
    /// It failed.
    Failed,
}

/// What a call's end changed for those that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The target is ejected, until this time unless it answers before.
    Ejected(Timestamp),
    /// The target that was ejected answers again.
    Recovered,
}

/// Calls that were counted together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SuccessRate {
    /// How many were answered.
    pub answered: u32,
    /// How many failed.
    pub failed: u32,
}

/// What is known of a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    latency: PeakEwma,
    failures_in_row: u32,
    began: Timestamp,
    counted: SuccessRate,
    /// The same, but for what led to an ejection.
    judged: SuccessRate,
    before: SuccessRate,
    ejections: u32,
    ejected_until: Option<Timestamp>,
    has_to_recover: bool,
}

impl SuccessRate {
    const fn is_outlier(self) -> bool {
        let calls = self.answered.saturating_add(self.failed);
        calls >= ENOUGH_CALLS
            && self.failed.saturating_mul(100) >= calls.saturating_mul(FAILED_PERCENT)
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            answered: self.answered.saturating_add(other.answered),
            failed: self.failed.saturating_add(other.failed),
        }
    }
}

impl Health {
    /// Takes in what came of a call, and tells whether that changes where the next ones go.
    pub fn observe(&mut self, observed: Observation, now: Timestamp) -> Option<Turn> {
        self.turn(now);
        match observed {
            Observation::Answered(first_byte_micros) => {
                self.latency.observe(first_byte_micros, now);
                self.count(SuccessRate {
                    answered: 1,
                    failed: 0,
                });
                self.failures_in_row = 0;
                self.ejected_until = self.ejected_until.filter(|until| *until <= now);
                mem::take(&mut self.has_to_recover).then_some(Turn::Recovered)
            }
            Observation::Failed => {
                self.count(SuccessRate {
                    answered: 0,
                    failed: 1,
                });
                self.failures_in_row = self.failures_in_row.saturating_add(1);
                self.eject(now)
            }
        }
    }

    /// Whether it is ejected, and until when.
    #[must_use]
    pub fn ejected_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.ejected_until.filter(|until| now < *until)
    }

    /// How often it was ejected and did not make good for it yet.
    #[must_use]
    pub const fn ejections(&self) -> u32 {
        self.ejections
    }

    /// How fast it answers.
    #[must_use]
    pub const fn latency(&self) -> &PeakEwma {
        &self.latency
    }

    /// The calls of the last half to whole minute.
    #[must_use]
    pub fn recent(&self, now: Timestamp) -> SuccessRate {
        let mut health = *self;
        health.turn(now);
        health.counted.plus(health.before)
    }

    fn count(&mut self, call: SuccessRate) {
        self.counted = self.counted.plus(call);
        self.judged = self.judged.plus(call);
    }

    /// Begins a new count where the last is old.
    fn turn(&mut self, now: Timestamp) {
        let periods = since(self.began, now).as_micros() / PERIOD.as_micros();
        if periods > 0 {
            self.before = if periods == 1 {
                self.counted
            } else {
                SuccessRate::default()
            };
            self.counted = SuccessRate::default();
            self.judged = SuccessRate::default();
            self.began = now;
        }
    }

    fn eject(&mut self, now: Timestamp) -> Option<Turn> {
        let is_outlier = self.failures_in_row >= FAILURES_IN_ROW || self.judged.is_outlier();
        if !is_outlier || self.ejected_until(now).is_some() {
            return None;
        }
        if let Some(until) = self.ejected_until {
            let held = since(until, now).as_secs() / BASE.as_secs();
            let held = u32::try_from(held).unwrap_or(u32::MAX);
            self.ejections = self.ejections.saturating_sub(held);
        }
        self.ejections = self.ejections.saturating_add(1);
        let until = later(now, BASE.saturating_mul(self.ejections).min(LONGEST));
        self.ejected_until = Some(until);
        self.has_to_recover = true;
        // Whoever comes back has one failure until the next ejection.
        self.failures_in_row = FAILURES_IN_ROW - 1;
        self.judged = SuccessRate::default();
        Some(Turn::Ejected(until))
    }
}

fn since(from: Timestamp, to: Timestamp) -> Duration {
    let micros = to.micros().saturating_sub(from.micros());
    Duration::from_micros(u64::try_from(micros).unwrap_or_default())
}

fn later(time: Timestamp, by: Duration) -> Timestamp {
    let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_micros(time.micros().saturating_add(micros))
}
