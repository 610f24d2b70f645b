//! Who may call what.

use domain::request::RefusalReason;
use serde_json::json;
use tests::client::whole;
use tests::waiting::until;

use super::{Line, chat};

#[actix_web::test]
async fn without_a_good_token_there_is_no_call_and_no_record() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let nobody = line.app.gateway().client();
    for client in [
        nobody.clone(),
        nobody.with_token("garbage"),
        nobody.with_token("sk-1234"),
    ] {
        let answer = client.chat(&chat("whole")).await?;
        assert_eq!(answer.error(), (401, "invalid_api_key".into()));
        assert_eq!(answer.json()["error"]["type"], "invalid_request_error");
        answer.request_id()?;
        assert_eq!(client.get("/v1/models").await?.status, 401);
    }
    let basic = nobody.request(awc::http::Method::POST, "/v1/chat/completions");
    let basic = basic.insert_header(("authorization", "Basic Zm9vOmJhcg=="));
    assert_eq!(whole(basic.send_json(&chat("whole"))).await?.status, 401);
    assert!(line.provider.received().is_empty());
    assert!(line.app.traffic().await?.all().await?.is_empty());
    Ok(())
}

#[actix_web::test]
async fn a_token_may_come_in_the_headers_that_other_sdks_use() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let token = line.app.key(&json!({ "name": "k" })).await?.token;
    for header in ["x-api-key", "api-key"] {
        let client = line.app.gateway().client();
        let request = client.request(awc::http::Method::POST, "/v1/chat/completions");
        let request = request.insert_header((header, token.as_str()));
        assert_eq!(
            whole(request.send_json(&chat("whole"))).await?.status,
            200,
            "{header}"
        );
    }
    Ok(())
}

#[actix_web::test]
async fn a_revoked_key_is_refused_on_every_gateway() -> anyhow::Result<()> {
    let mut line = Line::start().await?;
    line.app.another_gateway().await?;
    let key = line.app.key(&json!({ "name": "k" })).await?;
    for gateway in line.app.gateways() {
        let client = gateway.client().with_token(&key.token);
        let works = until("the key on both gateways", async || {
            let answer = client.chat(&chat("whole")).await.ok()?;
            (answer.status == 200).then_some(())
        });
        works.await?;
    }
    let revoke = line.app.operator();
    let revoke = revoke.request(awc::http::Method::DELETE, &format!("/api/keys/{}", key.id));
    assert_eq!(whole(revoke.send()).await?.status, 204);

    let began = std::time::Instant::now();
    for gateway in line.app.gateways() {
        let client = gateway.client().with_token(&key.token);
        let refused = until("the refusal on both gateways", async || {
            let answer = client.chat(&chat("whole")).await.ok()?;
            (answer.status == 401).then_some(answer)
        });
        assert_eq!(refused.await?.error(), (401, "invalid_api_key".into()));
    }
    assert!(began.elapsed().as_secs() < 1, "{:?}", began.elapsed());
    let mut traffic = line.app.traffic().await?;
    let find = traffic.find(|event| match event {
        domain::request::Event::Refused(refused) => Some(refused.clone()),
        domain::request::Event::Accepted(_) | domain::request::Event::Settled(_) => None,
    });
    let refused = find.await?;
    assert_eq!(refused.reason, RefusalReason::KeyRevoked);
    assert_eq!(
        refused.called_by.api_key.map(|id| id.to_string()),
        Some(key.id)
    );
    Ok(())
}

#[actix_web::test]
async fn an_expired_key_is_refused_and_recorded() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let key = json!({ "name": "k", "expires_at": "2020-01-01T00:00:00Z" });
    let key = line.app.key(&key).await?;
    let client = line.app.gateway().client().with_token(&key.token);
    let answer = client.chat(&chat("whole")).await?;
    assert_eq!(answer.error(), (401, "invalid_api_key".into()));
    let refused = line
        .app
        .traffic()
        .await?
        .refused(answer.request_id()?)
        .await?;
    assert_eq!(refused.reason, RefusalReason::KeyExpired);
    Ok(())
}

#[actix_web::test]
async fn a_key_may_do_what_its_scopes_and_models_say_and_no_more() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let mut traffic = line.app.traffic().await?;
    for (fields, expected, reason) in [
        (
            json!({ "scopes": ["embeddings"] }),
            "insufficient_scope",
            RefusalReason::OutOfScope,
        ),
        (
            json!({ "models": ["double/other*"] }),
            "model_not_allowed",
            RefusalReason::ModelNotAllowed,
        ),
        (
            json!({ "models": ["whole"] }),
            "model_not_allowed",
            RefusalReason::ModelNotAllowed,
        ),
    ] {
        let mut key = fields;
        key["name"] = json!("narrow");
        let key = line.app.key(&key).await?;
        let client = line.app.gateway().client().with_token(&key.token);
        let answer = client.chat(&chat("whole")).await?;
        assert_eq!(answer.error(), (403, expected.to_owned()));
        assert_eq!(traffic.refused(answer.request_id()?).await?.reason, reason);
    }
    let key = json!({ "name": "fits", "scopes": ["chat"], "models": ["double/wh*"] });
    let key = line.app.key(&key).await?;
    let client = line.app.gateway().client().with_token(&key.token);
    assert_eq!(client.chat(&chat("whole")).await?.status, 200);
    assert_eq!(
        client.get("/v1/models").await?.error(),
        (403, "insufficient_scope".into())
    );
    Ok(())
}

#[actix_web::test]
async fn organisations_do_not_see_each_other() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let other = json!({ "name": "other" });
    line.app.create("/api/organizations", &other).await?;
    let operator = line.app.operator();
    let create = operator.request(awc::http::Method::POST, "/api/keys");
    let create = create.insert_header(("x-hub-organization", "other"));
    let key = whole(create.send_json(&json!({ "name": "theirs" })))
        .await?
        .json();
    let token = key["token"].as_str().unwrap_or_default();
    let client = line.app.gateway().client().with_token(token);
    let answer = client.chat(&chat("whole")).await?;
    assert_eq!(answer.error(), (404, "model_not_found".into()));
    assert_eq!(client.get("/v1/models").await?.json()["data"], json!([]));
    Ok(())
}
