//! Credentials that a provider refused: it is asked once more by a call that needs no permission for any model, and
//! only who is refused then is disabled. So a key that may not call one model is not lost for the others.
use super::Healths;
use crate::{
    admin::probe::{self, ProbeError},
    live::ProviderView,
    upstream::Upstream,
};
use actix_web::{rt, web::Data};
use domain::{
    Aggregate,
    actor::Actor,
    id::{CredentialId, OrganizationId, RequestId},
    provider::{Command, DisabledReason, Error, Provider},
    time::Timestamp,
};
use infra::{
    clock,
    event_log::{By, ExecuteError, Executor, JetStreamLog},
    secrets::Keyring,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long a provider is not asked again about a credential.
const PAUSE: Duration = Duration::from_secs(15);

/// A credential that a provider refused.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// Whose it is.
    pub organization: OrganizationId,
    /// The provider, as it was when it refused.
    pub provider: Arc<ProviderView>,
    /// Which of its credentials.
    pub credential: CredentialId,
    /// With which status it was refused.
    pub status: u16,
    /// In which call.
    pub request: RequestId,
}

/// What asks again; one a worker, and all know what the others asked.
#[derive(Clone)]
pub struct Doubts {
    asked: Arc<Asked>,
    executor: Data<Executor<JetStreamLog>>,
    keyring: Data<Keyring>,
    healths: Data<Healths>,
    upstream: Data<Upstream>,
}

/// When each credential was asked about last.
#[derive(Debug, Default)]
pub struct Asked(Mutex<HashMap<CredentialId, Timestamp>>);

impl Asked {
    /// Whether it is time to ask about a credential; it counts as asked then.
    fn is_due(&self, credential: CredentialId, now: Timestamp) -> bool {
        let pause = i64::try_from(PAUSE.as_micros()).unwrap_or(i64::MAX);
        let is_recent = |at: Timestamp| now.micros().saturating_sub(at.micros()) < pause;
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|_, at| is_recent(*at));
        if asked.contains_key(&credential) {
            return false;
        }
        asked.insert(credential, now);
        true
    }
}

impl Doubts {
    /// What asks by a worker's connections.
    #[must_use]
    pub fn new(
        asked: Arc<Asked>,
        executor: Data<Executor<JetStreamLog>>,
        keyring: Data<Keyring>,
        (healths, upstream): (Data<Healths>, Data<Upstream>),
    ) -> Self {
        Self {
            asked,
            executor,
            keyring,
            healths,
            upstream,
        }
    }

    /// Asks about a credential in a task of its own, unless that was done just now.
    pub fn raise(&self, doubt: Doubt) {
        if self.asked.is_due(doubt.credential, clock::now()) {
            rt::spawn(self.clone().settle(doubt));
        }
    }

    async fn settle(self, doubt: Doubt) {
        let credentials = &doubt.provider.credentials;
        let Some(credential) = credentials.iter().find(|one| one.id == doubt.credential) else {
            return;
        };
        let (keyring, upstream) = (&self.keyring, &self.upstream);
        let probed = probe::models(
            doubt.organization,
            keyring,
            upstream,
            (&doubt.provider, Some(credential)),
        )
        .await;
        let Some(reason) = self.reason(&doubt, probed.err().as_ref()) else {
            tracing::info!(credential = %doubt.credential, "a credential was refused, but not for everything");
            return;
        };
        let disable = Command::DisableCredential {
            refused: credential.revision,
            credential: doubt.credential,
            reason,
        };
        self.record(&doubt, disable).await;
    }

    /// Why the credential is disabled, where it is. Some keys may call models but not list them: those are known by
    /// the calls that the provider answered.
    fn reason(&self, doubt: &Doubt, error: Option<&ProbeError>) -> Option<DisabledReason> {
        let Some(ProbeError::Refused(status)) = error else {
            return None;
        };
        if *status == 401 {
            return Some(DisabledReason::Unauthorized);
        }
        let healths = &self.healths;
        let has_answered = healths.has_answered(doubt.provider.id, doubt.credential);
        (!has_answered && doubt.status == *status).then_some(DisabledReason::Forbidden)
    }

    async fn record(&self, doubt: &Doubt, command: Command) {
        let aggregate = Provider::aggregate_id(doubt.organization, doubt.provider.id);
        let by = By {
            actor: Actor::SYSTEM,
            cause: Some(doubt.request.0),
            now: clock::now(),
        };
        let executed = self.executor.execute::<Provider>(&aggregate, by, command);
        match executed.await {
            Ok(_) => tracing::warn!(
                provider = %doubt.provider.name, credential = %doubt.credential,
                "a credential is disabled: its provider refuses it. Give it a new secret, or check it"
            ),
            // It was changed or removed in the meantime, so what was refused is not what there is.
            Err(ExecuteError::Refused(
                Error::RevisionMismatch { .. } | Error::UnknownCredential | Error::UnknownProvider,
            )) => {}
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(
                    error,
                    "a credential that its provider refuses could not be disabled yet"
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_credential_is_asked_about_once_in_a_while() {
        let (asked, credential) = (Asked::default(), CredentialId(Uuid::nil()));
        let at = Timestamp::from_micros;
        assert!(asked.is_due(credential, at(0)));
        assert!(!asked.is_due(credential, at(14_999_999)));
        assert!(asked.is_due(credential, at(15_000_000)));
    }
}
