//! What is built anew from the log is what was there.

use anyhow::Context;
use projectors::{Projector, rebuild};
use tests::projected::Projected;
use tests::stack::{databases, log};

use super::configuration::configure;
use super::sums::{assert_once, calls};

#[tokio::test]
async fn what_is_rebuilt_equals_what_was_kept_up_to_date() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    configure(&models).await?;
    let live = models.start();
    for part in 0..5 {
        models.record(calls(part * 100..part * 100 + 100)).await?;
        models.caught_up().await?;
    }
    live.stop().await?;
    let kept = models.rows().await?;
    for projector in Projector::ALL {
        let mut told = Vec::new();
        rebuild(&models.settings, projector, |progress| told.push(progress)).await?;
        let last = told.last().with_context(|| projector.name())?;
        assert_eq!(last.position, last.target, "{projector}");
        let rebuilt = models.rows().await?;
        for (table, rows) in &kept {
            assert_eq!(&rebuilt[table], rows, "{projector}: {table}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_rebuild_takes_the_place_of_what_is_being_written() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    configure(&models).await?;
    let live = models.start();
    models.record(calls(0..100)).await?;
    models.caught_up().await?;
    let load = async {
        for part in 1..30 {
            models.record(calls(part * 100..part * 100 + 100)).await?;
        }
        anyhow::Ok(())
    };
    let rebuilds = async {
        for projector in Projector::ALL {
            rebuild(&models.settings, projector, |_| ()).await?;
        }
        anyhow::Ok(())
    };
    tokio::try_join!(load, rebuilds)?;
    models.caught_up().await?;
    live.stop().await?;
    assert_once(&models, &calls(0..3_000)).await
}
