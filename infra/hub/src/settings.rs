//! What the commands take from the environment.

use std::net::SocketAddr;

use anyhow::Context;
use infra::stack::{Part, Place};

use crate::environment::lookup;

/// Servers that run elsewhere; those that are not given are the local hub's.
#[derive(clap::Args)]
pub(crate) struct Servers {
    /// The NATS to use instead of the local hub's.
    #[arg(long, env = "HUB_NATS_URL", value_name = "URL", hide_env_values = true)]
    nats_url: Option<String>,
    /// The Postgres to use instead of the local hub's.
    #[arg(
        long,
        env = "HUB_POSTGRES_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    postgres_url: Option<String>,
    /// The ClickHouse to use instead of the local hub's; the database in it is `hub` unless
    /// `?database=` names another.
    #[arg(
        long,
        env = "HUB_CLICKHOUSE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    clickhouse_url: Option<String>,
}

impl Servers {
    /// The servers given.
    pub(crate) fn outside(&self) -> impl Iterator<Item = (Part, String)> {
        [
            (Part::Nats, &self.nats_url),
            (Part::Postgres, &self.postgres_url),
            (Part::ClickHouse, &self.clickhouse_url),
        ]
        .into_iter()
        .filter_map(|(part, url)| Some((part, url.clone().filter(|url| !url.is_empty())?)))
    }

    /// The servers given, and for the others those of the hub that runs in `place`.
    pub(crate) fn beside(self, place: &Place) -> anyhow::Result<projectors::Settings> {
        let lookup = lookup(place);
        let needed = |given: Option<String>, name: &str| {
            let found = given.filter(|url| !url.is_empty());
            let found = found.or_else(|| lookup(name));
            let advice = || {
                format!("{name} is not set, and no local hub runs here: set it, or start `hub up`")
            };
            found.with_context(advice)
        };
        Ok(projectors::Settings {
            nats_url: needed(self.nats_url, "HUB_NATS_URL")?,
            postgres_url: needed(self.postgres_url, "HUB_POSTGRES_URL")?,
            clickhouse_url: needed(self.clickhouse_url, "HUB_CLICKHOUSE_URL")?,
        })
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
