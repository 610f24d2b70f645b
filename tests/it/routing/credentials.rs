//! Credentials that a provider refuses.

use serde_json::{Value, json};
use tests::app::App;
use tests::client::Client;
use tests::provider::Provider;
use tests::waiting::until;

use super::{chat, credential, provider_with};

/// Calls until the credential of this name is in this state; no call may fail meanwhile.
async fn call_until(
    (app, client): (&App, &Client),
    (provider, name): (&str, &str),
    state: &str,
) -> anyhow::Result<Value> {
    until(&format!("{name} to be {state}"), async || {
        let answer = client.chat(&chat("p/whole")).await.ok()?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let found = credential(app, provider, name).await.ok()?;
        (found["state"] == state).then_some(found)
    })
    .await
}

#[actix_web::test]
async fn a_revoked_credential_is_disabled_by_the_hub_until_it_has_a_new_secret()
-> anyhow::Result<()> {
    let app = App::start().await?;
    let double = Provider::start()?;
    let keys = ["sk-good", "as:status-401"];
    let provider = provider_with(&app, "p", double.url(), &keys).await?;
    let client = app.client().await?;
    let revoked = call_until((&app, &client), (&provider, keys[1]), "disabled").await?;
    assert_eq!(revoked["state_reason"], "unauthorized");
    assert_eq!(revoked["enabled"], true);

    let by_revoked = || {
        let calls = double.received();
        let header = |call: &tests::provider::Received| call.headers["authorization"].clone();
        calls
            .iter()
            .filter(|call| header(call).ends_with("401"))
            .count()
    };
    let before = by_revoked();
    for _ in 0..20 {
        assert_eq!(client.chat(&chat("p/whole")).await?.status, 200);
    }
    assert_eq!(by_revoked(), before);

    let id = revoked["id"].as_str().unwrap_or_default();
    let path = format!("{provider}/credentials/{id}");
    let secret = json!({ "secret": { "api_key": "sk-new" } });
    let request = app.operator().request(awc::http::Method::PATCH, &path);
    let renewed = tests::client::whole(request.send_json(&secret))
        .await?
        .json();
    assert_eq!(renewed["state"], "active", "{renewed}");
    assert_eq!(renewed["state_reason"], Value::Null);
    Ok(())
}

#[actix_web::test]
async fn a_credential_that_is_taken_again_is_used_after_a_check() -> anyhow::Result<()> {
    let app = App::start().await?;
    let double = Provider::start()?;
    let keys = ["sk-good", "as:status-401"];
    let provider = provider_with(&app, "p", double.url(), &keys).await?;
    let client = app.client().await?;
    let revoked = call_until((&app, &client), (&provider, keys[1]), "disabled").await?;
    let id = revoked["id"].as_str().unwrap_or_default();
    let check = format!("{provider}/credentials/{id}/check");
    let operator = app.operator();
    assert_eq!(operator.post(&check, &json!({})).await?.json()["ok"], false);
    let found = credential(&app, &provider, keys[1]).await?;
    assert_eq!(found["state"], "disabled");

    double.does(Some("whole"));
    let checked = operator.post(&check, &json!({})).await?.json();
    assert_eq!(checked["ok"], true, "{checked}");
    let found = credential(&app, &provider, keys[1]).await?;
    assert_eq!(found["state"], "active");
    Ok(())
}

#[actix_web::test]
async fn a_credential_that_may_not_call_one_model_is_not_lost_for_the_others() -> anyhow::Result<()>
{
    let app = App::start().await?;
    let double = Provider::start()?;
    let keys = ["sk-good", "calls:status-403"];
    let provider = provider_with(&app, "p", double.url(), &keys).await?;
    let client = app.client().await?;
    let refused = call_until((&app, &client), (&provider, keys[1]), "cooling").await?;
    assert_eq!(refused["state_reason"], "refused");
    assert!(refused["state_until"].is_string());
    let is_asked = |calls: &[tests::provider::Received]| {
        calls.iter().any(|call| call.path.ends_with("/models"))
    };
    double.until(is_asked).await?;
    for _ in 0..20 {
        assert_eq!(client.chat(&chat("p/whole")).await?.status, 200);
    }
    let found = credential(&app, &provider, keys[1]).await?;
    assert_ne!(found["state"], "disabled");
    Ok(())
}
