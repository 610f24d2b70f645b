//! How long to stay away.
use super::draw::Dice;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The longest time for which a credential is left alone, whatever its provider says: it may have been wrong.
pub const LONGEST_COOLDOWN: Duration = Duration::from_hours(1);
/// The first time for which a credential is left alone whose provider did not say for how long.
const FIRST: Duration = Duration::from_secs(1);
/// The longest such time.
const LONGEST: Duration = Duration::from_mins(1);

/// Why a credential is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoolingReason {
    /// The provider asked to slow down.
    RateLimited,
    /// The provider refused it, and it is not known yet whether for everything.
    Refused,
}

impl CoolingReason {
    /// The reason's name in answers and records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RateLimited => "rate_limited",
            Self::Refused => "refused",
        }
    }
}

/// How long a credential is left alone that was limited `in_row` times before: as its provider said, or else
/// longer each time.
#[must_use]
pub fn cooldown(told: Option<Duration>, in_row: u32, dice: u64) -> Duration {
    match told {
        Some(told) => told.min(LONGEST_COOLDOWN),
        None => backoff((FIRST, LONGEST), in_row, dice),
    }
}

/// `first`, doubled `times` times up to `longest`; half of it is left to chance, so that not all come back at once.
#[must_use]
pub fn backoff((first, longest): (Duration, Duration), times: u32, dice: u64) -> Duration {
    let factor = 1_u32.checked_shl(times).unwrap_or(u32::MAX);
    let whole = first.saturating_mul(factor).min(longest);
    let half = u64::try_from(whole.as_micros() / 2).unwrap_or(u64::MAX);
    let chance = Dice::thrown(dice).below(half.saturating_add(1));
    Duration::from_micros(half.saturating_add(chance))
}
