//! What usage is measured by.
use crate::admin::described;
use clickhouse::Row;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One row of usage added up.
#[derive(Clone, Debug, Default, Row, Deserialize)]
pub(super) struct UsageRow {
    /// The interval's first second; 0 for all of them.
    pub(super) bucket: u32,
    /// Which of several rows it is; the statement says.
    pub(super) slot: u64,
    /// How many groups it adds up.
    pub(super) groups: u64,
    /// The group's values.
    pub(super) label: Vec<String>,
    requests: u64,
    succeeded: u64,
    failed: u64,
    cancelled: u64,
    refused: u64,
    attempts: u64,
    input_uncached: u64,
    cache_read: u64,
    cache_write_5m: u64,
    cache_write_1h: u64,
    audio_in: u64,
    image_in: u64,
    output_text: u64,
    output_reasoning: u64,
    audio_out: u64,
    image_out: u64,
    images: u64,
    seconds: u64,
    searches: u64,
    characters: u64,
    answered: u64,
    unpriced: u64,
    cost_usd: String,
    latency: Vec<f64>,
    time_to_first_token: Vec<f64>,
}

/// Requests, and what they took.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct Metrics {
    requests: u64,
    succeeded: u64,
    /// No answer from a provider, or not all of it.
    failed: u64,
    /// The client went away.
    cancelled: u64,
    /// Turned away before any provider was called.
    refused: u64,
    /// Failed or refused.
    errors: u64,
    /// How often providers were called.
    attempts: u64,
    tokens: TokenCounts,
    /// Images made.
    images: u64,
    /// Seconds of audio or video.
    seconds: u64,
    /// Searches that providers made.
    searches: u64,
    /// Characters of texts that were spoken, where the providers count nothing themselves.
    characters: u64,
    /// Calls that a provider answered.
    answered: u64,
    /// US dollars that the providers charge, where that is known, added up.
    #[schema(value_type = described::Usd)]
    cost_usd: String,
    /// How many may have cost something and it is not known what: `cost_usd` has nothing of them.
    unpriced_requests: u64,
    /// From a request's arrival to its answer's last byte, those refused left out; null where there are none.
    #[schema(required)]
    latency_ms: Option<Percentiles>,
    /// From a request's arrival to its answer's first content, of streamed answers; null where there are none.
    #[schema(required)]
    time_to_first_token_ms: Option<Percentiles>,
}

/// Tokens by kind, of which no two count the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct TokenCounts {
    /// Every token of the prompts.
    pub(super) input: u64,
    /// Every token of the answers.
    pub(super) output: u64,
    /// Text that no cache held.
    pub(super) input_uncached: u64,
    /// Read from the provider's cache.
    pub(super) cache_read: u64,
    /// Written to the provider's cache for five minutes.
    pub(super) cache_write_5m: u64,
    /// Written to the provider's cache for an hour.
    pub(super) cache_write_1h: u64,
    /// Audio in prompts.
    pub(super) audio_in: u64,
    /// Images in prompts.
    pub(super) image_in: u64,
    /// Text in answers.
    pub(super) output_text: u64,
    /// Reasoning behind answers.
    pub(super) output_reasoning: u64,
    /// Audio in answers.
    pub(super) audio_out: u64,
    /// Images in answers.
    pub(super) image_out: u64,
}

/// Milliseconds that half, nine tenths and 99 of a hundred stay below, exact to 1.6 percent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct Percentiles {
    pub(super) p50: f64,
    pub(super) p90: f64,
    pub(super) p99: f64,
}

impl TokenCounts {
    /// The kinds, with their sums.
    pub(super) const fn summed(self) -> Self {
        let input = self
            .input_uncached
            .saturating_add(self.cache_read)
            .saturating_add(self.cache_write_5m)
            .saturating_add(self.cache_write_1h)
            .saturating_add(self.audio_in)
            .saturating_add(self.image_in);
        let output = self
            .output_text
            .saturating_add(self.output_reasoning)
            .saturating_add(self.audio_out)
            .saturating_add(self.image_out);
        Self {
            input,
            output,
            ..self
        }
    }

    /// Each of them, in the order of the tables' columns.
    pub(super) const fn counts(&self) -> [u64; 12] {
        [
            self.input,
            self.output,
            self.input_uncached,
            self.cache_read,
            self.cache_write_5m,
            self.cache_write_1h,
            self.audio_in,
            self.image_in,
            self.output_text,
            self.output_reasoning,
            self.audio_out,
            self.image_out,
        ]
    }
}

impl Percentiles {
    /// Of microseconds; `None` where there were none to tell of.
    pub(super) fn of(micros: &[f64]) -> Option<Self> {
        match *micros {
            [p50, p90, p99] => Some(Self {
                p50: p50 / 1000.0,
                p90: p90 / 1000.0,
                p99: p99 / 1000.0,
            }),
            _ => None,
        }
    }
}

impl From<&UsageRow> for Metrics {
    fn from(row: &UsageRow) -> Self {
        Self {
            requests: row.requests,
            succeeded: row.succeeded,
            failed: row.failed,
            cancelled: row.cancelled,
            refused: row.refused,
            errors: row.failed.saturating_add(row.refused),
            attempts: row.attempts,
            tokens: TokenCounts {
                input: 0,
                output: 0,
                input_uncached: row.input_uncached,
                cache_read: row.cache_read,
                cache_write_5m: row.cache_write_5m,
                cache_write_1h: row.cache_write_1h,
                audio_in: row.audio_in,
                image_in: row.image_in,
                output_text: row.output_text,
                output_reasoning: row.output_reasoning,
                audio_out: row.audio_out,
                image_out: row.image_out,
            }
            .summed(),
            images: row.images,
            seconds: row.seconds,
            searches: row.searches,
            characters: row.characters,
            answered: row.answered,
            cost_usd: if row.cost_usd.is_empty() {
                "0".to_owned()
            } else {
                row.cost_usd.clone()
            },
            unpriced_requests: row.unpriced,
            latency_ms: Percentiles::of(&row.latency),
            time_to_first_token_ms: Percentiles::of(&row.time_to_first_token),
        }
    }
}

impl Metrics {
    /// The columns of a table of them.
    pub(super) const COLUMNS: [&str; 32] = [
        "requests",
        "succeeded",
        "failed",
        "cancelled",
        "refused",
        "errors",
        "attempts",
        "input_tokens",
        "output_tokens",
        "input_uncached",
        "cache_read",
        "cache_write_5m",
        "cache_write_1h",
        "audio_in",
        "image_in",
        "output_text",
        "output_reasoning",
        "audio_out",
        "image_out",
        "images",
        "seconds",
        "searches",
        "characters",
        "answered",
        "cost_usd",
        "unpriced_requests",
        "latency_ms_p50",
        "latency_ms_p90",
        "latency_ms_p99",
        "time_to_first_token_ms_p50",
        "time_to_first_token_ms_p90",
        "time_to_first_token_ms_p99",
    ];

    /// What stands in them.
    pub(super) fn cells(&self) -> Vec<String> {
        let calls = [
            self.requests,
            self.succeeded,
            self.failed,
            self.cancelled,
            self.refused,
            self.errors,
            self.attempts,
        ];
        let taken = [
            self.images,
            self.seconds,
            self.searches,
            self.characters,
            self.answered,
        ];
        let counts = calls.into_iter().chain(self.tokens.counts()).chain(taken);
        let mut cells: Vec<String> = counts.map(|count| count.to_string()).collect();
        cells.push(self.cost_usd.clone());
        cells.push(self.unpriced_requests.to_string());
        for percentiles in [self.latency_ms, self.time_to_first_token_ms] {
            let three = percentiles.map(|these| [these.p50, these.p90, these.p99]);
            let texts = three.map(|three| three.map(|millis| millis.to_string()));
            cells.extend(texts.unwrap_or_default());
        }
        cells
    }
}
