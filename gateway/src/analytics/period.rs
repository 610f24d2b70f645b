//! A stretch of time, and the intervals that it is cut into.
use super::parameters::Parameters;
use crate::problem::Problem;
use domain::time::Timestamp;
use infra::clock;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// 2100-01-01T00:00:00Z: ClickHouse counts the seconds to 2106.
const END_OF_TIME: Timestamp = Timestamp::from_micros(4_102_444_800_000_000);
const MICROS: i64 = 1_000_000;

/// From an instant to another, that one left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

/// How long the intervals are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Interval {
    Minute,
    Hour,
    Day,
    Month,
}

impl Period {
    /// What `from` and `to` say; without, as long as `usual` up to now.
    pub(super) fn parse(parameters: &Parameters, usual: Duration) -> Result<Self, Problem> {
        let expected = "an RFC 3339 date and time, such as 2026-12-31T00:00:00Z";
        let to = parameters.parsed("to", expected)?;
        let to: Timestamp = to.unwrap_or_else(clock::now);
        let usual = i64::try_from(usual.as_micros()).unwrap_or(i64::MAX);
        let from = parameters.parsed("from", expected)?;
        let from = from
            .unwrap_or_else(|| Timestamp::from_micros(to.micros().saturating_sub(usual).max(0)));
        for (name, instant) in [("/to", to), ("/from", from)] {
            if instant < Timestamp::default() || instant > END_OF_TIME {
                return Err(Problem::invalid(name, "between the years 1970 and 2100"));
            }
        }
        if from >= to {
            return Err(Problem::invalid("/from", "it must lie before `to`"));
        }
        Ok(Self { from, to })
    }

    /// The equally long period before.
    pub(super) fn before(self) -> Self {
        let length = self.to.micros() - self.from.micros();
        Self {
            from: Timestamp::from_micros((self.from.micros() - length).max(0)),
            to: self.from,
        }
    }

    /// Its first second, and the one after its last.
    pub(super) fn seconds(self) -> (i64, i64) {
        let end = self.to.micros().saturating_add(MICROS - 1);
        (self.from.seconds(), end.div_euclid(MICROS))
    }
}

impl Interval {
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        match text {
            "minute" => Ok(Self::Minute),
            "hour" => Ok(Self::Hour),
            "day" => Ok(Self::Day),
            "month" => Ok(Self::Month),
            _ => Err(Problem::invalid("/interval", "minute, hour, day or month")),
        }
    }

    /// A length that steps over no interval, whatever clocks are changed by.
    pub(super) const fn step_seconds(self) -> i64 {
        match self {
            Self::Minute => 60,
            Self::Hour | Self::Day | Self::Month => 900,
        }
    }

    /// The most seconds that one takes, clocks put back among them.
    pub(super) const fn longest_seconds(self) -> i64 {
        match self {
            Self::Minute => 60,
            Self::Hour => 2 * 3_600,
            Self::Day => 26 * 3_600,
            Self::Month => 31 * 86_400 + 7_200,
        }
    }

    /// Where the interval of the instant `at` begins, in seconds, as SQL.
    pub(super) fn start_of(self, at: &str) -> String {
        match self {
            Self::Minute => format!("toUnixTimestamp(toStartOfMinute({at}, {{timezone:String}}))"),
            Self::Hour => format!("toUnixTimestamp(toStartOfHour({at}, {{timezone:String}}))"),
            Self::Day => format!("toUnixTimestamp(toStartOfDay({at}, {{timezone:String}}))"),
            Self::Month => format!(
                "toUnixTimestamp(toDateTime(toStartOfMonth({at}, {{timezone:String}}), {{timezone:String}}))"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(query: &str) -> Result<Period, Problem> {
        Period::parse(&Parameters::parse(query).unwrap(), Duration::from_hours(1))
    }

    #[test]
    fn a_period_has_a_beginning_before_its_end() {
        let given = period("from=2026-11-24T00:00:00%2B01:00&to=2026-11-24T00:00:00Z").unwrap();
        assert_eq!(given.to.micros() - given.from.micros(), 3_600 * MICROS);
        assert_eq!(given.before().to, given.from);
        let usual = period("to=2026-11-24T00:00:00Z").unwrap();
        assert_eq!(usual, given);
        for (query, pointer) in [
            ("from=yesterday", "/from"),
            ("from=1969-12-31T00:00:00Z", "/from"),
            ("to=2101-01-01T00:00:00Z", "/to"),
            ("from=2026-11-24T00:00:00Z&to=2026-11-24T00:00:00Z", "/from"),
        ] {
            let error = period(query).unwrap_err();
            assert_eq!(error.errors()[0].pointer, pointer, "{query}");
        }
    }
}
