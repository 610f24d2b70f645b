//! The analytics tables, in generations: `hub_1` holds the tables, `hub` shows those of the newest
//! generation as views.
//!
//! Invariant: a writer names its generation in every statement, so that what was meant for one never lands
//! in another; a generation is shown only when it is complete.
use super::address::{self, InvalidAddress};
use clickhouse::{Client, Row, error::Error, sql::Identifier};
use serde::Deserialize;
use std::fmt::Write as _;
use thiserror::Error as ThisError;

/// One building of all tables, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub u32);

/// A ClickHouse server and the database on it that analysts read.
#[derive(Clone)]
pub struct Warehouse {
    client: Client,
    database: String,
}

/// Why the tables cannot be had.
#[derive(Debug, ThisError)]
pub enum WarehouseError {
    /// The address is not one.
    #[error("HUB_CLICKHOUSE_URL is unusable")]
    Address(#[from] InvalidAddress),
    /// The server failed.
    #[error("cannot prepare the tables in ClickHouse")]
    Database(#[from] Error),
    /// Another generation was shown meanwhile; start again.
    #[error("the tables were replaced meanwhile")]
    Replaced,
}

#[derive(Row, Deserialize)]
struct Column {
    table: String,
    name: String,
    r#type: String,
    comment: String,
}

impl std::fmt::Debug for Warehouse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Warehouse")
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}

impl Warehouse {
    /// The server and database at `address`; nothing is sent yet.
    ///
    /// # Errors
    /// When the text is no address.
    pub fn at(address: &str) -> Result<Self, InvalidAddress> {
        let (client, database) = address::parse(address)?;
        Ok(Self { client, database })
    }

    /// A client whose tables are those that analysts read.
    #[must_use]
    pub fn shown(&self) -> Client {
        self.client.clone().with_database(&self.database)
    }

    /// A client whose tables are those of one generation.
    #[must_use]
    pub fn generation(&self, generation: Generation) -> Client {
        self.client.clone().with_database(self.name(generation))
    }

    /// Builds what is missing of the newest generation, shows it, and tells which it is. Can be repeated,
    /// also by several processes at once.
    ///
    /// # Errors
    /// When the server fails, or the generation was replaced meanwhile.
    pub async fn migrate(&self) -> Result<Generation, WarehouseError> {
        self.create_database(&self.database).await?;
        let generations = "CREATE TABLE IF NOT EXISTS generations (generation UInt32, \
             shown_at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY generation";
        self.shown().query(generations).execute().await?;
        let newest = self.newest().await?;
        let generation = newest.unwrap_or(Generation(1));
        self.build(generation).await?;
        if newest.is_none() {
            self.announce(generation).await?;
        }
        self.show(generation).await?;
        if self.newest().await? > Some(generation) {
            // It came to an end before the tables were built: nobody reads or writes them.
            self.discard(&self.name(generation)).await?;
            return Err(WarehouseError::Replaced);
        }
        Ok(generation)
    }

    /// The newest generation that is shown, if one ever was.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn newest(&self) -> Result<Option<Generation>, WarehouseError> {
        let newest = "SELECT generation FROM generations ORDER BY generation DESC LIMIT 1";
        let newest = self.shown().query(newest).fetch_optional::<u32>().await?;
        Ok(newest.map(Generation))
    }

    /// Begins a generation that nobody else writes, with all its tables. It is shown when it is complete,
    /// by [`Self::replace`]; one that never was is gone with the next that is.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn begin(&self) -> Result<Generation, WarehouseError> {
        let newest = self
            .databases()
            .await?
            .into_iter()
            .map(|(one, _)| one.0)
            .max();
        let generation = Generation(newest.unwrap_or_default() + 1);
        // Of two that begin at once, one fails here.
        let create = self.client.query("CREATE DATABASE ? ENGINE = Atomic");
        create
            .bind(Identifier(&self.name(generation)))
            .execute()
            .await?;
        self.build(generation).await?;
        Ok(generation)
    }

    /// Shows a complete generation in place of the former ones, which are dropped.
    ///
    /// # Errors
    /// When the server fails; then this can be repeated.
    pub async fn replace(&self, generation: Generation) -> Result<(), WarehouseError> {
        self.announce(generation).await?;
        let newest = self.newest().await?.unwrap_or(generation);
        self.show(newest).await?;
        for (former, name) in self.databases().await? {
            if former < newest {
                self.discard(&name).await?;
            }
        }
        Ok(())
    }

    async fn build(&self, generation: Generation) -> Result<(), Error> {
        self.create_database(&self.name(generation)).await?;
        let client = self.generation(generation);
        for statement in schemas::clickhouse::statements() {
            client.query_raw(&statement).execute().await?;
        }
        Ok(())
    }

    async fn discard(&self, name: &str) -> Result<(), Error> {
        let drop = self.client.query("DROP DATABASE IF EXISTS ?");
        drop.bind(Identifier(name)).execute().await
    }

    async fn databases(&self) -> Result<Vec<(Generation, String)>, Error> {
        let prefix = format!("{}_", self.database);
        let names = "SELECT name FROM system.databases WHERE startsWith(name, ?)";
        let names = self.client.query(names).bind(&prefix);
        let names: Vec<String> = names.fetch_all().await?;
        let numbered = names.into_iter().filter_map(|name| {
            let number = name.strip_prefix(&prefix)?.parse().ok()?;
            Some((Generation(number), name))
        });
        Ok(numbered.collect())
    }

    async fn create_database(&self, name: &str) -> Result<(), Error> {
        let create = "CREATE DATABASE IF NOT EXISTS ? ENGINE = Atomic";
        let create = self.client.query(create).bind(Identifier(name));
        create.execute().await
    }

    async fn announce(&self, generation: Generation) -> Result<(), Error> {
        let insert = "INSERT INTO generations (generation) VALUES (?)";
        let insert = self.shown().query(insert).bind(generation.0);
        insert.with_setting("async_insert", "0").execute().await
    }

    async fn show(&self, generation: Generation) -> Result<(), Error> {
        let columns = "SELECT table, name, type, comment FROM system.columns \
             WHERE database = ? AND table != 'cuts' AND NOT endsWith(table, '_feed') \
             ORDER BY table, position";
        let name = self.name(generation);
        let columns = self.client.query(columns).bind(&name);
        let columns: Vec<Column> = columns.fetch_all().await?;
        for table in columns.chunk_by(|one, other| one.table == other.table) {
            let view = view(&name, table);
            self.shown().query_raw(&view).execute().await?;
        }
        Ok(())
    }

    fn name(&self, Generation(generation): Generation) -> String {
        format!("{}_{generation}", self.database)
    }
}

/// A view of one table that explains its columns as the table does.
fn view(database: &str, columns: &[Column]) -> String {
    let table = columns.first().map_or("", |column| column.table.as_str());
    let mut view = format!("CREATE OR REPLACE VIEW {table} (");
    let mut names = String::new();
    for (at, column) in columns.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let comment = column.comment.replace('\\', "\\\\").replace('\'', "\\'");
        let _ = write!(
            view,
            "{comma}`{}` {} COMMENT '{comment}'",
            column.name, column.r#type
        );
        let _ = write!(names, "{comma}`{}`", column.name);
    }
    let _ = write!(view, ") AS SELECT {names} FROM {database}.{table}");
    view
}
