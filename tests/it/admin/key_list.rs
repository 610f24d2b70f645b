//! The list of keys, which the directory in Postgres answers.

use serde_json::json;
use tests::app::App;
use tests::waiting::until;

use super::delete;

#[actix_web::test]
async fn the_list_shows_what_was_just_changed_newest_first() -> anyhow::Result<()> {
    let app = App::build().with_read_models().start().await?;
    let operator = app.operator();
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(app.key(&json!({ "name": format!("k{number}") })).await?.id);
    }
    delete(&operator, &format!("/api/keys/{}", ids[1])).await?;
    let listed = until("a list that is not stale", async || {
        let answer = operator.get("/api/keys").await.ok()?;
        (answer.status == 200 && answer.header("x-hub-stale").is_empty()).then(|| answer.json())
    });
    let listed = listed.await?;
    let all = listed["data"].as_array().cloned().unwrap_or_default();
    let names: Vec<_> = all
        .iter()
        .map(|key| key["name"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(names, ["k4", "k3", "k2", "k1", "k0"]);
    assert_eq!(all[3]["state"], "revoked");
    for key in &all {
        let path = format!("/api/keys/{}", key["id"].as_str().unwrap_or_default());
        assert_eq!(
            *key,
            operator.get(&path).await?.json(),
            "as it is shown alone"
        );
    }

    let mut seen = Vec::new();
    let mut next = String::new();
    loop {
        let page = operator
            .get(&format!("/api/keys?limit=2{next}"))
            .await?
            .json();
        app.key(&json!({ "name": "inserted meanwhile" })).await?;
        seen.extend(page["data"].as_array().cloned().unwrap_or_default());
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, all);
    Ok(())
}
