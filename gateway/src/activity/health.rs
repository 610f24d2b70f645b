//! How providers fared, the last of each until it is recorded.
use domain::{
    activity::Event,
    id::{CredentialId, OrganizationId, ProviderId, RequestId},
    provider::ModelName,
    routing::CoolingReason,
    time::Timestamp,
};
use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The most targets of which something waits to be recorded. What comes beyond is in the calls' own records alone:
/// clients can make up models without end.
const MOST: usize = 1_000;

/// Of what something is said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Subject {
    /// Whose provider it is.
    pub(crate) organization: OrganizationId,
    /// The provider.
    pub(crate) provider: ProviderId,
    /// Which of its models.
    pub(crate) model: ModelName,
}

/// What is said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// The credential is left alone.
    Cooled(CredentialId, CoolingReason, Timestamp),
    /// The credential was answered again.
    CredentialRecovered(CredentialId),
    /// Calls are sent around the model until then.
    Ejected(Timestamp),
    /// The model answers again.
    ModelRecovered,
}

/// What is not recorded yet, by the target and its credential, with the call that it came of.
#[derive(Debug, Default)]
pub(super) struct Changes(Mutex<HashMap<Key, (Said, RequestId)>>);

type Key = (Subject, Option<CredentialId>);

impl Changes {
    /// Takes the place of what was said before.
    pub(super) fn say(&self, subject: Subject, said: Said, cause: RequestId) {
        let mut waiting = self.waiting();
        let key = (subject, said.credential());
        if waiting.len() < MOST || waiting.contains_key(&key) {
            waiting.insert(key, (said, cause));
        }
    }

    /// What was not recorded after all, unless something newer was said.
    pub(super) fn put_back(&self, key: Key, said: (Said, RequestId)) {
        self.waiting().entry(key).or_insert(said);
    }

    /// All that waits.
    pub(super) fn take(&self) -> HashMap<Key, (Said, RequestId)> {
        mem::take(&mut *self.waiting())
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Key, (Said, RequestId)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Said {
    const fn credential(self) -> Option<CredentialId> {
        match self {
            Self::Cooled(credential, ..) | Self::CredentialRecovered(credential) => {
                Some(credential)
            }
            Self::Ejected(_) | Self::ModelRecovered => None,
        }
    }

    /// What is recorded of it.
    pub(super) fn event(self, subject: &Subject) -> Event {
        let (provider, model) = (subject.provider, subject.model.clone());
        match self {
            Self::Cooled(credential, reason, until) => Event::CredentialCooled {
                provider,
                model,
                credential,
                reason,
                until,
            },
            Self::CredentialRecovered(credential) => Event::CredentialRecovered {
                provider,
                model,
                credential,
            },
            Self::Ejected(until) => Event::ModelEjected {
                provider,
                model,
                until,
            },
            Self::ModelRecovered => Event::ModelRecovered { provider, model },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const CAUSE: RequestId = RequestId(Uuid::from_u128(3));
    const KEY: CredentialId = CredentialId(Uuid::from_u128(2));
    const UNTIL: Timestamp = Timestamp::from_micros(1_795_000_060_000_000);

    fn target(model: &str) -> Subject {
        Subject {
            organization: OrganizationId::named("default"),
            provider: ProviderId(Uuid::from_u128(1)),
            model: ModelName::try_from(model.to_owned()).unwrap(),
        }
    }

    #[test]
    fn of_one_target_and_credential_the_last_is_kept_until_it_is_taken() {
        let changes = Changes::default();
        changes.say(target("a"), Said::CredentialRecovered(KEY), CAUSE);
        let cooled = Said::Cooled(KEY, CoolingReason::RateLimited, UNTIL);
        changes.say(target("a"), cooled, CAUSE);
        changes.say(target("a"), Said::Ejected(UNTIL), CAUSE);
        let taken = changes.take();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[&(target("a"), Some(KEY))], (cooled, CAUSE));
        assert!(changes.take().is_empty());

        changes.say(target("a"), Said::ModelRecovered, CAUSE);
        for (key, said) in taken {
            changes.put_back(key, said);
        }
        let again = changes.take();
        assert_eq!(again[&(target("a"), None)].0, Said::ModelRecovered);
        assert_eq!(again[&(target("a"), Some(KEY))].0, cooled);
    }

    #[test]
    fn made_up_models_have_a_bound() {
        let changes = Changes::default();
        for model in 0..2 * MOST {
            changes.say(target(&model.to_string()), Said::Ejected(UNTIL), CAUSE);
        }
        changes.say(target("0"), Said::ModelRecovered, CAUSE);
        let taken = changes.take();
        assert_eq!(taken.len(), MOST);
        assert_eq!(taken[&(target("0"), None)].0, Said::ModelRecovered);
    }
}
