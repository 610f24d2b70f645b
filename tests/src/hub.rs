//! The hub's own process, as a user runs it from a shell.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, bail};

use crate::client::Client;
use crate::stack::hub_binary;

/// The line that `hub up` prints last.
const LAST_LINE: &str = "Ctrl-C ends it";

/// A command of the hub for the data in `place`, with nothing set by this process's environment.
///
/// # Errors
/// When the test's own place can't be told.
pub fn command(place: &Path, arguments: &[&str]) -> anyhow::Result<Command> {
    let mut command = Command::new(hub_binary()?);
    for variable in [
        "HUB_NATS_URL",
        "HUB_POSTGRES_URL",
        "HUB_CLICKHOUSE_URL",
        "HUB_LISTEN",
    ] {
        command.env_remove(variable);
    }
    command
        .args(arguments)
        .env("HUB_DATA_DIR", place)
        // Nothing is built for a test.
        .env("HUB_CONSOLE_DIR", place.join("console"));
    Ok(command)
}

/// Runs a command of the hub to its end.
///
/// # Errors
/// When it can't be run.
pub fn run(place: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
    Ok(command(place, arguments)?.output()?)
}

/// Below the ports that the kernel gives to outgoing connections: those who call a hub that is dead, and will
/// come back at its port, must not take it meanwhile.
const PORTS: std::ops::Range<u32> = 10_000..14_000;

/// An address on this machine that nobody listens on.
///
/// # Errors
/// When there is none.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let first = std::process::id().wrapping_mul(37);
    let free = PORTS.clone().find_map(|_| {
        let number = first.wrapping_add(NUMBER.fetch_add(1, Ordering::Relaxed));
        let port = PORTS.start + number % (PORTS.end - PORTS.start);
        let address = SocketAddr::from(([127, 0, 0, 1], u16::try_from(port).ok()?));
        TcpListener::bind(address).is_ok().then_some(address)
    });
    free.context("a port is free")
}

/// `hub up` as a process of its own; killed with everything it started when it is dropped.
#[derive(Debug)]
pub struct Up {
    process: Child,
    address: SocketAddr,
    output: BufReader<ChildStdout>,
    /// What it printed until everything had come up.
    pub welcome: String,
}

impl Up {
    /// Starts it on a free address and waits until everything has come up.
    ///
    /// # Errors
    /// When it ends instead.
    pub fn start(place: &Path) -> anyhow::Result<Self> {
        Self::with(place, &[])
    }

    /// The same, with these variables set.
    ///
    /// # Errors
    /// When it ends instead.
    pub fn with(place: &Path, variables: &[(&str, &str)]) -> anyhow::Result<Self> {
        let mut command = command(place, &["up"])?;
        command.envs(variables.iter().copied());
        Self::run(command)
    }

    /// The same, run in `directory`, whose console it may build.
    ///
    /// # Errors
    /// When it ends instead.
    pub fn start_in(place: &Path, directory: &Path) -> anyhow::Result<Self> {
        let mut command = command(place, &["up"])?;
        command.env_remove("HUB_CONSOLE_DIR").current_dir(directory);
        Self::run(command)
    }

    fn run(mut command: Command) -> anyhow::Result<Self> {
        let address = free_address()?;
        command
            .env("HUB_LISTEN", address.to_string())
            .stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let output = process.stdout.take().context("its output is piped")?;
        let mut up = Self {
            process,
            address,
            output: BufReader::new(output),
            welcome: String::new(),
        };
        while !up.welcome.contains(LAST_LINE) {
            if up.output.read_line(&mut up.welcome)? == 0 {
                bail!("hub up ended early: {}", up.welcome);
            }
        }
        Ok(up)
    }

    /// The operator's client of its gateway.
    ///
    /// # Errors
    /// When there is no token in `place`.
    pub fn operator(&self, place: &Path) -> anyhow::Result<Client> {
        let token = std::fs::read_to_string(place.join("admin.token"))?;
        let client = Client::new(format!("http://{}", self.address));
        Ok(client.with_token(token.trim()))
    }

    /// Kills it as by `kill -9`.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Waits for its end; whether that was an orderly one.
    ///
    /// # Errors
    /// When it can't be waited for.
    pub fn wait(mut self) -> anyhow::Result<bool> {
        self.output.read_to_string(&mut self.welcome)?;
        Ok(self.process.wait()?.success())
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // A test that failed leaves nothing behind; one that ended it finds it gone.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
