//! Read models in Postgres: rows and position in one transaction.
//!
//! Invariant: the position's row is locked first and compared, so that of two writers one gives way, and a
//! batch is written once.
use crate::{
    audit, billing, directory,
    error::StoreError,
    line::{ReadModel, Resume},
    record::Batch,
    settings::Settings,
};
use infra::{
    event_log::{Sequence, Stream},
    postgres,
};
use schemas::postgres::{DIRECTORY, JOURNAL, Schema, USAGE};
use tokio_postgres::{Client, Transaction};

const BEGIN: &str = "
    INSERT INTO projections.checkpoints (projector, stream, position) VALUES ($1, $2, 0)
    ON CONFLICT DO NOTHING";
const POSITION: &str = "
    SELECT position FROM projections.checkpoints WHERE projector = $1 AND stream = $2";
/// Where a read model stands; nobody moves it before the transaction ends.
pub(crate) const LOCKED_POSITION: &str = "
    SELECT position FROM projections.checkpoints WHERE projector = $1 AND stream = $2 FOR UPDATE";
const ADVANCE: &str = "
    UPDATE projections.checkpoints SET position = $3 WHERE projector = $1 AND stream = $2";

/// Which tables, and so how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tables {
    /// Schema `usage`.
    Usage,
    /// Schema `directory`.
    Directory,
    /// Schema `journal`.
    Journal,
}

impl Tables {
    /// Their definition.
    pub(crate) const fn schema(self) -> Schema {
        match self {
            Self::Usage => USAGE,
            Self::Directory => DIRECTORY,
            Self::Journal => JOURNAL,
        }
    }

    async fn write(
        self,
        transaction: &Transaction<'_>,
        stream: Stream,
        batch: &Batch,
    ) -> Result<u64, StoreError> {
        match self {
            Self::Usage => billing::write(transaction, batch).await,
            Self::Directory => directory::write(transaction, batch).await,
            Self::Journal => audit::write(transaction, stream, batch).await,
        }
    }
}

/// One stream's share of a schema.
pub(crate) struct PostgresModel {
    client: Client,
    tables: Tables,
    /// What the schema is called: its own name, or another while it is being rebuilt.
    name: String,
    stream: Stream,
    position: i64,
}

impl PostgresModel {
    /// The schema under its own name, brought to its newest form.
    ///
    /// # Errors
    /// When the database fails or was written by a newer build.
    pub(crate) async fn open(
        settings: &Settings,
        tables: Tables,
        stream: Stream,
    ) -> Result<Self, StoreError> {
        let schema = tables.schema();
        let mut client = postgres::connect(&settings.postgres_url, schema.name).await?;
        postgres::migrate(&mut client, schema).await?;
        let name = schema.name.to_owned();
        Ok(Self::over(client, tables, name, stream))
    }

    /// The schema as it was built under another name.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn rebuilt(
        settings: &Settings,
        tables: Tables,
        name: &str,
        stream: Stream,
    ) -> Result<Self, StoreError> {
        let client = postgres::connect(&settings.postgres_url, name).await?;
        Ok(Self::over(client, tables, name.to_owned(), stream))
    }

    const fn over(client: Client, tables: Tables, name: String, stream: Stream) -> Self {
        Self {
            client,
            tables,
            name,
            stream,
            position: 0,
        }
    }
}

impl ReadModel for PostgresModel {
    async fn resume(&mut self) -> Result<Resume, StoreError> {
        let stream = self.stream.name();
        self.client.execute(BEGIN, &[&self.name, &stream]).await?;
        let row = self
            .client
            .query_one(POSITION, &[&self.name, &stream])
            .await?;
        self.position = row.get(0);
        Ok(Resume {
            after: self.position.unsigned_abs(),
            through: None,
        })
    }

    async fn write(&mut self, batch: &Batch) -> Result<u64, StoreError> {
        let last = position(batch.last)?;
        let stream = self.stream.name();
        let transaction = self.client.transaction().await?;
        let locked = transaction
            .query_opt(LOCKED_POSITION, &[&self.name, &stream])
            .await?;
        if locked.map(|row| row.get(0)) != Some(self.position) {
            return Err(StoreError::Moved);
        }
        let rows = self.tables.write(&transaction, self.stream, batch).await?;
        transaction
            .execute(ADVANCE, &[&self.name, &stream, &last])
            .await?;
        transaction.commit().await?;
        self.position = last;
        Ok(rows)
    }
}

/// A place in a stream as the database holds it.
pub(crate) fn position(sequence: Sequence) -> Result<i64, StoreError> {
    i64::try_from(sequence).map_err(|_| StoreError::OutOfRange(sequence))
}

/// Text without the one character that Postgres cannot hold.
pub(crate) fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
