//! The analytics API, over what the projectors made of the log.

mod access;
mod calls;
mod export;
mod outages;
mod tail;
mod usage;

use anyhow::{Context, ensure};
use domain::event::Event;
use domain::id::{CommitId, OrganizationId, RequestId};
use domain::request;
use domain::time::Timestamp;
use infra::event_log::connect;
use projectors::testing::call;
use schemas::{Commit, encode, subject};
use serde_json::{Value, json};
use tests::app::App;
use tests::client::{Answer, Client};
use uuid::Uuid;

/// The organisations of made-up calls.
const ORGANIZATIONS: [&str; 3] = ["acme", "globex", "initech"];
/// Between one made-up call and the next: they cross hours, days, months and changes of clocks.
const SPACING_MICROS: i64 = 2_827_000_000;
/// 2026-10-20T03:17:00.123456Z.
const FIRST: i64 = 1_792_466_220_123_456;

/// What is recorded of made-up call `n`, at a time and with ids as a gateway would make them.
fn made_up(n: u64) -> Vec<Commit> {
    let started = Timestamp::from_micros(FIRST + n.cast_signed() * SPACING_MICROS);
    let millis = (started.micros() / 1000).cast_unsigned();
    let id = |random: u64| {
        let high = u128::from(millis) << 80 | 7 << 76;
        Uuid::from_u128(high | 2 << 62 | u128::from(random))
    };
    let commits = call(n).into_iter().zip(0..);
    let moved = commits.map(|(mut commit, part)| {
        commit.id = CommitId(id(4 * n + part));
        commit.time = started;
        for event in &mut commit.events {
            match event {
                Event::Request(request::Event::Accepted(accepted)) => {
                    accepted.request = RequestId(id(n));
                }
                Event::Request(request::Event::Settled(settled)) => {
                    settled.request = RequestId(id(n));
                    settled.started_at = started;
                }
                Event::Request(request::Event::Refused(refused)) => {
                    refused.request = RequestId(id(n));
                    refused.started_at = started;
                }
                Event::Organization(_)
                | Event::Provider(_)
                | Event::Route(_)
                | Event::ApiKey(_)
                | Event::IdempotencyKey(_)
                | Event::Session(_)
                | Event::Activity(_) => {}
            }
        }
        commit
    });
    moved.collect()
}

/// How many of these calls have ended.
fn ended(calls: std::ops::Range<u64>) -> usize {
    let commits = calls.flat_map(made_up);
    let events = commits.flat_map(|commit| commit.events);
    events
        .filter(|event| {
            matches!(
                event,
                Event::Request(request::Event::Settled(_) | request::Event::Refused(_))
            )
        })
        .count()
}

/// A hub with three organisations and these made-up calls in every table.
async fn hub_with_calls(calls: std::ops::Range<u64>) -> anyhow::Result<App> {
    let app = App::build().with_read_models().start().await?;
    for name in ORGANIZATIONS {
        app.create("/api/organizations", &json!({ "name": name }))
            .await?;
    }
    record(&app, calls.clone()).await?;
    let count = ended(calls).to_string();
    for table in [
        "count() FROM requests",
        "sum(requests) FROM usage_hourly",
        "sum(requests) FROM usage_daily",
    ] {
        let shown = app.read_models()?;
        shown
            .clickhouse_shows(&format!("SELECT {table}"), &count)
            .await?;
    }
    Ok(app)
}

/// Puts made-up calls into the log.
async fn record(app: &App, calls: std::ops::Range<u64>) -> anyhow::Result<()> {
    let commits: Vec<Commit> = calls.flat_map(made_up).collect();
    publish(app, &commits).await
}

/// Puts commits of calls into the log.
async fn publish(app: &App, commits: &[Commit]) -> anyhow::Result<()> {
    let url = app.log().addresses().nats.clone().context("NATS runs")?;
    let log = connect(&url).await?;
    for group in commits.chunks(64) {
        let mut sent = Vec::new();
        for commit in group {
            let subject = subject::traffic(0, commit.organization);
            sent.push(log.publish(subject, encode(commit)?.into()).await?);
        }
        for acknowledgement in sent {
            acknowledgement.await?;
        }
    }
    Ok(())
}

/// The operator, acting in an organisation.
struct Acting<'a> {
    operator: &'a Client,
    organization: &'a str,
}

impl Acting<'_> {
    async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        let headers = [("x-hub-organization", self.organization)];
        let head = self.operator.open(path, &headers).await?;
        let answer = head.head.clone();
        Ok(Answer {
            body: head.text().await?.into(),
            ..answer
        })
    }

    async fn json(&self, path: &str) -> anyhow::Result<Value> {
        let answer = self.get(path).await?;
        ensure!(
            answer.status == 200,
            "{path}: {} {}",
            answer.status,
            answer.text()
        );
        Ok(answer.json())
    }
}

fn organization_id(name: &str) -> String {
    OrganizationId::named(name).to_string()
}

/// The status, the code and the first field at fault of a problem.
fn problem(answer: &Answer) -> (u16, String, String) {
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{}",
        answer.text()
    );
    let body = answer.json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (
        answer.status,
        text(&body["code"]),
        text(&body["errors"][0]["pointer"]),
    )
}
