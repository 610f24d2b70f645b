//! The real servers for tests: one Postgres and one ClickHouse engine for the whole test binary,
//! and as many NATS servers as are asked for. They end with the test's own process.

use std::env::{current_exe, temp_dir};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use anyhow::{Context, anyhow};
use infra::stack::{Part, Process, Running, Stack};

/// The hub's binary: `hub-under-test`, which cargo builds for this package's tests.
///
/// # Errors
/// When the test's own place can't be told.
pub fn hub_binary() -> anyhow::Result<PathBuf> {
    let test = current_exe()?;
    let directory = test
        .ancestors()
        .nth(2)
        .context("a test lies in a directory `deps`")?;
    Ok(directory.join("hub-under-test"))
}

/// A fresh directory of this process's own; those that ended processes left are deleted meanwhile.
///
/// It lies where the servers' unprivileged user can get to, wherever the tests were built.
///
/// # Errors
/// When it can't be made.
pub fn directory(name: &str) -> anyhow::Result<PathBuf> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    static SWEPT: OnceLock<()> = OnceLock::new();
    let all = temp_dir().join("aigne-hub-tests");
    // On a busy disk it takes a minute: no test waits for it, and what is not done by the end is the next run's.
    let sweeping = all.clone();
    SWEPT.get_or_init(|| drop(thread::spawn(move || sweep(&sweeping))));
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = all
        .join(std::process::id().to_string())
        .join(format!("{name}-{number}"));
    fs::create_dir_all(&path)?;
    Ok(path)
}

fn sweep(all: &PathBuf) {
    for left in fs::read_dir(all).into_iter().flatten().flatten() {
        let pid = left.file_name().to_string_lossy().parse();
        if pid.is_ok_and(|pid| Process::of(pid).is_none()) {
            // Another process may be sweeping too.
            let _ = fs::remove_dir_all(left.path());
        }
    }
}

/// A stack of a test's own, to be killed at will; nothing is started yet.
///
/// # Errors
/// When its directory can't be made.
pub fn stack(name: &str) -> anyhow::Result<Stack> {
    Ok(Stack::new(directory(name)?, hub_binary()?).throwaway())
}

/// The Postgres and the ClickHouse engine that all tests of the binary share; each makes databases
/// of its own there. They must not be killed.
///
/// # Errors
/// When they did not start.
pub fn databases() -> anyhow::Result<&'static Running> {
    static DATABASES: OnceLock<anyhow::Result<Running>> = OnceLock::new();
    let started = DATABASES.get_or_init(|| {
        let parts = [Part::Postgres, Part::ClickHouse];
        Ok(stack("databases")?.only(&parts).start()?)
    });
    started.as_ref().map_err(|error| anyhow!("{error:#}"))
}

/// A NATS server of one's own, ended when it is dropped.
///
/// # Errors
/// When it did not start.
pub fn log() -> anyhow::Result<Running> {
    Ok(stack("log")?.only(&[Part::Nats]).start()?)
}
