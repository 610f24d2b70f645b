//! Amounts of money, exact to twelve places.
//!
//! Invariant: no amount is negative, has more than twelve places, or goes through a float. Credits are not money.
use rust_decimal::{Decimal, RoundingStrategy};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};

/// How many places an amount has at most.
const PLACES: u32 = 12;
/// 10 to the power of each number up to [`PLACES`].
const POWERS: [i128; 13] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
];

/// US dollars, zero or more; written as a decimal, such as `0.000123`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String", extend("pattern" = r"^[0-9]+(\.[0-9]{1,12})?$"))]
pub struct Usd(Decimal);

/// The text is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an amount: zero or more, with at most twelve decimal places, such as 0.000123")]
pub struct InvalidAmount;

impl Usd {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// The largest amount, 79228162514264337.593543950335; sums stop there.
    pub const MAX: Self = Self(Decimal::from_parts(
        u32::MAX,
        u32::MAX,
        u32::MAX,
        false,
        PLACES,
    ));

    /// An exact result of arithmetic, rounded half to even once, and kept within zero and [`Self::MAX`].
    #[must_use]
    pub fn rounded(exact: Decimal) -> Self {
        let within = exact.clamp(Decimal::ZERO, Self::MAX.0);
        let rounded = within.round_dp_with_strategy(PLACES, RoundingStrategy::MidpointNearestEven);
        Self(rounded.normalize())
    }

    /// The sum, [`Self::MAX`] at most.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        self.0.checked_add(other.0).map_or(Self::MAX, Self::rounded)
    }

    /// The sum, where there is one.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let sum = self.0.checked_add(other.0)?;
        (sum <= Self::MAX.0).then(|| Self::rounded(sum))
    }

    /// How many trillionths of a dollar: the integer that a column of twelve places holds.
    #[must_use]
    pub fn trillionths(self) -> i128 {
        let missing = PLACES.saturating_sub(self.0.scale());
        let power = POWERS.get(missing as usize).copied().unwrap_or(1);
        // An amount is below 10^17 dollars, so below 10^29 trillionths.
        self.0.mantissa().saturating_mul(power)
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Usd {
    type Err = InvalidAmount;

    fn from_str(text: &str) -> Result<Self, InvalidAmount> {
        let amount = decimal(text).ok_or(InvalidAmount)?;
        if amount.scale() > PLACES || amount > Self::MAX.0 {
            return Err(InvalidAmount);
        }
        Ok(Self(amount))
    }
}

/// A plain decimal, zero or more, without trailing zeros; no sign, exponent or separator.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let digit_or_point = |c: u8| c.is_ascii_digit() || c == b'.';
    let begins_and_ends = |digits: &str| {
        let digits = digits.as_bytes();
        digits.first().is_some_and(u8::is_ascii_digit)
            && digits.last().is_some_and(u8::is_ascii_digit)
    };
    if !text.bytes().all(digit_or_point) || !begins_and_ends(text) {
        return None;
    }
    let amount = Decimal::from_str_exact(text).ok()?;
    Some(amount.normalize())
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usd(text: &str) -> Usd {
        text.parse().unwrap()
    }

    #[test]
    fn an_amount_is_written_plainly_and_without_trailing_zeros() {
        for (text, written) in [
            ("0", "0"),
            ("0.000", "0"),
            ("1.50", "1.5"),
            ("100", "100"),
            ("0.000000000001", "0.000000000001"),
            (
                "79228162514264337.593543950335",
                "79228162514264337.593543950335",
            ),
        ] {
            assert_eq!(usd(text).to_string(), written);
        }
    }

    #[test]
    fn text_that_is_no_amount_is_refused() {
        for text in [
            "",
            "-1",
            "+1",
            "1e-3",
            ".5",
            "5.",
            "1_000",
            "1,5",
            "NaN",
            "1.2.3",
            "0.0000000000001",
            "79228162514264337.593543950336",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(text.parse::<Usd>(), Err(InvalidAmount), "{text}");
        }
    }

    #[test]
    fn a_result_is_rounded_half_to_even_at_twelve_places() {
        for (exact, rounded) in [
            ("0.0000000000005", "0"),
            ("0.0000000000015", "0.000000000002"),
            ("0.00000000000250001", "0.000000000003"),
        ] {
            assert_eq!(Usd::rounded(decimal(exact).unwrap()), usd(rounded));
        }
    }

    #[test]
    fn sums_stop_at_the_largest_amount() {
        assert_eq!(Usd::MAX.saturating_add(usd("1")), Usd::MAX);
        assert_eq!(Usd::MAX.checked_add(usd("0.000000000001")), None);
        assert_eq!(Usd::rounded(Decimal::MAX), Usd::MAX);
    }

    #[test]
    fn a_column_of_twelve_places_holds_every_amount() {
        assert_eq!(usd("1.5").trillionths(), 1_500_000_000_000);
        assert_eq!(usd("100").trillionths(), 100_000_000_000_000);
        assert_eq!(usd("0.000000000001").trillionths(), 1);
        assert_eq!(
            Usd::MAX.trillionths(),
            79_228_162_514_264_337_593_543_950_335
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(trillionths in 0..=79_228_162_514_264_337_593_543_950_335_i128) {
            let amount = Usd::rounded(Decimal::from_i128_with_scale(trillionths, PLACES));
            prop_assert_eq!(amount.trillionths(), trillionths);
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
        }

        #[test]
        fn sums_are_exact(one in 0..1_i128 << 90, other in 0..1_i128 << 90) {
            let amount = |trillionths| Usd::rounded(Decimal::from_i128_with_scale(trillionths, PLACES));
            let sum = amount(one).checked_add(amount(other));
            prop_assert_eq!(sum.map(Usd::trillionths), Some(one + other));
        }
    }
}
