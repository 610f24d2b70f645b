//! Every target that calls went to, by provider and model.
use super::{Cooling, TargetHealth};
use domain::{
    id::{CredentialId, ProviderId},
    provider::ModelName,
    time::Timestamp,
};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

/// How many providers' targets are behind different locks.
const SHARDS: usize = 16;
/// The most targets that are remembered behind one lock. Clients can make up models of a provider that is named,
/// and those must not fill the memory.
const MOST: usize = 2_000;

/// Every target that calls went to. Readers share a lock that is written only when a target is new.
#[derive(Debug, Default)]
pub struct Healths([RwLock<Shard>; SHARDS]);

#[derive(Debug, Default)]
struct Shard {
    providers: HashMap<ProviderId, HashMap<ModelName, Arc<TargetHealth>>>,
    count: usize,
}

impl Healths {
    /// What is known of a target; of one that is not remembered, nothing yet.
    #[must_use]
    pub fn of(&self, provider: ProviderId, model: &ModelName) -> Arc<TargetHealth> {
        let shard = self.read(provider);
        let known = shard.providers.get(&provider);
        let known = known.and_then(|models| models.get(model)).cloned();
        drop(shard);
        known.unwrap_or_default()
    }

    /// Remembers a target that a call reached.
    pub fn keep(&self, provider: ProviderId, model: &ModelName, target: &Arc<TargetHealth>) {
        if self.knows(provider, model) {
            return;
        }
        let shard = &self.0[place(provider)];
        let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
        if shard.count >= MOST {
            return;
        }
        let models = shard.providers.entry(provider).or_default();
        if models.contains_key(model) {
            return;
        }
        models.insert(model.clone(), target.clone());
        shard.count += 1;
    }

    /// The targets of a provider, by the names of its models.
    #[must_use]
    pub fn of_provider(&self, provider: ProviderId) -> Vec<(ModelName, Arc<TargetHealth>)> {
        let shard = self.read(provider);
        let models = shard.providers.get(&provider);
        let mut all: Vec<_> = models
            .into_iter()
            .flatten()
            .map(|(model, target)| (model.clone(), target.clone()))
            .collect();
        drop(shard);
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    }

    /// Whether the provider answered any call by this credential.
    #[must_use]
    pub fn has_answered(&self, provider: ProviderId, credential: CredentialId) -> bool {
        let targets = self.of_provider(provider);
        let mut targets = targets.iter();
        targets.any(|(_, target)| target.with(|seen| seen.has_answered(credential)))
    }

    /// Whether, and for how long at most, a credential is left alone for any of the provider's models.
    #[must_use]
    pub fn cooling(
        &self,
        provider: ProviderId,
        credential: CredentialId,
        now: Timestamp,
    ) -> Option<Cooling> {
        let targets = self.of_provider(provider);
        let all = targets
            .iter()
            .filter_map(|(_, target)| target.with(|seen| seen.cooling(credential, now)));
        all.max_by_key(|cooling| cooling.until)
    }

    /// Forgets what was seen of a credential that has another secret now.
    pub fn forget(&self, provider: ProviderId, credential: CredentialId) {
        for (_, target) in self.of_provider(provider) {
            target.with(|seen| seen.forget(credential));
        }
    }

    fn knows(&self, provider: ProviderId, model: &ModelName) -> bool {
        let shard = self.read(provider);
        let models = shard.providers.get(&provider);
        models.is_some_and(|models| models.contains_key(model))
    }

    fn read(&self, provider: ProviderId) -> RwLockReadGuard<'_, Shard> {
        let shard = &self.0[place(provider)];
        shard.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ids of providers are digests, so any of their bytes spreads them evenly.
fn place(provider: ProviderId) -> usize {
    usize::from(provider.0.as_bytes()[15]) % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_is_kept_is_found_again_and_made_up_names_have_a_bound() {
        let (healths, provider) = (Healths::default(), ProviderId(Uuid::nil()));
        let model = |name: usize| ModelName::try_from(name.to_string()).unwrap();
        let first = healths.of(provider, &model(0));
        first.begin();
        healths.keep(provider, &model(0), &first);
        for name in 0..2 * MOST {
            healths.keep(provider, &model(name), &Arc::default());
        }
        assert_eq!(healths.of_provider(provider).len(), MOST);
        assert_eq!(
            healths.of(provider, &model(0)).with(|seen| seen.in_flight),
            1
        );
    }
}
