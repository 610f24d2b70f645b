//! Gateways that are killed.

use tests::app::App;
use tests::provider::Provider;

use super::ledger::Ledger;
use super::load::Load;

/// How often the gateway is killed.
const KILLS: usize = 10;
/// How many answers there are between two kills.
const BETWEEN: usize = 40;

async fn nothing_is_lost_when_the_gateway_is_killed(mode: &str) -> anyhow::Result<()> {
    let mut app = App::build().set("HUB_ACK", mode).start().await?;
    let provider = Provider::start()?;
    app.provider("double", provider.url(), &[]).await?;
    let load = Load::start(vec![app.client().await?]);
    for _ in 0..KILLS {
        load.answers(BETWEEN).await?;
        let gateway = &mut app.gateways()[0];
        gateway.kill()?;
        gateway.start_again().await?;
    }
    let tally = load.stop().await?;
    let mut traffic = app.traffic().await?;
    let ledger = Ledger::complete(&mut traffic, &provider, &tally).await?;
    assert!(ledger.settled.len() >= KILLS * BETWEEN);
    Ok(())
}

#[actix_web::test]
async fn killed_ten_times_under_load_a_gateway_that_waits_for_the_log_loses_nothing()
-> anyhow::Result<()> {
    nothing_is_lost_when_the_gateway_is_killed("log").await
}

#[actix_web::test]
async fn killed_ten_times_under_load_a_gateway_that_waits_for_its_journal_loses_nothing()
-> anyhow::Result<()> {
    nothing_is_lost_when_the_gateway_is_killed("journal").await
}
