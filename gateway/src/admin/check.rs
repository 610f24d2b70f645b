//! `POST /api/providers/{id}/check` and `POST /api/providers/{id}/credentials/{cid}/check`.
use super::{
    access::Admin,
    credentials::{CredentialPath, find_in},
    probe,
    providers::{ProviderPath, aggregate, find},
};
use crate::{
    live::{CredentialView, ProviderView},
    problem::Problem,
    routing::Healths,
    upstream::Upstream,
};
use actix_web::web::{Data, Json, Path};
use domain::{
    id::{CredentialId, ProviderId},
    provider::{Command, Provider},
};
use infra::secrets::Keyring;
use serde::Serialize;
use std::time::Instant;
use utoipa::ToSchema;

/// Whether a provider can be called.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checked {
    /// Whether it can.
    ok: bool,
    /// How long the provider took, in milliseconds.
    latency_ms: u64,
    /// What went wrong and what to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    error: Option<String>,
}

/// Check a credential
///
/// Asks the provider for its models, with the credential, also where it is disabled. One that the hub had disabled
/// because its provider refused it is used again once the provider takes it.
#[utoipa::path(post, path = "/api/providers/{id}/credentials/{cid}/check", tag = "credentials", params(CredentialPath),
    responses((status = 200, description = "What the provider said", body = Checked)))]
pub(crate) async fn check(
    admin: Admin,
    path: Path<(ProviderId, CredentialId)>,
    keyring: Data<Keyring>,
    upstream: Data<Upstream>,
    healths: Data<Healths>,
) -> Result<Json<Checked>, Problem> {
    let provider = find(&admin, path.0)?;
    let credential = find_in(&provider, path.1)?;
    let checked = ask(&admin, &keyring, &upstream, (&provider, Some(credential))).await;
    if checked.ok {
        take_again(&admin, &healths, (&provider, credential)).await?;
    }
    Ok(Json(checked))
}

/// Check a provider
///
/// Asks the provider for its models as calls to it are made, also where it is disabled: with its first credential that is
/// enabled, or without one where its kind can do without.
#[utoipa::path(post, path = "/api/providers/{id}/check", tag = "providers", params(ProviderPath),
    responses((status = 200, description = "What the provider said", body = Checked)))]
pub(crate) async fn check_provider(
    admin: Admin,
    id: Path<ProviderId>,
    keyring: Data<Keyring>,
    upstream: Data<Upstream>,
) -> Result<Json<Checked>, Problem> {
    let provider = find(&admin, *id)?;
    let credential = probe::credential(&provider)?;
    let checked = ask(&admin, &keyring, &upstream, (&provider, credential)).await;
    Ok(Json(checked))
}

async fn ask(
    admin: &Admin,
    keyring: &Keyring,
    upstream: &Upstream,
    to: (&ProviderView, Option<&CredentialView>),
) -> Checked {
    let start = Instant::now();
    let models = probe::models(admin.organization, keyring, upstream, to).await;
    if models.is_ok() {
        admin.steps.checked(admin.organization);
    }
    Checked {
        ok: models.is_ok(),
        latency_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        error: models.err().map(|error| error.to_string()),
    }
}

async fn take_again(
    admin: &Admin,
    healths: &Healths,
    (provider, credential): (&ProviderView, &CredentialView),
) -> Result<(), Problem> {
    healths.forget(provider.id, credential.id);
    if credential.disabled.is_some() {
        let enable = Command::EnableCredential {
            credential: credential.id,
        };
        let aggregate = aggregate(admin, provider.id);
        admin
            .execute::<Provider>(&aggregate, admin.request, enable)
            .await?;
    }
    Ok(())
}
