//! `Retry-After`, as providers write it and as clients read it (RFC 9110, section 10.2.3).
use actix_web::http::header::HttpDate;
use domain::time::Timestamp;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long a provider asks to wait: in seconds, with decimals as some write them, or until a date.
pub(super) fn told(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date: SystemTime = text.parse::<HttpDate>().ok()?.into();
    let now = Duration::from_micros(u64::try_from(now.micros()).ok()?);
    Some(date.duration_since(UNIX_EPOCH).ok()?.saturating_sub(now))
}

/// The same for clients: whole seconds, and none too early.
pub(super) fn written(wait: Duration) -> String {
    let part = u64::from(wait.subsec_nanos() > 0);
    (wait.as_secs() + part).max(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_understood_and_nothing_else_is() {
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("7", Some(7_000)),
            (" 0.25 ", Some(250)),
            ("Tue, 24 Nov 2026 10:00:30 GMT", Some(30_000)),
            ("Tue, 24 Nov 2026 09:00:00 GMT", Some(0)),
            ("-1", None),
            ("NaN", None),
            ("soon", None),
            ("", None),
        ] {
            let expected = expected.map(Duration::from_millis);
            assert_eq!(told(text, now), expected, "{text}");
        }
    }

    #[test]
    fn clients_are_told_whole_seconds_and_none_too_early() {
        for (millis, expected) in [(0, "1"), (1, "1"), (1_000, "1"), (6_900, "7")] {
            assert_eq!(written(Duration::from_millis(millis)), expected);
        }
    }
}
