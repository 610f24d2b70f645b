//! OpenAI's error object, as OpenAI and its imitators write it.
use crate::{
    canonical::chat::StreamFailure,
    providers::failure::{Told, in_stream},
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

/// An error that came in a frame of a stream, or in place of an answer.
#[must_use]
pub fn error_in_frame(error: &RawValue) -> StreamFailure {
    let told = serde_json::from_str::<Loose>(error.get());
    in_stream(told.map(Told::from).unwrap_or_default())
}

/// What a failed answer says of its failure.
#[must_use]
pub fn told(body: &[u8]) -> Told {
    let body = serde_json::from_slice::<Body>(body).unwrap_or_default();
    body.error.unwrap_or(body.bare).into()
}

/// A failed answer's body: an error object, or what imitators write in its place, be it without the object around it
/// (Mistral, Cohere), be it as a list of what is wrong with the request (`FastAPI`).
#[derive(Default, Deserialize)]
struct Body {
    error: Option<Loose>,
    #[serde(flatten)]
    bare: Loose,
}

/// OpenAI's error object as its imitators write it, or its message alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Object(Box<Object>),
    Text(String),
}

/// OpenAI's error object; what imitators make of its members may be anything.
#[derive(Default, Deserialize)]
struct Object {
    #[serde(alias = "detail")]
    message: Option<Value>,
    r#type: Option<Value>,
    param: Option<Value>,
    code: Option<Value>,
}

impl Default for Loose {
    fn default() -> Self {
        Self::Object(Box::default())
    }
}

/// The words in a message: itself, or what each of the faults in it says and of which field.
fn words(message: &Value) -> Option<String> {
    match message {
        Value::String(text) => Some(text.clone()),
        Value::Array(faults) => {
            let all: Vec<String> = faults.iter().filter_map(words).collect();
            (!all.is_empty()).then(|| all.join("; "))
        }
        Value::Object(fault) => {
            let inner = ["msg", "message", "detail"];
            let said = inner.iter().find_map(|name| words(fault.get(*name)?))?;
            let place = fault.get("loc").and_then(Value::as_array).into_iter();
            let place: Vec<&str> = place.flatten().filter_map(Value::as_str).collect();
            let at = place.join(".");
            Some(if at.is_empty() {
                said
            } else {
                format!("{at}: {said}")
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The status in place of a code, as `OpenRouter` writes it.
fn status_in(code: Option<&Value>) -> Option<u16> {
    let number = code?.as_u64()?;
    let status = u16::try_from(number).ok()?;
    (400..600).contains(&status).then_some(status)
}

impl From<Loose> for Told {
    fn from(loose: Loose) -> Self {
        match loose {
            Loose::Text(text) => Self {
                message: Some(text),
                ..Self::default()
            },
            Loose::Object(object) => (*object).into(),
        }
    }
}

impl From<Object> for Told {
    fn from(object: Object) -> Self {
        let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned));
        let status = status_in(object.code.as_ref());
        let r#type = text(object.r#type);
        Self {
            message: object.message.as_ref().and_then(words),
            param: text(object.param),
            status,
            code: match r#type.as_deref() {
                Some("exceed_context_size_error") => Some("context_length_exceeded".to_owned()),
                Some(_) | None => text(object.code),
            },
            r#type,
            retry_after: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_provider_said_of_a_bad_request_is_kept() {
        let said = told(br#"{"error":{"message":"bad","type":"t","param":"x","code":"c"}}"#);
        let expected = Told {
            message: Some("bad".into()),
            r#type: Some("t".into()),
            param: Some("x".into()),
            code: Some("c".into()),
            retry_after: None,
            status: None,
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn a_code_that_is_a_number_is_no_code() {
        let said = told(br#"{"error":{"message":"m","type":"t","code":400}}"#);
        assert_eq!(said.code, None);
    }

    #[test]
    fn the_words_are_found_where_imitators_put_them() {
        for (body, expected) in [
            (
                r#"{"object":"error","message":"too long","type":"BadRequestError","code":400}"#,
                "too long",
            ),
            (r#"{"message":"invalid request"}"#, "invalid request"),
            (r#"{"detail":"Not enough credit"}"#, "Not enough credit"),
            (
                r#"{"detail":[{"loc":["body","top_k"],"msg":"not permitted","type":"x"},{"msg":"no"}]}"#,
                "body.top_k: not permitted; no",
            ),
            (
                r#"{"object":"error","message":{"detail":[{"loc":["body"],"msg":"no"}]},"type":"t"}"#,
                "body: no",
            ),
            (
                r#"{"error":{"message":"in its place","type":7}}"#,
                "in its place",
            ),
            (r#"{"error":"in a word"}"#, "in a word"),
        ] {
            let said = told(body.as_bytes());
            assert_eq!(said.message.as_deref(), Some(expected), "{body}");
        }
    }

    #[test]
    fn a_code_that_is_a_status_says_what_happened() {
        let limited: Box<RawValue> =
            serde_json::from_str(r#"{"message":"slow down","code":429}"#).unwrap();
        let StreamFailure::Provider(reason, error) = error_in_frame(&limited) else {
            panic!("no error");
        };
        assert_eq!(
            (reason.as_str(), error.status.as_u16()),
            ("upstream_rate_limited", 429)
        );
    }

    #[test]
    fn a_body_that_is_no_json_says_nothing() {
        assert_eq!(told(b"<html>nothing of ours</html>"), Told::default());
    }
}
