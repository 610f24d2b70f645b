//! A log and databases of a test's own, the projectors between them, and every row that those write.

use std::collections::BTreeMap;

use anyhow::Context;
use async_nats::jetstream::{self, message::PublishMessage};
use clickhouse::Client as ClickHouse;
use domain::AggregateId;
use infra::clickhouse::Warehouse;
use infra::event_log::{Stream, connect, last_sequence, topology};
use infra::stack::Running;
use projectors::{Projector, Settings};
use schemas::{Commit, encode, subject};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::{Client, NoTls};

use crate::process::HubProcess;
use crate::read_models::ReadModels;
use crate::stack::directory;
use crate::waiting::{PATIENCE, until};

/// What Postgres holds that is not derived from when or how it was written.
const POSTGRES_TABLES: [&str; 8] = [
    "usage.totals",
    "directory.organizations",
    "directory.providers",
    "directory.credentials",
    "directory.models",
    "directory.api_keys",
    "journal.commits",
    "journal.heads",
];

/// The tables of ClickHouse whose rows are shown as they are.
const CLICKHOUSE_TABLES: [&str; 5] = [
    "requests",
    "attempts",
    "accepted",
    "abandoned",
    "config_changes",
];

/// The roll-ups, whose states are made visible, with the unit of each.
const ROLL_UPS: [(&str, &str); 2] = [("usage_hourly", "hour"), ("usage_daily", "day")];

/// A log and two empty databases.
pub struct Projected {
    /// Where they are.
    pub settings: Settings,
    /// The log.
    pub log: jetstream::Context,
    /// The database.
    pub postgres: Client,
    /// The analytics.
    pub warehouse: Warehouse,
}

/// Projectors at work in this process.
pub struct Live {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Projected {
    /// Over servers that run: new databases on them, and the streams of the log.
    ///
    /// # Errors
    /// When a server fails.
    pub async fn over(log: &Running, databases: &Running) -> anyhow::Result<Self> {
        let databases = ReadModels::on(databases).await?;
        let nats_url = log.addresses().nats.clone();
        let settings = Settings {
            nats_url: nats_url.context("NATS runs")?,
            postgres_url: databases.postgres_url,
            clickhouse_url: databases.clickhouse_url,
        };
        let log = connect(&settings.nats_url).await?;
        topology::ensure(&log, &topology::Topology::default()).await?;
        Ok(Self {
            log,
            postgres: client(&settings.postgres_url).await?,
            warehouse: Warehouse::at(&settings.clickhouse_url)?,
            settings,
        })
    }

    /// Starts the projectors in this process.
    #[must_use]
    pub fn start(&self) -> Live {
        let (stop, stopped) = oneshot::channel();
        let settings = self.settings.clone();
        let task = tokio::spawn(projectors::run(settings, async {
            // Also when the sender is gone.
            let _ = stopped.await;
        }));
        Live { stop, task }
    }

    /// The projectors as a process of their own, not started yet.
    ///
    /// # Errors
    /// When it has no place to write to.
    pub fn process(&self) -> anyhow::Result<HubProcess> {
        let mut process = HubProcess::new("projectors", &directory("projectors")?);
        process.set("HUB_NATS_URL", &self.settings.nats_url);
        process.set("HUB_POSTGRES_URL", &self.settings.postgres_url);
        process.set("HUB_CLICKHOUSE_URL", &self.settings.clickhouse_url);
        Ok(process)
    }

    /// Records commits of calls, each until the log has it.
    ///
    /// # Errors
    /// When the log does not take them in time.
    pub async fn record(&self, commits: Vec<Commit>) -> anyhow::Result<()> {
        for group in commits.chunks(64) {
            let sent = group
                .iter()
                .map(|commit| self.publish(traffic(commit), commit));
            for one in futures_util::future::join_all(sent).await {
                one?;
            }
        }
        Ok(())
    }

    /// Records a commit of configuration.
    ///
    /// # Errors
    /// When the log does not take it in time.
    pub async fn configure(&self, aggregate: &AggregateId, commit: &Commit) -> anyhow::Result<()> {
        self.publish(subject::control(aggregate), commit).await
    }

    async fn publish(&self, subject: String, commit: &Commit) -> anyhow::Result<()> {
        let payload = encode(commit)?;
        let id = commit.id.to_string();
        until("the log's acknowledgement", async || {
            let payload = payload.clone().into();
            let message = PublishMessage::build().payload(payload).message_id(&id);
            let sent = self.log.send_publish(subject.clone(), message).await;
            sent.ok()?.await.ok().map(drop)
        })
        .await
    }

    /// Waits until every projector has begun to write the last of what is in the log; it is all there when
    /// they are stopped.
    ///
    /// # Errors
    /// When it takes too long.
    pub async fn caught_up(&self) -> anyhow::Result<()> {
        for projector in Projector::ALL {
            for &stream in projector.streams() {
                let last = last_sequence(&self.log, stream).await?;
                let what = format!("commit {last} of {} in {projector}", stream.name());
                until(&what, async || {
                    let at = self.position(projector, stream).await.unwrap_or_default();
                    (at >= last).then_some(())
                })
                .await?;
            }
        }
        Ok(())
    }

    /// How far a projector is.
    ///
    /// # Errors
    /// When its database does not answer, or it never began.
    pub async fn position(&self, projector: Projector, stream: Stream) -> anyhow::Result<u64> {
        let schema = match projector {
            Projector::Billing => "usage",
            Projector::Directory => "directory",
            Projector::Audit => "journal",
            Projector::Analytics => return self.cut(stream).await,
        };
        let position =
            "SELECT position FROM projections.checkpoints WHERE projector = $1 AND stream = $2";
        let postgres = client(&self.settings.postgres_url).await?;
        let row = postgres
            .query_one(position, &[&schema, &stream.name()])
            .await?;
        Ok(row.get::<_, i64>(0).try_into()?)
    }

    async fn cut(&self, stream: Stream) -> anyhow::Result<u64> {
        let newest = self.warehouse.newest().await?.context("no tables yet")?;
        let last = "SELECT max(last) FROM cuts WHERE stream = ?";
        let tables = self.warehouse.generation(newest);
        Ok(tables.query(last).bind(stream.name()).fetch_one().await?)
    }

    /// The analytics as analysts read them.
    #[must_use]
    pub fn clickhouse(&self) -> ClickHouse {
        self.warehouse.shown()
    }

    /// Every row of every read model, by table.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn rows(&self) -> anyhow::Result<BTreeMap<&'static str, String>> {
        let mut rows = BTreeMap::new();
        for table in POSTGRES_TABLES {
            let all = format!(
                "SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM {table} t"
            );
            rows.insert(table, self.postgres.query_one(&all, &[]).await?.get(0));
        }
        for table in CLICKHOUSE_TABLES {
            let all = format!("SELECT * FROM {table} ORDER BY ALL");
            rows.insert(table, self.shown(&all).await?);
        }
        for (table, unit) in ROLL_UPS {
            rows.insert(table, self.shown(&roll_up(table, unit)).await?);
        }
        Ok(rows)
    }

    async fn shown(&self, query: &str) -> anyhow::Result<String> {
        let answer = self.clickhouse().query_raw(query);
        let bytes = answer.fetch_bytes("TabSeparated")?.collect().await?;
        Ok(String::from_utf8(bytes.into())?)
    }
}

impl Live {
    /// Lets the batches under way be finished.
    ///
    /// # Errors
    /// When a projector panicked.
    pub async fn stop(self) -> anyhow::Result<()> {
        drop(self.stop);
        Ok(timeout(PATIENCE, self.task).await??)
    }
}

fn roll_up(table: &str, unit: &str) -> String {
    format!(
        "SELECT {unit}, organization, operation, provider, model, api_key, user_id, outcome,
            sum(requests), sum(attempts), sum(input_uncached), sum(cache_read), sum(output_text),
            sum(output_reasoning), sum(images), sum(answered), sum(latency_micros), sum(cost), sum(unpriced),
            sumMap(latency_buckets),
            sumMap(time_to_first_token_buckets)
        FROM {table} GROUP BY ALL ORDER BY ALL"
    )
}

/// A connection of one's own.
///
/// # Errors
/// When the server does not take it.
pub async fn client(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

fn traffic(commit: &Commit) -> String {
    subject::traffic(0, commit.organization)
}
