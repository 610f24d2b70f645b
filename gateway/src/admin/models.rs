//! `/api/models`: what each provider offers.
use super::{
    access::Admin,
    answer::{created, gone, shown},
    body::{Body, Clearable, given},
    creation::{Creation, CreationParameters},
    field::{Tokens, Word, described},
    model_list::{ModelFilter, ModelFilterParameters, Named, TOTAL},
    page::{List, Page, PageParameters},
    version::{ChangeParameters, Expected},
};
use crate::{live::ModelView, problem::Problem};
use actix_web::{HttpResponse, web::Path};
use domain::{
    Aggregate, AggregateId,
    id::ProviderId,
    price::CatalogueModel,
    provider::{
        Command, Error, ModelName, ModelSettings, ModelType, Provider, ProviderName, State,
    },
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Names a model in a path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path")]
pub(crate) struct ModelPath {
    /// The provider's name.
    #[param(value_type = described::ProviderName)]
    provider: String,
    /// The model's name; its slashes may stand as they are.
    #[param(value_type = described::ModelName)]
    model: String,
}

/// A model to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"provider": "openai", "model": "gpt-4o-mini", "type": "chat", "context_window": 128_000, "max_output_tokens": 16_384, "capabilities": ["tools", "vision"]}))]
pub(crate) struct NewModel {
    /// The name of a provider that is there.
    #[schema(value_type = described::ProviderName)]
    provider: ProviderName,
    #[schema(value_type = described::ModelName)]
    model: ModelName,
    #[schema(value_type = described::ModelType)]
    r#type: ModelType,
    /// The most tokens of prompt and answer together.
    context_window: Option<Tokens>,
    /// The most tokens of an answer.
    max_output_tokens: Option<Tokens>,
    /// What it can do beyond its type, such as `tools` or `vision`.
    capabilities: Option<Vec<Word>>,
    /// Whether calls may go to it; true where absent.
    enabled: Option<bool>,
}

/// What to change of a model: what is absent stays, what is null is cleared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"enabled": false, "max_output_tokens": null}))]
pub(crate) struct ModelChange {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = described::ModelType, required = false)]
    r#type: Option<ModelType>,
    #[serde(default)]
    #[schema(value_type = Option<Tokens>)]
    context_window: Clearable<Tokens>,
    #[serde(default)]
    #[schema(value_type = Option<Tokens>)]
    max_output_tokens: Clearable<Tokens>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<Word>, required = false)]
    capabilities: Option<Vec<Word>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false)]
    enabled: Option<bool>,
}

/// A model of a provider.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Model)]
pub(crate) struct ModelResource {
    /// How a call names it: `provider/model`.
    id: String,
    #[schema(value_type = described::ProviderName)]
    provider: ProviderName,
    #[schema(value_type = described::ModelName)]
    model: ModelName,
    #[schema(value_type = described::ModelType)]
    r#type: ModelType,
    #[schema(required)]
    context_window: Option<u64>,
    #[schema(required)]
    max_output_tokens: Option<u64>,
    capabilities: Vec<String>,
    /// What the bundled catalogue knows it as: what is not configured is as it says. Null where it does not know it.
    #[schema(required)]
    catalogued: Option<CataloguedModel>,
    enabled: bool,
    #[schema(value_type = described::Timestamp)]
    created_at: Timestamp,
    #[schema(value_type = described::Timestamp)]
    updated_at: Timestamp,
}

/// A model as the bundled catalogue has it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CataloguedModel {
    /// The catalogue's name for it.
    id: String,
    #[schema(required)]
    context_window: Option<u64>,
    #[schema(required)]
    max_output_tokens: Option<u64>,
    capabilities: Vec<String>,
}

impl CataloguedModel {
    fn of(known: &CatalogueModel) -> Self {
        Self {
            id: known.id.clone(),
            context_window: known.context_window,
            max_output_tokens: known.max_output_tokens,
            capabilities: known.capabilities.clone(),
        }
    }
}

impl ModelResource {
    fn of((provider, model, view): Named) -> Self {
        let settings = view.settings.clone();
        Self {
            id: format!("{provider}/{model}"),
            provider: provider.clone(),
            model: model.clone(),
            r#type: settings.r#type,
            context_window: settings.context_window,
            max_output_tokens: settings.max_output_tokens,
            capabilities: settings.capabilities,
            catalogued: view.catalogued.as_deref().map(CataloguedModel::of),
            enabled: settings.enabled,
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}

impl NewModel {
    fn settings(self) -> ModelSettings {
        ModelSettings {
            r#type: self.r#type,
            context_window: self.context_window.map(Into::into),
            max_output_tokens: self.max_output_tokens.map(Into::into),
            capabilities: words(self.capabilities.unwrap_or_default()),
            enabled: self.enabled.unwrap_or(true),
        }
    }
}

impl ModelChange {
    fn applied_to(&self, settings: &ModelSettings) -> ModelSettings {
        let mut settings = settings.clone();
        settings.r#type = self.r#type.unwrap_or(settings.r#type);
        self.context_window.write(&mut settings.context_window);
        self.max_output_tokens
            .write(&mut settings.max_output_tokens);
        if let Some(capabilities) = &self.capabilities {
            settings.capabilities = words(capabilities.clone());
        }
        settings.enabled = self.enabled.unwrap_or(settings.enabled);
        settings
    }
}

fn words(words: Vec<Word>) -> Vec<String> {
    words.into_iter().map(Into::into).collect()
}

/// List models
///
/// Those that the filters let through, in the order of their ids.
#[utoipa::path(get, path = "/api/models", tag = "models", params(ModelFilterParameters, PageParameters),
    responses((status = 200, description = "One page", body = List<ModelResource>,
        headers(("x-hub-total" = u64, description = "How many there are on all pages")))))]
pub(crate) async fn list(
    admin: Admin,
    filter: ModelFilter,
    page: Page,
) -> Result<HttpResponse, Problem> {
    let (list, total) = filter.page(&*admin.view()?, &page, ModelResource::of);
    let mut answer = HttpResponse::Ok();
    Ok(answer.insert_header((TOTAL, total)).json(list))
}

/// Add a model
#[utoipa::path(post, path = "/api/models", tag = "models", params(CreationParameters),
    request_body = NewModel,
    responses((status = 201, description = "The model that was added", body = ModelResource,
        headers(("ETag" = String, description = "Its version"), ("Location" = String, description = "Where it is")))))]
pub(crate) async fn add(
    admin: Admin,
    creation: Creation,
    body: Body<NewModel>,
) -> Result<HttpResponse, Problem> {
    let (provider, model) = (body.value.provider.clone(), body.value.model.clone());
    if !admin.view()?.providers.contains_key(&provider) {
        return Err(Problem::not_found("provider").at("/provider"));
    }
    let command = creation.command(&admin, &body.bytes).await?;
    let models = vec![(model.clone(), body.value.settings())];
    let add = Command::AddModels { command, models };
    let aggregate = aggregate(&admin, &provider);
    admin
        .execute::<Provider>(&aggregate, command.0, add)
        .await?;
    let (resource, view) = find(&admin, &provider, &model)?;
    let location = format!("/api/models/{}", encoded(&resource.id));
    Ok(created(&location, &resource, view.revision))
}

/// Show a model
#[utoipa::path(get, path = "/api/models/{provider}/{model}", tag = "models", params(ModelPath),
    responses((status = 200, description = "The model", body = ModelResource,
        headers(("ETag" = String, description = "Its version")))))]
pub(crate) async fn show(
    admin: Admin,
    path: Path<(ProviderName, ModelName)>,
) -> Result<HttpResponse, Problem> {
    answer(&admin, &path)
}

/// Change a model
///
/// What is absent stays, what is null is cleared.
#[utoipa::path(patch, path = "/api/models/{provider}/{model}", tag = "models", params(ModelPath, ChangeParameters),
    request_body = ModelChange,
    responses((status = 200, description = "The model as it is now", body = ModelResource,
        headers(("ETag" = String, description = "Its version")))))]
pub(crate) async fn change(
    admin: Admin,
    path: Path<(ProviderName, ModelName)>,
    expected: Expected,
    body: Body<ModelChange>,
) -> Result<HttpResponse, Problem> {
    let (provider, model) = &*path;
    admin
        .change::<Provider>(&aggregate(&admin, provider), expected, |State(present)| {
            let present = present.as_ref().ok_or(Error::UnknownProvider)?;
            let found = present.models.get(model).ok_or(Error::UnknownModel)?;
            Ok(Command::ChangeModel {
                expected: Some(expected.or(found.revision)),
                model: model.clone(),
                settings: body.value.applied_to(&found.value),
            })
        })
        .await?;
    answer(&admin, &path)
}

/// Remove a model
#[utoipa::path(delete, path = "/api/models/{provider}/{model}", tag = "models", params(ModelPath, ChangeParameters),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    admin: Admin,
    path: Path<(ProviderName, ModelName)>,
    Expected(expected): Expected,
) -> Result<HttpResponse, Problem> {
    let (provider, model) = path.into_inner();
    let aggregate = aggregate(&admin, &provider);
    let remove = Command::RemoveModel { expected, model };
    admin
        .execute::<Provider>(&aggregate, admin.request, remove)
        .await?;
    Ok(gone())
}

fn aggregate(admin: &Admin, provider: &ProviderName) -> AggregateId {
    let id = ProviderId::named(admin.organization, provider.as_str());
    Provider::aggregate_id(admin.organization, id)
}

fn answer(
    admin: &Admin,
    (provider, model): &(ProviderName, ModelName),
) -> Result<HttpResponse, Problem> {
    let (resource, view) = find(admin, provider, model)?;
    Ok(shown(&resource, view.revision))
}

fn find(
    admin: &Admin,
    provider: &ProviderName,
    model: &ModelName,
) -> Result<(ModelResource, ModelView), Problem> {
    let view = admin.view()?;
    let models = view.providers.get(provider).map(|found| &found.models);
    let found = models.and_then(|models| models.get(model)).cloned();
    let found = found.ok_or_else(|| Problem::not_found("model"))?;
    Ok((ModelResource::of((provider, model, &found)), found))
}

/// As it stands in a path, slashes kept.
fn encoded(id: &str) -> String {
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=".contains(&c);
    let encoded = |c| {
        if plain(c) {
            char::from(c).to_string()
        } else {
            format!("%{c:02X}")
        }
    };
    id.bytes().map(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_models_place_is_a_path() {
        assert_eq!(encoded("a/b:free"), "a/b:free");
        assert_eq!(encoded("a/模?#%"), "a/%E6%A8%A1%3F%23%25");
    }
}
