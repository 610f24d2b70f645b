//! How long a gateway takes from its start until it is ready, beside a control plane of many commits.
//!
//! `cargo bench --bench start`, or `-- COMMITS ROUNDS`.
#![expect(
    clippy::print_stdout,
    reason = "a measurement's answer is what it prints"
)]

mod percentiles;

use std::time::{Duration, Instant};

use anyhow::ensure;
use async_nats::jetstream;
use domain::actor::Actor;
use domain::api_key::{self, ApiKey, ApiKeySettings, ModelPattern, Scope};
use domain::id::{ApiKeyId, CommandId, CommitId, OrganizationId};
use domain::organization::DEFAULT_NAME;
use domain::time::Timestamp;
use domain::{Aggregate, AggregateId};
use futures_util::future::try_join_all;
use schemas::{Commit, encode, subject};
use tests::app::ADMIN_TOKEN;
use tests::gateway::Gateway;
use tests::log::{LogServer, creation, organization};
use tests::stack::directory;
use uuid::Uuid;

use percentiles::Percentiles;

const MASTER_KEY: &str = "dGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgISE=";
/// How many commits are on their way to the log at a time.
const AT_ONCE: usize = 500;

fn main() -> anyhow::Result<()> {
    let given: Vec<usize> = std::env::args().filter_map(|it| it.parse().ok()).collect();
    let commits = given.first().copied().unwrap_or(10_000);
    let rounds = given.get(1).copied().unwrap_or(11);
    let runtime = tokio::runtime::Runtime::new()?;
    let (empty, full) = runtime
        .block_on(async { anyhow::Ok((LogServer::start().await?, LogServer::start().await?)) })?;
    runtime.block_on(fill(&full.context(), commits))?;
    actix_web::rt::System::new().block_on(async {
        let (mut least, mut most) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            least.push(start(&empty, 0).await?);
            most.push(start(&full, commits).await?);
        }
        println!("from start to ready, {rounds} rounds:");
        println!("  first start     {:.3?}", least[0]);
        println!("  few commits     {}", Percentiles::of(least.split_off(1)));
        println!("  {commits} commits   {}", Percentiles::of(most));
        Ok(())
    })
}

async fn start(log: &LogServer, commits: usize) -> anyhow::Result<Duration> {
    let environment = [
        ("HUB_NATS_URL", log.url()),
        ("HUB_ADMIN_TOKEN", ADMIN_TOKEN),
        ("HUB_MASTER_KEY", MASTER_KEY),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let directory = directory("start")?;
    let began = Instant::now();
    let gateway = Gateway::start(&directory, &environment).await?;
    let ready = began.elapsed();
    let metrics = gateway.client().with_token(ADMIN_TOKEN);
    let metrics = metrics.get("/metrics").await?.text();
    let folded = metrics.lines().find_map(|line| {
        line.strip_prefix("hub_control_sequence ")?
            .parse::<usize>()
            .ok()
    });
    ensure!(folded >= Some(commits), "{folded:?} of {commits} folded");
    Ok(ready)
}

/// Keys, each created and then changed, so that the snapshot holds something of each.
async fn fill(context: &jetstream::Context, commits: usize) -> anyhow::Result<()> {
    let first = (organization(DEFAULT_NAME), creation(DEFAULT_NAME));
    let rest = (1..commits).map(|number| key(u128::try_from(number).unwrap_or_default()));
    let all: Vec<(AggregateId, Commit)> = [first].into_iter().chain(rest).collect();
    for some in all.chunks(AT_ONCE) {
        let published = some.iter().map(async |(aggregate, commit)| {
            let subject = subject::control(aggregate);
            let sent = context.publish(subject, encode(commit)?.into()).await?;
            anyhow::Ok(sent.await?)
        });
        try_join_all(published).await?;
    }
    Ok(())
}

fn key(number: u128) -> (AggregateId, Commit) {
    let organization = OrganizationId::named(DEFAULT_NAME);
    let id = ApiKeyId(Uuid::from_u128(number / 2));
    let settings = ApiKeySettings {
        name: format!("key {number}"),
        scopes: Scope::CALLS.to_vec(),
        models: vec![ModelPattern::any()],
        expires_at: None,
    };
    let event = if number.is_multiple_of(2) {
        api_key::Event::Created {
            command: CommandId(Uuid::from_u128(number)),
            owner: None,
            settings,
        }
    } else {
        api_key::Event::Changed { settings }
    };
    let commit = Commit {
        id: CommitId(Uuid::from_u128(number)),
        time: Timestamp::from_micros(1_795_000_000_000_000),
        organization,
        actor: Actor::OPERATOR,
        cause: None,
        events: vec![event.into()],
    };
    (ApiKey::aggregate_id(organization, id), commit)
}
