//! The hub's commands, as a user meets them.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::Context;
use infra::stack::{Part, Place, Process, State};
use tests::hub::{self, Up};
use tests::stack::directory;
use tests::waiting::until;

#[test]
fn a_hub_that_was_killed_starts_again_and_a_running_one_is_left_alone() -> anyhow::Result<()> {
    let place = directory("up")?;
    let up = Up::start(&place)?;
    let former = processes(&place);
    assert_eq!(former.len(), Part::ALL.len());
    up.kill()?;

    let up = Up::start(&place)?;
    assert!(former.iter().all(|process| !process.is_alive()));
    assert!(hub::run(&place, &["status"])?.status.success());
    let variables = hub::run(&place, &["status", "--env"])?.stdout;
    assert!(String::from_utf8(variables)?.contains("HUB_CLICKHOUSE_URL='http://127.0.0.1:"));
    let second = hub::run(&place, &["up", "--listen", "127.0.0.1:1"])?;
    assert!(
        said(&second).contains("already running"),
        "{}",
        said(&second)
    );

    assert!(hub::run(&place, &["down"])?.status.success());
    assert!(up.wait()?);
    assert_eq!(processes(&place), []);
    let down = hub::run(&place, &["down"])?;
    assert!(said(&down).contains("no hub is running"), "{}", said(&down));
    Ok(())
}

#[tokio::test]
async fn every_part_that_is_killed_comes_back_and_the_call_that_is_shown_works()
-> anyhow::Result<()> {
    let place = directory("parts")?;
    let up = Up::start(&place)?;
    for part in Part::ALL {
        let former = process(&place, part).context("it runs")?;
        kill(former)?;
        until("another process", async || {
            process(&place, part).filter(|process| *process != former)
        })
        .await?;
    }
    let line = up.welcome.lines().find(|line| line.contains("curl"));
    let call = line.context("a first call is shown")?;
    let answer = until("an answer", async || pasted(call).ok()).await?;
    assert_eq!(answer, r#"{"object":"list","data":[]}"#);
    Ok(())
}

#[test]
fn a_port_in_use_is_said_before_anything_starts() -> anyhow::Result<()> {
    let place = directory("port")?;
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let refused = hub::run(&place, &["up", "--listen", &address])?;
    assert!(!refused.status.success());
    assert!(said(&refused).contains(&format!("{address} is already in use")));
    assert!(said(&refused).contains("HUB_LISTEN"));
    assert!(!place.join("data").exists());
    drop(taken);
    Ok(())
}

#[test]
fn data_of_another_version_is_refused_until_it_is_reset() -> anyhow::Result<()> {
    let place = directory("version")?;
    fs::create_dir(place.join("data"))?;
    fs::write(place.join("data/version"), "0")?;
    let address = hub::free_address()?.to_string();
    let refused = hub::run(&place, &["up", "--listen", &address])?;
    assert!(
        said(&refused).contains("has version 0"),
        "{}",
        said(&refused)
    );
    assert!(said(&refused).contains("hub reset"));
    assert!(hub::run(&place, &["reset", "--yes"])?.status.success());
    assert!(!place.join("data").exists());
    Ok(())
}

#[test]
fn a_machine_without_python_is_told_what_to_install() -> anyhow::Result<()> {
    let place = directory("tools")?;
    let address = hub::free_address()?.to_string();
    let mut up = hub::command(&place, &["up", "--listen", &address])?;
    up.env("PATH", &place)
        .env("HUB_CACHE_DIR", place.join("cache"));
    let refused = up.output()?;
    assert!(
        said(&refused).contains("python3 is needed"),
        "{}",
        said(&refused)
    );
    assert!(said(&refused).contains("apt install python3"));
    Ok(())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn processes(place: &Path) -> Vec<Process> {
    let state = State::of(&Place::at(place));
    state
        .parts
        .iter()
        .filter_map(|known| known.process)
        .collect()
}

fn process(place: &Path, part: Part) -> Option<Process> {
    let state = State::of(&Place::at(place));
    let known = state.parts.into_iter().find(|known| known.part == part);
    known?.process.filter(|process| process.is_alive())
}

fn kill(process: Process) -> anyhow::Result<()> {
    let pid = process.pid.to_string();
    let killed = Command::new("kill").args(["-9", &pid]).status()?;
    assert!(killed.success());
    Ok(())
}

/// What a shell says to a line; an error if the line failed, or said nothing.
fn pasted(line: &str) -> anyhow::Result<String> {
    let output = Command::new("sh").args(["-c", line]).output()?;
    let answered = output.status.success() && !output.stdout.is_empty();
    anyhow::ensure!(answered, "{}", said(&output));
    Ok(String::from_utf8(output.stdout)?)
}
