//! What commands take from the environment.

use std::net::SocketAddr;

use infra::stack::Part;

/// Servers that run elsewhere.
#[derive(clap::Args)]
pub(crate) struct Outside {
    /// Use this NATS instead of starting one.
    #[arg(long, env = "HUB_NATS_URL", value_name = "URL", hide_env_values = true)]
    nats_url: Option<String>,
    /// Use this Postgres instead of starting one.
    #[arg(
        long,
        env = "HUB_POSTGRES_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    postgres_url: Option<String>,
    /// Use this ClickHouse instead of starting one.
    #[arg(
        long,
        env = "HUB_CLICKHOUSE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    clickhouse_url: Option<String>,
}

impl Outside {
    /// The servers given.
    pub(crate) fn servers(&self) -> impl Iterator<Item = (Part, String)> {
        [
            (Part::Nats, &self.nats_url),
            (Part::Postgres, &self.postgres_url),
            (Part::ClickHouse, &self.clickhouse_url),
        ]
        .into_iter()
        .filter_map(|(part, url)| Some((part, url.clone()?)))
    }
}

/// The address that the gateway listens on.
#[derive(clap::Args)]
pub(crate) struct Listen {
    /// Where the gateway listens.
    #[arg(
        long,
        env = "HUB_LISTEN",
        default_value = "127.0.0.1:8787",
        value_name = "ADDRESS"
    )]
    pub(crate) listen: SocketAddr,
}

/// Where the servers are, for a part that runs alone.
#[derive(clap::Args)]
pub(crate) struct Servers {
    /// The log.
    #[arg(long, env = "HUB_NATS_URL", value_name = "URL", hide_env_values = true)]
    nats_url: String,
    /// The database of the read models.
    #[arg(
        long,
        env = "HUB_POSTGRES_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    postgres_url: String,
    /// The analytics; the database in it is `hub` unless `?database=` names another.
    #[arg(
        long,
        env = "HUB_CLICKHOUSE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    clickhouse_url: String,
}

impl From<Servers> for projectors::Settings {
    fn from(servers: Servers) -> Self {
        Self {
            nats_url: servers.nats_url,
            postgres_url: servers.postgres_url,
            clickhouse_url: servers.clickhouse_url,
        }
    }
}
