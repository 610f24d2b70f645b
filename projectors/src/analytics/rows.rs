//! The rows of the tables, field by field in the order of their definitions.
use clickhouse::Row;
use serde::Serialize;
use uuid::Uuid;

/// A call that came to its end.
#[derive(Clone, Debug, PartialEq, Eq, Row, Serialize)]
pub(super) struct Request<'a> {
    pub(super) sequence: u64,
    pub(super) event_index: u16,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) commit_id: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) organization: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) request: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) api_key: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) user_id: Uuid,
    pub(super) operation: &'static str,
    pub(super) requested_model: &'a str,
    pub(super) provider: &'a str,
    pub(super) model: &'a str,
    pub(super) stream: bool,
    pub(super) started_at: i64,
    pub(super) recorded_at: i64,
    pub(super) outcome: &'static str,
    pub(super) failure: &'static str,
    pub(super) http_status: u16,
    pub(super) attempts: u16,
    pub(super) latency_micros: u64,
    pub(super) time_to_first_token_micros: Option<u64>,
    pub(super) usage_source: &'static str,
    pub(super) input_uncached: u64,
    pub(super) cache_read: u64,
    pub(super) cache_write_5m: u64,
    pub(super) cache_write_1h: u64,
    pub(super) output_text: u64,
    pub(super) output_reasoning: u64,
    pub(super) audio_in: u64,
    pub(super) audio_out: u64,
    pub(super) image_in: u64,
    pub(super) image_out: u64,
    pub(super) images: u64,
    pub(super) seconds: u64,
    pub(super) answered: u64,
    pub(super) searches: u64,
}

/// One call to a provider.
#[derive(Clone, Debug, PartialEq, Eq, Row, Serialize)]
pub(super) struct Attempt<'a> {
    pub(super) sequence: u64,
    pub(super) event_index: u16,
    pub(super) attempt: u16,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) organization: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) request: Uuid,
    pub(super) operation: &'static str,
    pub(super) provider: &'a str,
    pub(super) model: &'a str,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) credential: Uuid,
    pub(super) started_at: i64,
    pub(super) first_byte_micros: Option<u64>,
    pub(super) duration_micros: u64,
    pub(super) http_status: Option<u16>,
    pub(super) failure: &'static str,
}

/// A call that was admitted.
#[derive(Clone, Debug, PartialEq, Eq, Row, Serialize)]
pub(super) struct Accepted<'a> {
    pub(super) sequence: u64,
    pub(super) event_index: u16,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) organization: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) request: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) api_key: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) user_id: Uuid,
    pub(super) operation: &'static str,
    pub(super) requested_model: &'a str,
    pub(super) provider: &'a str,
    pub(super) model: &'a str,
    pub(super) stream: bool,
    pub(super) accepted_at: i64,
}

/// A change of configuration.
#[derive(Clone, Debug, PartialEq, Eq, Row, Serialize)]
pub(super) struct ConfigChange<'a> {
    pub(super) sequence: u64,
    pub(super) event_index: u16,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) commit_id: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) organization: Uuid,
    pub(super) noun: &'a str,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) aggregate: Uuid,
    pub(super) r#type: String,
    pub(super) changed_at: i64,
    pub(super) actor_kind: &'static str,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) actor: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) on_behalf_of: Uuid,
    #[serde(with = "clickhouse::serde::uuid")]
    pub(super) cause: Uuid,
    pub(super) data: String,
}
