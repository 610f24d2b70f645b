//! What a snapshot holds.
use domain::{
    api_key::ApiKeySettings,
    id::{ApiKeyId, CredentialId, OrganizationId, ProviderId, RouteId, SessionId},
    price::{Catalogue, CatalogueModel, CatalogueProvider},
    provider::{
        CredentialSettings, DisabledReason, ModelName, ModelSettings, ProviderKind, ProviderName,
        ProviderSettings, Revision, SecretForm,
    },
    route::RouteSettings,
    time::Timestamp,
};
use infra::secrets::HeldSecret;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

/// The control plane as of one commit. Parts that a commit leaves alone are shared with the snapshot before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// What is known of models without asking: what they can do, what they cost.
    pub catalogue: Catalogue,
    /// Every organisation.
    pub organizations: HashMap<OrganizationId, Arc<OrganizationView>>,
    /// Sessions that were ended before their time, with when they would have ended by themselves.
    pub ended_sessions: Arc<HashMap<SessionId, Timestamp>>,
}

/// One organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct OrganizationView {
    /// Which.
    pub id: OrganizationId,
    /// Unique on the hub; empty while its creation is not in the log.
    pub name: String,
    /// For people.
    pub display_name: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// Its providers by name, those that are disabled too.
    pub providers: BTreeMap<ProviderName, Arc<ProviderView>>,
    /// The names of its providers.
    pub provider_names: HashMap<ProviderId, ProviderName>,
    /// Its routes by name, those that are disabled too.
    pub routes: BTreeMap<ModelName, Arc<RouteView>>,
    /// The names of its routes.
    pub route_names: HashMap<RouteId, ModelName>,
    /// Whether a key was ever created.
    pub has_keys: bool,
    /// Its keys that are revoked.
    pub revoked_keys: Arc<HashSet<ApiKeyId>>,
    /// What its keys that were changed since their tokens were made may do now.
    pub changed_keys: Arc<HashMap<ApiKeyId, Arc<ApiKeySettings>>>,
}

/// One provider.
#[derive(Clone, Debug, PartialEq)]
pub struct ProviderView {
    /// Which.
    pub id: ProviderId,
    /// Unique in the organisation.
    pub name: ProviderName,
    /// Its dialect.
    pub kind: ProviderKind,
    /// What can be changed of it.
    pub settings: ProviderSettings,
    /// How often it was written.
    pub revision: Revision,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was written last.
    pub updated_at: Timestamp,
    /// Its credentials in the order in which they were added, those that are disabled too.
    pub credentials: Vec<CredentialView>,
    /// Its models by name, those that are disabled too.
    pub models: BTreeMap<ModelName, ModelView>,
    /// What the catalogue knows it as.
    pub catalogued: Option<Arc<CatalogueProvider>>,
}

/// One credential of a provider.
#[derive(Clone, Debug, PartialEq)]
pub struct CredentialView {
    /// Which.
    pub id: CredentialId,
    /// Its name, weight and state.
    pub settings: CredentialSettings,
    /// Its secret.
    pub secret: HeldSecret,
    /// Why the hub does not use it, where the provider refuses it.
    pub disabled: Option<DisabledReason>,
    /// How often it was written.
    pub revision: Revision,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was written last.
    pub updated_at: Timestamp,
}

/// One route.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteView {
    /// Which.
    pub id: RouteId,
    /// What clients call.
    pub name: ModelName,
    /// What can be changed of it.
    pub settings: RouteSettings,
    /// How often it was written.
    pub revision: Revision,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was written last.
    pub updated_at: Timestamp,
}

/// One model of a provider.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelView {
    /// What it is.
    pub settings: ModelSettings,
    /// What the catalogue knows it as.
    pub catalogued: Option<Arc<CatalogueModel>>,
    /// How often it was written.
    pub revision: Revision,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was written last.
    pub updated_at: Timestamp,
}

impl Snapshot {
    /// The organisation, where anything of it is in the log.
    #[must_use]
    pub fn organization(&self, id: OrganizationId) -> Option<&Arc<OrganizationView>> {
        self.organizations.get(&id)
    }
}

impl OrganizationView {
    pub(super) fn new(id: OrganizationId) -> Self {
        Self {
            id,
            name: String::new(),
            display_name: None,
            created_at: Timestamp::default(),
            providers: BTreeMap::new(),
            provider_names: HashMap::new(),
            routes: BTreeMap::new(),
            route_names: HashMap::new(),
            has_keys: false,
            revoked_keys: Arc::default(),
            changed_keys: Arc::default(),
        }
    }

    /// The provider with this id.
    #[must_use]
    pub fn provider(&self, id: ProviderId) -> Option<&Arc<ProviderView>> {
        self.providers.get(self.provider_names.get(&id)?)
    }

    /// The route with this id.
    #[must_use]
    pub fn route(&self, id: RouteId) -> Option<&Arc<RouteView>> {
        self.routes.get(self.route_names.get(&id)?)
    }
}

impl CredentialView {
    /// Whether calls may use it: its admins left it enabled and its provider does not refuse it.
    #[must_use]
    pub const fn is_usable(&self) -> bool {
        self.settings.enabled && self.disabled.is_none()
    }
}

impl ProviderView {
    /// Its first credential that calls may use.
    #[must_use]
    pub fn usable(&self) -> Option<&CredentialView> {
        self.credentials.iter().find(|one| one.is_usable())
    }

    /// Whether calls go to it without a credential: its kind can do without, and it was given none. Where one was that may not
    /// be used, nothing takes its place.
    #[must_use]
    pub fn is_unsigned(&self) -> bool {
        self.kind.secret() == SecretForm::OptionalApiKey && self.credentials.is_empty()
    }

    /// What the catalogue knows of a model, listed or not.
    #[must_use]
    pub fn catalogued(&self, model: &str) -> Option<&Arc<CatalogueModel>> {
        match self.models.get(model) {
            Some(listed) => listed.catalogued.as_ref(),
            None => self.catalogued.as_ref()?.find(model),
        }
    }
}

impl ModelView {
    /// The most tokens of prompt and answer together, as configured or else as the catalogue has it.
    #[must_use]
    pub fn context_window(&self) -> Option<u64> {
        let catalogued = self.catalogued.as_ref();
        let configured = self.settings.context_window;
        configured.or_else(|| catalogued?.context_window)
    }

    /// The most tokens of an answer, as configured or else as the catalogue has it.
    #[must_use]
    pub fn max_output_tokens(&self) -> Option<u64> {
        let catalogued = self.catalogued.as_ref();
        let configured = self.settings.max_output_tokens;
        configured.or_else(|| catalogued?.max_output_tokens)
    }

    /// What it can do beyond its type, as configured or else as the catalogue has it.
    #[must_use]
    pub fn capabilities(&self) -> &[String] {
        match &self.catalogued {
            Some(catalogued) if self.settings.capabilities.is_empty() => &catalogued.capabilities,
            Some(_) | None => &self.settings.capabilities,
        }
    }
}
