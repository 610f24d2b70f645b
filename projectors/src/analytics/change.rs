//! Changes of configuration as rows.
use super::rows::ConfigChange;
use crate::record::Record;
use domain::event::Event;
use schemas::subject::ControlSubject;
use serde_json::Value;
use uuid::Uuid;

/// What `event`, one of configuration, says.
pub(super) fn change<'a>(record: &'a Record, event_index: u16, event: &Event) -> ConfigChange<'a> {
    let commit = &record.commit;
    let subject = ControlSubject::parse(&record.message.subject);
    let (r#type, data) = described(event);
    ConfigChange {
        sequence: record.message.sequence,
        event_index,
        commit_id: commit.id.0,
        organization: commit.organization.0,
        noun: subject.map_or("", |subject| subject.noun),
        aggregate: subject.map_or_else(Uuid::nil, |subject| subject.id),
        r#type,
        changed_at: commit.time,
        actor_kind: commit.actor.kind.as_str(),
        actor: commit.actor.id,
        on_behalf_of: commit.actor.on_behalf_of.map_or_else(Uuid::nil, Uuid::from),
        cause: commit.cause.unwrap_or_default(),
        data,
    }
}

/// The event's tag and data; of a sealed secret only its hint.
fn described(event: &Event) -> (String, String) {
    // Every event has a JSON form: it was read from one.
    let mut event = serde_json::to_value(event).unwrap_or_default();
    let tag = event["type"].as_str().unwrap_or_default().to_owned();
    let mut data = event["data"].take();
    if let Some(sealed) = data.get_mut("sealed").and_then(Value::as_object_mut) {
        sealed.retain(|field, _| field == "hint");
    }
    (tag, data.to_string())
}
