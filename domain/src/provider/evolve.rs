//! Events to state. Total and infallible.
use super::{Event, Present, Revision, State, Versioned};
use crate::id::CommandId;
use std::collections::BTreeMap;

pub(super) fn evolve(state: State, event: &Event) -> State {
    match (state, event) {
        (
            State(None),
            Event::Added {
                command,
                kind,
                settings,
                ..
            },
        ) => State(Some(Present {
            provider: Versioned::added(settings.clone(), *command),
            kind: *kind,
            credentials: BTreeMap::new(),
            disabled: BTreeMap::new(),
            models: BTreeMap::new(),
        })),
        (_, Event::Removed {}) | (State(None), _) => State(None),
        (State(Some(mut present)), event) => {
            apply(&mut present, event);
            State(Some(present))
        }
    }
}

fn apply(present: &mut Present, event: &Event) {
    match event {
        Event::Added { .. } | Event::Removed {} => {}
        Event::Changed { settings } => present.provider.write(settings),
        Event::CredentialAdded {
            command,
            credential,
            settings,
            ..
        } => {
            let added = Versioned::added(settings.clone(), *command);
            present.credentials.insert(*credential, added);
        }
        Event::CredentialChanged {
            credential,
            settings,
        } => {
            if let Some(found) = present.credentials.get_mut(credential) {
                found.write(settings);
            }
        }
        Event::CredentialRotated { credential, .. } => {
            if let Some(found) = present.credentials.get_mut(credential) {
                found.revision = found.revision.next();
            }
            present.disabled.remove(credential);
        }
        Event::CredentialDisabled { credential, reason } => {
            present.disabled.insert(*credential, *reason);
        }
        Event::CredentialEnabled { credential } => {
            present.disabled.remove(credential);
        }
        Event::CredentialRemoved { credential } => {
            present.disabled.remove(credential);
            present.credentials.remove(credential);
        }
        Event::ModelAdded {
            command,
            model,
            settings,
        } => {
            let added = Versioned::added(settings.clone(), *command);
            present.models.insert(model.clone(), added);
        }
        Event::ModelChanged { model, settings } => {
            if let Some(found) = present.models.get_mut(model) {
                found.write(settings);
            }
        }
        Event::ModelRemoved { model } => {
            present.models.remove(model);
        }
    }
}

impl<T: Clone> Versioned<T> {
    /// What `command` just added.
    #[must_use]
    pub fn added(value: T, command: CommandId) -> Self {
        Self {
            value,
            added_by: command,
            revision: Revision::FIRST,
        }
    }

    /// Writes `value` over what it was.
    pub fn write(&mut self, value: &T) {
        self.value = value.clone();
        self.revision = self.revision.next();
    }
}
