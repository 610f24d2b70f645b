//! `POST /api/prices/sync`: the organisation's models against the bundled catalogue.
use super::{
    access::Admin, body::OptionalBody, field::described, model_list::Named, version::Expected,
};
use crate::{live::OrganizationView, problem::Problem};
use actix_web::web::Json;
use domain::{
    Aggregate,
    id::ProviderId,
    price::CatalogueModel,
    provider::{Command, Error, Fact, ModelName, ModelSettings, Provider, ProviderName, State},
};
use infra::clock;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What to compare, and whether to change it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"dry_run": false, "models": ["openai/gpt-4o-mini"]}))]
pub(crate) struct Sync {
    /// Whether to report alone, and to change nothing; true where absent.
    dry_run: Option<bool>,
    /// The models, as `provider/model`; every one of the organisation's where absent.
    models: Option<Vec<String>>,
}

/// How the models stand to the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DriftReport {
    /// Whether nothing was changed.
    dry_run: bool,
    /// How many models were compared.
    compared: usize,
    /// Those of which there is something to say, in the order of their ids.
    data: Vec<Drift>,
}

/// How a model stands to the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Drift {
    /// The model's: `provider/model`.
    id: String,
    #[schema(value_type = described::ProviderName)]
    provider: ProviderName,
    #[schema(value_type = described::ModelName)]
    model: ModelName,
    /// The catalogue's name for it; null where it is not in the catalogue.
    #[schema(required)]
    catalogued: Option<String>,
    /// Whether its price is known. Calls of a model without one are not priced.
    priced: bool,
    /// What is configured otherwise than the catalogue has it.
    differences: Vec<Difference>,
    /// Whether it was changed now: what differed is left to the catalogue again.
    changed: bool,
}

/// A fact that is configured otherwise than the catalogue has it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Difference {
    #[schema(value_type = described::Fact)]
    fact: Fact,
    /// As it was configured: a word, a number, or words.
    configured: Value,
    /// As the catalogue has it.
    catalogue: Value,
}

impl Drift {
    /// `None` where there is nothing to say.
    fn of((provider, model, view): Named) -> Option<Self> {
        let known = view.catalogued.as_deref();
        let price = known.and_then(|known| known.price.as_ref());
        let priced = price.is_some_and(|price| price.in_force(clock::now()).is_some());
        let differences = known.map_or_else(Vec::new, |known| differences(&view.settings, known));
        (!priced || !differences.is_empty()).then(|| Self {
            id: format!("{provider}/{model}"),
            provider: provider.clone(),
            model: model.clone(),
            catalogued: known.map(|known| known.id.clone()),
            priced,
            differences,
            changed: false,
        })
    }
}

fn differences(settings: &ModelSettings, known: &CatalogueModel) -> Vec<Difference> {
    let difference = |fact| {
        let (configured, catalogue) = match fact {
            Fact::Type => (json!(settings.r#type), json!(known.r#type)),
            Fact::ContextWindow => (json!(settings.context_window), json!(known.context_window)),
            Fact::MaxOutputTokens => (
                json!(settings.max_output_tokens),
                json!(known.max_output_tokens),
            ),
            Fact::Capabilities => (json!(settings.capabilities), json!(known.capabilities)),
        };
        Difference {
            fact,
            configured,
            catalogue,
        }
    };
    settings.drift(known).into_iter().map(difference).collect()
}

/// Compare models with the catalogue
///
/// Reports which models the bundled catalogue does not know, which have no price, and which are configured otherwise than
/// it has them. Nothing is changed unless `dry_run` is false: then what differs is left to the catalogue again, one change
/// of each model, as if an administrator had made it. Prices follow the catalogue in any case.
#[utoipa::path(post, path = "/api/prices/sync", tag = "prices", request_body = Option<Sync>,
    responses((status = 200, description = "How they stand to it", body = DriftReport)))]
pub(crate) async fn sync(
    admin: Admin,
    body: OptionalBody<Sync>,
) -> Result<Json<DriftReport>, Problem> {
    let dry_run = body.value.dry_run.unwrap_or(true);
    let view = admin.view()?;
    let wanted = wanted(&view, body.value.models)?;
    let compared = wanted.len();
    let mut data: Vec<_> = wanted.into_values().filter_map(Drift::of).collect();
    if !dry_run {
        for drift in data.iter_mut().filter(|one| !one.differences.is_empty()) {
            let known = view.providers.get(&drift.provider);
            let known = known.and_then(|known| known.catalogued(drift.model.as_str()));
            if let Some(known) = known {
                leave(&admin, drift, known).await?;
                drift.changed = true;
            }
        }
    }
    Ok(Json(DriftReport {
        dry_run,
        compared,
        data,
    }))
}

/// Those that are named, each once, or all; in the order of their ids.
fn wanted(
    view: &OrganizationView,
    models: Option<Vec<String>>,
) -> Result<BTreeMap<String, Named<'_>>, Problem> {
    let Some(ids) = models else {
        let all = view.every_model();
        return Ok(all
            .map(|one| (format!("{}/{}", one.0, one.1), one))
            .collect());
    };
    let found = |(index, id): (usize, String)| {
        let listed = listed(view, &id).ok_or_else(|| {
            let detail = "a model of the organisation, as provider/model";
            Problem::invalid(format!("/models/{index}"), detail)
        })?;
        Ok((id, listed))
    };
    ids.into_iter().enumerate().map(found).collect()
}

fn listed<'a>(view: &'a OrganizationView, id: &str) -> Option<Named<'a>> {
    let (provider, model) = id.split_once('/')?;
    let provider = ProviderName::try_from(provider.to_owned()).ok()?;
    let model = ModelName::try_from(model.to_owned()).ok()?;
    let (provider, found) = view.providers.get_key_value(&provider)?;
    let (model, view) = found.models.get_key_value(&model)?;
    Some((provider, model, view))
}

/// Leaves to the catalogue what is configured otherwise, whoever changed the model meanwhile.
async fn leave(admin: &Admin, drift: &Drift, known: &CatalogueModel) -> Result<(), Problem> {
    let id = ProviderId::named(admin.organization, drift.provider.as_str());
    let aggregate = Provider::aggregate_id(admin.organization, id);
    admin
        .change::<Provider>(&aggregate, Expected(None), |State(present)| {
            let present = present.as_ref().ok_or(Error::UnknownProvider)?;
            let found = present.models.get(&drift.model);
            let found = found.ok_or(Error::UnknownModel)?;
            let facts = found.value.drift(known);
            Ok(Command::ChangeModel {
                expected: Some(found.revision),
                model: drift.model.clone(),
                settings: found.value.left_to(known, &facts),
            })
        })
        .await?;
    Ok(())
}
