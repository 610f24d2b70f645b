//! One event as auditors see it.
use super::{filter::StreamName, names::Names};
use crate::admin::described;
use domain::{actor::ActorKind, time::Timestamp};
use infra::event_log::{Message, Sequence};
use schemas::subject::ControlSubject;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaType, Type},
};
use uuid::Uuid;

/// A commit as it is stored, whichever version wrote it.
#[derive(Deserialize)]
struct Stored {
    id: Uuid,
    time: Timestamp,
    org: Uuid,
    actor: StoredActor,
    cause: Option<Uuid>,
    events: Vec<StoredEvent>,
}

#[derive(Deserialize)]
struct StoredActor {
    kind: ActorKind,
    id: Uuid,
    on_behalf_of: Option<Uuid>,
}

#[derive(Deserialize)]
struct StoredEvent {
    r#type: String,
    data: Value,
}

/// Where an event lies in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = AuditPosition)]
pub(super) struct Position {
    pub(super) stream: StreamName,
    /// Its commit's place in the stream.
    pub(super) sequence: Sequence,
    /// Its place in the commit, from 0.
    pub(super) event: u32,
}

/// Who did it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AuditActor)]
pub(super) struct EntryActor {
    #[schema(value_type = described::ActorKind)]
    pub(super) kind: ActorKind,
    /// Null for the operator and the hub itself.
    #[schema(required)]
    pub(super) id: Option<Uuid>,
    /// Null where it has none, or none is known at the moment.
    #[schema(required)]
    pub(super) name: Option<String>,
    /// The person for whom a program acted.
    #[schema(required)]
    pub(super) on_behalf_of: Option<Uuid>,
}

/// What it happened to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AuditSubject)]
pub(super) struct EntrySubject {
    /// What kind of thing, such as `provider`.
    pub(super) noun: String,
    #[schema(required)]
    pub(super) id: Option<Uuid>,
    /// Null where it has none, or none is known at the moment.
    #[schema(required)]
    pub(super) name: Option<String>,
}

/// An event of the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AuditEvent)]
pub(super) struct Entry {
    /// Stream, sequence and place in the commit.
    #[schema(example = "CONTROL-17-0")]
    pub(super) id: String,
    pub(super) position: Position,
    /// The commit, whose events happened together.
    commit: Uuid,
    /// When it was decided.
    #[schema(value_type = described::Timestamp)]
    time: Timestamp,
    /// When the log took it.
    #[schema(value_type = described::Timestamp)]
    recorded_at: Timestamp,
    pub(super) actor: EntryActor,
    pub(super) subject: EntrySubject,
    /// What happened.
    #[schema(example = "provider.added.v1")]
    pub(super) r#type: String,
    /// The request or command that led to it.
    #[schema(required)]
    cause: Option<Uuid>,
    /// What it says; of a sealed secret only the hint.
    #[schema(schema_with = any_object)]
    pub(super) data: Value,
}

/// An event has the members of its type, which the schemas of events tell.
fn any_object() -> Schema {
    let object = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object));
    let anything = AdditionalProperties::FreeForm(true);
    Schema::Object(object.additional_properties(Some(anything)).build())
}

/// The events that `message` of `stream` holds, in order; none where it is not the organisation's.
pub(super) fn entries(stream: StreamName, organization: Uuid, message: &Message) -> Vec<Entry> {
    let stored: Stored = match serde_json::from_slice(&message.payload) {
        Ok(stored) => stored,
        Err(error) => {
            let sequence = message.sequence;
            tracing::error!(%error, ?stream, sequence, "a commit in the log is malformed");
            return Vec::new();
        }
    };
    if stored.org != organization {
        return Vec::new();
    }
    let (commit, time, cause) = (stored.id, stored.time, stored.cause);
    let actor = EntryActor {
        kind: stored.actor.kind,
        id: (!stored.actor.id.is_nil()).then_some(stored.actor.id),
        name: None,
        on_behalf_of: stored.actor.on_behalf_of,
    };
    let position = |event| Position {
        stream,
        sequence: message.sequence,
        event,
    };
    let events = (0..).map(position).zip(stored.events);
    let entries = events.map(|(position, StoredEvent { r#type, mut data })| {
        redact(&mut data);
        Entry {
            id: position.to_string(),
            position,
            commit,
            time,
            recorded_at: message.recorded_at,
            actor: actor.clone(),
            subject: subject(&message.subject, &r#type, &data),
            r#type,
            cause,
            data,
        }
    });
    entries.collect()
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}-{}-{}",
            self.stream.as_str(),
            self.sequence,
            self.event
        )
    }
}

/// What an event is about: the aggregate, or where there is none the call, the session or the provider.
fn subject(subject: &str, tag: &str, data: &Value) -> EntrySubject {
    let aggregate = ControlSubject::parse(subject);
    let noun = match &aggregate {
        Some(aggregate) => aggregate.noun,
        None => tag.split('.').next().unwrap_or_default(),
    };
    let named = |field: &str| data[field].as_str()?.parse().ok();
    let named = || {
        ["request", "session", "provider"]
            .into_iter()
            .find_map(named)
    };
    EntrySubject {
        noun: noun.to_owned(),
        id: aggregate.map_or_else(named, |aggregate| Some(aggregate.id)),
        name: None,
    }
}

/// Leaves of each sealed secret its hint.
fn redact(data: &mut Value) {
    match data {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_object_mut().filter(|_| name == "sealed") {
                    Some(sealed) => sealed.retain(|field, _| field == "hint"),
                    None => redact(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl Entry {
    /// The same, with the names that are known.
    pub(super) fn named(mut self, names: &Names) -> Self {
        self.actor.name = self.actor.id.and_then(|id| names.key(id));
        self.subject.name = names.subject(&self.subject, &self.data);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ORGANIZATION: Uuid = Uuid::from_u128(1);

    fn message(subject: &str, commit: &Value) -> Message {
        let payload = commit.to_string();
        Message::new(17, subject.to_owned().into(), payload.into())
    }

    fn commit(actor: &Value, events: &Value) -> Value {
        json!({
            "id": Uuid::from_u128(2), "time": "2026-11-24T06:00:00.000000Z", "org": ORGANIZATION,
            "actor": actor, "events": events,
        })
    }

    fn operator() -> Value {
        json!({ "kind": "operator", "id": Uuid::nil() })
    }

    fn entries(subject: &str, commit: &Value) -> Vec<Entry> {
        super::entries(StreamName::Control, ORGANIZATION, &message(subject, commit))
    }

    #[test]
    fn each_event_of_a_commit_has_its_place_and_what_it_is_about() {
        let provider = Uuid::from_u128(3);
        let subject = format!("control.{ORGANIZATION}.provider.{provider}");
        let events = json!([
            { "type": "provider.added.v1", "data": {} },
            { "type": "thing.invented.v9", "data": { "new": true } },
        ]);
        let entries = entries(&subject, &commit(&operator(), &events));
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["CONTROL-17-0", "CONTROL-17-1"]);
        assert_eq!(entries[1].r#type, "thing.invented.v9");
        assert_eq!(entries[1].subject.noun, "provider");
        assert_eq!(entries[1].subject.id, Some(provider));
        assert_eq!(entries[0].actor.id, None);
    }

    #[test]
    fn a_calls_events_are_about_the_call() {
        let request = Uuid::from_u128(4);
        let subject = format!("traffic.0.{ORGANIZATION}");
        let events = json!([{ "type": "request.refused.v1", "data": { "request": request } }]);
        let entries = entries(&subject, &commit(&operator(), &events));
        assert_eq!(entries[0].subject.noun, "request");
        assert_eq!(entries[0].subject.id, Some(request));
    }

    #[test]
    fn of_a_sealed_secret_only_the_hint_is_left_wherever_it_lies() {
        let sealed = json!({ "master_key": 1, "data_key": "a", "ciphertext": "b", "hint": "cdef" });
        let data = json!({ "sealed": sealed, "all": [{ "inner": { "sealed": sealed } }], "x": 1 });
        let events = json!([{ "type": "credential.added.v1", "data": data }]);
        let entries = entries("control.x", &commit(&operator(), &events));
        let hint = json!({ "hint": "cdef" });
        let expected = json!({ "sealed": hint, "all": [{ "inner": { "sealed": hint } }], "x": 1 });
        assert_eq!(entries[0].data, expected);
    }

    #[test]
    fn another_organisations_commit_shows_nothing() {
        let mut other = commit(&operator(), &json!([{ "type": "a.b.v1", "data": {} }]));
        other["org"] = json!(Uuid::from_u128(9));
        assert!(entries("control.x", &other).is_empty());
    }
}
