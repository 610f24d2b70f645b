//! `/api/providers`.
use super::{
    access::Admin,
    answer::{created, gone, shown},
    body::{Body, Clearable, given},
    creation::{Creation, CreationParameters},
    field::{BaseUrl, Label, Word, described},
    page::{List, Page, PageParameters},
    version::{ChangeParameters, Expected},
};
use crate::{live::ProviderView, problem::Problem};
use actix_web::{
    HttpResponse,
    web::{Json, Path},
};
use domain::{
    Aggregate, AggregateId,
    id::ProviderId,
    provider::{Command, Error, Provider, ProviderKind, ProviderName, ProviderSettings, State},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Names a provider in a path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path")]
pub(crate) struct ProviderPath {
    /// The provider.
    id: Uuid,
}

/// A provider to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "openai", "kind": "openai", "display_name": "OpenAI"}))]
pub(crate) struct NewProvider {
    #[schema(value_type = described::ProviderName)]
    name: ProviderName,
    #[schema(value_type = described::ProviderKind)]
    kind: ProviderKind,
    display_name: Option<Label>,
    /// Where its API lies; the kind's own where absent, which `GET /api/provider-kinds` tells. A host alone gets the
    /// path that the kind's API has, such as `/v1`.
    base_url: Option<BaseUrl>,
    /// The provider's region, where its kind has regions.
    region: Option<Word>,
    /// The version of the provider's API, where its kind asks for one.
    api_version: Option<Word>,
    /// Whether calls may go to it; true where absent.
    enabled: Option<bool>,
}

/// What to change of a provider: what is absent stays, what is null is cleared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"enabled": false, "display_name": null}))]
pub(crate) struct ProviderChange {
    #[serde(default)]
    #[schema(value_type = Option<Label>)]
    display_name: Clearable<Label>,
    #[serde(default)]
    #[schema(value_type = Option<BaseUrl>)]
    base_url: Clearable<BaseUrl>,
    #[serde(default)]
    #[schema(value_type = Option<Word>)]
    region: Clearable<Word>,
    #[serde(default)]
    #[schema(value_type = Option<Word>)]
    api_version: Clearable<Word>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool)]
    enabled: Option<bool>,
}

/// A provider.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Provider)]
pub(crate) struct ProviderResource {
    #[schema(value_type = Uuid)]
    id: ProviderId,
    #[schema(value_type = described::ProviderName)]
    name: ProviderName,
    #[schema(value_type = described::ProviderKind)]
    kind: ProviderKind,
    #[schema(required)]
    display_name: Option<String>,
    #[schema(required)]
    base_url: Option<String>,
    #[schema(required)]
    region: Option<String>,
    #[schema(required)]
    api_version: Option<String>,
    enabled: bool,
    #[schema(value_type = described::Timestamp)]
    created_at: Timestamp,
    #[schema(value_type = described::Timestamp)]
    updated_at: Timestamp,
}

impl From<&ProviderView> for ProviderResource {
    fn from(provider: &ProviderView) -> Self {
        let settings = provider.settings.clone();
        Self {
            id: provider.id,
            name: provider.name.clone(),
            kind: provider.kind,
            display_name: settings.display_name,
            base_url: settings.base_url,
            region: settings.region,
            api_version: settings.api_version,
            enabled: settings.enabled,
            created_at: provider.created_at,
            updated_at: provider.updated_at,
        }
    }
}

impl NewProvider {
    fn settings(self) -> ProviderSettings {
        ProviderSettings {
            display_name: self.display_name.map(Into::into),
            base_url: self.base_url.map(Into::into),
            region: self.region.map(Into::into),
            api_version: self.api_version.map(Into::into),
            enabled: self.enabled.unwrap_or(true),
        }
    }
}

impl ProviderChange {
    fn applied_to(&self, settings: &ProviderSettings) -> ProviderSettings {
        let mut settings = settings.clone();
        self.display_name.write(&mut settings.display_name);
        self.base_url.write(&mut settings.base_url);
        self.region.write(&mut settings.region);
        self.api_version.write(&mut settings.api_version);
        settings.enabled = self.enabled.unwrap_or(settings.enabled);
        settings
    }
}

/// List providers
///
/// In the order of their names.
#[utoipa::path(get, path = "/api/providers", tag = "providers", params(PageParameters),
    responses((status = 200, description = "One page", body = List<ProviderResource>)))]
pub(crate) async fn list(
    admin: Admin,
    page: Page,
) -> Result<Json<List<ProviderResource>>, Problem> {
    let view = admin.view()?;
    let rest = view
        .providers
        .values()
        .filter(|one| page.includes(one.name.as_str()));
    let list = page.of(rest.map(|one| ProviderResource::from(&**one)), |one| {
        one.name.to_string()
    });
    Ok(Json(list))
}

/// Add a provider
#[utoipa::path(post, path = "/api/providers", tag = "providers", params(CreationParameters),
    request_body = NewProvider,
    responses((status = 201, description = "The provider that was added", body = ProviderResource,
        headers(("ETag" = String, description = "Its version"), ("Location" = String, description = "Where it is")))))]
pub(crate) async fn add(
    admin: Admin,
    creation: Creation,
    body: Body<NewProvider>,
) -> Result<HttpResponse, Problem> {
    let command = creation.command(&admin, &body.bytes).await?;
    let (name, kind) = (body.value.name.clone(), body.value.kind);
    let id = ProviderId::named(admin.organization, name.as_str());
    let settings = body.value.settings();
    let add = Command::Add {
        command,
        name,
        kind,
        settings,
    };
    admin
        .execute::<Provider>(&aggregate(&admin, id), command.0, add)
        .await?;
    let provider = find(&admin, id)?;
    let location = format!("/api/providers/{id}");
    Ok(created(
        &location,
        &ProviderResource::from(&*provider),
        provider.revision,
    ))
}

/// Show a provider
#[utoipa::path(get, path = "/api/providers/{id}", tag = "providers", params(ProviderPath),
    responses((status = 200, description = "The provider", body = ProviderResource,
        headers(("ETag" = String, description = "Its version")))))]
pub(crate) async fn show(admin: Admin, id: Path<ProviderId>) -> Result<HttpResponse, Problem> {
    let provider = find(&admin, *id)?;
    Ok(shown(
        &ProviderResource::from(&*provider),
        provider.revision,
    ))
}

/// Change a provider
///
/// What is absent stays, what is null is cleared.
#[utoipa::path(patch, path = "/api/providers/{id}", tag = "providers", params(ProviderPath, ChangeParameters),
    request_body = ProviderChange,
    responses((status = 200, description = "The provider as it is now", body = ProviderResource,
        headers(("ETag" = String, description = "Its version")))))]
pub(crate) async fn change(
    admin: Admin,
    id: Path<ProviderId>,
    expected: Expected,
    body: Body<ProviderChange>,
) -> Result<HttpResponse, Problem> {
    admin
        .change::<Provider>(&aggregate(&admin, *id), expected, |State(present)| {
            let provider = &present.as_ref().ok_or(Error::UnknownProvider)?.provider;
            Ok(Command::Change {
                expected: Some(expected.or(provider.revision)),
                settings: body.value.applied_to(&provider.value),
            })
        })
        .await?;
    let provider = find(&admin, *id)?;
    Ok(shown(
        &ProviderResource::from(&*provider),
        provider.revision,
    ))
}

/// Remove a provider
///
/// With its credentials and models.
#[utoipa::path(delete, path = "/api/providers/{id}", tag = "providers", params(ProviderPath, ChangeParameters),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    admin: Admin,
    id: Path<ProviderId>,
    Expected(expected): Expected,
) -> Result<HttpResponse, Problem> {
    let remove = Command::Remove { expected };
    admin
        .execute::<Provider>(&aggregate(&admin, *id), admin.request, remove)
        .await?;
    Ok(gone())
}

/// The provider with this id, as this gateway knows it.
pub(crate) fn find(admin: &Admin, id: ProviderId) -> Result<Arc<ProviderView>, Problem> {
    let provider = admin.view()?.provider(id).cloned();
    provider.ok_or_else(|| Problem::not_found("provider"))
}

/// Where a provider's commits lie.
pub(crate) fn aggregate(admin: &Admin, id: ProviderId) -> AggregateId {
    Provider::aggregate_id(admin.organization, id)
}
