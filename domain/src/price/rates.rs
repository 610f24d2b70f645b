//! Rates: dollars for what each usage counter counts.
use crate::{money::decimal, request::Usage};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt};

/// Dollars for a unit of something, zero or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub(super) Decimal);

/// The text is no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a rate: a plain decimal, zero or more, such as 0.15")]
pub struct InvalidRate;

/// A rate for each counter of a usage: for a million tokens; for one image, second, request, search or character.
///
/// A kind of token without a rate of its own has that of the more general kind:
///
/// | tokens | have the rate of |
/// | --- | --- |
/// | `cache_read`, `cache_write_5m`, `audio_in`, `image_in` | `input_uncached` |
/// | `cache_write_1h` | `cache_write_5m`, else `input_uncached` |
/// | `output_reasoning`, `audio_out`, `image_out` | `output_text` |
///
/// Where there is no rate for any token, the price is by image, second, request, search or character alone, and tokens are
/// included. Where there is, images, seconds and characters without a rate are included if they were counted as tokens too.
/// A request without a rate is free. Anything else without a rate has an unknown cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rates {
    /// For a million tokens of text in the prompt that no cache held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_uncached: Option<Rate>,
    /// For a million tokens read from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_read: Option<Rate>,
    /// For a million tokens written to the cache for five minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write_5m: Option<Rate>,
    /// For a million tokens written to the cache for an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write_1h: Option<Rate>,
    /// For a million tokens of text in the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_text: Option<Rate>,
    /// For a million tokens of reasoning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_reasoning: Option<Rate>,
    /// For a million tokens of audio in the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_in: Option<Rate>,
    /// For a million tokens of audio in the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_out: Option<Rate>,
    /// For a million tokens of images in the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_in: Option<Rate>,
    /// For a million tokens of images in the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_out: Option<Rate>,
    /// For an image that was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<Rate>,
    /// For a second of audio or video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Rate>,
    /// For a call that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<Rate>,
    /// For a search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searches: Option<Rate>,
    /// For a character that was spoken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub characters: Option<Rate>,
}

/// A count, and the rate that is in force for it.
pub(super) type Counted = (u64, Option<Rate>);

impl Rate {
    /// Nothing.
    pub const FREE: Self = Self(Decimal::ZERO);
}

impl Rates {
    /// Whether there is no rate at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether there is a rate for any kind of token.
    #[must_use]
    pub fn is_by_tokens(&self) -> bool {
        let of_any = Usage::default();
        self.tokens(&of_any).iter().any(|(_, rate)| rate.is_some())
    }

    /// What is charged by the million.
    pub(super) fn tokens(&self, usage: &Usage) -> [Counted; 10] {
        let (input, output) = (self.input_uncached, self.output_text);
        let written_for_an_hour = self.cache_write_1h.or(self.cache_write_5m);
        [
            (usage.input_uncached, input),
            (usage.cache_read, self.cache_read.or(input)),
            (usage.cache_write_5m, self.cache_write_5m.or(input)),
            (usage.cache_write_1h, written_for_an_hour.or(input)),
            (usage.audio_in, self.audio_in.or(input)),
            (usage.image_in, self.image_in.or(input)),
            (usage.output_text, output),
            (usage.output_reasoning, self.output_reasoning.or(output)),
            (usage.audio_out, self.audio_out.or(output)),
            (usage.image_out, self.image_out.or(output)),
        ]
    }

    /// What is charged one by one.
    pub(super) fn units(&self, usage: &Usage) -> [Counted; 5] {
        let is_by_tokens = self.is_by_tokens();
        let included = |tokens: u64| (is_by_tokens && tokens > 0).then_some(Rate::FREE);
        let audio = usage.audio_in.saturating_add(usage.audio_out);
        [
            (usage.images, self.images.or(included(usage.image_out))),
            (usage.seconds, self.seconds.or(included(audio))),
            (usage.requests, self.requests.or(Some(Rate::FREE))),
            (usage.searches, self.searches),
            (
                usage.characters,
                self.characters.or(included(usage.input_uncached)),
            ),
        ]
    }
}

impl std::str::FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        decimal(text).map(Self).ok_or(InvalidRate)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
