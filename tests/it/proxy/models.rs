//! `GET /v1/models`.

use serde_json::{Value, json};
use tests::app::App;

/// A hub with two models, one of whose names has a slash, and one model that is disabled.
async fn app() -> anyhow::Result<App> {
    let app = App::start().await?;
    let models = [("gpt-4o", "chat"), ("org/embed", "embedding")];
    app.provider("double", "http://127.0.0.1:9/v1", &models)
        .await?;
    let hidden =
        json!({ "provider": "double", "model": "hidden", "type": "chat", "enabled": false });
    app.create("/api/models", &hidden).await?;
    Ok(app)
}

#[actix_web::test]
async fn enabled_models_are_listed_as_openai_lists_them() -> anyhow::Result<()> {
    let app = app().await?;
    let answer = app.client().await?.get("/v1/models").await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.request_id()?;
    let list = answer.json();
    assert_eq!(list["object"], "list");
    let ids: Vec<&Value> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| &model["id"])
        .collect();
    assert_eq!(ids, ["double/gpt-4o", "double/org/embed"]);
    let first = &list["data"][0];
    assert_eq!(
        (&first["object"], &first["owned_by"]),
        (&json!("model"), &json!("double"))
    );
    assert_eq!(
        (&first["type"], &first["provider"]),
        (&json!("chat"), &json!("double"))
    );
    assert!(first["created"].is_i64());
    Ok(())
}

#[actix_web::test]
async fn a_model_is_found_by_its_id_with_slashes_plain_or_escaped() -> anyhow::Result<()> {
    let app = app().await?;
    let client = app.client().await?;
    for path in [
        "double/org/embed",
        "double%2Forg%2Fembed",
        "org/embed",
        "double/org%2Fembed",
    ] {
        let answer = client.get(&format!("/v1/models/{path}")).await?;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(answer.json()["id"], "double/org/embed");
    }
    for path in ["double/hidden", "double/nothing", "nothing"] {
        let answer = client.get(&format!("/v1/models/{path}")).await?;
        assert_eq!(answer.error(), (404, "model_not_found".into()), "{path}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_key_sees_the_models_that_it_may_call() -> anyhow::Result<()> {
    let app = app().await?;
    let key = app
        .key(&json!({ "name": "k", "models": ["double/gpt-*"] }))
        .await?;
    let client = app.gateway().client().with_token(&key.token);
    let list = client.get("/v1/models").await?.json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1), "{list}");
    let answer = client.get("/v1/models/double/org/embed").await?;
    assert_eq!(answer.error(), (404, "model_not_found".into()));
    Ok(())
}
