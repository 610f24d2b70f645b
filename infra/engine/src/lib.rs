//! Starts the ClickHouse engine; the only crate with foreign-function calls.
