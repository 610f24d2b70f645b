//! One provider's model as live calls see it.
use domain::{
    id::CredentialId,
    provider::Revision,
    routing::{CoolingReason, Health, Observation, Turn, cooldown},
    time::Timestamp,
};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// One provider's model as live calls see it. Its lock is held for some tens of nanoseconds and never while waiting.
#[derive(Debug, Default)]
pub struct TargetHealth(Mutex<Seen>);

/// What was seen of a target.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Its answers and failures.
    pub health: Health,
    /// Calls that it has not answered yet.
    pub in_flight: u32,
    /// The provider as which it was found to know no text completions, where it was.
    pub lacks_completions: Option<Revision>,
    /// What was seen of each credential with it.
    credentials: Vec<(CredentialId, WithCredential)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct WithCredential {
    cooling: Option<Cooling>,
    has_answered: bool,
}

/// A credential that is left alone for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cooling {
    /// Until when.
    pub until: Timestamp,
    /// Why.
    pub reason: CoolingReason,
    in_row: u32,
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The target answered, after so many microseconds to the first byte.
    Answered(u64),
    /// The target failed.
    Failed,
    /// It says nothing of the target: the client went away, or the credential was to blame.
    Unknown,
}

/// What a call's end changed for those that follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Where they go.
    pub target: Option<Turn>,
    /// Whether the call's credential was left alone before.
    pub has_credential_recovered: bool,
}

impl TargetHealth {
    /// A call begins.
    pub fn begin(&self) {
        self.with(|seen| seen.in_flight = seen.in_flight.saturating_add(1));
    }

    /// A call by this credential has ended.
    pub fn end(&self, credential: Option<CredentialId>, ended: Ended, now: Timestamp) -> Changed {
        self.with(|seen| {
            seen.in_flight = seen.in_flight.saturating_sub(1);
            match ended {
                Ended::Answered(first_byte_micros) => Changed {
                    has_credential_recovered: credential.is_some_and(|id| seen.answered(id)),
                    target: seen
                        .health
                        .observe(Observation::Answered(first_byte_micros), now),
                },
                Ended::Failed => Changed {
                    has_credential_recovered: false,
                    target: seen.health.observe(Observation::Failed, now),
                },
                Ended::Unknown => Changed::default(),
            }
        })
    }

    /// Leaves a credential alone, as long as its provider said or else longer each time; until when, where that is
    /// news.
    pub fn cool(
        &self,
        credential: CredentialId,
        (reason, told): (CoolingReason, Option<Duration>),
        (now, dice): (Timestamp, u64),
    ) -> Option<Timestamp> {
        self.with(|seen| {
            let with = seen.credential(credential);
            let before = with.cooling;
            // Calls that were under way together are limited together: that is once.
            if told.is_none() && before.is_some_and(|cooling| now < cooling.until) {
                return None;
            }
            let in_row = before.map_or(0, |cooling| cooling.in_row);
            let lasts = cooldown(told, in_row, dice).as_micros();
            let until = now
                .micros()
                .saturating_add(i64::try_from(lasts).unwrap_or(i64::MAX));
            let until = Timestamp::from_micros(until);
            with.cooling = Some(Cooling {
                until,
                reason,
                in_row: in_row.saturating_add(1),
            });
            Some(until)
        })
    }

    /// What was seen so far.
    pub fn with<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Seen {
    /// Whether a credential is left alone now.
    #[must_use]
    pub fn cooling(&self, credential: CredentialId, now: Timestamp) -> Option<Cooling> {
        let mut all = self.credentials.iter();
        let (_, with) = all.find(|(id, _)| *id == credential)?;
        with.cooling.filter(|cooling| now < cooling.until)
    }

    /// The credentials that are left alone now.
    pub fn all_cooling(&self, now: Timestamp) -> impl Iterator<Item = (CredentialId, Cooling)> {
        let cooling = move |(id, with): &(CredentialId, WithCredential)| {
            let cooling = with.cooling.filter(|cooling| now < cooling.until)?;
            Some((*id, cooling))
        };
        self.credentials.iter().filter_map(cooling)
    }

    /// Whether the target ever answered a call by this credential.
    #[must_use]
    pub fn has_answered(&self, credential: CredentialId) -> bool {
        let mut all = self.credentials.iter();
        all.any(|(id, with)| *id == credential && with.has_answered)
    }

    /// Forgets what was seen of a credential that has another secret now.
    pub fn forget(&mut self, credential: CredentialId) {
        self.credentials.retain(|(id, _)| *id != credential);
    }

    /// A call by this credential was answered; whether it was left alone before.
    fn answered(&mut self, credential: CredentialId) -> bool {
        let with = self.credential(credential);
        with.has_answered = true;
        with.cooling.take().is_some()
    }

    fn credential(&mut self, credential: CredentialId) -> &mut WithCredential {
        let place = self
            .credentials
            .iter()
            .position(|(id, _)| *id == credential);
        let place = place.unwrap_or_else(|| {
            self.credentials
                .push((credential, WithCredential::default()));
            self.credentials.len() - 1
        });
        &mut self.credentials[place].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ID: CredentialId = CredentialId(Uuid::from_u128(7));
    const NOW: Timestamp = Timestamp::from_micros(1_000_000);

    fn limited(target: &TargetHealth, told: Option<Duration>, now: Timestamp) -> i64 {
        let news = target.cool(ID, (CoolingReason::RateLimited, told), (now, 5));
        let cooling = target.with(|seen| seen.cooling(ID, now)).unwrap();
        assert!(news.is_none_or(|until| until == cooling.until));
        cooling.until.micros() - now.micros()
    }

    #[test]
    fn a_credential_is_left_alone_as_long_as_it_was_told_and_an_answer_ends_that() {
        let target = TargetHealth::default();
        assert_eq!(
            limited(&target, Some(Duration::from_secs(7)), NOW),
            7_000_000
        );
        let answered = || target.end(Some(ID), Ended::Answered(9), NOW);
        assert!(answered().has_credential_recovered);
        assert!(!answered().has_credential_recovered);
        assert_eq!(target.with(|seen| seen.cooling(ID, NOW)), None);
        assert!(target.with(|seen| seen.has_answered(ID)));
    }

    #[test]
    fn calls_that_are_limited_together_count_once_and_one_after_the_other_for_longer() {
        let target = TargetHealth::default();
        let first = limited(&target, None, NOW);
        assert_eq!(limited(&target, None, NOW), first);
        let later = Timestamp::from_micros(NOW.micros() + first);
        assert!(limited(&target, None, later) >= 1_000_000);
    }
}
