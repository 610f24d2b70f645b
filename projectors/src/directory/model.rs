//! Models.
use super::statement::Statement;
use crate::record::Record;
use domain::provider::{ModelName, ModelSettings};

const ADD: &str = "
    INSERT INTO models (
        organization, created_at, updated_at, revision, provider, name,
        type, context_window, max_output_tokens, capabilities, enabled
    ) VALUES ($1, $3, $3, 1, $2, $4, $5, $6, $7, $8, $9)";
const CHANGE: &str = "
    UPDATE models SET updated_at = $3, revision = revision + 1,
        type = $5, context_window = $6, max_output_tokens = $7, capabilities = $8, enabled = $9
    WHERE organization = $1 AND provider = $2 AND name = $4";
const REMOVE: &str = "
    DELETE FROM models
    WHERE organization = $1 AND provider = $2 AND name = $3";

pub(super) fn added(record: &Record, model: &ModelName, settings: &ModelSettings) -> Statement {
    with(record, ADD, model, settings)
}

pub(super) fn changed(record: &Record, model: &ModelName, settings: &ModelSettings) -> Statement {
    with(record, CHANGE, model, settings)
}

pub(super) fn removed(record: &Record, model: &ModelName) -> Statement {
    Statement::of_aggregate(record, REMOVE).text(model.as_str())
}

fn with(
    record: &Record,
    sql: &'static str,
    model: &ModelName,
    settings: &ModelSettings,
) -> Statement {
    Statement::of_aggregate(record, sql)
        .time(record.commit.time)
        .text(model.as_str())
        .text(settings.r#type.as_str())
        .count(settings.context_window)
        .count(settings.max_output_tokens)
        .texts(settings.capabilities.iter().map(String::as_str))
        .value(settings.enabled)
}
