//! What models cost, as the management API and `/v1/models` show it.

use serde_json::{Value, json};
use tests::app::App;

use super::{pointer, problem};

/// A hub with a model of `OpenAI`'s, one that no catalogue knows, and one of a provider that none knows.
async fn app() -> anyhow::Result<App> {
    let app = App::start().await?;
    app.provider_of_kind(
        "openai",
        ("openai", "http://127.0.0.1:9/v1"),
        &[("gpt-5.5", "chat"), ("mine", "chat")],
    )
    .await?;
    app.provider(
        "groq",
        "https://api.groq.com/openai/v1",
        &[("llama-3.1-8b-instant", "chat")],
    )
    .await?;
    app.provider("local", "http://127.0.0.1:9/v1", &[("gpt-5.5", "chat")])
        .await?;
    Ok(app)
}

#[actix_web::test]
async fn prices_in_force_are_listed_for_every_model() -> anyhow::Result<()> {
    let app = app().await?;
    let list = app.operator().get("/api/prices").await?.json();
    let ids: Vec<_> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(
        ids,
        [
            "groq/llama-3.1-8b-instant",
            "local/gpt-5.5",
            "openai/gpt-5.5",
            "openai/mine"
        ]
    );
    assert_eq!(
        list["data"][2],
        json!({
            "id": "openai/gpt-5.5", "provider": "openai", "model": "gpt-5.5",
            "price_version": "catalogue-2026-11-24:openai/gpt-5.5", "source": "genai-prices",
            "effective_from": null, "hours": null, "changes_at": null,
            "cost": {
                "rates": { "input_uncached": "5", "cache_read": "0.5", "output_text": "30", "searches": "0.01" },
                "tiers": [{ "above": 272_000, "rates": {
                    "input_uncached": "10", "cache_read": "1", "output_text": "45", "searches": "0.01"
                } }]
            }
        })
    );
    assert_eq!(
        list["data"][0]["price_version"],
        "catalogue-2026-11-24:groq/llama-3.1-8b-instant"
    );
    for unknown in [1, 3] {
        let unknown = &list["data"][unknown];
        let fields = [
            &unknown["price_version"],
            &unknown["source"],
            &unknown["cost"],
        ];
        assert_eq!(fields, [&Value::Null; 3], "{unknown}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_provider_that_moves_is_priced_by_where_it_is_now() -> anyhow::Result<()> {
    let app = app().await?;
    let operator = app.operator();
    let providers = operator.get("/api/providers").await?.json();
    let providers = providers["data"].as_array().unwrap().clone();
    let local = providers.iter().find(|one| one["name"] == "local").unwrap();
    let path = format!("/api/providers/{}", local["id"].as_str().unwrap());
    let moved = json!({ "base_url": "https://openrouter.ai/api/v1" });
    assert_eq!(super::patch(&operator, &path, &moved).await?.status, 200);
    let model = json!({ "provider": "local", "model": "openai/gpt-4o-mini", "type": "chat" });
    app.create("/api/models", &model).await?;
    let list = operator.get("/api/prices").await?.json();
    let priced = list["data"].as_array().unwrap().iter();
    let versions: Vec<_> = priced
        .filter(|one| one["provider"] == "local")
        .map(|one| {
            one["price_version"]
                .as_str()
                .unwrap_or_default()
                .split('@')
                .next()
        })
        .collect();
    assert_eq!(
        versions,
        [
            Some(""),
            Some("catalogue-2026-11-24:openrouter/openai/gpt-4o-mini")
        ]
    );
    Ok(())
}

#[actix_web::test]
async fn a_call_is_priced_before_it_is_made() -> anyhow::Result<()> {
    let app = app().await?;
    let operator = app.operator();
    let usage = json!({ "input_uncached": 272_001, "output_text": 1_000 });
    for (provider, model, expected) in [
        (
            "openai",
            "gpt-5.5",
            json!({ "usd": "2.76501", "price_version": "catalogue-2026-11-24:openai/gpt-5.5" }),
        ),
        (
            "openai",
            "gpt-5.5-2026-04-23",
            json!({ "usd": "2.76501", "price_version": "catalogue-2026-11-24:openai/gpt-5.5" }),
        ),
        ("openai", "mine", Value::Null),
        ("local", "gpt-5.5", Value::Null),
    ] {
        let body = json!({ "provider": provider, "model": model, "usage": usage });
        let answer = operator.post("/api/prices/preview", &body).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let expected = json!({ "provider": provider, "model": model, "cost": expected });
        assert_eq!(answer.json(), expected);
    }
    Ok(())
}

#[actix_web::test]
async fn a_preview_that_is_none_is_refused_by_field() -> anyhow::Result<()> {
    let app = app().await?;
    let of = |provider: &str, usage: Value| json!({ "provider": provider, "model": "gpt-5.5", "usage": usage });
    for (body, status, at) in [
        (of("nobody", json!({})), 404, "/provider"),
        (of("openai", json!({ "tokens": 1 })), 400, "/usage/tokens"),
        (of("openai", json!({ "images": -1 })), 400, "/usage/images"),
        (of("openai", json!({ "images": 1.5 })), 400, "/usage/images"),
        (
            json!({ "provider": "openai", "model": "gpt-5.5" }),
            400,
            "/usage",
        ),
    ] {
        let answer = app.operator().post("/api/prices/preview", &body).await?;
        assert_eq!(problem(&answer).0, status, "{body}");
        assert_eq!(pointer(&answer).as_deref(), Some(at), "{body}");
    }
    Ok(())
}

#[actix_web::test]
async fn what_the_catalogue_knows_of_a_model_is_shown_where_nothing_is_configured()
-> anyhow::Result<()> {
    let app = app().await?;
    let configured = json!({
        "provider": "openai", "model": "gpt-4o-mini", "type": "chat",
        "context_window": 8_000, "capabilities": ["mine"]
    });
    app.create("/api/models", &configured).await?;
    let client = app.client().await?;
    let model = async |id: &str| anyhow::Ok(client.get(&format!("/v1/models/{id}")).await?.json());
    let known = model("openai/gpt-5.5").await?;
    assert_eq!(known["context_window"], 1_000_000);
    assert_eq!(known["max_output_tokens"], 128_000);
    assert_eq!(known["capabilities"][0], "tools");
    assert_eq!(known["pricing"]["rates"]["input_uncached"], "5");
    assert_eq!(known["pricing"]["tiers"][0]["above"], 272_000);
    let half = model("openai/gpt-4o-mini").await?;
    assert_eq!(half["context_window"], 8_000);
    assert_eq!(half["max_output_tokens"], 16_384);
    assert_eq!(half["capabilities"], json!(["mine"]));
    let unknown = model("openai/mine").await?;
    let fields = [
        &unknown["context_window"],
        &unknown["max_output_tokens"],
        &unknown["pricing"],
    ];
    assert_eq!(fields, [&Value::Null; 3], "{unknown}");
    Ok(())
}

#[actix_web::test]
async fn models_are_compared_with_the_catalogue_and_left_to_it_on_demand() -> anyhow::Result<()> {
    let app = app().await?;
    let operator = app.operator();
    let body = json!({ "context_window": 8_192, "capabilities": ["tools"], "enabled": false });
    let path = "/api/models/openai/gpt-5.5";
    super::patch(&operator, path, &body).await?;

    let report = operator.post("/api/prices/sync", &json!({})).await?.json();
    assert_eq!(report["dry_run"], true);
    assert_eq!(report["compared"], 4);
    let data = report["data"].as_array().unwrap();
    let said: Vec<_> = data
        .iter()
        .map(|one| (&one["id"], &one["catalogued"], &one["priced"]))
        .collect();
    assert_eq!(
        said,
        [
            (&json!("local/gpt-5.5"), &Value::Null, &json!(false)),
            (&json!("openai/gpt-5.5"), &json!("gpt-5.5"), &json!(true)),
            (&json!("openai/mine"), &Value::Null, &json!(false)),
        ]
    );
    let known = operator.get(path).await?.json()["catalogued"].clone();
    let differences = json!([
        { "fact": "context_window", "configured": 8_192, "catalogue": known["context_window"] },
        { "fact": "capabilities", "configured": ["tools"], "catalogue": known["capabilities"] },
    ]);
    assert_eq!(data[1]["differences"], differences);
    assert_eq!(data[1]["changed"], false);

    let one = json!({ "dry_run": false, "models": ["openai/gpt-5.5", "openai/gpt-5.5"] });
    let changed = operator.post("/api/prices/sync", &one).await?.json();
    assert_eq!(changed["compared"], 1);
    assert_eq!(changed["data"][0]["changed"], true);
    let model = operator.get(path).await?.json();
    assert_eq!(model["context_window"], Value::Null);
    assert_eq!(model["capabilities"], json!([]));
    assert_eq!(
        model["enabled"], false,
        "what the catalogue says nothing of stays"
    );
    let again = operator.post("/api/prices/sync", &one).await?.json();
    assert_eq!(again["data"], json!([]));

    let unknown = json!({ "models": ["openai/gpt-5.5", "openai/none"] });
    let refused = operator.post("/api/prices/sync", &unknown).await?;
    assert_eq!(refused.status, 400);
    assert_eq!(pointer(&refused).as_deref(), Some("/models/1"));
    Ok(())
}
