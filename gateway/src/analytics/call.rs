//! One call: as it lies in ClickHouse or in the log, and as it is shown.
use super::{
    described as words,
    dimension::Dimension,
    metrics::TokenCounts,
    names::{Named, Names},
};
use crate::admin::described;
use clickhouse::Row;
use domain::{
    id::OrganizationId,
    request::{FailureReason, Refused, Settled, Usage},
    time::Timestamp,
};
use infra::event_log::Sequence;
use schemas::Commit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The columns of a [`CallRow`].
pub(super) const COLUMNS: &str = "
    t.sequence AS sequence, t.event_index AS event_index, t.commit_id AS commit_id, t.organization AS organization,
    t.request AS request, t.api_key AS api_key, t.user_id AS user_id, t.operation AS operation,
    t.requested_model AS requested_model, t.provider AS provider, t.model AS model, t.stream AS stream,
    t.started_at AS started_at, t.recorded_at AS recorded_at, t.outcome AS outcome, t.failure AS failure,
    t.http_status AS http_status, t.attempts AS attempts, t.latency_micros AS latency_micros,
    t.time_to_first_token_micros AS time_to_first_token_micros, t.usage_source AS usage_source,
    t.input_uncached AS input_uncached, t.cache_read AS cache_read, t.cache_write_5m AS cache_write_5m,
    t.cache_write_1h AS cache_write_1h, t.audio_in AS audio_in, t.image_in AS image_in, t.output_text AS output_text,
    t.output_reasoning AS output_reasoning, t.audio_out AS audio_out, t.image_out AS image_out, t.images AS images,
    t.seconds AS seconds, t.searches AS searches, t.characters AS characters, t.answered AS answered,
    toString(t.cost) AS cost_usd, t.price_version AS price_version";

/// A call that has ended.
#[derive(Clone, Debug, Default, Row, Deserialize)]
pub(super) struct CallRow {
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
    pub(super) operation: String,
    pub(super) requested_model: String,
    pub(super) provider: String,
    pub(super) model: String,
    pub(super) stream: bool,
    pub(super) started_at: i64,
    pub(super) recorded_at: i64,
    pub(super) outcome: String,
    pub(super) failure: String,
    pub(super) http_status: u16,
    pub(super) attempts: u16,
    pub(super) latency_micros: u64,
    pub(super) time_to_first_token_micros: Option<u64>,
    pub(super) usage_source: String,
    pub(super) input_uncached: u64,
    pub(super) cache_read: u64,
    pub(super) cache_write_5m: u64,
    pub(super) cache_write_1h: u64,
    pub(super) audio_in: u64,
    pub(super) image_in: u64,
    pub(super) output_text: u64,
    pub(super) output_reasoning: u64,
    pub(super) audio_out: u64,
    pub(super) image_out: u64,
    pub(super) images: u64,
    pub(super) seconds: u64,
    pub(super) searches: u64,
    pub(super) characters: u64,
    pub(super) answered: u64,
    pub(super) cost_usd: Option<String>,
    pub(super) price_version: String,
}

/// A request that has ended.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Request)]
pub(super) struct Call {
    /// `x-request-id` of its answer.
    id: Uuid,
    #[schema(required)]
    organization: Option<Named>,
    #[schema(value_type = described::Timestamp)]
    started_at: Timestamp,
    /// When its end was recorded.
    #[schema(value_type = described::Timestamp)]
    ended_at: Timestamp,
    #[schema(value_type = words::Operation)]
    operation: String,
    /// The model as the client named it; null where it named none.
    #[schema(required)]
    requested_model: Option<String>,
    /// The provider that answered, or was tried last; null where it was refused.
    #[schema(required)]
    provider: Option<Named>,
    /// That provider's name for the model; null where it was refused.
    #[schema(required)]
    model: Option<String>,
    /// The key that called; null where the operator called.
    #[schema(required)]
    key: Option<Named>,
    /// The key's owner; null where it has none.
    #[schema(required)]
    user: Option<Named>,
    /// The application that called; null where none did.
    #[schema(required)]
    app: Option<Named>,
    /// Whether the answer was streamed.
    stream: bool,
    #[schema(value_type = words::RequestStatus)]
    status: String,
    /// Why it failed or was refused; null otherwise.
    #[schema(value_type = Option<words::RequestFailure>, required)]
    failure: Option<String>,
    /// The HTTP status that the client got.
    http_status: u16,
    /// How often a provider was called.
    attempt_count: u16,
    /// From its arrival to its answer's last byte.
    latency_ms: f64,
    /// From its arrival to its answer's first content; null where the answer was not streamed.
    #[schema(required)]
    time_to_first_token_ms: Option<f64>,
    /// How the usage is known; null where it was refused.
    #[schema(value_type = Option<words::UsageSource>, required)]
    usage_source: Option<String>,
    usage: CallUsage,
    /// US dollars that the provider charges; null where that is not known, which is not the same as nothing.
    #[schema(value_type = Option<described::Usd>, required)]
    cost_usd: Option<String>,
    /// The price by which that is; null where it is not known.
    #[schema(required)]
    price_version: Option<String>,
}

/// What a request took.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RequestUsage)]
struct CallUsage {
    #[serde(flatten)]
    tokens: TokenCounts,
    /// Images made.
    images: u64,
    /// Seconds of audio or video.
    seconds: u64,
    /// Searches that the provider made.
    searches: u64,
    /// Characters of a text that was spoken, where its provider counts nothing itself.
    characters: u64,
    /// Whether a provider answered, 1 or 0.
    answered: u64,
}

impl CallRow {
    /// A call that was settled, as the log says it.
    pub(super) fn settled(place: (Sequence, u16), commit: &Commit, settled: &Settled) -> Self {
        Self {
            request: settled.request.0,
            api_key: settled.called_by.api_key.map_or_else(Uuid::nil, Uuid::from),
            user_id: settled.called_by.user.map_or_else(Uuid::nil, Uuid::from),
            operation: settled.operation.as_str().to_owned(),
            requested_model: settled.requested_model.clone(),
            provider: settled.provider.to_string(),
            model: settled.model.to_string(),
            stream: settled.stream,
            started_at: settled.started_at.micros(),
            outcome: settled.outcome.as_str().to_owned(),
            failure: settled.failure.map_or("", FailureReason::as_str).to_owned(),
            http_status: settled.http_status,
            attempts: u16::try_from(settled.attempts.len()).unwrap_or(u16::MAX),
            latency_micros: settled.latency_micros,
            time_to_first_token_micros: settled.time_to_first_token_micros,
            usage_source: settled.usage_source.as_str().to_owned(),
            cost_usd: settled.cost.as_ref().map(|cost| cost.usd.to_string()),
            price_version: settled
                .cost
                .as_ref()
                .map_or("", |cost| cost.price_version.as_str())
                .to_owned(),
            ..Self::at(place, commit).taking(&settled.usage)
        }
    }

    /// A call that was refused, as the log says it.
    pub(super) fn refused(place: (Sequence, u16), commit: &Commit, refused: &Refused) -> Self {
        Self {
            request: refused.request.0,
            api_key: refused.called_by.api_key.map_or_else(Uuid::nil, Uuid::from),
            user_id: refused.called_by.user.map_or_else(Uuid::nil, Uuid::from),
            operation: refused.operation.as_str().to_owned(),
            requested_model: refused.requested_model.clone().unwrap_or_default(),
            started_at: refused.started_at.micros(),
            outcome: "refused".to_owned(),
            failure: refused.reason.as_str().to_owned(),
            http_status: refused.http_status,
            latency_micros: refused.latency_micros,
            ..Self::at(place, commit)
        }
    }

    fn at((sequence, event_index): (Sequence, u16), commit: &Commit) -> Self {
        let OrganizationId(organization) = commit.organization;
        Self {
            sequence,
            event_index,
            commit_id: commit.id.0,
            organization,
            recorded_at: commit.time.micros(),
            ..Self::default()
        }
    }

    fn taking(self, usage: &Usage) -> Self {
        Self {
            input_uncached: usage.input_uncached,
            cache_read: usage.cache_read,
            cache_write_5m: usage.cache_write_5m,
            cache_write_1h: usage.cache_write_1h,
            audio_in: usage.audio_in,
            image_in: usage.image_in,
            output_text: usage.output_text,
            output_reasoning: usage.output_reasoning,
            audio_out: usage.audio_out,
            image_out: usage.image_out,
            images: usage.images,
            seconds: usage.seconds,
            searches: usage.searches,
            characters: usage.characters,
            answered: usage.requests,
            ..self
        }
    }

    /// The key that called, with its organisation, for its name to be learnt.
    pub(super) const fn key(&self) -> (Option<Uuid>, Uuid) {
        (Some(self.organization), self.api_key)
    }

    const fn tokens(&self) -> TokenCounts {
        TokenCounts {
            input: 0,
            output: 0,
            input_uncached: self.input_uncached,
            cache_read: self.cache_read,
            cache_write_5m: self.cache_write_5m,
            cache_write_1h: self.cache_write_1h,
            audio_in: self.audio_in,
            image_in: self.image_in,
            output_text: self.output_text,
            output_reasoning: self.output_reasoning,
            audio_out: self.audio_out,
            image_out: self.image_out,
        }
        .summed()
    }
}

impl Call {
    /// The call with the names of all that it has to do with.
    pub(super) fn of(row: &CallRow, names: &Names) -> Self {
        let organization = Some(row.organization);
        let named = |dimension, value: &str| names.of(dimension, organization, value);
        Self {
            id: row.request,
            organization: named(Dimension::Organization, &id(row.organization)),
            started_at: Timestamp::from_micros(row.started_at),
            ended_at: Timestamp::from_micros(row.recorded_at),
            operation: row.operation.clone(),
            requested_model: text(&row.requested_model),
            provider: named(Dimension::Provider, &row.provider),
            model: text(&row.model),
            key: named(Dimension::Key, &id(row.api_key)),
            user: named(Dimension::User, &id(row.user_id)),
            app: None,
            stream: row.stream,
            status: row.outcome.clone(),
            failure: text(&row.failure),
            http_status: row.http_status,
            attempt_count: row.attempts,
            latency_ms: millis(row.latency_micros),
            time_to_first_token_ms: row.time_to_first_token_micros.map(millis),
            usage_source: text(&row.usage_source),
            usage: CallUsage {
                tokens: row.tokens(),
                images: row.images,
                seconds: row.seconds,
                searches: row.searches,
                characters: row.characters,
                answered: row.answered,
            },
            cost_usd: row.cost_usd.clone(),
            price_version: text(&row.price_version),
        }
    }

    /// The columns of a table of calls.
    pub(super) const COLUMNS: [&str; 40] = [
        "id",
        "organization",
        "organization_name",
        "started_at",
        "ended_at",
        "operation",
        "requested_model",
        "provider",
        "provider_name",
        "model",
        "key",
        "key_name",
        "user",
        "stream",
        "status",
        "failure",
        "http_status",
        "attempt_count",
        "latency_ms",
        "time_to_first_token_ms",
        "usage_source",
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
        "price_version",
    ];

    /// What stands in them.
    pub(super) fn cells(&self) -> Vec<String> {
        let id = |named: &Option<Named>| cell(named.as_ref().map(Named::id));
        let name = |named: &Option<Named>| cell(named.as_ref().map(Named::name));
        let usage = &self.usage;
        let mut cells = vec![
            self.id.to_string(),
            id(&self.organization),
            name(&self.organization),
            self.started_at.to_string(),
            self.ended_at.to_string(),
            self.operation.clone(),
            cell(self.requested_model.as_deref()),
            id(&self.provider),
            name(&self.provider),
            cell(self.model.as_deref()),
            id(&self.key),
            name(&self.key),
            id(&self.user),
            self.stream.to_string(),
            self.status.clone(),
            cell(self.failure.as_deref()),
            self.http_status.to_string(),
            self.attempt_count.to_string(),
            self.latency_ms.to_string(),
            self.time_to_first_token_ms
                .map_or_else(String::new, |millis| millis.to_string()),
            cell(self.usage_source.as_deref()),
        ];
        let taken = [
            usage.images,
            usage.seconds,
            usage.searches,
            usage.characters,
            usage.answered,
        ];
        let counts = usage.tokens.counts().into_iter().chain(taken);
        cells.extend(counts.map(|count| count.to_string()));
        cells.push(cell(self.cost_usd.as_deref()));
        cells.push(cell(self.price_version.as_deref()));
        cells
    }
}

/// An id as text; empty for the nil one.
fn id(id: Uuid) -> String {
    if id.is_nil() {
        return String::new();
    }
    id.to_string()
}

fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn cell(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

/// Milliseconds, with the microseconds behind the point.
#[expect(clippy::cast_precision_loss, reason = "exact below 285 years")]
pub(super) fn millis(micros: u64) -> f64 {
    micros as f64 / 1000.0
}
