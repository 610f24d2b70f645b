//! From the model that a client names to the providers that can be called for it.
use super::{ModelView, OrganizationView, ProviderView};
use domain::{
    price::CatalogueModel,
    provider::{ModelName, ProviderName},
};
use std::sync::Arc;

/// One provider to call, and its name for the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The provider.
    pub provider: Arc<ProviderView>,
    /// Its name for the model.
    pub model: ModelName,
    /// What the catalogue knows of the model.
    pub catalogued: Option<Arc<CatalogueModel>>,
}

/// What a model's name stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// These, in order; at least one.
    Targets(Vec<Target>),
    /// No such model, or none that is enabled.
    NotFound,
}

impl OrganizationView {
    /// What `requested` stands for: `provider/model` is that provider's model, also where its list does not
    /// have it; `model` alone is every enabled provider that lists it, in the order of their names.
    #[must_use]
    pub fn resolve(&self, requested: &str) -> Resolution {
        let named = requested.split_once('/').and_then(|(provider, model)| {
            let provider = self.providers.get(provider)?;
            Some(pinned(provider, model))
        });
        let targets = named.unwrap_or_else(|| self.offering(requested).collect());
        if targets.is_empty() {
            return Resolution::NotFound;
        }
        Resolution::Targets(targets)
    }

    /// Every enabled model of every enabled provider, in the order of their names.
    pub fn models(&self) -> impl Iterator<Item = (&ProviderName, &ModelName, &ModelView)> {
        let enabled = self.providers.iter().filter(|(_, p)| p.settings.enabled);
        enabled.flat_map(|(name, provider)| {
            let models = provider.models.iter();
            models
                .filter(|(_, model)| model.settings.enabled)
                .map(move |(model, view)| (name, model, view))
        })
    }

    /// Every model of every provider, those that are disabled too, by provider.
    pub fn every_model(&self) -> impl Iterator<Item = (&ProviderName, &ModelName, &ModelView)> {
        self.providers.iter().flat_map(|(name, provider)| {
            let models = provider.models.iter();
            models.map(move |(model, view)| (name, model, view))
        })
    }

    fn offering(&self, model: &str) -> impl Iterator<Item = Target> {
        self.providers.values().filter_map(move |provider| {
            let (name, view) = provider.models.get_key_value(model)?;
            let enabled = provider.settings.enabled && view.settings.enabled;
            enabled.then(|| Target {
                provider: provider.clone(),
                model: name.clone(),
                catalogued: view.catalogued.clone(),
            })
        })
    }
}

fn pinned(provider: &Arc<ProviderView>, model: &str) -> Vec<Target> {
    let disabled = provider
        .models
        .get(model)
        .is_some_and(|model| !model.settings.enabled);
    if disabled || !provider.settings.enabled {
        return Vec::new();
    }
    let target = |name| Target {
        provider: provider.clone(),
        model: name,
        catalogued: provider.catalogued(model).cloned(),
    };
    ModelName::try_from(model.to_owned())
        .map(target)
        .into_iter()
        .collect()
}
