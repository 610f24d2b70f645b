//! `/api/prices`: what the organisation's models cost.
use super::{
    access::Admin,
    body::{Body, given},
    field::{Count, described},
    model_list::{ModelFilter, ModelFilterParameters, Named},
    page::{List, Page, PageParameters},
};
use crate::problem::Problem;
use actix_web::web::Json;
use domain::{
    price::{Cost, ModelPrice, PriceVersion, Rates, Source, Tier},
    provider::{ModelName, ProviderName},
    request::Usage,
    time::Timestamp,
};
use infra::clock;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The price that is in force for a model. Money is in US dollars.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Price)]
pub(crate) struct PriceResource {
    /// The model's: `provider/model`.
    id: String,
    #[schema(value_type = described::ProviderName)]
    provider: ProviderName,
    #[schema(value_type = described::ModelName)]
    model: ModelName,
    /// Names the price for ever; null where none is known.
    #[schema(required)]
    price_version: Option<String>,
    /// From where it is known.
    #[schema(required, value_type = Option<described::PriceSource>)]
    source: Option<Source>,
    /// Since when it is in force; null where that is not known.
    #[schema(required, value_type = Option<described::Timestamp>)]
    effective_from: Option<Timestamp>,
    /// The hours of the day (UTC) in which it is in force, such as `16:30-00:30`; null where in all.
    #[schema(required)]
    hours: Option<String>,
    /// From when on another price will be in force, as far as is known.
    #[schema(required, value_type = Option<described::Timestamp>)]
    changes_at: Option<Timestamp>,
    /// What the provider charges; null where it is not known, which is not the same as nothing.
    #[schema(required)]
    cost: Option<CostRates>,
}

/// What a provider charges.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostRates {
    #[schema(value_type = described::Rates)]
    rates: Rates,
    /// Other rates for large prompts, smallest first: for all of a call whose prompt is above them.
    #[schema(value_type = Vec<RatesAbove>)]
    tiers: Vec<Tier>,
}

/// Rates for large prompts.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a tier")]
struct RatesAbove {
    /// They are for prompts of more tokens than this.
    above: u64,
    #[schema(value_type = described::Rates)]
    rates: Rates,
}

/// A call to price.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"provider": "openai", "model": "gpt-4o-mini", "usage": {"input_uncached": 1200, "output_text": 300}}))]
pub(crate) struct Preview {
    /// The name of a provider that is there.
    #[schema(value_type = described::ProviderName)]
    provider: ProviderName,
    /// Listed or not.
    #[schema(value_type = described::ModelName)]
    model: ModelName,
    usage: UsageCounts,
    /// When; now where absent.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = described::Timestamp, required = false)]
    at: Option<Timestamp>,
}

/// What a call takes: counters of which no two count the same thing; zero where absent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct UsageCounts {
    /// Tokens of text in the prompt that no cache held.
    input_uncached: Count,
    /// Tokens of the prompt read from the provider's cache.
    cache_read: Count,
    /// Tokens of the prompt written to the provider's cache for five minutes.
    cache_write_5m: Count,
    /// Tokens of the prompt written to the provider's cache for an hour.
    cache_write_1h: Count,
    /// Tokens of text in the answer.
    output_text: Count,
    /// Tokens of reasoning behind the answer.
    output_reasoning: Count,
    /// Tokens of audio in the prompt.
    audio_in: Count,
    /// Tokens of audio in the answer.
    audio_out: Count,
    /// Tokens of images in the prompt.
    image_in: Count,
    /// Tokens of images in the answer.
    image_out: Count,
    /// Images made.
    images: Count,
    /// Seconds of audio or video.
    seconds: Count,
    /// Calls that a provider answered.
    requests: Count,
    /// Searches that the provider made.
    searches: Count,
    /// Characters of a text that was spoken.
    characters: Count,
}

/// What a call would cost.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Previewed {
    #[schema(value_type = described::ProviderName)]
    provider: ProviderName,
    #[schema(value_type = described::ModelName)]
    model: ModelName,
    /// Null where it is not known: the model has no price, or its price says nothing about a part of the usage.
    #[schema(required, value_type = Option<CallCost>)]
    cost: Option<Cost>,
}

/// What a provider charges for a call.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a cost")]
struct CallCost {
    #[schema(value_type = described::Usd)]
    usd: String,
    /// By which price.
    price_version: String,
}

impl PriceResource {
    fn of((provider, model, view): Named, at: Timestamp) -> Self {
        let price = view
            .catalogued
            .as_ref()
            .and_then(|known| known.price.as_ref());
        let version = price.and_then(|price| price.in_force(at));
        let source = view.catalogued.as_ref().and_then(|known| known.source);
        Self {
            id: format!("{provider}/{model}"),
            provider: provider.clone(),
            model: model.clone(),
            price_version: version.map(|version| version.id.to_string()),
            source: source.filter(|_| version.is_some()),
            effective_from: version.and_then(|version| version.effective_from),
            hours: version.and_then(|version| Some(version.hours?.to_string())),
            changes_at: price.and_then(|price| next_change(price, at)),
            cost: version.map(CostRates::of),
        }
    }
}

impl CostRates {
    fn of(version: &PriceVersion) -> Self {
        Self {
            rates: version.rates,
            tiers: version.tiers.clone(),
        }
    }
}

fn next_change(price: &ModelPrice, at: Timestamp) -> Option<Timestamp> {
    let starts = price.versions.iter().filter_map(|one| one.effective_from);
    starts.filter(|start| *start > at).min()
}

impl From<UsageCounts> for Usage {
    fn from(counts: UsageCounts) -> Self {
        Self {
            input_uncached: counts.input_uncached.into(),
            cache_read: counts.cache_read.into(),
            cache_write_5m: counts.cache_write_5m.into(),
            cache_write_1h: counts.cache_write_1h.into(),
            output_text: counts.output_text.into(),
            output_reasoning: counts.output_reasoning.into(),
            audio_in: counts.audio_in.into(),
            audio_out: counts.audio_out.into(),
            image_in: counts.image_in.into(),
            image_out: counts.image_out.into(),
            images: counts.images.into(),
            seconds: counts.seconds.into(),
            requests: counts.requests.into(),
            searches: counts.searches.into(),
            characters: counts.characters.into(),
        }
    }
}

/// List prices
///
/// Of the models that the filters let through, those that are in force, in the order of `/api/models`; models without a known
/// price are there with `cost` null.
#[utoipa::path(get, path = "/api/prices", tag = "prices", params(ModelFilterParameters, PageParameters),
    responses((status = 200, description = "One page", body = List<PriceResource>)))]
pub(crate) async fn list(
    admin: Admin,
    filter: ModelFilter,
    page: Page,
) -> Result<Json<List<PriceResource>>, Problem> {
    let now = clock::now();
    let show = |model| PriceResource::of(model, now);
    Ok(Json(filter.page(&*admin.view()?, &page, show).0))
}

/// Price a call
///
/// What a provider would charge for a usage; nothing is called and nothing recorded.
#[utoipa::path(post, path = "/api/prices/preview", tag = "prices", request_body = Preview,
    responses((status = 200, description = "What it would cost", body = Previewed)))]
pub(crate) async fn preview(admin: Admin, body: Body<Preview>) -> Result<Json<Previewed>, Problem> {
    let Preview {
        provider,
        model,
        usage,
        at,
    } = body.value;
    let view = admin.view()?;
    let known = view.providers.get(&provider);
    let known = known.ok_or_else(|| Problem::not_found("provider").at("/provider"))?;
    let price = known.catalogued(model.as_str());
    let price = price.and_then(|known| known.price.as_ref());
    let cost = price.and_then(|price| price.cost(&usage.into(), at.unwrap_or_else(clock::now)));
    Ok(Json(Previewed {
        provider,
        model,
        cost,
    }))
}
