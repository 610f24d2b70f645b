//! Providers as they are tried from the hub: checked, and asked for their models.

use serde_json::{Value, json};
use tests::app::App;
use tests::provider::{Provider, Received};

use super::{patch, pointer, problem};

/// A provider at `base_url` with a credential; their paths.
async fn connected(app: &App, base_url: &str, api_key: &str) -> anyhow::Result<(String, String)> {
    let operator = app.operator();
    let provider = json!({ "name": "p", "kind": "openai_compatible", "base_url": base_url });
    let provider = operator
        .post("/api/providers", &provider)
        .await?
        .header("location")
        .to_owned();
    let credential = json!({ "name": "c", "secret": { "api_key": api_key } });
    let credential = operator
        .post(&format!("{provider}/credentials"), &credential)
        .await?;
    assert_eq!(credential.status, 201, "{}", credential.text());
    Ok((provider, credential.header("location").to_owned()))
}

async fn checked(app: &App, credential: &str) -> anyhow::Result<Value> {
    let answer = app
        .operator()
        .post(&format!("{credential}/check"), &json!({}))
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.json()["latency_ms"].is_u64());
    Ok(answer.json())
}

#[actix_web::test]
async fn a_good_credential_is_found_good_with_the_secret_that_was_stored_last() -> anyhow::Result<()>
{
    let app = App::start().await?;
    let provider = Provider::start()?;
    let (_, credential) = connected(&app, provider.url(), "sk-the-first-secret").await?;
    let rotated = json!({ "secret": { "api_key": "sk-the-second-secret" } });
    let rotated = patch(&app.operator(), &credential, &rotated).await?.json();
    assert_eq!(rotated["hint"], "cret");
    let found = checked(&app, &credential).await?;
    assert_eq!(found["ok"], true);
    assert!(found.get("error").is_none());
    let call = provider.only_call()?;
    assert_eq!(call.headers["authorization"], "Bearer sk-the-second-secret");
    Ok(())
}

#[actix_web::test]
async fn a_credential_that_is_refused_or_a_provider_that_is_away_is_said_so() -> anyhow::Result<()>
{
    let app = App::start().await?;
    let itself = format!("{}/v1", app.gateway().url());
    let (provider, credential) = connected(&app, &itself, "not-a-key").await?;
    let found = checked(&app, &credential).await?;
    assert_eq!(found["ok"], false);
    assert_eq!(found["error"], "the provider refused the key (status 401)");
    let discovered = app
        .operator()
        .post(&format!("{provider}/discover"), &json!({}))
        .await?;
    assert_eq!(problem(&discovered), (502, "upstream_auth_error".into()));

    let away = json!({ "base_url": "http://127.0.0.1:1/v1" });
    assert_eq!(patch(&app.operator(), &provider, &away).await?.status, 200);
    let found = checked(&app, &credential).await?;
    assert_eq!(
        found["error"],
        "the provider cannot be reached at its base URL"
    );
    let discovered = app
        .operator()
        .post(&format!("{provider}/discover"), &json!({}))
        .await?;
    assert_eq!(problem(&discovered), (502, "upstream_error".into()));
    Ok(())
}

#[actix_web::test]
async fn the_models_that_are_wanted_are_added() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let double = Provider::start()?;
    let (provider, credential) = connected(&app, double.url(), "sk-0123456789").await?;
    let path = format!("{provider}/discover");
    let listed =
        json!({ "data": [{ "model": "whole", "type": "chat", "added": false }], "unlisted": [] });
    assert_eq!(operator.post(&path, &json!({})).await?.json(), listed);
    let unknown = operator
        .post(&path, &json!({ "add": ["whole", "other"] }))
        .await?;
    assert_eq!(problem(&unknown), (400, "invalid_request".into()));
    assert_eq!(pointer(&unknown).as_deref(), Some("/add/1"));
    assert_eq!(operator.get("/api/models").await?.json()["data"], json!([]));

    for wanted in [json!({ "add": ["whole"] }), json!({ "add": "all" })] {
        let added = operator.post(&path, &wanted).await?;
        assert_eq!(added.json()["data"][0]["added"], true, "{}", added.text());
    }
    let model = operator.get("/api/models/p/whole").await?;
    assert_eq!((model.status, model.header("etag")), (200, "\"1\""));
    let retired = json!({ "provider": "p", "model": "retired", "type": "chat" });
    app.create("/api/models", &retired).await?;
    let again = operator.post(&path, &json!({})).await?.json();
    assert_eq!(again["unlisted"], json!(["retired"]));
    patch(&operator, &credential, &json!({ "enabled": false })).await?;
    let without = operator.post(&path, &json!({})).await?;
    assert_eq!(problem(&without), (409, "conflict".into()));
    Ok(())
}

#[actix_web::test]
async fn a_kind_that_asks_for_no_key_is_checked_asked_and_called_without_one() -> anyhow::Result<()>
{
    let app = App::start().await?;
    let operator = app.operator();
    let double = Provider::start()?;
    for kind in ["ollama", "vllm", "lmstudio", "openai_compatible"] {
        let provider = json!({ "name": kind, "kind": kind, "base_url": double.url() });
        let provider = operator.post("/api/providers", &provider).await?;
        let provider = provider.header("location").to_owned();
        let found = operator
            .post(&format!("{provider}/check"), &json!({}))
            .await?;
        assert_eq!(
            (found.status, &found.json()["ok"]),
            (200, &json!(true)),
            "{kind}"
        );
        let wanted = json!({ "add": "all" });
        let added = operator
            .post(&format!("{provider}/discover"), &wanted)
            .await?;
        assert_eq!(added.json()["data"][0]["added"], true, "{}", added.text());
        let call = json!({ "model": format!("{kind}/whole"), "messages": [{ "role": "user", "content": "hello" }] });
        assert_eq!(app.client().await?.chat(&call).await?.status, 200);
    }
    let received = double.received();
    assert_eq!(received.len(), 12);
    let is_signed = |call: &Received| call.headers.contains_key("authorization");
    assert!(!received.iter().any(is_signed));
    assert_eq!(operator.get("/api/start").await?.json()["credential"], true);
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_wants_a_key_after_all_is_said_so() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let itself = format!("{}/v1", app.gateway().url());
    let provider = json!({ "name": "p", "kind": "vllm", "base_url": itself });
    let provider = operator.post("/api/providers", &provider).await?;
    let provider = provider.header("location").to_owned();
    let check = format!("{provider}/check");
    let found = operator.post(&check, &json!({})).await?.json();
    let said = "the provider wants a key (status 401): add a credential";
    assert_eq!(
        (&found["ok"], &found["error"]),
        (&json!(false), &json!(said))
    );
    let key = app.key(&json!({ "name": "itself" })).await?;
    let credential = json!({ "name": "c", "secret": { "api_key": key.token } });
    let credentials = format!("{provider}/credentials");
    assert_eq!(operator.post(&credentials, &credential).await?.status, 201);
    let found = operator.post(&check, &json!({})).await?.json();
    assert_eq!(found["ok"], true, "{found}");
    Ok(())
}

#[actix_web::test]
async fn a_kind_that_asks_for_a_key_is_not_called_without_one() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let provider = json!({ "name": "p", "kind": "openai" });
    let provider = operator.post("/api/providers", &provider).await?;
    let provider = provider.header("location").to_owned();
    for path in ["check", "discover"] {
        let refused = operator
            .post(&format!("{provider}/{path}"), &json!({}))
            .await?;
        assert_eq!(problem(&refused), (409, "conflict".into()), "{path}");
    }
    Ok(())
}
