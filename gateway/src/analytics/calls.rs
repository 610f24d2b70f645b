//! `GET /api/requests`: calls that have ended, newest first.
use super::{
    call::{COLUMNS, Call, CallRow},
    csv::{self, PIECE, Table, push_line},
    filter::{self, CallFilterParameters, FilterParameters, Filters},
    names::Names,
    parameters::{Format, one_of},
    period::Period,
    reading::Reading,
    scope::{Each, Scope},
    warehouse::{Analytics, AnalyticsError, Rows, Statement},
};
use crate::{
    admin::{List, Page, described},
    problem::{Problem, ProblemBody},
};
use actix_web::HttpResponse;
use domain::{activity::Exported, time::Timestamp};
use std::time::Duration;
use utoipa::{IntoParams, openapi::schema::Schema};
use uuid::Uuid;

const OWN: [&str; 6] = ["from", "to", "id", "limit", "cursor", "format"];
/// The period where none is named.
const USUAL: Duration = Duration::from_hours(30 * 24);
/// An id is made when its request comes; how far its time may be from the one that is recorded.
const SKEW_MICROS: i64 = 60_000_000;

const NEWEST_FIRST: &str = "ORDER BY t.started_at DESC, t.sequence DESC, t.event_index DESC";
const AFTER: &str = "
    AND t.started_at <= fromUnixTimestamp64Micro({last:Int64}, 'UTC')
    AND (t.started_at, t.sequence, t.event_index)
        < (fromUnixTimestamp64Micro({last:Int64}, 'UTC'), {sequence:UInt64}, {event_index:UInt16})";

/// Which requests to list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Asked` and `Page` read")]
pub(super) struct CallParameters {
    /// The first instant at which they came; 30 days before `to` where absent.
    #[param(value_type = described::Timestamp, required = false)]
    from: String,
    /// The instant after the last; now where absent.
    #[param(value_type = described::Timestamp, required = false)]
    to: String,
    /// The beginning of the id, which says when a request came: `from` is then the beginning of time where absent.
    #[param(required = false, pattern = "^[0-9a-f-]{4,36}$")]
    id: String,
    /// The most requests to return.
    #[param(minimum = 1, maximum = 500, default = 50, required = false)]
    limit: u16,
    /// `next_cursor` of the page before; the first page where absent.
    #[param(required = false, pattern = "^(3[0-9]|6[1-6]){36}$")]
    cursor: String,
    /// `csv` or `json`; where absent, `Accept` decides. CSV has every request, whatever limit and cursor say.
    #[param(required = false, schema_with = formats)]
    format: String,
}

fn formats() -> Schema {
    one_of(&["json", "csv"])
}

/// Which calls are asked for.
struct Asked {
    scope: Scope,
    filters: Filters,
    period: Period,
    prefix: Option<String>,
    format: Format,
}

/// A place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    started_at: i64,
    sequence: u64,
    event_index: u16,
}

/// List requests
///
/// Those that have ended, the newest first. A cursor stays right while new ones come.
#[utoipa::path(get, path = "/api/requests", tag = "requests",
    params(CallParameters, FilterParameters, CallFilterParameters),
    responses((status = 200, description = "One page", content(
        (List<Call> = "application/json"), (String = "text/csv"))),
        (status = 503, description = "ClickHouse cannot be reached, or is not set up", body = ProblemBody,
        content_type = "application/problem+json")))]
pub(super) async fn list(reading: Reading, page: Page) -> Result<HttpResponse, Problem> {
    let asked = Asked::parse(&reading)?;
    let after = page.after.as_deref().map(Place::of).transpose()?;
    let (analytics, mut names) = (reading.analytics()?, reading.names());
    if asked.format == Format::Csv {
        reading.exports(Exported::Requests, asked.period).await?;
        let rows = asked.statement(analytics, None, "");
        let rows = analytics.export::<CallRow>(rows).await?;
        return csv::answer(CallTable { rows, names }, "requests.csv").await;
    }
    let rows = asked.statement(analytics, after, "LIMIT {limit:UInt64}");
    let rows = rows.with("limit", page.limit + 1);
    let rows: Vec<CallRow> = analytics.all(rows).await?;
    names.learn(rows.iter().map(CallRow::key)).await;
    let List { data, next_cursor } = page.of(rows, |row| Place::at(row).to_string());
    let data = data.iter().map(|row| Call::of(row, &names)).collect();
    Ok(HttpResponse::Ok().json(List::<Call> { data, next_cursor }))
}

impl Asked {
    fn parse(reading: &Reading) -> Result<Self, Problem> {
        let given = &reading.parameters;
        given.only(&[&OWN, &filter::COMMON, &filter::OF_CALLS])?;
        let prefix = given.one("id")?.map(prefix).transpose()?;
        let mut period = Period::parse(given, USUAL)?;
        if let Some(prefix) = &prefix {
            let from = given.one("from")?.map(|_| period.from);
            let (first, last) = when(prefix);
            period.from = first.max(from.unwrap_or_default());
            period.to = last.min(period.to);
        }
        Ok(Self {
            scope: reading.scope(Each::Together)?,
            filters: Filters::parse(given)?,
            period,
            prefix,
            format: given.format(&reading.request)?,
        })
    }

    fn statement(&self, analytics: &Analytics, after: Option<Place>, limit: &str) -> Statement {
        let prefix = "AND startsWith(toString(t.request), {prefix:String})";
        let text = format!(
            "SELECT {COLUMNS} FROM requests AS t WHERE {}
                AND t.started_at >= fromUnixTimestamp64Micro({{from:Int64}}, 'UTC')
                AND t.started_at < fromUnixTimestamp64Micro({{to:Int64}}, 'UTC') {} {} {} {NEWEST_FIRST} {limit}",
            self.scope.condition(),
            self.filters.conditions(),
            self.prefix.as_ref().map_or("", |_| prefix),
            after.map_or("", |_| AFTER),
        );
        let statement = analytics.statement(text);
        let mut statement = self.filters.bind(self.scope.bind(statement));
        statement = statement
            .with("from", self.period.from.micros())
            .with("to", self.period.to.micros());
        if let Some(prefix) = &self.prefix {
            statement = statement.with("prefix", prefix);
        }
        match after {
            None => statement,
            Some(place) => statement
                .with("last", place.started_at)
                .with("sequence", place.sequence)
                .with("event_index", place.event_index),
        }
    }
}

impl Place {
    const fn at(row: &CallRow) -> Self {
        Self {
            started_at: row.started_at,
            sequence: row.sequence,
            event_index: row.event_index,
        }
    }

    fn of(place: &str) -> Result<Self, Problem> {
        let number = |range| u64::from_str_radix(place.get(range)?, 16).ok();
        let plain = place.len() == 36
            && place
                .bytes()
                .all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
        let parsed = || {
            Some(Self {
                started_at: i64::try_from(number(0..16)?).ok()?,
                sequence: number(16..32)?,
                event_index: u16::try_from(number(32..36)?).ok()?,
            })
        };
        let parsed = plain.then(parsed).flatten();
        parsed.ok_or_else(|| Problem::invalid("/cursor", "take it from `next_cursor`"))
    }
}

impl std::fmt::Display for Place {
    /// Fixed in length, in hex.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let started_at = self.started_at.unsigned_abs();
        write!(
            f,
            "{started_at:016x}{:016x}{:04x}",
            self.sequence, self.event_index
        )
    }
}

fn prefix(text: &str) -> Result<String, Problem> {
    let text = text.to_ascii_lowercase();
    let plain = text.bytes().all(|c| c.is_ascii_hexdigit() || c == b'-');
    let fits = (4..=36).contains(&text.len()) && plain;
    let expected = "the beginning of a request's id: at least 4 of its characters";
    fits.then_some(text)
        .ok_or_else(|| Problem::invalid("/id", expected))
}

/// When the requests came whose ids begin like this: the first 48 bits are milliseconds.
fn when(prefix: &str) -> (Timestamp, Timestamp) {
    let digits: String = prefix
        .chars()
        .filter(char::is_ascii_hexdigit)
        .take(12)
        .collect();
    let filled = |with: &str| {
        let text = format!("{digits}{}", with.repeat(12 - digits.len()));
        let millis = i64::from_str_radix(&text, 16).unwrap_or_default();
        millis.saturating_mul(1000)
    };
    let (first, last) = (
        filled("0") - SKEW_MICROS,
        filled("f").saturating_add(SKEW_MICROS),
    );
    (Timestamp::from_micros(first), Timestamp::from_micros(last))
}

/// When the request of this id came, roughly; `None` where its id does not say.
pub(super) fn window(id: Uuid) -> Option<Period> {
    let seven = id.get_version_num() == 7;
    let (from, to) = when(&id.to_string());
    seven.then_some(Period { from, to })
}

/// Calls on their way into a file.
struct CallTable {
    rows: Rows<CallRow>,
    names: Names,
}

impl Table for CallTable {
    fn head(&self) -> Vec<String> {
        Call::COLUMNS.iter().map(ToString::to_string).collect()
    }

    async fn more(&mut self, out: &mut String) -> Result<bool, AnalyticsError> {
        let rows = self.rows.next(PIECE).await?;
        self.names.learn(rows.iter().map(CallRow::key)).await;
        for row in &rows {
            push_line(out, &Call::of(row, &self.names).cells());
        }
        Ok(!rows.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let place = Place {
            started_at: 1_793_491_140_000_001,
            sequence: 12_345_678_901,
            event_index: 3,
        };
        assert_eq!(Place::of(&place.to_string()).unwrap(), place);
        for text in [
            "",
            "0",
            &"g".repeat(36),
            &"f".repeat(36),
            &"0".repeat(37),
            &"é".repeat(18),
        ] {
            assert!(Place::of(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_beginning_of_an_id_says_when_its_request_came() {
        let id = Uuid::now_v7();
        let millis = i64::from_str_radix(&id.simple().to_string()[..12], 16).unwrap();
        for length in [4, 8, 9, 13, 20, 36] {
            let (first, last) = when(&id.to_string()[..length]);
            let came = Timestamp::from_micros(millis * 1000);
            assert!(first <= came && came <= last, "{length}");
        }
        let (first, last) = when(&id.to_string());
        assert_eq!(last.micros() - first.micros(), 2 * SKEW_MICROS);
        assert_eq!(window(Uuid::from_u128(1)), None);
    }
}
