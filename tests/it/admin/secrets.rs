//! What must never be told.

use async_nats::jetstream::{self, consumer};
use futures_util::StreamExt;
use serde_json::json;
use tests::app::{ADMIN_TOKEN, App};

use super::{delete, patch};

const FIRST: &str = "sk-first-0123456789-abcd";
const SECOND: &str = "sk-second-0123456789-efgh";

/// Every commit of configuration, as it lies in the log.
async fn stored(app: &App) -> anyhow::Result<String> {
    let url = app.log().addresses().nats.clone().unwrap_or_default();
    let context = jetstream::new(async_nats::connect(url).await?);
    let mut stream = context.get_stream("CONTROL").await?;
    let count = usize::try_from(stream.info().await?.state.messages)?;
    let all = stream
        .create_consumer(consumer::pull::OrderedConfig::default())
        .await?;
    let mut messages = all.messages().await?.take(count);
    let mut text = String::new();
    while let Some(message) = messages.next().await {
        text.push_str(&String::from_utf8_lossy(&message?.payload));
    }
    Ok(text)
}

#[actix_web::test]
async fn a_secret_is_in_no_answer_no_event_and_no_line_of_the_log() -> anyhow::Result<()> {
    let app = App::build().set("RUST_LOG", "trace").start().await?;
    let operator = app.operator();
    let provider = operator
        .post("/api/providers", &json!({ "name": "p", "kind": "openai" }))
        .await?;
    let path = format!("{}/credentials", provider.header("location"));
    let body = json!({ "name": "c", "secret": { "api_key": FIRST } });
    let added = operator.post(&path, &body).await?;
    let one = added.header("location").to_owned();
    let rotated = patch(&operator, &one, &json!({ "secret": { "api_key": SECOND } })).await?;
    let refused = operator
        .post(
            &path,
            &json!({ "name": "c", "secret": { "api_key": FIRST, "x": 1 } }),
        )
        .await?;
    let twice = operator.post(&path, &body).await?;
    assert_eq!(
        (added.status, rotated.status, refused.status, twice.status),
        (201, 200, 400, 409)
    );
    assert_eq!(
        (&added.json()["hint"], &rotated.json()["hint"]),
        (&json!("abcd"), &json!("efgh"))
    );
    let mut texts = vec![
        added.text(),
        rotated.text(),
        refused.text(),
        twice.text(),
        operator.get(&one).await?.text(),
        operator.get(&path).await?.text(),
        operator.get(provider.header("location")).await?.text(),
        operator.get("/api/providers").await?.text(),
        operator.get("/metrics").await?.text(),
    ];
    let key = app.key(&json!({ "name": "k" })).await?;
    delete(&operator, &one).await?;
    let commits = stored(&app).await?;
    assert!(commits.contains("credential.rotated.v1"), "{commits}");
    texts.extend([commits, app.gateway().tail()]);
    for text in texts {
        for secret in [FIRST, SECOND, &key.token, ADMIN_TOKEN] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    Ok(())
}
