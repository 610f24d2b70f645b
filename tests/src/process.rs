//! One process of the hub, to be started, killed and started again.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};

use anyhow::Context;
use infra::stack::Process;

use crate::stack::hub_binary;
use crate::waiting::until;

/// How much of a process's output is shown of it.
const TAIL: usize = 4000;
/// The signal that nothing survives.
const SIGKILL: i32 = 9;

/// A hub that runs one command, configured by its environment alone. It ends with the thread that
/// started it, however that ends.
#[derive(Debug)]
pub struct HubProcess {
    command: &'static str,
    environment: Vec<(String, String)>,
    output: PathBuf,
    child: Option<Child>,
}

impl HubProcess {
    /// One that is not started yet, and writes what it says to a file in `directory`.
    #[must_use]
    pub fn new(command: &'static str, directory: &Path) -> Self {
        Self {
            command,
            environment: Vec::new(),
            output: directory.join(format!("{command}.log")),
            child: None,
        }
    }

    /// Sets a variable of its environment, from its next start on.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.into()));
    }

    /// Starts it.
    ///
    /// # Errors
    /// When it can't be run.
    pub fn start(&mut self) -> anyhow::Result<()> {
        let output = File::options()
            .create(true)
            .append(true)
            .open(&self.output)?;
        let inherited = ["PATH", "HOME", "TMPDIR"]
            .into_iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        let mut command = Command::new(hub_binary()?);
        command
            .arg(self.command)
            .env_clear()
            .envs(inherited)
            .envs(self.environment.iter().cloned())
            .stdout(output.try_clone()?)
            .stderr(output);
        engine::die_with_parent(&mut command, SIGKILL);
        self.child = Some(command.spawn()?);
        Ok(())
    }

    /// Kills it as by `kill -9`.
    ///
    /// # Errors
    /// When it does not run.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("it runs")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Asks it to end in its orderly way.
    pub fn ask_to_end(&self) {
        let process = self
            .child
            .as_ref()
            .and_then(|child| Process::of(child.id()));
        if let Some(process) = process {
            process.ask_to_end();
        }
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it goes on.
    pub async fn ended(&mut self) -> anyhow::Result<ExitStatus> {
        let child = self.child.as_mut().context("it runs")?;
        let ended = until("the end of the process", async || child.try_wait().ok()?);
        ended.await.with_context(|| tail(&self.output))
    }

    /// Whether it ended by itself.
    pub fn has_ended(&mut self) -> bool {
        let child = self.child.as_mut();
        child.is_none_or(|child| !matches!(child.try_wait(), Ok(None)))
    }

    /// The end of what it said.
    #[must_use]
    pub fn tail(&self) -> String {
        tail(&self.output)
    }
}

impl Drop for HubProcess {
    fn drop(&mut self) {
        // One that a test ended itself is gone already.
        let _ = self.kill();
    }
}

fn tail(output: &Path) -> String {
    let said = fs::read(output).unwrap_or_default();
    let end = &said[said.len().saturating_sub(TAIL)..];
    format!("{}:\n{}", output.display(), String::from_utf8_lossy(end))
}
