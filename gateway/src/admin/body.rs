//! A JSON body, parsed strictly: what is wrong with it is said by field.
use crate::{
    problem::{Problem, Reason},
    proxy::Limits,
};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header::CONTENT_LENGTH,
    web::{Bytes, BytesMut, Data},
};
use futures_util::{StreamExt, future::LocalBoxFuture};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// A JSON body of `T`, with the bytes that it was sent as.
pub(crate) struct Body<T> {
    /// What it says.
    pub(crate) value: T,
    /// As it was sent.
    pub(crate) bytes: Bytes,
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = require_json(request).and_then(|()| require_short(request));
        let payload = payload.take();
        Box::pin(async move {
            let bytes = read(payload, limit?).await?;
            let value = parse(&bytes)?;
            Ok(Self { value, bytes })
        })
    }
}

/// A JSON body of `T` that may be left out, with the bytes that it was sent as.
pub(crate) struct OptionalBody<T> {
    /// What it says; the default where there is none, or null.
    pub(crate) value: T,
    /// As it was sent.
    pub(crate) bytes: Bytes,
}

impl<T: DeserializeOwned + Default + 'static> FromRequest for OptionalBody<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (json, limit) = (require_json(request), require_short(request));
        let payload = payload.take();
        Box::pin(async move {
            let bytes = read(payload, limit?).await?;
            let value = if bytes.is_empty() {
                T::default()
            } else {
                json?;
                parse::<Option<T>>(&bytes)?.unwrap_or_default()
            };
            Ok(Self { value, bytes })
        })
    }
}

fn require_json(request: &HttpRequest) -> Result<(), Problem> {
    if request
        .content_type()
        .eq_ignore_ascii_case("application/json")
    {
        return Ok(());
    }
    let detail = "send the body as JSON, with `Content-Type: application/json`";
    Err(Problem::new(Reason::UnsupportedMediaType, detail))
}

/// How long the body may be, where it does not say already that it is longer.
fn require_short(request: &HttpRequest) -> Result<usize, Problem> {
    let limits = request.app_data::<Data<Limits>>();
    let not_set_up = || Problem::new(Reason::Internal, "a part of the gateway is not set up");
    let limit = limits.ok_or_else(not_set_up)?.request_bytes;
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    match length {
        Some(length) if length > limit => Err(too_large(limit)),
        Some(_) | None => Ok(limit),
    }
}

fn too_large(limit: usize) -> Problem {
    let detail = format!("a body here has at most {limit} bytes");
    Problem::new(Reason::PayloadTooLarge, detail)
}

async fn read(mut payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Problem::invalid("", error.to_string()))?;
        if bytes.len() + chunk.len() > limit {
            return Err(too_large(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(Problem::invalid("", "the body must be an object"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| at_fault(error.path(), error.inner()))?;
    let end = deserializer.end();
    end.map_err(|error| Problem::invalid("", without_place(&error)))?;
    Ok(value)
}

fn at_fault(path: &serde_path_to_error::Path, error: &serde_json::Error) -> Problem {
    use serde_path_to_error::Segment;
    let detail = without_place(error);
    let mut pointer = String::new();
    if error.is_data() {
        for segment in path {
            match segment {
                Segment::Seq { index } => push(&mut pointer, &index.to_string()),
                Segment::Map { key } | Segment::Enum { variant: key } => push(&mut pointer, key),
                Segment::Unknown => {}
            }
        }
        if let Some(name) = field_in(&detail) {
            push(&mut pointer, name);
        }
    }
    Problem::invalid(pointer, detail)
}

/// The field that serde names in its message alone, since its path ends at the object.
fn field_in(detail: &str) -> Option<&str> {
    let named = ["missing field `", "duplicate field `"];
    let rest = named.iter().find_map(|start| detail.strip_prefix(start))?;
    rest.split('`').next()
}

fn push(pointer: &mut String, key: &str) {
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

/// The message, of data without the line and column, which a pointer says better.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if !error.is_data() {
        return text;
    }
    let place = text.rfind(" at line ").unwrap_or(text.len());
    text[..place].to_owned()
}

/// For a field of a change that may be absent, but not null.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A field of a change that may be null.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Clearable<T> {
    /// It stays.
    #[default]
    Absent,
    /// It is cleared.
    Null,
    /// It becomes this.
    Value(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Clearable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}

impl<T: Clone> Clearable<T> {
    /// Does to `field` what was asked for.
    pub(crate) fn write<U: From<T>>(&self, field: &mut Option<U>) {
        match self {
            Self::Absent => {}
            Self::Null => *field = None,
            Self::Value(value) => *field = Some(value.clone().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only parsed")]
        name: String,
        #[expect(dead_code, reason = "only parsed")]
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "only parsed")]
        list: Vec<u8>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only parsed")]
    struct Change {
        #[serde(default)]
        cleared: Clearable<u8>,
        #[serde(default, deserialize_with = "given")]
        kept: Option<u8>,
    }

    #[test]
    fn the_field_at_fault_is_named_by_a_pointer() {
        for (body, pointer) in [
            (r#"{"name":"a","colour":1}"#, "/colour"),
            (r#"{"name":"a","a/b~c":1}"#, "/a~1b~0c"),
            (r#"{"name":"a","inner":{"list":[],"x":1}}"#, "/inner/x"),
            (r#"{"name":"a","inner":{}}"#, "/inner/list"),
            (
                r#"{"name":"a","inner":{"list":[1,"two"]}}"#,
                "/inner/list/1",
            ),
            (r#"{"name":7}"#, "/name"),
            ("{}", "/name"),
            ("[]", ""),
            (r#" ["a", null]"#, ""),
            ("{", ""),
            ("", ""),
            (r#"{"name":"a"} x"#, ""),
            (r#"{"name":"a","name":"b"}"#, "/name"),
        ] {
            let problem = parse::<Outer>(body.as_bytes()).unwrap_err();
            assert_eq!(problem.reason(), Reason::InvalidRequest);
            assert_eq!(problem.errors()[0].pointer, pointer, "{body}: {problem}");
        }
    }

    #[test]
    fn null_clears_what_can_be_cleared_and_is_refused_elsewhere() {
        let parsed = |text: &str| parse::<Change>(text.as_bytes()).unwrap().cleared;
        assert_eq!(parsed("{}"), Clearable::Absent);
        assert_eq!(parsed(r#"{"cleared":null}"#), Clearable::Null);
        assert_eq!(parsed(r#"{"cleared":1}"#), Clearable::Value(1));
        let problem = parse::<Change>(br#"{"kept":null}"#).unwrap_err();
        assert_eq!(problem.errors()[0].pointer, "/kept");
    }
}
