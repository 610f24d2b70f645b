//! Lists, page by page.

use serde_json::{Value, json};
use tests::app::App;
use tests::client::Client;

use super::{pointer, problem};

async fn page(client: &Client, path: &str) -> anyhow::Result<(Vec<String>, Option<String>)> {
    let answer = client.get(path).await?;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let list = answer.json();
    let fields: Vec<_> = list
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(fields, ["data", "next_cursor"]);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let ids = list["data"].as_array().into_iter().flatten();
    let ids = ids.filter_map(|one| text(&one["name"]).or_else(|| text(&one["model"])));
    Ok((ids.collect(), text(&list["next_cursor"])))
}

#[actix_web::test]
async fn a_list_is_walked_page_by_page_whatever_is_added_meanwhile() -> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    for name in ["b", "d", "f", "h", "j"] {
        app.create("/api/providers", &json!({ "name": name, "kind": "openai" }))
            .await?;
        app.create(
            "/api/models",
            &json!({ "provider": "b", "model": name, "type": "chat" }),
        )
        .await?;
        app.create("/api/organizations", &json!({ "name": name }))
            .await?;
    }
    for (list, first, rest) in [
        ("/api/providers", vec!["b", "d"], vec!["e", "f", "h", "j"]),
        ("/api/models", vec!["b", "d"], vec!["e", "f", "h", "j"]),
        (
            "/api/organizations",
            vec!["b", "d"],
            vec!["default", "e", "f", "h", "j"],
        ),
    ] {
        let (shown, cursor) = page(&operator, &format!("{list}?limit=2")).await?;
        assert_eq!(shown, first, "{list}");
        for name in ["a", "e"] {
            let body = match list {
                "/api/providers" => json!({ "name": name, "kind": "openai" }),
                "/api/models" => json!({ "provider": "b", "model": name, "type": "chat" }),
                _ => json!({ "name": name }),
            };
            app.create(list, &body).await?;
        }
        let cursor = cursor.unwrap_or_default();
        let (shown, cursor) = page(&operator, &format!("{list}?cursor={cursor}")).await?;
        assert_eq!(
            (shown, cursor),
            (rest.iter().map(ToString::to_string).collect(), None),
            "{list}"
        );
    }
    Ok(())
}

#[actix_web::test]
async fn credentials_are_listed_in_the_order_in_which_they_came() -> anyhow::Result<()> {
    let app = App::start().await?;
    let provider = app
        .create("/api/providers", &json!({ "name": "p", "kind": "openai" }))
        .await?;
    let path = format!(
        "/api/providers/{}/credentials",
        provider["id"].as_str().unwrap_or_default()
    );
    for name in ["z", "a", "m"] {
        let credential = json!({ "name": name, "secret": { "api_key": "sk-0123456789" } });
        app.create(&path, &credential).await?;
    }
    let (shown, cursor) = page(&app.operator(), &format!("{path}?limit=2")).await?;
    assert_eq!(shown, ["z", "a"]);
    let next = format!("{path}?limit=2&cursor={}", cursor.unwrap_or_default());
    assert_eq!(
        page(&app.operator(), &next).await?,
        (vec!["m".to_owned()], None)
    );
    Ok(())
}

#[actix_web::test]
async fn a_limit_or_cursor_that_is_none_is_refused() -> anyhow::Result<()> {
    let app = App::start().await?;
    for (query, parameter) in [
        ("limit=0", "/limit"),
        ("limit=501", "/limit"),
        ("limit=many", "/limit"),
        ("cursor=x", "/cursor"),
    ] {
        let answer = app
            .operator()
            .get(&format!("/api/providers?{query}"))
            .await?;
        assert_eq!(problem(&answer), (400, "invalid_request".into()), "{query}");
        assert_eq!(pointer(&answer).as_deref(), Some(parameter));
    }
    assert_eq!(
        app.operator().get("/api/providers?limit=500").await?.status,
        200
    );
    Ok(())
}
