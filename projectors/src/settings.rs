//! Where the log and the databases are.

/// Where the log and the databases are.
#[derive(Clone)]
pub struct Settings {
    /// `nats://host:port`, several separated by commas.
    pub nats_url: String,
    /// `postgres://user:password@host:port/database`.
    pub postgres_url: String,
    /// `http://user:password@host:port/?database=hub`.
    pub clickhouse_url: String,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The addresses may hold passwords.
        f.debug_struct("Settings").finish_non_exhaustive()
    }
}
