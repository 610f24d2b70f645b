//! What a call took, as a vector of disjoint counters.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Counters of which no two count the same thing; zero where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Usage {
    /// Tokens of text in the prompt that no cache held.
    #[serde(skip_serializing_if = "is_zero")]
    pub input_uncached: u64,
    /// Tokens of the prompt read from the provider's cache.
    #[serde(skip_serializing_if = "is_zero")]
    pub cache_read: u64,
    /// Tokens of the prompt written to the provider's cache for five minutes.
    #[serde(skip_serializing_if = "is_zero")]
    pub cache_write_5m: u64,
    /// Tokens of the prompt written to the provider's cache for an hour.
    #[serde(skip_serializing_if = "is_zero")]
    pub cache_write_1h: u64,
    /// Tokens of text in the answer.
    #[serde(skip_serializing_if = "is_zero")]
    pub output_text: u64,
    /// Tokens of reasoning behind the answer.
    #[serde(skip_serializing_if = "is_zero")]
    pub output_reasoning: u64,
    /// Tokens of audio in the prompt.
    #[serde(skip_serializing_if = "is_zero")]
    pub audio_in: u64,
    /// Tokens of audio in the answer.
    #[serde(skip_serializing_if = "is_zero")]
    pub audio_out: u64,
    /// Tokens of images in the prompt.
    #[serde(skip_serializing_if = "is_zero")]
    pub image_in: u64,
    /// Tokens of images in the answer.
    #[serde(skip_serializing_if = "is_zero")]
    pub image_out: u64,
    /// Images made.
    #[serde(skip_serializing_if = "is_zero")]
    pub images: u64,
    /// Seconds of audio or video, rounded up.
    #[serde(skip_serializing_if = "is_zero")]
    pub seconds: u64,
    /// Calls that a provider answered.
    #[serde(skip_serializing_if = "is_zero")]
    pub requests: u64,
    /// Searches that the provider made.
    #[serde(skip_serializing_if = "is_zero")]
    pub searches: u64,
    /// Characters of a text that was spoken, where its provider counts nothing itself.
    #[serde(skip_serializing_if = "is_zero")]
    pub characters: u64,
}

/// How a call's usage is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UsageSource {
    /// The provider said it.
    Reported,
    /// It was counted here.
    Estimated,
    /// It is not known.
    Unknown,
}

impl UsageSource {
    /// The source's name in records and analytics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Estimated => "estimated",
            Self::Unknown => "unknown",
        }
    }
}

impl Usage {
    /// Nothing was used: [`Usage::default`], for constants.
    pub const NOTHING: Self = Self {
        input_uncached: 0,
        cache_read: 0,
        cache_write_5m: 0,
        cache_write_1h: 0,
        output_text: 0,
        output_reasoning: 0,
        audio_in: 0,
        audio_out: 0,
        image_in: 0,
        image_out: 0,
        images: 0,
        seconds: 0,
        requests: 0,
        searches: 0,
        characters: 0,
    };

    /// The larger of each counter: what two cumulative reports of one call come to.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            input_uncached: self.input_uncached.max(other.input_uncached),
            cache_read: self.cache_read.max(other.cache_read),
            cache_write_5m: self.cache_write_5m.max(other.cache_write_5m),
            cache_write_1h: self.cache_write_1h.max(other.cache_write_1h),
            output_text: self.output_text.max(other.output_text),
            output_reasoning: self.output_reasoning.max(other.output_reasoning),
            audio_in: self.audio_in.max(other.audio_in),
            audio_out: self.audio_out.max(other.audio_out),
            image_in: self.image_in.max(other.image_in),
            image_out: self.image_out.max(other.image_out),
            images: self.images.max(other.images),
            seconds: self.seconds.max(other.seconds),
            requests: self.requests.max(other.requests),
            searches: self.searches.max(other.searches),
            characters: self.characters.max(other.characters),
        }
    }

    /// Every token of the prompt.
    #[must_use]
    pub const fn input_tokens(&self) -> u64 {
        self.input_uncached
            .saturating_add(self.cache_read)
            .saturating_add(self.cache_write_5m)
            .saturating_add(self.cache_write_1h)
            .saturating_add(self.audio_in)
            .saturating_add(self.image_in)
    }

    /// Every token of the answer.
    #[must_use]
    pub const fn output_tokens(&self) -> u64 {
        self.output_text
            .saturating_add(self.output_reasoning)
            .saturating_add(self.audio_out)
            .saturating_add(self.image_out)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}
