//! `hub up` with servers that others run: it uses them, and leaves them alone.

use std::path::Path;
use std::process::Output;

use anyhow::{Context, ensure};
use infra::stack::{Part, Place, Running, State};
use serde_json::{Value, json};
use tests::hub::{self, Up};
use tests::read_models::ReadModels;
use tests::stack::{databases, directory, log};

/// Servers that were there before the hub.
struct Servers {
    log: Running,
    read_models: ReadModels,
}

impl Servers {
    async fn start() -> anyhow::Result<Self> {
        let started = tokio::task::spawn_blocking(|| anyhow::Ok((log()?, databases()?)));
        let (log, databases) = started.await??;
        let read_models = ReadModels::on(databases).await?;
        Ok(Self { log, read_models })
    }

    fn log_url(&self) -> anyhow::Result<&str> {
        self.log.addresses().of(Part::Nats).context("it runs NATS")
    }

    fn variables(&self) -> anyhow::Result<[(&str, &str); 3]> {
        Ok([
            ("HUB_NATS_URL", self.log_url()?),
            ("HUB_POSTGRES_URL", &self.read_models.postgres_url),
            ("HUB_CLICKHOUSE_URL", &self.read_models.clickhouse_url),
        ])
    }
}

#[actix_web::test]
async fn servers_that_others_run_are_used_and_outlive_the_hub_and_its_reset() -> anyhow::Result<()>
{
    let servers = Servers::start().await?;
    let variables = servers.variables()?;
    let place = directory("outside")?;
    let up = Up::with(&place, &variables)?;
    assert_eq!(own_processes(&place), [Part::Projectors, Part::Gateway]);
    add_key(&up, &place, "one").await?;
    let rows = &servers.read_models;
    rows.postgres_shows("SELECT name FROM directory.api_keys", "one")
        .await?;
    rows.clickhouse_shows("SELECT count() > 0 FROM config_changes", "1")
        .await?;
    let doctor = hub::command(&place, &["doctor"])?
        .envs(variables)
        .output()?;
    assert!(doctor.status.success(), "{}", said(&doctor));
    assert_eq!(said(&doctor).matches("runs outside").count(), 3);

    let status = hub::run(&place, &["status"])?;
    assert!(status.status.success(), "{}", said(&status));
    assert_eq!(said(&status).matches("outside   up").count(), 3);
    servers.log.halt(Part::Nats)?;
    let status = hub::run(&place, &["status"])?;
    assert!(!status.status.success());
    assert!(
        said(&status).contains("outside   away"),
        "{}",
        said(&status)
    );
    servers.log.resume(Part::Nats)?;

    let down = hub::run(&place, &["down"])?;
    assert_eq!(said(&down).matches("goes on").count(), 3, "{}", said(&down));
    assert!(up.wait()?);
    let reset = hub::run(&place, &["reset", "--yes"])?;
    assert!(reset.status.success(), "{}", said(&reset));
    assert_eq!(said(&reset).matches("keeps its data").count(), 3);
    let up = Up::with(&place, &variables)?;
    assert_eq!(keys(&up, &place).await?, ["one"]);
    Ok(())
}

#[actix_web::test]
async fn read_models_of_ones_own_are_built_again_from_a_log_that_others_run() -> anyhow::Result<()>
{
    let servers = Servers::start().await?;
    let variables = [
        ("HUB_NATS_URL", servers.log_url()?),
        ("HUB_POSTGRES_URL", ""),
    ];
    let place = directory("outside-log")?;
    let up = Up::with(&place, &variables)?;
    let own = [
        Part::Postgres,
        Part::ClickHouse,
        Part::Projectors,
        Part::Gateway,
    ];
    assert_eq!(own_processes(&place), own);
    add_key(&up, &place, "one").await?;
    assert!(hub::run(&place, &["down"])?.status.success());
    assert!(up.wait()?);
    assert!(hub::run(&place, &["reset", "--yes"])?.status.success());
    let up = Up::with(&place, &variables)?;
    assert_eq!(keys(&up, &place).await?, ["one"]);
    Ok(())
}

#[test]
fn a_server_that_nobody_runs_is_said_before_anything_starts() -> anyhow::Result<()> {
    let place = directory("nowhere")?;
    let address = hub::free_address()?.to_string();
    let nowhere = format!("postgres://hub:secret@{}/hub", hub::free_address()?);
    for arguments in [&["up", "--listen", &address][..], &["doctor"]] {
        let mut refused = hub::command(&place, arguments)?;
        let refused = refused.env("HUB_POSTGRES_URL", &nowhere).output()?;
        assert!(!refused.status.success());
        let said = said(&refused);
        assert!(said.contains("nobody listens at postgres://hub@"), "{said}");
        assert!(said.contains("correct HUB_POSTGRES_URL"), "{said}");
    }
    assert!(!place.join("data").exists());
    Ok(())
}

async fn add_key(up: &Up, place: &Path, name: &str) -> anyhow::Result<()> {
    let operator = up.operator(place)?;
    let added = operator.post("/api/keys", &json!({ "name": name })).await?;
    ensure!(added.status == 201, "{}", added.text());
    Ok(())
}

/// The names that the list of keys has, which comes from Postgres as soon as that has caught up.
async fn keys(up: &Up, place: &Path) -> anyhow::Result<Vec<String>> {
    let listed = up.operator(place)?.get("/api/keys").await?;
    ensure!(listed.status == 200, "{}", listed.text());
    let listed: Value = listed.json();
    let names = listed["data"].as_array().into_iter().flatten();
    Ok(names
        .filter_map(|key| Some(key["name"].as_str()?.to_owned()))
        .collect())
}

fn own_processes(place: &Path) -> Vec<Part> {
    let state = State::of(&Place::at(place));
    let own = state.parts.iter().filter(|known| known.process.is_some());
    let mut own: Vec<Part> = own.map(|known| known.part).collect();
    own.sort_unstable();
    own
}

fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]]
        .map(String::from_utf8_lossy)
        .concat()
}
