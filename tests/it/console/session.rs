//! Signing in, what a session is good for, and its end.

use awc::http::Method;
use serde_json::{Value, json};
use tests::app::{ADMIN_TOKEN, App};
use tests::client::whole;
use tests::provider::Provider;
use tests::waiting::until;

use super::{Browser, problem};

#[actix_web::test]
async fn the_operator_signs_in_and_is_told_who_they_are() -> anyhow::Result<()> {
    let app = App::start().await?;
    let anybody = app.gateway().client();
    assert_eq!(
        problem(&anybody.get("/api/me").await?),
        (401, "unauthenticated".into())
    );

    let answer = anybody
        .post("/api/session", &json!({ "token": ADMIN_TOKEN }))
        .await?;
    let cookie = answer.header("set-cookie");
    let (name, attributes) = cookie.split_once('=').unwrap_or_default();
    assert_eq!(name, "hub_session");
    assert!(
        attributes.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200"),
        "{cookie}"
    );
    assert!(!cookie.contains(ADMIN_TOKEN));

    let browser = Browser::sign_in(&anybody, ADMIN_TOKEN).await?;
    let me = browser.get("/api/me").await?;
    assert_eq!(me.header("cache-control"), "no-store");
    let me = me.json();
    assert_eq!(
        (&me["kind"], &me["id"], &me["name"]),
        (&json!("operator"), &Value::Null, &Value::Null)
    );
    assert_eq!(me["organization"]["name"], "default");
    assert_eq!(me["csrf_token"], browser.csrf);
    assert_eq!(me["may"]["operate"], true);
    let by_token = app.operator().get("/api/me").await?.json();
    assert_eq!(
        (&by_token["csrf_token"], &by_token["session_ends_at"]),
        (&Value::Null, &Value::Null)
    );
    Ok(())
}

#[actix_web::test]
async fn a_page_learns_whether_somebody_is_signed_in_and_nobody_is_no_error() -> anyhow::Result<()>
{
    let app = App::start().await?;
    let anybody = app.gateway().client();
    let forged = anybody.request(Method::GET, "/api/session");
    let forged = forged.insert_header(("cookie", "hub_session=forged"));
    for nobody in [
        anybody.get("/api/session").await?,
        whole(forged.send()).await?,
    ] {
        assert_eq!(nobody.status, 200);
        assert_eq!(nobody.json(), json!({ "me": null }));
        assert_eq!(nobody.header("cache-control"), "no-store");
    }
    let browser = Browser::sign_in(&anybody, ADMIN_TOKEN).await?;
    let known = browser.get("/api/session").await?.json();
    assert_eq!(known["me"], browser.get("/api/me").await?.json());
    assert_eq!(known["me"]["csrf_token"], browser.csrf);
    Ok(())
}

#[actix_web::test]
async fn a_session_manages_and_calls_wherever_it_came_from() -> anyhow::Result<()> {
    let mut app = App::start().await?;
    app.another_gateway().await?;
    let browser = Browser::sign_in(&app.gateway().client(), ADMIN_TOKEN).await?;
    let other = app.gateways()[1].url();
    for browser in [browser.at(&app.gateway().url()), browser.at(&other)] {
        let key = json!({ "name": "by a session" });
        let created = browser
            .change(Method::POST, "/api/keys", Some(&key))
            .await?;
        assert_eq!(created.status, 201, "{}", created.text());
        assert_eq!(browser.get("/v1/models").await?.status, 200);
        assert_eq!(browser.get("/metrics").await?.status, 200);
    }
    Ok(())
}

#[actix_web::test]
async fn what_does_not_prove_its_page_changes_nothing() -> anyhow::Result<()> {
    let app = App::start().await?;
    let client = app.gateway().client();
    let browser = Browser::sign_in(&client, ADMIN_TOKEN).await?;
    let foreign = Browser::sign_in(&client, ADMIN_TOKEN).await?.csrf;
    let key = json!({ "name": "by another site" });
    for proof in [
        &[][..],
        &[("x-csrf-token", "guessed")],
        &[("x-csrf-token", &foreign)],
    ] {
        let refused = browser
            .ask(Method::POST, "/api/keys", proof, Some(&key))
            .await?;
        assert_eq!(problem(&refused), (403, "csrf_token_required".into()));
        let call = json!({ "model": "m", "messages": [] });
        let refused = browser
            .ask(Method::POST, "/v1/chat/completions", proof, Some(&call))
            .await?;
        assert_eq!(refused.error(), (403, "csrf_token_required".into()));
        let refused = browser
            .ask(Method::DELETE, "/api/session", proof, None)
            .await?;
        assert_eq!(problem(&refused), (403, "csrf_token_required".into()));
    }
    Ok(())
}

#[actix_web::test]
async fn a_token_goes_before_the_session() -> anyhow::Result<()> {
    let app = App::start().await?;
    let browser = Browser::sign_in(&app.gateway().client(), ADMIN_TOKEN).await?;
    let key = app.key(&json!({ "name": "k" })).await?;
    let bearer = format!("Bearer {}", key.token);
    let headers = [("authorization", bearer.as_str())];
    let me = browser
        .ask(Method::GET, "/api/me", &headers, None)
        .await?
        .json();
    assert_eq!(
        (&me["kind"], &me["id"]),
        (&json!("api_key"), &json!(key.id))
    );
    assert_eq!(me["csrf_token"], Value::Null);
    let refused = browser
        .ask(Method::GET, "/api/providers", &headers, None)
        .await?;
    assert_eq!(problem(&refused), (403, "forbidden".into()));
    let headers = [("authorization", "Bearer nonsense")];
    let refused = browser
        .ask(Method::GET, "/api/providers", &headers, None)
        .await?;
    assert_eq!(problem(&refused), (401, "unauthenticated".into()));
    Ok(())
}

#[actix_web::test]
async fn a_revoked_key_ends_its_session() -> anyhow::Result<()> {
    let app = App::start().await?;
    let client = app.gateway().client();
    let caller = app.key(&json!({ "name": "calls only" })).await?;
    let refused = client
        .post("/api/session", &json!({ "token": caller.token }))
        .await?;
    assert_eq!(problem(&refused), (403, "forbidden".into()));

    let key = app
        .key(&json!({ "name": "desk", "scopes": ["manage"] }))
        .await?;
    let browser = Browser::sign_in(&client, &key.token).await?;
    let me = browser.get("/api/me").await?.json();
    assert_eq!((&me["id"], &me["name"]), (&json!(key.id), &json!("desk")));
    assert_eq!(
        me["may"],
        json!({ "manage": true, "operate": false, "scopes": ["manage"], "models": ["*"] })
    );
    assert_eq!(browser.get("/api/providers").await?.status, 200);

    let revoked = app
        .operator()
        .request(Method::DELETE, &format!("/api/keys/{}", key.id));
    assert_eq!(whole(revoked.send()).await?.status, 204);
    for path in ["/api/providers", "/api/me", "/v1/models"] {
        assert_eq!(browser.get(path).await?.status, 401, "{path}");
    }
    Ok(())
}

#[actix_web::test]
async fn signing_out_clears_the_cookie_also_where_the_session_has_ended() -> anyhow::Result<()> {
    let app = App::start().await?;
    let client = app.gateway().client();
    let browser = Browser::sign_in(&client, ADMIN_TOKEN).await?;
    let signed_out = browser.change(Method::DELETE, "/api/session", None).await?;
    assert_eq!(signed_out.status, 204);
    let cleared = signed_out.headers.get_all("set-cookie");
    let cleared: Vec<_> = cleared.filter_map(|cookie| cookie.to_str().ok()).collect();
    assert_eq!(cleared.len(), 2);
    assert!(
        cleared
            .iter()
            .all(|cookie| cookie.contains("hub_session=;") && cookie.contains("Max-Age=0"))
    );

    let ended = client.request(Method::DELETE, "/api/session");
    let ended = ended.insert_header(("cookie", "hub_session=forged"));
    assert_eq!(whole(ended.send()).await?.status, 204);
    let forged = client.request(Method::GET, "/api/me");
    let forged = forged.insert_header(("cookie", "hub_session=forged"));
    assert_eq!(
        problem(&whole(forged.send()).await?),
        (401, "unauthenticated".into())
    );
    Ok(())
}

#[actix_web::test]
async fn a_copy_of_the_cookie_is_worth_nothing_once_its_owner_signed_out() -> anyhow::Result<()> {
    let mut app = App::start().await?;
    app.another_gateway().await?;
    let here = Browser::sign_in(&app.gateway().client(), ADMIN_TOKEN).await?;
    let other = Browser::sign_in(&app.gateway().client(), ADMIN_TOKEN).await?;
    let there = here.at(&app.gateways()[1].url());
    assert_eq!(there.get("/api/me").await?.status, 200);

    let signed_out = here.change(Method::DELETE, "/api/session", None).await?;
    assert_eq!(signed_out.status, 204, "{}", signed_out.text());
    for path in ["/api/me", "/api/keys", "/v1/models", "/metrics"] {
        assert_eq!(here.get(path).await?.status, 401, "{path}");
    }
    let refused = until("the end at the other gateway", async || {
        let me = there.get("/api/me").await.ok()?;
        (me.status == 401).then_some(me)
    });
    assert_eq!(problem(&refused.await?), (401, "unauthenticated".into()));
    let again = here.change(Method::DELETE, "/api/session", None).await?;
    assert_eq!(again.status, 204);

    for gateway in app.gateways() {
        gateway.kill()?;
        gateway.start_again().await?;
        let restarted = gateway.url();
        assert_eq!(here.at(&restarted).get("/api/me").await?.status, 401);
        assert_eq!(other.at(&restarted).get("/api/me").await?.status, 200);
    }
    Ok(())
}

#[actix_web::test]
async fn over_https_the_cookie_is_for_https_alone() -> anyhow::Result<()> {
    let token = json!({ "token": ADMIN_TOKEN });
    let app = App::start().await?;
    let request = app.gateway().client().request(Method::POST, "/api/session");
    let request = request.insert_header(("x-forwarded-proto", "https"));
    let by_proxy = whole(request.send_json(&token)).await?;
    let app = App::build()
        .set("HUB_PUBLIC_URL", "https://hub.example.com")
        .start()
        .await?;
    let by_setting = app.gateway().client().post("/api/session", &token).await?;
    for answer in [by_proxy, by_setting] {
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with("__Host-hub_session="), "{cookie}");
        assert!(cookie.ends_with("; Secure"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap_or_default();
        let me = app.gateway().client().request(Method::GET, "/api/me");
        assert_eq!(
            whole(me.insert_header(("cookie", cookie)).send())
                .await?
                .status,
            200
        );
    }
    Ok(())
}

#[actix_web::test]
async fn guessing_is_slowed_down() -> anyhow::Result<()> {
    let app = App::start().await?;
    let client = app.gateway().client();
    for _ in 0..10 {
        let refused = client
            .post("/api/session", &json!({ "token": "guess" }))
            .await?;
        assert_eq!(problem(&refused), (401, "unauthenticated".into()));
    }
    let refused = client
        .post("/api/session", &json!({ "token": ADMIN_TOKEN }))
        .await?;
    assert_eq!(problem(&refused), (429, "too_many_attempts".into()));
    let wait: u32 = refused.header("retry-after").parse()?;
    assert!((1..=6).contains(&wait));
    assert_eq!(app.operator().get("/api/me").await?.status, 200);
    Ok(())
}

#[actix_web::test]
async fn a_sign_in_that_says_something_else_is_refused() -> anyhow::Result<()> {
    let app = App::start().await?;
    let client = app.gateway().client();
    for (body, pointer) in [
        (json!({}), "/token"),
        (json!({ "token": "" }), "/token"),
        (json!({ "token": 7 }), "/token"),
        (json!({ "token": "t", "remember": true }), "/remember"),
    ] {
        let refused = client.post("/api/session", &body).await?;
        assert_eq!(refused.status, 400, "{body}");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer);
    }
    Ok(())
}

#[actix_web::test]
async fn the_first_steps_are_seen_as_they_are_taken() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let start = async || anyhow::Ok(operator.get("/api/start").await?.json());
    let none = json!({ "provider": false, "credential": false, "credential_checked": false,
        "model": false, "key": false, "request": false });
    assert_eq!(start().await?, none);

    let provider = Provider::start()?;
    app.provider("p", provider.url(), &[("whole", "chat")])
        .await?;
    let client = app.client().await?;
    let mut expected = none;
    for step in ["provider", "credential", "model", "key"] {
        expected[step] = json!(true);
    }
    assert_eq!(start().await?, expected);

    let id = operator.get("/api/providers").await?.json()["data"][0]["id"].clone();
    let asked = format!(
        "/api/providers/{}/discover",
        id.as_str().unwrap_or_default()
    );
    assert_eq!(operator.post(&asked, &json!({})).await?.status, 200);
    expected["credential_checked"] = json!(true);
    assert_eq!(start().await?, expected);

    let call = json!({ "model": "p/whole", "messages": [{ "role": "user", "content": "hello" }] });
    assert_eq!(client.chat(&call).await?.status, 200);
    expected["request"] = json!(true);
    let seen = until("the call in the log", async || {
        start().await.ok().filter(|start| *start == expected)
    });
    seen.await?;
    Ok(())
}
