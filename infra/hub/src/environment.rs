//! The variables that the hub's parts read their settings from; what is not set is taken from the
//! local hub that runs in the data directory.

use std::env;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use infra::stack::{Addresses, Part, Place, State, admin_token_file, master_key_file};

/// A variable's value: the environment's, else what the local hub in `place` would be given.
pub(crate) fn lookup(place: &Place) -> impl Fn(&str) -> Option<String> {
    let place = place.clone();
    let state = State::of(&place);
    move |name| given(name).or_else(|| local(name, &place, &state))
}

/// A variable that is set to something.
pub(crate) fn given(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn local(name: &str, place: &Place, state: &State) -> Option<String> {
    let address = |part| state.address(part).map(str::to_owned);
    match name {
        "HUB_NATS_URL" => address(Part::Nats),
        "HUB_POSTGRES_URL" => address(Part::Postgres),
        "HUB_CLICKHOUSE_URL" => address(Part::ClickHouse),
        "HUB_ADMIN_TOKEN" => line(&admin_token_file(place)),
        "HUB_MASTER_KEY" => line(&master_key_file(place)),
        "HUB_DATA_DIR" => Some(place.path().display().to_string()),
        _ => None,
    }
}

fn line(path: &Path) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim().to_owned())
}

/// What `hub up` tells the parts that it starts.
pub(crate) struct Given<'a> {
    pub(crate) place: &'a Place,
    pub(crate) addresses: &'a Addresses,
    pub(crate) listen: SocketAddr,
    pub(crate) console: Option<&'a Path>,
    pub(crate) admin_token: String,
    pub(crate) master_key: String,
}

impl Given<'_> {
    /// As variables.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let servers = [
            ("HUB_NATS_URL", &self.addresses.nats),
            ("HUB_POSTGRES_URL", &self.addresses.postgres),
            ("HUB_CLICKHOUSE_URL", &self.addresses.clickhouse),
        ];
        let servers = servers
            .into_iter()
            .filter_map(|(name, address)| Some((name, address.clone()?)));
        let own = [
            ("HUB_DATA_DIR", self.place.path().display().to_string()),
            ("HUB_LISTEN", self.listen.to_string()),
            ("HUB_ADMIN_TOKEN", self.admin_token.clone()),
            ("HUB_MASTER_KEY", self.master_key.clone()),
        ];
        let console = self.console.map(|path| path.display().to_string());
        let console = console.map(|path| ("HUB_CONSOLE_DIR", path));
        let all = servers.chain(own).chain(console);
        all.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use infra::stack::Recorded;

    use super::*;

    #[test]
    fn what_is_not_set_comes_from_the_local_hub() {
        let place = Place::at(Path::new("/nowhere/.hub"));
        let recorded = Recorded {
            part: Part::Nats,
            process: None,
            address: "nats://127.0.0.1:14222".to_owned(),
        };
        let state = State {
            parts: vec![recorded],
            ..State::default()
        };
        let found = |name| local(name, &place, &state);
        assert_eq!(
            found("HUB_NATS_URL").as_deref(),
            Some("nats://127.0.0.1:14222")
        );
        assert_eq!(found("HUB_POSTGRES_URL"), None);
        assert_eq!(found("HUB_ADMIN_TOKEN"), None);
        assert_eq!(found("HUB_DATA_DIR").as_deref(), Some("/nowhere/.hub"));
    }
}
