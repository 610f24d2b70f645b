//! What the organisations configured, as it is now: one statement an event.
mod credential;
mod key;
mod model;
mod provider;
mod route;
mod statement;

use crate::{
    error::StoreError,
    record::{Batch, Record},
};
use domain::{event::Event, organization};
use statement::Statement;
use tokio_postgres::Transaction;

const ADD_ORGANIZATION: &str = "
    INSERT INTO organizations (id, created_at, name, display_name) VALUES ($1, $2, $3, $4)";

/// Applies a batch in its order; tells how many rows that changed.
///
/// # Errors
/// When the database fails.
pub(crate) async fn write(transaction: &Transaction<'_>, batch: &Batch) -> Result<u64, StoreError> {
    let mut rows = 0;
    for record in &batch.records {
        for (_, event) in record.events() {
            for statement in project(record, event) {
                rows += statement.execute(transaction).await?;
            }
        }
    }
    Ok(rows)
}

/// What an event changes; nothing where it is none of the directory's.
fn project(record: &Record, event: &Event) -> Vec<Statement> {
    match event {
        Event::Organization(organization::Event::Created {
            name, display_name, ..
        }) => vec![
            Statement::of(record, ADD_ORGANIZATION)
                .time(record.commit.time)
                .text(name)
                .optional_text(display_name.as_deref()),
        ],
        Event::Provider(event) => provider::project(record, event),
        Event::Route(event) => vec![route::project(record, event)],
        Event::ApiKey(event) => vec![key::project(record, event)],
        Event::Request(_) | Event::IdempotencyKey(_) | Event::Session(_) | Event::Activity(_) => {
            Vec::new()
        }
    }
}
