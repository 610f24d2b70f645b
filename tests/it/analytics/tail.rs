//! Calls as they end.

use anyhow::Context;
use serde_json::{Value, json};
use tests::app::App;
use tests::client::{Client, Streamed};
use tests::provider::Provider;

/// The next event's id and data; comments are passed over.
async fn event(tail: &mut Streamed) -> anyhow::Result<Option<(String, Value)>> {
    while let Some(frame) = tail.frame().await? {
        let field = |name: &str| {
            frame
                .lines()
                .find_map(|line| line.strip_prefix(name).map(str::to_owned))
        };
        if let Some(data) = field("data: ") {
            assert_eq!(field("event: ").as_deref(), Some("request"));
            return Ok(Some((
                field("id: ").context("an id")?,
                serde_json::from_str(&data)?,
            )));
        }
    }
    Ok(None)
}

async fn chat(client: &Client, model: &str) -> anyhow::Result<String> {
    let body = json!({ "model": format!("double/{model}"), "messages": [{ "role": "user", "content": "Hi" }] });
    Ok(client.chat(&body).await?.request_id()?.to_string())
}

#[actix_web::test]
async fn calls_are_followed_as_they_end_and_after_a_break_from_where_one_was() -> anyhow::Result<()>
{
    let app = App::start().await?;
    let provider = Provider::start()?;
    app.provider("double", provider.url(), &[]).await?;
    let client = app.client().await?;
    let operator = app.operator();
    chat(&client, "whole").await?;
    let mut all = operator.open("/api/requests/tail", &[]).await?;
    assert_eq!(
        (all.head.status, all.head.header("content-type")),
        (200, "text/event-stream")
    );
    let mut failed = operator
        .open("/api/requests/tail?status=failed", &[])
        .await?;
    assert!(
        failed
            .frame()
            .await?
            .is_some_and(|hello| hello.starts_with("retry: "))
    );
    let first = chat(&client, "whole").await?;
    let second = chat(&client, "status-500").await?;
    let third = client
        .chat(&json!({ "model": "nobody", "messages": [1] }))
        .await?
        .request_id()?
        .to_string();

    let (position, seen) = event(&mut all).await?.context("the first")?;
    assert_eq!(
        (&seen["id"], &seen["status"]),
        (&json!(first), &json!("succeeded"))
    );
    assert_eq!(
        (&seen["usage"]["input"], &seen["provider"]["id"]),
        (&json!(7), &json!("double"))
    );
    let (_, seen) = event(&mut all).await?.context("the second")?;
    assert_eq!(
        (&seen["id"], &seen["status"]),
        (&json!(second), &json!("failed"))
    );
    let (_, seen) = event(&mut all).await?.context("the third")?;
    assert_eq!(
        (&seen["id"], &seen["status"], &seen["provider"]),
        (&json!(third), &json!("refused"), &Value::Null)
    );
    let (_, seen) = event(&mut failed).await?.context("the one that failed")?;
    assert_eq!(seen["id"], second);

    let again = [("last-event-id", position.as_str())];
    let mut again = operator.open("/api/requests/tail", &again).await?;
    assert_eq!(
        event(&mut again).await?.context("the second")?.1["id"],
        second
    );
    for (header, status) in [("x", 400), ("-1", 400), ("999999999", 400)] {
        let refused = operator
            .open("/api/requests/tail", &[("last-event-id", header)])
            .await?;
        assert_eq!(refused.head.status, status, "{header}");
    }
    app.create("/api/organizations", &json!({ "name": "acme" }))
        .await?;
    let elsewhere = [("last-event-id", "0"), ("x-hub-organization", "acme")];
    let mut elsewhere = operator.open("/api/requests/tail", &elsewhere).await?;
    chat(&client, "whole").await?;
    event(&mut all).await?.context("one more")?;
    assert!(
        elsewhere
            .frame()
            .await?
            .is_some_and(|hello| hello.contains(": heartbeat"))
    );
    assert!(
        elsewhere
            .frame()
            .await?
            .is_some_and(|frame| frame == ": heartbeat\n\n")
    );
    Ok(())
}

#[actix_web::test]
async fn following_ends_with_the_gateway_before_its_patience_does() -> anyhow::Result<()> {
    let mut app = App::build().set("HUB_DRAIN_TIMEOUT", "30").start().await?;
    let mut tail = app.operator().open("/api/requests/tail", &[]).await?;
    assert!(tail.frame().await?.is_some());
    let began = std::time::Instant::now();
    let gateway = &mut app.gateways()[0];
    gateway.ask_to_end();
    assert!(tail.frame().await?.is_none());
    assert!(gateway.ended().await?.success());
    assert!(
        began.elapsed() < std::time::Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    Ok(())
}
