//! `GET /api/requests/{id}`: one call in full.
use super::{
    call::{COLUMNS, Call, CallRow, millis},
    calls::window,
    described::AttemptFailure,
    dimension::Dimension,
    names::{Named, Names},
    parameters::one_of,
    period::Period,
    reading::Reading,
    scope::{Each, Scope},
    warehouse::{Analytics, AnalyticsError},
};
use crate::problem::{Problem, ProblemBody, Reason};
use actix_web::web::{Json, Path};
use clickhouse::Row;
use infra::event_log::Stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema, openapi::schema::Schema};
use uuid::Uuid;

const ATTEMPTS: &str = "
    SELECT t.attempt AS attempt, t.provider AS provider, t.model AS model, t.credential AS credential,
        t.started_at AS started_at, t.first_byte_micros AS first_byte_micros, t.duration_micros AS duration_micros,
        t.http_status AS http_status, t.failure AS failure
    FROM attempts AS t
    WHERE t.organization = {organization:UUID} AND t.started_at >= fromUnixTimestamp64Micro({first:Int64}, 'UTC')
        AND t.started_at <= fromUnixTimestamp64Micro({last:Int64}, 'UTC')
        AND t.sequence = {sequence:UInt64} AND t.event_index = {event_index:UInt16}
    ORDER BY attempt";

/// Names a request in a path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path")]
pub(super) struct CallPath {
    /// `x-request-id` of its answer.
    id: Uuid,
}

#[derive(Row, Deserialize)]
struct AttemptRow {
    attempt: u16,
    provider: String,
    model: String,
    #[serde(with = "clickhouse::serde::uuid")]
    credential: Uuid,
    started_at: i64,
    first_byte_micros: Option<u64>,
    duration_micros: u64,
    http_status: Option<u16>,
    failure: String,
}

/// A request in full.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequestInFull)]
pub(super) struct CallInFull {
    #[serde(flatten)]
    call: Call,
    /// The calls to providers, in order.
    attempts: Vec<Attempt>,
    log: LogPosition,
}

/// One call to a provider.
#[derive(Debug, Serialize, ToSchema)]
struct Attempt {
    /// From 0.
    number: u16,
    #[schema(required)]
    provider: Option<Named>,
    model: String,
    /// What signed the call; null where nothing did.
    #[schema(required)]
    credential: Option<Named>,
    /// From the request's arrival to the attempt's start.
    started_after_ms: f64,
    /// From the attempt's start to the answer's first byte; null where there was none.
    #[schema(required)]
    first_byte_ms: Option<f64>,
    /// From the attempt's start to its end.
    duration_ms: f64,
    /// The provider's status; null where it did not answer.
    #[schema(required)]
    http_status: Option<u16>,
    /// Why it failed; null where it did not.
    #[schema(value_type = Option<AttemptFailure>, required)]
    failure: Option<String>,
}

/// Where the log has the request's end.
#[derive(Debug, Serialize, ToSchema)]
struct LogPosition {
    #[schema(schema_with = traffic)]
    stream: &'static str,
    sequence: u64,
    /// The event's place in its commit.
    event_index: u16,
    commit_id: Uuid,
}

fn traffic() -> Schema {
    one_of(&[Stream::Traffic.name()])
}

/// Show a request
///
/// With each call to a provider, and its place in the log. A request is shown a moment after its end.
#[utoipa::path(get, path = "/api/requests/{id}", tag = "requests", params(CallPath),
    responses((status = 200, description = "The request", body = CallInFull),
        (status = 503, description = "ClickHouse cannot be reached, or is not set up", body = ProblemBody,
        content_type = "application/problem+json")))]
pub(super) async fn show(reading: Reading, id: Path<Uuid>) -> Result<Json<CallInFull>, Problem> {
    reading.parameters.only(&[])?;
    let scope = reading.scope(Each::Together)?;
    let (analytics, mut names) = (reading.analytics()?, reading.names());
    let row = find(analytics, &scope, *id).await?.ok_or_else(|| {
        let detail = "no request with this id has ended: one that still runs is shown a moment after its end";
        Problem::new(Reason::NotFound, detail)
    })?;
    let attempts = attempts(analytics, &row).await?;
    names.learn([row.key()]).await;
    let attempts = attempts.iter().map(|one| Attempt::of(one, &row, &names));
    Ok(Json(CallInFull {
        attempts: attempts.collect(),
        call: Call::of(&row, &names),
        log: LogPosition {
            stream: Stream::Traffic.name(),
            sequence: row.sequence,
            event_index: row.event_index,
            commit_id: row.commit_id,
        },
    }))
}

/// The call with this id: looked for where its id says that it came, then everywhere.
async fn find(
    analytics: &Analytics,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<CallRow>, AnalyticsError> {
    if let Some(period) = window(id)
        && let Some(found) = find_within(analytics, scope, id, Some(period)).await?
    {
        return Ok(Some(found));
    }
    find_within(analytics, scope, id, None).await
}

async fn find_within(
    analytics: &Analytics,
    scope: &Scope,
    id: Uuid,
    period: Option<Period>,
) -> Result<Option<CallRow>, AnalyticsError> {
    let within = "AND t.started_at >= fromUnixTimestamp64Micro({from:Int64}, 'UTC')
        AND t.started_at < fromUnixTimestamp64Micro({to:Int64}, 'UTC')";
    let within = period.map_or("", |_| within);
    let text = format!(
        "SELECT {COLUMNS} FROM requests AS t WHERE {} {within} AND t.request = {{request:UUID}} LIMIT 1",
        scope.condition(),
    );
    let mut statement = scope
        .bind(analytics.statement(text))
        .with("request", id.to_string());
    if let Some(Period { from, to }) = period {
        statement = statement
            .with("from", from.micros())
            .with("to", to.micros());
    }
    Ok(analytics.all(statement).await?.pop())
}

async fn attempts(analytics: &Analytics, row: &CallRow) -> Result<Vec<AttemptRow>, AnalyticsError> {
    let last = row.started_at.saturating_add_unsigned(row.latency_micros);
    let statement = analytics
        .statement(ATTEMPTS.to_owned())
        .with("organization", row.organization.to_string())
        .with("first", row.started_at)
        .with("last", last)
        .with("sequence", row.sequence)
        .with("event_index", row.event_index);
    analytics.all(statement).await
}

impl Attempt {
    fn of(row: &AttemptRow, call: &CallRow, names: &Names) -> Self {
        let after = row.started_at.saturating_sub(call.started_at).max(0);
        Self {
            number: row.attempt,
            provider: names.of(Dimension::Provider, Some(call.organization), &row.provider),
            model: row.model.clone(),
            credential: names.credential(call.organization, &row.provider, row.credential),
            started_after_ms: millis(after.unsigned_abs()),
            first_byte_ms: row.first_byte_micros.map(millis),
            duration_ms: millis(row.duration_micros),
            http_status: row.http_status,
            failure: Some(row.failure.clone()).filter(|failure| !failure.is_empty()),
        }
    }
}
