//! Brings schemas to their newest form.
//!
//! Invariant: of any number of processes that start at once, one migrates and the others wait for it.
use schemas::postgres::{Migration, PROJECTIONS, Schema};
use thiserror::Error;
use tokio_postgres::{Client, Transaction};

/// The lock that migrating processes hold.
const LOCK: i64 = 0x6875_625f_6d69_6772;

const PREPARE: &str = "
    CREATE SCHEMA IF NOT EXISTS projections;
    CREATE TABLE IF NOT EXISTS projections.migrations (
        schema     text        NOT NULL,
        version    integer     NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (schema, version)
    );";

/// Why a database is not in the form that this build needs.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// The database failed.
    #[error("cannot migrate Postgres")]
    Database(#[from] tokio_postgres::Error),
    /// A newer build was here.
    #[error("schema {schema} is at version {found}, this build knows {known}: use the newer build")]
    Newer {
        /// Which schema.
        schema: String,
        /// What it is at.
        found: i32,
        /// What this build knows.
        known: i32,
    },
}

/// Brings `schema` and the checkpoints to their newest form; nothing happens where they are.
///
/// # Errors
/// When the database fails or was written by a newer build.
pub async fn migrate(client: &mut Client, schema: Schema) -> Result<(), MigrateError> {
    let transaction = locked(client).await?;
    apply(&transaction, PROJECTIONS, PROJECTIONS.name).await?;
    apply(&transaction, schema, schema.name).await?;
    Ok(transaction.commit().await?)
}

/// Builds `schema` anew and empty under another name; what was there under that name is gone.
///
/// # Errors
/// When the database fails.
pub async fn build(client: &mut Client, schema: Schema, name: &str) -> Result<(), MigrateError> {
    let transaction = locked(client).await?;
    let drop = format!("DROP SCHEMA IF EXISTS {name} CASCADE");
    transaction.batch_execute(&drop).await?;
    let forget = [
        "DELETE FROM projections.migrations WHERE schema = $1",
        "DELETE FROM projections.checkpoints WHERE projector = $1",
    ];
    for statement in forget {
        transaction.execute(statement, &[&name]).await?;
    }
    apply(&transaction, schema, name).await?;
    Ok(transaction.commit().await?)
}

async fn locked(client: &mut Client) -> Result<Transaction<'_>, tokio_postgres::Error> {
    let transaction = client.transaction().await?;
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    transaction
        .batch_execute("SET LOCAL client_min_messages = warning")
        .await?;
    transaction.batch_execute(PREPARE).await?;
    Ok(transaction)
}

async fn apply(
    transaction: &Transaction<'_>,
    schema: Schema,
    name: &str,
) -> Result<(), MigrateError> {
    let found = version(transaction, name).await?;
    let known = schema.migrations.last().map_or(0, |newest| newest.version);
    if found > known {
        let schema = name.to_owned();
        return Err(MigrateError::Newer {
            schema,
            found,
            known,
        });
    }
    let enter =
        format!("CREATE SCHEMA IF NOT EXISTS {name}; SET LOCAL search_path = {name}, public");
    transaction.batch_execute(&enter).await?;
    for Migration { version, sql } in schema.migrations.iter().filter(|m| m.version > found) {
        transaction.batch_execute(sql).await?;
        let done = "INSERT INTO projections.migrations (schema, version) VALUES ($1, $2)";
        transaction.execute(done, &[&name, version]).await?;
    }
    Ok(())
}

async fn version(transaction: &Transaction<'_>, name: &str) -> Result<i32, tokio_postgres::Error> {
    let newest = "SELECT coalesce(max(version), 0) FROM projections.migrations WHERE schema = $1";
    Ok(transaction.query_one(newest, &[&name]).await?.get(0))
}
