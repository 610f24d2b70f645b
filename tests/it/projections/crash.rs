//! Nothing is lost and nothing doubled, whatever dies and when.

use std::cell::Cell;

use anyhow::Context;
use infra::event_log::Stream;
use infra::stack::Part;
use projectors::Projector;
use tests::projected::{Projected, client};
use tests::stack::{databases, log, stack};
use tests::waiting::until;

use super::sums::{assert_once, calls, is_written};

#[tokio::test]
async fn a_batch_that_was_written_in_part_is_completed_and_not_doubled() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    let mut recorded = 0;
    for table in ["attempts", "requests", "usage_hourly", "usage_daily"] {
        let live = models.start();
        recorded += 10;
        models.record(calls(recorded - 10..recorded)).await?;
        is_written(&models, recorded).await.context(table)?;
        let written = newest_accepted(&models).await?;
        constrain(
            &models,
            table,
            "ADD CONSTRAINT refused CHECK empty(toString(organization))",
        )
        .await?;
        recorded += 100;
        models.record(calls(recorded - 100..recorded)).await?;
        until(table, async || {
            let newest = newest_accepted(&models).await.ok()?;
            (newest > written).then_some(())
        })
        .await?;
        live.stop().await?;
        constrain(&models, table, "DROP CONSTRAINT refused").await?;
        let live = models.start();
        is_written(&models, recorded).await.context(table)?;
        live.stop().await?;
        let once = assert_once(&models, &calls(0..recorded)).await;
        once.context(table)?;
    }
    Ok(())
}

async fn constrain(models: &Projected, table: &str, change: &str) -> anyhow::Result<()> {
    let generation = models.warehouse.newest().await?.context("no tables")?;
    let tables = models.warehouse.generation(generation);
    let change = format!("ALTER TABLE {table} {change}");
    Ok(tables.query_raw(&change).execute().await?)
}

/// What is written first of a batch.
async fn newest_accepted(models: &Projected) -> anyhow::Result<u64> {
    let newest = models
        .clickhouse()
        .query_raw("SELECT max(sequence) FROM accepted");
    Ok(newest.fetch_one().await?)
}

#[tokio::test]
async fn projectors_killed_under_load_lose_and_double_nothing() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    let killed = Cell::new(false);
    let load = async {
        let mut recorded = 0;
        while !killed.get() {
            models.record(calls(recorded..recorded + 10)).await?;
            recorded += 10;
        }
        anyhow::Ok(recorded)
    };
    let mut process = models.process()?;
    let kills = async {
        for round in 0..10 {
            // While it writes: analytics has just settled what comes next, billing has just written.
            let moves = [Projector::Analytics, Projector::Billing][round % 2];
            let position = async || models.position(moves, Stream::Traffic).await.unwrap_or(0);
            let reached = position().await;
            process.start()?;
            let moved = until("progress", async || {
                (position().await > reached).then_some(())
            });
            moved.await.with_context(|| process.tail())?;
            process.kill()?;
        }
        killed.set(true);
        anyhow::Ok(())
    };
    let (recorded, ()) = tokio::try_join!(load, kills)?;
    let live = models.start();
    is_written(&models, recorded).await?;
    live.stop().await?;
    assert_once(&models, &calls(0..recorded)).await
}

#[tokio::test]
async fn servers_killed_under_load_cost_time_and_nothing_else() -> anyhow::Result<()> {
    let parts = [Part::Nats, Part::Postgres, Part::ClickHouse];
    let running = stack("projections")?.only(&parts).start()?;
    let models = Projected::over(&running, &running).await?;
    let live = models.start();
    models.record(calls(0..100)).await?;
    models.caught_up().await?;
    let mut recorded = 100;
    for part in parts {
        models.record(calls(recorded..recorded + 200)).await?;
        running.kill(part)?;
        models.record(calls(recorded + 200..recorded + 400)).await?;
        running.wait_ready(part)?;
        recorded += 400;
        models.caught_up().await.with_context(|| part.name())?;
    }
    live.stop().await?;
    let again = client(&models.settings.postgres_url).await?;
    let models = Projected {
        postgres: again,
        ..models
    };
    assert_once(&models, &calls(0..recorded)).await
}
