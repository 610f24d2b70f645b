//! The statement that adds usage up: the parts of a period from the roll-ups or the calls that cover them,
//! grouped, then merged.
use super::{
    cover::{Cover, Longest, Whole},
    dimension::Dimension,
    filter::Filters,
    period::{Interval, Period},
    scope::Scope,
    warehouse::Statement,
};

/// What is added up, over which time, whose.
#[derive(Clone, Debug)]
pub(super) struct Selection {
    pub(super) scope: Scope,
    pub(super) filters: Filters,
    pub(super) period: Period,
    pub(super) cover: Cover,
    /// Where usage is told apart by time: the interval, and the zone whose clocks it follows.
    pub(super) interval: Option<(Interval, String)>,
    pub(super) group_by: Vec<Dimension>,
    /// Which percentiles are wanted: they take most of the time.
    pub(super) percentiles: Vec<Percentile>,
}

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Percentiles of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Percentile {
    Latency,
    TimeToFirstToken,
}

/// The counters of a roll-up, each the sum of the same column of its rows.
const SUMS: &str = "
    sum(t.requests) AS requests, sumIf(t.requests, t.outcome = 'succeeded') AS succeeded,
    sumIf(t.requests, t.outcome = 'failed') AS failed, sumIf(t.requests, t.outcome = 'cancelled') AS cancelled,
    sumIf(t.requests, t.outcome = 'refused') AS refused, sum(t.cost) AS cost";

/// The same of the calls themselves.
const COUNTS: &str = "
    count() AS requests, countIf(t.outcome = 'succeeded') AS succeeded,
    countIf(t.outcome = 'failed') AS failed, countIf(t.outcome = 'cancelled') AS cancelled,
    countIf(t.outcome = 'refused') AS refused, ifNull(sum(t.cost), toDecimal128(0, 12)) AS cost";

/// The columns that have the same name and meaning in every table.
const COMMON: &str = "
    sum(t.attempts) AS attempts, sum(t.input_uncached) AS input_uncached, sum(t.cache_read) AS cache_read,
    sum(t.cache_write_5m) AS cache_write_5m, sum(t.cache_write_1h) AS cache_write_1h, sum(t.audio_in) AS audio_in,
    sum(t.image_in) AS image_in, sum(t.output_text) AS output_text, sum(t.output_reasoning) AS output_reasoning,
    sum(t.audio_out) AS audio_out, sum(t.image_out) AS image_out, sum(t.images) AS images, sum(t.seconds) AS seconds,
    sum(t.searches) AS searches, sum(t.characters) AS characters, sum(t.answered) AS answered,
    sum(t.unpriced) AS unpriced";

/// Rows of parts added up.
const MERGED: &str = "
    sum(u.requests) AS requests, sum(u.succeeded) AS succeeded, sum(u.failed) AS failed,
    sum(u.cancelled) AS cancelled, sum(u.refused) AS refused, sum(u.attempts) AS attempts,
    sum(u.input_uncached) AS input_uncached, sum(u.cache_read) AS cache_read, sum(u.cache_write_5m) AS cache_write_5m,
    sum(u.cache_write_1h) AS cache_write_1h, sum(u.audio_in) AS audio_in, sum(u.image_in) AS image_in,
    sum(u.output_text) AS output_text, sum(u.output_reasoning) AS output_reasoning, sum(u.audio_out) AS audio_out,
    sum(u.image_out) AS image_out, sum(u.images) AS images, sum(u.seconds) AS seconds, sum(u.searches) AS searches,
    sum(u.characters) AS characters, sum(u.answered) AS answered, sum(u.unpriced) AS unpriced";

impl Percentile {
    pub(super) const ALL: [Self; 2] = [Self::Latency, Self::TimeToFirstToken];

    /// Its name in the API.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::TimeToFirstToken => "time_to_first_token",
        }
    }

    /// Its calls by bucket, added up. Refused calls have a latency, which says nothing of providers.
    const fn added_up(self) -> &'static str {
        match self {
            Self::Latency => "sumMapIf(t.latency_buckets, t.outcome != 'refused') AS latency",
            Self::TimeToFirstToken => {
                "sumMap(t.time_to_first_token_buckets) AS time_to_first_token"
            }
        }
    }

    /// The three of them in microseconds, from buckets added up; none where there was no call. A bucket stands for its
    /// middle.
    pub(super) fn three(self) -> String {
        let buckets = format!("sumMap(u.{})", self.as_str());
        format!(
            "arrayMap(
                bucket -> toFloat64(round(reinterpretAsFloat32(toUInt32(bucket * 262144 + 131072)))),
                if(empty({buckets}), [], arrayReduce('quantilesExactWeighted(0.5, 0.9, 0.99)', mapKeys({buckets}), mapValues({buckets}))))"
        )
    }
}

impl Selection {
    /// One row of everything (bucket 0), and one an interval where there are intervals.
    pub(super) fn whole(&self) -> String {
        let (bucket, sets) = match self.interval {
            Some(_) => ("u.bucket", "GROUP BY GROUPING SETS ((u.bucket), ())"),
            None => ("toUInt32(0)", ""),
        };
        format!(
            "SELECT {bucket} AS bucket, toUInt64(0) AS slot, toUInt64(1) AS groups, CAST([], 'Array(String)') AS label,
                {MERGED}{}
            FROM ({}) AS u {sets} ORDER BY bucket",
            self.closed(),
            self.parts()
        )
    }

    /// The labels of the first `{most}` groups by `order`.
    pub(super) fn ranking(&self, order: &str) -> String {
        format!(
            "SELECT {} AS label FROM ({}) AS u GROUP BY label ORDER BY {order} DESC, label ASC LIMIT {{most:UInt64}}",
            self.label(),
            self.parts(),
        )
    }

    /// One row of everything (slot 0), one a group of `{listed}` (slot: its place there, from 1), and one for all others
    /// together (slot `{most}` + 1); and the groups' rows an interval, where there are intervals.
    pub(super) fn groups(&self) -> String {
        let (bucket, sets) = match self.interval {
            Some(_) => ("u.bucket", "((u.slot), (u.slot, u.bucket), ())"),
            None => ("toUInt32(0)", "((u.slot), ())"),
        };
        let listed = "{listed:Array(Array(String))}";
        format!(
            "SELECT {bucket} AS bucket, u.slot AS slot, uniqExact(u.label) AS groups, any(u.label) AS label, {MERGED}{}
            FROM (
                SELECT u.*, {} AS label,
                    toUInt64(if(has({listed}, label), indexOf({listed}, label), {{most:UInt64}} + 1)) AS slot
                FROM ({}) AS u
            ) AS u GROUP BY GROUPING SETS {sets} ORDER BY slot, bucket",
            self.closed(),
            self.label(),
            self.parts(),
        )
    }

    /// One row an interval and group, however many, in their order.
    pub(super) fn table(&self) -> String {
        format!(
            "SELECT u.bucket AS bucket, toUInt64(0) AS slot, toUInt64(1) AS groups, {} AS label, {MERGED}{}
            FROM ({}) AS u GROUP BY bucket, label ORDER BY bucket, label",
            self.label(),
            self.closed(),
            self.parts()
        )
    }

    /// The cost as text, so that it stays exact, and the percentiles, or nothing in place of those that are not wanted.
    fn closed(&self) -> String {
        let columns = Percentile::ALL.map(|one| {
            let name = one.as_str();
            if self.percentiles.contains(&one) {
                format!(", {} AS {name}", one.three())
            } else {
                format!(", CAST([], 'Array(Float64)') AS {name}")
            }
        });
        format!(", toString(sum(u.cost)) AS cost_usd{}", columns.concat())
    }

    /// The same without intervals, and with these percentiles alone.
    pub(super) fn without_intervals(&self, percentiles: Vec<Percentile>) -> Self {
        Self {
            cover: Cover::of(self.period, &[], Longest::Day),
            interval: None,
            percentiles,
            ..self.clone()
        }
    }

    /// Says what the parameters are.
    pub(super) fn bind(&self, statement: Statement) -> Statement {
        let statement = self.filters.bind(self.scope.bind(statement));
        let mut statement = statement
            .with("from", self.period.from.micros())
            .with("to", self.period.to.micros());
        if let Some((_, zone)) = &self.interval {
            statement = statement.with("timezone", zone);
        }
        if let Some(Whole { first, end, cut }) = &self.cover.days {
            statement = statement
                .with("first_day", first)
                .with("end_day", end)
                .with("cut_days", cut);
        }
        if let Some(Whole { first, end, cut }) = &self.cover.hours {
            let cut: Vec<i64> = cut.iter().map(|hour| hour * HOUR).collect();
            statement = statement
                .with("first_hour", first * HOUR)
                .with("end_hour", end * HOUR)
                .with("cut_hours", cut);
        }
        statement
    }

    fn parts(&self) -> String {
        let days = self.cover.days.as_ref().map(|_| self.days());
        let hours = self.cover.hours.as_ref().map(|hours| self.hours(hours));
        let calls = self.cover.calls.then(|| self.calls());
        let parts = [days, hours.flatten(), calls];
        parts
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\nUNION ALL\n")
    }

    fn days(&self) -> String {
        self.part(&Part {
            table: "usage_daily",
            at: "toDateTime(t.day, 'UTC')",
            own: SUMS,
            when: "t.day >= toDate({first_day:UInt16}) AND t.day < toDate({end_day:UInt16})
                AND toUInt16(t.day) NOT IN {cut_days:Array(UInt16)}",
        })
    }

    fn hours(&self, hours: &Whole) -> Option<String> {
        let within = "t.hour >= toDateTime({first_hour:UInt32}, 'UTC') AND t.hour < toDateTime({end_hour:UInt32}, 'UTC')
                AND toUnixTimestamp(t.hour) NOT IN {cut_hours:Array(UInt32)}";
        let beside = "AND (t.hour < toDateTime(toDate({first_day:UInt16}), 'UTC')
                OR t.hour >= toDateTime(toDate({end_day:UInt16}), 'UTC')
                OR toUInt16(toDate(t.hour)) IN {cut_days:Array(UInt16)})";
        let (beside, needed) = match &self.cover.days {
            None => ("", true),
            Some(days) => {
                let all = days.cut.is_empty()
                    && days.first * DAY == hours.first * HOUR
                    && days.end * DAY == hours.end * HOUR;
                (beside, !all)
            }
        };
        needed.then(|| {
            self.part(&Part {
                table: "usage_hourly",
                at: "t.hour",
                own: SUMS,
                when: &format!("{within} {beside}"),
            })
        })
    }

    fn calls(&self) -> String {
        let within = "t.started_at >= fromUnixTimestamp64Micro({from:Int64}, 'UTC')
                AND t.started_at < fromUnixTimestamp64Micro({to:Int64}, 'UTC')";
        let beside = match &self.cover.hours {
            None => "",
            Some(_) => {
                "AND (t.started_at < toDateTime({first_hour:UInt32}, 'UTC')
                OR t.started_at >= toDateTime({end_hour:UInt32}, 'UTC')
                OR toStartOfHour(t.started_at) IN {cut_hours:Array(DateTime('UTC'))})"
            }
        };
        self.part(&Part {
            table: "requests",
            at: "toDateTime(t.started_at, 'UTC')",
            own: COUNTS,
            when: &format!("{within} {beside}"),
        })
    }

    fn part(&self, part: &Part<'_>) -> String {
        let bucket = match &self.interval {
            Some((interval, _)) => interval.start_of(part.at),
            None => "toUInt32(0)".to_owned(),
        };
        let columns = self.group_by.iter().enumerate();
        let columns = columns.map(|(at, dimension)| format!(", {} AS g{at}", dimension.column()));
        let columns = columns.collect::<Vec<_>>().concat();
        let names = (0..self.group_by.len()).map(|at| format!(", g{at}"));
        let names = names.collect::<Vec<_>>().concat();
        let buckets = self
            .percentiles
            .iter()
            .map(|one| format!(", {}", one.added_up()));
        format!(
            "SELECT {bucket} AS bucket{columns}, {}, {COMMON}{}\nFROM {} AS t WHERE {} AND {}{} GROUP BY bucket{names}",
            part.own,
            buckets.collect::<Vec<_>>().concat(),
            part.table,
            self.scope.condition(),
            part.when,
            self.filters.conditions(),
        )
    }

    /// A group's values as texts; empty where it is of those that have none.
    fn label(&self) -> String {
        let text = |(at, dimension): (usize, &Dimension)| {
            if dimension.is_id() {
                let nil = "toUUID('00000000-0000-0000-0000-000000000000')";
                format!("if(u.g{at} = {nil}, '', toString(u.g{at}))")
            } else {
                format!("toString(u.g{at})")
            }
        };
        let texts: Vec<String> = self.group_by.iter().enumerate().map(text).collect();
        format!("CAST([{}], 'Array(String)')", texts.join(", "))
    }
}

/// What differs between the tables.
struct Part<'a> {
    table: &'static str,
    /// When a row's calls came, as an instant.
    at: &'static str,
    own: &'static str,
    when: &'a str,
}
