//! Instants, as values: nobody reads a clock here.
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};
use time::{
    Date, Month, OffsetDateTime,
    format_description::well_known::{
        Iso8601, Rfc3339,
        iso8601::{Config, EncodedConfig, TimePrecision},
    },
};

const FORMAT: EncodedConfig = Config::DEFAULT
    .set_year_is_six_digits(false)
    .set_time_precision(TimePrecision::Second {
        decimal_digits: std::num::NonZeroU8::new(6),
    })
    .encode();

/// What [`FORMAT`] gives, with a 0 for every digit.
const WRITTEN: &[u8] = b"0000-00-00T00:00:00.000000Z";

/// Microseconds since 1970-01-01T00:00:00Z; written as RFC 3339 with six decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String", extend("format" = "date-time"))]
pub struct Timestamp(i64);

/// The text is not an RFC 3339 date and time between the years 0 and 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 date and time, such as 2026-12-31T23:59:59Z")]
pub struct InvalidTimestamp;

/// 9999-12-31T23:59:59.999999Z, the last instant with an RFC 3339 form.
const MAX_MICROS: i64 = 253_402_300_799_999_999;
/// 0000-01-01T00:00:00Z, the first.
const MIN_MICROS: i64 = -62_167_219_200_000_000;

impl Timestamp {
    /// The instant this many microseconds after the epoch, moved into the years 0 to 9999.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        if micros > MAX_MICROS {
            Self(MAX_MICROS)
        } else if micros < MIN_MICROS {
            Self(MIN_MICROS)
        } else {
            Self(micros)
        }
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)
            .map_err(|_| fmt::Error)?
            .format(&Iso8601::<FORMAT>)
            .map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        if let Some(instant) = as_written(text.as_bytes()) {
            return Ok(instant);
        }
        let instant = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| InvalidTimestamp)?;
        let micros = instant.unix_timestamp_nanos().div_euclid(1000);
        match i64::try_from(micros) {
            Ok(micros @ MIN_MICROS..=MAX_MICROS) => Ok(Self(micros)),
            _ => Err(InvalidTimestamp),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text)
    }
}

struct Text;

impl de::Visitor<'_> for Text {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an RFC 3339 date and time")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        text.parse().map_err(E::custom)
    }
}

/// Reads the form in which instants are written here, which is that of every replayed event and so has to
/// be quick; the many other forms of RFC 3339 are left to `time`.
fn as_written(text: &[u8]) -> Option<Timestamp> {
    let fits = |(found, wanted): (&u8, &u8)| match wanted {
        b'0' => found.is_ascii_digit(),
        _ => found == wanted,
    };
    if text.len() != WRITTEN.len() || !text.iter().zip(WRITTEN).all(fits) {
        return None;
    }
    let month = Month::try_from(number::<u8>(&text[5..7])?).ok()?;
    let date = Date::from_calendar_date(number(&text[..4])?, month, number(&text[8..10])?).ok()?;
    let (hour, minute) = (number(&text[11..13])?, number(&text[14..16])?);
    let instant = date.with_hms(hour, minute, number(&text[17..19])?).ok()?;
    let seconds = instant.assume_utc().unix_timestamp();
    Some(Timestamp(
        seconds * 1_000_000 + number::<i64>(&text[20..26])?,
    ))
}

fn number<N: TryFrom<u32>>(digits: &[u8]) -> Option<N> {
    let digits = digits.iter().map(|digit| u32::from(digit - b'0'));
    digits
        .fold(0, |sum, digit| sum * 10 + digit)
        .try_into()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_instant_is_written_in_utc_with_six_decimals() {
        let instant: Timestamp = "2026-11-23T18:00:00.25+01:00".parse().unwrap();
        assert_eq!(instant.to_string(), "2026-11-23T17:00:00.250000Z");
    }

    #[test]
    fn text_that_is_no_instant_is_refused() {
        for text in [
            "",
            "yesterday",
            "2026-13-01T00:00:00Z",
            "2026-11-23",
            "-0001-01-01T00:00:00Z",
            "2026-02-29T00:00:00.000000Z",
            "2026-11-23T24:00:00.000000Z",
            "2026-11-23T17:00:00.00000xZ",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(InvalidTimestamp), "{text}");
        }
    }

    #[test]
    fn an_instant_is_the_same_in_whichever_form_it_is_written() {
        for (text, other) in [
            (
                "2026-11-23T17:00:00.250000Z",
                "2026-11-23T18:00:00.25+01:00",
            ),
            ("2024-02-29T23:59:59.000001Z", "2024-02-29t23:59:59.000001z"),
            ("0000-01-01T00:00:00.000000Z", "0000-01-01T00:00:00Z"),
            (
                "1969-12-31T23:59:59.999999Z",
                "1969-12-31T23:59:59.9999999Z",
            ),
            ("2016-12-31T23:59:60.000000Z", "2016-12-31T23:59:60Z"),
        ] {
            assert_eq!(text.parse::<Timestamp>(), other.parse(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(micros in MIN_MICROS..=MAX_MICROS) {
            let instant = Timestamp::from_micros(micros);
            prop_assert_eq!(instant.to_string().parse(), Ok(instant));
        }
    }
}
