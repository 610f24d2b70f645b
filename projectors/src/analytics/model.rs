//! Batches into ClickHouse.
use super::{
    cuts::{self, Cut},
    project::{Rows, project},
    rows::Row,
};
use crate::{
    error::StoreError,
    line::{ReadModel, Resume},
    record::Batch,
    settings::Settings,
};
use clickhouse::Client;
use infra::{
    clickhouse::{Generation, InvalidAddress, Warehouse, WarehouseError},
    event_log::Stream,
};

/// One stream's share of the tables.
pub(crate) struct AnalyticsModel {
    client: Client,
    stream: Stream,
    /// The batch that may be half written: where it ends is settled.
    begun: Option<Cut>,
}

impl AnalyticsModel {
    /// The tables that analysts read, built where they are missing.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn open(settings: &Settings, stream: Stream) -> Result<Self, StoreError> {
        let warehouse = warehouse(settings)?;
        let generation = warehouse.migrate().await?;
        Ok(Self::over(&warehouse, generation, stream))
    }

    /// The tables of one generation, which have been built.
    pub(crate) fn over(warehouse: &Warehouse, generation: Generation, stream: Stream) -> Self {
        // Since 26.x inserts are asynchronous unless they say otherwise; a batch is large enough by itself.
        let client = warehouse
            .generation(generation)
            .with_setting("async_insert", "0");
        Self {
            client,
            stream,
            begun: None,
        }
    }

    async fn insert<R: Row>(&self, token: &str, rows: &[R]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let statement = format!("INSERT INTO {} FORMAT Native", R::TABLE);
        let insert = self.client.insert_formatted_with(statement);
        let mut insert = insert.with_setting("insert_deduplication_token", token);
        insert.send(R::block(rows).into_bytes().into()).await?;
        Ok(insert.end().await?)
    }

    /// All tables at once; each is seen to its end, also where another fails.
    async fn insert_all(&self, token: &str, rows: &Rows<'_>) -> Result<(), StoreError> {
        let (accepted, attempts, requests, changes) = tokio::join!(
            self.insert(token, &rows.accepted),
            self.insert(token, &rows.attempts),
            self.insert(token, &rows.requests),
            self.insert(token, &rows.changes),
        );
        accepted.and(attempts).and(requests).and(changes)
    }
}

impl ReadModel for AnalyticsModel {
    async fn resume(&mut self) -> Result<Resume, StoreError> {
        self.begun = cuts::last(&self.client, self.stream).await?;
        Ok(match self.begun {
            None => Resume {
                after: 0,
                through: None,
            },
            Some(cut) => Resume {
                after: cut.first.saturating_sub(1),
                through: Some(cut.last),
            },
        })
    }

    async fn write(&mut self, batch: &Batch) -> Result<u64, StoreError> {
        let cut = Cut {
            first: batch.first,
            last: batch.last,
        };
        if self.begun != Some(cut) {
            cuts::settle(&self.client, self.stream, cut).await?;
            self.begun = Some(cut);
        }
        let rows = project(batch);
        self.insert_all(&cut.token(self.stream), &rows).await?;
        Ok(rows.count())
    }
}

/// The server that the settings name.
pub(crate) fn warehouse(settings: &Settings) -> Result<Warehouse, WarehouseError> {
    Warehouse::at(&settings.clickhouse_url).map_err(InvalidAddress::into)
}
