//! Usage times price.
//!
//! Products and their sum are exact; the sum alone is rounded, half to even, at twelve places. Counts that no call
//! could have, whose products pass what a decimal holds, cost [`Usd::MAX`].
use super::{
    Cost, ModelPrice, PriceVersion, Rates,
    rates::{Counted, Rate},
};
use crate::{money::Usd, request::Usage, time::Timestamp};
use rust_decimal::Decimal;

/// One in a million.
const MILLIONTH: Decimal = Decimal::from_parts(1, 0, 0, false, 6);

impl ModelPrice {
    /// The version that is in force.
    #[must_use]
    pub fn in_force(&self, at: Timestamp) -> Option<&PriceVersion> {
        let mut newest_first = self.versions.iter().rev();
        newest_first.find(|version| version.is_in_force(at))
    }

    /// What a call that took `usage` and began at `at` costs; nothing is known of it where no version was in
    /// force, or where the rates say nothing about a part of the usage.
    #[must_use]
    pub fn cost(&self, usage: &Usage, at: Timestamp) -> Option<Cost> {
        let version = self.in_force(at)?;
        Some(Cost {
            usd: version.rates_for(usage.input_tokens()).cost(usage)?,
            price_version: version.id.clone(),
        })
    }
}

impl PriceVersion {
    /// Whether it is, or could be but for a later one.
    #[must_use]
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        self.effective_from.is_none_or(|from| from <= at)
            && self.hours.is_none_or(|hours| hours.contain(at))
    }

    /// The rates for a prompt of so many tokens.
    #[must_use]
    pub fn rates_for(&self, input_tokens: u64) -> &Rates {
        let mut largest_first = self.tiers.iter().rev();
        let tier = largest_first.find(|tier| input_tokens > tier.above);
        tier.map_or(&self.rates, |tier| &tier.rates)
    }
}

impl Rates {
    /// What `usage` costs, where every part of it has a rate.
    #[must_use]
    pub fn cost(&self, usage: &Usage) -> Option<Usd> {
        let units = self.units(usage);
        if self.is_by_tokens() {
            let tokens = times(sum(&self.tokens(usage))?, MILLIONTH);
            return Some(Usd::rounded(plus(tokens, sum(&units)?)));
        }
        let own = [
            self.images,
            self.seconds,
            self.requests,
            self.searches,
            self.characters,
        ];
        let mut charged = units.iter().zip(own);
        let is_charged = charged.any(|((count, _), own)| *count > 0 && own.is_some());
        if !is_charged && usage.input_tokens().saturating_add(usage.output_tokens()) > 0 {
            return None;
        }
        Some(Usd::rounded(sum(&units)?))
    }
}

fn sum(counted: &[Counted]) -> Option<Decimal> {
    let used = counted.iter().filter(|(count, _)| *count > 0);
    used.copied().try_fold(Decimal::ZERO, |sum, (count, rate)| {
        let Rate(rate) = rate?;
        Some(plus(sum, times(Decimal::from(count), rate)))
    })
}

fn times(one: Decimal, other: Decimal) -> Decimal {
    one.checked_mul(other).unwrap_or(Decimal::MAX)
}

fn plus(one: Decimal, other: Decimal) -> Decimal {
    one.checked_add(other).unwrap_or(Decimal::MAX)
}
