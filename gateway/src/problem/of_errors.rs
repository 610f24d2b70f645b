//! Which problem an error is.
use super::{Problem, Reason};
use crate::{
    analytics::AnalyticsError,
    auth::{Denied, Unauthenticated},
    directory::DirectoryError,
};
use domain::{api_key, idempotency_key, organization, provider, route};
use infra::event_log::{ExecuteError, LogError};
use std::{convert::Infallible, error::Error};

impl From<provider::Error> for Problem {
    fn from(error: provider::Error) -> Self {
        use provider::Error as E;
        let reason = match error {
            E::BaseUrlRequired => return Self::invalid("/base_url", error.to_string()),
            E::RegionRequired => return Self::invalid("/region", error.to_string()),
            E::ApiVersionRequired => return Self::invalid("/api_version", error.to_string()),
            E::UnknownProvider | E::UnknownCredential | E::UnknownModel => Reason::NotFound,
            E::ProviderExists | E::CredentialExists | E::ModelExists(_) => Reason::Conflict,
            E::RevisionMismatch { .. } => Reason::PreconditionFailed,
        };
        Self::new(reason, error.to_string())
    }
}

impl From<route::Error> for Problem {
    fn from(error: route::Error) -> Self {
        use route::Error as E;
        let reason = match error {
            E::NoTarget | E::TooManyTargets | E::NamedTwice { .. } => {
                return Self::invalid("/targets", error.to_string());
            }
            E::Unknown => Reason::NotFound,
            E::Exists => Reason::Conflict,
            E::RevisionMismatch { .. } => Reason::PreconditionFailed,
        };
        Self::new(reason, error.to_string())
    }
}

impl From<api_key::Error> for Problem {
    fn from(error: api_key::Error) -> Self {
        use api_key::Error as E;
        let reason = match error {
            E::Different => Reason::IdempotencyClash,
            E::Unknown => Reason::NotFound,
            E::Revoked => Reason::Conflict,
            E::Useless | E::TooLong => return Self::invalid("/models", error.to_string()),
            E::RevisionMismatch { .. } => Reason::PreconditionFailed,
        };
        Self::new(reason, error.to_string())
    }
}

impl From<organization::Error> for Problem {
    fn from(error: organization::Error) -> Self {
        let organization::Error::Exists = error;
        Self::new(Reason::Conflict, error.to_string())
    }
}

impl From<idempotency_key::Error> for Problem {
    fn from(error: idempotency_key::Error) -> Self {
        let idempotency_key::Error::Different = error;
        let detail = "send another Idempotency-Key, or the body that this one was first sent with";
        Self::new(Reason::IdempotencyClash, detail)
    }
}

impl From<Infallible> for Problem {
    fn from(error: Infallible) -> Self {
        match error {}
    }
}

impl<E: Error + 'static> From<ExecuteError<E>> for Problem
where
    Self: From<E>,
{
    fn from(error: ExecuteError<E>) -> Self {
        match error {
            ExecuteError::Refused(refusal) => refusal.into(),
            ExecuteError::Contended => Self::new(
                Reason::Conflict,
                "too many are changing this at once: try again",
            ),
            ExecuteError::Log(error) => error.into(),
        }
    }
}

impl From<Unauthenticated> for Problem {
    fn from(error: Unauthenticated) -> Self {
        let reason = match error {
            Unauthenticated::Unproven => Reason::CsrfTokenRequired,
            Unauthenticated::Missing
            | Unauthenticated::Invalid
            | Unauthenticated::Revoked(_)
            | Unauthenticated::Expired(_)
            | Unauthenticated::SessionEnded => Reason::Unauthenticated,
        };
        Self::new(reason, error.to_string())
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Scope => {
                let detail =
                    "managing needs a key with the scope `manage`, or the operator's token";
                Self::new(Reason::Forbidden, detail)
            }
            Denied::Expired => Self::new(Reason::Unauthenticated, denied.to_string()),
            Denied::Model | Denied::Attenuation => Self::new(Reason::Forbidden, denied.to_string()),
        }
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        tracing::error!(error = &error as &dyn Error, "the event log failed");
        match error {
            LogError::Unavailable(_) => {
                let detail = "the change may or may not be recorded: try again shortly";
                Self::new(Reason::LogUnavailable, detail)
            }
            LogError::Refused(_) | LogError::Codec(_) | LogError::Truncated { .. } => Self::new(
                Reason::Internal,
                "the event log needs its operator: see the hub's log",
            ),
        }
    }
}

impl From<AnalyticsError> for Problem {
    fn from(error: AnalyticsError) -> Self {
        let detail = match &error {
            AnalyticsError::Absent => {
                "this gateway was started without ClickHouse: set HUB_CLICKHOUSE_URL. Calls, configuration and \
                 following requests live work without it"
            }
            AnalyticsError::Unreachable(_) => {
                "ClickHouse, which answers analytics, cannot be reached: try again shortly. Calls, configuration \
                 and following requests live work meanwhile, and nothing is lost"
            }
            AnalyticsError::Busy => {
                "ClickHouse, which answers analytics, is busy: try again shortly"
            }
            AnalyticsError::TooMuch(_) => {
                "the answer would take too long: choose a shorter period, a longer interval or fewer dimensions"
            }
            AnalyticsError::Failed(_) => {
                "ClickHouse, which answers analytics, has no tables that fit: the hub's projectors have to run, in \
                 the same version. Calls and configuration work without it"
            }
        };
        if !matches!(error, AnalyticsError::Absent) {
            tracing::error!(error = &error as &dyn Error, "the analytics failed");
        }
        Self::new(Reason::AnalyticsUnavailable, detail)
    }
}

impl From<DirectoryError> for Problem {
    fn from(error: DirectoryError) -> Self {
        tracing::error!(error = &error as &dyn Error, "the directory failed");
        let detail = match error {
            DirectoryError::Url(_) | DirectoryError::Unreachable(_) | DirectoryError::Slow => {
                "Postgres, which answers lists, cannot be reached: try again shortly"
            }
            DirectoryError::Failed(_) => {
                "Postgres, which answers lists, has none: the hub's projectors have to run"
            }
        };
        Self::new(Reason::DirectoryUnavailable, detail)
    }
}
