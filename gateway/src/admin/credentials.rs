//! `/api/providers/{id}/credentials`: a secret goes in and never comes back.
use super::{
    access::Admin,
    answer::{created, gone, shown},
    body::{Body, given},
    creation::{Creation, CreationParameters},
    field::{Label, Weight, described},
    page::{List, Page, PageParameters},
    providers::{ProviderPath, aggregate, find},
    secret::Secret,
    version::{ChangeParameters, Expected},
};
use crate::{
    live::{CredentialView, ProviderView},
    problem::Problem,
    routing::{Cooling, Healths},
};
use actix_web::{
    HttpResponse,
    web::{Data, Json, Path},
};
use domain::{
    id::{CredentialId, ProviderId},
    provider::{Command, CredentialSettings, DisabledReason, Error, Provider, State},
    routing::CoolingReason,
    time::Timestamp,
};
use infra::{
    clock,
    secrets::{Keyring, SecretOwner},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const DEFAULT_WEIGHT: u32 = 1;

/// Names a credential in a path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path")]
pub(crate) struct CredentialPath {
    /// The provider.
    id: Uuid,
    /// The credential.
    cid: Uuid,
}

/// A credential to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "main", "secret": {"api_key": "sk-..."}, "weight": 1}))]
pub(crate) struct NewCredential {
    name: Label,
    secret: Secret,
    /// Its share of the calls, relative to the provider's other credentials; 1 where absent.
    weight: Option<Weight>,
    /// Whether calls may use it; true where absent.
    enabled: Option<bool>,
}

/// What to change of a credential: what is absent stays. A new secret replaces the old one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"weight": 2, "enabled": true}))]
pub(crate) struct CredentialChange {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Label, required = false)]
    name: Option<Label>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Secret, required = false)]
    secret: Option<Secret>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Weight, required = false)]
    weight: Option<Weight>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false)]
    enabled: Option<bool>,
}

/// Whether calls can be signed with a credential.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CredentialState {
    /// Calls use it.
    Active,
    /// Calls leave it alone for a while, at this gateway and for some model at least.
    Cooling,
    /// Calls do not use it.
    Disabled,
}

/// Why a credential is in its state.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CredentialStateReason {
    /// An admin disabled it.
    ByAdmin,
    /// The provider does not know it, or not any more.
    Unauthorized,
    /// The provider knows it and refuses it everything.
    Forbidden,
    /// The provider asked to slow down.
    RateLimited,
    /// The provider refused it a call, and it is not known yet whether for everything.
    Refused,
}

/// How a credential stands.
struct Standing {
    state: CredentialState,
    reason: Option<CredentialStateReason>,
    until: Option<Timestamp>,
}

/// A credential, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Credential)]
pub(crate) struct CredentialResource {
    #[schema(value_type = Uuid)]
    id: CredentialId,
    name: String,
    weight: u32,
    enabled: bool,
    /// The secret's last characters, at most four.
    hint: String,
    state: CredentialState,
    /// Why it is so; null where calls use it.
    #[schema(required)]
    state_reason: Option<CredentialStateReason>,
    /// Until when it cools down; null where it does not.
    #[schema(required, value_type = Option<described::Timestamp>)]
    state_until: Option<Timestamp>,
    #[schema(value_type = described::Timestamp)]
    created_at: Timestamp,
    #[schema(value_type = described::Timestamp)]
    updated_at: Timestamp,
}

impl CredentialResource {
    fn of(provider: ProviderId, credential: &CredentialView, healths: &Healths) -> Self {
        let settings = &credential.settings;
        let standing = Standing::of(provider, credential, healths);
        Self {
            id: credential.id,
            name: settings.name.clone(),
            weight: settings.weight,
            enabled: settings.enabled,
            hint: credential.secret.sealed().hint.clone(),
            state: standing.state,
            state_reason: standing.reason,
            state_until: standing.until,
            created_at: credential.created_at,
            updated_at: credential.updated_at,
        }
    }
}

impl Standing {
    fn of(provider: ProviderId, credential: &CredentialView, healths: &Healths) -> Self {
        let disabled = |reason| Self {
            state: CredentialState::Disabled,
            reason: Some(reason),
            until: None,
        };
        match credential.disabled {
            _ if !credential.settings.enabled => disabled(CredentialStateReason::ByAdmin),
            Some(DisabledReason::Unauthorized) => disabled(CredentialStateReason::Unauthorized),
            Some(DisabledReason::Forbidden) => disabled(CredentialStateReason::Forbidden),
            None => Self::in_calls(healths.cooling(provider, credential.id, clock::now())),
        }
    }

    fn in_calls(cooling: Option<Cooling>) -> Self {
        let Some(cooling) = cooling else {
            return Self {
                state: CredentialState::Active,
                reason: None,
                until: None,
            };
        };
        Self {
            state: CredentialState::Cooling,
            reason: Some(match cooling.reason {
                CoolingReason::RateLimited => CredentialStateReason::RateLimited,
                CoolingReason::Refused => CredentialStateReason::Refused,
            }),
            until: Some(cooling.until),
        }
    }
}

impl NewCredential {
    fn settings(&self) -> CredentialSettings {
        CredentialSettings {
            name: self.name.clone().into(),
            weight: self.weight.map_or(DEFAULT_WEIGHT, Into::into),
            enabled: self.enabled.unwrap_or(true),
        }
    }
}

impl CredentialChange {
    fn applied_to(&self, settings: &CredentialSettings) -> CredentialSettings {
        CredentialSettings {
            name: self
                .name
                .clone()
                .map_or_else(|| settings.name.clone(), Into::into),
            weight: self.weight.map_or(settings.weight, Into::into),
            enabled: self.enabled.unwrap_or(settings.enabled),
        }
    }
}

/// List a provider's credentials
///
/// In the order in which they were added.
#[utoipa::path(get, path = "/api/providers/{id}/credentials", tag = "credentials", params(ProviderPath, PageParameters),
    responses((status = 200, description = "One page", body = List<CredentialResource>)))]
pub(crate) async fn list(
    admin: Admin,
    id: Path<ProviderId>,
    page: Page,
    healths: Data<Healths>,
) -> Result<Json<List<CredentialResource>>, Problem> {
    let provider = find(&admin, *id)?;
    let mut all: Vec<_> = provider
        .credentials
        .iter()
        .map(|one| CredentialResource::of(provider.id, one, &healths))
        .collect();
    all.sort_by_key(place);
    let rest = all.into_iter().filter(|one| page.includes(&place(one)));
    Ok(Json(page.of(rest, place)))
}

/// Add a credential
#[utoipa::path(post, path = "/api/providers/{id}/credentials", tag = "credentials", params(ProviderPath, CreationParameters),
    request_body = NewCredential,
    responses((status = 201, description = "The credential that was added", body = CredentialResource,
        headers(("ETag" = String, description = "Its version"), ("Location" = String, description = "Where it is")))))]
pub(crate) async fn add(
    admin: Admin,
    id: Path<ProviderId>,
    creation: Creation,
    healths: Data<Healths>,
    body: Body<NewCredential>,
) -> Result<HttpResponse, Problem> {
    let command = creation.command(&admin, &body.bytes).await?;
    let credential = CredentialId::created_by(command);
    let owner = owner(&admin, *id, credential);
    let kind = find(&admin, *id)?.kind;
    let add = Command::AddCredential {
        command,
        settings: body.value.settings(),
        sealed: body.value.secret.sealed(kind, creation.keyring(), &owner)?,
    };
    admin
        .execute::<Provider>(&aggregate(&admin, *id), command.0, add)
        .await?;
    let provider = find(&admin, *id)?;
    let added = find_in(&provider, credential)?;
    let location = format!("/api/providers/{id}/credentials/{credential}");
    Ok(created(
        &location,
        &CredentialResource::of(provider.id, added, &healths),
        added.revision,
    ))
}

/// Show a credential
#[utoipa::path(get, path = "/api/providers/{id}/credentials/{cid}", tag = "credentials", params(CredentialPath),
    responses((status = 200, description = "The credential, without its secret", body = CredentialResource,
        headers(("ETag" = String, description = "Its version")))))]
pub(crate) async fn show(
    admin: Admin,
    path: Path<(ProviderId, CredentialId)>,
    healths: Data<Healths>,
) -> Result<HttpResponse, Problem> {
    answer(&admin, *path, &healths)
}

/// Change a credential
///
/// What is absent stays. A new secret is used from the next call on.
#[utoipa::path(patch, path = "/api/providers/{id}/credentials/{cid}", tag = "credentials", params(CredentialPath, ChangeParameters),
    request_body = CredentialChange,
    responses((status = 200, description = "The credential as it is now", body = CredentialResource,
        headers(("ETag" = String, description = "Its version")))))]
pub(crate) async fn change(
    admin: Admin,
    path: Path<(ProviderId, CredentialId)>,
    expected: Expected,
    (keyring, healths): (Data<Keyring>, Data<Healths>),
    body: Body<CredentialChange>,
) -> Result<HttpResponse, Problem> {
    let (id, credential) = *path;
    let owner = owner(&admin, id, credential);
    let kind = find(&admin, id)?.kind;
    let secret = body.value.secret.as_ref();
    let sealed = secret.map(|secret| secret.sealed(kind, &keyring, &owner));
    let sealed = sealed.transpose()?;
    admin
        .change::<Provider>(&aggregate(&admin, id), expected, |State(present)| {
            let present = present.as_ref().ok_or(Error::UnknownProvider)?;
            let found = present
                .credentials
                .get(&credential)
                .ok_or(Error::UnknownCredential)?;
            Ok(Command::ChangeCredential {
                expected: Some(expected.or(found.revision)),
                credential,
                settings: body.value.applied_to(&found.value),
                sealed: sealed.clone(),
            })
        })
        .await?;
    if sealed.is_some() {
        healths.forget(id, credential);
    }
    answer(&admin, (id, credential), &healths)
}

/// Remove a credential
#[utoipa::path(delete, path = "/api/providers/{id}/credentials/{cid}", tag = "credentials", params(CredentialPath, ChangeParameters),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    admin: Admin,
    path: Path<(ProviderId, CredentialId)>,
    Expected(expected): Expected,
) -> Result<HttpResponse, Problem> {
    let (id, credential) = *path;
    let remove = Command::RemoveCredential {
        expected,
        credential,
    };
    admin
        .execute::<Provider>(&aggregate(&admin, id), admin.request, remove)
        .await?;
    Ok(gone())
}

/// The credential of a provider with this id.
pub(crate) fn find_in(
    provider: &ProviderView,
    id: CredentialId,
) -> Result<&CredentialView, Problem> {
    let found = provider.credentials.iter().find(|one| one.id == id);
    found.ok_or_else(|| Problem::not_found("credential"))
}

/// Whose a credential's secret is.
fn owner(admin: &Admin, provider: ProviderId, credential: CredentialId) -> SecretOwner {
    SecretOwner {
        organization: admin.organization,
        provider,
        credential,
    }
}

fn answer(
    admin: &Admin,
    (id, credential): (ProviderId, CredentialId),
    healths: &Healths,
) -> Result<HttpResponse, Problem> {
    let provider = find(admin, id)?;
    let found = find_in(&provider, credential)?;
    let resource = CredentialResource::of(id, found, healths);
    Ok(shown(&resource, found.revision))
}

fn place(credential: &CredentialResource) -> String {
    format!("{:020} {}", credential.created_at.micros(), credential.id)
}
