//! Two organisations on one hub.

use awc::http::Method;
use serde_json::{Value, json};
use tests::app::App;
use tests::client::{Answer, Client};

use super::{ask, delete, patch, problem};

/// A client with a key that manages the organisation of this name.
async fn manager(app: &App, organization: &str) -> anyhow::Result<Client> {
    let body = json!({ "name": "manager", "scopes": ["manage"] });
    let key = in_organization(app, organization, &body).await?.json();
    let token = key["token"].as_str().unwrap_or_default();
    Ok(app.gateway().client().with_token(token))
}

async fn in_organization(app: &App, name: &str, key: &Value) -> anyhow::Result<Answer> {
    let headers = [("x-hub-organization", name)];
    ask(
        &app.operator(),
        (Method::POST, "/api/keys"),
        &headers,
        Some(key),
    )
    .await
}

/// Who manages `one`, who manages `two`, and the paths of what `one` has.
async fn two(app: &App) -> anyhow::Result<(Client, Client, Vec<String>)> {
    app.create("/api/organizations", &json!({ "name": "one" }))
        .await?;
    app.create("/api/organizations", &json!({ "name": "two" }))
        .await?;
    let (one, two) = (manager(app, "one").await?, manager(app, "two").await?);
    let provider = json!({ "name": "p", "kind": "openai" });
    let provider = one
        .post("/api/providers", &provider)
        .await?
        .header("location")
        .to_owned();
    let credential = json!({ "name": "c", "secret": { "api_key": "sk-0123456789" } });
    let credential = one
        .post(&format!("{provider}/credentials"), &credential)
        .await?;
    let model = json!({ "provider": "p", "model": "m", "type": "chat" });
    let model = one.post("/api/models", &model).await?;
    let key = one.post("/api/keys", &json!({ "name": "k" })).await?;
    let others = [&credential, &model, &key].map(|made| made.header("location").to_owned());
    Ok((one, two, [vec![provider], others.to_vec()].concat()))
}

#[actix_web::test]
async fn a_manager_of_one_sees_and_changes_nothing_of_the_other() -> anyhow::Result<()> {
    let app = App::start().await?;
    let (one, two, paths) = two(&app).await?;
    for path in &paths {
        assert_eq!(one.get(path).await?.status, 200, "{path}");
        for headers in [&[][..], &[("x-hub-organization", "one")]] {
            let shown = ask(&two, (Method::GET, path), headers, None).await?;
            assert_eq!(problem(&shown), (404, "not_found".into()), "{path}");
            let removed = ask(&two, (Method::DELETE, path), headers, None).await?;
            assert_eq!(problem(&removed), (404, "not_found".into()), "{path}");
        }
        let change = json!({ "enabled": false });
        let change = if path.contains("/keys/") {
            json!({ "name": "stolen" })
        } else {
            change
        };
        assert_eq!(patch(&two, path, &change).await?.status, 404, "{path}");
        assert_eq!(one.get(path).await?.header("etag"), "\"1\"", "{path}");
    }
    let credential = json!({ "name": "x", "secret": { "api_key": "sk-0123456789" } });
    let credentials = format!("{}/credentials", paths[0]);
    assert_eq!(two.post(&credentials, &credential).await?.status, 404);
    for list in ["/api/providers", "/api/models"] {
        assert_eq!(
            two.get(list).await?.json(),
            json!({ "data": [], "next_cursor": null })
        );
        let data = one.get(list).await?.json()["data"].clone();
        assert_eq!(data.as_array().map(Vec::len), Some(1), "{list}");
    }
    Ok(())
}

#[actix_web::test]
async fn both_may_use_the_same_names_and_idempotency_keys() -> anyhow::Result<()> {
    let app = App::start().await?;
    let (one, two, _) = two(&app).await?;
    let provider = json!({ "name": "p", "kind": "openai" });
    let theirs = two.post("/api/providers", &provider).await?;
    assert_eq!(theirs.status, 201, "{}", theirs.text());
    let headers = [("idempotency-key", "same")];
    let mut ids = Vec::new();
    for (client, name) in [(&one, "a"), (&two, "b")] {
        let key = json!({ "name": name });
        let made = ask(client, (Method::POST, "/api/keys"), &headers, Some(&key)).await?;
        assert_eq!(made.status, 201, "{}", made.text());
        ids.push(made.json()["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);
    Ok(())
}

#[actix_web::test]
async fn only_the_operator_sees_and_creates_organisations() -> anyhow::Result<()> {
    let app = App::start().await?;
    let (one, ..) = two(&app).await?;
    let organization = json!({ "name": "three", "display_name": "Three Ltd." });
    assert_eq!(
        problem(&one.get("/api/organizations").await?),
        (403, "forbidden".into())
    );
    let refused = one.post("/api/organizations", &organization).await?;
    assert_eq!(problem(&refused), (403, "forbidden".into()));

    let operator = app.operator();
    let made = operator.post("/api/organizations", &organization).await?;
    assert_eq!(
        (made.status, &made.json()["display_name"]),
        (201, &json!("Three Ltd."))
    );
    let shown = operator.get(made.header("location")).await?;
    assert_eq!(shown.json(), made.json());
    let listed = operator.get("/api/organizations").await?.json();
    let names = listed["data"].as_array().into_iter().flatten();
    let names: Vec<_> = names
        .map(|one| one["name"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(names, ["default", "one", "three", "two"]);
    Ok(())
}

#[actix_web::test]
async fn an_organisation_that_is_not_there_cannot_be_acted_on() -> anyhow::Result<()> {
    let app = App::start().await?;
    let answer = in_organization(&app, "nobody", &json!({ "name": "k" })).await?;
    assert_eq!(problem(&answer), (404, "not_found".into()));
    let operator = app.operator();
    let metrics = ask(&operator, (Method::GET, "/metrics"), &[], None).await?;
    assert_eq!(metrics.status, 200);
    assert_eq!(delete(&operator, "/api/organizations").await?.status, 405);
    Ok(())
}
