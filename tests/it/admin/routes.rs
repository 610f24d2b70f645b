//! `/api/routes`.

use awc::http::Method;
use serde_json::{Value, json};
use tests::app::App;

use super::{ask, delete, patch, pointer, problem};

async fn app() -> anyhow::Result<App> {
    let app = App::start().await?;
    app.provider("one", "http://127.0.0.1:1/v1", &[("m", "chat")])
        .await?;
    Ok(app)
}

fn route(targets: &Value) -> Value {
    json!({ "name": "fast", "targets": targets })
}

fn to(model: &str) -> Value {
    json!({ "provider": "one", "model": model })
}

#[actix_web::test]
async fn a_route_is_added_shown_changed_and_removed() -> anyhow::Result<()> {
    let app = app().await?;
    let operator = app.operator();
    let added = operator
        .post("/api/routes", &route(&json!([to("m")])))
        .await?;
    assert_eq!((added.status, added.header("etag")), (201, "\"1\""));
    let path = added.header("location").to_owned();
    let target = json!({ "provider": "one", "model": "m", "weight": 1, "timeout_ms": null, "callable": true });
    let body = added.json();
    assert_eq!(body["strategy"], "fallback");
    assert_eq!(body["targets"], json!([target]));
    assert_eq!(
        body["retries"],
        json!({ "max_attempts": 5, "backoff_ms": 100, "deadline_ms": 60_000 })
    );
    assert_eq!(operator.get(&path).await?.json(), body);
    assert_eq!(
        operator.get("/api/routes").await?.json()["data"],
        json!([body])
    );

    let change =
        json!({ "strategy": "cost", "fallbacks": [to("n")], "retries": { "max_attempts": 2 } });
    let changed = patch(&operator, &path, &change).await?;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""));
    assert_eq!(changed.json()["retries"]["max_attempts"], 2);
    assert_eq!(changed.json()["retries"]["backoff_ms"], 100);
    let stale = ask(
        &operator,
        (Method::PATCH, &path),
        &[("if-match", "\"1\"")],
        Some(&json!({})),
    )
    .await?;
    assert_eq!(problem(&stale), (412, "precondition_failed".into()));

    assert_eq!(delete(&operator, &path).await?.status, 204);
    assert_eq!(
        problem(&operator.get(&path).await?),
        (404, "not_found".into())
    );
    assert_eq!(operator.get("/api/routes").await?.json()["data"], json!([]));
    Ok(())
}

#[actix_web::test]
async fn a_route_is_added_once_by_one_idempotency_key_and_by_one_name() -> anyhow::Result<()> {
    let app = app().await?;
    let operator = app.operator();
    let body = route(&json!([to("m")]));
    let key = [("idempotency-key", "once")];
    for _ in 0..2 {
        let added = ask(&operator, (Method::POST, "/api/routes"), &key, Some(&body)).await?;
        assert_eq!(added.status, 201, "{}", added.text());
    }
    let again = operator.post("/api/routes", &body).await?;
    assert_eq!(problem(&again), (409, "conflict".into()));
    Ok(())
}

#[actix_web::test]
async fn a_route_that_leads_nowhere_is_refused_with_the_field_at_fault() -> anyhow::Result<()> {
    let app = app().await?;
    let operator = app.operator();
    let unknown = json!({ "provider": "nobody", "model": "m" });
    for (targets, at) in [
        (json!([]), "/targets"),
        (json!([to("m"), to("m")]), "/targets"),
        (json!([to("m"), unknown]), "/targets/1/provider"),
        (json!([{ "provider": "one" }]), "/targets/0/model"),
        (
            json!([{ "provider": "one", "model": "m", "weight": 0 }]),
            "/targets/0/weight",
        ),
        (
            json!([{ "provider": "one", "model": "m", "route": "x" }]),
            "/targets/0/route",
        ),
    ] {
        let refused = operator.post("/api/routes", &route(&targets)).await?;
        assert_eq!(
            problem(&refused),
            (400, "invalid_request".into()),
            "{targets}"
        );
        assert_eq!(pointer(&refused).as_deref(), Some(at), "{targets}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_target_that_is_gone_is_shown_as_one_that_cannot_be_called() -> anyhow::Result<()> {
    let app = app().await?;
    let operator = app.operator();
    let added = operator
        .post("/api/routes", &route(&json!([to("m")])))
        .await?;
    let path = added.header("location").to_owned();
    let model = "/api/models/one/m";
    patch(&operator, model, &json!({ "enabled": false })).await?;
    let shown = operator.get(&path).await?.json();
    assert_eq!(shown["targets"][0]["callable"], false);
    Ok(())
}
