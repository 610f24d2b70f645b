//! The journal can only grow, and its chains can be verified.

use std::time::Duration;

use domain::id::OrganizationId;
use infra::event_log::{Consumer, ConsumerName, Stream, last_sequence};
use projectors::chain;
use projectors::testing::organization;
use tests::projected::Projected;
use tests::stack::{databases, log};

use super::configuration::configure;
use super::sums::calls;

#[tokio::test]
async fn the_journal_takes_no_update_delete_or_truncate() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    configure(&models).await?;
    let live = models.start();
    models.caught_up().await?;
    live.stop().await?;
    for change in [
        "UPDATE journal.commits SET payload = '{}'",
        "DELETE FROM journal.commits",
        "TRUNCATE journal.commits",
    ] {
        let error = models.postgres.batch_execute(change).await.unwrap_err();
        let message = error.as_db_error().map(|error| error.message().to_owned());
        assert!(
            message.unwrap_or_default().contains("append-only"),
            "{change}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_chains_can_be_recomputed_from_the_log() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    configure(&models).await?;
    models.record(calls(0..90)).await?;
    let live = models.start();
    models.caught_up().await?;
    live.stop().await?;
    for stream in [Stream::Control, Stream::Traffic] {
        let head = chain_of(&models, stream, organization(0)).await?;
        let kept = "SELECT hash FROM journal.heads WHERE stream = $1 AND organization = $2";
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 2] =
            [&stream.name(), &organization(0).0];
        let kept: Vec<u8> = models.postgres.query_one(kept, &parameters).await?.get(0);
        assert_eq!(kept, head, "{}", stream.name());
    }
    let last = "SELECT (commits.hash = heads.hash)::text FROM journal.commits JOIN journal.heads
        USING (stream, organization, position)";
    assert_eq!(
        models
            .postgres
            .query_one(last, &[])
            .await?
            .get::<_, &str>(0),
        "true"
    );
    Ok(())
}

async fn chain_of(
    models: &Projected,
    stream: Stream,
    organization: OrganizationId,
) -> anyhow::Result<chain::Hash> {
    let last = last_sequence(&models.log, stream).await?;
    let mut consumer =
        Consumer::open(models.log.clone(), stream, ConsumerName::Ephemeral, 0).await?;
    let mut head = chain::BEGINNING;
    while consumer.position() < last {
        for message in consumer.next_batch(1_000, Duration::from_secs(5)).await? {
            if message.decode()?.organization == organization {
                head = chain::next(&head, message.sequence, &message.payload);
            }
        }
    }
    Ok(head)
}
