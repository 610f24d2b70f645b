//! The way to ClickHouse: statements that only read, bounded in time, memory and number.
use clickhouse::{Client, Row, RowOwned, RowRead, error::Error, query::Query};
use infra::clickhouse::{InvalidAddress, Warehouse};
use serde::Serialize;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// How long ClickHouse may work on an answer; an export may take [`EXPORT`].
const EXECUTION: Duration = Duration::from_secs(10);
const EXPORT: Duration = Duration::from_mins(10);
/// What the network may add to that.
const GRACE: Duration = Duration::from_secs(2);
/// The longest wait for one of the statements under way to end.
const TURN: Duration = Duration::from_secs(5);
/// How many statements a gateway has under way.
const AT_ONCE: usize = 16;
/// How many of them may be exports.
const EXPORTS: usize = 4;
/// The memory that a statement may take, and where an export begins to use the disk.
const MEMORY: &str = "1500000000";
const SPILL: &str = "400000000";

/// ClickHouse's codes for a statement that took too long or too much memory.
const TOO_MUCH: [&str; 3] = ["Code: 159.", "Code: 160.", "Code: 241."];

/// The analytics of every organisation. Clones share the connections and the bounds.
#[derive(Clone)]
pub struct Analytics {
    client: Client,
    turns: Arc<Semaphore>,
    exports: Arc<Semaphore>,
}

/// The analytics gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum AnalyticsError {
    /// This gateway was started without.
    #[error("no analytics are set up")]
    Absent,
    /// Not reached, or no answer in time.
    #[error("ClickHouse cannot be reached")]
    Unreachable(#[source] Option<Error>),
    /// There are too many statements under way.
    #[error("ClickHouse is busy")]
    Busy,
    /// The answer would take too long or too much memory.
    #[error("the answer is too much work")]
    TooMuch(#[source] Error),
    /// ClickHouse refused the statement, or the tables are not there.
    #[error("ClickHouse failed")]
    Failed(#[source] Error),
}

/// A statement under construction: its text, and what its parameters stand for.
pub(super) struct Statement {
    text: String,
    query: Query,
}

/// Rows as they come, and the right to have them.
pub(super) struct Rows<T> {
    cursor: clickhouse::query::RowCursor<T>,
    _turn: OwnedSemaphorePermit,
}

impl std::fmt::Debug for Analytics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analytics").finish_non_exhaustive()
    }
}

impl Analytics {
    /// The analytics at `address`; nothing is sent yet.
    ///
    /// # Errors
    /// When the text is no address.
    pub fn at(address: &str) -> Result<Self, InvalidAddress> {
        let client = Warehouse::at(address)?.shown();
        Ok(Self {
            client: client
                .with_setting("readonly", "2")
                .with_setting("max_memory_usage", MEMORY)
                .with_setting("cancel_http_readonly_queries_on_client_close", "1"),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            exports: Arc::new(Semaphore::new(EXPORTS)),
        })
    }

    /// Whether ClickHouse answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), AnalyticsError> {
        let answer = self.client.query_raw("SELECT 1").fetch_one::<u8>();
        answer.await.map(drop).map_err(of_error)
    }

    pub(super) fn statement(&self, text: String) -> Statement {
        Statement {
            query: self.client.query_raw(&text),
            text,
        }
    }

    /// Every row that the statement gives.
    pub(super) async fn all<T: RowOwned + RowRead>(
        &self,
        statement: Statement,
    ) -> Result<Vec<T>, AnalyticsError> {
        let _turn = turn(&self.turns).await?;
        let query = statement
            .query
            .with_setting("max_execution_time", EXECUTION.as_secs().to_string());
        let answer = timeout(EXECUTION + GRACE, query.fetch_all::<T>()).await;
        let answer = answer.map_err(|_| AnalyticsError::Unreachable(None))?;
        answer.map_err(|error| {
            tracing::debug!(statement = statement.text, "ClickHouse refused");
            of_error(error)
        })
    }

    /// The rows that the statement gives, however many, as they come.
    pub(super) async fn export<T: Row>(
        &self,
        statement: Statement,
    ) -> Result<Rows<T>, AnalyticsError> {
        let turn = turn(&self.exports).await?;
        let query = statement
            .query
            .with_setting("max_execution_time", EXPORT.as_secs().to_string())
            .with_setting("max_bytes_before_external_group_by", SPILL)
            .with_setting("max_bytes_before_external_sort", SPILL);
        Ok(Rows {
            cursor: query.fetch::<T>().map_err(of_error)?,
            _turn: turn,
        })
    }
}

impl Statement {
    /// Says what a parameter, `{name:Type}` in the text, stands for.
    pub(super) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.query = self.query.param(name, value);
        self
    }
}

impl<T: RowOwned + RowRead> Rows<T> {
    /// The next rows, at most `most`; none at the end.
    pub(super) async fn next(&mut self, most: usize) -> Result<Vec<T>, AnalyticsError> {
        let mut rows = Vec::new();
        while rows.len() < most {
            let next = timeout(EXPORT + GRACE, self.cursor.next()).await;
            let next = next.map_err(|_| AnalyticsError::Unreachable(None))?;
            match next.map_err(of_error)? {
                Some(row) => rows.push(row),
                None => break,
            }
        }
        Ok(rows)
    }
}

async fn turn(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, AnalyticsError> {
    let turn = timeout(TURN, turns.clone().acquire_owned()).await;
    let turn = turn.map_err(|_| AnalyticsError::Busy)?;
    turn.map_err(|_| AnalyticsError::Busy)
}

fn of_error(error: Error) -> AnalyticsError {
    let too_much = |text: &str| TOO_MUCH.iter().any(|code| text.contains(code));
    if matches!(error, Error::Network(_) | Error::TimedOut) {
        AnalyticsError::Unreachable(Some(error))
    } else if matches!(&error, Error::BadResponse(text) if too_much(text)) {
        AnalyticsError::TooMuch(error)
    } else {
        AnalyticsError::Failed(error)
    }
}
