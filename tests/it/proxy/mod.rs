//! Calls through a real gateway to a provider that does what it is told.

mod acknowledgement;
mod aigne;
mod bad_input;
mod cancellation;
mod chat;
mod completions;
mod costs;
mod embeddings;
mod images;
mod keys;
mod limits;
mod messages;
mod models;
mod passed;
mod read_models;
mod schemas;
mod shutdown;
mod streaming;
mod upstream_failures;
mod wire;

use serde_json::{Value, json};
use tests::app::{App, Builder};
use tests::client::Client;
use tests::provider::Provider;

/// A hub with one provider, `double`, and a client whose key may call everything.
struct Line {
    app: App,
    provider: Provider,
    client: Client,
}

impl Line {
    async fn start() -> anyhow::Result<Self> {
        Self::of(App::build()).await
    }

    async fn of(builder: Builder) -> anyhow::Result<Self> {
        let app = builder.start().await?;
        let provider = Provider::start()?;
        app.provider("double", provider.url(), &[]).await?;
        let client = app.client().await?;
        Ok(Self {
            app,
            provider,
            client,
        })
    }
}

/// A chat with the provider's model of this name.
fn chat(model: &str) -> Value {
    json!({
        "model": format!("double/{model}"),
        "messages": [{ "role": "user", "content": "Say hello." }],
    })
}

/// The same, to be streamed.
fn streamed(model: &str) -> Value {
    let mut body = chat(model);
    body["stream"] = json!(true);
    body
}

/// The same, and usage is to be shown.
fn streamed_with_usage(model: &str) -> Value {
    let mut body = streamed(model);
    body["stream_options"] = json!({ "include_usage": true });
    body
}
