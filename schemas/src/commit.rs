//! One accepted command as it lies in the log: the unit of append, of ordering and of audit.
use crate::stored_event::StoredEvent;
use domain::{
    actor::Actor,
    event::Event,
    id::{CommitId, OrganizationId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize, de::Error as _};
use uuid::Uuid;

/// A commit to write, or one that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commit {
    /// Unique, so that a repeated append is dropped.
    pub id: CommitId,
    /// When it was decided.
    pub time: Timestamp,
    /// Whose data it is.
    #[serde(rename = "org")]
    pub organization: OrganizationId,
    /// Who asked for it.
    pub actor: Actor,
    /// The request or command that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Uuid>,
    /// What happened, in order; all of it or nothing.
    pub events: Vec<Event>,
}

#[derive(Deserialize)]
struct StoredCommit {
    id: CommitId,
    time: Timestamp,
    org: OrganizationId,
    actor: Actor,
    cause: Option<Uuid>,
    events: Vec<StoredEvent>,
}

/// Why stored bytes are not a commit that this build knows.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// No such event in this build.
    #[error("unknown event {0:?}: written by a newer version")]
    UnknownEvent(String),
    /// Not of the shape that its tag promises.
    #[error("malformed commit")]
    Malformed(#[from] serde_json::Error),
}

/// A commit's stored form; always the newest version of each event.
///
/// # Errors
/// When a value has no JSON form.
pub fn encode(commit: &Commit) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(1024);
    serde_json::to_writer(&mut bytes, commit)?;
    Ok(bytes)
}

/// The commit that `bytes` hold, whichever version each event was stored in.
///
/// # Errors
/// When the bytes are malformed or newer than this build.
pub fn decode(bytes: &[u8]) -> Result<Commit, DecodeError> {
    // Once for all of its texts.
    let text = str::from_utf8(bytes).map_err(serde_json::Error::custom)?;
    let stored: StoredCommit = serde_json::from_str(text)?;
    let events = stored.events.into_iter().map(|StoredEvent(event)| event);
    let events: Result<_, String> = events.collect();
    Ok(Commit {
        id: stored.id,
        time: stored.time,
        organization: stored.org,
        actor: stored.actor,
        cause: stored.cause,
        events: events.map_err(DecodeError::UnknownEvent)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::organization;
    use serde_json::{json, value::RawValue};
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::PathBuf,
    };

    fn folder(name: &str) -> PathBuf {
        [env!("CARGO_MANIFEST_DIR"), name].iter().collect()
    }

    fn tags_in(name: &str, suffix: &str) -> BTreeSet<String> {
        let entries = fs::read_dir(folder(name)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names
            .map(|name| name.strip_suffix(suffix).unwrap().to_owned())
            .collect()
    }

    fn commit(events: Vec<Event>) -> Commit {
        Commit {
            id: CommitId(Uuid::from_u128(7)),
            time: Timestamp::from_micros(1_795_000_000_000_001),
            organization: OrganizationId::named("default"),
            actor: Actor::OPERATOR,
            cause: Some(Uuid::from_u128(8)),
            events,
        }
    }

    fn tags_of_this_build() -> BTreeSet<String> {
        crate::event_schema::all().into_keys().collect()
    }

    fn sample(tag: &str) -> String {
        fs::read_to_string(folder("samples").join(format!("{tag}.json"))).unwrap()
    }

    fn read_sample(tag: &str) -> serde_json::Value {
        let text = sample(tag);
        let StoredEvent(read) =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{tag}: {error}"));
        serde_json::to_value(read.unwrap()).unwrap()
    }

    #[test]
    fn every_sample_ever_shipped_is_still_read_and_the_newest_are_written_back_unchanged() {
        let newest = tags_of_this_build();
        for tag in tags_in("samples", ".json") {
            let read = read_sample(&tag);
            if newest.contains(&tag) {
                let stored: serde_json::Value = serde_json::from_str(&sample(&tag)).unwrap();
                assert_eq!(read, stored, "{tag}");
            } else {
                assert!(newest.contains(read["type"].as_str().unwrap()), "{tag}");
            }
        }
    }

    #[test]
    fn a_call_that_was_settled_before_costs_were_known_has_none() {
        let lifted = read_sample("request.settled.v1");
        let mut stored: serde_json::Value =
            serde_json::from_str(&sample("request.settled.v1")).unwrap();
        stored["type"] = json!("request.settled.v3");
        assert_eq!(lifted, stored);
        assert!(lifted["data"].get("cost").is_none());
    }

    #[test]
    fn a_call_that_was_settled_before_characters_were_counted_has_none() {
        let lifted = read_sample("request.settled.v2");
        let mut stored: serde_json::Value =
            serde_json::from_str(&sample("request.settled.v2")).unwrap();
        stored["type"] = json!("request.settled.v3");
        assert_eq!(lifted, stored);
        assert!(lifted["data"]["usage"].get("characters").is_none());
    }

    #[test]
    fn every_tag_of_this_build_has_a_sample_and_a_schema_and_so_has_every_older_one() {
        let samples = tags_in("samples", ".json");
        assert!(tags_of_this_build().is_subset(&samples));
        assert_eq!(samples, tags_in("events", ".schema.json"));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let created = organization::Event::Created {
            command: domain::id::CommandId(Uuid::from_u128(1)),
            name: "default".into(),
            display_name: None,
        };
        let commit = commit(vec![created.into()]);
        assert_eq!(decode(&encode(&commit).unwrap()).unwrap(), commit);
    }

    #[test]
    fn an_event_reads_the_same_in_whichever_order_its_fields_lie() {
        for tag in tags_in("samples", ".json") {
            let text = fs::read_to_string(folder("samples").join(format!("{tag}.json"))).unwrap();
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(&text).unwrap();
            let (tag, data) = (fields["type"], fields["data"]);
            let reversed = format!(r#"{{"data":{data},"more":[0],"type":{tag}, "most":0}}"#);
            let [StoredEvent(one), StoredEvent(other)] =
                [&text, &reversed].map(|text| serde_json::from_str(text).unwrap());
            assert_eq!(one, other, "{tag}");
        }
    }

    #[test]
    fn an_event_newer_than_this_build_is_refused() {
        let mut stored = serde_json::to_value(commit(Vec::new())).unwrap();
        stored["events"] = json!([{ "type": "weather.changed.v1", "data": {} }]);
        let error = decode(stored.to_string().as_bytes()).unwrap_err();
        assert!(matches!(error, DecodeError::UnknownEvent(tag) if tag == "weather.changed.v1"));
    }

    #[test]
    fn bytes_that_are_no_commit_are_refused() {
        for bytes in [&b""[..], b"{}", b"[]", b"\xff", b"{\"id\":1}"] {
            assert!(matches!(decode(bytes), Err(DecodeError::Malformed(_))));
        }
    }
}
