//! What the demonstration needs to be configured: an organisation, a provider with its models, keys.

use std::collections::HashMap;

use anyhow::Context;
use domain::id::{ApiKeyId, OrganizationId};
use domain::provider::{ModelName, ProviderName};
use serde_json::{Value, json};

use super::api::{Api, text};
use super::models::{KEYS, MODELS, PROVIDER};

/// Says of each thing what it is.
const NOTICE: &str = "Demo (simulated)";

/// What the calls are made in.
pub(super) struct World {
    pub(super) organization: OrganizationId,
    pub(super) provider: ProviderName,
    /// By their names.
    pub(super) models: HashMap<&'static str, ModelName>,
    /// In the order of [`KEYS`].
    pub(super) keys: Vec<Key>,
}

/// A key.
pub(super) struct Key {
    pub(super) id: ApiKeyId,
    pub(super) token: String,
}

impl World {
    /// Makes what is missing of it, with the provider at `url`.
    pub(super) async fn build(api: &Api, url: &str) -> anyhow::Result<Self> {
        let organization = organization(api).await?;
        provider(api, url).await?;
        let mut models = HashMap::new();
        for model in &MODELS {
            models.insert(model.name, ModelName::try_from(model.name.to_owned())?);
        }
        let mut keys = Vec::new();
        for (name, _) in KEYS {
            keys.push(key(api, name).await?);
        }
        Ok(Self {
            organization,
            provider: ProviderName::try_from(PROVIDER.to_owned())?,
            models,
            keys,
        })
    }

    /// Says of the provider that it does not answer any more.
    pub(super) async fn close(api: &Api) -> anyhow::Result<()> {
        if let Some(provider) = found(api).await? {
            let id = text(&provider, "id")?;
            let closed = json!({ "enabled": false });
            api.change(&format!("/api/providers/{id}"), &closed).await?;
        }
        Ok(())
    }
}

async fn organization(api: &Api) -> anyhow::Result<OrganizationId> {
    let name = &api.organization;
    if api.get("/api/me").await?.status.is_success() {
        return Ok(OrganizationId::named(name));
    }
    let new = json!({ "name": name, "display_name": NOTICE });
    let made = api.make("/api/organizations", None, &new).await?;
    text(&made, "id")?.parse().context("the organisation's id")
}

async fn provider(api: &Api, url: &str) -> anyhow::Result<()> {
    let at = json!({ "base_url": url, "enabled": true });
    if let Some(provider) = found(api).await? {
        let id = text(&provider, "id")?;
        api.change(&format!("/api/providers/{id}"), &at).await?;
        return Ok(());
    }
    let new = json!({
        "name": PROVIDER, "kind": "openai_compatible", "display_name": NOTICE, "base_url": url,
    });
    let made = api.make("/api/providers", None, &new).await?;
    let credentials = format!("/api/providers/{}/credentials", text(&made, "id")?);
    let secret = json!({ "name": NOTICE, "secret": { "api_key": "simulated" } });
    api.make(&credentials, None, &secret).await?;
    for model in &MODELS {
        let new = json!({ "provider": PROVIDER, "model": model.name, "type": model.kind.as_str() });
        api.make("/api/models", None, &new).await?;
    }
    Ok(())
}

/// The provider, where it is there.
async fn found(api: &Api) -> anyhow::Result<Option<Value>> {
    let providers = api.get("/api/providers?limit=500").await?.body;
    let mut providers = providers["data"].as_array().cloned().unwrap_or_default();
    providers.retain(|provider| provider["name"] == PROVIDER);
    Ok(providers.pop())
}

/// The same key each time: its token is shown to whoever repeats the request that made it.
async fn key(api: &Api, name: &str) -> anyhow::Result<Key> {
    let again = format!("hub-demo:{}", name.replace(' ', "-"));
    let made = api
        .make("/api/keys", Some(&again), &json!({ "name": name }))
        .await?;
    Ok(Key {
        id: text(&made, "id")?.parse().context("the key's id")?,
        token: text(&made, "token")?.to_owned(),
    })
}
