//! Keys as they are made, presented, changed, revoked, narrowed and forged.
mod extract;
mod hostile;
mod keys;
mod narrowed;
mod sessions;

use super::*;
use crate::live::{Folder, Snapshot};
use domain::{
    Aggregate,
    actor::Actor,
    api_key::{ApiKey, ApiKeySettings, Event, ModelPattern, Scope},
    id::{ApiKeyId, CommitId, OrganizationId, UserId},
    time::Timestamp,
};
use infra::secrets::Keyring;
use schemas::{
    Commit,
    subject::{self, ControlSubject},
};
use std::sync::Arc;
use uuid::Uuid;

const OPERATOR: &str = "the-operators-token";
/// 32 bytes of 7, of 8.
const MASTER_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const NEXT_MASTER_KEY: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=";

fn authenticator(master_keys: &str) -> Authenticator {
    Authenticator::new(&Keyring::from_base64(master_keys).unwrap(), OPERATOR)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn noon() -> Timestamp {
    at("2026-11-23T12:00:00Z")
}

fn pattern(text: &str) -> ModelPattern {
    ModelPattern::try_from(text.to_owned()).unwrap()
}

fn settings(scopes: &[Scope], models: &[&str]) -> ApiKeySettings {
    ApiKeySettings {
        name: String::new(),
        scopes: scopes.to_vec(),
        models: models.iter().map(|model| pattern(model)).collect(),
        expires_at: None,
    }
}

fn key(settings: ApiKeySettings) -> KeyFacts {
    KeyFacts {
        organization: OrganizationId::named("default"),
        api_key: ApiKeyId(Uuid::from_u128(4)),
        owner: Some(UserId(Uuid::from_u128(5))),
        settings,
    }
}

fn chat_key() -> KeyFacts {
    key(settings(&[Scope::Chat], &["openai/*"]))
}

/// A snapshot in which these happened to `key` since its token was made.
fn snapshot(key: &KeyFacts, events: &[Event]) -> Arc<Snapshot> {
    let (live, mut folder) = Folder::new();
    let subject = subject::control(&ApiKey::aggregate_id(key.organization, key.api_key));
    for (sequence, event) in (1..).zip(events) {
        let commit = Commit {
            id: CommitId(Uuid::nil()),
            time: noon(),
            organization: key.organization,
            actor: Actor::OPERATOR,
            cause: None,
            events: vec![event.clone().into()],
        };
        folder.fold(sequence, &ControlSubject::parse(&subject).unwrap(), &commit);
    }
    folder.publish();
    live.snapshot()
}

fn call(model: &str) -> Call<'_> {
    Call {
        scope: Scope::Chat,
        model: Some(model),
        source_ip: None,
        now: noon(),
    }
}

/// Who holds `token`, where nothing happened to any key.
fn caller(token: &str) -> Result<Arc<Caller>, Unauthenticated> {
    authenticator(MASTER_KEY).authenticate(token, &Snapshot::default(), noon())
}
