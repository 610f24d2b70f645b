//! What ids stand for, as far as it is known at the moment.
use super::entry::{Entry, EntrySubject};
use crate::{directory::Directory, live::OrganizationView};
use actix_web::web::Data;
use domain::{
    actor::ActorKind,
    id::{ProviderId, RouteId},
};
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    error::Error,
    sync::Arc,
};
use uuid::Uuid;

/// The most names that are kept while a long list is read.
const MOST: usize = 10_000;

/// Names of keys from the directory, of all else from memory.
pub(super) struct Names {
    view: Arc<OrganizationView>,
    directory: Option<Data<Directory>>,
    keys: HashMap<Uuid, String>,
}

impl Names {
    pub(super) fn new(view: Arc<OrganizationView>, directory: Option<Data<Directory>>) -> Self {
        Self {
            view,
            directory,
            keys: HashMap::new(),
        }
    }

    /// Gives `entries` the names that are known; without Postgres keys have none.
    pub(super) async fn give(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        self.look_up(&entries).await;
        entries.into_iter().map(|entry| entry.named(self)).collect()
    }

    async fn look_up(&mut self, entries: &[Entry]) {
        let Some(directory) = &self.directory else {
            return;
        };
        if self.keys.len() > MOST {
            self.keys.clear();
        }
        let unknown: HashSet<Uuid> = entries
            .iter()
            .flat_map(keys_in)
            .filter(|id| !self.keys.contains_key(id))
            .collect();
        if unknown.is_empty() {
            return;
        }
        let ids: Vec<Uuid> = unknown.into_iter().collect();
        match directory.key_names(&[self.view.id.0], &ids).await {
            Ok(names) => self.keys.extend(names),
            Err(error) => {
                let error: &dyn Error = &error;
                tracing::warn!(error, "the audit trail is shown without the names of keys");
            }
        }
    }

    /// The name of a key.
    pub(super) fn key(&self, id: Uuid) -> Option<String> {
        self.keys.get(&id).cloned()
    }

    /// The name of what an event with `data` is about.
    pub(super) fn subject(&self, subject: &EntrySubject, data: &Value) -> Option<String> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match subject.noun.as_str() {
            "sign_in" => return text(&data["source_ip"]),
            "export" => return text(&data["what"]),
            "audit" => return text(&data["stream"]),
            _ => {}
        }
        let id = subject.id?;
        match subject.noun.as_str() {
            "api_key" => self.key(id).or_else(|| text(&data["settings"]["name"])),
            "provider" | "health" => {
                let name = self.view.provider_names.get(&ProviderId(id));
                name.map(ToString::to_string)
                    .or_else(|| text(&data["name"]))
            }
            "route" => {
                let name = self.view.route_names.get(&RouteId(id));
                name.map(ToString::to_string)
                    .or_else(|| text(&data["name"]))
            }
            "organization" => Some(self.view.name.clone()),
            _ => None,
        }
    }
}

/// The keys that an event names as its actor or its subject.
fn keys_in(entry: &Entry) -> impl Iterator<Item = Uuid> {
    let actor = entry
        .actor
        .id
        .filter(|_| entry.actor.kind == ActorKind::ApiKey);
    let subject = entry.subject.id.filter(|_| entry.subject.noun == "api_key");
    actor.into_iter().chain(subject)
}
