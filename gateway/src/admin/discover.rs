//! `POST /api/providers/{id}/discover`: what the provider offers, and adding what is wanted of it.
use super::{
    access::Admin,
    body::OptionalBody,
    creation::{Creation, CreationParameters},
    field, probe,
    providers::{ProviderPath, aggregate, find},
};
use crate::{
    live::ProviderView,
    problem::{Problem, ProblemBody},
    upstream::Upstream,
};
use actix_web::web::{Data, Json, Path};
use domain::{
    id::{CommandId, ProviderId},
    provider::{Command, ModelName, ModelSettings, ModelType, Provider},
};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type},
};

/// What to do with the models that the provider lists.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"add": "all"}))]
pub(crate) struct Discovery {
    /// Which of them to add; none where absent.
    #[schema(schema_with = wanted)]
    add: Option<Wanted>,
}

/// Which of the models that the provider lists.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "`\"all\"` or a list of the provider's model names"
)]
pub(crate) enum Wanted {
    /// All.
    All(All),
    /// These.
    These(Vec<ModelName>),
}

/// The word for every model.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum All {
    /// Every model.
    All,
}

fn wanted() -> Schema {
    let of = |kind| ObjectBuilder::new().schema_type(SchemaType::Type(kind));
    OneOfBuilder::new()
        .description(Some(
            "`all`, or the names of those that are wanted; none where absent",
        ))
        .item(of(Type::String).enum_values(Some(["all"])))
        .item(ArrayBuilder::new().items(field::described::ModelName::schema()))
        .item(of(Type::Null))
        .into()
}

/// What the provider lists.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Discovered {
    /// Its models, by name.
    data: Vec<DiscoveredModel>,
    /// The organisation's models of this provider that it does not list. Calls still go to them: some providers list less
    /// than they serve.
    #[schema(value_type = Vec<field::described::ModelName>)]
    unlisted: Vec<ModelName>,
}

/// A model that the provider lists.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiscoveredModel {
    #[schema(value_type = field::described::ModelName)]
    model: ModelName,
    /// What it is for, guessed by its name where it was not added yet.
    #[schema(value_type = field::described::ModelType)]
    r#type: ModelType,
    /// Whether it is among the organisation's models now.
    added: bool,
}

/// Discover a provider's models
///
/// Asks the provider for its models, with its first credential that is enabled, or without one where its kind can do
/// without, and adds those wanted.
#[utoipa::path(post, path = "/api/providers/{id}/discover", tag = "models", params(ProviderPath, CreationParameters),
    request_body = Option<Discovery>,
    responses((status = 200, description = "What the provider lists", body = Discovered),
        (status = 502, description = "The provider failed, or refused the credential", body = ProblemBody, content_type = "application/problem+json"),
        (status = 504, description = "The provider did not answer in time", body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn discover(
    admin: Admin,
    id: Path<ProviderId>,
    creation: Creation,
    upstream: Data<Upstream>,
    body: OptionalBody<Discovery>,
) -> Result<Json<Discovered>, Problem> {
    let provider = find(&admin, *id)?;
    let credential = probe::credential(&provider)?;
    let offered = probe::models(
        admin.organization,
        creation.keyring(),
        &upstream,
        (&provider, credential),
    )
    .await?;
    admin.steps.checked(admin.organization);
    if let Some(wanted) = &body.value.add {
        let command = creation.command(&admin, &body.bytes).await?;
        let wanted = chosen(wanted, &offered)?;
        add(&admin, &provider, command, wanted).await?;
    }
    let provider = find(&admin, *id)?;
    let configured = provider.models.keys();
    let unlisted = configured.filter(|model| !offered.contains(model));
    let unlisted = unlisted.cloned().collect();
    let data = offered
        .into_iter()
        .map(|model| described(&provider, model))
        .collect();
    Ok(Json(Discovered { data, unlisted }))
}

fn chosen(wanted: &Wanted, offered: &[ModelName]) -> Result<Vec<ModelName>, Problem> {
    let names = match wanted {
        Wanted::All(All::All) => return Ok(offered.to_vec()),
        Wanted::These(names) => names,
    };
    match names.iter().position(|name| !offered.contains(name)) {
        Some(index) => {
            let detail = "the provider does not list this model";
            Err(Problem::invalid(format!("/add/{index}"), detail))
        }
        None => Ok(names.clone()),
    }
}

/// Adds what is not there; what is there already stays as it is.
async fn add(
    admin: &Admin,
    provider: &ProviderView,
    command: CommandId,
    mut wanted: Vec<ModelName>,
) -> Result<(), Problem> {
    wanted.sort();
    wanted.dedup();
    let missing = wanted
        .into_iter()
        .filter(|name| !provider.models.contains_key(name));
    let models: Vec<_> = missing.map(|name| (name.clone(), guessed(&name))).collect();
    if models.is_empty() {
        return Ok(());
    }
    let add = Command::AddModels { command, models };
    admin
        .execute::<Provider>(&aggregate(admin, provider.id), command.0, add)
        .await?;
    Ok(())
}

fn described(provider: &ProviderView, model: ModelName) -> DiscoveredModel {
    let known = provider.models.get(&model);
    DiscoveredModel {
        r#type: known.map_or_else(|| type_of(&model), |known| known.settings.r#type),
        added: known.is_some(),
        model,
    }
}

fn guessed(model: &ModelName) -> ModelSettings {
    ModelSettings {
        r#type: type_of(model),
        context_window: None,
        max_output_tokens: None,
        capabilities: Vec::new(),
        enabled: true,
    }
}

/// A list of models says nothing of their use; their names mostly do.
fn type_of(model: &ModelName) -> ModelType {
    const IMAGE: [&str; 7] = [
        "dall-e",
        "image",
        "flux",
        "diffusion",
        "sdxl",
        "imagen",
        "ideogram",
    ];
    const EMBEDDING: [&str; 5] = ["embed", "minilm", "bge-", "e5-", "gte-"];
    let name = model.as_str().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&EMBEDDING) {
        ModelType::Embedding
    } else if says(&IMAGE) {
        ModelType::Image
    } else {
        ModelType::Chat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> ModelName {
        ModelName::try_from(name.to_owned()).unwrap()
    }

    #[test]
    fn a_models_name_mostly_says_what_it_is_for() {
        for (name, expected) in [
            ("gpt-4o-mini", ModelType::Chat),
            ("text-embedding-3-small", ModelType::Embedding),
            ("all-MiniLM-L6-v2", ModelType::Embedding),
            ("gpt-image-1", ModelType::Image),
            ("dall-e-3", ModelType::Image),
        ] {
            assert_eq!(type_of(&named(name)), expected, "{name}");
        }
    }

    #[test]
    fn a_model_that_the_provider_does_not_list_is_named_by_its_place() {
        let wanted = Wanted::These(vec![named("a"), named("x")]);
        let problem = chosen(&wanted, &[named("a")]).unwrap_err();
        assert_eq!(problem.errors()[0].pointer, "/add/1");
    }
}
