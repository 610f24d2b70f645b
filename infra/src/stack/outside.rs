//! Servers that others run: the hub only uses them, and never starts, ends or empties one.

use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_postgres::config::{Config, Host};

use super::part::Part;

/// How long one server may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(2);

/// A server that others run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// Which part it plays.
    pub part: Part,
    /// Where it is reached; without a password.
    pub address: String,
}

/// Whether somebody listens at one of the places that `address` names.
#[must_use]
pub fn is_reachable(part: Part, address: &str) -> bool {
    places(part, address).iter().any(|place| listens(place))
}

fn listens(place: &str) -> bool {
    let resolved = place.to_socket_addrs().into_iter().flatten();
    resolved
        .into_iter()
        .any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
}

/// Each `host:port`.
fn places(part: Part, address: &str) -> Vec<String> {
    match part {
        Part::Postgres => postgres(address),
        Part::Nats => address
            .split(',')
            .map(|one| place(one.trim(), 4222))
            .collect(),
        Part::ClickHouse => vec![place(address, 80)],
        Part::Projectors | Part::Gateway => Vec::new(),
    }
}

/// Every host that the driver would try; a socket in the file system is not looked for.
fn postgres(address: &str) -> Vec<String> {
    let config: Config = address.parse().unwrap_or_default();
    let ports = config.get_ports();
    let port = |number: usize| ports.get(number).or(ports.first()).copied().unwrap_or(5432);
    let hosts = config.get_hosts().iter().enumerate();
    hosts
        .filter_map(|(number, host)| match host {
            Host::Tcp(host) => Some(with_port(host, port(number))),
            Host::Unix(_) => None,
        })
        .collect()
}

/// The `host:port` of a URL.
fn place(url: &str, usual: u16) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| {
        !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit())
    });
    if has_port {
        host.to_owned()
    } else {
        with_port(host, usual)
    }
}

fn with_port(host: &str, port: u16) -> String {
    format!("{host}:{port}")
}

/// An address for people's eyes: what is secret in it is nobody's business.
#[must_use]
pub fn without_password(address: &str) -> String {
    if !address.contains("://") {
        return without_secret_words(address);
    }
    let each = address.split(',').map(|one| hidden(one.trim()));
    each.collect::<Vec<_>>().join(",")
}

/// Of Postgres' other form, `host=db user=hub password=…`.
fn without_secret_words(text: &str) -> String {
    let words = text.split_whitespace();
    let told = words.filter(|word| !word.starts_with("password"));
    told.collect::<Vec<_>>().join(" ")
}

fn hidden(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let pairs = query.split('&');
    let told: Vec<&str> = pairs
        .filter(|pair| !pair.is_empty() && !pair.starts_with("password="))
        .collect();
    let query = if told.is_empty() {
        String::new()
    } else {
        format!("?{}", told.join("&"))
    };
    let (user, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    match user.split_once(':') {
        Some((name, _)) => format!("{scheme}://{name}@{place}{query}"),
        // To NATS, a name alone is a token.
        None if user.is_empty() || scheme == "nats" || scheme == "tls" => {
            format!("{scheme}://{place}{query}")
        }
        None => format!("{scheme}://{user}@{place}{query}"),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn what_is_secret_in_an_address_is_not_shown() {
        for (address, shown) in [
            (
                "postgres://hub:se@cret@db:5432/hub",
                "postgres://hub@db:5432/hub",
            ),
            (
                "postgres://db/hub?user=hub&password=secret",
                "postgres://db/hub?user=hub",
            ),
            (
                "host=db user=hub password=secret dbname=hub",
                "host=db user=hub dbname=hub",
            ),
            ("nats://log:4222", "nats://log:4222"),
            ("nats://secret@log:4222", "nats://log:4222"),
            (
                "nats://hub:secret@a:4222, nats://hub:secret@b",
                "nats://hub@a:4222,nats://hub@b",
            ),
            (
                "http://u:secret@h:8123/?database=hub",
                "http://u@h:8123/?database=hub",
            ),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }

    #[test]
    fn every_place_that_an_address_names_is_tried() {
        for (part, address, found) in [
            (Part::Nats, "nats://a,b:4223", vec!["a:4222", "b:4223"]),
            (Part::Nats, "nats://u:p@a:1/", vec!["a:1"]),
            (
                Part::Postgres,
                "postgres://u:p@a:1,b:2/hub",
                vec!["a:1", "b:2"],
            ),
            (
                Part::Postgres,
                "host=a,b port=7 user=hub",
                vec!["a:7", "b:7"],
            ),
            (Part::Postgres, "postgres://a/hub", vec!["a:5432"]),
            (Part::Postgres, "nonsense", vec![]),
            (
                Part::ClickHouse,
                "http://u:p@h:8123/?database=hub",
                vec!["h:8123"],
            ),
            (Part::ClickHouse, "http://[::1]:8123", vec!["[::1]:8123"]),
            (Part::ClickHouse, "http://[::1]", vec!["[::1]:80"]),
        ] {
            assert_eq!(places(part, address), found, "{address}");
        }
    }

    #[test]
    fn a_server_is_reachable_while_it_listens() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("nats://{}", listener.local_addr().unwrap());
        assert!(is_reachable(Part::Nats, &address));
        drop(listener);
        assert!(!is_reachable(Part::Nats, &address));
    }
}
