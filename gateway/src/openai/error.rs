//! OpenAI's error object, and the one place that picks a status and a body for `/v1`.
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError, http::StatusCode};
use domain::request::{FailureReason, RefusalReason};
use serde::Serialize;
use std::{borrow::Cow, fmt};

/// An answer to a call that failed, in OpenAI's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// What went wrong and what to do next; names no internals.
    pub message: Cow<'static, str>,
    /// OpenAI's class of errors.
    pub r#type: Cow<'static, str>,
    /// The parameter at fault.
    pub param: Option<Cow<'static, str>>,
    /// The stable code that programs read.
    pub code: Option<Cow<'static, str>>,
    /// Seconds after which another try makes sense, as the provider said it.
    pub retry_after: Option<String>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Object<'a>,
}

#[derive(Serialize)]
struct Object<'a> {
    message: &'a str,
    r#type: &'a str,
    param: Option<&'a str>,
    code: Option<&'a str>,
}

impl ApiError {
    fn new(
        status: StatusCode,
        r#type: &'static str,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            message: message.into(),
            r#type: r#type.into(),
            param: None,
            code: Some(code.into()),
            retry_after: None,
        }
    }

    /// The body or a parameter is not what the operation takes.
    pub fn invalid(param: Option<&'static str>, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            param: param.map(Cow::from),
            code: None,
            ..Self::new(
                StatusCode::BAD_REQUEST,
                "invalid_request_error",
                "",
                message,
            )
        }
    }

    /// A field, named by its path, is not of the documented form; what it holds may be anything and stays out.
    #[must_use]
    pub fn invalid_at(path: String) -> Self {
        let message = format!("Invalid value at '{path}': it is not of the documented form.");
        Self {
            param: Some(path.into()),
            ..Self::invalid(None, message)
        }
    }

    /// No token, or none that is valid.
    #[must_use]
    pub fn unauthenticated(message: &'static str) -> Self {
        let status = StatusCode::UNAUTHORIZED;
        Self::new(status, "invalid_request_error", "invalid_api_key", message)
    }

    /// The key may not do this.
    pub fn forbidden(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "invalid_request_error",
            code,
            message,
        )
    }

    /// No such model, or none that is enabled.
    #[must_use]
    pub fn model_not_found(model: &str) -> Self {
        let message = format!(
            "The model `{model}` does not exist or is not enabled. GET /v1/models lists those that are."
        );
        Self {
            param: Some("model".into()),
            ..Self::new(
                StatusCode::NOT_FOUND,
                "invalid_request_error",
                "model_not_found",
                message,
            )
        }
    }

    /// No such route.
    #[must_use]
    pub fn unknown_url(method: &str, path: &str) -> Self {
        let message = format!("Unknown request URL: {method} {path}. /docs lists the routes.");
        let status = StatusCode::NOT_FOUND;
        Self::new(status, "invalid_request_error", "unknown_url", message)
    }

    /// The route takes other methods.
    #[must_use]
    pub fn method_not_allowed(method: &str, path: &str) -> Self {
        let message = format!("{method} is not allowed on {path}. /docs lists the routes.");
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self::new(
            status,
            "invalid_request_error",
            "method_not_supported",
            message,
        )
    }

    /// The body is larger than `limit` bytes.
    #[must_use]
    pub fn body_too_large(limit: usize) -> Self {
        let message = format!("The request body is larger than {limit} bytes.");
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        Self::new(
            status,
            "invalid_request_error",
            "request_too_large",
            message,
        )
    }

    /// The body's content type is not `expected`.
    #[must_use]
    pub fn unsupported_media_type(expected: &str) -> Self {
        let message = format!("Send the body with Content-Type: {expected}.");
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::new(
            status,
            "invalid_request_error",
            "unsupported_media_type",
            message,
        )
    }

    /// Nothing can be recorded for now, so nothing is done.
    #[must_use]
    pub fn log_unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "server_error",
            "log_unavailable",
            "The hub cannot record calls at the moment. Try again shortly.",
        )
    }

    /// The hub is ending and the call took longer than it waits.
    #[must_use]
    pub fn shutting_down() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "server_error",
            "shutting_down",
            "The hub is being restarted and could not wait for the answer's end. Try again.",
        )
    }

    /// Every credential that could sign the call is limited for now.
    #[must_use]
    pub fn limited() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "upstream_error",
            "rate_limit_exceeded",
            "Every provider of this model is limiting the rate of calls. Try again after the time in Retry-After.",
        )
    }

    /// A provider failed in a way of which it said nothing in OpenAI's form.
    #[must_use]
    pub fn upstream(reason: FailureReason, provider: &str) -> Self {
        let (status, text) = match reason {
            FailureReason::UpstreamUnreachable => (StatusCode::BAD_GATEWAY, "could not be reached"),
            FailureReason::UpstreamTimeout => {
                (StatusCode::GATEWAY_TIMEOUT, "did not answer in time")
            }
            FailureReason::UpstreamAuthError => (
                StatusCode::BAD_GATEWAY,
                "refused the hub's credential; an administrator has to check it",
            ),
            FailureReason::UpstreamRateLimited => (
                StatusCode::TOO_MANY_REQUESTS,
                "is limiting the rate of calls",
            ),
            FailureReason::UpstreamRejected => (StatusCode::BAD_REQUEST, "refused the request"),
            FailureReason::UpstreamError => (StatusCode::BAD_GATEWAY, "failed"),
            FailureReason::UpstreamMalformed => (
                StatusCode::BAD_GATEWAY,
                "answered in a form that is not its documented one",
            ),
            FailureReason::UpstreamCut => (StatusCode::BAD_GATEWAY, "broke its answer off"),
            FailureReason::Unsupported => {
                (StatusCode::BAD_REQUEST, "has no way to do what was asked")
            }
            FailureReason::NoCredential => (
                StatusCode::BAD_GATEWAY,
                "has no credential that is enabled; an administrator has to add one",
            ),
        };
        let code = match reason {
            FailureReason::UpstreamUnreachable
            | FailureReason::UpstreamError
            | FailureReason::UpstreamMalformed
            | FailureReason::UpstreamCut => "upstream_error",
            FailureReason::UpstreamTimeout => "upstream_timeout",
            FailureReason::UpstreamAuthError | FailureReason::NoCredential => "upstream_auth_error",
            FailureReason::UpstreamRateLimited => "rate_limit_exceeded",
            FailureReason::UpstreamRejected => "upstream_rejected",
            FailureReason::Unsupported => "unsupported",
        };
        let message = format!("The provider `{provider}` {text}.");
        Self::new(status, "upstream_error", code, message)
    }

    /// Why a call with this answer was turned away, for its record.
    #[must_use]
    pub fn refusal(&self) -> RefusalReason {
        match self.code.as_deref() {
            Some("model_not_found") => RefusalReason::ModelNotFound,
            Some("model_not_allowed") => RefusalReason::ModelNotAllowed,
            Some("insufficient_scope") => RefusalReason::OutOfScope,
            Some("request_too_large") => RefusalReason::BodyTooLarge,
            Some("unsupported_media_type") => RefusalReason::UnsupportedMediaType,
            Some("log_unavailable") => RefusalReason::LogUnavailable,
            Some(_) | None => RefusalReason::InvalidRequest,
        }
    }

    /// The error object.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let envelope = Envelope {
            error: Object {
                message: &self.message,
                r#type: &self.r#type,
                param: self.param.as_deref(),
                code: self.code.as_deref(),
            },
        };
        serde_json::to_vec(&envelope).unwrap_or_default()
    }

    /// The error as the last frame of a stream.
    #[must_use]
    pub fn frame(&self) -> Vec<u8> {
        [b"data: ", self.body().as_slice(), b"\n\n"].concat()
    }

    /// A response with the status and headers, still without its body.
    #[must_use]
    pub fn head(&self) -> HttpResponseBuilder {
        let mut head = HttpResponse::build(self.status);
        head.content_type("application/json");
        if let Some(after) = &self.retry_after {
            head.insert_header(("retry-after", after.as_str()));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            head.insert_header(("www-authenticate", "Bearer"));
        }
        head
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        self.head().body(self.body())
    }
}
