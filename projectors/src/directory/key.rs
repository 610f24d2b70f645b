//! API keys.
use super::statement::Statement;
use crate::record::Record;
use domain::{
    api_key::{ApiKeySettings, Event, ModelPattern, Scope},
    id::UserId,
};
use infra::postgres::instant;
use uuid::Uuid;

const CREATE: &str = "
    INSERT INTO api_keys (
        organization, created_at, updated_at, revision, id, name, scopes, models, expires_at, owner
    ) VALUES ($1, $3, $3, 1, $2, $4, $5, $6, $7, $8)";
const CHANGE: &str = "
    UPDATE api_keys SET updated_at = $3, revision = revision + 1,
        name = $4, scopes = $5, models = $6, expires_at = $7
    WHERE organization = $1 AND id = $2";
const REVOKE: &str = "
    UPDATE api_keys SET updated_at = $3, revision = revision + 1, revoked_at = $3
    WHERE organization = $1 AND id = $2";

pub(super) fn project(record: &Record, event: &Event) -> Statement {
    match event {
        Event::Created {
            owner, settings, ..
        } => with(record, CREATE, settings).value(owner.map(|UserId(owner)| -> Uuid { owner })),
        Event::Changed { settings } => with(record, CHANGE, settings),
        Event::Revoked {} => Statement::of_aggregate(record, REVOKE).time(record.commit.time),
    }
}

fn with(record: &Record, sql: &'static str, settings: &ApiKeySettings) -> Statement {
    Statement::of_aggregate(record, sql)
        .time(record.commit.time)
        .text(&settings.name)
        .texts(settings.scopes.iter().copied().map(Scope::as_str))
        .texts(settings.models.iter().map(ModelPattern::as_str))
        .value(settings.expires_at.map(instant))
}
