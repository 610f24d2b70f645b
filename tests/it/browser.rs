//! People at work in the console: a real browser on the real stack. Whatever the browser complains of, or axe finds on
//! a page, fails the test.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::app::{ADMIN_TOKEN, App, Key};
use tests::browser::{Scenario, console};
use tests::provider::{Fate, Provider};

/// A hub with its console, and a provider for it.
struct Desk {
    app: App,
    provider: Provider,
    key: Option<Key>,
}

/// What the provider of a furnished desk offers.
const MODELS: [(&str, &str); 7] = [
    // Its price is known.
    ("gpt-4o", "chat"),
    ("status-500", "chat"),
    ("stepped", "chat"),
    ("whole:a", "chat"),
    ("whole:b", "chat"),
    ("float", "embedding"),
    ("picture", "image"),
];

impl Desk {
    /// A new hub, and a provider that it does not know of.
    async fn start() -> anyhow::Result<Self> {
        let console = tokio::task::spawn_blocking(console).await??;
        let app = App::build()
            .with_read_models()
            .set("HUB_CONSOLE_DIR", console.display().to_string());
        Ok(Self {
            app: app.start().await?,
            provider: Provider::start()?,
            key: None,
        })
    }

    /// A hub that knows its provider as `p`, a route to it, and a key to call it with.
    async fn furnished() -> anyhow::Result<Self> {
        let mut desk = Self::start().await?;
        let provider = ("p", desk.provider.url());
        desk.app
            .provider_of_kind("openai", provider, &MODELS)
            .await?;
        let to = |model: &str| json!({ "provider": "p", "model": model, "weight": 1 });
        let targets = [to("gpt-4o"), to("whole:a")];
        let route = json!({ "name": "smart", "strategy": "latency", "targets": targets, "fallbacks": [to("none")] });
        desk.app.operator().post("/api/routes", &route).await?;
        let key = desk.app.key(&json!({ "name": "desk" })).await?;
        desk.key = Some(key);
        Ok(desk)
    }

    /// Somebody goes through a scenario of `tests/browser/scenarios`, and is told what they ask for.
    fn passes(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let scenario = Scenario {
            arguments,
            hub: self.app.gateway().url(),
            token: ADMIN_TOKEN,
        };
        scenario.passes(|asked| self.answer(asked))
    }

    fn answer(&self, asked: &str) -> anyhow::Result<Value> {
        match asked {
            "provider" => Ok(json!({ "url": self.provider.url() })),
            "key" => Ok(json!({ "token": self.key.as_ref().map(|key| &key.token) })),
            "step" => {
                self.provider.step();
                Ok(Value::Null)
            }
            "received" => {
                let last = self.provider.received().pop();
                Ok(last.map_or(Value::Null, |call| {
                    json!({
                        "path": call.path, "content_type": call.headers.get("content-type"),
                        "body": STANDARD.encode(&call.body),
                    })
                }))
            }
            _ => anyhow::bail!("no test knows {asked}"),
        }
    }
}

#[actix_web::test]
async fn a_new_hub_leads_from_signing_in_to_the_first_request() -> anyhow::Result<()> {
    Desk::start().await?.passes(&["first_steps"])
}

#[actix_web::test]
async fn models_are_tried_compared_and_drawn_with_in_the_playground() -> anyhow::Result<()> {
    let desk = Desk::furnished().await?;
    desk.passes(&["playground"])?;
    let received = desk.provider.received();
    let stopped = received.iter().filter(|call| call.fate == Fate::CutOff);
    assert_eq!(stopped.count(), 1, "the answer that was stopped");
    Ok(())
}

#[actix_web::test]
async fn a_figure_leads_to_its_calls_and_a_call_to_its_place_in_the_log() -> anyhow::Result<()> {
    Desk::furnished().await?.passes(&["figures"])
}

#[actix_web::test]
async fn providers_models_and_keys_are_made_changed_and_ended() -> anyhow::Result<()> {
    Desk::start().await?.passes(&["administration"])
}

#[actix_web::test]
async fn more_models_than_are_read_at_once_are_scrolled_to_found_and_changed() -> anyhow::Result<()>
{
    let desk = Desk::start().await?;
    let names: Vec<_> = (0..260).map(|place| format!("model-{place:03}")).collect();
    let models: Vec<_> = names.iter().map(|name| (name.as_str(), "chat")).collect();
    let provider = ("p", desk.provider.url());
    desk.app
        .provider_of_kind("openai", provider, &models)
        .await?;
    desk.passes(&["many_models"])
}

#[actix_web::test]
async fn nothing_needs_a_mouse() -> anyhow::Result<()> {
    Desk::furnished().await?.passes(&["keyboard"])
}

#[actix_web::test]
async fn every_page_is_accessible_at_a_desk() -> anyhow::Result<()> {
    Desk::furnished().await?.passes(&["every_page", "desk"])
}

#[actix_web::test]
async fn every_page_is_accessible_on_a_phone() -> anyhow::Result<()> {
    Desk::furnished().await?.passes(&["every_page", "phone"])
}

#[actix_web::test]
async fn what_the_browser_complains_of_is_seen() -> anyhow::Result<()> {
    Desk::start().await?.passes(&["faults"])
}
