//! Costs, added up by whatever, come to the same; and so does what was written before costs were known.

use anyhow::Context;
use domain::event::Event;
use domain::request;
use infra::postgres::migrate;
use projectors::{Projector, rebuild};
use schemas::Commit;
use schemas::postgres::{Schema, USAGE};
use tests::projected::{Projected, client};
use tests::stack::{databases, log};

use super::sums::{assert_once, calls};

#[tokio::test]
async fn every_grouping_adds_up_to_the_plain_sum() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    models.record(calls(0..600)).await?;
    let live = models.start();
    models.caught_up().await?;
    live.stop().await?;
    let plain = "SELECT assumeNotNull(toString(sum(cost))), sum(unpriced) FROM requests";
    let plain: (String, u64) = models.clickhouse().query_raw(plain).fetch_one().await?;
    assert!(plain.0.contains('.') && plain.1 > 0, "{plain:?}");
    for table in ["requests", "usage_hourly", "usage_daily"] {
        for group in [
            "organization",
            "provider",
            "model",
            "user_id",
            "api_key",
            "outcome",
        ] {
            let grouped = format!(
                "SELECT assumeNotNull(toString(sum(cost))), sum(unpriced) FROM
                    (SELECT sum(cost) AS cost, sum(unpriced) AS unpriced FROM {table} GROUP BY {group})"
            );
            let grouped: (String, u64) =
                models.clickhouse().query_raw(&grouped).fetch_one().await?;
            assert_eq!(grouped, plain, "{table} by {group}");
        }
    }
    Ok(())
}

/// As it was recorded before there were costs, and before characters were counted.
fn without_cost(mut commit: Commit) -> Commit {
    for event in &mut commit.events {
        if let Event::Request(request::Event::Settled(settled)) = event {
            settled.cost = None;
            settled.usage.characters = 0;
        }
    }
    commit
}

#[tokio::test]
async fn tables_from_before_costs_were_known_are_as_if_built_anew() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    let old: Vec<Commit> = calls(0..300).into_iter().map(without_cost).collect();
    models.record(old.clone()).await?;
    let live = models.start();
    models.caught_up().await?;
    live.stop().await?;
    take_costs_away(&models).await?;

    let new = calls(300..600);
    models.record(new.clone()).await?;
    let live = models.start();
    models.caught_up().await?;
    live.stop().await?;
    let all = [old, new].concat();
    assert_once(&models, &all).await?;
    let kept = models.rows().await?;
    for projector in [Projector::Billing, Projector::Analytics] {
        rebuild(&models.settings, projector, |_| ()).await?;
    }
    let rebuilt = models.rows().await?;
    for (table, rows) in &kept {
        assert_eq!(&rebuilt[table], rows, "{table}");
    }
    assert_once(&models, &all).await
}

/// The query that fed a roll-up before costs were known.
fn former_feed(roll_up: &str) -> anyhow::Result<String> {
    let create = format!("CREATE MATERIALIZED VIEW IF NOT EXISTS {roll_up}_feed ");
    let statements = schemas::clickhouse::statements();
    let feed = statements.iter().find(|one| one.starts_with(&create));
    let (_, query) = feed
        .and_then(|feed| feed.split_once(" AS\n"))
        .context("it is fed")?;
    let (before, costs) = query.split_once(",\n    ifNull(sum(").context("costs")?;
    let (_, from) = costs.split_once("\nFROM ").context("a source")?;
    let characters = ",\n    sum(requests.characters) AS characters";
    Ok(format!("{}\nFROM {from}", before.replace(characters, "")))
}

/// Makes the tables what an older version of the hub left.
async fn take_costs_away(models: &Projected) -> anyhow::Result<()> {
    let newest = models.warehouse.newest().await?.context("no tables yet")?;
    let tables = models.warehouse.generation(newest);
    for roll_up in ["usage_hourly", "usage_daily"] {
        let feed = format!(
            "ALTER TABLE {roll_up}_feed MODIFY QUERY {}",
            former_feed(roll_up)?
        );
        tables.query_raw(&feed).execute().await?;
        let columns = format!(
            "ALTER TABLE {roll_up} DROP COLUMN cost, DROP COLUMN unpriced, DROP COLUMN characters"
        );
        tables.query_raw(&columns).execute().await?;
    }
    let columns = "ALTER TABLE requests DROP COLUMN unpriced, DROP COLUMN cost, DROP COLUMN price_version, DROP COLUMN characters";
    tables.query_raw(columns).execute().await?;

    let first = Schema {
        migrations: &USAGE.migrations[..1],
        ..USAGE
    };
    let mut postgres = client(&models.settings.postgres_url).await?;
    let forget =
        "ALTER TABLE usage.totals DROP COLUMN cost, DROP COLUMN unpriced, DROP COLUMN characters;
        DELETE FROM projections.migrations WHERE schema = 'usage' AND version > 1";
    postgres.batch_execute(forget).await?;
    Ok(migrate(&mut postgres, first).await?)
}
