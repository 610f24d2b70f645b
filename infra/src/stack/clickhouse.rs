//! The analytics' server: the hub's own binary with the ClickHouse engine loaded into it.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use nix::sys::signal::Signal;

use super::account::Account;
use super::error::{Doing, StackError};
use super::part::Part;
use super::ports::Ports;
use super::probe::Probe;
use super::program::{Ending, Environment, Executable, Program};

/// For a machine that does other work too: its memory bounded, and only what went wrong logged.
const CONFIG: &str = "\
<clickhouse>
  <logger>
    <level>warning</level>
    <console>1</console>
    <console_log_level>warning</console_log_level>
  </logger>
  <timezone>UTC</timezone>
  <max_server_memory_usage>4000000000</max_server_memory_usage>
  <mark_cache_size>268435456</mark_cache_size>
  <max_concurrent_queries>100</max_concurrent_queries>
</clickhouse>
";

pub(crate) fn program(
    package: &Path,
    data: &Path,
    ports: &Ports,
    account: &Account,
    hub: &Path,
) -> Result<Program, StackError> {
    let config = data.join("clickhouse.xml");
    fs::write(&config, CONFIG).doing("writing", &config)?;
    let shown = |path: &Path| path.display().to_string();
    Ok(Program {
        part: Part::ClickHouse,
        executable: Executable::reachable(hub, account).doing("opening", hub)?,
        arguments: vec![
            "engine".to_owned(),
            format!("--library={}", shown(&package.join("package/libchdb.so"))),
            format!("--data={}", shown(&data.join("clickhouse"))),
            format!("--config={}", shown(&config)),
            format!("--http-port={}", ports.clickhouse),
            format!("--tcp-port={}", ports.clickhouse_native),
        ],
        environment: Environment::Clean,
        account: account.clone(),
        address: format!("http://127.0.0.1:{}", ports.clickhouse),
        probe: Probe::Http {
            address: SocketAddr::from(([127, 0, 0, 1], ports.clickhouse)),
            path: "/ping",
        },
        ending: Ending::by(Signal::SIGTERM, Duration::from_secs(15)),
        pid_file: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::scratch::Scratch;

    #[test]
    fn the_engine_is_a_command_of_the_hub_itself() {
        let scratch = Scratch::new("clickhouse");
        let (package, hub) = (Path::new("/cache"), Path::new("/bin/sh"));
        let program = program(package, scratch.path(), &Ports::USUAL, &Account::Own, hub).unwrap();
        assert_eq!(program.arguments[0], "engine");
        assert_eq!(program.arguments[1], "--library=/cache/package/libchdb.so");
        assert!(scratch.path().join("clickhouse.xml").exists());
    }
}
