//! Postgres: connections and migrations.
mod connection;
mod migrate;

pub use connection::{connect, instant};
pub use migrate::{MigrateError, build, migrate};
