//! From the model that a client names to the providers that can be called for it.
use super::{ModelView, OrganizationView, ProviderView};
use domain::{
    price::CatalogueModel,
    provider::{ModelName, ProviderName},
    route::{Retries, RouteSettings, RouteTarget},
    routing::{Role, Strategy},
};
use std::{sync::Arc, time::Duration};

/// One provider to call, and its name for the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The provider.
    pub provider: Arc<ProviderView>,
    /// Its name for the model.
    pub model: ModelName,
    /// What the catalogue knows of the model.
    pub catalogued: Option<Arc<CatalogueModel>>,
    /// When its turn comes.
    pub role: Role,
    /// Its share of the calls, relative to the other targets.
    pub weight: u32,
    /// The longest wait for the first byte of its answer, where that is not the hub's own.
    pub timeout: Option<Duration>,
}

/// What a model's name stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolved {
    /// Where a call may go, as configured; none where there is no such model, or none that is enabled.
    pub targets: Vec<Target>,
    /// How the first is chosen.
    pub strategy: Strategy,
    /// How often a call is tried again.
    pub retries: Retries,
}

impl OrganizationView {
    /// What `requested` stands for, in this order: `provider/model` is that provider's model, also where its list
    /// does not have it, and nobody else's; then the enabled route of that name; then every enabled provider that
    /// lists the model, in the order of their names, each a fallback of those before.
    #[must_use]
    pub fn resolve(&self, requested: &str) -> Resolved {
        let named = requested.split_once('/').and_then(|(provider, model)| {
            let provider = self.providers.get(provider)?;
            Some(pinned(provider, model).into_iter().collect())
        });
        if let Some(targets) = named {
            return Resolved {
                targets,
                ..Resolved::default()
            };
        }
        let route = self.routes.get(requested).map(|route| &route.settings);
        match route.filter(|settings| settings.enabled) {
            Some(settings) => self.routed(settings),
            None => Resolved {
                targets: self.offering(requested).collect(),
                ..Resolved::default()
            },
        }
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

    /// Whether calls can go to a route's target: its provider is there and enabled, and so is its model where listed.
    #[must_use]
    pub fn is_callable(&self, target: &RouteTarget) -> bool {
        let provider = self.providers.get(&target.provider);
        provider.is_some_and(|provider| pinned(provider, target.model.as_str()).is_some())
    }

    fn routed(&self, settings: &RouteSettings) -> Resolved {
        let of = |role| {
            move |target: &RouteTarget| {
                let provider = self.providers.get(&target.provider)?;
                Some(Target {
                    role,
                    weight: target.weight,
                    timeout: target.timeout_ms.map(Duration::from_millis),
                    ..pinned(provider, target.model.as_str())?
                })
            }
        };
        let targets = settings.targets.iter().filter_map(of(Role::Target));
        let fallbacks = settings.fallbacks.iter().filter_map(of(Role::Fallback));
        Resolved {
            targets: targets.chain(fallbacks).collect(),
            strategy: settings.strategy,
            retries: settings.retries,
        }
    }

    fn offering(&self, model: &str) -> impl Iterator<Item = Target> {
        self.providers.values().filter_map(move |provider| {
            let (name, view) = provider.models.get_key_value(model)?;
            let enabled = provider.settings.enabled && view.settings.enabled;
            enabled.then(|| Target {
                provider: provider.clone(),
                model: name.clone(),
                catalogued: view.catalogued.clone(),
                role: Role::Target,
                weight: 1,
                timeout: None,
            })
        })
    }
}

fn pinned(provider: &Arc<ProviderView>, model: &str) -> Option<Target> {
    let listed = provider.models.get(model);
    let disabled = listed.is_some_and(|model| !model.settings.enabled);
    if disabled || !provider.settings.enabled {
        return None;
    }
    Some(Target {
        provider: provider.clone(),
        model: ModelName::try_from(model.to_owned()).ok()?,
        catalogued: provider.catalogued(model).cloned(),
        role: Role::Target,
        weight: 1,
        timeout: None,
    })
}
