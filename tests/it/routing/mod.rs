//! Calls that survive their providers' bad days: several providers, several credentials, and what goes wrong.

mod bad_days;
mod credentials;
mod ejection;
mod failover;
mod limits;
mod load;
mod routes;
mod unsupported;

use anyhow::Context;
use serde_json::{Value, json};
use tests::app::App;
use tests::client::Client;
use tests::provider::Provider;

/// A hub with two providers, `one` and `two`, that both list the model `whole`.
struct Pair {
    app: App,
    client: Client,
    one: Provider,
    two: Provider,
}

impl Pair {
    async fn start() -> anyhow::Result<Self> {
        let app = App::start().await?;
        let (one, two) = (Provider::start()?, Provider::start()?);
        for (name, provider) in [("one", &one), ("two", &two)] {
            app.provider(name, provider.url(), &[("whole", "chat")])
                .await?;
        }
        let client = app.client().await?;
        Ok(Self {
            app,
            client,
            one,
            two,
        })
    }
}

/// Adds a provider with these credentials, by their keys, and the model `whole`; its path.
async fn provider_with(app: &App, name: &str, url: &str, keys: &[&str]) -> anyhow::Result<String> {
    let provider = json!({ "name": name, "kind": "openai_compatible", "base_url": url });
    let provider = app.create("/api/providers", &provider).await?;
    let id = provider["id"].as_str().context("a provider has an id")?;
    let path = format!("/api/providers/{id}");
    for key in keys {
        let credential = json!({ "name": key, "secret": { "api_key": key } });
        app.create(&format!("{path}/credentials"), &credential)
            .await?;
    }
    let model = json!({ "provider": name, "model": "whole", "type": "chat" });
    app.create("/api/models", &model).await?;
    Ok(path)
}

/// The credential of this name, as it is shown.
async fn credential(app: &App, provider: &str, name: &str) -> anyhow::Result<Value> {
    let all = app
        .operator()
        .get(&format!("{provider}/credentials"))
        .await?
        .json();
    let mut all = all["data"].as_array().into_iter().flatten();
    let found = all.find(|one| one["name"] == name).cloned();
    found.with_context(|| format!("a credential {name}"))
}

/// A chat with whatever `model` names.
fn chat(model: &str) -> Value {
    json!({ "model": model, "messages": [{ "role": "user", "content": "Say hello." }] })
}

/// The same, to be streamed.
fn streamed(model: &str) -> Value {
    let mut body = chat(model);
    body["stream"] = json!(true);
    body
}

/// A route `fast` to `whole` at these providers.
fn route(strategy: &str, targets: &[&str], fallbacks: &[&str]) -> Value {
    let all = |names: &[&str]| -> Vec<Value> {
        let target = |name: &&str| json!({ "provider": name, "model": "whole" });
        names.iter().map(target).collect()
    };
    json!({ "name": "fast", "strategy": strategy, "targets": all(targets), "fallbacks": all(fallbacks) })
}
