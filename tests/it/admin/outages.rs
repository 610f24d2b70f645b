//! While a part is away.

use std::time::{Duration, Instant};

use infra::stack::Part;
use serde_json::json;
use tests::app::App;
use tests::waiting::until;

use super::{patch, problem};

#[actix_web::test]
async fn without_the_log_nothing_can_be_changed_and_what_is_known_is_shown() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    let provider = operator
        .post("/api/providers", &json!({ "name": "p", "kind": "openai" }))
        .await?;
    app.log().halt(Part::Nats)?;
    let began = Instant::now();
    let added = operator
        .post("/api/providers", &json!({ "name": "q", "kind": "openai" }))
        .await?;
    let changed = patch(
        &operator,
        provider.header("location"),
        &json!({ "region": "eu" }),
    )
    .await?;
    for answer in [added, changed] {
        assert_eq!(problem(&answer), (503, "log_unavailable".into()));
    }
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(
        operator.get(provider.header("location")).await?.json(),
        provider.json()
    );
    let ready = operator.get("/readyz").await?;
    assert_eq!(
        (ready.status, &ready.json()["nats"]["state"]),
        (200, &json!("down"))
    );

    app.log().resume(Part::Nats)?;
    let again = until("the log's return", async || {
        let path = provider.header("location");
        let changed = patch(&operator, path, &json!({ "region": "us" }))
            .await
            .ok()?;
        (changed.status == 200).then(|| changed.json())
    });
    assert_eq!(again.await?["region"], "us");
    Ok(())
}

#[actix_web::test]
async fn without_postgres_only_the_list_of_keys_is_missing_and_says_why() -> anyhow::Result<()> {
    let nowhere = "postgres://nobody@127.0.0.1:1/nothing";
    for app in [App::build(), App::build().set("HUB_POSTGRES_URL", nowhere)] {
        let app = app.start().await?;
        let key = app.key(&json!({ "name": "k" })).await?;
        let operator = app.operator();
        let listed = operator.get("/api/keys").await?;
        assert_eq!(problem(&listed), (503, "directory_unavailable".into()));
        assert!(listed.text().contains("Postgres"), "{}", listed.text());
        assert_eq!(
            operator.get(&format!("/api/keys/{}", key.id)).await?.status,
            200
        );
        let ready = operator.get("/readyz").await?;
        assert_eq!(ready.status, 200);
        assert_ne!(ready.json()["postgres"]["state"], "up");
    }
    Ok(())
}
