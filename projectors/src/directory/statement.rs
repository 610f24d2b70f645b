//! A statement with its parameters.
use crate::{postgres::text, record::Record};
use domain::time::Timestamp;
use infra::postgres::instant;
use schemas::subject::ControlSubject;
use tokio_postgres::{Error, Transaction, types::ToSql};
use uuid::Uuid;

type Parameter = Box<dyn ToSql + Send + Sync>;

/// A statement with its parameters.
#[derive(Debug)]
pub(super) struct Statement {
    sql: &'static str,
    parameters: Vec<Parameter>,
}

impl Statement {
    /// A statement whose `$1` is the organisation.
    pub(super) fn of(record: &Record, sql: &'static str) -> Self {
        let statement = Self {
            sql,
            parameters: Vec::new(),
        };
        statement.value(record.commit.organization.0)
    }

    /// As [`Self::of`], and `$2` is the aggregate that the commit belongs to.
    pub(super) fn of_aggregate(record: &Record, sql: &'static str) -> Self {
        let subject = ControlSubject::parse(&record.message.subject);
        let aggregate = subject.map_or_else(Uuid::nil, |subject| subject.id);
        Self::of(record, sql).value(aggregate)
    }

    pub(super) fn value(mut self, value: impl ToSql + Send + Sync + 'static) -> Self {
        self.parameters.push(Box::new(value));
        self
    }

    pub(super) fn text(self, value: &str) -> Self {
        self.value(text(value))
    }

    pub(super) fn optional_text(self, value: Option<&str>) -> Self {
        self.value(value.map(text))
    }

    pub(super) fn texts<'a>(self, values: impl Iterator<Item = &'a str>) -> Self {
        self.value(values.map(text).collect::<Vec<_>>())
    }

    pub(super) fn time(self, time: Timestamp) -> Self {
        self.value(instant(time))
    }

    /// A count; the largest that the database holds where it is larger still.
    pub(super) fn count(self, count: Option<u64>) -> Self {
        self.value(count.map(|count| i64::try_from(count).unwrap_or(i64::MAX)))
    }

    pub(super) async fn execute(&self, transaction: &Transaction<'_>) -> Result<u64, Error> {
        let parameters = self
            .parameters
            .iter()
            .map(|one| &**one as &(dyn ToSql + Sync));
        let parameters: Vec<_> = parameters.collect();
        transaction.execute(self.sql, &parameters).await
    }
}
