//! A real browser that uses the console, by the scenarios of `tests/browser`.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, anyhow, ensure};
use serde_json::Value;

use crate::stack::{directory, hub_binary};

/// The signal that nothing survives.
const SIGKILL: i32 = 9;

/// The console of this checkout, built once by the hub itself, as `hub up` does it.
///
/// # Errors
/// When it can't be built, with what to do.
pub fn console() -> anyhow::Result<PathBuf> {
    static CONSOLE: OnceLock<anyhow::Result<PathBuf>> = OnceLock::new();
    let built = CONSOLE.get_or_init(build);
    let console = built.as_ref().map_err(|error| anyhow!("{error:#}"))?;
    Ok(console.clone())
}

fn build() -> anyhow::Result<PathBuf> {
    let mut hub = Command::new(hub_binary()?);
    let hub = hub
        .arg("console")
        .env("HUB_DATA_DIR", directory("browser-console")?)
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let built = hub.output()?;
    let complaint = String::from_utf8_lossy(&built.stderr);
    ensure!(built.status.success(), "the console: {complaint}");
    Ok(String::from_utf8(built.stdout)?.trim().into())
}

/// A browser that goes through one scenario.
#[derive(Debug)]
pub struct Scenario<'a> {
    /// Which one, with what it is told.
    pub arguments: &'a [&'a str],
    /// Where the hub is.
    pub hub: String,
    /// What signs in.
    pub token: &'a str,
}

impl Scenario<'_> {
    /// Goes through it; `answer` is asked for what the scenario wants of the test.
    ///
    /// # Errors
    /// When a step failed, or the browser complained: by page and step, with all that was printed.
    pub fn passes(
        &self,
        mut answer: impl FnMut(&str) -> anyhow::Result<Value>,
    ) -> anyhow::Result<()> {
        let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "browser"].iter().collect();
        let mut command = Command::new(folder.join("browser.sh"));
        command
            .arg("drive.mjs")
            .args(self.arguments)
            .env("HUB_URL", &self.hub)
            .env("HUB_ADMIN_TOKEN", self.token)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        engine::die_with_parent(&mut command, SIGKILL);
        let mut driver = command.spawn()?;
        let mut answers = driver.stdin.take().context("its input is piped")?;
        let said = driver.stdout.take().context("its output is piped")?;
        let mut printed = String::new();
        for line in BufReader::new(said).lines() {
            let line = line?;
            if let Some(asked) = line.strip_prefix("? ") {
                writeln!(answers, "{}", answer(asked)?)?;
            } else {
                printed += &line;
                printed.push('\n');
            }
        }
        let passed = driver.wait()?.success() && !printed.starts_with("0 passed");
        ensure!(passed, "{:?}:\n{printed}", self.arguments);
        Ok(())
    }
}
