//! Two who change the same thing, and what the log says of a change.

use anyhow::Context;
use awc::http::Method;
use futures_util::future::try_join_all;
use infra::event_log::{Consumer, ConsumerName, Stream, connect, last_sequence};
use infra::stack::Part;
use schemas::Commit;
use serde_json::{Value, json};
use tests::app::App;
use tests::waiting::PATIENCE;

use super::{ask, delete, patch, problem};

/// The paths of a provider, a credential, a model and a key that are there, and a change of each.
async fn each(app: &App) -> anyhow::Result<Vec<(String, Value, Value)>> {
    let provider = json!({ "name": "p", "kind": "openai" });
    let provider = app.create("/api/providers", &provider).await?;
    let provider = format!(
        "/api/providers/{}",
        provider["id"].as_str().unwrap_or_default()
    );
    let credentials = format!("{provider}/credentials");
    let credential = json!({ "name": "c", "secret": { "api_key": "sk-0123456789" } });
    let credential = app.create(&credentials, &credential).await?;
    let credential = format!(
        "{credentials}/{}",
        credential["id"].as_str().unwrap_or_default()
    );
    let model = json!({ "provider": "p", "model": "a/m", "type": "chat" });
    app.create("/api/models", &model).await?;
    let key = app.key(&json!({ "name": "k" })).await?;
    Ok(vec![
        (
            format!("/api/keys/{}", key.id),
            json!({ "name": "one" }),
            json!({ "name": "two" }),
        ),
        (
            "/api/models/p/a/m".into(),
            json!({ "context_window": 1 }),
            json!({ "context_window": 2 }),
        ),
        (credential, json!({ "weight": 2 }), json!({ "weight": 3 })),
        (
            provider,
            json!({ "display_name": "one" }),
            json!({ "display_name": "two" }),
        ),
    ])
}

fn includes(resource: &Value, change: &Value) -> bool {
    let mut fields = change.as_object().into_iter().flatten();
    fields.all(|(name, value)| resource[name] == *value)
}

#[actix_web::test]
async fn of_two_administrators_at_once_one_is_told_to_read_again() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    for (path, one, two) in each(&app).await? {
        let tag = operator.get(&path).await?.header("etag").to_owned();
        assert_eq!(tag, "\"1\"", "{path}");
        let headers = [("if-match", tag.as_str())];
        let both = [&one, &two]
            .map(|change| ask(&operator, (Method::PATCH, &path), &headers, Some(change)));
        let both = try_join_all(both).await?;
        let (won, lost): (Vec<_>, Vec<_>) = both.iter().partition(|answer| answer.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 1), "{path}: {both:?}");
        assert_eq!(problem(lost[0]), (412, "precondition_failed".into()));
        assert_eq!(won[0].header("etag"), "\"2\"");
        let now = operator.get(&path).await?;
        assert_eq!(now.json(), won[0].json(), "{path}");
        assert_eq!(now.header("etag"), "\"2\"");

        let stale = ask(&operator, (Method::DELETE, &path), &headers, None).await?;
        assert_eq!(
            problem(&stale),
            (412, "precondition_failed".into()),
            "{path}"
        );
        let headers = [("if-match", "\"2\"")];
        let gone = ask(&operator, (Method::DELETE, &path), &headers, None).await?;
        assert_eq!((gone.status, gone.body.len()), (204, 0), "{path}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_star_matches_whatever_is_there() -> anyhow::Result<()> {
    let app = App::start().await?;
    for (path, change, _) in each(&app).await? {
        let headers = [("if-match", "*")];
        let changed = ask(
            &app.operator(),
            (Method::PATCH, &path),
            &headers,
            Some(&change),
        )
        .await?;
        assert_eq!(changed.status, 200, "{path}");
        assert!(
            includes(&changed.json(), &change),
            "{path}: {}",
            changed.text()
        );
    }
    Ok(())
}

#[actix_web::test]
async fn a_change_is_caused_by_the_request_that_its_answer_names() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let headers = [("x-request-id", "00000000-0000-0000-0000-000000000000")];
    for (path, change, _) in each(&app).await? {
        for (method, body) in [(Method::PATCH, Some(&change)), (Method::DELETE, None)] {
            let answer = ask(&operator, (method, &path), &headers, body).await?;
            assert!(answer.status < 300, "{path}: {}", answer.text());
            let cause = last_commit(&app).await?.cause.context("it has a cause")?;
            assert_eq!(answer.header("x-request-id"), cause.to_string(), "{path}");
            assert!(!cause.is_nil(), "what a client sends names nothing");
        }
    }
    Ok(())
}

/// The newest commit of the control plane.
async fn last_commit(app: &App) -> anyhow::Result<Commit> {
    let url = app.log().addresses().of(Part::Nats);
    let context = connect(url.context("it runs NATS")?).await?;
    let last = last_sequence(&context, Stream::Control).await?;
    let name = ConsumerName::Ephemeral;
    let mut consumer = Consumer::open(context, Stream::Control, name, last - 1).await?;
    let messages = consumer.next_batch(1, PATIENCE).await?;
    Ok(messages.first().context("a commit")?.decode()?)
}

#[actix_web::test]
async fn changes_of_different_fields_at_once_are_all_kept() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let provider = app
        .create("/api/providers", &json!({ "name": "p", "kind": "openai" }))
        .await?;
    let path = format!(
        "/api/providers/{}",
        provider["id"].as_str().unwrap_or_default()
    );
    let changes = [
        json!({ "display_name": "Name" }),
        json!({ "base_url": "https://example.com/v1" }),
        json!({ "region": "eu" }),
        json!({ "api_version": "2026-10-21" }),
        json!({ "enabled": false }),
    ];
    let answers =
        try_join_all(changes.iter().map(|change| patch(&operator, &path, change))).await?;
    assert!(
        answers.iter().all(|answer| answer.status == 200),
        "{answers:?}"
    );
    let now = operator.get(&path).await?;
    assert_eq!(now.header("etag"), "\"6\"");
    for change in changes {
        assert!(includes(&now.json(), &change), "{change} in {}", now.text());
    }
    Ok(())
}

#[actix_web::test]
async fn what_is_absent_stays_and_what_is_null_is_cleared() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let provider = json!({ "name": "p", "kind": "openai", "display_name": "Name", "region": "eu" });
    let provider = app.create("/api/providers", &provider).await?;
    let path = format!(
        "/api/providers/{}",
        provider["id"].as_str().unwrap_or_default()
    );
    let changed = patch(&operator, &path, &json!({ "region": null }))
        .await?
        .json();
    assert_eq!(changed["region"], Value::Null);
    assert_eq!(changed["display_name"], "Name");
    let same = patch(&operator, &path, &json!({})).await?;
    assert_eq!(
        (same.status, same.header("etag")),
        (200, "\"2\""),
        "nothing changed"
    );
    assert_eq!(same.json(), changed);
    let refused = patch(&operator, &path, &json!({ "enabled": null })).await?;
    assert_eq!(problem(&refused), (400, "invalid_request".into()));
    Ok(())
}

#[actix_web::test]
async fn what_was_removed_is_gone_with_all_that_belongs_to_it() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let paths = each(&app).await?;
    let (provider, ..) = &paths[3];
    assert_eq!(delete(&operator, provider).await?.status, 204);
    for (path, change, _) in &paths[1..] {
        assert_eq!(operator.get(path).await?.status, 404, "{path}");
        assert_eq!(patch(&operator, path, change).await?.status, 404, "{path}");
        assert_eq!(delete(&operator, path).await?.status, 404, "{path}");
    }
    Ok(())
}
