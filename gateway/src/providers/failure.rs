//! Failed answers: why they failed, and what the client is told.
use super::Received;
use crate::{canonical::chat::StreamFailure, openai::error::ApiError};
use actix_web::http::StatusCode;
use domain::request::FailureReason;
use std::borrow::Cow;

/// What a provider said of an error, in OpenAI's terms.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// For people.
    pub message: Option<String>,
    /// OpenAI's class of errors, or the provider's own.
    pub r#type: Option<String>,
    /// The parameter at fault.
    pub param: Option<String>,
    /// What programs read.
    pub code: Option<String>,
    /// Seconds after which another try makes sense, where it is not in the answer's head.
    pub retry_after: Option<String>,
    /// The status that says what happened, where it is not the answer's own.
    pub status: Option<u16>,
}

/// Why a call failed whose answer has an error's status, and what the client is told.
#[must_use]
pub fn failure(failed: &Received, told: Told, provider: &str) -> (FailureReason, ApiError) {
    let status = told.status.unwrap_or(failed.status);
    let reason = reason_of(status);
    let retry_after = failed.header("retry-after").map(str::to_owned);
    let retry_after = retry_after.or_else(|| told.retry_after.clone());
    let generic = ApiError::upstream(reason, provider);
    let error = match reason {
        FailureReason::UpstreamRejected | FailureReason::UpstreamRateLimited => {
            with_status(merged(generic, told), status)
        }
        FailureReason::UpstreamError => ApiError {
            message: told.message.map_or(generic.message.clone(), Cow::Owned),
            ..with_status(generic, status)
        },
        FailureReason::UpstreamUnreachable
        | FailureReason::UpstreamTimeout
        | FailureReason::UpstreamAuthError
        | FailureReason::UpstreamMalformed
        | FailureReason::UpstreamCut
        | FailureReason::NoCredential
        | FailureReason::Unsupported => generic,
    };
    let error = ApiError {
        retry_after,
        ..error
    };
    (reason, error)
}

/// An error that came in a frame of a stream: what it means is told by its class, since there is no status.
#[must_use]
pub fn in_stream(told: Told) -> StreamFailure {
    let (reason, error) = in_place(told, "upstream");
    StreamFailure::Provider(reason, Box::new(error))
}

/// An error that came in place of an answer, with the status of one that went well.
#[must_use]
pub fn in_place(told: Told, provider: &str) -> (FailureReason, ApiError) {
    let status = told.status.or_else(|| status_of(&told)).unwrap_or(502);
    let reason = reason_of(status);
    let retry_after = told.retry_after.clone();
    let generic = with_status(ApiError::upstream(reason, provider), status);
    let error = match reason {
        // What a provider says of our credential is nothing for the client.
        FailureReason::UpstreamAuthError => generic,
        FailureReason::UpstreamUnreachable
        | FailureReason::UpstreamTimeout
        | FailureReason::UpstreamRateLimited
        | FailureReason::UpstreamRejected
        | FailureReason::UpstreamError
        | FailureReason::UpstreamMalformed
        | FailureReason::UpstreamCut
        | FailureReason::NoCredential
        | FailureReason::Unsupported => merged(generic, told),
    };
    let error = ApiError {
        retry_after,
        ..error
    };
    (reason, error)
}

/// The status that an error would have had, by the names that OpenAI, Anthropic and their imitators give to classes of
/// errors.
fn status_of(told: &Told) -> Option<u16> {
    let names = [told.code.as_deref(), told.r#type.as_deref()];
    names.into_iter().flatten().find_map(|name| match name {
        "invalid_request_error" | "context_length_exceeded" => Some(400),
        "authentication_error" | "invalid_api_key" => Some(401),
        "permission_error" => Some(403),
        "not_found_error" | "model_not_found" => Some(404),
        "request_too_large" => Some(413),
        "rate_limit_error" | "rate_limit_exceeded" | "insufficient_quota" => Some(429),
        "overloaded_error" => Some(503),
        "timeout_error" => Some(504),
        _ => None,
    })
}

fn reason_of(status: u16) -> FailureReason {
    match status {
        // Without means it calls as little as without a right.
        401..=403 => FailureReason::UpstreamAuthError,
        408 | 504 => FailureReason::UpstreamTimeout,
        429 => FailureReason::UpstreamRateLimited,
        400..=499 => FailureReason::UpstreamRejected,
        _ => FailureReason::UpstreamError,
    }
}

/// Keeps the statuses that tell the client what to do; others are the hub's 502.
fn with_status(error: ApiError, status: u16) -> ApiError {
    let status = match status {
        400 | 404 | 409 | 413 | 415 | 422 | 429 | 503 => status,
        529 => 503,
        _ => return error,
    };
    let status = StatusCode::from_u16(status).unwrap_or(error.status);
    ApiError { status, ..error }
}

/// The provider's words where it has some, ours where it has none.
fn merged(generic: ApiError, told: Told) -> ApiError {
    let said_something = told.message.is_some();
    let code = told.code.map(Cow::Owned);
    ApiError {
        message: told.message.map_or(generic.message, Cow::Owned),
        r#type: told.r#type.map_or(generic.r#type, Cow::Owned),
        param: told.param.map(Cow::Owned),
        code: if said_something { code } else { generic.code },
        ..generic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(status: u16, told: Told) -> (u16, ApiError) {
        let received = Received {
            status,
            ..Received::default()
        };
        let (_, error) = failure(&received, told, "p");
        (error.status.as_u16(), error)
    }

    #[test]
    fn statuses_that_tell_the_client_what_to_do_are_kept() {
        for (upstream, expected, code) in [
            (400, 400, Some("upstream_rejected")),
            (401, 502, Some("upstream_auth_error")),
            (402, 502, Some("upstream_auth_error")),
            (403, 502, Some("upstream_auth_error")),
            (404, 404, Some("upstream_rejected")),
            (413, 413, Some("upstream_rejected")),
            (418, 400, Some("upstream_rejected")),
            (429, 429, Some("rate_limit_exceeded")),
            (500, 502, Some("upstream_error")),
            (503, 503, Some("upstream_error")),
            (504, 504, Some("upstream_timeout")),
            (529, 503, Some("upstream_error")),
        ] {
            let (status, error) = failed(upstream, Told::default());
            let seen = (status, error.code.as_deref());
            assert_eq!(seen, (expected, code), "{upstream}");
        }
    }

    #[test]
    fn an_error_without_a_status_has_the_one_that_its_class_stands_for() {
        for (r#type, code, expected, status) in [
            ("overloaded_error", None, FailureReason::UpstreamError, 503),
            (
                "rate_limit_error",
                None,
                FailureReason::UpstreamRateLimited,
                429,
            ),
            (
                "tokens",
                Some("rate_limit_exceeded"),
                FailureReason::UpstreamRateLimited,
                429,
            ),
            (
                "invalid_request_error",
                None,
                FailureReason::UpstreamRejected,
                400,
            ),
            ("api_error", None, FailureReason::UpstreamError, 502),
        ] {
            let told = Told {
                message: Some("words".into()),
                r#type: Some(r#type.into()),
                code: code.map(str::to_owned),
                ..Told::default()
            };
            let (reason, error) = in_place(told, "p");
            let seen = (reason, error.status.as_u16(), &*error.message);
            assert_eq!(seen, (expected, status, "words"), "{type}");
        }
    }

    #[test]
    fn an_error_in_a_stream_keeps_its_status_and_its_pause_and_hides_what_is_said_of_our_credential()
     {
        let limited = Told {
            status: Some(429),
            retry_after: Some("7".into()),
            ..Told::default()
        };
        let (reason, error) = in_place(limited, "p");
        assert_eq!(reason, FailureReason::UpstreamRateLimited);
        assert_eq!(error.retry_after.as_deref(), Some("7"));
        let refused = Told {
            message: Some("Incorrect API key sk-abc".into()),
            r#type: Some("authentication_error".into()),
            ..Told::default()
        };
        let (reason, error) = in_place(refused, "p");
        assert_eq!(reason, FailureReason::UpstreamAuthError);
        assert!(!error.message.contains("sk-abc"));
    }

    #[test]
    fn our_credential_is_never_blamed_on_the_client() {
        let told = Told {
            message: Some("Incorrect API key sk-abc".into()),
            ..Told::default()
        };
        let (status, error) = failed(401, told);
        let seen = (status, error.code.as_deref());
        assert_eq!(seen, (502, Some("upstream_auth_error")));
        assert!(!error.message.contains("sk-abc"));
    }
}
