//! Providers that fail again and again, and come back.

use serde_json::Value;

use super::{Pair, chat, route};

/// What the hub says of a provider's model `whole`.
async fn health(pair: &Pair, provider: &str) -> anyhow::Result<Value> {
    let all = pair.app.operator().get("/api/health/providers").await?;
    assert_eq!(all.status, 200, "{}", all.text());
    let all = all.json();
    let mut all = all["data"].as_array().into_iter().flatten();
    let found = all.find(|one| one["provider"] == provider);
    Ok(found
        .map(|one| one["models"][0].clone())
        .unwrap_or_default())
}

#[actix_web::test]
async fn a_provider_that_fails_too_often_is_ejected_and_called_again_when_nobody_else_answers()
-> anyhow::Result<()> {
    let pair = Pair::start().await?;
    let fast = route("fallback", &["one"], &["two"]);
    pair.app.create("/api/routes", &fast).await?;
    pair.one.does(Some("status-500"));
    for _ in 0..5 {
        let answer = pair.client.chat(&chat("fast")).await?;
        assert_eq!(answer.header("x-hub-attempts"), "2", "{}", answer.text());
    }
    let ejected = health(&pair, "one").await?;
    assert_eq!(ejected["status"], "ejected", "{ejected}");
    assert_eq!(
        (&ejected["answered"], &ejected["failed"]),
        (&0.into(), &5.into())
    );
    assert!(ejected["ejected_until"].is_string());
    assert_eq!(health(&pair, "two").await?["status"], "healthy");

    let answer = pair.client.chat(&chat("fast")).await?;
    assert_eq!(answer.header("x-hub-provider"), "two");
    assert_eq!(answer.header("x-hub-attempts"), "1");

    // The last that is left is called although it is ejected, and its answer ends that.
    pair.one.does(None);
    pair.two.does(Some("status-500"));
    let answer = pair.client.chat(&chat("fast")).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-hub-provider"), "one");
    pair.two.does(None);
    let answer = pair.client.chat(&chat("fast")).await?;
    assert_eq!(answer.header("x-hub-provider"), "one");
    assert_eq!(answer.header("x-hub-attempts"), "1");
    assert_eq!(health(&pair, "one").await?["ejected_until"], Value::Null);
    Ok(())
}

#[actix_web::test]
async fn what_was_ejected_and_limited_is_counted_for_prometheus() -> anyhow::Result<()> {
    let pair = Pair::start().await?;
    pair.one.does(Some("status-500"));
    for _ in 0..5 {
        pair.client.chat(&chat("whole")).await?;
    }
    pair.two.does(Some("status-429-60"));
    pair.client.chat(&chat("two/whole")).await?;
    let metrics = pair.app.operator().get("/metrics").await?.text();
    for line in [
        r#"hub_ejections_total{gen_ai_provider_name="one"} 1"#,
        r#"hub_cooldowns_total{gen_ai_provider_name="two",reason="rate_limited"} 1"#,
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    Ok(())
}
