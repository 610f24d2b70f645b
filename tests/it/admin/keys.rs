//! API keys, as they are managed.

use serde_json::{Value, json};
use tests::app::App;

use super::{delete, patch, problem};

#[actix_web::test]
async fn a_key_that_says_nothing_may_call_everything_and_manage_nothing() -> anyhow::Result<()> {
    let app = App::start().await?;
    let key = app.create("/api/keys", &json!({ "name": "k" })).await?;
    assert_eq!(
        key["scopes"],
        json!(["chat", "embeddings", "images", "models"])
    );
    assert_eq!(key["models"], json!(["*"]));
    assert_eq!(key["expires_at"], Value::Null);
    assert_eq!(key["state"], "active");
    Ok(())
}

#[actix_web::test]
async fn a_token_is_shown_once() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let created = operator.post("/api/keys", &json!({ "name": "k" })).await?;
    let mut key = created.json();
    let token = key["token"].take();
    let token = token.as_str().unwrap_or_default();
    let path = created.header("location");
    let shown = operator.get(path).await?;
    let changed = patch(&operator, path, &json!({ "name": "other" })).await?;
    for answer in [&shown, &changed] {
        assert_eq!(answer.status, 200);
        assert!(answer.json().get("token").is_none());
        assert!(!answer.text().contains(token));
    }
    assert_eq!(shown.json()["id"], key["id"]);
    assert_eq!(shown.header("etag"), created.header("etag"));
    Ok(())
}

#[actix_web::test]
async fn a_change_holds_from_the_next_request_on() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let key = app
        .key(&json!({ "name": "k", "scopes": ["models"] }))
        .await?;
    let path = format!("/api/keys/{}", key.id);
    let holder = app.gateway().client().with_token(&key.token);
    assert_eq!(holder.get("/v1/models").await?.status, 200);
    assert_eq!(holder.get("/api/providers").await?.status, 403);

    patch(&operator, &path, &json!({ "scopes": ["manage"] })).await?;
    assert_eq!(holder.get("/v1/models").await?.status, 403);
    assert_eq!(holder.get("/api/providers").await?.status, 200);

    let expired = json!({ "expires_at": "2020-01-01T00:00:00Z" });
    let expired = patch(&operator, &path, &expired).await?.json();
    assert_eq!(expired["state"], "expired");
    assert_eq!(
        problem(&holder.get("/api/providers").await?),
        (401, "unauthenticated".into())
    );

    patch(&operator, &path, &json!({ "expires_at": null })).await?;
    assert_eq!(holder.get("/api/providers").await?.status, 200);
    Ok(())
}

#[actix_web::test]
async fn a_revoked_key_may_manage_nothing_and_stays_revoked() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let key = app
        .key(&json!({ "name": "k", "scopes": ["manage"] }))
        .await?;
    let path = format!("/api/keys/{}", key.id);
    let holder = app.gateway().client().with_token(&key.token);
    assert_eq!(holder.get(&path).await?.status, 200);
    assert_eq!(delete(&operator, &path).await?.status, 204);
    assert_eq!(
        problem(&holder.get(&path).await?),
        (401, "unauthenticated".into())
    );
    assert_eq!(
        delete(&operator, &path).await?.status,
        204,
        "again, it changes nothing"
    );
    let changed = patch(&operator, &path, &json!({ "name": "back" })).await?;
    assert_eq!(problem(&changed), (409, "conflict".into()));
    let shown = operator.get(&path).await?.json();
    assert_eq!(shown["state"], "revoked");
    assert_eq!(shown["revoked_at"], shown["updated_at"]);
    Ok(())
}
