//! What an administrator's client does wrong, each with its answer.

use awc::http::Method;
use serde_json::json;
use tests::app::App;
use tests::client::whole;

use super::{ask, patch, pointer, problem};

const NO_ID: &str = "00000000-0000-0000-0000-000000000000";

#[actix_web::test]
async fn the_field_at_fault_is_named() -> anyhow::Result<()> {
    let app = App::start().await?;
    let provider = json!({ "name": "there", "kind": "openai" });
    let id = app.create("/api/providers", &provider).await?["id"].clone();
    let credentials = format!(
        "/api/providers/{}/credentials",
        id.as_str().unwrap_or_default()
    );
    for (path, body, expected) in [
        (
            "/api/providers",
            json!({ "name": "p", "kind": "openai", "colour": 1 }),
            "/colour",
        ),
        ("/api/providers", json!({ "kind": "openai" }), "/name"),
        ("/api/providers", json!({ "name": "p" }), "/kind"),
        (
            "/api/providers",
            json!({ "name": "P!", "kind": "openai" }),
            "/name",
        ),
        (
            "/api/providers",
            json!({ "name": "p", "kind": "abacus" }),
            "/kind",
        ),
        (
            "/api/providers",
            json!({ "name": "p", "kind": "openai", "base_url": "file:///etc" }),
            "/base_url",
        ),
        (
            "/api/providers",
            json!({ "name": "p", "kind": "openai_compatible" }),
            "/base_url",
        ),
        (
            "/api/providers",
            json!({ "name": "p", "kind": "openai", "enabled": "yes" }),
            "/enabled",
        ),
        ("/api/providers", json!([]), ""),
        (&credentials, json!({ "name": "c" }), "/secret"),
        (
            &credentials,
            json!({ "name": "c", "secret": {} }),
            "/secret/api_key",
        ),
        (
            &credentials,
            json!({ "name": "c", "secret": { "api_key": "k", "x": 1 } }),
            "/secret/x",
        ),
        (
            &credentials,
            json!({ "name": "c", "secret": { "api_key": "a b" } }),
            "/secret/api_key",
        ),
        (
            &credentials,
            json!({ "name": "c", "secret": { "api_key": "k" }, "weight": 0 }),
            "/weight",
        ),
        (
            "/api/models",
            json!({ "provider": "there", "model": "a b", "type": "chat" }),
            "/model",
        ),
        (
            "/api/models",
            json!({ "provider": "there", "model": "m", "type": "smell" }),
            "/type",
        ),
        (
            "/api/models",
            json!({ "provider": "there", "model": "m", "type": "chat", "capabilities": ["tools", 7] }),
            "/capabilities/1",
        ),
        (
            "/api/models",
            json!({ "provider": "there", "model": "m", "type": "chat", "context_window": -1 }),
            "/context_window",
        ),
        ("/api/keys", json!({ "name": "" }), "/name"),
        ("/api/keys", json!({ "name": "k", "scopes": [] }), "/scopes"),
        ("/api/keys", json!({ "name": "k", "models": [] }), "/models"),
        (
            "/api/keys",
            json!({ "name": "k", "models": vec!["m".repeat(256); 20] }),
            "/models",
        ),
        (
            "/api/keys",
            json!({ "name": "k", "scopes": ["chat", "fly"] }),
            "/scopes/1",
        ),
        (
            "/api/keys",
            json!({ "name": "k", "models": ["a b"] }),
            "/models/0",
        ),
        (
            "/api/keys",
            json!({ "name": "k", "expires_at": "tomorrow" }),
            "/expires_at",
        ),
        ("/api/organizations", json!({ "name": "A" }), "/name"),
    ] {
        let answer = app.operator().post(path, &body).await?;
        assert_eq!(
            problem(&answer),
            (400, "invalid_request".into()),
            "{path} {body}"
        );
        assert_eq!(pointer(&answer).as_deref(), Some(expected), "{path} {body}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_body_that_is_no_json_is_refused() -> anyhow::Result<()> {
    let app = App::start().await?;
    for body in ["", "{", "{\"name\":\"k\"} {}", "\u{0}", "null", "7"] {
        let answer = app
            .operator()
            .post_bytes("/api/keys", "application/json", body)
            .await?;
        assert_eq!(
            problem(&answer),
            (400, "invalid_request".into()),
            "{body:?}"
        );
    }
    let charset = "application/json; charset=utf-8";
    let answer = app
        .operator()
        .post_bytes("/api/keys", charset, r#"{"name":"k"}"#)
        .await?;
    assert_eq!(answer.status, 201);
    Ok(())
}

#[actix_web::test]
async fn a_body_of_another_type_or_beyond_the_limit_is_refused() -> anyhow::Result<()> {
    let app = App::start().await?;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "nonsense",
    ] {
        let answer = app
            .operator()
            .post_bytes("/api/keys", kind, r#"{"name":"k"}"#)
            .await?;
        assert_eq!(
            problem(&answer),
            (415, "unsupported_media_type".into()),
            "{kind}"
        );
    }
    for (bytes, expected) in [
        (32 << 20, (400, "invalid_request".into())),
        ((32 << 20) + 1, (413, "payload_too_large".into())),
    ] {
        let (before, after) = ("{\"name\":\"", "\"}");
        let name = "k".repeat(bytes - before.len() - after.len());
        let answer = app
            .operator()
            .post_bytes(
                "/api/keys",
                "application/json",
                [before, &name, after].concat(),
            )
            .await?;
        assert_eq!(problem(&answer), expected, "{bytes}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_control_character_is_refused_wherever_a_text_is_taken() -> anyhow::Result<()> {
    let app = App::start().await?;
    let provider = json!({ "name": "there", "kind": "openai" });
    let id = app.create("/api/providers", &provider).await?["id"].clone();
    let id = id.as_str().unwrap_or_default();
    let credentials = format!("/api/providers/{id}/credentials");
    for (path, body, field) in [
        (
            "/api/providers",
            json!({ "name": "p", "kind": "openai" }),
            "name",
        ),
        (
            "/api/providers",
            json!({ "name": "p", "kind": "openai", "display_name": "P" }),
            "display_name",
        ),
        (
            "/api/providers",
            json!({ "name": "p", "kind": "openai", "base_url": "https://h/v1" }),
            "base_url",
        ),
        (
            "/api/providers",
            json!({ "name": "p", "kind": "openai", "region": "eu" }),
            "region",
        ),
        (
            "/api/providers",
            json!({ "name": "p", "kind": "openai", "api_version": "1" }),
            "api_version",
        ),
        (
            &credentials,
            json!({ "name": "c", "secret": { "api_key": "k" } }),
            "name",
        ),
        (
            "/api/models",
            json!({ "provider": "there", "model": "m", "type": "chat" }),
            "provider",
        ),
        (
            "/api/models",
            json!({ "provider": "there", "model": "m", "type": "chat" }),
            "model",
        ),
        ("/api/keys", json!({ "name": "k" }), "name"),
        ("/api/organizations", json!({ "name": "o" }), "name"),
        (
            "/api/organizations",
            json!({ "name": "o", "display_name": "O" }),
            "display_name",
        ),
    ] {
        for odd in ['\0', '\n', '\u{7f}', '\u{85}'] {
            let mut body = body.clone();
            let text = body[field].as_str().unwrap_or_default().to_owned();
            body[field] = json!(format!("{text}{odd}"));
            let answer = app.operator().post(path, &body).await?;
            assert_eq!(
                problem(&answer),
                (400, "invalid_request".into()),
                "{path} {body}"
            );
            assert_eq!(pointer(&answer), Some(format!("/{field}")), "{path} {body}");
        }
    }
    Ok(())
}

#[actix_web::test]
async fn what_is_not_there_is_a_problem_and_never_a_page() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    for path in [
        "/api/nothing",
        "/api",
        "/api/",
        "/api/providers/not-an-id",
        "/api/providers/%FF",
        &format!("/api/providers/{NO_ID}"),
        &format!("/api/providers/{NO_ID}/credentials"),
        &format!("/api/keys/{NO_ID}"),
        "/api/models/nobody/nothing",
        "/api/models/nobody",
        &format!("/api/organizations/{NO_ID}"),
    ] {
        assert_eq!(
            problem(&operator.get(path).await?),
            (404, "not_found".into()),
            "{path}"
        );
    }
    let model = json!({ "provider": "nobody", "model": "m", "type": "chat" });
    let answer = operator.post("/api/models", &model).await?;
    assert_eq!(problem(&answer), (404, "not_found".into()));
    assert_eq!(pointer(&answer).as_deref(), Some("/provider"));
    let path = format!("/api/keys/{NO_ID}");
    let answer = patch(&operator, &path, &json!({ "name": "k" })).await?;
    assert_eq!(problem(&answer), (404, "not_found".into()));
    Ok(())
}

#[actix_web::test]
async fn another_method_is_refused_with_those_that_are_allowed() -> anyhow::Result<()> {
    let app = App::start().await?;
    for (method, path, allowed) in [
        (Method::PUT, "/api/providers", "GET, POST"),
        (
            Method::POST,
            &*format!("/api/providers/{NO_ID}"),
            "GET, PATCH, DELETE",
        ),
        (
            Method::GET,
            &*format!("/api/providers/{NO_ID}/discover"),
            "POST",
        ),
        (Method::DELETE, "/api/keys", "GET, POST"),
        (Method::TRACE, "/api/models", "GET, POST"),
        (Method::POST, "/healthz", "GET"),
        (Method::POST, "/openapi.json", "GET"),
    ] {
        let answer = ask(&app.operator(), (method, path), &[], None).await?;
        assert_eq!(
            problem(&answer),
            (405, "method_not_allowed".into()),
            "{path}"
        );
        assert_eq!(answer.header("allow"), allowed, "{path}");
    }
    Ok(())
}

#[actix_web::test]
async fn without_a_good_token_nothing_is_told() -> anyhow::Result<()> {
    let app = App::start().await?;
    let nobody = app.gateway().client();
    for client in [&nobody, &nobody.with_token("garbage")] {
        for path in [
            "/api/providers",
            "/api/keys",
            "/api/organizations",
            "/metrics",
        ] {
            let answer = client.get(path).await?;
            assert_eq!(problem(&answer), (401, "unauthenticated".into()), "{path}");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
    let posted = nobody.post("/api/keys", &json!({ "colour": 1 })).await?;
    assert_eq!(posted.status, 401, "before the body is looked at");
    let key = app.key(&json!({ "name": "k" })).await?;
    let header = nobody.request(Method::GET, "/api/providers");
    let header = header.insert_header(("x-api-key", key.token.as_str()));
    assert_eq!(
        whole(header.send()).await?.status,
        401,
        "only as a bearer token"
    );
    Ok(())
}

#[actix_web::test]
async fn a_key_without_the_scope_may_not_manage() -> anyhow::Result<()> {
    let app = App::start().await?;
    let client = app.client().await?;
    for path in ["/api/providers", "/api/keys", "/api/models"] {
        assert_eq!(
            problem(&client.get(path).await?),
            (403, "forbidden".into()),
            "{path}"
        );
    }
    let answer = client.post("/api/keys", &json!({ "name": "more" })).await?;
    assert_eq!(problem(&answer), (403, "forbidden".into()));
    Ok(())
}
