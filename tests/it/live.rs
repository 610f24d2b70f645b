//! The control plane as gateways see it: one another's changes, outages of the log, newer versions.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use domain::api_key::{ApiKey, ApiKeySettings, Command, ModelPattern, Scope};
use domain::id::{ApiKeyId, CommandId, OrganizationId};
use domain::organization::Organization;
use domain::price::Catalogue;
use domain::{Aggregate, AggregateId};
use gateway::auth::{Authenticator, KeyFacts, Unauthenticated};
use gateway::live::{FollowError, Live};
use infra::event_log::{EventLog, Executor, JetStreamLog, Sequence};
use infra::secrets::Keyring;
use schemas::{DecodeError, subject};
use tests::log::{LogServer, by_operator, creation, organization};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(20);
const MASTER_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// As much of a gateway as follows the control plane and knows callers.
struct Gateway {
    live: Live,
    following: JoinHandle<FollowError>,
    authenticator: Authenticator,
}

impl Gateway {
    async fn start(server: &LogServer) -> anyhow::Result<Self> {
        let (live, follower) = Live::start(&server.context(), Catalogue::default()).await?;
        Ok(Self {
            live,
            following: tokio::spawn(follower.run()),
            authenticator: Authenticator::new(&Keyring::from_base64(MASTER_KEY)?, "operator"),
        })
    }

    async fn sees(&self, sequence: Sequence) -> anyhow::Result<()> {
        timeout(PATIENCE, self.live.reached(sequence)).await??;
        Ok(())
    }

    fn knows(&self, token: &str) -> Result<(), Unauthenticated> {
        let now = by_operator().now;
        let found = self
            .authenticator
            .authenticate(token, &self.live.snapshot(), now);
        found.map(drop)
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.following.abort();
    }
}

fn key() -> KeyFacts {
    KeyFacts {
        organization: OrganizationId::named("default"),
        api_key: ApiKeyId(Uuid::from_u128(4)),
        owner: None,
        settings: ApiKeySettings {
            name: "ci".to_owned(),
            scopes: vec![Scope::Chat],
            models: vec![ModelPattern::any()],
            expires_at: None,
        },
    }
}

fn at_key() -> AggregateId {
    ApiKey::aggregate_id(key().organization, key().api_key)
}

async fn create_key(executor: &Executor<JetStreamLog>) -> anyhow::Result<Sequence> {
    let create = Command::Create {
        command: CommandId(Uuid::from_u128(1)),
        owner: None,
        settings: key().settings,
    };
    let created = executor
        .execute::<ApiKey>(&at_key(), by_operator(), create)
        .await?;
    Ok(created.sequence)
}

async fn revoke_key(executor: &Executor<JetStreamLog>) -> anyhow::Result<Sequence> {
    let revoke = Command::Revoke { expected: None };
    let revoked = executor
        .execute::<ApiKey>(&at_key(), by_operator(), revoke)
        .await?;
    Ok(revoked.sequence)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_revoked_is_refused_by_every_gateway_within_a_second() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let executor = Executor::new(server.log());
    let gateways = [
        Gateway::start(&server).await?,
        Gateway::start(&server).await?,
    ];
    let created = create_key(&executor).await?;
    let token = gateways[0].authenticator.mint(&key());
    for gateway in &gateways {
        gateway.sees(created).await?;
        assert_eq!(gateway.knows(&token), Ok(()));
    }
    let revoked = revoke_key(&executor).await?;
    let started = Instant::now();
    for gateway in &gateways {
        gateway.sees(revoked).await?;
        assert!(matches!(
            gateway.knows(&token),
            Err(Unauthenticated::Revoked(_))
        ));
    }
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_starts_later_sees_all_that_was_before() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let executor = Executor::new(server.log());
    create_key(&executor).await?;
    let revoked = revoke_key(&executor).await?;
    let gateway = Gateway::start(&server).await?;
    assert_eq!(gateway.live.folded(), revoked);
    let token = gateway.authenticator.mint(&key());
    assert!(matches!(
        gateway.knows(&token),
        Err(Unauthenticated::Revoked(_))
    ));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_log_is_away_a_gateway_keeps_what_it_knows_and_then_catches_up()
-> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let gateway = Gateway::start(&server).await?;
    let one = server
        .log()
        .append(&organization("one"), 0, &creation("one"))
        .await?;
    gateway.sees(one).await?;
    server.halt()?;
    let known = gateway.live.snapshot();
    assert!(known.organization(OrganizationId::named("one")).is_some());
    server.resume()?;
    let other = server
        .log()
        .append(&organization("other"), 0, &creation("other"))
        .await?;
    gateway.sees(other).await?;
    let snapshot = gateway.live.snapshot();
    for name in ["one", "other"] {
        let view = snapshot
            .organization(OrganizationId::named(name))
            .context(name)?;
        assert_eq!(view.name, name);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_stops_at_an_event_newer_than_itself_and_does_not_start_behind_it()
-> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let mut gateway = Gateway::start(&server).await?;
    let id = OrganizationId::named("one");
    let subject = subject::control(&Organization::aggregate_id(id, id));
    let newer = schemas::encode(&creation("one"))?;
    let newer = String::from_utf8(newer)?.replace("organization.created.v1", "weather.changed.v1");
    server
        .context()
        .publish(subject, newer.into())
        .await?
        .await?;
    let ended = timeout(PATIENCE, &mut gateway.following).await??;
    for error in [
        Some(ended),
        Gateway::start(&server).await.err().and_then(follow_error),
    ] {
        let error = error.context("it stopped")?;
        let FollowError::Commit {
            sequence: 1,
            source: DecodeError::UnknownEvent(tag),
        } = error
        else {
            bail!("stopped for another reason: {error}");
        };
        assert_eq!(tag, "weather.changed.v1");
    }
    assert_eq!(gateway.live.folded(), 0);
    Ok(())
}

fn follow_error(error: anyhow::Error) -> Option<FollowError> {
    error.downcast().ok()
}
