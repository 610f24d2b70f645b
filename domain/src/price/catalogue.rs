//! Which models there are, what they can do and what they cost, as far as is known without asking.
use super::{ModelPrice, NamePattern};
use crate::provider::{ModelType, ProviderKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fmt, sync::Arc};

/// Where an entry's price was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The package of that name.
    GenaiPrices,
    /// The catalogue in the package of that name.
    Litellm,
}

/// One model of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueModel {
    /// The provider's name for it.
    pub id: String,
    /// What it is for, where it is for one of these.
    pub r#type: Option<ModelType>,
    /// The most tokens of prompt and answer together.
    pub context_window: Option<u64>,
    /// The most tokens of an answer.
    pub max_output_tokens: Option<u64>,
    /// What it can do beyond its type, such as `tools` or `vision`.
    pub capabilities: Vec<String>,
    /// What it costs, where that is known.
    pub price: Option<ModelPrice>,
    /// Where the price was taken from.
    pub source: Option<Source>,
}

/// The names under which a model is known.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The model.
    pub model: CatalogueModel,
    /// Its exact names, in lower case.
    pub names: Vec<String>,
    /// Patterns of other names.
    pub patterns: Vec<NamePattern>,
    /// Patterns of names that are not meant, whatever the others say.
    pub exceptions: Vec<NamePattern>,
}

/// A provider as a catalogue lists it.
#[derive(Clone, Debug)]
pub struct ProviderEntry {
    /// Its name in the catalogue.
    pub id: String,
    /// The hosts of its API.
    pub hosts: Vec<NamePattern>,
    /// The providers whose models it sells too, at their prices.
    pub resells: Vec<String>,
    /// Its own models; of several that match a name, the first is meant.
    pub offers: Vec<Offer>,
}

#[derive(Default, PartialEq, Eq)]
struct Models {
    all: Vec<Arc<CatalogueModel>>,
    by_name: HashMap<String, Arc<CatalogueModel>>,
    by_pattern: Vec<(Vec<NamePattern>, Vec<NamePattern>, Arc<CatalogueModel>)>,
}

/// A provider with its models, to look them up.
#[derive(PartialEq, Eq)]
pub struct CatalogueProvider {
    id: String,
    hosts: Vec<NamePattern>,
    own: Arc<Models>,
    resold: Vec<Arc<Models>>,
}

/// Every provider that is known. Clones share it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    version: Arc<str>,
    providers: Arc<HashMap<String, Arc<CatalogueProvider>>>,
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Catalogue").field(&self.version).finish()
    }
}

impl fmt::Debug for CatalogueProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CatalogueProvider").field(&self.id).finish()
    }
}

impl Catalogue {
    /// The catalogue of these providers.
    #[must_use]
    pub fn new(version: &str, entries: Vec<ProviderEntry>) -> Self {
        let mut known = Vec::new();
        let mut models = HashMap::new();
        for entry in entries {
            models.insert(entry.id.clone(), Arc::new(Models::of(entry.offers)));
            known.push((entry.id, entry.hosts, entry.resells));
        }
        let providers = known.into_iter().map(|(id, hosts, resells)| {
            let resold = resells.iter().filter_map(|id| models.get(id)).cloned();
            let provider = CatalogueProvider {
                hosts,
                own: models.get(&id).cloned().unwrap_or_default(),
                resold: resold.collect(),
                id: id.clone(),
            };
            (id, Arc::new(provider))
        });
        Self {
            version: version.into(),
            providers: Arc::new(providers.collect()),
        }
    }

    /// Which catalogue this is, such as `catalogue-2026-11-24`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every provider.
    pub fn providers(&self) -> impl Iterator<Item = &Arc<CatalogueProvider>> {
        self.providers.values()
    }

    /// The provider of this name.
    #[must_use]
    pub fn provider(&self, id: &str) -> Option<&Arc<CatalogueProvider>> {
        self.providers.get(id)
    }

    /// Which provider is behind one that an organisation configured: by its kind, or by its host where the kind is
    /// spoken by many.
    #[must_use]
    pub fn behind(
        &self,
        kind: ProviderKind,
        base_url: Option<&str>,
    ) -> Option<&Arc<CatalogueProvider>> {
        if let Some(known) = kind.catalogue() {
            return self.provider(known);
        }
        let host = host(base_url?)?.to_ascii_lowercase();
        let mut providers = self.providers.values();
        providers.find(|provider| provider.hosts.iter().any(|one| one.matches(&host)))
    }
}

impl CatalogueProvider {
    /// Its name in the catalogue.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its own models, each once.
    pub fn models(&self) -> impl Iterator<Item = &Arc<CatalogueModel>> {
        self.own.all.iter()
    }

    /// The model that the provider means by `name`: its own, else one that it resells. A name that is known costs
    /// one look-up; others are compared with every pattern, once as they are and once with a date such as
    /// `-20260801` written as `-2026-08-01`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Arc<CatalogueModel>> {
        let name = name.to_lowercase();
        self.find_as_written(&name)
            .or_else(|| self.find_as_written(&with_dashed_date(&name)?))
    }

    fn find_as_written(&self, name: &str) -> Option<&Arc<CatalogueModel>> {
        let mut all = std::iter::once(&self.own).chain(&self.resold);
        all.find_map(|models| models.find(name))
    }
}

impl Models {
    fn of(offers: Vec<Offer>) -> Self {
        let mut models = Self::default();
        for offer in offers {
            let model = Arc::new(offer.model);
            models.all.push(model.clone());
            for name in offer.names {
                models.by_name.entry(name).or_insert_with(|| model.clone());
            }
            if !offer.patterns.is_empty() {
                models
                    .by_pattern
                    .push((offer.patterns, offer.exceptions, model));
            }
        }
        models
    }

    fn find(&self, name: &str) -> Option<&Arc<CatalogueModel>> {
        let matches = |patterns: &[NamePattern]| patterns.iter().any(|one| one.matches(name));
        self.by_name.get(name).or_else(|| {
            let mut by_pattern = self.by_pattern.iter();
            let found = by_pattern.find(|(meant, not, _)| matches(meant) && !matches(not));
            found.map(|(.., model)| model)
        })
    }
}

/// The host of a URL.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (_, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    host.split(':').next()
}

/// The name with its first date `-YYYYMMDD`, at the end or before a `-` or `:`, written with dashes.
fn with_dashed_date(name: &str) -> Option<String> {
    let is_date = |at: usize| {
        let rest = &name.as_bytes()[at..];
        let (date, after) = rest.split_at_checked(9)?;
        let digits = date[1..].iter().all(u8::is_ascii_digit);
        let ends = matches!(after.first(), None | Some(b'-' | b':'));
        (digits && ends && date[1..].starts_with(b"20")).then_some(at)
    };
    let at = name.match_indices('-').find_map(|(at, _)| is_date(at))?;
    let (year, month, day) = (at + 5, at + 7, at + 9);
    Some(
        [
            &name[..year],
            "-",
            &name[year..month],
            "-",
            &name[month..day],
            &name[day..],
        ]
        .concat(),
    )
}
