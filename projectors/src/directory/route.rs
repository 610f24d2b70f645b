//! Routes.
use super::statement::Statement;
use crate::record::Record;
use domain::route::{Event, RouteSettings};

const ADD: &str = "
    INSERT INTO routes (
        organization, created_at, updated_at, revision, id, strategy, settings, enabled, name
    ) VALUES ($1, $3, $3, 1, $2, $4, $5::text::jsonb, $6, $7)";
const CHANGE: &str = "
    UPDATE routes SET updated_at = $3, revision = revision + 1,
        strategy = $4, settings = $5::text::jsonb, enabled = $6
    WHERE organization = $1 AND id = $2";
const REMOVE: &str = "DELETE FROM routes WHERE organization = $1 AND id = $2";

pub(super) fn project(record: &Record, event: &Event) -> Statement {
    match event {
        Event::Added { name, settings, .. } => with(record, ADD, settings).text(name.as_str()),
        Event::Changed { settings } => with(record, CHANGE, settings),
        Event::Removed {} => Statement::of_aggregate(record, REMOVE),
    }
}

fn with(record: &Record, sql: &'static str, settings: &RouteSettings) -> Statement {
    let text = serde_json::to_string(settings).unwrap_or_default();
    Statement::of_aggregate(record, sql)
        .time(record.commit.time)
        .text(settings.strategy.as_str())
        .text(&text)
        .value(settings.enabled)
}
