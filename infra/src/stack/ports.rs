//! The servers' ports: the ones used before, else the usual ones, else any free one.

use std::net::{SocketAddr, TcpListener};

use rand::Rng;
use serde::{Deserialize, Serialize};

/// Below the range that the kernel gives to outgoing connections, so that a server finds its port
/// free again after a restart.
const ANY: std::ops::Range<u16> = 20_000..32_000;

/// The port of every listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ports {
    /// NATS, for clients.
    pub nats: u16,
    /// NATS, its monitoring pages.
    pub nats_monitor: u16,
    /// Postgres.
    pub postgres: u16,
    /// ClickHouse over HTTP.
    pub clickhouse: u16,
    /// ClickHouse's native protocol.
    pub clickhouse_native: u16,
}

/// Where ports are taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PortChoice {
    /// The same ones at each start while they are free.
    #[default]
    Remembered,
    /// Free ones at each start, for many stacks side by side.
    Free,
}

impl Ports {
    /// The usual ones, a digit away from each server's own default.
    pub const USUAL: Self = Self {
        nats: 14_222,
        nats_monitor: 18_222,
        postgres: 15_432,
        clickhouse: 18_123,
        clickhouse_native: 19_000,
    };

    /// Ports that are free now.
    pub(crate) fn choose(choice: PortChoice, remembered: Option<Self>) -> Self {
        let preferred = match choice {
            PortChoice::Remembered => vec![remembered.unwrap_or(Self::USUAL), Self::USUAL],
            PortChoice::Free => Vec::new(),
        };
        let mut taken = Vec::new();
        let mut pick = |port: fn(&Self) -> u16| {
            let wanted = preferred.iter().map(port);
            let chosen = first_free(wanted, &taken);
            taken.push(chosen);
            chosen
        };
        Self {
            nats: pick(|ports| ports.nats),
            nats_monitor: pick(|ports| ports.nats_monitor),
            postgres: pick(|ports| ports.postgres),
            clickhouse: pick(|ports| ports.clickhouse),
            clickhouse_native: pick(|ports| ports.clickhouse_native),
        }
    }
}

impl Ports {
    /// Those of them that somebody uses now.
    #[must_use]
    pub fn taken(&self) -> Vec<u16> {
        let all = [
            self.nats,
            self.nats_monitor,
            self.postgres,
            self.clickhouse,
            self.clickhouse_native,
        ];
        all.into_iter()
            .filter(|port| !is_free(local(*port)))
            .collect()
    }
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn first_free(wanted: impl Iterator<Item = u16>, taken: &[u16]) -> u16 {
    let mut random = rand::rng();
    let any = std::iter::repeat_with(|| random.random_range(ANY)).take(1_000);
    wanted
        .chain(any)
        .find(|port| !taken.contains(port) && is_free(local(*port)))
        .unwrap_or(0)
}

/// Whether nobody listens on `address`.
#[must_use]
pub fn is_free(address: SocketAddr) -> bool {
    TcpListener::bind(address).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembered_ports_are_used_again_and_a_taken_one_is_replaced() {
        let first = Ports::choose(PortChoice::Free, None);
        assert_eq!(Ports::choose(PortChoice::Remembered, Some(first)), first);
        let _busy = TcpListener::bind(("127.0.0.1", first.postgres)).unwrap();
        let second = Ports::choose(PortChoice::Remembered, Some(first));
        assert_eq!(second.nats, first.nats);
        assert_ne!(second.postgres, first.postgres);
        assert_ne!(second.postgres, 0);
    }

    #[test]
    fn free_ports_differ_from_each_other() {
        let ports = Ports::choose(PortChoice::Free, None);
        let mut all = vec![
            ports.nats,
            ports.nats_monitor,
            ports.postgres,
            ports.clickhouse,
            ports.clickhouse_native,
        ];
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 5);
    }
}
