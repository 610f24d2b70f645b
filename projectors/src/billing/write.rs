//! Totals into Postgres: one statement a batch.
use super::totals::{COUNTERS, Key, Totals, totals};
use crate::{error::StoreError, record::Batch};
use tokio_postgres::{Transaction, types::ToSql};
use uuid::Uuid;

const ADD: &str = include_str!("add.sql");

/// The batch by columns.
#[derive(Default)]
struct Columns<'a> {
    organization: Vec<Uuid>,
    day: Vec<i32>,
    operation: Vec<&'static str>,
    provider: Vec<Option<&'a str>>,
    model: Vec<Option<&'a str>>,
    api_key: Vec<Option<Uuid>>,
    user: Vec<Option<Uuid>>,
    counts: [Vec<i64>; 6],
    cost: Vec<String>,
    usage: [Vec<String>; COUNTERS],
}

/// Adds a batch to the totals; tells how many of them it touched.
///
/// # Errors
/// When the database fails.
pub(crate) async fn write(transaction: &Transaction<'_>, batch: &Batch) -> Result<u64, StoreError> {
    let totals = totals(batch);
    if totals.is_empty() {
        return Ok(0);
    }
    let mut columns = Columns::default();
    for (key, totals) in &totals {
        columns.push(key, totals);
    }
    Ok(transaction.execute(ADD, &columns.parameters()).await?)
}

impl<'a> Columns<'a> {
    fn push(&mut self, key: &Key<'a>, totals: &Totals) {
        self.organization.push(key.organization.0);
        self.day.push(key.day);
        self.operation.push(key.operation.as_str());
        self.provider
            .push(key.answered_by.map(|(provider, _)| provider));
        self.model.push(key.answered_by.map(|(_, model)| model));
        self.api_key.push(key.api_key.map(Uuid::from));
        self.user.push(key.user.map(Uuid::from));
        let counts = [
            totals.requests(),
            totals.succeeded,
            totals.failed,
            totals.cancelled,
            totals.refused,
            totals.unpriced,
        ];
        for (column, count) in self.counts.iter_mut().zip(counts) {
            column.push(count);
        }
        self.cost.push(totals.cost.to_string());
        for (column, sum) in self.usage.iter_mut().zip(totals.usage) {
            column.push(sum.to_string());
        }
    }

    fn parameters(&self) -> Vec<&(dyn ToSql + Sync)> {
        let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![
            &self.organization,
            &self.day,
            &self.operation,
            &self.provider,
            &self.model,
            &self.api_key,
            &self.user,
        ];
        for column in &self.counts {
            parameters.push(column);
        }
        parameters.push(&self.cost);
        for column in &self.usage {
            parameters.push(column);
        }
        parameters
    }
}
