//! Servers and projectors that are killed, with two gateways side by side.

use infra::stack::Part;
use tests::app::App;
use tests::provider::Provider;
use tests::waiting::until;

use super::ledger::Ledger;
use super::load::Load;

/// How often each part is killed.
const ROUNDS: usize = 2;
/// How many answers there are between two kills.
const BETWEEN: usize = 40;

#[actix_web::test]
async fn whichever_part_is_killed_under_load_the_read_models_equal_the_log() -> anyhow::Result<()> {
    kill_each("log").await
}

#[actix_web::test]
async fn they_do_so_too_where_the_journal_acknowledges() -> anyhow::Result<()> {
    kill_each("journal").await
}

async fn kill_each(acknowledgement: &str) -> anyhow::Result<()> {
    let app = App::build().with_databases_of_its_own();
    let mut app = app.set("HUB_ACK", acknowledgement).start().await?;
    app.another_gateway().await?;
    let provider = Provider::start()?;
    app.provider("double", provider.url(), &[]).await?;
    let one = app.client().await?;
    let load = Load::start(vec![one.clone(), one.at(&app.gateways()[1].url())]);
    for _ in 0..ROUNDS {
        load.answers(BETWEEN).await?;
        app.kill_log()?;
        load.answers(BETWEEN).await?;
        for part in [Part::Postgres, Part::ClickHouse] {
            let databases = app.databases()?;
            let runs = async || databases.process(part).ok().flatten();
            until("the database to kill", runs).await?;
            databases.kill(part)?;
            load.answers(BETWEEN).await?;
        }
        app.kill_projectors()?;
        load.answers(BETWEEN).await?;
        app.start_projectors()?;
    }
    let tally = load.stop().await?;
    assert_eq!(
        tally.answers(),
        tally.calls(),
        "no call needs what was killed"
    );
    let mut traffic = app.traffic().await?;
    let ledger = Ledger::complete(&mut traffic, &provider, &tally).await?;
    equal(&app, &ledger).await
}

async fn equal(app: &App, ledger: &Ledger) -> anyhow::Result<()> {
    let rows = app.read_models()?;
    let settled = ledger.settled.len();
    let (input, output) = (ledger.input_tokens, ledger.output_tokens);
    let sums = format!("{settled}\t{settled}\t{input}\t{output}");
    rows.clickhouse_shows(
        "SELECT count(), uniqExact(request), sum(input_tokens), sum(output_tokens) FROM requests",
        &sums,
    )
    .await?;
    let accepted = ledger.accepted.len();
    rows.clickhouse_shows(
        "SELECT count(), uniqExact(request) FROM accepted",
        &format!("{accepted}\t{accepted}"),
    )
    .await?;
    rows.clickhouse_shows("SELECT count() FROM attempts", &settled.to_string())
        .await?;
    let sums = format!("{settled}\t{}\t{input}\t{output}", ledger.succeeded);
    rows.postgres_shows(
        "SELECT sum(requests), sum(succeeded), sum(input_uncached + cache_read), sum(output_text) \
         FROM usage.totals",
        &sums,
    )
    .await
}
