//! The processes that a hub consists of.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One process of a running hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The event log: nats-server with `JetStream`.
    Nats,
    /// The read models: a Postgres server.
    Postgres,
    /// The analytics: the ClickHouse engine.
    ClickHouse,
    /// The workers that build the read models.
    Projectors,
    /// The HTTP side.
    Gateway,
}

impl Part {
    /// The servers, which others can also provide from outside.
    pub const SERVERS: [Self; 3] = [Self::Nats, Self::Postgres, Self::ClickHouse];
    /// Every part, in the order in which they start.
    pub const ALL: [Self; 5] = [
        Self::Nats,
        Self::Postgres,
        Self::ClickHouse,
        Self::Projectors,
        Self::Gateway,
    ];

    /// Its name on the command line, in file names and in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nats => "nats",
            Self::Postgres => "postgres",
            Self::ClickHouse => "clickhouse",
            Self::Projectors => "projectors",
            Self::Gateway => "gateway",
        }
    }

    /// The variable that names a server of others to use instead; none for the hub's own parts.
    #[must_use]
    pub fn variable(self) -> Option<&'static str> {
        match self {
            Self::Nats => Some("HUB_NATS_URL"),
            Self::Postgres => Some("HUB_POSTGRES_URL"),
            Self::ClickHouse => Some("HUB_CLICKHOUSE_URL"),
            Self::Projectors | Self::Gateway => None,
        }
    }

    /// The part of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
