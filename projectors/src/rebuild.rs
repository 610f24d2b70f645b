//! Builds a read model anew from the log, beside the one in use, and puts it in its place.
//!
//! Invariant: until the new one has everything that the old one has, the old one is read and written as
//! ever; then they change places at once.
use crate::{
    analytics::{AnalyticsModel, warehouse},
    error::{ProjectorError, StoreError},
    follower::Follower,
    line::ReadModel,
    postgres::{LOCKED_POSITION, PostgresModel, Tables},
    projector::Projector,
    reader::Source,
    settings::Settings,
};
use infra::{
    event_log::{ConsumerName, Sequence, Stream, connect, last_sequence},
    postgres,
};
use thiserror::Error;
use tokio_postgres::{Client, Transaction};

/// How often the log is read to its end before the last of it is read while the old one is held still.
const PASSES: usize = 2;
/// The lock that a rebuilding process holds; a second one is refused.
const LOCK: &str = "SELECT pg_try_advisory_lock(hashtextextended('hub rebuild ' || $1, 0))";

/// How far a rebuild is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which stream is being read.
    pub stream: Stream,
    /// The last place that was read.
    pub position: Sequence,
    /// Where the stream ended when reading began.
    pub target: Sequence,
}

/// Why a rebuild did not come to its end; what was in use still is.
#[derive(Debug, Error)]
pub enum RebuildError {
    /// The log or a database failed.
    #[error(transparent)]
    Projector(#[from] ProjectorError),
    /// The same read model is being rebuilt by somebody else.
    #[error("{0} is being rebuilt already")]
    Busy(Projector),
}

impl From<StoreError> for RebuildError {
    fn from(error: StoreError) -> Self {
        Self::Projector(error.into())
    }
}

/// Builds what `projector` writes anew and puts it in the place of the old, telling of its `progress` after
/// every batch.
///
/// # Errors
/// When the log or the database fails, or somebody else is rebuilding the same.
pub async fn rebuild(
    settings: &Settings,
    projector: Projector,
    mut progress: impl FnMut(Progress),
) -> Result<(), RebuildError> {
    match projector.tables() {
        Some(tables) => in_postgres(settings, projector, tables, &mut progress).await,
        None => in_clickhouse(settings, projector, &mut progress).await,
    }
}

async fn in_clickhouse(
    settings: &Settings,
    projector: Projector,
    progress: &mut impl FnMut(Progress),
) -> Result<(), RebuildError> {
    let warehouse = warehouse(settings).map_err(StoreError::from)?;
    warehouse.migrate().await.map_err(StoreError::from)?;
    let generation = warehouse.begin().await.map_err(StoreError::from)?;
    for _ in 0..PASSES {
        for &stream in projector.streams() {
            let model = AnalyticsModel::over(&warehouse, generation, stream);
            let target = end(settings, stream).await?;
            read(settings, stream, model, target, progress).await?;
        }
    }
    Ok(warehouse
        .replace(generation)
        .await
        .map_err(StoreError::from)?)
}

async fn in_postgres(
    settings: &Settings,
    projector: Projector,
    tables: Tables,
    progress: &mut impl FnMut(Progress),
) -> Result<(), RebuildError> {
    let schema = tables.schema();
    let fresh = Fresh {
        settings,
        tables,
        name: format!("{}_new", schema.name),
    };
    let mut client = connect_to(settings, schema.name).await?;
    postgres::migrate(&mut client, schema)
        .await
        .map_err(StoreError::from)?;
    if !lock(&client, projector).await? {
        return Err(RebuildError::Busy(projector));
    }
    let built = postgres::build(&mut client, schema, &fresh.name).await;
    built.map_err(StoreError::from)?;
    for _ in 0..PASSES {
        for &stream in projector.streams() {
            fresh
                .read(stream, end(settings, stream).await?, progress)
                .await?;
        }
    }
    fresh.take_the_place(&mut client, projector, progress).await
}

/// A schema that is being built beside the one in use.
struct Fresh<'a> {
    settings: &'a Settings,
    tables: Tables,
    name: String,
}

impl Fresh<'_> {
    async fn read(
        &self,
        stream: Stream,
        target: Sequence,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), RebuildError> {
        let model = PostgresModel::rebuilt(self.settings, self.tables, &self.name, stream).await?;
        Ok(read(self.settings, stream, model, target, progress).await?)
    }

    /// Holds the old one still where it stands, reads up to there, and changes their names.
    async fn take_the_place(
        &self,
        client: &mut Client,
        projector: Projector,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), RebuildError> {
        let live = self.tables.schema().name;
        let transaction = client.transaction().await.map_err(StoreError::from)?;
        for &stream in projector.streams() {
            let stands = hold(&transaction, live, stream).await?;
            self.read(stream, stands, progress).await?;
        }
        self.rename(&transaction, live)
            .await
            .map_err(StoreError::from)?;
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    async fn rename(
        &self,
        transaction: &Transaction<'_>,
        live: &str,
    ) -> Result<(), tokio_postgres::Error> {
        let fresh = &self.name;
        let statements = format!(
            "DROP SCHEMA {live} CASCADE;
             ALTER SCHEMA {fresh} RENAME TO {live};
             DELETE FROM projections.checkpoints WHERE projector = '{live}';
             UPDATE projections.checkpoints SET projector = '{live}' WHERE projector = '{fresh}';
             DELETE FROM projections.migrations WHERE schema = '{fresh}'"
        );
        transaction.batch_execute(&statements).await
    }
}

async fn read<M: ReadModel>(
    settings: &Settings,
    stream: Stream,
    model: M,
    target: Sequence,
    progress: &mut impl FnMut(Progress),
) -> Result<(), ProjectorError> {
    let source = Source {
        nats_url: settings.nats_url.clone(),
        stream,
        name: ConsumerName::Ephemeral,
    };
    let mut follower = Follower::start(source, model).await?;
    while follower.position() < target {
        let batch = follower.next().await?;
        follower.write(&batch).await?;
        progress(Progress {
            stream,
            position: follower.position(),
            target,
        });
    }
    Ok(())
}

async fn end(settings: &Settings, stream: Stream) -> Result<Sequence, ProjectorError> {
    let context = connect(&settings.nats_url).await?;
    Ok(last_sequence(&context, stream).await?)
}

async fn connect_to(settings: &Settings, schema: &str) -> Result<Client, StoreError> {
    Ok(postgres::connect(&settings.postgres_url, schema).await?)
}

async fn lock(client: &Client, projector: Projector) -> Result<bool, StoreError> {
    Ok(client.query_one(LOCK, &[&projector.name()]).await?.get(0))
}

async fn hold(
    transaction: &Transaction<'_>,
    live: &str,
    stream: Stream,
) -> Result<Sequence, StoreError> {
    let row = transaction
        .query_opt(LOCKED_POSITION, &[&live, &stream.name()])
        .await?;
    Ok(row.map_or(0, |row| row.get::<_, i64>(0).unsigned_abs()))
}
