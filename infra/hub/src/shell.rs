//! A running hub's addresses, for a shell.

use std::env::{split_paths, var_os};
use std::fmt::Write;
use std::path::Path;

use infra::stack::{Part, Place, State, admin_token_file};

/// Assignments for the shell that evaluates them, and not for the programs that it runs: a later
/// `hub up` there must start its own servers.
pub(crate) fn variables(place: &Place, state: &State, psql: Option<&Path>) -> String {
    let mut text = String::new();
    let mut assign = |name: &str, value: &str| {
        // Writing to a string can't fail.
        let _ = writeln!(text, "{name}={value}");
    };
    for (part, name) in [
        (Part::Gateway, "HUB"),
        (Part::Nats, "HUB_NATS_URL"),
        (Part::Postgres, "HUB_POSTGRES_URL"),
        (Part::ClickHouse, "HUB_CLICKHOUSE_URL"),
    ] {
        if let Some(address) = state.address(part) {
            assign(name, &quoted(&with_database(part, address)));
        }
    }
    let token = admin_token_file(place);
    if token.exists() {
        let token = quoted(&token.display().to_string());
        assign("HUB_ADMIN_TOKEN", &format!("\"$(cat {token})\""));
    }
    if let Some(directory) = psql.and_then(Path::parent)
        && !is_on_path("psql")
    {
        let directory = directory.display().to_string();
        assign("PATH", &format!("\"$PATH\":{}", quoted(&directory)));
    }
    text
}

/// ClickHouse answers with its default database to whoever names none.
pub(crate) fn with_database(part: Part, address: &str) -> String {
    if part == Part::ClickHouse && !address.contains('?') {
        format!("{}/?database=hub", address.trim_end_matches('/'))
    } else {
        address.to_owned()
    }
}

/// Whether the machine has a program of its own of that name.
pub(crate) fn is_on_path(program: &str) -> bool {
    let found = |path| split_paths(&path).any(|directory| directory.join(program).is_file());
    var_os("PATH").is_some_and(found)
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use infra::stack::Recorded;

    use super::*;

    #[test]
    fn a_shell_learns_where_the_servers_are() {
        let recorded = Recorded {
            part: Part::ClickHouse,
            process: None,
            address: "http://127.0.0.1:18123".to_owned(),
        };
        let state = State {
            parts: vec![recorded],
            ..State::default()
        };
        let place = Place::at(Path::new("/nowhere/.hub"));
        let text = variables(&place, &state, None);
        let expected = "HUB_CLICKHOUSE_URL='http://127.0.0.1:18123/?database=hub'\n";
        assert_eq!(text, expected);
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
