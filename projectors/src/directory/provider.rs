//! Providers.
use super::{credential, model, statement::Statement};
use crate::record::Record;
use domain::provider::{Event, ProviderSettings};

const ADD: &str = "
    INSERT INTO providers (
        organization, created_at, updated_at, revision, id, display_name, base_url, region, api_version,
        enabled, name, kind
    ) VALUES ($1, $3, $3, 1, $2, $4, $5, $6, $7, $8, $9, $10)";
const CHANGE: &str = "
    UPDATE providers SET updated_at = $3, revision = revision + 1,
        display_name = $4, base_url = $5, region = $6, api_version = $7, enabled = $8
    WHERE organization = $1 AND id = $2";
const REMOVE: [&str; 3] = [
    "DELETE FROM models WHERE organization = $1 AND provider = $2",
    "DELETE FROM credentials WHERE organization = $1 AND provider = $2",
    "DELETE FROM providers WHERE organization = $1 AND id = $2",
];

pub(super) fn project(record: &Record, event: &Event) -> Vec<Statement> {
    match event {
        Event::Added {
            name,
            kind,
            settings,
            ..
        } => vec![
            with(record, ADD, settings)
                .text(name.as_str())
                .text(kind.as_str()),
        ],
        Event::Changed { settings } => vec![with(record, CHANGE, settings)],
        Event::Removed {} => REMOVE
            .map(|sql| Statement::of_aggregate(record, sql))
            .into(),
        Event::CredentialAdded {
            credential,
            settings,
            sealed,
            ..
        } => vec![credential::added(record, *credential, settings, sealed)],
        Event::CredentialChanged {
            credential,
            settings,
        } => vec![credential::changed(record, *credential, settings)],
        Event::CredentialRotated { credential, sealed } => {
            vec![credential::rotated(record, *credential, sealed)]
        }
        Event::CredentialDisabled { credential, reason } => {
            vec![credential::disabled(record, *credential, Some(*reason))]
        }
        Event::CredentialEnabled { credential } => {
            vec![credential::disabled(record, *credential, None)]
        }
        Event::CredentialRemoved { credential } => vec![credential::removed(record, *credential)],
        Event::ModelAdded {
            model, settings, ..
        } => vec![model::added(record, model, settings)],
        Event::ModelChanged { model, settings } => vec![model::changed(record, model, settings)],
        Event::ModelRemoved { model } => vec![model::removed(record, model)],
    }
}

fn with(record: &Record, sql: &'static str, settings: &ProviderSettings) -> Statement {
    Statement::of_aggregate(record, sql)
        .time(record.commit.time)
        .optional_text(settings.display_name.as_deref())
        .optional_text(settings.base_url.as_deref())
        .optional_text(settings.region.as_deref())
        .optional_text(settings.api_version.as_deref())
        .value(settings.enabled)
}
