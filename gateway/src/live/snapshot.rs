//! What a snapshot holds.
use domain::{
    api_key::ApiKeySettings,
    id::{ApiKeyId, CredentialId, OrganizationId, ProviderId},
    provider::{
        CredentialSettings, ModelName, ModelSettings, ProviderKind, ProviderName, ProviderSettings,
        Revision,
    },
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
    /// Every organisation.
    pub organizations: HashMap<OrganizationId, Arc<OrganizationView>>,
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
}
