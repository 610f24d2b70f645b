//! The audit trail, searched and followed.

use std::time::Duration;

use awc::http::Method;
use serde_json::{Value, json};
use tests::app::{App, PROVIDER_KEY};
use tests::client::{Client, Streamed, whole};
use tests::provider::Provider;
use tests::waiting::until;

use super::{Browser, problem};

const EVENTS: &str = "/api/audit/events";

/// What a search finds, over all its pages.
async fn all(client: &Client, query: &str) -> anyhow::Result<Vec<Value>> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer = client.get(&format!("{EVENTS}?{query}{cursor}")).await?;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        let page = answer.json();
        found.extend(page["data"].as_array().into_iter().flatten().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(found),
        }
    }
}

fn ids(events: &[Value]) -> Vec<&str> {
    let ids = events.iter().map(|event| event["id"].as_str());
    ids.map(Option::unwrap_or_default).collect()
}

fn types(events: &[Value]) -> Vec<&str> {
    let types = events.iter().map(|event| event["type"].as_str());
    types.map(Option::unwrap_or_default).collect()
}

async fn lines(client: &Client, query: &str) -> anyhow::Result<Vec<Value>> {
    let request = client.request(Method::GET, &format!("{EVENTS}?{query}"));
    let answer = whole(
        request
            .insert_header(("accept", "application/x-ndjson"))
            .send(),
    )
    .await?;
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    let text = answer.text();
    Ok(text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?)
}

#[actix_web::test]
async fn every_change_is_there_with_who_did_it_and_to_what_and_no_secret() -> anyhow::Result<()> {
    let app = App::start().await?;
    app.provider("p", "http://127.0.0.1:1/v1", &[("m", "chat")])
        .await?;
    let key = app
        .key(&json!({ "name": "desk", "scopes": ["manage"] }))
        .await?;
    let holder = app.gateway().client().with_token(&key.token);
    assert_eq!(
        holder
            .post("/api/keys", &json!({ "name": "made by desk" }))
            .await?
            .status,
        201
    );

    let events = all(&holder, "limit=3").await?;
    let changes: Vec<&str> = types(&events)
        .into_iter()
        .filter(|tag| !tag.starts_with("idempotency_key"))
        .collect();
    assert_eq!(
        changes,
        [
            "api_key.created.v1",
            "api_key.created.v1",
            "model.added.v1",
            "credential.added.v1",
            "provider.added.v1",
            "organization.created.v1"
        ]
    );
    let newest = &events[0];
    assert_eq!(
        newest["actor"],
        json!({ "kind": "api_key", "id": key.id, "name": null, "on_behalf_of": null })
    );
    assert_eq!(newest["subject"]["name"], "made by desk");
    assert_eq!(newest["position"]["stream"], "CONTROL");
    let secret = events
        .iter()
        .find(|event| event["type"] == "credential.added.v1");
    let sealed = &secret.unwrap_or(&Value::Null)["data"]["sealed"];
    assert_eq!(
        *sealed,
        json!({ "hint": &PROVIDER_KEY[PROVIDER_KEY.len() - 4..] })
    );
    assert!(events.iter().all(|event| event["recorded_at"].is_string()));
    Ok(())
}

#[actix_web::test]
async fn a_search_takes_what_it_is_asked_for_alone() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    app.provider(
        "p",
        "http://127.0.0.1:1/v1",
        &[("m", "chat"), ("n", "chat")],
    )
    .await?;
    app.key(&json!({ "name": "k" })).await?;
    let everything = all(&operator, "").await?;
    let provider = everything
        .iter()
        .find(|event| event["type"] == "provider.added.v1");
    let provider = provider.unwrap_or(&Value::Null);
    let id = provider["subject"]["id"].as_str().unwrap_or_default();
    let middle = provider["recorded_at"].as_str().unwrap_or_default();
    for (query, number) in [
        ("type=model".to_owned(), 2),
        ("type=model.added".to_owned(), 2),
        ("type=model.added.v1".to_owned(), 2),
        ("type=mod".to_owned(), 0),
        ("subject=provider".to_owned(), 4),
        (format!("subject=provider/{id}"), 4),
        ("subject=api_key&type=api_key.created".to_owned(), 1),
        ("actor=system&type=organization".to_owned(), 1),
        ("actor=user".to_owned(), 0),
        (format!("from={middle}"), everything.len() - 1),
        (format!("to={middle}"), 1),
        (
            "from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z".to_owned(),
            0,
        ),
        ("from=2999-01-01T00:00:00Z".to_owned(), 0),
        (
            "from=0001-01-01T00:00:00Z&to=2999-01-01T00:00:00Z".to_owned(),
            everything.len(),
        ),
        ("stream=LEDGER".to_owned(), 0),
        ("after=99999999".to_owned(), 0),
    ] {
        assert_eq!(all(&operator, &query).await?.len(), number, "{query}");
    }
    Ok(())
}

#[actix_web::test]
async fn forward_backward_and_as_lines_the_events_are_the_same() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    for number in 0..40 {
        app.key(&json!({ "name": format!("key {number}") })).await?;
    }
    let newest = all(&operator, "limit=7").await?;
    let mut expected = ids(&newest);
    assert!(expected.len() >= 41);
    assert_eq!(ids(&lines(&operator, "").await?), expected);
    expected.reverse();
    assert_eq!(ids(&all(&operator, "after=0&limit=9").await?), expected);
    assert_eq!(ids(&lines(&operator, "after=0").await?), expected);
    let after = &newest[5]["position"]["sequence"];
    let rest = all(&operator, &format!("after={after}&limit=2")).await?;
    assert_eq!(ids(&rest), expected[expected.len() - rest.len()..]);
    Ok(())
}

#[actix_web::test]
async fn calls_are_found_among_those_of_others() -> anyhow::Result<()> {
    let app = App::start().await?;
    let provider = Provider::start()?;
    app.provider("p", provider.url(), &[]).await?;
    app.create("/api/organizations", &json!({ "name": "acme" }))
        .await?;
    let client = app.client().await?;
    let call =
        json!({ "model": "p/whole", "messages": [{ "role": "user", "content": "a prompt" }] });
    let mut requests = Vec::new();
    for _ in 0..5 {
        requests.push(client.chat(&call).await?.request_id()?.to_string());
    }
    let operator = app.operator();
    let settled = until("every call in the log", async || {
        let found = all(&operator, "stream=TRAFFIC&limit=2").await.ok()?;
        (found.len() == 10).then_some(found)
    });
    let calls = settled.await?;
    assert!(!json!(calls).to_string().contains("a prompt"));
    let one = all(
        &operator,
        &format!("stream=TRAFFIC&subject=request/{}", requests[2]),
    )
    .await?;
    assert_eq!(types(&one), ["request.settled.v3", "request.accepted.v1"]);

    let other = operator.request(Method::GET, &format!("{EVENTS}?stream=TRAFFIC"));
    let other = whole(other.insert_header(("x-hub-organization", "acme")).send()).await?;
    assert_eq!(other.json()["data"], json!([]));
    Ok(())
}

#[actix_web::test]
async fn what_is_no_search_is_refused() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    for (query, pointer) in [
        ("stream=control", "/stream"),
        ("type=Provider", "/type"),
        ("actor=me", "/actor"),
        ("subject=*", "/subject"),
        ("from=now", "/from"),
        ("after=-1", "/after"),
        ("limit=501", "/limit"),
        ("cursor=zz", "/cursor"),
        ("colour=red", ""),
    ] {
        for path in [EVENTS, "/api/audit/events/tail"] {
            let refused = operator.get(&format!("{path}?{query}")).await?;
            assert_eq!(
                problem(&refused),
                (400, "invalid_request".into()),
                "{path}?{query}"
            );
            if path == EVENTS {
                assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{query}");
            }
        }
    }
    let key = app.client().await?;
    for path in [EVENTS, "/api/audit/events/tail"] {
        assert_eq!(problem(&key.get(path).await?), (403, "forbidden".into()));
        assert_eq!(app.gateway().client().get(path).await?.status, 401);
    }
    Ok(())
}

async fn follow(client: &Client, query: &str, last: Option<&str>) -> anyhow::Result<Streamed> {
    let last = last.map(|last| ("last-event-id", last));
    let path = format!("/api/audit/events/tail?{query}");
    let mut tail = client.open(&path, last.as_slice()).await?;
    assert_eq!(tail.head.status, 200);
    assert_eq!(tail.head.header("content-type"), "text/event-stream");
    assert_eq!(
        tail.frame().await?.as_deref(),
        Some("retry: 2000\n: following\n\n")
    );
    Ok(tail)
}

/// The next event, with its id.
async fn event(tail: &mut Streamed) -> anyhow::Result<(String, Value)> {
    loop {
        let frame = tail.frame().await?;
        let frame = frame.ok_or_else(|| anyhow::anyhow!("the tail ended"))?;
        let Some((id, data)) = frame
            .strip_prefix("id: ")
            .and_then(|rest| rest.split_once('\n'))
        else {
            continue;
        };
        let data = data.trim_start_matches("data: ").trim_end();
        return Ok((id.to_owned(), serde_json::from_str(data)?));
    }
}

#[actix_web::test]
async fn the_tail_tells_of_what_is_wanted_as_it_happens_and_goes_on_where_it_was_left()
-> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    app.key(&json!({ "name": "before" })).await?;
    let mut tail = follow(&operator, "type=api_key.created", None).await?;
    for name in ["first", "second", "third"] {
        app.key(&json!({ "name": name })).await?;
    }
    let (first, shown) = event(&mut tail).await?;
    assert_eq!(shown["data"]["settings"]["name"], "first");
    assert_eq!(shown["id"], json!(first));
    drop(tail);
    let mut again = follow(&operator, "type=api_key.created", Some(&first)).await?;
    for name in ["second", "third"] {
        assert_eq!(event(&mut again).await?.1["data"]["settings"]["name"], name);
    }
    let mut everything = follow(&operator, "after=0", None).await?;
    assert_eq!(
        event(&mut everything).await?.1["type"],
        "organization.created.v1"
    );
    Ok(())
}

#[actix_web::test]
async fn a_tail_ends_with_the_gateway_and_with_the_right_to_it() -> anyhow::Result<()> {
    let mut app = App::build().set("HUB_DRAIN_TIMEOUT", "60").start().await?;
    let key = app
        .key(&json!({ "name": "desk", "scopes": ["manage"] }))
        .await?;
    let browser = Browser::sign_in(&app.gateway().client(), &key.token).await?;
    let cookie = [("cookie", browser.cookie.as_str())];
    let mut revoked = browser
        .client
        .open("/api/audit/events/tail", &cookie)
        .await?;
    revoked.frame().await?;
    let mut tail = follow(&app.operator(), "", None).await?;

    let revoke = app
        .operator()
        .request(Method::DELETE, &format!("/api/keys/{}", key.id));
    assert_eq!(whole(revoke.send()).await?.status, 204);
    assert_eq!(event(&mut tail).await?.1["type"], "api_key.revoked.v1");
    // What ends it is shown to it, at most: the next look at its right is its last.
    assert!(revoked.rest().await?.matches("id: ").count() <= 1);

    app.gateway().ask_to_end();
    // A sign of life may have been on its way; no event was.
    assert!(!tail.rest().await?.contains("id: "));
    let ended = tokio::time::timeout(Duration::from_secs(30), app.gateways()[0].ended());
    assert!(ended.await??.success());
    Ok(())
}
