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
    #[derive(Deserialize)]
    struct Envelope {
        error: Loose,
    }
    let envelope = serde_json::from_slice::<Envelope>(body);
    envelope
        .map(|envelope| envelope.error.into())
        .unwrap_or_default()
}

/// OpenAI's error object as its imitators write it: `code` may be a number, the whole a string.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Object {
        message: Option<String>,
        r#type: Option<String>,
        param: Option<Value>,
        code: Option<Value>,
    },
    Text(String),
}

impl From<Loose> for Told {
    fn from(loose: Loose) -> Self {
        match loose {
            Loose::Text(text) => Self {
                message: Some(text),
                ..Self::default()
            },
            Loose::Object {
                message,
                r#type,
                param,
                code,
            } => Self {
                message,
                param: param.and_then(|param| param.as_str().map(str::to_owned)),
                code: match r#type.as_deref() {
                    Some("exceed_context_size_error") => Some("context_length_exceeded".to_owned()),
                    Some(_) | None => code.and_then(|code| code.as_str().map(str::to_owned)),
                },
                r#type,
                retry_after: None,
                status: None,
            },
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
    fn a_body_that_is_no_json_says_nothing() {
        assert_eq!(told(b"<html>nothing of ours</html>"), Told::default());
    }
}
