//! What a gateway has to know, from its environment.
use crate::{
    proxy::{
        Limits,
        unsupported::{self, UnsupportedParams},
    },
    upstream::Timeouts,
};
use infra::journal::Acknowledgement;
use std::{net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

/// The settings of one gateway.
#[derive(Clone)]
pub struct Settings {
    /// Where the API is served.
    pub listen: SocketAddr,
    /// Where Prometheus' metrics are served, besides `/metrics` for the operator.
    pub metrics_listen: Option<SocketAddr>,
    /// Where the journal lies.
    pub data_dir: PathBuf,
    /// The log's servers.
    pub nats_url: String,
    /// The read models' database; without it the lists that need it answer 503.
    pub postgres_url: Option<String>,
    /// The analytics' database; without it the routes that need it answer 503.
    pub clickhouse_url: Option<String>,
    /// Where people reach the hub; where it is HTTPS, every session's cookie is for HTTPS alone.
    pub public_url: Option<String>,
    /// Where the built console lies; the binary's own, where it has one, if absent.
    pub console_dir: Option<PathBuf>,
    /// The operator's token.
    pub admin_token: String,
    /// The master keys, as the keyring reads them.
    pub master_key: String,
    /// When the last byte of an answer may leave.
    pub acknowledgement: Acknowledgement,
    /// How large the journal may grow, in bytes.
    pub journal_bytes: u64,
    /// How many threads serve requests; as many as there are processors where absent.
    pub workers: Option<usize>,
    /// How long to wait for providers.
    pub timeouts: Timeouts,
    /// The bounds of one call.
    pub limits: Limits,
    /// Whether strangers may ask which models the default organisation has, as AIGNE's own clients do.
    pub public_models: bool,
    /// What becomes of parameters that a provider has no equivalent of, where a call does not say.
    pub unsupported_params: UnsupportedParams,
    /// How long calls under way may take to end when the gateway is asked to stop.
    pub drain: Duration,
}

/// A variable is missing or cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSettings {
    /// It is needed and not set.
    #[error("{0} is not set. `hub up` sets it; to run a gateway alone, set it to {1}")]
    Missing(&'static str, &'static str),
    /// It is set to something else than it takes.
    #[error("{0} is not {1}")]
    Malformed(&'static str, &'static str),
}

impl Settings {
    /// Reads the settings, given a way to look variables up.
    ///
    /// # Errors
    /// When a variable that is needed is missing, or one that is set cannot be read.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, InvalidSettings> {
        let lookup = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let variables = Variables(&lookup);
        Ok(Self {
            listen: variables.or(
                "HUB_LISTEN",
                "an address such as 127.0.0.1:8787",
                DEFAULT_LISTEN,
            )?,
            metrics_listen: variables
                .optional("HUB_METRICS_LISTEN", "an address such as 127.0.0.1:9464")?,
            data_dir: variables.or("HUB_DATA_DIR", "a directory", PathBuf::from(".hub"))?,
            nats_url: variables.required(
                "HUB_NATS_URL",
                "the log's address, such as nats://127.0.0.1:4222",
            )?,
            postgres_url: lookup("HUB_POSTGRES_URL"),
            clickhouse_url: lookup("HUB_CLICKHOUSE_URL"),
            public_url: lookup("HUB_PUBLIC_URL"),
            console_dir: lookup("HUB_CONSOLE_DIR").map(PathBuf::from),
            admin_token: variables.required("HUB_ADMIN_TOKEN", "a long random text")?,
            master_key: variables.required("HUB_MASTER_KEY", "32 random bytes in base64")?,
            acknowledgement: variables.or("HUB_ACK", "`log` or `journal`", Acknowledgement::Log)?,
            journal_bytes: variables.or("HUB_JOURNAL_BYTES", "a number of bytes", 1 << 30)?,
            workers: variables.optional("HUB_WORKERS", "a number of threads")?,
            timeouts: Timeouts {
                connect: variables.seconds("HUB_CONNECT_TIMEOUT", 10)?,
                first_byte: variables.seconds("HUB_FIRST_BYTE_TIMEOUT", 300)?,
                idle: variables.seconds("HUB_IDLE_TIMEOUT", 120)?,
            },
            limits: Limits {
                request_bytes: variables.or("HUB_MAX_BODY_BYTES", "a number of bytes", 32 << 20)?,
                answer_bytes: variables.or(
                    "HUB_MAX_ANSWER_BYTES",
                    "a number of bytes",
                    128 << 20,
                )?,
                client_stall: variables.seconds("HUB_CLIENT_STALL_TIMEOUT", 120)?,
            },
            public_models: variables.or("HUB_PUBLIC_MODELS", "`true` or `false`", false)?,
            unsupported_params: variables.or(
                "HUB_UNSUPPORTED_PARAMS",
                unsupported::VALUES,
                UnsupportedParams::default(),
            )?,
            drain: variables.seconds("HUB_DRAIN_TIMEOUT", 30)?,
        })
    }
}

const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8787);

struct Variables<'a, F>(&'a F);

impl<F: Fn(&str) -> Option<String>> Variables<'_, F> {
    fn required(&self, name: &'static str, to: &'static str) -> Result<String, InvalidSettings> {
        (self.0)(name).ok_or(InvalidSettings::Missing(name, to))
    }

    fn optional<T: FromStr>(
        &self,
        name: &'static str,
        expected: &'static str,
    ) -> Result<Option<T>, InvalidSettings> {
        let value = (self.0)(name).map(|text| text.parse());
        value
            .transpose()
            .map_err(|_| InvalidSettings::Malformed(name, expected))
    }

    fn or<T: FromStr>(
        &self,
        name: &'static str,
        expected: &'static str,
        default: T,
    ) -> Result<T, InvalidSettings> {
        Ok(self.optional(name, expected)?.unwrap_or(default))
    }

    fn seconds(&self, name: &'static str, default: u64) -> Result<Duration, InvalidSettings> {
        let seconds: f64 = match self.optional(name, "a number of seconds")? {
            Some(seconds) => seconds,
            None => return Ok(Duration::from_secs(default)),
        };
        let duration = Duration::try_from_secs_f64(seconds);
        duration.map_err(|_| InvalidSettings::Malformed(name, "a number of seconds"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<Settings, InvalidSettings> {
        Settings::read(|name| {
            let required = [
                ("HUB_NATS_URL", "n"),
                ("HUB_ADMIN_TOKEN", "t"),
                ("HUB_MASTER_KEY", "k"),
            ];
            let found = set
                .iter()
                .chain(&required)
                .find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_not_set_has_its_default() {
        let settings = read(&[]).unwrap();
        assert_eq!(settings.listen, DEFAULT_LISTEN);
        assert_eq!(settings.acknowledgement, Acknowledgement::Log);
        assert_eq!(settings.limits.request_bytes, 32 << 20);
    }

    #[test]
    fn timeouts_may_be_fractions_of_a_second() {
        let settings = read(&[("HUB_IDLE_TIMEOUT", "0.25")]).unwrap();
        assert_eq!(settings.timeouts.idle, Duration::from_millis(250));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (name, value) in [
            ("HUB_LISTEN", "nowhere"),
            ("HUB_ACK", "maybe"),
            ("HUB_IDLE_TIMEOUT", "-1"),
            ("HUB_WORKERS", "many"),
            ("HUB_PUBLIC_MODELS", "1"),
            ("HUB_UNSUPPORTED_PARAMS", "loose"),
        ] {
            let error = read(&[(name, value)]).err().unwrap();
            assert!(matches!(error, InvalidSettings::Malformed(named, _) if named == name));
        }
        assert!(matches!(
            read(&[("HUB_NATS_URL", "")]),
            Err(InvalidSettings::Missing("HUB_NATS_URL", _))
        ));
    }
}
