//! What `hub up` says when everything has come up.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use infra::stack::{Addresses, Cache, Part};

use crate::environment::given;
use crate::shell::{is_on_path, with_database};

/// Where everything is, and a first call that works when it is pasted.
pub(crate) struct Welcome<'a> {
    pub(crate) gateway: SocketAddr,
    pub(crate) data_dir: &'a Path,
    pub(crate) addresses: &'a Addresses,
    pub(crate) has_console: bool,
}

impl fmt::Display for Welcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { gateway, .. } = self;
        let (nats, clickhouse) = (&self.addresses.nats, &self.addresses.clickhouse);
        writeln!(f)?;
        if self.has_console {
            writeln!(f, "  Console      http://{gateway}/")?;
        }
        writeln!(f, "  Gateway      http://{gateway}")?;
        writeln!(f, "  API          http://{gateway}/docs")?;
        writeln!(f, "  Admin token  {}", self.token_place())?;
        writeln!(f, "  NATS         {}", shown(nats.as_deref()))?;
        writeln!(
            f,
            "  Postgres     {} {}",
            psql(),
            shown(self.addresses.postgres.as_deref())
        )?;
        let clickhouse = shown(clickhouse.as_deref());
        let clickhouse = with_database(Part::ClickHouse, &clickhouse);
        writeln!(f, "  ClickHouse   {clickhouse}")?;
        writeln!(f, "\nA first call:\n")?;
        let token = self.token();
        writeln!(
            f,
            "  curl http://{gateway}/v1/models -H \"Authorization: Bearer {token}\""
        )?;
        write!(f, "\nCtrl-C ends it, as `hub down` does from elsewhere.")
    }
}

impl Welcome<'_> {
    fn token_file(&self) -> String {
        self.data_dir.join("admin.token").display().to_string()
    }

    fn token_place(&self) -> String {
        given("HUB_ADMIN_TOKEN").map_or_else(|| self.token_file(), |_| "HUB_ADMIN_TOKEN".to_owned())
    }

    fn token(&self) -> String {
        match given("HUB_ADMIN_TOKEN") {
            Some(_) => "$HUB_ADMIN_TOKEN".to_owned(),
            None => format!("$(cat {})", self.token_file()),
        }
    }
}

/// A server's address without a password, which is for nobody's screen.
fn shown(address: Option<&str>) -> String {
    address.map_or_else(String::new, infra::stack::without_password)
}

/// A psql: the machine's own, else the one that came with the server.
fn psql() -> String {
    let packaged = if is_on_path("psql") {
        None
    } else {
        Cache::of_user().psql()
    };
    packaged.map_or_else(|| "psql".to_owned(), |psql| psql.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_call_works_when_it_is_pasted() {
        let addresses = Addresses {
            postgres: Some("postgres://hub:secret@127.0.0.1/hub".to_owned()),
            ..Addresses::default()
        };
        let welcome = Welcome {
            gateway: SocketAddr::from(([127, 0, 0, 1], 8787)),
            data_dir: Path::new(".hub"),
            addresses: &addresses,
            has_console: true,
        };
        let text = welcome.to_string();
        let call = "curl http://127.0.0.1:8787/v1/models \
            -H \"Authorization: Bearer $(cat .hub/admin.token)\"";
        assert!(text.contains(call), "{text}");
        assert!(text.contains("  Console      http://127.0.0.1:8787/\n"));
        assert!(!text.contains("secret"));
    }
}
