//! Commits into a snapshot. Total: whatever was recorded did happen.
use super::{CredentialView, ModelView, OrganizationView, ProviderView, RouteView, Snapshot};
use domain::{
    api_key,
    event::Event,
    id::{ApiKeyId, CredentialId, ProviderId, RouteId, SessionId},
    organization,
    price::{Catalogue, CatalogueModel},
    provider::{self, DisabledReason, ModelName, ModelSettings, Revision},
    route, session,
    time::Timestamp,
};
use infra::secrets::HeldSecret;
use schemas::{Commit, subject::ControlSubject};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// How far the gateways' clocks may differ, in microseconds: an ended session is remembered that much longer.
const DIFFERENCE_OF_CLOCKS: i64 = 3_600_000_000;

impl Snapshot {
    /// Folds one commit; clones only what it changes, and only where a reader may still hold it.
    pub(super) fn apply(&mut self, subject: &ControlSubject<'_>, commit: &Commit) {
        let id = subject.organization;
        self.end_sessions(SessionId(subject.id), commit);
        let organization = self.organizations.entry(id);
        let organization = organization.or_insert_with(|| Arc::new(OrganizationView::new(id)));
        let mut target = Target {
            catalogue: &self.catalogue,
            organization: Arc::make_mut(organization),
            id: subject.id,
            at: commit.time,
        };
        for event in &commit.events {
            target.apply(event);
        }
    }
}

impl Snapshot {
    /// Remembers that the session was ended, where the commit says so, and forgets those whose time has passed.
    fn end_sessions(&mut self, session: SessionId, commit: &Commit) {
        for event in &commit.events {
            if let Event::Session(session::Event::Ended { ends_at }) = event {
                let ended = Arc::make_mut(&mut self.ended_sessions);
                let long_ago = commit.time.micros().saturating_sub(DIFFERENCE_OF_CLOCKS);
                ended.retain(|_, ends_at| ends_at.micros() > long_ago);
                ended.insert(session, *ends_at);
            }
        }
    }
}

/// The aggregate that a commit is about, and when it was committed.
struct Target<'a> {
    catalogue: &'a Catalogue,
    organization: &'a mut OrganizationView,
    id: Uuid,
    at: Timestamp,
}

impl Target<'_> {
    fn apply(&mut self, event: &Event) {
        match event {
            Event::Organization(event) => self.organization(event),
            Event::Provider(event) => self.provider(event),
            Event::Route(event) => self.route(event),
            Event::ApiKey(event) => self.api_key(event),
            Event::Session(_)
            | Event::IdempotencyKey(_)
            | Event::Request(_)
            | Event::Activity(_) => {}
        }
    }

    fn organization(&mut self, event: &organization::Event) {
        let organization::Event::Created {
            name, display_name, ..
        } = event;
        name.clone_into(&mut self.organization.name);
        display_name.clone_into(&mut self.organization.display_name);
        self.organization.created_at = self.at;
    }

    fn api_key(&mut self, event: &api_key::Event) {
        let id = ApiKeyId(self.id);
        match event {
            api_key::Event::Created { .. } => self.organization.has_keys = true,
            api_key::Event::Changed { settings } => {
                let changed = Arc::make_mut(&mut self.organization.changed_keys);
                changed.insert(id, Arc::new(settings.clone()));
            }
            api_key::Event::Revoked {} => {
                Arc::make_mut(&mut self.organization.revoked_keys).insert(id);
                if self.organization.changed_keys.contains_key(&id) {
                    Arc::make_mut(&mut self.organization.changed_keys).remove(&id);
                }
            }
        }
    }

    fn route(&mut self, event: &route::Event) {
        let id = RouteId(self.id);
        let OrganizationView {
            routes,
            route_names,
            ..
        } = &mut *self.organization;
        match event {
            route::Event::Added { name, settings, .. } => {
                route_names.insert(id, name.clone());
                let route = RouteView {
                    id,
                    name: name.clone(),
                    settings: settings.clone(),
                    revision: Revision::FIRST,
                    created_at: self.at,
                    updated_at: self.at,
                };
                routes.insert(name.clone(), Arc::new(route));
            }
            route::Event::Changed { settings } => {
                let name = route_names.get(&id);
                if let Some(route) = name.and_then(|name| routes.get_mut(name)) {
                    let route = Arc::make_mut(route);
                    settings.clone_into(&mut route.settings);
                    route.revision = route.revision.next();
                    route.updated_at = self.at;
                }
            }
            route::Event::Removed {} => {
                if let Some(name) = route_names.remove(&id) {
                    routes.remove(&name);
                }
            }
        }
    }

    fn provider(&mut self, event: &provider::Event) {
        let id = ProviderId(self.id);
        if let provider::Event::Added {
            name,
            kind,
            settings,
            ..
        } = event
        {
            let base_url = settings.base_url.as_deref();
            self.add_provider(ProviderView {
                id,
                name: name.clone(),
                kind: *kind,
                catalogued: self.catalogue.behind(*kind, base_url).cloned(),
                settings: settings.clone(),
                revision: Revision::FIRST,
                created_at: self.at,
                updated_at: self.at,
                credentials: Vec::new(),
                models: BTreeMap::new(),
            });
        } else if let provider::Event::Removed {} = event {
            if let Some(name) = self.organization.provider_names.remove(&id) {
                self.organization.providers.remove(&name);
            }
        } else {
            self.change_provider(id, event);
        }
    }

    fn add_provider(&mut self, provider: ProviderView) {
        if self.organization.providers.contains_key(&provider.name) {
            return;
        }
        let name = provider.name.clone();
        let names = &mut self.organization.provider_names;
        names.insert(provider.id, name.clone());
        self.organization.providers.insert(name, Arc::new(provider));
    }

    fn change_provider(&mut self, id: ProviderId, event: &provider::Event) {
        let Some(name) = self.organization.provider_names.get(&id) else {
            return;
        };
        if let Some(provider) = self.organization.providers.get_mut(name) {
            let provider = Arc::make_mut(provider);
            provider.apply(event, self.at);
            if let provider::Event::Changed { .. } = event {
                provider.look_up(self.catalogue);
            }
        }
    }
}

impl ProviderView {
    fn apply(&mut self, event: &provider::Event, at: Timestamp) {
        use provider::Event;
        match event {
            Event::Added { .. } | Event::Removed {} => {}
            Event::Changed { settings } => {
                settings.clone_into(&mut self.settings);
                self.revision = self.revision.next();
                self.updated_at = at;
            }
            Event::CredentialAdded {
                credential,
                settings,
                sealed,
                ..
            } => self.add_credential(CredentialView {
                id: *credential,
                settings: settings.clone(),
                secret: HeldSecret::new(sealed.clone()),
                disabled: None,
                revision: Revision::FIRST,
                created_at: at,
                updated_at: at,
            }),
            Event::CredentialChanged {
                credential,
                settings,
            } => self.write_credential(*credential, at, |view| {
                settings.clone_into(&mut view.settings);
            }),
            Event::CredentialRotated { credential, sealed } => {
                self.write_credential(*credential, at, |view| {
                    view.secret = HeldSecret::new(sealed.clone());
                    view.disabled = None;
                });
            }
            Event::CredentialDisabled { credential, reason } => {
                self.set_disabled(*credential, Some(*reason));
            }
            Event::CredentialEnabled { credential } => self.set_disabled(*credential, None),
            Event::CredentialRemoved { credential } => {
                self.credentials.retain(|view| view.id != *credential);
            }
            Event::ModelAdded {
                model, settings, ..
            } => {
                let catalogued = self.catalogued.as_ref();
                let catalogued = catalogued.and_then(|known| known.find(model.as_str()).cloned());
                let view = ModelView::added(settings.clone(), catalogued, at);
                self.models.insert(model.clone(), view);
            }
            Event::ModelChanged { model, settings } => self.write_model(model, settings, at),
            Event::ModelRemoved { model } => drop(self.models.remove(model)),
        }
    }

    /// Looks the provider and its models up again, since it may be another than it was.
    fn look_up(&mut self, catalogue: &Catalogue) {
        let base_url = self.settings.base_url.as_deref();
        self.catalogued = catalogue.behind(self.kind, base_url).cloned();
        let known = self.catalogued.as_ref();
        for (name, model) in &mut self.models {
            model.catalogued = known.and_then(|known| known.find(name.as_str()).cloned());
        }
    }

    fn add_credential(&mut self, credential: CredentialView) {
        self.credentials.retain(|view| view.id != credential.id);
        self.credentials.push(credential);
    }

    fn write_credential(
        &mut self,
        id: CredentialId,
        at: Timestamp,
        write: impl FnOnce(&mut CredentialView),
    ) {
        if let Some(view) = self.credentials.iter_mut().find(|view| view.id == id) {
            write(view);
            view.revision = view.revision.next();
            view.updated_at = at;
        }
    }

    /// Not a write: who reads a credential and then changes it has nothing to lose by this.
    fn set_disabled(&mut self, id: CredentialId, reason: Option<DisabledReason>) {
        if let Some(view) = self.credentials.iter_mut().find(|view| view.id == id) {
            view.disabled = reason;
        }
    }

    fn write_model(&mut self, model: &ModelName, settings: &ModelSettings, at: Timestamp) {
        if let Some(view) = self.models.get_mut(model) {
            settings.clone_into(&mut view.settings);
            view.revision = view.revision.next();
            view.updated_at = at;
        }
    }
}

impl ModelView {
    const fn added(
        settings: ModelSettings,
        catalogued: Option<Arc<CatalogueModel>>,
        at: Timestamp,
    ) -> Self {
        Self {
            settings,
            catalogued,
            revision: Revision::FIRST,
            created_at: at,
            updated_at: at,
        }
    }
}
