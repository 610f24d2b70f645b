//! What a call cost: told to the client, kept with its record, added up in the read models.

use domain::request::UsageSource;
use serde_json::{Value, json};
use tests::app::App;
use tests::client::Client;
use tests::provider::Provider;

/// What the catalogue's price comes to for the provider's answer to a chat: 5 tokens, 2 cached, and 3 of answer.
const CHAT: &str = "0.0000027";

/// A hub that takes its provider for OpenAI itself, whose models have prices.
struct Priced {
    app: App,
    client: Client,
    _provider: Provider,
}

impl Priced {
    async fn of(app: App) -> anyhow::Result<Self> {
        let provider = Provider::start()?;
        let models = [("gpt-4o-mini", "chat"), ("mine", "chat")];
        app.provider_of_kind("openai", ("openai", provider.url()), &models)
            .await?;
        Ok(Self {
            client: app.client().await?,
            app,
            _provider: provider,
        })
    }

    async fn cost(&self, path: &str, body: &Value) -> anyhow::Result<Option<(String, String)>> {
        let answer = self.client.post(path, body).await?;
        anyhow::ensure!(answer.status == 200, "{path}: {}", answer.text());
        let mut traffic = self.app.traffic().await?;
        let settled = traffic.settled(answer.request_id()?).await?;
        let cost = settled.cost.map(|cost| {
            let version = cost.price_version.as_str().to_owned();
            (cost.usd.to_string(), version)
        });
        let told = answer.header("x-hub-cost");
        anyhow::ensure!(told == cost.as_ref().map_or("", |(usd, _)| usd), "{told}");
        Ok(cost)
    }
}

fn chat(model: &str) -> Value {
    json!({ "model": model, "messages": [{ "role": "user", "content": "Say hello." }] })
}

#[actix_web::test]
async fn a_cost_is_kept_with_the_version_of_the_price_and_told_to_the_client() -> anyhow::Result<()>
{
    let priced = Priced::of(App::start().await?).await?;
    let image = json!({ "model": "openai/gpt-image-1", "prompt": "a hat" });
    let embedding = json!({ "model": "openai/text-embedding-3-small", "input": "a hat" });
    for (path, body, usd, version) in [
        (
            "/v1/chat/completions",
            chat("openai/gpt-4o-mini"),
            CHAT,
            "gpt-4o-mini",
        ),
        (
            "/v1/chat/completions",
            chat("gpt-4o-mini"),
            CHAT,
            "gpt-4o-mini",
        ),
        (
            "/v1/chat/completions",
            chat("openai/gpt-4o-mini-2024-07-18"),
            CHAT,
            "gpt-4o-mini",
        ),
        (
            "/v1/embeddings",
            embedding,
            "0.0000001",
            "text-embedding-3-small",
        ),
        ("/v1/images/generations", image, "0.00087", "gpt-image-1"),
    ] {
        let version = format!("catalogue-2026-11-24:openai/{version}");
        let expected = Some((usd.to_owned(), version));
        assert_eq!(priced.cost(path, &body).await?, expected, "{body}");
    }
    Ok(())
}

#[actix_web::test]
async fn what_has_no_price_has_no_cost() -> anyhow::Result<()> {
    let priced = Priced::of(App::start().await?).await?;
    for model in ["openai/mine", "openai/not-listed-either", "openai/no-usage"] {
        let cost = priced.cost("/v1/chat/completions", &chat(model)).await?;
        assert_eq!(cost, None, "{model}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_stream_ends_with_its_cost_in_a_comment() -> anyhow::Result<()> {
    let priced = Priced::of(App::start().await?).await?;
    for (model, end) in [
        (
            "openai/gpt-4o-mini",
            format!("data: [DONE]\n\n: x-hub-cost={CHAT}\n\n"),
        ),
        ("openai/mine", "data: [DONE]\n\n".to_owned()),
    ] {
        let mut body = chat(model);
        body["stream"] = json!(true);
        let answer = priced.client.stream(&body).await?;
        let text = answer.rest().await?;
        assert!(text.ends_with(&end), "{model}: {text}");
    }
    Ok(())
}

#[actix_web::test]
async fn costs_are_added_up_in_the_read_models_and_unknown_ones_counted() -> anyhow::Result<()> {
    let priced = Priced::of(App::build().with_read_models().start().await?).await?;
    for model in ["gpt-4o-mini", "gpt-4o-mini", "mine", "status-500"] {
        let body = chat(&format!("openai/{model}"));
        priced.client.post("/v1/chat/completions", &body).await?;
    }
    let rows = priced.app.read_models()?;
    let sums = "SELECT toString(sum(cost)), sum(unpriced) FROM";
    for table in ["requests", "usage_hourly", "usage_daily"] {
        rows.clickhouse_shows(&format!("{sums} {table}"), "0.0000054\t1")
            .await?;
    }
    rows.clickhouse_shows(
        "SELECT model, toString(cost), price_version FROM requests ORDER BY model LIMIT 1",
        "gpt-4o-mini\t0.0000027\tcatalogue-2026-11-24:openai/gpt-4o-mini",
    )
    .await?;
    rows.postgres_shows(
        "SELECT sum(cost), sum(unpriced) FROM usage.totals",
        "0.000005400000\t1",
    )
    .await
}

#[actix_web::test]
async fn speech_costs_by_the_character_of_its_text_where_its_price_is_by_the_character()
-> anyhow::Result<()> {
    let priced = Priced::of(App::start().await?).await?;
    let mut traffic = priced.app.traffic().await?;
    for (model, cost) in [("tts-1", Some("0.000075")), ("gpt-4o-mini-tts", None)] {
        let body =
            json!({ "model": format!("openai/{model}"), "input": "h\u{e9}llo", "voice": "alloy" });
        let answer = priced.client.post("/v1/audio/speech", &body).await?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let settled = traffic.settled(answer.request_id()?).await?;
        let usd = settled.cost.map(|cost| cost.usd.to_string());
        assert_eq!(usd.as_deref(), cost, "{model}");
        assert_eq!((settled.usage.characters, settled.usage.requests), (5, 1));
        assert_eq!(settled.usage_source, UsageSource::Estimated);
    }
    Ok(())
}
