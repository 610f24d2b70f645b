//! The hub's commands, as a user meets them.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;

use infra::stack::{Part, Place, Process, State};
use tests::hub::{self, Up};
use tests::stack::directory;

#[test]
fn a_hub_that_was_killed_starts_again_and_a_running_one_is_left_alone() -> anyhow::Result<()> {
    let place = directory("up")?;
    let up = Up::start(&place)?;
    let former = processes(&place);
    assert!(former.len() >= Part::SERVERS.len());
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
