//! What a hub configures by itself at its first start.
mod environment;

use crate::live::Live;
use domain::{
    Aggregate,
    actor::Actor,
    id::{CommandId, CredentialId, OrganizationId, ProviderId},
    organization::{self, Organization},
    provider::{self, CredentialSettings, Provider, ProviderName, ProviderSettings},
};
use environment::Found;
use infra::{
    clock,
    event_log::{By, EventLog, Executor, Recordable, Sequence},
    secrets::{Keyring, SecretOwner},
};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// How long this gateway may take to fold what it wrote itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the first configuration could not be written.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// The log refused or is away.
    #[error("the log did not take the first configuration")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// This gateway did not see what it wrote.
    #[error("the first configuration did not come back from the log in time")]
    Unseen,
}

/// Creates the first organisation where there is none, with a provider for each known key in the environment.
///
/// # Errors
/// When the log does not take it.
pub async fn first_configuration<L: EventLog>(
    executor: &Executor<L>,
    live: &Live,
    keyring: &Keyring,
) -> Result<(), BootstrapError> {
    let organization = OrganizationId::named(organization::DEFAULT_NAME);
    if live.snapshot().organization(organization).is_some() {
        return Ok(());
    }
    let create = organization::Command::Create {
        command: command(organization, "organization"),
        name: organization::DEFAULT_NAME.to_owned(),
        display_name: None,
    };
    let first = Bootstrap {
        executor,
        organization,
    };
    let mut sequence = first
        .execute::<Organization>(organization.0, create)
        .await?;
    for found in environment::found(&|name| std::env::var(name).ok()) {
        sequence = first.provider(keyring, &found).await?;
        let (variable, provider) = (found.variable, found.kind.as_str());
        tracing::info!(variable, provider, "credential taken from the environment");
    }
    let reached = timeout(PATIENCE, live.reached(sequence)).await;
    reached
        .ok()
        .and_then(Result::ok)
        .ok_or(BootstrapError::Unseen)
}

struct Bootstrap<'a, L> {
    executor: &'a Executor<L>,
    organization: OrganizationId,
}

impl<L: EventLog> Bootstrap<'_, L> {
    async fn provider(&self, keyring: &Keyring, found: &Found) -> Result<Sequence, BootstrapError> {
        let (name, kind) = (found.kind.as_str(), found.kind);
        let provider = ProviderId::named(self.organization, name);
        let name = ProviderName::try_from(name.to_owned()).map_err(refused)?;
        let adding = command(self.organization, name.as_str());
        let credential = CredentialId::created_by(adding);
        let owner = SecretOwner {
            organization: self.organization,
            provider,
            credential,
        };
        let add = provider::Command::Add {
            command: adding,
            name,
            kind,
            settings: ProviderSettings {
                display_name: None,
                base_url: found.base_url.clone(),
                region: found.region.clone(),
                api_version: None,
                enabled: true,
            },
        };
        self.execute::<Provider>(provider.0, add).await?;
        let add_credential = provider::Command::AddCredential {
            command: adding,
            settings: CredentialSettings {
                name: "environment".to_owned(),
                weight: 1,
                enabled: true,
            },
            sealed: keyring.seal(&owner, &found.secret),
        };
        self.execute::<Provider>(provider.0, add_credential).await
    }

    async fn execute<D: Recordable + Aggregate>(
        &self,
        id: Uuid,
        command: D::Command,
    ) -> Result<Sequence, BootstrapError> {
        let by = By {
            actor: Actor::SYSTEM,
            cause: None,
            now: clock::now(),
        };
        let aggregate = D::aggregate_id(self.organization, id);
        let executed = self.executor.execute::<D>(&aggregate, by, command).await;
        executed.map(|executed| executed.sequence).map_err(refused)
    }
}

fn command(organization: OrganizationId, of: &str) -> CommandId {
    CommandId::of_idempotency_key(organization, "bootstrap", of)
}

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> BootstrapError {
    BootstrapError::Refused(Box::new(error))
}
