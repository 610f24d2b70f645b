//! What is recorded of those who sign in, take files out, and read the log.

use awc::http::Method;
use serde_json::{Value, json};
use tests::app::{ADMIN_TOKEN, App};
use tests::client::{Client, whole};
use tests::waiting::until;

use super::{Browser, problem};

/// The events of this type, newest first.
async fn recorded(client: &Client, tag: &str) -> anyhow::Result<Vec<Value>> {
    let path = format!("/api/audit/events?stream=ACTIVITY&type={tag}");
    let answer = client.get(&path).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let events = answer.json()["data"].as_array().cloned();
    Ok(events.unwrap_or_default())
}

/// Waits until as many sign-ins are recorded as failed as `expected`, and tells the records.
async fn failures(client: &Client, expected: u64) -> anyhow::Result<Vec<Value>> {
    let all = until("the failed sign-ins in the log", async || {
        let events = recorded(client, "sign_in.failed").await.ok()?;
        let failed = events
            .iter()
            .filter_map(|event| event["data"]["failed"].as_u64());
        (failed.sum::<u64>() == expected).then_some(events)
    });
    all.await
}

#[actix_web::test]
async fn a_sign_in_is_recorded_with_its_session_and_no_secret() -> anyhow::Result<()> {
    let app = App::start().await?;
    let browser = Browser::sign_in(&app.gateway().client(), ADMIN_TOKEN).await?;
    let signed_out = browser.change(Method::DELETE, "/api/session", None).await?;
    assert_eq!(signed_out.status, 204);

    let operator = app.operator();
    let events = recorded(&operator, "sign_in").await?;
    let [event] = &events[..] else {
        anyhow::bail!("{events:?}");
    };
    assert_eq!(event["type"], "sign_in.succeeded.v1");
    assert_eq!(event["actor"]["kind"], "operator");
    assert_eq!(event["data"]["source_ip"], "127.0.0.1");
    assert_eq!(event["subject"]["name"], "127.0.0.1");
    let cookie = browser.cookie.split('=').nth(1).unwrap_or_default();
    assert!(!event.to_string().contains(&cookie[..16]));
    assert!(!event.to_string().contains(ADMIN_TOKEN));

    let session = event["data"]["session"].as_str().unwrap_or_default();
    let of_session = format!("/api/audit/events?subject=session/{session}");
    let ended = operator.get(&of_session).await?.json();
    assert_eq!(ended["data"][0]["type"], "session.ended.v1");
    assert_eq!(
        ended["data"][0]["data"]["ends_at"],
        event["data"]["ends_at"]
    );
    Ok(())
}

#[actix_web::test]
async fn failed_sign_ins_are_added_up_and_none_is_forgotten() -> anyhow::Result<()> {
    let mut app = App::start().await?;
    let client = app.gateway().client();
    let key = app.key(&json!({ "name": "calls only" })).await?;
    let token = json!({ "token": key.token });
    let refused = client.post("/api/session", &token).await?;
    assert_eq!(problem(&refused), (403, "forbidden".into()));
    let operator = app.operator();
    let first = failures(&operator, 1).await?;
    assert_eq!(first[0]["data"]["api_key"], key.id);
    assert_eq!(first[0]["actor"]["kind"], "system");
    assert!(!first[0].to_string().contains(&key.token));

    let mut statuses = Vec::new();
    for _ in 0..30 {
        let guess = json!({ "token": "guess" });
        statuses.push(client.post("/api/session", &guess).await?.status);
    }
    let failed = statuses.iter().filter(|status| **status == 401).count();
    assert!((10..30).contains(&failed), "{statuses:?}");
    // They are added up until the minute is over, or the gateway ends.
    let gateway = &mut app.gateways()[0];
    gateway.ask_to_end();
    gateway.ended().await?;
    gateway.start_again().await?;
    let operator = app.operator();
    let all = failures(&operator, 1 + failed as u64).await?;
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(all[0]["data"]["turned_away"], 30 - failed);
    assert_eq!(all[0]["data"]["source_ip"], "127.0.0.1");
    Ok(())
}

#[actix_web::test]
async fn files_that_are_taken_out_are_recorded() -> anyhow::Result<()> {
    let app = App::build().with_read_models().start().await?;
    let operator = app.operator();
    let taken = [
        (
            "usage",
            "/api/analytics/usage?format=csv&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z",
        ),
        (
            "requests",
            "/api/requests?format=csv&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z",
        ),
    ];
    for (what, path) in taken {
        let ready = until("the analytics", async || {
            let answer = operator.get(path).await.ok()?;
            (answer.status == 200).then_some(())
        });
        ready.await?;
        let events = recorded(&operator, "export.taken").await?;
        let data = &events[0]["data"];
        assert_eq!(data["what"], what);
        assert_eq!(data["from"], "2026-11-01T00:00:00.000000Z");
    }
    let before = recorded(&operator, "export.taken").await?.len();
    let lines = operator.request(Method::GET, "/api/audit/events");
    let lines = lines.insert_header(("accept", "application/x-ndjson"));
    assert_eq!(whole(lines.send()).await?.status, 200);
    assert_eq!(operator.get("/api/requests").await?.status, 200);
    let events = recorded(&operator, "export.taken").await?;
    assert_eq!(
        (events.len(), &events[0]["data"]),
        (before + 1, &json!({ "what": "audit" }))
    );
    Ok(())
}

#[actix_web::test]
async fn whoever_reads_the_log_is_recorded_once_in_a_while() -> anyhow::Result<()> {
    let app = App::start().await?;
    let key = app
        .key(&json!({ "name": "auditor", "scopes": ["manage"] }))
        .await?;
    let auditor = app.gateway().client().with_token(&key.token);
    for _ in 0..3 {
        assert_eq!(auditor.get("/api/audit/events").await?.status, 200);
    }
    let events = recorded(&app.operator(), "audit.read").await?;
    let of_key = |event: &&Value| event["actor"]["id"] == key.id;
    let readings: Vec<_> = events.iter().filter(of_key).collect();
    assert_eq!(readings.len(), 1, "{events:?}");
    assert_eq!(readings[0]["data"], json!({ "stream": "CONTROL" }));
    Ok(())
}
