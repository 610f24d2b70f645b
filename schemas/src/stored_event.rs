//! One event as it lies in a commit, `{"type": …, "data": …}`: read in one pass, since its tag comes first and
//! says what the rest is.
use crate::upcast;
use domain::{
    activity, api_key, event::Event, idempotency_key, organization, provider, request, route,
    session,
};
use serde::{
    Deserialize, Deserializer,
    de::{
        self, DeserializeSeed, IgnoredAny, IntoDeserializer, MapAccess,
        value::{MapAccessDeserializer, MapDeserializer},
    },
};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt, iter};

/// An event in its newest form, or the tag of one that this build does not know.
pub(crate) struct StoredEvent(pub(crate) Result<Event, String>);

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Field {
    Type,
    Data,
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
struct Tag<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for StoredEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TagAndData)
    }
}

struct TagAndData;

impl<'de> de::Visitor<'de> for TagAndData {
    type Value = StoredEvent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<StoredEvent, A::Error> {
        let mut before: Option<&'de RawValue> = None;
        while let Some(field) = fields.next_key()? {
            match field {
                Field::Type => {
                    let Tag(tag) = fields.next_value()?;
                    return match before {
                        None => read(&tag, fields),
                        Some(data) => read_reversed(&tag, data, fields),
                    };
                }
                Field::Data => before = Some(fields.next_value()?),
                Field::Unknown => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        Err(de::Error::missing_field("type"))
    }
}

/// The event whose data is among the fields still to be read.
fn read<'de, A: MapAccess<'de>>(tag: &str, fields: A) -> Result<StoredEvent, A::Error> {
    let fields = Tagged {
        key: Some("type"),
        tag: Some(upcast::newest(tag)),
        fields,
    };
    let event = match tag.split('.').next() {
        Some("request") => typed::<request::Event, A>(fields)?,
        Some("provider" | "credential" | "model") => typed::<provider::Event, A>(fields)?,
        Some("route") => typed::<route::Event, A>(fields)?,
        Some("api_key") => typed::<api_key::Event, A>(fields)?,
        Some("idempotency_key") => typed::<idempotency_key::Event, A>(fields)?,
        Some("session") => typed::<session::Event, A>(fields)?,
        Some("sign_in" | "export" | "audit" | "health") => typed::<activity::Event, A>(fields)?,
        Some("organization") => typed::<organization::Event, A>(fields)?,
        _ => {
            skip(fields.fields)?;
            return Ok(StoredEvent(Err(tag.to_owned())));
        }
    };
    Ok(StoredEvent(Ok(event)))
}

/// The event whose data came before its tag, as it does where somebody sorted the fields by name.
fn read_reversed<'de, A: MapAccess<'de>>(
    tag: &str,
    data: &'de RawValue,
    others: A,
) -> Result<StoredEvent, A::Error> {
    skip(others)?;
    let data = MapDeserializer::<_, serde_json::Error>::new(iter::once(("data", data)));
    read(tag, data).map_err(de::Error::custom)
}

fn skip<'de, A: MapAccess<'de>>(mut fields: A) -> Result<(), A::Error> {
    while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

fn typed<'de, E, A>(fields: Tagged<'_, A>) -> Result<Event, A::Error>
where
    E: Deserialize<'de> + Into<Event>,
    A: MapAccess<'de>,
{
    E::deserialize(MapAccessDeserializer::new(fields)).map(E::into)
}

/// An event's fields with its tag, which was read already, before the others again.
struct Tagged<'a, A> {
    key: Option<&'static str>,
    tag: Option<&'a str>,
    fields: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Tagged<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(key.into_deserializer()).map(Some),
            None => self.fields.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.tag.take() {
            Some(tag) => seed.deserialize(tag.into_deserializer()),
            None => self.fields.next_value_seed(seed),
        }
    }
}
