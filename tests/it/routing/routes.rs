//! Routes as clients call them.

use std::collections::BTreeMap;

use serde_json::json;
use tests::provider::Provider;

use super::{Pair, chat, route};

#[actix_web::test]
async fn a_route_spreads_its_calls_by_weight() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    let mut fast = route("weighted", &["one", "two"], &[]);
    fast["targets"][1]["weight"] = json!(3);
    pair.app.create("/api/routes", &fast).await?;
    let mut answered: BTreeMap<String, i32> = BTreeMap::new();
    for _ in 0..200 {
        let answer = pair.client.chat(&chat("fast")).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let by = answer.header("x-hub-provider").to_owned();
        *answered.entry(by).or_default() += 1;
    }
    // A quarter of 200, give or take five standard deviations.
    assert!((answered["one"] - 50).abs() < 31, "{answered:?}");
    Ok(())
}

#[actix_web::test]
async fn the_faster_provider_is_found() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    let fast = route("latency", &["one", "two"], &[]);
    pair.app.create("/api/routes", &fast).await?;
    // One answers only when it is let, so its first answer is slow.
    pair.one.does(Some("stepped"));
    let client = pair.client.clone();
    let slow = actix_web::rt::spawn(async move { client.chat(&chat("one/whole")).await });
    pair.one.until(|calls| calls.len() == 1).await?;
    for _ in 0..20 {
        let answer = pair.client.chat(&chat("fast")).await?;
        assert_eq!(answer.header("x-hub-provider"), "two", "{}", answer.text());
    }
    pair.one.step();
    assert_eq!(slow.await??.status, 200);
    Ok(())
}

#[actix_web::test]
async fn a_route_that_is_changed_or_disabled_is_so_from_the_next_call_on() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    let operator = pair.app.operator();
    let added = operator
        .post("/api/routes", &route("fallback", &["one"], &[]))
        .await?;
    let path = added.header("location").to_owned();
    let change = async |body| {
        let request = operator.request(awc::http::Method::PATCH, &path);
        tests::client::whole(request.send_json(&body)).await
    };
    let provider = async || -> anyhow::Result<String> {
        let answer = pair.client.chat(&chat("fast")).await?;
        Ok(answer.header("x-hub-provider").to_owned())
    };
    assert_eq!(provider().await?, "one");
    let two = json!({ "targets": [{ "provider": "two", "model": "whole" }] });
    assert_eq!(change(two).await?.status, 200);
    assert_eq!(provider().await?, "two");
    change(json!({ "enabled": false })).await?;
    let answer = pair.client.chat(&chat("fast")).await?;
    assert_eq!(answer.error(), (404, "model_not_found".into()));
    Ok(())
}

#[actix_web::test]
async fn a_key_reaches_only_the_targets_that_it_may_call() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    let fast = route("fallback", &["one", "two"], &[]);
    pair.app.create("/api/routes", &fast).await?;
    for (models, status, provider) in [("two/*", 200, "two"), ("three/*", 403, "")] {
        let key = json!({ "name": models, "models": [models] });
        let key = pair.app.key(&key).await?;
        let client = pair.client.with_token(&key.token);
        let answer = client.chat(&chat("fast")).await?;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert_eq!(answer.header("x-hub-provider"), provider);
    }
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_is_added_while_calls_run_takes_them_without_a_restart()
-> anyhow::Result<()> {
    let pair = Pair::start().await?;
    pair.one.does(Some("status-500"));
    pair.two.does(Some("status-500"));
    assert_eq!(pair.client.chat(&chat("whole")).await?.status, 502);
    let three = Provider::start()?;
    pair.app
        .provider("three", three.url(), &[("whole", "chat")])
        .await?;
    let answer = pair.client.chat(&chat("whole")).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-hub-provider"), "three");
    Ok(())
}
