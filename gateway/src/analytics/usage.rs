//! `GET /api/analytics/usage`: usage added up, by any dimension and interval.
use super::{
    cover::{Cover, Longest},
    csv,
    dimension::Dimension,
    filter::{self, Filters},
    metrics::UsageRow,
    names::Names,
    parameters::{Format, Parameters},
    period::{Interval, Period},
    reading::Reading,
    scope::Each,
    series::{Metric, Order, Previous, Series, Usage, Wanted},
    statement::{Percentile, Selection},
    usage_csv::UsageTable,
    warehouse::{Analytics, AnalyticsError},
};
use crate::{
    admin::described,
    problem::{Problem, ProblemBody},
};
use actix_web::HttpResponse;
use clickhouse::Row;
use domain::activity::Exported;
use serde::Deserialize;
use std::time::Duration;
use utoipa::IntoParams;

const OWN: [&str; 10] = [
    "from", "to", "interval", "timezone", "group_by", "metrics", "limit", "order", "compare",
    "format",
];
/// The period where none is named.
const USUAL: Duration = Duration::from_hours(24);
/// The most intervals of an answer in JSON, and the most points.
const MOST_INTERVALS: i64 = 1_500;
const MOST_POINTS: usize = 20_000;
const MOST_GROUPS: usize = 500;
const USUAL_GROUPS: usize = 50;
const USUAL_LINES: usize = 10;

/// By what groups can be put in order.
const ORDERS: [Order; 12] = [
    counted("requests", "sum(u.requests)"),
    counted("cost_usd", "sum(u.cost)"),
    counted("errors", "sum(u.failed + u.refused)"),
    counted(
        "tokens",
        "sum(u.input_uncached + u.cache_read + u.cache_write_5m + u.cache_write_1h + u.audio_in + u.image_in + u.output_text + u.output_reasoning + u.audio_out + u.image_out)",
    ),
    counted(
        "input_tokens",
        "sum(u.input_uncached + u.cache_read + u.cache_write_5m + u.cache_write_1h + u.audio_in + u.image_in)",
    ),
    counted(
        "output_tokens",
        "sum(u.output_text + u.output_reasoning + u.audio_out + u.image_out)",
    ),
    timed("latency_p50", Percentile::Latency, 1),
    timed("latency_p90", Percentile::Latency, 2),
    timed("latency_p99", Percentile::Latency, 3),
    timed("time_to_first_token_p50", Percentile::TimeToFirstToken, 1),
    timed("time_to_first_token_p90", Percentile::TimeToFirstToken, 2),
    timed("time_to_first_token_p99", Percentile::TimeToFirstToken, 3),
];

const STARTS: &str = "
    SELECT DISTINCT {start} AS start FROM numbers({steps:UInt64})
    ORDER BY start";
const ZONES: &str = "SELECT count() FROM system.time_zones WHERE time_zone = {timezone:String}";

/// What usage to add up.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Asked` reads")]
pub(super) struct UsageParameters {
    /// The first instant; 24 hours before `to` where absent.
    #[param(value_type = described::Timestamp, required = false)]
    from: String,
    /// The instant after the last; now where absent.
    #[param(value_type = described::Timestamp, required = false)]
    to: String,
    /// Tells usage apart by time: `points` hold one for each interval of the period, at most 1,500 in JSON.
    #[param(required = false, value_type = Interval)]
    interval: String,
    /// Whose clocks the intervals follow, by its IANA name.
    #[param(
        required = false,
        default = "UTC",
        example = "Asia/Kolkata",
        pattern = "^[A-Za-z0-9_+/-]{1,64}$"
    )]
    timezone: String,
    /// Tells usage apart by `model`, `provider`, `user`, `key`, `app`, `organization`, `status`, `operation`: any of
    /// them, each once, separated by commas. `organization` shows the operator every organisation, unless
    /// `x-hub-organization` names one.
    #[param(required = false, example = "provider,model")]
    group_by: String,
    /// What is wanted beside the counts: `latency`, `time_to_first_token`, both separated by commas, or nothing; both
    /// where absent. Over long periods percentiles are what takes time.
    #[param(required = false, schema_with = described_words::metrics)]
    metrics: String,
    /// The most groups, the rest being added up as one more; 50 where absent, with an interval 10. With an
    /// interval at most 20,000 points altogether.
    #[param(required = false, minimum = 1, maximum = 500)]
    limit: u16,
    /// By which groups are put in order, the largest first.
    #[param(required = false, default = "requests", schema_with = described_words::orders)]
    order: String,
    /// `previous`: with the totals of the equally long period before.
    #[param(required = false, schema_with = described_words::compare)]
    compare: String,
    /// `csv` or `json`; where absent, `Accept` decides. CSV has every group, and no bound.
    #[param(required = false, schema_with = described_words::format)]
    format: String,
}

/// A query for usage.
struct Asked {
    selection: Selection,
    wanted: Wanted,
    compare: bool,
    timezone: String,
    format: Format,
}

#[derive(Row, Deserialize)]
struct Start {
    start: u32,
}

/// Usage added up
///
/// Requests, tokens, errors and latencies of a period, whole, by interval and by group. Sums are exact; `totals`
/// are those of every group together, whatever the limit.
#[utoipa::path(get, path = "/api/analytics/usage", tag = "analytics",
    params(UsageParameters, super::filter::FilterParameters),
    responses((status = 200, description = "The usage", content(
        (Usage = "application/json"), (String = "text/csv"))),
        (status = 503, description = "ClickHouse cannot be reached, or is not set up", body = ProblemBody,
        content_type = "application/problem+json")))]
pub(super) async fn usage(reading: Reading) -> Result<HttpResponse, Problem> {
    let mut asked = Asked::parse(&reading)?;
    let (analytics, mut names) = (reading.analytics()?, reading.names());
    let starts = asked.cover(analytics).await?;
    if asked.format == Format::Csv {
        let period = asked.selection.period;
        reading.exports(Exported::Usage, period).await?;
        let rows = analytics.statement(asked.selection.table());
        let rows = analytics
            .export::<UsageRow>(asked.selection.bind(rows))
            .await?;
        let table = UsageTable::new(rows, names, asked.selection);
        return csv::answer(table, "usage.csv").await;
    }
    asked.wanted.starts = starts;
    if !asked.selection.group_by.is_empty() && asked.wanted.points() > MOST_POINTS {
        let detail = "limit times intervals is over 20000: choose a smaller limit, a longer interval, or CSV";
        return Err(Problem::invalid("/limit", detail));
    }
    let (series, previous) = tokio::try_join!(
        Series::read(analytics, &asked.selection, &asked.wanted),
        asked.previous(analytics)
    )?;
    series.learn(&mut names, &asked.selection).await;
    Ok(HttpResponse::Ok().json(asked.answer(&series, previous, &names)))
}

impl Asked {
    fn parse(reading: &Reading) -> Result<Self, Problem> {
        let given = &reading.parameters;
        given.only(&[&OWN, &filter::COMMON])?;
        let format = given.format(&reading.request)?;
        let timezone = timezone(given.one("timezone")?)?;
        let interval = given.one("interval")?.map(Interval::parse).transpose()?;
        let period = Period::parse(given, USUAL)?;
        let group_by = Dimension::list(given.one("group_by")?.unwrap_or(""))?;
        let compare = match given.one("compare")? {
            None => false,
            Some("previous") => true,
            Some(_) => return Err(Problem::invalid("/compare", "`previous`, or nothing")),
        };
        if let (Format::Json, Some(interval)) = (format, interval) {
            not_too_many(period, interval.longest_seconds())?;
        }
        let each = if group_by.contains(&Dimension::Organization) {
            Each::Apart
        } else {
            Each::Together
        };
        let wanted = Wanted {
            most: limit(given, interval)?,
            order: order(given)?,
            starts: Vec::new(),
        };
        Ok(Self {
            selection: Selection {
                scope: reading.scope(each)?,
                filters: Filters::parse(given)?,
                period,
                cover: Cover::of(period, &[], Longest::Day),
                interval: interval.map(|interval| (interval, timezone.clone())),
                group_by,
                percentiles: percentiles(given)?,
            },
            wanted,
            compare,
            timezone,
            format,
        })
    }

    /// Finds out where the intervals start, and with that where to read from.
    async fn cover(&mut self, analytics: &Analytics) -> Result<Vec<i64>, Problem> {
        let Some((interval, zone)) = &self.selection.interval else {
            return Ok(Vec::new());
        };
        let period = self.selection.period;
        let starts = match (interval, self.format) {
            // Every minute is one, in every zone.
            (Interval::Minute, Format::Csv) => Vec::new(),
            (Interval::Minute | Interval::Hour | Interval::Day | Interval::Month, _) => {
                starts(analytics, period, (*interval, zone)).await?
            }
        };
        let longest = match interval {
            Interval::Minute => Longest::Call,
            Interval::Hour => Longest::Hour,
            Interval::Day | Interval::Month => Longest::Day,
        };
        let inner = starts.get(1..).unwrap_or_default();
        self.selection.cover = Cover::of(period, inner, longest);
        let many = i64::try_from(starts.len()).unwrap_or(i64::MAX) > MOST_INTERVALS;
        if many && self.format == Format::Json {
            return Err(too_many());
        }
        Ok(starts)
    }

    async fn previous(&self, analytics: &Analytics) -> Result<Option<Previous>, AnalyticsError> {
        if !self.compare {
            return Ok(None);
        }
        let period = self.selection.period.before();
        let percentiles = self.selection.percentiles.clone();
        let before = Selection {
            period,
            group_by: Vec::new(),
            ..self.selection.clone()
        };
        let before = before.without_intervals(percentiles);
        let series = Series::whole(analytics, &before).await?;
        Ok(Some(Previous::new(period, series.totals())))
    }

    fn answer(&self, series: &Series, previous: Option<Previous>, names: &Names) -> Usage {
        let selection = &self.selection;
        Usage {
            from: selection.period.from,
            to: selection.period.to,
            interval: selection.interval.as_ref().map(|(interval, _)| *interval),
            timezone: self.timezone.clone(),
            group_by: selection.group_by.clone(),
            totals: series.totals(),
            series: series.lines(selection, &self.wanted, names),
            previous,
        }
    }
}

/// The seconds at which the intervals of `period` start, the first of them before its beginning or at it.
async fn starts(
    analytics: &Analytics,
    period: Period,
    (interval, zone): (Interval, &str),
) -> Result<Vec<i64>, Problem> {
    let (from, to) = period.seconds();
    let step = interval.step_seconds();
    let at = "toDateTime(least({from:UInt32} + number * {step:UInt32}, {to:UInt32} - 1), 'UTC')";
    let text = STARTS.replace("{start}", &interval.start_of(at));
    let statement = analytics
        .statement(text)
        .with("from", from)
        .with("to", to)
        .with("step", step)
        .with("steps", (to - from) / step + 2)
        .with("timezone", zone);
    match analytics.all::<Start>(statement).await {
        Ok(starts) => Ok(starts.iter().map(|one| i64::from(one.start)).collect()),
        Err(error @ AnalyticsError::Failed(_)) => Err(unknown_zone(analytics, zone, error).await),
        Err(error) => Err(error.into()),
    }
}

/// Whether the zone was at fault.
async fn unknown_zone(analytics: &Analytics, zone: &str, error: AnalyticsError) -> Problem {
    let zones = analytics.statement(ZONES.to_owned()).with("timezone", zone);
    match analytics.all::<u64>(zones).await.as_deref() {
        Ok([0]) => Problem::invalid("/timezone", "an IANA time zone, such as Europe/Berlin"),
        Ok(_) | Err(_) => error.into(),
    }
}

fn timezone(given: Option<&str>) -> Result<String, Problem> {
    let name = given.unwrap_or("UTC");
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"_+/-".contains(&c);
    let fits = (1..=64).contains(&name.len()) && name.bytes().all(plain);
    let expected = || Problem::invalid("/timezone", "an IANA time zone, such as Europe/Berlin");
    fits.then(|| name.to_owned()).ok_or_else(expected)
}

/// Refuses what has too many intervals, however long they are, before they are counted.
fn not_too_many(period: Period, longest_seconds: i64) -> Result<(), Problem> {
    let (from, to) = period.seconds();
    if (to - from) / longest_seconds > MOST_INTERVALS {
        return Err(too_many());
    }
    Ok(())
}

fn too_many() -> Problem {
    let detail =
        "the period has over 1500 of them: choose a longer interval, a shorter period, or CSV";
    Problem::invalid("/interval", detail)
}

fn limit(given: &Parameters, interval: Option<Interval>) -> Result<usize, Problem> {
    let usual = interval.map_or(USUAL_GROUPS, |_| USUAL_LINES);
    match given.parsed::<usize>("limit", "a number from 1 to 500")? {
        None => Ok(usual),
        Some(limit @ 1..=MOST_GROUPS) => Ok(limit),
        Some(_) => Err(Problem::invalid("/limit", "a number from 1 to 500")),
    }
}

/// Which percentiles are wanted.
fn percentiles(given: &Parameters) -> Result<Vec<Percentile>, Problem> {
    let Some(text) = given.one("metrics")? else {
        return Ok(Percentile::ALL.to_vec());
    };
    let names = text.split(',').filter(|name| !name.is_empty());
    let known = |name: &str| Percentile::ALL.into_iter().find(|one| one.as_str() == name);
    let unfit = || {
        let detail = "latency, time_to_first_token, both separated by a comma, or nothing";
        Problem::invalid("/metrics", detail)
    };
    names.map(known).collect::<Option<_>>().ok_or_else(unfit)
}

fn order(given: &Parameters) -> Result<Order, Problem> {
    let name = given.one("order")?.unwrap_or(ORDERS[0].name);
    let found = ORDERS.iter().find(|known| known.name == name);
    found.copied().ok_or_else(|| {
        let known = ORDERS.map(|known| known.name).join(", ");
        Problem::invalid("/order", format!("one of {known}"))
    })
}

const fn counted(name: &'static str, sum: &'static str) -> Order {
    let metric = Metric::Sum(sum);
    Order { name, metric }
}

const fn timed(name: &'static str, percentile: Percentile, place: usize) -> Order {
    let metric = Metric::Timed(percentile, place);
    Order { name, metric }
}

/// The words that parameters take, as their schemas.
mod described_words {
    use super::ORDERS;
    use crate::analytics::parameters::one_of;
    use utoipa::openapi::schema::Schema;

    pub(super) fn orders() -> Schema {
        one_of(&ORDERS.map(|order| order.name))
    }

    pub(super) fn metrics() -> Schema {
        one_of(&[
            "",
            "latency",
            "time_to_first_token",
            "latency,time_to_first_token",
        ])
    }

    pub(super) fn compare() -> Schema {
        one_of(&["previous"])
    }

    pub(super) fn format() -> Schema {
        one_of(&["json", "csv"])
    }
}
