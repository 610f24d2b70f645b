//! A daily interval in which a price is in force, such as off-peak hours.
use crate::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};

const MINUTES_A_DAY: i64 = 24 * 60;

/// From one minute of the day (UTC) to before another; over midnight where it ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoursOfDay {
    from: i64,
    to: i64,
}

/// The text is no interval of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an interval of a day, such as 16:30-00:30")]
pub struct InvalidHours;

impl HoursOfDay {
    /// Whether it is such an hour.
    #[must_use]
    pub const fn contain(self, at: Timestamp) -> bool {
        let minute = at.seconds().div_euclid(60).rem_euclid(MINUTES_A_DAY);
        let (begun, before_end) = (minute >= self.from, minute < self.to);
        if self.to < self.from {
            begun || before_end
        } else {
            begun && before_end
        }
    }
}

impl fmt::Display for HoursOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        let (hour, minute) = (from / 60, from % 60);
        write!(f, "{hour:02}:{minute:02}-{:02}:{:02}", to / 60, to % 60)
    }
}

impl FromStr for HoursOfDay {
    type Err = InvalidHours;

    fn from_str(text: &str) -> Result<Self, InvalidHours> {
        let (from, to) = text.split_once('-').ok_or(InvalidHours)?;
        Ok(Self {
            from: minute(from)?,
            to: minute(to)?,
        })
    }
}

fn minute(text: &str) -> Result<i64, InvalidHours> {
    let (hour, minute) = text.split_once(':').ok_or(InvalidHours)?;
    let number = |text: &str| match text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Ok(i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
        }
        _ => Err(InvalidHours),
    };
    match (number(hour)?, number(minute)?) {
        (hour @ 0..=23, minute @ 0..=59) => Ok(hour * 60 + minute),
        _ => Err(InvalidHours),
    }
}

impl Serialize for HoursOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HoursOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contain(hours: &str, at: &str) -> bool {
        let at = format!("2026-11-24T{at}Z").parse().unwrap();
        hours.parse::<HoursOfDay>().unwrap().contain(at)
    }

    #[test]
    fn an_interval_begins_with_its_first_minute_and_ends_before_its_last() {
        for (hours, at, expected) in [
            ("01:00-04:00", "00:59:59", false),
            ("01:00-04:00", "01:00:00", true),
            ("01:00-04:00", "03:59:59", true),
            ("01:00-04:00", "04:00:00", false),
            ("16:30-00:30", "16:29:59", false),
            ("16:30-00:30", "23:00:00", true),
            ("16:30-00:30", "00:29:59", true),
            ("16:30-00:30", "00:30:00", false),
        ] {
            assert_eq!(contain(hours, at), expected, "{hours} {at}");
        }
    }

    #[test]
    fn an_interval_is_written_as_it_was_read() {
        for text in ["01:00-04:00", "16:30-00:30"] {
            assert_eq!(text.parse::<HoursOfDay>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "1:00-4:00",
            "24:00-01:00",
            "01:60-02:00",
            "01:00",
            "-1:00-02:00",
        ] {
            assert_eq!(text.parse::<HoursOfDay>(), Err(InvalidHours), "{text}");
        }
    }
}
