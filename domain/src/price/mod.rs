//! What providers charge: rates by usage counter, by prompt size, by date.
//!
//! Invariant: unknown is not zero. Where a model has no price, or something was used that its price says nothing
//! about, there is no cost rather than a cost of nothing.
mod catalogue;
mod cost;
mod hours;
mod name;
mod rates;
#[cfg(test)]
mod tests;

pub use catalogue::{Catalogue, CatalogueModel, CatalogueProvider, Offer, ProviderEntry, Source};
pub use hours::{HoursOfDay, InvalidHours};
pub use name::NamePattern;
pub use rates::{InvalidRate, Rate, Rates};

use crate::{money::Usd, time::Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// Names a price version for ever, such as `catalogue-2026-11-24:openai/gpt-4o`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PriceVersionId(#[schemars(with = "String")] Arc<str>);

/// Other rates for calls with a large prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tier {
    /// They are in force where the prompt has more tokens than this, then for all that was used.
    pub above: u64,
    /// The rates.
    pub rates: Rates,
}

/// What a model costs from some time on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceVersion {
    /// Which.
    pub id: PriceVersionId,
    /// When it comes into force; it always was where absent.
    pub effective_from: Option<Timestamp>,
    /// At which hours it is in force; at all where absent.
    pub hours: Option<HoursOfDay>,
    /// The rates for prompts of any size, or of those below the first tier.
    pub rates: Rates,
    /// The rates for larger prompts, smallest first.
    pub tiers: Vec<Tier>,
}

/// What a model costs, then and now. Of several versions that are in force the last counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelPrice {
    /// In the order in which they come into force.
    pub versions: Vec<PriceVersion>,
}

/// What a provider charges for a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// How much.
    pub usd: Usd,
    /// By which price.
    pub price_version: PriceVersionId,
}

impl PriceVersionId {
    /// The name with this text.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The name's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PriceVersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
