//! A Postgres database and a ClickHouse database of one test's own.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, ensure};
use infra::stack::Running;
use tokio_postgres::{NoTls, SimpleQueryMessage};

use crate::client::{Client, whole};
use crate::waiting::until;

/// The databases of one test.
pub struct ReadModels {
    /// For `HUB_POSTGRES_URL`.
    pub postgres_url: String,
    /// For `HUB_CLICKHOUSE_URL`.
    pub clickhouse_url: String,
    clickhouse: Client,
    database: String,
}

impl ReadModels {
    /// Empty ones on these servers.
    ///
    /// # Errors
    /// When the servers don't give them.
    pub async fn on(servers: &Running) -> anyhow::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let addresses = servers.addresses();
        let postgres = addresses.postgres.as_deref().context("Postgres runs")?;
        let clickhouse = addresses.clickhouse.as_deref().context("ClickHouse runs")?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let database = format!("app_{}_{number}", std::process::id());
        let create = format!("CREATE DATABASE {database}");
        connected(postgres).await?.batch_execute(&create).await?;
        let (server, _) = postgres.rsplit_once('/').context("a database is named")?;
        Ok(Self {
            postgres_url: format!("{server}/{database}"),
            clickhouse_url: format!("{clickhouse}/?database={database}"),
            clickhouse: Client::new(clickhouse),
            database,
        })
    }

    /// What a query of one row gives in Postgres, tab-separated, once it gives `expected`.
    ///
    /// # Errors
    /// When it goes on giving something else.
    pub async fn postgres_shows(&self, sql: &str, expected: &str) -> anyhow::Result<()> {
        let mut seen = String::new();
        let shown = until("the row in Postgres", async || {
            seen = self
                .in_postgres(sql)
                .await
                .unwrap_or_else(|e| e.to_string());
            (seen == expected).then_some(())
        });
        shown
            .await
            .with_context(|| format!("{sql}\n  gives {seen:?}, not {expected:?}"))
    }

    /// What a query gives in ClickHouse, tab-separated, once it gives `expected`.
    ///
    /// # Errors
    /// When it goes on giving something else.
    pub async fn clickhouse_shows(&self, sql: &str, expected: &str) -> anyhow::Result<()> {
        let mut seen = String::new();
        let shown = until("the rows in ClickHouse", async || {
            seen = self
                .in_clickhouse(sql)
                .await
                .unwrap_or_else(|e| e.to_string());
            (seen == expected).then_some(())
        });
        shown
            .await
            .with_context(|| format!("{sql}\n  gives {seen:?}, not {expected:?}"))
    }

    /// What a query of one row gives in Postgres, its columns as text separated by tabs.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn in_postgres(&self, sql: &str) -> anyhow::Result<String> {
        let answer = connected(&self.postgres_url)
            .await?
            .simple_query(sql)
            .await?;
        let rows = answer.iter().filter_map(|message| {
            let SimpleQueryMessage::Row(row) = message else {
                return None;
            };
            let columns = (0..row.len()).map(|column| row.get(column).unwrap_or("NULL"));
            Some(columns.collect::<Vec<_>>().join("\t"))
        });
        Ok(rows.collect::<Vec<_>>().join("\n"))
    }

    /// What a query gives in ClickHouse, tab-separated.
    ///
    /// # Errors
    /// When ClickHouse refuses.
    pub async fn in_clickhouse(&self, sql: &str) -> anyhow::Result<String> {
        let path = format!("/?database={}", self.database);
        let request = self.clickhouse.request(awc::http::Method::POST, &path);
        let answer = whole(request.send_body(sql.to_owned())).await?;
        ensure!(answer.status == 200, "{sql}: {}", answer.text());
        Ok(answer.text().trim_end().to_owned())
    }
}

async fn connected(url: &str) -> anyhow::Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // It ends with its client.
    tokio::spawn(connection);
    Ok(client)
}
