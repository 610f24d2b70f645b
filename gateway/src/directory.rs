//! Reads of the directory in Postgres, which answers lists; never written from here.
use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use domain::{
    id::{ApiKeyId, OrganizationId, UserId},
    time::Timestamp,
};
use infra::event_log::Sequence;
use std::time::Duration;
use thiserror::Error;
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::{NoTls, Row, types::ToSql};
use uuid::Uuid;

const CONNECTIONS: usize = 4;
/// The longest wait for a connection, and for an answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// The pause between two looks at the checkpoint.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

const CHECKPOINT: &str = "SELECT position FROM projections.checkpoints WHERE projector = 'directory' AND stream = 'CONTROL'";

const API_KEYS: &str = "
SELECT id, name, owner, scopes, models, revision,
       (extract(epoch FROM expires_at) * 1000000)::bigint AS expires_at,
       (extract(epoch FROM created_at) * 1000000)::bigint AS created_at,
       (extract(epoch FROM updated_at) * 1000000)::bigint AS updated_at,
       (extract(epoch FROM revoked_at) * 1000000)::bigint AS revoked_at
  FROM directory.api_keys
 WHERE organization = $1
   AND ($2::bigint IS NULL
        OR created_at < to_timestamp(0) + $2 * interval '1 microsecond'
        OR (created_at = to_timestamp(0) + $2 * interval '1 microsecond' AND id > $3))
 ORDER BY created_at DESC, id
 LIMIT $4";

const KEY_NAMES: &str =
    "SELECT id, name FROM directory.api_keys WHERE organization = ANY($1) AND id = ANY($2)";

/// The directory. Clones share the connections.
#[derive(Clone, Debug)]
pub struct Directory(Pool);

/// The directory did not answer.
#[derive(Debug, Error)]
pub enum DirectoryError {
    /// The URL is none that Postgres has.
    #[error("no URL of a Postgres database")]
    Url(#[source] tokio_postgres::Error),
    /// No connection.
    #[error("Postgres cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The statement failed.
    #[error("Postgres failed")]
    Failed(#[from] tokio_postgres::Error),
    /// No answer in time.
    #[error("Postgres did not answer in time")]
    Slow,
}

/// An API key as the directory lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// Which.
    pub id: ApiKeyId,
    /// For people.
    pub name: String,
    /// The person whose key it is.
    pub owner: Option<UserId>,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// Which models it may call.
    pub models: Vec<String>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// How often it was written.
    pub revision: u64,
}

/// A place in the list of keys, which is newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// When the key was created.
    pub created_at: Timestamp,
    /// Which.
    pub id: ApiKeyId,
}

impl Directory {
    /// Prepares connections to the database of `url`; none is opened before it is needed.
    ///
    /// # Errors
    /// When the URL is malformed.
    pub fn new(url: &str) -> Result<Self, DirectoryError> {
        let mut config: tokio_postgres::Config = url.parse().map_err(DirectoryError::Url)?;
        config
            .application_name("hub gateway")
            .connect_timeout(PATIENCE);
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .post_create(read_only())
            .build()
            .map_err(|error| DirectoryError::Unreachable(error.into()))?;
        Ok(Self(pool))
    }

    /// How far the directory has read CONTROL; 0 before its first commit.
    ///
    /// # Errors
    /// When Postgres does not answer.
    pub async fn checkpoint(&self) -> Result<Sequence, DirectoryError> {
        let rows = self.query(CHECKPOINT, &[]).await?;
        let position = rows.first().map_or(Ok(0), |row| row.try_get::<_, i64>(0))?;
        Ok(Sequence::try_from(position).unwrap_or_default())
    }

    /// Waits until the directory has read CONTROL up to `sequence`, at most `patience`; whether it has.
    ///
    /// # Errors
    /// When Postgres does not answer.
    pub async fn reached(
        &self,
        sequence: Sequence,
        patience: Duration,
    ) -> Result<bool, DirectoryError> {
        let deadline = Instant::now() + patience;
        loop {
            if self.checkpoint().await? >= sequence {
                return Ok(true);
            }
            if Instant::now() >= deadline {
                return Ok(false);
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// At most `most` of an organisation's keys, newest first, those after a place.
    ///
    /// # Errors
    /// When Postgres does not answer.
    pub async fn api_keys(
        &self,
        organization: OrganizationId,
        after: Option<KeyPlace>,
        most: usize,
    ) -> Result<Vec<ListedKey>, DirectoryError> {
        let created_at = after.map(|place| place.created_at.micros());
        let id = after.map_or(Uuid::nil(), |place| place.id.0);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let parameters: [&(dyn ToSql + Sync); 4] = [&organization.0, &created_at, &id, &most];
        let rows = self.query(API_KEYS, &parameters).await?;
        rows.iter()
            .map(|row| listed(row).map_err(Into::into))
            .collect()
    }

    /// The names of keys of these organisations, those that are not known left out.
    ///
    /// # Errors
    /// When Postgres does not answer.
    pub async fn key_names(
        &self,
        organizations: &[Uuid],
        ids: &[Uuid],
    ) -> Result<Vec<(Uuid, String)>, DirectoryError> {
        let rows = self.query(KEY_NAMES, &[&organizations, &ids]).await?;
        let named = |row: &Row| Ok((row.try_get("id")?, row.try_get("name")?));
        rows.iter().map(named).collect()
    }

    async fn query(
        &self,
        statement: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, DirectoryError> {
        let client = self.client().await?;
        let statement = client.prepare_cached(statement);
        let answer = async { client.query(&statement.await?, parameters).await };
        let answer = timeout(PATIENCE, answer)
            .await
            .map_err(|_| DirectoryError::Slow)?;
        Ok(answer?)
    }

    async fn client(&self) -> Result<Object, DirectoryError> {
        let client = self.0.get().await;
        client.map_err(|error| DirectoryError::Unreachable(error.into()))
    }
}

/// The gateway reads: a statement that writes is refused by the database.
fn read_only() -> Hook {
    Hook::async_fn(|client, _| {
        Box::pin(async move {
            let session = "SET default_transaction_read_only = on";
            client
                .batch_execute(session)
                .await
                .map_err(HookError::Backend)
        })
    })
}

fn listed(row: &Row) -> Result<ListedKey, tokio_postgres::Error> {
    let instant = |name: &str| row.try_get(name).map(Timestamp::from_micros);
    let instant_if = |name: &str| {
        let micros: Option<i64> = row.try_get(name)?;
        Ok::<_, tokio_postgres::Error>(micros.map(Timestamp::from_micros))
    };
    Ok(ListedKey {
        id: ApiKeyId(row.try_get("id")?),
        name: row.try_get("name")?,
        owner: row.try_get::<_, Option<Uuid>>("owner")?.map(UserId),
        scopes: row.try_get("scopes")?,
        models: row.try_get("models")?,
        expires_at: instant_if("expires_at")?,
        created_at: instant("created_at")?,
        updated_at: instant("updated_at")?,
        revoked_at: instant_if("revoked_at")?,
        revision: row.try_get::<_, i64>("revision")?.unsigned_abs(),
    })
}
