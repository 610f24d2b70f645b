//! `POST /api/providers/{id}/credentials/{cid}/check`.
use super::{
    access::Admin,
    credentials::{CredentialPath, find_in},
    probe,
    providers::find,
};
use crate::{problem::Problem, upstream::Upstream};
use actix_web::web::{Data, Json, Path};
use domain::id::{CredentialId, ProviderId};
use infra::secrets::Keyring;
use serde::Serialize;
use std::time::Instant;
use utoipa::ToSchema;

/// Whether a provider accepts a credential.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checked {
    /// Whether it does.
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
/// Asks the provider for its models, with the credential, also where it is disabled.
#[utoipa::path(post, path = "/api/providers/{id}/credentials/{cid}/check", tag = "credentials", params(CredentialPath),
    responses((status = 200, description = "What the provider said", body = Checked)))]
pub(crate) async fn check(
    admin: Admin,
    path: Path<(ProviderId, CredentialId)>,
    keyring: Data<Keyring>,
    upstream: Data<Upstream>,
) -> Result<Json<Checked>, Problem> {
    let provider = find(&admin, path.0)?;
    let credential = find_in(&provider, path.1)?;
    let start = Instant::now();
    let models = probe::models(&admin, &keyring, &upstream, &provider, credential).await;
    Ok(Json(Checked {
        ok: models.is_ok(),
        latency_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        error: models.err().map(|error| error.to_string()),
    }))
}
