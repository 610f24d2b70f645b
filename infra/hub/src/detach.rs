//! `hub up --detach`: the same process, in the background.

use std::env::{args_os, current_exe};
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::bail;
use infra::stack::{Place, State, holder};

use crate::terminal::{note, pass_on};

/// Starts it, and waits until everything has come up.
pub(crate) fn up(place: &Place) -> anyhow::Result<ExitCode> {
    let path = place.path().join("logs/up.log");
    let log = File::create(&path)?;
    let mut process = Command::new(current_exe()?)
        .args(args_os().skip(1).filter(|argument| argument != "--detach"))
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        // The terminal's Ctrl-C, and its end, are not for it.
        .process_group(0)
        .spawn()?;
    note(format_args!(
        "starting; its output goes to {}",
        path.display()
    ));
    let outcome = wait(place, &mut process);
    pass_on(&fs::read(&path)?)?;
    outcome
}

fn wait(place: &Place, process: &mut Child) -> anyhow::Result<ExitCode> {
    loop {
        if let Some(status) = process.try_wait()? {
            bail!("it ended with {status}");
        }
        let holds = holder(place)?.is_some_and(|holder| holder.pid == process.id());
        if holds && State::of(place).ready {
            return Ok(ExitCode::SUCCESS);
        }
        thread::sleep(Duration::from_millis(50));
    }
}
