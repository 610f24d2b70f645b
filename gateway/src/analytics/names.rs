//! What ids are called, so that whoever shows an answer needs no other.
use super::dimension::Dimension;
use crate::{admin::Admin, directory::Directory, live::Snapshot};
use domain::id::{ApiKeyId, CredentialId, OrganizationId};
use serde::Serialize;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};
use tokio::time::timeout;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest wait for the directory: names are not worth more.
const PATIENCE: Duration = Duration::from_millis(500);
/// The most keys whose names are remembered.
const MOST: usize = 10_000;

/// A value, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Named {
    /// What the filter takes.
    id: String,
    /// For people; the id where none is known.
    name: String,
}

/// Knows names: of what is configured by the snapshot, of keys by the directory.
pub(super) struct Names {
    snapshot: Arc<Snapshot>,
    directory: Option<Arc<Directory>>,
    keys: HashMap<Uuid, String>,
}

impl Names {
    pub(super) fn new(admin: &Admin, directory: Option<Arc<Directory>>) -> Self {
        Self {
            snapshot: admin.snapshot(),
            directory,
            keys: HashMap::new(),
        }
    }

    /// Sees configuration as of now.
    pub(super) fn refresh(&mut self, snapshot: Arc<Snapshot>) {
        self.snapshot = snapshot;
    }

    /// Learns the names of these keys. Without the directory they stay unknown.
    pub(super) async fn learn(&mut self, keys: impl IntoIterator<Item = (Option<Uuid>, Uuid)>) {
        let (mut organizations, mut unknown) = (HashSet::new(), HashSet::new());
        let mut anywhere = false;
        for (organization, key) in keys {
            if !key.is_nil() && !self.keys.contains_key(&key) {
                unknown.insert(key);
                organizations.extend(organization);
                anywhere |= organization.is_none();
            }
        }
        let Some(directory) = self.directory.clone().filter(|_| !unknown.is_empty()) else {
            return;
        };
        if self.keys.len() + unknown.len() > MOST {
            self.keys.clear();
        }
        if anywhere {
            organizations.extend(self.snapshot.organizations.keys().map(|id| id.0));
        }
        let organizations: Vec<Uuid> = organizations.into_iter().collect();
        let unknown: Vec<Uuid> = unknown.into_iter().collect();
        let found = timeout(PATIENCE, directory.key_names(&organizations, &unknown)).await;
        match found {
            Ok(Ok(found)) => self.keys.extend(found),
            Ok(Err(error)) => tracing::warn!(%error, "keys are shown without names"),
            Err(_) => tracing::warn!("keys are shown without names: Postgres is slow"),
        }
    }

    /// A dimension's value with its name; `None` where it stands for none.
    pub(super) fn of(
        &self,
        dimension: Dimension,
        organization: Option<Uuid>,
        value: &str,
    ) -> Option<Named> {
        if value.is_empty() {
            return None;
        }
        let id = || value.parse::<Uuid>().ok();
        let name = match dimension {
            Dimension::Provider => self.provider(organization, value),
            Dimension::Key => id().and_then(|id| self.key(organization, id)),
            Dimension::Organization => id().and_then(|id| self.organization(id)),
            Dimension::Model
            | Dimension::User
            | Dimension::App
            | Dimension::Status
            | Dimension::Operation => None,
        };
        Some(named(value, name))
    }

    /// A credential with its name.
    pub(super) fn credential(&self, organization: Uuid, provider: &str, id: Uuid) -> Option<Named> {
        if id.is_nil() {
            return None;
        }
        let view = self.snapshot.organization(OrganizationId(organization));
        let provider = view.and_then(|view| view.providers.get(provider));
        let mut credentials = provider
            .into_iter()
            .flat_map(|provider| &provider.credentials);
        let found = credentials.find(|one| one.id == CredentialId(id));
        Some(named(
            &id.to_string(),
            found.map(|one| one.settings.name.clone()),
        ))
    }

    fn provider(&self, organization: Option<Uuid>, name: &str) -> Option<String> {
        let view = self.snapshot.organization(OrganizationId(organization?))?;
        view.providers.get(name)?.settings.display_name.clone()
    }

    fn key(&self, organization: Option<Uuid>, id: Uuid) -> Option<String> {
        let changed = organization.and_then(|organization| {
            let view = self.snapshot.organization(OrganizationId(organization))?;
            Some(view.changed_keys.get(&ApiKeyId(id))?.name.clone())
        });
        changed.or_else(|| self.keys.get(&id).cloned())
    }

    fn organization(&self, id: Uuid) -> Option<String> {
        let view = self.snapshot.organization(OrganizationId(id))?;
        let name = view
            .display_name
            .clone()
            .unwrap_or_else(|| view.name.clone());
        Some(name).filter(|name| !name.is_empty())
    }
}

fn named(id: &str, name: Option<String>) -> Named {
    Named {
        id: id.to_owned(),
        name: name.unwrap_or_else(|| id.to_owned()),
    }
}

impl Named {
    /// What the filter takes.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// What it is called.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
