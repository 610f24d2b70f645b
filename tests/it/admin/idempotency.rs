//! `Idempotency-Key`: a POST that is sent again makes nothing new.

use awc::http::Method;
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use tests::app::App;
use tests::client::{Answer, Client};

use super::{ask, patch, problem};

async fn post(client: &Client, path: &str, key: &str, body: &Value) -> anyhow::Result<Answer> {
    let headers = [("idempotency-key", key)];
    ask(client, (Method::POST, path), &headers, Some(body)).await
}

/// Each kind of creation, with a body and another one.
async fn each(app: &App) -> anyhow::Result<[(String, Value, Value); 5]> {
    let there = app
        .create(
            "/api/providers",
            &json!({ "name": "there", "kind": "openai" }),
        )
        .await?;
    let credentials = format!(
        "/api/providers/{}/credentials",
        there["id"].as_str().unwrap_or_default()
    );
    let secret = json!({ "api_key": "sk-0123456789" });
    Ok([
        (
            "/api/providers".into(),
            json!({ "name": "a", "kind": "openai" }),
            json!({ "name": "b", "kind": "openai" }),
        ),
        (
            credentials,
            json!({ "name": "a", "secret": secret }),
            json!({ "name": "a", "secret": { "api_key": "another" } }),
        ),
        (
            "/api/models".into(),
            json!({ "provider": "there", "model": "a", "type": "chat" }),
            json!({ "provider": "there", "model": "a", "type": "image" }),
        ),
        (
            "/api/keys".into(),
            json!({ "name": "a" }),
            json!({ "name": "b" }),
        ),
        (
            "/api/organizations".into(),
            json!({ "name": "a" }),
            json!({ "name": "b" }),
        ),
    ])
}

#[actix_web::test]
async fn a_repeat_returns_what_the_first_one_made() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    for (path, body, _) in each(&app).await? {
        let at_once = try_join_all((0..4).map(|_| post(&operator, &path, "again", &body))).await?;
        let later = post(&operator, &path, "again", &body).await?;
        assert_eq!(later.status, 201, "{path}: {}", later.text());
        for answer in at_once {
            assert_eq!(answer.status, 201, "{path}: {}", answer.text());
            assert_eq!(answer.json()["id"], later.json()["id"], "{path}");
            assert_eq!(
                answer.json()["created_at"],
                later.json()["created_at"],
                "{path}"
            );
            assert_eq!(
                answer.header("location"),
                later.header("location"),
                "{path}"
            );
        }
    }
    Ok(())
}

#[actix_web::test]
async fn the_same_key_with_another_body_is_a_clash() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    for (path, body, another) in each(&app).await? {
        assert_eq!(
            post(&operator, &path, "once", &body).await?.status,
            201,
            "{path}"
        );
        let clash = post(&operator, &path, "once", &another).await?;
        assert_eq!(problem(&clash), (409, "idempotency_clash".into()), "{path}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_repeat_holds_on_every_gateway_and_after_a_change() -> anyhow::Result<()> {
    let mut app = App::start().await?;
    app.another_gateway().await?;
    let operator = app.operator();
    let body = json!({ "name": "a" });
    let first = post(&operator, "/api/keys", "k", &body).await?.json();
    let path = format!("/api/keys/{}", first["id"].as_str().unwrap_or_default());
    let renamed = patch(&operator, &path, &json!({ "name": "renamed" })).await?;
    assert_eq!(renamed.status, 200);
    for gateway in app.gateways() {
        let client = gateway.client().with_token(tests::app::ADMIN_TOKEN);
        let repeat = post(&client, "/api/keys", "k", &body).await?;
        assert_eq!(repeat.status, 201, "{}", repeat.text());
        assert_eq!(repeat.json()["id"], first["id"]);
        assert_eq!(repeat.json()["name"], "renamed");
        let token = repeat.json()["token"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert_eq!(
            client.with_token(&token).get("/v1/models").await?.status,
            200
        );
    }
    Ok(())
}

#[actix_web::test]
async fn without_a_key_each_post_is_its_own() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    for (path, body, _) in each(&app).await? {
        let first = operator.post(&path, &body).await?;
        let second = operator.post(&path, &body).await?;
        assert_eq!(first.status, 201, "{path}");
        if path == "/api/keys" {
            assert_ne!(first.json()["id"], second.json()["id"]);
        } else {
            assert_eq!(problem(&second), (409, "conflict".into()), "{path}");
        }
    }
    Ok(())
}

#[actix_web::test]
async fn a_key_that_is_none_is_refused() -> anyhow::Result<()> {
    let app = App::start().await?;
    let long = "k".repeat(256);
    for key in ["", "a b", &long] {
        let answer = post(&app.operator(), "/api/keys", key, &json!({ "name": "a" })).await?;
        assert_eq!(problem(&answer), (400, "invalid_request".into()), "{key:?}");
    }
    Ok(())
}
