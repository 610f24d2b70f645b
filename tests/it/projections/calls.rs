//! Calls are counted once, soon.

use std::time::{Duration, Instant};

use projectors::testing::call;
use projectors::{Projector, rebuild};
use tests::projected::Projected;
use tests::stack::{databases, log};
use tests::waiting::until;

use super::configuration::configure;
use super::sums::{assert_once, calls};

#[tokio::test]
async fn every_call_is_counted_once_and_the_unsettled_are_listed() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    let live = models.start();
    let commits = calls(0..600);
    models.record(commits.clone()).await?;
    models.caught_up().await?;
    live.stop().await?;
    assert_once(&models, &commits).await?;
    let abandoned = models
        .clickhouse()
        .query_raw("SELECT count() FROM abandoned");
    assert_eq!(abandoned.fetch_one::<u64>().await?, 12);
    let described = "SELECT countIf(comment = '') FROM system.columns
        WHERE database = currentDatabase() AND table IN ('requests', 'attempts', 'usage_hourly')";
    let undescribed = models.clickhouse().query_raw(described);
    assert_eq!(undescribed.fetch_one::<u64>().await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_call_can_be_queried_two_seconds_after_its_end() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    let live = models.start();
    models.record(call(2)).await?;
    models.caught_up().await?;
    let began = Instant::now();
    models.record(call(3)).await?;
    until("the second row", async || {
        let count = models
            .clickhouse()
            .query_raw("SELECT count() FROM requests");
        let count = count.fetch_one::<u64>().await.ok()?;
        (count == 2).then_some(())
    })
    .await?;
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    live.stop().await
}

#[tokio::test]
async fn a_stream_that_is_delivered_again_changes_nothing() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    configure(&models).await?;
    models.record(calls(0..200)).await?;
    let first = models.start();
    models.caught_up().await?;
    first.stop().await?;
    let before = models.rows().await?;
    // What was written last is written again, whoever starts.
    let (second, third) = (models.start(), models.start());
    models.record(calls(200..201)).await?;
    models.caught_up().await?;
    second.stop().await?;
    third.stop().await?;
    assert_once(&models, &calls(0..201)).await?;
    assert_eq!(
        models.rows().await?["directory.providers"],
        before["directory.providers"]
    );
    Ok(())
}

#[tokio::test]
async fn a_commit_that_is_in_the_log_twice_counts_once() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    let commits = calls(0..50);
    models.record(commits.clone()).await?;
    let live = models.start();
    models.caught_up().await?;
    live.stop().await?;
    for commit in &commits {
        // Without the id by which the log would know it.
        let subject = schemas::subject::traffic(0, commit.organization);
        let payload = schemas::encode(commit)?;
        models.log.publish(subject, payload.into()).await?.await?;
    }
    let live = models.start();
    models.caught_up().await?;
    live.stop().await?;
    assert_once(&models, &commits).await?;
    rebuild(&models.settings, Projector::Billing, |_| ()).await?;
    rebuild(&models.settings, Projector::Analytics, |_| ()).await?;
    assert_once(&models, &commits).await
}
