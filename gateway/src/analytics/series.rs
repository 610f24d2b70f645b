//! Usage as it is answered in JSON: totals, and a line a group with a point an interval.
use super::{
    dimension::Dimension,
    metrics::{Metrics, UsageRow},
    names::{Named, Names},
    period::{Interval, Period},
    scope::Scope,
    statement::{Percentile, Selection},
    warehouse::{Analytics, AnalyticsError},
};
use crate::admin::described;
use clickhouse::Row;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::{
    ToSchema,
    openapi::{
        Ref,
        schema::{ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type},
    },
};
use uuid::Uuid;

const MICROS: i64 = 1_000_000;

/// Usage of a period.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Usage {
    #[schema(value_type = described::Timestamp)]
    pub(super) from: Timestamp,
    #[schema(value_type = described::Timestamp)]
    pub(super) to: Timestamp,
    /// Null where only totals were asked for.
    #[schema(required)]
    pub(super) interval: Option<Interval>,
    pub(super) timezone: String,
    pub(super) group_by: Vec<Dimension>,
    /// Of all that the filters let through.
    pub(super) totals: Metrics,
    /// One where nothing groups; else the first groups in order, then one with all others, where there are such.
    pub(super) series: Vec<Line>,
    /// The equally long period before; null where it was not asked for.
    #[schema(required)]
    pub(super) previous: Option<Previous>,
}

/// The usage of one group, or of all beyond the limit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageSeries)]
pub(super) struct Line {
    /// The value of each dimension that groups, null where it is of requests that have none; empty for all others.
    #[schema(schema_with = group_schema)]
    group: BTreeMap<&'static str, Option<Named>>,
    /// How many groups it adds up.
    groups: u64,
    /// Whether it is all groups beyond the limit.
    other: bool,
    totals: Metrics,
    /// One an interval, in order, also where nothing happened.
    points: Vec<Point>,
}

/// The usage of one interval.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsagePoint)]
pub(super) struct Point {
    /// Where the interval starts, which may be before the period does.
    #[schema(value_type = described::Timestamp)]
    start: Timestamp,
    #[serde(flatten)]
    metrics: Metrics,
}

/// The totals of a period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreviousUsage)]
pub(super) struct Previous {
    #[schema(value_type = described::Timestamp)]
    from: Timestamp,
    #[schema(value_type = described::Timestamp)]
    to: Timestamp,
    totals: Metrics,
}

/// A group has the dimensions that group, and each of them may be null.
fn group_schema() -> Schema {
    let mut schema = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object));
    for dimension in Dimension::ALL {
        let null = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Null));
        let named = OneOfBuilder::new()
            .item(null)
            .item(Ref::from_schema_name("Named"));
        schema = schema.property(dimension.as_str(), named);
    }
    Schema::Object(schema.build())
}

impl Previous {
    pub(super) const fn new(Period { from, to }: Period, totals: Metrics) -> Self {
        Self { from, to, totals }
    }
}

/// By what groups are put in order, the largest first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    /// Its name in the API.
    pub(super) name: &'static str,
    /// What it is.
    pub(super) metric: Metric,
}

/// A figure that a group has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Metric {
    /// A sum, as SQL.
    Sum(&'static str),
    /// One of the three percentiles of a duration, counted from 1.
    Timed(Percentile, usize),
}

impl Metric {
    fn sql(self) -> String {
        match self {
            Self::Sum(sum) => sum.to_owned(),
            Self::Timed(percentile, place) => format!("{}[{place}]", percentile.three()),
        }
    }

    fn percentiles(self) -> Vec<Percentile> {
        match self {
            Self::Sum(_) => Vec::new(),
            Self::Timed(percentile, _) => vec![percentile],
        }
    }
}

/// How much of it is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    /// How many groups.
    pub(super) most: usize,
    /// In which order.
    pub(super) order: Order,
    /// Where the intervals start.
    pub(super) starts: Vec<i64>,
}

impl Wanted {
    /// The most points that there can be.
    pub(super) const fn points(&self) -> usize {
        self.starts.len().saturating_mul(self.most)
    }
}

#[derive(Row, Deserialize)]
struct Ranked {
    label: Vec<String>,
}

/// The rows behind an answer.
pub(super) struct Series {
    /// All together, each listed group, and the others, by slot.
    totals: BTreeMap<u64, UsageRow>,
    /// The same by interval.
    points: HashMap<(u32, u64), UsageRow>,
}

/// The slot of everything.
const ALL: u64 = 0;

impl Series {
    pub(super) async fn read(
        analytics: &Analytics,
        selection: &Selection,
        wanted: &Wanted,
    ) -> Result<Self, AnalyticsError> {
        if selection.group_by.is_empty() {
            return Self::whole(analytics, selection).await;
        }
        let most = u64::try_from(wanted.most).unwrap_or(u64::MAX);
        let ranked = selection.without_intervals(wanted.order.metric.percentiles());
        let ranking = analytics.statement(ranked.ranking(&wanted.order.metric.sql()));
        let listed: Vec<Ranked> = analytics
            .all(ranked.bind(ranking).with("most", most))
            .await?;
        let listed: Vec<Vec<String>> = listed.into_iter().map(|one| one.label).collect();
        let groups = selection.bind(analytics.statement(selection.groups()));
        let groups = groups.with("most", most).with("listed", listed);
        let rows: Vec<UsageRow> = analytics.all(groups).await?;
        let (totals, points): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.bucket == 0);
        let points = points.into_iter().map(|row| ((row.bucket, row.slot), row));
        Ok(Self {
            totals: totals.into_iter().map(|row| (row.slot, row)).collect(),
            points: points.collect(),
        })
    }

    /// The same where nothing groups.
    pub(super) async fn whole(
        analytics: &Analytics,
        selection: &Selection,
    ) -> Result<Self, AnalyticsError> {
        let whole = analytics.statement(selection.whole());
        let rows: Vec<UsageRow> = analytics.all(selection.bind(whole)).await?;
        let (totals, points): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.bucket == 0);
        let points = points.into_iter().map(|row| ((row.bucket, 1), row));
        Ok(Self {
            totals: totals.into_iter().map(|row| (ALL, row)).collect(),
            points: points.collect(),
        })
    }

    /// Everything together.
    pub(super) fn totals(&self) -> Metrics {
        self.totals.get(&ALL).map_or_else(none, Metrics::from)
    }

    /// Makes the groups' names known.
    pub(super) async fn learn(&self, names: &mut Names, selection: &Selection) {
        let rows = self.totals.range(1..).map(|(_, row)| row);
        names
            .learn(rows.filter_map(|row| key_of(selection, &row.label)))
            .await;
    }

    /// One a group, in order, then the others.
    pub(super) fn lines(&self, selection: &Selection, wanted: &Wanted, names: &Names) -> Vec<Line> {
        if selection.group_by.is_empty() {
            return vec![Line {
                group: BTreeMap::new(),
                groups: 1,
                other: false,
                totals: self.totals(),
                points: self.line(1, wanted),
            }];
        }
        let lines = self.totals.range(1..).map(|(slot, row)| {
            let other = usize::try_from(*slot).unwrap_or(usize::MAX) > wanted.most;
            Line {
                group: if other {
                    BTreeMap::new()
                } else {
                    group(selection, &row.label, names)
                },
                groups: row.groups,
                other,
                totals: row.into(),
                points: self.line(*slot, wanted),
            }
        });
        lines.collect()
    }

    fn line(&self, slot: u64, wanted: &Wanted) -> Vec<Point> {
        let starts = wanted.starts.iter();
        let point = |start: &i64| {
            let bucket = u32::try_from(*start).unwrap_or_default();
            Point {
                start: Timestamp::from_micros(start * MICROS),
                metrics: self
                    .points
                    .get(&(bucket, slot))
                    .map_or_else(none, Metrics::from),
            }
        };
        starts.map(point).collect()
    }
}

fn none() -> Metrics {
    Metrics::from(&UsageRow::default())
}

/// The value of one of a group's dimensions.
pub(super) fn value<'a>(
    selection: &Selection,
    label: &'a [String],
    dimension: Dimension,
) -> Option<&'a str> {
    let at = selection
        .group_by
        .iter()
        .position(|one| *one == dimension)?;
    label.get(at).map(String::as_str)
}

/// The organisation of a group, where it is known.
pub(super) fn organization(selection: &Selection, label: &[String]) -> Option<Uuid> {
    let own = value(selection, label, Dimension::Organization);
    match (own, &selection.scope) {
        (Some(own), _) => own.parse().ok(),
        (None, Scope::These(these)) => match these.as_slice() {
            [one] => Some(*one),
            [] | [_, _, ..] => None,
        },
        (None, Scope::All) => None,
    }
}

/// The key of a group, with its organisation.
pub(super) fn key_of(selection: &Selection, label: &[String]) -> Option<(Option<Uuid>, Uuid)> {
    let key = value(selection, label, Dimension::Key)?.parse().ok()?;
    Some((organization(selection, label), key))
}

fn group(
    selection: &Selection,
    label: &[String],
    names: &Names,
) -> BTreeMap<&'static str, Option<Named>> {
    let organization = organization(selection, label);
    let dimensions = selection.group_by.iter().zip(label);
    dimensions
        .map(|(dimension, value)| {
            (
                dimension.as_str(),
                names.of(*dimension, organization, value),
            )
        })
        .collect()
}
