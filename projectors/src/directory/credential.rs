//! Credentials: of their secrets only the hints.
use super::statement::Statement;
use crate::record::Record;
use domain::{
    id::CredentialId,
    provider::{CredentialSettings, DisabledReason, SealedSecret},
};

const ADD: &str = "
    INSERT INTO credentials (
        organization, created_at, updated_at, revision, provider, id, name, weight, enabled, hint
    ) VALUES ($1, $3, $3, 1, $2, $4, $5, $6, $7, $8)";
const CHANGE: &str = "
    UPDATE credentials SET updated_at = $3, revision = revision + 1, name = $5, weight = $6, enabled = $7
    WHERE organization = $1 AND provider = $2 AND id = $4";
const ROTATE: &str = "
    UPDATE credentials SET updated_at = $3, revision = revision + 1, hint = $5, disabled_reason = NULL
    WHERE organization = $1 AND provider = $2 AND id = $4";
const DISABLE: &str = "
    UPDATE credentials SET disabled_reason = $4
    WHERE organization = $1 AND provider = $2 AND id = $3";
const REMOVE: &str = "
    DELETE FROM credentials
    WHERE organization = $1 AND provider = $2 AND id = $3";

pub(super) fn added(
    record: &Record,
    credential: CredentialId,
    settings: &CredentialSettings,
    sealed: &SealedSecret,
) -> Statement {
    with(record, ADD, credential, settings).text(&sealed.hint)
}

pub(super) fn changed(
    record: &Record,
    credential: CredentialId,
    settings: &CredentialSettings,
) -> Statement {
    with(record, CHANGE, credential, settings)
}

pub(super) fn rotated(
    record: &Record,
    credential: CredentialId,
    sealed: &SealedSecret,
) -> Statement {
    Statement::of_aggregate(record, ROTATE)
        .time(record.commit.time)
        .value(credential.0)
        .text(&sealed.hint)
}

/// Whether, and why, the provider refuses it.
pub(super) fn disabled(
    record: &Record,
    credential: CredentialId,
    reason: Option<DisabledReason>,
) -> Statement {
    Statement::of_aggregate(record, DISABLE)
        .value(credential.0)
        .optional_text(reason.map(DisabledReason::as_str))
}

pub(super) fn removed(record: &Record, credential: CredentialId) -> Statement {
    Statement::of_aggregate(record, REMOVE).value(credential.0)
}

fn with(
    record: &Record,
    sql: &'static str,
    credential: CredentialId,
    settings: &CredentialSettings,
) -> Statement {
    Statement::of_aggregate(record, sql)
        .time(record.commit.time)
        .value(credential.0)
        .text(&settings.name)
        .value(i64::from(settings.weight))
        .value(settings.enabled)
}
