//! What AIGNE's own clients ask of a hub beside calls.

use serde_json::json;

use super::Line;

#[actix_web::test]
async fn a_video_is_refused_in_words_and_nobody_is_called() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let body =
        json!({ "input": { "prompt": "a storm", "modelOptions": { "model": "double/whole" } } });
    let path = "/ai-kit/api/v2/video";
    let answer = line.client.post(path, &body).await?;
    assert_eq!(answer.error(), (400, "unsupported".into()));
    let message = answer.json()["error"]["message"].to_string();
    assert!(message.contains("videos"), "{message}");
    let stranger = line.app.gateway().client().post(path, &body).await?;
    assert_eq!(stranger.error(), (401, "invalid_api_key".into()));
    let listed = line.client.get("/ai-kit/api/ai/models?type=video").await?;
    assert_eq!(listed.json(), json!([]));
    assert!(line.provider.received().is_empty());
    Ok(())
}

#[actix_web::test]
async fn who_a_key_belongs_to_and_that_there_are_no_credits_is_told() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let key = line.app.key(&json!({ "name": "cli" })).await?;
    let client = line.client.with_token(&key.token);
    let info = client.get("/ai-kit/api/user/info").await?;
    let expected = json!({
        "user": { "fullName": "default", "email": "", "did": key.id },
        "enableCredit": false, "creditBalance": null, "paymentLink": null, "profileLink": null,
    });
    assert_eq!((info.status, info.json()), (200, expected));
    let balance = client.get("/ai-kit/api/user/credit/balance").await?;
    assert_eq!(balance.json()["enableCredit"], false);
    assert_eq!(balance.json()["balance"], "0");
    for path in ["/ai-kit/api/user/info", "/ai-kit/api/user/credit/balance"] {
        let stranger = line.app.gateway().client().get(path).await?;
        assert_eq!(stranger.status, 401);
        let wrong = client.post(path, &json!({})).await?;
        assert_eq!((wrong.status, wrong.header("allow")), (405, "GET"));
    }
    Ok(())
}

#[actix_web::test]
async fn a_price_that_is_not_known_is_not_said_to_be_nothing() -> anyhow::Result<()> {
    let line = Line::start().await?;
    for (provider, model) in [("double", "whole"), ("known", "gpt-4o-mini")] {
        if provider == "known" {
            let url = line.provider.url();
            line.app
                .provider_of_kind("openai", (provider, url), &[])
                .await?;
        }
        let model = json!({ "provider": provider, "model": model, "type": "chat" });
        line.app.create("/api/models", &model).await?;
    }
    let listed = line.client.get("/ai-kit/api/ai/models").await?.json();
    let price = |provider: &str| {
        let mut all = listed.as_array().into_iter().flatten();
        let found = all.find(|one| one["provider"] == provider);
        found.map(|one| one["input_credits_per_token"].clone())
    };
    assert_eq!(price("double"), Some(json!("")));
    assert_eq!(price("known"), Some(json!("0.00000015")));
    Ok(())
}
