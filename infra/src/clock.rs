//! The one place that reads the wall clock.
use domain::time::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// The instant it is now.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "everybody else is given the time"
)]
pub fn now() -> Timestamp {
    let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |m| -m),
    };
    Timestamp::from_micros(micros)
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_after_this_was_written() {
        let written = "2026-11-23T00:00:00Z".parse().unwrap();
        assert!(super::now() > written);
    }
}
