//! Where ClickHouse is: `http://user:password@host:8123/?database=hub`.
use clickhouse::{Client, Compression};
use thiserror::Error;
use url::{Host, Url};

/// The database where the address names none.
const DATABASE: &str = "hub";

/// The text is no address of a ClickHouse server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidAddress {
    /// Not `http://host:port`.
    #[error("not an address such as http://user:password@host:8123/?database=hub")]
    Url,
    /// The database's name would need quoting.
    #[error("the database's name may have letters, digits and _ only")]
    Database,
}

/// A client of the server at `address`, and the database that is meant.
pub(super) fn parse(address: &str) -> Result<(Client, String), InvalidAddress> {
    let mut url = Url::parse(address).map_err(|_| InvalidAddress::Url)?;
    if url.scheme() != "http" || !url.has_host() {
        return Err(InvalidAddress::Url);
    }
    let database = database(&url)?;
    let mut client = Client::default();
    if !url.username().is_empty() {
        client = client.with_user(decoded(url.username())?);
    }
    if let Some(password) = url.password() {
        client = client.with_password(decoded(password)?);
    }
    if is_this_machine(&url) {
        client = client.with_compression(Compression::None);
    }
    let cleared = url.set_username("").and_then(|()| url.set_password(None));
    cleared.map_err(|()| InvalidAddress::Url)?;
    url.set_query(None);
    Ok((client.with_url(url), database))
}

/// Where compressing costs more than it spares.
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn database(url: &Url) -> Result<String, InvalidAddress> {
    let named = url.query_pairs().find(|(name, _)| name == "database");
    let name = named.map_or_else(|| DATABASE.to_owned(), |(_, name)| name.into_owned());
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return Err(InvalidAddress::Database);
    }
    Ok(name)
}

/// The text behind percent escapes, by the rules of a query, where `+` would mean a blank.
fn decoded(text: &str) -> Result<String, InvalidAddress> {
    let query = format!(
        "http://h/?v={}",
        text.replace('+', "%2B").replace('&', "%26")
    );
    let url = Url::parse(&query).map_err(|_| InvalidAddress::Url)?;
    let value = url
        .query_pairs()
        .next()
        .map(|(_, value)| value.into_owned());
    value.ok_or(InvalidAddress::Url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_name_the_database() {
        for (address, expected) in [
            ("http://127.0.0.1:8123", Ok("hub")),
            ("http://h:8123/?database=other_1", Ok("other_1")),
            ("http://u:p%40%20w@h:8123/?database=hub", Ok("hub")),
            ("http://h:8123/?database=a;b", Err(InvalidAddress::Database)),
            ("http://h:8123/?database=", Err(InvalidAddress::Database)),
            ("https://h:8443", Err(InvalidAddress::Url)),
            ("h:8123", Err(InvalidAddress::Url)),
            ("", Err(InvalidAddress::Url)),
        ] {
            let database = parse(address).map(|(_, database)| database);
            assert_eq!(database, expected.map(str::to_owned), "{address}");
        }
    }

    #[test]
    fn this_machine_is_known_by_its_address() {
        for (address, expected) in [
            ("http://127.0.0.1:8123", true),
            ("http://[::1]:8123", true),
            ("http://localhost:8123", true),
            ("http://10.0.0.1:8123", false),
            ("http://clickhouse:8123", false),
        ] {
            let url = Url::parse(address).unwrap();
            assert_eq!(is_this_machine(&url), expected, "{address}");
        }
    }

    #[test]
    fn escapes_in_a_password_are_undone() {
        assert_eq!(decoded("p%40%20w+x"), Ok("p@ w+x".to_owned()));
    }
}
