//! `hub demo`: what it leaves, and that it says what it is.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::Context;
use awc::http::Method;
use serde_json::{Value, json};
use tests::client::{Client, whole};
use tests::hub::{self, Up};
use tests::stack::directory;
use tests::waiting::until;

/// The running hub's operator.
fn operator(place: &Path, up: &Up) -> anyhow::Result<Client> {
    let mut lines = up
        .welcome
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Gateway"));
    let url = lines.next().context("the gateway's address")?.trim();
    let token = std::fs::read_to_string(place.join("admin.token"))?;
    Ok(Client::new(url).with_token(token.trim()))
}

/// What lies at `path`, in the demonstration's organisation.
async fn demo(operator: &Client, path: &str) -> anyhow::Result<Value> {
    let request = operator.request(Method::GET, path);
    let answer = whole(request.insert_header(("x-hub-organization", "demo")).send()).await?;
    anyhow::ensure!(answer.status == 200, "{path}: {}", answer.text());
    Ok(answer.json())
}

/// The events of the demonstration that a search finds, as lines.
async fn events(operator: &Client, query: &str) -> anyhow::Result<Vec<Value>> {
    let request = operator.request(Method::GET, &format!("/api/audit/events?{query}"));
    let request = request.insert_header(("x-hub-organization", "demo"));
    let lines = request.insert_header(("accept", "application/x-ndjson"));
    let text = whole(lines.send()).await?.text();
    Ok(text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?)
}

#[actix_web::test]
async fn a_past_is_written_once_for_each_time_that_it_is_asked_for_and_says_that_it_is_none()
-> anyhow::Result<()> {
    let place = directory("demo")?;
    let up = Up::start(&place)?;
    let operator = operator(&place, &up)?;
    for calls in [1, 2] {
        let filled = hub::run(
            &place,
            &["demo", "--requests", "400", "--days", "3", "--history-only"],
        )?;
        let said = String::from_utf8_lossy(&filled.stderr).into_owned();
        assert!(filled.status.success(), "{said}");
        assert!(said.contains("calls of the past: 400"), "{said}");
        assert!(String::from_utf8_lossy(&filled.stdout).contains("`hub reset` removes it"));
        let settled = events(&operator, "stream=TRAFFIC&type=request.settled").await?;
        assert_eq!(settled.len(), 400 * calls);
        for event in &settled {
            assert_eq!(event["actor"]["kind"], "system");
            assert_eq!(event["data"]["provider"], "demo");
            assert!(event["data"]["started_at"].as_str() < event["recorded_at"].as_str());
        }
        let keys = events(&operator, "type=api_key.created").await?;
        assert_eq!(keys.len(), 6, "the same each time");
    }
    let providers = demo(&operator, "/api/providers").await?;
    assert_eq!(providers["data"][0]["display_name"], "Demo (simulated)");
    assert_eq!(
        providers["data"][0]["enabled"], false,
        "nobody answers there"
    );
    let others = operator
        .get("/api/audit/events?stream=TRAFFIC")
        .await?
        .json();
    assert_eq!(
        others["data"],
        json!([]),
        "no other organisation has any of it"
    );
    Ok(())
}

#[actix_web::test]
async fn calls_go_through_the_hub_until_it_is_told_to_end() -> anyhow::Result<()> {
    let place = directory("demo-live")?;
    let up = Up::start(&place)?;
    let operator = operator(&place, &up)?;
    let mut going = Going::start(&place, &["demo", "--requests", "0", "--rate", "100"])?;
    let kinds = until("calls of every kind", async || {
        let settled = events(
            &operator,
            "stream=TRAFFIC&type=request.settled&actor=api_key",
        )
        .await;
        let settled = settled.ok()?;
        let has = |field: &str, value: Value| settled.iter().any(|one| one["data"][field] == value);
        let all = has("operation", json!("chat"))
            && has("operation", json!("embeddings"))
            && has("outcome", json!("succeeded"))
            && has("stream", json!(true));
        (all && settled.len() > 100).then_some(settled)
    });
    assert!(
        kinds
            .await?
            .iter()
            .all(|call| call["data"]["provider"] == "demo")
    );
    let process = going.0.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &process])
            .status()?
            .success()
    );
    assert!(going.0.wait()?.success());
    let providers = demo(&operator, "/api/providers").await?;
    assert_eq!(providers["data"][0]["enabled"], false);
    Ok(())
}

#[test]
fn without_a_hub_it_says_how_to_start_one() -> anyhow::Result<()> {
    let place = directory("demo-none")?;
    let refused = hub::run(&place, &["demo"])?;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success());
    assert!(said.contains("hub up"), "{said}");
    Ok(())
}

/// A command of the hub that goes on until it is told to end, or dropped; nobody reads what it says.
struct Going(Child);

impl Going {
    fn start(place: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let mut command = hub::command(place, arguments)?;
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self(command.spawn()?))
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        // One that ended is gone.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
