//! Bringing the read models' tables up to date before anything reads or writes them.

use infra::clickhouse::Warehouse;
use infra::postgres;
use infra::stack::{Addresses, Observer, Part, Step};
use schemas::postgres::{DIRECTORY, JOURNAL, Schema, USAGE};

/// Every schema in Postgres besides the checkpoints, which each brings.
const SCHEMAS: [Schema; 3] = [DIRECTORY, JOURNAL, USAGE];

/// Migrates Postgres and ClickHouse.
pub(crate) fn all(addresses: &Addresses, observer: &Observer) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    if let Some(url) = &addresses.postgres {
        let step = Step::Migrate(Part::Postgres);
        observer.step(step, || runtime.block_on(migrate_postgres(url)))?;
    }
    if let Some(url) = &addresses.clickhouse {
        let step = Step::Migrate(Part::ClickHouse);
        observer.step(step, || runtime.block_on(migrate_clickhouse(url)))?;
    }
    Ok(())
}

async fn migrate_postgres(url: &str) -> anyhow::Result<()> {
    for schema in SCHEMAS {
        let mut client = postgres::connect(url, schema.name).await?;
        postgres::migrate(&mut client, schema).await?;
    }
    Ok(())
}

async fn migrate_clickhouse(url: &str) -> anyhow::Result<()> {
    Warehouse::at(url)?.migrate().await?;
    Ok(())
}
