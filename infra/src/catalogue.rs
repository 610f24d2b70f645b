//! The bundled catalogue of models and prices: read once, looked up by `domain::price`.
//!
//! `infra/catalogue/generate.py` makes the file; `infra/catalogue/NOTICE.md` says from what.
use domain::{
    price::{
        Catalogue, CatalogueModel, HoursOfDay, ModelPrice, NamePattern, Offer, PriceVersion,
        PriceVersionId, ProviderEntry, Rates, Source, Tier,
    },
    provider::ModelType,
    time::Timestamp,
};
use serde::Deserialize;

const BUNDLED: &str = include_str!("../catalogue/catalogue.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredCatalogue {
    version: String,
    providers: Vec<StoredProvider>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredProvider {
    id: String,
    hosts: Vec<NamePattern>,
    resells: Vec<String>,
    models: Vec<StoredModel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredModel {
    id: String,
    /// The id alone where absent.
    names: Option<Vec<String>>,
    #[serde(default, rename = "match")]
    patterns: Vec<NamePattern>,
    #[serde(default, rename = "except")]
    exceptions: Vec<NamePattern>,
    r#type: Option<ModelType>,
    context_window: Option<u64>,
    max_output_tokens: Option<u64>,
    #[serde(default)]
    capabilities: Vec<String>,
    source: Option<Source>,
    prices: Option<Vec<StoredVersion>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredVersion {
    from: Option<Timestamp>,
    hours: Option<HoursOfDay>,
    rates: Rates,
    #[serde(default)]
    tiers: Vec<StoredTier>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredTier {
    above: u64,
    rates: Rates,
}

/// The catalogue that this build came with.
///
/// # Errors
/// When the file that was built in is none, which a test forbids.
pub fn bundled() -> Result<Catalogue, serde_json::Error> {
    let stored: StoredCatalogue = serde_json::from_str(BUNDLED)?;
    let version = stored.version;
    let providers = stored.providers.into_iter();
    let entries = providers.map(|provider| provider.entry(&version)).collect();
    Ok(Catalogue::new(&version, entries))
}

impl StoredProvider {
    fn entry(self, version: &str) -> ProviderEntry {
        let prefix = format!("{version}:{}/", self.id);
        let offers = self.models.into_iter().map(|model| model.offer(&prefix));
        ProviderEntry {
            offers: offers.collect(),
            id: self.id,
            hosts: self.hosts,
            resells: self.resells,
        }
    }
}

impl StoredModel {
    fn offer(self, prefix: &str) -> Offer {
        let name = format!("{prefix}{}", self.id);
        let price = self.prices.map(|versions| ModelPrice {
            versions: versions.into_iter().map(|one| one.version(&name)).collect(),
        });
        let names = self.names.unwrap_or_else(|| vec![self.id.to_lowercase()]);
        Offer {
            model: CatalogueModel {
                id: self.id,
                r#type: self.r#type,
                context_window: self.context_window,
                max_output_tokens: self.max_output_tokens,
                capabilities: self.capabilities,
                price,
                source: self.source,
            },
            names,
            patterns: self.patterns,
            exceptions: self.exceptions,
        }
    }
}

impl StoredVersion {
    fn version(self, name: &str) -> PriceVersion {
        let id = self.id(name);
        let tiers = self.tiers.into_iter();
        PriceVersion {
            id,
            effective_from: self.from,
            hours: self.hours,
            rates: self.rates,
            tiers: tiers
                .map(|StoredTier { above, rates }| Tier { above, rates })
                .collect(),
        }
    }

    /// The entry's name, and by when it differs from the entry's other versions.
    fn id(&self, name: &str) -> PriceVersionId {
        let mut id = name.to_owned();
        if let Some(from) = self.from {
            id.push('@');
            id.extend(from.to_string().chars().take_while(|c| *c != 'T'));
        }
        if let Some(hours) = self.hours {
            id.push('@');
            id.push_str(&hours.to_string());
        }
        PriceVersionId::new(id)
    }
}

#[cfg(test)]
mod tests;
