//! What the log keeps of how providers fared.

use serde_json::Value;
use tests::client::Client;
use tests::waiting::until;

use super::{Pair, chat, route};

/// What is recorded of providers' health, oldest first.
async fn recorded(operator: &Client) -> anyhow::Result<Vec<Value>> {
    let answer = operator
        .get("/api/audit/events?stream=ACTIVITY&subject=health")
        .await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut events = answer.json()["data"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    events.reverse();
    Ok(events)
}

#[actix_web::test]
async fn ejections_cooldowns_and_recoveries_are_in_the_log_with_the_calls_that_showed_them()
-> anyhow::Result<()> {
    let mut pair = Pair::start().await?;
    let fast = route("fallback", &["one"], &["two"]);
    pair.app.create("/api/routes", &fast).await?;
    pair.one.does(Some("status-500"));
    let mut last = String::new();
    for _ in 0..5 {
        let answer = pair.client.chat(&chat("fast")).await?;
        last = answer.header("x-request-id").to_owned();
    }
    let operator = pair.app.operator();
    let ejected = until("the ejection in the log", async || {
        recorded(&operator).await.ok()?.into_iter().next()
    });
    let ejected = ejected.await?;
    assert_eq!(ejected["type"], "health.model_ejected.v1", "{ejected}");
    assert_eq!(ejected["subject"]["name"], "one");
    assert_eq!(ejected["data"]["model"], "whole");
    assert_eq!(ejected["cause"], last);
    assert_eq!(ejected["actor"]["kind"], "system");

    pair.one.does(None);
    pair.two.does(Some("status-429-60"));
    assert_eq!(pair.client.chat(&chat("one/whole")).await?.status, 200);
    assert_eq!(pair.client.chat(&chat("two/whole")).await?.status, 429);
    // What changes in the next seconds is recorded after them, or when the gateway ends.
    let gateway = &mut pair.app.gateways()[0];
    gateway.ask_to_end();
    gateway.ended().await?;
    gateway.start_again().await?;
    let events = recorded(&pair.app.operator()).await?;
    assert_eq!(events.len(), 3, "{events:?}");
    let of = |name: &str| {
        events[1..]
            .iter()
            .find(|one| one["subject"]["name"] == name)
    };
    let (one, two) = (
        of("one").unwrap_or(&Value::Null),
        of("two").unwrap_or(&Value::Null),
    );
    assert_eq!(one["type"], "health.model_recovered.v1", "{one}");
    assert_eq!(two["type"], "health.credential_cooled.v1", "{two}");
    assert_eq!(two["data"]["reason"], "rate_limited");
    let of_two = format!(
        "/api/audit/events?stream=ACTIVITY&subject=health/{}",
        two["data"]["provider"].as_str().unwrap_or_default()
    );
    let found = pair.app.operator().get(&of_two).await?.json();
    assert_eq!(found["data"].as_array().map(Vec::len), Some(1), "{found}");
    Ok(())
}
