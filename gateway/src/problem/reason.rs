//! The kinds of problems.
use actix_web::http::StatusCode;

/// Why a request got no answer of its own. The codes are part of the contract and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A field, a parameter or the body as a whole is not what it should be.
    InvalidRequest,
    /// No token, or one that is not accepted.
    Unauthenticated,
    /// The token is not meant for this.
    Forbidden,
    /// A request that came by a session lacks the token that proves its page.
    CsrfTokenRequired,
    /// Too many sign-ins failed.
    TooManyAttempts,
    /// There is no such resource or route.
    NotFound,
    /// The route exists, but not for this method.
    MethodNotAllowed,
    /// It clashes with what is there.
    Conflict,
    /// The idempotency key stands for another body.
    IdempotencyClash,
    /// Somebody wrote in between.
    PreconditionFailed,
    /// The body is longer than is read.
    PayloadTooLarge,
    /// The body is not JSON by its content type.
    UnsupportedMediaType,
    /// The provider gave no usable answer.
    UpstreamError,
    /// The provider refused the credential.
    UpstreamAuthError,
    /// The provider took too long.
    UpstreamTimeout,
    /// The event log cannot be reached.
    LogUnavailable,
    /// The command was recorded, but this gateway does not see it.
    NotCaughtUp,
    /// Postgres, which answers lists, cannot be reached.
    DirectoryUnavailable,
    /// ClickHouse, which answers analytics, cannot be reached.
    AnalyticsUnavailable,
    /// Too many streams are open at this gateway.
    TooManyStreams,
    /// A fault of the hub.
    Internal,
}

impl Reason {
    /// Every one.
    pub const ALL: [Self; 21] = [
        Self::InvalidRequest,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::CsrfTokenRequired,
        Self::TooManyAttempts,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::IdempotencyClash,
        Self::PreconditionFailed,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::UpstreamError,
        Self::UpstreamAuthError,
        Self::UpstreamTimeout,
        Self::LogUnavailable,
        Self::NotCaughtUp,
        Self::DirectoryUnavailable,
        Self::AnalyticsUnavailable,
        Self::TooManyStreams,
        Self::Internal,
    ];

    /// The stable code, which is also the last part of `type`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::CsrfTokenRequired => "csrf_token_required",
            Self::TooManyAttempts => "too_many_attempts",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Conflict => "conflict",
            Self::IdempotencyClash => "idempotency_clash",
            Self::PreconditionFailed => "precondition_failed",
            Self::PayloadTooLarge => "payload_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::UpstreamError => "upstream_error",
            Self::UpstreamAuthError => "upstream_auth_error",
            Self::UpstreamTimeout => "upstream_timeout",
            Self::LogUnavailable => "log_unavailable",
            Self::NotCaughtUp => "not_caught_up",
            Self::DirectoryUnavailable => "directory_unavailable",
            Self::AnalyticsUnavailable => "analytics_unavailable",
            Self::TooManyStreams => "too_many_streams",
            Self::Internal => "internal",
        }
    }

    /// The kind of problem, for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::InvalidRequest => "The request is malformed",
            Self::Unauthenticated => "A valid token is needed",
            Self::Forbidden => "The token does not allow this",
            Self::CsrfTokenRequired => "The session's token is needed",
            Self::TooManyAttempts => "Too many sign-ins failed",
            Self::NotFound => "There is no such resource",
            Self::MethodNotAllowed => "The method is not supported here",
            Self::Conflict => "It clashes with what is there",
            Self::IdempotencyClash => "The idempotency key was used for another body",
            Self::PreconditionFailed => "It was changed in the meantime",
            Self::PayloadTooLarge => "The body is too long",
            Self::UnsupportedMediaType => "The body must be JSON",
            Self::UpstreamError => "The provider gave no usable answer",
            Self::UpstreamAuthError => "The provider refused the credential",
            Self::UpstreamTimeout => "The provider took too long",
            Self::LogUnavailable => "The event log cannot be reached",
            Self::NotCaughtUp => "This gateway lags behind the log",
            Self::DirectoryUnavailable => "Postgres cannot be reached",
            Self::AnalyticsUnavailable => "ClickHouse cannot be reached",
            Self::TooManyStreams => "Too many streams are open",
            Self::Internal => "The hub failed",
        }
    }

    /// The status that it is answered with.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::CsrfTokenRequired => StatusCode::FORBIDDEN,
            Self::TooManyAttempts | Self::TooManyStreams => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict | Self::IdempotencyClash => StatusCode::CONFLICT,
            Self::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::UpstreamError | Self::UpstreamAuthError => StatusCode::BAD_GATEWAY,
            Self::UpstreamTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::LogUnavailable
            | Self::NotCaughtUp
            | Self::DirectoryUnavailable
            | Self::AnalyticsUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
