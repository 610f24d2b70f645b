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

#[actix_web::test]
async fn models_and_their_prices_are_searched_and_counted_before_they_are_cut_into_pages()
-> anyhow::Result<()> {
    let app = App::start().await?;
    let operator = app.operator();
    for name in ["lab", "lab-2"] {
        app.create("/api/providers", &json!({ "name": name, "kind": "openai" }))
            .await?;
    }
    for (provider, model, kind, capabilities, enabled) in [
        ("lab", "Qwen/Qwen3-32B", "chat", json!(["tools"]), true),
        ("lab", "qwen3-embed", "embedding", json!([]), true),
        ("lab", "gpt-4o", "chat", json!([]), true),
        ("lab-2", "qwen3-vision", "chat", json!(["vision"]), false),
    ] {
        let model = json!({ "provider": provider, "model": model, "type": kind, "capabilities": capabilities, "enabled": enabled });
        app.create("/api/models", &model).await?;
    }
    for (query, found) in [
        (
            "",
            vec![
                "lab-2/qwen3-vision",
                "lab/Qwen/Qwen3-32B",
                "lab/gpt-4o",
                "lab/qwen3-embed",
            ],
        ),
        ("search=32b%20QWEN", vec!["lab/Qwen/Qwen3-32B"]),
        ("search=vision", vec!["lab-2/qwen3-vision", "lab/gpt-4o"]),
        ("search=vision&provider=lab", vec!["lab/gpt-4o"]),
        (
            "search=qwen3&enabled=true",
            vec!["lab/Qwen/Qwen3-32B", "lab/qwen3-embed"],
        ),
        ("type=embedding", vec!["lab/qwen3-embed"]),
        ("enabled=false", vec!["lab-2/qwen3-vision"]),
        ("provider=nobody", vec![]),
    ] {
        for list in ["/api/models", "/api/prices"] {
            let (mut shown, mut cursor) = (Vec::new(), String::new());
            loop {
                let answer = operator
                    .get(&format!("{list}?limit=1&{query}{cursor}"))
                    .await?;
                assert_eq!(answer.status, 200, "{query}: {}", answer.text());
                if list == "/api/models" {
                    let total = found.len().to_string();
                    assert_eq!(answer.header("x-hub-total"), total, "{query}");
                }
                let page = answer.json();
                let ids = page["data"].as_array().into_iter().flatten();
                shown.extend(ids.filter_map(|one| Some(one["id"].as_str()?.to_owned())));
                let Some(next) = page["next_cursor"].as_str() else {
                    break;
                };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(shown, found, "{list}?{query}");
        }
    }
    let misspelt = operator.get("/api/models?provder=lab").await?;
    assert_eq!(problem(&misspelt), (400, "invalid_request".into()));
    Ok(())
}
