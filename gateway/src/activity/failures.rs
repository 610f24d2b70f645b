//! Failed sign-ins, added up by where they come from.
use domain::{
    activity::Event,
    id::{ApiKeyId, OrganizationId},
    time::Timestamp,
};
use std::{
    collections::HashMap,
    mem,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The most places and keys that are told apart; of those beyond, only the sum for each organisation is kept.
const MOST: usize = 100;

/// Whose a failed sign-in was, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Attempt {
    /// The key's organisation; the default one where it was no key.
    pub(crate) organization: OrganizationId,
    /// From where; nothing where that is not told apart.
    pub(crate) place: Option<IpAddr>,
    /// The key that it was tried with, where it is one of this hub's.
    pub(crate) api_key: Option<ApiKeyId>,
}

/// How many there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    failed: u64,
    turned_away: u64,
    since: Timestamp,
}

/// Failed sign-ins that are not recorded yet.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<HashMap<Attempt, Tally>>);

impl Failures {
    /// Counts one.
    pub(super) fn failed(&self, attempt: Attempt, now: Timestamp) {
        let one = Tally {
            failed: 1,
            ..Tally::none(now)
        };
        self.put_back(attempt, one);
    }

    /// Counts one that nobody looked at.
    pub(super) fn turned_away(&self, attempt: Attempt, now: Timestamp) {
        let one = Tally {
            turned_away: 1,
            ..Tally::none(now)
        };
        self.put_back(attempt, one);
    }

    /// Counts what was taken, again.
    pub(super) fn put_back(&self, attempt: Attempt, tally: Tally) {
        let mut tallies = self.tallies();
        let is_told_apart = tallies.contains_key(&attempt) || tallies.len() < MOST;
        let attempt = if is_told_apart {
            attempt
        } else {
            Attempt {
                place: None,
                api_key: None,
                ..attempt
            }
        };
        tallies
            .entry(attempt)
            .and_modify(|before| *before = before.and(tally))
            .or_insert(tally);
    }

    /// All that was counted since.
    pub(super) fn take(&self) -> HashMap<Attempt, Tally> {
        mem::take(&mut *self.tallies())
    }

    fn tallies(&self) -> MutexGuard<'_, HashMap<Attempt, Tally>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tally {
    const fn none(now: Timestamp) -> Self {
        Self {
            failed: 0,
            turned_away: 0,
            since: now,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            failed: self.failed.saturating_add(other.failed),
            turned_away: self.turned_away.saturating_add(other.turned_away),
            since: self.since.min(other.since),
        }
    }

    /// What is recorded of them.
    pub(super) const fn event(self, attempt: &Attempt) -> Event {
        Event::SignInFailed {
            source_ip: attempt.place,
            api_key: attempt.api_key,
            failed: self.failed,
            turned_away: self.turned_away,
            since: self.since,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);
    const LATER: Timestamp = Timestamp::from_micros(1_795_000_060_000_000);

    fn from(place: u32) -> Attempt {
        Attempt {
            organization: OrganizationId::named("default"),
            place: Some(Ipv4Addr::from_bits(place).into()),
            api_key: None,
        }
    }

    #[test]
    fn one_place_is_one_record_however_often_it_fails() {
        let failures = Failures::default();
        failures.failed(from(1), LATER);
        failures.failed(from(1), NOW);
        failures.turned_away(from(1), LATER);
        let tally = Tally {
            failed: 2,
            turned_away: 1,
            since: NOW,
        };
        assert_eq!(failures.take(), HashMap::from([(from(1), tally)]));
        assert_eq!(failures.take(), HashMap::new());
    }

    #[test]
    fn many_places_are_a_bounded_number_of_records_and_every_failure_is_counted() {
        let failures = Failures::default();
        for place in 0..10_000 {
            failures.failed(from(place), NOW);
        }
        let taken = failures.take();
        assert_eq!(taken.len(), MOST + 1);
        assert_eq!(
            taken.values().map(|tally| tally.failed).sum::<u64>(),
            10_000
        );
        for (attempt, tally) in taken {
            failures.put_back(attempt, tally);
        }
        let again = failures.take().into_values();
        assert_eq!(again.map(|tally| tally.failed).sum::<u64>(), 10_000);
    }
}
