//! That the file is a catalogue, and what is in it.
use super::bundled;
use domain::{
    price::{Catalogue, CatalogueModel, ModelPrice, Rates},
    provider::ProviderKind,
    request::Usage,
    time::Timestamp,
};
use serde::Deserialize;
use std::{collections::HashSet, sync::Arc};

/// Costs that the package genai-prices calculated itself; `infra/catalogue/costs.py` wrote them down.
const CALCULATED: &str = include_str!("../../catalogue/costs.json");

#[derive(Deserialize)]
struct Calculated {
    provider: String,
    model: String,
    at: Timestamp,
    usage: Usage,
    usd: String,
}

fn catalogue() -> Catalogue {
    bundled().unwrap()
}

fn found(catalogue: &Catalogue, provider: &str, model: &str) -> Option<Arc<CatalogueModel>> {
    catalogue.provider(provider)?.find(model).cloned()
}

fn usd(provider: &str, model: &str, (at, usage): (&str, Usage)) -> Option<String> {
    let model = found(&catalogue(), provider, model)?;
    let cost = model.price.as_ref()?.cost(&usage, at.parse().unwrap())?;
    Some(cost.usd.to_string())
}

fn each_price(catalogue: &Catalogue, look: impl Fn(&str, &ModelPrice)) -> usize {
    let mut looked_at = 0;
    for provider in catalogue.providers() {
        for model in provider.models() {
            if let Some(price) = &model.price {
                look(&format!("{}/{}", provider.id(), model.id), price);
                looked_at += 1;
            }
        }
    }
    looked_at
}

#[test]
fn every_price_has_rates_and_every_version_a_name_of_its_own() {
    let catalogue = catalogue();
    let prefix = format!("{}:", catalogue.version());
    let looked_at = each_price(&catalogue, |name, price| {
        assert!(!price.versions.is_empty(), "{name}");
        let ids: HashSet<_> = price.versions.iter().map(|version| &version.id).collect();
        assert_eq!(ids.len(), price.versions.len(), "{name}");
        for version in &price.versions {
            let id = version.id.as_str();
            assert!(id.starts_with(&prefix), "{id}");
            assert!(!version.rates.is_empty(), "{id}");
            let tiers = version.tiers.iter();
            assert!(tiers.is_sorted_by_key(|tier| tier.above), "{id}");
        }
    });
    assert!(looked_at > 2_500, "{looked_at}");
}

#[test]
fn a_name_is_one_model_s() {
    let catalogue = catalogue();
    for provider in catalogue.providers() {
        for model in provider.models() {
            let found = provider.find(&model.id);
            assert!(found.is_some(), "{}/{}", provider.id(), model.id);
        }
    }
}

#[test]
fn every_cost_is_the_one_that_an_independent_calculator_gives() {
    let catalogue = catalogue();
    let calculated: Vec<Calculated> = serde_json::from_str(CALCULATED).unwrap();
    assert!(calculated.len() > 1_000, "{}", calculated.len());
    for case in calculated {
        let what = format!(
            "{}/{} {} {:?}",
            case.provider, case.model, case.at, case.usage
        );
        let model = found(&catalogue, &case.provider, &case.model).expect(&what);
        let price = model.price.as_ref().expect(&what);
        let cost = price.cost(&case.usage, case.at).expect(&what);
        assert_eq!(cost.usd.to_string(), case.usd, "{what}");
    }
}

const NOON: &str = "2026-11-24T12:00:00Z";
const MILLION: u64 = 1_000_000;

fn tokens(input_uncached: u64, output_text: u64) -> Usage {
    Usage {
        input_uncached,
        output_text,
        requests: 1,
        ..Usage::default()
    }
}

#[test]
fn documented_prices_are_charged_by_tokens_and_names() {
    let cached = Usage {
        cache_read: MILLION,
        ..tokens(0, 0)
    };
    for (model, usage, expected) in [
        ("gpt-4o-mini", tokens(1_000, 500), "0.00045"),
        ("gpt-4o-2024-08-06", tokens(MILLION, 0), "2.5"),
        ("gpt-4o", cached, "1.25"),
    ] {
        let cost = usd("openai", model, (NOON, usage));
        assert_eq!(cost.as_deref(), Some(expected), "{model}");
    }
}

#[test]
fn documented_prices_are_charged_by_the_size_of_the_prompt() {
    for (provider, model, input, expected) in [
        ("openai", "gpt-5.5", 272_000, "1.39"),
        ("openai", "gpt-5.5", 272_001, "2.76501"),
        ("anthropic", "claude-haiku-5-5", 100_000, "0.0105"),
        ("anthropic", "claude-haiku-5-5", 200_000, "0.1025"),
    ] {
        let cost = usd(provider, model, (NOON, tokens(input, 1_000)));
        assert_eq!(cost.as_deref(), Some(expected), "{model} {input}");
    }
}

#[test]
fn documented_prices_are_charged_by_date_and_hour() {
    let (argon, flash) = (("gemini", "gemini-4-argon"), ("deepseek", "deepseek-flash"));
    for ((provider, model), at, expected) in [
        (argon, "2026-11-30T23:59:59.999999Z", "12"),
        (argon, "2026-12-01T00:00:00Z", "24"),
        (flash, NOON, "0.75"),
        (flash, "2026-11-24T01:00:00Z", "1.5"),
    ] {
        let cost = usd(provider, model, (at, tokens(MILLION, MILLION)));
        assert_eq!(cost.as_deref(), Some(expected), "{model} {at}");
    }
}

#[test]
fn images_are_charged_by_the_image_or_by_their_tokens() {
    let made = Usage {
        images: 2,
        requests: 1,
        ..Usage::default()
    };
    let imagen = usd("gemini", "imagen-3.0-generate-001", (NOON, made));
    assert_eq!(imagen.as_deref(), Some("0.08"));
    let counted = Usage {
        input_uncached: 10,
        image_in: 40,
        image_out: 100,
        ..made
    };
    let by_tokens = usd("openai", "gpt-image-1", (NOON, counted));
    assert_eq!(by_tokens.as_deref(), Some("0.00445"));
    assert_eq!(usd("openai", "gpt-image-1", (NOON, made)), None);
}

#[test]
fn a_provider_is_known_by_its_kind_or_its_host() {
    let catalogue = catalogue();
    let compatible = ProviderKind::OPENAI_COMPATIBLE;
    for (kind, base_url, expected) in [
        (ProviderKind::OPENAI, None, Some("openai")),
        (
            ProviderKind::OPENAI,
            Some("http://127.0.0.1:9/v1"),
            Some("openai"),
        ),
        (
            compatible,
            Some("https://api.groq.com/openai/v1"),
            Some("groq"),
        ),
        (
            compatible,
            Some("https://openrouter.ai/api/v1"),
            Some("openrouter"),
        ),
        (
            compatible,
            Some("https://API.Together.xyz:443/v1"),
            Some("together"),
        ),
        (
            compatible,
            Some("https://x.openai.azure.com/openai/v1"),
            Some("azure"),
        ),
        (compatible, Some("https://api.groq.com.evil.test/v1"), None),
        (compatible, Some("http://127.0.0.1:4041/v1"), None),
        (compatible, Some("api.groq.com"), None),
        (compatible, None, None),
    ] {
        let found = catalogue.behind(kind, base_url);
        let found = found.map(|provider| provider.id());
        assert_eq!(found, expected, "{kind:?} {base_url:?}");
    }
}

#[test]
fn names_are_matched_as_the_catalogue_says_and_no_further() {
    let catalogue = catalogue();
    for (provider, name, expected) in [
        ("openai", "GPT-4o-mini", Some("gpt-4o-mini")),
        ("openai", "gpt-6-sol-2026-09-01", Some("gpt-6-sol")),
        ("openai", "gpt-6-sol-20260901", Some("gpt-6-sol")),
        ("openai", "gpt-4o-mini-2024-07-18", Some("gpt-4o-mini")),
        ("openai", "my-own-model", None),
        ("openai", "", None),
        (
            "gemini",
            "gemini-2.5-pro-preview-tts",
            Some("gemini-2.5-pro-tts"),
        ),
        (
            "gemini",
            "gemini-2.5-pro-preview-06-05",
            Some("gemini-2.5-pro"),
        ),
        ("azure", "gpt-4o-2024-08-06", Some("gpt-4o-2024-08-06")),
        ("groq", "no-such-model", None),
    ] {
        let found = found(&catalogue, provider, name);
        let found = found.as_ref().map(|model| model.id.as_str());
        assert_eq!(found, expected, "{provider}/{name}");
    }
}

#[test]
fn a_free_model_is_known_to_cost_nothing() {
    let free = |rates: &Rates| {
        rates
            .input_uncached
            .is_some_and(|rate| rate.to_string() == "0")
    };
    let catalogue = catalogue();
    let openrouter = catalogue.provider("openrouter").unwrap();
    let one = openrouter
        .models()
        .find(|model| model.id.ends_with(":free"));
    let price = one.and_then(|model| model.price.clone()).unwrap();
    assert!(free(&price.versions.last().unwrap().rates));
}
