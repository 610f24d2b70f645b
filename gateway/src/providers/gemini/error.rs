//! Google's error object.
//!
//! <https://cloud.google.com/apis/design/errors>
use crate::{
    canonical::chat::StreamFailure,
    providers::failure::{Told, in_stream},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Envelope {
    error: Status,
}

/// AI Studio sends a list where a stream was asked for; it is tried first, since a list can stand for a struct's fields.
#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Several(Vec<Envelope>),
    One(Envelope),
}

#[derive(Deserialize)]
struct Status {
    code: Option<u16>,
    message: Option<String>,
    status: Option<String>,
    #[serde(default)]
    details: Vec<Detail>,
}

/// Any of Google's kinds of details, as far as one is acted on.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Detail {
    reason: Option<String>,
    retry_delay: Option<String>,
}

/// What a failed answer says of its failure.
pub(super) fn told(body: &[u8]) -> Told {
    let told = read(body).map(Told::from);
    told.or_else(|| withheld(body)).unwrap_or_default()
}

/// An answer without what was asked for, as far as it says why; Imagen says it of each picture.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Withheld {
    prompt_feedback: Option<Feedback>,
    candidates: Vec<Candidate>,
    predictions: Vec<Prediction>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Feedback {
    block_reason: Option<String>,
    block_reason_message: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Candidate {
    finish_reason: Option<String>,
    finish_message: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Prediction {
    rai_filtered_reason: Option<String>,
}

/// What Google says of pictures that it made for nobody to see, which is the request's fault.
fn withheld(body: &[u8]) -> Option<Told> {
    let body: Withheld = serde_json::from_slice(body).ok()?;
    let feedback = body.prompt_feedback.unwrap_or_default();
    let blocked = feedback.block_reason_message.or(feedback.block_reason);
    let mut filtered = body.predictions.into_iter();
    let filtered = filtered.find_map(|one| one.rai_filtered_reason);
    let mut stopped = body.candidates.into_iter();
    let stopped = stopped.find_map(|one| {
        let reason = one.finish_reason.filter(|reason| is_refusal(reason))?;
        Some(one.finish_message.unwrap_or(reason))
    });
    let why = blocked.or(filtered).or(stopped)?;
    Some(Told {
        message: Some(format!("The provider withheld its answer: {why}")),
        r#type: Some("invalid_request_error".to_owned()),
        code: Some("content_policy_violation".to_owned()),
        status: Some(400),
        ..Told::default()
    })
}

/// Whether a model stopped since it must not go on.
fn is_refusal(reason: &str) -> bool {
    reason.starts_with("IMAGE_")
        || matches!(
            reason,
            "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII"
        )
}

/// The error that a frame holds, if it does.
pub(super) fn in_frame(data: &[u8]) -> Option<StreamFailure> {
    read(data).map(|status| in_stream(status.into()))
}

fn read(body: &[u8]) -> Option<Status> {
    match serde_json::from_slice(body).ok()? {
        Body::One(envelope) => Some(envelope.error),
        Body::Several(all) => all.into_iter().next().map(|envelope| envelope.error),
    }
}

impl From<Status> for Told {
    fn from(status: Status) -> Self {
        let named = status.status.as_deref().unwrap_or_default();
        let message = status.message.as_deref().unwrap_or_default();
        let (r#type, code) = match named {
            "INVALID_ARGUMENT" if is_too_long(message) => {
                ("invalid_request_error", "context_length_exceeded")
            }
            "INVALID_ARGUMENT" | "FAILED_PRECONDITION" | "OUT_OF_RANGE" => {
                ("invalid_request_error", "invalid_argument")
            }
            "NOT_FOUND" => ("invalid_request_error", "model_not_found"),
            "RESOURCE_EXHAUSTED" => ("rate_limit_error", "rate_limit_exceeded"),
            "UNAVAILABLE" => ("overloaded_error", "overloaded"),
            _ => ("upstream_error", "upstream_error"),
        };
        let mut details = status.details.iter();
        let delay = details.find_map(|detail| detail.retry_delay.as_deref());
        Self {
            retry_after: delay.and_then(seconds),
            status: status.refused_key().then_some(401).or(status.code),
            r#type: Some(r#type.to_owned()),
            code: Some(code.to_owned()),
            param: None,
            message: status.message,
        }
    }
}

impl Status {
    /// Whether the hub's key was refused, which AI Studio calls the request's fault.
    fn refused_key(&self) -> bool {
        let reasons = self.details.iter().filter_map(|one| one.reason.as_deref());
        let mut refused = reasons.filter(|reason| reason.starts_with("API_KEY_"));
        refused.next().is_some()
    }
}

fn is_too_long(message: &str) -> bool {
    message.contains("exceeds the maximum number of tokens")
}

/// Whole seconds of a duration such as `34.07s`, rounded up.
fn seconds(delay: &str) -> Option<String> {
    let number = delay.strip_suffix('s')?;
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.parse().ok()?;
    let more = u64::from(rest.bytes().any(|digit| digit != b'0'));
    Some(whole.saturating_add(more).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told_of(body: &serde_json::Value) -> Told {
        told(body.to_string().as_bytes())
    }

    #[test]
    fn a_picture_that_is_withheld_is_the_requests_fault() {
        for (body, why) in [
            (
                json!({ "candidates": [{ "content": { "parts": [{ "text": "no" }] }, "finishReason": "IMAGE_SAFETY" }] }),
                "IMAGE_SAFETY",
            ),
            (
                json!({ "promptFeedback": { "blockReason": "PROHIBITED_CONTENT" } }),
                "PROHIBITED_CONTENT",
            ),
            (
                json!({ "predictions": [{ "raiFilteredReason": "of a person" }] }),
                "of a person",
            ),
        ] {
            let told = told_of(&body);
            assert!(
                told.message.is_some_and(|message| message.ends_with(why)),
                "{body}"
            );
            assert_eq!(told.status, Some(400), "{body}");
            assert_eq!(told.code.as_deref(), Some("content_policy_violation"));
        }
        let stopped = json!({ "candidates": [{ "finishReason": "STOP" }] });
        assert_eq!(told_of(&stopped), Told::default());
    }

    #[test]
    fn a_delay_becomes_retry_after() {
        let body = json!({ "error": { "code": 429, "status": "RESOURCE_EXHAUSTED", "message": "quota", "details": [
            { "@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [] },
            { "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.074s" }
        ] } });
        let told = told_of(&body);
        assert_eq!(told.retry_after.as_deref(), Some("35"));
        assert_eq!(told.code.as_deref(), Some("rate_limit_exceeded"));
        assert_eq!(seconds("7s").as_deref(), Some("7"));
        assert_eq!(seconds("soon"), None);
    }

    #[test]
    fn errors_in_a_list_are_read() {
        let body =
            json!([{ "error": { "code": 503, "message": "overloaded", "status": "UNAVAILABLE" } }]);
        let told = told_of(&body);
        assert_eq!(
            (told.message.as_deref(), told.status),
            (Some("overloaded"), Some(503))
        );
    }

    #[test]
    fn a_bad_key_is_not_the_clients_bad_request() {
        let body = json!({ "error": { "code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT",
            "details": [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID" }] } });
        assert_eq!(told_of(&body).status, Some(401));
    }

    #[test]
    fn a_prompt_that_is_too_long_is_named_as_openai_names_it() {
        let message = "The input token count (9) exceeds the maximum number of tokens allowed (8).";
        let body =
            json!({ "error": { "code": 400, "message": message, "status": "INVALID_ARGUMENT" } });
        assert_eq!(
            told_of(&body).code.as_deref(),
            Some("context_length_exceeded")
        );
    }

    #[test]
    fn non_json() {
        assert_eq!(told(b"<html>no</html>"), Told::default());
    }
}
